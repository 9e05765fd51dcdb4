//! The columns of a cohort while scores are made of answers.

use super::reliability::{Reliability, Time};
use crate::cohort::{Case, Cohort, CohortError, CohortParts, Outcome};
use crate::fault::{Fault, Place};
use crate::harmonise::{Origin, SOURCES};
use crate::ingest::Side;
use crate::job::{FieldSpec, OutcomeSpec};
use arrow::array::{Array, ArrayRef, AsArray, Float64Array, RecordBatch, RecordBatchOptions};
use arrow::datatypes::{Field, Float64Type, Schema};
use indexmap::IndexMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A cohort whose columns may be replaced.
pub(super) struct Scoring<'a> {
    rest: CohortParts,
    columns: IndexMap<String, ArrayRef>,
    /// What the columns' metadata say about their sources.
    sources: BTreeMap<String, String>,
    origin: &'a Origin,
    pub(super) faults: Vec<Fault>,
    pub(super) reliability: Vec<Reliability>,
}

/// One score of an outcome: at the start, at the end, or the only one.
pub(super) struct Part<'a> {
    /// The outcome.
    pub(super) name: &'a str,
    /// The cohort's column of the score.
    pub(super) column: String,
    spec: &'a OutcomeSpec,
    start: bool,
}

impl<'a> Scoring<'a> {
    pub(super) fn new(cohort: Cohort, origin: &'a Origin, faults: Vec<Fault>) -> Self {
        let mut rest = cohort.into_parts();
        let batch = std::mem::replace(&mut rest.columns, RecordBatch::new_empty(Arc::new(Schema::empty())));
        let (schema, arrays, _) = batch.into_parts();
        let said = |f: &Arc<Field>| Some((f.name().clone(), f.metadata().get(SOURCES)?.clone()));
        let sources = schema.fields().iter().filter_map(said).collect();
        let columns = schema.fields().iter().map(|f| f.name().clone()).zip(arrays).collect();
        Self { rest, columns, sources, origin, faults, reliability: Vec::new() }
    }

    /// `true` if outcome `name` has a start and an end.
    pub(super) fn changes(&self, name: &str) -> bool {
        let start = format!("{name}.start");
        self.columns.contains_key(&start) || self.columns.contains_key(&format!("{start}.item1"))
    }

    /// The scores of outcome `name`.
    pub(super) fn parts<'p>(&self, name: &'p str, spec: &'p OutcomeSpec) -> Vec<Part<'p>> {
        let part = |column: String, start| Part { name, column, spec, start };
        if self.changes(name) {
            vec![part(format!("{name}.start"), true), part(format!("{name}.end"), false)]
        } else {
            vec![part(name.to_owned(), false)]
        }
    }

    /// Takes the answers to the items of `part` out of the cohort; one column counts as one item.
    pub(super) fn take(&mut self, part: &Part<'_>) -> Vec<ArrayRef> {
        if let Some(array) = self.columns.shift_remove(&part.column) {
            return vec![array];
        }
        let item = |at: usize| format!("{}.item{at}", part.column);
        let columns: Vec<ArrayRef> = (1..).map_while(|at| self.columns.shift_remove(&item(at))).collect();
        self.join_sources(&part.column, (1..=columns.len()).map(item));
        columns
    }

    /// A score has the sources of all its items.
    fn join_sources(&mut self, column: &str, items: impl Iterator<Item = String>) {
        let said: Vec<String> = items.filter_map(|item| self.sources.remove(&item)).collect();
        let lists = said.iter().filter_map(|list| serde_json::from_str::<Vec<serde_json::Value>>(list).ok());
        let all: Vec<serde_json::Value> = lists.flatten().collect();
        if !all.is_empty() {
            self.sources.insert(column.to_owned(), serde_json::Value::Array(all).to_string());
        }
    }

    /// Puts a score into the cohort.
    pub(super) fn put(&mut self, column: &str, values: Float64Array) {
        self.columns.insert(column.to_owned(), Arc::new(values));
    }

    /// `true` if unit `unit` takes part.
    pub(super) fn enters(&self, unit: usize) -> bool {
        self.rest.entry.stays(unit)
    }

    /// `true` if unit `unit` is a service user.
    pub(super) fn treated(&self, unit: usize) -> bool {
        self.rest.treated[unit]
    }

    /// A fault in the answer of unit `unit` to item `item`, counted from 0.
    pub(super) fn fault(
        &self,
        code: &'static str,
        unit: usize,
        part: &Part<'_>,
        item: usize,
        message: String,
        help: &str,
    ) -> Fault {
        let column = part.field(self.origin.side(unit), item);
        self.origin.fault(code, unit, column.unwrap_or(&part.column), message, help)
    }

    /// Adds `<start>.case`: 1 for a case, 0 for none, missing where the start score is.
    pub(super) fn add_case(&mut self, start: &str, case: &Case) {
        let Some(scores) = self.columns.get(start) else { return };
        let of = |score: Option<f64>| score.map(|s| f64::from(u8::from(case.is(s))));
        let values = scores.as_primitive::<Float64Type>().iter().map(of).collect();
        self.put(&format!("{start}.case"), values);
    }

    /// The cohort with its scores, in the order: all else, then scores as they were made.
    pub(super) fn finish(mut self, outcomes: Vec<Outcome>) -> Result<Cohort, Vec<Fault>> {
        if !self.faults.is_empty() {
            return Err(self.faults);
        }
        let fields = self.columns.iter().map(|(name, array)| {
            let sources = self.sources.get(name).map(|said| (SOURCES.to_owned(), said.clone()));
            Field::new(name, array.data_type().clone(), true).with_metadata(sources.into_iter().collect())
        });
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let options = RecordBatchOptions::new().with_row_count(Some(self.rest.treated.len()));
        let arrays = self.columns.into_values().collect();
        self.rest.columns = RecordBatch::try_new_with_options(schema, arrays, &options)
            .map_err(|e| vec![internal(&CohortError::Inconsistent { what: e.to_string() })])?;
        self.rest.roles.outcomes = outcomes;
        Cohort::new(self.rest).map_err(|e| vec![internal(&e)])
    }
}

impl Part<'_> {
    /// When the answers were given.
    pub(super) fn time(&self) -> Time {
        if self.start { Time::Start } else { Time::End }
    }

    /// The column of item `item` on `side`, as the job calls it.
    fn field(&self, side: Side, item: usize) -> Option<&str> {
        let score = side.score(self.spec)?;
        let fields = if self.start { score.start? } else { score.end };
        fields.get(item).map(|f| FieldSpec::column(f))
    }
}

fn internal(error: &CohortError) -> Fault {
    Fault {
        code: "MW299",
        message: error.to_string(),
        help: Some("please report this with the job file".to_owned()),
        place: Place::Whole,
    }
}

/// The values of a column of numbers, one a unit.
pub(super) fn numbers(array: &ArrayRef) -> impl Iterator<Item = Option<f64>> + '_ {
    let array = array.as_primitive_opt::<Float64Type>();
    (0..array.map_or(0, Array::len)).map(move |i| array.filter(|a| a.is_valid(i)).map(|a| a.value(i)))
}
