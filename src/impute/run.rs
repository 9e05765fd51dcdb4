//! The stage: from a cohort with gaps to m cohorts without.

use super::chain::{Completed, Settings, complete};
use super::column::{Block, Column, Part, Scale};
use super::error::ImputeError;
use super::passive;
use super::spec::{ImputationSpec, Method};
use super::terms::code;
use super::trace::Trace;
use crate::cohort::{Cohort, CohortError, Column as View, Kind, category_array};
use crate::fault::{Fault, Place};
use crate::job::{JobSpec, MissingPolicy};
use arrow::array::{ArrayRef, Float64Array};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// The same units m times, with different values where the covariates had gaps.
#[derive(Debug, Clone)]
pub struct Imputed {
    /// Completed cohorts, imputation 1 first. Columns without gaps are shared, not copied.
    pub cohorts: Vec<Cohort>,
    /// How the chains went, one a column and arm.
    pub traces: Vec<Trace>,
    /// SHA-256 of everything that was filled in, hexadecimal.
    pub sha256: String,
    /// `true` if end scores helped.
    pub outcome: bool,
}

/// What is filled in in one arm.
struct Arm {
    block: Block,
    /// Cohort rows of the block's units.
    rows: Vec<u32>,
}

/// Fills the gaps of covariates with the policy `impute`, m times; `None` where there are no gaps.
///
/// Each arm by itself, among units that entered. Covariates, columns derived from complete ones, start scores
/// and the survey weight help to fill in; end scores only if `[imputation] outcome = true`. Facts measured after
/// the start never do. Gaps in start and end scores are filled for the others' sake and left missing in the
/// result. Columns derived from filled ones are computed anew.
///
/// Imputations run in parallel, each from its own streams of random numbers: the result does not depend on the
/// number of threads, nor on the order of rows (units are sorted by id) or columns.
///
/// # Errors
/// A covariate of which nothing is known in an arm, a category with too many levels, a regression that does not
/// converge, a derived column without a value.
pub fn run(cohort: &Cohort, job: &JobSpec) -> Result<Option<Imputed>, Vec<Fault>> {
    let wanted = wanted(cohort, job).map_err(|e| vec![internal(&e)])?;
    if wanted.is_empty() {
        return Ok(None);
    }
    let spec = job.imputation.clone().unwrap_or_default();
    let settings =
        Settings { iterations: spec.iterations, donors: spec.donors, seed: spec.seed.unwrap_or(job.seed) };
    let arms: Vec<Arm> = [true, false]
        .into_iter()
        .map(|treated| arm(cohort, job, &spec, treated))
        .collect::<Result<_, _>>()
        .map_err(|e| vec![internal(&e)])?;
    let tasks: Vec<(u32, usize)> = (1..=spec.m).flat_map(|k| [(k, 0), (k, 1)]).collect();
    let done: Vec<Result<Completed, ImputeError>> =
        tasks.par_iter().with_max_len(1).map(|&(k, a)| complete(&arms[a].block, &settings, k)).collect();
    let done: Vec<Completed> = done.into_iter().collect::<Result<_, _>>().map_err(|e| vec![fault(&e)])?;
    let traces = traces(&arms, &done, &wanted);
    let filled = |two: &[Completed]| -> Result<Cohort, Vec<Fault>> {
        let cohort = fill(cohort, &arms, two, &wanted).map_err(|e| vec![internal(&e)])?;
        passive::derive(cohort, job)
    };
    let cohorts: Vec<Cohort> = done.chunks_exact(2).map(filled).collect::<Result<_, _>>()?;
    Ok(Some(Imputed { sha256: digest(&arms, &done, &wanted), cohorts, traces, outcome: spec.outcome }))
}

/// Covariates with the policy `impute` and a gap among those who entered, in job order.
fn wanted(cohort: &Cohort, job: &JobSpec) -> Result<Vec<String>, CohortError> {
    let mut names = Vec::new();
    for (name, _) in job.covariates.iter().filter(|(_, c)| c.missing == MissingPolicy::Impute) {
        let column = cohort.column(name)?;
        if (0..cohort.len()).any(|i| cohort.entry().stays(i) && !column.known(i)) {
            names.push(name.clone());
        }
    }
    Ok(names)
}

