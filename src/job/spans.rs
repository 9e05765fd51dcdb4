//! Where each key and value of a job stands in its text.

use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The table as it was written, with places.
pub(super) struct Spans<'i> {
    text: &'i str,
    root: Spanned<DeTable<'i>>,
    aliases: Vec<Alias>,
}

/// A key that was most likely meant to be another: it is told as a fault once, and then read as meant.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Alias {
    /// The table, by the names that were meant.
    pub(super) table: Vec<String>,
    /// The key that was meant.
    pub(super) meant: String,
    /// The key that was written.
    pub(super) written: String,
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
        Self { text, root, aliases: Vec::new() }
    }

    pub(super) fn learn(&mut self, aliases: Vec<Alias>) {
        self.aliases = aliases;
    }

    pub(super) fn root(&self) -> &DeTable<'i> {
        self.root.get_ref()
    }

    /// Follows `path` (list items by number) as far as it exists.
    pub(super) fn find(&self, path: &[&str]) -> Found {
        self.follow(path).0
    }

    fn follow(&self, path: &[&str]) -> (Found, Option<&DeValue<'i>>) {
        let mut found = Found { depth: 0, key: 0..0, value: 0..0 };
        let mut value: Option<&Spanned<DeValue<'i>>> = None;
        for (depth, step) in path.iter().enumerate() {
            let next = match value.map(Spanned::get_ref) {
                None => self.entry(self.root(), &path[..depth], step),
                Some(DeValue::Table(t)) => self.entry(t, &path[..depth], step),
                Some(DeValue::Array(a)) => {
                    step.parse::<usize>().ok().and_then(|i| a.get(i)).map(|v| (v.span(), v))
                }
                Some(_) => None,
            };
            let Some((key, inner)) = next else { break };
            value = Some(inner);
            found = Found { depth: depth + 1, key, value: inner.span() };
        }
        (found, value.map(Spanned::get_ref))
    }

    fn entry<'t>(
        &self,
        table: &'t DeTable<'i>,
        path: &[&str],
        key: &str,
    ) -> Option<(Range<usize>, &'t Spanned<DeValue<'i>>)> {
        let direct = table.get_key_value(key);
        let alias = || {
            let known = self.aliases.iter().find(|a| a.meant == key && a.table == path)?;
            table.get_key_value(known.written.as_str())
        };
        direct.or_else(alias).map(|(k, v)| (k.span(), v))
    }

    /// `true` if the whole of `path` was written.
    pub(super) fn has(&self, path: &[&str]) -> bool {
        self.find(path).depth == path.len()
    }

    /// Keys of the table called `section`, in written order; none if it is no table.
    pub(super) fn keys(&self, section: &str) -> Vec<String> {
        self.keys_at(&[section])
    }

    /// Keys of the table at `path`, likewise.
    pub(super) fn keys_at(&self, path: &[&str]) -> Vec<String> {
        let (found, value) = self.follow(path);
        let table = value.filter(|_| found.depth == path.len()).and_then(DeValue::as_table);
        table.map(|t| t.keys().map(|k| k.get_ref().to_string()).collect()).unwrap_or_default()
    }

    /// Every place that belongs to the value at `path`: its key, itself and all inside it. A table's
    /// parts need not stand together.
    pub(super) fn parts(&self, path: &[&str]) -> Vec<Range<usize>> {
        let (found, value) = self.follow(path);
        if found.depth < path.len() {
            return Vec::new();
        }
        let mut parts = vec![found.key, found.value];
        if let Some(value) = value {
            inside(value, &mut parts);
        }
        parts
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

fn inside(value: &DeValue<'_>, parts: &mut Vec<Range<usize>>) {
    let mut add = |inner: &Spanned<DeValue<'_>>| {
        parts.push(inner.span());
        inside(inner.get_ref(), parts);
    };
    match value {
        DeValue::Array(list) => list.iter().for_each(add),
        DeValue::Table(table) => table.values().for_each(&mut add),
        _ => {}
    }
}
