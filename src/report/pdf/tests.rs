//! Pages: what they say, that hostile words stay words, and that bytes do not change.

use super::super::document::{
    Block, Cell, Document, Figure, Finding, Furniture, Grid, Panel, Picture, Section, Top,
};
use super::super::theme::{Theme, load};
use super::{png, render, set};
use std::path::Path;
use typst::layout::{Frame, FrameItem};

const HEADLINE: &str = "Of 100 people like these, 12 more were no longer lonely";

fn chart(words: &str) -> String {
    let words = words.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    format!(
        "<svg role=\"img\" viewBox=\"0 0 320 120\" aria-label=\"{words}\">\n<title>{words}</title><desc>{words}</desc>\n\
         <rect x=\"10\" y=\"10\" width=\"90\" height=\"40\" fill=\"#0b5c8f\"/><text x=\"10\" y=\"90\" font-size=\"13\">{words}</text></svg>"
    )
}

/// A document with every kind of block, all of whose words are `words`.
fn document(words: &str) -> Document {
    let w = || words.to_owned();
    let grid = |rows: usize| Grid {
        caption: w(),
        head: vec![w(), "Share".to_owned(), w()],
        rows: vec![
            vec![
                Cell::text(words),
                Cell::number("12 % (3 to 21)"),
                Cell { text: w(), class: "light red" }
            ];
            rows
        ],
        foot: w(),
    };
    let pictures = |n: usize| vec![Picture { name: w(), svg: chart(words) }; n];
    let figure = |n: usize| Figure { pictures: pictures(n), caption: w(), grid: Some(grid(2)) };
    let finding = Finding {
        class: "accepted".to_owned(),
        severity: w(),
        rule: "MW101".to_owned(),
        message: w(),
        allowed: Some(w()),
    };
    let panel = |class| Panel { class, title: w(), items: vec![w(), w()] };
    Document {
        language: "en-GB".to_owned(),
        kicker: "Impact evaluation".to_owned(),
        topic: "The headline".to_owned(),
        title: w(),
        top: Top { gap: w(), doubts: w(), ..Top::plain(HEADLINE.to_owned(), w()) },
        sections: vec![Section {
            id: "one",
            title: w(),
            blocks: vec![
                Block::Words(w()),
                Block::Small(w()),
                Block::Heading(w()),
                Block::Figure(figure(1)),
                Block::Figure(figure(2)),
                Block::Wide(figure(1)),
                Block::Grid(grid(3)),
                Block::Folded(grid(90)),
                Block::Panels(vec![panel("can"), panel("cannot")]),
                Block::Terms(vec![(w(), w())]),
                Block::Findings(vec![finding]),
            ],
        }],
        version: "0.0.0".to_owned(),
        furniture: Furniture::english("0.0.0"),
    }
}

fn text_of(frame: &Frame, out: &mut String) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => text_of(&group.frame, out),
            FrameItem::Text(text) => out.push_str(&text.text),
            _ => {}
        }
    }
}

/// The text of every page, without blanks and places to break: lines may end anywhere.
fn pages(document: &Document) -> Vec<String> {
    let theme = Theme::default();
    let set = set(document, &theme).expect("it is set");
    let page = |frame: &Frame| {
        let mut text = String::new();
        text_of(frame, &mut text);
        close(&text)
    };
    set.pages().iter().map(|p| page(&p.frame)).collect()
}

fn close(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect()
}

#[test]
fn pages_say_the_headline_and_every_block() {
    let pages = pages(&document("plain words"));
    assert!(pages[0].contains(&close(HEADLINE)), "the title page has the headline");
    assert!(pages[1].contains("Contents") && pages[1].contains("page2of"));
    let all = pages.concat();
    assert!(all.contains("Figure1") && all.contains("Table1") && all.contains("Acceptedbytheanalyst"));
    assert!(all.matches("plainwords").count() > 300);
    let with_head = pages.iter().filter(|p| p.contains("plainwordsShare")).count();
    assert!(with_head >= 3, "a table over pages repeats its heading");
    for markup in ["#words", "grid-of", "quote(", "\\\""] {
        assert!(!all.contains(markup), "{markup}");
    }
}

#[test]
fn hostile_words_stay_words() {
    let long = "x".repeat(1000);
    let hostile = [
        "#panic(\"a\") $x^2$ \\ \\u{41} <label> *b* _i_ @ref `raw` // c /* d",
        "\"); #panic(); (\"",
        "= Heading\n- item\n+ more\n/ term: x",
        &long,
        "\u{5d0}\u{5d1}\u{5d2} 12 (\u{5d0}) \u{627}\u{644}\u{633} \u{202e}abc",
        "\u{1f600} \u{e000} \u{0} \u{feff} \u{4e2d}\u{6587}",
        "<svg onload=x> & ]]> --> &amp;",
        "",
    ];
    for words in hostile {
        let all = pages(&document(words)).concat();
        if words.is_ascii() && !words.contains('\n') {
            assert!(all.contains(&close(words)), "{words}");
        }
        let bytes = render(&document(words), &Theme::default());
        assert!(bytes.is_ok_and(|b| b.starts_with(b"%PDF-")), "{words}");
    }
}

#[test]
fn bytes_do_not_depend_on_threads_or_on_what_was_set_before() {
    let document = document("plain words");
    let once = render(&document, &Theme::default()).expect("a PDF");
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        assert!(pool.install(|| render(&document, &Theme::default())).is_ok_and(|again| again == once));
    }
    assert!(!once.windows(13).any(|w| w == b"/CreationDate"), "no clock");
}

#[test]
fn a_theme_changes_the_paper_and_its_charts() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/loneliness/theme.toml");
    let theme = load(&example).expect("a theme");
    let plain = document("plain words");
    let ours = render(&plain, &Theme::default()).expect("a PDF");
    assert_ne!(render(&theme.dress(plain), &theme).expect("a PDF"), ours);
}

#[test]
fn charts_become_pixels_with_letters() {
    let alone = |words| {
        let svg = super::super::charts::standing_alone(
            &chart(words),
            None,
            super::super::charts::Ground::Filled("#ffffff"),
        );
        png(&svg, &Theme::default()).expect("a picture")
    };
    let (one, other) = (alone("words"), alone("other"));
    assert!(one.starts_with(b"\x89PNG") && one == alone("words"));
    // Width and height stand in the first chunk: twice the 720 x 270 pixels of the page.
    assert_eq!(one[16..24], [0, 0, 5, 160, 0, 0, 2, 28]);
    assert_ne!(one, other, "letters are drawn");
}
