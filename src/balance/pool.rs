//! Balance over imputations: the average, and the worst.

use super::lights::light;
use super::spec::BalanceSpec;
use super::types::{Balance, BalanceRow, Statistic};
use super::variables::Part;
use crate::cohort::Roles;

/// Averages every statistic over imputations and keeps the worst value after matching beside it.
///
/// Lights judge the average. Counts of people are those of the first imputation, effective sizes are averaged.
///
/// * `parts`: balance in each imputation, first imputation first; `None` without any.
#[must_use]
pub fn pool(parts: &[&Balance], spec: &BalanceSpec, roles: &Roles) -> Option<Balance> {
    let mut pooled = (*parts.first()?).clone();
    for row in &mut pooled.rows {
        let same: Vec<&BalanceRow> =
            parts.iter().filter_map(|p| p.rows.iter().find(|r| alike(r, row))).collect();
        let after: Vec<f64> = same.iter().filter_map(|r| r.after).collect();
        row.before = mean(same.iter().filter_map(|r| r.before));
        row.after = mean(after.iter().copied());
        row.ruler = mean(same.iter().filter_map(|r| r.ruler));
        row.after_worst = worst(row.statistic, &after);
        if row.light.is_some() {
            let start = roles.outcomes.iter().any(|o| o.start() == Some(row.covariate.as_str()));
            let part = if start { Part::Start } else { Part::Covariate };
            row.light = light(spec, part, row.statistic, row.after);
        }
    }
    let judged = |r: &&BalanceRow| {
        r.statistic == Statistic::StandardisedDifference
            && (roles.covariate(&r.covariate).is_some()
                || roles.outcomes.iter().any(|o| o.start() == Some(r.covariate.as_str())))
    };
    let largest = |value: fn(&BalanceRow) -> Option<f64>| {
        pooled.rows.iter().filter(judged).filter_map(value).map(f64::abs).max_by(f64::total_cmp)
    };
    pooled.worst = [largest(|r| r.before), largest(|r| r.after)];
    pooled.l1 = [0, 1].map(|stage| mean(parts.iter().filter_map(|p| p.l1[stage])));
    pooled.most_used = parts.iter().map(|p| p.most_used).max().unwrap_or_default();
    pooled.treated.ess = mean(parts.iter().map(|p| p.treated.ess)).unwrap_or_default();
    pooled.control.ess = mean(parts.iter().map(|p| p.control.ess)).unwrap_or_default();
    Some(pooled)
}

fn alike(a: &BalanceRow, b: &BalanceRow) -> bool {
    a.statistic == b.statistic && a.covariate == b.covariate && a.level == b.level
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let all: Vec<f64> = values.collect();
    (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64)
}

/// The value furthest from what alike groups have: 1 for a ratio, 0 for anything else. Means have none.
fn worst(statistic: Statistic, after: &[f64]) -> Option<f64> {
    let far = |v: f64| match statistic {
        Statistic::VarianceRatio if v > 0.0 => libm::log(v).abs(),
        Statistic::VarianceRatio => f64::INFINITY,
        _ => v.abs(),
    };
    match statistic {
        Statistic::MeanTreated | Statistic::MeanControl => None,
        _ => after.iter().copied().max_by(|a, b| far(*a).total_cmp(&far(*b))),
    }
}
