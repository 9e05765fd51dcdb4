//! What could be found, and how many it takes.

use super::assume::{Assumed, Measured};
use crate::stats::power::{Range, Shares, crossing, power_of_shares, power_of_t};

/// Sizes of the curve, as multiples of the number there is.
const SIZES: [f64; 6] = [0.25, 0.5, 1.0, 1.5, 2.0, 4.0];

/// What could be found with some number of people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Treated people who start.
    pub starters: f64,
    /// Of those, in the comparison.
    pub compared: f64,
    /// Smallest rise (of a share or a mean) that is found with the power wanted; `None` = none is.
    pub rise: Option<f64>,
    /// Smallest fall; the same as the rise for a mean.
    pub fall: Option<f64>,
    /// Power to find the effect asked about.
    pub power: Option<f64>,
}

/// The answer of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Reckoning {
    /// With the people there are.
    pub now: Point,
    /// Comparison people.
    pub comparison: f64,
    /// Treated people who must start for the effect asked about; `None` = no number is enough.
    pub needed: Option<f64>,
    /// With fewer and with more.
    pub curve: Vec<Point>,
}

/// Works out what could be found, and for an effect how many people it takes.
///
/// ```text
/// n = treated x follow-up x match rate / design effect,   k comparison people each, of worth w
/// shares: power_of_shares(p, p + d; n, k w), with the correlation within sets
/// means:  power of t at d / se,   se^2 = sd^2 (1 - r^2) (1 - rho) (1/n + 1/(n k w))
/// ```
///
/// r is the correlation of start and end: the start value is matched on, and what it explains no longer varies between
/// partners. The design effect of sites falls on the treated alone: survey respondents have no site.
///
/// * `effect`: the effect asked about: a difference of shares, or in units of the outcome. Not 0.
///
/// Cost: some hundred evaluations of a power.
/// Reference: [`power_of_shares`], [`power_of_t`]; Borm, Fransen and Lemmens (2007) for 1 - r^2.
#[must_use]
pub fn reckon(assumed: &Assumed, effect: Option<f64>) -> Reckoning {
    let point = |starters: f64| at(&Assumed { treated: starters, ..*assumed }, effect);
    let needed = effect.and_then(|d| {
        let power = |n: f64| power(&Assumed { treated: n, ..*assumed }, d);
        crossing(power, assumed.power, Range::From(smallest(assumed)))
    });
    Reckoning {
        now: point(assumed.treated),
        comparison: assumed.compared() * ratio(assumed),
        needed: needed.map(f64::ceil),
        curve: SIZES.iter().map(|s| point((assumed.treated * s).round().max(1.0))).collect(),
    }
}

/// Starters of whom two are compared: fewer have no variance.
fn smallest(a: &Assumed) -> f64 {
    2.0 * a.design_effect() / (a.follow_up * a.match_rate)
}

fn at(a: &Assumed, effect: Option<f64>) -> Point {
    let (rise, fall) = match a.measured {
        Measured::Share(p) => {
            let towards =
                |end: f64, sign: f64| crossing(|d| power(a, sign * d), a.power, Range::Within(0.0, end));
            (towards(1.0 - p, 1.0), towards(p, -1.0))
        }
        Measured::Mean { .. } => {
            let found = crossing(|d| power(a, d), a.power, Range::From(0.0));
            (found, found)
        }
    };
    let power = effect.and_then(|d| power(a, d));
    Point { starters: a.treated, compared: a.compared(), rise, fall, power }
}

/// Comparison people for each treated one: what was asked for, as far as the pool goes.
fn ratio(a: &Assumed) -> f64 {
    let most = a.pool.map_or(f64::INFINITY, |p| p / a.compared());
    a.ratio.min(most)
}

