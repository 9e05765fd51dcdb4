//! Rules about the value of the outcome before the programme: MW101, MW102, MW116.

use super::super::spec::Baseline;
use super::seen::{Seen, finding};
use super::{Finding, Severity};
use crate::cohort::{Outcome, Shape};

pub(super) fn find(seen: &Seen<'_>) -> Vec<Finding> {
    seen.roles().outcomes.iter().filter_map(|outcome| rule(seen, outcome)).collect()
}

fn rule(seen: &Seen<'_>, outcome: &Outcome) -> Option<Finding> {
    let subject = Some(outcome.name.as_str());
    let Some(start) = outcome.start() else {
        let message = format!(
            "{} has no value from before the programme in this job: people who already differed on it \
             cannot be told from people who came to differ. Match on an earlier measurement if there is one.",
            outcome.label
        );
        return Some(finding("MW102", Severity::Warning, subject, message));
    };
    if !seen.is_matched_on(start) {
        return Some(unmatched(seen, outcome, start));
    }
    (seen.roles().shape == Shape::ProgrammeAgainstSurvey).then(|| {
        let message = format!(
            "{} is matched on one fallible measurement in two different populations: each arm drifts back \
             to its own long-run mean, which can look like an effect in either direction. The band beside \
             the headline (`fallible_baseline` in `sensitivity`) says how far.",
            outcome.label
        );
        finding("MW116", Severity::Warning, subject, message)
    })
}

fn unmatched(seen: &Seen<'_>, outcome: &Outcome, start: &str) -> Finding {
    let subject = Some(outcome.name.as_str());
    let primary = seen.primary.is_some_and(|p| p.name == outcome.name);
    if seen.design.spec.baseline == Baseline::Ignore {
        let message = format!(
            "the start value of {} is left out on purpose (`baseline = \"ignore\"`): the comparison then \
             assumes that both arms would have changed by the same amount.",
            outcome.label
        );
        return finding("MW101", Severity::Warning, subject, message);
    }
    let severity = if primary { Severity::Serious } else { Severity::Warning };
    let message = format!(
        "the start value of {} (`{start}`) is in no term, exact rule, caliper or distance: partners may \
         have started from quite different values.",
        outcome.label
    );
    finding("MW101", severity, subject, message)
}
