//! One source of units: its files joined on the id.

use super::order::{compare, sorted, twins};
use super::origin::MissingTally;
use super::recode::Recode;
use crate::fault::Fault;
use crate::ingest::{Cells, Description, Keys, Reading, Repeated, Side, Source, SourceFile, SourceTable};
use crate::job::{CellSpec, FieldSpec, Join, RecodeSpec};
use indexmap::IndexMap;
use std::cmp::Ordering;

/// Stands for the row of a unit that is not in a file.
pub(super) const ABSENT: u32 = u32::MAX;

/// The units of one source, in the order of their ids.
#[derive(Debug)]
pub(super) struct Arm {
    pub(super) side: Side,
    /// The files, the one that the units come from first.
    pub(super) tables: Vec<SourceTable>,
    /// For each file, the row of each unit.
    pub(super) rows: Vec<Vec<u32>>,
    /// For each file, whether a row belongs to a unit that takes part; empty = all do.
    pub(super) used: Vec<Vec<bool>>,
    /// The first unit of this arm in the cohort.
    pub(super) offset: usize,
    /// Its ids, in order.
    pub(super) ids: Keys,
    /// For each file, how many of its people are no units, being absent from the first file.
    pub(super) strangers: Vec<usize>,
    /// What the codebook says about columns that formulas name.
    pub(super) known: IndexMap<String, RecodeSpec>,
    /// Codes that mean missing, column by column.
    pub(super) missing: Vec<MissingTally>,
}

impl Arm {
    /// Joins the files of `source`; ids that are missing or not unique are faults. `None` where a file
    /// has no id column.
    pub(super) fn join(
        source: &Source<'_>,
        mut tables: Vec<SourceTable>,
        offset: usize,
        faults: &mut Vec<Fault>,
    ) -> Option<Self> {
        let lacking = |(table, file): (&SourceTable, &SourceFile<'_>)| table.lacks(file.id(source.id));
        if tables.is_empty() || tables.iter().zip(&source.files).any(lacking) {
            return None;
        }
        let mut keys = ids(source, &mut tables);
        let orders: Vec<Vec<u32>> = keys.iter().map(sorted).collect();
        for (at, (keys, order)) in keys.iter().zip(&orders).enumerate() {
            check(keys, order, &tables[at], source.files[at].id(source.id), faults);
        }
        let first = &orders[0];
        let mut rows = Vec::with_capacity(orders.len());
        let mut strangers = vec![0];
        for at in 1..orders.len() {
            if source.files[at].on().is_some() {
                rows.push(Vec::new());
                strangers.push(0);
                continue;
            }
            let (found, others) = partners(&keys[0], first, &keys[at], &orders[at]);
            rows.push(found);
            strangers.push(others);
        }
        let others: Vec<(Keys, Vec<u32>)> = keys.drain(1..).zip(orders.iter().skip(1).cloned()).collect();
        let ids = gathered(keys.swap_remove(0), first);
        let rows: Vec<Vec<u32>> = orders.into_iter().take(1).chain(rows).collect();
        let used = vec![Vec::new(); rows.len()];
        let mut arm = Self {
            side: source.side,
            tables,
            rows,
            used,
            offset,
            ids,
            strangers,
            missing: Vec::new(),
            known: source.known.clone(),
        };
        for (at, (keys, order)) in (1..).zip(&others) {
            if let Some(on) = source.files[at].on() {
                arm.look_up(at, on, source.missing, keys, order);
            }
        }
        arm.complete(source, faults);
        Some(arm)
    }

    /// Finds the row of each unit in file `at` by the value of the column `on`: several units may share
    /// a row, as people of one household do.
    fn look_up(&mut self, at: usize, on: &str, missing: &[CellSpec], keys: &Keys, order: &[u32]) {
        let recode = self.plain(on, missing);
        let (file, Cells::Keys(wanted)) = self.take(on, Reading::Keys) else { return };
        let (wanted, keys) = match (&wanted, keys) {
            (Keys::Whole { .. }, Keys::Text { .. }) => (wanted.into_text(), keys.clone()),
            (Keys::Text { .. }, Keys::Whole { .. }) => (wanted, keys.clone().into_text()),
            _ => (wanted, keys.clone()),
        };
        let find = |&row: &u32| {
            if row == ABSENT
                || wanted.is_missing(row as usize)
                || recode.is_missing(&wanted.text(row as usize))
            {
                return ABSENT;
            }
            let found = order.binary_search_by(|&o| compare(&keys, o as usize, &wanted, row as usize));
            found.map_or(ABSENT, |place| order[place])
        };
        self.rows[at] = self.rows[file].iter().map(find).collect();
    }

    /// Tells who is not in a file that must hold everybody.
    fn complete(&self, source: &Source<'_>, faults: &mut Vec<Fault>) {
        for (at, file) in source.files.iter().enumerate().filter(|(_, f)| f.spec.join() == Join::Complete) {
            let mut lost = Repeated::default();
            for unit in (0..self.len()).filter(|&unit| self.rows[at][unit] == ABSENT) {
                let message = format!(
                    "`{}` is in {} but not in {}",
                    self.ids.text(unit),
                    self.tables[0].file.display(),
                    file.spec.path().display()
                );
                let help =
                    "correct the ids, or let people be absent with `join = \"optional\"` or `\"required\"`";
                let row = Some(self.rows[0][unit] as usize);
                lost.add(|| self.tables[0].fault("MW285", row, Some(source.id), message, help));
            }
            lost.finish(faults);
        }
    }

    /// How many units.
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// `true` if row `row` of file `file` belongs to a unit that takes part.
    pub(super) fn uses(&self, file: usize, row: usize) -> bool {
        self.used[file].get(row).is_none_or(|used| *used)
    }

    /// Which file holds the column a job calls `name`, and what it is called there.
    pub(super) fn locate<'n>(&self, name: &'n str) -> (usize, &'n str) {
        let named = name.split_once('.').and_then(|(wave, column)| {
            Some((self.tables.iter().position(|t| t.wave.as_deref() == Some(wave))?, column))
        });
        named.unwrap_or((0, name))
    }

