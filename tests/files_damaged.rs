//! Files that are damaged, swollen or of another kind: faults, never the end of the program.

mod common;

use common::files::{batch, fault, fixture, gzip, parquet_bytes, read, written};
use matchwell::ingest::{FileOptions, Reading, outline};
use std::fs;

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
    assert_eq!(code, "MW209", "one row of commas is stopped long before the limit of a file");
    for name in ["packed.csv.gz", "packed.csv.zst", "people.xlsx", "table.arrow", "table_lz4.feather"] {
        let bytes = fs::read(fixture(name)).expect("bytes");
        let (_dir, path) = written(name, &bytes[..bytes.len() - 20]);
        let fault = fault(read(&path, &FileOptions::default(), &[("age", Reading::Numbers)]));
        assert_eq!(fault.code, "MW209", "{name}: {}", fault.message);
    }
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
        let try_with = |bytes: &[u8]| {
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
            for _ in 0..=random(4) {
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
