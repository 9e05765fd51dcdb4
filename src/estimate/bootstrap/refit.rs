//! Means of both arms under other weights, as an estimator gives them.

use super::super::regression::Link;
use crate::stats::glm::logistic;
use crate::stats::linalg::{independent, solve};
use ndarray::Array2;

/// Newton steps after which a resample has no answer; a warm start takes four or five.
const STEPS: usize = 25;
/// A step under this on the scale of log odds ends the search: the next would be under its square.
const STILL: f64 = 1e-7;
/// Log odds this far out tell the outcome apart.
const FAR: f64 = 30.0;
/// A column of which earlier ones leave less than this share of the sum of squares depends on them.
const ALIAS: f64 = 1e-12;

/// What is estimated again in every resample.
#[derive(Debug)]
pub(super) enum Refit {
    /// Weighted means.
    Means,
    /// Regression on covariates, in each arm by itself: the same as one with arm x covariate terms.
    Regression(Box<Regression>),
}

/// A regression in both arms.
#[derive(Debug)]
pub(super) struct Regression {
    link: Link,
    /// Row by row: 1, then the standardised covariates.
    rows: Vec<f64>,
    width: usize,
    /// How much each person counts when predictions are averaged.
    target: Vec<f64>,
    /// Coefficients of both arms under the weights as they are.
    start: [Vec<f64>; 2],
}

/// Arms, outcomes and weights of the people of a resample.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resample<'a> {
    /// Arm of each.
    pub treated: &'a [bool],
    /// Outcome of each.
    pub y: &'a [f64],
    /// Weight of each; 0 for those not drawn.
    pub weight: &'a [f64],
    /// Factor of the target of each.
    pub times: &'a [f64],
}

impl Refit {
    /// Mean of the control and the treated arm; `None` where the resample has no answer.
    pub fn means(&self, r: Resample<'_>) -> Option<[f64; 2]> {
        match self {
            Self::Means => means(r),
            Self::Regression(regression) => regression.means(r),
        }
    }
}

fn means(r: Resample<'_>) -> Option<[f64; 2]> {
    let (mut sum, mut mass) = ([0.0; 2], [0.0; 2]);
    for ((y, w), &z) in r.y.iter().zip(r.weight).zip(r.treated) {
        sum[usize::from(z)] += w * y;
        mass[usize::from(z)] += w;
    }
    mass.iter().all(|m| *m > 0.0).then(|| [sum[0] / mass[0], sum[1] / mass[1]])
}

impl Regression {
    /// Prepares the regression with slopes of each arm, or says why it cannot be done again and again.
    ///
    /// * `covariates`: column by column; `target`: how much each person counts when predictions are averaged.
    /// * `r`: people and weights as they are.
    pub fn new(
        covariates: &[Vec<f64>],
        target: Vec<f64>,
        link: Link,
        r: Resample<'_>,
    ) -> Result<Self, String> {
        let mass: f64 = r.weight.iter().sum();
        let mut columns: Vec<Vec<f64>> = vec![vec![1.0; r.y.len()]];
        for x in covariates {
            let mean = x.iter().zip(r.weight).map(|(x, w)| w * x).sum::<f64>() / mass;
            let square = x.iter().zip(r.weight).map(|(x, w)| w * (x - mean) * (x - mean)).sum::<f64>() / mass;
            // A column that never varies moves nothing.
            if square > ALIAS * mean * mean && square > 0.0 {
                let sd = square.sqrt();
                columns.push(x.iter().map(|x| (x - mean) / sd).collect());
            }
        }
        let width = columns.len();
        let rows = (0..r.y.len()).flat_map(|k| columns.iter().map(move |c| c[k])).collect();
        let mut found = Self { link, rows, width, target, start: [vec![], vec![]] };
        found.drop_dependent(r)?;
        found.start = [vec![0.0; found.width], vec![0.0; found.width]];
        let start = found.fit(r).ok_or("the regression has no answer on the people as they are")?;
        found.start = start;
        Ok(found)
    }

    /// Leaves out columns that depend on earlier ones in both arms.
    fn drop_dependent(&mut self, r: Resample<'_>) -> Result<(), String> {
        let kept = [false, true].map(|arm| independent(&self.gram(r, arm), ALIAS));
        if kept[0] != kept[1] {
            return Err(
                "a covariate varies in one arm only, so resamples of both cannot be compared".to_owned()
            );
        }
        let q = self.width;
        let of = std::mem::take(&mut self.rows);
        self.rows = of
            .chunks_exact(q)
            .flat_map(|row| row.iter().zip(&kept[0]).filter(|(_, k)| **k))
            .map(|(x, _)| *x)
            .collect();
        self.width = kept[0].iter().filter(|k| **k).count();
        Ok(())
    }

