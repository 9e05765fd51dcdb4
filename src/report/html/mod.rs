//! The report as one self-contained HTML page.

use super::{Release, ReportError};

/// The report of a release.
///
/// # Errors
/// [`ReportError::NoPrimary`] without a primary specification, [`ReportError::Draw`] if the template
/// or a chart fails.
pub fn render(release: &Release) -> Result<Vec<u8>, ReportError> {
    let primary = release.primary()?;
    Ok(primary.job.clone().into_bytes())
}
