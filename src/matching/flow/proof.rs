//! What the final prices prove.

use super::cost::Cost;
use super::search::{Asker, Search};
use crate::stats::sum::Compensated;

/// How far the flow's cost is from a lower bound for every matching that obeys the rules.
///
/// By linear programming duality, for *any* potentials, with r the reduced cost of an arc,
///
/// ```text
/// cost - bound = sum over arcs of  r flow               where r > 0
///                                 -r (capacity - flow)  where r < 0
/// ```
///
/// Every term is 0 at an optimum, so that the difference is known far more exactly than either total. A pair
/// has capacity 1, whatever the network says: it is never of use twice. The potentials of asking units are
/// moved by the little that rounding left, so that r is at least 0 for every pair that is not written down
/// and has no flow. Counts are exact, distances summed with compensation.
///
/// * `lows`: lowest reduced cost below 0 of each asking unit's pairs that are not written down.
pub(super) fn gap<O>(search: &Search<'_, O>, lows: &[Cost]) -> Cost {
    let (simplex, base) = (&search.simplex, search.base);
    let mut potential = simplex.potential.clone();
    let mut low = vec![Cost::ZERO; potential.len()];
    for (unit, &own) in lows.iter().enumerate() {
        low[search.node(unit as u32) as usize] = own;
    }
    for (own, low) in potential.iter_mut().zip(low) {
        *own = if search.asker == Asker::Focal { *own - low } else { *own + low };
    }
    let (mut count, mut distance) = (0, Compensated::default());
    let all = simplex.supply.iter().fold(0, |sum: u32, &units| sum.saturating_add(units));
    for (index, arc) in simplex.arcs.iter().enumerate() {
        let reduced = arc.cost + potential[arc.from as usize] - potential[arc.to as usize];
        let capacity = arc.capacity.min(if index < base { all } else { 1 });
        let (units, reduced) = if reduced.is_below(Cost::ZERO) {
            (capacity.saturating_sub(arc.flow), -reduced)
        } else {
            (arc.flow, reduced)
        };
        count += i64::from(units) * reduced.count;
        distance.add(f64::from(units) * reduced.distance);
    }
    Cost { count, distance: distance.value() }
}
