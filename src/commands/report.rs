//! `matchwell report`: the report again, from the released tables alone.

use super::Answer;
use crate::error::Error;
use crate::report::formats::{self, Findings, Format};
use crate::report::language;
use crate::report::theme::Theme;
use crate::report::{Release, disk};
use crate::stats::text::nearest;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Renders the report of a run folder in each of `formats`.
///
/// * `out`: the file; the folder, where there are several formats or `out` is one; without it a single
///   format that is text goes to standard output.
/// * `language`: a code or a phrase book; without it the language that the job asked for.
///
/// # Errors
/// A folder that holds no released tables, a format that this build cannot make, no such language, a file that
/// cannot be written.
pub fn run(
    run: &Path,
    formats: &[Format],
    out: Option<&Path>,
    language: Option<&str>,
) -> Result<Answer, Error> {
    let inner = run.join("release");
    let folder = if inner.is_dir() { inner } else { run.to_path_buf() };
    let release = Release::read(&folder)?;
    let document = match language {
        Some(word) => language::said(&release, super::words::open(word)?.as_ref())?,
        None => language::document(&release)?,
    };
    let findings = Findings { release: &release, document: &document, theme: &Theme::default() };
    let Some(out) = out else {
        let [format] = formats else {
            return Err(Error::Usage("several formats need a folder: say --out DIR".to_owned()));
        };
        if !format.is_text() {
            let what = format.word();
            return Err(Error::Usage(format!("{what} is no text: say --out {}", format.file())));
        }
        let bytes = formats::render(*format, &findings)?;
        return Ok(Answer::text(String::from_utf8_lossy(&bytes).into_owned()));
    };
    let mut written = Vec::new();
    for (format, path) in places(formats, out) {
        disk::write_file(&path, &formats::render(format, &findings)?)?;
        written.push(path.display().to_string());
    }
    let text: String = written.iter().map(|path| format!("Report: {path}\n")).collect();
    Ok(Answer::both(text, json!({ "report": written })))
}

/// Where each format goes.
fn places(formats: &[Format], out: &Path) -> Vec<(Format, PathBuf)> {
    let slash = out.as_os_str().to_string_lossy().ends_with(['/', '\\']);
    match formats {
        [one] if !slash && !out.is_dir() => vec![(*one, out.to_path_buf())],
        many => many.iter().map(|f| (*f, out.join(f.file()))).collect(),
    }
}

/// The format called `word`, for the command line.
///
/// # Errors
/// In words, with the nearest known name.
pub fn format(word: &str) -> Result<Format, String> {
    let names: Vec<&str> = Format::ALL.into_iter().map(Format::word).collect();
    Format::ALL.into_iter().find(|f| f.word() == word).ok_or_else(|| {
        let hint = nearest(word, &names).map(|n| format!(" (did you mean `{n}`?)")).unwrap_or_default();
        format!("no such format{hint}; there are: {}", names.join(", "))
    })
}
