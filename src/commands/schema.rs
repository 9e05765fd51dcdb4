//! `matchwell schema`: the JSON Schema of the job and of the files beside it, or the schema of a table.

use super::Answer;
use crate::error::Error;
use crate::report::tables::ALL;
use crate::report::theme;
use crate::stats::text::nearest;
use crate::{codebook, job, score};
use serde_json::Value;

/// Makes a schema.
type Maker = fn() -> Value;

/// What is no table, and its schema.
const FILES: [(&str, Maker); 4] = [
    ("job", job::schema),
    ("instrument", score::instrument_schema),
    ("codebook", codebook::schema),
    ("theme", theme::schema),
];

/// The schema of the job (`job`), of an instrument, a codebook or a theme, or of a table.
///
/// # Errors
/// An unknown name, with the nearest known one.
pub fn run(of: &str) -> Result<Answer, Error> {
    if let Some((_, schema)) = FILES.iter().find(|(name, _)| *name == of) {
        let schema = schema();
        return Ok(Answer::both(format!("{schema:#}\n"), schema));
    }
    let Some(table) = ALL.iter().find(|t| t.name == of) else {
        let names: Vec<&str> = FILES.iter().map(|(n, _)| *n).chain(ALL.iter().map(|t| t.name)).collect();
        let hint = nearest(of, &names).map(|n| format!(" (did you mean `{n}`?)")).unwrap_or_default();
        return Err(Error::Usage(format!("no schema `{of}`{hint}; there are: {}", names.join(", "))));
    };
    let text = table.frictionless();
    let json = serde_json::from_str(&text).unwrap_or_default();
    Ok(Answer::both(text, json))
}
