//! Excel workbooks as two libraries write them, and as nobody should.

mod common;

use common::files::{fault, fixture, placed, read, words, written};
use matchwell::ingest::{FileOptions, Reading};
use std::io::Write as _;

const PEOPLE: [(&str, Reading); 6] = [
    ("id", Reading::Keys),
    ("age", Reading::Numbers),
    ("gender", Reading::Words),
    ("start", Reading::Words),
    ("seen", Reading::Words),
    ("alone", Reading::Words),
];

#[test]
fn workbooks_by_either_count_of_days() {
    let expected = [
        vec!["101", "102", "103", "104"],
        vec!["61", "70.5", "", "44"],
        vec!["F", "M", "\u{dc} & <x>", ""],
        vec!["2024-02-29", "1900-03-01", "1999-12-31", ""],
        vec!["2024-03-01T09:30:00", "12:15:00", "36:00:00", ""],
        vec!["true", "false", "", ""],
    ];
    let (cells, lines) = read(&fixture("people.xlsx"), &FileOptions::default(), &PEOPLE).expect("cells");
    let told: Vec<_> = cells.iter().map(words).collect();
    assert_eq!(told, expected);
    assert_eq!(lines, [2, 3, 4, 7], "rows are those of the sheet");
    let (cells, _) = read(&fixture("people1904.xlsx"), &FileOptions::default(), &PEOPLE).expect("cells");
    let starts = words(&cells[3]);
    assert_eq!((starts[0].as_str(), starts[2].as_str()), ("2024-02-29", "1999-12-31"));
}

#[test]
fn sheets_are_named_or_alone() {
    let named = |sheet: Option<&str>, heading| FileOptions {
        sheet: sheet.map(str::to_owned),
        heading,
        ..FileOptions::default()
    };
    let read = |options: &FileOptions| read(&fixture("sheets.xlsx"), options, &[("age", Reading::Numbers)]);
    let several = fault(read(&named(None, None)));
    assert_eq!(several.code, "MW256");
    assert!(several.message.contains("`Read me`, `Clients 2024`, `lists` (hidden)"), "{}", several.message);
    let near = fault(read(&named(Some("Clients 2042"), None)));
    assert!(near.code == "MW256" && near.help.is_some_and(|h| h.contains("did you mean `Clients 2024`")));
    let title = fault(read(&named(Some("Clients 2024"), None)));
    assert_eq!(placed(&title), ("MW257", Some(1), None));
    assert!(title.message.contains("A1:C1"), "{}", title.message);
    assert!(title.help.is_some_and(|h| h.contains("heading = 3")));
    let (cells, lines) = read(&named(Some("Clients 2024"), Some(3))).expect("cells");
    assert_eq!((words(&cells[0]), lines), (vec!["60".into(), "61".into(), "62".into()], vec![4, 5, 6]));
}

#[test]
fn merged_headings_are_named() {
    let read = |wanted, heading| {
        let options = FileOptions { heading, ..FileOptions::default() };
        read(&fixture("merged.xlsx"), &options, &[wanted])
    };
    let first = read(("a2", Reading::Numbers), None).expect_err("faults");
    assert!(first[0].message.contains("B1:D1") && first[0].message.contains("A1:A2"), "{}", first[0].message);
    assert!(first[1].message.contains("C1, D1, E1"), "{}", first[1].message);
    assert_eq!(first[2].code, "MW201");
    assert!(first[0].help.as_ref().is_some_and(|h| h.contains("heading = 2")));
    let top = fault(read(("Loneliness", Reading::Numbers), None));
    assert_eq!(placed(&top), ("MW257", Some(1), Some("Loneliness")));
    assert!(read(("a2", Reading::Numbers), Some(2)).is_ok());
    let below = fault(read(("note", Reading::Words), Some(2)));
    assert_eq!(placed(&below), ("MW257", Some(3), Some("note")));
    assert!(below.message.contains("E3:E5"));
}

#[test]
fn formulas_have_their_stored_values() {
    let wanted = [("sum", Reading::Numbers), ("word", Reading::Words), ("share", Reading::Numbers)];
    let (cells, _) = read(&fixture("formulas.xlsx"), &FileOptions::default(), &wanted).expect("cells");
    assert_eq!(words(&cells[0]), ["2", "4", "6"]);
    assert_eq!(words(&cells[1]), ["w1", "w2", "w3"]);
    assert_eq!(words(&cells[2]), ["0.125", "0.25", "0.375"]);
    let error = fault(read(&fixture("formulas.xlsx"), &FileOptions::default(), &[("bad", Reading::Numbers)]));
    assert_eq!(placed(&error), ("MW258", Some(3), Some("bad (E)")));
    assert!(error.message.contains("E3") && error.message.contains("#N/A"));
    let unsaved =
        fault(read(&fixture("unsaved.xlsx"), &FileOptions::default(), &[("sum", Reading::Numbers)]));
    assert_eq!(placed(&unsaved), ("MW258", Some(2), Some("sum (B)")));
}

/// A workbook whose shared texts, or whose sheet, unpack to far more than they should.
#[test]
fn workbooks_that_swell_are_refused() {
    let options = zip::write::SimpleFileOptions::default();
    let build = |part: &str, filler: &[u8], times: usize| {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let parts = [
            ("xl/workbook.xml", "<workbook><sheets><sheet name='A' r:id='r1'/></sheets></workbook>"),
            (
                "xl/_rels/workbook.xml.rels",
                "<r><Relationship Id='r1' Type='x/worksheet' Target='sheet.xml'/>\
                 <Relationship Id='r2' Type='x/sharedStrings' Target='strings.xml'/></r>",
            ),
        ];
        for (name, text) in parts {
            writer.start_file(name, options).expect("a part");
            writer.write_all(text.as_bytes()).expect("written");
        }
        writer.start_file(part, options).expect("a part");
        writer.write_all(b"<x><sheetData>").expect("written");
        let block = filler.repeat(4096);
        for _ in 0..times {
            writer.write_all(&block).expect("written");
        }
        writer.finish().expect("an archive").into_inner()
    };
    for (part, filler, times) in
        [("xl/strings.xml", &b"<si/>"[..], 4000), ("xl/strings.xml", b"          ", 100)]
    {
        let (_dir, path) = written("a.xlsx", &build(part, filler, times));
        let fault = fault(read(&path, &FileOptions::default(), &[("id", Reading::Keys)]));
        assert!(matches!(fault.code, "MW255" | "MW209"), "{} {}", fault.code, fault.message);
    }
}
