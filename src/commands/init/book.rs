//! What a codebook says about the columns of a file.

use super::levels::Known;
use super::sources::Part;
use crate::codebook;
use std::path::Path;

/// Weeks between the interviews of two waves a year apart.
const WEEKS_A_YEAR: f64 = 52.0;

/// What the codebook called `book` says about a column of a wave: its concept, its codes.
pub fn known(book: Option<&str>, part: &Part, column: &str) -> Option<(String, Known)> {
    let book = codebook::find(book?, Path::new("")).ok()?;
    let wave = part.wave.as_deref().and_then(|w| book.wave(w));
    let entry = book.column(column, wave)?;
    let known = Known {
        labels: entry.labels.iter().map(|(code, label)| (code.clone(), label.clone())).collect(),
        missing: entry.missing.iter().map(crate::job::CellSpec::word).collect(),
        recoded: entry.map.keys().cloned().collect(),
    };
    Some((entry.concept.to_owned(), known))
}

/// Weeks between two waves by the years in the codebook, and why.
pub fn gap(book: Option<&str>, start: &Part, end: &Part) -> Option<(f64, String)> {
    let book = codebook::find(book?, Path::new("")).ok()?;
    let year = |part: &Part| {
        let name = book.wave(part.wave.as_deref()?)?;
        let said = book.spec().wave.iter().find(|w| w.name == name)?.years.clone()?;
        Some((said.get(..4)?.parse::<f64>().ok()?, said))
    };
    let ((from, said_from), (to, said_to)) = (year(start)?, year(end)?);
    let why = format!(
        "guessed from the years of the waves, {said_from} and {said_to}; the dates of the interviews know better"
    );
    (to > from).then_some(((to - from) * WEEKS_A_YEAR, why))
}
