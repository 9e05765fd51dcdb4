//! The programmes: two arms made alike, or one arm made to look like a profile.

use super::super::error::MatchingError;
use super::alike::Alike;
use super::programme::{Effort, Found, Programme, Row};

/// Rounding that a difference of means may lie beyond its tolerance by.
pub(super) const ROUNDING: f64 = 1e-9;
/// How often a search is repeated with rules that are stricter by what the solver's own slack cost.
const REPEATS: usize = 5;
/// A gain is a whole number: a bound is rounded down to one, but for the solver's slack.
const WHOLE: f64 = 1e-6;

/// The largest part of two arms with `ratio` times as many of the pool as of the focal arm, and means that
/// differ by at most the tolerance (Zubizarreta, Paredes and Rosenbaum 2014).
///
/// ```text
/// max  sum_F z
/// s.t. sum_C z = ratio sum_F z
///      -d_k ratio sum_F z <= ratio sum_F x_k z - sum_C x_k z <= d_k ratio sum_F z      for each column k
/// ```
///
/// `take` holds the kinds of the focal arm, then those of the pool; `bound` is in units of both arms.
/// `None`: nobody can be chosen.
///
/// # Errors
/// The solver fails.
pub(super) fn both_arms(
    focal: &Alike,
    pool: &Alike,
    ratio: f64,
    tolerance: &[f64],
    effort: Effort,
) -> Result<Option<Found>, MatchingError> {
    let (nf, np) = (focal.members.len(), pool.members.len());
    let line = |of_focal: &dyn Fn(usize) -> f64, of_pool: &dyn Fn(usize) -> f64| {
        let focal = (0..nf).map(|i| (i as u32, of_focal(i)));
        let terms = focal.chain((0..np).map(|j| ((nf + j) as u32, of_pool(j))));
        terms.filter(|(_, factor)| *factor != 0.0).collect::<Vec<_>>()
    };
    let programme = |tolerance: &[f64]| {
        let mut rows = vec![Row { lower: 0.0, upper: 0.0, terms: line(&|_| ratio, &|_| -1.0) }];
        for ((x, y), &d) in focal.x.iter().zip(&pool.x).zip(tolerance) {
            rows.extend(limits(d, |d| line(&|i| ratio * (x[i] - d), &|j| -y[j])));
        }
        let gain = [vec![1.0; nf], vec![0.0; np]].concat();
        Programme { gain, most: [focal.sizes(), pool.sizes()].concat(), rows }
    };
    let gaps = |take: &[u32]| {
        let (x, y) = (focal.weighted(&take[..nf]), pool.weighted(&take[nf..]));
        x.iter().zip(&y).map(|(x, y)| (x - y).abs()).collect()
    };
    let found = search(tolerance, effort, programme, gaps)?;
    Ok(found.map(|f| Found { bound: (f.bound + WHOLE).floor() * (1.0 + ratio), ..f }))
}

/// The largest part of one arm whose means lie within the tolerance of a profile (Cohn and Zubizarreta 2022).
///
/// ```text
/// max  sum z    s.t.  -d_k sum z <= sum (x_k - m_k) z <= d_k sum z      for each column k
/// ```
///
/// `None`: nobody can be chosen.
///
/// # Errors
/// The solver fails.
pub(super) fn one_arm(
    arm: &Alike,
    profile: &[f64],
    tolerance: &[f64],
    effort: Effort,
) -> Result<Option<Found>, MatchingError> {
    let n = arm.members.len();
    let line = |factor: &dyn Fn(usize) -> f64| {
        let terms = (0..n).map(|i| (i as u32, factor(i)));
        terms.filter(|(_, factor)| *factor != 0.0).collect::<Vec<_>>()
    };
    let programme = |tolerance: &[f64]| {
        let mut rows = Vec::new();
        for ((x, m), &d) in arm.x.iter().zip(profile).zip(tolerance) {
            rows.extend(limits(d, |d| line(&|i| x[i] - m - d)));
        }
        Programme { gain: vec![1.0; n], most: arm.sizes(), rows }
    };
    let gaps = |take: &[u32]| arm.weighted(take).iter().zip(profile).map(|(x, m)| (x - m).abs()).collect();
    let found = search(tolerance, effort, programme, gaps)?;
    Ok(found.map(|f| Found { bound: (f.bound + WHOLE).floor(), ..f }))
}

/// The two sides of one rule; one equation where nothing may differ.
fn limits(tolerance: f64, terms: impl Fn(f64) -> Vec<(u32, f64)>) -> Vec<Row> {
    let row = |lower, upper, d| Row { lower, upper, terms: terms(d) };
    if tolerance == 0.0 {
        return vec![row(0.0, 0.0, 0.0)];
    }
    vec![row(f64::NEG_INFINITY, 0.0, tolerance), row(0.0, f64::INFINITY, -tolerance)]
}

/// Solves; where the solver's slack let a difference beyond its tolerance, solves again with that much less.
fn search(
    tolerance: &[f64],
    effort: Effort,
    programme: impl Fn(&[f64]) -> Programme,
    gaps: impl Fn(&[u32]) -> Vec<f64>,
) -> Result<Option<Found>, MatchingError> {
    let mut tight = tolerance.to_vec();
    let mut bound = None;
    for _ in 0..REPEATS {
        let Some(found) = programme(&tight).solve(effort)? else { return Ok(None) };
        if found.take.iter().all(|n| *n == 0) {
            return Ok(None);
        }
        // Only the first search was for the rules as they are; its bound holds.
        let bound = *bound.get_or_insert(found.bound);
        let gaps = gaps(&found.take);
        if gaps.iter().zip(tolerance).all(|(gap, d)| *gap <= d + ROUNDING) {
            return Ok(Some(Found { bound, ..found }));
        }
        for ((tight, d), gap) in tight.iter_mut().zip(tolerance).zip(gaps) {
            *tight -= if gap > *d { 2.0 * (gap - d) } else { 0.0 };
            *tight = tight.max(0.0);
        }
    }
    Err(MatchingError::Solver {
        what: "the answers keep breaking the rules by the solver's slack".to_owned(),
    })
}
