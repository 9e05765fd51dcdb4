//! Who lies outside the other arm's range of scores.

use super::spec::{DesignSpec, Discard, Distance};
use super::types::Propensity;
use crate::cohort::{Blinded, Reasons};

/// Marks units strictly outside a closed range of scores; `true` if there were any.
///
/// `treated`: service users outside the pool's range; `control`: respondents outside the service users'
/// range; `both`: everybody outside the intersection of the two. On the scale of the distance.
pub(super) fn run(
    cohort: Blinded<'_>,
    spec: &DesignSpec,
    propensity: &Propensity,
    eligible: &mut Reasons,
) -> bool {
    let score = match spec.distance {
        Distance::LinearPredictor => &propensity.linear,
        _ => &propensity.score,
    };
    let treated = cohort.treated();
    let mut range = [(f64::INFINITY, f64::NEG_INFINITY); 2];
    for i in (0..score.len()).filter(|&i| eligible.stays(i)) {
        let (low, high) = &mut range[usize::from(treated[i])];
        (*low, *high) = (low.min(score[i]), high.max(score[i]));
    }
    let [pool, users] = range;
    let common = (pool.0.max(users.0), pool.1.min(users.1));
    let code = eligible.code("discarded", "outside the range of scores of the other arm");
    let mut any = false;
    for i in 0..score.len() {
        let (low, high) = match (spec.discard, treated[i]) {
            (Discard::Treated, true) => pool,
            (Discard::Control, false) => users,
            (Discard::Both, _) => common,
            _ => continue,
        };
        if eligible.stays(i) && (score[i] < low || score[i] > high) {
            eligible.mark(i, code);
            any = true;
        }
    }
    any
}
