//! Maximum likelihood by iteratively reweighted least squares.

use super::blocks::{Blocks, Response, RowBlocks};
use super::error::GlmError;
use super::link::Link;
use super::model::Fitted;
use super::pass::{At, Data, Totals};
use super::scale::Scale;
use crate::stats::linalg;
use linfa::dataset::{DatasetBase, Records};
use linfa::traits::Fit;
use ndarray::Array2;
use std::ops::Range;

/// When the iterations stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stop {
    /// At the maximum: when the gradient is within rounding of zero.
    #[default]
    Converged,
    /// Where R's `glm` stops: |change of deviance| / (|deviance| + 0.1) under 1e-8, at most 25 iterations.
    R,
}

/// Regression of a yes/no answer by maximum likelihood.
///
/// ```text
/// maximise sum_i w_i [ y_i log p_i + (1 - y_i) log(1 - p_i) ],   p_i = F(b_0 + x_i' b)
/// ```
///
/// with F the [`Link`]. Fisher's scoring from R's starting values on standardised columns, then Newton
/// steps on the observed information; sums by fixed chunks, so the same bits on any number of threads.
/// Standard errors come from the expected information. Constant columns and columns that depend on
/// earlier ones (a part under 1e-6 of their standard deviation of their own) get no coefficient. With
/// the Cauchy link the likelihood may have several maxima: it is the one reached from R's start.
/// Cost: about eight passes of n p^2 / 2; for a logit of many rows, half of them.
/// References: McCullagh and Nelder (1989), section 4.4; R's `glm.fit`.
///
/// ```
/// use linfa::{DatasetBase, traits::Fit};
/// use matchwell::stats::glm::{Binomial, Blocks, Dense, Response};
/// let x = Dense::new(4, vec![("x".into(), vec![0.0, 0.0, 1.0, 1.0])]).expect("equal lengths");
/// let y = Response { y: &[true, false, true, true], weight: Some(&[1.0, 1.0, 2.0, 0.0]) };
/// let error = Binomial::default().fit(&DatasetBase::new(Blocks(&x), y)).unwrap_err();
/// assert!(error.to_string().contains("told apart exactly by x"));
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Binomial {
    /// From linear predictor to probability.
    pub link: Link,
    /// When to stop.
    pub stop: Stop,
}

/// Dependence of a column on earlier ones, on the scale of squares.
pub(super) const ALIAS: f64 = 1e-12;
/// Gradient per unit of weight at which one more Newton step reaches the maximum within rounding.
const FLAT: f64 = 1e-11;
/// Gradient at which a step may already do so, and gradient that shows that it did.
const NEARLY: f64 = 1e-7;
const ROUNDING: f64 = 1e-14;
/// Rows of the sample that gives starting values, and the share of rows above which it pays.
const SAMPLE: usize = 16_384;
const FEW: usize = 6;
/// R's `epsilon` and `maxit`.
const R_EPSILON: f64 = 1e-8;
const R_ITERATIONS: usize = 25;
const MOST_ITERATIONS: usize = 60;
/// Log odds beyond this that still move ([`Link::still`]) run to infinity.
const FAR: f64 = 12.0;
/// Gradient per unit of weight from which Newton steps on the observed information are taken.
const NEAR: f64 = 1e-3;

/// Where the iterations ended.
struct End {
    beta: Vec<f64>,
    step: Vec<f64>,
    totals: Totals,
    information: Array2<f64>,
    iterations: usize,
}

impl<'a> Fit<Blocks<'a>, Response<'a>, GlmError> for Binomial {
    type Object = Fitted;

    fn fit(&self, dataset: &DatasetBase<Blocks<'a>, Response<'a>>) -> Result<Fitted, GlmError> {
        let (rows, response) = (dataset.records().0, *dataset.targets());
        check(dataset)?;
        let mut data = Data { rows, response, scale: Scale::of(rows, &response)?, link: self.link };
        let end = if let Some(near) = data.by_sample(*self) { near? } else { data.ordinary(self.stop)? };
        let mass = data.mass();
        data.refuse_separation(&end)?;
        let covariance = linalg::inverse(&end.information).ok_or(GlmError::NotConverged {
            iterations: end.iterations,
            gradient: gradient(&end.totals, mass),
        })?;
        let mut model =
            Fitted::natural(rows, &data.scale, &end.beta).with_covariance(&data.scale, &covariance);
        model.link = self.link;
        model.deviance = end.totals.deviance;
        model.iterations = end.iterations;
        model.gradient = gradient(&end.totals, mass);
        Ok(model)
    }
}

/// Every k-th row of a matrix.
struct Thin<'a> {
    rows: &'a dyn RowBlocks,
    every: usize,
}

