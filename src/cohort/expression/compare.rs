//! Comparison: numbers with numbers, dates with dates, text with text.

use super::error::ExpressionError;
use super::evaluate::Evaluator;
use super::sort::Sort;
use super::term::{Operand, Term};
use super::texts::Texts;
use super::tree::Comparison;
use crate::stats::date::day;
use crate::stats::text::nearest;
use arrow::array::{BooleanArray, Datum, Float64Array};
use arrow::buffer::{BooleanBuffer, NullBuffer};
use arrow::compute::kernels::cmp;
use arrow::error::ArrowError;
use std::collections::HashMap;
use std::ops::Range;

/// How many words of a column a message lists.
const LISTED: usize = 20;

/// A value and where it stands.
pub(super) type Placed<'p> = (Term, &'p Range<usize>);

/// Must a word that a column is compared with occur in it?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    Known,
    Free,
}

impl Evaluator<'_> {
    /// `left how right`, row by row.
    pub(super) fn compare(
        &mut self,
        how: Comparison,
        (left, left_at): Placed<'_>,
        (right, right_at): Placed<'_>,
        words: Words,
    ) -> Result<Term, ExpressionError> {
        if matches!(left, Term::Open) || matches!(right, Term::Open) {
            return Ok(Term::Truth(BooleanArray::new_null(0)));
        }
        let both = left_at.start..right_at.end.max(left_at.start);
        if dates(how, &left, &right) {
            let (a, b) = (self.dates(left, left_at)?, self.dates(right, right_at)?);
            return numbers(how, &a, &b).map_err(|e| kind(e.to_string(), both));
        }
        match (left, right) {
            (Term::Texts(t), Term::Text(w)) => level(how, &t, &w, right_at, words),
            (Term::Text(w), Term::Texts(t)) => level(how, &t, &w, left_at, words),
            (Term::Texts(a), Term::Texts(b)) => {
                ordered(how, left_at)?;
                Ok(Term::Truth(same(&a, &b, how == Comparison::Equal)))
            }
            (Term::Text(a), Term::Text(b)) => {
                ordered(how, left_at)?;
                Ok(Term::Known((a == b) == (how == Comparison::Equal)))
            }
            (text @ (Term::Texts(_) | Term::Text(_)), other)
            | (other, text @ (Term::Texts(_) | Term::Text(_))) => {
                if other.blank() {
                    return Ok(Term::Truth(BooleanArray::new_null(self.rows)));
                }
                Err(kind(misfit(&text, &other), both))
            }
            (a, b) => {
                numbers(how, &a.number(left_at)?, &b.number(right_at)?).map_err(|e| kind(e.to_string(), both))
            }
        }
    }
}

/// Are two values compared as dates: one is a date, or a column of text is set in order with a date
/// that is written out?
fn dates(how: Comparison, left: &Term, right: &Term) -> bool {
    let date = |t: &Term| t.sort() == Some(Sort::Date);
    let said = |t: &Term| matches!(t, Term::Text(w) if day(w).is_some());
    let text = |t: &Term| t.sort() == Some(Sort::Text) || t.blank();
    let order = !matches!(how, Comparison::Equal | Comparison::Unequal);
    date(left) || date(right) || order && (said(left) && text(right) || said(right) && text(left))
}

/// Why text and something else cannot be compared.
fn misfit(text: &Term, other: &Term) -> String {
    match text {
        Term::Text(t) => {
            format!("{} cannot be compared with the text '{t}'; numbers stand without quotes", other.words())
        }
        Term::Texts(t) => {
            let first = t.words().first().map_or("word", String::as_str);
            format!(
                "{} cannot be compared with {}; write a word in quotes, such as '{first}'",
                text.words(),
                other.words()
            )
        }
        _ => String::new(),
    }
}

fn kind(message: String, at: Range<usize>) -> ExpressionError {
    ExpressionError::Kind { message, at }
}

fn ordered(how: Comparison, at: &Range<usize>) -> Result<(), ExpressionError> {
    if matches!(how, Comparison::Equal | Comparison::Unequal) {
        return Ok(());
    }
    let message = "text has no order; compare it with = or <>, and dates as date(..)".to_owned();
    Err(kind(message, at.clone()))
}

fn level(
    how: Comparison,
    column: &Texts,
    wanted: &str,
    at: &Range<usize>,
    words: Words,
) -> Result<Term, ExpressionError> {
    ordered(how, at)?;
    if words == Words::Known {
        occurs(column, wanted, at)?;
    }
    let equal = how == Comparison::Equal;
    Ok(Term::Truth(column.truth(|w| (w == wanted) == equal)))
}

/// A word that a column does not have is most likely a slip of the pen.
pub(super) fn occurs(column: &Texts, wanted: &str, at: &Range<usize>) -> Result<(), ExpressionError> {
    let words = column.words();
    match &column.name {
        Some(name) if !words.iter().any(|w| w == wanted) => {
            let known: Vec<&str> = words.iter().map(String::as_str).collect();
            let more = if known.len() > LISTED { ", .." } else { "" };
            Err(ExpressionError::Level {
                column: name.clone(),
                level: wanted.to_owned(),
                nearest: nearest(wanted, &known).map(str::to_owned),
                known: known[..known.len().min(LISTED)].join(", ") + more,
                at: at.clone(),
            })
        }
        _ => Ok(()),
    }
}

/// Do two columns say the same (or, not `equal`, another) word?
fn same(a: &Texts, b: &Texts, equal: bool) -> BooleanArray {
    let place: HashMap<&str, u32> = b.words().iter().map(String::as_str).zip(0..).collect();
    let into_b: Vec<u32> =
        a.words().iter().map(|w| place.get(w.as_str()).copied().unwrap_or(u32::MAX)).collect();
    let mine = |i: usize| into_b.get(a.codes()[i] as usize).copied();
    let answers = BooleanBuffer::collect_bool(a.len(), |i| (mine(i) == Some(b.codes()[i])) == equal);
    BooleanArray::new(answers, NullBuffer::union(a.nulls().as_ref(), b.nulls().as_ref()))
}

fn numbers(how: Comparison, a: &Operand, b: &Operand) -> Result<Term, ArrowError> {
    let kernel = |x: &dyn Datum, y: &dyn Datum| match how {
        Comparison::Equal => cmp::eq(x, y),
        Comparison::Unequal => cmp::neq(x, y),
        Comparison::Less => cmp::lt(x, y),
        Comparison::LessOrEqual => cmp::lt_eq(x, y),
        Comparison::Greater => cmp::gt(x, y),
        Comparison::GreaterOrEqual => cmp::gt_eq(x, y),
    };
    let one = |x: f64| Float64Array::new_scalar(x);
    let truth = match (a, b) {
        (Operand::Each(x), Operand::Each(y)) => kernel(x, y)?,
        (Operand::Each(x), Operand::All(y)) => kernel(x, &one(*y))?,
        (Operand::All(x), Operand::Each(y)) => kernel(&one(*x), y)?,
        (Operand::All(x), Operand::All(y)) => {
            let single = Float64Array::from(vec![*x]);
            return Ok(Term::Known(kernel(&single, &one(*y))?.value(0)));
        }
    };
    Ok(Term::Truth(truth))
}
