//! The analyses of completed data sets, put together.

use super::{Depth, Progress, Watch};
use crate::cohort::Cohort;
use crate::design::review::{Finding, Severity};
use crate::error::Error;
use crate::fault::Fault;
use crate::impute::{self, Imputed};
use crate::job::Job;
use crate::matching::Agreement;
use crate::study::{Analysis, ByImputation};
use crate::{balance, estimate};
use rayon::prelude::*;

/// Chains whose R-hat is above this have not come to rest.
///
/// Gelman and others (2013), section 11.4. Stricter limits (1.01) are for chains of thousands; with ten rounds
/// even independent draws reach 1.05.
const RESTLESS: f64 = 1.1;
/// Most columns named in one finding.
const NAMED: usize = 5;
/// Share of people whose being matched hangs on the imputation, from which it is worth a word.
const UNSURE: f64 = 0.02;

/// The cohort that designs are made on, sealed for a blind run, and its completed data sets where covariates are
/// imputed (then the first of them is the cohort).
///
/// Covariates are imputed after the seal, unless the job lets end scores help: then before it, in a step of its
/// own, so that what is filled in is the same in a blind run and a full one.
pub(super) fn completed(
    cohort: Cohort,
    others: Vec<Cohort>,
    job: &Job,
    depth: Depth,
    watch: Watch<'_>,
) -> Result<(Cohort, Option<Imputed>), Error> {
    let seal = |cohort: Cohort| match depth {
        Depth::Full => Ok(cohort),
        Depth::Blind => cohort.sealed().map_err(|e| Error::Data(vec![Fault::whole("MW299", &e.to_string())])),
    };
    if !others.is_empty() {
        let all = std::iter::once(cohort).chain(others).map(seal).collect::<Result<Vec<_>, _>>()?;
        let imputed = from_elsewhere(all)?;
        return Ok((imputed.cohorts[0].clone(), Some(imputed)));
    }
    if !job.spec.imputes() {
        return Ok((seal(cohort)?, None));
    }
    watch(Progress::Stage("imputing"));
    let open = job.spec.imputation.as_ref().is_some_and(|i| i.outcome);
    let cohort = if open { cohort } else { seal(cohort)? };
    let Some(mut imputed) = impute::run(&cohort, &job.spec).map_err(Error::Data)? else {
        return Ok((seal(cohort)?, None));
    };
    imputed.cohorts = imputed.cohorts.into_iter().map(seal).collect::<Result<_, _>>()?;
    let first = imputed.cohorts.first().cloned();
    Ok((first.unwrap_or(cohort), Some(imputed)))
}

/// Data sets that were completed elsewhere, each with the same people.
fn from_elsewhere(cohorts: Vec<Cohort>) -> Result<Imputed, Error> {
    let same = |a: &Cohort, b: &Cohort| {
        a.treated() == b.treated() && (0..a.len()).all(|i| a.ids().text(i) == b.ids().text(i))
    };
    if let Some(k) = cohorts.iter().position(|c| !same(&cohorts[0], c)) {
        let message = format!(
            "completed data sets 1 and {} do not hold the same people (by id and arm): {} and {}",
            k + 1,
            cohorts[0].len(),
            cohorts[k].len()
        );
        return Err(Error::Data(vec![Fault::whole("MW266", &message)]));
    }
    Ok(Imputed { cohorts, traces: Vec::new(), sha256: String::new(), outcome: false })
}

/// Every specification on every completed data set, pooled.
pub(super) fn pooled(
    imputed: &Imputed,
    job: &Job,
    depth: Depth,
    watch: Watch<'_>,
) -> Result<Vec<Analysis>, Error> {
    let numbered: Vec<(u32, &Cohort)> = (1..).zip(&imputed.cohorts).collect();
    let one = |&(k, cohort): &(u32, &Cohort)| super::analyses(cohort, job, depth, Some(k), watch);
    let each: Vec<Vec<Analysis>> = numbered.par_iter().map(one).collect::<Result<_, _>>()?;
    let mut by_specification: Vec<Vec<Analysis>> = vec![Vec::new(); job.specifications.len()];
    for analyses in each {
        by_specification.iter_mut().zip(analyses).for_each(|(parts, a)| parts.push(a));
    }
    let Some(cohort) = imputed.cohorts.first() else { return Ok(Vec::new()) };
    // The other end of the bracket may be possible in some data sets only: then it is left out.
    let whole = by_specification.into_iter().filter(|parts| parts.len() == imputed.cohorts.len());
    Ok(whole.filter_map(|parts| together(parts, cohort)).collect())
}

