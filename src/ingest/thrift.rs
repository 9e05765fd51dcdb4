//! Parquet's own words, checked before they are believed: a footer of a few bytes can claim a billion
//! columns, and a page that it unpacks to gigabytes, and whoever reserves room for them has none left.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// How deep structures may lie in one another; Parquet needs six.
const DEEPEST: usize = 24;
/// Bytes of a page's header, statistics included.
const HEADER: u64 = 1 << 16;
/// A page may unpack to this, whatever its size.
const SMALL: i64 = 1 << 20;
/// How many times its size a page may unpack to; Snappy gives at most 22.
const SWELLS: i64 = 64;

/// Bytes in Thrift's compact form, walked over without keeping anything.
struct Walk<'b> {
    bytes: &'b [u8],
    at: usize,
}

type Walked<T> = Result<T, &'static str>;
const CUT: &str = "it ends too early";

impl Walk<'_> {
    fn byte(&mut self) -> Walked<u8> {
        let byte = *self.bytes.get(self.at).ok_or(CUT)?;
        self.at += 1;
        Ok(byte)
    }

    fn varint(&mut self) -> Walked<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err("a number is too long")
    }

    fn skip(&mut self, n: u64) -> Walked<()> {
        let left = (self.bytes.len() - self.at) as u64;
        if n > left {
            return Err(CUT);
        }
        self.at += n as usize;
        Ok(())
    }

    /// A list: every entry has at least a byte, so that no more can be there than bytes are left.
    fn list(&mut self, depth: usize) -> Walked<()> {
        let head = self.byte()?;
        let short = u64::from(head >> 4);
        let n = if short == 15 { self.varint()? } else { short };
        if n > (self.bytes.len() - self.at) as u64 {
            return Err("a list claims more entries than there are bytes");
        }
        (0..n).try_for_each(|_| match head & 15 {
            1 | 2 => self.skip(1),
            kind => self.value(kind, depth),
        })
    }

    fn value(&mut self, kind: u8, depth: usize) -> Walked<()> {
        if depth > DEEPEST {
            return Err("it is nested too deeply");
        }
        match kind {
            1 | 2 => Ok(()),
            3 => self.skip(1),
            4..=6 => self.varint().map(drop),
            7 => self.skip(8),
            8 => {
                let n = self.varint()?;
                self.skip(n)
            }
            9 | 10 => self.list(depth + 1),
            12 => self.structure(depth + 1, &mut |_, _| ()),
            _ => Err("an unknown kind of value"),
        }
    }

    /// A structure; whole numbers at its top go to `tell`, each with the number of its field.
    fn structure(&mut self, depth: usize, tell: &mut dyn FnMut(i64, i64)) -> Walked<()> {
        let mut field = 0_i64;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Ok(());
            }
            let step = i64::from(head >> 4);
            field = if step == 0 { zigzag(self.varint()?) } else { field.saturating_add(step) };
            match head & 15 {
                4..=6 => tell(field, zigzag(self.varint()?)),
                kind => self.value(kind, depth)?,
            }
        }
    }
}

fn zigzag(n: u64) -> i64 {
    (n >> 1).cast_signed() ^ -(n & 1).cast_signed()
}

/// Checks the footer of a Parquet file: that it is there, and claims no more than its bytes can hold.
///
/// # Errors
/// What is wrong with it.
pub(super) fn footer(file: &mut File) -> Result<(), String> {
    let io = |e: io::Error| e.to_string();
    let end = file.seek(SeekFrom::End(0)).map_err(io)?;
    if end < 12 {
        return Err("it is cut off".to_owned());
    }
    file.seek(SeekFrom::Start(end - 8)).map_err(io)?;
    let mut tail = [0; 8];
    file.read_exact(&mut tail).map_err(io)?;
    let [a, b, c, d, mark @ ..] = tail;
    let length = u64::from(u32::from_le_bytes([a, b, c, d]));
    if mark != *b"PAR1" {
        return Err("its end is missing".to_owned());
    }
    if length > end - 12 {
        return Err(format!("its footer claims {length} bytes of {end}"));
    }
    file.seek(SeekFrom::Start(end - 8 - length)).map_err(io)?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes).map_err(io)?;
    let checked = Walk { bytes: &bytes, at: 0 }.structure(0, &mut |_, _| ());
    checked.map_err(|why| format!("its footer is damaged: {why}"))
}

/// Checks the pages between two places of a Parquet file: that none claims to unpack to more than it can.
///
/// # Errors
/// What is wrong with them.
pub(super) fn pages(file: &mut File, from: u64, to: u64) -> Result<(), String> {
    let io = |e: io::Error| e.to_string();
    let (mut at, mut bytes) = (from, Vec::new());
    while at < to {
        file.seek(SeekFrom::Start(at)).map_err(io)?;
        bytes.clear();
        file.by_ref().take(HEADER.min(to - at)).read_to_end(&mut bytes).map_err(io)?;
        let (mut unpacked, mut packed) = (0, 0);
        let mut walk = Walk { bytes: &bytes, at: 0 };
        let header = walk.structure(0, &mut |field, value| match field {
            2 => unpacked = value,
            3 => packed = value,
            _ => {}
        });
        header.map_err(|why| format!("a page is damaged: {why}"))?;
        let size = u64::try_from(packed).map_err(|_| "a page has a negative size".to_owned())?;
        if unpacked < 0 || unpacked > SMALL.max(packed.saturating_mul(SWELLS)) {
            return Err(format!("a page of {packed} bytes claims to unpack to {unpacked}"));
        }
        at = at.saturating_add(walk.at as u64).saturating_add(size);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_longer_than_their_bytes_are_refused() {
        let walked = |bytes: &[u8]| Walk { bytes, at: 0 }.structure(0, &mut |_, _| ());
        assert_eq!(walked(&[0x15, 0x02, 0x19, 0x25, 0x02, 0x04, 0x00]), Ok(()));
        assert!(walked(&[0x19, 0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x00]).is_err());
        assert!(walked(&[0x1C; 64]).is_err_and(|why| why.contains("deep")));
        assert!(walked(&[0x18, 0x05, b'a']).is_err());
        assert_eq!([0, 1, 2, 3, u64::MAX].map(zigzag), [0, -1, 1, -2, i64::MIN]);
    }
}
