//! The survey weight.

use super::builder::{Builder, SURVEY_WEIGHT};
use super::field::number_array;
use super::number;
use crate::design::ScoreWeights;
use crate::fault::{Fault, Place};
use crate::ingest::{Repeated, Side};
use crate::job::Specification;
use crate::matching::SurveyWeights;

/// Adds the survey weight: 1 for service users, the file's for the pool, the file's for both arms of a
/// one-file job. Where every specification uses it, units without a positive weight do not enter.
pub(super) fn add(builder: &mut Builder<'_>, specifications: &[Specification]) {
    if builder.sources.iter().all(|s| s.weight.is_none()) {
        return;
    }
    let mut values = builder.room();
    for at in 0..builder.arms.len() {
        let (side, missing) = (builder.sources[at].side, builder.sources[at].missing);
        let arm = &mut builder.arms[at];
        match builder.sources[at].weight {
            Some(_) if side == Side::Treated => {
                builder.faults.push(not_for_treated());
                values.extend(std::iter::repeat_n(1.0, arm.len()));
            }
            Some(name) => {
                let recode = arm.plain(name, missing);
                number::read(arm, &recode, &mut values, &mut builder.faults);
            }
            None => values.extend(std::iter::repeat_n(1.0, arm.len())),
        }
    }
    let lacking =
        builder.arms.iter().zip(&builder.sources).any(|(a, s)| s.weight.is_some_and(|w| a.lacks(w)));
    if lacking {
        return;
    }
    negative(builder, &values);
    if !specifications.is_empty() && specifications.iter().all(uses_weight) {
        let code = builder.entry.code("no_survey_weight", "survey weight missing or zero");
        for (unit, _) in values.iter().enumerate().filter(|(_, w)| **w == 0.0 || w.is_nan()) {
            builder.entry.mark(unit, code);
        }
    }
    builder.add(SURVEY_WEIGHT, number_array(values));
}

fn uses_weight(specification: &Specification) -> bool {
    specification.matching.survey_weights != SurveyWeights::None
        || specification.design.propensity.weights == ScoreWeights::Survey
}

fn negative(builder: &mut Builder<'_>, values: &[f64]) {
    let mut found = Repeated::default();
    for (unit, weight) in values.iter().enumerate().filter(|(_, w)| **w < 0.0) {
        if builder.entry.stays(unit) {
            let side = builder.arm_of(unit).side;
            let source = builder.sources.iter().find(|s| s.side == side);
            let name = source.and_then(|s| s.weight).unwrap_or(SURVEY_WEIGHT);
            let message = format!("the survey weight {weight} is negative");
            let help = "list codes such as -1 under `missing`";
            found.add(|| builder.fault("MW222", unit, name, message, help));
        }
    }
    found.finish(&mut builder.faults);
}

fn not_for_treated() -> Fault {
    Fault {
        code: "MW227",
        message: "service users have no survey weight: each counts 1".to_owned(),
        help: Some("take `weight` out of `[treated]`".to_owned()),
        place: Place::Whole,
    }
}
