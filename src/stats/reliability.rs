//! How well the items of a scale hang together.

use super::sum;
use ndarray::Array2;

/// Change of a loading below which the one-factor fit stands still.
const STILL: f64 = 1e-13;

/// Sweeps over the items after which a fit that still moves is given up.
const SWEEPS: usize = 100_000;

/// Covariance matrix of complete columns (divisor n - 1).
///
/// * `columns`: items, each of the same length n.
///
/// Returns `None` for fewer than two rows. Cost: k^2 / 2 passes; sums in fixed chunks.
#[must_use]
pub fn covariance(columns: &[Vec<f64>]) -> Option<Array2<f64>> {
    let n = columns.first()?.len();
    if n < 2 {
        return None;
    }
    let means: Vec<f64> = columns.iter().map(|c| sum::sum(n, |i| c[i]) / n as f64).collect();
    let mut cov = Array2::zeros((columns.len(), columns.len()));
    for a in 0..columns.len() {
        for b in 0..=a {
            let products = sum::sum(n, |i| (columns[a][i] - means[a]) * (columns[b][i] - means[b]));
            cov[[a, b]] = products / (n - 1) as f64;
            cov[[b, a]] = cov[[a, b]];
        }
    }
    Some(cov)
}

/// Cronbach's alpha of the sum of k items.
///
/// ```text
/// alpha = k / (k - 1) * (1 - sum of the items' variances / variance of the sum)
/// ```
///
/// * `cov`: covariance matrix of the items' points.
///
/// Returns `None` for one item or a sum that does not vary. It may be negative.
/// Reference: Cronbach (1951), Psychometrika 16, 297-334. Same as `cronbach_alpha` of pingouin.
#[must_use]
pub fn alpha(cov: &Array2<f64>) -> Option<f64> {
    let k = cov.nrows();
    let (own, all) = (cov.diag().sum(), cov.sum());
    (k > 1 && all > 0.0).then(|| k as f64 / (k - 1) as f64 * (1.0 - own / all))
}

/// McDonald's omega total of the sum of k items, with one common factor.
///
/// ```text
/// omega = (sum s_i l_i)^2 / ( (sum s_i l_i)^2 + sum s_i^2 (1 - l_i^2) )
/// ```
///
/// `l` are the loadings that make the squared residual correlations off the diagonal least (minres,
/// the same as unweighted least squares and as principal axes iterated to the end), `s` the items'
/// standard deviations, so that it is about the sum as it is scored and not of standardised items.
///
/// * `cov`: covariance matrix of the items' points. Items that do not vary add nothing.
///
/// Returns `None` where one factor is not identified (fewer than three items that vary), where the fit
/// does not stand still, and where a loading comes out above 1 (Heywood case: no such factor exists).
/// Cost: k^2 a sweep, some tens of sweeps as a rule.
/// Reference: McDonald (1999), Test theory; Harman and Jones (1966), Psychometrika 31, 351-368 (minres).
#[must_use]
pub fn omega(cov: &Array2<f64>) -> Option<f64> {
    let varying: Vec<usize> = (0..cov.nrows()).filter(|&i| cov[[i, i]] > 0.0).collect();
    let k = varying.len();
    if k < 3 {
        return None;
    }
    let sd: Vec<f64> = varying.iter().map(|&i| cov[[i, i]].sqrt()).collect();
    let r = Array2::from_shape_fn((k, k), |(a, b)| cov[[varying[a], varying[b]]] / (sd[a] * sd[b]));
    let loadings = one_factor(&r)?;
    if loadings.iter().any(|l| l.abs() > 1.0) {
        return None;
    }
    let common: f64 = loadings.iter().zip(&sd).map(|(l, s)| l * s).sum::<f64>().powi(2);
    let unique: f64 = loadings.iter().zip(&sd).map(|(l, s)| s * s * (1.0 - l * l)).sum();
    (common + unique > 0.0).then(|| common / (common + unique))
}

/// Loadings of one factor by minres; each step sets one loading to its best value given the others:
///
/// ```text
/// l_i = sum over j /= i of r_ij l_j  /  sum over j /= i of l_j^2
/// ```
fn one_factor(r: &Array2<f64>) -> Option<Vec<f64>> {
    let k = r.nrows();
    let total = r.sum();
    // The centroid of the items: exact where one factor fits.
    let mut l: Vec<f64> =
        (0..k).map(|i| if total > 0.0 { r.row(i).sum() / total.sqrt() } else { 0.5 }).collect();
    for _ in 0..SWEEPS {
        let mut moved = 0.0_f64;
        for i in 0..k {
            let others = || (0..k).filter(|&j| j != i);
            let (up, down) = others().fold((0.0, 0.0), |(u, d), j| (u + r[[i, j]] * l[j], d + l[j] * l[j]));
            if down <= 0.0 {
                return None;
            }
            moved = moved.max((up / down - l[i]).abs());
            l[i] = up / down;
        }
        if moved < STILL {
            return Some(l);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    /// Three items: the factor is exact, `l_1^2 = r_12 r_13 / r_23`.
    #[test]
    fn three_items_have_a_closed_form() {
        let r = array![[1.0, 0.42, 0.35], [0.42, 1.0, 0.30], [0.35, 0.30, 1.0]];
        let l = one_factor(&r).expect("a fit");
        for (got, want) in l.iter().zip([0.7, 0.6, 0.5]) {
            assert!((got - want).abs() < 1e-10, "{l:?}");
        }
        let common = (0.7_f64 + 0.6 + 0.5).powi(2);
        let want = common / (common + 3.0 - 0.49 - 0.36 - 0.25);
        assert!((omega(&r).expect("one") - want).abs() < 1e-10);
    }

    #[test]
    fn no_factor_no_number() {
        assert_eq!(omega(&array![[1.0, 0.5], [0.5, 1.0]]), None);
        // Heywood: r_12 r_13 / r_23 = 1.44.
        let r = array![[1.0, 0.6, 0.6], [0.6, 1.0, 0.25], [0.6, 0.25, 1.0]];
        assert_eq!(omega(&r), None);
        assert_eq!(omega(&array![[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]), None);
        assert_eq!(alpha(&array![[2.0]]), None);
        assert_eq!(alpha(&Array2::zeros((3, 3))), None);
        assert_eq!(covariance(&[vec![1.0], vec![2.0]]), None);
        assert_eq!(covariance(&[]), None);
    }

    /// Items that are the same but for units: alpha and omega agree at 1 where they are equal.
    #[test]
    fn parallel_items_agree() {
        let r =
            array![[2.0, 1.0, 1.0, 1.0], [1.0, 2.0, 1.0, 1.0], [1.0, 1.0, 2.0, 1.0], [1.0, 1.0, 1.0, 2.0]];
        let (a, o) = (alpha(&r).expect("one"), omega(&r).expect("one"));
        assert!((a - 0.8).abs() < 1e-14 && (o - 0.8).abs() < 1e-10, "{a} {o}");
    }

    /// An item that never varies has no part in the factor and none in the sum.
    #[test]
    fn constant_items_add_nothing() {
        let r = array![
            [1.0, 0.42, 0.35, 0.0],
            [0.42, 1.0, 0.30, 0.0],
            [0.35, 0.30, 1.0, 0.0],
            [0.0, 0.0, 0.0, 0.0]
        ];
        let three = array![[1.0, 0.42, 0.35], [0.42, 1.0, 0.30], [0.35, 0.30, 1.0]];
        assert_eq!(omega(&r), omega(&three));
    }
}
