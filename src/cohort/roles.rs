//! Which column plays which part.

use super::outcome::Outcome;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the values of a covariate are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A number.
    Number,
    /// One of several words.
    Category,
    /// Yes or no, held as 1 and 0.
    YesNo,
}

/// A covariate: a fact about a unit from before the programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covariate {
    /// Column of the cohort.
    pub name: String,
    /// What readers see.
    pub label: String,
    /// What its values are.
    pub kind: Kind,
    /// Unit in words, such as `years`.
    pub unit: Option<String>,
    /// `true` if the job says it was measured after the start: it may not be matched on.
    pub after_start: bool,
}

/// Which of the two input shapes the job has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Service users from one file, survey respondents from others: no natural mixture.
    ProgrammeAgainstSurvey,
    /// One file with a treatment column.
    OneFile,
}

/// Time between start and end in each arm, in weeks.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Gap {
    /// Service users (mean, where dates vary).
    pub treated: Option<f64>,
    /// Control pool (mean, where dates vary).
    pub control: Option<f64>,
}

/// Columns that say how the pool was drawn, as whole numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SurveyDesign {
    /// Household; without it the cluster stands for it.
    pub household: Option<String>,
    /// Sampling stratum. Service users are one of their own, and so are people without one.
    pub strata: Option<String>,
    /// Primary sampling unit, different in different strata. People without one are their own.
    pub psu: Option<String>,
}

/// Which column of the cohort is what.
#[derive(Debug, Clone, PartialEq)]
pub struct Roles {
    /// Which input shape.
    pub shape: Shape,
    /// Name of the treated arm for readers, such as `service users`.
    pub treated_label: String,
    /// Name of the control pool for readers, such as `survey respondents`.
    pub control_label: String,
    /// Covariates in job order.
    pub covariates: Vec<Covariate>,
    /// Outcomes in job order; the first is the primary one unless the job says otherwise.
    pub outcomes: Vec<Outcome>,
    /// Column with the survey weight (1 for service users), if the pool has one.
    pub survey_weight: Option<String>,
    /// Column with the cluster (site of service users, household of respondents) as whole numbers
    /// that differ between arms, if any.
    pub cluster: Option<String>,
    /// How the pool was drawn.
    pub survey: SurveyDesign,
    /// Column names of other identifiers kept as whole numbers, for `unit_id`.
    pub identifiers: Vec<String>,
    /// Time between start and end.
    pub gap: Gap,
}

impl Roles {
    /// The outcome called `name`.
    #[must_use]
    pub fn outcome(&self, name: &str) -> Option<&Outcome> {
        self.outcomes.iter().find(|o| o.name == name)
    }

    /// The covariate called `name`.
    #[must_use]
    pub fn covariate(&self, name: &str) -> Option<&Covariate> {
        self.covariates.iter().find(|c| c.name == name)
    }
}
