//! The four rules of arithmetic, missing where there is no finite result.

use super::term::{Operand, Term, tidy};
use super::tree::Arithmetic;
use arrow::array::Float64Array;
use arrow::compute::binary;
use arrow::error::ArrowError;

/// `a how b`, row by row.
pub(super) fn arithmetic<'a>(
    how: Arithmetic,
    a: &Operand,
    b: &Operand,
    rows: usize,
) -> Result<Term<'a>, ArrowError> {
    let f = |x: f64, y: f64| match how {
        Arithmetic::Add => x + y,
        Arithmetic::Subtract => x - y,
        Arithmetic::Multiply => x * y,
        Arithmetic::Divide => x / y,
    };
    let raw: Float64Array = match (a, b) {
        (Operand::All(x), Operand::All(y)) => {
            return Ok(tidy(f(*x, *y)).map_or_else(|| missing(rows), Term::Constant));
        }
        (Operand::Each(x), Operand::Each(y)) => binary(x, y, f)?,
        (Operand::Each(x), Operand::All(y)) => x.unary(|v| f(v, *y)),
        (Operand::All(x), Operand::Each(y)) => y.unary(|v| f(*x, v)),
    };
    Ok(Term::Number(raw.unary_opt(tidy)))
}

/// `-a`, row by row.
pub(super) fn negate<'a>(a: &Operand) -> Term<'a> {
    match a {
        Operand::All(x) => Term::Constant(0.0 - x),
        Operand::Each(x) => Term::Number(x.unary(|v| 0.0 - v)),
    }
}

fn missing<'a>(rows: usize) -> Term<'a> {
    Term::Number(Float64Array::new_null(rows))
}
