//! The theme that a job names.

use super::faults::Faults;
use super::spans::Spans;
use crate::fault::Fault;
use crate::report::theme::{Theme, load};
use std::path::Path;

/// Reads the theme file; a file that is not there is a fault of the job.
///
/// # Errors
/// What is wrong in the file itself.
pub(super) fn read(
    file: Option<&Path>,
    folder: &Path,
    spans: &Spans<'_>,
    faults: &mut Faults,
) -> Result<Theme, Vec<Fault>> {
    let Some(file) = file else { return Ok(Theme::default()) };
    let found = match load(&folder.join(file)) {
        Ok(theme) => return Ok(theme),
        Err(found) => found,
    };
    let Some(gone) = found.iter().find(|f| f.code == "MW622") else { return Err(found) };
    let help = gone.help.as_deref().unwrap_or_default();
    let help = format!("{help}; paths start from the folder of the job");
    faults.add("MW622", spans.find(&["report", "theme"]).value, gone.message.clone(), help);
    Ok(Theme::default())
}
