//! Who may be compared with whom: eligibility, score, distance, strata, calipers, and the design review.

mod auc;
mod cache;
mod caliper;
mod column;
mod counterpart;
mod discard;
mod distance;
mod eligibility;
mod error;
mod estimand;
mod filter;
mod folds;
mod learner;
mod matrix;
mod norm;
mod prognostic;
pub mod review;
mod score;
mod spec;
mod spline;
mod strata;
mod survey;
mod terms;
mod types;

use crate::cohort::Blinded;
use crate::job::Specification;

pub use cache::Cache;
pub(crate) use distance::axes;
pub use error::DesignError;
pub use matrix::{Coding, Matrix};
pub use norm::Norm;
pub(crate) use score::needed as needs_score;
pub use spec::*;
pub use terms::{Factor, Term, in_use as terms_in_use, variables};
pub use types::*;

/// Makes the design of one specification: who may be compared with whom, and on what.
///
/// Reads covariates and start scores, and of end values only whether the primary one was observed; if the
/// job declares a prognostic score, the primary end values of controls too.
///
/// # Errors
/// [`DesignError`]: a variable that is not there, an arm without anybody, a score without a maximum.
pub fn run(cohort: Blinded<'_>, specification: &Specification, cache: &Cache) -> Result<Design, DesignError> {
    let spec = &specification.design;
    estimand::check(cohort.roles(), spec)?;
    let terms = terms::in_use(spec, cohort.roles());
    let mut eligible = eligibility::run(cohort, specification, &terms)?;
    let pilot = prognostic::pilot(cohort, spec.prognostic.as_ref(), &mut eligible)?;
    counterpart::run(cohort, specification, &terms, &mut eligible)?;
    eligibility::both_arms(cohort, &eligible)?;
    let propensity = score::run(cohort, specification, &terms, &mut eligible, cache)?;
    let prognostic = prognostic::run(cohort, specification, &terms, pilot, &eligible, cache.seed())?;
    let scores = caliper::Scores { propensity: propensity.as_ref(), prognostic: prognostic.as_ref() };
    let metric =
        distance::run(cohort, specification, &terms, scores.propensity, scores.prognostic, &eligible)?;
    let calipers = caliper::run(cohort, spec, scores, &metric, &eligible)?;
    let mut design = Design {
        spec: spec.clone(),
        estimand: spec.estimand,
        strata: strata::run(cohort, specification, &terms, &eligible)?,
        antiexact: strata::antiexact(cohort, &spec.antiexact, &eligible)?,
        survey_weight: survey::scaled(cohort, &eligible)?,
        review: Vec::new(),
        eligible,
        terms,
        propensity,
        prognostic,
        metric,
        calipers,
    };
    design.review = review::run(cohort, specification, &design)?;
    Ok(design)
}
