//! What people without an end score could do to the result.

use crate::cohort::Contrast;
use crate::design::review::{Finding, Severity};
use crate::estimate::{ArmRange, Base, EffectRow, Effects, Followed, Unseen};

/// What could undo one result, had everyone been followed.
#[derive(Debug, Clone, PartialEq)]
pub struct AttritionDoubt {
    /// Outcome.
    pub outcome: String,
    /// Contrast.
    pub contrast: Contrast,
    /// What shares and means are of.
    pub base: Base,
    /// `true` for the headline's own question.
    pub primary: bool,
    /// Starters of the base and those with an end score: controls, treated.
    pub followed: [Followed; 2],
    /// Mean or share of the treated who were seen.
    pub seen: Option<f64>,
    /// Mean or share of the comparison people.
    pub comparison: Option<f64>,
    /// The difference among those seen.
    pub difference: Option<f64>,
    /// Mean of the treated without an end score at which the difference would be 0.
    pub tipping: Option<f64>,
    /// Mean at which the limit of the interval nearer to 0 would be 0; `None` where the interval holds 0.
    pub tipping_limit: Option<f64>,
    /// Lowest and highest mean they could have, given their start scores.
    pub reach: Option<(f64, f64)>,
    /// Worst- and best-case bounds of the difference.
    pub bounds: Option<Bounds>,
}

/// The range a difference could be in, whatever the unseen scores are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// All unseen treated at the lowest value, all unseen controls at the highest.
    pub lower: f64,
    /// The reverse.
    pub upper: f64,
    /// `false` if they are as far apart as the scale is wide, or farther: then they tell nothing.
    pub informative: bool,
}

impl AttritionDoubt {
    /// `true` if the unseen treated could have had the mean that makes the result 0.
    #[must_use]
    pub fn attainable(&self) -> Option<bool> {
        let (low, high) = self.reach?;
        self.tipping.map(|t| t >= low && t <= high)
    }
}

/// Doubts about every result of the primary outcome, in order of the results, and findings for the review.
///
/// Empty where nothing was asked for and at least 80 % of both arms have an end score.
#[must_use]
pub fn attrition(effects: &Effects) -> (Vec<AttritionDoubt>, Vec<Finding>) {
    let Some(attrition) = &effects.attrition else { return (Vec::new(), Vec::new()) };
    let of = |u: &Unseen| effects.rows.get(u.row).map(|row| doubt(u, row, effects.rows.get(effects.primary)));
    let doubts: Vec<AttritionDoubt> = attrition.unseen.iter().filter_map(of).collect();
    let main = doubts.iter().find(|d| d.primary);
    let found = [main.and_then(tips), main.and_then(tells_nothing)];
    let found = found.into_iter().flatten().collect();
    (doubts, found)
}

fn doubt(unseen: &Unseen, row: &EffectRow, headline: Option<&EffectRow>) -> AttritionDoubt {
    let lost = unseen.followed[1].share_lost();
    let comparison = row.comparison.mean;
    let nearest = row.difference_lower.zip(row.difference_upper).and_then(|(l, u)| nearer(l, u));
    let tip = |d: Option<f64>| comparison.zip(d).and_then(|(m, d)| tipping_point(m, d, lost));
    let same = |h: &EffectRow| (h.contrast, h.base, &h.outcome) == (row.contrast, row.base, &row.outcome);
    AttritionDoubt {
        outcome: row.outcome.clone(),
        contrast: unseen.contrast,
        base: unseen.base,
        primary: headline.is_some_and(same),
        followed: unseen.followed,
        seen: row.treat.mean,
        comparison,
        difference: row.difference,
        tipping: tip(row.difference),
        tipping_limit: tip(nearest),
        reach: unseen.reach,
        bounds: unseen.arms.map(|arms| bounds(&arms, unseen.scale)),
    }
}

/// The limit nearer to 0 of an interval that does not hold it.
fn nearer(lower: f64, upper: f64) -> Option<f64> {
    match (lower > 0.0, upper < 0.0) {
        (true, _) => Some(lower),
        (_, true) => Some(upper),
        _ => None,
    }
}

