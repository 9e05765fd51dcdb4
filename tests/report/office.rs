//! Word, Excel and Markdown: whole containers, the same bytes twice, and names that try to be more than names.

use super::study::study;
use matchwell::report::chapters::document;
use matchwell::report::document::{Block, Cell, Document, Figure, Finding, Grid, Picture};
use matchwell::report::formats::{Findings, Format, render};
use matchwell::report::theme::Theme;
use matchwell::report::{Release, disclose, docx, markdown, tabulate, xlsx};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// A name that each format could take for something of its own.
const HOSTILE: &str = "=HYPERLINK(\"http://a.b\") <script>x</script> | `c` **b** [l](u) & \u{1}\u{7} ]]>";

fn release(profile: &str, name: Option<&str>) -> Release {
    let mut study = study(profile);
    if let Some(name) = name {
        name.clone_into(&mut study.job.spec.name);
    }
    disclose(tabulate(&study).unwrap(), &study.job.spec.disclosure)
}

/// The parts of a container by their path.
fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = BTreeMap::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        out.insert(file.name().expect("a name").into_owned(), bytes);
    }
    out
}

/// Every part that is XML is well-formed.
fn well_formed(parts: &BTreeMap<String, Vec<u8>>) {
    let xml = |p: &&String| p.rsplit_once('.').is_some_and(|(_, e)| ["xml", "rels", "svg"].contains(&e));
    for path in parts.keys().filter(xml) {
        let mut reader = Reader::from_reader(parts[path].as_slice());
        reader.config_mut().check_end_names = true;
        let mut open = 0_i64;
        loop {
            match reader.read_event().unwrap_or_else(|e| panic!("{path}: {e}")) {
                Event::Start(_) => open += 1,
                Event::End(_) => open -= 1,
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(open, 0, "{path}");
    }
}

fn text(parts: &BTreeMap<String, Vec<u8>>, path: &str) -> String {
    String::from_utf8(parts[path].clone()).unwrap()
}

fn word(document: &Document) -> BTreeMap<String, Vec<u8>> {
    parts(&docx::render(document, &Theme::default(), &|_| None).unwrap())
}

#[test]
fn the_same_findings_give_the_same_bytes() {
    for profile in ["none", "threshold"] {
        let release = release(profile, None);
        let document = document(&release).unwrap();
        let findings = Findings { release: &release, document: &document, theme: &Theme::default() };
        for format in [Format::Docx, Format::Xlsx, Format::Markdown] {
            let once = render(format, &findings).unwrap();
            assert_eq!(once, render(format, &findings).unwrap(), "{}", format.word());
            assert!(!once.is_empty() && format.built(), "{}", format.word());
        }
    }
}

#[test]
fn a_word_document_holds_every_part_in_styles_that_word_knows() {
    let release = release("none", None);
    let document = document(&release).unwrap();
    let parts = word(&document);
    well_formed(&parts);
    let main = text(&parts, "word/document.xml");
    let styles = text(&parts, "word/styles.xml");
    for used in main.split("<w:pStyle w:val=\"").skip(1).filter_map(|s| s.split('"').next()) {
        assert!(styles.contains(&format!("w:styleId=\"{used}\"")), "{used}");
    }
    for direct in ["<w:sz ", "<w:color ", "<w:b/>", "<w:i/>", "<w:rFonts", "<w:shd", "<w:spacing"] {
        assert!(!main.contains(direct), "{direct}: the look is a matter of styles");
    }
    let headings = main.matches("<w:pStyle w:val=\"Heading1\"/>").count();
    assert_eq!(headings, document.sections.len() + 2, "each section, the headline, the appendix");
    let pictures = count(&document, |b| match b {
        Block::Figure(f) | Block::Wide(f) => f.pictures.len(),
        _ => 0,
    });
    assert_eq!(main.matches("<w:drawing>").count(), pictures);
    let described =
        main.split("<wp:docPr ").skip(1).all(|d| !d.split('>').next().unwrap().contains("descr=\"\""));
    assert!(described && pictures > 3);
    let grids = count(&document, |b| match b {
        Block::Grid(_) | Block::Folded(_) => 1,
        Block::Figure(f) | Block::Wide(f) => usize::from(f.grid.is_some()),
        _ => 0,
    });
    assert_eq!(main.matches("<w:tbl>").count(), grids);
    assert_eq!(main.matches("<w:tblHeader/>").count(), grids, "heads come again on every page");
    assert!(styles.contains("<w:lang w:val=\"en-GB\""));
}

#[test]
fn every_reference_has_its_mark_and_every_relation_its_file() {
    let release = release("threshold", None);
    let parts = word(&document(&release).unwrap());
    let main = text(&parts, "word/document.xml");
    let marks: Vec<&str> = between(&main, "w:name=\"_Ref", "\"");
    let mut unique = marks.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), marks.len());
    let references = between(&main, " REF _Ref", " ");
    assert!(!references.is_empty() && references.iter().all(|r| marks.contains(r)));
    let relations = text(&parts, "word/_rels/document.xml.rels");
    for target in between(&relations, "Target=\"", "\"") {
        assert!(parts.contains_key(&format!("word/{target}")), "{target}");
    }
    let ids = between(&relations, "Id=\"", "\"");
    assert!(between(&main, "r:embed=\"", "\"").iter().all(|id| ids.contains(id)));
}

