//! From two means and a variance to an effect with its interval.

use super::spec::Measure;
use super::spread::Spread;
use crate::stats::distribution::{critical, two_sided};
use crate::stats::power;

/// Cells of a two-by-two table under this number give no interval on the log scale (METHODS 18).
pub(super) const SMALL_CELL: f64 = 10.0;
/// People that extra people are counted per.
const HUNDRED: f64 = 100.0;
/// Level at which a difference counts as found, for the number needed to detect it.
const DETECT: f64 = 0.95;
/// Power at which an effect counts as detectable.
const POWER: f64 = 0.8;

/// An effect on the scale of its measure.
#[derive(Debug, Clone, Default)]
pub(super) struct Effect {
    /// The effect.
    pub estimate: Option<f64>,
    /// Standard error, on the log scale for ratios.
    pub se: Option<f64>,
    /// Limits.
    pub limits: Option<(f64, f64)>,
    /// Two-sided p-value.
    pub p: Option<f64>,
    /// Where the variance came from.
    pub spread: Option<Spread>,
    /// Why something is missing.
    pub reason: Option<String>,
}

/// Estimate on the scale that is (nearly) normal, and its gradient by the two means.
pub(super) fn scaled(measure: Measure, mean: [f64; 2]) -> Result<(f64, [f64; 2]), String> {
    let [c, t] = mean;
    let inside = |m: f64| m > 0.0 && m < 1.0;
    match measure {
        Measure::Difference => Ok((t - c, [-1.0, 1.0])),
        Measure::RiskRatio if c <= 0.0 => Err("nobody in the comparison arm has the event".to_owned()),
        Measure::RiskRatio if t <= 0.0 => Err("nobody in the treated arm has the event".to_owned()),
        Measure::RiskRatio => Ok((libm::log(t / c), [-1.0 / c, 1.0 / t])),
        Measure::OddsRatio if inside(c) && inside(t) => {
            let odds = libm::log(t / (1.0 - t)) - libm::log(c / (1.0 - c));
            Ok((odds, [-1.0 / (c * (1.0 - c)), 1.0 / (t * (1.0 - t))]))
        }
        Measure::OddsRatio => Err("in one arm everybody or nobody has the event".to_owned()),
        Measure::PerHundred => Ok((HUNDRED * (t - c), [-HUNDRED, HUNDRED])),
        Measure::NumberNeeded | Measure::HedgesG => {
            Err("it is no plain function of the two means".to_owned())
        }
    }
}

impl Effect {
    /// No number, and why.
    pub fn none(reason: impl Into<String>) -> Self {
        Self { reason: Some(reason.into()), ..Self::default() }
    }

    /// An estimate with its variance, or why there is none.
    pub fn new(measure: Measure, point: f64, spread: Result<Spread, String>, level: f64) -> Self {
        let back = |x: f64| if measure.is_ratio() { libm::exp(x) } else { x };
        let estimate = Some(back(point));
        let spread = match spread {
            Ok(spread) if spread.variance.is_finite() => spread,
            Ok(_) => return Self { estimate, ..Self::none("the variance is not finite") },
            Err(reason) => return Self { estimate, ..Self::none(reason) },
        };
        let se = spread.variance.sqrt();
        if se <= f64::EPSILON * point.abs() {
            let reason = if spread.negative { NEGATIVE } else { CONSTANT };
            return Self { estimate, spread: Some(spread), ..Self::none(reason) };
        }
        let half = critical(level, spread.df) * se;
        Self {
            estimate,
            se: Some(se),
            limits: Some((back(point - half), back(point + half))),
            p: Some(two_sided(point / se, spread.df)),
            spread: Some(spread),
            reason: None,
        }
    }

    /// People for one more with the event, from the difference of shares (METHODS 18).
    ///
    /// ```text
    /// 1 / d,   limits 1 / upper and 1 / lower
    /// ```
    ///
    /// No standard error, and no interval where that of the difference includes 0: the number needed would run
    /// through infinity. Reference: Altman (1998).
    pub fn needed(difference: &Self) -> Self {
        let Some(d) = difference.estimate else { return difference.clone() };
        if d == 0.0 {
            return Self::none("the difference is nought, so no number of people makes one more");
        }
        let limits = difference.limits.filter(|(low, high)| low * high > 0.0);
        let reason = match (limits, difference.limits) {
            (Some(_), _) => None,
            (None, Some(_)) => Some(CROSSES.to_owned()),
            (None, None) => difference.reason.clone(),
        };
        Self {
            estimate: Some(1.0 / d),
            se: None,
            limits: limits.map(|(low, high)| (1.0 / high, 1.0 / low)),
            reason,
            ..difference.clone()
        }
    }

    /// The estimate alone, without an interval, because `reason`.
    pub fn without_interval(self, reason: &str) -> Self {
        Self { se: None, limits: None, p: None, reason: Some(reason.to_owned()), ..self }
    }
}

/// Reason given where a number needed has no interval.
pub(super) const CROSSES: &str =
    "the interval of the difference includes nought, so the number needed has no interval";
const CONSTANT: &str = "the outcome does not vary within the arms, so there is no interval";
/// Reason given where inclusion and exclusion left less than 0.
pub(super) const NEGATIVE: &str = "the variance came out negative and was set to 0, so there is no interval";

/// People per arm at which a difference of this size would be significant at 5 %, if it is not.
///
/// ```text
/// n (z se / d)^2,   z = 1.96; n = people in the treated arm
/// ```
///
/// The standard error falls with the root of the size while the controls per person stay the same:
/// the number the Justice Data Lab prints.
pub(super) fn number_needed(people: usize, effect: &Effect) -> Option<f64> {
    let (d, se, p) = (effect.estimate?, effect.se?, effect.p?);
    let needed = people as f64 * (critical(DETECT, None) * se / d).powi(2);
    (p > 1.0 - DETECT && needed.is_finite()).then(|| needed.ceil())
}

/// Smallest difference that a test at 5 % finds with a power of 80 % at this standard error.
pub(super) fn detectable_at(se: Option<f64>, df: Option<f64>) -> Option<f64> {
    power::detectable(se?, df, 1.0 - DETECT, POWER)
}
