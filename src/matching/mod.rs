//! Who is compared with whom: partners and weights.

mod admissible;
mod agreement;
mod assemble;
mod assignment;
mod audit;
mod audit_sets;
mod book;
mod candidates;
mod cem;
mod check;
mod closest;
mod coarsen;
mod error;
mod exact;
mod fate;
mod feasibility;
pub mod flow;
mod frontier;
mod full;
mod genetic;
mod greedy;
mod groups;
mod limits;
mod line;
mod method;
mod nearest;
mod optimal;
mod order;
mod quick;
mod quota;
mod replacement;
mod review;
mod sample;
mod scoot;
mod settings;
mod skip;
mod space;
mod sparse;
mod spec;
mod subclass;
mod ties;
mod tree;
mod types;
mod weighting;
mod weights;

pub use admissible::Admissible;
pub use agreement::Agreement;
pub use assemble::assemble;
pub use assignment::{Answer, Assignment, Link, Matcher, Proof};
pub use candidates::Candidates;
pub(crate) use check::survey_in_use;
pub use error::MatchingError;
pub use feasibility::{ALL_RULES, Feasible, RuleCost};
pub use frontier::{Point, frontier, settings as frontier_settings};
pub use genetic::{Fit, GeneticSpec};
pub use limits::{Limits, Owners};
pub use method::Method;
pub use sample::{CardinalitySpec, ProfileSpec};
pub use settings::*;
pub use spec::*;
pub use ties::Ranks;
pub use types::*;
pub(crate) use weighting::score_weight;
pub use weighting::{Equations, TrimMeasure, TrimSpec, TrimTails, WeightKind, WeightModel, WeightsSpec};

use crate::cohort::Blinded;
use crate::design::Design;

/// Picks partners and weights by the rule of `spec`, audits them, and says what became of everyone.
///
/// * `cohort`: units, end values unreadable.
/// * `design`: who may be compared with whom; one entry a unit in every vector.
/// * `seed`: decides ties and the random order, nothing else.
///
/// # Errors
/// A combination of settings that makes no sense, before any work; nobody to match; or, as a bug, an
/// answer that breaks a rule.
pub fn run(
    cohort: Blinded<'_>,
    design: &Design,
    spec: &MatchingSpec,
    seed: u64,
) -> Result<Matching, MatchingError> {
    check::check(cohort, design, spec)?;
    let candidates = Candidates::new(cohort, design, spec, seed)?;
    let feasibility = feasibility::table(&candidates);
    review::stop_if_infeasible(&candidates, &feasibility)?;
    let mut matching = match_by(&candidates)?;
    matching.review.extend(review::infeasible(&candidates, &feasibility));
    matching.feasibility = feasibility;
    Ok(matching)
}

fn match_by(candidates: &Candidates<'_>) -> Result<Matching, MatchingError> {
    let matcher: &dyn Matcher = match candidates.spec.method {
        Method::Nearest => &nearest::Nearest,
        Method::Optimal => &optimal::Optimal,
        Method::Full => &full::Full,
        Method::Quick => &quick::Quick,
        Method::Exact => &exact::Exact,
        Method::Cem => &cem::Cem,
        Method::Subclass => &subclass::Subclass,
        Method::Weighting => &weighting::Weighting,
        Method::Cardinality => &sample::Cardinality,
        Method::Profile => &sample::Profile,
        Method::Genetic => return genetic::run(candidates),
    };
    assemble(candidates, matcher.assign(candidates)?)
}

/// The same with ties drawn anew: `order` 1, 2, ... are other orders of the keyed hash.
///
/// # Errors
/// As [`run`].
pub fn in_tie_order(
    cohort: Blinded<'_>,
    design: &Design,
    spec: &MatchingSpec,
    seed: u64,
    order: u64,
) -> Result<Matching, MatchingError> {
    let mut candidates = Candidates::new(cohort, design, spec, seed)?;
    candidates.ranks = Ranks::drawn(cohort, seed, order);
    match_by(&candidates)
}
