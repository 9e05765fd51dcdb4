//! The variables that a searched distance weighs.

use super::super::candidates::Candidates;
use super::super::error::MatchingError;
use crate::design::{self, Metric};
use crate::stats::moments::moments;
use std::borrow::Cow;

/// Coordinates of the design's distance, and the propensity score beside them.
#[derive(Debug)]
pub(super) struct Axes<'a> {
    /// What each coordinate is called.
    pub names: Vec<String>,
    /// One vector of cohort length a coordinate.
    pub values: Vec<Cow<'a, [f64]>>,
    /// `true` if the last one is the score.
    pub has_score: bool,
}

impl<'a> Axes<'a> {
    /// Gathers them.
    ///
    /// # Errors
    /// A distance without coordinates, or a score of 0 or 1.
    pub fn new(candidates: &Candidates<'a>) -> Result<Self, MatchingError> {
        let design = candidates.design;
        let Metric::Coordinates(coordinates) = &design.metric else {
            return Err(MatchingError::NeedsCoordinates);
        };
        let mut names = design::axes(candidates.cohort, design)?;
        if names.len() != coordinates.len() {
            names = (1..=coordinates.len()).map(|k| format!("axis {k}")).collect();
        }
        let mut values: Vec<Cow<'a, [f64]>> =
            coordinates.iter().map(|x| Cow::Borrowed(x.as_slice())).collect();
        let score = score(candidates)?;
        let has_score = score.is_some();
        if let Some(score) = score {
            names.push("propensity score".to_owned());
            values.push(Cow::Owned(score));
        }
        Ok(Self { names, values, has_score })
    }

    /// Coordinates whose Euclidean distance is the weighted one; those without weight are left out.
    pub fn weighted(&self, weights: &[f64]) -> Vec<Vec<f64>> {
        let used = self.values.iter().zip(weights).filter(|(_, w)| **w > 0.0);
        let mut axes: Vec<Vec<f64>> = used
            .map(|(x, w)| {
                let factor = w.sqrt();
                x.iter().map(|v| factor * v).collect()
            })
            .collect();
        if axes.is_empty() {
            axes.push(vec![0.0; self.values.first().map_or(0, |x| x.len())]);
        }
        axes
    }

    /// The distance as the design has it: 1 for each of its coordinates, 0 for the score.
    pub fn plain(&self) -> Vec<f64> {
        let mut weights = vec![1.0; self.values.len()];
        if self.has_score {
            weights.pop();
            weights.push(0.0);
        }
        weights
    }
}

/// The linear predictor in standard deviations within the arms; `None` if there is none or it is the same for
/// everybody.
fn score(candidates: &Candidates<'_>) -> Result<Option<Vec<f64>>, MatchingError> {
    let wanted = candidates.spec.genetic.score;
    let Some(p) = candidates.design.propensity.as_ref().filter(|_| wanted) else { return Ok(None) };
    let arm = |rows: &[u32]| -> f64 {
        let terms = rows.iter().map(|&i| (p.linear[i as usize], 1.0));
        moments(terms).and_then(|m| m.variance).unwrap_or(0.0)
    };
    let everyone = candidates.focal.iter().chain(&candidates.pool);
    let infinite = everyone.filter(|&&i| !p.linear[i as usize].is_finite()).count();
    if infinite > 0 {
        let why = format!("{infinite} people have a propensity score of exactly 0 or 1");
        return Err(MatchingError::GeneticSetting { key: "score", why });
    }
    let sd = f64::midpoint(arm(&candidates.focal), arm(&candidates.pool)).sqrt();
    Ok((sd > 0.0).then(|| p.linear.iter().map(|l| l / sd).collect()))
}
