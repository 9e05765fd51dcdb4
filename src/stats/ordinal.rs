//! Proportional-odds regression: an outcome of few ordered levels.

use super::glm::logistic;
use super::linalg;
use super::regression::Qr;
use super::sum::map_chunks;
use ndarray::Array2;
use thiserror::Error;

/// Most iterations: Newton's method on a concave function needs about ten.
const ITERATIONS: usize = 60;
/// Most halvings of one step.
const HALVINGS: usize = 40;
/// Steps under this share of the coefficients (standardised columns) end the iterations, after one more.
const SMALL_STEP: f64 = 1e-9;
/// A threshold or predictor beyond this, without an end in sight, means that levels are told apart exactly.
const FAR: f64 = 15.0;
/// A coefficient that one row of average weight would leave with more than this variance is not held by the data:
/// the gradient has vanished by rounding alone.
const VAGUE: f64 = 1e6;

/// A proportional-odds regression without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum OrdinalError {
    /// Everybody has the same level.
    #[error("everybody has the same level")]
    OneLevel,
    /// The columns tell levels apart exactly: the likelihood has no maximum.
    #[error("the covariates tell levels of the outcome apart completely (separation)")]
    Separation,
    /// The maximum was not reached.
    #[error("no maximum after {ITERATIONS} iterations")]
    NotConverged,
}

/// A fitted proportional-odds regression.
#[derive(Debug, Clone)]
pub struct Ordinal {
    /// Thresholds, ascending, one fewer than there are levels.
    pub thresholds: Vec<f64>,
    /// Slopes, one a column; 0 for a column that depends linearly on earlier ones.
    pub slopes: Vec<f64>,
    /// Log likelihood at the maximum.
    pub log_likelihood: f64,
    kept: Vec<usize>,
    /// Mean and size by which each kept column was standardised.
    scale: Vec<(f64, f64)>,
    rows: Rows,
    inverse: Array2<f64>,
}

/// Standardised columns, levels and weights.
#[derive(Debug, Clone)]
struct Rows {
    z: Vec<Vec<f64>>,
    level: Vec<usize>,
    levels: usize,
    weight: Vec<f64>,
}

/// Derivatives of one row's log likelihood: by the threshold above, the one below, and the predictor.
struct Local {
    log: f64,
    first: [f64; 3],
    /// above-above, below-below, above-below, above-predictor, below-predictor, predictor-predictor; negated.
    second: [f64; 6],
}

/// Fits the model at the maximum of the weighted likelihood.
///
/// ```text
/// P(level <= k | x) = 1 / (1 + exp(-(theta_k - x'b))),   theta_1 < theta_2 < ...
/// ```
///
/// A positive slope goes with higher levels; exp(b) is the ratio of the odds of any level or higher.
///
/// * `columns`: without a constant, each of length n; `level`: 0, 1, ..., each of `levels` present among rows.
/// * `weight`: above 0, length n.
///
/// Newton's method with the observed information and halved steps; the likelihood is concave (Burridge 1981).
/// Cost: n (p + 2)^2 an iteration. Reference: McCullagh (1980), "Regression models for ordinal data", as
/// `MASS::polr` and `ordinal::clm`.
///
/// # Errors
/// One level only, separation, no convergence.
pub fn ordinal(
    columns: &[Vec<f64>],
    level: &[usize],
    levels: usize,
    weight: &[f64],
) -> Result<Ordinal, OrdinalError> {
    if levels < 2 {
        return Err(OrdinalError::OneLevel);
    }
    let kept = independent(columns, level.len());
    let scale: Vec<(f64, f64)> = kept.iter().map(|&j| standard(&columns[j])).collect();
    let z = kept.iter().zip(&scale).map(|(&j, (m, s))| columns[j].iter().map(|x| (x - m) / s).collect());
    let rows = Rows { z: z.collect(), level: level.to_vec(), levels, weight: weight.to_vec() };
    let (at, log_likelihood, inverse) = maximum(&rows)?;
    let (theta, beta) = at.split_at(levels - 1);
    let shift: f64 = beta.iter().zip(&scale).map(|(b, (m, s))| b * m / s).sum();
    let mut slopes = vec![0.0; columns.len()];
    for ((&j, b), (_, s)) in kept.iter().zip(beta).zip(&scale) {
        slopes[j] = b / s;
    }
    let thresholds = theta.iter().map(|t| t + shift).collect();
    Ok(Ordinal { thresholds, slopes, log_likelihood, kept, scale, rows, inverse })
}

