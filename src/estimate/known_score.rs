//! Where the variance of matching on a score can allow for the score having been estimated (METHODS 17).

use super::columns::Columns;
use super::error::EstimateError;
use super::sample::Compared;
use crate::cohort::Cohort;
use crate::design::{Design, Discard, Distance, Metric, ScoreModel};
use crate::matching::{Matching, Method, Structure};
use crate::stats::estimated_score::Scored;

/// The fitted score of everyone it was fitted on.
#[derive(Debug)]
pub(super) struct Estimated {
    /// Cohort rows, ascending.
    pub units: Vec<u32>,
    /// Their columns and scores.
    pub scored: Scored,
}

impl Estimated {
    /// The score behind a match, where the theory covers it: nearest neighbours with replacement on the score or
    /// linear predictor of an unweighted logit or probit by maximum likelihood, for one arm, without caliper, exact or
    /// discard.
    pub fn new(
        cohort: &Cohort,
        design: &Design,
        matching: &Matching,
        compared: &Compared,
    ) -> Result<Option<Self>, EstimateError> {
        let Some(propensity) = design.propensity.as_ref().filter(|_| covered(design, matching, compared))
        else {
            return Ok(None);
        };
        let fitted = |&i: &usize| design.eligible.stays(i) && propensity.score[i].is_finite();
        let units: Vec<u32> = (0..cohort.len()).filter(fitted).map(|i| i as u32).collect();
        let terms = Columns::new(cohort, &design.terms, &units)?;
        let kept = |k: usize| k == 0 || propensity.coefficients.get(k).is_none_or(Option::is_some);
        let all = [vec![vec![1.0; units.len()]], terms.values].concat();
        let columns = all.into_iter().enumerate().filter(|(k, _)| kept(*k)).map(|(_, c)| c).collect();
        let link = design.spec.propensity.model.link();
        let treated_focal = compared.focal(true);
        let score = |i: &u32| propensity.score[*i as usize];
        let chance = |i: &u32| if treated_focal { score(i) } else { 1.0 - score(i) };
        let density = |i: &u32| link.at(propensity.linear[*i as usize]).rate[1] * score(i);
        let scored = Scored {
            columns,
            probability: units.iter().map(chance).collect(),
            density: units.iter().map(density).collect(),
            focal: units.iter().map(|&i| cohort.treated()[i as usize] == treated_focal).collect(),
        };
        Ok(Some(Self { units, scored }))
    }
}

fn covered(design: &Design, matching: &Matching, compared: &Compared) -> bool {
    let spec = &design.spec;
    let on_score = matches!(spec.distance, Distance::Propensity | Distance::LinearPredictor)
        && matches!(design.metric, Metric::Score(_));
    let fitted = matches!(spec.propensity.model, ScoreModel::Logit | ScoreModel::Probit)
        && design.propensity.as_ref().is_some_and(|p| !p.weighted);
    let free = design.calipers.is_empty()
        && design.antiexact.is_empty()
        && design.strata.labels.len() <= 1
        && spec.discard == Discard::None;
    let again = matching.spec.method == Method::Nearest && matching.spec.replace;
    compared.structure == Structure::Reuse
        && compared.estimand.one_arm().is_some()
        && again
        && on_score
        && fitted
        && free
}
