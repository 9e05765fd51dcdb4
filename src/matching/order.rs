//! In which order focal units choose.

use super::candidates::Candidates;
use super::spec::Order;
use crate::design::Estimand;
use crate::stats::rng::{shuffle, stream};
use rayon::prelude::*;

/// The order in use: the one asked for, else by falling score (rising for ATC) where there is a
/// score, else the order of ties. With replacement order does not matter and is that of ties.
pub(super) fn order_in_use(candidates: &Candidates<'_>) -> Order {
    let by_score = if candidates.design.estimand == Estimand::Atc { Order::Smallest } else { Order::Largest };
    let fallback = if candidates.score().is_some() { by_score } else { Order::Data };
    candidates.spec.order.unwrap_or(fallback)
}

/// Places in `candidates.focal`, in the order they choose (for `closest` and `farthest`: the order
/// that decides between equally close pairs).
pub(super) fn queue(candidates: &Candidates<'_>) -> Vec<u32> {
    match (order_in_use(candidates), candidates.score()) {
        (Order::Largest, Some(score)) => by_score(candidates, score, true),
        (Order::Smallest, Some(score)) => by_score(candidates, score, false),
        (Order::Random, _) => {
            let mut places: Vec<u32> = (0..candidates.focal.len() as u32).collect();
            shuffle(&mut stream(candidates.seed, "random order", 0), &mut places);
            places
        }
        _ => {
            let mut places: Vec<u32> = (0..candidates.focal.len() as u32).collect();
            places.par_sort_unstable_by_key(|&p| candidates.ranks.key(candidates.focal[p as usize]));
            places
        }
    }
}

/// Places in `candidates.focal` by score; equals in the order of ties, whichever way the scores run.
pub(super) fn by_score(candidates: &Candidates<'_>, score: &[f64], falling: bool) -> Vec<u32> {
    let mut places: Vec<u32> = (0..candidates.focal.len() as u32).collect();
    let unit = |p: u32| candidates.focal[p as usize];
    places.par_sort_unstable_by(|&p, &q| {
        let (a, b) = (score[unit(p) as usize], score[unit(q) as usize]);
        let way = if falling { b.total_cmp(&a) } else { a.total_cmp(&b) };
        way.then_with(|| candidates.ranks.key(unit(p)).cmp(&candidates.ranks.key(unit(q))))
    });
    places
}