impl RowBlocks for Thin<'_> {
    fn rows(&self) -> usize {
        self.rows.rows() / self.every
    }

    fn names(&self) -> &[String] {
        self.rows.names()
    }

    fn fill(&self, rows: Range<usize>, out: &mut [f64]) {
        let m = rows.len();
        let mut row = vec![0.0; self.names().len()];
        for (k, i) in rows.enumerate() {
            self.rows.fill(i * self.every..i * self.every + 1, &mut row);
            row.iter().enumerate().for_each(|(j, &x)| out[j * m + k] = x);
        }
    }
}

/// Checks lengths, weights and classes before anything is computed.
pub(super) fn check(dataset: &DatasetBase<Blocks<'_>, Response<'_>>) -> Result<(), GlmError> {
    let (rows, response) = (dataset.records().nsamples(), dataset.targets());
    let lengths =
        [("the response", response.y.len()), ("the weight", response.weight.map_or(rows, <[f64]>::len))];
    if let Some((what, len)) = lengths.into_iter().find(|&(_, len)| len != rows) {
        return Err(GlmError::Length { what, len, rows });
    }
    if response.weight.is_some_and(|w| w.iter().any(|w| !w.is_finite() || *w < 0.0)) {
        return Err(GlmError::NotFinite { column: "weight".to_owned() });
    }
    let mut seen = [0_usize; 2];
    for (i, &y) in response.y.iter().enumerate() {
        seen[usize::from(y)] += usize::from(response.weight(i) > 0.0);
    }
    if seen.contains(&0) {
        return Err(GlmError::OneClass { rows: seen[0] + seen[1] });
    }
    Ok(())
}

pub(super) fn gradient(totals: &Totals, mass: f64) -> f64 {
    totals.right.iter().fold(0.0_f64, |g, r| g.max(r.abs())) / mass
}

/// The Newton step from sums over the rows.
pub(super) fn solve(totals: &Totals, iterations: usize, mass: f64) -> Result<Vec<f64>, GlmError> {
    let gradient = gradient(totals, mass);
    linalg::solve(&totals.gram, &totals.right).ok_or(GlmError::NotConverged { iterations, gradient })
}

