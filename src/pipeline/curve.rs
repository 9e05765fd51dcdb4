//! The cells of a specification curve: matched once where only the estimate differs, kept as they come.

use super::{Progress, Watch};
use crate::cohort::{Cohort, PoolEnds};
use crate::design::{self, Cache, Design};
use crate::error::{Error, SpecificationError};
use crate::estimate::{self, Pull, drawn_together};
use crate::job::{Cell, Job, Specification};
use crate::matching::{self, Matching};
use crate::report::disk::Part;
use crate::sensitivity::curve::{Answered, Curve, Draws, Figures, summarise};
use crate::study::InputFile;
use crate::{balance, report};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What all cells of a curve share.
struct Ground<'a> {
    job: &'a Job,
    /// One cohort, or all completed data sets.
    cohorts: &'a [&'a Cohort],
    caches: Vec<Cache>,
    draws: Draws,
    /// What results hang on besides a cell's own settings: data, other settings, version.
    base: String,
    part: Option<&'a Part>,
}

/// All cells of the job's grid and what they say together; `None` without a grid.
///
/// A cell that cannot be made is one with a reason. With completed data sets the estimates are pooled by Rubin's
/// rules; how far an estimate moves in a replicate is then the mean over them.
///
/// # Errors
/// The disk refuses to keep what is done.
pub(super) fn run(
    job: &Job,
    cohorts: &[&Cohort],
    inputs: &[InputFile],
    part: Option<&Part>,
    watch: Watch<'_>,
) -> Result<Option<Curve>, Error> {
    let (Some(grid), Some(spec), Some(first)) = (&job.grid, &job.spec.curve, cohorts.first()) else {
        return Ok(None);
    };
    let replicates = spec.replicates as usize;
    let draws = Draws::new(first.treated(), &drawn_together(first), job.spec.seed, replicates);
    let caches = cohorts.iter().map(|_| Cache::seeded(job.spec.seed)).collect();
    let base = fingerprint(job, inputs, draws.replicates());
    let ground = Ground { job, cohorts, caches, draws, base, part };
    let done = AtomicUsize::new(0);
    let of = grid.cells.len();
    let group = |cells: &Vec<&Cell>| {
        let answered = ground.group(cells);
        let done = done.fetch_add(cells.len(), Ordering::Relaxed) + cells.len();
        watch(Progress::Cells { done, of });
        answered
    };
    let groups = groups(&grid.cells);
    let answered: Vec<Vec<Answered>> =
        groups.par_iter().with_max_len(1).map(group).collect::<Result<_, report::ReportError>>()?;
    let mut all: Vec<(usize, Answered)> = groups
        .iter()
        .zip(answered)
        .flat_map(|(cells, answers)| cells.iter().map(|c| c.number).zip(answers).collect::<Vec<_>>())
        .collect();
    all.sort_by_key(|(number, _)| *number);
    Ok(Some(summarise(grid, all.into_iter().map(|(_, a)| a).collect())))
}

/// Cells that share a match, in order of their first.
fn groups(cells: &[Cell]) -> Vec<Vec<&Cell>> {
    let mut place: BTreeMap<String, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<&Cell>> = Vec::new();
    for cell in cells {
        let s = &cell.specification;
        let key =
            serde_json::to_string(&(&s.filter, &s.design, &s.matching, &s.balance, &s.estimate.outcome));
        let at = *place.entry(key.unwrap_or_default()).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[at].push(cell);
    }
    groups
}

/// Hash of all that a cell's result hangs on besides its own settings.
fn fingerprint(job: &Job, inputs: &[InputFile], replicates: usize) -> String {
    let mut spec = job.spec.clone();
    (spec.curve, spec.specification) = (None, Vec::new());
    let files: Vec<&str> = inputs.iter().map(|i| i.sha256.as_str()).collect();
    let said =
        serde_json::to_string(&(env!("CARGO_PKG_VERSION"), &spec, files, replicates)).unwrap_or_default();
    format!("{:x}", Sha256::digest(said.as_bytes()))
}

/// A cell as it is kept on the disk.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// The bits of each number, sixteen hexadecimal digits each.
    moved: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    figures: Option<Figures>,
}

impl Kept {
    fn of(answered: &Answered) -> Self {
        let mut moved = String::with_capacity(16 * answered.moved.len());
        for x in &answered.moved {
            let written = write!(moved, "{:016x}", x.to_bits());
            debug_assert!(written.is_ok(), "writing into memory cannot fail");
        }
        Self { moved, reason: answered.figures.clone().err(), figures: answered.figures.clone().ok() }
    }

    fn back(self) -> Option<Answered> {
        let word = |at: usize| u64::from_str_radix(self.moved.get(at * 16..at * 16 + 16)?, 16).ok();
        let moved = (0..self.moved.len() / 16).map(|k| word(k).map(f64::from_bits)).collect::<Option<_>>()?;
        let figures = match (self.figures, self.reason) {
            (Some(figures), _) => Ok(figures),
            (None, reason) => Err(reason?),
        };
        Some(Answered { figures, moved })
    }
}

