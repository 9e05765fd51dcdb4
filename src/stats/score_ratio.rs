//! Score intervals of ratios of two shares: right where cells are small and the log scale is not.

use super::distribution::{critical, normal_cdf};

/// Halvings of a limit on the log scale.
const HALVINGS: usize = 200;
/// Largest log of a ratio that is looked at: its fourth power is still a number.
const FAR: f64 = 150.0;

/// Limits of a ratio, and the two-sided p-value of a ratio of 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// Lower limit, 0 where the first group has no events.
    pub lower: f64,
    /// Upper limit; `None` where nothing bounds it.
    pub upper: Option<f64>,
    /// p-value.
    pub p: f64,
}

/// Two independent groups: events and people in the treated and in the comparison group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoGroups {
    /// Events, treated and comparison.
    pub events: [f64; 2],
    /// People, treated and comparison.
    pub people: [f64; 2],
}

impl TwoGroups {
    /// Score interval of the ratio of shares p1 / p0.
    ///
    /// ```text
    /// T(r) = (x1/n1 - r x0/n0) / sqrt( N/(N-1) (p1 (1-p1) / n1 + r^2 p0 (1-p0) / n0) ),   limits: T = +-z
    /// ```
    ///
    /// with p1 = r p0 at their maximum likelihood for this r. `None` with an empty group, or without any event.
    /// Reference: Miettinen and Nurminen (1985), as `statsmodels` `confint_proportions_2indep(compare = "ratio",
    /// method = "score")`; without the factor N/(N-1) that of Koopman (1984).
    #[must_use]
    pub fn risk_ratio(&self, level: f64) -> Option<Scored> {
        let ([x1, x0], [n1, n0]) = (self.events, self.people);
        self.sound().then(|| {
            invert(level, x1 <= 0.0, x0 <= 0.0, |r| {
                let b = n1 * r + x1 + n0 + x0 * r;
                let root = (b * b - 4.0 * (n1 + n0) * r * (x1 + x0)).max(0.0).sqrt();
                // The smaller root, without the difference of near equals.
                let p0 = (2.0 * (x1 + x0) / (b + root)).min(1.0);
                let p1 = (r * p0).min(1.0);
                let variance = p1 * (1.0 - p1) / n1 + r * r * p0 * (1.0 - p0) / n0;
                (x1 / n1 - r * x0 / n0) / (variance * self.factor()).sqrt()
            })
        })
    }

    /// Score interval of the odds ratio.
    ///
    /// ```text
    /// T(o) = (x1/n1 - p1) n1 sqrt( 1/(n1 p1 (1-p1)) + 1/(n0 p0 (1-p0)) ) / sqrt(N/(N-1)),   limits: T = +-z
    /// ```
    ///
    /// with p1 / (1 - p1) = o p0 / (1 - p0) at their maximum likelihood for this o. `None` with an empty group, or
    /// where everybody or nobody has the event. Reference: Miettinen and Nurminen (1985), as [`Self::risk_ratio`].
    #[must_use]
    pub fn odds_ratio(&self, level: f64) -> Option<Scored> {
        let ([x1, x0], [n1, n0]) = (self.events, self.people);
        let events = x1 + x0;
        (self.sound() && events < n1 + n0).then(|| {
            invert(level, x1 <= 0.0 || x0 >= n0, x0 <= 0.0 || x1 >= n1, |o| {
                let b = n1 * o + n0 - events * (o - 1.0);
                let root = (b * b + 4.0 * n0 * (o - 1.0) * events).max(0.0).sqrt();
                let p0 =
                    if b < 0.0 { (root - b) / (2.0 * n0 * (o - 1.0)) } else { 2.0 * events / (b + root) };
                let scale = 1.0 + p0 * (o - 1.0);
                let (p1, q1) = (p0 * o / scale, (1.0 - p0) / scale);
                let weight = 1.0 / (n1 * p1 * q1) + 1.0 / (n0 * p0 * (1.0 - p0));
                (x1 - n1 * p1) * weight.sqrt() / self.factor().sqrt()
            })
        })
    }

    fn factor(&self) -> f64 {
        let n = self.people[0] + self.people[1];
        n / (n - 1.0)
    }

    fn sound(&self) -> bool {
        self.people.iter().all(|n| *n >= 1.0) && self.events.iter().any(|x| *x > 0.0)
    }
}

/// Pairs by who of them has the event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pairs {
    /// Both.
    pub both: f64,
    /// The treated only.
    pub treated: f64,
    /// The control only.
    pub control: f64,
    /// All pairs.
    pub number: f64,
}

