//! Differences between effects in sentences: only the difference is ever interpreted.

use super::super::tables::moderators::ModeratorRecord;
use super::numbers::{self, level, measured, number, points};
use super::{Names, count};

/// Adjusted p-value from which a difference between effects is called chance.
const CLEAR: f64 = 0.05;

/// A p-value: `0.03`, `< 0.001`.
#[must_use]
pub fn p_value(p: f64) -> String {
    match p {
        p if p < 0.001 => "< 0.001".to_owned(),
        p if p < 0.1 => number(p, 3),
        p => number(p, 2),
    }
}

/// A difference in its unit.
#[must_use]
pub fn size(m: &ModeratorRecord, value: f64) -> String {
    if m.proportion { points(value) } else { measured(value, &m.unit) }
}

/// A difference with its interval: `4 percentage points (-3 to 11)`.
#[must_use]
pub fn with_interval(m: &ModeratorRecord, value: Option<f64>, limits: Option<(f64, f64)>) -> String {
    let Some(value) = value else {
        return m.null_reason.clone().unwrap_or_else(|| "–".to_owned());
    };
    let scaled = |v: f64| if m.proportion { v * 100.0 } else { v };
    match limits {
        Some((l, u)) if m.proportion => {
            let whole = |v: f64| number(scaled(v), 0);
            format!("{} ({})", size(m, value), numbers::interval(l, u, whole))
        }
        Some((l, u)) => format!("{} ({})", size(m, value), numbers::limits(l, u)),
        None => size(m, value),
    }
}

/// What a row is about: a sub-group's name, a level, or a number and its step.
#[must_use]
pub fn who(m: &ModeratorRecord) -> String {
    match (m.kind.as_str(), &m.level, m.step) {
        ("category", Some(l), _) => format!("{}: {l}", m.label),
        ("number", _, Some(step)) => format!("{}, by {}", m.label, level(step)),
        _ => m.label.clone(),
    }
}

/// What the tests of one question say together, without ever calling a part's own effect the finding.
///
/// * `rows`: the rows of the question, one or more a moderator.
#[must_use]
pub fn verdict(rows: &[&ModeratorRecord], names: &Names) -> String {
    let Some(first) = rows.first() else { return String::new() };
    let tested: Vec<&&ModeratorRecord> = rows.iter().filter(|m| m.test_p.is_some()).collect();
    if tested.is_empty() {
        return "Whether the effect differs between these people could not be tested.".to_owned();
    }
    let mut clear: Vec<String> = Vec::new();
    for m in tested.iter().filter(|m| m.test_p_holm.is_some_and(|p| p < CLEAR)) {
        let said = sentence(m);
        if !clear.contains(&said) {
            clear.push(said);
        }
    }
    let made = format!(
        "{} such {} made over all questions; the adjusted p-values allow for that.",
        count(Some(first.tests as f64)),
        if first.tests == 1 { "test was" } else { "tests were" }
    );
    if clear.is_empty() {
        return format!(
            "These differences between groups may be chance: no test says that the effect on {} differs between \
             them, nor that it is the same. An interval that leaves out nought in one group and not in another is no \
             such test. {made}",
            names.treated
        );
    }
    format!("{} {made} Why it differs these data do not tell.", clear.join(" "))
}

fn sentence(m: &ModeratorRecord) -> String {
    let p = m.test_p_holm.map_or_else(String::new, |p| format!(" (adjusted p {})", p_value(p)));
    match (m.kind.as_str(), m.interaction) {
        ("category", _) => format!("The effect differs between levels of {}{p}.", m.label),
        ("number", Some(d)) => {
            let step = m.step.map_or_else(String::new, level);
            format!("With every {step} more of {} the difference changes by {}{p}.", m.label, size(m, d))
        }
        (_, Some(d)) => format!(
            "The difference among those {} is {} {} than among everyone else{p}.",
            m.label,
            size(m, d.abs()),
            if d > 0.0 { "higher" } else { "lower" }
        ),
        _ => format!("The effect differs by {}{p}.", m.label),
    }
}
