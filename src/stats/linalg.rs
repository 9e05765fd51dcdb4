//! Small matrices, p x p: factorizations come from `linfa-linalg`.
//!
//! Every function is a plain loop or a call of one factorization: no run-time choice of kernels,
//! so the same bits on every machine of a kind.

use linfa_linalg::cholesky::{Cholesky, InverseC, SolveCInplace};
use linfa_linalg::eigh::Eigh;
use ndarray::{Array1, Array2};

/// Which columns do not depend linearly on earlier ones.
///
/// Cholesky in column order: a column stays when the part of it that earlier columns do not explain
/// is larger than `tolerance` times its own sum of squares. Later columns of a dependent group are
/// dropped, as R's `lm` and `glm` do.
///
/// * `gram`: X'X (or X'WX), p x p, columns of like scale, centred where there is an intercept.
/// * `tolerance`: on the scale of squares, such as 1e-12.
///
/// Cost: p^3 / 3.
#[must_use]
pub fn independent(gram: &Array2<f64>, tolerance: f64) -> Vec<bool> {
    let p = gram.nrows();
    let mut root = Array2::<f64>::zeros((p, p));
    let mut kept = vec![false; p];
    for j in 0..p {
        let mut rest = gram[(j, j)];
        for k in (0..j).filter(|&k| kept[k]) {
            let shared: f64 = (0..k).filter(|&i| kept[i]).map(|i| root[(j, i)] * root[(k, i)]).sum();
            root[(j, k)] = (gram[(j, k)] - shared) / root[(k, k)];
            rest -= root[(j, k)] * root[(j, k)];
        }
        kept[j] = rest > tolerance * gram[(j, j)] && rest > 0.0;
        if kept[j] {
            root[(j, j)] = rest.sqrt();
        }
    }
    kept
}

/// The solution of `a x = b` for a symmetric positive definite `a`; `None` if it is not.
#[must_use]
pub fn solve(a: &Array2<f64>, b: &[f64]) -> Option<Vec<f64>> {
    let right = Array2::from_shape_vec((b.len(), 1), b.to_vec()).ok()?;
    let x = a.clone().solvec_into(right).ok()?;
    x.iter().all(|v| v.is_finite()).then(|| x.into_raw_vec_and_offset().0)
}

/// The inverse of a symmetric positive definite matrix; `None` if it is not.
#[must_use]
pub fn inverse(a: &Array2<f64>) -> Option<Array2<f64>> {
    let inverse = a.invc().ok()?;
    inverse.iter().all(|v| v.is_finite()).then_some(inverse)
}

/// The lower Cholesky root of a symmetric positive definite matrix; `None` if it is not.
#[must_use]
pub fn cholesky(a: &Array2<f64>) -> Option<Array2<f64>> {
    a.cholesky().ok()
}

/// Eigenvalues and eigenvectors (by columns) of a symmetric matrix; `None` if they cannot be found.
#[must_use]
pub fn eigen(a: &Array2<f64>) -> Option<(Array1<f64>, Array2<f64>)> {
    a.eigh().ok().filter(|(values, _)| values.iter().all(|v| v.is_finite()))
}

/// The generalised inverse of a symmetric positive semidefinite matrix, and its determinant.
///
/// The plain inverse where the determinant exceeds 1e-8, else the Moore-Penrose inverse from the
/// eigenvalues above `1e-8` times the largest one: the rule of MatchIt's Mahalanobis distance.
/// `None` if the eigenvalues cannot be found.
#[must_use]
pub fn generalised_inverse(a: &Array2<f64>) -> Option<Array2<f64>> {
    const CUT: f64 = 1e-8;
    let (values, vectors) = eigen(a)?;
    let determinant: f64 = values.iter().product();
    if determinant > CUT
        && let Some(plain) = inverse(a)
    {
        return Some(plain);
    }
    let largest = values.iter().fold(0.0_f64, |m, &v| m.max(v.abs()));
    let p = a.nrows();
    let used: Vec<usize> = (0..p).filter(|&k| values[k] > CUT * largest).collect();
    let entry = |i, j| used.iter().map(|&k| vectors[(i, k)] * vectors[(j, k)] / values[k]).sum();
    Some(Array2::from_shape_fn((p, p), |(i, j)| entry(i, j)))
}

