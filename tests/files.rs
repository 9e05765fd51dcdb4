//! Files as people have them: whatever the encoding, packing or format, the same cells.

mod common;

use arrow::array::{Array, ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use common::data::{folder, job};
use matchwell::fault::{Fault, Place};
use matchwell::ingest::{Cells, Code, FileOptions, Missing, Reading, columns, outline};
use matchwell::job::Decimal;
use matchwell::{harmonise, ingest};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/files").join(name)
}

/// The cells of columns of a file, with the row each stands in.
fn read(
    path: &Path,
    options: &FileOptions,
    wanted: &[(&str, Reading)],
) -> Result<(Vec<Cells>, Vec<usize>), Vec<Fault>> {
    let wanted: Vec<_> = wanted.iter().map(|(name, reading)| ((*name).to_owned(), *reading)).collect();
    let mut table = columns(path, options, &wanted, None)?;
    let lines = (0..table.rows).map(|r| table.lines.of(r)).collect();
    Ok((wanted.iter().map(|(name, reading)| table.take(name, *reading)).collect(), lines))
}

fn written(name: &str, bytes: &[u8]) -> (TempDir, PathBuf) {
    let dir = TempDir::new().expect("a temporary folder");
    let path = dir.path().join(name);
    fs::write(&path, bytes).expect("a file");
    (dir, path)
}

/// The words of a column, empty cells as nothing.
fn words(cells: &Cells) -> Vec<String> {
    match cells {
        Cells::Words(w) => {
            w.codes.iter().map(|c| w.words.get(*c as usize).cloned().unwrap_or_default()).collect()
        }
        Cells::Numbers(n) => {
            n.values.iter().map(|v| if v.is_nan() { String::new() } else { v.to_string() }).collect()
        }
        Cells::Keys(k) => (0..k.len())
            .map(|i| if k.is_missing(i) { String::new() } else { k.text(i).into_owned() })
            .collect(),
    }
}

/// Code, row and column of a fault.
fn placed(fault: &Fault) -> (&'static str, Option<usize>, Option<&str>) {
    match &fault.place {
        Place::Data { row, column, .. } => (fault.code, *row, column.as_deref()),
        _ => (fault.code, None, None),
    }
}

fn fault(result: Result<(Vec<Cells>, Vec<usize>), Vec<Fault>>) -> Fault {
    result.expect_err("a fault").remove(0)
}

fn sixteen(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
}

