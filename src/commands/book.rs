//! The code book: what every stable code means. Data, in `data-schemas/codes/`.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What one code means.
#[derive(Debug, Clone, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// In a few words.
    pub title: String,
    /// `error`, or `note`, `warning`, `serious` for findings of the design review.
    pub severity: String,
    /// What happened, or why it matters.
    pub reason: String,
    /// The way out.
    pub remedy: String,
    /// Where it comes from.
    #[serde(default)]
    pub reference: Option<String>,
}

const BOOKS: [&str; 9] = [
    include_str!("../../data-schemas/codes/job.toml"),
    include_str!("../../data-schemas/codes/design.toml"),
    include_str!("../../data-schemas/codes/data.toml"),
    include_str!("../../data-schemas/codes/matching.toml"),
    include_str!("../../data-schemas/codes/balance.toml"),
    include_str!("../../data-schemas/codes/estimate.toml"),
    include_str!("../../data-schemas/codes/report.toml"),
    include_str!("../../data-schemas/codes/impute.toml"),
    include_str!("../../data-schemas/codes/value.toml"),
];

/// All entries by code.
///
/// # Panics
/// Never in a released build: the books are compiled in and a test reads each.
pub fn book() -> &'static BTreeMap<String, Entry> {
    static BOOK: OnceLock<BTreeMap<String, Entry>> = OnceLock::new();
    BOOK.get_or_init(|| {
        let read = |text: &&str| -> BTreeMap<String, Entry> {
            toml::from_str(text).expect("the code books are compiled in, and a test reads each")
        };
        BOOKS.iter().flat_map(read).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_book_is_readable_and_no_code_stands_twice() {
        let entries: usize =
            BOOKS.iter().map(|t| toml::from_str::<BTreeMap<String, Entry>>(t).unwrap().len()).sum();
        assert_eq!(entries, book().len());
        assert!(book().keys().all(|c| c.starts_with("MW") && c.len() == 5));
    }
}
