//! What estimating a score does to the variance of matching on it (Abadie and Imbens 2016).

use super::linalg::{independent, solve};
use ndarray::Array2;

/// Nearest people of an arm from whom means and covariances at a score are taken.
const NEAREST: usize = 4;

/// Everyone a score was fitted on, by maximum likelihood.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// Columns of the model, the constant first.
    pub columns: Vec<Vec<f64>>,
    /// Probability of being in the focal arm.
    pub probability: Vec<f64>,
    /// Derivative of the probability of being treated by the linear predictor.
    pub density: Vec<f64>,
    /// `true` for the focal arm.
    pub focal: Vec<bool>,
}

impl Scored {
    /// `sum f^2 x x' / (p (1 - p))`.
    fn information(&self) -> Array2<f64> {
        let p = self.columns.len();
        let weight = |i: usize| {
            let chance = self.probability[i];
            self.density[i] * self.density[i] / (chance * (1.0 - chance))
        };
        let weights: Vec<f64> = (0..self.focal.len()).map(weight).collect();
        let entry = |(k, l): (usize, usize)| -> f64 {
            weights.iter().zip(&self.columns[k]).zip(&self.columns[l]).map(|((w, a), b)| w * a * b).sum()
        };
        Array2::from_shape_fn((p, p), entry)
    }
}

/// What is to be added to the variance of a matched difference because the score was estimated; of either sign.
///
/// ```text
/// (d' I^-1 d - c' I^-1 c) / N,    I = mean of f^2 x x' / (p (1 - p))
/// c = (A + B1 + B0*) / P,   d = (A + B1 - B0) / P,   P = mean of p
/// A  = mean of f x (m1(p) - m0(p) - tau)
/// B1 = mean of f cov(x, y | p, focal)
/// B0 = mean of f cov(x, y | p, other),   B0* = the same times p / (1 - p)
/// ```
///
/// m1 and m0 are means of the two arms at a score. c is the covariance of the difference with the score equations, d
/// the derivative of the effect by the coefficients. The paper takes d from people alike in all covariates; given the
/// score, covariates and arm are independent, so that it follows from the parts of c. Means and covariances are of the
/// 4 nearest on the score in an arm (with all tied with the last), the person's own outcome left out.
///
/// * `y`: outcome of each, complete.
/// * `gain`: tau, the matched difference between the focal and the other arm.
///
/// `None` where the information is singular, or an arm has fewer than two people. Cost: a sort, then N p^2.
/// Reference: Abadie and Imbens (2016), "Matching on the estimated propensity score", Econometrica 84, theorem 2.
#[must_use]
pub fn correction(scored: &Scored, y: &[f64], gain: f64) -> Option<f64> {
    let (n, p) = (scored.focal.len(), scored.columns.len());
    let arms = [false, true].map(|arm| Arm::new(scored, y, arm));
    if arms.iter().any(|a| a.order.len() < 2) {
        return None;
    }
    let (mut share, mut c, mut d) = (0.0, vec![0.0; p], vec![0.0; p]);
    for i in 0..n {
        let (chance, f) = (scored.probability[i], scored.density[i]);
        let [other, focal] = [&arms[0], &arms[1]].map(|arm| arm.at(scored, i));
        share += chance;
        for k in 0..p {
            let level = scored.columns[k][i] * (focal.mean - other.mean - gain) + focal.covariance[k];
            c[k] += f * (level + other.covariance[k] * chance / (1.0 - chance));
            d[k] += f * (level - other.covariance[k]);
        }
    }
    let information = scored.information();
    if independent(&information, 1e-12).contains(&false) {
        return None;
    }
    // Sums in place of means: N cancels but for the one that the correction is divided by.
    let form = |v: &[f64]| -> Option<f64> {
        let v: Vec<f64> = v.iter().map(|v| v / share).collect();
        Some(solve(&information, &v)?.iter().zip(&v).map(|(a, b)| a * b).sum())
    };
    let found = form(&d)? - form(&c)?;
    found.is_finite().then_some(found)
}

/// People of one arm in order of their scores.
struct Arm<'a> {
    order: Vec<usize>,
    score: Vec<f64>,
    y: &'a [f64],
}

/// What an arm is like at a score.
struct Local {
    mean: f64,
    covariance: Vec<f64>,
}

impl<'a> Arm<'a> {
    fn new(scored: &Scored, y: &'a [f64], arm: bool) -> Self {
        let mut order: Vec<usize> = (0..y.len()).filter(|&i| scored.focal[i] == arm).collect();
        order.sort_by(|&a, &b| scored.probability[a].total_cmp(&scored.probability[b]).then(a.cmp(&b)));
        let score = order.iter().map(|&i| scored.probability[i]).collect();
        Self { order, score, y }
    }

