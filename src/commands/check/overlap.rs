//! How far the pool covers the treated, on the score of the primary specification.

use super::exact::{bars, edges};
use crate::cohort::{Cohort, PoolEnds};
use crate::design::{self, Cache};
use crate::job::Job;
use crate::stats::moments::effective_size;
use crate::stats::quantile::quantile;

/// The score in both arms.
#[derive(Debug)]
pub struct Score {
    /// People fitted, treated first.
    pub people: [usize; 2],
    /// Treated people outside the range of the pool's scores (5th to 95th percentile), and beyond all of them.
    pub outside: [usize; 2],
    /// What the pool is worth under odds weights: people who all count the same.
    pub effective: f64,
    /// Chance that of a treated person and one of the pool the treated has the higher score.
    pub auc: f64,
    /// Edges of the bars.
    pub edges: Vec<f64>,
    /// People in each bar.
    pub bars: [Vec<usize>; 2],
}

/// Fits the score of the primary specification; no end value is read.
///
/// # Errors
/// Why there is none, in words.
pub fn score(cohort: &Cohort, job: &Job) -> Result<Score, String> {
    let primary = job.specifications.first().ok_or("the job has no specification")?;
    let mut primary = primary.clone();
    // A prognostic score would read end values of the pool, and is not needed here.
    if primary.design.prognostic.take().is_some() && primary.design.distance == design::Distance::Prognostic {
        return Err("the design uses a prognostic score".to_owned());
    }
    let made = design::run(cohort.blinded_but(PoolEnds::Closed), &primary, &Cache::seeded(job.spec.seed))
        .map_err(|e| format!("[{}] {e}", e.code()))?;
    let fitted = made.propensity.as_ref().ok_or("the design uses no score")?;
    let scores = sorted(cohort, &fitted.score);
    let [treated, pool] = &scores;
    let at = |p| quantile(pool, p).ok_or("nobody of the pool has a score");
    let (low, high, least, most) = (at(0.05)?, at(0.95)?, at(0.0)?, at(1.0)?);
    let beyond = |low: f64, high: f64| treated.iter().filter(|s| !(low..=high).contains(*s)).count();
    // On the log odds scores near 0 and 1 stay apart.
    let linear = sorted(cohort, &fitted.linear);
    let edges = edges(&linear);
    Ok(Score {
        people: [treated.len(), pool.len()],
        outside: [beyond(low, high), beyond(least, most)],
        effective: effective_size(pool.iter().filter(|p| **p < 1.0).map(|p| p / (1.0 - p))),
        auc: fitted.auc,
        bars: linear.each_ref().map(|s| bars(s, &edges)),
        edges,
    })
}

/// The finite values of each arm, treated first, rising.
fn sorted(cohort: &Cohort, values: &[f64]) -> [Vec<f64>; 2] {
    let mut arms = [Vec::new(), Vec::new()];
    for (&treated, &value) in cohort.treated().iter().zip(values).filter(|(_, v)| v.is_finite()) {
        arms[usize::from(!treated)].push(value);
    }
    for arm in &mut arms {
        arm.sort_unstable_by(f64::total_cmp);
    }
    arms
}
