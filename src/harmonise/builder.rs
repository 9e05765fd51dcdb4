//! The cohort in the making.

use super::Harmonised;
use super::arm::{ABSENT, Arm};
use super::origin::{Note, Origin};
use super::provenance::SOURCES;
use crate::cohort::{Cohort, CohortParts, Covariate, Gap, Ids, Reasons, Roles, Shape, SurveyDesign};
use crate::fault::{Fault, Place};
use crate::ingest::{Keys, Source, Tables, sources};
use crate::job::{JobSpec, Join};
use arrow::array::{ArrayRef, Int64Array, LargeStringBuilder, RecordBatch};
use arrow::datatypes::{Field, Schema};
use indexmap::IndexMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Column of the cohort with the survey weight.
pub const SURVEY_WEIGHT: &str = "survey_weight";

/// Column of the cohort with the cluster.
pub const CLUSTER: &str = "cluster";

/// Column of the cohort with the household, where one is declared apart from the cluster.
pub const HOUSEHOLD: &str = "household";

/// Column of the cohort with the sampling stratum.
pub const STRATA: &str = "sampling_stratum";

/// Column of the cohort with the primary sampling unit.
pub const PSU: &str = "sampling_unit";

/// What harmonise knows so far. Steps add to it; nothing is taken away but the tables' columns.
pub(super) struct Builder<'a> {
    pub(super) job: &'a JobSpec,
    pub(super) sources: Vec<Source<'a>>,
    pub(super) arms: Vec<Arm>,
    pub(super) treated: Vec<bool>,
    pub(super) entry: Reasons,
    pub(super) columns: IndexMap<String, ArrayRef>,
    pub(super) covariates: Vec<Covariate>,
    pub(super) identifiers: Vec<String>,
    pub(super) gap: Gap,
    pub(super) notes: Vec<Note>,
    /// Where columns come from, as JSON, for their metadata.
    pub(super) provenance: BTreeMap<String, String>,
    pub(super) faults: Vec<Fault>,
    /// Covariates with faults of their own: what follows from them is not told again.
    pub(super) broken: Vec<String>,
    /// Whether it is unclear who takes part, and in which arm: then nobody is counted.
    pub(super) unclear: bool,
}

impl<'a> Builder<'a> {
    /// Joins and sorts the units of every source.
    pub(super) fn new(tables: Tables, job: &'a JobSpec) -> Result<Self, Vec<Fault>> {
        let (mut arms, mut faults, mut offset) = (Vec::<Arm>::new(), tables.faults, 0);
        let notes = tables.notes;
        let sources = sources(job);
        let mut tables = tables.sources.into_iter();
        for source in &sources {
            let files = tables.by_ref().take(source.files.len()).collect();
            if let Some(arm) = Arm::join(source, files, offset, &mut faults) {
                offset += arm.len();
                arms.push(arm);
            }
        }
        if arms.len() < sources.len() {
            return Err(faults);
        }
        let mut builder = Self {
            job,
            sources,
            treated: vec![false; offset],
            entry: Reasons::none(offset, "enters"),
            columns: IndexMap::new(),
            covariates: Vec::new(),
            identifiers: Vec::new(),
            gap: Gap::default(),
            notes,
            provenance: BTreeMap::new(),
            faults,
            broken: Vec::new(),
            unclear: false,
            arms,
        };
        builder.join();
        Ok(builder)
    }

    /// How many units.
    pub(super) fn len(&self) -> usize {
        self.treated.len()
    }

    /// Room for one value a unit; none yet for a single source, whose column may be taken whole.
    pub(super) fn room(&self) -> Vec<f64> {
        if self.arms.len() == 1 { Vec::new() } else { Vec::with_capacity(self.len()) }
    }

    /// Adds a column; a name that is taken is a fault.
    pub(super) fn add(&mut self, name: &str, array: ArrayRef) {
        if self.columns.insert(name.to_owned(), array).is_some() {
            self.faults.push(Fault {
                code: "MW225",
                message: format!("two things are called `{name}`"),
                help: Some("give one of them another name".to_owned()),
                place: Place::Whole,
            });
        }
    }

    /// A fault in the cell of unit `unit` in the column a job calls `name`.
    pub(super) fn fault(
        &self,
        code: &'static str,
        unit: usize,
        name: &str,
        message: String,
        help: &str,
    ) -> Fault {
        let arm = self.arm_of(unit);
        arm.fault(code, unit - arm.offset, name, message, help)
    }

    /// A fault in the row of unit `unit`.
    pub(super) fn row_fault(&self, code: &'static str, unit: usize, message: String, help: &str) -> Fault {
        let arm = self.arm_of(unit);
        let row = arm.rows[0][unit - arm.offset] as usize;
        arm.tables[0].fault(code, Some(row), None, message, help)
    }

    /// The arm that unit `unit` belongs to.
    pub(super) fn arm_of(&self, unit: usize) -> &Arm {
        let after = self.arms.partition_point(|a| a.offset <= unit);
        &self.arms[after - 1]
    }

    /// Notes how many people got a value of another column.
    pub(super) fn note_carried(&mut self, at: usize, name: &str, from: &str, people: usize) {
        if people == 0 {
            return;
        }
        let who = self.arms[at].side.words();
        let message = format!("`{name}` of {people} of {who} is missing and was taken from `{from}`");
        self.notes.push(Note { code: "MW293", message, subject: Some(name.to_owned()) });
    }