impl Ordinal {
    /// Coefficients estimated, thresholds included.
    #[must_use]
    pub fn rank(&self) -> usize {
        self.thresholds.len() + self.kept.len()
    }

    /// Influence of each row on `g' (theta, b)`: the terms whose squares sum to its sandwich variance.
    ///
    /// ```text
    /// psi_i = g' I^-1 score_i,   I the observed information
    /// ```
    ///
    /// * `g`: derivatives by the thresholds, then by the slopes, one a column.
    #[must_use]
    pub fn influence(&self, g: &[f64]) -> Vec<f64> {
        let c = self.along(g);
        let at = self.standardised();
        (0..self.rows.level.len()).map(|i| self.rows.weight[i] * self.rows.score(i, &at, &c)).collect()
    }

    /// Variance of `g' (theta, b)` from the observed information alone.
    #[must_use]
    pub fn variance(&self, g: &[f64]) -> f64 {
        self.inward(g).iter().zip(self.along(g)).map(|(a, b)| a * b).sum()
    }

    /// Leverage of each row: its part of the information against the whole; they sum to the rank.
    #[must_use]
    pub fn leverage(&self) -> Vec<f64> {
        let at = self.standardised();
        (0..self.rows.level.len()).map(|i| self.rows.share(i, &at, &self.inverse)).collect()
    }

    /// `g` by the coefficients of the standardised columns.
    fn inward(&self, g: &[f64]) -> Vec<f64> {
        let (by_theta, by_slope) = g.split_at(self.thresholds.len());
        let base: f64 = by_theta.iter().sum();
        let slopes = self.kept.iter().zip(&self.scale).map(|(&j, (m, s))| (by_slope[j] + base * m) / s);
        by_theta.iter().copied().chain(slopes).collect()
    }

    fn along(&self, g: &[f64]) -> Vec<f64> {
        let g = self.inward(g);
        self.inverse.rows().into_iter().map(|r| r.iter().zip(&g).map(|(a, b)| a * b).sum()).collect()
    }

    fn standardised(&self) -> Vec<f64> {
        let beta: Vec<f64> =
            self.kept.iter().zip(&self.scale).map(|(&j, (_, s))| self.slopes[j] * s).collect();
        let shift: f64 = beta.iter().zip(&self.scale).map(|(b, (m, s))| b * m / s).sum();
        self.thresholds.iter().map(|t| t - shift).chain(beta).collect()
    }
}

/// Columns that do not depend linearly on a constant and earlier ones.
fn independent(columns: &[Vec<f64>], n: usize) -> Vec<usize> {
    let all: Vec<Vec<f64>> = [vec![1.0; n]].into_iter().chain(columns.iter().cloned()).collect();
    Qr::new(&all, &vec![1.0; n]).kept().iter().filter(|&&j| j > 0).map(|j| j - 1).collect()
}

