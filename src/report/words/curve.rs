//! The specification curve in words.

use super::super::Release;
use super::super::tables::curve::CurveRecord;
use super::super::tables::curve_choices::ChoiceRecord;
use super::Names;
use super::numbers::{interval, measured, number, percent, points};

/// The choice that stands for combinations of choices.
const TOGETHER: &str = "(combinations)";
/// Choices named in one sentence.
const NAMED: usize = 3;

/// What a choice is called.
#[must_use]
pub fn choice(name: &str) -> String {
    let known = match name {
        "where" => "Who takes part",
        "matching.method" => "Method",
        "matching.ratio" => "Controls for each",
        "matching.replace" => "Controls used again",
        "matching.order" => "Order of choosing",
        "matching.weights.kind" => "Kind of weights",
        "matching.survey_weights" => "Survey weights",
        "design.distance" => "Distance",
        "design.caliper" => "Caliper",
        "design.terms" => "Facts compared on",
        "design.exact" => "Equal in",
        "design.estimand" => "Whom the effect is about",
        "design.baseline" => "Start score",
        "design.discard" => "Left out for their score",
        "design.propensity.model" => "Model of the score",
        "estimate.estimator" => "Estimator",
        "estimate.adjust" => "Facts adjusted for",
        "estimate.outcome" => "Outcome",
        "estimate.contrast" => "What about the outcome",
        TOGETHER => "Combinations of choices",
        _ => "",
    };
    if !known.is_empty() {
        return known.to_owned();
    }
    let last = name.rsplit('.').next().unwrap_or(name);
    super::said::capital(&last.replace('_', " "))
}

/// A level: words of the job without underscores.
#[must_use]
pub fn level_word(name: &str) -> String {
    let word = !name.contains(' ') && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    if word { name.replace('_', " ") } else { name.to_owned() }
}

/// A difference of a question, with its unit.
#[must_use]
pub fn size(unit: &str, value: f64) -> String {
    if unit.contains("percentage") { points(value) } else { measured(value, unit) }
}

/// A difference of a question without its unit; an en dash where there is none.
#[must_use]
pub fn bare(unit: &str, value: Option<f64>) -> String {
    let Some(value) = value else { return "–".to_owned() };
    let words = size(unit, value);
    words.split_once(' ').map_or_else(|| words.clone(), |(number, _)| number.to_owned())
}

/// `from 3 to 12 percentage points`, or the one figure where there is one only.
fn runs(q: &CurveRecord) -> Option<String> {
    let (low, high) = (q.low?, q.high?);
    let told = (size(&q.unit, low), size(&q.unit, high));
    if told.0 == told.1 {
        Some(format!("is {}", told.0))
    } else {
        Some(format!("runs from {} to {}", bare(&q.unit, q.low), told.1))
    }
}

/// Whom a question is about.
#[must_use]
pub fn about(q: &CurveRecord, names: &Names) -> String {
    let who = match q.estimand.as_str() {
        "ATT" => names.treated.clone(),
        "ATC" => names.comparison.clone(),
        "ATE" => "both groups together".to_owned(),
        other => format!("those who could have been in either group ({other})"),
    };
    let within = q.filter.as_ref().map_or(String::new(), |f| format!(" with {f}"));
    let trends = q.baseline == "ignore" && names.outcome(&q.outcome).before_after;
    let assumed = if trends { ", without matching on the start score" } else { "" };
    let all = if q.everyone { ", all of those eligible".to_owned() } else { part(q) };
    format!("{who}{within}{all}{assumed}")
}

fn part(q: &CurveRecord) -> String {
    match q.compared_low.zip(q.compared_high) {
        Some((low, high)) => format!(", {} of those eligible", interval(low, high, percent)),
        None => ", some of those eligible".to_owned(),
    }
}

/// One sentence a question: the range of the difference and its median.
#[must_use]
pub fn sentence(q: &CurveRecord, names: &Names) -> String {
    let ways = if q.cells == 1 {
        "One way is".to_owned()
    } else {
        format!("{} ways are", number(q.cells as f64, 0))
    };
    let about = about(q, names);
    let Some(runs) = runs(q) else {
        return format!("{ways} about {about}: withheld, too few people are behind them.");
    };
    let middle = q
        .median
        .filter(|_| q.cells > 2)
        .map_or(String::new(), |m| format!(", with {} in the middle", size(&q.unit, m)));
    let kept = match q.withheld {
        0 => String::new(),
        n => format!(" ({n} of them withheld: too few people are behind them)"),
    };
    format!("{ways} about {about}: the difference {runs}{middle}{kept}.")
}

