//! Folds of people for cross-fitting: decided by id and seed, never by row order or threads.

use crate::cohort::{Blinded, Ids};
use crate::stats::rng::KeyedHash;

/// Sources of hash keys here start where those of ties end.
const SOURCE: u32 = 16;

/// The fold of each of some rows, 0 to `folds - 1`.
///
/// Within each arm rows are put in the order of a keyed hash of their id (collisions: cohort order) and
/// dealt out in turn, so that every fold has the same number of each arm within one, and an id keeps its
/// place in the order whoever else is there.
///
/// * `rows`: rows of the cohort; `folds`: at least 1; `purpose`: separates folds made for different ends.
///
/// Cost: n log n.
pub(super) fn of(cohort: Blinded<'_>, rows: &[u32], folds: u32, seed: u64, purpose: u32) -> Vec<u32> {
    let treated = cohort.treated();
    let keys = [0, 1].map(|arm| KeyedHash::new(seed, SOURCE + 2 * purpose + arm));
    let hash = |row: u32| {
        let key = &keys[usize::from(treated[row as usize])];
        match cohort.ids() {
            Ids::Whole(ids) => key.hash(&ids.value(row as usize).to_le_bytes()),
            Ids::Text(ids) => key.hash(ids.value(row as usize).as_bytes()),
        }
    };
    let mut order: Vec<(bool, u64, u32, usize)> =
        rows.iter().enumerate().map(|(at, &row)| (treated[row as usize], hash(row), row, at)).collect();
    order.sort_unstable();
    let (mut fold, mut next) = (vec![0; rows.len()], [0_u32; 2]);
    for (arm, _, _, at) in order {
        let next = &mut next[usize::from(arm)];
        fold[at] = *next;
        *next = (*next + 1) % folds.max(1);
    }
    fold
}
