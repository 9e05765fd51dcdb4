//! Mahalanobis distances: coordinates in which they are Euclidean.

use super::columns::Columns;
use crate::design::error::DesignError;
use crate::stats::linalg;
use crate::stats::rank::average_ranks;
use crate::stats::sum::{map_chunks, sum};
use ndarray::Array2;

/// Which coordinates give the distance: all that do are rotations of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Root {
    /// As few as there can be, by Cholesky with pivoting.
    Shortest,
    /// One a column, each as close to its own column as can be: for weighing them one by one.
    Symmetric,
}

/// Coordinates of the Mahalanobis distance.
///
/// ```text
/// d(a, b)^2 = (x_a - x_b)' S^- (x_a - x_b),   S = sum_g sum_{i in g} (x_i - m_g)(x_i - m_g)' / (n - 2)
/// ```
///
/// Every level of a category is a column of its own, divided by sqrt(2); constant columns are left
/// out; S^- is the inverse, or the generalised inverse when S is singular. Cost: n p^2 / 2. Same as
/// MatchIt's `mahalanobis` (Rubin 1980).
///
/// # Errors
/// A covariance whose eigenvalues cannot be found.
pub(super) fn mahalanobis(columns: &Columns, root: Root) -> Result<Vec<Vec<f64>>, DesignError> {
    let values: Vec<Vec<f64>> = columns.values.iter().map(|x| standardised(x)).collect();
    let covariance = within(&values, &columns.treated);
    whitened(columns, &values, &covariance, root)
}

/// Coordinates of the rank-based (robust) Mahalanobis distance.
///
/// ```text
/// d(a, b)^2 = (r_a - r_b)' V^- (r_a - r_b),   V_jk = c_jk u^2 / (s_j s_k),   u^2 = n (n + 1) / 12
/// ```
///
/// with r the average ranks over all eligible units, c their covariance and s their standard deviations:
/// ties do not make a variable count more. Rosenbaum (2010), section 8.3. Same as MatchIt's
/// `robust_mahalanobis`. V is a multiple of the correlation of ranks, which is what is inverted here.
///
/// # Errors
/// A correlation whose eigenvalues cannot be found.
pub(super) fn robust(columns: &Columns, root: Root) -> Result<Vec<Vec<f64>>, DesignError> {
    let n = columns.len() as f64;
    let untied = (n * (n + 1.0) / 12.0).sqrt();
    let ranks: Vec<Vec<f64>> = columns.values.iter().map(|x| average_ranks(x)).collect();
    let unit: Vec<Vec<f64>> = ranks.iter().map(|r| standardised(r)).collect();
    let p = unit.len();
    let mut correlation = Array2::eye(p);
    for j in 0..p {
        for k in 0..j {
            let product = sum(columns.len(), |i| unit[j][i] * unit[k][i]) / (n - 1.0);
            correlation[(j, k)] = product;
            correlation[(k, j)] = product;
        }
    }
    let scaled: Vec<Vec<f64>> =
        ranks.iter().map(|r| r.iter().map(|v| (v - f64::midpoint(n, 1.0)) / untied).collect()).collect();
    whitened(columns, &scaled, &correlation, root)
}

/// Coordinates in which the form of the generalised inverse of `covariance` is the Euclidean distance.
fn whitened(
    columns: &Columns,
    values: &[Vec<f64>],
    covariance: &Array2<f64>,
    root: Root,
) -> Result<Vec<Vec<f64>>, DesignError> {
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let inverse = linalg::generalised_inverse(covariance)
        .ok_or_else(|| DesignError::Distance { columns: columns.names.clone() })?;
    let root = match root {
        Root::Shortest => Some(linalg::root(&inverse)),
        Root::Symmetric => linalg::symmetric_root(&inverse),
    };
    let root = root.ok_or_else(|| DesignError::Distance { columns: columns.names.clone() })?;
    let axis = |k: usize| {
        let parts = map_chunks(columns.len(), |range| {
            let at = |i: usize| values.iter().enumerate().map(|(j, x)| root[(k, j)] * x[i]).sum::<f64>();
            range.map(at).collect::<Vec<f64>>()
        });
        parts.concat()
    };
    Ok((0..root.nrows()).map(axis).collect())
}

/// A column with mean 0 and standard deviation 1.
fn standardised(x: &[f64]) -> Vec<f64> {
    let n = x.len();
    let mean = sum(n, |i| x[i]) / n as f64;
    let sd = (sum(n, |i| (x[i] - mean) * (x[i] - mean)) / (n - 1) as f64).sqrt();
    x.iter().map(|v| (v - mean) / sd).collect()
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
