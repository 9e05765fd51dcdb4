//! Weighted linear and logistic regression on dense columns, for outcome models.
//!
//! Both rest on one orthogonal factorisation, which also gives the leverages and each row's
//! influence on any linear combination of the coefficients. The logistic maximum is that of
//! [`super::glm::Binomial`].

use super::cr2::Least;
use super::glm::{Binomial, Blocks, GlmError, Response, RowBlocks, logistic as inverse_logit};
use super::sum::{CHUNK, map_chunks};
use linfa::dataset::DatasetBase;
use linfa::traits::Fit as _;
use ndarray::Array2;
use rayon::prelude::*;
use std::ops::Range;

/// A column whose remainder falls under this share of its length depends on earlier ones (as in R's `lm`).
const ALIAS: f64 = 1e-7;

/// Orthogonal factorisation of row-scaled columns, `diag(scale) X = Q R`, without the columns that
/// depend linearly on earlier ones.
#[derive(Debug, Clone)]
pub struct Qr {
    q: Vec<Vec<f64>>,
    r: Vec<Vec<f64>>,
    kept: Vec<usize>,
}

impl Qr {
    /// Factorises by classical Gram-Schmidt done twice, columns in the order given.
    ///
    /// * `columns`: each of length n, complete.
    /// * `scale`: factor of each row, length n.
    ///
    /// Cost: 4 n p^2, in parallel, with the same bits on any number of threads. Reference: Giraud, Langou
    /// and Rozloznik (2005), "The loss of orthogonality in the Gram-Schmidt orthogonalization process".
    #[must_use]
    pub fn new(columns: &[Vec<f64>], scale: &[f64]) -> Self {
        Self::among(columns, 0..columns.len(), scale)
    }

    /// The same for some of the columns.
    fn among(columns: &[Vec<f64>], some: impl IntoIterator<Item = usize>, scale: &[f64]) -> Self {
        let (mut q, mut r, mut kept) = (Vec::<Vec<f64>>::new(), Vec::new(), Vec::new());
        for j in some {
            let mut v: Vec<f64> = columns[j].iter().zip(scale).map(|(x, s)| x * s).collect();
            let length = dot(&v, &v).sqrt();
            let mut above = vec![0.0; q.len()];
            for _ in 0..2 {
                let along = coordinates(&q, &v);
                take_away(&mut v, &q, &along);
                above.iter_mut().zip(along).for_each(|(total, c)| *total += c);
            }
            let rest = dot(&v, &v).sqrt();
            if rest > ALIAS * length && rest.is_finite() {
                for x in &mut v {
                    *x /= rest;
                }
                above.push(rest);
                q.push(v);
                r.push(above);
                kept.push(j);
            }
        }
        Self { q, r, kept }
    }

    /// Positions of the columns kept.
    #[must_use]
    pub fn kept(&self) -> &[usize] {
        &self.kept
    }

    /// Leverage of each row: the diagonal of the hat matrix.
    #[must_use]
    pub fn leverage(&self, rows: usize) -> Vec<f64> {
        let mut h = vec![0.0; rows];
        for column in &self.q {
            h.iter_mut().zip(column).for_each(|(h, u)| *h += u * u);
        }
        h
    }

    /// Coordinates of a row-scaled vector in Q.
    #[must_use]
    pub fn project(&self, v: &[f64]) -> Vec<f64> {
        coordinates(&self.q, v)
    }

    /// The vector with coordinates `c` in Q, of length `rows`.
    #[must_use]
    pub fn expand(&self, c: &[f64], rows: usize) -> Vec<f64> {
        let mut v = vec![0.0; rows];
        for (column, &c) in self.q.iter().zip(c) {
            v.iter_mut().zip(column).for_each(|(v, u)| *v += c * u);
        }
        v
    }

    /// `Q' diag(w) Q`, one row a column kept.
    ///
    /// * `w`: of any sign, one a row.
    ///
    /// Cost: n p^2.
    #[must_use]
    pub fn weighted(&self, w: &[f64]) -> Array2<f64> {
        let rows = self.q.iter().flat_map(|u| {
            let scaled: Vec<f64> = u.iter().zip(w).map(|(u, w)| u * w).collect();
            coordinates(&self.q, &scaled)
        });
        let p = self.q.len();
        Array2::from_shape_vec((p, p), rows.collect()).unwrap_or_else(|_| Array2::eye(p))
    }

    /// Coefficients, one a column of `columns`, whose combination has coordinates `c` in Q; 0 for columns not
    /// kept.
    #[must_use]
    pub fn solve(&self, c: &[f64], columns: usize) -> Vec<f64> {
        let mut coefficients = vec![0.0; columns];
        for (&j, b) in self.kept.iter().zip(self.back(c)) {
            coefficients[j] = b;
        }
        coefficients
    }

