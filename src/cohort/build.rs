//! The cohort itself.

use super::blinded::{Blinded, PoolEnds};
use super::column::{Category, Column, Number, view};
use super::error::CohortError;
use super::ids::Ids;
use super::pair_table::PairTable;
use super::reasons::Reasons;
use super::roles::Roles;
use arrow::array::{ArrayRef, Float64Array, RecordBatch};
use arrow::datatypes::{Field, Schema};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Units by rows, facts by columns: the one value every stage reads.
///
/// Invariants: units are sorted by (source, id), treated source first; every column has one entry a
/// unit; numbers are `Float64`, categories dictionaries with `u16` keys. Sorting is what makes a
/// result independent of file order.
#[derive(Debug, Clone)]
pub struct Cohort {
    columns: RecordBatch,
    ids: Ids,
    treated: Vec<bool>,
    roles: Roles,
    entry: Reasons,
    pairs: BTreeMap<PathBuf, PairTable>,
}

/// What a cohort is made of; see [`Cohort::new`].
#[derive(Debug, Clone)]
pub struct CohortParts {
    /// Facts, one row a unit, sorted by (source, id).
    pub columns: RecordBatch,
    /// Ids, one a unit.
    pub ids: Ids,
    /// Arm, one a unit.
    pub treated: Vec<bool>,
    /// Which column is what.
    pub roles: Roles,
    /// Why units did not enter; 0 = entered.
    pub entry: Reasons,
    /// Tables of distances, by the file they came from.
    pub pairs: BTreeMap<PathBuf, PairTable>,
}

impl Cohort {
    /// Checks the lengths and the kinds of all columns.
    ///
    /// # Errors
    /// [`CohortError::Inconsistent`] naming the first part that does not fit.
    pub fn new(parts: CohortParts) -> Result<Self, CohortError> {
        let CohortParts { columns, ids, treated, roles, entry, pairs } = parts;
        let n = treated.len();
        let lengths = [("ids", ids.len()), ("columns", columns.num_rows()), ("entry", entry.codes().len())];
        if let Some((what, len)) = lengths.into_iter().find(|&(_, len)| len != n) {
            return Err(CohortError::Inconsistent {
                what: format!("{what} has {len} entries for {n} units"),
            });
        }
        for (field, array) in columns.schema().fields().iter().zip(columns.columns()) {
            if view(array).is_none() {
                return Err(CohortError::Inconsistent {
                    what: format!("column `{}` is of type {}", field.name(), array.data_type()),
                });
            }
        }
        Ok(Self { columns, ids, treated, roles, entry, pairs })
    }

    /// Takes the cohort apart, to enrich it.
    #[must_use]
    pub fn into_parts(self) -> CohortParts {
        let Self { columns, ids, treated, roles, entry, pairs } = self;
        CohortParts { columns, ids, treated, roles, entry, pairs }
    }

    /// The same cohort with one more column (or a column replaced).
    ///
    /// # Errors
    /// [`CohortError::Inconsistent`] if the column has another length or kind.
    pub fn with_column(self, name: &str, array: ArrayRef) -> Result<Self, CohortError> {
        let mut parts = self.into_parts();
        let schema = parts.columns.schema();
        let mut fields: Vec<_> = schema.fields().iter().cloned().collect();
        let mut arrays = parts.columns.columns().to_vec();
        let field = Field::new(name, array.data_type().clone(), true);
        if let Ok(at) = schema.index_of(name) {
            fields[at] = Arc::new(field.with_metadata(fields[at].metadata().clone()));
            arrays[at] = array;
        } else {
            fields.push(Arc::new(field));
            arrays.push(array);
        }
        parts.columns = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
            .map_err(|e| CohortError::Inconsistent { what: e.to_string() })?;
        Self::new(parts)
    }

    /// The same cohort with one more table of distances.
    #[must_use]
    pub fn with_pairs(mut self, file: PathBuf, table: PairTable) -> Self {
        self.pairs.insert(file, table);
        self
    }

