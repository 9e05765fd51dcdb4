//! Where an increasing function reaches a value.

/// Halvings after which the bracket is as narrow as numbers are.
const HALVINGS: usize = 200;
/// Doublings of an open range before the search is given up.
const DOUBLINGS: usize = 60;

/// Where to look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Range {
    /// From one number to another.
    Within(f64, f64),
    /// From a number upwards.
    From(f64),
}

/// The first argument at which an increasing function is at least `target`.
///
/// * `function`: increasing where it is defined; `None` counts as below the target.
///
/// `None` where the range holds no such argument. Cost: at most 260 evaluations.
#[must_use]
pub fn crossing(function: impl Fn(f64) -> Option<f64>, target: f64, range: Range) -> Option<f64> {
    let reached = |x: f64| function(x).is_some_and(|v| v >= target);
    let (mut low, mut high) = match range {
        Range::Within(low, high) => (low, high),
        Range::From(low) => (low, above(low, &reached)?),
    };
    if !reached(high) {
        return None;
    }
    if reached(low) {
        return Some(low);
    }
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        *(if reached(middle) { &mut high } else { &mut low }) = middle;
    }
    Some(high)
}

/// A number above `low` at which the target is reached.
fn above(low: f64, reached: &dyn Fn(f64) -> bool) -> Option<f64> {
    let mut step = low.abs().max(1.0);
    for _ in 0..DOUBLINGS {
        if reached(low + step) {
            return Some(low + step);
        }
        step *= 2.0;
    }
    None
}
