//! Results that are one number under several names (METHODS 5).

use super::contrast::Measured;
use super::sample::Compared;
use super::spec::EstimatorKind;
use super::work::Work;
use crate::cohort::Contrast;
use crate::design::review::{Finding, Severity};

/// Outcomes whose change, end score and covariance analysis agree because partners started at the same score.
///
/// With the start score equal within sets it cancels from every difference: the effect on the change is the
/// effect on the end score, and that of a regression with one category for each start value. Showing them side
/// by side would look like agreement of several methods.
pub(super) fn findings(work: &Work) -> Vec<Finding> {
    let told = |(outcome, m): (usize, &Measured)| {
        let contrasts = work.contrasts(outcome).unwrap_or_default();
        let both = contrasts.contains(&Contrast::Change) && contrasts.contains(&Contrast::End);
        let shown = both || (both_ends(&contrasts) && work.estimators.contains(&EstimatorKind::Ancova));
        (shown && same_start(&work.compared, m)).then(|| finding(&m.outcome.name))
    };
    work.outcomes.iter().enumerate().filter_map(told).collect()
}

fn both_ends(contrasts: &[Contrast]) -> bool {
    contrasts.iter().any(|c| matches!(c, Contrast::Change | Contrast::End))
}

fn finding(outcome: &str) -> Finding {
    let message = format!(
        "partners started at the same `{outcome}`: the differences in change and in end score, and a covariance \
         analysis with every start value as a category, are one number; their agreement is no further evidence"
    );
    Finding { rule: "MW169", severity: Severity::Note, message, subject: Some(outcome.to_owned()) }
}

/// `true` if everybody has the start score of whom they are compared with; never for weights, which make no sets.
fn same_start(compared: &Compared, measured: &Measured) -> bool {
    if measured.outcome.start().is_none() {
        return false;
    }
    let start = |p: usize| measured.start(compared.units[p] as usize);
    let mut pairs = compared.partners().peekable();
    pairs.peek().is_some() && pairs.all(|(a, b)| start(a).is_some() && start(a) == start(b))
}
