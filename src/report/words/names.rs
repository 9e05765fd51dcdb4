//! What outcomes, covariates and arms are called.

use super::super::spec::StatementSpec;
use super::super::tables::specifications::SpecificationRecord;
use serde_json::Value;
use std::collections::BTreeMap;

/// What readers are told about an outcome.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OutcomeWords {
    /// Its label.
    pub label: String,
    /// Unit of its values.
    pub unit: String,
    /// `true` if low values are good.
    pub lower_is_better: bool,
    /// What a case is called.
    pub case: Option<String>,
    /// Smallest change that counts.
    pub meaningful: f64,
    /// `true` if it has a start and an end value.
    pub before_after: bool,
    /// Source of the instrument.
    pub source: Option<String>,
    /// Published retest reliability, and where.
    pub retest: Option<(f64, String)>,
}

/// All names of a study.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Names {
    /// The treated, such as `service users`.
    pub treated: String,
    /// The comparison people, such as `survey respondents`.
    pub comparison: String,
    /// `propensity score`, or `resemblance score` when two files have no natural mixture.
    pub score: &'static str,
    /// Why the band of a fallible start score is left out, where it is.
    pub no_band: Option<String>,
    /// Where the reliability of the headline's score is from, if the job says.
    reliability: Option<&'static str>,
    /// `true` if the job says which usual levels the band is looked at for.
    pub long_run_said: bool,
    /// What the author adds.
    pub statement: StatementSpec,
    outcomes: BTreeMap<String, OutcomeWords>,
    covariates: BTreeMap<String, String>,
}

impl Names {
    /// The names that the primary specification carries.
    #[must_use]
    pub fn new(primary: &SpecificationRecord) -> Self {
        let settings: Value = serde_json::from_str(&primary.settings_json).unwrap_or_default();
        let one_file = primary.shape == "one_file";
        let entries = |what: &str| settings[what].as_object().cloned().unwrap_or_default().into_iter();
        Self {
            treated: primary.treated_label.clone(),
            comparison: primary.control_label.clone(),
            score: if one_file { "propensity score" } else { "resemblance score" },
            no_band: settings["fallible_baseline"]["omit_because"].as_str().map(str::to_owned),
            reliability: match &settings["fallible_baseline"]["reliability"] {
                Value::Null => None,
                Value::String(_) => Some("estimated from the start and end scores of the whole pool"),
                _ => Some("said by the analyst"),
            },
            statement: serde_json::from_value(settings["report"]["statement"].clone()).unwrap_or_default(),
            long_run_said: !settings["fallible_baseline"]["long_run_mean"].is_null(),
            outcomes: entries("outcomes").map(|(name, v)| (name, outcome(&v))).collect(),
            covariates: entries("covariates").map(|(name, v)| (name, text(&v["label"]))).collect(),
        }
    }

    /// An outcome's words; its bare name when nothing else is known.
    #[must_use]
    pub fn outcome(&self, name: &str) -> OutcomeWords {
        let bare = || OutcomeWords { label: name.to_owned(), ..OutcomeWords::default() };
        self.outcomes.get(name).cloned().unwrap_or_else(bare)
    }

    /// Where the retest reliability of an outcome is from.
    ///
    /// * `own`: it is the outcome of the headline, for which the job may say one.
    #[must_use]
    pub fn reliability(&self, outcome: &str, own: bool) -> String {
        if let Some(said) = self.reliability.filter(|_| own) {
            return format!("The reliability in the middle is {said}.");
        }
        match self.outcome(outcome).retest {
            Some((r, source)) => format!("The reliability in the middle, {r}, is published: {}.", source.trim_end_matches('.')),
            None => "No published reliability of this score is known here; the one in the middle is a usual one for scores of questionnaires, and no more than that.".to_owned(),
        }
    }

    /// `true` if neither the job nor a publication says how reliable the start score of the headline's outcome is.
    #[must_use]
    pub fn reliability_guessed(&self, outcome: &str) -> bool {
        self.reliability.is_none() && self.outcome(outcome).retest.is_none()
    }

    /// A term of the design for readers: a covariate, a start score, or a product of them.
    #[must_use]
    pub fn term(&self, term: &str) -> String {
        if let Some((a, b)) = term.split_once(':') {
            return format!("{} × {}", self.term(a), self.term(b));
        }
        if let Some((name, power)) = term.split_once('^') {
            return format!("{} to the power {power}", self.term(name));
        }
        if let Some((name, df)) = spline(term) {
            return format!("{} (spline, {df} df)", self.term(name));
        }
        if term == "prognostic" {
            return "the prognostic score".to_owned();
        }
        if term == "propensity" {
            return format!("the {}", self.score);
        }
        let start = |name: &str| self.outcomes.get(name).map(|o| (&o.label, &o.case));
        if let Some((_, case)) = term.strip_suffix(".start.case").and_then(start) {
            return format!("{} at the start or not", case.as_deref().unwrap_or("a case"));
        }
        match term.strip_suffix(".start").and_then(start) {
            Some((label, _)) => format!("{label} at the start"),
            None => self.covariate(term).to_owned(),
        }
    }

    /// A list of terms for readers.
    #[must_use]
    pub fn terms(&self, list: &str) -> String {
        list.split(", ").map(|t| self.term(t)).collect::<Vec<_>>().join("; ")
    }

    /// Names of the outcomes, in order.
    pub fn outcomes(&self) -> impl Iterator<Item = (&String, &OutcomeWords)> {
        self.outcomes.iter()
    }

    /// Everything that an outcome or a covariate is called.
    pub(in super::super) fn labels(&self) -> impl Iterator<Item = String> + '_ {
        let cases = self.outcomes.values().filter_map(|o| o.case.clone());
        self.outcomes.values().map(|o| o.label.clone()).chain(cases).chain(self.covariates.values().cloned())
    }

    /// What readers see for a covariate.
    #[must_use]
    pub fn covariate<'a>(&'a self, name: &'a str) -> &'a str {
        self.covariates.get(name).map_or(name, String::as_str)
    }
}

/// Variable and degrees of freedom of a spline term.
fn spline(term: &str) -> Option<(&str, &str)> {
    term.strip_prefix("spline(")?.strip_suffix(')')?.split_once(',')
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn outcome(v: &Value) -> OutcomeWords {
    OutcomeWords {
        label: text(&v["label"]),
        unit: text(&v["unit"]),
        lower_is_better: v["better"] == "lower",
        case: v["case"]["name"].as_str().map(str::to_owned),
        meaningful: v["meaningful"].as_f64().unwrap_or_default(),
        before_after: v["before_after"] == true,
        source: v["source"].as_str().map(str::to_owned),
        retest: v["retest"]["reliability"].as_f64().map(|r| (r, text(&v["retest"]["source"]))),
    }
}
