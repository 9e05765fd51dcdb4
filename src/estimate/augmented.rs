//! Augmented weighting: an outcome model for everybody, weights for what it misses.

use super::arms::Arms;
use super::outcome::{ArmModel, of_arm};
use super::regression::{Link, shares, target};
use super::sample::{Compared, Sample};
use crate::matching::Structure;

/// Means of both arms by augmented weighting: right if the weights are, and for the estimands whose people
/// are not made by weights (ATT, ATC, ATE) also if the outcome models are.
///
/// ```text
/// m_g = sum t_i mu_g(x_i) / sum t + sum over arm g of w_i (y_i - mu_g(x_i)) / sum of w over arm g
/// ```
///
/// t counts the estimand's people (for overlap populations and declared mixtures both arms' weights make
/// them), mu_g is a regression in arm g, linear or logistic, weighted by the survey weight alone. The
/// influences are those of all estimating equations stacked:
///
/// ```text
/// psi_i = t_i (mu_g(x_i) - mean mu_g) / sum t + w_i (e_i - mean e) / sum w + (d m_g / d b_g)' (X'DX)^-1 score_i
/// ```
///
/// of which the terms with t (where weights make it) and w move with the score. References: Robins, Rotnitzky
/// and Zhao (1994); Lunceford and Davidian (2004), section 3; Mercatanti and Li (2014) for ATT.
///
/// # Errors
/// In words: sets and strata, which are not weighted; an outcome model without an answer.
pub(super) fn means(
    compared: &Compared,
    sample: &Sample,
    y: &[f64],
    columns: &[Vec<f64>],
    link: Link,
) -> Result<Arms, String> {
    if compared.structure != Structure::ScoreWeights {
        return Err(NO_WEIGHTS.to_owned());
    }
    match (&compared.fold, compared.learner) {
        (Some(fold), true) => {
            let fold: Vec<u32> = sample.rows.iter().map(|&p| fold[p]).collect();
            cross_fitted(compared, sample, y, columns, link, &fold)
        }
        (None, true) => Err("the folds of the score are not at hand".to_owned()),
        (_, false) => whole(compared, sample, y, columns, link),
    }
}

fn whole(
    compared: &Compared,
    sample: &Sample,
    y: &[f64],
    columns: &[Vec<f64>],
    link: Link,
) -> Result<Arms, String> {
    let parts = Parts::new(compared, sample);
    let mut arms = Arms::new([0.0; 2], [Vec::new(), Vec::new()], vec![0.0; y.len()], 0);
    let mut moved = [Vec::new(), Vec::new()];
    for arm in [0, 1] {
        if focal(compared, arm) {
            let of = parts.arm(arm, y, &parts.nothing(), sample);
            arms.leverage.iter_mut().zip(&of.weight).for_each(|(h, w)| *h += w);
            arms.rank += 1;
            (arms.mean[arm], moved[arm]) = (of.mean, parts.moving(&of));
            arms.psi[arm] = of.psi().collect();
            continue;
        }
        let model = ArmModel::new(columns, of_arm(&sample.treated, arm), y, &parts.survey, link)?;
        let of = parts.arm(arm, y, &model.mu, sample);
        // What the mean owes to the coefficients: predictions of the estimand's people less those of the arm.
        let factor: Vec<f64> = parts.share.iter().zip(&of.weight).map(|(t, w)| t - w).collect();
        let through = model.influence(columns, &factor);
        arms.psi[arm] = of.psi().zip(through).map(|(p, t)| p + t).collect();
        arms.leverage.iter_mut().zip(model.leverage()).for_each(|(h, own)| *h += own);
        arms.rank += model.rank();
        arms.mean[arm] = of.mean;
        moved[arm] = parts.moving(&of);
    }
    Ok(Arms { moved: Some(moved), ..arms })
}

