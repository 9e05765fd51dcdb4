//! What can be matched at all, stratum by stratum, before anybody is.

use super::candidates::Candidates;
use crate::design::Caliper;
use rayon::prelude::*;

/// What one rule costs in one stratum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleCost {
    /// The rule in words, such as `caliper on propensity`; `all rules together` for the sum of them.
    pub rule: String,
    /// Focal units left without a single possible partner by this rule alone.
    pub alone: usize,
}

/// One stratum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feasible {
    /// Position among the design's strata.
    pub stratum: u32,
    /// Eligible units that choose: treated, or controls for ATC.
    pub focal: usize,
    /// Eligible units that may be chosen.
    pub pool: usize,
    /// Most pairs that any 1:1 matching without reuse can make, or a bound on it.
    pub most_pairs: usize,
    /// `true` if `most_pairs` is attained; with antiexact rules or several calipers it is a bound.
    pub attained: bool,
    /// What each rule costs, `all rules together` last; empty where the exact rule is the only one.
    pub costs: Vec<RuleCost>,
}

/// Words for all rules at once.
pub const ALL_RULES: &str = "all rules together";

/// The table of what is possible, one entry a stratum with anybody in it, in order of strata.
///
/// Cost: one sort of the pool a caliper.
pub(super) fn table(candidates: &Candidates<'_>) -> Vec<Feasible> {
    let mut arms: Vec<[Vec<u32>; 2]> = vec![Default::default(); candidates.strata()];
    let stratum = |row: u32| candidates.design.strata.of[row as usize] as usize;
    candidates.focal.iter().for_each(|&row| arms[stratum(row)][0].push(row));
    candidates.pool.iter().for_each(|&row| arms[stratum(row)][1].push(row));
    let of = |(stratum, [focal, pool]): (usize, &[Vec<u32>; 2])| {
        (!focal.is_empty() || !pool.is_empty()).then(|| feasible(candidates, stratum as u32, focal, pool))
    };
    arms.par_iter().enumerate().filter_map(of).collect()
}

fn feasible(candidates: &Candidates<'_>, stratum: u32, focal: &[u32], pool: &[u32]) -> Feasible {
    let design = candidates.design;
    let most = focal.len().min(pool.len());
    let of = Feasible {
        stratum,
        focal: focal.len(),
        pool: pool.len(),
        most_pairs: most,
        attained: true,
        costs: Vec::new(),
    };
    if candidates.admissible.is_stratum_only() || pool.is_empty() || focal.is_empty() {
        return of;
    }
    let windows: Vec<&Caliper> = candidates.admissible.windows().collect();
    let lanes: Vec<Vec<u32>> = windows.iter().map(|caliper| lane(caliper, pool)).collect();
    let mut costs: Vec<RuleCost> = windows
        .iter()
        .zip(&lanes)
        .map(|(caliper, lane)| RuleCost {
            rule: format!("caliper on {}", caliper.on),
            alone: focal.iter().filter(|&&row| within(lane, caliper, row).is_empty()).count(),
        })
        .collect();
    costs.extend(design.antiexact.iter().zip(&design.spec.antiexact).map(|(codes, name)| RuleCost {
        rule: format!("antiexact on {name}"),
        alone: alone_among(focal, pool, codes),
    }));
    let narrow = windows.iter().zip(&lanes).next();
    let reached = |&&row: &&u32| {
        let near = narrow.map_or(pool, |(caliper, lane)| within(lane, caliper, row));
        near.iter().any(|&other| candidates.admissible.pair(row as usize, other as usize))
    };
    let reachable = focal.par_iter().filter(reached).count();
    costs.push(RuleCost { rule: ALL_RULES.to_owned(), alone: focal.len() - reachable });
    let one_window = windows.len() == 1 && design.calipers.len() == 1 && design.antiexact.is_empty();
    let (most_pairs, attained) = match (&windows[..], &lanes[..]) {
        ([caliper], [lane]) if one_window => (most_on_line(caliper, focal, lane), true),
        _ => (most.min(reachable), false),
    };
    Feasible { most_pairs, attained, costs, ..of }
}