impl Pairs {
    /// Score interval of the ratio of shares in pairs.
    ///
    /// ```text
    /// T(r) = (x1 - r x0) / sqrt( n ((1 + r) q + (r - 1) S) ),   S = (both + treated + control) / n,   limits: T = +-z
    /// ```
    ///
    /// with q the share of pairs in which only the control has the event, at its maximum likelihood for this r. At
    /// r = 1 the test of McNemar without correction. `None` without pairs or events.
    /// References: Nam and Blackwelder (2002); Tang, Tang and Chan (2003), equation 5.
    #[must_use]
    pub fn risk_ratio(&self, level: f64) -> Option<Scored> {
        let Self { both, treated, control, number: n } = *self;
        let (x1, x0, any) = (both + treated, both + control, both + treated + control);
        (n >= 1.0 && any > 0.0).then(|| {
            invert(level, x1 <= 0.0, x0 <= 0.0, |r| {
                let (a, b) = (n * (1.0 + r), x0 * r * r - (any + control));
                let c = control * (1.0 - r) * any / n;
                let root = (b * b - 4.0 * a * c).max(0.0).sqrt();
                let q = if b > 0.0 { -2.0 * c / (b + root) } else { (root - b) / (2.0 * a) };
                (x1 - r * x0) / (n * ((1.0 + r) * q + (r - 1.0) * any / n)).max(0.0).sqrt()
            })
        })
    }
}

