//! Fine balance: partners whose categories are as those of the focal units, in number.

use crate::cohort::Column;
use crate::matching::candidates::Candidates;
use crate::matching::error::MatchingError;
use crate::matching::flow::Layer;
use crate::matching::groups::Group;
use crate::matching::limits::whole;
use std::collections::BTreeMap;

/// The variables to be balanced, each within the categories of those before it.
///
/// One variable gives fine balance where it can be had and near-fine balance (fewest partners too many in a
/// category) otherwise; several give refined balance, the first wanted first (Pimentel, Kelz, Silber and
/// Rosenbaum 2015).
pub(super) struct Nested<'c> {
    candidates: &'c Candidates<'c>,
    /// Category of each cohort unit, by layer.
    of: Vec<Vec<u32>>,
}

impl<'c> Nested<'c> {
    /// Crosses each variable with those before it.
    ///
    /// # Errors
    /// No such variable, or an end value.
    pub fn new(candidates: &'c Candidates<'c>) -> Result<Self, MatchingError> {
        let mut of: Vec<Vec<u32>> = Vec::new();
        for name in &candidates.spec.fine_balance {
            let column = candidates.cohort.column(name)?;
            let own = |i: usize| match column {
                Column::Number(values) => values.get(i).map(|v| (v + 0.0).to_bits()),
                Column::Category(codes) => codes.get(i).map(u64::from),
            };
            let above = |i: usize| of.last().map_or(0, |codes| codes[i]);
            let mut codes = BTreeMap::new();
            let code = |i: usize| {
                let next = codes.len() as u32;
                *codes.entry((above(i), own(i))).or_insert(next)
            };
            let layer = (0..candidates.cohort.len()).map(code).collect();
            of.push(layer);
        }
        Ok(Self { candidates, of })
    }

    /// What is wanted of a group's pool: the ratio times the focal units of each category.
    pub fn of(&self, group: &Group) -> Vec<Layer> {
        let ratio = whole(self.candidates.spec.ratio);
        let layer = |codes: &Vec<u32>| {
            let categories = codes.iter().max().map_or(0, |most| *most as usize + 1);
            let mut wanted = vec![0; categories];
            group.focal.iter().for_each(|&row| wanted[codes[row as usize] as usize] += ratio);
            Layer { of: group.pool.iter().map(|&row| codes[row as usize]).collect(), wanted }
        };
        self.of.iter().map(layer).collect()
    }
}
