//! `[matching.cem]`, `[matching.subclass]` and `[matching.quick]` as the job says them.

use crate::stats::cuts::Cut;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a number is cut: a rule, a number of bins, or the cut points themselves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum CutSpec {
    /// So many bins of equal width; 0 = every value by itself, 1 = the covariate is left out of account.
    Bins(u32),
    /// A rule: `sturges`, `scott`, `fd`, or `q4` for quartiles (`q5` for fifths, and so on).
    Rule(String),
    /// Cut points; a value on a cut belongs above it.
    Points(Vec<f64>),
}

/// `[matching.cem]`: how values are coarsened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CemSpec {
    /// How numbers are cut that `cutpoints` does not name.
    pub rule: CutSpec,
    /// How single covariates are cut: `{ age = [20, 25, 30], educ = 4, income = "q4" }`.
    pub cutpoints: IndexMap<String, CutSpec>,
    /// Levels of categories that count as one: `{ race = [["white", "hispanic"], ["black"]] }`. A level that is
    /// not named stays by itself.
    pub grouping: IndexMap<String, Vec<Vec<String>>>,
    /// One control for each service user inside the strata, the nearest on the values before coarsening.
    pub k2k: bool,
}

/// Into how many classes of the score, or at which quantiles of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ClassesSpec {
    /// So many classes, of equally many people of the arm in question.
    Number(u32),
    /// Cut at these quantiles, between 0 and 1.
    Quantiles(Vec<f64>),
}

/// `[matching.subclass]`: classes of the score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SubclassSpec {
    /// How many classes, or the quantiles between them.
    pub classes: ClassesSpec,
    /// Fewest people of each arm in a class: a class with fewer is filled from its neighbours. With 0
    /// nobody is moved and a class without one of the arms is left out.
    pub min: u32,
}

/// `[matching.quick]`: what a set must hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct QuickSpec {
    /// Fewest service users in a set.
    pub min_treated: u32,
    /// Fewest controls in a set.
    pub min_controls: u32,
    /// Fewest people in a set.
    pub min_size: u32,
}

impl Default for CemSpec {
    fn default() -> Self {
        let rule = CutSpec::Rule("sturges".to_owned());
        Self { rule, cutpoints: IndexMap::new(), grouping: IndexMap::new(), k2k: false }
    }
}

impl Default for SubclassSpec {
    fn default() -> Self {
        Self { classes: ClassesSpec::Number(6), min: 1 }
    }
}

impl Default for QuickSpec {
    fn default() -> Self {
        Self { min_treated: 1, min_controls: 1, min_size: 2 }
    }
}

/// Most bins or classes that may be asked for.
const MOST: u32 = 65_535;

impl CutSpec {
    /// What it means.
    ///
    /// # Errors
    /// Why it means nothing, in words.
    pub fn cut(&self) -> Result<Cut, String> {
        match self {
            Self::Bins(0) => Ok(Cut::Exact),
            Self::Bins(bins) if *bins <= MOST => Ok(Cut::Bins(*bins)),
            Self::Bins(bins) => {
                Err(format!("{bins} bins are more than {MOST}; for every value by itself take 0"))
            }
            Self::Points(points) => rising(points),
            Self::Rule(word) => match word.as_str() {
                "sturges" => Ok(Cut::Sturges),
                "scott" => Ok(Cut::Scott),
                "fd" => Ok(Cut::FreedmanDiaconis),
                _ => {
                    let parts = word.strip_prefix('q').and_then(|k| k.parse().ok());
                    let parts = parts.filter(|k| (2..=MOST).contains(k));
                    let told = || {
                        format!(
                            "\"{word}\" is no rule; rules are \"sturges\", \"scott\", \"fd\" and \"q4\" (quartiles)"
                        )
                    };
                    parts.map(Cut::Quantiles).ok_or_else(told)
                }
            },
        }
    }
}

fn rising(points: &[f64]) -> Result<Cut, String> {
    let fine =
        !points.is_empty() && points.iter().all(|p| p.is_finite()) && points.is_sorted_by(|a, b| a < b);
    let told = || "cut points must be numbers, each above the one before".to_owned();
    fine.then(|| Cut::Points(points.to_vec())).ok_or_else(told)
}

impl ClassesSpec {
    /// The probabilities between classes, rising.
    ///
    /// # Errors
    /// Why there are none, in words.
    pub fn probabilities(&self) -> Result<Vec<f64>, String> {
        match self {
            Self::Number(k) if (1..=MOST).contains(k) => {
                let step = 1.0 / f64::from(*k);
                Ok((1..*k).map(|i| f64::from(i) * step).collect())
            }
            Self::Number(k) => Err(format!("{k} is no number of classes from 1 to {MOST}")),
            Self::Quantiles(list) => {
                let inside = list.iter().all(|p| (0.0..=1.0).contains(p));
                let fine = !list.is_empty() && inside && list.is_sorted_by(|a, b| a < b);
                let inner = || list.iter().copied().filter(|p| *p > 0.0 && *p < 1.0).collect();
                fine.then(inner).ok_or_else(|| "quantiles must rise and lie between 0 and 1".to_owned())
            }
        }
    }
}

impl QuickSpec {
    /// Fewest people in a set, all three rules together.
    #[must_use]
    pub fn size(&self) -> usize {
        (self.min_treated as usize + self.min_controls as usize).max(self.min_size as usize)
    }

    /// Why no set can be like that, in words.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let arm = |n: u32, who: &str| {
            (n == 0).then(|| format!("a set without {who} compares nobody; take 1 or more"))
        };
        let large = || {
            (self.size() > 1000)
                .then(|| "sets of more than 1000 people are strata; use `subclass`".to_owned())
        };
        arm(self.min_treated, "service users").or_else(|| arm(self.min_controls, "controls")).or_else(large)
    }
}
