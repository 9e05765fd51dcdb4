//! Cohorts that several test files share.
#![allow(dead_code, reason = "every test file is its own crate and uses part of this")]

pub mod data;
pub mod files;

use arrow::array::{ArrayRef, Float64Array, LargeStringArray, RecordBatch};
use arrow::datatypes::{Field, Schema};
use matchwell::cohort::{
    Better, Cohort, CohortParts, Contrast, Covariate, Gap, Ids, Kind, Outcome, OutcomeShape, Reasons, Roles,
    Shape, SurveyDesign, category_array,
};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Path of a fixture.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// A CSV file by columns.
pub fn table(name: &str) -> BTreeMap<String, Vec<String>> {
    let mut reader = csv::Reader::from_path(fixture(name)).expect("the fixture is there");
    let heading: Vec<String> = reader.headers().expect("a heading").iter().map(str::to_owned).collect();
    let mut columns: Vec<Vec<String>> = vec![Vec::new(); heading.len()];
    for record in reader.records() {
        let record = record.expect("a row");
        for (column, cell) in columns.iter_mut().zip(&record) {
            column.push(cell.to_owned());
        }
    }
    heading.into_iter().zip(columns).collect()
}

/// A column of a table as numbers.
pub fn numbers(table: &BTreeMap<String, Vec<String>>, name: &str) -> Vec<f64> {
    table[name].iter().map(|cell| cell.parse().expect("a number")).collect()
}

/// The lalonde cohort of the reference values: `NSW1`..`NSW185` treated, then `PSID1`..`PSID429`;
/// one source, natural id order, which is the order of the file.
pub fn lalonde() -> Cohort {
    cohort_from(&table("lalonde/lalonde.csv"), None)
}

/// The same with the made-up sampling weight in its role.
pub fn lalonde_weighted() -> Cohort {
    cohort_from(&table("lalonde/lalonde.csv"), Some("sw_demo"))
}

/// A covariate without frills.
pub fn covariate(name: &str, kind: Kind) -> Covariate {
    Covariate { name: name.to_owned(), label: name.to_owned(), kind, unit: None, after_start: false }
}

/// A plain outcome without frills.
pub fn plain_outcome(name: &str, unit: &str) -> Outcome {
    Outcome {
        name: name.to_owned(),
        label: name.to_owned(),
        shape: OutcomeShape::Plain { column: name.to_owned() },
        better: Better::Higher,
        binary: false,
        meaningful: 1.0,
        range: None,
        case: None,
        report: vec![Contrast::Value],
        unit: unit.to_owned(),
        retest: None,
        source: None,
    }
}

/// A before/after outcome with columns `<name>.start` and `<name>.end`.
pub fn change_outcome(name: &str, unit: &str) -> Outcome {
    let shape = OutcomeShape::Change { start: format!("{name}.start"), end: format!("{name}.end") };
    Outcome { shape, report: vec![Contrast::Change], ..plain_outcome(name, unit) }
}

/// Roles of a one-file job without frills.
pub fn roles(covariates: Vec<Covariate>, outcomes: Vec<Outcome>) -> Roles {
    Roles {
        shape: Shape::OneFile,
        treated_label: "treated people".to_owned(),
        control_label: "comparison people".to_owned(),
        covariates,
        outcomes,
        survey_weight: None,
        cluster: None,
        identifiers: Vec::new(),
        gap: Gap::default(),
        survey: SurveyDesign::default(),
    }
}

/// A cohort from named columns; everybody entered.
pub fn cohort(ids: Vec<String>, treated: Vec<bool>, columns: Vec<(&str, ArrayRef)>, roles: Roles) -> Cohort {
    let n = treated.len();
    let fields: Vec<Field> =
        columns.iter().map(|(name, array)| Field::new(*name, array.data_type().clone(), true)).collect();
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let columns = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).expect("equal lengths");
    let ids = Ids::Text(LargeStringArray::from_iter_values(ids));
    let entry = Reasons::none(n, "entered");
    Cohort::new(CohortParts { columns, ids, treated, roles, entry, pairs: BTreeMap::new() })
        .expect("a sound cohort")
}

/// A column of numbers.
pub fn number_array(values: Vec<f64>) -> ArrayRef {
    Arc::new(Float64Array::from(values))
}

/// A column of categories with sorted levels.
pub fn words(values: &[String]) -> ArrayRef {
    let mut levels = values.to_vec();
    levels.sort();
    levels.dedup();
    let code = |v: &String| levels.binary_search(v).ok().and_then(|k| u16::try_from(k).ok());
    category_array(values.iter().map(code), &levels).expect("codes within levels")
}

fn cohort_from(table: &BTreeMap<String, Vec<String>>, weight: Option<&str>) -> Cohort {
    let names = ["age", "educ", "married", "nodegree", "re74", "re75", "re78", "sw_demo", "unit2"];
    let mut columns: Vec<(&str, ArrayRef)> =
        names.iter().map(|&name| (name, number_array(numbers(table, name)))).collect();
    columns.insert(2, ("race", words(&table["race"])));
    let covariates = vec![
        covariate("age", Kind::Number),
        covariate("educ", Kind::Number),
        covariate("race", Kind::Category),
        covariate("married", Kind::YesNo),
        covariate("nodegree", Kind::YesNo),
        covariate("re74", Kind::Number),
        covariate("re75", Kind::Number),
    ];
    let roles = Roles {
        survey_weight: weight.map(str::to_owned),
        identifiers: vec!["unit2".to_owned()],
        ..roles(covariates, vec![plain_outcome("re78", "dollars")])
    };
    let treated = table["treat"].iter().map(|cell| cell == "1").collect();
    cohort(table["id"].clone(), treated, columns, roles)
}
