//! Settings that make no sense together, refused before any work.

use super::error::MatchingError;
use super::spec::{MatchingSpec, Method, Order, SurveyWeights};
use crate::cohort::Blinded;
use crate::design::{Design, Estimand, Metric};

/// Refuses what cannot be done as asked.
pub(super) fn check(cohort: Blinded<'_>, design: &Design, spec: &MatchingSpec) -> Result<(), MatchingError> {
    match spec.method {
        Method::Nearest => nearest(design, spec)?,
        Method::Exact => exact(design, spec)?,
        Method::Weighting => weighting(design, spec)?,
    }
    survey(cohort, design, spec)
}

fn nearest(design: &Design, spec: &MatchingSpec) -> Result<(), MatchingError> {
    if design.estimand == Estimand::Ate {
        return Err(MatchingError::NearestAte);
    }
    if matches!(design.metric, Metric::None) {
        return Err(MatchingError::NeedsDistance);
    }
    let scored = matches!(design.metric, Metric::Score(_)) || design.propensity.is_some();
    if !scored && matches!(spec.order, Some(Order::Largest | Order::Smallest)) {
        return Err(MatchingError::NeedsScore { setting: "order" });
    }
    ratio(design, spec)?;
    reuse(spec)
}

fn ratio(design: &Design, spec: &MatchingSpec) -> Result<(), MatchingError> {
    let ratio = spec.ratio;
    if spec.min_controls.is_none() && spec.max_controls.is_none() {
        let whole = ratio >= 1.0 && ratio <= f64::from(u16::MAX) && ratio.fract() == 0.0;
        return if whole { Ok(()) } else { Err(MatchingError::Ratio { ratio }) };
    }
    let min = spec.min_controls.unwrap_or(1);
    let max = spec.max_controls.unwrap_or(0);
    let between = f64::from(min) <= ratio && ratio <= f64::from(max);
    if min == 0 || min >= max || max > u32::from(u16::MAX) || !between {
        return Err(MatchingError::VariableRatio { min, max, ratio });
    }
    if !matches!(design.metric, Metric::Score(_)) {
        return Err(MatchingError::NeedsScore { setting: "max_controls" });
    }
    if spec.replace {
        let because = "with replacement everybody gets `ratio` partners";
        return Err(contradiction("max_controls", "replace", because));
    }
    Ok(())
}

fn reuse(spec: &MatchingSpec) -> Result<(), MatchingError> {
    let once = "a unit id may be used only once";
    if spec.reuse == 0 {
        return Err(contradiction("reuse", "method", "a control that may serve nobody is no control"));
    }
    if spec.replace && spec.reuse != 1 {
        return Err(contradiction("replace", "reuse", "replacement has no limit on use"));
    }
    if spec.unit_id.is_some() && spec.replace {
        return Err(contradiction("unit_id", "replace", once));
    }
    if spec.unit_id.is_some() && spec.reuse != 1 {
        return Err(contradiction("unit_id", "reuse", once));
    }
    Ok(())
}

fn contradiction(first: &'static str, second: &'static str, because: &'static str) -> MatchingError {
    MatchingError::Contradiction { first, second, because }
}

fn exact(design: &Design, spec: &MatchingSpec) -> Result<(), MatchingError> {
    if design.spec.exact.is_empty() && design.strata.labels.len() <= 1 {
        return Err(MatchingError::ExactOnNothing);
    }
    picks_no_partners(design, spec, "exact")
}

fn weighting(design: &Design, spec: &MatchingSpec) -> Result<(), MatchingError> {
    let Some(propensity) = &design.propensity else {
        return Err(MatchingError::NeedsScore { setting: "method = \"weighting\"" });
    };
    if let (Estimand::Ate, Some(share)) = (design.estimand, design.spec.mixing_share) {
        return Err(MatchingError::MixingShare { share });
    }
    if !design.spec.exact.is_empty() {
        return Err(MatchingError::NotForMethod { setting: "exact", method: "weighting" });
    }
    picks_no_partners(design, spec, "weighting")?;
    let (said, fitted, remedy) = match (spec.survey_weights, propensity.weighted) {
        (SurveyWeights::None, true) => {
            ("none", "with", "use survey_weights = \"within\" or propensity.weights = \"none\"")
        }
        (SurveyWeights::Product, false) if design.survey_weight.is_some() => {
            ("product", "without", "use propensity.weights = \"survey\" or survey_weights = \"none\"")
        }
        _ => return Ok(()),
    };
    Err(MatchingError::MixedWeights { said, fitted, remedy })
}

/// Settings about partners, for methods that pick none.
fn picks_no_partners(
    design: &Design,
    spec: &MatchingSpec,
    method: &'static str,
) -> Result<(), MatchingError> {
    let plain = MatchingSpec::default();
    let given = [
        (!design.calipers.is_empty(), "caliper"),
        (!design.antiexact.is_empty(), "antiexact"),
        (spec.ratio != plain.ratio, "ratio"),
        (spec.min_controls.is_some(), "min_controls"),
        (spec.max_controls.is_some(), "max_controls"),
        (spec.replace, "replace"),
        (spec.reuse != plain.reuse, "reuse"),
        (spec.order.is_some(), "order"),
        (spec.unit_id.is_some(), "unit_id"),
        (spec.complete_sets, "complete_sets"),
    ];
    match given.into_iter().find(|(given, _)| *given) {
        Some((_, setting)) => Err(MatchingError::NotForMethod { setting, method }),
        None => Ok(()),
    }
}

/// Survey weights in use must be above 0 for everyone eligible.
fn survey(cohort: Blinded<'_>, design: &Design, spec: &MatchingSpec) -> Result<(), MatchingError> {
    let Some(weights) = survey_in_use(design, spec) else { return Ok(()) };
    let bad = |&i: &usize| design.eligible.stays(i) && !(weights[i] > 0.0 && weights[i].is_finite());
    let units = (0..cohort.len()).filter(bad).count();
    if units == 0 { Ok(()) } else { Err(MatchingError::SurveyWeight { units }) }
}

/// The survey weights, if they are part of this analysis's weights.
///
/// For weighting that is so only when the score was fitted with them (METHODS 10).
pub(crate) fn survey_in_use<'a>(design: &'a Design, spec: &MatchingSpec) -> Option<&'a [f64]> {
    let weighted_score = || design.propensity.as_ref().is_some_and(|p| p.weighted);
    let used = match spec.method {
        Method::Weighting => weighted_score(),
        Method::Nearest | Method::Exact => spec.survey_weights != SurveyWeights::None,
    };
    design.survey_weight.as_deref().filter(|_| used)
}
