//! What is told about attrition of the primary outcome.

use super::super::contrast::Measured;
use super::super::types::EffectRow;
use super::super::work::Work;
use super::types::{Attrition, Followed};
use super::{profile, unseen};
use crate::cohort::Cohort;

/// Share of starters with an end score under which completion is looked at unasked (METHODS 1).
const FEW: f64 = 0.8;

/// Counts, models, the completer / non-completer table, and what the unseen scores could hide.
pub(in super::super) fn run(work: &Work, rows: &[EffectRow]) -> Attrition {
    let measured = &work.outcomes[work.primary];
    let followed = followed(work.cohort, measured, |i| work.about(i));
    let completion = work.completion.as_ref();
    let few = few(followed);
    Attrition {
        outcome: measured.outcome.name.clone(),
        followed,
        few,
        models: completion.map(|c| c.models.clone()).unwrap_or_default(),
        profile: profile(work.cohort, measured.outcome, &|i| work.about(i)),
        unseen: if few || completion.is_some() { unseen::all(work, rows) } else { Vec::new() },
        unweighted: completion.filter(|c| c.shown).and_then(|c| c.weights.as_ref().err().cloned()),
    }
}

/// Starters and completers of each arm (controls, treated) among the units for whom `about` holds.
pub(in super::super) fn followed(
    cohort: &Cohort,
    measured: &Measured,
    about: impl Fn(usize) -> bool,
) -> [Followed; 2] {
    let mut arms = [Followed::default(); 2];
    for (i, &z) in cohort.treated().iter().enumerate() {
        if about(i) && measured.start_known(i) {
            let arm = &mut arms[usize::from(z)];
            arm.starters += 1;
            arm.completers += usize::from(measured.known(i));
        }
    }
    arms
}

/// `true` if fewer than 80 % of the starters of an arm have an end score.
pub(in super::super) fn few(followed: [Followed; 2]) -> bool {
    followed.iter().any(|f| (f.completers as f64) < FEW * f.starters as f64)
}
