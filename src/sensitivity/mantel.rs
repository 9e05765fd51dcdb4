//! Yes or no in pairs and in sets: McNemar's and the Mantel-Haenszel test under a hidden bias.

use super::rosenbaum::{Range, Tail, normal_tail};
use crate::stats::binomial;
use crate::stats::lattice::{either, sum_of, tails};

/// Sets whose distribution is worked out exactly; above, the normal stands in for it.
const EXACT: usize = 1000;

/// One set, seen from the person who is alone in its arm.
///
/// Where one treated person is among controls, `with` counts the events of the set and `hit` says whether the treated
/// person has one. Where one control is among treated people, what speaks for more events among the treated is that
/// the control has none: `with` counts the people *without* an event, and `hit` says that the control is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draw {
    /// People whose being the lone one would speak for the effect.
    pub with: u32,
    /// People whose being the lone one would not.
    pub without: u32,
    /// Whether it is one of the first.
    pub hit: bool,
}

impl Draw {
    /// The set of a lone person and those of the other arm.
    ///
    /// * `lone_treated`: whether the lone person is the treated one.
    /// * `lone`: whether the lone person has the event.
    /// * `events`, `people`: of the whole set.
    #[must_use]
    pub fn new(lone_treated: bool, lone: bool, events: u32, people: u32) -> Self {
        let none = people.saturating_sub(events);
        if lone_treated {
            Self { with: events, without: none, hit: lone }
        } else {
            Self { with: none, without: events, hit: !lone }
        }
    }

    /// `true` if who is alone makes a difference.
    #[must_use]
    pub fn discordant(self) -> bool {
        self.with > 0 && self.without > 0
    }

    fn turned(self) -> Self {
        Self { with: self.without, without: self.with, hit: !self.hit }
    }

    /// Largest probability of a hit.
    ///
    /// ```text
    /// Gamma c / (Gamma c + n - c)
    /// ```
    fn chance(self, gamma: f64) -> f64 {
        let with = gamma * f64::from(self.with);
        with / (with + f64::from(self.without))
    }
}

/// Range of the one-sided p-value of the Mantel-Haenszel test at Gamma; of McNemar's test, for pairs.
///
/// ```text
/// largest p = P(sum of Bernoulli(Gamma c_s / (Gamma c_s + n_s - c_s)) >= hits)
/// ```
///
/// over sets s with c_s events among n_s people; the smallest p has 1 / Gamma in place of Gamma. Exact (a binomial for
/// pairs, a convolution up to a thousand discordant sets), then normal without a correction for continuity.
///
/// * `sets`: any number; those in which everybody or nobody has the event tell nothing.
///
/// 1 to 1 without a discordant set. Reference: Rosenbaum (2002), "Observational Studies", sections 4.3.2 and 4.4.
///
/// ```
/// use matchwell::sensitivity::{Draw, Tail, mantel_haenszel};
/// // Smoking and lung cancer (Hammond 1964): 122 discordant pairs, in 110 of them the smoker died.
/// let pair = |hit| Draw { with: 1, without: 1, hit };
/// let pairs: Vec<Draw> = (0..122).map(|i| pair(i < 110)).collect();
/// assert!(mantel_haenszel(&pairs, 5.0, Tail::Greater).upper < 0.05);
/// assert!(mantel_haenszel(&pairs, 6.0, Tail::Greater).upper > 0.05);
/// ```
#[must_use]
pub fn mantel_haenszel(sets: &[Draw], gamma: f64, tail: Tail) -> Range {
    let seen = |d: &&Draw| d.discordant();
    let turn = |d: &Draw| if tail == Tail::Less { d.turned() } else { *d };
    let draws: Vec<Draw> = sets.iter().filter(seen).map(turn).collect();
    Range { lower: at_least(&draws, 1.0 / gamma), upper: at_least(&draws, gamma) }
}

/// Probability of at least as many hits as seen.
fn at_least(draws: &[Draw], gamma: f64) -> f64 {
    let hits = draws.iter().filter(|d| d.hit).count();
    let Some(first) = draws.first() else { return 1.0 };
    if draws.iter().all(|d| (d.with, d.without) == (first.with, first.without)) {
        return binomial::tails(draws.len() as u64, hits as u64, first.chance(gamma)).1;
    }
    if draws.len() <= EXACT {
        let terms: Vec<_> = draws.iter().map(|d| either(1, d.chance(gamma))).collect();
        return tails(&sum_of(&terms), hits).1;
    }
    let (mut mean, mut variance) = (0.0, 0.0);
    for p in draws.iter().map(|d| d.chance(gamma)) {
        mean += p;
        variance += p * (1.0 - p);
    }
    normal_tail(hits as f64, mean, variance)
}

#[cfg(test)]
mod tests {
    use super::{Draw, Tail, mantel_haenszel};
    use crate::sensitivity::rosenbaum::sensitivity_value;
    use proptest::prelude::*;

    fn pairs(treated: usize, control: usize) -> Vec<Draw> {
        (0..treated + control).map(|i| Draw { with: 1, without: 1, hit: i < treated }).collect()
    }