    fn gram(&self, r: Resample<'_>, arm: bool) -> Array2<f64> {
        let mut sums = Sums::new(self.width);
        for (k, x) in self.rows.chunks_exact(self.width).enumerate() {
            if r.treated[k] == arm && r.weight[k] > 0.0 {
                sums.add(x, r.weight[k], 0.0);
            }
        }
        sums.full().0
    }

    fn means(&self, r: Resample<'_>) -> Option<[f64; 2]> {
        let b = self.fit(r)?;
        let (mut sum, mut mass) = ([0.0; 2], 0.0);
        for (k, x) in self.rows.chunks_exact(self.width).enumerate() {
            let t = self.target[k] * r.times[k];
            if t > 0.0 {
                mass += t;
                for (sum, b) in sum.iter_mut().zip(&b) {
                    let eta = dot(x, b);
                    *sum += t * if self.link == Link::Logit { logistic(eta) } else { eta };
                }
            }
        }
        (mass > 0.0).then(|| sum.map(|s| s / mass)).filter(|m| m.iter().all(|m| m.is_finite()))
    }

    /// Coefficients of the control and the treated arm.
    fn fit(&self, r: Resample<'_>) -> Option<[Vec<f64>; 2]> {
        match self.link {
            Link::Identity => Some([self.least(r, false)?, self.least(r, true)?]),
            Link::Logit => Some([self.likely(r, false)?, self.likely(r, true)?]),
        }
    }

    fn least(&self, r: Resample<'_>, arm: bool) -> Option<Vec<f64>> {
        let mut sums = Sums::new(self.width);
        for (k, x) in self.rows.chunks_exact(self.width).enumerate() {
            if r.treated[k] == arm && r.weight[k] > 0.0 {
                sums.add(x, r.weight[k], r.weight[k] * r.y[k]);
            }
        }
        sums.solve()
    }

    /// Newton's rule from where the people as they are have their maximum.
    fn likely(&self, r: Resample<'_>, arm: bool) -> Option<Vec<f64>> {
        let mut b = self.start[usize::from(arm)].clone();
        for _ in 0..STEPS {
            let (mut sums, mut far) = (Sums::new(self.width), 0.0_f64);
            for (k, x) in self.rows.chunks_exact(self.width).enumerate() {
                if r.treated[k] == arm && r.weight[k] > 0.0 {
                    let eta = dot(x, &b);
                    let mu = logistic(eta);
                    far = far.max(eta.abs());
                    sums.add(x, r.weight[k] * mu * (1.0 - mu), r.weight[k] * (r.y[k] - mu));
                }
            }
            if far > FAR {
                return None;
            }
            let step = sums.solve()?;
            b.iter_mut().zip(&step).for_each(|(b, s)| *b += s);
            if step.iter().all(|s| s.abs() < STILL) {
                return Some(b);
            }
        }
        None
    }
}

/// Sums of products of a regression: the lower triangle, row by row, and the right-hand side.
struct Sums {
    width: usize,
    products: Vec<f64>,
    right: Vec<f64>,
}

impl Sums {
    fn new(width: usize) -> Self {
        Self { width, products: vec![0.0; width * (width + 1) / 2], right: vec![0.0; width] }
    }

    fn add(&mut self, x: &[f64], weight: f64, pull: f64) {
        let mut rest = self.products.as_mut_slice();
        for (j, xj) in x.iter().enumerate() {
            let (row, after) = rest.split_at_mut(j + 1);
            let scaled = weight * xj;
            row.iter_mut().zip(x).for_each(|(p, xk)| *p += scaled * xk);
            rest = after;
            self.right[j] += pull * xj;
        }
    }

    fn full(&self) -> (Array2<f64>, &[f64]) {
        let at = |j: usize, k: usize| self.products[j * (j + 1) / 2 + k];
        let gram = Array2::from_shape_fn((self.width, self.width), |(j, k)| at(j.max(k), j.min(k)));
        (gram, &self.right)
    }

