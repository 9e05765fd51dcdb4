//! Sets that are complete or do not come about at all.

use super::oracle::Oracle;
use super::rules::{Aim, Rules};
use super::search::{Asker, Portions, Solution, solve};

/// A matching in which every focal unit has its fewest partners or none.
///
/// Where everyone can have them this is one flow and proven. Otherwise somebody must go without, and who is
/// no longer a question about flows (it holds exact cover by 3-sets as a special case): those that get
/// fewest in the best flow are dropped until the rest is complete. The bound that comes with such an answer
/// is that of all matchings with as many pairs, complete or not, so that the gap is honest.
///
/// Focal units ask. `None` if the counts in the rules do not fit in 62 bits.
pub fn solve_complete<O: Oracle>(
    rules: &Rules,
    units: (u32, u32),
    oracle: &mut O,
    portions: Portions,
) -> Option<Solution> {
    let mut rules = rules.clone();
    rules.dropped.resize(units.0 as usize, false);
    let mut dropped = false;
    loop {
        let mut solution = solve(&rules, units, Asker::Focal, oracle, portions)?;
        let out = to_drop(&rules, units.0, &solution);
        if out.is_empty() {
            if dropped {
                let total = solution.pairs.len() as u32;
                let looser = Rules { least: 0, aim: Aim::Total(total), dropped: Vec::new(), ..rules };
                let bound = solve(&looser, units, Asker::Focal, oracle, portions)?.bound;
                solution.bound.distance = bound.distance;
            }
            return Some(solution);
        }
        dropped = true;
        for i in out {
            rules.dropped[i] = true;
        }
    }
}

/// As many incomplete units as their lacking partners make up, those with fewest partners first.
fn to_drop(rules: &Rules, focal: u32, solution: &Solution) -> Vec<usize> {
    let mut partners = vec![0; focal as usize];
    solution.pairs.iter().for_each(|pair| partners[pair.0 as usize] += 1);
    let mut incomplete: Vec<(u32, usize)> = (0..).map(|i| (partners[i], i)).take(focal as usize).collect();
    incomplete.retain(|&(n, i)| n < rules.least && !rules.drops(i));
    let lacking: u64 = incomplete.iter().map(|&(n, _)| u64::from(rules.least - n)).sum();
    incomplete.sort_unstable();
    incomplete.truncate(lacking.div_ceil(u64::from(rules.least.max(1))) as usize);
    incomplete.into_iter().map(|(_, i)| i).collect()
}
