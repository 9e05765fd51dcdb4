//! `.zsav`: packed bytes, deflated in blocks.

use super::super::bytes::Bytes;
use super::super::damage::Damage;
use flate2::{Decompress, FlushDecompress, Status};
use rayon::prelude::*;
use std::io::{self, BufRead, Read, Seek};

const WHAT: &str = "the compressed cells";
/// Blocks inflated side by side.
const TOGETHER: usize = 4;
/// A block never inflates to more; SPSS writes blocks of 0x3ff000 bytes.
const BLOCK: u64 = 64 << 20;
/// What any file may inflate to, and how many times its size.
const FLOOR: u64 = 128 << 20;
const TIMES: u64 = 200;

/// Lengths of a block, packed and unpacked.
#[derive(Debug, Clone, Copy)]
struct Block {
    packed: usize,
    unpacked: usize,
}

/// The unpacked bytes of all blocks, one after the other.
pub(super) struct Blocks<'a, R> {
    bytes: &'a mut Bytes<R>,
    left: std::vec::IntoIter<Block>,
    ready: std::vec::IntoIter<Vec<u8>>,
    current: Vec<u8>,
    at: usize,
}

/// Reads where the blocks are. With `rows` of `units` known, they may not hold much more than that.
pub(super) fn open<R: BufRead + Seek>(
    bytes: &mut Bytes<R>,
    rows: Option<u64>,
    units: usize,
) -> Result<Blocks<'_, R>, Damage> {
    let start = bytes.at();
    let order = bytes.order;
    let head: [u8; 24] = bytes.array(WHAT)?;
    let (own, trailer, length) = (order.u64(&head), order.u64(&head[8..]), order.u64(&head[16..]));
    if own != start || trailer < start + 24 {
        return Err(Damage::compression("the blocks are not where they are said to be"));
    }
    if trailer.saturating_add(length) > bytes.end() || length < 24 || !length.is_multiple_of(24) {
        return Err(Damage::cut(WHAT));
    }
    bytes.go(trailer, WHAT)?;
    bytes.skip(20, WHAT)?;
    let count = u64::from(bytes.u32(WHAT)?);
    if count != length / 24 - 1 {
        return Err(Damage::compression("the list of blocks has another length than it says"));
    }
    let list = bytes.take(count as usize * 24, WHAT)?;
    let mut blocks = Vec::with_capacity(count as usize);
    let (mut at, mut total) = (start + 24, 0_u64);
    for entry in list.chunks_exact(24) {
        let (unpacked, packed) = (order.u32(&entry[16..]), order.u32(&entry[20..]));
        if order.u64(&entry[8..]) != at || u64::from(unpacked) > BLOCK {
            return Err(Damage::compression("the list of blocks contradicts itself"));
        }
        at += u64::from(packed);
        total += u64::from(unpacked);
        blocks.push(Block { packed: packed as usize, unpacked: unpacked as usize });
    }
    if at != trailer {
        return Err(Damage::compression("the blocks do not end where their list starts"));
    }
    check(total, rows, units, bytes.end())?;
    bytes.go(start + 24, WHAT)?;
    let none = Vec::new().into_iter();
    Ok(Blocks { bytes, left: blocks.into_iter(), ready: none, current: Vec::new(), at: 0 })
}

/// Refuses what unpacks to more than the rows need, or to more than a survey of this size would.
fn check(total: u64, rows: Option<u64>, units: usize, size: u64) -> Result<(), Damage> {
    let any = size.saturating_mul(TIMES).saturating_add(FLOOR);
    let units = units as u64;
    let needed = rows.map(|rows| rows.saturating_mul(units.saturating_mul(9)).saturating_add(BLOCK / 16));
    let most = needed.map_or(any, |needed| needed.min(any));
    if total > most {
        return Err(Damage::bomb(total, most));
    }
    match rows {
        Some(rows) if units > 0 && rows > total / units => Err(Damage::rows(rows, total / units)),
        _ => Ok(()),
    }
}

impl<R: BufRead + Seek> Blocks<'_, R> {
    /// Inflates the next few blocks.
    fn more(&mut self) -> Result<(), Damage> {
        let mut packed = Vec::with_capacity(TOGETHER);
        for block in self.left.by_ref().take(TOGETHER) {
            packed.push((self.bytes.take(block.packed, WHAT)?, block.unpacked));
        }
        let inflated: Result<Vec<_>, Damage> =
            packed.into_par_iter().map(|(bytes, length)| inflate(&bytes, length)).collect();
        self.ready = inflated?.into_iter();
        Ok(())
    }
}

fn inflate(packed: &[u8], length: usize) -> Result<Vec<u8>, Damage> {
    // The reserve is no larger than what deflate can make of so many bytes (RFC 1951: 1032 to 1).
    let mut unpacked = Vec::with_capacity(length.min(packed.len().saturating_mul(1032) + 1));
    let status = Decompress::new(true).decompress_vec(packed, &mut unpacked, FlushDecompress::Finish);
    match status {
        Ok(Status::StreamEnd) if unpacked.len() == length => Ok(unpacked),
        Ok(_) => Err(Damage::compression("a block has not the length it says")),
        Err(e) => Err(Damage::compression(&e.to_string())),
    }
}

impl<R: BufRead + Seek> Read for Blocks<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.current.len() {
            if self.ready.len() == 0 && self.left.len() > 0 {
                self.more().map_err(io::Error::other)?;
            }
            let Some(next) = self.ready.next() else { return Ok(0) };
            (self.current, self.at) = (next, 0);
        }
        let n = into.len().min(self.current.len() - self.at);
        into[..n].copy_from_slice(&self.current[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

/// The damage that hides in an error of reading.
pub(super) fn damage(error: &io::Error) -> Damage {
    let inner = error.get_ref().and_then(|e| e.downcast_ref::<Damage>());
    inner.cloned().unwrap_or_else(|| Damage::io(error, WHAT))
}