    /// The table of distances from a file.
    #[must_use]
    pub fn pairs(&self, file: &Path) -> Option<&PairTable> {
        self.pairs.get(file)
    }

    /// How many units, of both arms.
    #[must_use]
    pub fn len(&self) -> usize {
        self.treated.len()
    }

    /// `true` if there is no unit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.treated.is_empty()
    }

    /// Arm of each unit: `true` for service users.
    #[must_use]
    pub fn treated(&self) -> &[bool] {
        &self.treated
    }

    /// Ids, one a unit.
    #[must_use]
    pub fn ids(&self) -> &Ids {
        &self.ids
    }

    /// Which column is what.
    #[must_use]
    pub fn roles(&self) -> &Roles {
        &self.roles
    }

    /// Why units did not enter; 0 = entered.
    #[must_use]
    pub fn entry(&self) -> &Reasons {
        &self.entry
    }

    /// All columns.
    #[must_use]
    pub fn columns(&self) -> &RecordBatch {
        &self.columns
    }

    /// `true` if there is a column `name`.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.columns.schema_ref().index_of(name).is_ok()
    }

    /// A column by name.
    ///
    /// # Errors
    /// [`CohortError::NoColumn`] with the nearest name.
    pub fn column(&self, name: &str) -> Result<Column<'_>, CohortError> {
        let found = self.columns.column_by_name(name).and_then(view);
        found.ok_or_else(|| self.no_column(name))
    }

    /// A column of numbers by name.
    ///
    /// # Errors
    /// No such column, or a column of categories.
    pub fn number(&self, name: &str) -> Result<Number<'_>, CohortError> {
        match self.column(name)? {
            Column::Number(n) => Ok(n),
            Column::Category(_) => {
                Err(CohortError::WrongKind { name: name.to_owned(), is: "a category", wanted: "a number" })
            }
        }
    }

    /// A column of categories by name.
    ///
    /// # Errors
    /// No such column, or a column of numbers.
    pub fn category(&self, name: &str) -> Result<Category<'_>, CohortError> {
        match self.column(name)? {
            Column::Category(c) => Ok(c),
            Column::Number(_) => {
                Err(CohortError::WrongKind { name: name.to_owned(), is: "a number", wanted: "a category" })
            }
        }
    }

    /// The view that design and matching get: outcomes of service users cannot be read in it.
    #[must_use]
    pub fn blinded(&self) -> Blinded<'_> {
        Blinded::new(self, PoolEnds::Closed)
    }

    /// The same view; with `pool` open, a prognostic score may be learnt from the controls' end values.
    #[must_use]
    pub fn blinded_but(&self, pool: PoolEnds) -> Blinded<'_> {
        Blinded::new(self, pool)
    }

    /// The same cohort in which end values of service users are replaced by 0 where they were observed:
    /// what an outcome-blind design works on.
    ///
    /// # Errors
    /// [`CohortError::WrongKind`] if an end value is not a number.
    pub fn sealed(self) -> Result<Self, CohortError> {
        let ends: Vec<String> = self.roles.outcomes.iter().map(|o| o.end().to_owned()).collect();
        ends.into_iter().try_fold(self, |cohort, end| {
            let number = cohort.number(&end)?;
            let seal = |(i, &z): (usize, &bool)| number.get(i).map(|v| if z { 0.0 } else { v });
            let sealed: Float64Array = cohort.treated.iter().enumerate().map(seal).collect();
            cohort.with_column(&end, Arc::new(sealed))
        })
    }

    fn no_column(&self, name: &str) -> CohortError {
        let schema = self.columns.schema_ref();
        let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
        let nearest = crate::stats::text::nearest(name, &names).map(str::to_owned);
        CohortError::NoColumn { name: name.to_owned(), nearest, known: names.join(", ") }
    }
}
