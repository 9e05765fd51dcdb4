//! How many events the programme brought about: attributable effects in pairs.

use super::rosenbaum::Tail;
use crate::stats::binomial::tails;

/// Pairs by who has the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PairCounts {
    /// Both.
    pub both: u64,
    /// The treated person alone.
    pub treated: u64,
    /// The control alone.
    pub control: u64,
    /// Neither.
    pub neither: u64,
}

impl PairCounts {
    /// The same pairs counted by who does *not* have the event.
    ///
    /// Events that the programme prevented are non-events it brought about.
    #[must_use]
    pub fn turned(self) -> Self {
        Self { both: self.neither, treated: self.control, control: self.treated, neither: self.both }
    }

    /// Treated people with the event.
    #[must_use]
    pub fn events(self) -> u64 {
        self.both + self.treated
    }

    /// Counted so that the programme brings about what is counted.
    #[must_use]
    pub fn facing(self, tail: Tail) -> Self {
        if tail == Tail::Less { self.turned() } else { self }
    }
}

/// Smallest and largest number of treated people's events that the programme may have brought about.
///
/// ```text
/// A = a is kept if for some x from 0 to a
///     P(Bin(D + 2 x - a, Gamma / (1 + Gamma)) >= b + x - a) > alpha     (smallest)
///     P(Bin(D + 2 x - a, 1 / (1 + Gamma)) <= b + x - a) > alpha         (largest)
/// ```
///
/// b pairs in which the treated person alone has the event, D discordant pairs. a - x of the attributed events are
/// taken from those b pairs, which then have no event, and x from pairs in which both have one, which are then
/// discordant. The programme is taken to bring events about and to prevent none.
///
/// * `alpha`: level of each side.
///
/// Cost: a search by halves, each step two binomial tails. Reference: Rosenbaum (2001), "Effects
/// attributable to treatment", sections 2 and 3; Rosenbaum (2002), "Attributing effects to treatment in matched
/// observational studies", section 4.
///
/// ```
/// use matchwell::sensitivity::{PairCounts, attributable};
/// let smokers = PairCounts { both: 0, treated: 110, control: 12, neither: 36853 };
/// // Of 110 deaths in pairs whose other half lived, 88 to 105 are due to smoking, if there is no hidden bias.
/// assert_eq!(attributable(smokers, 1.0, 0.05), (88, 105));
/// ```
#[must_use]
pub fn attributable(pairs: PairCounts, gamma: f64, alpha: f64) -> (u64, u64) {
    let all = pairs.events();
    let kept_low = |a: u64| kept(pairs, a, |n, hits| tails(n, hits, gamma / (1.0 + gamma)).1 > alpha);
    let kept_high = |a: u64| kept(pairs, a, |n, hits| tails(n, hits, 1.0 / (1.0 + gamma)).0 > alpha);
    // From some number on the smallest is kept, and up to some number the largest.
    let low = first(all, kept_low);
    let high = if kept_high(all) { all } else { first(all, |a| !kept_high(a)).saturating_sub(1) };
    (low, high.max(low))
}

/// `true` if some way to attribute `a` events is not rejected.
///
/// One more event from pairs in which both have it means two more discordant pairs and one more hit. As long as hits are
/// few for a chance of 1 - p the tail falls with it, from then on it rises: the largest is at either end.
fn kept(pairs: PairCounts, a: u64, passes: impl Fn(u64, u64) -> bool) -> bool {
    let discordant = pairs.treated + pairs.control;
    let ends = [a.saturating_sub(pairs.treated), a.min(pairs.both)];
    ends.into_iter().any(|x| {
        let alone = a - x;
        let (n, hits) = (discordant - alone + x, pairs.treated - alone);
        n == 0 || passes(n, hits)
    })
}

/// First number up to `end` for which `holds`, which then holds for all above; `end` where it holds for none.
fn first(end: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (0, end);
    while low < high {
        let middle = u64::midpoint(low, high);
        if holds(middle) { high = middle } else { low = middle + 1 }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::{PairCounts, Tail, attributable, kept};
    use crate::stats::binomial::tails;
    use proptest::prelude::*;

    fn pairs() -> impl Strategy<Value = PairCounts> {
        (0_u64..25, 0_u64..30, 0_u64..30).prop_map(|(both, treated, control)| PairCounts {
            both,
            treated,
            control,
            neither: 5,
        })
    }

    /// Every way to attribute, one by one.
    fn twin(pairs: PairCounts, a: u64, passes: impl Fn(u64, u64) -> bool) -> bool {
        let discordant = pairs.treated + pairs.control;
        (a.saturating_sub(pairs.treated)..=a.min(pairs.both)).any(|x| {
            let alone = a - x;
            let (n, hits) = (discordant - alone + x, pairs.treated - alone);
            n == 0 || passes(n, hits)
        })
    }

    proptest! {
        #[test]
        fn looking_at_both_ends_is_enough(p in pairs(), gamma in 1.0_f64..4.0, at in 0.0_f64..=1.0) {
            let all = p.events();
            for a in 0..=all {
                let share = at * 0.2;
                let low = |n: u64, k: u64| tails(n, k, gamma / (1.0 + gamma)).1 > share;
                let high = |n: u64, k: u64| tails(n, k, 1.0 / (1.0 + gamma)).0 > share;
                prop_assert_eq!(kept(p, a, low), twin(p, a, low));
                prop_assert_eq!(kept(p, a, high), twin(p, a, high));
            }
        }

        /// The halving finds what looking at every number finds.
        #[test]
        fn kept_numbers_are_one_run(p in pairs(), gamma in 1.0_f64..4.0) {
            let low = |a: u64| kept(p, a, |n, k| tails(n, k, gamma / (1.0 + gamma)).1 > 0.025);
            let high = |a: u64| kept(p, a, |n, k| tails(n, k, 1.0 / (1.0 + gamma)).0 > 0.025);
            let found = attributable(p, gamma, 0.025);
            let smallest = (0..=p.events()).find(|a| low(*a)).unwrap_or(p.events());
            let largest = (0..=p.events()).rev().find(|a| high(*a)).unwrap_or(0).max(smallest);
            prop_assert_eq!(found, (smallest, largest));
        }

        #[test]
        fn a_stronger_bias_attributes_less_for_sure(p in pairs(), gamma in 1.0_f64..4.0, more in 0.0_f64..3.0) {
            let (narrow, wide) = (attributable(p, gamma, 0.025), attributable(p, gamma + more, 0.025));
            prop_assert!(wide.0 <= narrow.0 && wide.1 >= narrow.1);
        }
    }

    /// None at all is kept where McNemar's test does not reject, and only there.
    #[test]
    fn nought_is_kept_where_the_test_does_not_reject() {
        let p = PairCounts { both: 30, treated: 40, control: 20, neither: 10 };
        assert!(tails(60, 40, 0.5).1 < 0.025);
        assert!(attributable(p, 1.0, 0.025).0 > 0);
        assert!(tails(60, 40, 0.6).1 > 0.025);
        assert_eq!(attributable(p, 1.5, 0.025).0, 0);
    }

    #[test]
    fn edges() {
        assert_eq!(attributable(PairCounts::default(), 1.0, 0.025), (0, 0));
        let p = PairCounts { both: 3, treated: 2, control: 9, neither: 4 };
        assert_eq!(p.facing(Tail::Less), PairCounts { both: 4, treated: 9, control: 2, neither: 3 });
        assert_eq!(p.turned().turned(), p);
    }
}
