//! CR2: the cluster variance without the bias of few clusters, with Satterthwaite's degrees of freedom.

use super::linalg::eigen;
use super::regression::Qr;
use super::sandwich::crossed;
use ndarray::Array2;

/// Eigenvalues of a cluster's working variance under this are noughts: directions that the fit explains whole.
const SINGULAR: f64 = 1e-12;

/// A weighted least squares fit, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Least {
    /// Orthogonal factor by columns: `diag(sqrt w) X = Q R`, each of length n.
    pub q: Vec<Vec<f64>>,
    /// Weight above 0 of each row.
    pub weight: Vec<f64>,
    /// Residual `y - x'b` of each row.
    pub residual: Vec<f64>,
}

/// A bias-reduced cluster variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reduced {
    /// The variance, 0 where inclusion and exclusion gave less.
    pub variance: f64,
    /// Satterthwaite's degrees of freedom, the fewest over the dimensions.
    pub df: f64,
    /// Clusters of the dimension that has fewest.
    pub clusters: usize,
    /// `true` if the sum was negative and set to 0.
    pub negative: bool,
}

/// Bias-reduced (CR2) variance of `g' b` in one or more crossed dimensions, by inclusion and exclusion.
///
/// ```text
/// one dimension:  V = sum over clusters c of (a_c' e_c)^2,   a_c = A_c W_c X_c (X'WX)^-1 g
/// A_c = B_c^(-1/2),   B_c = variance of the residuals of c if all outcomes had variance 1 and were independent
///     = I - X_c M X_c' W_c - W_c X_c M X_c' + X_c M (X'W^2 X) M X_c',   M = (X'WX)^-1
/// df = (trace P)^2 / sum of squares of P,   P = covariance of the a_c' e_c under the same model
/// ```
///
/// The weights are weights, not inverse variances: the working model is one variance for everybody. The root is
/// symmetric, by the generalised inverse where a cluster fits a coefficient of its own. `B_c` differs from the
/// identity in at most 2p directions, so that the cost is n p^2 + G p^3 however large a cluster is. Several
/// dimensions: CR2 for each crossing; the degrees of freedom are the fewest of the dimensions alone.
///
/// * `along`: the combination in the basis of Q, `R'^-1 g`, one entry a column of `q`.
/// * `dimensions`: cluster of each row, one slice a dimension.
///
/// `None` without dimensions, with one cluster in any of them, or where nothing varies between clusters.
/// References: Bell and McCaffrey (2002); Pustejovsky and Tipton (2018), equations 9 to 11, as
/// `clubSandwich::vcovCR(type = "CR2")` and `coef_test(test = "Satterthwaite")`; Imbens and Kolesar (2016).
#[must_use]
pub fn cr2(fit: &Least, along: &[f64], dimensions: &[&[u32]]) -> Option<Reduced> {
    if dimensions.is_empty() {
        return None;
    }
    let spread = squares(fit);
    let (mut sum, mut df, mut fewest) = (0.0, f64::INFINITY, usize::MAX);
    for subset in 1_u32..(1 << dimensions.len()) {
        let parts = parts(fit, along, &spread, &crossed(dimensions, subset))?;
        let variance: f64 = parts.iter().map(|c| c.score * c.score).sum();
        sum += if subset.count_ones() % 2 == 1 { variance } else { -variance };
        if subset.is_power_of_two() {
            fewest = fewest.min(parts.len());
            df = df.min(satterthwaite(&parts, &spread)?);
        }
    }
    Some(Reduced { variance: sum.max(0.0), df, clusters: fewest, negative: sum < 0.0 })
}

/// What one cluster adds: `a'e`, `a'a`, and `a` seen through the columns of X and of WX in the basis of Q.
struct Part {
    score: f64,
    size: f64,
    plain: Vec<f64>,
    weighted: Vec<f64>,
}

/// `X'W^2 X` in the basis of Q.
fn squares(fit: &Least) -> Array2<f64> {
    let p = fit.q.len();
    let entry = |(j, k): (usize, usize)| -> f64 {
        fit.q[j].iter().zip(&fit.q[k]).zip(&fit.weight).map(|((a, b), w)| w * a * b).sum()
    };
    Array2::from_shape_fn((p, p), entry)
}