    /// Takes a column for one of its uses, and says which file it is of.
    pub(super) fn take(&mut self, name: &str, reading: Reading) -> (usize, Cells) {
        let (file, column) = self.locate(name);
        (file, self.tables[file].take(column, reading))
    }

    /// What the file says about the column a job calls `name`.
    pub(super) fn description(&self, name: &str) -> Option<&Description> {
        let (file, column) = self.locate(name);
        self.tables[file].description(column)
    }

    /// The recode of `field`; `missing` are the codes of its side.
    pub(super) fn recode<'f>(&self, field: &'f FieldSpec, missing: &[CellSpec]) -> Recode<'f> {
        Recode::new(field, missing, self.description(field.column()))
    }

    /// The column `name` as it is, but for missing codes.
    pub(super) fn plain<'f>(&self, name: &'f str, missing: &[CellSpec]) -> Recode<'f> {
        Recode::plain(name, missing, self.description(name))
    }

    /// Notes that the missing code `code` stands in `rows` rows of the column a job calls `name`; a
    /// column that several things read is counted once.
    pub(super) fn tally(&mut self, name: &str, code: &str, rows: usize) {
        let known = self.missing.iter().any(|t| t.column == name && t.code == code);
        if rows == 0 || known {
            return;
        }
        let label = self.description(name).and_then(|said| said.label_of(code)).map(str::to_owned);
        let (column, code) = (name.to_owned(), code.to_owned());
        self.missing.push(MissingTally { side: self.side, column, code, label, rows });
    }

    /// `true` if the column a job calls `name` is not in its file.
    pub(super) fn lacks(&self, name: &str) -> bool {
        let (file, column) = self.locate(name);
        self.tables[file].lacks(column)
    }

    /// A fault in the cell of unit `unit` (counted within this arm) in column `name`.
    pub(super) fn fault(
        &self,
        code: &'static str,
        unit: usize,
        name: &str,
        message: String,
        help: &str,
    ) -> Fault {
        let (file, column) = self.locate(name);
        let row = Some(self.rows[file][unit]).filter(|&r| r != ABSENT).map(|r| r as usize);
        self.tables[file].fault(code, row, Some(column), message, help)
    }

    /// Lets only the rows of units that `enters` count from now on.
    pub(super) fn restrict(&mut self, enters: &[bool]) {
        for (rows, (used, table)) in self.rows.iter().zip(self.used.iter_mut().zip(&self.tables)) {
            let mut mask = vec![false; table.rows];
            for (&row, _) in rows.iter().zip(enters).filter(|(row, enters)| **enters && **row != ABSENT) {
                mask[row as usize] = true;
            }
            *used = mask;
        }
    }
}

