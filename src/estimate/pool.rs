//! One set of effects from those of m imputations.

use super::factors::{self, FactorRow};
use super::headline;
use super::measure::{Effect, detectable_at, number_needed};
use super::moderators::{self, Moderation};
use super::spec::Measure;
use super::types::{ArmFigures, Description, EffectRow, Effects};
use crate::stats::distribution::{critical, two_sided};
use crate::stats::rubin::{self, Pooled};

/// Pools the effects of one specification over imputations, row by row, by Rubin's rules.
///
/// Ratios are pooled on the log scale, means and differences as they are; limits and p-values follow from
/// the pooled standard error with Barnard and Rubin's degrees of freedom, those of complete data being the row's own
/// (the fewest over imputations). A row that one imputation gives no number for has none, and says why. Counts of
/// people, labels, and findings are those of the first imputation; distributions are averaged.
///
/// * `parts`: effects in each imputation, made from one specification; `None` without any.
/// * `level`: confidence level.
#[must_use]
pub fn pool(parts: &[&Effects], level: f64) -> Option<Effects> {
    let first = *parts.first()?;
    let mut rows: Vec<EffectRow> = Vec::with_capacity(first.rows.len());
    for (at, row) in first.rows.iter().enumerate() {
        // The rows of all imputations are declared by the job, in one order.
        let same: Vec<&EffectRow> =
            parts.iter().filter_map(|p| p.rows.get(at).filter(|r| key(r) == key(row))).collect();
        rows.push(if same.len() == parts.len() { pooled(&same, level) } else { without(row, parts.len()) });
    }
    differences(&mut rows);
    let moderated: Vec<&[Moderation]> = parts.iter().map(|p| p.moderators.as_slice()).collect();
    let (moderators, interaction_tests) = moderators::pool(&moderated, level);
    let factored: Vec<&[FactorRow]> = parts.iter().map(|p| p.factors.as_slice()).collect();
    let (factors, factor_tests) = factors::pool(&factored, level);
    let mut effects = Effects {
        rows,
        descriptions: descriptions(parts),
        moderators,
        interaction_tests,
        factors,
        factor_tests,
        ..first.clone()
    };
    effects.tests = headline::adjust(&effects.main, &mut effects.rows);
    Some(effects)
}

/// One row from those of m imputations, as [`pool`] makes it; `None` without any.
#[must_use]
pub fn pool_rows(rows: &[&EffectRow], level: f64) -> Option<EffectRow> {
    let first = rows.first()?;
    let mut row = pooled(rows, level);
    row.primary = first.primary;
    Some(row)
}

/// What tells a row from the others.
fn key(r: &EffectRow) -> (&str, &'static str, &str, super::Base, super::EstimatorKind, Measure) {
    (&r.outcome, r.contrast.word(), &r.group, r.base, r.estimator, r.measure)
}

fn without(row: &EffectRow, m: usize) -> EffectRow {
    let reason = format!("the {m} imputations do not have the same rows");
    EffectRow { null_reason: Some(reason), ..blank(row) }
}

/// The row without any number that an imputation could change.
fn blank(row: &EffectRow) -> EffectRow {
    EffectRow {
        estimate: None,
        se: None,
        lower: None,
        upper: None,
        df: None,
        difference: None,
        difference_lower: None,
        difference_upper: None,
        p_value: None,
        p_holm: None,
        p_bh: None,
        number_needed_to_detect: None,
        detectable: None,
        ..row.clone()
    }
}

