//! From a theme file to a theme, or to all that is wrong with it.

use super::eyes::{Light, apart, contrast};
use super::{Colours, ColoursSpec, Fonts, Logo, Theme, ThemeSpec};
use crate::fault::{Fault, Place};
use crate::job::beside::{self, Document};
use crate::text_file;
use std::path::Path;

/// Least contrast of text (WCAG 2.2, success criterion 1.4.3).
const TEXT: f64 = 4.5;
/// Least contrast of marks in charts with what they stand on (success criterion 1.4.11).
const MARKS: f64 = 3.0;
/// Least contrast of the two groups with each other, so that a copy in grey still tells them apart.
const GREY: f64 = 1.5;
/// Least distance of the two groups' colours for any eyes (CIE 1976): ten times what is just seen.
const APART: f64 = 23.0;
/// Largest font file, in bytes.
const FONT: usize = 8 << 20;

/// Reads the theme file at `path`.
///
/// # Errors
/// All faults at once: the file, its keys, its colours, its logo, its fonts.
pub fn load(path: &Path) -> Result<Theme, Vec<Fault>> {
    let text = text_file::read(path, text_file::WRITTEN).map_err(|refusal| {
        let place = Place::Data { file: path.to_owned(), row: None, column: None };
        let message = format!("cannot read the theme: {}", refusal.why);
        vec![Fault { code: "MW622", message, help: Some(refusal.help.to_owned()), place }]
    })?;
    read(&text, path)
}

/// The JSON Schema of a theme file.
#[must_use]
pub fn schema() -> serde_json::Value {
    beside::schema::<ThemeSpec>("Matchwell theme")
}

/// Reads `text`, the content of the theme file `file`, from whose folder its own paths start.
///
/// # Errors
/// As [`load`].
pub fn read(text: &str, file: &Path) -> Result<Theme, Vec<Fault>> {
    let document = beside::read::<ThemeSpec>(text, file, "theme")?;
    let folder = file.parent().unwrap_or(Path::new(""));
    let mut faults = Vec::new();
    let colours = colours(&document, &mut faults);
    let logo = document.value.logo.as_ref().and_then(|logo| {
        let read = file_in(folder, logo, super::logo::LARGEST).and_then(Logo::read);
        read.map_err(|why| faults.push(bad_file(&document, &["logo"], "logo", logo, &why))).ok()
    });
    let mut files = Vec::new();
    for (i, font) in document.value.fonts.files.iter().enumerate() {
        match file_in(folder, font, FONT).and_then(is_font) {
            Ok(bytes) => files.push(bytes),
            Err(why) => {
                faults.push(bad_file(&document, &["fonts", "files", &i.to_string()], "font", font, &why));
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let ThemeSpec { organisation, footer, fonts, .. } = document.value;
    let named = |name: Option<String>| name.map(|n| family(&n)).filter(|n| !n.is_empty());
    let fonts = Fonts { body: named(fonts.body), headings: named(fonts.headings), files };
    Ok(Theme { organisation, footer, logo, colours, fonts })
}

/// Checks each colour, and those that must be told from each other.
fn colours(document: &Document<'_, ThemeSpec>, faults: &mut Vec<Fault>) -> Colours {
    let said = &document.value.colours;
    let mut light = |key: &str, hex: &str| {
        let light = Light::read(hex);
        if light.is_none() {
            let message = format!("`{hex}` is no colour");
            faults.push(document.fault(
                "MW623",
                &["colours", key],
                message,
                "write #rrggbb, such as #0f3450",
            ));
        }
        light
    };
    let all = [
        light("accent", &said.accent),
        light("treated", &said.treated),
        light("comparison", &said.comparison),
        light("text", &said.text),
        light("paper", &said.paper),
    ];
    if let [Some(accent), Some(treated), Some(comparison), Some(text), Some(paper)] = all {
        let on_paper = [("accent", accent, TEXT), ("text", text, TEXT)];
        let marks = [("treated", treated, MARKS), ("comparison", comparison, MARKS)];
        for (key, ink, least) in on_paper.into_iter().chain(marks) {
            faults.extend(faint(document, key, contrast(ink, paper), least));
        }
        faults.extend(alike(document, treated, comparison));
    }
    small(said)
}

fn faint(document: &Document<'_, ThemeSpec>, key: &str, found: f64, least: f64) -> Option<Fault> {
    (found < least).then(|| {
        let message =
            format!("contrast of `{key}` with `paper` is {found:.1} to 1; it must be {least} or more");
        let help = "take a darker colour (or a lighter one, if the paper is dark)";
        document.fault("MW624", &["colours", key], message, help)
    })
}

fn alike(document: &Document<'_, ThemeSpec>, treated: Light, comparison: Light) -> Option<Fault> {
    let grey = contrast(treated, comparison);
    let (distance, eyes) = apart(treated, comparison);
    let message = if grey < GREY {
        format!(
            "`treated` and `comparison` are alike in grey: contrast {grey:.2} to 1; it must be {GREY} or more"
        )
    } else if distance < APART {
        format!(
            "`treated` and `comparison` are alike to eyes {eyes}: {distance:.0} apart; it must be {APART} or more"
        )
    } else {
        return None;
    };
    let help = "make one lighter and one darker, blue against orange rather than green against red";
    Some(document.fault("MW625", &["colours", "comparison"], message, help))
}

/// The colours in small letters: two ways to write one colour are one theme.
fn small(said: &ColoursSpec) -> Colours {
    let ColoursSpec { accent, treated, comparison, text, paper } = said;
    let [accent, treated, comparison, text, paper] =
        [accent, treated, comparison, text, paper].map(|c| c.to_ascii_lowercase());
    Colours { accent, treated, comparison, text, paper }
}

/// A family's name without what would end it in a style sheet.
fn family(name: &str) -> String {
    let kept: String = name.chars().filter(|c| c.is_alphanumeric() || " -_.".contains(*c)).collect();
    kept.trim().to_owned()
}

fn file_in(folder: &Path, file: &Path, largest: usize) -> Result<Vec<u8>, String> {
    let path = folder.join(file);
    let about = std::fs::metadata(&path).map_err(|e| e.to_string())?;
    if !about.is_file() {
        return Err("it is no file".to_owned());
    }
    if about.len() > largest as u64 {
        return Err(format!("it has {} bytes, more than {largest}", about.len()));
    }
    std::fs::read(&path).map_err(|e| e.to_string())
}

fn is_font(bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    let known = [&b"\0\x01\0\0"[..], b"OTTO", b"true", b"ttcf"];
    if known.iter().any(|k| bytes.starts_with(k)) { Ok(bytes) } else { Err("it is no TTF or OTF".to_owned()) }
}

fn bad_file(document: &Document<'_, ThemeSpec>, at: &[&str], what: &str, file: &Path, why: &str) -> Fault {
    let message = format!("cannot use the {what} {}: {why}", file.display());
    document.fault("MW626", at, message, "paths start from the folder of the theme file")
}
