//! Factors over imputations.

use super::super::moderators::together;
use super::rows::adjust;
use super::types::FactorRow;

/// Pools the rows of all imputations by Rubin's rules; those not every imputation has are left out.
///
/// * `parts`: rows in each imputation.
/// * `level`: confidence level.
pub(in super::super) fn pool(parts: &[&[FactorRow]], level: f64) -> (Vec<FactorRow>, usize) {
    let Some(first) = parts.first() else { return (Vec::new(), 0) };
    let key = |r: &FactorRow| (r.factor.clone(), r.level.clone(), r.reference.clone(), r.after_start);
    let mut rows: Vec<FactorRow> = first
        .iter()
        .filter_map(|row| {
            let same: Vec<&FactorRow> =
                parts.iter().filter_map(|p| p.iter().find(|r| key(r) == key(row))).collect();
            (same.len() == parts.len()).then(|| {
                let mut row = row.clone();
                let of = |figure: fn(&FactorRow) -> &super::super::moderators::Figure| {
                    together(&same.iter().map(|r| figure(r)).collect::<Vec<_>>(), level)
                };
                row.among_treated = of(|r| &r.among_treated);
                row.among_comparison = of(|r| &r.among_comparison);
                row.interaction = of(|r| &r.interaction);
                row.null_reason = same.iter().find_map(|r| r.null_reason.clone());
                row
            })
        })
        .collect();
    let tests = adjust(&mut rows);
    (rows, tests)
}
