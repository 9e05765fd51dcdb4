//! Estimands that the two input shapes allow.

use super::error::DesignError;
use super::spec::{DesignSpec, Estimand};
use crate::cohort::{Roles, Shape};

/// Refuses estimands about a population the data do not define (METHODS 2).
///
/// # Errors
/// Programme against survey: ATE without a mixing share, ATC without survey weights.
pub(super) fn check(roles: &Roles, spec: &DesignSpec) -> Result<(), DesignError> {
    let two_files = roles.shape == Shape::ProgrammeAgainstSurvey;
    match spec.estimand {
        e if e.one_arm().is_none() && two_files && spec.mixing_share.is_none() => {
            Err(DesignError::NoMixture { estimand: e.word() })
        }
        Estimand::Atc if two_files && roles.survey_weight.is_none() => Err(DesignError::NoSurveyWeights),
        _ => Ok(()),
    }
}
