//! From a study to a run folder.

use super::disk::{Content, Output, hash, write_run};
use super::formats::{self, Findings, Format};
use super::pictures::PictureFormat;
use super::theme::FOLDER;
use super::{Release, ReportError, disclose, language, manifest, parquet, reconcile, tabulate, units};
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
/// * `job`: path of the job file as typed, for the manifest.
///
/// The same study gives the same bytes.
///
/// # Errors
/// Nothing was analysed, `out` is a folder of something else, or the disk refuses.
pub fn run(study: &Study, job: &Path, out: &Path) -> Result<Written, ReportError> {
    let (release, files) = files(study)?;
    let last = |outputs: &[Output]| (PathBuf::from("manifest.json"), manifest::manifest(study, job, outputs));
    let outputs = write_run(out, files, last)?;
    Ok(Written { folder: out.to_path_buf(), outputs, release })
}

/// The hashes that [`run`] would write into the manifest; the disk is not touched.
///
/// # Errors
/// Nothing was analysed.
pub fn hashes(study: &Study) -> Result<Vec<Output>, ReportError> {
    let (_, files) = files(study)?;
    files.into_iter().map(|(path, content)| Ok(Output { path, sha256: hash(content)? })).collect()
}

type Files<'a> = Vec<(PathBuf, Content<'a>)>;

fn files(study: &Study) -> Result<(Release, Files<'_>), ReportError> {
    let tables = tabulate(study)?;
    reconcile::check(&tables)?;
    let spec = &study.job.spec.disclosure;
    let mut release = disclose(tables, spec);
    if let Some(earlier) = &spec.earlier {
        let before = disclose::apart::read(&study.job.folder.join(earlier))?;
        release = disclose::beside(release, &before, spec)?;
    }
    let mut files = release.files()?;
    let said = &study.job.spec.report;
    let theme = &study.job.theme;
    let document = theme.dress(language::document(&release)?);
    let findings = Findings { release: &release, document: &document, theme };
    for (path, bytes) in rendered(&findings, &said.formats, &said.pictures)? {
        files.push((Path::new("release").join(path), Content::Bytes(bytes)));
    }
    for table in [units::units(study), units::pairs(study), units::feasibility(study), units::chains(study)] {
        files.push((PathBuf::from(table.table.path()), stream(table)));
    }
    files.push((PathBuf::from("restricted/counts.json"), Content::Bytes(manifest::counts(study))));
    Ok((release, files))
}

/// A document in each of `formats`, its charts in each of `pictures`, and the theme they are made with.
///
/// # Errors
/// This build cannot make one of them, or a renderer fails.
pub fn rendered(
    findings: &Findings<'_>,
    formats: &[Format],
    pictures: &[PictureFormat],
) -> Result<Vec<(PathBuf, Vec<u8>)>, ReportError> {
    let mut out = Vec::new();
    for &format in formats {
        out.push((PathBuf::from(format.file()), formats::render(format, findings)?));
    }
    out.extend(super::pictures::files(findings.document, findings.theme, pictures)?);
    let beside = findings.theme.files().map_err(|reason| ReportError::Draw { what: "the theme", reason })?;
    out.extend(beside.into_iter().map(|(path, bytes)| (Path::new(FOLDER).join(path), bytes)));
    Ok(out)
}

fn stream(table: parquet::Stream<'_>) -> Content<'_> {
    Content::Stream(Box::new(move |sink| table.write(sink)))
}
