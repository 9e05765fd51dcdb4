//! Rows of a cluster variance: one a person, or one a person and set where people serve in several.

use super::sample::Sample;
use crate::stats::cr2::Least;

/// The rows.
pub(super) struct Rows {
    /// Position in the sample of each.
    pub at: Vec<usize>,
    /// Set of each, where people serve in several.
    pub set: Option<Vec<u32>>,
    /// Share of the person's weight that each carries, likewise.
    share: Option<Vec<f64>>,
}

impl Rows {
    /// Rows of `sample`.
    pub fn new(sample: &Sample) -> Self {
        let n = sample.rows.len();
        if sample.links.is_empty() {
            return Self { at: (0..n).collect(), set: None, share: None };
        }
        let mut is_focal = vec![false; n];
        sample.links.iter().for_each(|l| is_focal[l.focal] = true);
        let focal: Vec<usize> = (0..n).filter(|&k| is_focal[k]).collect();
        let links = &sample.links;
        let own = focal.iter().map(|_| 1.0);
        Self {
            at: focal.iter().copied().chain(links.iter().map(|l| l.partner)).collect(),
            set: Some(focal.iter().copied().chain(links.iter().map(|l| l.focal)).map(|k| k as u32).collect()),
            share: Some(own.chain(links.iter().map(|l| l.share / sample.weight[l.partner])).collect()),
        }
    }

    /// Influence of each row, from that of each person.
    pub fn psi(&self, of: &[f64]) -> Vec<f64> {
        let whole = self.at.iter().map(|&k| of[k]);
        match &self.share {
            None => whole.collect(),
            Some(share) => whole.zip(share).map(|(p, s)| p * s).collect(),
        }
    }

    /// The fit on these rows: a person who serves several sets is a row in each, with a part of the weight.
    pub fn least(&self, fit: &Least) -> Least {
        let Some(share) = &self.share else { return fit.clone() };
        let spread = |v: &[f64], part: fn(f64) -> f64| -> Vec<f64> {
            self.at.iter().zip(share).map(|(&k, &s)| v[k] * part(s)).collect()
        };
        Least {
            q: fit.q.iter().map(|u| spread(u, f64::sqrt)).collect(),
            weight: spread(&fit.weight, |s| s),
            residual: self.at.iter().map(|&k| fit.residual[k]).collect(),
        }
    }
}
