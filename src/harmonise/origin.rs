//! Where each unit came from, for messages after the cells have left their files.

use super::arm::Arm;
use crate::fault::Fault;
pub use crate::fault::Note;
use crate::ingest::Side;

/// How often a code that means 'missing' stands in a column, among rows that take part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingTally {
    /// Whose column.
    pub side: Side,
    /// The column as the job calls it.
    pub column: String,
    /// The code as it is written, such as `-9` or `.d`.
    pub code: String,
    /// What the file calls it, such as `refused`.
    pub label: Option<String>,
    /// In how many rows.
    pub rows: usize,
}

/// For every unit, its file and row; and what else was noticed on the way.
///
/// Costs four bytes a unit and wave: let go of it when scores are made.
#[derive(Debug)]
pub struct Origin {
    arms: Vec<Arm>,
    /// What was noticed.
    pub notes: Vec<Note>,
    /// Codes that mean missing, column by column.
    pub missing: Vec<MissingTally>,
}

impl Origin {
    pub(super) fn new(arms: Vec<Arm>, notes: Vec<Note>, missing: Vec<MissingTally>) -> Self {
        Self { arms, notes, missing }
    }

    /// Whose file unit `unit` came from.
    #[must_use]
    pub fn side(&self, unit: usize) -> Side {
        self.arm(unit).side
    }

    /// A fault in the cell of unit `unit`, in the column that the job calls `name`.
    #[must_use]
    pub fn fault(&self, code: &'static str, unit: usize, name: &str, message: String, help: &str) -> Fault {
        let arm = self.arm(unit);
        arm.fault(code, unit - arm.offset, name, message, help)
    }

    fn arm(&self, unit: usize) -> &Arm {
        let after = self.arms.partition_point(|a| a.offset <= unit);
        &self.arms[after.max(1) - 1]
    }
}