fn parts(fit: &Least, along: &[f64], spread: &Array2<f64>, codes: &[u32]) -> Option<Vec<Part>> {
    let clusters = codes.iter().max().map_or(0, |m| *m as usize + 1);
    if clusters < 2 {
        return None;
    }
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); clusters];
    for (row, &c) in codes.iter().enumerate() {
        members[c as usize].push(row);
    }
    members.iter().map(|rows| part(fit, along, spread, rows)).collect()
}

fn part(fit: &Least, along: &[f64], spread: &Array2<f64>, rows: &[usize]) -> Option<Part> {
    let pick = |scaled: fn(f64, f64) -> f64| -> Vec<Vec<f64>> {
        let of = |u: &[f64]| rows.iter().map(|&i| scaled(u[i], fit.weight[i].sqrt())).collect();
        fit.q.iter().map(|u| of(u)).collect()
    };
    let (plain, weighted) = (pick(|u, root| u / root), pick(|u, root| u * root));
    // The directions in which the working variance of the residuals is not the identity.
    let basis = Qr::new(&[plain.as_slice(), weighted.as_slice()].concat(), &vec![1.0; rows.len()]);
    let seen = |columns: &[Vec<f64>]| -> Vec<Vec<f64>> { columns.iter().map(|v| basis.project(v)).collect() };
    let (x, wx) = (seen(&plain), seen(&weighted));
    let (p, r) = (fit.q.len(), basis.kept().len());
    let through = |i: usize, j: usize| -> f64 {
        let crossing: f64 = (0..p).map(|k| x[k][i] * wx[k][j] + wx[k][i] * x[k][j]).sum();
        let square: f64 =
            (0..p).map(|k| x[k][i] * (0..p).map(|l| spread[(k, l)] * x[l][j]).sum::<f64>()).sum();
        f64::from(u8::from(i == j)) - crossing + square
    };
    let whole = Array2::from_shape_fn((r, r), |(i, j)| if i <= j { through(i, j) } else { through(j, i) });
    let pull: Vec<f64> = (0..r).map(|i| (0..p).map(|k| wx[k][i] * along[k]).sum()).collect();
    let a = rooted(&whole, &pull)?;
    let score = basis.expand(&a, rows.len());
    let dot = |u: &[f64], v: &[f64]| u.iter().zip(v).map(|(u, v)| u * v).sum::<f64>();
    Some(Part {
        score: score.iter().zip(rows).map(|(a, &i)| a * fit.residual[i]).sum(),
        size: dot(&a, &a),
        plain: x.iter().map(|column| dot(column, &a)).collect(),
        weighted: wx.iter().map(|column| dot(column, &a)).collect(),
    })
}

/// `b^(-1/2) v` for a symmetric positive semidefinite `b`, nought along its null directions.
fn rooted(b: &Array2<f64>, v: &[f64]) -> Option<Vec<f64>> {
    let r = v.len();
    if r == 0 {
        return Some(Vec::new());
    }
    let (values, vectors) = eigen(b)?;
    let mut out = vec![0.0; r];
    for k in (0..r).filter(|&k| values[k] > SINGULAR) {
        let along: f64 = (0..r).map(|i| vectors[(i, k)] * v[i]).sum::<f64>() / values[k].sqrt();
        out.iter_mut().enumerate().for_each(|(i, o)| *o += along * vectors[(i, k)]);
    }
    Some(out)
}

