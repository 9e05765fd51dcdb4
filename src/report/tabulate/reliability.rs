//! Rows of `descriptives` on how well the items of a scale hang together.

use super::super::tables::descriptives::DescriptiveRecord;
use super::{keys, start};
use crate::score::Reliability;
use crate::study::{Analysis, Study};

/// Unit of the two coefficients, by which disclosure knows how to round them.
pub(in crate::report) const COEFFICIENT: &str = "coefficient";

/// Alpha and omega of every scale; they are about everybody who answered, so they stand with the primary.
pub(super) fn rows(study: &Study, primary: &Analysis) -> Vec<DescriptiveRecord> {
    study
        .reliability
        .iter()
        .flat_map(|r| [("alpha", r.alpha), ("omega", r.omega)].map(|c| row(primary, r, c)))
        .collect()
}

fn row(a: &Analysis, r: &Reliability, (name, value): (&str, Option<f64>)) -> DescriptiveRecord {
    let (specification, imputation) = start(a);
    let time = r.time.word();
    DescriptiveRecord {
        specification,
        imputation,
        section: format!("{name}_{time}"),
        outcome: Some(r.outcome.clone()),
        group: "everyone".to_owned(),
        base: "all_answered".to_owned(),
        arm: keys::arm(r.treated).to_owned(),
        people: keys::count(r.people),
        denominator: Some(r.people as f64),
        value,
        unit: COEFFICIENT.to_owned(),
        ..DescriptiveRecord::default()
    }
}
