//! Whom an effect is about, in words and counts (METHODS 1 and 3).

use super::contrast::Measured;
use super::spec::EstimatorKind;
use super::types::{Base, PeopleCounts};
use super::work::Work;
use crate::cohort::Better;
use crate::design::Estimand;
use crate::matching::Structure;

/// How many supported people the specification is about, have the scores, and are compared.
pub(super) fn counts(work: &Work, measured: &Measured) -> PeopleCounts {
    let supported = || (0..work.cohort.len()).filter(|&i| work.cohort.treated()[i] && work.about(i));
    let compared = &work.compared;
    let sample = compared.sample(|p| measured.known(compared.units[p] as usize));
    PeopleCounts {
        supported: supported().count(),
        starters: supported().filter(|&i| measured.start_known(i)).count(),
        both: supported().filter(|&i| measured.known(i)).count(),
        matched: sample.number(true),
    }
}

/// Whom the headline is about: 'the effect among service users with a start and an end score who could be
/// matched', or 'for the 723 of 820 ...' when some are left out.
pub(super) fn label(work: &Work, measured: &Measured, counts: PeopleCounts) -> String {
    let who = who(work, measured);
    let dropped = counts.matched < counts.both && work.compared.estimand == Estimand::Att;
    if dropped {
        format!("the effect for the {} of {} {who}", counts.matched, counts.both)
    } else {
        format!("the effect among {who}")
    }
}

/// Whom a row is about.
pub(super) fn estimand(
    work: &Work,
    measured: &Measured,
    group: usize,
    base: Base,
    kind: EstimatorKind,
) -> String {
    let group = &work.groups[group];
    let part = if group.is_part() { format!(" ({})", group.name) } else { String::new() };
    let scores = match (kind, measured.outcome.start()) {
        (EstimatorKind::CompletionWeighted, Some(_)) => "a start score (and an end score or not)",
        (EstimatorKind::CompletionWeighted, None) => "a known outcome or not",
        (_, Some(_)) => "a start and an end score",
        (_, None) => "a known outcome",
    };
    format!("{}{}{part}", whose(work, scores), restriction(measured, base))
}

fn who(work: &Work, measured: &Measured) -> String {
    whose(
        work,
        if measured.outcome.start().is_some() { "a start and an end score" } else { "a known outcome" },
    )
}

fn whose(work: &Work, scores: &str) -> String {
    let roles = work.cohort.roles();
    let people = match work.compared.estimand {
        Estimand::Att => roles.treated_label.clone(),
        Estimand::Atc => roles.control_label.clone(),
        Estimand::Ate => format!("{} and {} together", roles.treated_label, roles.control_label),
        Estimand::Ato | Estimand::Atm => {
            format!("{} and {} who are alike (overlap)", roles.treated_label, roles.control_label)
        }
        Estimand::Atos => {
            format!("those {} and {} who can be compared best", roles.treated_label, roles.control_label)
        }
    };
    let found = match work.compared.structure {
        Structure::ScoreWeights => "compared",
        _ => "matched",
    };
    format!("{people} with {scores} who could be {found}")
}

/// What a base adds to whom a row is about.
pub(super) fn restriction(measured: &Measured, base: Base) -> String {
    let case = measured.outcome.case.as_ref().map_or("cases", |c| c.name.as_str());
    let (best, worst) = match measured.outcome.better {
        Better::Lower => ("lowest (best)", "highest (worst)"),
        Better::Higher => ("highest (best)", "lowest (worst)"),
    };
    match base {
        Base::AllMatched => String::new(),
        Base::CouldImprove => format!(" and did not start at the {best} value"),
        Base::CouldWorsen => format!(" and did not start at the {worst} value"),
        Base::CasesAtStart => format!(" and were {case} at the start"),
        Base::NonCasesAtStart => format!(" and were not {case} at the start"),
    }
}

/// Matched people left out because an outcome is missing, theirs or their partners': treated, control.
pub(super) fn missing(work: &Work, measured: &Measured) -> [usize; 2] {
    let compared = &work.compared;
    let sample = compared.sample(|p| measured.known(compared.units[p] as usize));
    let lost = |arm: bool| compared.treated.iter().filter(|z| **z == arm).count() - sample.number(arm);
    [lost(true), lost(false)]
}
