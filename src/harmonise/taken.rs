//! A field's cells before they get their meaning: a column of a file, or computed from several.

use super::arm::Arm;
use super::computed::{self, actual, cells, takes_part};
use super::recode::Recode;
use crate::cohort::Expression;
use crate::fault::Fault;
use crate::ingest::{Cells, Reading};
use crate::job::FieldSpec;
use std::borrow::Cow;

/// Cells of a field.
pub(super) struct Taken<'r> {
    cells: Cells,
    /// What the job calls the column, or the formula.
    name: &'r str,
    /// The file whose rows the cells are of; `None` where there is one cell a unit.
    file: Option<usize>,
}

impl<'r> Taken<'r> {
    /// Takes the cells of the field that `recode` is about.
    pub(super) fn of(arm: &mut Arm, recode: &Recode<'r>, reading: Reading, faults: &mut Vec<Fault>) -> Self {
        let name = recode.name;
        let (file, cells) = if let Some(text) = recode.expression {
            (None, cells(arm, text, &recode.missing_before, reading, faults))
        } else {
            let (file, cells) = arm.take(name, reading);
            (Some(file), cells)
        };
        Self { cells, name, file }
    }

    /// The cells, which then are here no more.
    pub(super) fn cells(&mut self) -> Cells {
        std::mem::take(&mut self.cells)
    }

    /// `true` if the cell in `row` is of a unit that takes part.
    pub(super) fn uses(&self, arm: &Arm, row: usize) -> bool {
        self.file.map_or_else(|| takes_part(arm, row), |file| arm.uses(file, row))
    }

    /// The row of each unit of the arm.
    pub(super) fn rows<'a>(&self, arm: &'a Arm) -> Cow<'a, [u32]> {
        match self.file {
            Some(file) => Cow::Borrowed(&arm.rows[file]),
            None => Cow::Owned((0..arm.len() as u32).collect()),
        }
    }

    /// A fault in the cell in `row`, or in all of the column.
    pub(super) fn fault(
        &self,
        arm: &Arm,
        code: &'static str,
        row: Option<usize>,
        message: String,
        help: &str,
    ) -> Fault {
        match (self.file, row) {
            (Some(file), row) => {
                arm.tables[file].fault(code, row, Some(arm.locate(self.name).1), message, help)
            }
            (None, Some(unit)) => computed::fault(arm, code, unit, self.name, message, help),
            (None, None) => arm.tables[0].fault(code, None, Some(self.name), message, help),
        }
    }
}

/// `true` if a file of `arm` has not all the columns of `field`.
pub(super) fn lacks(arm: &Arm, field: &FieldSpec) -> bool {
    match field.expression() {
        None => arm.lacks(field.column()),
        Some(text) => {
            let columns = Expression::parse(text).map(|e| e.columns()).unwrap_or_default();
            columns.iter().any(|name| arm.lacks(&actual(arm, name)))
        }
    }
}
