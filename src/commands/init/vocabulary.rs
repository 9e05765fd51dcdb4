//! Words by which people name what they record; the facts themselves are listed in `facts.toml`.

use super::words::{said_of, tokens, words};
use crate::cohort::Kind;
use crate::score::instruments;
use serde::Deserialize;
use std::sync::LazyLock;

/// A fact that service files and surveys both hold.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactWords {
    /// Name of the covariate in jobs.
    pub name: String,
    /// Its concept in codebooks, where that is another word.
    #[serde(default)]
    book: Option<String>,
    /// What readers see.
    pub label: String,
    /// What its values are.
    pub kind: Kind,
    /// Unit in words.
    #[serde(default)]
    pub unit: Option<String>,
    /// Names of columns.
    columns: Vec<String>,
    /// Parts of names.
    parts: Vec<String>,
    /// Phrases in labels.
    labels: Vec<String>,
    /// The order of the levels means something.
    #[serde(default)]
    pub ordered: bool,
    /// Each level and other words for it.
    #[serde(default)]
    pub levels: Vec<Vec<String>>,
}

#[derive(Deserialize)]
struct Facts {
    fact: Vec<FactWords>,
}

static FACTS: LazyLock<Vec<FactWords>> = LazyLock::new(|| {
    let facts: Facts =
        toml::from_str(include_str!("facts.toml")).expect("the list of facts is checked by a test");
    facts.fact
});

/// All facts.
pub fn facts() -> &'static [FactWords] {
    &FACTS
}

/// How sure a name or a label is, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sure {
    /// The codebook says so.
    Book,
    /// The name is one of those known.
    Name,
    /// The label says it.
    Label,
    /// A part of the name says it.
    Part,
}

impl Sure {
    /// Where the guess comes from.
    pub fn words(self) -> &'static str {
        match self {
            Self::Book => "the codebook",
            Self::Name | Self::Part => "the name",
            Self::Label => "the label",
        }
    }
}

impl FactWords {
    /// The concept in codebooks.
    pub fn concept(&self) -> &str {
        self.book.as_deref().unwrap_or(&self.name)
    }

    /// How surely a column with this name and label holds the fact.
    pub fn fits(&self, name: &str, label: &str) -> Option<Sure> {
        let plain = bare(name);
        let named = |n: &String| *n == plain || *n == plain.replace('_', "");
        let label = words(label);
        let says = |phrase: &String| said_of(&words(phrase), &label) == Some(1.0);
        let parts = tokens(name);
        // A label is about one thing if it is short: `age of youngest child` is no age.
        let short = label.len() <= 8;
        if self.columns.iter().any(named) {
            Some(Sure::Name)
        } else if short && self.labels.iter().any(says) {
            Some(Sure::Label)
        } else if parts.len() <= 3 && self.parts.iter().any(|p| parts.contains(p)) {
            Some(Sure::Part)
        } else {
            None
        }
    }
}

/// A name in lower case, its parts joined by `_`, without the mark of a wave (`a_`, `w7`, `r7`).
pub fn bare(name: &str) -> String {
    let parts = tokens(name);
    let wave = |t: &String| {
        let digits = t.strip_prefix(['w', 'r']).unwrap_or_default();
        let number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        number
            || (t.len() == 1
                && name.starts_with(|c: char| c.is_ascii_lowercase())
                && name.chars().nth(1) == Some('_'))
    };
    match parts.split_first() {
        Some((first, rest)) if !rest.is_empty() && wave(first) => rest.join("_"),
        _ => parts.join("_"),
    }
}

/// Names of ids, surest first.
pub const IDS: [&str; 20] = [
    "idauniq",
    "pidp",
    "id",
    "client_id",
    "person_id",
    "unit_id",
    "participant_id",
    "service_user_id",
    "user_id",
    "case_id",
    "caseid",
    "respondent_id",
    "serial",
    "pid",
    "subject_id",
    "clientid",
    "personid",
    "userid",
    "uid",
    "reference",
];

/// `true` if a column of a file with thousands of columns is worth a look.
pub fn promises(name: &str, label: &str) -> bool {
    let plain = bare(name);
    let survey =
        ["wgt", "weight", "scwt", "hh", "household", "strata", "psu", "date", "cluster", "site", "wave"];
    let said = words(label);
    IDS.contains(&plain.as_str())
        || facts().iter().any(|f| f.fits(name, label).is_some())
        || survey.iter().any(|s| plain.contains(s))
        || super::scales::known(&plain)
        || ["iintdat", "askpx", "finstat", "samptyp"].iter().any(|s| plain.starts_with(s))
        || ITEMS.iter().any(|item| item.len() > 1 && said_of(item, &said) == Some(1.0))
}

/// The words of every item of every instrument.
static ITEMS: LazyLock<Vec<Vec<String>>> =
    LazyLock::new(|| instruments().iter().flat_map(|i| &i.item).map(|item| words(&item.text)).collect());

#[cfg(test)]
mod tests {
    use super::*;

    fn fact_of(name: &str, label: &str) -> Option<(&'static str, Sure)> {
        let found = facts().iter().filter_map(|f| Some((f.fits(name, label)?, f)));
        found.min_by_key(|(sure, _)| *sure).map(|(sure, f)| (f.name.as_str(), sure))
    }

    #[test]
    fn facts_are_known_by_name_label_and_part() {
        assert_eq!(fact_of("indager", ""), Some(("age", Sure::Name)));
        assert_eq!(fact_of("k_sex_dv", ""), Some(("sex", Sure::Name)));
        assert_eq!(fact_of("Gender", ""), Some(("sex", Sure::Name)));
        assert_eq!(fact_of("v12", "Legal marital status"), Some(("marital", Sure::Label)));
        assert_eq!(fact_of("client_sex_recorded", ""), Some(("sex", Sure::Part)));
        assert_eq!(fact_of("v13", "Age of youngest child in the household at time of birth"), None);
        assert_eq!(fact_of("contacts", ""), None);
    }

    #[test]
    fn words_for_levels_differ() {
        for fact in facts() {
            let mut all: Vec<&String> = fact.levels.iter().flatten().collect();
            let n = all.len();
            all.sort();
            all.dedup();
            assert_eq!(all.len(), n, "{}", fact.name);
        }
    }
}