    /// Solves `R b = c` (column k of R is `r[k]`).
    fn back(&self, c: &[f64]) -> Vec<f64> {
        let mut b = c.to_vec();
        for k in (0..b.len()).rev() {
            b[k] /= self.r[k][k];
            let bk = b[k];
            for (i, bi) in b.iter_mut().enumerate().take(k) {
                *bi -= self.r[k][i] * bk;
            }
        }
        b
    }

    /// Solves `R' t = g`.
    fn forward(&self, g: &[f64]) -> Vec<f64> {
        let mut t: Vec<f64> = Vec::with_capacity(g.len());
        for (k, gk) in g.iter().enumerate() {
            let known = dot(&self.r[k][..k], &t);
            t.push((gk - known) / self.r[k][k]);
        }
        t
    }
}

/// A fitted outcome model.
#[derive(Debug, Clone)]
pub struct Fit {
    qr: Qr,
    /// Coefficients, one a column; 0 for a column that depends linearly on earlier ones.
    pub coefficients: Vec<f64>,
    /// Residual of each row on the scale of the factorisation.
    residual: Vec<f64>,
}

impl Fit {
    /// Number of coefficients estimated.
    #[must_use]
    pub fn rank(&self) -> usize {
        self.qr.kept.len()
    }

    /// Positions of the columns that have a coefficient of their own.
    #[must_use]
    pub fn kept(&self) -> &[usize] {
        &self.qr.kept
    }

    /// Leverage of each row.
    #[must_use]
    pub fn leverage(&self) -> Vec<f64> {
        self.qr.leverage(self.residual.len())
    }

    /// Influence of each row on `g' b`: the terms whose squares sum to its HC0 variance.
    ///
    /// ```text
    /// psi_i = g' (X'WX)^-1 x_i w_i (y_i - mu_i)
    /// ```
    ///
    /// * `g`: one entry a column.
    #[must_use]
    pub fn influence(&self, g: &[f64]) -> Vec<f64> {
        let mut psi = self.qr.expand(&self.along(g), self.residual.len());
        psi.iter_mut().zip(&self.residual).for_each(|(p, e)| *p *= e);
        psi
    }

    /// A fit of weighted least squares row by row, as CR2 needs it.
    ///
    /// * `w`: the weights it was fitted with.
    #[must_use]
    pub fn least(&self, w: &[f64]) -> Least {
        Least {
            q: self.qr.q.clone(),
            weight: w.to_vec(),
            residual: self.residual.iter().zip(w).map(|(e, w)| e / w.sqrt()).collect(),
        }
    }

    /// A combination `g' b` of the coefficients in the basis of Q: `R'^-1 g`.
    ///
    /// * `g`: one entry a column.
    #[must_use]
    pub fn along(&self, g: &[f64]) -> Vec<f64> {
        let kept: Vec<f64> = self.qr.kept.iter().map(|&j| g[j]).collect();
        self.qr.forward(&kept)
    }
}

/// Weighted least squares.
///
/// * `columns`: design matrix by columns, each of length n, complete.
/// * `y`: outcome, length n.
/// * `w`: weight above 0, length n.
#[must_use]
pub fn linear(columns: &[Vec<f64>], y: &[f64], w: &[f64]) -> Fit {
    let scale: Vec<f64> = w.iter().map(|w| w.sqrt()).collect();
    let target: Vec<f64> = y.iter().zip(&scale).map(|(y, s)| y * s).collect();
    solve(Qr::new(columns, &scale), columns.len(), &target)
}

fn solve(qr: Qr, columns: usize, target: &[f64]) -> Fit {
    let c = qr.project(target);
    let fitted = qr.expand(&c, target.len());
    let residual = target.iter().zip(&fitted).map(|(t, f)| t - f).collect();
    let coefficients = qr.solve(&c, columns);
    Fit { qr, coefficients, residual }
}

/// Weighted logistic regression at the maximum of the likelihood.
///
/// * `columns`: design matrix by columns, the first a column of ones.
/// * `y`: 0 or 1, length n.
/// * `w`: weight above 0, length n.
///
/// # Errors
/// [`GlmError`]: one class only, separation, too many columns, no convergence.
pub fn logistic(columns: &[Vec<f64>], y: &[f64], w: &[f64]) -> Result<Fit, GlmError> {
    let rows = Slopes { names: (1..columns.len()).map(|j| format!("x{j}")).collect(), columns };
    let events: Vec<bool> = y.iter().map(|y| *y > 0.5).collect();
    let response = Response { y: &events, weight: Some(w) };
    let model = Binomial::default().fit(&DatasetBase::new(Blocks(&rows), response))?;
    let eta = model.linear(&rows);
    let (mut scale, mut target) = (Vec::with_capacity(y.len()), Vec::with_capacity(y.len()));
    for ((y, w), &eta) in y.iter().zip(w).zip(&eta) {
        let mu = inverse_logit(eta);
        let v = mu * (1.0 - mu);
        let s = (w * v).sqrt();
        scale.push(s);
        target.push(s * (eta + (y - mu) / v));
    }
    let used = (0..columns.len()).filter(|&j| model.coefficients[j].is_some());
    Ok(solve(Qr::among(columns, used, &scale), columns.len(), &target))
}

