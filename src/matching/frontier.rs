//! What balance costs in people: the balance-size frontier.

use super::assemble::assemble;
use super::assignment::{Assignment, Link, Matcher};
use super::candidates::Candidates;
use super::check::check;
use super::error::MatchingError;
use super::method::Method;
use super::nearest::Nearest;
use super::sample::{Cardinality, CardinalitySpec, ProfileSpec};
use super::spec::MatchingSpec;
use super::types::Matching;
use crate::cohort::Blinded;
use crate::design::Design;
use rayon::prelude::*;

/// Tolerances at which the largest balanced sample is shown, in standard deviations.
const TOLERANCES: [f64; 6] = [0.01, 0.02, 0.05, 0.1, 0.15, 0.2];

/// One sample on a frontier.
#[derive(Debug, Clone)]
pub struct Point {
    /// Tolerance of the largest balanced sample; `None` on the frontier of distances.
    pub tolerance: Option<f64>,
    /// Mean distance of the kept to their nearest partners; `None` where balance rules chose.
    pub distance: Option<f64>,
    /// The sample.
    pub matching: Matching,
}

/// The settings whose design has what a frontier needs: nearest neighbours with replacement.
///
/// * `spec`: settings of the job, of which those on survey weights and balanced samples are kept.
#[must_use]
pub fn settings(spec: &MatchingSpec) -> MatchingSpec {
    MatchingSpec {
        method: Method::Nearest,
        ratio: 1.0,
        min_controls: None,
        max_controls: None,
        replace: true,
        reuse: 1,
        order: None,
        unit_id: None,
        complete_sets: false,
        cardinality: CardinalitySpec::default(),
        profile: ProfileSpec::default(),
        ..spec.clone()
    }
}

/// Both frontiers of a design, each from the largest sample to the smallest.
///
/// Distances: for every number kept, the people whose nearest partners are nearest. Partners may serve
/// again, so nobody's distance hangs on who else is kept, and dropping the farthest first gives the least
/// mean distance at every size (King, Lucas and Nielsen 2017, feasible effect on the treated). Tolerances:
/// the largest sample balanced within each, where the build has the solver.
///
/// * `design`: made for [`settings`].
/// * `points`: sizes shown on the frontier of distances, evenly spaced.
///
/// # Errors
/// A design without a distance, an effect on everybody (ATE), or nobody to match.
pub fn frontier(
    cohort: Blinded<'_>,
    design: &Design,
    spec: &MatchingSpec,
    seed: u64,
    points: usize,
) -> Result<Vec<Point>, MatchingError> {
    let nearest = settings(spec);
    check(cohort, design, &nearest)?;
    let mut list = by_distance(&Candidates::new(cohort, design, &nearest, seed)?, points)?;
    if cfg!(feature = "milp") {
        let tolerances: Vec<Option<Point>> = TOLERANCES
            .par_iter()
            .rev()
            .map(|&tolerance| by_tolerance(cohort, design, spec, seed, tolerance))
            .collect::<Result<_, _>>()?;
        list.extend(tolerances.into_iter().flatten());
    }
    Ok(list)
}

/// The frontier of distances.
fn by_distance(candidates: &Candidates<'_>, points: usize) -> Result<Vec<Point>, MatchingError> {
    let Assignment::Links { links, .. } = Nearest.assign(candidates)?.assignment else {
        return Err(MatchingError::NeedsDistance);
    };
    let gap = |link: &Link| candidates.distance(link.focal, link.partner).unwrap_or(0.0);
    let mut keyed: Vec<(f64, Link)> = links.into_iter().map(|link| (gap(&link), link)).collect();
    let rank = |link: &Link| candidates.ranks.key(link.focal);
    keyed.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then_with(|| rank(&a.1).cmp(&rank(&b.1))));
    if keyed.is_empty() {
        return Err(MatchingError::NobodyMatched { focal: candidates.focal.len() });
    }
    let points = points.clamp(1, keyed.len());
    let sizes = (1..=points).rev().map(|i| i * keyed.len() / points);
    sizes
        .map(|size| {
            let mut links: Vec<Link> = keyed[..size].iter().map(|(_, link)| *link).collect();
            links.sort_unstable_by_key(|link| (link.focal, link.slot));
            let matching = assemble(candidates, Assignment::Links { links, tied: 0 })?;
            let distance = matching.cost.map(|cost| cost / size as f64);
            Ok(Point { tolerance: None, distance, matching })
        })
        .collect()
}

/// The largest balanced sample at one tolerance; `None` where there is none.
fn by_tolerance(
    cohort: Blinded<'_>,
    design: &Design,
    spec: &MatchingSpec,
    seed: u64,
    tolerance: f64,
) -> Result<Option<Point>, MatchingError> {
    let cardinality = CardinalitySpec { tolerance, pair: false, ..spec.cardinality.clone() };
    let ratio = if spec.method == Method::Cardinality { spec.ratio } else { 1.0 };
    let nearest = settings(spec);
    let spec = MatchingSpec { method: Method::Cardinality, ratio, cardinality, replace: false, ..nearest };
    let candidates = Candidates::new(cohort, design, &spec, seed)?;
    match Cardinality.assign(&candidates) {
        Ok(answer) => {
            let matching = assemble(&candidates, answer)?;
            Ok(Some(Point { tolerance: Some(tolerance), distance: None, matching }))
        }
        Err(MatchingError::NothingBalanced { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
