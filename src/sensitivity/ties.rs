//! How far the headline hangs on ties.

use crate::estimate::{ArmFigures, EffectRow, Measure};
use crate::matching::Ties;
use crate::stats::distribution::{critical, two_sided};
use crate::stats::quantile::quantile;

/// Share of a standard error above which the averaged estimate becomes the headline (METHODS 15).
const TELLING: f64 = 0.5;

/// The headline over many orders of ties.
///
/// Where several partners are equally good, a rule that has nothing to do with the question picks one.
/// The match was made again with the rule's choice drawn anew each time; this is what came of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TieSpread {
    /// How many orders were looked at.
    pub orders: usize,
    /// Mean of the headline over them.
    pub mean: f64,
    /// Its 5th percentile.
    pub low: f64,
    /// Its 95th percentile.
    pub high: f64,
    /// `true` if 5th and 95th percentile are more than half a standard error apart.
    pub telling: bool,
    /// `true` if the mean became the headline.
    pub averaged: bool,
}

impl TieSpread {
    /// From the headline in each order; `None` where it could not be estimated in every one.
    ///
    /// * `headline`: the one that stands, whose standard error is the measure.
    /// * `ties`: `average` makes the mean the headline however small the spread is, `id` never.
    #[must_use]
    pub fn of(rows: &[EffectRow], headline: &EffectRow, ties: Ties) -> Option<Self> {
        let mut points: Vec<f64> = rows.iter().map(|r| r.estimate).collect::<Option<_>>()?;
        points.sort_by(f64::total_cmp);
        let (low, high) = (quantile(&points, 0.05)?, quantile(&points, 0.95)?);
        // Rounding must not move the mean of equal numbers beside them.
        let mean = points.iter().sum::<f64>() / points.len() as f64;
        let mean = mean.clamp(points[0], points[points.len() - 1]);
        let telling = headline.se.is_some_and(|se| high - low > TELLING * se);
        let averaged = ties == Ties::Average || (telling && ties == Ties::Hash);
        Some(Self { orders: points.len(), mean, low, high, telling, averaged })
    }
}

/// Replaces a headline by its average over the orders of ties.
///
/// Estimates and arm means are averaged. The standard error is the root of the mean variance: an average
/// varies no more than its parts. Limits and p-value follow from the two.
///
/// * `level`: confidence level.
pub fn average(headline: &mut EffectRow, rows: &[EffectRow], level: f64) {
    let mean = |value: fn(&EffectRow) -> Option<f64>| {
        let all: Option<Vec<f64>> = rows.iter().map(value).collect();
        all.filter(|v| !v.is_empty()).map(|v| v.iter().sum::<f64>() / v.len() as f64)
    };
    for (arm, of) in [
        (&mut headline.treat, treat as fn(&EffectRow) -> &ArmFigures),
        (&mut headline.comparison, comparison),
    ] {
        let mean = |value: fn(&ArmFigures) -> Option<f64>| {
            let all: Option<Vec<f64>> = rows.iter().map(|r| value(of(r))).collect();
            all.filter(|v| !v.is_empty()).map(|v| v.iter().sum::<f64>() / v.len() as f64)
        };
        arm.mean = mean(|a| a.mean);
        (arm.lower, arm.upper) = (mean(|a| a.lower), mean(|a| a.upper));
        arm.numerator = mean(|a| a.numerator);
        arm.ess = mean(|a| Some(a.ess)).unwrap_or(arm.ess);
    }
    headline.estimate = mean(|r| r.estimate);
    headline.difference = mean(|r| r.difference);
    headline.se = mean(|r| r.se.map(|s| s * s)).map(f64::sqrt);
    headline.df = rows.iter().filter_map(|r| r.df).min_by(f64::total_cmp);
    headline.detectable = mean(|r| r.detectable);
    limits(headline, level);
    if headline.measure == Measure::Difference {
        (headline.difference_lower, headline.difference_upper) = (headline.lower, headline.upper);
    } else {
        headline.difference_lower = mean(|r| r.difference_lower);
        headline.difference_upper = mean(|r| r.difference_upper);
    }
}

fn treat(row: &EffectRow) -> &ArmFigures {
    &row.treat
}

fn comparison(row: &EffectRow) -> &ArmFigures {
    &row.comparison
}

/// Limits and p-value from estimate and standard error (log scale for ratios).
fn limits(row: &mut EffectRow, level: f64) {
    let ratio = row.measure.is_ratio();
    let there = |x: f64| if ratio { libm::log(x) } else { x };
    let back = |x: f64| if ratio { libm::exp(x) } else { x };
    let found = row.estimate.map(there).zip(row.se).filter(|(_, se)| *se > 0.0);
    let half = |se: f64| critical(level, row.df) * se;
    row.lower = found.map(|(point, se)| back(point - half(se)));
    row.upper = found.map(|(point, se)| back(point + half(se)));
    if found.is_none() && row.null_reason.is_none() {
        row.null_reason =
            Some("the interval of one order of ties does not hold for the mean over all".to_owned());
    }
    row.p_value = found.map(|(point, se)| two_sided(point / se, row.df));
}
