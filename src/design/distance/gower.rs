//! Gower's distance.

use super::columns::{Columns, range};

/// Coordinates in which Gower's distance is the sum of absolute differences.
///
/// ```text
/// d(a, b) = (1 / p) sum_j d_j,   d_j = |x_aj - x_bj| / range_j for numbers, 1 if the levels differ for categories
/// ```
///
/// over the `p` terms; ranges are those of all eligible units. A term that does not vary adds 0.
/// Reference: Gower (1971), section 3.
pub(super) fn coordinates(columns: &Columns) -> Vec<Vec<f64>> {
    let terms = columns.terms.max(1) as f64;
    let each = columns.values.iter().zip(&columns.level).map(|(x, &level)| {
        let [low, high] = range(x);
        // Two levels differ in two columns: each adds one half.
        let whole = if level { 2.0 * (high - low) } else { high - low };
        x.iter().map(|v| v / (whole * terms)).collect()
    });
    each.collect()
}
