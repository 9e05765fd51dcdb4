//! The changes that are valued: their means, how they vary together, and whom they are about.

use super::draw::Joint;
use super::model::Change;
use super::spec::ValueSpec;
use super::types::Valued;
use crate::cohort::{Better, Contrast, Outcome};
use crate::design::Estimand;
use crate::estimate::{self, Base, Covarying, EffectRow, Measure};
use crate::sensitivity::Evidence;
use crate::stats::linalg::root;
use ndarray::Array2;

/// The changes of one specification.
pub(super) struct Changes {
    pub valued: Vec<Valued>,
    pub means: Vec<Change>,
    pub joint: Result<Joint, String>,
}

/// 1 where more of a contrast is better, -1 where less is; `None` where it is neither.
#[must_use]
pub fn good_direction(contrast: Contrast, better: Better) -> Option<f64> {
    match contrast {
        Contrast::Change | Contrast::Value => Some(if better == Better::Lower { -1.0 } else { 1.0 }),
        Contrast::Improved | Contrast::LeftCase => Some(1.0),
        Contrast::Worsened | Contrast::BecameCase => Some(-1.0),
        Contrast::End | Contrast::Unchanged => None,
    }
}

/// What the benefits value: each outcome and contrast once, in order.
pub(super) fn asked(spec: &ValueSpec) -> Vec<(&str, Contrast)> {
    let mut all: Vec<(&str, Contrast)> = Vec::new();
    for benefit in &spec.outcome {
        let one = (benefit.outcome.as_str(), benefit.contrast);
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

/// The changes as one specification found them.
///
/// # Errors
/// In words: it is about other people, or has no such effect.
pub(super) fn changes(spec: &ValueSpec, e: &Evidence<'_>) -> Result<Changes, String> {
    if e.design.estimand != Estimand::Att {
        return Err("it is not about the people supported (ATT)".to_owned());
    }
    let mut found = Vec::new();
    for (outcome, contrast) in asked(spec) {
        found.push(found_in(e, outcome, contrast)?);
    }
    let together = together(e, &found.iter().map(|f| f.at).collect::<Vec<_>>());
    let people = |k: usize| together.as_ref().map_or(e.effects.people, |t| t.people[k]);
    let valued = found.iter().enumerate().map(|(k, f)| f.valued(people(k))).collect();
    let joint = together.and_then(|t| covariance(&found, &t));
    Ok(Changes { valued, means: found.iter().map(Found::mean).collect(), joint })
}

/// One effect, where it stands.
struct Found<'a> {
    at: usize,
    row: &'a EffectRow,
    outcome: &'a Outcome,
    sign: f64,
    treated: f64,
    difference: f64,
}

/// The effect among all matched: shares of some of them would need to know how many those are among all.
fn found_in<'a>(e: &Evidence<'a>, name: &str, contrast: Contrast) -> Result<Found<'a>, String> {
    let none = || format!("it has no effect on `{name}` ({})", contrast.word());
    let outcome = e.cohort.roles().outcome(name).ok_or_else(none)?;
    let wanted = |r: &EffectRow| {
        (r.outcome.as_str(), r.contrast, r.group.as_str()) == (name, contrast, "all")
            && r.base == Base::AllMatched
            && r.measure == Measure::Difference
            && r.estimator == e.specification.estimate.estimator
    };
    let at = e.effects.rows.iter().position(wanted).ok_or_else(none)?;
    let row = &e.effects.rows[at];
    let why = || row.null_reason.clone().unwrap_or_else(none);
    let (treated, difference) = row.treat.mean.zip(row.difference).ok_or_else(why)?;
    let sign = good_direction(contrast, outcome.better).ok_or_else(none)?;
    Ok(Found { at, row, outcome, sign, treated, difference })
}

impl Found<'_> {
    fn mean(&self) -> Change {
        let control = self.treated - self.difference;
        let share = !matches!(self.row.contrast, Contrast::Change | Contrast::Value) || self.outcome.binary;
        Change { treated: self.sign * self.treated, control: self.sign * control, share }
    }

    fn valued(&self, people: estimate::PeopleCounts) -> Valued {
        let limits = self.row.difference_lower.zip(self.row.difference_upper);
        Valued {
            outcome: self.outcome.name.clone(),
            contrast: self.row.contrast,
            sign: self.sign,
            unit: self.row.unit.clone(),
            limits: limits.map(|(l, u)| if self.sign < 0.0 { (-u, -l) } else { (l, u) }),
            both: people.both,
            matched: people.matched,
            supported: people.supported,
        }
    }
}

/// How the effects at `at` vary together; over completed data sets, correlations are averaged and the variances of
/// comparison means pooled by Rubin's rules.
fn together(e: &Evidence<'_>, at: &[usize]) -> Result<Covarying, String> {
    let one = |e: &Evidence<'_>| {
        let spec = &e.specification.estimate;
        estimate::covarying(e.cohort, e.design, e.matching, spec, (e.effects, at))
            .map_err(|e| e.to_string())?
    };
    if e.parts.len() < 2 {
        return one(e);
    }
    let parts = e.parts.iter().map(one).collect::<Result<Vec<_>, String>>()?;
    let m = parts.len() as f64;
    let mut all = parts[0].clone();
    all.correlation =
        parts.iter().fold(Array2::zeros(all.correlation.raw_dim()), |sum, p| sum + &p.correlation / m);
    for (k, v) in all.comparison.iter_mut().enumerate() {
        let within = parts.iter().map(|p| p.comparison[k]).sum::<f64>() / m;
        let means: Vec<f64> =
            e.parts.iter().filter_map(|p| p.effects.rows.get(at[k])?.comparison.mean).collect();
        let centre = means.iter().sum::<f64>() / m;
        let between = means.iter().map(|x| (x - centre) * (x - centre)).sum::<f64>() / (m - 1.0);
        *v = within + (1.0 + 1.0 / m) * between;
    }
    Ok(all)
}

/// A root of the covariance of differences and comparison means in the good direction.
fn covariance(found: &[Found<'_>], together: &Covarying) -> Result<Joint, String> {
    let mut size = Vec::with_capacity(2 * found.len());
    for (f, comparison) in found.iter().zip(&together.comparison) {
        let why =
            || f.row.null_reason.clone().unwrap_or_else(|| "an effect has no standard error".to_owned());
        size.extend([f.sign * f.row.se.ok_or_else(why)?, f.sign * comparison.max(0.0).sqrt()]);
    }
    let n = size.len();
    let entry = |(i, j): (usize, usize)| size[i] * size[j] * together.correlation[(i, j)];
    let df = found.iter().filter_map(|f| f.row.df).min_by(f64::total_cmp);
    Ok(Joint { root: root(&Array2::from_shape_fn((n, n), entry)), df })
}

#[cfg(test)]
mod tests {
    use super::good_direction;
    use crate::cohort::{Better, Contrast};

    /// A fall of a score of which low is good counts as a gain; a share of people who got worse never does.
    #[test]
    fn good_is_positive() {
        assert_eq!(good_direction(Contrast::Change, Better::Lower), Some(-1.0));
        assert_eq!(good_direction(Contrast::Change, Better::Higher), Some(1.0));
        for better in [Better::Lower, Better::Higher] {
            assert_eq!(good_direction(Contrast::LeftCase, better), Some(1.0));
            assert_eq!(good_direction(Contrast::BecameCase, better), Some(-1.0));
            assert_eq!(good_direction(Contrast::Unchanged, better), None);
        }
    }
}