fn standard(x: &[f64]) -> (f64, f64) {
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let size = (x.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt();
    (mean, if size > 0.0 { size } else { 1.0 })
}

/// Coefficients, log likelihood and inverse information at the maximum.
fn maximum(rows: &Rows) -> Result<(Vec<f64>, f64, Array2<f64>), OrdinalError> {
    let mut at = rows.start()?;
    let (mut log, mut gradient, mut information) = rows.sums(&at);
    let mut last = false;
    for _ in 0..ITERATIONS {
        let Some(step) = linalg::solve(&information, &gradient) else { break };
        let size = step.iter().zip(&at).map(|(s, a)| s.abs() / (1.0 + a.abs())).fold(0.0, f64::max);
        let Some((next, found)) = halved(rows, &at, &step, log) else { break };
        at = next;
        (log, gradient, information) = found;
        if last {
            let inverse = linalg::inverse(&information).ok_or(OrdinalError::Separation)?;
            let all: f64 = rows.weight.iter().sum();
            let vague = inverse.diag().iter().any(|v| v * all > VAGUE);
            return if vague && rows.far(&at) {
                Err(OrdinalError::Separation)
            } else {
                Ok((at, log, inverse))
            };
        }
        last = size < SMALL_STEP;
    }
    Err(if rows.far(&at) { OrdinalError::Separation } else { OrdinalError::NotConverged })
}

/// Log likelihood, its gradient and its negated second derivatives.
type Sums = (f64, Vec<f64>, Array2<f64>);

/// The first of the steps 1, 1/2, 1/4 ... that keeps the thresholds in order and the likelihood from falling.
fn halved(rows: &Rows, at: &[f64], step: &[f64], log: f64) -> Option<(Vec<f64>, Sums)> {
    let mut factor = 1.0;
    // At the maximum rounding alone can lower the sum.
    let slack = 1e-12 * (1.0 + log.abs());
    for _ in 0..HALVINGS {
        let next: Vec<f64> = at.iter().zip(step).map(|(a, s)| a + factor * s).collect();
        if next[..rows.levels - 1].is_sorted_by(|a, b| a < b) {
            let found = rows.sums(&next);
            if found.0 >= log - slack {
                return Some((next, found));
            }
        }
        factor /= 2.0;
    }
    None
}

impl Rows {
    /// Thresholds of the weighted shares, no slopes.
    fn start(&self) -> Result<Vec<f64>, OrdinalError> {
        let mut mass = vec![0.0; self.levels];
        self.level.iter().zip(&self.weight).for_each(|(&k, w)| mass[k] += w);
        let all: f64 = mass.iter().sum();
        if mass.iter().any(|m| *m <= 0.0) || !all.is_finite() {
            return Err(OrdinalError::OneLevel);
        }
        let mut below = 0.0;
        let mut at = Vec::with_capacity(self.levels - 1 + self.z.len());
        for m in &mass[..self.levels - 1] {
            below += m;
            at.push(libm::log(below / (all - below)));
        }
        at.resize(self.levels - 1 + self.z.len(), 0.0);
        Ok(at)
    }

    /// `true` if a threshold or the predictor of a row has gone far.
    fn far(&self, at: &[f64]) -> bool {
        at[..self.levels - 1].iter().any(|t| t.abs() > FAR)
            || (0..self.level.len()).any(|i| self.predictor(i, at).abs() > FAR)
    }

    fn predictor(&self, i: usize, at: &[f64]) -> f64 {
        self.z.iter().zip(&at[self.levels - 1..]).map(|(z, b)| z[i] * b).sum()
    }

    /// With F and f the logistic distribution and density at the thresholds above (a) and below (b):
    ///
    /// ```text
    /// l = log(F_a - F_b),  dl/da = f_a / (F_a - F_b),  dl/db = -f_b / (F_a - F_b),  dl/d(predictor) = F_a + F_b - 1
    /// ```
    fn local(&self, i: usize, at: &[f64]) -> Local {
        let (k, eta) = (self.level[i], self.predictor(i, at));
        let above = if k + 1 < self.levels { at[k] - eta } else { f64::INFINITY };
        let below = if k > 0 { at[k - 1] - eta } else { f64::NEG_INFINITY };
        let (fa, fb) = (tail(above), tail(below));
        // From the nearer side, where the difference keeps its digits.
        let p = if below > 0.0 { tail(-below) - tail(-above) } else { fa - fb };
        let p = p.max(f64::MIN_POSITIVE);
        let (da, db) = (fa * tail(-above), fb * tail(-below));
        let (ra, rb) = (da / p, db / p);
        Local {
            log: libm::log(p),
            first: [ra, -rb, fa + fb - 1.0],
            second: [
                ra * ra - ra * (1.0 - 2.0 * fa),
                rb * rb + rb * (1.0 - 2.0 * fb),
                -ra * rb,
                -da,
                -db,
                da + db,
            ],
        }
    }

    fn sums(&self, at: &[f64]) -> Sums {
        let (n, d) = (self.level.len(), at.len());
        let parts = map_chunks(n, |range| {
            let (mut log, mut g, mut h) = (0.0, vec![0.0; d], vec![0.0; d * d]);
            for i in range {
                log += self.add(i, at, &mut g, &mut h);
            }
            (log, g, h)
        });
        let (mut log, mut g, mut h) = (0.0, vec![0.0; d], vec![0.0; d * d]);
        for (l, gs, hs) in parts {
            log += l;
            g.iter_mut().zip(gs).for_each(|(t, x)| *t += x);
            h.iter_mut().zip(hs).for_each(|(t, x)| *t += x);
        }
        (log, g, Array2::from_shape_fn((d, d), |(r, c)| h[r.min(c) * d + r.max(c)]))
    }

    /// Adds row `i` to the gradient and the upper triangle of the information; returns its log likelihood.
    fn add(&self, i: usize, at: &[f64], g: &mut [f64], h: &mut [f64]) -> f64 {
        let (w, l, d) = (self.weight[i], self.local(i, at), at.len());
        let t = self.levels - 1;
        let [up, down] = self.around(i);
        for (place, own, crossed, first) in [(up, 0, 3, 0), (down, 1, 4, 1)] {
            let Some(k) = place else { continue };
            g[k] += w * l.first[first];
            h[k * d + k] += w * l.second[own];
            for (j, z) in self.z.iter().enumerate() {
                h[k * d + t + j] += w * l.second[crossed] * z[i];
            }
        }
        if let (Some(k), Some(m)) = (up, down) {
            h[m * d + k] += w * l.second[2];
        }
        for (j, z) in self.z.iter().enumerate() {
            g[t + j] += w * l.first[2] * z[i];
            let scaled = w * l.second[5] * z[i];
            for (m, other) in self.z.iter().enumerate().skip(j) {
                h[(t + j) * d + t + m] += scaled * other[i];
            }
        }
        w * l.log
    }

    /// Positions of the thresholds above and below row `i`'s level.
    fn around(&self, i: usize) -> [Option<usize>; 2] {
        let k = self.level[i];
        [(k + 1 < self.levels).then_some(k), k.checked_sub(1)]
    }

    /// Score of row `i` (without its weight) times `c`.
    fn score(&self, i: usize, at: &[f64], c: &[f64]) -> f64 {
        let l = self.local(i, at);
        let thresholds = self.around(i).into_iter().zip(&l.first);
        let by_theta: f64 = thresholds.filter_map(|(k, s)| Some(c[k?] * s)).sum();
        by_theta + l.first[2] * self.predictor(i, c)
    }

    /// Trace of row `i`'s information times the inverse of the whole.
    fn share(&self, i: usize, at: &[f64], inverse: &Array2<f64>) -> f64 {
        let d = at.len();
        let (mut g, mut h) = (vec![0.0; d], vec![0.0; d * d]);
        self.add(i, at, &mut g, &mut h);
        let entry = |(r, c): (usize, usize)| h[r.min(c) * d + r.max(c)] * inverse[[r, c]];
        (0..d).flat_map(|r| (0..d).map(move |c| (r, c))).map(entry).sum()
    }
}

/// The logistic distribution, 0 and 1 at the ends.
fn tail(x: f64) -> f64 {
    if x == f64::INFINITY {
        1.0
    } else if x == f64::NEG_INFINITY {
        0.0
    } else {
        logistic(x)
    }
}

#[cfg(test)]
mod tests {
    use super::{OrdinalError, ordinal};
    use crate::stats::regression::logistic;
    use proptest::prelude::*;

    const FREQUENCIES: [f64; 72] = [
        21.0, 21.0, 28.0, 34.0, 22.0, 36.0, 10.0, 11.0, 36.0, 61.0, 23.0, 17.0, 43.0, 35.0, 40.0, 26.0, 18.0,
        54.0, 13.0, 9.0, 10.0, 8.0, 8.0, 12.0, 6.0, 7.0, 9.0, 18.0, 6.0, 7.0, 15.0, 13.0, 13.0, 7.0, 5.0,
        11.0, 14.0, 19.0, 37.0, 17.0, 23.0, 40.0, 3.0, 5.0, 23.0, 78.0, 46.0, 43.0, 48.0, 45.0, 86.0, 15.0,
        25.0, 62.0, 20.0, 23.0, 20.0, 10.0, 22.0, 24.0, 7.0, 10.0, 21.0, 57.0, 23.0, 13.0, 31.0, 21.0, 13.0,
        5.0, 6.0, 13.0,
    ];

    /// `MASS::polr(Sat ~ Infl + Type + Cont, weights = Freq, housing)` (Venables and Ripley 2002, section 7.3), to
    /// the digits of `ordinal::clm`: thresholds, then influence (2), type (3), contact; with standard errors. 1e-8.
    const HOUSING: [(f64, f64); 8] = [
        (-0.496_135_138_197, 0.124_847_242_877),
        (0.690_708_259_263, 0.125_471_937_850),
        (0.566_393_737_906, 0.104_652_781_364),
        (1.288_819_110_372, 0.127_156_144_568),
        (-0.572_350_002_042, 0.119_238_008_597),
        (-0.366_186_370_689, 0.155_173_332_019),
        (-1.091_014_658_970, 0.151_486_018_561),
        (0.360_284_004_569, 0.095_535_795_002),
    ];

    #[test]
    fn satisfaction_with_housing() {
        let flag = |every: usize, among: usize, at: usize| -> Vec<f64> {
            (0..72).map(|i| f64::from(u8::from(i / every % among == at))).collect()
        };
        let columns =
            [flag(3, 3, 1), flag(3, 3, 2), flag(9, 4, 1), flag(9, 4, 2), flag(9, 4, 3), flag(36, 2, 1)];
        let level: Vec<usize> = (0..72).map(|i| i % 3).collect();
        let fit = ordinal(&columns, &level, 3, &FREQUENCIES).expect("a fit");
        let found: Vec<f64> = fit.thresholds.iter().chain(&fit.slopes).copied().collect();
        for (k, (b, se)) in HOUSING.iter().enumerate() {
            let along: Vec<f64> = (0..8).map(|j| f64::from(u8::from(j == k))).collect();
            assert!((found[k] - b).abs() < 1e-8, "{k}: {} {b}", found[k]);
            assert!((fit.variance(&along).sqrt() - se).abs() < 1e-8);
        }
        assert!((fit.log_likelihood + 1_739.574_649_529_474).abs() < 1e-8);
    }

    #[test]
    fn edges() {
        let x = vec![vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0]];
        let ones = [1.0; 6];
        assert_eq!(ordinal(&x, &[0; 6], 1, &ones).err(), Some(OrdinalError::OneLevel));
        assert_eq!(ordinal(&x, &[0, 0, 0, 2, 2, 2], 3, &ones).err(), Some(OrdinalError::OneLevel));
        assert_eq!(ordinal(&x, &[0, 0, 1, 1, 2, 2], 3, &ones).err(), Some(OrdinalError::Separation));
        // Without columns the thresholds are those of the shares.
        let fit = ordinal(&[], &[0, 1, 1, 2, 2, 2], 3, &ones).expect("a fit");
        assert!((fit.thresholds[0] - (1.0_f64 / 5.0).ln()).abs() < 1e-12 && fit.thresholds[1].abs() < 1e-12);
        // A constant, and a column that says the same as another, carry nothing.
        let double = vec![x[0].clone(), vec![7.0; 6], x[0].iter().map(|v| 2.0 * v - 1.0).collect()];
        let fit = ordinal(&double, &[0, 1, 0, 2, 1, 2], 3, &ones).expect("a fit");
        assert_eq!((fit.rank(), fit.slopes[1], fit.slopes[2]), (3, 0.0, 0.0));
        assert!(fit.thresholds.iter().chain(&fit.slopes).all(|b| b.is_finite()));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn invariants(people in prop::collection::vec((-2.0_f64..2.0, 0_u8..3, 0.0_f64..1.0, 1_u8..4), 50..100)) {
            let x = vec![
                people.iter().map(|p| p.0 + 100.0).collect::<Vec<f64>>(),
                people.iter().map(|p| f64::from(p.1)).collect(),
            ];
            let level: Vec<usize> = people.iter().map(|p| usize::from(p.2 + 0.1 * p.0 > 0.4) + usize::from(p.2 > 0.7)).collect();
            let weight: Vec<f64> = people.iter().map(|p| f64::from(p.3)).collect();
            let Ok(fit) = ordinal(&x, &level, 3, &weight) else { return Ok(()) };
            // Thresholds ascend; influences sum to 0; leverages to the rank.
            prop_assert!(fit.thresholds[0] < fit.thresholds[1]);
            let psi = fit.influence(&[0.0, 0.0, 1.0, 0.0]);
            prop_assert!(psi.iter().sum::<f64>().abs() < 1e-8);
            prop_assert!((fit.leverage().iter().sum::<f64>() - 4.0).abs() < 1e-8);
            // The scale upside down: slopes change sign, thresholds too and in order.
            let turned: Vec<usize> = level.iter().map(|k| 2 - k).collect();
            let other = ordinal(&x, &turned, 3, &weight).expect("a fit");
            prop_assert!((fit.slopes[0] + other.slopes[0]).abs() < 1e-8 * (1.0 + fit.slopes[0].abs()));
            prop_assert!((fit.thresholds[0] + other.thresholds[1]).abs() < 1e-6 * (1.0 + fit.thresholds[0].abs()));
            // Weights that are counts are rows copied.
            let copied: Vec<usize> = (0..people.len()).flat_map(|i| vec![i; usize::from(people[i].3)]).collect();
            let all: Vec<Vec<f64>> = x.iter().map(|v| copied.iter().map(|&i| v[i]).collect()).collect();
            let levels: Vec<usize> = copied.iter().map(|&i| level[i]).collect();
            let same = ordinal(&all, &levels, 3, &vec![1.0; levels.len()]).expect("a fit");
            prop_assert!((same.slopes[0] - fit.slopes[0]).abs() < 1e-8 * (1.0 + fit.slopes[0].abs()));
        }

        /// Two levels are the logistic regression.
        #[test]
        fn two_levels(people in prop::collection::vec((-2.0_f64..2.0, 0.0_f64..1.0), 40..80)) {
            let x: Vec<f64> = people.iter().map(|p| p.0).collect();
            let y: Vec<f64> = people.iter().map(|p| f64::from(u8::from(p.1 + 0.1 * p.0 > 0.5))).collect();
            let level: Vec<usize> = y.iter().map(|y| usize::from(*y > 0.5)).collect();
            let ones = vec![1.0; y.len()];
            let Ok(other) = logistic(&[ones.clone(), x.clone()], &y, &ones) else { return Ok(()) };
            let fit = ordinal(&[x], &level, 2, &ones).expect("a fit");
            prop_assert!((fit.slopes[0] - other.coefficients[1]).abs() < 1e-9);
            prop_assert!((fit.thresholds[0] + other.coefficients[0]).abs() < 1e-9);
            let (a, b) = (fit.influence(&[0.0, 1.0]), other.influence(&[0.0, 1.0]));
            prop_assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-9));
        }
    }
}
