//! Which effects doubts are raised about, and the people behind each.

use super::types::{Doubt, Evidence};
use crate::cohort::Contrast;
use crate::design::Estimand;
use crate::estimate::{Backing, Base, EffectRow, EstimatorKind, Persons};

/// One effect, with the people behind it.
#[derive(Debug)]
pub(super) struct Question<'a> {
    /// The effect.
    pub row: &'a EffectRow,
    /// Who it rests on; in the first completed data set, where covariates were imputed.
    pub behind: Persons,
    /// `true` for the headline of the specification.
    pub primary: bool,
    /// For whom the effect is.
    pub estimand: Estimand,
}

impl Question<'_> {
    /// A doubt about the effect, without any number yet.
    pub fn doubt(&self, analysis: &'static str) -> Doubt {
        Doubt { remark: self.row.pooled.map(|_| IMPUTED.to_owned()), ..Doubt::about(self.row, analysis) }
    }

    /// A doubt that cannot be worked out, and why.
    pub fn refusal(&self, analysis: &'static str, reason: impl Into<String>) -> Doubt {
        Doubt { null_reason: Some(reason.into()), ..self.doubt(analysis) }
    }
}

/// Said of figures that need people rather than their means.
const IMPUTED: &str = "people and sets of the first completed data set";

/// Positions of the effects to ask about: the headline; in the primary specification the main result of every other
/// outcome and contrast too.
pub(super) fn positions(evidence: &Evidence<'_>) -> Vec<usize> {
    let effects = evidence.effects;
    let Some(headline) = effects.rows.get(effects.primary) else { return Vec::new() };
    let others = effects.main.iter().copied().filter(|&k| about(&effects.rows[k]) != about(headline));
    let others = others.filter(|_| evidence.specification.id == 0);
    std::iter::once(effects.primary).chain(others).collect()
}

/// The effect at a position, with the people behind it.
pub(super) fn question<'a>(
    evidence: &Evidence<'a>,
    backing: &Backing<'_>,
    at: usize,
) -> Option<Question<'a>> {
    let row = evidence.effects.rows.get(at)?;
    let primary = at == evidence.effects.primary;
    Some(Question { row, behind: backing.of(row)?, primary, estimand: evidence.design.estimand })
}

/// What an effect is about, whatever its measure.
fn about(row: &EffectRow) -> (&str, Contrast, &str, Base, EstimatorKind) {
    (&row.outcome, row.contrast, &row.group, row.base, row.estimator)
}
