//! Rules about when things were measured: MW103, MW104.

use super::seen::{Seen, finding};
use super::{Finding, Severity};

/// Ratio of the longer to the shorter follow-up from which they count as different, and as very different.
const DIFFERENT: f64 = 1.25;
const VERY_DIFFERENT: f64 = 2.0;

pub(super) fn find(seen: &Seen<'_>) -> Vec<Finding> {
    after_start(seen).into_iter().chain(gaps(seen)).collect()
}

fn after_start(seen: &Seen<'_>) -> Vec<Finding> {
    let covariates = seen.roles().covariates.iter().filter(|c| c.after_start);
    covariates
        .map(|c| {
            let message = format!(
                "{} was measured after the start of the programme: it is shown, never matched on, since the \
                 programme may have changed it.",
                c.label
            );
            finding("MW103", Severity::Note, Some(&c.name), message)
        })
        .collect()
}

fn gaps(seen: &Seen<'_>) -> Option<Finding> {
    seen.roles().outcomes.iter().find(|o| o.start().is_some())?;
    let gap = seen.roles().gap;
    let (Some(treated), Some(control)) = (gap.treated, gap.control) else {
        let message = "the time between start and end is not declared for both arms (`gap_weeks`): changes \
                       over different times cannot be told apart from effects."
            .to_owned();
        return Some(finding("MW104", Severity::Warning, None, message));
    };
    let ratio = treated.max(control) / treated.min(control);
    if ratio.is_nan() || ratio < DIFFERENT {
        return None;
    }
    let severity = if ratio >= VERY_DIFFERENT { Severity::Serious } else { Severity::Warning };
    let message = format!(
        "{} were followed for {treated:.0} weeks, {} for {control:.0}: the group followed longer had longer \
         both to improve and to worsen.",
        seen.roles().treated_label,
        seen.roles().control_label
    );
    Some(finding("MW104", severity, None, message))
}
