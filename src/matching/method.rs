//! The methods, and which settings mean something to each.

use super::spec::MatchingSpec;
use crate::design::{DesignSpec, Estimand};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which rule picks partners or weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Nearest neighbour (greedy).
    Nearest,
    /// Pairs and k:1 sets with the least total distance, proven.
    Optimal,
    /// Sets of one to many either way with the least total distance, proven (full matching).
    Full,
    /// Generalised full matching: near the best, and fast.
    Quick,
    /// Everyone with an exact twin; weights by stratum.
    Exact,
    /// Coarsened exact matching.
    Cem,
    /// Classes of the score.
    Subclass,
    /// Weights: from the score, or solved for balance.
    Weighting,
    /// The largest balanced sample (integer programme).
    Cardinality,
    /// The largest sample that looks like a stated profile (integer programme).
    Profile,
    /// Distance weights found by a genetic search, then nearest neighbours.
    Genetic,
}

use Method::{Cardinality, Cem, Exact, Full, Genetic, Nearest, Optimal, Profile, Quick, Subclass, Weighting};

/// A setting of `[design]` or `[matching]` that only some methods know.
struct Setting {
    section: &'static str,
    key: &'static str,
    methods: &'static [Method],
}

const fn matching(key: &'static str, methods: &'static [Method]) -> Setting {
    Setting { section: "matching", key, methods }
}

const fn design(key: &'static str, methods: &'static [Method]) -> Setting {
    Setting { section: "design", key, methods }
}

/// Every such setting; what is not listed applies to all.
const SETTINGS: [Setting; 23] = [
    matching("ratio", &[Nearest, Optimal, Genetic, Cardinality]),
    matching("min_controls", &[Nearest, Optimal, Full]),
    matching("max_controls", &[Nearest, Optimal, Full]),
    matching("max_treated", &[Full]),
    matching("mean_controls", &[Full]),
    matching("omit", &[Full]),
    matching("fine_balance", &[Optimal]),
    matching("replace", &[Nearest, Genetic]),
    matching("reuse", &[Nearest, Genetic]),
    matching("order", &[Nearest, Genetic]),
    matching("unit_id", &[Nearest, Genetic]),
    matching("complete_sets", &[Nearest, Optimal, Genetic]),
    matching("cardinality", &[Cardinality]),
    matching("profile", &[Profile]),
    matching("weights", &[Weighting]),
    matching("cem", &[Cem]),
    matching("subclass", &[Subclass]),
    matching("quick", &[Quick]),
    matching("genetic", &[Genetic]),
    design("exact", &[Nearest, Optimal, Full, Quick, Exact, Cem, Cardinality, Profile, Genetic]),
    design("antiexact", &[Nearest, Optimal, Full, Genetic]),
    design("caliper", &[Nearest, Optimal, Full, Quick, Genetic]),
    design("calipers", &[Nearest, Optimal, Full, Quick, Genetic]),
];

impl Method {
    /// The method a job's word means.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::from(word)).ok()
    }

    /// The word in a job.
    #[must_use]
    pub fn word(self) -> String {
        serde_json::to_value(self).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Why settings that it does not know mean nothing to it.
    #[must_use]
    pub fn nature(self) -> &'static str {
        match self {
            Self::Nearest => "everyone takes the nearest partner",
            Self::Optimal => "partners are chosen together, for the least total distance",
            Self::Full => "everyone is placed in a set, for the least total distance",
            Self::Quick => "everyone is placed in a set",
            Self::Exact => "exact matching takes everyone with a twin",
            Self::Cem => "coarsened exact matching takes everyone whose class holds both arms",
            Self::Subclass => "classes of the score take everyone and pick no partners",
            Self::Weighting => "weighting takes everyone and picks no partners",
            Self::Cardinality | Self::Profile => "the largest balanced sample is chosen as a whole",
            Self::Genetic => "partners are the nearest in a distance found by search",
        }
    }

    /// `true` if it measures how far people are apart.
    #[must_use]
    pub fn has_distance(self) -> bool {
        matches!(self, Self::Nearest | Self::Optimal | Self::Full | Self::Quick | Self::Genetic)
    }

    /// `true` if it can estimate an effect on everybody.
    #[must_use]
    pub fn allows_ate(self) -> bool {
        !matches!(self, Self::Nearest | Self::Optimal | Self::Genetic)
    }

    /// `true` if equally good partners may have to be chosen between.
    #[must_use]
    pub fn meets_ties(self) -> bool {
        matches!(self, Self::Nearest | Self::Optimal | Self::Full | Self::Quick)
    }

    /// `true` if it can estimate the effect.
    #[must_use]
    pub fn allows(self, estimand: Estimand) -> bool {
        match estimand {
            Estimand::Att | Estimand::Atc => true,
            Estimand::Ate => self.allows_ate(),
            Estimand::Ato | Estimand::Atm | Estimand::Atos => self == Self::Weighting,
        }
    }

    /// `true` if the setting means something to it.
    #[must_use]
    pub fn knows(self, section: &str, key: &str) -> bool {
        let listed = SETTINGS.iter().find(|s| s.section == section && s.key == key);
        listed.is_none_or(|s| s.methods.contains(&self))
    }

    /// Settings of `section` that mean nothing to it.
    pub fn unknown(self, section: &str) -> impl Iterator<Item = &'static str> + use<'_> {
        let of_section = SETTINGS.iter().filter(move |s| s.section == section);
        of_section.filter(move |s| !s.methods.contains(&self)).map(|s| s.key)
    }

    /// Settings that were made and mean nothing to it, with their section.
    #[must_use]
    pub fn idle(self, design: &DesignSpec, matching: &MatchingSpec) -> Vec<(&'static str, &'static str)> {
        let made = [("design", changed(design)), ("matching", changed(matching))];
        let idle = |(section, keys): &(&'static str, Vec<String>)| {
            let section = *section;
            let unknown = self.unknown(section).filter(|key| keys.iter().any(|k| k == key));
            unknown.map(|key| (section, key)).collect::<Vec<_>>()
        };
        made.iter().flat_map(idle).collect()
    }
}

/// Keys whose value is not the default.
fn changed<T: Serialize + Default>(settings: &T) -> Vec<String> {
    let table = |s: &T| match serde_json::to_value(s) {
        Ok(serde_json::Value::Object(map)) => map,
        _ => serde_json::Map::new(),
    };
    let (mine, fresh) = (table(settings), table(&T::default()));
    mine.into_iter().filter(|(key, value)| fresh.get(key) != Some(value)).map(|(key, _)| key).collect()
}
