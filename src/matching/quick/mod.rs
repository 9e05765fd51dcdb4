//! Generalised full matching: everybody in a set, near the best, and fast.

mod hoods;
mod line;
mod sets;
mod space;

use super::assignment::{Answer, Assignment, Matcher};
use super::candidates::Candidates;
use super::error::MatchingError;
use crate::design::{Metric, Norm};
use hoods::Hoods;

/// Sets of any shape, each with people of both arms, from nearest neighbours.
///
/// Everybody's neighbourhood is the nearest people who, with them, make a set as small as is allowed. Of
/// neighbourhoods that overlap one becomes a set, that of a person whom few others need; everyone else joins the
/// set of the nearest person who is in one. Every treated-control pair of a set obeys the rules of the design: exact strata and
/// calipers. With sets of one each and more, whoever has an admissible partner at all is in a set.
///
/// The largest distance within a set is at most four times the least possible when there is no caliper and
/// distances obey the triangle inequality. Cost: n log n on a score, one tree search a person on
/// coordinates. Reference: Sävje, Higgins and Sekhon (2021), "Generalized full matching", Political
/// Analysis 29; the order of seeds and the treatment of calipers are this program's own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quick;

impl Matcher for Quick {
    fn assign(&self, candidates: &Candidates<'_>) -> Result<Answer, MatchingError> {
        let hoods = hoods(candidates)?;
        let set = sets::make(candidates, &hoods, |seeded, rest| closest(candidates, seeded, rest));
        Ok(Assignment::Sets { set, links: Vec::new() }.into())
    }
}

/// The nearest of `seeded` to each of `rest`, of whichever arm.
fn closest(candidates: &Candidates<'_>, seeded: &[u32], rest: &[u32]) -> Vec<u32> {
    match &candidates.design.metric {
        Metric::Score(score) => line::closest(candidates, score, seeded, rest),
        Metric::Coordinates(x) => space::closest(candidates, x, Norm::Euclidean, seeded, rest),
        Metric::CityBlock(x) => space::closest(candidates, x, Norm::CityBlock, seeded, rest),
        Metric::Table(_) | Metric::None => vec![hoods::NOBODY; rest.len()],
    }
}

fn hoods(candidates: &Candidates<'_>) -> Result<Hoods, MatchingError> {
    let pairs = candidates.spec.quick.size() == 2;
    match &candidates.design.metric {
        Metric::Score(score) if pairs && candidates.admissible.windows().all(|k| k.on_score) => {
            Ok(line::nearest(candidates, score))
        }
        Metric::Score(score) => {
            let axis = [score.clone()];
            Ok(space::nearest(candidates, &axis, Norm::CityBlock))
        }
        Metric::Coordinates(x) => Ok(space::nearest(candidates, x, Norm::Euclidean)),
        Metric::CityBlock(x) => Ok(space::nearest(candidates, x, Norm::CityBlock)),
        Metric::Table(_) => Err(MatchingError::SetsRule { setting: "distance = \"table\"" }),
        Metric::None => Err(MatchingError::NeedsDistance),
    }
}
