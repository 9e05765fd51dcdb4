//! From a study to a run folder.

use super::disk::{Content, Output, write_run};
use super::{Release, ReportError, disclose, html, manifest, parquet, tabulate, units};
use crate::study::Study;
use std::path::{Path, PathBuf};

/// A run folder that was written.
#[derive(Debug)]
pub struct Written {
    /// The folder.
    pub folder: PathBuf,
    /// Its files with their hashes, the manifest last.
    pub outputs: Vec<Output>,
    /// What was released, for a last word at the terminal.
    pub release: Release,
}

/// Tabulates, discloses, renders and writes a study: all of the folder `out`, or nothing.
///
/// The same study gives the same bytes.
///
/// # Errors
/// Nothing was analysed, `out` is a folder of something else, or the disk refuses.
pub fn run(study: &Study, out: &Path) -> Result<Written, ReportError> {
    let release = disclose(tabulate(study)?, &study.job.spec.disclosure);
    let mut files = release.files()?;
    files.push((PathBuf::from("release/report.html"), Content::Bytes(html::render(&release)?)));
    for table in [units::units(study), units::pairs(study)] {
        files.push((PathBuf::from(table.table.path()), stream(table)));
    }
    files.push((PathBuf::from("restricted/counts.json"), Content::Bytes(manifest::counts(study))));
    let last = |outputs: &[Output]| (PathBuf::from("manifest.json"), manifest::manifest(study, outputs));
    let outputs = write_run(out, files, last)?;
    Ok(Written { folder: out.to_path_buf(), outputs, release })
}

fn stream(table: parquet::Stream<'_>) -> Content<'_> {
    Content::Stream(Box::new(move |sink| table.write(sink)))
}
