//! Which two people may be compared: every pairwise rule, in one place.

use crate::cohort::PairTable;
use crate::design::{Caliper, Design, Metric};

/// Which control may serve which treated unit: eligibility, exact strata, antiexact variables,
/// calipers, pairs of a table of distances. Every matcher asks this and only this, and so does the audit.
#[derive(Debug, Clone, Copy)]
pub struct Admissible<'a> {
    design: &'a Design,
}

impl<'a> Admissible<'a> {
    /// The pairwise rules of a design.
    #[must_use]
    pub fn new(design: &'a Design) -> Self {
        Self { design }
    }

    /// `true` if units `a` and `b`, of different arms, may be compared.
    ///
    /// A caliper of width w admits |d| <= w; a negative one |d| > |w|. A missing value admits nobody.
    #[must_use]
    pub fn pair(&self, a: usize, b: usize) -> bool {
        let design = self.design;
        design.eligible.stays(a)
            && design.eligible.stays(b)
            && design.strata.of[a] == design.strata.of[b]
            && design.antiexact.iter().all(|codes| codes[a] != codes[b])
            && design.calipers.iter().all(|caliper| within(caliper, a, b))
            && self.table().is_none_or(|table| table.distance(a as u32, b as u32).is_some())
    }

    /// Distances from a file: pairs without one are not admitted.
    fn table(self) -> Option<&'a PairTable> {
        match &self.design.metric {
            Metric::Table(table) => Some(table),
            _ => None,
        }
    }

    /// `true` if nobody farther along the score than `b`, seen from `a`, can be admitted.
    #[must_use]
    pub fn beyond(&self, a: usize, b: usize) -> bool {
        let shuts = |k: &&Caliper| k.on_score && k.width >= 0.0;
        self.design.calipers.iter().filter(shuts).any(|caliper| !within(caliper, a, b))
    }

    /// Calipers that bound a difference from above: an index may use them to look at fewer pairs.
    pub fn windows(&self) -> impl Iterator<Item = &'a Caliper> + use<'a> {
        self.design.calipers.iter().filter(|k| k.width >= 0.0)
    }

    /// `true` if two eligible units of one stratum are always admitted.
    #[must_use]
    pub fn is_stratum_only(&self) -> bool {
        let design = self.design;
        design.antiexact.is_empty() && design.calipers.is_empty() && self.table().is_none()
    }
}

fn within(caliper: &Caliper, a: usize, b: usize) -> bool {
    let gap = (caliper.values[a] - caliper.values[b]).abs();
    if caliper.width >= 0.0 { gap <= caliper.width } else { gap > -caliper.width }
}
