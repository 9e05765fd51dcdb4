//! The data as they are, before anything is withheld.

use super::overlap::{self, Score};
use crate::cohort::{Category, Cohort, Column, Kind, Number};
use crate::estimate::{self, ProfileRow};
use crate::harmonise::MissingTally;
use crate::ingest::{Side, number};
use crate::job::{CovariateSpec, FieldSpec, ItemsSpec, Job};
use crate::pipeline::Prepared;
use crate::score::{Reliability, Scored};
use crate::stats::moments::moments;
use crate::stats::quantile::quantile;

/// Whether people without a value count: `missing = "exclude"` sends them away, and that is to be seen.
const LEFT_FOR_A_VALUE: &str = "missing_covariate";
/// Bars of a histogram before small ones are merged.
const BARS: usize = 20;

/// Everything that is counted.
#[derive(Debug)]
pub struct Profile {
    /// Title of the job.
    pub name: String,
    /// What the arms are called, treated first.
    pub arms: [String; 2],
    /// Files with their rows.
    pub files: Vec<(String, usize)>,
    /// Who takes part, and why others do not, in each arm.
    pub entry: Vec<(String, [usize; 2])>,
    /// People of each arm whose facts are described.
    pub people: [usize; 2],
    /// Facts, then start scores.
    pub facts: Vec<Fact>,
    /// Outcomes with the people whose end value was observed.
    pub ends: Vec<(String, [usize; 2])>,
    /// People of the primary outcome with and without an end score.
    pub seen_again: Vec<ProfileRow>,
    /// How well the items of each scale hang together at the start.
    pub reliability: Vec<Reliability>,
    /// Overlap of the score, or why there is none.
    pub score: Result<Score, String>,
    /// What was noticed: code and message.
    pub notes: Vec<(String, String)>,
    /// Names of the specifications.
    pub specifications: Vec<String>,
}

/// One column of the cohort.
#[derive(Debug)]
pub struct Fact {
    /// Name in the job.
    pub name: String,
    /// What readers see.
    pub label: String,
    /// Unit in words.
    pub unit: String,
    /// `true` for the start score of an outcome.
    pub start: bool,
    /// Columns that it is read from in an arm.
    pub columns: usize,
    /// Levels; empty for a number.
    pub levels: Vec<String>,
    /// Each arm.
    pub arms: [Arm; 2],
    /// Treated people with a value, and those of them within the pool's 5th to 95th percentile.
    pub inside: Option<[usize; 2]>,
    /// Edges of the bars of a number.
    pub edges: Vec<f64>,
}

/// A column in one arm.
#[derive(Debug, Default)]
pub struct Arm {
    /// People with a value.
    pub known: usize,
    /// People without.
    pub missing: usize,
    /// Codes that mean missing, with label and rows.
    pub codes: Vec<(String, usize)>,
    /// People at each level.
    pub levels: Vec<usize>,
    /// Numbers.
    pub numbers: Option<Numbers>,
    /// People in each bar.
    pub bars: Vec<usize>,
}

/// A number in one arm.
#[derive(Debug, Clone, Copy)]
pub struct Numbers {
    /// Mean.
    pub mean: f64,
    /// Standard deviation, where there are two people.
    pub sd: Option<f64>,
    /// Smallest, 5 %, 50 %, 95 %, largest.
    pub at: [f64; 5],
}

impl Profile {
    /// Counts.
    pub fn of(job: &Job, prepared: &Prepared) -> Self {
        let cohort = &prepared.cohort;
        let roles = cohort.roles();
        let rows = rows(cohort);
        let entry = cohort.entry();
        let reason = |(r, [c, t]): (&crate::cohort::Reason, [usize; 2])| (r.words.replace('`', ""), [t, c]);
        let covariates = roles.covariates.iter().filter_map(|c| {
            let spec = job.spec.covariates.get(&c.name);
            let codes = |side| spec.map(|s| columns_of(s, side)).unwrap_or_default();
            fact(
                prepared,
                &rows,
                &c.name,
                [&c.label, c.unit.as_deref().unwrap_or("")],
                (c.kind == Kind::YesNo, false),
                &codes,
            )
        });
        let starts = roles.outcomes.iter().filter_map(|o| {
            let codes = |side| starts_of(job, &o.name, side);
            fact(
                prepared,
                &rows,
                o.start()?,
                [&format!("{} at the start", o.label), &o.unit],
                (false, true),
                &codes,
            )
        });
        let ends = roles.outcomes.iter().filter_map(|o| {
            let seen = cohort.blinded().end_observed(&o.name).ok()?;
            Some((o.label.clone(), rows.each_ref().map(|r| r.iter().filter(|&&i| seen(i)).count())))
        });
        Self {
            name: job.spec.name.clone(),
            arms: [roles.treated_label.clone(), roles.control_label.clone()],
            files: prepared.inputs.iter().map(|i| (i.path.display().to_string(), i.rows)).collect(),
            entry: entry.table().iter().zip(entry.counts(cohort.treated())).map(reason).collect(),
            people: rows.each_ref().map(Vec::len),
            facts: covariates.chain(starts).collect(),
            ends: ends.collect(),
            seen_again: seen_again(job, cohort),
            reliability: Scored::blind(prepared.reliability.clone()),
            score: overlap::score(cohort, job),
            notes: prepared.notes.iter().map(|n| (n.code.to_owned(), n.message.clone())).collect(),
            specifications: job.specifications.iter().map(|s| s.name.clone()).collect(),
        }
    }
}

