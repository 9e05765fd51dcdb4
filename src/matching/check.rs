//! Settings that make no sense together, refused before any work.

use super::error::MatchingError;
use super::method::Method;
use super::spec::{MatchingSpec, Order, SurveyWeights};
use super::weighting::{self, WeightKind};
use crate::cohort::Blinded;
use crate::design::{Design, Estimand, Metric};

/// Refuses what cannot be done as asked.
pub(super) fn check(cohort: Blinded<'_>, design: &Design, spec: &MatchingSpec) -> Result<(), MatchingError> {
    let method = spec.method;
    if let Some((_, setting)) = method.idle(&design.spec, spec).into_iter().next() {
        return Err(MatchingError::NotForMethod { setting, method: method.word() });
    }
    if design.estimand.is_overlap() && !method.allows(design.estimand) {
        let (estimand, method) = (design.estimand.word(), method.word());
        return Err(MatchingError::OnlyWeighting { estimand, method });
    }
    if design.estimand == Estimand::Ate && !method.allows_ate() {
        return Err(MatchingError::OneArm { method: method.word() });
    }
    if spec.has_distance() && matches!(design.metric, Metric::None) {
        return Err(MatchingError::NeedsDistance);
    }
    match method {
        Method::Nearest => nearest(design, spec)?,
        Method::Genetic => genetic(design, spec)?,
        Method::Optimal => optimal(design, spec)?,
        Method::Full => full(spec)?,
        Method::Exact => exact(design)?,
        Method::Cem => cem(design, spec)?,
        Method::Subclass => subclass(design)?,
        Method::Quick => quick(design, spec)?,
        Method::Cardinality => cardinality(spec)?,
        Method::Profile => profile(design, spec)?,
        Method::Weighting => weighting::check(design, spec)?,
    }
    survey(cohort, design, spec)
}

fn nearest(design: &Design, spec: &MatchingSpec) -> Result<(), MatchingError> {
    let scored = matches!(design.metric, Metric::Score(_)) || design.propensity.is_some();
    if !scored && matches!(spec.order, Some(Order::Largest | Order::Smallest)) {
        return Err(MatchingError::NeedsScore { setting: "order" });
    }
    ratio(design, spec)?;
    reuse(spec)
}

/// A searched distance weighs coordinates, one by one.
fn genetic(design: &Design, spec: &MatchingSpec) -> Result<(), MatchingError> {
    if !matches!(design.metric, Metric::Coordinates(_)) {
        return Err(MatchingError::NeedsCoordinates);
    }
    if let Some((key, why)) = spec.genetic.fault() {
        return Err(MatchingError::GeneticSetting { key, why: why.to_owned() });
    }
    nearest(design, spec)
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
    if spec.method == Method::Nearest && !matches!(design.metric, Metric::Score(_)) {
        return Err(MatchingError::NeedsScore { setting: "max_controls" });
    }
    if spec.replace {
        let because = "with replacement everybody gets `ratio` partners";
        return Err(contradiction("max_controls", "replace", because));
    }
    Ok(())
}

fn optimal(design: &Design, spec: &MatchingSpec) -> Result<(), MatchingError> {
    ratio(design, spec)?;
    if !spec.fine_balance.is_empty() && spec.max_controls.is_some() {
        let because = "what a category should give is not a whole number when the ratio varies";
        return Err(contradiction("fine_balance", "max_controls", because));
    }
    Ok(())
}

