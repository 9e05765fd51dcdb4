//! Comparison of numbers, and of categories with levels.

use super::error::ExpressionError;
use super::term::{Operand, Term};
use super::tree::Comparison;
use crate::cohort::Category;
use crate::stats::text::nearest;
use arrow::array::{BooleanArray, Datum, Float64Array};
use arrow::compute::kernels::cmp;
use arrow::error::ArrowError;
use std::ops::Range;

/// Two sides and where each stands.
pub(super) struct Sides<'a, 'p> {
    pub(super) left: Term<'a>,
    pub(super) right: Term<'a>,
    pub(super) left_at: &'p Range<usize>,
    pub(super) right_at: &'p Range<usize>,
}

/// `left how right`, row by row.
pub(super) fn compare<'a>(how: Comparison, sides: Sides<'a, '_>) -> Result<Term<'a>, ExpressionError> {
    let Sides { left, right, left_at, right_at } = sides;
    match (left, right) {
        (Term::Category(name, c), Term::Text(t)) => level(how, &name, c, &t, right_at),
        (Term::Text(t), Term::Category(name, c)) => level(how, &name, c, &t, left_at),
        (Term::Category(_, a), Term::Category(_, b)) => {
            ordered(how, left_at)?;
            Ok(Term::Truth(categories(how, a, b)))
        }
        (Term::Category(name, c), other) | (other, Term::Category(name, c)) => {
            let first = c.levels().next().unwrap_or("level");
            let message = format!(
                "`{name}` is a category and cannot be compared with {}; write a level in quotes, such as \
                 '{first}'",
                other.words()
            );
            Err(ExpressionError::Kind { message, at: left_at.start..right_at.end.max(left_at.start) })
        }
        (Term::Text(t), other) | (other, Term::Text(t)) => {
            let message = format!(
                "{} cannot be compared with the text '{t}'; numbers stand without quotes",
                other.words()
            );
            Err(ExpressionError::Kind { message, at: left_at.start..right_at.end.max(left_at.start) })
        }
        (a, b) => numbers(how, &a.number(left_at)?, &b.number(right_at)?)
            .map_err(|e| ExpressionError::Kind { message: e.to_string(), at: left_at.clone() }),
    }
}

fn ordered(how: Comparison, at: &Range<usize>) -> Result<(), ExpressionError> {
    if matches!(how, Comparison::Equal | Comparison::Unequal) {
        return Ok(());
    }
    let message = "categories have no order; compare them with = or <>".to_owned();
    Err(ExpressionError::Kind { message, at: at.clone() })
}

fn level<'a>(
    how: Comparison,
    name: &str,
    column: Category<'a>,
    wanted: &str,
    at: &Range<usize>,
) -> Result<Term<'a>, ExpressionError> {
    ordered(how, at)?;
    let levels: Vec<&str> = column.levels().collect();
    let Some(code) = levels.iter().position(|l| *l == wanted) else {
        return Err(ExpressionError::Level {
            column: name.to_owned(),
            level: wanted.to_owned(),
            nearest: nearest(wanted, &levels).map(str::to_owned),
            known: levels.join(", "),
            at: at.clone(),
        });
    };
    let same = how == Comparison::Equal;
    let rows = 0..column.codes().len();
    Ok(Term::Truth(rows.map(|i| column.get(i).map(|c| (usize::from(c) == code) == same)).collect()))
}

fn categories(how: Comparison, a: Category<'_>, b: Category<'_>) -> BooleanArray {
    let same = how == Comparison::Equal;
    let pair = |i: usize| Some((a.level(a.get(i)?) == b.level(b.get(i)?)) == same);
    (0..a.codes().len()).map(pair).collect()
}

fn numbers<'a>(how: Comparison, a: &Operand, b: &Operand) -> Result<Term<'a>, ArrowError> {
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
