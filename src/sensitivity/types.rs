//! What could undo a result, as the tables and the report take it on.

use super::attrition::AttritionDoubt;
use crate::balance::Balance;
use crate::cohort::{Cohort, Contrast};
use crate::design::Design;
use crate::estimate::{Base, EffectRow, Effects, EstimatorKind, Measure};
use crate::job::Specification;
use crate::matching::Matching;

/// Everything that could undo the results of one specification.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Doubts {
    /// What people without an end score could do to the results, where that was looked at.
    pub attrition: Vec<AttritionDoubt>,
    /// One number each: what a doubt of some strength makes of one effect.
    pub rows: Vec<Doubt>,
}

/// What a specification was made from and found out: all that a doubt is worked out from.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The units.
    pub cohort: &'a Cohort,
    /// Who may be compared.
    pub design: &'a Design,
    /// Who is compared.
    pub matching: &'a Matching,
    /// How alike they are.
    pub balance: &'a Balance,
    /// What the difference is.
    pub effects: &'a Effects,
    /// The settings.
    pub specification: &'a Specification,
    /// The same in every completed data set, where covariates were imputed; empty otherwise.
    pub parts: &'a [Evidence<'a>],
}

/// One kind of doubt at one strength, about one effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    /// Which doubt, such as `rosenbaum` or `fallible_baseline`.
    pub analysis: &'static str,
    /// Outcome of the effect.
    pub outcome: String,
    /// Contrast of the effect.
    pub contrast: Contrast,
    /// Group of the effect.
    pub group: String,
    /// Base of the effect.
    pub base: Base,
    /// Estimator of the effect.
    pub estimator: EstimatorKind,
    /// Measure of the effect.
    pub measure: Measure,
    /// What the strength is measured by: a covariate as a benchmark, a placebo outcome.
    pub subject: Option<String>,
    /// How strong the doubt is supposed to be: a name such as `gamma`, and its value.
    pub parameter: Option<(&'static str, f64)>,
    /// A second strength, where there are two.
    pub second: Option<(&'static str, f64)>,
    /// The effect at that strength.
    pub estimate: Option<f64>,
    /// Lower limit at that strength.
    pub lower: Option<f64>,
    /// Upper limit at that strength.
    pub upper: Option<f64>,
    /// Largest p-value at that strength.
    pub p_value: Option<f64>,
    /// Smallest p-value at that strength.
    pub p_lower: Option<f64>,
    /// The strength at which the result is undone, for doubts that are one number (an E-value).
    pub value: Option<f64>,
    /// Unit of estimate and limits.
    pub unit: String,
    /// Why there is no number, where there is none.
    pub null_reason: Option<String>,
    /// What to know when reading the numbers.
    pub remark: Option<String>,
}

impl Doubt {
    /// A doubt about `row`, without any number yet.
    #[must_use]
    pub fn about(row: &EffectRow, analysis: &'static str) -> Self {
        Self {
            analysis,
            outcome: row.outcome.clone(),
            contrast: row.contrast,
            group: row.group.clone(),
            base: row.base,
            estimator: row.estimator,
            measure: row.measure,
            subject: None,
            parameter: None,
            second: None,
            estimate: None,
            lower: None,
            upper: None,
            p_value: None,
            p_lower: None,
            value: None,
            unit: row.unit.clone(),
            null_reason: None,
            remark: None,
        }
    }
}
