//! From a job to a study: the whole story on one page.

use crate::balance;
use crate::codebook::{self, Applied, Translation};
use crate::cohort::{Cohort, PoolEnds};
use crate::describe::{self, Described};
use crate::design::review::{Finding, Severity};
use crate::design::{self, Cache, ScoreWeights};
use crate::error::{Error, SpecificationError};
use crate::estimate;
use crate::fault::Fault;
use crate::harmonise::{MissingTally, Note};
use crate::impute::Imputed;
use crate::job::{Job, Role, Specification};
use crate::matching;
use crate::report::disk::Part;
use crate::score::{Reliability, ScaleScores, Scored};
use crate::sensitivity::{Doubts, Evidence, SensitivitySpec};
use crate::study::{Analysis, InputFile, LockState, Study};
use crate::{harmonise, ingest, scales, score, sensitivity};
use rayon::prelude::*;

mod curve;
mod given;
mod imputed;
mod resample;
mod ties;
mod value;

/// What a caller is told while a run goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress<'a> {
    /// A stage of the whole run begins.
    Stage(&'a str),
    /// One of the specifications is done.
    Specification {
        /// Its name.
        name: &'a str,
        /// How many there are.
        of: usize,
    },
    /// Cells of the specification curve are done.
    Cells {
        /// How many so far.
        done: usize,
        /// How many there are.
        of: usize,
    },
}

