//! Weights that make no sense as asked.

use super::spec::WeightKind;
use crate::design::Design;
use crate::matching::error::MatchingError;
use crate::matching::spec::{MatchingSpec, SurveyWeights};

/// Refuses settings of weights that contradict each other or the design.
pub(in crate::matching) fn check(design: &Design, spec: &MatchingSpec) -> Result<(), MatchingError> {
    let weights = &spec.weights;
    if weights.kind.needs_score() && design.propensity.is_none() {
        return Err(MatchingError::NeedsScore { setting: "method = \"weighting\"" });
    }
    if !weights.kind.knows(design.estimand) {
        let (kind, estimand) = (weights.kind.word(), design.estimand.word());
        return Err(MatchingError::KindOfWeights { kind, estimand });
    }
    if let Some((key, why)) = weights.fault(design.estimand) {
        return Err(MatchingError::WeightSetting { key, why });
    }
    let share = design.spec.mixing_share.filter(|_| design.estimand.one_arm().is_none());
    if let (Some(share), WeightKind::Cbps) = (share, weights.kind) {
        return Err(MatchingError::MixingShare { share });
    }
    if weights.kind == WeightKind::Propensity { mixed(design, spec) } else { Ok(()) }
}

/// Survey weights belong to the score and its use alike, or to neither (METHODS 10).
fn mixed(design: &Design, spec: &MatchingSpec) -> Result<(), MatchingError> {
    let weighted = design.propensity.as_ref().is_some_and(|p| p.weighted);
    let (said, fitted, remedy) = match (spec.survey_weights, weighted) {
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
