//! What can go wrong when findings are written down.

use std::path::PathBuf;
use thiserror::Error;

/// A run folder that cannot be written or read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The disk refused.
    #[error("cannot {what} `{}`: {source}; nothing was left half-written", path.display())]
    Io {
        /// What was being done, such as `create`.
        what: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A folder that is not a run would be replaced.
    #[error(
        "`{}` is not a run folder of Matchwell ({why}), so it is left alone; choose another folder with --out",
        path.display()
    )]
    NotARun {
        /// The folder.
        path: PathBuf,
        /// How that was seen.
        why: String,
    },
    /// A run folder that is to be read is none.
    #[error("`{}` is no run folder of Matchwell ({why}); give a folder that `matchwell run` wrote", path.display())]
    NoRun {
        /// The folder.
        path: PathBuf,
        /// How that was seen.
        why: String,
    },
    /// A table cannot be encoded or decoded.
    #[error("table `{table}`: {reason}; run the job again to make the tables anew")]
    Table {
        /// The table.
        table: String,
        /// What the library said.
        reason: String,
    },
    /// A table of the run folder is not there.
    #[error("`{}` is missing; give a run folder that holds release/{table}.parquet", path.display())]
    MissingTable {
        /// Where it was looked for.
        path: PathBuf,
        /// The table.
        table: String,
    },
    /// A column of a table is not there or of another type.
    #[error(
        "table `{table}` has no column `{column}` of type {wanted}; it was written by another version: run the job again"
    )]
    Column {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The type it should have.
        wanted: &'static str,
    },
    /// A release without the analysis a report is about.
    #[error("the release holds no primary specification; run the job again to make the tables anew")]
    NoPrimary,
    /// Figures that cannot all be right.
    #[error(
        "figures contradict each other: {slips}; nothing was written. This is a fault of Matchwell, please report it"
    )]
    Contradiction {
        /// The first of them.
        slips: String,
    },
    /// This build cannot make what is asked for.
    #[error(
        "this build cannot make {what}; take a build with the feature `{feature}` (`cargo install matchwell --features {feature}`), or leave it out"
    )]
    NotBuilt {
        /// The format.
        what: &'static str,
        /// The feature that brings it.
        feature: &'static str,
    },
    /// The report cannot be said in its language.
    #[error("{0}")]
    Language(#[from] super::language::BookError),
    /// A page or a chart cannot be drawn.
    #[error("cannot draw {what}: {reason}; this is a fault of Matchwell, please report it")]
    Draw {
        /// The page or the chart.
        what: &'static str,
        /// What the library said.
        reason: String,
    },
}

impl ReportError {
    /// The stable code, for `matchwell explain`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "MW601",
            Self::NotARun { .. } => "MW602",
            Self::NoRun { .. } => "MW608",
            Self::Table { .. } => "MW603",
            Self::MissingTable { .. } => "MW604",
            Self::Column { .. } => "MW605",
            Self::NoPrimary => "MW606",
            Self::Draw { .. } => "MW607",
            Self::Language(_) => "MW630",
            Self::Contradiction { .. } => "MW690",
            Self::NotBuilt { .. } => "MW620",
        }
    }

    /// What is wrong, and the way out.
    #[must_use]
    pub fn halves(&self) -> (String, String) {
        let text = self.to_string();
        let (what, way) = text.split_once("; ").unwrap_or((&text, ""));
        (what.to_owned(), way.to_owned())
    }

    /// An error of the disk.
    pub(super) fn io(what: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { what, path, source }
    }

    /// An error of a table's encoding.
    pub(super) fn table<E: ToString>(table: &str) -> impl Fn(E) -> Self {
        move |e| Self::Table { table: table.to_owned(), reason: e.to_string() }
    }
}
