//! The report in another language: the same numbers, marked where it stays English, most of it said.

use super::study::study;
use matchwell::report::document::{Document, Text};
use matchwell::report::language::{
    CLOSE, OPEN, PhraseBook, Share, Speaker, book, english, figures, names, plain, translate,
};
use matchwell::report::{Release, chapters, disclose, html, tabulate};
use std::collections::BTreeSet;

fn welsh() -> PhraseBook {
    book("cy").unwrap().unwrap()
}

fn release() -> Release {
    disclose(tabulate(&study("threshold")).unwrap(), &study("threshold").job.spec.disclosure)
}

fn texts(mut document: Document) -> Vec<String> {
    let mut all = Vec::new();
    document.texts(&mut |_, text| {
        if let Text::Sentences(w) | Text::Label(w) | Text::Cell(w) = text {
            all.push(w.clone());
        }
    });
    all
}

#[test]
fn numbers_are_the_same_in_both_languages() {
    let release = release();
    let document = chapters::document(&release).unwrap();
    let book = welsh();
    let told = texts(plain(translate(document.clone(), &book, names(&release)).document));
    let before = texts(document);
    assert_eq!(before.len(), told.len());
    for (english_text, welsh_text) in before.iter().zip(&told) {
        assert_eq!(
            figures(english_text, &english()),
            figures(welsh_text, &book.numbers),
            "{english_text}\n{welsh_text}"
        );
    }
}

#[test]
fn most_of_the_report_is_said_in_welsh() {
    let release = release();
    let translated = translate(chapters::document(&release).unwrap(), &welsh(), names(&release));
    let main =
        |h: &&matchwell::report::language::Heard| !matches!(h.section.as_str(), "review" | "checklists");
    let mut seen = BTreeSet::new();
    let heard: Vec<_> =
        translated.heard.iter().filter(main).filter(|h| seen.insert(h.english.clone())).collect();
    let said = heard.iter().filter(|h| h.share == Share::All).count();
    let share = said as f64 / heard.len() as f64;
    let rest: Vec<&str> =
        heard.iter().filter(|h| h.share != Share::All).map(|h| h.english.as_str()).collect();
    assert!(share >= 0.95, "{:.1} % of {}: {rest:#?}", 100.0 * share, heard.len());
}

#[test]
fn the_page_says_its_language_and_where_it_stays_english() {
    let release = release();
    let translated = translate(chapters::document(&release).unwrap(), &welsh(), names(&release));
    let page = String::from_utf8(html::render(&translated.document).unwrap()).unwrap();
    assert!(page.contains("<html lang=\"cy\""));
    assert!(page.contains("Y prif ganlyniad") && !page.contains("The headline"));
    assert!(!page.contains([OPEN, CLOSE]), "marks never reach the reader");
    let english = translated.heard.iter().any(|h| h.share == Share::None);
    assert_eq!(english, page.contains("<span lang=\"en\">"));
}

#[test]
fn a_book_refuses_what_would_lose_a_number() {
    let head = "language = \"xx\"\nname = \"X\"\nreviewed = false\n[numbers]\nthousands = \".\"\ndecimal = \",\"\npercent = \" %\"\n";
    let read = |rest: &str| PhraseBook::parse(&format!("{head}{rest}"));
    let wrong = read("[phrases]\n\"{#n} of {#m} people\" = \"{#n} Leute\"\n").unwrap_err().to_string();
    assert!(wrong.contains("#m"), "{wrong}");
    assert!(read("[phrases]\n\"{a}{b}\" = \"{b}{a}\"\n").is_err());
    assert!(read("[phrases]\n\"{a} x\" = \"{a|soft} x\"\n").is_err());
    let book = read("[forms.soft]\nt = \"d\"\n[phrases]\n\"{#n} of {who} fell\" = \"{#n} von {who|soft} fielen\"\n\"trees\" = \"tannen\"\n").unwrap();
    let mut speaker = Speaker::new(&book, []);
    assert_eq!(speaker.whole("1,234.5 of trees fell").as_deref(), Some("1.234,5 von dannen fielen"));
    assert_eq!(speaker.whole("1 of bushes fell"), None);
    assert_eq!(
        speaker.speak("63\u{202f}% of trees fell. Bushes too.").text(Some(('[', ']'))),
        "63 % of trees fell. [Bushes too.]".replace("of trees fell", "von dannen fielen")
    );
}

#[test]
fn an_unknown_language_names_the_known_ones() {
    let wrong = book("cyy").unwrap_err().to_string();
    assert!(wrong.contains("did you mean `cy`") && wrong.contains("en, cy"), "{wrong}");
}

/// What the job says under `[report]` reaches the report, and a report made again from the released tables.
#[test]
fn the_job_says_the_language_and_what_the_author_adds() {
    let mut study = study("threshold");
    study.job.spec.report.language = "cy".to_owned();
    study.job.spec.report.statement.funding = Some("ariannwyd gan ymddiriedolaeth".to_owned());
    let release = disclose(tabulate(&study).unwrap(), &study.job.spec.disclosure);
    let document = matchwell::report::language::document(&release).unwrap();
    assert_eq!(document.language, "cy");
    let ids: Vec<&str> = document.sections.iter().map(|s| s.id).collect();
    let at = |id: &str| ids.iter().position(|i| *i == id).unwrap_or_else(|| panic!("{id} in {ids:?}"));
    assert!(at("author") < at("checklists") && at("checklists") < at("words") && at("words") < at("about"));
    let all = texts(plain(document)).join("\n");
    assert!(
        all.contains("Ariannwyd gan ymddiriedolaeth.")
            && all.contains("Yr hyn y mae'r awdur yn ei ychwanegu")
    );
    let silent = texts(chapters::document(&self::release()).unwrap()).join("\n");
    let gap = "Say who paid and what part they had in the work.";
    assert!(silent.contains(gap), "a gap is told as a gap");
    study.job.spec.report.language = "en".to_owned();
    let release = disclose(tabulate(&study).unwrap(), &study.job.spec.disclosure);
    let told = texts(matchwell::report::language::document(&release).unwrap()).join("\n");
    assert!(!told.contains(gap) && told.contains("What the author adds"), "and closed by the author");
}