fn pooled(rows: &[&EffectRow], level: f64) -> EffectRow {
    let (first, m) = (rows[0], rows.len());
    let mut row = blank(first);
    row.treat = figures(rows, |r| &r.treat, level);
    row.comparison = figures(rows, |r| &r.comparison, level);
    row.clusters = rows.iter().filter_map(|r| r.clusters).min();
    (row.difference, row.difference_lower, row.difference_upper) = limits_of(rows, level);
    if first.measure == Measure::NumberNeeded {
        return needed(row);
    }
    let ratio = first.measure.is_ratio();
    let there = |x: f64| if ratio { libm::log(x) } else { x };
    let back = |x: f64| if ratio { libm::exp(x) } else { x };
    let points: Vec<f64> =
        rows.iter().filter_map(|r| r.estimate).map(there).filter(|x| x.is_finite()).collect();
    if points.len() < m {
        row.null_reason = Some(lacking(rows, "number", |r| r.estimate.is_none()));
        return row;
    }
    let variances: Vec<f64> = rows.iter().filter_map(|r| r.se).map(|se| se * se).collect();
    if variances.len() < m {
        row.estimate = rubin::pool(&points, &vec![0.0; m], None).map(|p| back(p.estimate));
        let scored = rows.iter().all(|r| r.lower.is_some());
        row.null_reason = Some(if scored {
            "score intervals are not pooled over completed data sets".to_owned()
        } else {
            lacking(rows, "interval", |r| r.se.is_none())
        });
        return row;
    }
    let complete = rows.iter().filter_map(|r| r.df).min_by(f64::total_cmp);
    let Some(p) = rubin::pool(&points, &variances, complete) else { return row };
    let (se, df) = (p.se(), p.df);
    let half = critical(level, df) * se;
    row.estimate = Some(back(p.estimate));
    (row.se, row.df, row.pooled) = (Some(se), df, Some(p));
    row.lower = Some(back(p.estimate - half));
    row.upper = Some(back(p.estimate + half));
    row.p_value = Some(two_sided(p.estimate / se, df));
    row.null_reason = None;
    if first.measure == Measure::Difference {
        (row.difference, row.difference_lower, row.difference_upper) = (row.estimate, row.lower, row.upper);
        let effect = Effect { estimate: row.estimate, se: row.se, p: row.p_value, ..Effect::default() };
        row.number_needed_to_detect = number_needed(row.treat.number, &effect);
        row.detectable = detectable_at(row.se, row.df);
    }
    row
}

/// A number needed follows from the difference of its row.
fn needed(row: EffectRow) -> EffectRow {
    let limits = row.difference_lower.zip(row.difference_upper);
    let found = Effect::needed(&Effect { estimate: row.difference, limits, ..Effect::default() });
    EffectRow {
        estimate: found.estimate,
        lower: found.limits.map(|l| l.0),
        upper: found.limits.map(|l| l.1),
        null_reason: found.reason.or_else(|| row.null_reason.filter(|_| found.limits.is_none())),
        ..row
    }
}

/// Why a row has no number or interval: how many imputations lack it, and the first one's reason.
fn lacking(rows: &[&EffectRow], what: &str, lacks: impl Fn(&EffectRow) -> bool) -> String {
    let without: Vec<&&EffectRow> = rows.iter().filter(|r| lacks(r)).collect();
    let reason = without.iter().find_map(|r| r.null_reason.as_deref()).unwrap_or("none was given");
    if without.len() == rows.len() {
        return reason.to_owned();
    }
    format!("there is no {what} in {} of {} imputations: {reason}", without.len(), rows.len())
}

/// Ratio rows show the difference that the difference row beside them has.
fn differences(rows: &mut [EffectRow]) {
    let of = |r: &EffectRow| (r.outcome.clone(), r.contrast, r.group.clone(), r.base, r.estimator);
    let known: Vec<_> = rows
        .iter()
        .filter(|r| r.measure == Measure::Difference)
        .map(|r| (of(r), r.estimate, r.lower, r.upper, [r.number_needed_to_detect, r.detectable]))
        .collect();
    for row in rows.iter_mut().filter(|r| r.measure != Measure::Difference) {
        if let Some(d) = known.iter().find(|d| d.0 == of(row)) {
            (row.difference, row.difference_lower, row.difference_upper) = (d.1, d.2, d.3);
            [row.number_needed_to_detect, row.detectable] = d.4;
            if row.measure == Measure::NumberNeeded {
                *row = needed(row.clone());
            }
        }
    }
}

/// Pooled absolute difference from limits, for a ratio row that has no difference row beside it.
fn limits_of(rows: &[&EffectRow], level: f64) -> (Option<f64>, Option<f64>, Option<f64>) {
    let figure = |r: &&EffectRow| (r.difference, r.difference_lower, r.difference_upper, r.df);
    let all: Vec<_> = rows.iter().map(figure).collect();
    let (mean, lower, upper, _) = interval(&all, level);
    (mean, lower, upper)
}

