//! Exact and antiexact rules: values become codes, combinations become strata.

use super::error::DesignError;
use super::terms;
use super::types::Strata;
use crate::cohort::{Blinded, Column, Kind, Reasons};
use crate::job::Specification;
use crate::matching::Method;
use std::collections::HashMap;

/// The strata of the exact rule: eligible units of a stratum agree on every variable of `exact`.
///
/// Exact matching without an `exact` list uses the variables of the terms. Strata are numbered in the
/// order of their values; only combinations that occur are numbered.
///
/// # Errors
/// A column that is not there, or an end value.
pub(super) fn run(
    cohort: Blinded<'_>,
    specification: &Specification,
    terms: &[String],
    eligible: &Reasons,
) -> Result<Strata, DesignError> {
    let mut names = specification.design.exact.clone();
    if names.is_empty() && specification.matching.method == Method::Exact {
        names = terms::variables(terms)?;
    }
    let mut strata = Strata { of: vec![0; cohort.len()], labels: vec![String::new()] };
    for name in &names {
        let coded = codes(cohort, name, eligible)?;
        strata = crossed(&strata, &coded, &shown(cohort, name), eligible);
    }
    if names.is_empty() {
        strata.labels = vec!["everybody".to_owned()];
    }
    Ok(strata)
}

/// The codes of the antiexact variables.
///
/// # Errors
/// A column that is not there, or an end value.
pub(super) fn antiexact(
    cohort: Blinded<'_>,
    names: &[String],
    eligible: &Reasons,
) -> Result<Vec<Vec<u32>>, DesignError> {
    names.iter().map(|name| Ok(codes(cohort, name, eligible)?.of)).collect()
}

/// A variable as codes, with a word for each.
struct Coded {
    of: Vec<u32>,
    words: Vec<String>,
}

fn codes(cohort: Blinded<'_>, name: &str, eligible: &Reasons) -> Result<Coded, DesignError> {
    let n = cohort.len();
    match cohort.column(name)? {
        Column::Category(category) => {
            let of = (0..n).map(|i| category.get(i).map_or(0, u32::from)).collect();
            Ok(Coded { of, words: category.levels().map(str::to_owned).collect() })
        }
        Column::Number(number) => {
            // -0 and 0 are one value.
            let value = |i: usize| number.get(i).filter(|_| eligible.stays(i)).map(|x| x + 0.0);
            let mut found: Vec<f64> = (0..n).filter_map(value).collect();
            found.sort_by(f64::total_cmp);
            found.dedup();
            let rank = |x: f64| found.binary_search_by(|y| y.total_cmp(&x)).unwrap_or(0) as u32;
            let of = (0..n).map(|i| value(i).map_or(0, rank)).collect();
            let yes_no = is_yes_no(cohort, name);
            let word = |x: &f64| if yes_no { yes(*x) } else { x.to_string() };
            Ok(Coded { of, words: found.iter().map(word).collect() })
        }
    }
}

fn crossed(strata: &Strata, coded: &Coded, name: &str, eligible: &Reasons) -> Strata {
    let width = coded.words.len().max(1) as u64;
    let key = |i: usize| u64::from(strata.of[i]) * width + u64::from(coded.of[i]);
    let n = strata.of.len();
    let mut position: HashMap<u64, u32> =
        (0..n).filter(|&i| eligible.stays(i)).map(|i| (key(i), 0)).collect();
    let mut keys: Vec<u64> = position.keys().copied().collect();
    keys.sort_unstable();
    for (at, key) in keys.iter().enumerate() {
        position.insert(*key, at as u32);
    }
    let label = |key: &u64| {
        let (before, word) = (&strata.labels[(key / width) as usize], &coded.words[(key % width) as usize]);
        if before.is_empty() { format!("{name} = {word}") } else { format!("{before}, {name} = {word}") }
    };
    let of = (0..n).map(|i| if eligible.stays(i) { position[&key(i)] } else { 0 }).collect();
    Strata { of, labels: keys.iter().map(label).collect() }
}

/// The name of a variable in a stratum's label: a case rule's own word, such as `lonely`.
fn shown(cohort: Blinded<'_>, name: &str) -> String {
    let outcomes = &cohort.roles().outcomes;
    let case = outcomes.iter().find(|o| o.start().is_some_and(|s| name == format!("{s}.case")));
    case.and_then(|o| o.case.as_ref()).map_or_else(|| name.to_owned(), |c| c.name.clone())
}

/// `true` for a number that stands for yes or no.
pub(super) fn is_yes_no(cohort: Blinded<'_>, name: &str) -> bool {
    let covariate = cohort.roles().covariate(name);
    covariate.is_some_and(|c| c.kind == Kind::YesNo) || name.ends_with(".start.case")
}

/// A yes/no value in words.
pub(super) fn yes(x: f64) -> String {
    if x == 0.0 { "no".to_owned() } else { "yes".to_owned() }
}
