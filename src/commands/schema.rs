//! `matchwell schema`: the JSON Schema of the job, or the schema of an output table.

use super::Answer;
use crate::error::Error;
use crate::job;
use crate::report::tables::ALL;
use crate::stats::text::nearest;

/// The schema of the job (`job`) or of a table.
///
/// # Errors
/// An unknown table, with the nearest known one.
pub fn run(of: &str) -> Result<Answer, Error> {
    if of == "job" {
        let schema = job::schema();
        return Ok(Answer::both(format!("{schema:#}\n"), schema));
    }
    let Some(table) = ALL.iter().find(|t| t.name == of) else {
        let names: Vec<&str> = ALL.iter().map(|t| t.name).collect();
        let hint = nearest(of, &names).map(|n| format!(" (did you mean `{n}`?)")).unwrap_or_default();
        return Err(Error::Usage(format!("no schema `{of}`{hint}; there are: job, {}", names.join(", "))));
    };
    let text = table.frictionless();
    let json = serde_json::from_str(&text).unwrap_or_default();
    Ok(Answer::both(text, json))
}