/// The id column of every file: all whole numbers, or all text.
fn ids(source: &Source<'_>, tables: &mut [SourceTable]) -> Vec<Keys> {
    let mut keys = Vec::new();
    for (table, file) in tables.iter_mut().zip(&source.files) {
        if let Cells::Keys(ids) = table.take(file.id(source.id), Reading::Keys) {
            keys.push(ids);
        }
    }
    let people = keys.iter().zip(&source.files).filter(|(_, f)| f.on().is_none());
    let text = people.map(|(k, _)| k).any(|k| matches!(k, Keys::Text { .. }));
    if text { keys.into_iter().map(Keys::into_text).collect() } else { keys }
}

fn check(keys: &Keys, order: &[u32], table: &SourceTable, column: &str, faults: &mut Vec<Fault>) {
    let (mut empty, mut twice) = (Repeated::default(), Repeated::default());
    for row in (0..keys.len()).filter(|&i| keys.is_missing(i)) {
        let help = "give every row an id; ids are never made up from row numbers";
        empty.add(|| table.fault("MW211", Some(row), Some(column), "the id is missing".to_owned(), help));
    }
    for (first, again) in twins(keys, order).filter(|&(i, _)| !keys.is_missing(i as usize)) {
        let value = keys.text(first as usize);
        let rows = (table.lines.of(first as usize), table.lines.of(again as usize));
        let message = format!("id `{value}` is in row {} and again in row {}", rows.0, rows.1);
        let help = "keep one row for each person";
        twice.add(|| table.fault("MW212", Some(again as usize), Some(column), message, help));
    }
    empty.finish(faults);
    twice.finish(faults);
}

/// The rows in another file of those in `order`, and how many of the other file are not among them.
fn partners(keys: &Keys, order: &[u32], other: &Keys, others: &[u32]) -> (Vec<u32>, usize) {
    let (mut at, mut met) = (0, 0);
    let mut rows = Vec::with_capacity(order.len());
    for &row in order {
        let against = |at: usize| compare(other, others[at] as usize, keys, row as usize);
        while at < others.len() && against(at) == Ordering::Less {
            at += 1;
        }
        let same = at < others.len() && against(at) == Ordering::Equal;
        rows.push(if same { others[at] } else { ABSENT });
        met += usize::from(same);
    }
    (rows, others.len() - met)
}

fn gathered(keys: Keys, order: &[u32]) -> Keys {
    if order.iter().enumerate().all(|(i, &row)| i == row as usize) {
        return keys;
    }
    match keys {
        Keys::Whole { values, .. } => {
            Keys::Whole { values: order.iter().map(|&r| values[r as usize]).collect(), empty: Vec::new() }
        }
        Keys::Text { .. } => {
            let (mut ends, mut bytes) = (Vec::with_capacity(order.len()), String::new());
            for &row in order {
                bytes.push_str(keys.slice(row as usize));
                ends.push(bytes.len() as u64);
            }
            Keys::Text { ends, bytes }
        }
    }
}
