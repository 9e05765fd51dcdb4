//! A covariate that is the outcome by another name: MW110.

use super::seen::{Seen, finding};
use super::{Finding, Severity};
use crate::cohort::{Covariate, Outcome};

/// Words that say nothing about what an outcome measures.
const GENERAL: [&str; 14] = [
    "score", "scale", "items", "total", "change", "start", "value", "index", "short", "direct", "outcome",
    "level", "measure", "after",
];
/// Words of items, by the word that gives the outcome away.
const ITEMS: [(&str, &[&str]); 4] = [
    ("lonel", &["lonel", "isolat", "left out", "companion", "scfeel", "pscedd"]),
    ("ucla", &["lonel", "isolat", "left out", "companion", "scfeel", "pscedd"]),
    ("wemwbs", &["wellbeing", "well-being", "wemwbs", "optimis"]),
    ("depress", &["depress", "psced", "felt sad"]),
];
/// Letters that two words must share from the front.
const STEM: usize = 5;

pub(super) fn find(seen: &Seen<'_>) -> Vec<Finding> {
    let roles = seen.roles();
    let used = roles.covariates.iter().filter(|c| seen.is_matched_on(&c.name));
    let hits = used.filter_map(|c| {
        let outcome = roles.outcomes.iter().find(|o| resembles(c, o))?;
        let message = format!(
            "`{}` looks like the outcome {} itself: if it was asked at the end or is one of its items, \
             matching on it removes the effect.",
            c.name, outcome.label
        );
        Some(finding("MW110", Severity::Warning, Some(&c.name), message))
    });
    hits.collect()
}

fn resembles(covariate: &Covariate, outcome: &Outcome) -> bool {
    let text = format!("{} {}", covariate.name, covariate.label).to_lowercase();
    let about = format!("{} {}", outcome.name, outcome.label).to_lowercase();
    let words = about.split(|c: char| !c.is_alphabetic());
    let telling = words.filter(|w| w.chars().count() >= STEM && !GENERAL.contains(w));
    let stems: Vec<String> = telling.map(|w| w.chars().take(STEM).collect()).collect();
    let items = ITEMS.iter().filter(|(word, _)| about.contains(word)).flat_map(|(_, items)| items.iter());
    stems.iter().any(|s| text.contains(s.as_str())) || items.into_iter().any(|item| text.contains(item))
}

#[cfg(test)]
mod tests {
    use super::resembles;
    use crate::cohort::{Better, Contrast, Covariate, Kind, Outcome, OutcomeShape};

    fn covariate(name: &str, label: &str) -> Covariate {
        let (name, label) = (name.to_owned(), label.to_owned());
        Covariate { name, label, kind: Kind::YesNo, unit: None, after_start: false }
    }

    #[test]
    fn finds_the_outcome_under_another_name() {
        let outcome = Outcome {
            name: "loneliness".into(),
            label: "Loneliness (UCLA 3-item)".into(),
            shape: OutcomeShape::Plain { column: "loneliness".into() },
            better: Better::Lower,
            binary: false,
            meaningful: 1.0,
            range: None,
            case: None,
            report: vec![Contrast::Value],
            unit: "points".into(),
            retest: None,
            source: None,
        };
        assert!(resembles(&covariate("cesd_5", "Felt lonely much of the time"), &outcome));
        assert!(resembles(&covariate("scfeela", ""), &outcome));
        assert!(!resembles(&covariate("living_alone", "Lives alone"), &outcome));
    }
}
