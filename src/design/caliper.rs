//! Calipers: from what the job says to absolute widths.

use super::error::DesignError;
use super::prognostic::{PROGNOSTIC, score_of};
use super::spec::{CaliperScale, CaliperSd, CaliperSpec, CaliperUnit, DesignSpec, Distance};
use super::types::{Caliper, Metric, Prognostic, Propensity};
use crate::cohort::{Blinded, Reasons};
use crate::stats::glm::Link;
use crate::stats::sum::sum;

/// The word that puts a caliper on the propensity score.
pub(super) const PROPENSITY: &str = "propensity";

/// Makes every caliper absolute.
///
/// Standard deviations are those of all eligible units after discarding, unweighted, with n - 1, whatever
/// the strata (METHODS 11). Whatever the score's own link, the scale `logit` is that of log odds.
///
/// # Errors
/// A width that is no number, or a column that is not there or no number.
pub(super) fn run(
    cohort: Blinded<'_>,
    spec: &DesignSpec,
    scores: Scores<'_>,
    metric: &Metric,
    eligible: &Reasons,
) -> Result<Vec<Caliper>, DesignError> {
    let ground = Ground { cohort, design: spec, scores, metric, eligible };
    spec.all_calipers().iter().map(|caliper| ground.one(caliper)).collect()
}

/// The scores a caliper may be on.
#[derive(Clone, Copy)]
pub(super) struct Scores<'a> {
    pub propensity: Option<&'a Propensity>,
    pub prognostic: Option<&'a Prognostic>,
}

struct Ground<'a> {
    cohort: Blinded<'a>,
    design: &'a DesignSpec,
    scores: Scores<'a>,
    metric: &'a Metric,
    eligible: &'a Reasons,
}

impl Ground<'_> {
    fn one(&self, spec: &CaliperSpec) -> Result<Caliper, DesignError> {
        let fault = |why: &str| DesignError::Caliper { on: spec.on.clone(), why: why.to_owned() };
        if !spec.width.is_finite() || spec.width == 0.0 {
            return Err(fault("its width must be a number other than 0; for equality use `exact`"));
        }
        let values = match spec.on.as_str() {
            PROPENSITY => {
                let score = self.scores.propensity;
                self.propensity(
                    score.ok_or_else(|| fault("this design has no propensity score"))?,
                    spec.scale,
                )
            }
            PROGNOSTIC => score_of(self.scores.prognostic)?.to_vec(),
            name => {
                let column = self.cohort.number(name)?;
                let known = |i: usize| column.get(i).filter(|_| self.eligible.stays(i)).unwrap_or(f64::NAN);
                (0..self.cohort.len()).map(known).collect()
            }
        };
        let unit = match spec.unit {
            CaliperUnit::Raw => 1.0,
            CaliperUnit::Sd => deviation(&values, self.cohort.treated(), self.eligible, spec.sd),
        };
        let width = spec.width * unit;
        let same = match self.design.distance {
            Distance::Propensity | Distance::LinearPredictor => spec.on == PROPENSITY,
            Distance::Prognostic => spec.on == PROGNOSTIC,
            _ => false,
        };
        let on_score = same && matches!(self.metric, Metric::Score(_));
        Ok(Caliper { said: said(spec, width), on: spec.on.clone(), values, width, on_score })
    }

    fn propensity(&self, score: &Propensity, scale: CaliperScale) -> Vec<f64> {
        let link = self.design.propensity.model.link();
        match scale {
            CaliperScale::Logit if link == Link::Logit => score.linear.clone(),
            CaliperScale::Logit => score.linear.iter().map(|&eta| link.at(eta).log_odds()).collect(),
            CaliperScale::Probability => score.score.clone(),
        }
    }
}

/// Standard deviation of eligible units: of all together, or the root of the mean of the arms' variances.
fn deviation(values: &[f64], treated: &[bool], eligible: &Reasons, sd: CaliperSd) -> f64 {
    let variance = |counts: &(dyn Fn(usize) -> bool + Sync)| {
        let inside = |i: usize| eligible.stays(i) && counts(i);
        let n = sum(values.len(), |i| f64::from(u8::from(inside(i))));
        let mean = sum(values.len(), |i| if inside(i) { values[i] } else { 0.0 }) / n;
        let square = |i: usize| (values[i] - mean) * (values[i] - mean);
        sum(values.len(), |i| if inside(i) { square(i) } else { 0.0 }) / (n - 1.0).max(1.0)
    };
    match sd {
        CaliperSd::All => variance(&|_| true).sqrt(),
        CaliperSd::Within => f64::midpoint(variance(&|i| treated[i]), variance(&|i| !treated[i])).sqrt(),
    }
}

fn said(spec: &CaliperSpec, width: f64) -> String {
    let on = match (spec.on.as_str(), spec.scale) {
        (PROPENSITY, CaliperScale::Logit) => "the logit of the propensity score".to_owned(),
        (PROPENSITY, CaliperScale::Probability) => "the propensity score".to_owned(),
        (PROGNOSTIC, _) => "the prognostic score".to_owned(),
        (name, _) => format!("`{name}`"),
    };
    let size = spec.width.abs();
    let amount = match (spec.unit, spec.sd) {
        (CaliperUnit::Raw, _) => format!("{size} on {on}"),
        (CaliperUnit::Sd, CaliperSd::Within) => {
            format!("{size} SD (within arms) of {on} = {:.4}", width.abs())
        }
        (CaliperUnit::Sd, CaliperSd::All) => format!("{size} SD (all units) of {on} = {:.4}", width.abs()),
    };
    if spec.width < 0.0 { format!("more than {amount} apart") } else { amount }
}
