//! The row with the column names, and why it may not be the right one.

use super::sheet::{Merged, address};
use crate::fault::{Fault, Place};
use crate::ingest::names::resolve;
use crate::ingest::wanted::Request;
use std::collections::{BTreeMap, BTreeSet};

/// Rows below the heading that are looked at for a better one.
pub(super) const LOOKED_AT: u32 = 20;

/// The top of a sheet.
#[derive(Default)]
pub(super) struct Top {
    /// The row that is taken for the heading, from 0.
    pub(super) row: u32,
    /// Words of the first rows, by row and column.
    pub(super) words: BTreeMap<u32, BTreeMap<u32, String>>,
    /// Columns with something below the heading.
    pub(super) filled: BTreeSet<u32>,
}

impl Top {
    /// The names of a row's columns, empty where it has none.
    pub(super) fn names(&self, row: u32) -> Vec<String> {
        let Some(words) = self.words.get(&row) else { return Vec::new() };
        let width = words.last_key_value().map_or(0, |(column, _)| column + 1);
        (0..width).map(|c| words.get(&c).map_or("", |w| w.trim()).to_owned()).collect()
    }

    /// Why columns that are asked for are not in the heading: merged cells, cells without a name, or
    /// another row that has the names.
    pub(super) fn suspicions(&self, merged: &[Merged], request: &Request) -> Vec<Fault> {
        let mut faults = Vec::new();
        let touching: Vec<String> =
            merged.iter().filter(|m| m.from.0 <= self.row && m.to.0 >= self.row).map(|m| m.words()).collect();
        let names = self.names(self.row);
        let nameless = |c: &&u32| names.get(**c as usize).is_none_or(String::is_empty);
        let empty: Vec<String> = self.filled.iter().filter(nameless).map(|c| address(self.row, *c)).collect();
        let better = self.better(request);
        let help = match better {
            Some(row) => format!("row {0} has the names: write `heading = {0}` beside `file`", row + 1),
            None => {
                "give each column one cell with its name, in one row; say which with `heading = 2`".to_owned()
            }
        };
        let mut add = |message: String| {
            let place =
                Place::Data { file: request.path.clone(), row: Some(self.row as usize + 1), column: None };
            faults.push(Fault { code: "MW257", message, help: Some(help.clone()), place });
        };
        if !touching.is_empty() {
            add(format!("the heading has merged cells: {}", listed(&touching)));
        }
        if !empty.is_empty() {
            add(format!("the heading has no name above data in {}", listed(&empty)));
        }
        if better.is_some() && touching.is_empty() && empty.is_empty() {
            add(format!("row {} is not the heading", self.row + 1));
        }
        faults
    }

    /// Another of the first rows that has every name asked for.
    fn better(&self, request: &Request) -> Option<u32> {
        let has_all = |row: &u32| {
            let mut missing = Vec::new();
            resolve(&self.names(*row), request, &mut missing);
            missing.is_empty()
        };
        self.words.keys().copied().filter(|row| *row != self.row).find(has_all)
    }
}

/// A fault of merged cells in a column that is used: in its heading, or among its values.
pub(super) fn merged_fault(
    merged: Merged,
    heading: u32,
    used: &[(u32, &str)],
    request: &Request,
) -> Option<Fault> {
    let (_, name) = used.iter().find(|(c, _)| (merged.from.1..=merged.to.1).contains(c))?;
    if merged.to.0 < heading {
        return None;
    }
    let what = if merged.from.0 <= heading { "the heading has merged cells" } else { "cells are merged" };
    let first = address(merged.from.0, merged.from.1);
    Some(Fault {
        code: "MW257",
        message: format!("{what}: {} is merged, and only {first} has a value", merged.words()),
        help: Some("take the cells apart in the spreadsheet program, and give each its own value".to_owned()),
        place: Place::Data {
            file: request.path.clone(),
            row: Some(merged.from.0 as usize + 1),
            column: Some((*name).to_owned()),
        },
    })
}

fn listed(words: &[String]) -> String {
    let more = if words.len() > 8 { ", ..." } else { "" };
    format!("{}{more}", words.iter().take(8).map(String::as_str).collect::<Vec<_>>().join(", "))
}
