//! Who is eligible in one specification, and why others are not.

use super::error::DesignError;
use super::filter;
use super::spec::{Complete, ScoreModel};
use super::terms;
use crate::cohort::{Blinded, Outcome, Reasons};
use crate::job::Specification;

/// Reasons of all units: those for not entering, then the filter, missing values, a missing primary
/// outcome (when units must be complete before matching) and an unusable survey weight; the first counts.
///
/// # Errors
/// A variable that is not there, or a filter that cannot be applied.
pub(super) fn run(
    cohort: Blinded<'_>,
    specification: &Specification,
    terms: &[String],
) -> Result<Reasons, DesignError> {
    let mut reasons = cohort.entry().clone();
    filtered(cohort, specification, &mut reasons)?;
    let primary = primary(cohort, specification)?;
    for name in needed(cohort, specification, terms, primary)? {
        missing(cohort, &name, &mut reasons)?;
    }
    if let Some(outcome) = primary
        && specification.design.complete == Complete::Before
    {
        let words = format!("no end value of `{}`", outcome.name);
        let code = reasons.code("missing_outcome", &words);
        let observed = cohort.end_observed(&outcome.name)?;
        mark(&mut reasons, code, |i| !observed(i));
    }
    weightless(cohort, specification, &mut reasons)?;
    Ok(reasons)
}

/// Stops when an arm is empty.
///
/// # Errors
/// [`DesignError::EmptyArm`] with the reasons that emptied it.
pub(super) fn both_arms(cohort: Blinded<'_>, reasons: &Reasons) -> Result<(), DesignError> {
    let counts = reasons.counts(cohort.treated());
    let labels = [&cohort.roles().control_label, &cohort.roles().treated_label];
    for arm in [1, 0] {
        if counts[0][arm] == 0 {
            let table = reasons.table().iter().zip(&counts).skip(1);
            let lost = table.filter(|(_, c)| c[arm] > 0).map(|(r, c)| (r.words.clone(), c[arm]));
            return Err(DesignError::EmptyArm { arm: labels[arm].clone(), reasons: lost.collect() });
        }
    }
    Ok(())
}

/// The primary outcome of a specification: the one `[estimate]` names, else the first declared.
///
/// # Errors
/// A name that no outcome has.
pub(super) fn primary<'a>(
    cohort: Blinded<'a>,
    specification: &Specification,
) -> Result<Option<&'a Outcome>, DesignError> {
    let roles = cohort.roles();
    match &specification.estimate.outcome {
        None => Ok(roles.outcomes.first()),
        Some(name) => roles.outcome(name).map(Some).ok_or_else(|| {
            let known: Vec<&str> = roles.outcomes.iter().map(|o| o.name.as_str()).collect();
            let nearest = crate::stats::text::nearest(name, &known).map(str::to_owned);
            let known = known.join(", ");
            crate::cohort::CohortError::NoColumn { name: name.clone(), nearest, known }.into()
        }),
    }
}

/// Every variable that must be known: terms, exact and antiexact rules, calipers, the distance's own
/// variables, and the start of a before/after primary outcome.
fn needed(
    cohort: Blinded<'_>,
    specification: &Specification,
    terms: &[String],
    primary: Option<&Outcome>,
) -> Result<Vec<String>, DesignError> {
    let spec = &specification.design;
    let calipers = spec.all_calipers();
    let scores = [super::caliper::PROPENSITY, super::prognostic::PROGNOSTIC];
    let on = calipers.iter().map(|c| c.on.clone()).filter(|on| !scores.contains(&on.as_str()));
    let distance = spec.mahalanobis.iter().filter(|term| *term != super::prognostic::PROGNOSTIC);
    let distance: Vec<String> = distance.cloned().collect();
    let score = spec.propensity.column.iter().filter(|_| spec.propensity.model == ScoreModel::Column);
    let prognostic = spec.prognostic.as_ref().and_then(|p| p.terms.as_deref()).unwrap_or_default();
    let listed: [(&'static str, Vec<String>); 7] = [
        ("prognostic", terms::variables(prognostic)?),
        ("propensity", score.cloned().collect()),
        ("terms", terms::variables(terms)?),
        ("exact", spec.exact.clone()),
        ("antiexact", spec.antiexact.clone()),
        ("mahalanobis", terms::variables(&distance)?),
        ("calipers", on.collect()),
    ];
    let mut names: Vec<String> = Vec::new();
    for (place, variables) in listed {
        for name in variables {
            if cohort.roles().covariate(&name).is_some_and(|c| c.after_start) {
                return Err(DesignError::AfterStart { name, place });
            }
            names.push(name);
        }
    }
    names.extend(primary.and_then(|o| o.start()).map(str::to_owned));
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    Ok(names)
}

fn filtered(
    cohort: Blinded<'_>,
    specification: &Specification,
    reasons: &mut Reasons,
) -> Result<(), DesignError> {
    let Some(text) = &specification.filter else { return Ok(()) };
    let truth = filter::truth(cohort, text)?;
    let open = reasons.code("filter_unknown", &format!("a value that `{text}` needs is missing"));
    let out = reasons.code("filter", &format!("not `{text}`"));
    mark(reasons, open, |i| truth[i].is_none());
    mark(reasons, out, |i| truth[i] == Some(false));
    Ok(())
}

fn missing(cohort: Blinded<'_>, name: &str, reasons: &mut Reasons) -> Result<(), DesignError> {
    let column = cohort.column(name)?;
    let outcome = cohort.roles().outcomes.iter().find(|o| o.start().is_some_and(|s| name.starts_with(s)));
    let code = match outcome {
        Some(outcome) => reasons.code("missing_start", &format!("no start value of `{}`", outcome.name)),
        None => reasons.code("missing_covariate", &format!("no value for `{name}`")),
    };
    mark(reasons, code, |i| !column.known(i));
    Ok(())
}

/// A survey weight of zero or none sends away only where weights are used (METHODS 10).
fn weightless(
    cohort: Blinded<'_>,
    specification: &Specification,
    reasons: &mut Reasons,
) -> Result<(), DesignError> {
    let used = specification.uses_survey_weight();
    let Some(name) = cohort.roles().survey_weight.as_deref().filter(|_| used) else { return Ok(()) };
    let weight = cohort.number(name)?;
    let none = reasons.code("no_survey_weight", "no survey weight");
    let zero = reasons.code("zero_survey_weight", "survey weight 0");
    mark(reasons, none, |i| !weight.known(i));
    mark(reasons, zero, |i| weight.get(i).is_some_and(|w| w <= 0.0));
    Ok(())
}

fn mark(reasons: &mut Reasons, code: u8, leaves: impl Fn(usize) -> bool) {
    for i in 0..reasons.codes().len() {
        if leaves(i) {
            reasons.mark(i, code);
        }
    }
}