impl Ground<'_> {
    /// The cells of one match: those an earlier run left are taken as they are.
    fn group(&self, cells: &[&Cell]) -> Result<Vec<Answered>, report::ReportError> {
        let keys: Vec<String> = cells.iter().map(|c| self.key(&c.specification)).collect();
        let left = |key: &String| toml::from_str::<Kept>(self.part?.get(key)?).ok()?.back();
        let mut answered: Vec<Option<Answered>> = keys.iter().map(left).collect();
        if answered.iter().any(Option::is_none) {
            let lacking: Vec<usize> = (0..cells.len()).filter(|&k| answered[k].is_none()).collect();
            let wanted: Vec<&Specification> = lacking.iter().map(|&k| &cells[k].specification).collect();
            for (&k, made) in lacking.iter().zip(self.made(&wanted)) {
                self.keep(&keys[k], &made)?;
                answered[k] = Some(made);
            }
        }
        Ok(answered.into_iter().flatten().collect())
    }

    fn key(&self, specification: &Specification) -> String {
        let Specification { filter, design, matching, balance, estimate, .. } = specification;
        let said = serde_json::to_string(&(&self.base, filter, design, matching, balance, estimate));
        format!("{:x}", Sha256::digest(said.unwrap_or_default().as_bytes()))
    }

    fn keep(&self, key: &str, answered: &Answered) -> Result<(), report::ReportError> {
        let Some(part) = self.part else { return Ok(()) };
        match toml::to_string(&Kept::of(answered)) {
            Ok(text) => part.put(key, &text),
            // What cannot be written down is made again.
            Err(_) => Ok(()),
        }
    }

    /// Answers of specifications that differ in the estimate alone.
    fn made(&self, wanted: &[&Specification]) -> Vec<Answered> {
        let Some(first) = wanted.first() else { return Vec::new() };
        let matched: Result<Vec<Matched<'_>>, SpecificationError> = self
            .cohorts
            .iter()
            .zip(&self.caches)
            .map(|(cohort, cache)| Matched::new(cohort, first, self.job.spec.seed, cache))
            .collect();
        match matched {
            Ok(matched) => wanted.iter().map(|s| self.cell(&matched, s)).collect(),
            Err(error) => wanted.iter().map(|_| without(&error)).collect(),
        }
    }

    fn cell(&self, matched: &[Matched<'_>], specification: &Specification) -> Answered {
        let parts: Result<Vec<(Figures, Option<Pull>)>, SpecificationError> =
            matched.iter().map(|m| m.figures(specification)).collect();
        let parts = match parts {
            Ok(parts) => parts,
            Err(error) => return without(&error),
        };
        let each: Vec<Vec<f64>> =
            parts.iter().filter_map(|p| p.1.as_ref()).map(|p| self.draws.moved(p)).collect();
        let m = each.len().max(1) as f64;
        let mean = |b: usize| each.iter().map(|v| v[b]).sum::<f64>() / m;
        let moved = if each.len() == parts.len() {
            (0..self.draws.replicates()).map(mean).collect()
        } else {
            Vec::new()
        };
        let mut figures = parts[0].0.clone();
        if parts.len() > 1 {
            let rows: Vec<_> = parts.iter().map(|p| &p.0.effect).collect();
            if let Some(row) = estimate::pool_rows(&rows, specification.estimate.level) {
                figures.effect = row;
            }
        }
        match (figures.effect.difference, &figures.effect.null_reason) {
            (None, Some(reason)) => Answered { figures: Err(reason.clone()), moved: Vec::new() },
            _ => Answered { figures: Ok(figures), moved },
        }
    }
}

fn without(error: &SpecificationError) -> Answered {
    Answered { figures: Err(format!("[{}] {error}", error.code())), moved: Vec::new() }
}

/// A match, with what is kept of it.
struct Matched<'a> {
    cohort: &'a Cohort,
    design: Design,
    matching: Matching,
    balance: balance::Brief,
}

impl<'a> Matched<'a> {
    fn new(
        cohort: &'a Cohort,
        specification: &Specification,
        seed: u64,
        cache: &Cache,
    ) -> Result<Self, SpecificationError> {
        let pool = specification.design.prognostic.as_ref().map_or(PoolEnds::Closed, |_| PoolEnds::Open);
        let design = design::run(cohort.blinded_but(pool), specification, cache)?;
        let matching = matching::run(cohort.blinded(), &design, &specification.matching, seed)?;
        let balance = balance::brief(cohort, &design, &matching, &specification.balance)?;
        Ok(Self { cohort, design, matching, balance })
    }

    fn figures(&self, specification: &Specification) -> Result<(Figures, Option<Pull>), SpecificationError> {
        let (effect, pull) =
            estimate::moving(self.cohort, &self.design, &self.matching, &specification.estimate)?;
        let calipers = self.design.calipers.iter();
        let figures = Figures {
            effect,
            balance: self.balance.clone(),
            calipers: calipers
                .map(|c| format!("{}: {} (absolute width {:.4})", c.on, c.said, c.width))
                .collect(),
            terms: self.design.terms.clone(),
            auc: self.design.propensity.as_ref().map(|p| p.auc),
            cost: self.matching.cost,
            gap: self.matching.proof.map(|p| p.gap()),
            tied: self.matching.tied,
        };
        Ok((figures, pull))
    }
}