/// The pool in order of a caliper's values.
fn lane(caliper: &Caliper, pool: &[u32]) -> Vec<u32> {
    let mut lane = pool.to_vec();
    let value = |row: u32| caliper.values[row as usize];
    lane.par_sort_unstable_by(|&a, &b| value(a).total_cmp(&value(b)).then(a.cmp(&b)));
    lane
}

/// The part of a lane that a caliper admits for `row`.
pub(super) fn within<'a>(lane: &'a [u32], caliper: &Caliper, row: u32) -> &'a [u32] {
    let v = caliper.values[row as usize];
    let value = |partner: &u32| caliper.values[*partner as usize];
    let from = lane.partition_point(|p| v - value(p) > caliper.width);
    let to = lane.partition_point(|p| value(p) - v <= caliper.width);
    &lane[from..to.max(from)]
}

/// Focal units for whom everybody in the pool has the same code as they have.
fn alone_among(focal: &[u32], pool: &[u32], codes: &[u32]) -> usize {
    let first = codes[pool[0] as usize];
    let one_code = pool.iter().all(|&row| codes[row as usize] == first);
    if one_code { focal.iter().filter(|&&row| codes[row as usize] == first).count() } else { 0 }
}

/// Most pairs on a line with one caliper: from the left, everybody takes the first that is in reach.
fn most_on_line(caliper: &Caliper, focal: &[u32], lane: &[u32]) -> usize {
    let focal = self::lane(caliper, focal);
    let value = |row: u32| caliper.values[row as usize];
    let (mut next, mut pairs) = (0, 0);
    for &row in &focal {
        let v = value(row);
        while next < lane.len() && v - value(lane[next]) > caliper.width {
            next += 1;
        }
        if next < lane.len() && value(lane[next]) - v <= caliper.width {
            pairs += 1;
            next += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caliper(values: Vec<f64>, width: f64) -> Caliper {
        let (on, said) = ("x".to_owned(), String::new());
        Caliper { on, values, width, said, on_score: true }
    }

    /// Largest matching by trying everything.
    fn most_by_trying(values: &[f64], focal: &[u32], pool: &[u32], width: f64, used: u32) -> usize {
        let Some((&first, rest)) = focal.split_first() else { return 0 };
        let mut best = most_by_trying(values, rest, pool, width, used);
        for (k, &c) in pool.iter().enumerate() {
            let near = (values[first as usize] - values[c as usize]).abs() <= width;
            if near && used >> k & 1 == 0 {
                best = best.max(1 + most_by_trying(values, rest, pool, width, used | 1 << k));
            }
        }
        best
    }

    #[test]
    fn most_pairs_on_a_line_equal_trying_everything() {
        for seed in 0..400_u64 {
            let mut state = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(99);
            let mut draw = |n: u64| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) % n
            };
            let values: Vec<f64> = (0..10).map(|_| draw(9) as f64).collect();
            let (focal, pool): (Vec<u32>, Vec<u32>) = ((0..5).collect(), (5..10).collect());
            let caliper = caliper(values.clone(), draw(4) as f64);
            let lane = lane(&caliper, &pool);
            let want = most_by_trying(&values, &focal, &pool, caliper.width, 0);
            assert_eq!(most_on_line(&caliper, &focal, &lane), want, "{values:?} {}", caliper.width);
        }
    }

    #[test]
    fn one_code_in_the_pool_leaves_its_like_alone() {
        assert_eq!(alone_among(&[0, 1], &[2, 3], &[7, 8, 7, 7]), 1);
        assert_eq!(alone_among(&[0, 1], &[2, 3], &[7, 8, 7, 8]), 0);
    }
}
