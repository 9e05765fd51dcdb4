//! Where a column of the cohort comes from, and what the files say about it.

use super::builder::Builder;
use crate::ingest::{Code, Description, Missing};
use crate::job::FieldSpec;
use serde_json::{Value, json};

/// Key of a column's metadata that holds its sources, as a JSON list.
///
/// One entry an arm (and item): whose column, in which file, under which name; its label, value labels
/// and missing codes, where the file has them.
pub const SOURCES: &str = "sources";

/// Remembers the fields that `column` was made from, one an arm.
pub(super) fn remember(builder: &mut Builder<'_>, column: &str, fields: &[Option<&FieldSpec>]) {
    let mut list = Vec::new();
    for (arm, field) in builder.arms.iter().zip(fields) {
        let Some(field) = field else { continue };
        if let Some(text) = field.expression() {
            let file = arm.tables[0].file.display().to_string();
            list.push(json!({ "of": arm.side.words(), "file": file, "expression": text }));
            continue;
        }
        let (file, name) = arm.locate(field.column());
        let mut entry = json!({
            "of": arm.side.words(),
            "file": arm.tables[file].file.display().to_string(),
            "column": name,
        });
        if let Some(said) = arm.description(field.column()) {
            describe(said, &mut entry);
        }
        list.push(entry);
    }
    builder.provenance.insert(column.to_owned(), Value::Array(list).to_string());
}

fn describe(said: &Description, entry: &mut Value) {
    if let Some(label) = &said.label {
        entry["label"] = json!(label);
    }
    if !said.values.is_empty() {
        let pairs: Vec<Value> = said.values.iter().map(|(code, label)| json!([code.word(), label])).collect();
        entry["values"] = json!(pairs);
    }
    if !said.missing.is_empty() {
        entry["missing"] = json!(said.missing.iter().map(words).collect::<Vec<_>>());
    }
}

/// What a file declares missing, in words: `-9`, `-8 to -1`.
fn words(missing: &Missing) -> String {
    match missing {
        Missing::Is(code) => Code::word(code),
        Missing::Between(low, high) if low.is_infinite() => format!("{high} and below"),
        Missing::Between(low, high) if high.is_infinite() => format!("{low} and above"),
        Missing::Between(low, high) => format!("{low} to {high}"),
    }
}
