//! Rules about outcomes: MW113, MW114, MW117.

use super::super::error::DesignError;
use super::seen::{Seen, finding, share};
use super::{Finding, Severity};
use crate::cohort::Outcome;

/// Share of starters with an end value below which completers may differ (METHODS 1).
const COMPLETE: f64 = 0.80;
/// Share of service users at the best value from which the scale has no room.
const NO_ROOM: f64 = 0.15;
/// Contrasts from which a small p-value somewhere is to be expected.
const MANY: usize = 5;

pub(super) fn find(seen: &Seen<'_>) -> Result<Vec<Finding>, DesignError> {
    let mut findings = Vec::new();
    for outcome in &seen.roles().outcomes {
        for treated in [true, false] {
            findings.extend(completeness(seen, outcome, treated)?);
        }
        findings.extend(room(seen, outcome)?);
    }
    findings.extend(multiplicity(seen));
    Ok(findings)
}

fn completeness(seen: &Seen<'_>, outcome: &Outcome, treated: bool) -> Result<Option<Finding>, DesignError> {
    let observed = seen.cohort.end_observed(&outcome.name)?;
    let start = outcome.start().map(|name| seen.cohort.column(name)).transpose()?;
    let began = |i: &usize| {
        let known = start.is_none_or(|column| column.known(*i));
        seen.cohort.treated()[*i] == treated && seen.cohort.entry().stays(*i) && known
    };
    let starters = (0..seen.cohort.len()).filter(began).count();
    let known = (0..seen.cohort.len()).filter(began).filter(|&i| observed(i)).count();
    if starters == 0 || known as f64 >= COMPLETE * starters as f64 {
        return Ok(None);
    }
    let roles = seen.roles();
    let (label, severity) = if treated {
        (&roles.treated_label, Severity::Serious)
    } else {
        (&roles.control_label, Severity::Warning)
    };
    let message = format!(
        "the end value of {} is known for only {} {label} who started: those who stayed may differ from \
         those who did not.",
        outcome.label,
        share(known, starters)
    );
    Ok(Some(finding("MW113", severity, Some(&outcome.name), message)))
}

fn room(seen: &Seen<'_>, outcome: &Outcome) -> Result<Option<Finding>, DesignError> {
    let (Some(start), Some(best)) = (outcome.start(), outcome.best()) else { return Ok(None) };
    let start = seen.cohort.number(start)?;
    let all = seen.arm(true).filter(|&i| start.known(i)).count();
    let at_best = seen.arm(true).filter(|&i| start.get(i) == Some(best)).count();
    if all == 0 || (at_best as f64) < NO_ROOM * all as f64 {
        return Ok(None);
    }
    let message = format!(
        "{} {} are at the best value of {} ({best}) at the start and cannot improve: read the results among \
         those who could.",
        share(at_best, all),
        seen.roles().treated_label,
        outcome.label
    );
    Ok(Some(finding("MW114", Severity::Warning, Some(&outcome.name), message)))
}

fn multiplicity(seen: &Seen<'_>) -> Option<Finding> {
    let tests: usize = seen.roles().outcomes.iter().map(|o| o.report.len()).sum();
    let groups = seen.specification.estimate.subgroups.len() + 1;
    (tests * groups >= MANY).then(|| {
        let message = format!(
            "{} contrasts are tested: about {:.1} would be significant by chance alone; read the adjusted \
             p-values beside the plain ones.",
            tests * groups,
            0.05 * (tests * groups) as f64
        );
        finding("MW117", Severity::Note, None, message)
    })
}
