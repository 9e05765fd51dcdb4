//! Is any of several numbers different from nought?

use super::distribution::{chi_squared_cdf, f_cdf};
use super::linalg::solve;
use ndarray::Array2;

/// A joint test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wald {
    /// `d' V^-1 d`; divided by its degrees of freedom where it is an F statistic.
    pub statistic: f64,
    /// How many numbers are tested.
    pub df: usize,
    /// Degrees of freedom of the variance; `None` = chi-squared.
    pub below: Option<f64>,
    /// Probability of a statistic at least as large if all numbers are nought.
    pub p: f64,
}

/// Tests whether all of several numbers are nought.
///
/// ```text
/// W = d' V^-1 d ~ chi-squared(q);   with few clusters W / q ~ F(q, df)
/// ```
///
/// * `d`: the numbers, length q, at least 1.
/// * `v`: their covariance, q x q, positive definite.
/// * `df`: degrees of freedom of the variances; `None` = infinite.
///
/// `None` where the covariance is not positive definite or a number is not finite. Cost: q^3.
/// Reference: Wald (1943); Cameron and Miller (2015), section VI, for F(q, G - 1) with clusters.
#[must_use]
pub fn wald(d: &[f64], v: &Array2<f64>, df: Option<f64>) -> Option<Wald> {
    let q = d.len();
    if q == 0 || v.dim() != (q, q) || !d.iter().chain(v.iter()).all(|x| x.is_finite()) {
        return None;
    }
    // Numbers of very different size would spoil the factorisation.
    let root: Vec<f64> = (0..q).map(|j| v[(j, j)].sqrt()).collect();
    if root.iter().any(|r| *r <= 0.0 || r.is_nan()) {
        return None;
    }
    let scaled = Array2::from_shape_fn((q, q), |(i, j)| v[(i, j)] / (root[i] * root[j]));
    let z: Vec<f64> = d.iter().zip(&root).map(|(d, r)| d / r).collect();
    let x = solve(&scaled, &z)?;
    let w: f64 = z.iter().zip(&x).map(|(a, b)| a * b).sum();
    let w = w.max(0.0);
    let (statistic, p) = match df {
        None => (w, 1.0 - chi_squared_cdf(w, q as f64)),
        Some(df) => (w / q as f64, 1.0 - f_cdf(w / q as f64, q as f64, df)),
    };
    (statistic.is_finite() && p.is_finite()).then_some(Wald {
        statistic,
        df: q,
        below: df,
        p: p.clamp(0.0, 1.0),
    })
}

#[cfg(test)]
mod tests {
    use super::wald;
    use crate::stats::distribution::two_sided;
    use ndarray::arr2;

    /// `pchisq(9.25, 2, lower.tail = FALSE)` and `pf(4.625, 2, 17, lower.tail = FALSE)` of R 4.2.2, 1e-12.
    #[test]
    fn as_r() {
        // Independent numbers: W is the sum of squared z values, 2.25 + 7.
        let v = arr2(&[[4.0, 0.0], [0.0, 1e-4]]);
        let d = [3.0, 0.01 * 7.0_f64.sqrt()];
        let found = wald(&d, &v, None).expect("a test");
        assert!((found.statistic - 9.25).abs() < 1e-12);
        assert!((found.p - 0.009_803_655_035_821_99).abs() < 1e-12, "{}", found.p);
        let found = wald(&d, &v, Some(17.0)).expect("a test");
        assert!((found.p - 0.024_900_995_849_832_3).abs() < 1e-12, "{}", found.p);
    }

    #[test]
    fn one_number_is_the_t_test() {
        for df in [None, Some(3.0), Some(41.5)] {
            let found = wald(&[1.7], &arr2(&[[0.49]]), df).expect("a test");
            assert!((found.p - two_sided(1.7 / 0.7, df)).abs() < 1e-12);
        }
    }

    #[test]
    fn what_depends_on_the_others_has_no_test() {
        assert_eq!(wald(&[1.0, 1.0], &arr2(&[[1.0, 1.0], [1.0, 1.0]]), None), None);
        assert_eq!(wald(&[1.0], &arr2(&[[0.0]]), None), None);
        assert_eq!(wald(&[], &ndarray::Array2::zeros((0, 0)), None), None);
        assert_eq!(wald(&[f64::NAN], &arr2(&[[1.0]]), None), None);
    }
}
