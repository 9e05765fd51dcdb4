//! Plain values of the written ones, and their kinds in words.

use toml::de::{DeFloat, DeInteger, DeValue};

/// A whole number, if it fits into 64 bits.
pub(super) fn whole(x: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(x.as_str(), x.radix()).ok()
}

/// A finite number.
pub(super) fn number(x: &DeFloat<'_>) -> Option<f64> {
    x.as_str().parse::<f64>().ok().filter(|v| v.is_finite())
}

/// The JSON Schema types that a written value can have.
pub(super) fn types(value: &DeValue<'_>) -> &'static [&'static str] {
    match value {
        DeValue::String(_) => &["string"],
        DeValue::Integer(_) => &["integer", "number"],
        DeValue::Float(_) => &["number"],
        DeValue::Boolean(_) => &["boolean"],
        DeValue::Datetime(_) => &[],
        DeValue::Array(_) => &["array"],
        DeValue::Table(_) => &["object"],
    }
}

/// What a written value is, in words.
pub(super) fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// What a JSON Schema type is, in words.
pub(super) fn type_words(name: &str) -> &'static str {
    match name {
        "string" => "a text in quotes",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        "array" => "a list in [ ]",
        _ => "a table in { }",
    }
}
