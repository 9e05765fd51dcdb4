//! The effect: differences attributable to the programme, with their uncertainty.

mod abadie;
mod arms;
mod attrition;
mod behind;

mod cluster;
mod columns;
mod contrast;
mod describe;
mod error;
mod factors;
mod group;
mod headline;
mod measure;
mod moderators;
mod neighbours;
mod people;
mod persons;
mod planned;
mod pool;
mod regression;
mod review;
mod rows;
mod sample;
mod spec;
mod spread;
mod stacked;
mod types;
mod variance;
mod work;

pub use attrition::{
    ArmRange, Attrition, CompletionModel, Fitting, Followed, ProfileRow, Starting, Unseen, profile,
};
pub use behind::{Behind, Joint, behind};
pub use error::EstimateError;
pub use factors::{FactorKind, FactorRow};
pub use moderators::{Counted, Figure, Moderation, ModeratorKind, Together};
pub use persons::{Backing, Facet, Persons};
pub use planned::{Planned, planned};
pub use pool::pool;
pub use spec::*;
pub use types::*;

use crate::cohort::Cohort;
use crate::design::Design;
use crate::matching::Matching;

/// Estimates every declared effect of one specification.
///
/// Rows come in declared order: outcome, contrast, group, base, estimator, measure. A number that
/// cannot be given is missing and its row says why; nothing is ever NaN.
///
/// * `matching`: weights, and the sets or edges they came from, which decide the variance.
///
/// # Errors
/// [`EstimateError`] when the settings ask for what is not there or not defined.
pub fn run(
    cohort: &Cohort,
    design: &Design,
    matching: &Matching,
    spec: &EstimateSpec,
) -> Result<Effects, EstimateError> {
    let work = work::Work::new(cohort, design, matching, spec)?.with_completion();
    let headline = &work.outcomes[work.primary];
    let mut rows = rows::all(&work)?;
    let primary = headline::mark(&work, &mut rows);
    let main = headline::main(&work, &rows);
    let tests = headline::adjust(&main, &mut rows);
    let mut moderators = moderators::all(&work)?;
    let interaction_tests = moderators::adjust(&mut moderators);
    let mut factors = factors::all(&work)?;
    let factor_tests = factors::adjust(&mut factors);
    let people = people::counts(&work, headline);
    let attrition = attrition::run(&work, &rows);
    let mut review = review::run(&work, &rows, primary, tests, people, &attrition);
    review.extend(moderators::review(&moderators, rows.get(primary), people));
    review.extend(rows.get(primary).and_then(review::too_few));
    Ok(Effects {
        primary,
        people,
        label: people::label(&work, headline, people),
        descriptions: describe::all(&work),
        missing_outcome: people::missing(&work, headline),
        tests,
        main,
        review,
        attrition: Some(attrition),
        moderators,
        interaction_tests,
        factors,
        factor_tests,
        rows,
    })
}

/// Estimates the headline alone: the same row as [`run`] marks as primary, except for what depends on
/// the other rows (adjusted p-values).
///
/// # Errors
/// As [`run`].
pub fn headline(
    cohort: &Cohort,
    design: &Design,
    matching: &Matching,
    spec: &EstimateSpec,
) -> Result<EffectRow, EstimateError> {
    let work = work::Work::new(cohort, design, matching, spec)?;
    Ok(rows::primary(&work))
}

impl Effects {
    /// Adjusts the p-values of the main rows anew, after one of them has changed.
    pub fn adjust(&mut self) {
        self.tests = headline::adjust(&self.main, &mut self.rows);
    }
}
