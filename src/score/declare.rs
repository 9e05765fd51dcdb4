//! Outcomes as the later stages know them.

use super::instrument::Instrument;
use crate::cohort::{Better, Contrast, Outcome, OutcomeShape};
use crate::job::OutcomeSpec;

/// The smallest change that counts where neither job nor instrument says one.
const ANY_CHANGE: f64 = 1.0;

/// The outcome as declared, gaps filled in from its instrument.
///
/// Defaults: higher is better; any change of a point counts; `change` and `improved` are reported, with
/// `left_case` and `became_case` where there is a case rule, and `value` where there is no start.
pub(super) fn outcome(
    name: &str,
    spec: &OutcomeSpec,
    instrument: Option<&Instrument>,
    changes: bool,
) -> Outcome {
    let shape = if changes {
        OutcomeShape::Change { start: format!("{name}.start"), end: format!("{name}.end") }
    } else {
        OutcomeShape::Plain { column: name.to_owned() }
    };
    let case = spec.case.clone().or_else(|| instrument.and_then(|i| i.case.clone()));
    let label = spec.label.clone().or_else(|| instrument.map(|i| i.label.clone()));
    let unit = spec.unit.clone().or_else(|| instrument.map(|i| i.unit.clone()));
    let binary = spec.binary.then_some((0.0, 1.0));
    Outcome {
        name: name.to_owned(),
        label: label.unwrap_or_else(|| name.to_owned()),
        shape,
        better: spec.better.or(instrument.map(|i| i.better)).unwrap_or(Better::Higher),
        binary: spec.binary,
        meaningful: spec.meaningful.or(instrument.map(|i| i.meaningful)).unwrap_or(ANY_CHANGE),
        range: spec.range.or(instrument.map(|i| i.range)).or(binary),
        report: report(spec, changes, case.is_some()),
        case,
        unit: unit.unwrap_or_else(|| "points".to_owned()),
        source: instrument.map(|i| i.source.clone()),
        retest: instrument.and_then(|i| i.retest.clone()),
    }
}

fn report(spec: &OutcomeSpec, changes: bool, cases: bool) -> Vec<Contrast> {
    if !spec.report.is_empty() {
        return spec.report.clone();
    }
    match (changes, cases) {
        (false, _) => vec![Contrast::Value],
        (true, false) => vec![Contrast::Change, Contrast::Improved],
        (true, true) => vec![Contrast::Change, Contrast::Improved, Contrast::LeftCase, Contrast::BecameCase],
    }
}
