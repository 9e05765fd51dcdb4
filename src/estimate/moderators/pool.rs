//! Moderators over imputations.

use super::tests_made::adjust;
use super::types::{Counted, Figure, Jointly, Moderation};
use crate::stats::distribution::{critical, two_sided};
use crate::stats::rubin;
use crate::stats::rubin_joint::pool_joint;

/// Pools the rows of all imputations by Rubin's rules, and adjusts p-values anew; returns how many tests there are.
///
/// Rows that not every imputation has are left out. Counts are averaged.
///
/// * `parts`: rows in each imputation.
/// * `level`: confidence level.
pub(in super::super) fn pool(parts: &[&[Moderation]], level: f64) -> (Vec<Moderation>, usize) {
    let Some(first) = parts.first() else { return (Vec::new(), 0) };
    let mut rows: Vec<Moderation> = first
        .iter()
        .filter_map(|row| {
            let same: Vec<&Moderation> =
                parts.iter().filter_map(|p| p.iter().find(|r| key(r) == key(row))).collect();
            (same.len() == parts.len()).then(|| pooled(&same, level))
        })
        .collect();
    let tests = adjust(&mut rows);
    (rows, tests)
}

fn key(r: &Moderation) -> (&str, &'static str, super::super::types::Base, usize, Option<&str>) {
    (&r.outcome, r.contrast.word(), r.base, r.position, r.level.as_deref())
}

fn pooled(rows: &[&Moderation], level: f64) -> Moderation {
    let of = |figure: fn(&Moderation) -> &Figure| {
        let all: Vec<&Figure> = rows.iter().map(|r| figure(r)).collect();
        together(&all, level)
    };
    let mut row = rows[0].clone();
    row.here = counts(rows, |r| r.here);
    row.others = counts(rows, |r| r.others);
    (row.effect, row.elsewhere) = (of(|r| &r.effect), of(|r| &r.elsewhere));
    row.interaction = of(|r| &r.interaction);
    row.clusters = rows.iter().filter_map(|r| r.clusters).min();
    row.null_reason = rows.iter().find_map(|r| r.null_reason.clone());
    row.together = joint(rows);
    row
}

/// One figure by Rubin's rules; without a standard error in some imputation the mean alone.
pub(in super::super) fn together(all: &[&Figure], level: f64) -> Figure {
    let Some(points) = all.iter().map(|f| f.estimate).collect::<Option<Vec<f64>>>() else {
        return Figure::default();
    };
    let variances: Option<Vec<f64>> = all.iter().map(|f| f.se.map(|s| s * s)).collect();
    let complete = all.iter().filter_map(|f| f.df).min_by(f64::total_cmp);
    let known = variances.is_some();
    let variances = variances.unwrap_or_else(|| vec![0.0; points.len()]);
    let Some(p) = rubin::pool(&points, &variances, complete) else { return Figure::default() };
    if !known || p.total <= 0.0 {
        return Figure { estimate: Some(p.estimate), ..Figure::default() };
    }
    let half = critical(level, p.df) * p.se();
    Figure {
        estimate: Some(p.estimate),
        se: Some(p.se()),
        lower: Some(p.estimate - half),
        upper: Some(p.estimate + half),
        df: p.df,
        p: Some(two_sided(p.estimate / p.se(), p.df)),
    }
}

fn joint(rows: &[&Moderation]) -> Option<Jointly> {
    let all: Vec<&Jointly> = rows.iter().map(|r| r.together.as_ref()).collect::<Option<_>>()?;
    let numbers: Vec<&[f64]> = all.iter().map(|t| t.differences.as_slice()).collect();
    let covariances: Vec<&[f64]> = all.iter().map(|t| t.covariance.as_slice()).collect();
    let complete = all.iter().filter_map(|t| t.test.below).min_by(f64::total_cmp);
    let test = pool_joint(&numbers, &covariances, complete)?;
    Some(Jointly { test, ..all[0].clone() })
}

fn counts(rows: &[&Moderation], of: fn(&Moderation) -> Counted) -> Counted {
    let mean = |part: fn(Counted) -> usize| {
        let sum: usize = rows.iter().map(|r| part(of(r))).sum();
        (sum + rows.len() / 2) / rows.len()
    };
    Counted {
        supported: mean(|c| c.supported),
        treated: mean(|c| c.treated),
        comparison: mean(|c| c.comparison),
    }
}
