//! What a matching must look like, as a network without its pairs.

use super::cost::Cost;
use super::network::{NONE, Network, ROOT, UNBOUNDED};

/// How often units may be used, and what is wanted before least distance.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Fewest partners of a focal unit; each one fewer is the first thing to be avoided.
    pub least: u32,
    /// Most partners of a focal unit, at least `least` and 1.
    pub most: u32,
    /// Most focal units that a pool unit serves.
    pub reuse: u32,
    /// What is wanted next.
    pub aim: Aim,
    /// Focal units that get no partner, by index; empty: none.
    pub dropped: Vec<bool>,
    /// Balance of nested nominal variables among the partners, the coarsest (first wanted) first.
    pub balance: Vec<Layer>,
}

/// What is wanted once focal units have their fewest partners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// Most pairs.
    Pairs,
    /// This many pairs in all.
    Total(u32),
    /// Most pool units in use: every one that can be reached (full matching).
    Cover,
    /// At least this many pool units in use: the others may be left out. Where it is no fewer than the
    /// focal units need, exactly this many are (one more could be dropped, and the distance fall).
    AtLeast(u32),
}

/// A nominal variable to be balanced.
#[derive(Debug, Clone)]
pub struct Layer {
    /// Category of each pool unit.
    pub of: Vec<u32>,
    /// How many partners each category should give.
    pub wanted: Vec<u32>,
}

/// The weights that put counts in lexicographic order in one whole number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levels {
    /// Of a partner that a focal unit lacks.
    pub lacking: i64,
    /// Of a pair, or a pool unit in use, too few.
    pub missing: i64,
    /// Of a partner too many in a category, by layer.
    pub surplus: Vec<i64>,
    /// More than all of it.
    pub forbidden: i64,
}

/// A network ready for pairs.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Nodes and arcs.
    pub network: Network,
    /// Weights.
    pub levels: Levels,
    /// Node of the first focal unit; the others follow.
    pub focal: u32,
    /// Node of the first pool unit; the others follow.
    pub pool: u32,
    /// Most flow on a pair.
    pub capacity: u32,
}

impl Rules {
    /// Weights for `focal` and `pool` units; `None` if the counts do not fit in 62 bits.
    #[must_use]
    pub fn levels(&self, focal: u32, pool: u32) -> Option<Levels> {
        let units = i64::from(focal).max(1);
        let pairs = units.checked_mul(i64::from(self.most))?;
        let mut weight = 1_i64;
        let mut next = |most: i64| {
            let own = weight;
            weight = weight.checked_mul(most.checked_add(1)?)?;
            (weight < 1 << 59).then_some(own)
        };
        let mut surplus = self.balance.iter().rev().map(|_| next(pairs)).collect::<Option<Vec<i64>>>()?;
        surplus.reverse();
        let missing = match self.aim {
            Aim::Pairs => next(pairs)?,
            Aim::Total(total) => next(pairs.max(i64::from(total)))?,
            Aim::Cover | Aim::AtLeast(_) => next(i64::from(pool))?,
        };
        let lacking = next(units * i64::from(self.least))?;
        Some(Levels { lacking, missing, surplus, forbidden: 2 * weight })
    }

    /// The network for `focal` and `pool` units; `None` if the counts do not fit in 62 bits.
    #[must_use]
    pub fn frame(&self, focal: u32, pool: u32) -> Option<Frame> {
        let levels = self.levels(focal, pool)?;
        let mut network = Network::new();
        let first_focal = self.add_focal(&mut network, &levels, focal);
        let first_pool = self.add_pool(&mut network, &levels, focal, pool);
        let repeats = self.reuse > 1 && (self.least > 1 || matches!(self.aim, Aim::Pairs | Aim::Total(_)));
        let capacity = if repeats { 1 } else { UNBOUNDED };
        Some(Frame { network, levels, focal: first_focal, pool: first_pool, capacity })
    }

    /// `true` if a focal unit is to get no partner.
    #[must_use]
    pub fn drops(&self, focal: usize) -> bool {
        self.dropped.get(focal) == Some(&true)
    }

    fn add_focal(&self, network: &mut Network, levels: &Levels, focal: u32) -> u32 {
        let missing = match self.aim {
            Aim::Pairs => Cost::count(levels.missing),
            _ => Cost::ZERO,
        };
        let extra = self.most - self.least;
        if let Aim::Total(total) = self.aim {
            let source = network.node(total, ROOT, UNBOUNDED, Cost::count(levels.missing));
            let first = source + 1;
            for index in 0..focal as usize {
                let unit = network.node(0, ROOT, UNBOUNDED, Cost::count(levels.forbidden));
                for (capacity, reward) in [(self.least, levels.lacking), (extra, 0)] {
                    if capacity > 0 && !self.drops(index) {
                        network.arc(source, unit, capacity, Cost::count(-reward));
                    }
                }
            }
            return first;
        }
        let first = network.supply.len() as u32;
        for index in 0..focal as usize {
            let supply = if self.drops(index) { 0 } else { self.most };
            let unit = network.node(supply, ROOT, UNBOUNDED, missing + Cost::count(levels.lacking));
            if extra > 0 {
                network.arc(unit, ROOT, extra, missing);
            }
        }
        first
    }

    fn add_pool(&self, network: &mut Network, levels: &Levels, focal: u32, pool: u32) -> u32 {
        let categories = self.add_balance(network, levels);
        let missing = Cost::count(-levels.missing);
        let covered = match self.aim {
            Aim::AtLeast(units) => {
                let covered = network.node(0, ROOT, UNBOUNDED, Cost::ZERO);
                network.arc(covered, ROOT, units.max(1), missing);
                covered
            }
            _ => ROOT,
        };
        let reuse = self.reuse.min(focal.max(1));
        let first = network.supply.len() as u32;
        for unit in 0..pool as usize {
            match self.aim {
                Aim::Pairs | Aim::Total(_) => {
                    let to = categories.as_ref().map_or(ROOT, |(first, of)| first + of[unit]);
                    network.node(0, to, reuse, Cost::ZERO);
                }
                Aim::Cover | Aim::AtLeast(_) => {
                    let node =
                        network.node(0, covered, 1, if covered == ROOT { missing } else { Cost::ZERO });
                    if reuse > 1 {
                        network.arc(node, ROOT, reuse - 1, Cost::ZERO);
                    }
                }
            }
        }
        first
    }

    /// Nodes of all layers; returns the first node of the finest layer and the categories of pool units.
    fn add_balance(&self, network: &mut Network, levels: &Levels) -> Option<(u32, &[u32])> {
        let mut above: Option<(u32, &Layer)> = None;
        for (layer, &surplus) in self.balance.iter().zip(&levels.surplus) {
            let mut parents = vec![NONE; layer.wanted.len()];
            if let Some((first, coarse)) = above {
                layer.of.iter().zip(&coarse.of).for_each(|(&c, &p)| parents[c as usize] = first + p);
            } else {
                parents.fill(ROOT);
            }
            let first = network.supply.len() as u32;
            for (&wanted, parent) in layer.wanted.iter().zip(parents) {
                let to = if parent == NONE { ROOT } else { parent };
                let node = network.node(0, to, UNBOUNDED, Cost::count(surplus));
                if wanted > 0 {
                    network.arc(node, to, wanted, Cost::ZERO);
                }
            }
            above = Some((first, layer));
        }
        above.map(|(first, layer)| (first, layer.of.as_slice()))
    }
}
