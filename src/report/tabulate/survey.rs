//! Rows of `descriptives` on the pool as a survey: its weights, strata and sampling units.

use super::super::tables::descriptives::DescriptiveRecord;
use super::{keys, start};
use crate::cohort::Shape;
use crate::stats::sandwich::compact;
use crate::stats::taylor::kish;
use crate::study::{Analysis, Study};

/// Reasons for which people of the pool leave only because of their weight.
const WEIGHTLESS: [&str; 2] = ["no_survey_weight", "zero_survey_weight"];

/// Weights and design of each arm that was drawn: the pool, or both arms of one file.
pub(super) fn rows(study: &Study, a: &Analysis) -> Vec<DescriptiveRecord> {
    let one_file = study.cohort.roles().shape == Shape::OneFile;
    let arms = [false, true].into_iter().filter(|z| one_file || !z);
    arms.flat_map(|z| weights(study, a, z).into_iter().chain(drawing(study, a, z))).collect()
}

fn people(study: &Study, treated: bool) -> Vec<usize> {
    let entry = study.cohort.entry();
    let counts = |i: &usize| {
        study.cohort.treated()[*i] == treated
            && (entry.stays(*i) || WEIGHTLESS.contains(&entry.of(*i).code.as_str()))
    };
    (0..study.cohort.len()).filter(counts).collect()
}

fn weights(study: &Study, a: &Analysis, treated: bool) -> Vec<DescriptiveRecord> {
    let roles = study.cohort.roles();
    let Some(Ok(column)) = roles.survey_weight.as_ref().map(|name| study.cohort.number(name)) else {
        return Vec::new();
    };
    let all = people(study, treated);
    let known: Vec<f64> = all.iter().filter_map(|&i| column.get(i)).collect();
    let zero = known.iter().filter(|w| **w <= 0.0).count();
    let Some((_, size, effect)) = kish(&known) else { return Vec::new() };
    let positive = known.len() - zero;
    let count = |category: &str, n: usize| DescriptiveRecord {
        people: keys::count(n),
        ..row(a, treated, "all_entered", category)
    };
    let of = |category: &str| DescriptiveRecord {
        people: keys::count(positive),
        ..row(a, treated, "positive_weight", category)
    };
    vec![
        count("weight_missing", all.len() - known.len()),
        count("weight_zero", zero),
        count("weight_positive", positive),
        DescriptiveRecord {
            numerator: Some(size),
            denominator: Some(positive as f64),
            ..of("effective_size")
        },
        DescriptiveRecord { value: Some(effect), ..of("design_effect") },
    ]
}

fn drawing(study: &Study, a: &Analysis, treated: bool) -> Vec<DescriptiveRecord> {
    let survey = &study.cohort.roles().survey;
    let all = people(study, treated);
    let codes = |name: &Option<String>| {
        let column = study.cohort.number(name.as_ref()?).ok()?;
        Some(all.iter().map(|&i| column.get(i).unwrap_or(-1.0) as i64).collect::<Vec<i64>>())
    };
    let number = |category: &str, n: usize| DescriptiveRecord {
        people: keys::count(all.len()),
        value: Some(n as f64),
        unit: category.replace('_', " "),
        ..row(a, treated, "drawn", category)
    };
    let (strata, units) = (codes(&survey.strata), codes(&survey.psu));
    let lonely = strata.as_ref().zip(units.as_ref()).map(|(s, u)| {
        let mut pairs: Vec<(i64, i64)> = s.iter().copied().zip(u.iter().copied()).collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs.chunk_by(|x, y| x.0 == y.0).filter(|c| c.len() == 1).count()
    });
    let distinct = |codes: &Vec<i64>| compact(codes).1;
    let found = [
        ("strata", strata.as_ref().map(distinct)),
        ("sampling_units", units.as_ref().map(distinct)),
        ("strata_of_one_unit", lonely),
    ];
    found.into_iter().filter_map(|(category, n)| Some(number(category, n?))).collect()
}

fn row(a: &Analysis, treated: bool, base: &str, category: &str) -> DescriptiveRecord {
    let (specification, imputation) = start(a);
    DescriptiveRecord {
        specification,
        imputation,
        section: "survey_design".to_owned(),
        group: "everyone".to_owned(),
        base: base.to_owned(),
        arm: keys::arm(treated).to_owned(),
        category: Some(category.to_owned()),
        ..DescriptiveRecord::default()
    }
}
