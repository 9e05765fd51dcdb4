//! Everything a matcher may look at.

use super::admissible::Admissible;
use super::error::MatchingError;
use super::limits::Limits;
use super::spec::MatchingSpec;
use super::ties::Ranks;
use crate::cohort::Blinded;
use crate::design::{Design, Estimand, Metric, Norm};

/// Who chooses, who may be chosen, and by which rules.
#[derive(Debug)]
pub struct Candidates<'a> {
    /// Units; end values unreadable.
    pub cohort: Blinded<'a>,
    /// The design.
    pub design: &'a Design,
    /// The settings.
    pub spec: &'a MatchingSpec,
    /// Pairwise rules.
    pub admissible: Admissible<'a>,
    /// Rules on use.
    pub limits: Limits,
    /// Order among equals.
    pub ranks: Ranks,
    /// Eligible units that choose, in cohort order: treated, or controls for ATC.
    pub focal: Vec<u32>,
    /// Eligible units that may be chosen, in cohort order.
    pub pool: Vec<u32>,
    /// Seed of the random order.
    pub seed: u64,
}

impl<'a> Candidates<'a> {
    /// Gathers them.
    ///
    /// # Errors
    /// No such identifier for `unit_id`; an arm without eligible units.
    pub fn new(
        cohort: Blinded<'a>,
        design: &'a Design,
        spec: &'a MatchingSpec,
        seed: u64,
    ) -> Result<Self, MatchingError> {
        let focal_arm = design.estimand != Estimand::Atc;
        let arm = |wanted: bool| -> Vec<u32> {
            let treated = cohort.treated();
            let of_arm = |&i: &u32| treated[i as usize] == wanted && design.eligible.stays(i as usize);
            (0..cohort.len() as u32).filter(of_arm).collect()
        };
        let (focal, pool) = (arm(focal_arm), arm(!focal_arm));
        if focal.is_empty() || pool.is_empty() {
            let treated = focal.is_empty() == focal_arm;
            return Err(MatchingError::EmptyArm { arm: if treated { "treated" } else { "control" } });
        }
        let limits = Limits::new(cohort, spec)?;
        let limits = if focal_arm { limits } else { limits.for_controls(spec.method) };
        Ok(Self {
            cohort,
            design,
            spec,
            admissible: Admissible::new(design),
            limits,
            ranks: Ranks::new(cohort, spec.ties, seed),
            focal,
            pool,
            seed,
        })
    }

    /// Distance between two units in the design's metric; `None` when it has none.
    #[must_use]
    pub fn distance(&self, a: u32, b: u32) -> Option<f64> {
        let (a, b) = (a as usize, b as usize);
        match &self.design.metric {
            Metric::None => None,
            Metric::Score(score) => Some((score[a] - score[b]).abs()),
            Metric::Coordinates(x) => Some(Norm::Euclidean.size(Norm::Euclidean.gap(x, a, b))),
            Metric::CityBlock(x) => Some(Norm::CityBlock.gap(x, a, b)),
            Metric::Table(table) => table.distance(a as u32, b as u32),
        }
    }

    /// The score that orders people: the metric's own, else the propensity score.
    #[must_use]
    pub fn score(&self) -> Option<&'a [f64]> {
        match &self.design.metric {
            Metric::Score(score) => Some(score),
            _ => self.design.propensity.as_ref().map(|p| p.score.as_slice()),
        }
    }

    /// How many strata the design has.
    #[must_use]
    pub fn strata(&self) -> usize {
        let units = self.focal.iter().chain(&self.pool);
        units.map(|&i| self.design.strata.of[i as usize] as usize + 1).max().unwrap_or(0)
    }
}
