//! Rows of `balance`.

use super::super::tables::balance::BalanceRecord;
use super::{keys, start};
use crate::balance::{BalanceRow, Light, Statistic};
use crate::cohort::{Kind, Roles};
use crate::study::{Analysis, Study};

pub(super) fn rows(study: &Study, a: &Analysis) -> Vec<BalanceRecord> {
    a.balance.rows.iter().map(|r| row(study.cohort.roles(), a, r)).collect()
}

fn row(roles: &Roles, a: &Analysis, r: &BalanceRow) -> BalanceRecord {
    let (specification, imputation) = start(a);
    BalanceRecord {
        specification,
        imputation,
        covariate: r.covariate.clone(),
        label: label(roles, &r.covariate),
        kind: kind(roles, r).to_owned(),
        level: r.level.clone(),
        statistic: statistic(r.statistic).to_owned(),
        before: r.before,
        after: r.after,
        after_worst: r.after_worst,
        ruler: r.ruler,
        light: r.light.map(|l| light(l).to_owned()),
        matched_on: r.matched_on,
        suppressed: false,
    }
}

/// What readers see for a covariate, a start score, the score or a product of them.
pub(super) fn label(roles: &Roles, name: &str) -> String {
    if name == "propensity" {
        let one_file = roles.shape == crate::cohort::Shape::OneFile;
        return if one_file { "Propensity score" } else { "Resemblance score" }.to_owned();
    }
    if let Some(c) = roles.covariate(name) {
        return c.label.clone();
    }
    if let Some(o) = roles.outcomes.iter().find(|o| o.start() == Some(name)) {
        return format!("{}, at the start", o.label);
    }
    if let Some(o) = roles.outcomes.iter().find(|o| o.start().is_some_and(|s| name == format!("{s}.case"))) {
        let case = o.case.as_ref().map_or("a case", |c| c.name.as_str());
        return format!("{} at the start", keys::capital(case));
    }
    match name.split_once(':') {
        Some((a, b)) => format!("{} × {}", label(roles, a), label(roles, b)),
        None => name.to_owned(),
    }
}

fn kind(roles: &Roles, r: &BalanceRow) -> &'static str {
    let start_case = |o: &crate::cohort::Outcome| {
        o.start().is_some_and(|s| r.covariate.strip_prefix(s).is_some_and(|rest| rest == ".case"))
    };
    match roles.covariate(&r.covariate).map(|c| c.kind) {
        _ if r.level.is_some() => "category",
        Some(Kind::YesNo) => "yes-no",
        None if roles.outcomes.iter().any(start_case) => "yes-no",
        _ => "number",
    }
}

fn statistic(s: Statistic) -> &'static str {
    match s {
        Statistic::MeanTreated => "mean_treated",
        Statistic::MeanControl => "mean_control",
        Statistic::StandardisedDifference => "standardised_difference",
        Statistic::RawDifference => "raw_difference",
        Statistic::VarianceRatio => "variance_ratio",
        Statistic::EcdfMean => "ecdf_mean",
        Statistic::EcdfMax => "ecdf_max",
        Statistic::PairDistance => "pair_distance",
        Statistic::NonOverlap => "non_overlap",
    }
}

fn light(l: Light) -> &'static str {
    match l {
        Light::Green => "green",
        Light::Amber => "amber",
        Light::Red => "red",
    }
}