/// The symmetric root `r` of a symmetric positive semidefinite matrix: `r = r'`, `r r = a`.
///
/// Of all roots the one nearest to the identity's directions: row k belongs to column k. `None` if the
/// eigenvalues cannot be found.
#[must_use]
pub fn symmetric_root(a: &Array2<f64>) -> Option<Array2<f64>> {
    let (values, vectors) = eigen(a)?;
    let entry = |(i, j): (usize, usize)| -> f64 {
        (0..values.len()).map(|k| vectors[(i, k)] * values[k].max(0.0).sqrt() * vectors[(j, k)]).sum()
    };
    Some(Array2::from_shape_fn(a.raw_dim(), entry))
}

/// A root `r` of a symmetric positive semidefinite matrix: `r' r = a`, with as many rows as its rank.
///
/// Cholesky with pivoting on the largest remaining diagonal entry, columns put back in order.
/// Stops when nothing above p x 2.2e-16 x the largest entry remains (LAPACK's `dpstrf` rule).
#[must_use]
pub fn root(a: &Array2<f64>) -> Array2<f64> {
    let p = a.nrows();
    let mut rest = a.clone();
    let mut free: Vec<usize> = (0..p).collect();
    let largest = (0..p).fold(0.0_f64, |m, i| m.max(a[(i, i)]));
    let stop = p as f64 * f64::EPSILON * largest;
    let mut rows: Vec<Vec<f64>> = Vec::new();
    while let Some((at, &pivot)) =
        free.iter().enumerate().rev().max_by(|a, b| rest[(*a.1, *a.1)].total_cmp(&rest[(*b.1, *b.1)]))
    {
        if rest[(pivot, pivot)] <= stop {
            break;
        }
        free.remove(at);
        let scale = rest[(pivot, pivot)].sqrt();
        let mut row = vec![0.0; p];
        row[pivot] = scale;
        for &j in &free {
            row[j] = rest[(pivot, j)] / scale;
        }
        for &i in &free {
            for &j in &free {
                rest[(i, j)] -= row[i] * row[j];
            }
        }
        rows.push(row);
    }
    Array2::from_shape_fn((rows.len(), p), |(k, j)| rows[k][j])
}

#[cfg(test)]
mod tests {
    use super::{generalised_inverse, independent, inverse, root, solve, symmetric_root};
    use ndarray::{Array2, array};

    fn product(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
        Array2::from_shape_fn((a.nrows(), b.ncols()), |(i, j)| {
            (0..a.ncols()).map(|k| a[(i, k)] * b[(k, j)]).sum()
        })
    }

    fn close(a: &Array2<f64>, b: &Array2<f64>) -> bool {
        a.iter().zip(b).all(|(x, y)| (x - y).abs() < 1e-12)
    }

    #[test]
    fn later_dependent_columns_are_dropped() {
        // Columns (1, 2), (2, 4), (0, 1), (1, 3) as X; X'X by hand.
        let x = array![[1.0, 2.0, 0.0, 1.0], [2.0, 4.0, 1.0, 3.0]];
        let gram = product(&x.t().to_owned(), &x);
        assert_eq!(independent(&gram, 1e-12), [true, false, true, false]);
    }

    #[test]
    fn solves_and_inverts() {
        let a = array![[4.0, 1.0], [1.0, 3.0]];
        let x = solve(&a, &[1.0, 2.0]).expect("positive definite");
        assert!((x[0] - 1.0 / 11.0).abs() < 1e-15 && (x[1] - 7.0 / 11.0).abs() < 1e-15);
        let inverse = inverse(&a).expect("positive definite");
        assert!(close(&product(&a, &inverse), &Array2::eye(2)));
        assert_eq!(solve(&array![[1.0, 1.0], [1.0, 1.0]], &[1.0, 1.0]), None);
    }

    #[test]
    fn singular_matrices_have_generalised_inverses_and_roots() {
        let a = array![[2.0, 2.0, 0.0], [2.0, 2.0, 0.0], [0.0, 0.0, 5.0]];
        let g = generalised_inverse(&a).expect("eigenvalues exist");
        assert!(close(&product(&product(&a, &g), &a), &a));
        let r = root(&a);
        assert_eq!(r.nrows(), 2);
        assert!(close(&product(&r.t().to_owned(), &r), &a));
        let even = symmetric_root(&a).expect("eigenvalues exist");
        assert!(close(&even, &even.t().to_owned()) && close(&product(&even, &even), &a));
    }
}
