//! `matchwell schema`: the JSON Schema of the job, or the schema of an output table.

use super::Answer;
use crate::error::Error;
use crate::stats::text::nearest;
use crate::{job, report};

/// The schema of the job (`job`) or of a table.
///
/// # Errors
/// An unknown table, with the nearest known one.
pub fn run(of: &str) -> Result<Answer, Error> {
    let schema = if of == "job" { Some(job::schema()) } else { report::table_schema(of) };
    let Some(schema) = schema else {
        let names = report::table_names();
        let hint = nearest(of, &names).map(|n| format!(" (did you mean `{n}`?)")).unwrap_or_default();
        return Err(Error::Usage(format!("no schema `{of}`{hint}; there are: job, {}", names.join(", "))));
    };
    Ok(Answer::both(format!("{schema:#}\n"), schema))
}
