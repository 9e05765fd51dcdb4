//! The range over the specifications: of the difference, and never across different questions.

use super::super::Release;
use super::super::tables::effects::EffectRecord;
use super::super::tables::specifications::SpecificationRecord;
use super::Names;
use super::effects::quantity;
use super::numbers::{interval, percent, points};

/// One sentence for each question that the specifications ask: whom the effect is about, of how many of
/// them, under which assumption on the start score, and from where to where the difference runs; the
/// question of the headline first.
///
/// Specifications with another headline than the primary one, and the other end of the bracket, which the job did not
/// ask for, are not counted. Empty when there is only
/// one specification.
#[must_use]
pub fn ranges(release: &Release, headline: &EffectRecord, names: &Names) -> Vec<String> {
    let same = |s: &&SpecificationRecord| {
        s.difference.is_some()
            && !matches!(s.role.as_str(), "bracket" | "curve")
            && s.outcome.as_deref() == Some(&headline.outcome)
            && s.contrast.as_deref() == Some(&headline.contrast)
            && s.base.as_deref() == Some(&headline.base)
    };
    let mut all: Vec<&SpecificationRecord> = release.tables().specifications.iter().filter(same).collect();
    if all.len() < 2 {
        return Vec::new();
    }
    all.sort_by_key(|s| !s.primary);
    let mut questions: Vec<Vec<&SpecificationRecord>> = Vec::new();
    for s in all {
        let asked = |q: &&mut Vec<&SpecificationRecord>| {
            (&q[0].estimand, &q[0].filter, &q[0].baseline) == (&s.estimand, &s.filter, &s.baseline)
        };
        match questions.iter_mut().find(asked) {
            Some(question) => question.push(s),
            None => questions.push(vec![s]),
        }
    }
    questions.iter().map(|q| sentence(q, headline, names)).collect()
}

fn sentence(question: &[&SpecificationRecord], headline: &EffectRecord, names: &Names) -> String {
    let ways = match question.len() {
        1 => "One way of doing the analysis is".to_owned(),
        n => format!("{n} ways of doing the analysis are"),
    };
    let size = |v| if headline.is_proportion() { points(v) } else { quantity(headline, v) };
    let (low, high) = ends(question.iter().filter_map(|s| s.difference));
    let runs = if question.len() == 1 {
        format!("the difference is {}", size(low))
    } else {
        format!("the difference runs from {} to {}", size(low), size(high))
    };
    let trends = question[0].baseline == "ignore" && names.outcome(&headline.outcome).before_after;
    let assumed = if trends { ", without matching on the start score (parallel trends)" } else { "" };
    format!("{ways} about {}{assumed}: {runs}.", about(question, names))
}

/// Whom a question is about, and the share of them that its answers rest on.
fn about(question: &[&SpecificationRecord], names: &Names) -> String {
    let first = question[0];
    let within = first.filter.as_ref().map_or(String::new(), |f| format!(" with {f}"));
    let who = match first.estimand.as_str() {
        "ATT" => &names.treated,
        "ATC" => &names.comparison,
        "ATE" => return format!("both groups together (ATE){within}"),
        other => return format!("those who could have been in either group ({other}){within}"),
    };
    let share = |s: &&SpecificationRecord| {
        let (part, whole) = match s.estimand.as_str() {
            "ATC" => (s.control_matched?, s.control_all?),
            _ => (s.treated_matched?, s.treated_all?),
        };
        (whole > 0).then(|| part as f64 / whole as f64)
    };
    let (low, high) = ends(question.iter().filter_map(share));
    let rest = if low <= high {
        format!(", resting on {} of all {who}", interval(low, high, percent))
    } else {
        String::new()
    };
    format!("{who}{within} ({}){rest}", first.estimand)
}

fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)))
}
