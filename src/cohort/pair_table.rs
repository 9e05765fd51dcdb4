//! Distances between units of the two arms, pair by pair.

use std::sync::Arc;

/// A table of distances: which pairs have one, and which.
///
/// Memory: 24 bytes a pair (each is found from both of its units). Cloning shares the table.
#[derive(Debug, Clone, PartialEq)]
pub struct PairTable(Arc<Rows>);

#[derive(Debug, PartialEq)]
struct Rows {
    /// Where the partners of each unit start; one more entry for the end.
    start: Vec<usize>,
    /// Partners of each unit, ascending.
    partner: Vec<u32>,
    distance: Vec<f64>,
}

impl PairTable {
    /// From pairs of cohort rows with their distances; of pairs that come twice the first counts.
    ///
    /// * `units`: length of the cohort.
    #[must_use]
    pub fn new(units: usize, pairs: &[(u32, u32, f64)]) -> Self {
        let mut both: Vec<(u32, u32, f64)> =
            pairs.iter().flat_map(|&(a, b, d)| [(a, b, d), (b, a, d)]).collect();
        both.sort_by_key(|&(a, b, _)| (a, b));
        both.dedup_by_key(|&mut (a, b, _)| (a, b));
        let mut start = vec![0; units + 1];
        for &(a, ..) in &both {
            start[a as usize + 1] += 1;
        }
        (0..units).for_each(|i| start[i + 1] += start[i]);
        let (partner, distance) = both.into_iter().map(|(_, b, d)| (b, d)).unzip();
        Self(Arc::new(Rows { start, partner, distance }))
    }

    /// Partners of a unit, ascending, and how far each is.
    #[must_use]
    pub fn partners(&self, unit: u32) -> (&[u32], &[f64]) {
        let range = self.0.start[unit as usize]..self.0.start[unit as usize + 1];
        (&self.0.partner[range.clone()], &self.0.distance[range])
    }

    /// The distance of two units; `None` where the table has none.
    #[must_use]
    pub fn distance(&self, a: u32, b: u32) -> Option<f64> {
        let (partners, distances) = self.partners(a);
        partners.binary_search(&b).ok().map(|at| distances[at])
    }

    /// How many pairs have a distance.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.partner.len() / 2
    }

    /// `true` if no pair has one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::PairTable;

    #[test]
    fn pairs_are_found_from_both_ends() {
        let table = PairTable::new(4, &[(0, 3, 1.5), (0, 2, 0.5), (1, 3, 2.0), (0, 3, 9.0)]);
        assert_eq!((table.len(), table.distance(3, 0), table.distance(2, 1)), (3, Some(1.5), None));
        assert_eq!(table.partners(0), (&[2, 3][..], &[0.5, 1.5][..]));
        assert!(PairTable::new(2, &[]).is_empty());
    }
}
