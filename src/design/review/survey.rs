//! Rules about the pool as a survey: MW111, MW112, MW115.

use super::seen::{Seen, finding};
use super::{Finding, Severity};
use crate::cohort::Shape;

pub(super) fn find(seen: &Seen<'_>) -> Vec<Finding> {
    [weights(seen), clusters(seen), contamination(seen)].into_iter().flatten().collect()
}

fn weights(seen: &Seen<'_>) -> Option<Finding> {
    let name = seen.roles().survey_weight.as_ref()?;
    let used = seen.specification.uses_survey_weight();
    (!used).then(|| {
        let message = format!(
            "the survey weight `{name}` is used neither in the score nor in the comparison: the result holds \
             if whatever drives the weights is matched on."
        );
        finding("MW111", Severity::Note, Some(name), message)
    })
}

fn clusters(seen: &Seen<'_>) -> Option<Finding> {
    let survey = &seen.roles().survey;
    let sampled = survey.psu.as_ref().or(survey.strata.as_ref());
    let name = sampled.or(survey.household.as_ref()).or(seen.roles().cluster.as_ref())?;
    let variance = seen.specification.estimate.variance.trim().to_lowercase();
    let used = variance == "auto"
        || variance.contains(if sampled.is_some() { "psu" } else { "household" })
        || variance.contains(&name.to_lowercase());
    (!used).then(|| {
        let message = format!(
            "people come in clusters (`{name}`), and `variance = \"{variance}\"` does not count them: the \
             interval is likely too narrow."
        );
        finding("MW112", Severity::Warning, Some(name), message)
    })
}

fn contamination(seen: &Seen<'_>) -> Option<Finding> {
    let roles = seen.roles();
    (roles.shape == Shape::ProgrammeAgainstSurvey).then(|| {
        let message = format!(
            "nothing shows that none of the {} was supported too: if some were, the difference is understated.",
            roles.control_label
        );
        finding("MW115", Severity::Note, None, message)
    })
}