/// One text in every encoding, with the name of the encoding where a job must say it.
fn encoded(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let with = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
    let windows = encoding_rs::WINDOWS_1252.encode(text);
    let mut all = vec![
        ("", text.as_bytes().to_vec()),
        ("", with(b"\xEF\xBB\xBF", text.as_bytes().to_vec())),
        ("", with(b"\xFF\xFE", sixteen(text, false))),
        ("", with(b"\xFE\xFF", sixteen(text, true))),
        ("utf-16le", sixteen(text, false)),
        ("utf-16be", sixteen(text, true)),
    ];
    if !windows.2 {
        all.push(("windows-1252", windows.0.into_owned()));
    }
    all
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

fn zstandard(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

const TEXT: &str =
    "id,name,age\n1,Zo\u{eb} \u{201e}Z\u{201c},61.5\n2,\"M\u{fc}ller,\nJ\u{f6}rg\",70\n\n3,\u{20ac},\n";

#[test]
fn one_text_in_every_encoding_and_packing() {
    let wanted = [("id", Reading::Keys), ("name", Reading::Words), ("age", Reading::Numbers)];
    let packings: [(&str, fn(&[u8]) -> Vec<u8>); 3] =
        [("", <[u8]>::to_vec), (".gz", gzip), (".zst", zstandard)];
    let mut expected: Option<(Vec<Vec<String>>, Vec<usize>)> = None;
    for (delimiter, extension) in [(',', "csv"), (';', "csv"), ('\t', "tab"), ('|', "txt")] {
        let text =
            TEXT.replace("Müller,", "Müller\u{1}").replace(',', &delimiter.to_string()).replace('\u{1}', ",");
        for ending in ["\n", "\r\n"] {
            for (_, bytes) in encoded(&text.replace('\n', ending)) {
                for (suffix, pack) in packings {
                    let (_dir, path) = written(&format!("a.{extension}{suffix}"), &pack(&bytes));
                    let (cells, lines) = read(&path, &FileOptions::default(), &wanted).expect("cells");
                    let told =
                        cells.iter().map(words).map(|w| w.iter().map(|c| c.replace('\r', "")).collect());
                    let told = (told.collect(), lines);
                    assert_eq!(expected.get_or_insert_with(|| told.clone()), &told, "{delimiter}{suffix}");
                }
            }
        }
    }
    let (cells, lines) = expected.expect("texts");
    assert_eq!(cells[1][0], "Zo\u{eb} \u{201e}Z\u{201c}");
    assert_eq!(lines, [2, 3, 6]);
}

#[test]
fn outlines_of_every_kind() {
    let names = |name: &str| {
        let options = FileOptions { sheet: None, ..FileOptions::default() };
        let outline = outline(&fixture(name), &options).expect(name);
        outline.columns.into_iter().map(|(n, _)| n).collect::<Vec<_>>()
    };
    assert_eq!(names("packed.csv.gz"), ["id", "age"]);
    assert_eq!(names("packed.csv.zst"), ["id", "age"]);
    assert_eq!(names("people.xlsx"), ["id", "age", "gender", "start", "seen", "alone"]);
    for name in ["table.arrow", "table.arrows", "table_lz4.feather", "table_zstd.feather"] {
        assert_eq!(names(name), ["id", "age", "gender", "day", "text", "list"]);
    }
    for (_, bytes) in encoded("id,gr\u{f6}\u{df}e\n1,2\n") {
        let (_dir, path) = written("a.csv", &bytes);
        let outline = outline(&path, &FileOptions::default()).expect("an outline");
        assert_eq!(outline.columns[1].0, "gr\u{f6}\u{df}e");
    }
}

#[test]
fn other_libraries_pack_texts() {
    for name in ["packed.csv.gz", "packed.csv.zst"] {
        let (cells, _) =
            read(&fixture(name), &FileOptions::default(), &[("age", Reading::Numbers)]).expect(name);
        let Cells::Numbers(age) = &cells[0] else { panic!("numbers") };
        let expected: Vec<f64> = (0..300).map(|at| f64::from(20 + at % 60)).chain([61.0]).collect();
        assert_eq!(age.values, expected);
    }
}

/// The notes of a job whose service users are `bytes` in a file called `name`.
fn notes(name: &str, bytes: &[u8], more: &str) -> Result<Vec<(&'static str, String)>, Vec<Fault>> {
    let dir = folder(&[("pool.csv", "id,age,sex\n7,61,f\u{e9}\n8,70,m\n9,65,m\n")]);
    fs::write(dir.path().join(name), bytes).expect("a file");
    let text = format!(
        "name = \"test\"\n[treated]\nsource = {{ file = \"{name}\"{more} }}\nid = \"id\"\n\
         [control]\nsource = \"pool.csv\"\nid = \"id\"\n\
         [covariates.age]\nkind = \"number\"\ntreated = \"age\"\ncontrol = \"age\"\n\
         [covariates.sex]\nkind = \"category\"\ntreated = \"sex\"\ncontrol = \"sex\"\n\
         [outcomes.y]\ntreated = {{ end = \"age\" }}\ncontrol = {{ end = \"age\" }}\n"
    );
    let job = job(&text, dir.path());
    let harmonised = harmonise::run(ingest::run(&job)?, &job)?;
    if !harmonised.faults.is_empty() {
        return Err(harmonised.faults);
    }
    Ok(harmonised.origin.notes.into_iter().map(|n| (n.code, n.message)).collect())
}

#[test]
fn nothing_is_guessed_in_silence() {
    let text = "id,age,sex\n1,61,f\u{e9}\n2,64,m\n";
    for (name, bytes) in encoded(text) {
        let noted = notes("u.csv", &bytes, "").expect("units");
        let told: Vec<_> = noted.iter().filter(|(code, _)| *code == "MW251").collect();
        assert_eq!(told.len(), usize::from(!name.is_empty()), "{name}: {noted:?}");
        if name == "windows-1252" {
            assert!(told[0].1.contains("`\u{e9}`, the first in row 2"), "{}", told[0].1);
        }
        if !name.is_empty() {
            let declared = notes("u.csv", &bytes, &format!(", encoding = \"{name}\"")).expect("units");
            assert!(declared.iter().all(|(code, _)| *code != "MW251"));
        }
    }
    let marked = notes("u.csv", &encoded(text)[1].1, ", encoding = \"windows-1252\"").expect("units");
    assert!(marked.iter().any(|(code, m)| *code == "MW251" && m.contains("byte order mark")), "{marked:?}");
    let comma = notes("u.csv", b"id;age;sex\n1;61,5;m\n2;64;m\n", "").expect("units");
    assert!(comma.iter().any(|(code, m)| *code == "MW252" && m.contains("`age`") && m.contains("row 2")));
    let declared = notes("u.csv", b"id;age;sex\n1;61,5;m\n2;64;m\n", ", decimal = \",\"").expect("units");
    assert!(declared.iter().all(|(code, _)| *code != "MW252"));
}

#[test]
fn damage_is_told_from_another_encoding() {
    let wanted = [("id", Reading::Keys), ("sex", Reading::Words)];
    let read = |bytes: &[u8], encoding: Option<&str>| {
        let (_dir, path) = written("a.csv", bytes);
        let options = FileOptions { encoding: encoding.map(str::to_owned), ..FileOptions::default() };
        read(&path, &options, &wanted)
    };
    // UTF-8 with one bad byte; a byte that Windows-1252 does not have; half a sign of UTF-16.
    let mixed = b"id,sex\n1,f\xC3\xA9\n2,\xE9\n";
    assert_eq!(placed(&fault(read(mixed, None))), ("MW206", Some(3), Some("sex")));
    assert_eq!(placed(&fault(read(b"id,sex\n1,\x81\n", None))), ("MW206", Some(2), Some("sex")));
    assert_eq!(
        placed(&fault(read(b"id,sex\n1,\x81\n", Some("windows-1252")))),
        ("MW206", Some(2), Some("sex"))
    );
    assert_eq!(placed(&fault(read(b"id,sex\n1,\xE9\n", Some("utf-8")))), ("MW206", Some(2), Some("sex")));
    let mut half = sixteen("id,sex\n1,", false);
    half.extend([0x00, 0xDC]);
    assert_eq!(placed(&fault(read(&half, None))), ("MW206", Some(2), Some("sex")));
    assert_eq!(fault(read(b"id,sex\n1,m\n", Some("latin-99"))).code, "MW250");
    // Bytes in columns that nobody asks for do not matter.
    assert!(read(b"id,sex,x\n1,m,\xE9\xC3\xA9\n", None).is_ok());
}

#[test]
fn decimal_commas() {
    let read = |text: &str, decimal: Option<Decimal>| {
        let (_dir, path) = written("a.csv", text.as_bytes());
        let options = FileOptions { decimal, ..FileOptions::default() };
        read(&path, &options, &[("x", Reading::Numbers)])
    };
    let values = |cells: Result<(Vec<Cells>, Vec<usize>), Vec<Fault>>| words(&cells.expect("cells").0[0]);
    assert_eq!(values(read("id;x\n1;1,5\n2;-0,25\n3;7\n4;\n", None)), ["1.5", "-0.25", "7", ""]);
    assert_eq!(values(read("id;x\n1;1,234\n", Some(Decimal::Comma))), ["1.234"]);
    assert_eq!(values(read("id,x\n1,\"1,5\"\n", Some(Decimal::Comma))), ["1.5"]);
    let both = fault(read("id;x\n1;1.5\n2;7\n3;1,5\n", None));
    assert_eq!(placed(&both), ("MW253", Some(4), Some("x")));
    assert!(both.message.contains("row 2"));
    assert_eq!(placed(&fault(read("id;x\n1;1,234\n2;12,000\n", None))), ("MW253", Some(2), Some("x")));
    assert_eq!(placed(&fault(read("id;x\n1;1.5\n", Some(Decimal::Comma)))), ("MW253", Some(2), Some("x")));
    // Words that are no numbers stay what they are.
    for (text, decimal) in [
        ("id;x\n1;1.234,5\n2;2,5\n", None),
        ("id;x\n1;NA\n2;2,5\n", None),
        ("id,x\n1,\"1,5\"\n", None),
        ("id;x\n1;1,5\n", Some(Decimal::Point)),
    ] {
        let (cells, _) = read(text, decimal).expect("cells");
        let Cells::Numbers(x) = &cells[0] else { panic!("numbers") };
        assert_eq!(x.odd.len(), 1, "{text}");
    }
}

#[test]
fn delimiters_and_headings() {
    let read = |name: &str, text: &str, options: &FileOptions| {
        let (_dir, path) = written(name, text.as_bytes());
        read(&path, options, &[("age", Reading::Numbers)])
    };
    let plain = FileOptions::default();
    let wrong = fault(read("a.tab", "id,age\n1,2\n", &plain));
    assert_eq!(wrong.code, "MW254");
    assert!(wrong.message.contains("it seems to be a comma"), "{}", wrong.message);
    let declared = |d| FileOptions { delimiter: Some(d), ..FileOptions::default() };
    assert_eq!(fault(read("a.csv", "id|age\n1|2\n", &declared(';'))).code, "MW254");
    assert_eq!(fault(read("a.csv", "id|age\n1|2\n", &declared('\u{e9}'))).code, "MW254");
    assert!(read("a.tab", "id,age\n1,2\n", &declared(',')).is_ok());
    assert!(read("a.csv", "id#age\n1#2\n", &declared('#')).is_ok());
    assert!(read("a.csv", "age\n2\n", &plain).is_ok());
    let third = FileOptions { heading: Some(3), ..FileOptions::default() };
    let (cells, lines) = read("a.csv", "Title \"of\" it\n\nid,age\n1,2\n2,3\n", &third).expect("cells");
    assert_eq!((words(&cells[0]), lines), (vec!["2".to_owned(), "3".to_owned()], vec![4, 5]));
    let short = fault(read("a.csv", "T\n\nid,age\n1,2\n2\n", &third));
    assert_eq!(placed(&short), ("MW205", Some(5), None));
}

#[test]
fn options_that_do_not_fit_are_faults() {
    let sheet = FileOptions { sheet: Some("A".to_owned()), ..FileOptions::default() };
    let encoding = FileOptions { encoding: Some("utf-8".to_owned()), ..FileOptions::default() };
    for (name, options) in [("packed.csv.gz", &sheet), ("table.arrow", &encoding), ("people.xlsx", &encoding)]
    {
        assert_eq!(fault(read(&fixture(name), options, &[("id", Reading::Keys)])).code, "MW250", "{name}");
    }
}

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
    let noted = notes("u.xlsx", &fs::read(fixture("people.xlsx")).expect("bytes"), "").expect_err("no sex");
    assert!(noted.iter().any(|f| f.code == "MW201"));
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

#[test]
fn arrow_files_and_streams() {
    let wanted = [
        ("id", Reading::Keys),
        ("age", Reading::Numbers),
        ("gender", Reading::Words),
        ("day", Reading::Words),
        ("text", Reading::Words),
    ];
    let expected = [
        vec!["1".to_owned(), "2".into(), "3".into(), "4".into()],
        vec!["61.5".to_owned(), String::new(), "70".into(), "8".into()],
        vec!["F".to_owned(), "M".into(), String::new(), "F".into()],
        vec!["2024-02-29".to_owned(); 4],
        vec!["a".to_owned(), String::new(), "\u{fc}".into(), "d".repeat(40)],
    ];
    for name in ["table.arrow", "table.arrows", "table_lz4.feather"] {
        let (cells, _) = read(&fixture(name), &FileOptions::default(), &wanted).expect(name);
        assert_eq!(cells.iter().map(words).collect::<Vec<_>>(), expected, "{name}");
        let said = &outline(&fixture(name), &FileOptions::default()).expect(name).columns[2].1;
        assert_eq!(said.label.as_deref(), Some("Sex"));
        assert_eq!(said.values, [(Code::Number(1.0), "male".to_owned())]);
        assert_eq!(said.missing, [Missing::Is(Code::Number(-9.0)), Missing::Between(90.0, 99.0)]);
        let list = fault(read(&fixture(name), &FileOptions::default(), &[("list", Reading::Words)]));
        assert_eq!(placed(&list), ("MW210", None, Some("list")));
    }
    let zstd = fault(read(&fixture("table_zstd.feather"), &FileOptions::default(), &wanted));
    assert_eq!(zstd.code, "MW203");
}

#[test]
fn other_kinds_are_named() {
    let zip = |part: &str| {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        writer.start_file(part, zip::write::SimpleFileOptions::default()).expect("a part");
        writer.finish().expect("an archive").into_inner()
    };
    let sas = [&[0; 12][..], b"\xC2\xEA\x81\x60\xB3\x14\x11\xCF\xBD\x92\x08\x00\x09\xC7\x31\x8C"].concat();
    for (bytes, says) in [
        (b"%PDF-1.4\n".to_vec(), "PDF"),
        (zip("word/document.xml"), "Word"),
        (zip("survey.csv"), "zip archive"),
        (zip("xl/workbook.bin"), ".xlsb"),
        (gzip(b"RDX3\nX\n"), "R workspace"),
        (gzip(b"PAR1"), "packed in this file"),
        (sas, "SAS"),
        (b"<html><table><tr>".to_vec(), "HTML"),
        (b"[{\"id\": 1}]".to_vec(), "JSON"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1...".to_vec(), ".xls"),
    ] {
        for name in ["a.csv", "a.xlsx"] {
            let (_dir, path) = written(name, &bytes);
            let fault = fault(read(&path, &FileOptions::default(), &[("id", Reading::Keys)]));
            assert_eq!(fault.code, "MW203");
            assert!(fault.message.contains(says) && fault.help.is_some(), "{}", fault.message);
        }
    }
}

#[test]
fn bombs_and_cut_files_are_refused() {
    // Blocks of one byte said 131072 times: 1.2 GB in 38 KB.
    let mut bomb = vec![0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x58];
    for at in 0..9600 {
        let header: u32 = (131_072 << 3) | (1 << 1) | u32::from(at == 9599);
        bomb.extend(&header.to_le_bytes()[..3]);
        bomb.push(if at == 0 { b'\n' } else { b',' });
    }
    let (_dir, path) = written("a.csv.zst", &bomb);
    let code = fault(read(&path, &FileOptions::default(), &[("id", Reading::Keys)])).code;
    assert_eq!(code, "MW255");
    for name in ["packed.csv.gz", "packed.csv.zst", "people.xlsx", "table.arrow", "table_lz4.feather"] {
        let bytes = fs::read(fixture(name)).expect("bytes");
        let (_dir, path) = written(name, &bytes[..bytes.len() - 20]);
        let fault = fault(read(&path, &FileOptions::default(), &[("age", Reading::Numbers)]));
        assert_eq!(fault.code, "MW209", "{name}: {}", fault.message);
    }
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
    for (part, filler, times) in [
        ("xl/strings.xml", &b"<si/>"[..], 4000),
        ("xl/sheet.xml", b"<row></row>", 6500),
        ("xl/strings.xml", b"          ", 100),
    ] {
        let (_dir, path) = written("a.xlsx", &build(part, filler, times));
        let fault = fault(read(&path, &FileOptions::default(), &[("id", Reading::Keys)]));
        assert!(matches!(fault.code, "MW255" | "MW209"), "{} {}", fault.code, fault.message);
    }
}

/// A random table, as text for each format.
fn tables() -> impl Strategy<Value = Vec<(i64, Option<i32>, String)>> {
    let word = prop::sample::select(vec![
        "",
        "a",
        "M\u{fc}ller",
        "b c",
        "x;y,z|\tq",
        "li\nne",
        "\"q\"",
        "\u{20ac}5",
    ]);
    let row = (0..1000_i64, prop::option::of(-4000..4000_i32), word.prop_map(str::to_owned));
    prop::collection::vec(row, 1..12)
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

/// Quarters: exact in every notation.
fn quarters(value: Option<i32>, sign: char) -> String {
    value.map_or_else(String::new, |v| (f64::from(v) / 4.0).to_string().replace('.', &sign.to_string()))
}

fn batch(rows: &[(i64, Option<i32>, String)]) -> RecordBatch {
    let ids: ArrayRef = Arc::new(rows.iter().map(|r| r.0).collect::<Int64Array>());
    let x: ArrayRef =
        Arc::new(rows.iter().map(|r| r.1.map(|v| f64::from(v) / 4.0)).collect::<Float64Array>());
    let words = rows.iter().map(|r| Some(r.2.as_str()).filter(|w| !w.is_empty()));
    let words: ArrayRef = Arc::new(words.collect::<StringArray>());
    let dictionary = DataType::Dictionary(Box::new(DataType::Int16), Box::new(DataType::Utf8));
    let coded = arrow::compute::cast(&words, &dictionary).expect("codes");
    RecordBatch::try_from_iter([("id", ids), ("x", x), ("word", coded)]).expect("columns of one length")
}

fn ipc(batch: &RecordBatch, file: bool, lz4: bool) -> Vec<u8> {
    let compression = lz4.then_some(arrow_ipc::CompressionType::LZ4_FRAME);
    let options =
        arrow_ipc::writer::IpcWriteOptions::default().try_with_compression(compression).expect("lz4");
    let (mut bytes, schema) = (Vec::new(), batch.schema());
    if file {
        let mut writer = arrow_ipc::writer::FileWriter::try_new_with_options(&mut bytes, &schema, options)
            .expect("a writer");
        writer.write(batch).and_then(|()| writer.finish()).expect("written");
    } else {
        let mut writer = arrow_ipc::writer::StreamWriter::try_new_with_options(&mut bytes, &schema, options)
            .expect("a writer");
        writer.write(batch).and_then(|()| writer.finish()).expect("written");
    }
    bytes
}

fn parquet_bytes(batch: &RecordBatch) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer =
        parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a writer");
    writer.write(batch).expect("written");
    writer.close().expect("closed");
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// The same table in every encoding, delimiter, decimal sign, packing and format: the same cells.
    #[test]
    fn the_same_table_is_the_same_cells(rows in tables(), at in 0..1000_usize) {
        let wanted = [("id", Reading::Keys), ("x", Reading::Numbers), ("word", Reading::Words)];
        let sound = |bytes: &[u8], name: &str, options: &FileOptions| {
            let (_dir, path) = written(name, bytes);
            let (cells, _) = read(&path, options, &wanted).expect(name);
            cells.iter().map(words).collect::<Vec<_>>()
        };
        let batch = batch(&rows);
        let expected = sound(&parquet_bytes(&batch), "a.parquet", &FileOptions::default());
        for (file, lz4) in [(true, false), (true, true), (false, false), (false, true)] {
            prop_assert_eq!(&sound(&ipc(&batch, file, lz4), "a.arrow", &FileOptions::default()), &expected);
        }
        for (which, (delimiter, sign)) in
            [(',', '.'), (';', '.'), ('\t', '.'), ('|', '.'), (';', ','), ('\t', ','), (',', ',')].into_iter().enumerate()
        {
            let mut text = format!("id{delimiter}x{delimiter}word\n");
            for (id, x, word) in &rows {
                let x = quoted(&quarters(*x, sign));
                writeln!(text, "{id}{delimiter}{x}{delimiter}{}", quoted(word)).expect("text");
            }
            let options = FileOptions {
                decimal: Some(if sign == ',' { Decimal::Comma } else { Decimal::Point }),
                ..FileOptions::default()
            };
            for (encoding, bytes) in encoded(&text) {
                let encoding = Some(encoding.to_owned()).filter(|e| !e.is_empty());
                let options = FileOptions { encoding, ..options.clone() };
                let bytes = match (at + which) % 3 { 0 => bytes, 1 => gzip(&bytes), _ => zstandard(&bytes) };
                prop_assert_eq!(&sound(&bytes, "a.csv", &options), &expected);
            }
        }
    }
}

#[test]
fn labels_of_parquet_come_back() {
    let metadata = [("label", "Age in years"), ("missing", "[-9]")];
    let metadata = metadata.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    let field = Field::new("age", DataType::Int64, true).with_metadata(metadata);
    let schema = Arc::new(Schema::new(vec![field]));
    let batch =
        RecordBatch::try_new(schema, vec![Arc::new(Int64Array::from(vec![61, -9]))]).expect("a batch");
    let (_dir, path) = written("a.parquet", &parquet_bytes(&batch));
    let wanted = [("age".to_owned(), Reading::Numbers)];
    let table = columns(&path, &FileOptions::default(), &wanted, None).expect("columns");
    let said = table.description("age").expect("a description");
    assert_eq!(said.label.as_deref(), Some("Age in years"));
    assert!(said.declares_number_missing(-9.0));
}

/// Files with random damage: faults or cells, never the end of the program.
#[test]
fn damaged_files_never_stop_the_program() {
    let names = [
        "people.xlsx",
        "merged.xlsx",
        "formulas.xlsx",
        "table.arrow",
        "table.arrows",
        "table_lz4.feather",
        "packed.csv.gz",
        "packed.csv.zst",
        "table.parquet",
    ];
    let rows: Vec<_> = (0..40).map(|i| (i, Some(i as i32), format!("w{}", i % 7))).collect();
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let wanted = [("id", Reading::Keys), ("age", Reading::Numbers), ("gender", Reading::Words)];
    let others = [("id", Reading::Words), ("x", Reading::Numbers), ("word", Reading::Keys)];
    for name in names {
        let whole = if name == "table.parquet" {
            parquet_bytes(&batch(&rows))
        } else {
            fs::read(fixture(name)).expect(name)
        };
        let wanted = if name == "table.parquet" { &others } else { &wanted };
        let (_dir, path) = written(name, &whole);
        let mut try_with = |bytes: &[u8]| {
            fs::write(&path, bytes).expect("a file");
            let _ = read(&path, &FileOptions::default(), wanted);
            let _ = outline(&path, &FileOptions::default());
        };
        for cut in (0..whole.len()).step_by(1 + whole.len() / 400) {
            try_with(&whole[..cut]);
        }
        let mutations = std::env::var("MATCHWELL_MUTATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(300);
        for _ in 0..mutations {
            let mut bytes = whole.clone();
            for _ in 0..1 + random(4) {
                let at = random(bytes.len());
                bytes[at] = match random(4) {
                    0 => 0,
                    1 => 0xFF,
                    2 => bytes[at] ^ (1 << random(8)),
                    _ => random(256) as u8,
                };
            }
            try_with(&bytes);
        }
    }
}