fn arm(cohort: &Cohort, job: &JobSpec, spec: &ImputationSpec, treated: bool) -> Result<Arm, CohortError> {
    let belongs = |&i: &u32| cohort.treated()[i as usize] == treated && cohort.entry().stays(i as usize);
    let rows: Vec<u32> = (0..cohort.len() as u32).filter(belongs).collect();
    let roles = cohort.roles();
    let open = job.open_columns();
    let derived_anew = |name: &str| job.derive.contains_key(name) && open.iter().any(|o| o == name);
    let mut columns = Vec::new();
    for c in roles.covariates.iter().filter(|c| !c.after_start && !derived_anew(&c.name)) {
        let method = spec.method.get(&c.name).copied();
        columns.push(column(cohort, &rows, &c.name, Some(c.kind), method, Part::Fact)?);
    }
    for outcome in &roles.outcomes {
        if let Some(start) = outcome.start() {
            columns.push(column(cohort, &rows, start, None, None, Part::Start)?);
        }
        if spec.outcome {
            columns.push(column(cohort, &rows, outcome.end(), None, None, Part::End)?);
        }
    }
    if let Some(weight) = &roles.survey_weight {
        let weight = column(cohort, &rows, weight, None, None, Part::Fact)?;
        columns.extend(Some(weight).filter(|w| w.gaps() == 0));
    }
    // Helpers of which nothing is known cannot help; imputed covariates of which nothing is known are a fault.
    let asked = |name: &str| job.covariates.get(name).is_some_and(|c| c.missing == MissingPolicy::Impute);
    columns.retain(|c| asked(&c.name) || c.known.iter().any(|k| *k));
    Ok(Arm { block: Block::new(if treated { "treated" } else { "control" }, columns), rows })
}

fn column(
    cohort: &Cohort,
    rows: &[u32],
    name: &str,
    kind: Option<Kind>,
    method: Option<Method>,
    part: Part,
) -> Result<Column, CohortError> {
    let view = cohort.column(name)?;
    let value = |&i: &u32| match view {
        View::Number(n) => n.get(i as usize),
        View::Category(c) => c.get(i as usize).map(f64::from),
    };
    let values: Vec<Option<f64>> = rows.iter().map(value).collect();
    let (scale, usual) = match (view, kind) {
        (View::Category(c), _) => (Scale::Levels(c.len()), Method::Multinomial),
        (_, Some(Kind::YesNo)) => (Scale::Levels(2), Method::Logistic),
        _ => (Scale::Number, Method::Pmm),
    };
    Ok(Column {
        name: name.to_owned(),
        scale,
        known: values.iter().map(Option::is_some).collect(),
        values: values.into_iter().map(Option::unwrap_or_default).collect(),
        method: method.unwrap_or(usual),
        part,
    })
}

/// The cohort with the gaps of `names` filled.
fn fill(cohort: &Cohort, arms: &[Arm], done: &[Completed], names: &[String]) -> Result<Cohort, CohortError> {
    let mut filled = cohort.clone();
    for name in names {
        let mut drawn: Vec<Option<f64>> = vec![None; cohort.len()];
        for (arm, completed) in arms.iter().zip(done) {
            let Some(at) = arm.block.columns().iter().position(|c| c.name == *name) else { continue };
            let gaps = arm.block.columns()[at].places(false);
            for i in gaps {
                drawn[arm.rows[i] as usize] = Some(completed.values[at][i]);
            }
        }
        let array: ArrayRef = match cohort.column(name)? {
            View::Number(n) => {
                Arc::new((0..cohort.len()).map(|i| n.get(i).or(drawn[i])).collect::<Float64Array>())
            }
            View::Category(c) => {
                let levels: Vec<String> = c.levels().map(str::to_owned).collect();
                let codes = (0..cohort.len()).map(|i| c.get(i).or(drawn[i].map(|v| code(v) as u16)));
                category_array(codes, &levels)
                    .map_err(|e| CohortError::Inconsistent { what: format!("`{name}`: {e}") })?
            }
        };
        filled = filled.with_column(name, array)?;
    }
    Ok(filled)
}

/// One trace an arm and imputed column with gaps there; columns in job order, treated first.
fn traces(arms: &[Arm], done: &[Completed], names: &[String]) -> Vec<Trace> {
    let mut traces = Vec::new();
    for name in names {
        for (a, arm) in arms.iter().enumerate() {
            let columns = arm.block.columns();
            let Some(at) = columns.iter().position(|c| c.name == *name && c.gaps() > 0) else { continue };
            let chains = || done.iter().skip(a).step_by(arms.len()).map(|c| &c.trace[at]);
            traces.push(Trace {
                arm: arm.block.arm.clone(),
                column: name.clone(),
                method: columns[at].method,
                gaps: columns[at].gaps(),
                known: columns[at].known.len() - columns[at].gaps(),
                means: chains().map(|t| t.iter().map(|s| s.0).collect()).collect(),
                sds: chains().map(|t| t.iter().map(|s| s.1).collect()).collect(),
            });
        }
    }
    traces
}

fn digest(arms: &[Arm], done: &[Completed], names: &[String]) -> String {
    let mut hasher = Sha256::new();
    for (k, completed) in done.iter().enumerate() {
        let columns = arms[k % arms.len()].block.columns();
        for name in names {
            let Some(at) = columns.iter().position(|c| c.name == *name) else { continue };
            hasher.update(name.as_bytes());
            for i in columns[at].places(false) {
                hasher.update(completed.values[at][i].to_bits().to_le_bytes());
            }
        }
    }
    format!("{:x}", hasher.finalize())
}

fn fault(error: &ImputeError) -> Fault {
    Fault {
        code: "MW265",
        message: error.to_string(),
        help: Some("fill in fewer covariates, or use another policy for this one".to_owned()),
        place: Place::Whole,
    }
}

fn internal(error: &CohortError) -> Fault {
    Fault::whole("MW299", &error.to_string())
}
