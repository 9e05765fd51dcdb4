//! How far partners are apart on one variable.

use super::ranked::Ranked;
use crate::matching::NO_SET;
use crate::stats::sum::Compensated;

/// Mean |difference| over edges whose two values are known; `None` without any.
pub(super) fn edge_distance(values: &[f64], edges: &[[u32; 2]]) -> Option<f64> {
    let gaps = edges.iter().map(|&[t, c]| (values[t as usize] - values[c as usize]).abs());
    let (mut sum, mut n) = (Compensated::default(), 0_usize);
    for gap in gaps.filter(|gap| !gap.is_nan()) {
        sum.add(gap);
        n += 1;
    }
    (n > 0).then(|| sum.value() / n as f64)
}

/// Mean |difference| over all treated-control pairs of each stratum, in one pass over sorted values.
///
/// * `strata`: stratum of each place, [`NO_SET`] for those not used.
/// * `count`: one above the highest stratum.
pub(super) fn stratum_distance(ranked: &Ranked, strata: &[u32], count: usize) -> Option<f64> {
    let mut seen = vec![[0.0; 2]; count];
    let mut sums = vec![[0.0; 2]; count];
    let (mut total, mut pairs) = (Compensated::default(), 0.0);
    for ((&i, &x), &treated) in ranked.order.iter().zip(&ranked.x).zip(&ranked.treated) {
        let stratum = strata[i as usize];
        if stratum == NO_SET {
            continue;
        }
        let (s, own) = (stratum as usize, usize::from(treated));
        total.add(x * seen[s][1 - own] - sums[s][1 - own]);
        pairs += seen[s][1 - own];
        seen[s][own] += 1.0;
        sums[s][own] += x;
    }
    (pairs > 0.0).then(|| total.value() / pairs)
}
