//! Partners whose distances were supplied, pair by pair.

use super::cost::Cost;
use super::oracle::{Offer, Oracle, Request, Shortlist};

/// The admissible pairs of each asking unit with their distances; pairs that are not listed do not exist.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Where each asking unit's pairs start; one more entry for the end.
    start: Vec<u32>,
    pairs: Vec<(u32, f64)>,
    prices: Vec<Cost>,
}

impl Listed {
    /// Lists pairs.
    ///
    /// * `askers`, `partners`: number of units on the two sides.
    /// * `pairs`: asking unit, partner, distance, in rising order and at most once.
    #[must_use]
    pub fn new(askers: usize, partners: usize, pairs: &[(u32, u32, f64)]) -> Self {
        let mut start = vec![0; askers + 1];
        for pair in pairs {
            start[pair.0 as usize + 1] += 1;
        }
        (1..=askers).for_each(|i| start[i] += start[i - 1]);
        Self { start, pairs: pairs.iter().map(|p| (p.1, p.2)).collect(), prices: vec![Cost::ZERO; partners] }
    }
}

impl Oracle for Listed {
    fn reprice(&mut self, prices: &[Cost]) {
        self.prices.copy_from_slice(prices);
    }

    fn cheapest(&self, request: Request<'_>) -> Vec<Offer> {
        let asker = request.asker as usize;
        let mut list = Shortlist::new(request);
        for &(partner, distance) in &self.pairs[self.start[asker] as usize..self.start[asker + 1] as usize] {
            let value = self.prices[partner as usize] + Cost::distance(distance);
            if value.is_below(list.cutoff()) {
                list.consider(Offer { partner, distance, value }, || true);
            }
        }
        list.offers()
    }
}
