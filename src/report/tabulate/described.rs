//! Rows of `descriptives` on the people supported, and the words of their sections.

use super::super::tables::descriptives::DescriptiveRecord;
use super::{keys, start};
use crate::describe::{Base, DescribeKind, Description, Figure, Statistic};
use crate::study::{Analysis, Study};
use serde_json::{Value, json};

/// Section of the rows.
pub const SECTION: &str = "describe";

pub(super) fn rows(study: &Study, a: &Analysis) -> Vec<DescriptiveRecord> {
    let sections = study.described.sections.iter();
    sections.flat_map(|s| s.figures.iter().map(|f| row(a, s, f))).collect()
}

fn row(a: &Analysis, section: &Description, f: &Figure) -> DescriptiveRecord {
    let (specification, imputation) = start(a);
    let name = &section.name;
    DescriptiveRecord {
        specification,
        imputation,
        section: SECTION.to_owned(),
        outcome: Some(f.fact.as_ref().map_or_else(|| name.clone(), |fact| format!("{name}.{fact}"))),
        statistic: Some(f.statistic.word().to_owned()),
        group: f.by.clone().unwrap_or_else(|| "everyone".to_owned()),
        base: f.base.word().to_owned(),
        arm: keys::arm(true).to_owned(),
        category_group: f.group.clone(),
        category: f.category.clone(),
        people: keys::count(f.people).filter(|_| f.base != Base::Reference),
        numerator: f.numerator.map(|n| n as f64),
        denominator: f.denominator.map(|n| n as f64),
        value: f.value,
        unit: unit(section, f),
        ..DescriptiveRecord::default()
    }
}

fn unit(section: &Description, f: &Figure) -> String {
    let own = || section.spec.unit.clone();
    match f.statistic {
        Statistic::Rows | Statistic::RowsEach => own().unwrap_or_else(|| "rows".to_owned()),
        Statistic::Mean | Statistic::Median | Statistic::LowerQuartile | Statistic::UpperQuartile => {
            own().unwrap_or_default()
        }
        _ => "share".to_owned(),
    }
}

/// What readers are told about each section, for the report.
pub(super) fn words(study: &Study) -> Value {
    study.described.sections.iter().map(|s| section(study, s)).collect()
}

fn section(study: &Study, s: &Description) -> Value {
    let spec = &s.spec;
    let title = |name: &str, said: Option<&String>| {
        said.cloned().unwrap_or_else(|| keys::capital(&name.replace('_', " ")))
    };
    let by = spec.by.as_ref().map(|by| {
        let other = study.described.sections.iter().find(|o| o.name == *by);
        title(by, other.and_then(|o| o.spec.title.as_ref()))
    });
    let chapter = spec.chapter.clone().unwrap_or_else(|| usual(spec.kind).to_owned());
    let base = spec.base.clone().or_else(|| {
        let people = &study.cohort.roles().treated_label;
        spec.filter.as_ref().map(|text| format!("{people} for whom {text}"))
    });
    let facts: Vec<Value> = spec
        .facts
        .iter()
        .map(|(name, f)| json!({ "name": name, "title": title(name, f.title.as_ref()), "source": f.source }))
        .collect();
    json!({
        "name": s.name,
        "kind": spec.kind.word(),
        "title": title(&s.name, spec.title.as_ref()),
        "chapter": chapter,
        "text": spec.text,
        "base": base,
        "unit": spec.unit,
        "by": by,
        "facts": facts,
    })
}

/// The chapter of a section that says none.
fn usual(kind: DescribeKind) -> &'static str {
    match kind {
        DescribeKind::Shares | DescribeKind::Several | DescribeKind::Profile => "Who was supported",
        DescribeKind::Number => "The support people received",
        DescribeKind::Rows => "Where people were connected to",
    }
}
