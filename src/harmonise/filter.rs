//! Who of a source takes part: its `where`.

use super::arm::Arm;
use super::builder::Builder;
use super::field::{arrange, number_array};
use super::number;
use crate::cohort::{CohortError, Column, Expression, ExpressionError, category_array};
use crate::fault::{Fault, Place};
use crate::ingest::{Cells, Numbers, Reading, Source};
use crate::job::FieldSpec;
use arrow::array::ArrayRef;
use indexmap::IndexMap;

/// Gives everyone whom a source's `where` does not let in a reason, and lets only the rows of the
/// others count from here on. An answer that is missing does not let in.
pub(super) fn apply(builder: &mut Builder<'_>) {
    for at in 0..builder.arms.len() {
        let source = builder.sources[at].clone();
        let Some(filter) = source.filter else { continue };
        match answers(&mut builder.arms[at], &source, filter) {
            Ok(None) => builder.unclear = true,
            Ok(Some(enters)) => {
                let words = format!("`{filter}` is not true");
                let code = builder.entry.code("where", &words);
                let arm = &mut builder.arms[at];
                for (unit, _) in enters.iter().enumerate().filter(|(_, enters)| !**enters) {
                    builder.entry.mark(arm.offset + unit, code);
                }
                arm.restrict(&enters);
            }
            Err(fault) => {
                builder.unclear = true;
                builder.faults.push(fault);
            }
        }
    }
}

/// Who is let in; `None` where a column is not there.
fn answers(arm: &mut Arm, source: &Source<'_>, filter: &str) -> Result<Option<Vec<bool>>, Fault> {
    let file = arm.tables[0].file.clone();
    let refused = |e: &ExpressionError| Fault {
        code: "MW224",
        message: format!("`where = \"{filter}\"` of {}: {e}", source.side.words()),
        help: Some("compare columns of the file with values that occur in them".to_owned()),
        place: Place::Data { file: file.clone(), row: None, column: None },
    };
    let expression = Expression::parse(filter).map_err(|e| refused(&e))?;
    if expression.columns().iter().any(|name| arm.lacks(source.filtered(name))) {
        return Ok(None);
    }
    let mut columns = IndexMap::new();
    for name in expression.columns() {
        let array = raw(arm, source, &name)?;
        columns.insert(name, array);
    }
    let truth = expression.truth(arm.len(), &|name| look(&columns, name)).map_err(|e| refused(&e))?;
    Ok(Some(truth.into_iter().map(|t| t == Some(true)).collect()))
}

/// A column among `columns` as an expression reads it.
pub(super) fn look<'a>(
    columns: &'a IndexMap<String, ArrayRef>,
    name: &str,
) -> Result<Column<'a>, CohortError> {
    columns.get(name).and_then(Column::of).ok_or_else(|| {
        let names: Vec<&str> = columns.keys().map(String::as_str).collect();
        let nearest = crate::stats::text::nearest(name, &names).map(str::to_owned);
        CohortError::NoColumn { name: name.to_owned(), nearest, known: names.join(", ") }
    })
}

/// A column of a source's files in the order of its units: numbers if every cell is one, else words.
fn raw(arm: &mut Arm, source: &Source<'_>, name: &str) -> Result<ArrayRef, Fault> {
    let known = source.known.get(name).map(|recode| FieldSpec::Recoded(recode.clone()));
    let name = source.filtered(name);
    let recode = known
        .as_ref()
        .map_or_else(|| arm.plain(name, source.missing), |field| arm.recode(field, source.missing));
    let (file, cells) = arm.take(name, Reading::Numbers);
    let Cells::Numbers(mut cells) = cells else { return Ok(number_array(Vec::new())) };
    number::recoded(&mut cells, &recode, |_| false);
    cells.odd.retain(|&(_, code)| !recode.is_missing(&cells.words[code as usize]));
    if !cells.odd.is_empty() {
        return worded(arm, file, name, &cells);
    }
    let mut values = Vec::new();
    arrange(cells.values, &arm.rows[file], &mut values);
    Ok(number_array(values))
}

fn worded(arm: &Arm, file: usize, name: &str, cells: &Numbers) -> Result<ArrayRef, Fault> {
    let mut levels: IndexMap<String, ()> = IndexMap::new();
    let mut codes: Vec<Option<usize>> = Vec::with_capacity(cells.values.len());
    for &value in &cells.values {
        codes.push((!value.is_nan()).then(|| levels.insert_full(value.to_string(), ()).0));
    }
    for &(row, code) in &cells.odd {
        codes[row as usize] = Some(levels.insert_full(cells.words[code as usize].clone(), ()).0);
    }
    let levels: Vec<String> = levels.into_keys().collect();
    if levels.len() > usize::from(u16::MAX) {
        let message = format!("{} different words are too many for a `where`", levels.len());
        return Err(arm.tables[file].fault("MW220", None, Some(name), message, "use another column"));
    }
    let unit = |&row: &u32| codes.get(row as usize).copied().flatten().map(|code| code as u16);
    category_array(arm.rows[file].iter().map(unit), &levels)
        .map_err(|e| arm.tables[file].fault("MW224", None, Some(name), e.to_string(), "use another column"))
}
