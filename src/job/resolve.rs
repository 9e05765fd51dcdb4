//! Applies each specification's overrides to the job, key by key, before anything is typed.

use super::spec::{JobSpec, Specification, SpecificationSpec};
use toml::{Table, Value};

/// Sections a specification may override.
const SECTIONS: [&str; 4] = ["design", "matching", "balance", "estimate"];

/// Settings of picking partners: they mean nothing to exact matching and weighting.
pub(super) const PARTNER_SETTINGS: [(&str, &str); 10] = [
    ("matching", "ratio"),
    ("matching", "min_controls"),
    ("matching", "max_controls"),
    ("matching", "replace"),
    ("matching", "reuse"),
    ("matching", "order"),
    ("matching", "unit_id"),
    ("matching", "complete_sets"),
    ("design", "caliper"),
    ("design", "calipers"),
];

/// Also a setting of picking partners, kept apart for its own reason.
pub(super) const ANTIEXACT: (&str, &str) = ("design", "antiexact");

/// Fills every specification's sections with the job's own settings wherever it does not override
/// them. A specification that goes over to exact matching or weighting does not inherit the settings
/// of picking partners, nor weighting the exact rule.
pub(super) fn merge(job: &mut Table) {
    let base: Vec<(&str, Table)> = SECTIONS.iter().map(|s| (*s, section(job, s))).collect();
    let Some(Value::Array(list)) = job.get_mut("specification") else { return };
    for specification in list.iter_mut().filter_map(Value::as_table_mut) {
        let matching = section(specification, "matching");
        let leaves = partnerless(&matching);
        for (name, own) in &base {
            let mut merged = own.clone();
            if leaves.is_some() {
                drop_partner_settings(name, &mut merged);
            }
            if leaves == Some("weighting") && *name == "design" {
                merged.remove("exact");
            }
            overlay(&mut merged, section(specification, name));
            specification.insert((*name).to_owned(), Value::Table(merged));
        }
    }
}

/// All analyses of a job whose specifications are merged: the job itself first.
pub(super) fn specifications(job: &JobSpec) -> Vec<Specification> {
    let primary = Specification {
        id: 0,
        name: "primary".to_owned(),
        filter: job.filter.clone(),
        design: job.design.clone(),
        matching: job.matching.clone(),
        balance: job.balance.clone(),
        estimate: job.estimate.clone(),
    };
    let others = job.specification.iter().zip(1..).map(|(s, id)| further(job, s, id));
    std::iter::once(primary).chain(others).collect()
}

fn further(job: &JobSpec, said: &SpecificationSpec, id: u32) -> Specification {
    let filter = match (&job.filter, &said.filter) {
        (Some(a), Some(b)) => Some(format!("({a}) and ({b})")),
        (a, b) => a.clone().or_else(|| b.clone()),
    };
    Specification {
        id,
        name: said.name.clone(),
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

fn partnerless(matching: &Table) -> Option<&str> {
    matching.get("method").and_then(Value::as_str).filter(|method| matches!(*method, "exact" | "weighting"))
}

fn drop_partner_settings(name: &str, table: &mut Table) {
    for (_, key) in PARTNER_SETTINGS.iter().chain([&ANTIEXACT]).filter(|(s, _)| *s == name) {
        table.remove(*key);
    }
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
