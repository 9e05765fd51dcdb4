//! Regression after matching: outcome on arm and covariates, averaged over the estimand's people.

use super::arms::{Arms, Linear};
use super::outcome::{ArmModel, of_arm, too_few};
use super::sample::{Compared, Sample};
use crate::stats::cr2::Least;
use crate::stats::glm::{GlmError, logistic as inverse_logit};
use crate::stats::regression::{Fit, linear, logistic, predict};

/// The regression of one sample.
#[derive(Debug)]
pub(super) struct Model<'a> {
    /// A constant and the covariates.
    columns: &'a [Vec<f64>],
    treated: &'a [bool],
    target: Vec<f64>,
}

/// Which model of the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// Linear, for numbers.
    Identity,
    /// Logistic, for yes or no.
    Logit,
}

/// Whether covariates may matter more in one arm than in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slopes {
    /// A slope for each arm: arm x covariate terms.
    OfEachArm,
    /// One slope for both.
    Shared,
}

impl<'a> Model<'a> {
    /// The model on `columns`, a constant and the covariates of each person of the sample.
    pub fn new(compared: &Compared, sample: &'a Sample, columns: &'a [Vec<f64>]) -> Self {
        Self { columns, treated: &sample.treated, target: target(compared, sample) }
    }

    /// Means of both arms had everybody of the estimand been in each, with delta-method influences.
    ///
    /// ```text
    /// m_g = sum over target t_i mu(x_i, g) / sum t_i;   psi = (d m_g / d b)' (X'WX)^-1 score_i
    /// ```
    ///
    /// The covariates of the estimand's people are taken as given, as `marginaleffects` does. With slopes of
    /// each arm, and columns independent in both, the model is two regressions, one an arm: the same numbers
    /// for a quarter of the work.
    pub fn means(&self, y: &[f64], weight: &[f64], link: Link, slopes: Slopes) -> Result<Arms, String> {
        match slopes {
            Slopes::OfEachArm => match self.apart(y, weight, link) {
                Some(arms) => Ok(arms),
                None => self.together(y, weight, link, slopes),
            },
            Slopes::Shared => self.together(y, weight, link, slopes),
        }
    }

    /// One regression an arm; `None` where an arm cannot tell all its columns apart or has no answer.
    fn apart(&self, y: &[f64], weight: &[f64], link: Link) -> Option<Arms> {
        let fit = |arm| ArmModel::new(self.columns, of_arm(self.treated, arm), y, weight, link).ok();
        let models = [fit(0)?, fit(1)?];
        if models.iter().any(|m| m.rank() < self.columns.len()) {
            return None;
        }
        let share = shares(&self.target);
        let leverage = models[0].leverage().iter().zip(models[1].leverage()).map(|(c, t)| c + t).collect();
        let psi = [0, 1].map(|arm| models[arm].influence(self.columns, &share));
        let mean = models.each_ref().map(|m| m.total(&share));
        let arms = Arms::new(mean, psi, leverage, 2 * self.columns.len());
        let least = (link == Link::Identity).then(|| linear_of(&models, self.columns, &share, weight));
        Some(Arms { least, ..arms })
    }

    /// One regression of both arms.
    fn together(&self, y: &[f64], weight: &[f64], link: Link, slopes: Slopes) -> Result<Arms, String> {
        let columns = self.both(slopes);
        let fit = match link {
            Link::Identity => linear(&columns, y, weight),
            Link::Logit => logistic(&columns, y, weight).map_err(|e| said(&e))?,
        };
        if y.len() <= fit.rank() {
            return Err(too_few(fit.rank()));
        }
        let (m0, g0) = self.average(&fit, 0.0, link, slopes);
        let (m1, g1) = self.average(&fit, 1.0, link, slopes);
        let linear = || Linear { fit: fit.least(weight), along: [fit.along(&g0), fit.along(&g1)] };
        let psi = [fit.influence(&g0), fit.influence(&g1)];
        let arms = Arms::new([m0, m1], psi, fit.leverage(), fit.rank());
        Ok(Arms { least: (link == Link::Identity).then(linear), ..arms })
    }

    /// 1, arm, covariates, and arm x covariates where slopes differ.
    fn both(&self, slopes: Slopes) -> Vec<Vec<f64>> {
        let arm: Vec<f64> = self.treated.iter().map(|&z| f64::from(u8::from(z))).collect();
        let own = &self.columns[1..];
        let crossed = own.iter().map(|v| v.iter().zip(&arm).map(|(x, z)| x * z).collect::<Vec<f64>>());
        let crossed: Vec<Vec<f64>> = match slopes {
            Slopes::OfEachArm => crossed.collect(),
            Slopes::Shared => Vec::new(),
        };
        [self.columns[0].clone(), arm].into_iter().chain(own.iter().cloned()).chain(crossed).collect()
    }

    /// Mean prediction with everybody in arm `arm` (0 or 1), and its gradient.
    fn average(&self, fit: &Fit, arm: f64, link: Link, slopes: Slopes) -> (f64, Vec<f64>) {
        let own = &self.columns[1..];
        let (p, b) = (own.len(), &fit.coefficients);
        let crossed = |j: usize| if slopes == Slopes::OfEachArm { arm * b[2 + p + j] } else { 0.0 };
        let along: Vec<f64> = (0..p).map(|j| b[2 + j] + crossed(j)).collect();
        let shift = b[0] + arm * b[1];
        let mut eta = predict(own, &along);
        eta.resize(self.target.len(), 0.0);
        let (mut mean, mut slope) = (0.0, Vec::with_capacity(eta.len()));
        for (eta, t) in eta.iter().zip(shares(&self.target)) {
            let (mu, d) = respond(eta + shift, link);
            mean += t * mu;
            slope.push(t * d);
        }
        let base: f64 = slope.iter().sum();
        let moved: Vec<f64> = own.iter().map(|x| x.iter().zip(&slope).map(|(x, s)| x * s).sum()).collect();
        let mut gradient = vec![base, arm * base];
        gradient.extend_from_slice(&moved);
        if slopes == Slopes::OfEachArm {
            gradient.extend(moved.iter().map(|m| arm * m));
        }
        (mean, gradient)
    }
}

