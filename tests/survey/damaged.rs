//! Files that are cut, changed or made to mislead: always a fault with a code, never a panic, never much
//! memory.
#![expect(clippy::needless_for_each, clippy::cast_possible_wrap, reason = "one short line for each piece")]

use super::build::{Sav, file};
use matchwell::ingest::{FileOptions, Reading, columns, outline};
use std::path::Path;

/// Reads everything there is, in every way; returns the code of the fault if there is one.
fn code(path: &Path, reading: Reading) -> Option<&'static str> {
    let first = |faults: Vec<matchwell::fault::Fault>| faults.first().map(|f| f.code);
    let said = match outline(path, &FileOptions::default()) {
        Ok(said) => said,
        Err(faults) => return first(faults),
    };
    let wanted: Vec<_> = said.columns.into_iter().map(|(name, _)| (name, reading)).collect();
    columns(path, &FileOptions::default(), &wanted, None).err().and_then(first)
}

/// The most memory, in MB, the process ever asked for, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kb| kb / 1024)
}

#[test]
fn headers_are_not_believed() {
    let mut many = Sav::new(false, 0, 2_000_000_000);
    many.variable("A", 0, 5, (0, &[]));
    many.end();
    many.float(1.0);
    let (_folder, path) = file("rows.sav", &many.bytes);
    assert_eq!(code(&path, Reading::Numbers), Some("MW244"));

    let head =
        b"<stata_dta><header><release>119</release><byteorder>LSF</byteorder><K>\xff\xff\xff\x7f</K><N>\
        \x01\0\0\0\0\0\0\0</N><label>\0\0</label><timestamp>\0</timestamp></header><map>";
    let mut columns = head.to_vec();
    columns.extend_from_slice(&[0; 14 * 8]);
    columns.extend_from_slice(b"</map><variable_types>");
    let (_folder, path) = file("columns.dta", &columns);
    assert_eq!(code(&path, Reading::Numbers), Some("MW244"));
}

#[test]
fn other_files_by_these_names() {
    for (name, bytes) in [
        ("words.sav", &b"id,age\n1,2\n"[..]),
        ("words.dta", b"id,age\n1,2\n"),
        ("old.dta", b"\x6c\x02\x01\x00"),
        ("new.dta", b"<stata_dta><header><release>199</release>"),
    ] {
        let (_folder, path) = file(name, bytes);
        assert_eq!(code(&path, Reading::Words), Some("MW241"), "{name}");
    }
}

/// Deflated blocks whose lengths are honest but out of all proportion to the rows announced.
#[test]
fn a_bomb_is_refused() {
    use std::io::Write;
    let mut sav = Sav::new(false, 2, 2);
    sav.variable("A", 0, 5, (0, &[]));
    sav.end();
    let length = 32 << 20;
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&vec![255; length]).expect("memory takes it");
    let packed = packed.finish().expect("memory takes it");
    let start = sav.bytes.len() as u64;
    let trailer = start + 24 + packed.len() as u64;
    for n in [start, trailer, 48] {
        sav.bytes.extend_from_slice(&n.to_le_bytes());
    }
    sav.bytes.extend_from_slice(&packed);
    for n in [(-100_i64).cast_unsigned(), 0, 0x003f_f000 | 1 << 32, start, start + 24] {
        sav.bytes.extend_from_slice(&n.to_le_bytes());
    }
    [length as i32, packed.len() as i32].into_iter().for_each(|n| sav.int(n));
    let (_folder, path) = file("bomb.zsav", &sav.bytes);
    assert_eq!(code(&path, Reading::Numbers), Some("MW247"));
}

/// Every point to cut at, and 20,000 changes of one to three bytes, in a file of each kind.
#[test]
fn cut_and_changed_files_are_faults_or_read() {
    let before = peak();
    let readings = [Reading::Numbers, Reading::Words, Reading::Keys];
    let mut state = 42_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for name in ["plain.sav", "codes.sav", "blocks.zsav", "r113.dta", "r118.dta", "strl.dta"] {
        let whole =
            std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/stat").join(name));
        let whole = whole.expect("the fixture is there");
        let (_folder, path) = file(name, &whole);
        let mut survived = Vec::new();
        for end in 1..whole.len() {
            std::fs::write(&path, &whole[..end]).expect("there is room");
            if code(&path, Reading::Words).is_none() {
                survived.push(end);
            }
        }
        // Release 113 ends in value labels, whose number it does not tell.
        let allowed = if name == "r113.dta" { 4 } else { 0 };
        assert!(survived.len() <= allowed, "{name} cut at {survived:?} is taken for whole");
        let mut refused = 0;
        for round in 0..20_000 / 6 {
            let mut bytes = whole.clone();
            for _ in 0..=next() % 3 {
                let at = (next() % bytes.len() as u64) as usize;
                bytes[at] = if next() % 4 == 0 { 255 } else { next() as u8 };
            }
            std::fs::write(&path, &bytes).expect("there is room");
            let found = code(&path, readings[round % 3]);
            assert!(found.is_none_or(|c| c.starts_with("MW2")), "{name}: {found:?}");
            refused += usize::from(found.is_some());
        }
        assert!(refused > 50, "{name}: hardly any change is noticed");
    }
    if let (Some(before), Some(after)) = (before, peak()) {
        assert!(after < before + 256, "{before} MB, then {after} MB");
    }
}
