//! The columns of a cohort while scores are made of answers.

use super::reliability::{Reliability, Time};
use crate::cohort::{Case, Cohort, CohortError, CohortParts, Outcome};
use crate::fault::{Fault, Place};
use crate::harmonise::{Origin, SOURCES, scale_column};
use crate::ingest::{Repeated, Side};
use crate::job::{FieldSpec, OutcomeSpec};
use crate::scales::ScaleSpec;
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

/// One score of an outcome or of a scale: at the start, at the end, later, or the only one.
pub(super) struct Part<'a> {
    /// The outcome or the scale.
    pub(super) name: &'a str,
    /// The cohort's column of the score.
    pub(super) column: String,
    /// When the answers were given.
    pub(super) time: Time,
    of: Of<'a>,
}

/// What a score is of.
#[derive(Clone, Copy)]
enum Of<'a> {
    /// An outcome, in both arms.
    Outcome(&'a OutcomeSpec),
    /// A scale of the people supported.
    Scale(&'a ScaleSpec),
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
        let part = |column: String, time| Part { name, column, time, of: Of::Outcome(spec) };
        if self.changes(name) {
            vec![part(format!("{name}.start"), Time::Start), part(format!("{name}.end"), Time::End)]
        } else {
            vec![part(name.to_owned(), Time::End)]
        }
    }

    /// The scores of scale `name`.
    pub(super) fn scale_parts<'p>(name: &'p str, spec: &'p ScaleSpec) -> Vec<Part<'p>> {
        let part = |time| Part { name, column: scale_column(name, time), time, of: Of::Scale(spec) };
        spec.times().map(|(time, _)| part(time)).collect()
    }

    /// Takes a finished column of numbers out of the cohort, so that no later stage finds it there; only those who
    /// were supported have a value.
    pub(super) fn withdraw(&mut self, column: &str) -> Option<Vec<Option<f64>>> {
        self.sources.remove(column);
        let array = self.columns.shift_remove(column)?;
        Some(numbers(&array).enumerate().map(|(i, v)| v.filter(|_| self.supported(i))).collect())
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

    /// `true` if what unit `unit` answered to `part` counts: of an outcome, that of people who take part; of a scale,
    /// that of everyone who was supported.
    pub(super) fn counts(&self, unit: usize, part: &Part<'_>) -> bool {
        match part.of {
            Of::Outcome(_) => self.rest.entry.stays(unit),
            Of::Scale(_) => self.supported(unit),
        }
    }

    /// `true` if unit `unit` is a person the programme supported, whether or not in the comparison.
    pub(super) fn supported(&self, unit: usize) -> bool {
        self.rest.treated[unit] && self.rest.entry.belongs(unit)
    }

    /// Tells follow-ups that were answered before the support had ended.
    pub(super) fn soon(&mut self, weeks: &[Option<f64>], answered: &[Option<f64>], column: &str) {
        let mut early = Repeated::default();
        for (unit, (weeks, _)) in weeks.iter().zip(answered).enumerate().filter(|(_, (_, a))| a.is_some()) {
            if let Some(weeks) = weeks.filter(|w| *w <= 0.0) {
                let message = format!("a follow-up {weeks} weeks after the end comes too soon to be one");
                let help = "weeks count from the end of support: correct them, or list the code as missing";
                early.add(|| self.origin.fault("MW286", unit, column, message, help));
            }
        }
        early.finish(&mut self.faults);
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
    /// The outcome or scale in words, for messages.
    pub(super) fn what(&self) -> String {
        match self.of {
            Of::Outcome(_) => format!("outcome `{}`", self.name),
            Of::Scale(_) => format!("scale `{}`", self.name),
        }
    }

    /// The column of item `item` on `side`, as the job calls it.
    fn field(&self, side: Side, item: usize) -> Option<&str> {
        let fields = match self.of {
            Of::Outcome(spec) => {
                let score = side.score(spec)?;
                if self.time == Time::Start { score.start? } else { score.end }
            }
            Of::Scale(spec) => spec.times().find(|(time, _)| *time == self.time)?.1.fields(),
        };
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
