//! All figures against each other, exact, before anything is rounded, hidden or written.
//!
//! `rules.rs` holds the questions of a careful reader; they are asked of our own tables ([`check`]) and, in the tests, of
//! a published brochure.

mod chain;
mod figure;
mod money;
mod ours;
mod rules;
mod supported;

pub use figure::{Adds, Family, Figure, Rule, Slip, Value};
pub use rules::{pairing, slips};

use super::{ReportError, Tables};

/// Slips told in one error; there may be many of a kind.
const TOLD: usize = 5;

/// Every contradiction between the figures of a study's tables.
#[must_use]
pub fn contradictions(tables: &Tables) -> Vec<Slip> {
    let mut found = slips(&ours::figures(tables));
    found.extend(ours::pairings(tables));
    found.extend(chain::flows(tables));
    found.extend(chain::headlines(tables));
    found.extend(money::slips(tables));
    found
}

/// Refuses tables that contradict themselves.
///
/// # Errors
/// [`ReportError::Contradiction`] with the first few slips: a fault of the program, never of the data.
pub fn check(tables: &Tables) -> Result<(), ReportError> {
    let found = contradictions(tables);
    if found.is_empty() {
        return Ok(());
    }
    let told: Vec<String> = found.iter().take(TOLD).map(|s| format!("{}: {}", s.place, s.words)).collect();
    let more = found.len().saturating_sub(TOLD);
    let rest = if more == 0 { String::new() } else { format!(" (and {more} more)") };
    Err(ReportError::Contradiction { slips: format!("{}{rest}", told.join("; ")) })
}
