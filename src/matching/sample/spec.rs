//! `[matching.cardinality]` and `[matching.profile]` as the job says them.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[matching.cardinality]`: the largest balanced sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CardinalitySpec {
    /// Largest difference of means allowed, in standard deviations.
    pub tolerance: f64,
    /// Other tolerances, by variable (`age`), term (`age^2`) or level (`race: white`).
    pub tolerances: IndexMap<String, f64>,
    /// Powers of numbers that are balanced: 1 = means, 2 = squares too, 3 = cubes too.
    pub moments: u32,
    /// Products of every two variables are balanced too.
    pub interactions: bool,
    /// The chosen are paired afterwards, `ratio` to 1, by the distance of the design.
    pub pair: bool,
    /// Seconds after which the best sample found is taken, in each exact stratum. Such a sample need not
    /// be the same on another machine.
    pub time: f64,
    /// The search stops when no sample can be larger by more than this share.
    pub gap: f64,
}

impl Default for CardinalitySpec {
    fn default() -> Self {
        Self {
            tolerance: 0.05,
            tolerances: IndexMap::new(),
            moments: 1,
            interactions: false,
            pair: false,
            time: 60.0,
            gap: 0.0,
        }
    }
}

/// `[matching.profile]`: the largest samples that look like a stated profile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ProfileSpec {
    /// Means to be met, by variable, term or level. What is not named keeps the mean of the people the
    /// question is about. Without any, these people are all kept and the others made to look like them.
    pub target: IndexMap<String, f64>,
    /// Largest distance of a mean from the profile, in standard deviations (half of it where both arms
    /// are chosen, so that they differ by no more than this).
    pub tolerance: f64,
    /// Other tolerances, by variable (`age`), term (`age^2`) or level (`race: white`).
    pub tolerances: IndexMap<String, f64>,
    /// Powers of numbers that are balanced: 1 = means, 2 = squares too, 3 = cubes too.
    pub moments: u32,
    /// Products of every two variables are balanced too.
    pub interactions: bool,
    /// Seconds after which the best sample found is taken, in each exact stratum and arm. Such a sample
    /// need not be the same on another machine.
    pub time: f64,
    /// The search stops when no sample can be larger by more than this share.
    pub gap: f64,
}

impl Default for ProfileSpec {
    fn default() -> Self {
        let CardinalitySpec { tolerance, tolerances, moments, interactions, time, gap, .. } =
            CardinalitySpec::default();
        Self { target: IndexMap::new(), tolerance, tolerances, moments, interactions, time, gap }
    }
}
