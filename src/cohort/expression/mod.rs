//! Expressions over columns: who takes part (`where`) and computed columns (`[derive]`).
//!
//! The language is the expression part of SQL: comparison (`=`, `<>`, `!=`, `<`, `<=`, `>`, `>=`),
//! `and`, `or`, `not`, `+ - * /`, parentheses, `is null`, `is not null`, `between .. and ..`,
//! `in (..)`, numbers, `'text'`, `true` and `false`. Names may have dots (`loneliness.start`); a name
//! with other signs stands in double quotes.
//!
//! Missing values are a third truth value, as in SQL:
//!
//! ```text
//! arithmetic, comparison   missing if either side is missing
//! a and b                  false if either is false, else missing if either is missing
//! a or b                   true if either is true, else missing if either is missing
//! not a                    missing if a is missing
//! a in (x, y)              a = x or a = y
//! a is null                never missing
//! x / 0, overflow          missing: a result that is not a finite number is no result
//! ```
//!
//! Numbers used as truth must be 0 (false) or 1 (true); truth used as a number is 0 or 1. A category
//! is compared with one of its levels by `=`, `<>` and `in`; a level it does not have is an error.

mod arithmetic;
mod compare;
mod error;
mod evaluate;
mod lower;
mod parse;
mod term;
#[cfg(test)]
mod tests;
mod tree;
mod value;

pub use error::ExpressionError;
pub use tree::Expression;
pub use value::Value;
