//! In which order equals come: the only place where ids or the seed touch a result.

use super::spec::Ties;
use crate::cohort::{Blinded, Ids};
use crate::stats::rng::{KeyedHash, stream};
use rand_core::RngCore;
use rayon::prelude::*;

/// Place of each unit among equals: cohort (id) order, or the order of a keyed hash of the id.
#[derive(Debug, Clone)]
pub struct Ranks {
    hash: Option<Vec<u32>>,
}

impl Ranks {
    /// The tie order of a cohort.
    ///
    /// * `ties`: by id or by hash.
    /// * `seed`: key of the hash.
    #[must_use]
    pub fn new(cohort: Blinded<'_>, ties: Ties, seed: u64) -> Self {
        match ties {
            Ties::Id => Self { hash: None },
            Ties::Hash | Ties::Average => Self { hash: Some(hashes(cohort, seed)) },
        }
    }

    /// Another order of the keyed hash: `order` 1, 2, ...
    #[must_use]
    pub fn drawn(cohort: Blinded<'_>, seed: u64, order: u64) -> Self {
        Self { hash: Some(hashes(cohort, stream(seed, "tie order", order).next_u64())) }
    }

    /// What a unit costs where equally good answers are told apart by the sum over those chosen.
    #[must_use]
    pub fn cost(&self, row: u32) -> u32 {
        self.hash.as_ref().map_or(row, |h| h[row as usize])
    }

    /// The key of a unit: smaller comes first.
    #[must_use]
    pub fn key(&self, row: u32) -> (u32, u32) {
        (self.hash.as_ref().map_or(0, |h| h[row as usize]), row)
    }
}

/// 32 bits of the keyed hash of every id; where they collide the cohort's order decides.
fn hashes(cohort: Blinded<'_>, seed: u64) -> Vec<u32> {
    let keys = [KeyedHash::new(seed, 0), KeyedHash::new(seed, 1)];
    let treated = cohort.treated();
    let key = |i: usize, id: &[u8]| (keys[usize::from(treated[i])].hash(id) >> 32) as u32;
    let rows = 0..cohort.len();
    match cohort.ids() {
        Ids::Whole(ids) => rows.into_par_iter().map(|i| key(i, &ids.value(i).to_le_bytes())).collect(),
        Ids::Text(ids) => rows.into_par_iter().map(|i| key(i, ids.value(i).as_bytes())).collect(),
    }
}