impl Data<'_> {
    /// The pass at R's starting values over the columns that are not aliased, and the sum of weights.
    pub(super) fn prepare(&mut self) -> Result<(Totals, f64), GlmError> {
        let mut first = self.pass(At::Start);
        let kept = linalg::independent(&first.gram, ALIAS);
        if kept.contains(&false) {
            self.scale.retain(&kept[1..]);
            first = self.pass(At::Start);
        }
        let rows = (0..self.rows.rows()).filter(|&i| self.response.weight(i) > 0.0).count();
        let columns = self.rows.names().len() + 1;
        if columns > rows {
            return Err(GlmError::MoreColumnsThanRows { columns, rows });
        }
        Ok((first, self.mass()))
    }

    /// From R's starting values to where the iterations stop.
    fn ordinary(&mut self, stop: Stop) -> Result<End, GlmError> {
        let (first, mass) = self.prepare()?;
        if stop == Stop::R {
            return self.like_r(first, mass);
        }
        let beta = solve(&first, 0, mass)?;
        let totals = self.pass(At::Beta(&beta));
        self.to_maximum(beta, totals, mass, FLAT)
    }

    /// Sum of the case weights.
    fn mass(&self) -> f64 {
        match self.response.weight {
            None => self.rows.rows() as f64,
            Some(w) => crate::stats::sum::sum(w.len(), |i| w[i]),
        }
    }

    /// The maximum, from that of a sample of the rows: with many rows it saves half of the passes, and the
    /// maximum is the same. `None` where there are few rows, where the sample has no maximum, or where
    /// columns depend on each other: then the ordinary way decides.
    fn by_sample(&self, learner: Binomial) -> Option<Result<End, GlmError>> {
        let every = self.rows.rows() / SAMPLE;
        if learner.stop != Stop::Converged || every < FEW {
            return None;
        }
        let thin = Thin { rows: self.rows, every };
        let pick = |i: usize| i * every;
        let y: Vec<bool> = (0..thin.rows()).map(|i| self.response.y[pick(i)]).collect();
        let weight: Option<Vec<f64>> =
            self.response.weight.map(|w| (0..thin.rows()).map(|i| w[pick(i)]).collect());
        let response = Response { y: &y, weight: weight.as_deref() };
        let near = learner.fit(&DatasetBase::new(Blocks(&thin), response)).ok()?;
        let slope = |j: usize| near.coefficients[j + 1].unwrap_or(0.0);
        let scale = &self.scale;
        let slopes: Vec<f64> = scale.used.iter().zip(&scale.sd).map(|(&j, sd)| slope(j) * sd).collect();
        let centre: f64 = scale.used.iter().zip(&scale.mean).map(|(&j, mean)| slope(j) * mean).sum();
        let beta: Vec<f64> =
            std::iter::once(near.coefficients[0].unwrap_or(0.0) + centre).chain(slopes).collect();
        let totals = self.pass(At::Beta(&beta));
        let whole = totals.deviance.is_finite() && !linalg::independent(&totals.gram, ALIAS).contains(&false);
        whole.then(|| self.to_maximum(beta, totals, self.mass(), NEARLY))
    }

    /// Newton's steps from a point and the sums there.
    ///
    /// * `flat`: gradient from which one more step may have reached the maximum; it has when the gradient
    ///   there is rounding, or was under [`FLAT`] before.
    fn to_maximum(
        &self,
        mut beta: Vec<f64>,
        mut totals: Totals,
        mass: f64,
        flat: f64,
    ) -> Result<End, GlmError> {
        let mut step = beta.clone();
        let mut deviance = f64::INFINITY;
        for iterations in 2..=MOST_ITERATIONS {
            if !totals.deviance.is_finite() || totals.deviance > deviance * (1.0 + 1e-9) + 1e-9 {
                step = step.iter().map(|s| s / 2.0).collect();
                beta.iter_mut().zip(&step).for_each(|(b, s)| *b -= s);
                totals = self.pass(At::Beta(&beta));
                continue;
            }
            let slope = gradient(&totals, mass);
            deviance = totals.deviance;
            step = match self.newton(&totals, &beta, iterations, mass) {
                Ok(step) => step,
                Err(error) => return Err(self.separation(&totals, &step, iterations).unwrap_or(error)),
            };
            beta.iter_mut().zip(&step).for_each(|(b, s)| *b += s);
            let curved = self.link != Link::Logit && slope <= NEAR;
            totals = self.pass(if curved { At::Observed(&beta) } else { At::Beta(&beta) });
            let there = slope <= flat && (slope <= FLAT || gradient(&totals, mass) <= ROUNDING);
            if there {
                let expected = if curved { self.pass(At::Beta(&beta)) } else { totals.clone() };
                return Ok(End { beta, step, totals, information: expected.gram, iterations });
            }
        }
        let fallback =
            GlmError::NotConverged { iterations: MOST_ITERATIONS, gradient: gradient(&totals, mass) };
        Err(self.separation(&totals, &step, MOST_ITERATIONS).unwrap_or(fallback))
    }

    /// The next step; with the expected information where the observed one points to no maximum.
    fn newton(
        &self,
        totals: &Totals,
        beta: &[f64],
        iterations: usize,
        mass: f64,
    ) -> Result<Vec<f64>, GlmError> {
        solve(totals, iterations, mass).or_else(|error| match self.link {
            Link::Logit => Err(error),
            _ => solve(&self.pass(At::Beta(beta)), iterations, mass),
        })
    }

    fn like_r(&self, first: Totals, mass: f64) -> Result<End, GlmError> {
        let mut beta = solve(&first, 0, mass)?;
        let mut step = beta.clone();
        let mut last = first;
        for iterations in 1..=R_ITERATIONS {
            let totals = self.pass(At::Beta(&beta));
            let change = (totals.deviance - last.deviance).abs() / (totals.deviance.abs() + 0.1);
            if change < R_EPSILON {
                return Ok(End { beta, step, totals, information: last.gram, iterations });
            }
            if iterations < R_ITERATIONS {
                step = match solve(&totals, iterations, mass) {
                    Ok(step) => step,
                    Err(error) => return Err(self.separation(&totals, &step, iterations).unwrap_or(error)),
                };
                beta.iter_mut().zip(&step).for_each(|(b, s)| *b += s);
            }
            last = totals;
        }
        let fallback = GlmError::NotConverged { iterations: R_ITERATIONS, gradient: gradient(&last, mass) };
        Err(self.separation(&last, &step, R_ITERATIONS).unwrap_or(fallback))
    }

    fn refuse_separation(&self, end: &End) -> Result<(), GlmError> {
        self.separation(&end.totals, &end.step, end.iterations).map_or(Ok(()), Err)
    }

    /// The error for classes that can be told apart, if the last step shows that they can: some log
    /// odds are far out and still run away.
    fn separation(&self, totals: &Totals, step: &[f64], iterations: usize) -> Option<GlmError> {
        if totals.far < FAR || self.reach(step) < self.link.still() {
            return None;
        }
        let largest = step[1..].iter().fold(0.0_f64, |m, s| m.max(s.abs()));
        let mut ranked: Vec<(f64, usize)> =
            step[1..].iter().map(|s| s.abs()).zip(self.scale.used.iter().copied()).collect();
        ranked.retain(|(size, _)| *size >= largest / 2.0);
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let columns = ranked.iter().take(3).map(|&(_, j)| self.rows.names()[j].clone()).collect();
        Some(GlmError::Separation { columns, iterations })
    }
}
