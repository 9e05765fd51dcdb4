//! People who are matched apart from all others, each group as one problem for [`flow`](super::flow).

use super::candidates::Candidates;
use super::error::MatchingError;
use super::flow::{
    Asker, Listed, Oracle, Portions, PricedTree, Rules, Solution, Standing, solve, solve_complete,
};
use super::line::lined_up;
use crate::cohort::PairTable;
use crate::design::{Metric, Norm};
use crate::stats::sum::Compensated;
use rayon::prelude::*;

/// Rows of two sides that are matched with each other, in the order of ties.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// The side whose partners are counted.
    pub focal: Vec<u32>,
    /// The side that partners come from.
    pub pool: Vec<u32>,
}

/// Groups of the exact strata, each side by rising score and then in the order of ties.
///
/// * `focal_arm`: which arm (`true` = treated) is the focal side.
pub(super) fn lines(candidates: &Candidates<'_>, focal_arm: bool, score: &[f64]) -> Vec<Group> {
    let treated = candidates.cohort.treated();
    let empty = Group { focal: Vec::new(), pool: Vec::new() };
    let mut groups = vec![empty; candidates.strata()];
    for (_, _, row) in lined_up(candidates, score) {
        let group = &mut groups[candidates.design.strata.of[row as usize] as usize];
        let side = if treated[row as usize] == focal_arm { &mut group.focal } else { &mut group.pool };
        side.push(row);
    }
    groups.retain(|g| !g.focal.is_empty() && !g.pool.is_empty());
    groups
}

/// Whether a rule spans the exact strata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    /// No: each stratum by itself.
    Strata,
    /// Yes: all strata at once.
    All,
}

/// What is asked of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// Partners for the focal side, some if not all.
    Partners,
    /// All partners or none.
    CompleteSets,
    /// A place for everyone on both sides.
    Cover,
}

/// Pairs that were chosen, and how near they are to the best.
#[derive(Debug, Clone, Default)]
pub(super) struct Chosen {
    /// Row on the focal side, row on the pool side, distance.
    pub pairs: Vec<(u32, u32, f64)>,
    /// Total distance.
    pub cost: f64,
    /// What the total cannot be below.
    pub bound: f64,
}

/// Divides two sides into groups; a group has people on both.
pub(super) fn groups(candidates: &Candidates<'_>, sides: [&[u32]; 2], span: Span) -> Vec<Group> {
    let stratum = |row: u32| match span {
        Span::Strata => candidates.design.strata.of[row as usize] as usize,
        Span::All => 0,
    };
    let count = if span == Span::All { 1 } else { candidates.strata() };
    let divide = |rows: &[u32]| {
        let mut parts = vec![Vec::new(); count];
        for &row in rows {
            parts[stratum(row)].push(row);
        }
        parts.par_iter_mut().for_each(|part| part.sort_unstable_by_key(|&row| candidates.ranks.key(row)));
        parts
    };
    let groups = divide(sides[0]).into_iter().zip(divide(sides[1]));
    let groups = groups.map(|(focal, pool)| Group { focal, pool });
    groups.filter(|g| !g.focal.is_empty() && !g.pool.is_empty()).collect()
}

/// Solves every group by itself; results in order of the groups.
///
/// * `rules`: what a group's matching must look like.
///
/// # Errors
/// No distance; counts beyond the range of whole numbers.
pub(super) fn choose(
    candidates: &Candidates<'_>,
    groups: &[Group],
    wish: Wish,
    rules: impl Fn(&Group) -> Rules + Sync,
) -> Result<Vec<Chosen>, MatchingError> {
    let strata: Vec<f64> = candidates.design.strata.of.iter().map(|&s| f64::from(s)).collect();
    let mut windows: Vec<(&[f64], f64)> = vec![(&strata, 0.0)];
    windows.extend(candidates.admissible.windows().map(|k| (k.values.as_slice(), k.width)));
    groups.par_iter().map(|group| one(candidates, group, wish, &rules(group), &windows)).collect()
}

