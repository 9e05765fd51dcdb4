//! What the matcher measures distance with.

use super::error::DesignError;
use super::mahalanobis;
use super::spec::{DesignSpec, Distance};
use super::types::{Metric, Propensity};
use crate::cohort::{Blinded, Reasons};
use crate::job::Specification;

/// The metric of a specification: none for methods without a distance.
///
/// # Errors
/// A column is not there, or the covariance has no inverse.
pub(super) fn run(
    cohort: Blinded<'_>,
    specification: &Specification,
    terms: &[String],
    propensity: Option<&Propensity>,
    eligible: &Reasons,
) -> Result<Metric, DesignError> {
    let spec = &specification.design;
    if !specification.matching.method.has_distance() {
        return Ok(Metric::None);
    }
    Ok(match (spec.distance, propensity) {
        (Distance::Propensity, Some(p)) => Metric::Score(p.score.clone()),
        (Distance::LinearPredictor, Some(p)) => Metric::Score(p.linear.clone()),
        (Distance::Mahalanobis, _) => {
            Metric::Coordinates(mahalanobis::run(cohort, variables(spec, terms), eligible)?)
        }
        (_, None) => Metric::None,
    })
}

fn variables<'a>(spec: &'a DesignSpec, terms: &'a [String]) -> &'a [String] {
    if spec.mahalanobis.is_empty() { terms } else { &spec.mahalanobis }
}
