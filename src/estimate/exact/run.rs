//! Which tests are made of which results.

use super::super::rows::Cell;
use super::super::spec::{ExactTests, Measure};
use super::super::types::EffectRow;
use super::super::work::Work;
use super::sets;
use super::types::{TestMethod, TestRow};
use crate::stats::aligned::{aligned_shift, aligned_test};
use crate::stats::binomial::Tie;
use crate::stats::hodges_lehmann::{Shift, shift};
use crate::stats::mcnemar::{McNemar, odds_limits};
use crate::stats::permutation::{Draws, randomised};
use crate::stats::sets::{Set, pair_differences};
use crate::stats::signed_rank::{Noughts, RankTest, SignedRanks};
use rayon::prelude::*;

/// With fewer sets than this the tests are made without being asked for: limits from the normal distribution
/// lean on many sets.
const FEW_SETS: usize = 50;
/// Random assignments where there are too many to look at each.
const DRAWS: u64 = 9_999;
/// A whole-numbered scale no wider than this makes estimates jump (METHODS 19).
const SHORT: f64 = 20.0;

/// The tests of each of some rows, in order.
pub(in super::super) fn all(work: &Work, rows: &[&EffectRow], seed: u64) -> Vec<TestRow> {
    if work.spec.exact == ExactTests::Off {
        return Vec::new();
    }
    let each: Vec<Vec<TestRow>> = rows.par_iter().with_max_len(1).map(|row| of(work, row, seed)).collect();
    each.into_iter().flatten().collect()
}

fn of(work: &Work, row: &EffectRow, seed: u64) -> Vec<TestRow> {
    let Some(cell) = Cell::of(work, row) else { return Vec::new() };
    let (sample, y) = cell.sample();
    let blank = TestRow { people: [sample.number(true), sample.number(false)], ..TestRow::of(row) };
    let asked = work.spec.exact == ExactTests::All;
    match sets::of(&work.compared, &sample, &y) {
        Ok(sets) if sets.is_empty() || !(asked || sets.len() < FEW_SETS) => Vec::new(),
        Ok(sets) => {
            let draws = Draws { seed, number: DRAWS, level: work.spec.level };
            let blank = TestRow { sets: Some(sets.len()), ..blank };
            if cell.measured().binary(row.contrast) {
                shares(&sets, &blank, draws)
            } else {
                let short = cell.measured().width(row.contrast).is_some_and(|w| w <= SHORT);
                let whole = y.iter().all(|y| y.fract() == 0.0);
                numbers(&sets, &TestRow { coarse: short && whole, ..blank }, draws)
            }
        }
        Err(reason) if asked => vec![blank.without(reason)],
        Err(_) => Vec::new(),
    }
}

fn numbers(sets: &[Set], blank: &TestRow, draws: Draws) -> Vec<TestRow> {
    let randomised = randomisation(sets, TestRow { coarse: false, ..blank.clone() }, draws);
    let ranks = match pair_differences(sets) {
        Some(d) => {
            let test = SignedRanks::new(&d, Noughts::Dropped).test();
            ranked(TestMethod::SignedRank, blank, test, shift(&d, draws.level))
        }
        None => ranked(TestMethod::AlignedRank, blank, aligned_test(sets), aligned_shift(sets, draws.level)),
    };
    vec![randomised, ranks]
}

/// A yes or no has no additive effect that is the same for everybody: the test stands without limits.
fn shares(sets: &[Set], blank: &TestRow, draws: Draws) -> Vec<TestRow> {
    let whole = randomisation(sets, blank.clone(), draws);
    let mut all = vec![TestRow { lower: None, upper: None, exact_limits: false, ..whole }];
    if let Some(d) = pair_differences(sets) {
        let count = |sign: f64| d.iter().filter(|d| **d * sign > 0.5).count();
        let (b, c) = (count(1.0), count(-1.0));
        all.push(mcnemar(TestMethod::McnemarExact, blank, [b, c], draws.level));
        all.push(mcnemar(TestMethod::McnemarMidP, blank, [b, c], draws.level));
    }
    all
}

fn randomisation(sets: &[Set], blank: TestRow, draws: Draws) -> TestRow {
    let Some(found) = randomised(sets, draws) else { return blank.without("there are no sets") };
    TestRow {
        estimate: Some(found.statistic),
        lower: found.limits.map(|l| l.0),
        upper: found.limits.map(|l| l.1),
        p_value: Some(found.p),
        exact: found.exact,
        exact_limits: found.exact_limits && found.limits.is_some(),
        replicates: found.draws.map(|n| n as usize),
        ..blank
    }
}

fn ranked(method: TestMethod, blank: &TestRow, test: Option<RankTest>, found: Option<Shift>) -> TestRow {
    let limits = found.and_then(|s| s.limits);
    let reason = match (test, limits) {
        (None, _) => Some("no pair differs"),
        (_, None) => Some("the sets are too few for an interval of this level"),
        _ => None,
    };
    TestRow {
        method,
        statistic: test.map(|t| t.statistic),
        estimate: found.map(|s| s.estimate),
        lower: limits.map(|l| l.0),
        upper: limits.map(|l| l.1),
        p_value: test.map(|t| t.p),
        exact: test.is_some_and(|t| t.exact),
        exact_limits: limits.is_some() && found.is_some_and(|s| s.exact),
        null_reason: reason.map(str::to_owned),
        ..blank.clone()
    }
}

fn mcnemar(method: TestMethod, blank: &TestRow, [b, c]: [usize; 2], level: f64) -> TestRow {
    let test = McNemar::new(b as u64, c as u64);
    let (p, tie) = match method {
        TestMethod::McnemarMidP => (test.mid, Tie::Half),
        _ => (test.exact, Tie::Whole),
    };
    let limits = (b + c > 0).then(|| odds_limits(b as u64, c as u64, level, tie));
    let reason = match (b + c, c) {
        (0, _) => Some("no pair differs"),
        (_, 0) => Some("in no pair has the control alone the event, so the odds ratio has no upper limit"),
        _ => None,
    };
    TestRow {
        method,
        measure: Measure::OddsRatio,
        estimate: test.odds_ratio,
        lower: limits.map(|l| l.0),
        upper: limits.and_then(|l| l.1),
        p_value: Some(p),
        exact: true,
        exact_limits: limits.is_some(),
        discordant: Some([b, c]),
        null_reason: reason.map(str::to_owned),
        unit: "ratio".to_owned(),
        ..blank.clone()
    }
}
