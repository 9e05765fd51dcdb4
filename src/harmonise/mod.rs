//! From the tables of a job's files to one table of units.
//!
//! Waves are joined, units sorted by (source, id), cells given their meaning: missing codes, recodes,
//! units of measure. Rows are never dropped: who does not take part carries a reason.

mod arm;
mod bins;
mod builder;
mod category;
mod computed;
mod covariates;
mod derive;
mod doubtful;
mod field;
mod filter;
mod gap;
mod keys;
mod levels;
mod missing;
mod natural;
mod number;
mod order;
mod origin;
mod outcomes;
mod pairs;
mod provenance;
mod recode;
mod sampling;
mod scales;
mod side_rows;
mod taken;
mod treatment;
mod weight;
mod yes_no;

pub use builder::{CLUSTER, HOUSEHOLD, PSU, STRATA, SURVEY_WEIGHT};
pub use missing::MISSING_LEVEL;
pub use origin::{MissingTally, Note, Origin};
pub use provenance::SOURCES;
pub use scales::{scale_column, weeks_column};
pub use side_rows::{SideRows, in_order, side_rows};

use crate::cohort::Cohort;
use crate::fault::Fault;
use crate::ingest::Tables;
use crate::job::Job;

/// The cohort with its outcomes still to be scored, and where its units came from.
#[derive(Debug)]
pub struct Harmonised {
    /// The units. `Roles.outcomes` is still empty.
    pub cohort: Cohort,
    /// File and row of each unit, and what else was noticed.
    pub origin: Origin,
    /// What is wrong so far; [`crate::score::run`] adds the faults of the answers and refuses.
    pub faults: Vec<Fault>,
}

/// Makes the cohort, and the record of where each unit came from.
///
/// Outcomes arrive as they were answered, `<name>.start` and `<name>.end` or, item by item,
/// `<name>.start.item1`; `score` makes scores of them and fills `Roles.outcomes`. Memory: the tables
/// are consumed column by column, so that about one copy of the data is alive at any time.
///
/// Faults travel with the cohort, so that all are told at once, each with file, row, column and value:
/// ids that are not unique, cells that are no number or not listed, missing values under the policy
/// `stop`, levels seen among service users only.
///
/// # Errors
/// All faults known so far, where no table of units can be made at all (a file without ids).
pub fn run(mut tables: Tables, job: &Job) -> Result<Harmonised, Vec<Fault>> {
    let distances = std::mem::take(&mut tables.pairs);
    let mut builder = builder::Builder::new(tables, &job.spec)?;
    treatment::assign(&mut builder);
    filter::apply(&mut builder);
    doubtful::ids(&mut builder);
    weight::add(&mut builder, job.every_specification());
    covariates::add(&mut builder);
    outcomes::add(&mut builder);
    scales::add(&mut builder);
    keys::add(&mut builder);
    sampling::add(&mut builder);
    missing::settle(&mut builder);
    derive::add(&mut builder);
    levels::compare(&mut builder);
    gap::measure(&mut builder);
    let mut harmonised = builder.finish()?;
    harmonised.cohort = pairs::add(harmonised.cohort, distances, &mut harmonised.faults);
    Ok(harmonised)
}
