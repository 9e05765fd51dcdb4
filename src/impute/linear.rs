//! Linear regression with its coefficients drawn from their posterior.

use super::terms::Terms;
use crate::stats::draw::{chi_squared, normal};
use crate::stats::linalg::{cholesky, independent};
use crate::stats::sum::map_chunks;
use ndarray::Array2;
use rand_core::RngCore;

/// A term stays when what earlier terms leave of it is more than this share of its sum of squares.
const DEPENDENT: f64 = 1e-9;

/// A fitted linear regression.
#[derive(Debug, Clone)]
pub(super) struct Linear {
    /// Coefficients; 0 for terms that depend linearly on earlier ones.
    pub(super) beta: Vec<f64>,
    kept: Vec<usize>,
    root: Array2<f64>,
    rss: f64,
    df: f64,
}

impl Linear {
    /// Least squares of `y` over the rows `rows`.
    ///
    /// Terms that depend linearly on earlier ones are left out. Cost: two passes of n p^2 and n p.
    ///
    /// * `rows`: places with a known value, at least one.
    /// * `y`: what is predicted, one a unit, standardised.
    pub(super) fn fit(
        terms: &Terms,
        values: &[Vec<f64>],
        rows: &[usize],
        y: impl Fn(usize) -> f64 + Sync,
    ) -> Self {
        let p = terms.width();
        let (gram, right) = moments(terms, values, rows, &y);
        let kept: Vec<usize> = independent(&gram, DEPENDENT)
            .into_iter()
            .enumerate()
            .filter_map(|(j, k)| k.then_some(j))
            .collect();
        let q = kept.len();
        let small = Array2::from_shape_fn((q, q), |(a, b)| gram[(kept[a], kept[b])]);
        let root = cholesky(&small).unwrap_or_else(|| diagonal_root(&small));
        let solution = back(&root, &forward(&root, &kept.iter().map(|&j| right[j]).collect::<Vec<_>>()));
        let mut beta = vec![0.0; p];
        kept.iter().zip(&solution).for_each(|(&j, &b)| beta[j] = b);
        let rss = residuals(terms, values, rows, &y, &beta);
        // A saturated regression keeps one degree of freedom, as in mice.
        let df = (rows.len() as f64 - q as f64).max(1.0);
        Self { beta, kept, root, rss, df }
    }

    /// Residual standard deviation and coefficients drawn from their posterior under a flat prior.
    ///
    /// ```text
    /// sigma*^2 = rss / chi2(df),   beta* = beta + sigma* L^-T z,   X'X = L L'
    /// ```
    /// Reference: Rubin (1987), page 167.
    pub(super) fn draw(&self, rng: &mut impl RngCore) -> (f64, Vec<f64>) {
        let sigma = (self.rss / chi_squared(rng, self.df).max(f64::MIN_POSITIVE)).sqrt();
        let z: Vec<f64> = self.kept.iter().map(|_| normal(rng)).collect();
        let step = back(&self.root, &z);
        let mut beta = self.beta.clone();
        self.kept.iter().zip(&step).for_each(|(&j, &s)| beta[j] += sigma * s);
        (sigma, beta)
    }
}

fn moments(
    terms: &Terms,
    values: &[Vec<f64>],
    rows: &[usize],
    y: &(impl Fn(usize) -> f64 + Sync),
) -> (Array2<f64>, Vec<f64>) {
    let p = terms.width();
    let parts = map_chunks(rows.len(), |range| {
        let (mut gram, mut right, mut x) = (vec![0.0; p * p], vec![0.0; p], vec![0.0; p]);
        for &i in &rows[range] {
            terms.fill(values, i, &mut x);
            let yi = y(i);
            for (j, &xj) in x.iter().enumerate().filter(|(_, xj)| **xj != 0.0) {
                right[j] += xj * yi;
                gram[j * p..=j * p + j].iter_mut().zip(&x).for_each(|(g, &xk)| *g += xj * xk);
            }
        }
        (gram, right)
    });
    let (mut gram, mut right) = (vec![0.0; p * p], vec![0.0; p]);
    for (g, r) in parts {
        gram.iter_mut().zip(g).for_each(|(a, b)| *a += b);
        right.iter_mut().zip(r).for_each(|(a, b)| *a += b);
    }
    (Array2::from_shape_fn((p, p), |(a, b)| gram[a.max(b) * p + a.min(b)]), right)
}

fn residuals(
    terms: &Terms,
    values: &[Vec<f64>],
    rows: &[usize],
    y: &(impl Fn(usize) -> f64 + Sync),
    beta: &[f64],
) -> f64 {
    let parts = map_chunks(rows.len(), |range| {
        let mut x = vec![0.0; terms.width()];
        rows[range].iter().fold(0.0, |sum, &i| {
            let e = y(i) - terms.predict(values, i, beta, &mut x);
            sum + e * e
        })
    });
    parts.into_iter().sum()
}

/// Never needed for columns that passed `independent`; the diagonal alone is then safe.
fn diagonal_root(a: &Array2<f64>) -> Array2<f64> {
    Array2::from_shape_fn(a.raw_dim(), |(i, j)| if i == j { a[(i, i)].max(1.0).sqrt() } else { 0.0 })
}

/// `L^-1 b` for a lower root.
pub(super) fn forward(root: &Array2<f64>, b: &[f64]) -> Vec<f64> {
    let mut x: Vec<f64> = Vec::with_capacity(b.len());
    for (i, &bi) in b.iter().enumerate() {
        let shared: f64 = (0..i).map(|k| root[(i, k)] * x[k]).sum();
        x.push((bi - shared) / root[(i, i)]);
    }
    x
}

/// `L^-T b` for a lower root.
pub(super) fn back(root: &Array2<f64>, b: &[f64]) -> Vec<f64> {
    let mut x = b.to_vec();
    for i in (0..b.len()).rev() {
        let shared: f64 = (i + 1..b.len()).map(|k| root[(k, i)] * x[k]).sum();
        x[i] = (x[i] - shared) / root[(i, i)];
    }
    x
}
