//! A propensity score that was made elsewhere and came with the data.

use super::error::DesignError;
use super::score::made_elsewhere;
use super::types::Propensity;
use crate::cohort::{Blinded, Reasons};

/// Takes the score of everyone eligible from a covariate.
///
/// The score is as good as its maker: if the model behind it saw the people it scores, or their
/// outcomes, no program can tell.
///
/// # Errors
/// No such number, or eligible people whose value is not strictly between 0 and 1.
pub(super) fn run(
    cohort: Blinded<'_>,
    name: Option<&str>,
    eligible: &Reasons,
) -> Result<Propensity, DesignError> {
    let name = name.ok_or(DesignError::NoScoreColumn)?;
    let values = cohort.number(name)?.values();
    let rows: Vec<u32> = (0..cohort.len()).filter(|&i| eligible.stays(i)).map(|i| i as u32).collect();
    let p: Vec<f64> = rows.iter().map(|&i| values[i as usize]).collect();
    let outside = p.iter().filter(|p| !(**p > 0.0 && **p < 1.0)).count();
    if outside > 0 {
        return Err(DesignError::ScoreRange { column: name.to_owned(), outside, people: p.len() });
    }
    Ok(made_elsewhere(cohort, &rows, &p))
}