/// Units of each arm that take part, or would if they had a value.
fn rows(cohort: &Cohort) -> [Vec<usize>; 2] {
    let entry = cohort.entry();
    let mut rows = [Vec::new(), Vec::new()];
    for (i, &treated) in cohort.treated().iter().enumerate() {
        if entry.stays(i) || entry.of(i).code == LEFT_FOR_A_VALUE {
            rows[usize::from(!treated)].push(i);
        }
    }
    rows
}

/// Starters of the primary outcome; of end values only whether they are there is looked at.
fn seen_again(job: &Job, cohort: &Cohort) -> Vec<ProfileRow> {
    let outcomes = &cohort.roles().outcomes;
    let named = job.spec.estimate.outcome.as_deref();
    let outcome = named.map_or(outcomes.first(), |n| cohort.roles().outcome(n));
    let about = |i: usize| cohort.entry().of(i).code != "where";
    outcome.map(|o| estimate::profile(cohort, o, &about)).unwrap_or_default()
}

/// Columns that a covariate is read from.
fn columns_of(spec: &CovariateSpec, side: Side) -> Vec<String> {
    side.field(spec).map(|f| f.column().to_owned()).into_iter().collect()
}

/// Columns that a start score is read from.
fn starts_of(job: &Job, outcome: &str, side: Side) -> Vec<String> {
    let Some(spec) = job.spec.outcomes.get(outcome) else { return Vec::new() };
    let times = match side {
        Side::Treated => &spec.treated,
        Side::Control => &spec.control,
        Side::Units => &spec.both,
    };
    let fields: Vec<&FieldSpec> = match times.as_ref().and_then(|t| t.start.as_ref()) {
        Some(ItemsSpec::One(field)) => vec![field],
        Some(ItemsSpec::Items(fields)) => fields.iter().collect(),
        None => Vec::new(),
    };
    fields.into_iter().map(|f| f.column().to_owned()).collect()
}

fn fact(
    prepared: &Prepared,
    rows: &[Vec<usize>; 2],
    name: &str,
    [label, unit]: [&str; 2],
    (yes_no, start): (bool, bool),
    codes: &dyn Fn(Side) -> Vec<String>,
) -> Option<Fact> {
    let column = prepared.cohort.column(name).ok()?;
    let two_sided = !prepared.missing.iter().any(|m| m.side == Side::Units);
    let sides = if two_sided { [Side::Treated, Side::Control] } else { [Side::Units; 2] };
    let mut arms: [Arm; 2] = [0, 1].map(|arm| {
        let missing = rows[arm].iter().filter(|&&i| !column.known(i)).count();
        // In a one-file job codes are counted over both arms; they belong to neither.
        let codes =
            if two_sided { codes_of(&prepared.missing, sides[arm], &codes(sides[arm])) } else { Vec::new() };
        Arm { known: rows[arm].len() - missing, missing, codes, ..Arm::default() }
    });
    let (mut levels, mut edges, mut inside) = (Vec::new(), Vec::new(), None);
    match column {
        Column::Number(n) if yes_no => {
            levels = vec!["yes".to_owned(), "no".to_owned()];
            for (arm, rows) in arms.iter_mut().zip(rows) {
                let yes = rows.iter().filter(|&&i| n.get(i) == Some(1.0)).count();
                arm.levels = vec![yes, arm.known - yes];
            }
        }
        Column::Number(n) => (edges, inside) = numbers(n, rows, &mut arms),
        Column::Category(c) => {
            levels = c.levels().map(str::to_owned).collect();
            arms.iter_mut().zip(rows).for_each(|(arm, rows)| arm.levels = counts(c, rows));
        }
    }
    let columns = sides.iter().map(|s| codes(*s).len()).max().unwrap_or(1).max(1);
    Some(Fact {
        name: name.to_owned(),
        label: label.to_owned(),
        unit: unit.to_owned(),
        start,
        columns,
        levels,
        arms,
        inside,
        edges,
    })
}

