//! What could undo the result.

mod attributable;
mod attrition;
mod bias;
mod contour;
pub mod curve;
mod e_value;
mod explain;
pub mod fallible;
mod findings;
pub mod gap;
mod m_statistic;
mod mantel;
mod omitted;
mod placebo;
mod question;
mod robustness;
mod rosenbaum;
mod sets;
mod signed_rank;
mod spec;
mod ties;
mod types;

pub use attributable::{PairCounts, attributable};
pub use attrition::{AttritionDoubt, Bounds, attrition, bounds, tipping_point};
pub use contour::{outcome_for_limit, outcome_for_share, partial_f};
pub use e_value::{
    COMMON, bias_factor, e_value, e_value_of_limits, risk_ratio_of_difference, risk_ratio_of_odds,
};
pub use m_statistic::{Lone, Moments, Psi, Scores, Weighing};
pub use mantel::{Draw, mantel_haenszel};
pub use robustness::{Adjusted, Slope, Strength, strengths, times};
pub use rosenbaum::{Range, Tail, amplify, normal_tail, sensitivity_value};
pub use signed_rank::{hodges_lehmann, large_sample, signed_rank};
pub use spec::SensitivitySpec;
pub use ties::{TieSpread, average};
pub use types::{Doubt, Doubts, Evidence};

use crate::design::review::Finding;
use crate::estimate::{self, Backing, Behind};

/// Everything that could undo the results of one specification, and what the design review is told of it.
#[must_use]
pub fn run(evidence: Evidence<'_>, spec: &SensitivitySpec) -> (Doubts, Vec<Finding>) {
    let (attrition, mut findings) = attrition(evidence.effects);
    let mut rows = Vec::new();
    let behind = behind(&evidence);
    let parts: Vec<Vec<Behind>> = evidence.parts.iter().map(self::behind).collect();
    rows.extend(fallible::doubts(&evidence, &behind, &spec.fallible_baseline));
    rows.extend(gap::doubts(&evidence, &behind, &parts, &spec.follow_up_gap));
    let (hidden, told) = hidden(&evidence, spec);
    rows.extend(hidden);
    findings.extend(told);
    (Doubts { attrition, rows }, findings)
}

/// What lies behind the main before/after rows; nothing where the effects themselves could not be made.
fn behind(e: &Evidence<'_>) -> Vec<Behind> {
    estimate::behind(e.cohort, e.design, e.matching, &e.specification.estimate, e.effects).unwrap_or_default()
}

/// How strong a hidden difference would have to be.
fn hidden(evidence: &Evidence<'_>, spec: &SensitivitySpec) -> (Vec<Doubt>, Vec<Finding>) {
    let Evidence { cohort, design, matching, effects, specification, .. } = *evidence;
    let level = specification.estimate.level;
    let Ok(backing) = Backing::new(cohort, design, matching, &specification.estimate) else {
        return (Vec::new(), Vec::new());
    };
    let (mut rows, mut value) = (Vec::new(), None);
    for at in question::positions(evidence) {
        let Some(q) = question::question(evidence, &backing, at) else { continue };
        let (bounds, gamma) = bias::rows(&q, spec, level);
        rows.extend(bounds);
        rows.extend(explain::rows(&q, evidence));
        rows.extend(omitted::rows(&q, level));
        if q.primary {
            if specification.id == 0 {
                rows.extend(omitted::before(&q, &backing, level));
            }
            rows.extend(explain::benchmarks(&q, evidence, &backing));
            value = gamma;
        }
    }
    let placebos = placebo::rows(&spec.placebo, evidence, &backing);
    rows.extend(placebos.iter().map(|p| p.doubt.clone()));
    let told = effects.rows.get(effects.primary);
    let told = told.map(|h| findings::find(h, value, &rows, &placebos, level)).unwrap_or_default();
    (rows, told)
}
