//! How many tests were made, and p-values that allow for that.

use super::types::Moderation;
use crate::stats::multiplicity::{benjamini_hochberg, holm};

/// Fills in the adjusted p-values of all moderators tested, and returns how many tests that were.
///
/// A moderator has one test, however many levels it has. One that asks the question of an earlier one the other way
/// round (under 60 against others, 60 and over against others) is no further test and shares its p-values.
pub(in super::super) fn adjust(rows: &mut [Moderation]) -> usize {
    let own = |r: &Moderation| r.twin.is_none().then(|| r.together.as_ref().map(|t| t.test.p)).flatten();
    let mut first: Vec<usize> = Vec::new();
    for k in 0..rows.len() {
        if own(&rows[k]).is_some() && !first.iter().any(|&f| question(&rows[f]) == question(&rows[k])) {
            first.push(k);
        }
    }
    let p: Vec<f64> = first.iter().filter_map(|&k| own(&rows[k])).collect();
    let adjusted: Vec<(f64, f64)> = holm(&p).into_iter().zip(benjamini_hochberg(&p)).collect();
    for k in 0..rows.len() {
        let mut wanted = question(&rows[k]);
        wanted.3 = rows[k].twin.unwrap_or(rows[k].position);
        let found = first.iter().position(|&f| question(&rows[f]) == wanted);
        let both = found.map(|at| adjusted[at]).filter(|_| rows[k].together.is_some());
        (rows[k].p_holm, rows[k].p_bh) = (both.map(|b| b.0), both.map(|b| b.1));
    }
    first.len()
}

/// What a test is about.
fn question(r: &Moderation) -> (String, &'static str, super::super::types::Base, usize) {
    (r.outcome.clone(), r.contrast.word(), r.base, r.position)
}
