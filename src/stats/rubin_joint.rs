//! One joint test from those of m imputations.

use super::distribution::f_cdf;
use super::linalg::inverse;
use super::wald::{Wald, wald};
use ndarray::Array2;

/// Pools joint tests of the same numbers over imputations.
///
/// ```text
/// Q = mean(q_k),  U = mean(u_k),  B = cov(q_k),   r = (1 + 1/m) tr(B U^-1) / q
/// D = Q' U^-1 Q / (q (1 + r)) ~ F(q, v),   t = q (m - 1)
/// v = 4 + (t - 4) (1 + (1 - 2/t) / r)^2   for t > 4,   t (1 + 1/q) (1 + 1/r)^2 / 2   otherwise
/// ```
///
/// * `numbers`: the q numbers of each imputation.
/// * `covariances`: their covariance in each, q x q, row by row.
/// * `complete`: degrees of freedom without missing values; they bound v. `None` = infinite.
///
/// One imputation, or m that agree, give the test of complete data. `None` where lengths differ, a number is not
/// finite or the mean covariance is not positive definite. Cost: q^3 + m q^2.
/// Reference: Li, Raghunathan and Rubin (1991), equations 1.16 to 1.19.
#[must_use]
pub fn pool_joint(numbers: &[&[f64]], covariances: &[&[f64]], complete: Option<f64>) -> Option<Wald> {
    let (m, q) = (numbers.len(), numbers.first()?.len());
    let fits = numbers.iter().all(|d| d.len() == q) && covariances.iter().all(|v| v.len() == q * q);
    if !fits || covariances.len() != m || q == 0 {
        return None;
    }
    let count = m as f64;
    let mean: Vec<f64> = (0..q).map(|j| numbers.iter().map(|d| d[j]).sum::<f64>() / count).collect();
    let within =
        Array2::from_shape_fn((q, q), |(i, j)| covariances.iter().map(|v| v[i * q + j]).sum::<f64>() / count);
    let plain = wald(&mean, &within, complete)?;
    let apart = |i: usize, j: usize| -> f64 {
        numbers.iter().map(|d| (d[i] - mean[i]) * (d[j] - mean[j])).sum::<f64>() / (count - 1.0)
    };
    let inverse = inverse(&within)?;
    let trace: f64 = if m > 1 {
        (0..q).flat_map(|i| (0..q).map(move |j| (i, j))).map(|(i, j)| apart(i, j) * inverse[(j, i)]).sum()
    } else {
        0.0
    };
    let r = (1.0 + 1.0 / count) * trace / q as f64;
    if r <= 0.0 {
        return Some(plain);
    }
    let over = plain.below.map_or(plain.statistic / q as f64, |_| plain.statistic);
    let statistic = over / (1.0 + r);
    let v = complete.map_or(below(q, m, r), |c| below(q, m, r).min(c));
    let p = 1.0 - f_cdf(statistic, q as f64, v);
    p.is_finite().then_some(Wald { statistic, df: q, below: Some(v), p: p.clamp(0.0, 1.0) })
}

fn below(q: usize, m: usize, r: f64) -> f64 {
    let (q, t) = (q as f64, q as f64 * (m as f64 - 1.0));
    if t > 4.0 {
        let part = 1.0 + (1.0 - 2.0 / t) / r;
        4.0 + (t - 4.0) * part * part
    } else {
        let part = 1.0 + 1.0 / r;
        t * (1.0 + 1.0 / q) * part * part / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::pool_joint;
    use crate::stats::rubin::pool;
    use crate::stats::wald::wald;
    use ndarray::Array2;

    /// With one number the statistic is the square of Rubin's t.
    #[test]
    fn one_number_is_rubins_t_squared() {
        let (q, u) = ([0.71, 1.13, 0.42, 0.95, 0.88], [0.05, 0.04, 0.06, 0.05, 0.04]);
        let numbers: Vec<&[f64]> = q.iter().map(std::slice::from_ref).collect();
        let covariances: Vec<&[f64]> = u.iter().map(std::slice::from_ref).collect();
        let joint = pool_joint(&numbers, &covariances, None).expect("a test");
        let t = pool(&q, &u, None).expect("a number");
        assert!((joint.statistic - t.estimate * t.estimate / t.total).abs() < 1e-12);
    }

    #[test]
    fn agreement_is_the_test_of_complete_data() {
        let (d, v) = ([1.0, -0.4], [0.3, 0.1, 0.1, 0.2]);
        let pooled = pool_joint(&[&d, &d], &[&v, &v], Some(30.0)).expect("a test");
        let v = Array2::from_shape_vec((2, 2), v.to_vec()).expect("a matrix");
        assert_eq!(Some(pooled), wald(&d, &v, Some(30.0)));
        assert_eq!(pool_joint(&[], &[], None), None);
        assert_eq!(pool_joint(&[&d, &[1.0]], &[&[1.0; 4], &[1.0; 4]], None), None);
    }
}
