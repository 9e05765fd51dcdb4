//! SPSS system files: `.sav`, plain or compressed by bytes, and `.zsav`.
//!
//! The format is the one the PSPP project has written down ("System File Format"). The dictionary is read
//! whole; rows pass through one buffer that holds nothing but the cells asked for.

mod blocks;
mod cells;
mod codes;
mod dictionary;
mod encoding;
mod extensions;
mod header;
mod records;

use super::bytes::Bytes;
use super::cells::Cells;
use super::damage::Damage;
use super::description::Description;
use super::wanted::Reading;
use std::io::{BufRead, Seek};

/// An SPSS file of which the columns are known.
pub(super) struct Spss<R> {
    bytes: Bytes<R>,
    header: header::Header,
    dictionary: dictionary::Dictionary,
}

impl<R: BufRead + Seek> Spss<R> {
    /// Reads up to the first row.
    pub(super) fn open(mut bytes: Bytes<R>) -> Result<Self, Damage> {
        let mut header = header::read(&mut bytes)?;
        let raw = records::read(&mut bytes)?;
        header.rows = raw.extensions.rows.or(header.rows);
        let dictionary = dictionary::build(raw, bytes.order)?;
        header.check(&bytes, dictionary.units)?;
        Ok(Self { bytes, header, dictionary })
    }

    /// How many rows there are, where the header tells.
    pub(super) fn rows(&self) -> Option<usize> {
        self.header.known_rows(&self.bytes, self.dictionary.units)
    }

    /// The names of the columns.
    pub(super) fn names(&self) -> Vec<String> {
        self.dictionary.variables.iter().map(|v| v.name.clone()).collect()
    }

    /// Which columns hold texts.
    pub(super) fn texts(&self) -> Vec<bool> {
        let text = |v: &dictionary::Variable| v.kind != dictionary::Kind::Number;
        self.dictionary.variables.iter().map(text).collect()
    }

    /// What the file says about each of its columns.
    pub(super) fn descriptions(self) -> Result<Vec<Description>, Damage> {
        let all: Vec<usize> = (0..self.dictionary.variables.len()).collect();
        self.dictionary.describe(&all)
    }

    /// The columns at `wanted`, each as its reading says, with what the file says about it.
    pub(super) fn columns(
        mut self,
        wanted: &[(usize, Reading)],
        limit: Option<usize>,
    ) -> Result<(usize, Vec<(Cells, Description)>), Damage> {
        let places: Vec<usize> = wanted.iter().map(|w| w.0).collect();
        let descriptions = self.dictionary.describe(&places)?;
        let order = self.bytes.order;
        let mut table = cells::Table::new(&self.dictionary, wanted, &descriptions, order);
        codes::read(&mut self.bytes, &self.header, &mut table, limit)?;
        let rows = table.rows();
        let cells = table.build();
        Ok((rows, cells.into_iter().zip(descriptions).collect()))
    }
}
