//! Service users who drop out before anybody is matched: MW118.

use super::seen::{Seen, finding, share};
use super::{Finding, Severity};

/// Share of service users lost from which the label of the result changes (METHODS 1).
const LOST: f64 = 0.10;

pub(super) fn find(seen: &Seen<'_>) -> Vec<Finding> {
    let treated = seen.cohort.treated();
    let eligible = &seen.design.eligible;
    let asked = |i: &usize| {
        let filtered = eligible.of(*i).code == "filter";
        treated[*i] && !filtered
    };
    let all = (0..treated.len()).filter(asked).count();
    let lost = (0..treated.len()).filter(asked).filter(|&i| !eligible.stays(i)).count();
    if lost as f64 <= LOST * all as f64 {
        return Vec::new();
    }
    let counts = eligible.counts(treated);
    let reasons = eligible.table().iter().zip(&counts).skip(1);
    let reasons = reasons.filter(|(r, c)| c[1] > 0 && r.code != "filter");
    let each: Vec<String> = reasons.map(|(r, c)| format!("{} {}", c[1], r.words)).collect();
    let message = format!(
        "{} {} are not eligible ({}): the result is about the others.",
        share(lost, all),
        seen.roles().treated_label,
        each.join(", ")
    );
    vec![finding("MW118", Severity::Serious, None, message)]
}
