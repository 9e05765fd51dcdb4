//! What a job means: one specification an analysis, checked and with every default filled in.

use super::curve::Grid;
use super::spec::JobSpec;
use crate::balance::BalanceSpec;
use crate::design::DesignSpec;
use crate::estimate::EstimateSpec;
use crate::matching::MatchingSpec;
use serde::Serialize;
use std::path::PathBuf;

/// What a specification is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The job's own settings.
    #[default]
    Primary,
    /// One of `[[specification]]`.
    Declared,
    /// The other end of the bracket: the primary one without the start score (METHODS 5).
    Bracket,
    /// A cell of the specification curve.
    Curve,
}

impl Role {
    /// The role as the tables write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Declared => "declared",
            Self::Bracket => "bracket",
            Self::Curve => "curve",
        }
    }
}

/// One analysis to run: the job with a specification's overrides applied.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Specification {
    /// Position, 0 = primary.
    pub id: u32,
    /// Name; `primary` for the job itself.
    pub name: String,
    /// What it is there for.
    pub role: Role,
    /// Who takes part, both filters together.
    pub filter: Option<String>,
    /// Settings of the design.
    pub design: DesignSpec,
    /// Settings of the matching.
    pub matching: MatchingSpec,
    /// Settings of the balance.
    pub balance: BalanceSpec,
    /// Settings of the estimate.
    pub estimate: EstimateSpec,
}

impl Job {
    /// Every specification, those of the grid after the others.
    pub fn every_specification(&self) -> impl Iterator<Item = &Specification> {
        let cells = self.grid.iter().flat_map(|g| &g.cells).map(|c| &c.specification);
        self.specifications.iter().chain(cells)
    }
}

/// A job that passed every check that needs no data.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// What was said, with every default filled in.
    pub spec: JobSpec,
    /// What will be run, primary first.
    pub specifications: Vec<Specification>,
    /// The grid of the specification curve, where the job declares one.
    pub grid: Option<Grid>,
    /// The instruments beside the job, each followed by its sub-scales.
    pub instruments: Vec<crate::score::Instrument>,
    /// How its report looks.
    pub theme: crate::report::theme::Theme,
    /// Folder that relative paths start from.
    pub folder: PathBuf,
    /// The job file's text, for messages and the manifest.
    pub text: String,
}