#[test]
fn a_picture_in_pixels_stands_beside_its_drawing() {
    let document = document(&release("none", None)).unwrap();
    let theme = Theme::default();
    let drawn = parts(&docx::render(&document, &theme, &|svg| Some(svg.as_bytes().to_vec())).unwrap());
    assert_eq!(drawn["word/media/figure1.png"], drawn["word/media/figure1.svg"], "drawn from the same file");
    assert!(text(&drawn, "word/media/figure1.svg").starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    let without = word(&document);
    assert!(without["word/media/figure1.png"].starts_with(b"\x89PNG\r\n\x1a\n"), "an empty picture");
}

#[test]
fn a_house_style_reaches_the_styles_and_nothing_else() {
    let document = document(&release("none", None)).unwrap();
    let mut theme = Theme::default();
    "#123456".clone_into(&mut theme.colours.accent);
    "The & house".clone_into(&mut theme.footer);
    theme.fonts.body = Some("Lato".to_owned());
    theme.fonts.headings = Some("Bitter".to_owned());
    let dressed = parts(&docx::render(&document, &theme, &|_| None).unwrap());
    well_formed(&dressed);
    let styles = text(&dressed, "word/styles.xml");
    for said in ["w:val=\"123456\"", "w:ascii=\"Lato\"", "w:ascii=\"Bitter\""] {
        assert!(styles.contains(said), "{said}");
    }
    assert!(!styles.contains(['{', '}']) && !text(&word(&document), "word/styles.xml").contains(['{', '}']));
    assert!(text(&dressed, "word/footer1.xml").contains("The &amp; house"));
    assert_eq!(dressed["word/document.xml"], word(&document)["word/document.xml"]);
}

#[test]
fn a_translation_says_what_stayed_english() {
    let mut document = document(&release("none", None)).unwrap();
    "cy".clone_into(&mut document.language);
    "Y canlyniad \u{e000}the headline\u{e001} yma".clone_into(&mut document.top.gap);
    let parts = word(&document);
    let main = text(&parts, "word/document.xml");
    assert!(main.contains("<w:lang w:val=\"en-GB\"/></w:rPr><w:t xml:space=\"preserve\">the headline</w:t>"));
    assert!(!main.contains(['\u{e000}', '\u{e001}']));
    assert!(text(&parts, "word/styles.xml").contains("<w:lang w:val=\"cy\" w:eastAsia=\"cy\""));
    assert!(text(&parts, "docProps/core.xml").contains("<dc:language>cy</dc:language>"));
}

#[test]
fn a_workbook_has_one_sheet_for_each_table_with_rows() {
    for profile in ["none", "threshold"] {
        let release = release(profile, None);
        let document = document(&release).unwrap();
        let parts = parts(&xlsx::render(&release, &document).unwrap());
        well_formed(&parts);
        let batches = release.batches().unwrap();
        let filled: Vec<&str> =
            batches.iter().filter(|(_, b)| b.num_rows() > 0).map(|(t, _)| t.name).collect();
        let mut want = vec!["Read me", "Columns"];
        want.extend(&filled);
        assert_eq!(between(&text(&parts, "xl/workbook.xml"), "<sheet name=\"", "\""), want);
        assert!(filled.len() >= 5 && filled.len() < batches.len(), "{filled:?}");
        for (path, bytes) in parts.iter().filter(|(p, _)| p.starts_with("xl/worksheets/sheet")) {
            let sheet = String::from_utf8(bytes.clone()).unwrap();
            assert!(!sheet.contains("<f>"), "{path}: no formula");
        }
        assert!(!parts.keys().any(|p| p.contains("vbaProject")), "no macro");
        let texts = text(&parts, "xl/sharedStrings.xml");
        assert_eq!(texts.contains(">withheld<"), profile == "threshold");
        for sheet in ["xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"] {
            let sheet = text(&parts, sheet);
            assert!(sheet.contains("state=\"frozen\"") && sheet.contains("<autoFilter "));
        }
    }
}

#[test]
fn a_summary_holds_the_headline_the_results_and_the_doubts() {
    let release = release("none", None);
    let document = document(&release).unwrap();
    let summary = String::from_utf8(markdown::render(&document)).unwrap();
    let parts =
        ["# ", "## It can tell you", "## It cannot tell you", "## Results", "| --- |", "## Design review"];
    let at: Vec<usize> = parts.iter().map(|p| summary.find(p).unwrap_or_else(|| panic!("{p}"))).collect();
    assert!(at.is_sorted(), "{at:?}");
    assert!(summary.contains("Accepted by the analyst because:"));
    assert!(summary.split_whitespace().count() < 1_500, "two pages");
    for line in summary.lines().filter(|l| l.starts_with('|')) {
        assert!(line.ends_with(" |"), "{line}");
    }
}

#[test]
fn hostile_names_stay_names() {
    let release = release("none", Some(HOSTILE));
    let mut document = document(&release).unwrap();
    let cells = [HOSTILE, "<r><t>rich</t></r>", "+1", "-1", "@a", "\t=1"];
    let grid = Grid {
        caption: HOSTILE.to_owned(),
        head: cells.iter().map(|c| (*c).to_owned()).collect(),
        rows: vec![cells.iter().map(|c| Cell::text(*c)).collect()],
        foot: HOSTILE.to_owned(),
    };
    let results = document.sections.iter_mut().find(|s| s.id == "results").unwrap();
    results.blocks.push(Block::Grid(grid.clone()));
    results.blocks.push(Block::Figure(Figure {
        pictures: vec![Picture {
            name: HOSTILE.to_owned(),
            svg: "<svg viewBox=\"0 0 9 9\"></svg>".to_owned(),
        }],
        caption: HOSTILE.to_owned(),
        grid: Some(grid),
    }));
    let finding = Finding {
        class: "serious".to_owned(),
        severity: "serious".to_owned(),
        rule: "MW000".to_owned(),
        message: HOSTILE.to_owned(),
        allowed: Some(HOSTILE.to_owned()),
    };
    document
        .sections
        .iter_mut()
        .find(|s| s.id == "review")
        .unwrap()
        .blocks
        .push(Block::Findings(vec![finding]));
    let word = word(&document);
    well_formed(&word);
    let main = text(&word, "word/document.xml");
    assert!(main.contains("&lt;script&gt;x&lt;/script&gt;") && !main.contains("<script"));
    let workbook = parts(&xlsx::render(&release, &document).unwrap());
    well_formed(&workbook);
    assert!(text(&workbook, "xl/sharedStrings.xml").contains("=HYPERLINK("), "as a text");
    let summary = String::from_utf8(markdown::render(&document)).unwrap();
    assert!(summary.contains("\\<script>") && !summary.contains(" <script>"));
    for line in summary.lines().filter(|l| l.starts_with("| ") && l.contains("HYPERLINK")) {
        let bars = line.replace("\\|", "").matches('|').count();
        assert_eq!(bars, cells.len() + 1, "{line}");
    }
}

fn count(document: &Document, of: impl Fn(&Block) -> usize) -> usize {
    document.sections.iter().flat_map(|s| &s.blocks).map(of).sum()
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    text.split(before).skip(1).filter_map(|rest| rest.split(after).next()).collect()
}
