//! Scaled Euclidean distance.

use super::columns::Columns;
use crate::stats::sum::sum;

/// Coordinates in which the scaled Euclidean distance is the Euclidean one.
///
/// ```text
/// x_j / s_j,   s_j^2 = sum_g sum_{i in g} (x_ij - m_gj)^2 / (n - 2),   for 0/1 columns sum_g n_g p_g (1 - p_g) / n
/// ```
///
/// A column without variation inside the arms tells them apart exactly and is divided by 1. Same as
/// MatchIt's `scaled_euclidean`.
pub(super) fn scaled(columns: &Columns) -> Vec<Vec<f64>> {
    let scale = |x: &Vec<f64>| {
        let sd = within(x, &columns.treated).sqrt();
        let sd = if sd > 0.0 { sd } else { 1.0 };
        x.iter().map(|v| v / sd).collect()
    };
    columns.values.iter().map(scale).collect()
}

/// Pooled variance within the arms.
fn within(x: &[f64], treated: &[bool]) -> f64 {
    let n = x.len();
    let of = |arm: bool, value: &(dyn Fn(usize) -> f64 + Sync)| {
        sum(n, |i| if treated[i] == arm { value(i) } else { 0.0 })
    };
    let squares = [false, true].map(|arm| {
        let size = of(arm, &|_| 1.0).max(1.0);
        let mean = of(arm, &|i| x[i]) / size;
        of(arm, &|i| (x[i] - mean) * (x[i] - mean))
    });
    let yes_no = x.iter().all(|&v| v == 0.0 || v == 1.0);
    let freedom = if yes_no { n } else { n.saturating_sub(2) };
    (squares[0] + squares[1]) / freedom.max(1) as f64
}
