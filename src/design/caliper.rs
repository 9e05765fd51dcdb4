//! Calipers: from what the job says to absolute widths.

use super::error::DesignError;
use super::spec::{CaliperScale, CaliperSd, CaliperSpec, CaliperUnit};
use super::types::{Caliper, Metric, Propensity};
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
    specs: &[CaliperSpec],
    propensity: Option<&Propensity>,
    metric: &Metric,
    eligible: &Reasons,
    link: Link,
) -> Result<Vec<Caliper>, DesignError> {
    let each = specs.iter().map(|spec| one(cohort, spec, propensity, metric, eligible, link));
    each.collect()
}

fn one(
    cohort: Blinded<'_>,
    spec: &CaliperSpec,
    propensity: Option<&Propensity>,
    metric: &Metric,
    eligible: &Reasons,
    link: Link,
) -> Result<Caliper, DesignError> {
    let fault = |why: &str| DesignError::Caliper { on: spec.on.clone(), why: why.to_owned() };
    if !spec.width.is_finite() || spec.width == 0.0 {
        return Err(fault("its width must be a number other than 0; for equality use `exact`"));
    }
    let on_propensity = spec.on == PROPENSITY;
    let values = if on_propensity {
        let score = propensity.ok_or_else(|| fault("this design has no propensity score"))?;
        match spec.scale {
            CaliperScale::Logit if link == Link::Logit => score.linear.clone(),
            CaliperScale::Logit => score.linear.iter().map(|&eta| link.at(eta).log_odds()).collect(),
            CaliperScale::Probability => score.score.clone(),
        }
    } else {
        let column = cohort.number(&spec.on)?;
        let known = |i: usize| column.get(i).filter(|_| eligible.stays(i)).unwrap_or(f64::NAN);
        (0..cohort.len()).map(known).collect()
    };
    let unit = match spec.unit {
        CaliperUnit::Raw => 1.0,
        CaliperUnit::Sd => deviation(&values, cohort.treated(), eligible, spec.sd),
    };
    let width = spec.width * unit;
    let on_score = on_propensity && matches!(metric, Metric::Score(_));
    Ok(Caliper { said: said(spec, width), on: spec.on.clone(), values, width, on_score })
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
    let on = match (spec.on == PROPENSITY, spec.scale) {
        (true, CaliperScale::Logit) => "the logit of the propensity score".to_owned(),
        (true, CaliperScale::Probability) => "the propensity score".to_owned(),
        (false, _) => format!("`{}`", spec.on),
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