/// Power to find an effect; `None` where there are too few people, or it cannot be.
fn power(a: &Assumed, effect: f64) -> Option<f64> {
    let treated = a.compared() / a.design_effect();
    let comparison = a.compared() * ratio(a) * a.worth;
    match a.measured {
        Measured::Share(p) => {
            let people = Shares { treated, ratio: comparison / treated, within: a.within, alpha: a.alpha };
            power_of_shares(p, p + effect, people)
        }
        Measured::Mean { sd, correlation: r } => {
            let df = treated + comparison - 2.0;
            let variance = sd * sd * (1.0 - r * r) * (1.0 - a.within) * (1.0 / treated + 1.0 / comparison);
            power_of_t(effect, variance.sqrt(), df, a.alpha)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(treated: f64, p: f64) -> Assumed {
        Assumed { treated, measured: Measured::Share(p), ..Assumed::default() }
    }

    /// `power.prop.test(n = 300, p1 = 0.42, power = 0.8, tol = 1e-10)` of R 4.2.2 gives p2 = 0.534029, and
    /// `power.prop.test(p1 = 0.5, p2 = 0.75, power = 0.9)` n = 76.7.
    #[test]
    fn as_power_prop_test() {
        let found = reckon(&share(300.0, 0.42), Some(0.1));
        assert!((found.now.rise.expect("a rise") - 0.114_029).abs() < 1e-5);
        let found = reckon(&Assumed { power: 0.9, ..share(50.0, 0.5) }, Some(0.25));
        assert_eq!(found.needed, Some(77.0));
    }

    /// `power.t.test(n = 200, sd = 2.1, power = 0.8)` of R 4.2.2 gives delta = 0.589758.
    #[test]
    fn as_power_t_test() {
        let mean = |sd, correlation| Measured::Mean { sd, correlation };
        let a = Assumed { treated: 200.0, measured: mean(2.1, 0.0), ..Assumed::default() };
        let found = reckon(&a, None);
        assert!((found.now.rise.expect("an effect") - 0.589_758).abs() < 1e-5);
        assert_eq!((found.needed, found.now.power), (None, None));
        // A start value that explains 36 % of the variance is worth as much as a smaller standard deviation.
        let with = reckon(&Assumed { measured: mean(2.1 / 0.8, 0.6), ..a }, None);
        assert!((with.now.rise.expect("an effect") - 0.589_758).abs() < 1e-5);
    }

    #[test]
    fn losses_and_sites_cost_people() {
        let a = Assumed { follow_up: 0.7, match_rate: 0.9, ..share(300.0, 0.42) };
        let plain = reckon(&a, Some(0.12)).needed.expect("a number");
        let whole = reckon(&share(300.0, 0.42), Some(0.12)).needed.expect("a number");
        assert!((plain * 0.63 - whole).abs() < 1.5, "{plain} {whole}");
        let sites = reckon(&Assumed { icc: 0.05, site: 21.0, ..a }, Some(0.12)).needed.expect("a number");
        assert!(sites > 1.3 * plain && sites < 2.0 * plain);
    }

    #[test]
    fn no_number_is_enough_where_the_pool_is_small() {
        let a = Assumed { pool: Some(20.0), ..share(300.0, 0.42) };
        assert_eq!(reckon(&a, Some(0.02)).needed, None);
        let none = reckon(&share(3.0, 0.42), Some(0.1));
        assert_eq!(none.now.fall, None);
        assert!(none.needed.is_some_and(|n| n > 300.0));
    }

    #[test]
    fn there_and_back() {
        for (treated, p) in [(120.0, 0.3), (800.0, 0.55), (2500.0, 0.1)] {
            let a = Assumed { ratio: 2.0, within: 0.1, ..share(treated, p) };
            let d = reckon(&a, None).now.rise.expect("a rise");
            let back = reckon(&a, Some(d)).needed.expect("a number");
            assert!((back - treated).abs() <= 1.0, "{back} is not {treated}");
        }
    }

    #[test]
    fn numbers_that_cannot_be_are_told() {
        assert!(share(300.0, 0.42).check().is_ok());
        let name = |a: Assumed| a.check().expect_err("a fault").name;
        assert_eq!(name(share(0.0, 0.42)), "the number of people");
        assert_eq!(name(share(3.0, 1.0)), "the base rate");
        assert_eq!(name(Assumed { follow_up: 0.0, ..share(3.0, 0.4) }), "the follow-up rate");
        assert_eq!(name(Assumed { power: 0.01, ..share(3.0, 0.4) }), "the power");
        assert_eq!(name(Assumed { site: f64::NAN, ..share(3.0, 0.4) }), "the size of a site");
    }
}
