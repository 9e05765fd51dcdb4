//! Applies each specification's overrides to the job, key by key, before anything is typed.

use super::bracket;
use super::spec::{JobSpec, Role, Specification, SpecificationSpec};
use crate::design::ScoreWeights;
use crate::matching::{Method, SurveyWeights, WeightKind};
use toml::{Table, Value};

/// Sections a specification may override.
const SECTIONS: [&str; 4] = ["design", "matching", "balance", "estimate"];

/// Fills every specification's sections with the job's own settings wherever it does not override
/// them. A specification that names another method does not inherit settings that mean nothing to it.
pub(super) fn merge(job: &mut Table) {
    let base = Base::of(job);
    let Some(Value::Array(list)) = job.get_mut("specification") else { return };
    for specification in list.iter_mut().filter_map(Value::as_table_mut) {
        base.complete(specification);
    }
}

/// The job's own sections, which specifications start from.
#[derive(Debug, Default)]
pub(super) struct Base(Vec<(&'static str, Table)>);

impl Base {
    /// The sections as they were written.
    pub(super) fn of(job: &Table) -> Self {
        Self(SECTIONS.iter().map(|s| (*s, section(job, s))).collect())
    }

    /// Fills the sections of one specification.
    pub(super) fn complete(&self, specification: &mut Table) {
        let matching = section(specification, "matching");
        let method = matching.get("method").and_then(Value::as_str).and_then(Method::of_word);
        for (name, own) in &self.0 {
            let mut merged = own.clone();
            for key in method.iter().flat_map(|m| m.unknown(name)) {
                merged.remove(key);
            }
            let own = section(specification, name);
            let elsewhere = own.get("distance").is_some_and(|d| d.as_str() != Some("table"));
            if elsewhere {
                merged.remove("distance_table");
            }
            overlay(&mut merged, own);
            if merged.get("caliper").and_then(Value::as_float).is_some_and(f64::is_infinite) {
                merged.remove("caliper");
            }
            specification.insert((*name).to_owned(), Value::Table(merged));
        }
    }
}

/// All analyses of a job whose specifications are merged: the job itself first, the other end of the bracket last.
pub(super) fn specifications(job: &JobSpec) -> Vec<Specification> {
    let primary = Specification {
        id: 0,
        name: "primary".to_owned(),
        role: Role::Primary,
        filter: job.filter.clone(),
        design: job.design.clone(),
        matching: job.matching.clone(),
        balance: job.balance.clone(),
        estimate: job.estimate.clone(),
    };
    let others = job.specification.iter().zip(1..).map(|(s, id)| further(job, s, id));
    let mut all: Vec<Specification> = std::iter::once(primary).chain(others).collect();
    for said in &mut all {
        let outcomes = job.sensitivity.placebo.iter().filter(|p| job.outcomes.contains_key(*p));
        said.estimate.placebo = outcomes.cloned().collect();
    }
    all.extend(bracket::other_end(job, &all));
    all
}

impl Specification {
    /// `true` if the pool's survey weights enter the score or the comparison (METHODS 10). Weights from an
    /// unweighted score take none.
    #[must_use]
    pub fn uses_survey_weight(&self) -> bool {
        let scored = self.design.propensity.weights == ScoreWeights::Survey;
        let own =
            self.matching.method == Method::Weighting && self.matching.weights.kind == WeightKind::Propensity;
        scored || (!own && self.matching.survey_weights != SurveyWeights::None)
    }
}

/// One further analysis of a job.
pub(super) fn further(job: &JobSpec, said: &SpecificationSpec, id: u32) -> Specification {
    let filter = match (&job.filter, &said.filter) {
        (Some(a), Some(b)) => Some(format!("({a}) and ({b})")),
        (a, b) => a.clone().or_else(|| b.clone()),
    };
    Specification {
        id,
        name: said.name.clone(),
        role: Role::Declared,
        filter,
        design: said.design.clone(),
        matching: said.matching.clone(),
        balance: said.balance.clone(),
        estimate: said.estimate.clone(),
    }
}

fn section(table: &Table, name: &str) -> Table {
    table.get(name).and_then(Value::as_table).cloned().unwrap_or_default()
}

fn overlay(base: &mut Table, over: Table) {
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(Value::Table(below)), Value::Table(above)) => overlay(below, above),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}