/// One analysis from those of one specification in every completed data set.
///
/// Effects are pooled by Rubin's rules, balance is averaged, findings are told once with the number of imputations
/// they hold in. Design and matching are those of the first.
fn together(parts: Vec<Analysis>, cohort: &Cohort) -> Option<Analysis> {
    let first = parts.first()?;
    let spec = &first.specification;
    let balances: Vec<_> = parts.iter().map(|p| &p.balance).collect();
    let effects: Option<Vec<_>> = parts.iter().map(|p| p.effects.as_ref()).collect();
    let matches: Vec<_> = parts.iter().map(|p| &p.matching).collect();
    let agreement = Agreement::of(&matches, cohort.treated(), first.design.estimand);
    let mut whole = Analysis {
        imputation: None,
        balance: balance::pool(&balances, &spec.balance, cohort.roles())?,
        effects: effects.and_then(|e| estimate::pool(&e, spec.estimate.level)),
        ..first.clone()
    };
    whole.design.review = findings(&parts, |p| &p.design.review);
    whole.matching.review = findings(&parts, |p| &p.matching.review);
    whole.balance.review = findings(&parts, |p| &p.balance.review);
    whole.matching.review.extend(unsure(&agreement));
    if let Some(effects) = &mut whole.effects {
        let reviews = |p: &Analysis| p.effects.as_ref().map(|e| e.review.clone()).unwrap_or_default();
        let all: Vec<Vec<Finding>> = parts.iter().map(reviews).collect();
        effects.review = union(all.iter().map(Vec::as_slice), parts.len());
        effects.review.extend(too_few(effects));
        if agreement.sometimes > 0 {
            let m = parts.len();
            effects.label = format!(
                "{}, pooled over {m} imputations in which not all the same people are matched",
                effects.label
            );
        }
    }
    whole.imputed = Some(ByImputation { parts, agreement });
    Some(whole)
}

/// Findings of one stage over all imputations.
fn findings(parts: &[Analysis], of: impl Fn(&Analysis) -> &Vec<Finding>) -> Vec<Finding> {
    union(parts.iter().map(|p| of(p).as_slice()), parts.len())
}

/// Each rule and subject once, in order of appearance, with the words of the first imputation that has it.
fn union<'a>(all: impl Iterator<Item = &'a [Finding]>, m: usize) -> Vec<Finding> {
    let mut found: Vec<(Finding, usize)> = Vec::new();
    for findings in all {
        let mut told: Vec<usize> = Vec::new();
        for f in findings {
            let at = found.iter().position(|(g, _)| g.rule == f.rule && g.subject == f.subject);
            let at = at.unwrap_or_else(|| {
                found.push((f.clone(), 0));
                found.len() - 1
            });
            if !told.contains(&at) {
                found[at].1 += 1;
                told.push(at);
            }
        }
    }
    let word = |(mut f, times): (Finding, usize)| {
        if times < m {
            f.message = format!("{} (in {times} imputations of {m} imputations)", f.message);
        }
        f
    };
    found.into_iter().map(word).collect()
}

/// What the design review can see in the chains.
pub(super) fn restless(imputed: &Imputed) -> Option<Finding> {
    let mut restless: Vec<(f64, String)> = Vec::new();
    for trace in &imputed.traces {
        if let Some(r) = trace.rhat().filter(|r| *r > RESTLESS) {
            restless.push((r, format!("`{}` ({} arm, {r:.2})", trace.column, trace.arm)));
        }
    }
    restless.sort_by(|a, b| b.0.total_cmp(&a.0));
    let more = restless.len().saturating_sub(NAMED);
    let named: Vec<String> = restless.into_iter().take(NAMED).map(|r| r.1).collect();
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!named.is_empty()).then(|| Finding {
        rule: "MW175",
        severity: Severity::Warning,
        message: format!(
            "the chains that fill in missing values have not come to rest (R-hat above {RESTLESS}) for {}{rest}: more `iterations` may help",
            named.join(", ")
        ),
        subject: None,
    })
}

/// Fewer imputations than per cent of missing information in the headline: a second run with another seed
/// would give visibly other limits (White, Royston and Wood 2011, section 7).
fn too_few(effects: &estimate::Effects) -> Option<Finding> {
    let pooled = effects.rows.get(effects.primary)?.pooled?;
    let percent = 100.0 * pooled.fmi;
    (percent > pooled.m as f64).then(|| Finding {
        rule: "MW176",
        severity: Severity::Note,
        message: format!(
            "{} imputations are few where {percent:.0} % of the information about the headline is missing: take at least {:.0} imputations",
            pooled.m,
            percent.ceil()
        ),
        subject: None,
    })
}

fn unsure(agreement: &Agreement) -> Option<Finding> {
    let matched = agreement.always + agreement.sometimes;
    (agreement.sometimes as f64 > UNSURE * matched as f64).then(|| Finding {
        rule: "MW177",
        severity: Severity::Note,
        message: format!(
            "{} of {matched} people are matched in some imputations only: the effect is about those matched in each",
            agreement.sometimes
        ),
        subject: None,
    })
}
