//! `[matching.genetic]` as the job says it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the search makes as small as it can: the worst value first, then the next, and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fit {
    /// Standardised differences of means, sizes only.
    Smd,
    /// Standardised differences of means, and the largest gaps of the cumulative distributions
    /// (Kolmogorov-Smirnov) beside them.
    Distributions,
    /// The smallest p-value is made as large as it can be, over paired t-tests and Kolmogorov-Smirnov tests.
    /// P-values rise as people are lost, which is no better balance.
    Pvalues,
}

/// `[matching.genetic]`: how the distance is searched for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GeneticSpec {
    /// Distances in a generation.
    pub population: u32,
    /// Most generations; with 0 the distance stays as it is.
    pub generations: u32,
    /// The search ends after so many generations without a better distance.
    pub wait: u32,
    /// Least weight of a variable.
    pub least: f64,
    /// Greatest weight of a variable.
    pub most: f64,
    /// What is made small.
    pub fit: Fit,
    /// The propensity score (its linear predictor) is one more variable of the distance.
    pub score: bool,
}

impl Default for GeneticSpec {
    fn default() -> Self {
        Self {
            population: 100,
            generations: 100,
            wait: 4,
            least: 0.0,
            most: 1000.0,
            fit: Fit::Smd,
            score: true,
        }
    }
}

/// Most distances of a generation, and most generations.
const MOST: u32 = 10_000;

impl GeneticSpec {
    /// The setting that makes no sense, and why, in words.
    #[must_use]
    pub fn fault(&self) -> Option<(&'static str, &'static str)> {
        let least = self.least >= 0.0 && self.least.is_finite();
        let faults = [
            (!(4..=MOST).contains(&self.population), "population", "it must lie between 4 and 10000"),
            (self.generations > MOST, "generations", "it must not be above 10000"),
            (self.wait == 0, "wait", "a search that waits for nothing ends before it begins; take 1 or more"),
            (!least, "least", "a weight is at least 0"),
            (!(self.most > self.least && self.most.is_finite()), "most", "it must be above `least`"),
        ];
        faults.into_iter().find(|(wrong, ..)| *wrong).map(|(_, key, why)| (key, why))
    }
}
