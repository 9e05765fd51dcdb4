//! Where each key and value of a job stands in its text.

use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The table as it was written, with places.
pub(super) struct Spans<'i> {
    text: &'i str,
    root: Spanned<DeTable<'i>>,
}

/// How far a path could be followed, and where it led.
pub(super) struct Found {
    /// Steps of the path that exist.
    pub(super) depth: usize,
    /// The key (for items of a list: the item).
    pub(super) key: Range<usize>,
    /// The value.
    pub(super) value: Range<usize>,
}

impl<'i> Spans<'i> {
    pub(super) fn new(text: &'i str, root: Spanned<DeTable<'i>>) -> Self {
        Self { text, root }
    }

    pub(super) fn root(&self) -> &DeTable<'i> {
        self.root.get_ref()
    }

    /// Follows `path` (list items by number) as far as it exists.
    pub(super) fn find(&self, path: &[&str]) -> Found {
        let mut found = Found { depth: 0, key: 0..0, value: 0..0 };
        let Some((first, rest)) = path.split_first() else { return found };
        let Some((key, mut value)) = self.root().get_key_value(*first) else { return found };
        found = Found { depth: 1, key: key.span(), value: value.span() };
        for step in rest {
            let next = match value.get_ref() {
                DeValue::Table(t) => t.get_key_value(*step).map(|(k, v)| (k.span(), v)),
                DeValue::Array(a) => step.parse::<usize>().ok().and_then(|i| a.get(i)).map(|v| (v.span(), v)),
                _ => None,
            };
            let Some((key, inner)) = next else { break };
            value = inner;
            found = Found { depth: found.depth + 1, key, value: inner.span() };
        }
        found
    }

    /// `true` if the whole of `path` was written.
    pub(super) fn has(&self, path: &[&str]) -> bool {
        self.find(path).depth == path.len()
    }

    /// Keys of the table at `path`, written order; none if it is no table.
    pub(super) fn keys(&self, section: &str) -> Vec<String> {
        let table = self.root().get(section).and_then(|v| v.get_ref().as_table());
        table.map(|t| t.keys().map(|k| k.get_ref().to_string()).collect()).unwrap_or_default()
    }

    /// The bytes `inner` of the text `said` that stands as a string at `place`; all of `place` where
    /// the string has escapes, so that its bytes are not those of the job.
    pub(super) fn within(&self, place: &Range<usize>, said: &str, inner: &Range<usize>) -> Range<usize> {
        let start = place.start + 1;
        let plain = self.text.get(start..start + said.len()) == Some(said);
        if !plain || inner.end > said.len() {
            return place.clone();
        }
        start + inner.start..(start + inner.end).max(start + inner.start)
    }
}
