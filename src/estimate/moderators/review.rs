//! What moderators have to say in the design review.

use super::super::types::{EffectRow, PeopleCounts};
use super::types::{Moderation, ModeratorKind};
use crate::design::review::{Finding, Severity};

/// Common support this far below that of everyone is worth a word.
const BELOW: f64 = 0.1;
/// Fewer people than this, of either arm, are few.
const FEW: usize = 30;

/// Findings about the groups of the headline's question.
///
/// * `people`: how many could be compared at all.
pub(in super::super) fn review(
    rows: &[Moderation],
    headline: Option<&EffectRow>,
    people: PeopleCounts,
) -> Vec<Finding> {
    let Some(h) = headline else { return Vec::new() };
    let mine: Vec<&Moderation> = rows
        .iter()
        .filter(|m| (&m.outcome, m.contrast, m.base) == (&h.outcome, h.contrast, h.base))
        .collect();
    let parted: Vec<&Moderation> = mine.iter().copied().filter(|m| m.kind != ModeratorKind::Number).collect();
    let late = mine.iter().filter(|m| m.after_start).map(|m| after_start(m));
    late.chain(support(&parted, people)).chain(small(&parted)).collect()
}

fn name(m: &Moderation) -> String {
    m.level.as_ref().map_or_else(|| m.label.clone(), |l| format!("{}: {l}", m.label))
}

fn after_start(m: &Moderation) -> Finding {
    let message = format!(
        "`{}` is known only after the start: the programme may have decided who is in it, so its difference from others \
         is described and not tested",
        m.moderator
    );
    Finding { rule: "MW190", severity: Severity::Warning, message, subject: Some(m.moderator.clone()) }
}

fn support(rows: &[&Moderation], people: PeopleCounts) -> Option<Finding> {
    let all = (people.both > 0).then(|| people.matched as f64 / people.both as f64)?;
    let low = |m: &&&Moderation| m.here.support().is_some_and(|s| s < all - BELOW);
    let hit: Vec<&&Moderation> = rows.iter().filter(low).collect();
    let share = |m: &Moderation| m.here.support().unwrap_or_default();
    let worst = hit.iter().min_by(|a, b| share(a).total_cmp(&share(b)))?;
    let message = format!(
        "in {} of the groups shown fewer could be compared than among everyone; in `{}` {} of {} ({:.0} %, against \
         {:.0} %): what is said of it is said of those",
        hit.len(),
        name(worst),
        worst.here.treated,
        worst.here.supported,
        100.0 * share(worst),
        100.0 * all
    );
    Some(Finding {
        rule: "MW191",
        severity: Severity::Warning,
        message,
        subject: Some(worst.moderator.clone()),
    })
}

fn small(rows: &[&Moderation]) -> Option<Finding> {
    let few = |m: &&&Moderation| m.here.treated < FEW || m.here.comparison < FEW;
    let hit: Vec<&&Moderation> = rows.iter().filter(few).collect();
    let first = hit.first()?;
    let message = format!(
        "{} of the groups shown have fewer than {FEW} people in an arm (the first: `{}`); their differences from others \
         can hardly be told from chance",
        hit.len(),
        name(first)
    );
    Some(Finding { rule: "MW192", severity: Severity::Note, message, subject: Some(first.moderator.clone()) })
}
