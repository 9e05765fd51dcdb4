//! Everything the effects of one analysis are made from.

use super::attrition::Completion;
use super::columns::Columns;
use super::contrast::Measured;
use super::error::EstimateError;
use super::group::Group;
use super::known_score::Estimated;
use super::sample::Compared;
use super::spec::{EstimateSpec, EstimatorKind, Measure, VarianceForm};
use super::spread::Ground;
use super::stacked::ScoreModel;
use super::variance::{Rule, choose};
use crate::cohort::{Cohort, Contrast};
use crate::design::Design;
use crate::matching::Matching;
use crate::stats::text::nearest;

/// Reasons of the design for which a person is no part of what the specification is about.
pub(super) const OUTSIDE: [&str; 3] = ["where", "filter", "filter_unknown"];

/// What was asked for, checked, with the columns at hand.
#[derive(Debug)]
pub(super) struct Work<'a> {
    /// The units.
    pub cohort: &'a Cohort,
    /// Who may be compared.
    pub design: &'a Design,
    /// Partners and weights.
    pub matching: &'a Matching,
    /// Which reasons of the design leave a person within what the specification is about.
    within: Vec<bool>,
    /// The settings.
    pub spec: &'a EstimateSpec,
    /// Who is compared.
    pub compared: Compared<'a>,
    /// The variance of the difference.
    pub rule: Rule,
    /// The models of the weights, for stacked variances.
    pub score: Vec<ScoreModel>,
    /// The score that was matched on, where the variance after replacement allows for it.
    pub estimated: Option<Estimated>,
    /// Covariates of the outcome models.
    pub terms: Columns,
    /// Everybody, then the sub-groups.
    pub groups: Vec<Group>,
    /// Outcomes in declared order.
    pub outcomes: Vec<Measured<'a>>,
    /// Position of the primary outcome.
    pub primary: usize,
    /// The primary contrast.
    pub contrast: Contrast,
    /// Estimators in order, the primary one among them.
    pub estimators: Vec<EstimatorKind>,
    /// How those with an end score stand for those without, where that is asked for.
    pub completion: Option<Completion>,
}

impl<'a> Work<'a> {
    /// Checks the settings against the data.
    pub fn new(
        cohort: &'a Cohort,
        design: &'a Design,
        matching: &'a Matching,
        spec: &'a EstimateSpec,
    ) -> Result<Self, EstimateError> {
        if !(spec.level > 0.0 && spec.level < 1.0) {
            return Err(EstimateError::Level { level: spec.level });
        }
        let outcomes: Vec<Measured> =
            cohort.roles().outcomes.iter().map(|o| Measured::new(cohort, o)).collect::<Result<_, _>>()?;
        let primary = primary(&outcomes, spec)?;
        let contrast = primary_contrast(&outcomes[primary], spec)?;
        let compared = Compared::new(cohort, design, matching);
        let rule = choose(&spec.variance, &compared, design)?;
        learnt(rule, spec)?;
        let score = match rule {
            Rule::Stacked => ScoreModel::all(cohort, design, matching)?,
            _ => Vec::new(),
        };
        let wanted = rule == Rule::AbadieImbens
            && spec.abadie_imbens.estimated_score
            && spec.abadie_imbens.form == VarianceForm::Population;
        let estimated = if wanted { Estimated::new(cohort, design, matching, &compared)? } else { None };
        let mut estimators = spec.estimators.clone();
        if !estimators.contains(&spec.estimator) {
            estimators.insert(0, spec.estimator);
        }
        let adjust = spec.adjust.as_ref().unwrap_or(&design.terms);
        let modelled = estimators.iter().any(|kind| kind.adjusts());
        let terms = if modelled { adjust.as_slice() } else { &[] };
        Ok(Self {
            terms: Columns::new(cohort, terms, &compared.units)?,
            groups: Group::all(cohort, spec)?,
            within: design.eligible.table().iter().map(|r| !OUTSIDE.contains(&r.code.as_str())).collect(),
            cohort,
            design,
            matching,
            spec,
            compared,
            rule,
            score,
            estimated,
            outcomes,
            primary,
            contrast,
            estimators,
            completion: None,
        })
    }