/// What the joint test says of a question; `None` without a test.
#[must_use]
pub fn joint(q: &CurveRecord, names: &Names) -> Option<String> {
    let (p, replicates) = (q.p_median?, q.replicates?);
    let least = 1.0 / (replicates + 1) as f64;
    let chance = if p <= least * 1.000_001 {
        format!("in none of {} draws", number(replicates as f64, 0))
    } else {
        format!("in {} of draws", percent(p))
    };
    let direction = q
        .direction
        .map_or(String::new(), |d| format!(" {} of these ways agree on the direction.", percent(d)));
    Some(format!(
        "{}: if there were no effect in any of these ways, a median difference this far from nought would come up {chance} (p = {}).{direction}",
        super::effects::capital(&about(q, names)),
        probability(p)
    ))
}

/// A p-value.
#[must_use]
pub fn probability(p: f64) -> String {
    if p < 0.001 { "below 0.001".to_owned() } else { number(p, if p < 0.1 { 3 } else { 2 }) }
}

/// Which choices matter most for one outcome; `None` where nothing varies.
#[must_use]
pub fn most(choices: &[&ChoiceRecord]) -> Option<String> {
    let mut shares: Vec<(&str, f64)> = Vec::new();
    for row in choices {
        if let Some(share) = row.share
            && !shares.iter().any(|(name, _)| *name == row.choice)
        {
            shares.push((&row.choice, share));
        }
    }
    let together = shares.iter().find(|(name, _)| *name == TOGETHER).map(|(_, s)| *s)?;
    shares.retain(|(name, _)| *name != TOGETHER);
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    let told = |(name, share): &(&str, f64)| format!("{} ({})", lower(&choice(name)), percent(*share));
    let (first, share) = shares.first()?;
    let others: Vec<String> = shares[1..].iter().take(NAMED - 1).filter(|s| s.1 >= 0.005).map(told).collect();
    let then = if others.is_empty() { String::new() } else { format!(", then {}", others.join(" and ")) };
    let rest = if together >= 0.005 {
        format!(" {} lies in combinations of choices: what one does hangs on another.", percent(together))
    } else {
        String::new()
    };
    Some(format!(
        "The choice that matters most is {}: {} of the spread of the differences goes with it{then}.{rest}",
        lower(&choice(first)),
        percent(*share)
    ))
}

fn lower(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|c| c.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// What became of all combinations, in a sentence; `None` without a curve.
#[must_use]
pub fn combinations(release: &Release) -> Option<String> {
    let rows = &release.tables().curve_combinations;
    let sum = |fate: &str| rows.iter().filter(|r| r.fate == fate).map(|r| r.combinations).sum::<i64>();
    let all: i64 = rows.iter().map(|r| r.combinations).sum();
    if all == 0 {
        return None;
    }
    let told = |n: i64, words: &str| (n > 0).then(|| format!("{} {words}", number(n as f64, 0)));
    let parts: Vec<String> = [
        told(sum("estimated"), "gave an estimate"),
        told(sum("same"), "are another one over again"),
        told(sum("impossible"), "cannot be"),
        told(sum("without_answer"), "were tried and gave none"),
    ]
    .into_iter()
    .flatten()
    .collect();
    Some(format!("Of {} combinations of choices {}.", number(all as f64, 0), parts.join(", ")))
}

/// The lines for the terminal: ranges of the first questions, and the choice that matters most.
#[must_use]
pub fn curve_lines(release: &Release, names: &Names) -> Vec<String> {
    let tables = release.tables();
    let Some(first) = tables.curve.first() else { return Vec::new() };
    let choices: Vec<&ChoiceRecord> = tables
        .curve_choices
        .iter()
        .filter(|c| (&c.outcome, &c.contrast, &c.base) == (&first.outcome, &first.contrast, &first.base))
        .collect();
    let mut lines: Vec<String> = combinations(release).into_iter().collect();
    lines.extend(tables.curve.iter().take(NAMED).map(|q| sentence(q, names)));
    let more = tables.curve.len().saturating_sub(NAMED);
    lines.extend((more > 0).then(|| format!("{more} more questions are in the report.")));
    lines.extend(most(&choices));
    lines
}