    /// The solution; `None` where the columns depend on each other in this resample.
    fn solve(&self) -> Option<Vec<f64>> {
        let (gram, right) = self.full();
        if !independent(&gram, ALIAS).iter().all(|k| *k) {
            return None;
        }
        solve(&gram, right)
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::{Regression, Resample, means};
    use crate::estimate::regression::Link;
    use crate::stats::glm::logistic as inverse_logit;
    use crate::stats::regression::{linear, logistic};
    use proptest::prelude::*;

    /// Arm means of g-computation among the treated, on copied rows: one regression with arm x covariate terms.
    fn twin(x: &[Vec<f64>], z: &[bool], y: &[f64], link: Link) -> Option<[f64; 2]> {
        let arm: Vec<f64> = z.iter().map(|z| f64::from(u8::from(*z))).collect();
        let crossed = x.iter().map(|v| v.iter().zip(&arm).map(|(v, z)| v * z).collect::<Vec<f64>>());
        let mut columns = vec![vec![1.0; y.len()], arm.clone()];
        columns.extend(x.iter().cloned().chain(crossed));
        let ones = vec![1.0; y.len()];
        let fit = match link {
            Link::Identity => linear(&columns, y, &ones),
            Link::Logit => logistic(&columns, y, &ones).ok()?,
        };
        if fit.rank() < columns.len() {
            return None;
        }
        let (b, p) = (&fit.coefficients, x.len());
        let of = |g: f64| {
            let one = |k: usize| {
                let slopes: f64 = (0..p).map(|j| (b[2 + j] + g * b[2 + p + j]) * x[j][k]).sum();
                let eta = b[0] + g * b[1] + slopes;
                if link == Link::Logit { inverse_logit(eta) } else { eta }
            };
            let treated: Vec<usize> = (0..y.len()).filter(|&k| z[k]).collect();
            treated.iter().map(|&k| one(k)).sum::<f64>() / treated.len() as f64
        };
        Some([of(0.0), of(1.0)])
    }

    fn ready(x: &[Vec<f64>], z: &[bool], y: &[f64], link: Link) -> Result<Regression, String> {
        let ones = vec![1.0; y.len()];
        let target = z.iter().map(|z| f64::from(u8::from(*z))).collect();
        let resample = Resample { treated: z, y, weight: &ones, times: &ones };
        Regression::new(x, target, link, resample)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        /// Weights that are counts give the same as rows copied so many times, to 1e-7.
        #[test]
        fn counting_people_twice_is_copying_their_rows(
            people in prop::collection::vec((0_u8..5, -3.0_f64..3.0, 0.0_f64..1.0, 0_u8..4), 60..90),
            logit in any::<bool>(),
        ) {
            let link = if logit { Link::Logit } else { Link::Identity };
            let z: Vec<bool> = (0..people.len()).map(|k| k % 3 == 0).collect();
            let x = vec![
                people.iter().map(|p| f64::from(p.0) + 10.0).collect::<Vec<f64>>(),
                people.iter().map(|p| p.1).collect(),
            ];
            let y: Vec<f64> = people
                .iter()
                .map(|p| if logit { f64::from(u8::from(p.2 + 0.1 * p.1 > 0.5)) } else { p.1 * p.1 + p.2 })
                .collect();
            let Ok(regression) = ready(&x, &z, &y, link) else { return Ok(()) };
            let times: Vec<f64> = people.iter().map(|p| f64::from(p.3)).collect();
            let ours = regression.means(Resample { treated: &z, y: &y, weight: &times, times: &times });
            let copy = |v: &[f64]| -> Vec<f64> {
                v.iter().zip(&people).flat_map(|(v, p)| std::iter::repeat_n(*v, usize::from(p.3))).collect()
            };
            let arms: Vec<bool> = z.iter().zip(&people).flat_map(|(z, p)| std::iter::repeat_n(*z, usize::from(p.3))).collect();
            let copied: Vec<Vec<f64>> = x.iter().map(|v| copy(v)).collect();
            let theirs = twin(&copied, &arms, &copy(&y), link);
            if let (Some(ours), Some(theirs)) = (ours, theirs) {
                for (a, b) in ours.iter().zip(theirs) {
                    prop_assert!((a - b).abs() < 1e-7 * (1.0 + b.abs()), "{a} is not {b}");
                }
            }
        }
    }

    #[test]
    fn edges() {
        let (z, y) = ([true, true, false, false], [1.0, 2.0, 3.0, 4.0]);
        let gone = [0.0, 0.0, 1.0, 1.0];
        assert_eq!(means(Resample { treated: &z, y: &y, weight: &gone, times: &gone }), None);
        let one_arm = vec![vec![1.0, 5.0, 2.0, 2.0]];
        assert!(ready(&one_arm, &z, &y, Link::Identity).is_err());
        let apart = ready(&[vec![1.0, 2.0, 3.0, 4.0]], &z, &[0.0, 1.0, 0.0, 1.0], Link::Logit);
        assert!(apart.is_err(), "{apart:?}");
        let constant = ready(&[vec![7.0; 4]], &z, &y, Link::Identity).unwrap();
        let ones = [1.0; 4];
        let found = constant.means(Resample { treated: &z, y: &y, weight: &ones, times: &ones }).unwrap();
        assert!((found[0] - 3.5).abs() < 1e-12 && (found[1] - 1.5).abs() < 1e-12);
    }
}
