//! Prices that prove an assignment cheapest.

use super::lattice::STEP;
use super::sweep::Side;

/// Dual prices of an assignment that serves every fixed unit.
///
/// Feasible when `gain[i] - price[j] <= cost(i, j)` for every admissible pair and every price is at
/// least 0 (units without an entry have price 0). Then for *any* assignment that serves every fixed
/// unit `sum gain - sum price <= cost`, whatever its pairs are.
#[derive(Debug)]
pub(super) struct Prices {
    /// What each fixed unit is willing to pay.
    pub gain: Vec<i64>,
    /// What the server of each fixed unit costs.
    pub price: Vec<i64>,
}

impl Prices {
    /// The lower bound that the prices give: steps for spare units, then distance.
    pub fn bound(&self) -> i128 {
        self.gain.iter().zip(&self.price).map(|(&gain, &price)| i128::from(gain) - i128::from(price)).sum()
    }
}

/// Prices for which the given servers are the cheapest, or `None` if there are none: then the servers
/// are not the cheapest.
///
/// * `servers`: the open unit of each fixed one, ascending.
///
/// The pair of fixed unit `i` is at its price, `gain[i] = price[i] + cost(i, server i)`; what remains
/// is one number a pair, and these conditions suffice:
///
/// - unused open units have price 0: for each kind of unit the nearest unused one to the left and to
///   the right within the window asks the most, the others follow;
/// - used ones: only the servers of the neighbours `i - 1` and `i + 1` need a look. Let `i < h` and
///   let `i` be allowed the server of `h`. All units between are allowed it too, and `i` is
///   allowed their servers, because windows and servers ascend. For `i < k < h` distances on a line
///   obey `d(i, s_k) + d(k, s_h) <= d(i, s_h) + d(k, s_k)` (Monge), so the condition of `(i, s_h)` is the
///   sum of those of `(i, s_k)` and `(k, s_h)`; step by step only neighbours remain.
///
/// So the prices form a chain, and the least ones follow from a pass forward and one backward; they are
/// then checked. All numbers are whole, and stop at the largest one where servers are not the cheapest. Cost: `O(m + n)`.
pub(super) fn prices(side: &Side<'_>, servers: &[u32], serves: &[bool]) -> Option<Prices> {
    let cost = |i: usize, j: usize| {
        let distance = side.lattice.place(side.fixed[i]) - side.lattice.place(side.open[j]);
        distance.abs() + if side.spare(j) { STEP } else { 0 }
    };
    let may = |i: usize, j: u32| side.windows[i].start <= j && j < side.windows[i].end;
    let own: Vec<i64> = servers.iter().enumerate().map(|(i, &j)| cost(i, j as usize)).collect();
    let ceiling = ceilings(side, serves, &cost);
    // The price of i + 1 is at least that of i plus `least`, at most that plus `most`.
    let least = |i: usize| may(i, servers[i + 1]).then(|| own[i] - cost(i, servers[i + 1] as usize));
    let most = |i: usize| may(i + 1, servers[i]).then(|| cost(i + 1, servers[i] as usize) - own[i + 1]);
    let mut price: Vec<i64> = vec![0; servers.len()];
    for i in 1..price.len() {
        price[i] = least(i - 1).map_or(0, |step| price[i - 1].saturating_add(step).max(0));
    }
    for i in (1..price.len()).rev() {
        let step = most(i - 1).map(|step| price[i].saturating_sub(step));
        price[i - 1] = price[i - 1].max(step.unwrap_or(0));
    }
    let free = (0..price.len()).all(|i| price[i].saturating_add(own[i]) <= ceiling[i]);
    let apart = |i: usize| least(i).is_none_or(|step| price[i].saturating_add(step) <= price[i + 1]);
    if !free || !(1..price.len()).all(|i| apart(i - 1)) {
        return None;
    }
    let gain = price.iter().zip(&own).map(|(price, own)| price + own).collect();
    Some(Prices { gain, price })
}

/// More than any price: prices of a chain add up to the cost of one path.
const FREE: i64 = i64::MAX;

/// What each fixed unit would pay with the best unused open unit of its window.
fn ceilings(side: &Side<'_>, serves: &[bool], cost: &impl Fn(usize, usize) -> i64) -> Vec<i64> {
    let mut ceiling = vec![FREE; side.fixed.len()];
    let mut offer = |i: usize, nearest: [Option<usize>; 2]| {
        let window = side.windows[i];
        let allowed = |j: &usize| (window.start as usize..window.end as usize).contains(j);
        for j in nearest.into_iter().flatten().filter(allowed) {
            ceiling[i] = ceiling[i].min(cost(i, j));
        }
    };
    let mut nearest = [None; 2];
    let mut next = 0;
    for (i, &t) in side.fixed.iter().enumerate() {
        while next < side.open.len() && side.open[next] <= t {
            if !serves[next] {
                nearest[usize::from(side.spare(next))] = Some(next);
            }
            next += 1;
        }
        offer(i, nearest);
    }
    nearest = [None; 2];
    next = side.open.len();
    for (i, &t) in side.fixed.iter().enumerate().rev() {
        while next > 0 && side.open[next - 1] >= t {
            next -= 1;
            if !serves[next] {
                nearest[usize::from(side.spare(next))] = Some(next);
            }
        }
        offer(i, nearest);
    }
    ceiling
}
