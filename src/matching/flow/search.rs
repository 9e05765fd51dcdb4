//! From a few candidate pairs to a proof for all of them.

use super::cost::Cost;
use super::network::Arc;
use super::oracle::{Offer, Oracle, Request};
use super::proof;
use super::rules::{Frame, Rules};
use super::simplex::Simplex;
use crate::stats::sum::Compensated;
use rayon::prelude::*;

/// Which side looks for partners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// Each focal unit asks pool units.
    Focal,
    /// Each pool unit asks focal units.
    Pool,
}

/// How many candidates an asking unit gets.
#[derive(Debug, Clone, Copy)]
pub struct Portions {
    /// At the start.
    pub first: usize,
    /// In each further round, at most.
    pub more: usize,
}

impl Default for Portions {
    fn default() -> Self {
        Self { first: 8, more: 8 }
    }
}

/// An optimal matching with its certificate.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// Focal unit, pool unit, distance; in rising order.
    pub pairs: Vec<(u32, u32, f64)>,
    /// Weighted counts of what is lacking, and total distance.
    pub cost: Cost,
    /// No matching that obeys the rules costs less than this.
    pub bound: Cost,
    /// Pairs written down.
    pub candidates: usize,
    /// Rounds of asking.
    pub rounds: usize,
    /// Pivots of the simplex method.
    pub pivots: usize,
}

/// Finds the matching of least cost over *all* admissible pairs, although few are ever written down.
///
/// Each asking unit starts with its nearest partners. The best flow on these prices every unit; at those
/// prices everyone asks again, and pairs that would pay are added, until there is none: then the prices
/// prove that no pair left out could improve the answer (column generation, Dantzig and Wolfe 1960).
///
/// * `units`: number of focal and of pool units.
/// * `asker`: the side on which the oracle answers; the larger one for full matching.
///
/// `None` if the counts in the rules do not fit in 62 bits. Memory: units and candidates, never their
/// product.
pub fn solve<O: Oracle>(
    rules: &Rules,
    units: (u32, u32),
    asker: Asker,
    oracle: &mut O,
    portions: Portions,
) -> Option<Solution> {
    let mut search = Search::new(rules, units, asker, oracle)?;
    let offers = search.ask(portions.first, Prices::None);
    search.add(&offers, Cost::count(i64::MAX));
    let mut rounds = 1;
    loop {
        search.simplex.solve();
        let offers = search.ask(portions.more, Prices::Current);
        let (added, lows) = search.add(&offers, Cost::distance(-search.simplex.tolerance()));
        if added == 0 {
            return Some(search.solution(&lows, rounds));
        }
        rounds += 1;
    }
}

/// At which prices partners are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Prices {
    None,
    Current,
}

/// A search under way.
pub(super) struct Search<'a, O> {
    oracle: &'a mut O,
    rules: &'a Rules,
    units: (u32, u32),
    pub asker: Asker,
    pub simplex: Simplex,
    /// Arcs that are not pairs.
    pub base: usize,
    focal: u32,
    pool: u32,
    capacity: u32,
    /// Partners written down, by asking unit.
    known: Vec<Vec<u32>>,
}

impl<'a, O: Oracle> Search<'a, O> {
    fn new(rules: &'a Rules, units: (u32, u32), asker: Asker, oracle: &'a mut O) -> Option<Self> {
        let Frame { network, focal, pool, capacity, .. } = rules.frame(units.0, units.1)?;
        let base = network.arcs.len();
        let askers = if asker == Asker::Focal { units.0 } else { units.1 };
        let known = vec![Vec::new(); askers as usize];
        let simplex = Simplex::new(network);
        Some(Self { oracle, rules, units, asker, simplex, base, focal, pool, capacity, known })
    }

    /// The cheapest new candidates of each asking unit.
    fn ask(&mut self, most: usize, prices: Prices) -> Vec<Vec<Offer>> {
        let price = self.prices(prices);
        self.oracle.reprice(&price);
        let ask = |(asker, known): (usize, &Vec<u32>)| {
            if self.asker == Asker::Focal && self.rules.drops(asker) {
                return Vec::new();
            }
            let own = self.simplex.potential[self.node(asker as u32) as usize];
            let below = match (prices, self.asker) {
                (Prices::None, _) => Cost::count(i64::MAX),
                (Prices::Current, Asker::Focal) => -own,
                (Prices::Current, Asker::Pool) => own,
            };
            self.oracle.cheapest(Request { asker: asker as u32, most, below, known })
        };
        self.known.par_iter().enumerate().map(ask).collect()
    }

    /// What each unit of the other side adds to the distance.
    fn prices(&self, prices: Prices) -> Vec<Cost> {
        let (potential, (focal, pool)) = (&self.simplex.potential, self.units);
        match (prices, self.asker) {
            (Prices::None, Asker::Focal) => vec![Cost::ZERO; pool as usize],
            (Prices::None, Asker::Pool) => vec![Cost::ZERO; focal as usize],
            (Prices::Current, Asker::Focal) => {
                (0..pool).map(|j| -potential[(self.pool + j) as usize]).collect()
            }
            (Prices::Current, Asker::Pool) => {
                (0..focal).map(|i| potential[(self.focal + i) as usize]).collect()
            }
        }
    }

    /// Writes down the pairs whose reduced cost is below `threshold`; returns how many they are, and the
    /// lowest reduced cost below 0 of each asking unit.
    fn add(&mut self, offers: &[Vec<Offer>], threshold: Cost) -> (usize, Vec<Cost>) {
        let mut added = 0;
        let mut lows = vec![Cost::ZERO; offers.len()];
        for (asker, list) in offers.iter().enumerate() {
            let node = self.node(asker as u32);
            for offer in list {
                let (from, to) = match self.asker {
                    Asker::Focal => (node, self.pool + offer.partner),
                    Asker::Pool => (self.focal + offer.partner, node),
                };
                let cost = Cost::distance(offer.distance);
                let potential = &self.simplex.potential;
                let reduced = cost + potential[from as usize] - potential[to as usize];
                lows[asker] = lows[asker].min(reduced);
                if reduced.is_below(threshold) {
                    added += 1;
                    self.known[asker].push(offer.partner);
                    self.simplex.add(from, to, self.capacity, cost);
                }
            }
        }
        (added, lows)
    }

    fn solution(&self, lows: &[Cost], rounds: usize) -> Solution {
        let arcs = &self.simplex.arcs;
        let used = arcs[self.base..].iter().filter(|a| a.flow > 0);
        let pair = |a: &Arc| (a.from - self.focal, a.to - self.pool, a.cost.distance);
        let mut pairs: Vec<_> = used.clone().map(pair).collect();
        pairs.sort_unstable_by_key(|p| (p.0, p.1));
        let mut distance = Compensated::default();
        used.for_each(|a| distance.add(a.cost.distance * f64::from(a.flow)));
        let count = arcs.iter().map(|a| a.cost.count * i64::from(a.flow)).sum();
        let cost = Cost { count, distance: distance.value() };
        let bound = cost - proof::gap(self, lows);
        let candidates = arcs.len() - self.base;
        Solution { pairs, cost, bound, candidates, rounds, pivots: self.simplex.pivots }
    }
}

impl<O> Search<'_, O> {
    /// Node of an asking unit.
    pub fn node(&self, asker: u32) -> u32 {
        if self.asker == Asker::Focal { self.focal + asker } else { self.pool + asker }
    }
}
