//! Traffic lights.

use super::spec::BalanceSpec;
use super::types::{Light, Statistic};
use super::variables::Part;

/// A start score must be at or under this, whatever the thresholds of the job (METHODS 16).
pub(super) const START: f64 = 0.05;
/// Variance ratios within these are alike (Rubin 2001).
pub(super) const RATIO: [f64; 2] = [0.5, 2.0];

/// The light of a value after matching; `None` for statistics that are only shown.
///
/// The standardised difference is judged green, amber or red; a start score above 5 % is red. The
/// variance ratio and the greatest difference of the cumulative distributions are second lights:
/// they go no further than amber.
pub(super) fn light(
    spec: &BalanceSpec,
    part: Part,
    statistic: Statistic,
    after: Option<f64>,
) -> Option<Light> {
    let after = after?;
    let second = |alike: bool| Some(if alike { Light::Green } else { Light::Amber });
    match statistic {
        Statistic::StandardisedDifference => Some(judge(spec, part, after.abs())),
        Statistic::VarianceRatio => second((RATIO[0]..=RATIO[1]).contains(&after)),
        Statistic::EcdfMax => second(after <= spec.amber),
        _ => None,
    }
}

fn judge(spec: &BalanceSpec, part: Part, size: f64) -> Light {
    if part == Part::Start && size > START {
        Light::Red
    } else if size <= spec.green {
        Light::Green
    } else if size <= spec.amber {
        Light::Amber
    } else {
        Light::Red
    }
}
