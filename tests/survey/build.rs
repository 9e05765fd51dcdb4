//! Survey files, built byte by byte.
#![expect(clippy::needless_for_each, clippy::cast_possible_wrap, reason = "one short line for each piece")]

use std::path::PathBuf;

/// An SPSS file in the making.
pub struct Sav {
    pub bytes: Vec<u8>,
    big: bool,
}

impl Sav {
    /// The header; `packing` is 0 for plain, 1 for codes, 2 for blocks.
    pub fn new(big: bool, packing: i32, rows: i32) -> Self {
        let magic = if packing == 2 { b"$FL3" } else { b"$FL2" };
        let mut sav = Self { bytes: magic.to_vec(), big };
        sav.bytes.extend_from_slice(&[b' '; 60]);
        [2, 0, packing, 0, rows].into_iter().for_each(|n| sav.int(n));
        sav.float(100.0);
        sav.bytes.extend_from_slice(&[b' '; 9 + 8 + 64 + 3]);
        sav
    }

    pub fn int(&mut self, n: i32) {
        self.bytes.extend_from_slice(&if self.big { n.to_be_bytes() } else { n.to_le_bytes() });
    }

    pub fn float(&mut self, x: f64) {
        self.bytes.extend_from_slice(&if self.big { x.to_be_bytes() } else { x.to_le_bytes() });
    }

    /// Text padded with blanks.
    pub fn text(&mut self, text: &[u8], width: usize) {
        self.bytes.extend_from_slice(text);
        self.bytes.resize(self.bytes.len() + width - text.len(), b' ');
    }

    /// A column; `width` 0 is a number. `missing` is the kind and the values.
    pub fn variable(&mut self, name: &str, width: i32, format: i32, missing: (i32, &[f64])) {
        [2, width, 0, missing.0, format << 16, 0].into_iter().for_each(|n| self.int(n));
        self.text(name.as_bytes(), 8);
        missing.1.iter().for_each(|x| self.float(*x));
        for _ in 1..width.max(1).div_euclid(8) + i32::from(width.max(1) % 8 != 0) {
            [2, -1, 0, 0, 0, 0].into_iter().for_each(|n| self.int(n));
            self.text(b"", 8);
        }
    }

    /// A record of type 7.
    pub fn extension(&mut self, subtype: i32, size: i32, data: &[u8]) {
        [7, subtype, size, data.len() as i32 / size].into_iter().for_each(|n| self.int(n));
        self.bytes.extend_from_slice(data);
    }

    /// The end of the dictionary.
    pub fn end(&mut self) {
        [999, 0].into_iter().for_each(|n| self.int(n));
    }
}

/// A file in a folder that goes when it is dropped.
pub fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("there is room for a file");
    (folder, path)
}
