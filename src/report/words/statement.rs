//! Checklists of reporting: what they ask for, and how far a report meets it.

use super::super::spec::StatementSpec;
use serde::Deserialize;
use std::sync::LazyLock;

/// The lists that come with the program.
const FILES: [&str; 2] = [
    include_str!("../../../data-schemas/statements/target.toml"),
    include_str!("../../../data-schemas/statements/strobe.toml"),
];

/// Where a report says what only the author knows.
const AUTHOR: &str = "What the author adds";

/// A checklist.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub about: String,
    /// Where it was published.
    pub source: String,
    /// What it asks for.
    #[serde(rename = "item")]
    pub items: Vec<Item>,
}

/// One thing that a checklist asks for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its number, or the part of the paper it belongs to.
    pub number: String,
    /// What it asks for, in a few words.
    pub asks: String,
    /// Sections of the report that answer it.
    #[serde(default, rename = "where")]
    pub sections: Vec<String>,
    /// Key of `[report.statement]` that answers it, or what is missing of it.
    pub author: Option<String>,
    /// What the author must add.
    pub gap: Option<String>,
}

/// How far a report meets an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    Covered,
    /// The report says part of it; the author has to add the rest.
    Part,
    /// The author has to add it.
    Gap,
}

impl Standing {
    /// In a word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Covered => "covered",
            Self::Part => "in part",
            Self::Gap => "gap",
        }
    }
}

/// All checklists.
#[must_use]
pub fn statements() -> &'static [Statement] {
    static ALL: LazyLock<Vec<Statement>> =
        LazyLock::new(|| FILES.iter().filter_map(|text| toml::from_str(text).ok()).collect());
    &ALL
}

/// How far a report meets an item, and where, or what is missing.
///
/// * `known`: sections of the report, by id and title.
#[must_use]
pub fn standing(item: &Item, said: &StatementSpec, known: &[(&str, &str)]) -> (Standing, String) {
    let title = |id: &String| known.iter().find(|(k, _)| k == id).map(|(_, title)| *title);
    let mut places: Vec<&str> = item.sections.iter().filter_map(title).collect();
    let told = |key: &String| said.parts().iter().any(|(k, _, words)| k == key && words.is_some());
    let added = item.author.as_ref().is_some_and(told);
    if added {
        places.push(AUTHOR);
    }
    let missing = item.gap.as_deref().filter(|_| !added);
    let places = places.join("; ");
    match (places.is_empty(), missing) {
        (false, None) => (Standing::Covered, places),
        (false, Some(gap)) => (Standing::Part, format!("{places}. {gap}")),
        (true, gap) => (Standing::Gap, gap.unwrap_or("Nothing in this report answers it.").to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::{FILES, Standing, standing, statements};
    use crate::report::spec::StatementSpec;

    #[test]
    fn every_list_can_be_read_and_every_gap_can_be_filled() {
        assert_eq!(statements().len(), FILES.len());
        let full = StatementSpec::default();
        let keys: Vec<&str> = full.parts().iter().map(|p| p.0).collect();
        for item in statements().iter().flat_map(|s| &s.items) {
            assert!(item.author.as_deref().is_none_or(|k| keys.contains(&k)), "{}", item.asks);
            assert!(!item.sections.is_empty() || item.gap.is_some(), "{}", item.asks);
            assert!(item.author.is_none() || item.gap.is_some(), "{}", item.asks);
        }
        let strobe = statements().iter().find(|s| s.name == "STROBE").unwrap();
        let numbers: Vec<String> = strobe.items.iter().map(|i| i.number.clone()).collect();
        assert_eq!(numbers, (1..=22).map(|n| n.to_string()).collect::<Vec<_>>());
    }

    #[test]
    fn what_the_author_says_closes_a_gap() {
        let strobe = statements().iter().find(|s| s.name == "STROBE").unwrap();
        let funding = strobe.items.last().unwrap();
        let known = [("top", "The headline")];
        assert_eq!(standing(funding, &StatementSpec::default(), &known).0, Standing::Gap);
        let said = StatementSpec { funding: Some("A trust".to_owned()), ..StatementSpec::default() };
        assert_eq!(standing(funding, &said, &known), (Standing::Covered, "What the author adds".to_owned()));
        let limits = strobe.items.iter().find(|i| i.number == "19").unwrap();
        let known = [("said", "What this can and cannot tell you")];
        assert_eq!(standing(limits, &said, &known).0, Standing::Part);
    }
}
