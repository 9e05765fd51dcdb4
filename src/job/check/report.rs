//! `[report]`: which forms, and whether this build can make them.

use super::scene::Scene;
use crate::job::faults::Faults;
use crate::report::formats::Format;
use crate::report::language;

/// Checks the section.
pub(super) fn check(scene: &Scene<'_>, faults: &mut Faults) {
    if let Err(e) = language::book(&scene.spec.report.language) {
        let words = e.to_string();
        let (what, way) = words.split_once("; ").unwrap_or((&words, "leave it out for English"));
        faults.add("MW630", scene.at(&["report", "language"]), what, way);
    }
    let formats = &scene.spec.report.formats;
    if formats.is_empty() {
        let known: Vec<&str> = Format::ALL.into_iter().map(Format::word).collect();
        let help = format!("name at least one of: {}", known.join(", "));
        faults.add("MW621", scene.at(&["report", "formats"]), "the report has no format", help);
    }
    for (i, format) in formats.iter().enumerate() {
        let at = || scene.at(&["report", "formats", &i.to_string()]);
        if formats[..i].contains(format) {
            let message = format!("`{}` is named twice", format.word());
            faults.add("MW621", at(), message, "name each format once");
        }
        if !format.built() {
            let missing = format.missing();
            let (message, help) = missing.halves();
            faults.add("MW620", at(), message, help);
        }
    }
}