/// Two fits as one: neither arm has a part in the other's columns.
fn linear_of(models: &[ArmModel; 2], columns: &[Vec<f64>], share: &[f64], weight: &[f64]) -> Linear {
    let [c, t] = models.each_ref().map(|m| m.least(weight));
    let [mc, mt] = models.each_ref().map(|m| m.along(columns, share));
    let residual = c.residual.iter().zip(&t.residual).map(|(c, t)| c + t).collect();
    let none = vec![0.0; mc.len()];
    let along = [[mc, none.clone()].concat(), [none, mt].concat()];
    Linear { fit: Least { q: [c.q, t.q].concat(), weight: weight.to_vec(), residual }, along }
}

/// Expected outcome at a linear predictor, and its derivative.
pub(super) fn respond(eta: f64, link: Link) -> (f64, f64) {
    match link {
        Link::Identity => (eta, 1.0),
        Link::Logit => {
            let mu = inverse_logit(eta);
            (mu, mu * (1.0 - mu))
        }
    }
}

/// What a regression without an answer says to the reader.
pub(super) fn said(fault: &GlmError) -> String {
    match fault {
        GlmError::Separation { .. } | GlmError::OneClass { .. } => {
            "the covariates tell the outcome apart completely in an arm (separation), so the logistic \
             regression has no maximum"
                .to_owned()
        }
        GlmError::MoreColumnsThanRows { columns, .. } => too_few(*columns),
        other => format!("the logistic regression has no answer: {other}"),
    }
}

/// How much each person counts when predictions are averaged: focal people with their weights; for
/// both arms together everyone counts once (times the survey weight); for a population that weights make
/// or the job declares, each arm's weights make it.
pub(super) fn target(compared: &Compared, sample: &Sample) -> Vec<f64> {
    let counts = |(k, &p): (usize, &usize)| match compared.estimand.one_arm() {
        None if compared.made => sample.weight[k],
        None => compared.survey.as_ref().map_or(1.0, |d| d[p]),
        Some(arm) if arm == sample.treated[k] => sample.weight[k],
        Some(_) => 0.0,
    };
    sample.rows.iter().enumerate().map(counts).collect()
}

/// The same as shares of their sum.
pub(super) fn shares(target: &[f64]) -> Vec<f64> {
    let mass: f64 = target.iter().sum();
    target.iter().map(|t| t / mass).collect()
}

#[cfg(test)]
mod tests {
    use super::{Link, Model, Slopes};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// Two regressions, one an arm, are the one with arm x covariate terms: means, influences and leverages
        /// to 1e-12, relative to the largest.
        #[test]
        fn apart_is_together(
            people in prop::collection::vec((0_u8..6, -3.0_f64..3.0, 0.0_f64..1.0, 0.2_f64..4.0), 60..120),
            logit in any::<bool>(),
        ) {
            let link = if logit { Link::Logit } else { Link::Identity };
            let treated: Vec<bool> = (0..people.len()).map(|k| k % 3 == 0).collect();
            let columns = vec![
                vec![1.0; people.len()],
                people.iter().map(|p| f64::from(p.0) + 20.0).collect::<Vec<f64>>(),
                people.iter().map(|p| p.1).collect(),
            ];
            let y = |p: &(u8, f64, f64, f64)| {
                if logit { f64::from(u8::from(p.2 + 0.1 * p.1 > 0.5)) } else { p.1 * p.1 + p.2 }
            };
            let y: Vec<f64> = people.iter().map(y).collect();
            let weight: Vec<f64> = people.iter().map(|p| p.3).collect();
            let target = treated.iter().map(|z| f64::from(u8::from(*z))).collect();
            let model = Model { columns: &columns, treated: &treated, target };
            let (Some(apart), Ok(together)) =
                (model.apart(&y, &weight, link), model.together(&y, &weight, link, Slopes::OfEachArm))
            else {
                return Ok(());
            };
            let near = |a: &[f64], b: &[f64]| {
                let size = b.iter().fold(1e-6_f64, |m, x| m.max(x.abs()));
                a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-12 * size)
            };
            prop_assert!(near(&apart.mean, &together.mean), "{:?} {:?}", apart.mean, together.mean);
            for arm in [0, 1] {
                prop_assert!(near(&apart.psi[arm], &together.psi[arm]));
            }
            prop_assert!(near(&apart.leverage, &together.leverage));
            prop_assert_eq!(apart.rank, together.rank);
        }
    }

    /// A column that varies in one arm only keeps the slope of the other arm: the joint regression is asked.
    #[test]
    fn a_column_that_an_arm_cannot_tell_goes_to_the_joint_model() {
        let treated = [true, true, true, false, false, false, false, false];
        let columns = vec![vec![1.0; 8], vec![1.0, 1.0, 1.0, 0.0, 1.0, 2.0, 3.0, 4.0]];
        let y = [3.0, 4.0, 5.0, 1.0, 2.5, 2.0, 4.0, 3.5];
        let model = Model { columns: &columns, treated: &treated, target: vec![1.0; 8] };
        assert!(model.apart(&y, &[1.0; 8], Link::Identity).is_none());
        let arms = model.means(&y, &[1.0; 8], Link::Identity, Slopes::OfEachArm).expect("a number");
        assert_eq!(arms.rank, 3);
    }
}
