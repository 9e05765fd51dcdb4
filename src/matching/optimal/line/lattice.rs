//! Scores as whole numbers, so that sums and comparisons of distances are exact.

/// Scores lie in `-2^BITS ..= 2^BITS` after scaling; a distance is below `2^(BITS + 1)`.
const BITS: i32 = 58;

/// More than the difference of any two path costs on the line: one step of a count that comes before
/// distance. A path is at most `2^(BITS + 1)` long, so that two differ by at most `2^(BITS + 2)`.
pub(crate) const STEP: i64 = (1 << 61) + 1;

/// A lattice on which the scores of one problem are placed.
///
/// ```text
/// place(x) = trunc(x * 2^s),   s so that max |x| * 2^s is in [2^57, 2^58)
/// ```
///
/// Whole numbers add without rounding: equal scores give distance 0, equal sums compare equal, and a
/// price can be checked to the last digit. Placing moves a score by less than one unit, hence a
/// distance by less than one unit too (two truncations in one direction) or two (across zero).
/// Scores in [0, 1) of at least 1/32 are on the lattice as they are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lattice {
    /// The power of two, in two factors so that neither overflows.
    factors: [f64; 2],
}

impl Lattice {
    /// The finest lattice that holds both lists of finite scores.
    pub fn of(a: &[f64], b: &[f64]) -> Self {
        let largest = a.iter().chain(b).fold(0.0_f64, |largest, x| largest.max(x.abs()));
        // frexp: largest = fraction * 2^exponent with a fraction in [1/2, 1).
        let exponent = if largest > 0.0 { libm::frexp(largest).1 } else { 0 };
        let shift = BITS - exponent;
        let half = shift / 2;
        Self { factors: [2.0_f64.powi(half), 2.0_f64.powi(shift - half)] }
    }

    /// Where a score stands; keeps order.
    pub fn place(&self, x: f64) -> i64 {
        (x * self.factors[0] * self.factors[1]) as i64
    }

    /// Length of one unit of the lattice in units of the score.
    pub fn unit(&self) -> f64 {
        1.0 / self.factors[0] / self.factors[1]
    }

    /// A sum of distances in units of the score, rounded once.
    pub fn length(&self, units: i128) -> f64 {
        units as f64 / self.factors[0] / self.factors[1]
    }
}
