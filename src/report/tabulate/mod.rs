//! From what a run knows to tables: nothing is computed twice, nothing is hidden yet.

mod attrition;
mod balance;
mod curve;
mod described;
mod descriptives;
mod effects;
mod factors;
mod flow;
mod keys;
mod moderators;
mod overlaps;
mod profiles;
pub(super) mod reliability;
mod review;
mod scales;
mod sensitivity;
mod specifications;
mod survey;
mod tests;
mod value;

pub(super) use curve::TOGETHER;
pub(super) use described::SECTION as DESCRIBE;

use super::{ReportError, Tables};
use crate::study::{Analysis, Study};

/// All tables of a study, exact.
///
/// Rows are in order of the specifications; histograms and profiles describe the primary one.
///
/// # Errors
/// [`ReportError::NoPrimary`] if nothing was analysed.
pub fn tabulate(study: &Study) -> Result<Tables, ReportError> {
    let primary = study.analyses.first().ok_or(ReportError::NoPrimary)?;
    let each = || study.analyses.iter();
    let mut descriptives = profiles::rows(study, primary);
    descriptives.extend(reliability::rows(study, primary));
    descriptives.extend(survey::rows(study, primary));
    descriptives.extend(described::rows(study, primary));
    descriptives.extend(scales::shares(study, primary));
    descriptives.extend(each().flat_map(|a| descriptives::rows(study, a)));
    let mut tables = Tables {
        attrition: each().flat_map(|a| attrition::rows(study, a)).collect(),
        attrition_bounds: each().flat_map(attrition::bounds).collect(),
        balance: each().flat_map(|a| balance::rows(study, a)).collect(),
        effects: each().flat_map(effects::rows).collect(),
        factors: each().flat_map(factors::rows).collect(),
        moderators: each().flat_map(moderators::rows).collect(),
        descriptives,
        specifications: each().map(|a| specifications::row(study, a)).collect(),
        scales: scales::means(study, primary),
        review: each().flat_map(|a| review::rows(study, a)).collect(),
        sensitivity: each().flat_map(sensitivity::rows).collect(),
        tests: each().flat_map(tests::rows).collect(),
        flow: each().flat_map(|a| flow::rows(study, a)).collect(),
        value: value::rows(study),
        overlaps: overlaps::between(study),
        ..Tables::default()
    };
    curve::add(study, &mut tables);
    Ok(tables)
}

/// Name and imputation, with which every row starts.
fn start(a: &Analysis) -> (String, Option<i64>) {
    (a.specification.name.clone(), a.imputation.map(i64::from))
}
