//! Rules about the score model: MW107, MW108, MW109.

use super::seen::{Seen, finding, share};
use super::{Finding, Severity};
use crate::design::Propensity;

/// C-statistic from which the arms hardly overlap.
const HARDLY_OVERLAP: f64 = 0.95;
/// Probabilities this close to 0 or 1 count as certain.
const CERTAIN: f64 = 1e-6;
/// Fewest people of the smaller arm per coefficient (Peduzzi and others 1996).
const EVENTS: f64 = 10.0;

pub(super) fn find(seen: &Seen<'_>) -> Vec<Finding> {
    let Some(score) = &seen.design.propensity else { return Vec::new() };
    [separated(seen, score), aliased(score), crowded(seen, score)].into_iter().flatten().collect()
}

fn separated(seen: &Seen<'_>, score: &Propensity) -> Option<Finding> {
    let certain = (0..score.score.len())
        .filter(|&i| seen.design.eligible.stays(i))
        .filter(|&i| score.score[i] < CERTAIN || score.score[i] > 1.0 - CERTAIN)
        .count();
    let people = seen.arm(true).count() + seen.arm(false).count();
    if score.auc < HARDLY_OVERLAP && certain == 0 {
        return None;
    }
    let message = format!(
        "the score nearly tells the arms apart (C-statistic {:.3}; {} with a probability within 1e-6 of 0 or \
         1): few people are comparable.",
        score.auc,
        share(certain, people)
    );
    Some(finding("MW107", Severity::Warning, None, message))
}

fn aliased(score: &Propensity) -> Option<Finding> {
    let names = score.names.iter().zip(&score.coefficients);
    let without: Vec<String> =
        names.filter(|(_, c)| c.is_none()).map(|(name, _)| format!("`{name}`")).collect();
    (!without.is_empty()).then(|| {
        let (add, have) = if without.len() == 1 { ("adds", "has") } else { ("add", "have") };
        let message = format!(
            "{} {add} nothing to the score (constant, or a combination of earlier terms) and {have} no coefficient.",
            without.join(", ")
        );
        finding("MW108", Severity::Note, None, message)
    })
}

fn crowded(seen: &Seen<'_>, score: &Propensity) -> Option<Finding> {
    let slopes = score.coefficients.iter().skip(1).flatten().count();
    let smaller = seen.arm(true).count().min(seen.arm(false).count());
    let each = smaller as f64 / slopes.max(1) as f64;
    (slopes > 0 && each < EVENTS).then(|| {
        let message = format!(
            "{slopes} coefficients for {smaller} people in the smaller arm ({each:.1} each, fewer than 10): \
             the score follows chance."
        );
        finding("MW109", Severity::Warning, None, message)
    })
}
