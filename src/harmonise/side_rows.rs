//! A file with any number of rows a person: whose row each is, and what it says.

use super::category::meaning;
use super::field::Meaning;
use super::natural;
use super::recode::Recode;
use crate::fault::Fault;
use crate::ingest::{Cells, EMPTY, Reading, Repeated, Tables, Words};
use crate::job::{CellSpec, FieldSpec};

/// The rows of such a file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SideRows {
    /// The id in each row; none where the cell is empty.
    pub ids: Vec<Option<String>>,
    /// The category of each row; none where it is missing.
    pub words: Vec<Option<String>>,
}

/// Reads the one file of `tables`.
///
/// * `id`: its column with the id.
/// * `field`: its column with a category, if one is asked for; no formula.
/// * `missing`: codes that mean missing.
///
/// # Errors
/// Cells whose meaning is not known, and whatever was wrong with the file.
pub fn side_rows(
    tables: Tables,
    id: &str,
    field: Option<&FieldSpec>,
    missing: &[CellSpec],
) -> Result<SideRows, Vec<Fault>> {
    let mut faults = tables.faults;
    let Some(mut table) = tables.sources.into_iter().next() else { return Err(faults) };
    let Cells::Keys(keys) = table.take(id, Reading::Keys) else { return Err(faults) };
    let ids = (0..keys.len()).map(|i| (!keys.is_missing(i)).then(|| keys.text(i).into_owned())).collect();
    let Some(field) = field else {
        return if faults.is_empty() { Ok(SideRows { ids, words: Vec::new() }) } else { Err(faults) };
    };
    let recode = Recode::new(field, missing, table.description(field.column()));
    let words = match table.take(field.column(), Reading::Words) {
        Cells::Words(words) => words,
        _ => Words::default(),
    };
    let meanings: Vec<Meaning<String>> = words.words.iter().map(|w| meaning(&recode, &[], w)).collect();
    let mut bad = Repeated::default();
    let mut found = Vec::with_capacity(words.codes.len());
    for (row, &code) in words.codes.iter().enumerate() {
        found.push(match meanings.get(code as usize).filter(|_| code != EMPTY) {
            Some(Meaning::Value(word)) => Some(word.clone()),
            Some(Meaning::Unknown(message, help)) => {
                let column = Some(field.column());
                bad.add(|| table.fault("MW216", Some(row), column, message.clone(), help));
                None
            }
            Some(Meaning::Missing) | None => None,
        });
    }
    bad.finish(&mut faults);
    if faults.is_empty() { Ok(SideRows { ids, words: found }) } else { Err(faults) }
}

/// Puts words into the order in which categories are told where nobody says another.
pub fn in_order(words: &mut Vec<String>) {
    words.sort_by(|a, b| natural::compare(a, b));
    words.dedup();
}