/// Where progress is told; called from several threads.
pub type Watch<'a> = &'a (dyn Fn(Progress<'_>) + Sync);

/// Which stages an analysis goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Up to balance: no outcome of a service user is read.
    Blind,
    /// To the effects.
    Full,
}

/// Runs a job from files to findings. Reads like the method section of a paper.
///
/// # Errors
/// Whatever stops a stage: faults of the data (all of them at once), an infeasible design.
pub fn run(job: &Job, depth: Depth, watch: Watch<'_>) -> Result<Study, Error> {
    run_keeping(job, depth, None, watch)
}

/// As [`run`]; the cells of a specification curve are kept in `part` as they come, and taken from there where an
/// interrupted run left them.
///
/// # Errors
/// As [`run`], and what the disk refuses.
pub fn run_keeping(job: &Job, depth: Depth, part: Option<&Part>, watch: Watch<'_>) -> Result<Study, Error> {
    let Prepared { cohort, reliability, described, scales, inputs, notes, .. } = read(job, watch)?;
    let others = others(job, watch)?;
    let scales = match depth {
        Depth::Full => scales::run(&cohort, &scales, &job.spec).map_err(Error::Data)?,
        Depth::Blind => Vec::new(),
    };
    let (cohort, imputed) = imputed::completed(cohort, others, job, depth, watch)?;
    let reliability = match depth {
        Depth::Full => reliability,
        Depth::Blind => Scored::blind(reliability),
    };
    watch(Progress::Stage("matching"));
    let mut analyses = match &imputed {
        None => analyses(&cohort, job, depth, None, watch)?,
        Some(imputed) => imputed::pooled(imputed, job, depth, watch)?,
    };
    tell(&mut analyses, notes, imputed.as_ref());
    analyses.iter_mut().take(1).for_each(|a| a.design.review.extend(one_sided(&cohort, job)));
    if depth == Depth::Full {
        watch(Progress::Stage("ties"));
        ties::look(&cohort, &mut analyses, job.spec.seed)?;
        watch(Progress::Stage("resampling"));
        resample::run(&cohort, &mut analyses, job.spec.seed)?;
        watch(Progress::Stage("doubts"));
        analyses.par_iter_mut().for_each(|a| doubt((&cohort, imputed.as_ref()), a, &job.spec.sensitivity));
    }
    let value = value::run((&cohort, imputed.as_ref()), &mut analyses, job);
    once(&mut analyses);
    let curve = match depth {
        Depth::Full if job.grid.is_some() => {
            watch(Progress::Stage("specification curve"));
            let all = imputed.as_ref().map(|i| i.cohorts.iter().collect());
            curve::run(job, &all.unwrap_or_else(|| vec![&cohort]), &inputs, part, watch)?
        }
        _ => None,
    };
    let job = job.clone();
    let described = if depth == Depth::Full { described } else { Described::default() };
    let lock = LockState::Unlocked;
    Ok(Study { job, cohort, reliability, scales, imputed, analyses, curve, described, value, inputs, lock })
}

/// Every specification on one cohort, in parallel.
fn analyses(
    cohort: &Cohort,
    job: &Job,
    depth: Depth,
    imputation: Option<u32>,
    watch: Watch<'_>,
) -> Result<Vec<Analysis>, Error> {
    let cache = Cache::seeded(job.spec.seed);
    let one = |s: &Specification| {
        let analysis = analyse(cohort, s, job.spec.seed, depth, &cache);
        watch(Progress::Specification { name: &s.name, of: job.specifications.len() });
        match analysis {
            Ok(analysis) => Ok(Ok(Analysis { imputation, ..analysis })),
            // Nobody asked for it: that it cannot be made is told, and stops nothing.
            Err(source) if s.role == Role::Bracket => Ok(Err(source)),
            Err(source) => Err(Error::Specification { name: s.name.clone(), source }),
        }
    };
    let all: Vec<Result<Analysis, SpecificationError>> =
        job.specifications.par_iter().map(one).collect::<Result<_, Error>>()?;
    let mut made: Vec<Analysis> = Vec::with_capacity(all.len());
    for analysis in all {
        match (analysis, made.first_mut()) {
            (Ok(analysis), _) => made.push(analysis),
            (Err(source), Some(first)) => first.design.review.push(no_bracket(&source)),
            (Err(_), None) => {}
        }
    }
    Ok(made)
}

/// The one table, and what was noticed while it was made.
#[derive(Debug)]
pub struct Prepared {
    /// The units.
    pub cohort: Cohort,
    /// How well the items of each scale hang together.
    pub reliability: Vec<Reliability>,
    /// Who was supported and how.
    pub described: Described,
    /// Scores of the people supported alone.
    pub scales: Vec<ScaleScores>,
    /// Files read.
    pub inputs: Vec<InputFile>,
    /// What was noticed and is no fault.
    pub notes: Vec<Note>,
    /// Codes that mean missing, column by column.
    pub missing: Vec<MissingTally>,
    /// Columns that a codebook knew.
    pub translations: Vec<Translation>,
}

/// Reads the files of a job into the one table; of files completed elsewhere, the first data set.
///
/// # Errors
/// All faults of the data at once.
pub fn read(job: &Job, watch: Watch<'_>) -> Result<Prepared, Error> {
    let sets = given::jobs(job)?;
    read_one(sets.first().unwrap_or(job), watch)
}

/// The cohort that blind designs are made on; with imputed covariates, as the first imputation completed it.
///
/// # Errors
/// All faults of the data at once.
pub fn sealed(job: &Job, watch: Watch<'_>) -> Result<Cohort, Error> {
    let cohort = read(job, watch)?.cohort;
    Ok(imputed::completed(cohort, Vec::new(), job, Depth::Blind, watch)?.0)
}

/// The other data sets of files that were completed elsewhere.
fn others(job: &Job, watch: Watch<'_>) -> Result<Vec<Cohort>, Error> {
    let sets = given::jobs(job)?;
    sets.iter().skip(1).map(|job| Ok(read_one(job, watch)?.cohort)).collect()
}

fn read_one(job: &Job, watch: Watch<'_>) -> Result<Prepared, Error> {
    watch(Progress::Stage("reading"));
    let said = job;
    let Applied { job, translations, files } = codebook::apply(job).map_err(Error::Data)?;
    let job = &job;
    let tables = ingest::run(job).map_err(Error::Data)?;
    let mut inputs = tables.inputs();
    inputs.extend(ingest::beside(&job.spec.instruments, &job.folder));
    inputs.extend(ingest::beside(&files, &job.folder));
    let costs = job.spec.value.iter().filter_map(|v| v.costs.as_ref()).map(|c| c.file.clone());
    inputs.extend(ingest::beside(&costs.collect::<Vec<_>>(), &job.folder));
    watch(Progress::Stage("preparing"));
    let described = describe::run(said);
    let scored = harmonise::run(tables, job).and_then(|harmonised| {
        let origin = (harmonised.origin.notes.clone(), harmonised.origin.missing.clone());
        Ok((score::run(harmonised, job)?, origin))
    });
    let ((Scored { cohort, reliability, scales }, (mut notes, missing)), described) =
        both(scored, described).map_err(Error::Data)?;
    inputs.extend(described.inputs.iter().filter(|i| !inputs.contains(i)).cloned().collect::<Vec<_>>());
    notes.extend(described.notes.iter().filter(|n| !notes.contains(n)).cloned().collect::<Vec<_>>());
    Ok(Prepared { cohort, reliability, described, scales, inputs, notes, missing, translations })
}

/// Both, or the faults of both, each once.
fn both<A, B>(a: Result<A, Vec<Fault>>, b: Result<B, Vec<Fault>>) -> Result<(A, B), Vec<Fault>> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(mut faults), Err(more)) => {
            faults.extend(more.into_iter().filter(|f| !faults.contains(f)).collect::<Vec<_>>());
            Err(faults)
        }
        (Err(faults), Ok(_)) | (Ok(_), Err(faults)) => Err(faults),
    }
}