fn full(spec: &MatchingSpec) -> Result<(), MatchingError> {
    let (least, most) = (spec.min_controls.unwrap_or(1), spec.max_controls.unwrap_or(u32::MAX));
    if least == 0 || least > most {
        let because = "the fewest controls are at least 1 and at most the most";
        return Err(contradiction("min_controls", "max_controls", because));
    }
    let shared = spec.max_treated.unwrap_or(if least > 1 { 1 } else { u32::MAX });
    if shared == 0 || (least > 1 && shared > 1) {
        let because = "a set has several treated people with one control, or one with several";
        return Err(contradiction("min_controls", "max_treated", because));
    }
    if spec.mean_controls.is_some() && spec.omit.is_some() {
        return Err(contradiction("mean_controls", "omit", "both say how many controls are used"));
    }
    if let Some(mean) = spec.mean_controls
        && !(mean >= f64::from(least) && mean <= f64::from(most))
    {
        let because = "the mean lies between the fewest controls (or 1) and the most";
        return Err(contradiction("mean_controls", "min_controls", because));
    }
    if spec.omit.is_some_and(|share| !(0.0..1.0).contains(&share)) {
        return Err(contradiction("omit", "method", "a share left out is at least 0 and below 1"));
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

fn cem(design: &Design, spec: &MatchingSpec) -> Result<(), MatchingError> {
    if spec.cem.k2k && design.estimand == Estimand::Ate {
        let because = "pairs are found for one arm's people";
        return Err(contradiction("k2k", "estimand = \"ATE\"", because));
    }
    Ok(())
}

fn subclass(design: &Design) -> Result<(), MatchingError> {
    let scored = design.propensity.is_some();
    if scored { Ok(()) } else { Err(MatchingError::NeedsScore { setting: "method = \"subclass\"" }) }
}

/// Sets hold several people of both arms, so that a rule must hold for all their pairs at once.
fn quick(design: &Design, spec: &MatchingSpec) -> Result<(), MatchingError> {
    if matches!(design.metric, Metric::Table(_)) {
        return Err(MatchingError::SetsRule { setting: "distance = \"table\"" });
    }
    if design.calipers.iter().any(|k| k.width < 0.0) {
        return Err(MatchingError::SetsRule { setting: "a negative caliper" });
    }
    spec.quick.fault().map_or(Ok(()), |why| Err(MatchingError::SetSize { why }))
}

fn exact(design: &Design) -> Result<(), MatchingError> {
    let on_nothing = design.spec.exact.is_empty() && design.strata.labels.len() <= 1;
    if on_nothing { Err(MatchingError::ExactOnNothing) } else { Ok(()) }
}

/// The methods that need a solver of integer programmes.
fn solver(method: Method) -> Result<(), MatchingError> {
    if cfg!(feature = "milp") {
        return Ok(());
    }
    Err(MatchingError::NeedsFeature { method: method.word(), feature: "milp" })
}

fn cardinality(spec: &MatchingSpec) -> Result<(), MatchingError> {
    solver(spec.method)?;
    let ratio = spec.ratio;
    if !(ratio >= 0.0 && ratio <= f64::from(u16::MAX) && ratio.fract() == 0.0) {
        return Err(MatchingError::Ratio { ratio });
    }
    if spec.cardinality.pair && ratio == 0.0 {
        let because = "without a ratio nobody knows how many partners each one gets";
        return Err(contradiction("cardinality.pair", "ratio", because));
    }
    Ok(())
}

fn profile(design: &Design, spec: &MatchingSpec) -> Result<(), MatchingError> {
    solver(spec.method)?;
    if !spec.profile.target.is_empty() && !design.spec.exact.is_empty() {
        let because = "a profile is met by a whole sample, and strata are solved one by one";
        return Err(contradiction("profile.target", "exact", because));
    }
    Ok(())
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
/// For weights from the score that is so only when the score was fitted with them (METHODS 10).
pub(crate) fn survey_in_use<'a>(design: &'a Design, spec: &MatchingSpec) -> Option<&'a [f64]> {
    let weighted_score = || design.propensity.as_ref().is_some_and(|p| p.weighted);
    let used = match spec.method {
        Method::Weighting if spec.weights.kind == WeightKind::Propensity => weighted_score(),
        _ => spec.survey_weights != SurveyWeights::None,
    };
    design.survey_weight.as_deref().filter(|_| used)
}

#[cfg(all(test, not(feature = "milp")))]
mod tests {
    use super::{Method, solver};

    #[test]
    fn a_build_without_the_solver_says_which_feature_is_missing() {
        for method in [Method::Cardinality, Method::Profile] {
            let error = solver(method).expect_err("not in this build");
            assert_eq!(error.code(), "MW460");
            assert!(error.to_string().contains("--features milp"), "{error}");
        }
    }
}