/// Degrees of freedom of a sum of squares of correlated normals that a multiple of chi-squared matches in mean
/// and variance; the G x G covariance is never formed.
fn satterthwaite(parts: &[Part], spread: &Array2<f64>) -> Option<f64> {
    let p = spread.nrows();
    // P = diag(size) + L C L', L = [plain, weighted], C = [[spread, -1], [-1, 0]].
    let turned = |c: &Part| -> Vec<f64> {
        let first = (0..p).map(|k| (0..p).map(|l| spread[(k, l)] * c.plain[l]).sum::<f64>() - c.weighted[k]);
        first.chain(c.plain.iter().map(|u| -u)).collect()
    };
    let (mut trace, mut squares) = (0.0, 0.0);
    let mut k = Array2::<f64>::zeros((2 * p, 2 * p));
    for c in parts {
        let row: Vec<f64> = c.plain.iter().chain(&c.weighted).copied().collect();
        let turned = turned(c);
        let own: f64 = row.iter().zip(&turned).map(|(a, b)| a * b).sum();
        trace += c.size + own;
        squares += c.size * (c.size + 2.0 * own);
        for i in 0..2 * p {
            for j in 0..2 * p {
                k[(i, j)] += turned[i] * row[j];
            }
        }
    }
    for i in 0..2 * p {
        squares += (0..2 * p).map(|j| k[(i, j)] * k[(j, i)]).sum::<f64>();
    }
    let df = trace * trace / squares;
    (trace > 0.0 && squares > 0.0 && df.is_finite()).then_some(df)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::regression::linear;

    fn of(columns: &[Vec<f64>], y: &[f64], g: &[f64], dimensions: &[&[u32]]) -> Option<Reduced> {
        let one = vec![1.0; y.len()];
        let fit = linear(columns, y, &one);
        cr2(&fit.least(&one), &fit.along(g), dimensions)
    }

    fn mean(y: &[f64], dimensions: &[&[u32]]) -> Option<Reduced> {
        of(&[vec![1.0; y.len()]], y, &[1.0], dimensions)
    }

    /// Every row its own cluster, equal weights: the variance of a mean with n - 1, and n - 1 degrees of freedom.
    #[test]
    fn singletons_give_the_textbook_t() {
        let y = [1.0, 2.0, 4.0, 9.0, 4.0];
        let found = mean(&y, &[&[0, 1, 2, 3, 4]]).expect("a variance");
        assert!((found.variance - 38.0 / 4.0 / 5.0).abs() < 1e-14);
        assert!((found.df - 4.0).abs() < 1e-12);
        assert_eq!(found.clusters, 5);
    }

    /// Two groups of singletons: Welch's variance, and Satterthwaite's degrees of freedom for equal variances
    /// (Imbens and Kolesar 2016, section 2: `(1/n1 + 1/n0)^2 / (1/(n1^2 (n1-1)) + 1/(n0^2 (n0-1)))`).
    #[test]
    fn two_groups_are_welch() {
        let y = [3.0, 5.0, 10.0, 1.0, 2.0, 2.5, 4.0, 7.5];
        let columns = [vec![1.0; 8], [vec![1.0; 3], vec![0.0; 5]].concat()];
        let found = of(&columns, &y, &[0.0, 1.0], &[&[0, 1, 2, 3, 4, 5, 6, 7]]).expect("a variance");
        let variance = |y: &[f64]| {
            let (n, m) = (y.len() as f64, y.iter().sum::<f64>() / y.len() as f64);
            y.iter().map(|y| (y - m).powi(2)).sum::<f64>() / (n - 1.0) / n
        };
        assert!((found.variance - variance(&y[..3]) - variance(&y[3..])).abs() < 1e-13);
        let df = (1.0_f64 / 3.0 + 1.0 / 5.0).powi(2) / (1.0 / 18.0 + 1.0 / 100.0);
        assert!((found.df - df).abs() < 1e-11, "{} is not {df}", found.df);
    }

    #[test]
    fn a_dimension_inside_another_adds_nothing() {
        let y = [1.0, 2.0, 4.0, 9.0, 4.0, 0.5];
        let (wide, fine): ([u32; 6], [u32; 6]) = ([0, 0, 1, 1, 2, 2], [0, 1, 2, 3, 4, 4]);
        let alone = mean(&y, &[&wide]).expect("a variance");
        let both = mean(&y, &[&wide, &fine]).expect("a variance");
        assert!((alone.variance - both.variance).abs() < 1e-14);
        assert_eq!(both.clusters, 3);
        assert!(both.df <= alone.df + 1e-12);
    }

    #[test]
    fn what_is_not_defined_is_none() {
        let y = [1.0, 2.0, 3.0];
        assert_eq!(mean(&y, &[]), None);
        assert_eq!(mean(&y, &[&[0, 0, 0]]), None);
        // Each arm is one cluster: all of it is explained, nothing is left to tell chance by.
        let columns = [vec![1.0; 4], vec![1.0, 1.0, 0.0, 0.0]];
        assert_eq!(of(&columns, &[1.0, 3.0, 2.0, 5.0], &[0.0, 1.0], &[&[0, 0, 1, 1]]), None);
    }
}
