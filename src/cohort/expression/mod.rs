//! Expressions over columns: who takes part (`where`), computed fields and computed columns (`[derive]`).
//!
//! The language is the expression part of SQL: comparison (`=`, `<>`, `!=`, `<`, `<=`, `>`, `>=`),
//! `and`, `or`, `not`, `+ - * /`, parentheses, `is null`, `is not null`, `between .. and ..`,
//! `in (..)`, `like`, `case`, functions, numbers, `'text'`, `true` and `false`. Names may have dots
//! (`loneliness.start`); a name with other signs stands in double quotes. `docs/expressions.md` is the
//! page for users, with every function.
//!
//! Values are numbers, truth, text and dates ([`Sort`]). Missing values are a third truth value, as in
//! SQL:
//!
//! ```text
//! arithmetic, comparison, like   missing if either side is missing
//! a and b                        false if either is false, else missing if either is missing
//! a or b                         true if either is true, else missing if either is missing
//! not a                          missing if a is missing
//! a in (x, y)                    a = x or a = y
//! a is null                      never missing
//! case                           the value of the first condition that is true; missing if none is
//!                                and there is no else
//! x / 0, ln(0), overflow         missing: a result that is not a finite number is no result
//! functions                      missing if any value is, but for these:
//!   sum_of, mean_of (k, ..)      missing if fewer than k are known
//!   count, n_missing             never missing
//!   any, all                     as or, and
//!   coalesce                     missing if all are
//!   nullif(a, b)                 missing if a is, or a = b
//! ```
//!
//! Numbers used as truth must be 0 (false) or 1 (true); truth used as a number is 0 or 1. A column of
//! text is compared with one of its words by `=`, `<>`, `in` and `case`; a word it does not have is an
//! error. A cell that says no date or no number where one is needed is a [`Doubt`], in the rows where a
//! `case`, an `and`, an `or` or a `coalesce` has not settled the matter before.
//!
//! Everything is worked out a whole column at a time; text once for each distinct word.

mod apply;
mod ask;
mod calls;
mod choose;
mod compare;
mod dated;
mod doubt;
mod error;
mod evaluate;
#[cfg(test)]
mod function_tests;
mod lower;
mod numeric;
mod parse;
mod signature;
mod sort;
mod term;
#[cfg(test)]
mod tests;
mod texts;
mod textual;
mod tree;
#[cfg(test)]
mod twin;
mod value;

pub use ask::Input;
pub use doubt::Doubt;
pub use error::ExpressionError;
pub use signature::function_names;
pub use sort::{Sort, Use};
pub use texts::Texts;
pub use tree::Expression;
pub use value::{Answer, Value};
