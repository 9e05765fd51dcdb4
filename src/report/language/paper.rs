//! A whole document in another language.

use super::super::document::{Document, Text};
use super::super::words::Names;
use super::super::words::statement::statements;
use super::super::{Release, ReportError, chapters};
use super::registry::book;
use super::svg::drawing;
use super::{PhraseBook, Share, Speaker};
use std::collections::BTreeSet;

/// Before words that stayed English.
pub const OPEN: char = '\u{e000}';
/// After them.
pub const CLOSE: char = '\u{e001}';

/// A sentence of the report, and how much of it could be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// The section it stands in.
    pub section: String,
    /// In English.
    pub english: String,
    /// How much of it could be said.
    pub share: Share,
}

/// A document in another language.
#[derive(Debug, Clone)]
pub struct Translated {
    /// The document; what stayed English stands between [`OPEN`] and [`CLOSE`].
    pub document: Document,
    /// Every sentence, heading and label in reading order.
    pub heard: Vec<Heard>,
}

impl Translated {
    /// Sentences said whole, and all, without saying the same one twice.
    #[must_use]
    pub fn coverage(&self) -> (usize, usize) {
        let mut seen = BTreeSet::new();
        let heard = self.heard.iter().filter(|h| seen.insert(&h.english));
        heard.fold((0, 0), |(said, all), h| (said + usize::from(h.share == Share::All), all + 1))
    }
}

/// The report of a release in the language that its job asked for.
///
/// # Errors
/// Those of [`chapters::document`]; a language without a phrase book.
pub fn document(release: &Release) -> Result<Document, ReportError> {
    let settings: serde_json::Value =
        serde_json::from_str(&release.primary()?.settings_json).unwrap_or_default();
    let language = settings["report"]["language"].as_str().unwrap_or("en");
    said(release, book(language)?.as_ref())
}

/// The report of a release in the language of a book; without one in English.
///
/// # Errors
/// Those of [`chapters::document`].
pub fn said(release: &Release, book: Option<&PhraseBook>) -> Result<Document, ReportError> {
    let english = chapters::document(release)?;
    Ok(match book {
        Some(book) => translate(english, book, names(release)).document,
        None => english,
    })
}

/// Says a document in the language of a book.
///
/// * `names`: words of the job (labels, groups, levels): where the book has none for them they stay as they are
///   and are not counted.
#[must_use]
pub fn translate(mut document: Document, book: &PhraseBook, names: BTreeSet<String>) -> Translated {
    let mut speaker = Speaker::new(book, names);
    let mut heard = Vec::new();
    document.texts(&mut |section, text| {
        let (place, told) = match text {
            Text::Sentences(place) | Text::Label(place) | Text::Cell(place) => {
                if place.is_empty() {
                    return;
                }
                let plain = place.replace([OPEN, CLOSE], "");
                let spoken = speaker.speak(&plain);
                (place, (spoken.text(Some((OPEN, CLOSE))), spoken.sentences))
            }
            Text::Drawing(place) => {
                let told = drawing(place, &mut speaker);
                (place, told)
            }
        };
        *place = told.0;
        let heard_here =
            told.1.into_iter().map(|(english, share)| Heard { section: section.to_owned(), english, share });
        heard.extend(heard_here);
    });
    document.language.clone_from(&book.language);
    Translated { document, heard }
}

/// A document without the marks around what stayed English.
#[must_use]
pub fn plain(mut document: Document) -> Document {
    document.texts(&mut |_, text| {
        let (Text::Sentences(place) | Text::Label(place) | Text::Cell(place) | Text::Drawing(place)) = text;
        if place.contains([OPEN, CLOSE]) {
            *place = place.replace([OPEN, CLOSE], "");
        }
    });
    document
}

/// Everything in a release that the job named: its title, arms, outcomes, facts, levels, groups, units and
/// specifications.
#[must_use]
pub fn names(release: &Release) -> BTreeSet<String> {
    let t = release.tables();
    let mut names = BTreeSet::new();
    for s in &t.specifications {
        names.extend([
            s.job.clone(),
            s.specification.clone(),
            s.treated_label.clone(),
            s.control_label.clone(),
        ]);
        names.extend(s.filter.clone().into_iter().chain(s.unit.clone()));
        names.extend(s.estimand.split_whitespace().map(str::to_owned));
        if s.primary {
            let words = Names::new(s);
            names.extend(words.labels());
            names.extend(words.outcomes().map(|(_, o)| o.unit.clone()));
            let sources = words
                .outcomes()
                .flat_map(|(_, o)| [o.source.clone(), o.retest.as_ref().map(|r| r.1.clone())]);
            names.extend(sources.flatten().map(|s| s.trim_end_matches('.').to_owned()));
            names.extend(words.statement.parts().iter().filter_map(|p| p.2.map(str::to_owned)));
        }
    }
    names.extend(t.effects.iter().map(|e| e.group.clone()));
    let stop = |words: &String| words.trim_end_matches('.').to_owned();
    for s in &t.scales {
        names.extend([s.label.clone(), s.unit.clone()]);
        let said = [&s.source, &s.case_name, &s.benchmark_label, &s.benchmark_source, &s.follow_up];
        names.extend(said.into_iter().flatten().map(stop));
    }
    for v in &t.value {
        names.insert(v.item.clone());
        names.extend([&v.source, &v.because].into_iter().flatten().map(stop));
    }
    names.extend(statements().iter().map(|s| stop(&s.source)));
    names.extend(t.descriptives.iter().filter_map(|d| d.category.clone()));
    names.extend(t.review.iter().filter_map(|r| r.allowed_because.clone()));
    names.extend(t.balance.iter().filter_map(|b| b.level.clone()));
    let marked: BTreeSet<String> =
        names.iter().filter(|n| n.contains('`')).map(|n| n.replace('`', "")).collect();
    names.extend(marked);
    names
}
