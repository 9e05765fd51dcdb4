//! McNemar's test: a yes or no in pairs, from the pairs that differ.

use super::binomial::{Tie, limits, point, tails};

/// Pairs that differ, and what they say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct McNemar {
    /// Exact conditional two-sided p-value.
    pub exact: f64,
    /// The same with half of the probability of what was observed.
    pub mid: f64,
    /// Conditional odds ratio b / c; `None` without a pair of the second kind.
    pub odds_ratio: Option<f64>,
}

impl McNemar {
    /// Tests that both kinds of pairs that differ are as likely.
    ///
    /// ```text
    /// exact = min(1, 2 P(X <= min(b, c))),   mid = exact - P(X = min(b, c)),   X binomial(b + c, 1/2)
    /// ```
    ///
    /// For b = c the mid-p is 1 - P(X = b) / 2.
    ///
    /// * `b`: pairs in which only the treated has the event.
    /// * `c`: pairs in which only the control has it.
    ///
    /// Both 0: both p-values are 1. References: McNemar (1947); Fagerland, Lydersen and Laake (2013), formulas 3
    /// and 4.
    ///
    /// ```
    /// use matchwell::stats::mcnemar::McNemar;
    /// assert_eq!(McNemar::new(1, 7).exact, 0.0703125);
    /// ```
    #[must_use]
    pub fn new(b: u64, c: u64) -> Self {
        let (n, few) = (b + c, b.min(c));
        let exact = (2.0 * tails(n, few, 0.5).0).min(1.0);
        let here = point(n, few, 0.5);
        let mid = match (n, b == c) {
            (0, _) => 1.0,
            (_, true) => 1.0 - 0.5 * here,
            _ => exact - here,
        };
        Self { exact, mid, odds_ratio: (c > 0).then(|| b as f64 / c as f64) }
    }
}

/// Limits of the conditional odds ratio: those of the share b / (b + c), as odds.
///
/// The lower limit is 0 for `b` = 0, the upper missing for `c` = 0.
#[must_use]
pub fn odds_limits(b: u64, c: u64, level: f64, tie: Tie) -> (f64, Option<f64>) {
    let (low, high) = limits(b + c, b, level, tie);
    let odds = |p: f64| p / (1.0 - p);
    (odds(low), (high < 1.0).then(|| odds(high)))
}

#[cfg(test)]
mod tests {
    use super::{McNemar, odds_limits};
    use crate::stats::binomial::Tie;
    use proptest::prelude::*;

    /// Fagerland, Lydersen and Laake (2013), "The McNemar test for binary matched-pairs data: mid-p and asymptotic
    /// are better than exact conditional", BMC Medical Research Methodology 13:91, table 3: airway reactivity
    /// before and after stem cell transplantation (1 and 7 discordant pairs), complete response before and after
    /// consolidation therapy (6 and 16). Printed to four decimals.
    #[test]
    fn agrees_with_published_examples() {
        for (b, c, exact, mid) in [(1, 7, 0.0703, 0.0391), (6, 16, 0.0525, 0.0347)] {
            let ours = McNemar::new(b, c);
            assert!((ours.exact - exact).abs() < 5e-5, "{b}, {c}: {}", ours.exact);
            assert!((ours.mid - mid).abs() < 5e-5, "{b}, {c}: {}", ours.mid);
        }
    }

    /// The share of `binom.test(7, 8)` of R 4.2.2, as odds.
    #[test]
    fn limits_are_those_of_the_share() {
        let (low, high) = odds_limits(7, 1, 0.95, Tie::Whole);
        let r = [0.473_490_329_124_793_44, 0.996_840_276_468_748_1].map(|p: f64| p / (1.0 - p));
        assert!((low / r[0] - 1.0).abs() < 1e-12 && (high.unwrap() / r[1] - 1.0).abs() < 1e-11);
    }

    proptest! {
        #[test]
        fn arms_may_be_swapped(b in 0_u64..300, c in 0_u64..300) {
            let (one, other) = (McNemar::new(b, c), McNemar::new(c, b));
            prop_assert_eq!((one.exact, one.mid), (other.exact, other.mid));
            prop_assert!(one.mid <= one.exact && one.exact <= 1.0 && one.mid > 0.0);
        }
    }

    #[test]
    fn edges() {
        assert_eq!(McNemar::new(0, 0), McNemar { exact: 1.0, mid: 1.0, odds_ratio: None });
        assert_eq!(McNemar::new(1, 1).mid, 0.75);
        assert_eq!(McNemar::new(0, 1).odds_ratio, Some(0.0));
        assert_eq!(odds_limits(0, 0, 0.95, Tie::Whole), (0.0, None));
        assert_eq!(odds_limits(3, 0, 0.95, Tie::Half).1, None);
    }
}
