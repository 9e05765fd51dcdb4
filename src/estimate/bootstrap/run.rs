//! The bootstrap of the main results.

use super::super::exact::{TestMethod, TestRow};
use super::super::measure::{SMALL_CELL, scaled};
use super::super::regression::{Link, target};
use super::super::rows::{Cell, smallest_cell};
use super::super::sample::Sample;
use super::super::spec::{BootstrapSpec, EstimatorKind, Interval, Measure};
use super::super::types::EffectRow;
use super::super::work::Work;
use super::blocks::Blocks;
use super::refit::{Refit, Regression, Resample};
use super::score::Score;
use crate::matching::Structure;
use crate::stats::bca::{bca, percentile};
use rayon::prelude::*;

/// A larger share of resamples without an answer than this leaves no interval.
const LOST: f64 = 0.05;

/// One row by one estimator, ready to be estimated again.
struct Ready {
    /// `true` for a yes or no.
    binary: bool,
    sample: Sample,
    y: Vec<f64>,
    refit: Refit,
    /// Block of each person.
    block: Vec<u32>,
    /// Position of each person among those the score is fitted on; empty where none is.
    place: Vec<usize>,
}

/// Blocks and score that all rows share.
struct Ground {
    blocks: Blocks,
    score: Option<Score>,
    /// `true` if the target population is made by the weights.
    made: bool,
}

/// A row by one estimator: ready, or why not.
type Either = Result<Ready, String>;
/// Means of both arms by each estimator of each row, where a resample has an answer.
type Means = Vec<Option<[f64; 2]>>;

/// One result that was asked for.
struct Asked<'a> {
    row: &'a EffectRow,
    estimator: EstimatorKind,
    ready: Either,
}

/// The bootstrap of each of some rows by every estimator and measure, in order.
///
/// All results are estimated from the same resamples; replicate `r` is drawn from a stream of its own, so that the
/// number of threads changes nothing.
pub(in super::super) fn all(
    work: &Work,
    spec: &BootstrapSpec,
    rows: &[&EffectRow],
    seed: u64,
) -> Vec<TestRow> {
    let ground = match ground(work) {
        Ok(ground) => ground,
        Err(reason) => return rows.iter().flat_map(|r| refused(work, spec, r, &reason)).collect(),
    };
    let asked = asked(work, rows, &ground);
    let each = |times: &[f64]| means(&ground, &asked, times);
    let blocks = &ground.blocks;
    let whole = each(&vec![1.0; blocks.number]);
    let resamples: Vec<Means> =
        (0..u64::from(spec.replicates)).into_par_iter().map(|r| each(&blocks.draw(seed, r))).collect();
    let left_out: Vec<Means> = match spec.interval {
        Interval::Percentile => Vec::new(),
        Interval::Bca => (0..blocks.groups()).into_par_iter().map(|g| each(&blocks.without(g))).collect(),
    };
    let column = |all: &[Means], k: usize| all.iter().map(|m| m[k]).collect::<Means>();
    let told = |(k, asked): (usize, &Asked<'_>)| {
        let found =
            Found { whole: whole[k], resamples: column(&resamples, k), left_out: column(&left_out, k) };
        let blank = |measure| TestRow {
            sets: Some(blocks.number),
            ..blank(spec, asked.row, asked.estimator, measure)
        };
        match &asked.ready {
            Ok(ready) => ready.told(work, &found, blank),
            Err(reason) => vec![blank(Measure::Difference).without(reason.as_str())],
        }
    };
    asked.iter().enumerate().flat_map(told).collect()
}

fn asked<'a>(work: &Work, rows: &[&'a EffectRow], ground: &Ground) -> Vec<Asked<'a>> {
    let mut all = Vec::new();
    for &row in rows {
        let Some(cell) = Cell::of(work, row) else { continue };
        for &estimator in &work.estimators {
            all.push(Asked { row, estimator, ready: Ready::new(work, &cell, estimator, ground) });
        }
    }
    all
}