/// All columns but the first, as rows in blocks.
struct Slopes<'a> {
    names: Vec<String>,
    columns: &'a [Vec<f64>],
}

impl RowBlocks for Slopes<'_> {
    fn rows(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }

    fn names(&self) -> &[String] {
        &self.names
    }

    fn fill(&self, rows: Range<usize>, out: &mut [f64]) {
        for (column, out) in self.columns[1..].iter().zip(out.chunks_exact_mut(rows.len().max(1))) {
            out.copy_from_slice(&column[rows.clone()]);
        }
    }
}

/// Linear predictor of each row.
#[must_use]
pub fn predict(columns: &[Vec<f64>], coefficients: &[f64]) -> Vec<f64> {
    let mut eta = vec![0.0; columns.first().map_or(0, Vec::len)];
    for (column, &b) in columns.iter().zip(coefficients).filter(|(_, b)| **b != 0.0) {
        eta.iter_mut().zip(column).for_each(|(e, x)| *e += b * x);
    }
    eta
}

/// Coordinates of `v` in the columns `q`: by chunks in parallel, added in chunk order.
fn coordinates(q: &[Vec<f64>], v: &[f64]) -> Vec<f64> {
    let of_chunk = |rows: Range<usize>| -> Vec<f64> {
        q.iter().map(|u| dot(&u[rows.clone()], &v[rows.clone()])).collect()
    };
    let mut total = vec![0.0; q.len()];
    for part in map_chunks(v.len(), of_chunk) {
        total.iter_mut().zip(part).for_each(|(t, p)| *t += p);
    }
    total
}

/// Takes the combination `c` of the columns `q` away from `v`.
fn take_away(v: &mut [f64], q: &[Vec<f64>], c: &[f64]) {
    v.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, v)| {
        let from = chunk * CHUNK;
        for (u, c) in q.iter().zip(c) {
            let part = &u[from..from + v.len()];
            v.iter_mut().zip(part).for_each(|(x, u)| *x -= c * u);
        }
    });
}

/// Dot product in four fixed lanes: fast, and the same on every machine.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a4, b4) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest: f64 = a4.remainder().iter().zip(b4.remainder()).map(|(x, y)| x * y).sum();
    let mut lane = [0.0; 4];
    for (x, y) in a4.zip(b4) {
        for k in 0..4 {
            lane[k] += x[k] * y[k];
        }
    }
    (lane[0] + lane[2]) + (lane[1] + lane[3]) + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<Vec<f64>> {
        vec![vec![1.0; 6], vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0]]
    }

    /// Anscombe-like data small enough to solve by hand: slope 1.2, intercept 0.5.
    #[test]
    fn line_through_points() {
        let fit = linear(&columns(), &[0.5, 1.7, 2.9, 4.1, 5.3, 6.5], &[1.0; 6]);
        assert!((fit.coefficients[0] - 0.5).abs() < 1e-13);
        assert!((fit.coefficients[1] - 1.2).abs() < 1e-13);
        assert!((fit.leverage().iter().sum::<f64>() - 2.0).abs() < 1e-13);
    }

    #[test]
    fn dependent_column_is_dropped() {
        let mut x = columns();
        x.push(x[1].iter().map(|v| 3.0 * v - 1.0).collect());
        let fit = linear(&x, &[1.0, 0.0, 2.0, 1.0, 3.0, 2.0], &[1.0; 6]);
        assert_eq!(fit.rank(), 2);
        assert_eq!(fit.coefficients[2], 0.0);
    }

    /// With one yes/no column the maximum is the log odds of each half: log(1/2) and log(2).
    #[test]
    fn logistic_of_two_groups() {
        let x = vec![vec![1.0; 6], vec![0.0, 0.0, 0.0, 1.0, 1.0, 1.0]];
        let fit = logistic(&x, &[1.0, 0.0, 0.0, 1.0, 1.0, 0.0], &[1.0; 6]).unwrap();
        assert!((fit.coefficients[0] + 2.0_f64.ln()).abs() < 1e-12);
        assert!((fit.coefficients[1] - 4.0_f64.ln()).abs() < 1e-12);
        let psi = fit.influence(&[0.0, 1.0]);
        assert!(psi.iter().sum::<f64>().abs() < 1e-12);
    }

    #[test]
    fn separation_is_seen() {
        let fit = logistic(&columns(), &[0.0, 0.0, 0.0, 1.0, 1.0, 1.0], &[1.0; 6]);
        assert!(matches!(fit, Err(GlmError::Separation { .. })));
        assert!(matches!(logistic(&columns(), &[1.0; 6], &[1.0; 6]), Err(GlmError::OneClass { .. })));
    }
}
