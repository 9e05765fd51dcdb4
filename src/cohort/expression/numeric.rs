//! Functions of numbers, row by row; missing where there is no finite result.

use super::signature::Function;
use super::term::{Operand, Term, tidy};
use super::tree::Arithmetic;
use arrow::array::{Array, Float64Array};
use arrow::buffer::{BooleanBuffer, NullBuffer};

/// From here on every number is whole: there is nothing to round.
const ALL_WHOLE: f64 = 4_503_599_627_370_496.0;

/// Numbers that are missing where `nulls` says so or the value is not finite; zero has no sign.
pub(super) fn finite(mut values: Vec<f64>, nulls: Option<NullBuffer>) -> Float64Array {
    let nulls = nulls.filter(|n| n.null_count() > 0);
    let mut odd = false;
    for value in &mut values {
        odd |= !value.is_finite();
        *value += 0.0;
    }
    if !odd {
        return Float64Array::new(values.into(), nulls);
    }
    let known: NullBuffer = BooleanBuffer::collect_bool(values.len(), |i| values[i].is_finite()).into();
    let nulls = NullBuffer::union(Some(&known), nulls.as_ref());
    for value in values.iter_mut().filter(|v| !v.is_finite()) {
        *value = 0.0;
    }
    Float64Array::new(values.into(), nulls)
}

/// `f` of each row; missing where any of `of` is. `f` reads the row from `of`.
pub(super) fn rows(of: &[&Operand], n: usize, f: impl Fn(usize) -> f64) -> Term {
    if of.iter().all(|o| matches!(o, Operand::All(_))) {
        return tidy(f(0)).map_or_else(|| Term::Number(Float64Array::new_null(n)), Term::Constant);
    }
    let nulls = of.iter().fold(None, |all, o| NullBuffer::union(all.as_ref(), o.nulls()));
    Term::Number(finite((0..n).map(f).collect(), nulls))
}

/// `f` of one operand.
fn one(a: &Operand, n: usize, f: impl Fn(f64) -> f64) -> Term {
    match a {
        Operand::All(_) => rows(&[a], n, |i| f(a.at(i))),
        Operand::Each(x) => {
            Term::Number(finite(x.values().iter().map(|v| f(*v)).collect(), x.nulls().cloned()))
        }
    }
}

/// `f` of two operands.
fn two(a: &Operand, b: &Operand, n: usize, f: impl Fn(f64, f64) -> f64) -> Term {
    let values: Vec<f64> = match (a, b) {
        (Operand::Each(x), Operand::Each(y)) => {
            x.values().iter().zip(y.values()).map(|(x, y)| f(*x, *y)).collect()
        }
        (Operand::Each(x), Operand::All(y)) => x.values().iter().map(|x| f(*x, *y)).collect(),
        (Operand::All(x), Operand::Each(y)) => y.values().iter().map(|y| f(*x, *y)).collect(),
        (Operand::All(x), Operand::All(y)) => return rows(&[a, b], n, |_| f(*x, *y)),
    };
    Term::Number(finite(values, NullBuffer::union(a.nulls(), b.nulls())))
}

/// `a how b`.
pub(super) fn arithmetic(how: Arithmetic, a: &Operand, b: &Operand, n: usize) -> Term {
    match how {
        Arithmetic::Add => two(a, b, n, |x, y| x + y),
        Arithmetic::Subtract => two(a, b, n, |x, y| x - y),
        Arithmetic::Multiply => two(a, b, n, |x, y| x * y),
        Arithmetic::Divide => two(a, b, n, |x, y| x / y),
    }
}

/// `-a`.
pub(super) fn negate(a: &Operand, n: usize) -> Term {
    one(a, n, |x| 0.0 - x)
}

/// A function that is missing where any of its values is.
pub(super) fn strict(function: Function, list: &[Operand], n: usize) -> Term {
    let at = |place: usize, i: usize| list[place].at(i);
    let all: Vec<&Operand> = list.iter().collect();
    let x = &list[0];
    match function {
        Function::Abs => one(x, n, f64::abs),
        Function::Floor => one(x, n, f64::floor),
        Function::Ceil => one(x, n, f64::ceil),
        Function::Sqrt => one(x, n, f64::sqrt),
        Function::Ln => one(x, n, libm::log),
        Function::Log10 => one(x, n, libm::log10),
        Function::Exp => one(x, n, libm::exp),
        Function::Sign => one(x, n, |v| f64::from(u8::from(v > 0.0)) - f64::from(u8::from(v < 0.0))),
        Function::Round => {
            let digits = list.get(1).map_or(0.0, |d| d.at(0)) as i32;
            one(x, n, |v| round(v, digits))
        }
        Function::Power => two(x, &list[1], n, libm::pow),
        Function::Mod => two(x, &list[1], n, |a, b| a % b),
        Function::Clamp => rows(&all, n, |i| clamp(at(0, i), at(1, i), at(2, i))),
        Function::Bin => {
            let cuts: Vec<f64> = list[1..].iter().map(|c| c.at(0)).collect();
            one(x, n, |v| cuts.partition_point(|cut| *cut <= v) as f64)
        }
        Function::Sum => fold(list, n, |a, b| a + b),
        Function::Least => fold(list, n, f64::min),
        Function::Greatest => fold(list, n, f64::max),
        _ => {
            let count = Operand::All(list.len() as f64);
            match fold(list, n, |a, b| a + b) {
                Term::Number(sum) => two(&Operand::Each(sum), &count, n, |a, b| a / b),
                Term::Constant(sum) => two(&Operand::All(sum), &count, n, |a, b| a / b),
                other => other,
            }
        }
    }
}

/// `f(f(f(x1, x2), x3), ..)`, from left to right.
fn fold(list: &[Operand], n: usize, f: impl Fn(f64, f64) -> f64 + Copy) -> Term {
    let all: Vec<&Operand> = list.iter().collect();
    rows(&all, n, |i| list[1..].iter().fold(list[0].at(i), |sum, o| f(sum, o.at(i))))
}

/// Mean of the known values, times `times`, where at least `least` are known.
pub(super) fn prorated(list: &[Operand], least: f64, times: f64, n: usize) -> Term {
    let value = |i: usize| {
        let known = || list.iter().filter(|o| o.known(i));
        let count = known().count() as f64;
        let sum: f64 = known().fold(0.0, |sum, o| sum + o.at(i));
        if count >= least { sum / count * times } else { f64::NAN }
    };
    if list.iter().all(|o| matches!(o, Operand::All(_))) {
        return rows(&list.iter().collect::<Vec<_>>(), n, value);
    }
    Term::Number(finite((0..n).map(value).collect(), None))
}

/// Rounds half away from zero at `digits` decimals; negative digits round to tens, hundreds and so on.
fn round(x: f64, digits: i32) -> f64 {
    let scale = (0..digits.abs()).fold(1.0, |scale, _| scale * 10.0);
    if digits < 0 {
        return (x / scale).round() * scale;
    }
    let scaled = x * scale;
    if scaled.abs() < ALL_WHOLE { scaled.round() / scale } else { x }
}

/// No number where the bounds are the wrong way round.
fn clamp(x: f64, low: f64, high: f64) -> f64 {
    if low > high { f64::NAN } else { x.max(low).min(high) }
}