/// One arm's figures: means pooled, counts averaged.
fn figures(rows: &[&EffectRow], arm: impl Fn(&EffectRow) -> &ArmFigures, level: f64) -> ArmFigures {
    let m = rows.len() as f64;
    let mean = |value: &dyn Fn(&ArmFigures) -> Option<f64>| {
        let all: Option<Vec<f64>> = rows.iter().map(|r| value(arm(r))).collect();
        all.map(|v| v.iter().sum::<f64>() / m)
    };
    let figure = |r: &&EffectRow| {
        let a = arm(r);
        (a.mean, a.lower, a.upper, r.df)
    };
    let all: Vec<_> = rows.iter().map(figure).collect();
    let (middle, lower, upper, _) = interval(&all, level);
    let shares = rows.iter().all(|r| arm(r).numerator.is_some());
    let clip = |x: f64| if shares { x.clamp(0.0, 1.0) } else { x };
    let number = mean(&|a| Some(a.number as f64)).unwrap_or_default();
    ArmFigures {
        number: whole(number),
        ess: mean(&|a| Some(a.ess)).unwrap_or_default(),
        numerator: mean(&|a| a.numerator),
        mean: middle,
        lower: lower.map(clip),
        upper: upper.map(clip),
    }
}

/// A mean, its limits and their degrees of freedom.
type Mean = (Option<f64>, Option<f64>, Option<f64>, Option<f64>);

/// Pools means that come with limits. The standard error is what the longer side of the interval says: the
/// other may have been cut off at 0 or 1.
fn interval(all: &[Mean], level: f64) -> (Option<f64>, Option<f64>, Option<f64>, Option<Pooled>) {
    let Some(means) = all.iter().map(|a| a.0).collect::<Option<Vec<f64>>>() else {
        return Default::default();
    };
    let variance = |a: &Mean| {
        let (mean, lower, upper) = (a.0?, a.1?, a.2?);
        let se = (mean - lower).max(upper - mean) / critical(level, a.3);
        Some(se * se)
    };
    let Some(variances) = all.iter().map(variance).collect::<Option<Vec<f64>>>() else {
        return (rubin::pool(&means, &vec![0.0; means.len()], None).map(|p| p.estimate), None, None, None);
    };
    let complete = all.iter().filter_map(|a| a.3).min_by(f64::total_cmp);
    let Some(p) = rubin::pool(&means, &variances, complete) else { return Default::default() };
    let half = critical(level, p.df) * p.se();
    (Some(p.estimate), Some(p.estimate - half), Some(p.estimate + half), Some(p))
}

/// Distributions, averaged: a category that some imputations lack counts as 0 there.
fn descriptions(parts: &[&Effects]) -> Vec<Description> {
    let key = |d: &'_ Description| -> (String, &'static str, bool, bool, Option<String>, super::Base) {
        (d.outcome.clone(), d.section, d.treated, d.matched, d.category.clone(), d.base)
    };
    let m = parts.len() as f64;
    let mut order: Vec<Description> = Vec::new();
    for d in parts.iter().flat_map(|p| &p.descriptions) {
        if !order.iter().any(|o| key(o) == key(d)) {
            order.push(d.clone());
        }
    }
    for d in &mut order {
        let wanted = key(d);
        let same: Vec<&Description> =
            parts.iter().filter_map(|p| p.descriptions.iter().find(|o| key(o) == wanted)).collect();
        let mean = |value: &dyn Fn(&Description) -> f64| same.iter().map(|o| value(o)).sum::<f64>() / m;
        let values: Vec<f64> = same.iter().filter_map(|o| o.value).collect();
        d.count = whole(mean(&|o| o.count as f64));
        (d.numerator, d.denominator) = (mean(&|o| o.numerator), mean(&|o| o.denominator));
        let over = if d.category.is_some() { m } else { values.len() as f64 };
        d.value = (!values.is_empty()).then(|| values.iter().sum::<f64>() / over);
    }
    order
}

/// The nearest whole number of people.
#[expect(clippy::cast_sign_loss, reason = "a mean of counts is at least 0")]
fn whole(mean: f64) -> usize {
    mean.round() as usize
}