/// Mean of the treated without an end score at which a difference over all starters is 0.
///
/// ```text
/// (1 - q) d + q (x - m0) = 0   so   x = m0 - d (1 - q) / q
/// ```
///
/// * `comparison`: m0, mean of the comparison people, who stand for those without an end score too.
/// * `difference`: d among those with an end score, or a limit of it (then m0 is taken as known).
/// * `lost`: q, share of the treated starters without an end score.
///
/// `None` where nobody is lost, or everybody. Cost: none.
/// Reference: Yan, Lee and Li (2009), tipping-point analysis; METHODS 1.
///
/// ```
/// # use matchwell::sensitivity::tipping_point;
/// // 8 of 10 seen, 1 point better than the comparison's -0.5: the others would have to be 4 points worse.
/// assert_eq!(tipping_point(-0.5, -1.0, 0.2), Some(3.5));
/// ```
#[must_use]
pub fn tipping_point(comparison: f64, difference: f64, lost: f64) -> Option<f64> {
    let found = comparison - difference * (1.0 - lost) / lost;
    (lost > 0.0 && lost < 1.0 && found.is_finite()).then_some(found)
}

/// Worst- and best-case bounds of a difference from the ranges of both arms.
///
/// ```text
/// lower = lower_treated - upper_control,   upper = upper_treated - lower_control
/// ```
///
/// * `arms`: controls, treated.
/// * `scale`: width of the scale of one value, such as 6 points or 1; `None` where it has no ends.
///
/// Reference: Horowitz and Manski (2000).
#[must_use]
pub fn bounds(arms: &[ArmRange; 2], scale: Option<f64>) -> Bounds {
    let [control, treated] = arms;
    let (lower, upper) = (treated.lower - control.upper, treated.upper - control.lower);
    Bounds { lower, upper, informative: scale.is_none_or(|s| upper - lower < s) }
}

fn tips(d: &AttritionDoubt) -> Option<Finding> {
    let point = d.tipping.filter(|_| d.attainable() == Some(true))?;
    let message = format!(
        "{} of {} supported people with a start score have no end score; with a mean of {point:.2} among them the \
         headline would be 0, and their start scores would allow that",
        d.followed[1].lost(),
        d.followed[1].starters,
    );
    Some(Finding { rule: "MW165", severity: Severity::Warning, message, subject: Some(d.outcome.clone()) })
}

fn tells_nothing(d: &AttritionDoubt) -> Option<Finding> {
    let b = d.bounds.filter(|b| !b.informative)?;
    let message = format!(
        "the worst- and best-case bounds ({:.2} and {:.2}) are as far apart as the scale is wide: they tell nothing",
        b.lower, b.upper
    );
    Some(Finding { rule: "MW166", severity: Severity::Note, message, subject: Some(d.outcome.clone()) })
}

#[cfg(test)]
mod tests {
    use super::{bounds, nearer, tipping_point};
    use crate::estimate::ArmRange;

    #[test]
    fn the_tipping_point_makes_the_difference_nought() {
        for (m0, d, q) in [(-0.4, -1.2, 0.3), (0.31, 0.12, 0.45), (2.0, 0.0, 0.9)] {
            let x = tipping_point(m0, d, q).expect("a point");
            assert!(((1.0 - q) * (m0 + d) + q * x - m0).abs() < 1e-12);
        }
        assert_eq!(tipping_point(0.0, 1.0, 0.0), None);
        assert_eq!(tipping_point(0.0, 1.0, 1.0), None);
    }

    #[test]
    fn the_nearer_limit_is_missing_where_the_interval_holds_nought() {
        assert_eq!(nearer(0.1, 0.5), Some(0.1));
        assert_eq!(nearer(-0.5, -0.1), Some(-0.1));
        assert_eq!(nearer(-0.5, 0.1), None);
    }

    #[test]
    fn bounds_take_each_arm_at_its_worst() {
        let arm = |mean, lower, upper| ArmRange { mean, lower, upper };
        let b = bounds(&[arm(0.4, 0.3, 0.5), arm(0.6, 0.5, 0.9)], Some(1.0));
        assert!(b.informative && b.lower.abs() < 1e-15 && (b.upper - 0.6).abs() < 1e-15);
        assert!(!bounds(&[arm(0.4, 0.0, 0.7), arm(0.6, 0.2, 0.9)], Some(1.0)).informative);
        assert!(bounds(&[arm(0.4, 0.0, 0.7), arm(0.6, 0.2, 0.9)], None).informative);
    }
}
