//! From the people behind an effect to the sets that tests of a hidden bias are made in.

use super::attributable::PairCounts;
use super::m_statistic::Lone;
use super::mantel::Draw;
use crate::estimate::{EstimatorKind, Persons};
use crate::matching::Structure;

/// Weights of people of one set and arm may differ by this share, for rounding.
const ROUNDING: f64 = 1e-9;

/// The sets of an effect, or why there are none to test in (METHODS 19).
pub(super) fn sets(behind: &Persons, estimator: EstimatorKind) -> Result<Vec<Lone>, &'static str> {
    if estimator != EstimatorKind::Difference {
        return Err("the bounds are those of a plain difference within sets; an adjusted estimate has none");
    }
    let set = match (behind.structure, &behind.set) {
        (Structure::Sets, Some(set)) => set,
        (Structure::Reuse, _) => {
            return Err(
                "controls serve in several sets (matching with replacement), so sets are not independent",
            );
        }
        (Structure::ScoreWeights, _) => {
            return Err("weighting makes no sets within which support is by chance");
        }
        _ => return Err("strata hold several people of both arms; the bounds are for matched sets"),
    };
    let mut order: Vec<usize> = (0..set.len()).collect();
    order.sort_by_key(|&k| (set[k], k));
    order.chunk_by(|&a, &b| set[a] == set[b]).map(|members| lone(behind, members)).collect()
}

fn lone(behind: &Persons, members: &[usize]) -> Result<Lone, &'static str> {
    let arm = |treated: bool| members.iter().copied().filter(move |&k| behind.treated[k] == treated);
    let even = |treated: bool| {
        let weights = || arm(treated).map(|k| behind.weight[k]);
        let (low, high) = weights().fold((f64::INFINITY, 0.0_f64), |(l, h), w| (l.min(w), h.max(w)));
        high - low <= ROUNDING * high
    };
    if !even(true) || !even(false) {
        return Err("survey weights count people of one set differently, which the bounds cannot");
    }
    let treated = match (arm(true).count(), arm(false).count()) {
        (1, n) if n > 0 => true,
        (n, 1) if n > 0 => false,
        _ => {
            return Err(
                "some sets hold several people of both arms; the bounds need one person alone in an arm",
            );
        }
    };
    let values = arm(treated).chain(arm(!treated)).map(|k| behind.y[k]).collect();
    Ok(Lone { treated, values })
}

/// `true` if every set is a pair.
pub(super) fn pairs(sets: &[Lone]) -> bool {
    !sets.is_empty() && sets.iter().all(|s| s.values.len() == 2)
}

/// Treated minus control in each pair.
pub(super) fn differences(sets: &[Lone]) -> Vec<f64> {
    let one = |s: &Lone| {
        let gap = s.values[0] - s.values[1];
        if s.treated { gap } else { -gap }
    };
    sets.iter().map(one).collect()
}

/// Yes or no in each set, seen from the lone person.
pub(super) fn draws(sets: &[Lone]) -> Vec<Draw> {
    let yes = |v: f64| v > 0.5;
    let one = |s: &Lone| {
        let events = s.values.iter().filter(|v| yes(**v)).count();
        Draw::new(s.treated, yes(s.values[0]), events as u32, s.values.len() as u32)
    };
    sets.iter().map(one).collect()
}

/// Pairs by who has the event.
pub(super) fn counts(pairs: &[Lone]) -> PairCounts {
    let mut found = PairCounts::default();
    for pair in pairs {
        let (lone, other) = (pair.values[0] > 0.5, pair.values[1] > 0.5);
        let (treated, control) = if pair.treated { (lone, other) } else { (other, lone) };
        let cell = match (treated, control) {
            (true, true) => &mut found.both,
            (true, false) => &mut found.treated,
            (false, true) => &mut found.control,
            (false, false) => &mut found.neither,
        };
        *cell += 1;
    }
    found
}