    /// Mean of the outcome and its covariance with each column around the score of person `i`.
    fn at(&self, scored: &Scored, i: usize) -> Local {
        let near = self.nearest(scored.probability[i], i);
        let m = near.len() as f64;
        let mean = near.iter().map(|&j| self.y[j]).sum::<f64>() / m;
        let covariance = |x: &Vec<f64>| {
            let middle = near.iter().map(|&j| x[j]).sum::<f64>() / m;
            near.iter().map(|&j| (x[j] - middle) * (self.y[j] - mean)).sum::<f64>() / (m - 1.0).max(1.0)
        };
        Local { mean, covariance: scored.columns.iter().map(covariance).collect() }
    }

    /// The nearest to `here` without `i`, and all tied with the last of them.
    fn nearest(&self, here: f64, i: usize) -> Vec<usize> {
        let start = self.score.partition_point(|&s| s < here);
        let (mut left, mut right) = (start, start);
        let mut near: Vec<(f64, usize)> = Vec::with_capacity(NEAREST + 1);
        loop {
            let limit = if near.len() < NEAREST { f64::INFINITY } else { near[NEAREST - 1].0 };
            let down = left.checked_sub(1).map(|k| here - self.score[k]).filter(|g| *g <= limit);
            let up = self.score.get(right).map(|s| s - here).filter(|g| *g <= limit);
            // Of two that are as near the lower first: both come.
            let at = match (down, up) {
                (None, None) => break,
                (Some(a), b) if b.is_none_or(|b| a <= b) => {
                    left -= 1;
                    (a, left)
                }
                (_, b) => {
                    right += 1;
                    (b.unwrap_or_default(), right - 1)
                }
            };
            if self.order[at.1] != i {
                near.push((at.0, self.order[at.1]));
            }
        }
        near.into_iter().map(|(_, j)| j).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Scored, correction};

    /// Two covariates, a score of the first, alternate arms.
    fn made(n: usize) -> (Scored, Vec<f64>) {
        let x: Vec<f64> = (0..n).map(|i| (i as f64 * 0.37).sin()).collect();
        let w: Vec<f64> = (0..n).map(|i| (i as f64 * 1.91).cos()).collect();
        let probability: Vec<f64> = x.iter().map(|x| 1.0 / (1.0 + (-0.5 * x).exp())).collect();
        let density = probability.iter().map(|p| p * (1.0 - p)).collect();
        let focal: Vec<bool> = (0..n).map(|i| i % 3 == 0).collect();
        let y = x.iter().zip(&w).map(|(x, w)| 2.0 * x - w).collect();
        (Scored { columns: vec![vec![1.0; n], x, w], probability, density, focal }, y)
    }

    #[test]
    fn scales_with_the_square_of_the_outcome_and_forgets_its_origin() {
        let (scored, y) = made(60);
        let by = correction(&scored, &y, 0.1).expect("a correction");
        let wide: Vec<f64> = y.iter().map(|y| 3.0 * y).collect();
        let far: Vec<f64> = y.iter().map(|y| y + 100.0).collect();
        assert!((correction(&scored, &wide, 0.3).expect("one") / by - 9.0).abs() < 1e-10);
        assert!((correction(&scored, &far, 0.1).expect("one") / by - 1.0).abs() < 1e-8);
    }

    #[test]
    fn order_of_people_does_not_matter() {
        let (scored, y) = made(60);
        let turn = |v: &[f64]| v.iter().rev().copied().collect::<Vec<_>>();
        let turned = Scored {
            columns: scored.columns.iter().map(|c| turn(c)).collect(),
            probability: turn(&scored.probability),
            density: turn(&scored.density),
            focal: scored.focal.iter().rev().copied().collect(),
        };
        let (a, b) = (correction(&scored, &y, 0.1), correction(&turned, &turn(&y), 0.1));
        assert!((a.expect("one") - b.expect("one")).abs() < 1e-12);
    }

    #[test]
    fn an_outcome_that_nothing_explains_changes_nothing() {
        let (scored, y) = made(60);
        assert_eq!(correction(&scored, &vec![4.0; y.len()], 0.0), Some(0.0));
    }

    #[test]
    fn no_number_without_people_or_with_a_column_twice() {
        let (mut scored, y) = made(60);
        scored.columns.push(scored.columns[1].clone());
        assert_eq!(correction(&scored, &y, 0.1), None);
        let (mut scored, y) = made(60);
        scored.focal = vec![true; 60];
        assert_eq!(correction(&scored, &y, 0.1), None);
    }
}
