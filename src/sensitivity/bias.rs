//! Rows of Rosenbaum's bounds: what a hidden bias of each strength makes of each test.

use super::attributable::attributable;
use super::m_statistic::{Lone, Scores, Weighing};
use super::mantel::mantel_haenszel;
use super::question::Question;
use super::rosenbaum::{Range, Tail, amplify, sensitivity_value};
use super::sets::{counts, differences, draws, pairs, sets};
use super::signed_rank::{hodges_lehmann, signed_rank};
use super::spec::SensitivitySpec;
use super::types::Doubt;
use crate::design::Estimand;
use crate::stats::signed_rank::{Noughts, SignedRanks};

/// Strengths of a hidden trait on the side of support that are shown, where they are strong enough.
const LAMBDAS: [f64; 12] = [1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 15.0, 20.0];
/// How many of them.
const SHOWN: usize = 5;
/// Those closer to the sensitivity value than this factor ask for the impossible of the other side.
const APART: f64 = 1.2;
/// A scale with no more values than this is short: differences take few values, and estimates jump between them.
const SHORT: f64 = 10.0;
/// Said of estimates on such a scale.
const COARSE: &str = "coarse: the scale is short, so the estimate jumps by half a point";

/// All rows about one effect, and the sensitivity value of its main test: McNemar or Mantel-Haenszel for yes or no,
/// the M-statistic for numbers.
pub(super) fn rows(q: &Question<'_>, spec: &SensitivitySpec, level: f64) -> (Vec<Doubt>, Option<f64>) {
    let found = match sets(&q.behind, q.row.estimator) {
        Ok(found) if found.is_empty() => Err("no set has a known outcome of both arms"),
        other => other,
    };
    let sets = match found {
        Ok(sets) => sets,
        Err(reason) => return (vec![q.refusal("rosenbaum", reason)], None),
    };
    let tail = if q.row.difference.is_some_and(|d| d < 0.0) { Tail::Less } else { Tail::Greater };
    // An effect on the treated counts each of them once; so does its test.
    let weighing = if q.estimand == Estimand::Att { Weighing::Treated } else { Weighing::Size };
    let ask = Ask { q, grid: spec.grid(), alpha: 0.5 * (1.0 - level), tail };
    let (mut out, value) = if q.behind.binary {
        ask.yes_no(&sets)
    } else {
        ask.numbers(&sets, &Scores::new(&sets, spec.psi(), weighing))
    };
    if let Some(gamma) = value.filter(|g| q.primary && *g > 1.0) {
        out.extend(ask.amplified(gamma));
    }
    (out, value)
}

/// What is asked about one effect.
struct Ask<'a> {
    q: &'a Question<'a>,
    grid: Vec<f64>,
    alpha: f64,
    tail: Tail,
}

impl Ask<'_> {
    fn yes_no(&self, sets: &[Lone]) -> (Vec<Doubt>, Option<f64>) {
        let draws = draws(sets);
        let name = if pairs(sets) { "mcnemar" } else { "mantel_haenszel" };
        let (mut out, value) = self.test(name, |g| mantel_haenszel(&draws, g, self.tail));
        out.push(
            self.q.refusal("hodges_lehmann", "for yes or no there is no additive effect; see `attributable`"),
        );
        if pairs(sets) {
            out.extend(self.attributed(sets));
        } else {
            out.push(self.q.refusal("attributable", "given for pairs only"));
        }
        (out, value)
    }

    fn numbers(&self, sets: &[Lone], scores: &Scores) -> (Vec<Doubt>, Option<f64>) {
        let (mut out, value) = self.test("m_statistic", |g| scores.range(g, self.tail));
        if pairs(sets) {
            let gaps = differences(sets);
            let ranks = SignedRanks::new(&gaps, Noughts::Dropped);
            out.extend(self.test("signed_rank", |g| signed_rank(&ranks, g, self.tail)).0);
            out.extend(self.grid.iter().map(|&g| self.estimates(&gaps, g)));
        } else {
            for name in ["signed_rank", "hodges_lehmann"] {
                out.push(self.q.refusal(name, "given for pairs only; the M-statistic is for sets too"));
            }
        }
        (out, value)
    }

    /// A test at each strength, and the strength at which it is undone.
    fn test(&self, name: &'static str, range: impl Fn(f64) -> Range) -> (Vec<Doubt>, Option<f64>) {
        let at = |&gamma: &f64| {
            let range = range(gamma).two_sided();
            Doubt {
                parameter: Some(("gamma", gamma)),
                p_lower: Some(range.lower),
                p_value: Some(range.upper),
                ..self.q.doubt(name)
            }
        };
        let mut out: Vec<Doubt> = self.grid.iter().map(at).collect();
        let value = sensitivity_value(self.alpha, |g| range(g).upper);
        let reason = value.is_none().then(|| "not significant even without a hidden bias".to_owned());
        out.push(Doubt { value, null_reason: reason, ..self.q.doubt(name) });
        (out, value)
    }

    /// Lowest and highest Hodges-Lehmann estimate.
    fn estimates(&self, gaps: &[f64], gamma: f64) -> Doubt {
        let found = hodges_lehmann(gaps, gamma);
        let short = self.q.behind.width.is_some_and(|w| w <= SHORT);
        let coarse = short.then(|| COARSE.to_owned());
        let doubt = self.q.doubt("hodges_lehmann");
        let remark = [coarse, doubt.remark.clone()].into_iter().flatten().collect::<Vec<_>>().join("; ");
        Doubt {
            parameter: Some(("gamma", gamma)),
            estimate: found.filter(|f| f.0 == f.1).map(|f| f.0),
            lower: found.map(|f| f.0),
            upper: found.map(|f| f.1),
            remark: (!remark.is_empty()).then_some(remark),
            ..doubt
        }
    }

    /// Share of the treated of the base whose event (or whose being spared it) is due to the programme.
    fn attributed(&self, sets: &[Lone]) -> Vec<Doubt> {
        let pairs = counts(sets).facing(self.tail);
        let share = |n: u64| self.tail.sign() * n as f64 / sets.len() as f64;
        let at = |&gamma: &f64| {
            let (low, high) = attributable(pairs, gamma, self.alpha);
            let (a, b) = (share(low), share(high));
            Doubt {
                parameter: Some(("gamma", gamma)),
                lower: Some(a.min(b) + 0.0),
                upper: Some(a.max(b) + 0.0),
                unit: "percentage points".to_owned(),
                ..self.q.doubt("attributable")
            }
        };
        self.grid.iter().map(at).collect()
    }

    /// The sensitivity value as two strengths of a hidden trait: on support and on the outcome.
    fn amplified(&self, gamma: f64) -> Vec<Doubt> {
        let strong = LAMBDAS.into_iter().filter(|l| *l >= APART * gamma);
        let strong = strong.filter_map(|l| amplify(gamma, l).map(|d| (l, d)));
        let one = |(lambda, delta)| Doubt {
            parameter: Some(("lambda", lambda)),
            second: Some(("delta", delta)),
            value: Some(gamma),
            ..self.q.doubt("amplification")
        };
        strong.take(SHOWN).map(one).collect()
    }
}
