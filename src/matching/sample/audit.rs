//! Every balance rule is checked against the final weights.

use super::super::candidates::Candidates;
use super::super::error::MatchingError;
use super::super::method::Method;
use super::columns::{Rules, columns};
use crate::stats::sum::sums;

/// Rounding of weights and of sums over all units.
const ROUNDING: f64 = 1e-7;

/// Checks that the weighted means of the two arms differ by at most the tolerance, column by column.
///
/// # Errors
/// [`MatchingError::Audit`] naming the first column that is out of balance.
pub(in super::super) fn audit(candidates: &Candidates<'_>, weight: &[f64]) -> Result<(), MatchingError> {
    let spec = candidates.spec;
    let rules = match spec.method {
        Method::Cardinality => Rules::of_cardinality(&spec.cardinality),
        Method::Profile => Rules::of_profile(&spec.profile),
        _ => return Ok(()),
    };
    let columns = columns(candidates, &rules)?;
    let k = columns.len();
    let totals = |rows: &[u32]| {
        sums(rows.len(), k + 1, |i, out| {
            let row = rows[i] as usize;
            columns.iter().zip(&mut *out).for_each(|(c, o)| *o = weight[row] * c.x[row]);
            out[k] = weight[row];
        })
    };
    let (a, b) = (totals(&candidates.focal), totals(&candidates.pool));
    if a[k] <= 0.0 || b[k] <= 0.0 {
        return Ok(());
    }
    for (at, column) in columns.iter().enumerate() {
        let gap = (a[at] / a[k] - b[at] / b[k]).abs();
        if gap > column.tolerance + ROUNDING {
            let (name, tolerance) = (&column.name, column.tolerance);
            let what = format!("`{name}` differs by {gap} SD with a tolerance of {tolerance}");
            return Err(MatchingError::Audit { what });
        }
    }
    Ok(())
}
