//! Neighbourhoods: the nearest people who, with one person, make a set.

use crate::matching::types::NO_SET;

/// Nobody, where fewer neighbours are admissible than a set needs.
pub(super) const NOBODY: u32 = NO_SET;

/// The neighbourhoods of many units, each without the unit itself.
#[derive(Debug, Default)]
pub(super) struct Hoods {
    /// Cohort rows whose neighbourhoods these are.
    pub units: Vec<u32>,
    /// Neighbours in each.
    pub width: usize,
    /// Neighbours, unit after unit, nearest first, [`NOBODY`] where there are no more.
    pub members: Vec<u32>,
    /// Gap to the farthest neighbour of each unit; infinite where some are missing.
    pub reach: Vec<f64>,
}

/// One unit's neighbours with the gap to the farthest.
#[derive(Debug, Clone)]
pub(super) struct Hood {
    pub members: Vec<u32>,
    pub reach: f64,
}

impl Hoods {
    /// The neighbours of the unit at `place`.
    pub fn of(&self, place: usize) -> impl Iterator<Item = u32> + use<'_> {
        let members = &self.members[place * self.width..(place + 1) * self.width];
        members.iter().copied().filter(|row| *row != NOBODY)
    }

    /// Puts the neighbourhoods of `units` behind those that are there.
    pub fn append(&mut self, units: &[u32], found: impl IntoIterator<Item = Hood>) {
        self.units.extend(units);
        for hood in found {
            let missing = self.width - hood.members.len().min(self.width);
            self.members.extend(hood.members.iter().take(self.width));
            self.members.extend(std::iter::repeat_n(NOBODY, missing));
            self.reach.push(if missing == 0 { hood.reach } else { f64::INFINITY });
        }
    }
}