    /// Says who is in one file and not in another, and leaves out whoever must be in a file and is not.
    fn join(&mut self) {
        for at in 0..self.arms.len() {
            for file in 1..self.sources[at].files.len() {
                let (source, arm) = (&self.sources[at], &self.arms[at]);
                let name = |file: usize| {
                    let file = &source.files[file];
                    file.name.map_or_else(|| file.spec.path().display().to_string(), str::to_owned)
                };
                let (who, name, first) = (arm.side.words(), name(file), name(0));
                let absent: Vec<usize> =
                    (0..arm.len()).filter(|&unit| arm.rows[file][unit] == ABSENT).collect();
                if arm.strangers[file] > 0 {
                    let message = format!(
                        "{} people of {who} are in `{name}` but not in `{first}`; they are no units",
                        arm.strangers[file]
                    );
                    self.notes.push(Note { code: "MW291", message, subject: None });
                }
                if absent.is_empty() {
                    continue;
                }
                let message =
                    format!("{} people of {who} are in `{first}` but not in `{name}`", absent.len());
                self.notes.push(Note { code: "MW292", message, subject: None });
                if source.files[file].spec.join() == Join::Required {
                    let offset = arm.offset;
                    let code = self.entry.code("not_in_file", &format!("not in `{name}`"));
                    for unit in absent {
                        self.entry.mark(offset + unit, code);
                    }
                }
            }
        }
    }

    /// The finished cohort.
    pub(super) fn finish(mut self) -> Result<Harmonised, Vec<Fault>> {
        let roles = self.roles();
        let ids = ids(&mut self.arms);
        let fields = self.columns.iter().map(|(name, array)| {
            let sources = self.provenance.get(name).map(|said| (SOURCES.to_owned(), said.clone()));
            Field::new(name, array.data_type().clone(), true).with_metadata(sources.into_iter().collect())
        });
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let options = arrow::array::RecordBatchOptions::new().with_row_count(Some(self.treated.len()));
        let arrays = self.columns.into_values().collect();
        let told = self.faults.clone();
        let inconsistent =
            |e: &dyn std::fmt::Display| if told.is_empty() { vec![internal(e)] } else { told.clone() };
        let columns =
            RecordBatch::try_new_with_options(schema, arrays, &options).map_err(|e| inconsistent(&e))?;
        let parts = CohortParts {
            columns,
            ids,
            treated: self.treated,
            roles,
            entry: self.entry,
            pairs: BTreeMap::new(),
        };
        let cohort = Cohort::new(parts).map_err(|e| inconsistent(&e))?;
        let mut missing = Vec::new();
        for arm in &mut self.arms {
            missing.append(&mut arm.missing);
        }
        let origin = Origin::new(self.arms, self.notes, missing);
        Ok(Harmonised { cohort, origin, faults: self.faults })
    }

    fn roles(&mut self) -> Roles {
        let job = self.job;
        let label = |given: Option<&String>, otherwise: &str| given.map_or(otherwise, |l| l).to_owned();
        let one_file = job.units.as_ref();
        let (treated, control) = match one_file {
            Some(u) => (u.treated_label.as_ref(), u.control_label.as_ref()),
            None => (
                job.treated.as_ref().and_then(|s| s.label.as_ref()),
                job.control.as_ref().and_then(|s| s.label.as_ref()),
            ),
        };
        let words = if one_file.is_some() {
            ("treated people", "untreated people")
        } else {
            ("service users", "survey respondents")
        };
        let has = |name: &str| self.columns.contains_key(name).then(|| name.to_owned());
        Roles {
            shape: if one_file.is_some() { Shape::OneFile } else { Shape::ProgrammeAgainstSurvey },
            treated_label: label(treated, words.0),
            control_label: label(control, words.1),
            survey_weight: has(SURVEY_WEIGHT).filter(|_| self.sources.iter().any(|s| s.weight.is_some())),
            cluster: has(CLUSTER).filter(|_| self.sources.iter().any(|s| s.cluster.is_some())),
            covariates: std::mem::take(&mut self.covariates),
            outcomes: Vec::new(),
            identifiers: std::mem::take(&mut self.identifiers),
            gap: self.gap,
            survey: SurveyDesign {
                household: has(HOUSEHOLD).filter(|_| self.sources.iter().any(|s| s.household.is_some())),
                strata: has(STRATA).filter(|_| self.sources.iter().any(|s| s.strata.is_some())),
                psu: has(PSU).filter(|_| self.sources.iter().any(|s| s.psu.is_some())),
            },
        }
    }
}

/// Whole numbers if the ids of every source are, text otherwise.
fn ids(arms: &mut [Arm]) -> Ids {
    let mut all: Vec<Keys> = Vec::new();
    for arm in arms {
        all.push(std::mem::replace(&mut arm.ids, Keys::Whole { values: Vec::new(), empty: Vec::new() }));
    }
    if all.iter().all(|k| matches!(k, Keys::Whole { .. })) {
        let mut whole = Vec::new();
        for keys in all {
            match keys {
                Keys::Whole { values, .. } if whole.is_empty() => whole = values,
                Keys::Whole { values, .. } => whole.extend(values),
                Keys::Text { .. } => {}
            }
        }
        return Ids::Whole(Int64Array::from(whole));
    }
    let mut text = LargeStringBuilder::with_capacity(all.iter().map(Keys::len).sum(), 0);
    for keys in all {
        (0..keys.len()).for_each(|i| text.append_value(keys.text(i)));
    }
    Ids::Text(text.finish())
}

fn internal(error: &dyn std::fmt::Display) -> Fault {
    Fault {
        code: "MW299",
        message: error.to_string(),
        help: Some("please report this with the job file".to_owned()),
        place: Place::Whole,
    }
}