/// Every result when each block counts so many `times`; the score is fitted once for all of them.
fn means(ground: &Ground, asked: &[Asked<'_>], times: &[f64]) -> Means {
    let factors = match &ground.score {
        None => None,
        Some(score) => {
            let all: Vec<f64> = ground.blocks.of.iter().map(|&b| times[b as usize]).collect();
            match score.factors(&all) {
                None => return vec![None; asked.len()],
                some => some,
            }
        }
    };
    asked.iter().map(|a| a.ready.as_ref().ok()?.means(ground, times, factors.as_deref())).collect()
}

fn ground(work: &Work) -> Result<Ground, String> {
    let compared = &work.compared;
    let score = match compared.structure {
        Structure::ScoreWeights => Some(Score::new(work)?),
        _ => None,
    };
    let units = score.as_ref().map_or(&compared.units, |s| &s.units);
    let blocks = Blocks::new(work.cohort, compared, units)?;
    Ok(Ground { blocks, score, made: compared.made })
}

fn refused(work: &Work, spec: &BootstrapSpec, row: &EffectRow, reason: &str) -> Vec<TestRow> {
    let one = |&e: &EstimatorKind| blank(spec, row, e, Measure::Difference).without(reason);
    work.estimators.iter().map(one).collect()
}

fn blank(spec: &BootstrapSpec, row: &EffectRow, estimator: EstimatorKind, measure: Measure) -> TestRow {
    let method = match spec.interval {
        Interval::Percentile => TestMethod::BootstrapPercentile,
        Interval::Bca => TestMethod::BootstrapBca,
    };
    let unit = measure.unit().map_or_else(|| row.unit.clone(), str::to_owned);
    TestRow { estimator, measure, method, unit, ..TestRow::of(row) }
}

/// Means of both arms: as they are, in each resample, and with each group of blocks left out.
struct Found {
    whole: Option<[f64; 2]>,
    resamples: Means,
    left_out: Means,
}

fn interval(blank: TestRow, whole: [f64; 2], found: &Found, level: f64) -> TestRow {
    let Found { resamples, left_out, .. } = found;
    let point = |m: &Option<[f64; 2]>| m.and_then(|m| scaled(blank.measure, m).ok()).map(|(x, _)| x);
    let estimate = match scaled(blank.measure, whole) {
        Ok((estimate, _)) => estimate,
        Err(reason) => return blank.without(reason),
    };
    let mut sorted: Vec<f64> = resamples.iter().filter_map(point).collect();
    let lost = resamples.len() - sorted.len();
    let back = |x: f64| if blank.measure.is_ratio() { libm::exp(x) } else { x };
    let blank = TestRow { lost: Some(lost), estimate: Some(back(estimate)), ..blank };
    if lost as f64 > LOST * resamples.len() as f64 {
        let reason = format!("{lost} of {} resamples have no answer", resamples.len());
        return TestRow { null_reason: Some(reason), ..blank };
    }
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let mean = sorted.iter().sum::<f64>() / n;
    let se = (sorted.iter().map(|t| (t - mean) * (t - mean)).sum::<f64>() / (n - 1.0)).sqrt();
    let limits = if blank.method == TestMethod::BootstrapPercentile {
        percentile(&sorted, level)
    } else {
        let left: Vec<f64> = left_out.iter().filter_map(point).collect();
        let mean = left.iter().sum::<f64>() / left.len().max(1) as f64;
        let influence: Vec<f64> = left.iter().map(|t| mean - t).collect();
        bca(estimate, &sorted, &influence, level)
    };
    let constant = se <= f64::EPSILON * estimate.abs();
    TestRow {
        se: Some(se).filter(|s| s.is_finite() && !constant),
        lower: limits.filter(|_| !constant).map(|l| back(l.0)),
        upper: limits.filter(|_| !constant).map(|l| back(l.1)),
        null_reason: match (constant, limits) {
            (true, _) => Some("every resample gives the same".to_owned()),
            (_, None) => Some("the resamples are too few for limits this far out".to_owned()),
            _ => None,
        },
        ..blank
    }
}

impl Ready {
    fn new(work: &Work, cell: &Cell<'_>, estimator: EstimatorKind, ground: &Ground) -> Result<Self, String> {
        let (sample, y) = cell.sample();
        if sample.number(true) == 0 || sample.number(false) == 0 {
            return Err("nobody of an arm has a known outcome".to_owned());
        }
        let compared = &work.compared;
        let times = vec![1.0; y.len()];
        let as_is = Resample { treated: &sample.treated, y: &y, weight: &sample.weight, times: &times };
        let refit = match estimator {
            EstimatorKind::Difference => Refit::Means,
            EstimatorKind::BiasCorrected if compared.structure == Structure::ScoreWeights => {
                return Err("weighting makes no partners whose outcomes could be corrected".to_owned());
            }
            EstimatorKind::Regression | EstimatorKind::BiasCorrected => {
                // The bias-corrected point is that of a linear regression with slopes of each arm.
                let yes_no =
                    cell.measured().binary(cell.contrast()) && estimator == EstimatorKind::Regression;
                let link = if yes_no { Link::Logit } else { Link::Identity };
                let columns = work.terms.among(&sample.rows)?;
                let target = target(compared, &sample);
                Refit::Regression(Box::new(Regression::new(&columns[1..], target, link, as_is)?))
            }
            _ => return Err("this estimator is not fitted again in resamples".to_owned()),
        };
        let place: Vec<usize> = ground.score.as_ref().map_or(Vec::new(), |s| {
            let at = |&p: &usize| s.units.binary_search(&compared.units[p]).unwrap_or_default();
            sample.rows.iter().map(at).collect()
        });
        let rows = if place.is_empty() { &sample.rows } else { &place };
        let block = rows.iter().map(|&p| ground.blocks.of[p]).collect();
        let binary = cell.measured().binary(cell.contrast());
        Ok(Self { binary, sample, y, refit, block, place })
    }

    /// The rows of one estimator.
    fn told(&self, work: &Work, found: &Found, blank: impl Fn(Measure) -> TestRow) -> Vec<TestRow> {
        let people = [self.sample.number(true), self.sample.number(false)];
        let one = |measure: Measure| {
            let small = measure.is_ratio() && smallest_cell(&self.sample, &self.y) < SMALL_CELL;
            let blank = TestRow { people, replicates: Some(found.resamples.len()), ..blank(measure) };
            match found.whole {
                None => blank.without("the estimator has no answer"),
                Some(_) if small => blank.without(FEW),
                Some(whole) => interval(blank, whole, found, work.spec.level),
            }
        };
        // People per 100 and numbers needed follow from the difference.
        let drawn = |m: &Measure| m.is_ratio() || *m == Measure::Difference;
        work.measures(self.binary).into_iter().filter(drawn).map(one).collect()
    }

    /// Means of both arms when each block counts so many `times` and weights change by `factors`.
    fn means(&self, ground: &Ground, times: &[f64], factors: Option<&[f64]>) -> Option<[f64; 2]> {
        let own: Vec<f64> = self.block.iter().map(|&b| times[b as usize]).collect();
        let plain = self.sample.weight.iter().zip(&own).map(|(w, t)| w * t);
        let Some(factors) = factors else { return self.estimate(&plain.collect::<Vec<f64>>(), &own) };
        let factor = || self.place.iter().map(|&at| factors[at]);
        let weight: Vec<f64> = plain.zip(factor()).map(|(w, f)| w * f).collect();
        let target: Vec<f64> =
            if ground.made { own.iter().zip(factor()).map(|(t, f)| t * f).collect() } else { own };
        self.estimate(&weight, &target)
    }

    fn estimate(&self, weight: &[f64], times: &[f64]) -> Option<[f64; 2]> {
        let Self { sample, y, refit, .. } = self;
        refit.means(Resample { treated: &sample.treated, y, weight, times })
    }
}

const FEW: &str = "one of the four cells has fewer than 10 people, so a ratio has no trustworthy interval";
