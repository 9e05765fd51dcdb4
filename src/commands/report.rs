//! `matchwell report`: the report again, from the released tables alone.

use super::Answer;
use crate::error::Error;
use crate::report::formats::{Findings, Format};
use crate::report::language;
use crate::report::pictures::PictureFormat;
use crate::report::theme::{FOLDER, Theme, load};
use crate::report::{Release, disk, rendered};
use crate::stats::text::nearest;
use serde_json::json;
use std::path::{Path, PathBuf};

/// What is to be made of the tables.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Forms of the report.
    pub formats: &'a [Format],
    /// Kinds of files for its charts.
    pub pictures: &'a [PictureFormat],
    /// A theme file; without it the theme that the run was made with.
    pub theme: Option<&'a Path>,
    /// A code or a phrase book; without it the language that the job asked for.
    pub language: Option<&'a str>,
}

/// Renders the report of a run folder.
///
/// * `out`: the file; the folder, where several files are wanted or `out` is one; without it a single
///   format that is text goes to standard output.
///
/// # Errors
/// A folder that holds no released tables, a theme with faults, no such language, a format that this
/// build cannot make, a file that cannot be written.
pub fn run(run: &Path, wanted: Wanted<'_>, out: Option<&Path>) -> Result<Answer, Error> {
    let inner = run.join("release");
    let folder = if inner.is_dir() { inner } else { run.to_path_buf() };
    let theme = theme(&folder, wanted.theme)?;
    let release = Release::read(&folder)?;
    let document = match wanted.language {
        Some(word) => language::said(&release, super::words::open(word)?.as_ref())?,
        None => language::document(&release)?,
    };
    let document = theme.dress(document);
    let findings = Findings { release: &release, document: &document, theme: &theme };
    let Some(out) = out else {
        let format = to_the_terminal(wanted)?;
        let files = rendered(&findings, &[format], &[])?;
        let bytes = files.into_iter().next().map(|(_, bytes)| bytes).unwrap_or_default();
        return Ok(Answer::text(String::from_utf8_lossy(&bytes).into_owned()));
    };
    let mut files = rendered(&findings, wanted.formats, wanted.pictures)?;
    files.retain(|(path, _)| !path.starts_with(FOLDER));
    let mut written = Vec::new();
    for (path, bytes) in placed(files, out) {
        disk::write_file(&path, &bytes)?;
        written.push(path.display().to_string());
    }
    let text = written.iter().fold(String::new(), |text, path| text + "Report: " + path + "\n");
    Ok(Answer::both(text, json!({ "report": written })))
}

/// The theme that was asked for, or the one that lies beside the tables, or our own.
fn theme(folder: &Path, asked: Option<&Path>) -> Result<Theme, Error> {
    let beside = folder.join(FOLDER).join("theme.toml");
    match asked {
        Some(path) => load(path).map_err(Error::Theme),
        None if beside.is_file() => load(&beside).map_err(Error::Theme),
        None => Ok(Theme::default()),
    }
}

fn to_the_terminal(wanted: Wanted<'_>) -> Result<Format, Error> {
    match (wanted.formats, wanted.pictures) {
        ([format], []) if format.is_text() => Ok(*format),
        ([format], []) => {
            let what = format.word();
            Err(Error::Usage(format!("{what} is no text: say --out {}", format.file())))
        }
        _ => Err(Error::Usage("several files need a folder: say --out DIR".to_owned())),
    }
}

/// Where each file goes: one may be given a name of its own.
fn placed(files: Vec<(PathBuf, Vec<u8>)>, out: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = files.len() > 1 || out.is_dir() || out.as_os_str().to_string_lossy().ends_with(['/', '\\']);
    let place = |path: PathBuf| if folder { out.join(path) } else { out.to_path_buf() };
    files.into_iter().map(|(path, bytes)| (place(path), bytes)).collect()
}

/// The format called `word`, for the command line.
///
/// # Errors
/// In words, with the nearest known name.
pub fn format(word: &str) -> Result<Format, String> {
    let names: Vec<&str> = Format::ALL.into_iter().map(Format::word).collect();
    Format::ALL.into_iter().find(|f| f.word() == word).ok_or_else(|| unknown(word, &names))
}

/// The kind of picture called `word`, for the command line.
///
/// # Errors
/// In words, with the nearest known name.
pub fn picture(word: &str) -> Result<PictureFormat, String> {
    let all = [PictureFormat::Svg, PictureFormat::Png];
    let names = all.map(PictureFormat::word);
    all.into_iter().find(|f| f.word() == word).ok_or_else(|| unknown(word, &names))
}

fn unknown(word: &str, names: &[&str]) -> String {
    let hint = nearest(word, names).map(|n| format!(" (did you mean `{n}`?)")).unwrap_or_default();
    format!("not known{hint}; there are: {}", names.join(", "))
}
