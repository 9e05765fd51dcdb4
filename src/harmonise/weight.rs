//! The survey weight.

use super::builder::{Builder, SURVEY_WEIGHT};
use super::field::number_array;
use super::number;
use super::origin::Note;
use crate::fault::{Fault, Place};
use crate::ingest::{Repeated, Side};
use crate::job::Specification;
use crate::stats::taylor::kish;

/// Adds the survey weight: 1 for service users, the file's for the pool, the file's for both arms of a
/// one-file job. Where every specification uses it, units without a positive weight do not enter.
pub(super) fn add<'s>(builder: &mut Builder<'_>, specifications: impl Iterator<Item = &'s Specification>) {
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
    let before: Vec<bool> = (0..values.len()).map(|i| builder.entry.stays(i)).collect();
    let mut specifications = specifications.peekable();
    if specifications.peek().is_some() && specifications.all(Specification::uses_survey_weight) {
        let none = builder.entry.code("no_survey_weight", "no survey weight");
        let zero = builder.entry.code("zero_survey_weight", "survey weight 0");
        for (unit, w) in values.iter().enumerate().filter(|(_, w)| **w == 0.0 || w.is_nan()) {
            builder.entry.mark(unit, if w.is_nan() { none } else { zero });
        }
    }
    summed(builder, &before, &values);
    builder.add(SURVEY_WEIGHT, number_array(values));
}

/// Tells missing weights, zeros, the sum and what the weights cost in precision; it stops where no weight
/// is above 0.
///
/// * `took_part`: who counts, whether or not they have a weight.
fn summed(builder: &mut Builder<'_>, took_part: &[bool], values: &[f64]) {
    let one_file = builder.sources.iter().any(|s| s.side == Side::Units);
    let counts = |i: &usize| took_part[*i] && (one_file || !builder.treated[*i]);
    let weights: Vec<f64> = (0..values.len()).filter(counts).map(|i| values[i]).collect();
    let missing = weights.iter().filter(|w| w.is_nan()).count();
    let zero = weights.iter().filter(|w| **w == 0.0).count();
    let known: Vec<f64> = weights.iter().copied().filter(|w| !w.is_nan()).collect();
    let name = builder.sources.iter().find_map(|s| s.weight).unwrap_or(SURVEY_WEIGHT).to_owned();
    match kish(&known) {
        Some((sum, size, effect)) => {
            let message = format!(
                "survey weight `{name}` of {} people: {missing} have none, {zero} a weight of zero; they add up to {sum:.1}; \
                 effective sample size {size:.0} (design effect of the weights {effect:.2})",
                weights.len()
            );
            builder.notes.push(Note { code: "MW283", message, subject: None });
        }
        None if !weights.is_empty() => builder.faults.push(Fault {
            code: "MW282",
            message: format!("nobody has a survey weight `{name}` above 0"),
            help: Some("check the column and its missing codes, or take `weight` out".to_owned()),
            place: Place::Whole,
        }),
        None => {}
    }
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
