//! Who offers the cheapest partner, when partners have prices.

use super::cost::Cost;

/// A possible partner and what it would cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Offer {
    /// Index of the partner on the offering side.
    pub partner: u32,
    /// Distance alone.
    pub distance: f64,
    /// Price plus distance.
    pub value: Cost,
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Index of the unit that asks.
    pub asker: u32,
    /// How many offers at most.
    pub most: usize,
    /// Only offers of less than this are wanted.
    pub below: Cost,
    /// Partners already known, which are passed over.
    pub known: &'a [u32],
}

/// One side of a matching that can be searched by the other: distances, rules and prices in one place.
///
/// Askers and partners are counted from 0 on their own sides. Only admissible partners are ever offered.
pub trait Oracle: Sync {
    /// Sets the price of each partner.
    fn reprice(&mut self, prices: &[Cost]);

    /// The cheapest offers in rising order of (value, partner), fewer if there are fewer.
    fn cheapest(&self, request: Request<'_>) -> Vec<Offer>;
}

/// The best few offers seen so far.
#[derive(Debug)]
pub(super) struct Shortlist<'a> {
    request: Request<'a>,
    offers: Vec<Offer>,
}

impl<'a> Shortlist<'a> {
    /// Nothing seen.
    pub fn new(request: Request<'a>) -> Self {
        Self { request, offers: Vec::with_capacity(request.most + 1) }
    }

    /// What an offer must be below to get on.
    pub fn cutoff(&self) -> Cost {
        if self.offers.len() < self.request.most {
            self.request.below
        } else {
            self.offers[self.request.most - 1].value
        }
    }

    /// Puts an offer below the cutoff on the list, unless it is known.
    pub fn consider(&mut self, offer: Offer, admissible: impl FnOnce() -> bool) {
        if self.request.known.contains(&offer.partner) || !admissible() {
            return;
        }
        let before = |o: &Offer| !offer.value.is_below(o.value);
        let at = self.offers.partition_point(before);
        self.offers.insert(at, offer);
        self.offers.truncate(self.request.most);
    }

    /// The list.
    pub fn offers(self) -> Vec<Offer> {
        self.offers
    }
}
