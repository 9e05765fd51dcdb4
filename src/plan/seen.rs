//! How many people it takes to find an effect that was seen.

/// An effect that was seen, with what could have been found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen {
    /// The effect.
    pub effect: f64,
    /// Smallest effect found with a power of 80 % with the people there were.
    pub detectable: f64,
    /// Treated people in the comparison.
    pub people: f64,
}

/// Treated people in a comparison made in the same way with whom the effect is found with a power of 80 %.
///
/// ```text
/// n (detectable / effect)^2
/// ```
///
/// The standard error falls with the root of the number while ratio, matching and spread stay as they are.
///
/// `None` for an effect of 0 or numbers that are none.
///
/// ```
/// # use matchwell::plan::{Seen, needed};
/// assert_eq!(needed(Seen { effect: 0.05, detectable: 0.1, people: 200.0 }), Some(800.0));
/// ```
#[must_use]
pub fn needed(seen: Seen) -> Option<f64> {
    let ratio = seen.detectable / seen.effect;
    let n = (seen.people * ratio * ratio - 1e-9).ceil();
    (n.is_finite() && n > 0.0).then_some(n)
}
