//! From what a codebook says of a variable to what that means in each wave.

use super::spec::{CodebookSpec, ColumnsSpec, MissingSpec, NamesSpec, VariableSpec};
use super::waves::{PATTERN, range};
use crate::job::CellSpec;

/// A variable in one wave.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Resolved {
    pub(super) columns: Vec<String>,
    pub(super) missing: Vec<CellSpec>,
    pub(super) carry: Vec<String>,
}

/// A fault of a variable: under which key, and what.
pub(super) type Doubt = (&'static str, String);

/// The variable in each wave; one entry where the source has no waves.
pub(super) fn waves(book: &CodebookSpec, variable: &VariableSpec, faults: &mut Vec<Doubt>) -> Vec<Resolved> {
    let mut list = vec![Resolved::default(); book.wave.len().max(1)];
    columns(book, variable, &mut list, faults);
    missing(book, variable, &mut list, faults);
    carry(book, variable, &mut list, faults);
    list
}

/// The variable where no wave is stated: every name it has, the latest first. `None` where that depends on
/// the wave: names that hold it, or missing codes that differ.
pub(super) fn any(variable: &VariableSpec, waves: &[Resolved]) -> Option<Resolved> {
    let named = || waves.iter().rev().filter(|r| !r.columns.is_empty());
    let missing = named().next()?.missing.clone();
    if patterned(&variable.columns) || named().any(|r| r.missing != missing) {
        return None;
    }
    let mut columns: Vec<String> = Vec::new();
    for name in named().flat_map(|r| &r.columns) {
        if !columns.contains(name) {
            columns.push(name.clone());
        }
    }
    Some(Resolved { columns, missing, carry: Vec::new() })
}

fn patterned(columns: &ColumnsSpec) -> bool {
    let has = |n: &String| n.contains(PATTERN);
    match columns {
        ColumnsSpec::One(name) => has(name),
        ColumnsSpec::Several(names) => names.iter().any(has),
        ColumnsSpec::ByWave(map) => map.values().flat_map(NamesSpec::list).any(has),
    }
}

fn columns(book: &CodebookSpec, variable: &VariableSpec, list: &mut [Resolved], faults: &mut Vec<Doubt>) {
    let mut put = |at: usize, names: &[String], faults: &mut Vec<Doubt>| {
        let wave = book.wave.get(at).map(|w| w.name.as_str());
        for name in names {
            if name.trim().is_empty() || (name.contains(PATTERN) && wave.is_none()) {
                faults.push(("columns", format!("`{name}` cannot be the name of a column")));
            }
            list[at].columns.push(name.replace(PATTERN, wave.unwrap_or_default()));
        }
    };
    let (one, several);
    let everywhere: &[String] = match &variable.columns {
        ColumnsSpec::One(name) => {
            one = [name.clone()];
            &one
        }
        ColumnsSpec::Several(names) => {
            several = names.clone();
            &several
        }
        ColumnsSpec::ByWave(map) => {
            for (said, names) in map {
                match range(&book.wave, said) {
                    Ok(waves) => waves.into_iter().for_each(|at| put(at, names.list(), faults)),
                    Err(why) => faults.push(("columns", why)),
                }
            }
            return;
        }
    };
    (0..book.wave.len().max(1)).for_each(|at| put(at, everywhere, faults));
}

fn missing(book: &CodebookSpec, variable: &VariableSpec, list: &mut [Resolved], faults: &mut Vec<Doubt>) {
    let everywhere = match &variable.missing {
        None => return,
        Some(MissingSpec::Codes(codes)) => codes.clone(),
        Some(MissingSpec::Named(name)) => {
            let Some(named) = book.missing.get(name) else {
                faults.push(("missing", format!("the codebook has no list of missing codes `{name}`")));
                return;
            };
            named.codes.keys().map(|code| cell(code)).collect()
        }
        Some(MissingSpec::ByWave(map)) => {
            for (said, codes) in map {
                match range(&book.wave, said) {
                    Ok(waves) => waves.into_iter().for_each(|at| list[at].missing.extend_from_slice(codes)),
                    Err(why) => faults.push(("missing", why)),
                }
            }
            return;
        }
    };
    for resolved in list {
        resolved.missing.clone_from(&everywhere);
    }
}

/// A code that stands as a key: a number where it is one.
fn cell(code: &str) -> CellSpec {
    let whole = code.parse().map(CellSpec::Whole);
    whole.or_else(|_| code.parse().map(CellSpec::Number)).unwrap_or_else(|_| CellSpec::Text(code.to_owned()))
}

fn carry(book: &CodebookSpec, variable: &VariableSpec, list: &mut [Resolved], faults: &mut Vec<Doubt>) {
    let Some(said) = &variable.carry else { return };
    match range(&book.wave, said) {
        Ok(from) => {
            let known: Vec<usize> = from.into_iter().filter(|&w| !list[w].columns.is_empty()).collect();
            for (at, resolved) in list.iter_mut().enumerate() {
                let earlier = known.iter().rev().filter(|&&w| w < at);
                resolved.carry = earlier.map(|&w| book.wave[w].name.clone()).collect();
            }
        }
        Err(why) => faults.push(("carry", why)),
    }
}
