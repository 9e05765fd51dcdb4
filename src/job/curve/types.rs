//! A grid that is worked out: choices, cells, and combinations that are no cells of their own.

use crate::job::spec::Specification;

/// One thing that is varied.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// As the job calls it, such as `design.caliper`.
    pub name: String,
    /// Its levels in the order of the job.
    pub levels: Vec<Level>,
}

/// One way to choose.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// What readers see, such as `0.2` or `aged 60 and over`.
    pub name: String,
    /// What it sets, by name of the setting; `None` = the setting is not made.
    pub sets: Vec<(String, Option<toml::Value>)>,
}

/// One combination of levels that differs from all others.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Number, from 1, in the order of the grid.
    pub number: usize,
    /// Level of each choice; `None` where the choice means nothing in this combination.
    pub levels: Vec<Option<usize>>,
    /// Its settings; the id is the number of specifications before it, and the name `curve 0012`.
    pub specification: Specification,
    /// `true` if these are the settings of the primary specification.
    pub primary: bool,
}

/// Combinations that are no cells of their own, for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Why, in words.
    pub reason: String,
    /// `true` for combinations that cannot be; `false` for those that are another cell over again.
    pub impossible: bool,
    /// How many.
    pub combinations: usize,
}

/// The whole grid.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Grid {
    /// What is varied.
    pub choices: Vec<Choice>,
    /// All combinations.
    pub combinations: usize,
    /// Those that differ and can be.
    pub cells: Vec<Cell>,
    /// The others, counted.
    pub skipped: Vec<Skipped>,
}

impl Choice {
    /// The name of a level, or that the choice means nothing there.
    #[must_use]
    pub fn word(&self, level: Option<usize>) -> &str {
        level.and_then(|l| self.levels.get(l)).map_or(NOT_APPLICABLE, |l| l.name.as_str())
    }
}

/// The level of a choice that means nothing in a combination.
pub const NOT_APPLICABLE: &str = "does not apply";

impl Grid {
    /// The settings of a cell in words: `design.caliper = 0.2, matching.ratio = 1`.
    #[must_use]
    pub fn words(&self, cell: &Cell) -> String {
        let said = self.choices.iter().zip(&cell.levels).filter(|(_, level)| level.is_some());
        said.map(|(c, level)| format!("{} = {}", c.name, c.word(*level))).collect::<Vec<_>>().join(", ")
    }
}
