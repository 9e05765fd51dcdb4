//! Extreme weights cut off, or their people left out.

use super::spec::{TrimMeasure, TrimSpec, TrimTails};
use super::{Weights, arms};
use crate::matching::candidates::Candidates;
use crate::stats::quantile::quantile;

/// Trims the weights of each arm that the estimand is not about.
///
/// ```text
/// upper = q(at) of the arm's weights, or `at` itself;   lower = q(1 - at), or 0
/// w above upper: upper, or 0 with `drop`;   w below lower: lower, or 0
/// ```
///
/// The quantiles are of type 7, over those with weight above 0. For ATT the treated, for ATC the controls
/// weigh 1 and stay so. The limit is taken as given by the variance: a weight set to it depends on no
/// model any more. Cole and Hernan (2008).
pub(super) fn trim(candidates: &Candidates<'_>, spec: &TrimSpec, found: &mut Weights) {
    let focal = candidates.design.estimand.one_arm();
    for (arm, rows) in [false, true].into_iter().zip(arms(candidates)) {
        if focal != Some(arm) {
            trim_arm(rows, spec, found);
        }
    }
}

fn trim_arm(rows: &[u32], spec: &TrimSpec, found: &mut Weights) {
    let used = rows.iter().map(|&row| found.weight[row as usize]).filter(|w| *w > 0.0);
    let mut sorted: Vec<f64> = used.collect();
    sorted.sort_by(f64::total_cmp);
    let at = |p: f64| quantile(&sorted, p);
    let (lower, upper) = match (spec.measure, spec.tails) {
        (TrimMeasure::Weight, _) => (None, Some(spec.at)),
        (TrimMeasure::Quantile, TrimTails::Upper) => (None, at(spec.at)),
        (TrimMeasure::Quantile, TrimTails::Both) => (at(1.0 - spec.at), at(spec.at)),
    };
    for i in rows.iter().map(|&row| row as usize) {
        let w = found.weight[i];
        let limit = upper.filter(|u| w > *u).or_else(|| lower.filter(|l| w > 0.0 && w < *l));
        if let Some(limit) = limit {
            found.weight[i] = if spec.drop { 0.0 } else { limit };
            found.models.iter_mut().for_each(|model| model.slope[i] = 0.0);
        }
    }
}