/// The same with outcome models of the other folds, those of the score: errors of either then reach the
/// mean as a product only, and the influences need no term for them. Reference: Chernozhukov et al. (2018),
/// "Double/debiased machine learning", section 3 and 5.
fn cross_fitted(
    compared: &Compared,
    sample: &Sample,
    y: &[f64],
    columns: &[Vec<f64>],
    link: Link,
    fold: &[u32],
) -> Result<Arms, String> {
    let parts = Parts::new(compared, sample);
    let folds = fold.iter().max().map_or(0, |k| k + 1);
    let mut arms = Arms::new([0.0; 2], [Vec::new(), Vec::new()], vec![0.0; y.len()], 2);
    let mut moved = [Vec::new(), Vec::new()];
    for arm in [0, 1] {
        let mut mu = parts.nothing();
        for k in (0..folds).filter(|_| !focal(compared, arm)) {
            let others = of_arm(&sample.treated, arm).into_iter().filter(|&i| fold[i] != k).collect();
            let model = ArmModel::new(columns, others, y, &parts.survey, link)?;
            (0..y.len()).filter(|&i| fold[i] == k).for_each(|i| mu[i] = model.mu[i]);
        }
        let of = parts.arm(arm, y, &mu, sample);
        arms.psi[arm] = of.psi().collect();
        arms.mean[arm] = of.mean;
        moved[arm] = parts.moving(&of);
    }
    Ok(Arms { moved: Some(moved), ..arms })
}

/// `true` for the arm whose people the effect is about: their own mean needs no model.
fn focal(compared: &Compared, arm: usize) -> bool {
    compared.estimand.one_arm() == Some(arm == 1)
}

/// What both arms share.
struct Parts {
    /// Share of each person in the estimand's people.
    share: Vec<f64>,
    /// `true` if these shares are made by the weights.
    made: bool,
    /// Survey weight of each.
    survey: Vec<f64>,
}

/// One arm's mean, in the pieces of which it is the sum.
struct OfArm {
    mean: f64,
    /// Weight of each in the arm, as shares; 0 in the other.
    weight: Vec<f64>,
    /// Influence through the estimand's people.
    people: Vec<f64>,
    /// Influence through the residuals.
    residual: Vec<f64>,
}

impl OfArm {
    fn psi(&self) -> impl Iterator<Item = f64> + '_ {
        self.people.iter().zip(&self.residual).map(|(p, r)| p + r)
    }
}

impl Parts {
    fn new(compared: &Compared, sample: &Sample) -> Self {
        let survey = |&p: &usize| compared.survey.as_ref().map_or(1.0, |d| d[p]);
        Self {
            share: shares(&target(compared, sample)),
            made: compared.made && compared.estimand.one_arm().is_none(),
            survey: sample.rows.iter().map(survey).collect(),
        }
    }

    /// Expected outcomes where there is no model.
    fn nothing(&self) -> Vec<f64> {
        vec![0.0; self.share.len()]
    }

    fn arm(&self, arm: usize, y: &[f64], mu: &[f64], sample: &Sample) -> OfArm {
        let own = |k: usize| if usize::from(sample.treated[k]) == arm { sample.weight[k] } else { 0.0 };
        let weight = shares(&(0..y.len()).map(own).collect::<Vec<f64>>());
        let expected: f64 = self.share.iter().zip(mu).map(|(t, m)| t * m).sum();
        let missed: f64 = weight.iter().zip(y).zip(mu).map(|((w, y), m)| w * (y - m)).sum();
        OfArm {
            mean: expected + missed,
            people: self.share.iter().zip(mu).map(|(t, m)| t * (m - expected)).collect(),
            residual: weight.iter().zip(y).zip(mu).map(|((w, y), m)| w * (y - m - missed)).collect(),
            weight,
        }
    }

    /// The part of an arm's influences that is proportional to the weights.
    fn moving(&self, of: &OfArm) -> Vec<f64> {
        if self.made { of.psi().collect() } else { of.residual.clone() }
    }
}

const NO_WEIGHTS: &str = "augmented weighting is for weights of a score or solved for balance; for matched \
                          people the bias-corrected estimator does the same";
