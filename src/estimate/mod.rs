//! The effect: differences attributable to the programme, with their uncertainty.

mod abadie;
mod arms;
mod attrition;
mod augmented;
mod behind;
mod bootstrap;
mod cluster;
mod clustered;
mod coincide;
mod columns;
mod contrast;
mod corrected;
mod covarying;
mod describe;
mod error;
mod estimator;
mod exact;
mod factors;
mod group;
mod headline;
mod hedges;
mod known_score;
mod measure;
mod moderators;
mod neighbours;
mod ordinal;
mod outcome;
mod people;
mod persons;
mod planned;
mod pool;
mod pull;
mod regression;
mod reused;
mod review;
mod rows;
mod sample;
mod small_cells;
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
pub use covarying::{Covarying, covarying};
pub use error::EstimateError;
pub use exact::{TestMethod, TestRow};
pub use factors::{FactorKind, FactorRow};
pub use moderators::{Counted, Figure, Jointly, Moderation, ModeratorKind};
pub use persons::{Backing, Facet, Persons};
pub use planned::{Planned, planned};
pub use pool::{pool, pool_rows};
pub use pull::{Pull, Together, drawn_together};
pub use spec::*;
pub(crate) use spread::FEW_CLUSTERS;
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

/// Results without a formula for their interval: exact tests in sets, and the block bootstrap.
///
/// Main rows are tested, each by every method that its design allows; with `exact = "all"` also those of other bases
/// and sub-groups. The bootstrap is for main rows.
///
/// * `effects`: those that [`run`] gave for the same comparison.
/// * `seed`: decides random assignments and resamples.
/// * `which`: whether this is the primary specification.
///
/// # Errors
/// As [`run`].
pub fn without_formula(
    (cohort, design, matching): (&Cohort, &Design, &Matching),
    spec: &EstimateSpec,
    effects: &Effects,
    which: Which,
    seed: u64,
) -> Result<Vec<TestRow>, EstimateError> {
    let bootstrap =
        spec.bootstrap.as_ref().filter(|b| b.specifications == Which::All || which == Which::Primary);
    if spec.exact == ExactTests::Off && bootstrap.is_none() {
        return Ok(Vec::new());
    }
    let work = work::Work::new(cohort, design, matching, spec)?;
    let main: Vec<&EffectRow> = effects.main.iter().filter_map(|&k| effects.rows.get(k)).collect();
    let plain = |r: &&EffectRow| r.measure == Measure::Difference && r.estimator == EstimatorKind::Difference;
    let every: Vec<&EffectRow> = effects.rows.iter().filter(plain).collect();
    let asked = spec.exact == ExactTests::All && every.len() >= main.len();
    let mut rows = exact::all(&work, if asked { &every } else { &main }, seed);
    if let Some(bootstrap) = bootstrap {
        rows.extend(bootstrap::all(&work, bootstrap, &main, seed));
    }
    Ok(rows)
}

/// The headline alone, and how it moves with the people: for a specification curve.
///
/// # Errors
/// As [`run`].
pub fn moving(
    cohort: &Cohort,
    design: &Design,
    matching: &Matching,
    spec: &EstimateSpec,
) -> Result<(EffectRow, Option<Pull>), EstimateError> {
    let spec = EstimateSpec { estimators: vec![spec.estimator], ..spec.clone() };
    let work = work::Work::new(cohort, design, matching, &spec)?;
    Ok(rows::moving(&work))
}

impl Effects {
    /// Adjusts the p-values of the main rows anew, after one of them has changed.
    pub fn adjust(&mut self) {
        self.tests = headline::adjust(&self.main, &mut self.rows);
    }
}