    fn sets() -> impl Strategy<Value = Vec<Draw>> {
        let one = (any::<bool>(), 2_u32..6, any::<bool>(), 0_u32..6)
            .prop_map(|(lone, n, event, more)| Draw::new(lone, event, u32::from(event) + more.min(n - 1), n));
        prop::collection::vec(one, 0..7)
    }

    /// Who is alone in each set, one by one, with chances proportional to Gamma for those with `u` = 1.
    fn twin(sets: &[Draw], gamma: f64) -> f64 {
        let wanted = sets.iter().filter(|d| d.discordant() && d.hit).count();
        let mut all = vec![(0_usize, 1.0)];
        for d in sets.iter().filter(|d| d.discordant()) {
            let mass = gamma * f64::from(d.with) + f64::from(d.without);
            let each = (0..d.with + d.without).map(|k| {
                let hit = k < d.with;
                (usize::from(hit), if hit { gamma / mass } else { 1.0 / mass })
            });
            let each: Vec<_> = each.collect();
            all = all.iter().flat_map(|&(v, p)| each.iter().map(move |&(x, q)| (v + x, p * q))).collect();
        }
        if sets.iter().any(|d| d.discordant()) {
            all.iter().filter(|(v, _)| *v >= wanted).map(|(_, p)| p).sum()
        } else {
            1.0
        }
    }

    proptest! {
        #[test]
        fn equals_going_through_every_assignment(sets in sets(), gamma in 1.0_f64..5.0) {
            let range = mantel_haenszel(&sets, gamma, Tail::Greater);
            prop_assert!((range.upper - twin(&sets, gamma)).abs() < 1e-12);
            prop_assert!((range.lower - twin(&sets, 1.0 / gamma)).abs() < 1e-12);
        }

        #[test]
        fn ranges_widen_with_gamma(sets in sets(), gamma in 1.0_f64..5.0, more in 0.0_f64..3.0) {
            let (narrow, wide) = (mantel_haenszel(&sets, gamma, Tail::Less), mantel_haenszel(&sets, gamma + more, Tail::Less));
            prop_assert!(wide.upper >= narrow.upper - 1e-12 && wide.lower <= narrow.lower + 1e-12);
        }
    }

    /// Smoking and lung cancer, Rosenbaum (2002), section 4.3.2, after Hammond (1964): 122 discordant pairs, 110 of them
    /// with the smoker dead. He prints 0.0036, 0.03 and 0.1 at 4, 5 and 6, from the normal with a correction for
    /// continuity; ours are exact, and equal to scipy's binomial tails (1e-12 relative).
    #[test]
    fn smoking_and_lung_cancer() {
        let exact = [
            (4.0, 0.001_963_344_470_402_371_2),
            (5.0, 0.023_168_563_842_540_305),
            (6.0, 0.096_928_774_794_249_04),
        ];
        for (gamma, upper) in exact {
            let range = mantel_haenszel(&pairs(110, 12), gamma, Tail::Greater);
            assert!((range.upper / upper - 1.0).abs() < 1e-12, "{gamma}: {range:?}");
        }
        let value = sensitivity_value(0.05, |g| mantel_haenszel(&pairs(110, 12), g, Tail::Greater).upper);
        assert!(value.is_some_and(|g| (g - 5.472_847_502_180_083).abs() < 1e-10), "{value:?}");
    }

    /// `rbounds::binarysens(37, 35)` on the pairs of lalonde, five decimals. It counts outcomes *beyond* the one
    /// seen (`1 - pbinom(37, ..)`), which is no p-value; ours count it too, so ours at 38 are its numbers at 37.
    #[test]
    fn agrees_with_binarysens_but_for_the_point_itself() {
        for (gamma, lower, upper) in [
            (1.0, 0.36197, 0.36197),
            (1.5, 0.01902, 0.91399),
            (2.0, 0.00052, 0.99485),
            (2.5, 0.00001, 0.99975),
        ] {
            let theirs = mantel_haenszel(&pairs(38, 34), gamma, Tail::Greater);
            assert!((theirs.lower - lower).abs() < 6e-6 && (theirs.upper - upper).abs() < 6e-6, "{theirs:?}");
            assert!(mantel_haenszel(&pairs(37, 35), gamma, Tail::Greater).upper > theirs.upper);
        }
    }

    #[test]
    fn nothing_discordant_tests_nothing() {
        let same = [Draw { with: 3, without: 0, hit: true }, Draw { with: 0, without: 2, hit: false }];
        let range = mantel_haenszel(&same, 2.0, Tail::Greater);
        assert_eq!((range.lower, range.upper), (1.0, 1.0));
        assert_eq!(mantel_haenszel(&[], 1.0, Tail::Less).upper, 1.0);
    }

    /// Many sets: the normal stands in, and differs little from the exact tail of 1,000.
    #[test]
    fn the_normal_takes_over_smoothly() {
        let set = |i: usize| Draw { with: 1, without: 1 + u32::from(i.is_multiple_of(2)), hit: i % 9 < 5 };
        let few: Vec<Draw> = (0..1000).map(set).collect();
        let many: Vec<Draw> = (0..1001).map(set).collect();
        let p = |s: &[Draw]| mantel_haenszel(s, 1.5, Tail::Greater).upper;
        assert!((p(&few) - p(&many)).abs() < 0.02, "{} {}", p(&few), p(&many));
    }
}