fn evidence<'a>(cohort: &'a Cohort, a: &'a Analysis, parts: &'a [Evidence<'a>]) -> Option<Evidence<'a>> {
    let Analysis { specification, design, matching, balance, .. } = a;
    let effects = a.effects.as_ref()?;
    Some(Evidence { cohort, design, matching, balance, effects, specification, parts })
}

/// The same specification in every completed data set, where covariates were imputed.
fn behind<'a>(imputed: Option<&'a Imputed>, analysis: &'a Analysis) -> Vec<Evidence<'a>> {
    let parts = analysis.imputed.iter().flat_map(|by| &by.parts);
    let cohorts = imputed.into_iter().flat_map(|i| &i.cohorts);
    cohorts.zip(parts).filter_map(|(c, a)| evidence(c, a, &[])).collect()
}

/// Asks what could undo the results of one specification.
fn doubt((cohort, imputed): (&Cohort, Option<&Imputed>), analysis: &mut Analysis, spec: &SensitivitySpec) {
    let parts = behind(imputed, analysis);
    let Some(evidence) = evidence(cohort, analysis, &parts) else { return };
    let (doubts, findings) = sensitivity::run(evidence, spec);
    analysis.doubts = doubts;
    if let Some(effects) = &mut analysis.effects {
        effects.review.extend(findings);
    }
}

/// What was noticed in the data is a finding about every analysis; it is told with the first.
fn tell(analyses: &mut [Analysis], notes: Vec<Note>, imputed: Option<&Imputed>) {
    if let Some(first) = analyses.first_mut() {
        first.design.review.extend(imputed.and_then(imputed::restless));
        let finding = |n: Note| Finding {
            rule: n.code,
            severity: Severity::Note,
            message: n.message,
            subject: n.subject,
        };
        first.design.review.extend(notes.into_iter().map(finding));
    }
}

/// The other end of the bracket was not asked for: it says nothing that the primary analysis says already, nor that it
/// leaves out the start score, which is what it is for.
fn once(analyses: &mut [Analysis]) {
    let Some((primary, others)) = analyses.split_first_mut() else { return };
    let said = |a: &Analysis| -> Vec<Finding> {
        let effects = a.effects.iter().flat_map(|e| &e.review);
        let all = a.design.review.iter().chain(&a.matching.review).chain(&a.balance.review).chain(effects);
        all.cloned().collect()
    };
    let known = said(primary);
    for other in others.iter_mut().filter(|a| a.specification.role == Role::Bracket) {
        let effects = other.effects.as_mut().map(|e| &mut e.review);
        let reviews = [&mut other.design.review, &mut other.matching.review, &mut other.balance.review];
        for review in reviews.into_iter().chain(effects) {
            review.retain(|f| {
                f.rule != "MW101" && !known.iter().any(|k| (k.rule, &k.subject) == (f.rule, &f.subject))
            });
        }
    }
}

/// The other end of the bracket that a job gets by itself could not be made.
fn no_bracket(source: &SpecificationError) -> Finding {
    let message = format!("the comparison without the start score could not be made: {source}");
    Finding { rule: "MW189", severity: Severity::Note, message, subject: None }
}

/// METHODS 10 asks for both: with the survey weights in the score, and without.
fn one_sided(cohort: &Cohort, job: &Job) -> Option<Finding> {
    let name = cohort.roles().survey_weight.as_ref()?;
    let scored = |s: &Specification| s.design.propensity.weights == ScoreWeights::Survey;
    let weighted = job.specifications.iter().filter(|s| scored(s)).count();
    let words = match weighted {
        0 => "no specification has the survey weight in its score",
        n if n == job.specifications.len() => "every specification has the survey weight in its score",
        _ => return None,
    };
    let message = format!("{words} (`{name}`): how much hangs on it does not show");
    Some(Finding { rule: "MW162", severity: Severity::Note, message, subject: Some(name.clone()) })
}

/// One specification.
fn analyse(
    cohort: &Cohort,
    specification: &Specification,
    seed: u64,
    depth: Depth,
    cache: &Cache,
) -> Result<Analysis, SpecificationError> {
    let pool = specification.design.prognostic.as_ref().map_or(PoolEnds::Closed, |_| PoolEnds::Open);
    let design = design::run(cohort.blinded_but(pool), specification, cache)?;
    let matching = matching::run(cohort.blinded(), &design, &specification.matching, seed)?;
    let balance = balance::run(cohort, &design, &matching, &specification.balance)?;
    let effects = match depth {
        Depth::Blind => None,
        Depth::Full => Some(estimate::run(cohort, &design, &matching, &specification.estimate)?),
    };
    Ok(Analysis {
        specification: specification.clone(),
        imputation: None,
        design,
        matching,
        balance,
        effects,
        ties: None,
        tests: Vec::new(),
        doubts: Doubts::default(),
        imputed: None,
    })
}
