//! Features one by one.

use super::build::{Sav, file};
use matchwell::ingest::{
    Cells, Code, EMPTY, FileOptions, Keys, Missing, Reading, SourceTable, columns, outline,
};
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/stat").join(name)
}

fn read(path: &Path, wanted: &[(&str, Reading)]) -> SourceTable {
    let wanted: Vec<_> = wanted.iter().map(|(name, reading)| ((*name).to_owned(), *reading)).collect();
    columns(path, &FileOptions::default(), &wanted, None).expect("the file can be read")
}

/// Each cell as its word.
fn words(table: &mut SourceTable, name: &str) -> Vec<String> {
    let Cells::Words(words) = table.take(name, Reading::Words) else { panic!("words were asked for") };
    let word = |&code: &u32| if code == EMPTY { String::new() } else { words.words[code as usize].clone() };
    words.codes.iter().map(word).collect()
}

fn column(path: &Path, name: &str) -> Vec<String> {
    words(&mut read(path, &[(name, Reading::Words)]), name)
}

#[test]
fn the_same_people_in_every_release() {
    let spss = ["plain.sav", "codes.sav", "blocks.zsav"];
    let stata = ["r113.dta", "r114.dta", "r115.dta", "r117.dta", "r118.dta", "r119.dta"];
    for name in spss.into_iter().chain(stata) {
        let path = fixture(name);
        let said = outline(&path, &FileOptions::default()).expect("the file can be read");
        assert_eq!(said.rows, Some(3), "{name}");
        let named: Vec<&str> = said.columns.iter().map(|c| c.0.as_str()).collect();
        assert_eq!(named, ["id", "age", "sex", "long_text_column", "day"], "{name}");
        let sex = &said.columns[2].1;
        assert_eq!(sex.label.as_deref(), Some("Sex"), "{name}");
        let codes = [(Code::Number(1.0), "male".to_owned()), (Code::Number(2.0), "female".to_owned())];
        assert_eq!(sex.values, codes, "{name}");
        assert_eq!(column(&path, "sex"), ["1", "2", "1"], "{name}");
        assert_eq!(column(&path, "day"), ["2015-06-01", "", "1950-01-02"], "{name}");
        assert_eq!(column(&path, "long_text_column")[1..], ["", "yyyyyyyyyyyyyyyyyyyy"], "{name}");
        let code = if stata.contains(&name) { ".a" } else { "-9" };
        assert_eq!(column(&path, "age"), ["50", code, ""], "{name}");
    }
}

#[test]
fn missing_values_are_declared() {
    let spss = outline(&fixture("codes.sav"), &FileOptions::default()).expect("the file can be read");
    let age = [Missing::Between(-9.0, -1.0), Missing::Is(Code::Number(99.0))];
    assert_eq!(spss.columns[1].1.missing, age);
    assert_eq!(spss.columns[0].1.missing, [Missing::Is(Code::Text("zz".to_owned()))]);
    let table = read(&fixture("r118.dta"), &[("age", Reading::Numbers)]);
    let said = table.description("age").expect("it has a label");
    assert_eq!(said.missing, [Missing::Is(Code::Text(".a".to_owned()))]);
    assert_eq!(said.values, [(Code::Text(".a".to_owned()), "refused".to_owned())]);
}

#[test]
fn stata_letters_stand_beside_the_numbers() {
    let mut table = read(&fixture("r115.dta"), &[("age", Reading::Numbers), ("sex", Reading::Keys)]);
    let Cells::Numbers(age) = table.take("age", Reading::Numbers) else { panic!("numbers were asked for") };
    assert_eq!((age.values[0], age.odd, age.words), (50.0, vec![(1, 0)], vec![".a".to_owned()]));
    assert!(age.values[1].is_nan() && age.values[2].is_nan());
    let keys = Keys::Whole { values: vec![1, 2, 1], empty: Vec::new() };
    assert_eq!(table.take("sex", Reading::Keys), Cells::Keys(keys));
}

#[test]
fn long_strings_of_stata_in_both_orders() {
    for name in ["strl.dta", "strl117.dta", "big.dta"] {
        let texts = column(&fixture(name), "long_text_column");
        assert_eq!(texts, ["x".repeat(300), String::new(), "y".repeat(20)], "{name}");
        assert_eq!(column(&fixture(name), "sex"), ["1", "2", "1"], "{name}");
    }
}

/// Both orders of bytes, plain and by codes: numbers, dates, a range open below, system missing.
#[test]
fn spss_in_both_orders() {
    for (big, packing) in [(false, 0), (true, 0), (false, 1), (true, 1)] {
        let mut sav = Sav::new(big, packing, 3);
        sav.variable("A", 0, 5, (-2, &[(-f64::MAX).next_up(), -8.0]));
        sav.variable("B", 8, 1, (0, &[]));
        sav.variable("DAY", 0, 39, (1, &[-9.0]));
        sav.end();
        let day = 13_655_088_000.0;
        if packing == 0 {
            for (a, b, d) in [(-9.0, "x", day), (-f64::MAX, "", -9.0), (1.5, "yz", -f64::MAX)] {
                sav.float(a);
                sav.text(b.as_bytes(), 8);
                sav.float(d);
            }
        } else {
            sav.bytes.extend_from_slice(&[91, 253, 253, 255, 254, 91, 253, 253]);
            sav.text(b"x", 8);
            sav.float(day);
            sav.float(1.5);
            sav.text(b"yz", 8);
            sav.bytes.extend_from_slice(&[255, 252, 0, 0, 0, 0, 0, 0]);
        }
        let (_folder, path) = file("made.sav", &sav.bytes);
        assert_eq!(column(&path, "A"), ["-9", "", "1.5"], "{big} {packing}");
        assert_eq!(column(&path, "B"), ["x", "", "yz"], "{big} {packing}");
        assert_eq!(column(&path, "DAY"), ["2015-07-01", "-9", ""], "{big} {packing}");
        let said = outline(&path, &FileOptions::default()).expect("it can be read");
        assert_eq!(said.columns[0].1.missing, [Missing::Between(f64::NEG_INFINITY, -8.0)]);
    }
}

/// Rows unknown to the header are counted; the code page decides about bytes beyond ASCII.
#[test]
fn rows_are_counted_and_texts_decoded() {
    let mut sav = Sav::new(false, 1, -1);
    sav.variable("T", 4, 1, (0, &[]));
    let page: Vec<u8> = [1, 0, 0, 0, 1, 1, 2, 1251].iter().flat_map(|n: &i32| n.to_le_bytes()).collect();
    sav.extension(3, 4, &page);
    sav.end();
    sav.bytes.extend_from_slice(&[253, 254, 253, 252, 0, 0, 0, 0]);
    sav.text(&[0xC4, 0xE0], 8);
    sav.text(b"no", 8);
    let (_folder, path) = file("made.sav", &sav.bytes);
    assert_eq!(column(&path, "T"), ["Да", "", "no"]);
}