/// Limits from a statistic that falls as the ratio rises.
fn invert(level: f64, no_lower: bool, no_upper: bool, statistic: impl Fn(f64) -> f64) -> Scored {
    let z = critical(level, None);
    // Nought over nought: at 1 nothing varies and nothing differs, far away doubles end and the side decides.
    let at_ratio = |r: f64| match (statistic(r), r) {
        (t, _) if !t.is_nan() => t,
        (_, r) if r < 1.0 => f64::INFINITY,
        (_, r) if r > 1.0 => f64::NEG_INFINITY,
        _ => 0.0,
    };
    let at = |bound: f64| {
        let (mut low, mut high) = (-FAR, FAR);
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            if middle <= low || middle >= high {
                break;
            }
            let t = at_ratio(libm::exp(middle));
            *(if t > bound { &mut low } else { &mut high }) = middle;
        }
        libm::exp(0.5 * (low + high))
    };
    let p = 2.0 * normal_cdf(-at_ratio(1.0).abs());
    Scored { lower: if no_lower { 0.0 } else { at(z) }, upper: (!no_upper).then(|| at(-z)), p: p.min(1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn groups(x1: f64, n1: f64, x0: f64, n0: f64) -> TwoGroups {
        TwoGroups { events: [x1, x0], people: [n1, n0] }
    }

    fn near(ours: f64, theirs: f64, tolerance: f64) {
        assert!((ours / theirs - 1.0).abs() < tolerance, "{ours} is not {theirs}");
    }

    /// `statsmodels` 0.14 `confint_proportions_2indep(method = "score")`, whose root finder stops at about 1e-8.
    #[test]
    fn agrees_with_statsmodels() {
        let ratios = [
            (groups(36.0, 40.0, 16.0, 80.0), 2.934_646_459_487_796, 7.166_298_299_460_339),
            (groups(7.0, 25.0, 1.0, 25.0), 1.242_267_611_112_331_6, 42.832_545_429_634_73),
            (groups(3.0, 120.0, 9.0, 110.0), 0.090_826_762_348_381, 1.015_721_994_960_079),
            (groups(14.0, 15.0, 9.0, 15.0), 1.040_207_668_141_084_8, 2.666_912_342_392_900_6),
        ];
        for (g, low, high) in ratios {
            let ours = g.risk_ratio(0.95).expect("an interval");
            near(ours.lower, low, 1e-6);
            near(ours.upper.expect("a limit"), high, 1e-6);
        }
        let odds = [
            (groups(36.0, 40.0, 16.0, 80.0), 11.481_282_194_425_159, 111.403_068_291_546_16),
            (groups(7.0, 25.0, 1.0, 25.0), 1.306_410_765_816_097_3, 63.149_512_983_235_12),
            (groups(3.0, 120.0, 9.0, 110.0), 0.081_934_087_085_889_5, 1.016_723_205_517_627_4),
            (groups(14.0, 15.0, 9.0, 15.0), 1.155_491_423_425_745_8, 68.806_968_015_185_46),
        ];
        for (g, low, high) in odds {
            let ours = g.odds_ratio(0.95).expect("an interval");
            near(ours.lower, low, 1e-6);
            near(ours.upper.expect("a limit"), high, 1e-6);
        }
    }

    /// Koopman (1984): 36 of 40 against 16 of 80, 2.94 to 7.15 without the factor N / (N - 1), which is 120/119 here:
    /// so z^2 is that much larger.
    #[test]
    fn agrees_with_koopman() {
        let z = critical(0.95, None) / (120.0_f64 / 119.0).sqrt();
        let level = 1.0 - 2.0 * normal_cdf(-z);
        let ours = groups(36.0, 40.0, 16.0, 80.0).risk_ratio(level).expect("an interval");
        near(ours.lower, 2.939_569_192_214_996_5, 1e-6);
        near(ours.upper.expect("a limit"), 7.152_223_434_866_03, 1e-6);
    }

    /// Fagerland, Lydersen and Laake (2014), "Recommended tests and confidence intervals for paired binomial
    /// proportions", Statistics in Medicine 33: airway hyper-responsiveness before and after stem cell transplantation,
    /// ratio 0.25 (0.065 to 0.907). More digits, and the other tables: the same statistic with the constrained
    /// likelihood maximised by `scipy.optimize.minimize_scalar` and inverted by `brentq`.
    #[test]
    fn agrees_with_published_pairs() {
        let all = [
            ((1.0, 1.0, 7.0, 21.0), 0.065_279_223_965_767, 0.906_880_556_517_007),
            ((59.0, 6.0, 16.0, 161.0), 0.747_579_059_077_225, 0.987_614_929_690_060),
            ((20.0, 9.0, 3.0, 60.0), 0.966_194_843_001_324, 1.708_977_492_288_778),
        ];
        for ((both, treated, control, number), low, high) in all {
            let ours = Pairs { both, treated, control, number }.risk_ratio(0.95).expect("an interval");
            near(ours.lower, low, 1e-7);
            near(ours.upper.expect("a limit"), high, 1e-7);
        }
    }

    #[test]
    fn a_ratio_of_one_is_tested_as_mcnemar_and_pearson_do() {
        let pairs = Pairs { both: 20.0, treated: 9.0, control: 3.0, number: 60.0 };
        let z = 6.0 / 12.0_f64.sqrt();
        near(pairs.risk_ratio(0.95).expect("an interval").p, 2.0 * normal_cdf(-z), 1e-12);
        let g = groups(7.0, 25.0, 1.0, 25.0);
        let z = 6.0 / 25.0 / (8.0 / 50.0 * 42.0 / 50.0 * 2.0 / 25.0 * 50.0 / 49.0_f64).sqrt();
        near(g.risk_ratio(0.95).expect("an interval").p, 2.0 * normal_cdf(-z), 1e-12);
        near(g.odds_ratio(0.95).expect("an interval").p, 2.0 * normal_cdf(-z), 1e-9);
    }

    #[test]
    fn edges() {
        assert_eq!(groups(0.0, 5.0, 0.0, 5.0).risk_ratio(0.95), None);
        assert_eq!(groups(5.0, 5.0, 5.0, 5.0).odds_ratio(0.95), None);
        assert_eq!(groups(0.0, 0.0, 1.0, 5.0).risk_ratio(0.95), None);
        let none = groups(0.0, 30.0, 6.0, 28.0).risk_ratio(0.95).expect("an interval");
        assert_eq!(none.lower, 0.0);
        near(none.upper.expect("a limit"), 0.561_231_564_520_939_5, 1e-6);
        assert_eq!(groups(5.0, 56.0, 0.0, 29.0).risk_ratio(0.95).expect("an interval").upper, None);
        assert_eq!(Pairs { both: 0.0, treated: 0.0, control: 0.0, number: 9.0 }.risk_ratio(0.95), None);
        let same = Pairs { both: 4.0, treated: 0.0, control: 0.0, number: 9.0 }.risk_ratio(0.95).unwrap();
        assert!(same.p == 1.0 && same.lower < 1.0 && same.upper.unwrap() > 1.0);
    }

    proptest! {
        /// Swapping the groups turns the ratio over.
        #[test]
        fn ratios_turn_over(x1 in 1_u32..30, x0 in 1_u32..30, more1 in 0_u32..40, more0 in 0_u32..40) {
            let [x1, x0, more1, more0] = [x1, x0, more1, more0].map(f64::from);
            let (one, other) = (groups(x1, x1 + more1, x0, x0 + more0), groups(x0, x0 + more0, x1, x1 + more1));
            let (a, b) = (one.risk_ratio(0.9).unwrap(), other.risk_ratio(0.9).unwrap());
            prop_assert!((a.lower * b.upper.unwrap() - 1.0).abs() < 1e-6);
            prop_assert!(a.lower < a.upper.unwrap() && a.lower * (x0 / (x0 + more0)) <= x1 / (x1 + more1) + 1e-9);
            let pairs = |t: f64, c: f64| Pairs { both: x1, treated: t, control: c, number: x1 + t + c + 5.0 };
            let (a, b) = (pairs(more1, more0).risk_ratio(0.9).unwrap(), pairs(more0, more1).risk_ratio(0.9).unwrap());
            prop_assert!((a.lower * b.upper.unwrap() - 1.0).abs() < 1e-6, "{a:?} {b:?}");
        }
    }
}