    /// The same with the models of completion, where something asks for them.
    pub fn with_completion(mut self) -> Self {
        self.completion = Completion::of(&self);
        self
    }

    /// `true` if the specification is about unit `i`: its `where` does not leave it out.
    pub fn about(&self, i: usize) -> bool {
        self.within[usize::from(self.design.eligible.codes()[i])]
    }

    /// What variances are computed from.
    pub fn ground(&self) -> Ground<'_> {
        Ground {
            compared: &self.compared,
            rule: self.rule,
            correction: self.spec.correction,
            score: &self.score,
        }
    }

    /// Contrasts of an outcome to show: those declared, and the primary one.
    pub fn contrasts(&self, outcome: usize) -> Result<Vec<Contrast>, EstimateError> {
        let measured = &self.outcomes[outcome];
        let mut all = measured.outcome.report.clone();
        if outcome == self.primary && !all.contains(&self.contrast) {
            all.insert(0, self.contrast);
        }
        for &contrast in &all {
            check(measured, contrast)?;
        }
        Ok(all)
    }

    /// `true` if a measure is asked for.
    pub fn asks(&self, measure: Measure) -> bool {
        self.spec.measures.contains(&measure)
    }

    /// Measures of a contrast: the difference, and those asked for that fit a yes or no, or a number.
    pub fn measures(&self, binary: bool) -> Vec<Measure> {
        let mut all = vec![Measure::Difference];
        let asked = self.spec.measures.iter().chain([&self.spec.measure]);
        for &measure in asked.filter(|m| m.fits(binary)) {
            if !all.contains(&measure) {
                all.push(measure);
            }
        }
        all
    }
}

/// Weights by a learner's score have a variance under one estimator alone (METHODS 17).
fn learnt(rule: Rule, spec: &EstimateSpec) -> Result<(), EstimateError> {
    if rule != Rule::CrossFitted || spec.estimator == EstimatorKind::Augmented {
        return Ok(());
    }
    let because = "the score comes from a learner: no formula knows how it would change with other people; \
                   take estimator = \"augmented\" (cross-fitted), or a variance that takes the weights as given";
    Err(EstimateError::UndefinedVariance { name: spec.variance.clone(), because, instead: "hc3" })
}

fn primary(outcomes: &[Measured], spec: &EstimateSpec) -> Result<usize, EstimateError> {
    let Some(name) = &spec.outcome else {
        return if outcomes.is_empty() { Err(EstimateError::NoOutcome) } else { Ok(0) };
    };
    let names: Vec<&str> = outcomes.iter().map(|m| m.outcome.name.as_str()).collect();
    names.iter().position(|n| n == name).ok_or_else(|| EstimateError::UnknownOutcome {
        name: name.clone(),
        nearest: nearest(name, &names).map(str::to_owned),
        known: names.join(", "),
    })
}

fn primary_contrast(measured: &Measured, spec: &EstimateSpec) -> Result<Contrast, EstimateError> {
    let plain = if measured.outcome.start().is_some() { Contrast::Change } else { Contrast::Value };
    let first = measured.outcome.report.first().copied().unwrap_or(plain);
    let contrast = spec.contrast.unwrap_or(first);
    check(measured, contrast)?;
    if !spec.measure.fits(measured.binary(contrast)) {
        let outcome = measured.outcome.name.clone();
        return Err(EstimateError::MeasureMisfit {
            wanted: spec.measure.is_for(),
            outcome,
            contrast: contrast.word(),
        });
    }
    Ok(contrast)
}

fn check(measured: &Measured, contrast: Contrast) -> Result<(), EstimateError> {
    match measured.cannot(contrast) {
        None => Ok(()),
        Some(because) => Err(EstimateError::Contrast {
            outcome: measured.outcome.name.clone(),
            contrast: contrast.word(),
            because,
        }),
    }
}
