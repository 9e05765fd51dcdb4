//! Mahalanobis distance: coordinates in which it is the Euclidean distance.

use super::error::DesignError;
use super::matrix::{Coding, Matrix};
use super::score::spread;
use crate::cohort::{Blinded, Reasons};
use crate::stats::glm::RowBlocks;
use crate::stats::linalg;
use crate::stats::sum::{map_chunks, sum};
use ndarray::Array2;

/// Range under which a column counts as constant.
const CONSTANT: f64 = 1.5e-8;

/// Coordinates of the Mahalanobis distance on `terms`, one vector of cohort length a dimension; NaN
/// where a unit is not eligible.
///
/// ```text
/// d(a, b)^2 = (x_a - x_b)' S^- (x_a - x_b),   S = sum_g sum_{i in g} (x_i - m_g)(x_i - m_g)' / (n - 2)
/// ```
///
/// Every level of a category is a column of its own, divided by sqrt(2); constant columns are left
/// out; S^- is the inverse, or the generalised inverse when S is singular. Without any varying column all
/// distances are 0. Cost: n p^2 / 2. Same as MatchIt's `mahalanobis` (Rubin 1980).
///
/// # Errors
/// A column that is not there, or a covariance whose eigenvalues cannot be found.
pub(super) fn run(
    cohort: Blinded<'_>,
    terms: &[String],
    eligible: &Reasons,
) -> Result<Vec<Vec<f64>>, DesignError> {
    let rows: Vec<u32> = (0..cohort.len()).filter(|&i| eligible.stays(i)).map(|i| i as u32).collect();
    let matrix = Matrix::new(cohort, terms, Coding::Full, rows)?;
    let columns = standardised(&matrix);
    let rows = matrix.cohort_rows();
    if columns.is_empty() {
        return Ok(vec![spread(cohort.len(), rows, &vec![0.0; rows.len()])]);
    }
    let treated: Vec<bool> = rows.iter().map(|&i| cohort.treated()[i as usize]).collect();
    let covariance = within(&columns, &treated);
    let inverse = linalg::generalised_inverse(&covariance)
        .ok_or_else(|| DesignError::Distance { columns: matrix.names().to_vec() })?;
    let root = linalg::root(&inverse);
    let axis = |k: usize| {
        let parts = map_chunks(rows.len(), |range| {
            let at = |i: usize| columns.iter().enumerate().map(|(j, x)| root[(k, j)] * x[i]).sum::<f64>();
            range.map(at).collect::<Vec<f64>>()
        });
        spread(cohort.len(), rows, &parts.concat())
    };
    Ok((0..root.nrows()).map(axis).collect())
}

/// The columns that vary, with mean 0 and standard deviation 1.
fn standardised(matrix: &Matrix<'_>) -> Vec<Vec<f64>> {
    let n = matrix.rows();
    let mut whole = vec![0.0; n * matrix.names().len()];
    matrix.fill(0..n, &mut whole);
    let mut columns = Vec::new();
    for x in whole.chunks_exact(n.max(1)) {
        let low = x.iter().copied().fold(f64::INFINITY, f64::min);
        let high = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if n < 2 || high - low < CONSTANT {
            continue;
        }
        let mean = sum(n, |i| x[i]) / n as f64;
        let sd = (sum(n, |i| (x[i] - mean) * (x[i] - mean)) / (n - 1) as f64).sqrt();
        columns.push(x.iter().map(|v| (v - mean) / sd).collect());
    }
    columns
}

/// Pooled within-arm covariance.
fn within(columns: &[Vec<f64>], treated: &[bool]) -> Array2<f64> {
    let n = treated.len();
    let arm = |i: usize| usize::from(treated[i]);
    let users = treated.iter().filter(|&&z| z).count();
    let sizes = [(n - users) as f64, users as f64];
    let means: Vec<[f64; 2]> = columns
        .iter()
        .map(|x| [0, 1].map(|g| sum(n, |i| if arm(i) == g { x[i] } else { 0.0 }) / sizes[g].max(1.0)))
        .collect();
    let p = columns.len();
    let mut covariance = Array2::zeros((p, p));
    for j in 0..p {
        for k in 0..=j {
            let (x, y, m, l) = (&columns[j], &columns[k], means[j], means[k]);
            let product = sum(n, |i| (x[i] - m[arm(i)]) * (y[i] - l[arm(i)]));
            covariance[(j, k)] = product / n.saturating_sub(2).max(1) as f64;
            covariance[(k, j)] = covariance[(j, k)];
        }
    }
    covariance
}
