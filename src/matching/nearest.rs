//! Nearest neighbours, greedily: each focal unit takes the nearest partner that is free.

use super::assignment::{Answer, Assignment, Matcher};
use super::book::Book;
use super::candidates::Candidates;
use super::closest;
use super::error::MatchingError;
use super::greedy::{self, Pool};
use super::line::Line;
use super::order::order_in_use;
use super::quota::quotas;
use super::replacement;
use super::space::Space;
use super::sparse::Sparse;
use super::spec::Order;
use crate::design::{Metric, Norm};

/// Nearest neighbour matching on a score (a line) or on coordinates (a space).
#[derive(Debug, Clone, Copy)]
pub(super) struct Nearest;

impl Matcher for Nearest {
    fn assign(&self, candidates: &Candidates<'_>) -> Result<Answer, MatchingError> {
        match &candidates.design.metric {
            Metric::Score(score) => {
                let line = Line::new(candidates, score);
                Ok(choose(candidates, line, Line::several).into())
            }
            Metric::Coordinates(x) => Ok(in_space(candidates, x, Norm::Euclidean).into()),
            Metric::CityBlock(x) => Ok(in_space(candidates, x, Norm::CityBlock).into()),
            Metric::Table(table) => {
                let sparse = Sparse::new(candidates, table);
                Ok(choose(candidates, sparse, Sparse::several).into())
            }
            Metric::None => Err(MatchingError::NeedsDistance),
        }
    }
}

/// Nearest partners by any coordinates, whatever the metric of the design.
pub(super) fn in_space(candidates: &Candidates<'_>, coordinates: &[Vec<f64>], norm: Norm) -> Assignment {
    choose(candidates, Space::new(candidates, coordinates, norm), Space::several)
}

/// * `several`: the `k` nearest admissible partners of a unit with their distances, nearest first.
fn choose<P: Pool + Sync>(
    candidates: &Candidates<'_>,
    mut pool: P,
    several: impl Fn(&P, u32, usize) -> Vec<(u32, f64)> + Sync,
) -> Assignment {
    if candidates.spec.replace {
        return replacement::with(candidates, |unit, k| several(&pool, unit, k));
    }
    let mut book = Book::new(candidates, quotas(candidates));
    match order_in_use(candidates) {
        Order::Closest => closest::match_by_gap(candidates, &mut pool, &mut book, closest::First::Closest),
        Order::Farthest => closest::match_by_gap(candidates, &mut pool, &mut book, closest::First::Farthest),
        _ => greedy::match_in_turn(candidates, &mut pool, &mut book),
    }
    book.into_assignment(candidates)
}
