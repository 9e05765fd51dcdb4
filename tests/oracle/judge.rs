//! How an answer stands beside the stored one.

use matchwell::balance::Statistic;
use matchwell::design::Metric;
use matchwell::estimate::{EstimatorKind, Measure};
use matchwell::matching::NO_SET;
use matchwell::study::{Analysis, Study};
use serde_json::Value;
use std::collections::BTreeMap;

/// What came of a stored job.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Rows, weights, balance, effective sizes, effects and standard errors.
    Equal,
    /// Other rows of a greedy rule, as many of them.
    OtherRows,
    /// Other sets, as many people in them, the same total distance.
    SameTotal,
    /// Other sets, as many people in them, a smaller total distance.
    LessTotal,
    /// Anything else, in words.
    Unlike(String),
}

/// Cohort rows of the two people of a pair, service user first.
type Pair = (usize, usize);

/// An answer and the one to hold it to.
struct Case<'a> {
    stored: &'a Value,
    study: &'a Study,
    analysis: &'a Analysis,
    /// Cohort row of each row of the stored data.
    row: Vec<usize>,
}

/// Judges an answer.
pub fn judge(stored: &Value, study: &Study) -> Verdict {
    let mut row = vec![0; study.cohort.len()];
    for i in 0..row.len() {
        let at: usize = study.cohort.ids().text(i).parse().expect("a row number");
        row[at - 1] = i;
    }
    let case = Case { stored, study, analysis: &study.analyses[0], row };
    let call = &stored["call"];
    if !case.audited() {
        return Verdict::Unlike("the total of the pairs is not the one told".to_owned());
    }
    let totals = match call["method"].as_str() {
        Some("optimal" | "full") => Some(case.totals()),
        _ => None,
    };
    if let Some(Verdict::Unlike(what)) = totals {
        return Verdict::Unlike(what);
    }
    if case.same_weights() {
        let same_sets = case.same_sets();
        return match (case.numbers(same_sets), totals) {
            (Some(what), _) => Verdict::Unlike(what),
            (None, Some(totals)) if !same_sets => totals,
            (None, _) => Verdict::Equal,
        };
    }
    totals.unwrap_or_else(|| case.counts())
}

fn near(ours: f64, theirs: f64) -> bool {
    (ours - theirs).abs() <= 1e-8 * theirs.abs().max(1.0)
}

