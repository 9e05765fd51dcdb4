//! The names a job declares, and whether each is free to be used.

use super::scene::{Scene, before_after};
use crate::cohort::Sort;
use crate::job::faults::Faults;
use crate::job::spans::Spans;
use crate::job::spec::{JobSpec, MissingPolicy};
use crate::stats::text::nearest;
use indexmap::IndexMap;

/// Names of columns that exist before the programme, and those known only after it.
pub(super) struct Names {
    /// Covariates and derived columns.
    facts: Vec<String>,
    /// Start scores and start cases.
    starts: Vec<String>,
    /// Plain outcomes and end values.
    ends: Vec<String>,
    /// What their values are.
    sorts: IndexMap<String, Sort>,
}

impl Names {
    /// Collects the names from what was written, so that a covariate with a fault of its own still counts.
    pub(super) fn of(spec: &JobSpec, spans: &Spans<'_>) -> Self {
        let mut facts = spans.keys("covariates");
        let indicator = spec.covariates.iter().filter(|(_, c)| c.missing == MissingPolicy::Indicator);
        facts.extend(indicator.map(|(name, _)| format!("{name}.missing")));
        facts.extend(spans.keys("derive"));
        let (mut starts, mut ends) = (Vec::new(), Vec::new());
        for name in spans.keys("outcomes") {
            if spec.outcomes.get(&name).is_none_or(before_after) {
                starts.extend([format!("{name}.start"), format!("{name}.start.case")]);
                ends.extend([format!("{name}.end"), format!("{name}.end.case")]);
            }
            ends.push(name);
        }
        Self { facts, starts, ends, sorts: super::sorts::sorts(spec) }
    }

    /// All names that may be matched on or asked about.
    pub(super) fn known(&self) -> Vec<&str> {
        self.facts.iter().chain(&self.starts).map(String::as_str).collect()
    }

    /// Covariates and derived columns only.
    pub(super) fn facts(&self) -> Vec<&str> {
        self.facts.iter().map(String::as_str).collect()
    }

    pub(super) fn knows(&self, name: &str) -> bool {
        self.facts.iter().chain(&self.starts).any(|n| n == name)
    }

    pub(super) fn is_category(&self, name: &str) -> bool {
        self.sort(name) == Some(Sort::Text)
    }

    /// What the values of `name` are, if that is known.
    pub(super) fn sort(&self, name: &str) -> Option<Sort> {
        self.sorts.get(name).copied()
    }

    /// Why `name` is not among `known`, and what to do.
    pub(super) fn unknown(&self, name: &str, known: &[&str]) -> (String, String) {
        if self.ends.iter().any(|n| n == name) {
            let message = format!("`{name}` is known only after the programme, so it cannot be used here");
            return (message, "use covariates and start scores".to_owned());
        }
        let hint = nearest(name, known).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
        (
            format!("no covariate or start score is called `{name}`{hint}"),
            format!("known: {}", known.join(", ")),
        )
    }
}

/// Every name is used once, and none would be mistaken for something else.
pub(super) fn check(scene: &Scene<'_>, faults: &mut Faults) {
    let mut seen: Vec<(String, &str)> = Vec::new();
    for section in ["covariates", "derive", "outcomes"] {
        for name in scene.spans.keys(section) {
            let at = scene.key(&[section, &name]);
            if let Some(why) = unusable(&name) {
                let help = "take letters, digits, _ and inner dots or blanks";
                faults.add("MW016", at.clone(), format!("`{name}` cannot be a name: {why}"), help);
            }
            if let Some((_, other)) = seen.iter().find(|(n, _)| *n == name) {
                let message = format!("`{name}` stands in [{other}] and in [{section}]");
                faults.add("MW016", at, message, "give one of them another name");
            }
            seen.push((name, section));
        }
    }
}

pub(super) fn unusable(name: &str) -> Option<&'static str> {
    match name {
        "propensity" => Some("it is the word for the propensity score"),
        _ if name.trim() != name || name.is_empty() => Some("it is empty or has blanks at its ends"),
        _ if name.contains([':', '^', '"', '`']) => Some("the signs : ^ \" ` have a meaning in terms"),
        _ => None,
    }
}
