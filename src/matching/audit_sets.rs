//! The audit of sets that hold several people of both arms.

use super::candidates::Candidates;
use super::error::MatchingError;
use super::types::NO_SET;
use crate::design::Metric;

/// Checks sets without edges of their own: every treated-control pair of a set obeys every rule.
///
/// For a caliper on v it is enough to look at the ends: all pairs are within w when
///
/// ```text
/// max over treated of v - min over controls of v <= w,   max over controls of v - min over treated of v <= w
/// ```
///
/// Rules that are no interval (antiexact, negative calipers, a table of distances) cannot be seen this
/// way; a method without edges must refuse them, and an answer under them is broken. Cost: one pass a
/// caliper.
///
/// # Errors
/// [`MatchingError::Audit`] naming the first set that breaks a rule: a bug of a matcher.
pub(super) fn check(candidates: &Candidates<'_>, set: &[u32]) -> Result<(), MatchingError> {
    let design = candidates.design;
    let intervals = design.calipers.iter().all(|k| k.width >= 0.0);
    if !intervals || !design.antiexact.is_empty() || matches!(design.metric, Metric::Table(_)) {
        return broken("sets without edges under rules for single pairs".to_owned());
    }
    sizes(candidates, set)?;
    design.calipers.iter().try_for_each(|caliper| {
        let outside = first_outside(candidates, set, &caliper.values, caliper.width);
        outside.map_or(Ok(()), |s| broken(format!("set {s} is wider than the caliper on {}", caliper.on)))
    })
}

fn broken(what: String) -> Result<(), MatchingError> {
    Err(MatchingError::Audit { what })
}

fn number(set: &[u32]) -> usize {
    set.iter().filter(|s| **s != NO_SET).max().map_or(0, |m| *m as usize + 1)
}

/// Every set holds as many of each arm as the job asks for, and only eligible people.
fn sizes(candidates: &Candidates<'_>, set: &[u32]) -> Result<(), MatchingError> {
    let (treated, least) = (candidates.cohort.treated(), &candidates.spec.quick);
    let mut sizes = vec![[0_u32; 2]; number(set)];
    for (i, &s) in set.iter().enumerate().filter(|(_, s)| **s != NO_SET) {
        if !candidates.design.eligible.stays(i) {
            return broken(format!("row {i} is in a set and not eligible"));
        }
        sizes[s as usize][usize::from(treated[i])] += 1;
    }
    let small =
        |&[c, t]: &[u32; 2]| t < least.min_treated || c < least.min_controls || t + c < least.min_size;
    match sizes.iter().position(small) {
        Some(s) => broken(format!("set {s} holds {} treated and {} controls", sizes[s][1], sizes[s][0])),
        None => Ok(()),
    }
}

/// The first set in which a treated and a control unit are more than `width` apart.
fn first_outside(candidates: &Candidates<'_>, set: &[u32], values: &[f64], width: f64) -> Option<usize> {
    let treated = candidates.cohort.treated();
    let mut ends = vec![[[f64::INFINITY, f64::NEG_INFINITY]; 2]; number(set)];
    for (i, &s) in set.iter().enumerate().filter(|(_, s)| **s != NO_SET) {
        let [low, high] = &mut ends[s as usize][usize::from(treated[i])];
        if values[i].is_nan() {
            return Some(s as usize);
        }
        (*low, *high) = (low.min(values[i]), high.max(values[i]));
    }
    ends.iter().position(|[c, t]| (t[1] - c[0]).abs() > width || (c[1] - t[0]).abs() > width)
}