fn codes_of(all: &[MissingTally], side: Side, columns: &[String]) -> Vec<(String, usize)> {
    let mut codes: Vec<(String, usize)> = Vec::new();
    for tally in all.iter().filter(|m| m.side == side && columns.contains(&m.column)) {
        let words =
            tally.label.as_ref().map_or_else(|| tally.code.clone(), |l| format!("{} ({l})", tally.code));
        match codes.iter_mut().find(|(w, _)| *w == words) {
            Some((_, rows)) => *rows += tally.rows,
            None => codes.push((words, tally.rows)),
        }
    }
    let first = |words: &str| number(words.split(' ').next().unwrap_or_default()).unwrap_or(f64::INFINITY);
    codes.sort_by(|a, b| first(&a.0).total_cmp(&first(&b.0)).then(a.0.cmp(&b.0)));
    codes
}

fn counts(c: Category<'_>, rows: &[usize]) -> Vec<usize> {
    let mut counts = vec![0; c.len()];
    rows.iter().filter_map(|&i| c.get(i)).for_each(|code| counts[usize::from(code)] += 1);
    counts
}

/// Describes a number in both arms; gives the edges of its bars, and how many treated are inside the pool.
fn numbers(n: Number<'_>, rows: &[Vec<usize>; 2], arms: &mut [Arm; 2]) -> (Vec<f64>, Option<[usize; 2]>) {
    let sorted: [Vec<f64>; 2] = rows.each_ref().map(|rows| {
        let mut values: Vec<f64> = rows.iter().filter_map(|&i| n.get(i)).collect();
        values.sort_unstable_by(f64::total_cmp);
        values
    });
    let edges = edges(&sorted);
    for (arm, values) in arms.iter_mut().zip(&sorted) {
        let at = [0.0, 0.05, 0.5, 0.95, 1.0].map(|p| quantile(values, p));
        let described = moments(values.iter().map(|&v| (v, 1.0)));
        arm.numbers = described.zip(at[0]).map(|(m, _)| Numbers {
            mean: m.mean,
            sd: m.variance.map(f64::sqrt),
            at: at.map(Option::unwrap_or_default),
        });
        arm.bars = bars(values, &edges);
    }
    let inside = arms[1].numbers.filter(|_| !sorted[0].is_empty()).map(|pool| {
        let within = sorted[0].iter().filter(|v| (pool.at[1]..=pool.at[3]).contains(*v)).count();
        [sorted[0].len(), within]
    });
    (edges, inside)
}

/// Edges of equal bars over the middle 98 % of both arms; whoever is beyond counts at the ends.
pub fn edges(sorted: &[Vec<f64>; 2]) -> Vec<f64> {
    let ends = |p: f64, best: fn(f64, f64) -> f64| sorted.iter().filter_map(|v| quantile(v, p)).reduce(best);
    let (Some(low), Some(high)) = (ends(0.01, f64::min), ends(0.99, f64::max)) else { return Vec::new() };
    let span = high - low;
    if span <= 0.0 {
        return Vec::new();
    }
    // Whole numbers on a short scale have a bar each.
    let whole = sorted.iter().flatten().all(|v| v.fract() == 0.0) && span <= BARS as f64;
    #[expect(clippy::cast_sign_loss, reason = "the highest is not below the lowest")]
    let (from, step, n) = if whole {
        (low.floor() - 0.5, 1.0, (high.ceil() - low.floor()) as usize + 1)
    } else {
        step(low, high)
    };
    (0..=n).map(|k| from + step * k as f64).collect()
}

/// A round width, so that the edges tell nobody's own value.
#[expect(clippy::cast_sign_loss, reason = "at least 1")]
fn step(low: f64, high: f64) -> (f64, f64, usize) {
    let raw = (high - low) / BARS as f64;
    let unit = libm::pow(10.0, libm::floor(libm::log10(raw)));
    let step = [1.0, 2.0, 5.0, 10.0].map(|k| k * unit).into_iter().find(|s| *s >= raw).unwrap_or(10.0 * unit);
    let from = (low / step).floor() * step;
    (from, step, ((high - from) / step).ceil().max(1.0) as usize)
}

/// People in each bar; `sorted` rises.
pub fn bars(sorted: &[f64], edges: &[f64]) -> Vec<usize> {
    let inner = edges.get(1..edges.len().saturating_sub(1)).unwrap_or_default();
    let mut below = 0;
    let mut bars: Vec<usize> = Vec::with_capacity(inner.len() + 1);
    for edge in inner {
        let until = sorted.partition_point(|v| v < edge);
        bars.push(until - below);
        below = until;
    }
    if !edges.is_empty() {
        bars.push(sorted.len() - below);
    }
    bars
}
