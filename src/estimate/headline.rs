//! The one declared headline, and p-values adjusted for the other questions asked beside it.

use super::spec::Measure;
use super::types::{Base, EffectRow};
use super::work::Work;
use crate::cohort::Contrast;
use crate::stats::multiplicity::{benjamini_hochberg, holm};

/// Marks the primary row and returns its position.
///
/// The base is the restricted one where the contrast has one: shares of those who could improve, who
/// were cases at the start and so on; everybody else could not have had the event.
pub(super) fn mark(work: &Work, rows: &mut [EffectRow]) -> usize {
    let name = &work.outcomes[work.primary].outcome.name;
    let is = |r: &EffectRow| {
        r.outcome == *name
            && r.contrast == work.contrast
            && r.measure == work.spec.measure
            && is_main(work, r)
    };
    let primary = rows.iter().position(is).unwrap_or_default();
    if let Some(row) = rows.get_mut(primary) {
        row.primary = true;
    }
    primary
}

/// Positions of the main rows: one question each, on which p-values are adjusted. Placebo outcomes are none.
pub(super) fn main(work: &Work, rows: &[EffectRow]) -> Vec<usize> {
    let placebo = |r: &EffectRow| work.spec.placebo.contains(&r.outcome);
    let is = |&k: &usize| {
        let row = &rows[k];
        row.measure == Measure::Difference && is_main(work, row) && !placebo(row)
    };
    (0..rows.len()).filter(is).collect()
}

/// Fills in the adjusted p-values of the main rows and returns how many questions they answer.
pub(super) fn adjust(main: &[usize], rows: &mut [EffectRow]) -> usize {
    let tested: Vec<usize> = main.iter().copied().filter(|&k| rows[k].p_value.is_some()).collect();
    let p: Vec<f64> = tested.iter().filter_map(|&k| rows[k].p_value).collect();
    for ((&k, holm), bh) in tested.iter().zip(holm(&p)).zip(benjamini_hochberg(&p)) {
        rows[k].p_holm = Some(holm);
        rows[k].p_bh = Some(bh);
    }
    tested.len()
}

/// `true` for everybody, by the primary estimator, on the main base of the contrast.
fn is_main(work: &Work, row: &EffectRow) -> bool {
    row.group == work.groups[0].name
        && row.estimator == work.spec.estimator
        && row.base == main_base(work, &row.outcome, row.contrast)
}

pub(super) fn main_base(work: &Work, outcome: &str, contrast: Contrast) -> Base {
    let measured = work.outcomes.iter().find(|m| m.outcome.name == outcome);
    measured.and_then(|m| m.bases(contrast).first().copied()).unwrap_or(Base::AllMatched)
}