impl Case<'_> {
    fn same_weights(&self) -> bool {
        let weights = self.stored["weight"].as_array().expect("weights");
        let pairs = weights.iter().zip(&self.row);
        pairs
            .into_iter()
            .all(|(w, &i)| (self.analysis.matching.weight[i] - w.as_f64().expect("a weight")).abs() <= 1e-8)
    }

    /// `true` if the same people are together.
    fn same_sets(&self) -> bool {
        let (Some(ours), Some(theirs)) = (&self.analysis.matching.set, self.stored["subclass"].as_array())
        else {
            return true;
        };
        let (mut forth, mut back) = (BTreeMap::new(), BTreeMap::new());
        self.row.iter().zip(theirs).all(|(&i, set)| match (ours[i], set.as_u64()) {
            (NO_SET, None) => true,
            (NO_SET, _) | (_, None) => false,
            (a, Some(b)) => *forth.entry(a).or_insert(b) == b && *back.entry(b).or_insert(a) == a,
        })
    }

    fn ours(&self) -> Vec<Pair> {
        let edges = self.analysis.matching.edges.as_deref().unwrap_or_default();
        edges.iter().map(|e| (e.treated as usize, e.control as usize)).collect()
    }

    /// The stored pairs, or all pairs across the arms of the stored sets: those of a star are its edges.
    fn theirs(&self) -> Vec<Pair> {
        let across = |a: usize, b: usize| if self.treated(a) { (a, b) } else { (b, a) };
        let number = |v: &Value| usize::try_from(v.as_u64().expect("a row number")).expect("a row number");
        if let Some(lists) = self.stored["pairs"].as_array() {
            let lists = lists.iter().filter_map(Value::as_array);
            let pairs = lists.flat_map(|l| l[1..].iter().map(|v| (number(&l[0]) - 1, number(v) - 1)));
            return pairs.map(|(a, b)| across(self.row[a], self.row[b])).collect();
        }
        let mut sets: BTreeMap<u64, [Vec<usize>; 2]> = BTreeMap::new();
        let of = self.stored["subclass"].as_array().expect("sets");
        for (set, &i) in of.iter().zip(&self.row) {
            if let Some(set) = set.as_u64() {
                sets.entry(set).or_default()[usize::from(self.treated(i))].push(i);
            }
        }
        let star = |[controls, treated]: &[Vec<usize>; 2]| -> Vec<Pair> {
            treated.iter().flat_map(|&t| controls.iter().map(move |&c| (t, c))).collect()
        };
        sets.values().flat_map(star).collect()
    }

    fn treated(&self, i: usize) -> bool {
        self.study.cohort.treated()[i]
    }

    fn distance(&self, (a, b): Pair) -> f64 {
        match &self.analysis.design.metric {
            Metric::Score(score) => (score[a] - score[b]).abs(),
            Metric::Coordinates(x) => x.iter().map(|v| (v[a] - v[b]).powi(2)).sum::<f64>().sqrt(),
            other => panic!("{other:?}"),
        }
    }

    fn total(&self, pairs: &[Pair]) -> f64 {
        pairs.iter().map(|&pair| self.distance(pair)).sum()
    }

    /// `true` if the total told is that of the pairs.
    fn audited(&self) -> bool {
        let matching = &self.analysis.matching;
        match (&matching.edges, matching.cost) {
            (Some(_), Some(cost)) => near(self.total(&self.ours()), cost),
            _ => true,
        }
    }

    /// Optimal and full matching: counts first, then the total.
    fn totals(&self) -> Verdict {
        let (ours, theirs) = (self.ours(), self.theirs());
        let used = |pairs: &[Pair]| {
            let mut rows: Vec<usize> = pairs.iter().flat_map(|&(t, c)| [t, c]).collect();
            rows.sort_unstable();
            rows.dedup();
            rows.len()
        };
        let full = self.stored["call"]["method"] == "full";
        let counts = if full { (used(&ours), used(&theirs)) } else { (ours.len(), theirs.len()) };
        let totals = (self.total(&ours), self.total(&theirs));
        let told = || format!("counts {counts:?}, totals {totals:?} (here, there)");
        if counts.0 != counts.1 || totals.0 > totals.1 * (1.0 + 1e-9) {
            Verdict::Unlike(told())
        } else if totals.0 < totals.1 * (1.0 - 1e-9) {
            Verdict::LessTotal
        } else {
            Verdict::SameTotal
        }
    }

    /// Greedy rules with other rows: as many pairs, where ties of covariates decide.
    fn counts(&self) -> Verdict {
        if self.stored["call"]["method"] != "nearest" || self.stored["score"].is_array() {
            return Verdict::OtherRows;
        }
        let (ours, theirs) = (self.ours().len(), self.theirs().len());
        if ours == theirs {
            return Verdict::OtherRows;
        }
        Verdict::Unlike(format!("{ours} pairs here, {theirs} there"))
    }

    /// The first number that differs, given equal weights.
    fn numbers(&self, same_sets: bool) -> Option<String> {
        let tables = [
            (Statistic::StandardisedDifference, "smd_after"),
            (Statistic::EcdfMax, "ecdf_max_after"),
            (Statistic::VarianceRatio, "vr_after"),
        ];
        let balance = &self.analysis.balance;
        let sizes = [(balance.control.ess, "ess_control"), (balance.treated.ess, "ess_treated")];
        tables
            .into_iter()
            .find_map(|(statistic, key)| self.balance(statistic, key))
            .or_else(|| sizes.into_iter().find_map(|(ours, key)| differs(key, ours, &self.stored[key])))
            .or_else(|| self.effects(same_sets))
    }

    fn balance(&self, statistic: Statistic, table: &str) -> Option<String> {
        let rows = self.analysis.balance.rows.iter().filter(|r| r.statistic == statistic);
        rows.into_iter().find_map(|row| {
            let key = match (row.covariate.as_str(), &row.level) {
                ("propensity", _) => "distance".to_owned(),
                (c, Some(l)) => format!("{c}{l}"),
                (c, None) => c.to_owned(),
            };
            differs(&format!("{table} of {key}"), row.after?, &self.stored[table][&key])
        })
    }

    fn effects(&self, same_sets: bool) -> Option<String> {
        let rows = self.analysis.effects.as_ref().expect("effects").rows.iter();
        let wanted = rows.filter(|r| {
            r.estimator == EstimatorKind::Difference && r.measure == Measure::Difference && r.group == "all"
        });
        wanted.into_iter().find_map(|row| {
            let key = if row.outcome == "y" { "effect" } else { "risk_difference" };
            let Some(estimate) = row.estimate else { return Some(format!("no {key}")) };
            differs(key, estimate, &self.stored[key]).or_else(|| match row.se {
                Some(se) if row.outcome == "y" && same_sets => differs("se", se, &self.stored["se"]),
                _ => None,
            })
        })
    }
}

fn differs(what: &str, ours: f64, theirs: &Value) -> Option<String> {
    let theirs = theirs.as_f64()?;
    (!near(ours, theirs)).then(|| format!("{what}: {ours} here, {theirs} there"))
}
