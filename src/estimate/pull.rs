//! What an estimate would have been with other people: how often each came.

use super::arms::Arms;
use super::sample::Sample;
use super::spec::EstimatorKind;
use crate::cohort::Cohort;

/// How a difference moves when each person counts several times, or not at all; design and weights as they are.
#[derive(Debug, Clone)]
pub enum Pull {
    /// Weighted means: estimated anew, as ratios of sums.
    Means {
        /// Cohort rows of the people, ascending.
        units: Vec<u32>,
        /// Arm of each.
        treated: Vec<bool>,
        /// Weight of each.
        weight: Vec<f64>,
        /// Value of each.
        value: Vec<f64>,
    },
    /// A model: one Newton step from its estimate, by the influence of each person.
    Step {
        /// Cohort rows of the people, ascending.
        units: Vec<u32>,
        /// Influence of each on the difference.
        influence: Vec<f64>,
        /// The difference.
        estimate: f64,
    },
}

impl Pull {
    /// Of a difference made by `kind`; the units of the sample are `compared`.
    pub(super) fn of(compared: &[u32], sample: &Sample, y: &[f64], arms: &Arms, kind: EstimatorKind) -> Self {
        let units = sample.rows.iter().map(|&p| compared[p]).collect();
        if kind == EstimatorKind::Difference {
            let (treated, weight) = (sample.treated.clone(), sample.weight.clone());
            return Self::Means { units, treated, weight, value: y.to_vec() };
        }
        let influence = arms.psi[0].iter().zip(&arms.psi[1]).map(|(c, t)| t - c).collect();
        Self::Step { units, influence, estimate: arms.mean[1] - arms.mean[0] }
    }
}

/// Who is drawn together with whom, and from among whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Together {
    /// Cluster of every unit of the cohort, 0, 1, ...
    pub cluster: Vec<u32>,
    /// How many clusters there are.
    pub clusters: usize,
    /// Sampling stratum of every unit; empty where the job declares none.
    pub stratum: Vec<u32>,
}

/// Sampling units where declared, else households, else sites or other clusters, else single people.
#[must_use]
pub fn drawn_together(cohort: &Cohort) -> Together {
    let all: Vec<u32> = (0..cohort.len()).map(|i| i as u32).collect();
    let (codes, stratum) = match super::cluster::Drawing::of(cohort, &all) {
        Some(drawing) => (drawing.unit, drawing.strata.map(|s| s.0).unwrap_or_default()),
        None => (super::cluster::of(cohort, &all).unwrap_or(all), Vec::new()),
    };
    let (cluster, clusters) = crate::stats::sandwich::compact(&codes);
    Together { cluster, clusters, stratum }
}
