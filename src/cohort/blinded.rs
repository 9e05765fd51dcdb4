//! The outcome-blind view of the cohort.

use super::build::Cohort;
use super::column::{Category, Column, Number};
use super::error::CohortError;
use super::ids::Ids;
use super::pair_table::PairTable;
use super::reasons::Reasons;
use super::roles::Roles;
use std::path::Path;

/// Whether end values of the control pool may be read before partners are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PoolEnds {
    /// They may not.
    Closed,
    /// They may, because the job declares a prognostic score.
    Open,
}

/// A cohort in which no end value can be read, only whether it was observed; those of the control pool
/// can where the job declares a prognostic score, those of service users never.
///
/// What design and matching see: start scores and covariates in full, and one bit a unit for
/// each end value (Rubin 2007, "The design versus the analysis of observational studies").
#[derive(Debug, Clone, Copy)]
pub struct Blinded<'a>(&'a Cohort, PoolEnds);

impl<'a> Blinded<'a> {
    pub(super) fn new(cohort: &'a Cohort, pool: PoolEnds) -> Self {
        Self(cohort, pool)
    }

    /// How many units.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// `true` if there is no unit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Arm of each unit.
    #[must_use]
    pub fn treated(&self) -> &'a [bool] {
        self.0.treated()
    }

    /// Ids.
    #[must_use]
    pub fn ids(&self) -> &'a Ids {
        self.0.ids()
    }

    /// Which column is what.
    #[must_use]
    pub fn roles(&self) -> &'a Roles {
        self.0.roles()
    }

    /// Why units did not enter.
    #[must_use]
    pub fn entry(&self) -> &'a Reasons {
        self.0.entry()
    }

    /// `true` if there is a column `name` that may be read here.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.has(name) && !self.is_end(name)
    }

    /// A column by name.
    ///
    /// # Errors
    /// No such column, or an end value.
    pub fn column(&self, name: &str) -> Result<Column<'a>, CohortError> {
        self.open(name)?;
        self.0.column(name)
    }

    /// A column of numbers by name.
    ///
    /// # Errors
    /// No such column, an end value, or a column of categories.
    pub fn number(&self, name: &str) -> Result<Number<'a>, CohortError> {
        self.open(name)?;
        self.0.number(name)
    }

    /// A column of categories by name.
    ///
    /// # Errors
    /// No such column, an end value, or a column of numbers.
    pub fn category(&self, name: &str) -> Result<Category<'a>, CohortError> {
        self.open(name)?;
        self.0.category(name)
    }

    /// `true` if the end value of outcome `outcome` was observed for unit `i`: all that may be known of it.
    ///
    /// # Errors
    /// No such outcome.
    pub fn end_observed(&self, outcome: &str) -> Result<impl Fn(usize) -> bool + 'a, CohortError> {
        let end = self.0.roles().outcome(outcome).map_or(outcome, |o| o.end());
        let column = self.0.column(end)?;
        Ok(move |i| column.known(i))
    }

    /// The table of distances from a file.
    #[must_use]
    pub fn pairs(&self, file: &Path) -> Option<&'a PairTable> {
        self.0.pairs(file)
    }

    /// The end value of outcome `outcome` of a control; `None` for every service user, and where it is
    /// missing.
    ///
    /// # Errors
    /// The end values of the pool are closed, or there is no such outcome.
    pub fn pool_end(&self, outcome: &str) -> Result<impl Fn(usize) -> Option<f64> + 'a, CohortError> {
        let end = self.0.roles().outcome(outcome).map_or(outcome, |o| o.end());
        if self.1 == PoolEnds::Closed {
            return Err(CohortError::Blinded { name: end.to_owned() });
        }
        let (column, treated) = (self.0.number(end)?, self.0.treated());
        Ok(move |i: usize| if treated[i] { None } else { column.get(i) })
    }

    fn is_end(self, name: &str) -> bool {
        let ends = |o: &super::Outcome| {
            name == o.end() || name.strip_prefix(o.end()).is_some_and(|r| r.starts_with('.'))
        };
        self.0.roles().outcomes.iter().any(ends)
    }

    fn open(self, name: &str) -> Result<(), CohortError> {
        if self.is_end(name) { Err(CohortError::Blinded { name: name.to_owned() }) } else { Ok(()) }
    }
}
