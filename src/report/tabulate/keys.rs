//! Stable words for the variants of our types, as they stand in jobs and tables.

use crate::estimate::Base;
use serde::Serialize;

/// The word of a variant in a job file.
pub(super) fn key<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The word of a base.
pub(super) fn base(base: Base) -> &'static str {
    match base {
        Base::AllMatched => "all_matched",
        Base::CouldImprove => "could_improve",
        Base::CouldWorsen => "could_worsen",
        Base::CasesAtStart => "cases_at_start",
        Base::NonCasesAtStart => "non_cases_at_start",
    }
}

/// The word of an arm.
pub(super) fn arm(treated: bool) -> &'static str {
    if treated { "treated" } else { "control" }
}

/// A count as tables hold it.
pub(super) fn count(n: usize) -> Option<i64> {
    i64::try_from(n).ok()
}

/// A list as one text; `None` when it is empty.
pub(super) fn list(items: &[String]) -> Option<String> {
    (!items.is_empty()).then(|| items.join(", "))
}

/// A word with a capital first letter.
pub(super) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
