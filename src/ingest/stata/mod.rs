//! Stata's `.dta`, releases 113 to 119 (Stata 8 to 19).
//!
//! The format is the one Stata documents (`help dta`). Sections are read in the order they stand in; rows
//! pass through one buffer, of which only the cells asked for are looked at.

mod cells;
mod labels;
mod layout;
mod missing;
mod schema;
mod strings;

use super::bytes::Bytes;
use super::cells::Cells;
use super::damage::Damage;
use super::description::Description;
use super::wanted::Reading;
use std::io::{BufRead, Seek};

/// A Stata file of which the columns are known.
pub(super) struct Stata<R> {
    bytes: Bytes<R>,
    schema: schema::Schema,
}

impl<R: BufRead + Seek> Stata<R> {
    /// Reads up to the first row.
    pub(super) fn open(mut bytes: Bytes<R>) -> Result<Self, Damage> {
        let schema = schema::read(&mut bytes)?;
        Ok(Self { bytes, schema })
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.schema.rows
    }

    /// The names of the columns.
    pub(super) fn names(&self) -> Vec<String> {
        self.schema.variables.iter().map(|v| v.name.clone()).collect()
    }

    /// Which columns hold texts.
    pub(super) fn texts(&self) -> Vec<bool> {
        let text = |v: &schema::Variable| matches!(v.kind, schema::Kind::Text(_) | schema::Kind::Reference);
        self.schema.variables.iter().map(text).collect()
    }

    /// What the file says about each of its columns.
    pub(super) fn descriptions(mut self) -> Result<Vec<Description>, Damage> {
        let width = self.schema.rows as u64 * self.schema.width as u64;
        self.bytes.skip(width, "the rows")?;
        strings::skip(&mut self.bytes, &self.schema)?;
        let sets = labels::read(&mut self.bytes, &self.schema)?;
        let all: Vec<(usize, u32)> = (0..self.schema.variables.len()).map(|i| (i, 0)).collect();
        labels::describe(&self.schema, &sets, &all)
    }

    /// The columns at `wanted`, each as its reading says, with what the file says about it.
    pub(super) fn columns(
        mut self,
        wanted: &[(usize, Reading)],
        limit: Option<usize>,
    ) -> Result<(usize, Vec<(Cells, Description)>), Damage> {
        let rows = limit.map_or(self.schema.rows, |limit| limit.min(self.schema.rows));
        let columns = cells::read(&mut self.bytes, &self.schema, wanted, rows)?;
        let rest = (self.schema.rows - rows) as u64 * self.schema.width as u64;
        self.bytes.skip(rest, "the rows")?;
        let columns = strings::finish(&mut self.bytes, &self.schema, columns)?;
        let sets = labels::read(&mut self.bytes, &self.schema)?;
        let places: Vec<_> = wanted.iter().zip(&columns).map(|(w, c)| (w.0, c.letters)).collect();
        let descriptions = labels::describe(&self.schema, &sets, &places)?;
        let cells = columns.into_iter().map(|c| c.builder.build());
        Ok((rows, cells.zip(descriptions).collect()))
    }
}
