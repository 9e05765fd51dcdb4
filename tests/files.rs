//! Files as people have them: whatever the encoding, packing or format, the same cells.

mod common;

use arrow::array::{Int64Array, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema};
use common::data::{folder, job};
use common::files::{
    batch, fault, fixture, gzip, ipc, parquet_bytes, placed, read, words, written, zstandard,
};
use matchwell::fault::Fault;
use matchwell::ingest::{Cells, Code, FileOptions, Missing, Reading, columns, outline};
use matchwell::job::Decimal;
use matchwell::{harmonise, ingest};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::fs;
use std::sync::Arc;

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

const TEXT: &str =
    "id,name,age\n1,Zo\u{eb} \u{201e}Z\u{201c},61.5\n2,\"M\u{fc}ller,\nJ\u{f6}rg\",70\n\n3,\u{20ac},\n";

/// Packs bytes.
type Pack = fn(&[u8]) -> Vec<u8>;

#[test]
fn one_text_in_every_encoding_and_packing() {
    let wanted = [("id", Reading::Keys), ("name", Reading::Words), ("age", Reading::Numbers)];
    let packings: [(&str, Pack); 3] = [("", <[u8]>::to_vec), (".gz", gzip), (".zst", zstandard)];
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

#[test]
fn numbers_stored_as_text_are_noted() {
    let parts = fs::read(fixture("people.xlsx")).expect("bytes");
    let dir = folder(&[("pool.csv", "id,age\n7,61\n8,70\n9,65\n")]);
    fs::write(dir.path().join("u.xlsx"), parts).expect("a file");
    let text = "name = \"test\"\n[treated]\nsource = \"u.xlsx\"\nid = \"id\"\n\
                [control]\nsource = \"pool.csv\"\nid = \"id\"\n\
                [covariates.age]\nkind = \"number\"\ntreated = \"age\"\ncontrol = \"age\"\nmissing = \"exclude\"\n\
                [outcomes.y]\ntreated = { end = \"age\" }\ncontrol = { end = \"age\" }\n";
    let job = job(text, dir.path());
    let noted = harmonise::run(ingest::run(&job).expect("tables"), &job).expect("units").origin.notes;
    assert!(noted.iter().any(|n| n.code == "MW259" && n.message.contains("B7")), "{noted:?}");
}