/// Cost and bound of all groups together.
pub(super) fn totals(chosen: &[Chosen]) -> (f64, f64) {
    let (mut cost, mut bound) = (Compensated::default(), Compensated::default());
    for one in chosen {
        cost.add(one.cost);
        bound.add(one.bound);
    }
    (cost.value(), bound.value())
}

fn one(
    candidates: &Candidates<'_>,
    group: &Group,
    wish: Wish,
    rules: &Rules,
    windows: &[(&[f64], f64)],
) -> Result<Chosen, MatchingError> {
    let sides = Sides::new(candidates, group, wish);
    let by_place = |coordinates: &[Vec<f64>], norm: Norm| {
        let side = |rows| Standing { coordinates, windows, rows };
        let admissible = |a: u32, b: u32| sides.admit(a, b);
        let mut tree = PricedTree::new(norm, side(sides.asking), side(sides.offering), admissible);
        sides.solve(wish, rules, &mut tree)
    };
    match &candidates.design.metric {
        Metric::Score(score) => by_place(std::slice::from_ref(score), Norm::CityBlock),
        Metric::Coordinates(x) => by_place(x, Norm::Euclidean),
        Metric::CityBlock(x) => by_place(x, Norm::CityBlock),
        Metric::Table(table) => sides.solve(wish, rules, &mut sides.listed(table)),
        Metric::None => Err(MatchingError::NeedsDistance),
    }
}

/// The two sides of a group, and which of them asks.
struct Sides<'a> {
    candidates: &'a Candidates<'a>,
    group: &'a Group,
    asker: Asker,
    asking: &'a [u32],
    offering: &'a [u32],
}

impl<'a> Sides<'a> {
    fn new(candidates: &'a Candidates<'a>, group: &'a Group, wish: Wish) -> Self {
        let (focal, pool) = (group.focal.as_slice(), group.pool.as_slice());
        let (asker, asking, offering) = if wish == Wish::Cover && pool.len() > focal.len() {
            (Asker::Pool, pool, focal)
        } else {
            (Asker::Focal, focal, pool)
        };
        Self { candidates, group, asker, asking, offering }
    }

    fn admit(&self, asker: u32, partner: u32) -> bool {
        let (a, b) = (self.asking[asker as usize], self.offering[partner as usize]);
        self.candidates.admissible.pair(a as usize, b as usize)
    }

    /// The admissible pairs of a table of distances.
    fn listed(&self, table: &PairTable) -> Listed {
        let mut index = vec![None; self.candidates.cohort.len()];
        (0_u32..).zip(self.offering).for_each(|(b, &row)| index[row as usize] = Some(b));
        let mut pairs = Vec::new();
        for (a, &row) in (0_u32..).zip(self.asking) {
            let (rows, distances) = table.partners(row);
            let listed =
                rows.iter().zip(distances).filter_map(|(&row, &d)| Some((a, index[row as usize]?, d)));
            pairs.extend(listed.filter(|&(a, b, _)| self.admit(a, b)));
        }
        Listed::new(self.asking.len(), self.offering.len(), &pairs)
    }

    fn solve<O: Oracle>(&self, wish: Wish, rules: &Rules, oracle: &mut O) -> Result<Chosen, MatchingError> {
        let (focal, pool) = (&self.group.focal, &self.group.pool);
        let units = (focal.len() as u32, pool.len() as u32);
        let portions = Portions::default();
        let solution = match wish {
            Wish::CompleteSets => solve_complete(rules, units, oracle, portions),
            Wish::Partners | Wish::Cover => solve(rules, units, self.asker, oracle, portions),
        };
        let Solution { pairs, cost, bound, .. } = solution.ok_or(MatchingError::TooManyCounts)?;
        let row = |&(i, j, distance): &(u32, u32, f64)| (focal[i as usize], pool[j as usize], distance);
        Ok(Chosen { pairs: pairs.iter().map(row).collect(), cost: cost.distance, bound: bound.distance })
    }
}
