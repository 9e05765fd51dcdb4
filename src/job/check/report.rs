//! `[report]`: which forms, and whether this build can make them.

use super::scene::Scene;
use crate::job::faults::Faults;
use crate::report::ReportError;
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
    let said: Vec<_> = formats.iter().map(|f| (f.word(), (!f.built()).then(|| f.missing()))).collect();
    each(scene, "formats", &said, faults);
    let pictures = &scene.spec.report.pictures;
    let said: Vec<_> = pictures.iter().map(|p| (p.word(), (!p.built()).then(|| p.missing()))).collect();
    each(scene, "pictures", &said, faults);
}

/// Checks that each name stands once and that this build can make it.
fn each(scene: &Scene<'_>, key: &str, said: &[(&str, Option<ReportError>)], faults: &mut Faults) {
    for (i, (word, missing)) in said.iter().enumerate() {
        let at = || scene.at(&["report", key, &i.to_string()]);
        if said[..i].iter().any(|(earlier, _)| earlier == word) {
            faults.add("MW621", at(), format!("`{word}` is named twice"), "name each kind once");
        }
        if let Some(missing) = missing {
            let (message, help) = missing.halves();
            faults.add("MW620", at(), message, help);
        }
    }
}
