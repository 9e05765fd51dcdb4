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

    /// Arm of each row.
    pub fn treated(&self, sample: &Sample) -> Vec<bool> {
        self.at.iter().map(|&k| sample.treated[k]).collect()
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

/// The arms of the rows a variance is summed over.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sides<'a> {
    /// Arm of each row.
    pub treated: &'a [bool],
    /// Influence of each row: an arm in which all are 0 has no part in the number.
    pub psi: &'a [f64],
}

impl Sides<'_> {
    /// Clusters of the arm and dimension that have fewest: sixteen sites of one arm are few however many households
    /// the other has, for what they differ by is learnt from the sixteen.
    pub fn fewest(&self, dimensions: &[&[u32]]) -> usize {
        let of = |arm: bool| dimensions.iter().map(move |codes| self.distinct(codes, arm));
        self.arms().flat_map(of).min().unwrap_or(usize::MAX)
    }

    /// The same for sampling units compared within strata: units less strata, and 1.
    pub fn fewest_within(&self, unit: &[u32], stratum: &[u32]) -> usize {
        let of = |arm| 1 + self.distinct(unit, arm).saturating_sub(self.distinct(stratum, arm));
        self.arms().map(of).min().unwrap_or(usize::MAX)
    }

    fn arms(&self) -> impl Iterator<Item = bool> + '_ {
        let moves = |arm: &bool| self.treated.iter().zip(self.psi).any(|(z, p)| z == arm && *p != 0.0);
        [false, true].into_iter().filter(moves)
    }

    fn distinct(&self, codes: &[u32], arm: bool) -> usize {
        let mut mine: Vec<u32> =
            codes.iter().zip(self.treated).filter(|(_, z)| **z == arm).map(|(c, _)| *c).collect();
        mine.sort_unstable();
        mine.dedup();
        mine.len()
    }
}
