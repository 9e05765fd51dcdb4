//! From packed bytes to rows.

use super::super::bytes::Bytes;
use super::super::damage::Damage;
use super::blocks;
use super::cells::{Table, UNWANTED};
use super::header::{Header, Packing};
use std::io::{BufRead, ErrorKind, Read, Seek};

/// Bytes read at a time.
const PIECE: usize = 1 << 18;

/// Reads all rows into `table`, at most `limit` of them.
pub(super) fn read<R: BufRead + Seek>(
    bytes: &mut Bytes<R>,
    header: &Header,
    table: &mut Table<'_>,
    limit: Option<usize>,
) -> Result<(), Damage> {
    if table.slots.is_empty() {
        return Ok(());
    }
    let most = header.rows.unwrap_or(u64::MAX).min(limit.map_or(u64::MAX, |l| l as u64));
    let taken = match header.packing {
        Packing::Plain => return plain(bytes, table, most),
        Packing::Codes => {
            let stream = bytes.stream();
            unpack(stream, header.bias, table, most)?
        }
        Packing::Blocks => {
            let stream = blocks::open(bytes, header.rows, table.slots.len())?;
            unpack(stream, header.bias, table, most)?
        }
    };
    match header.rows {
        Some(rows) if taken < most => Err(Damage::rows(rows, taken)),
        _ => Ok(()),
    }
}

/// Rows that are not packed.
fn plain<R: BufRead + Seek>(bytes: &mut Bytes<R>, table: &mut Table<'_>, most: u64) -> Result<(), Damage> {
    let width = table.slots.len() * 8;
    let rows = most.min(bytes.left() / width as u64);
    let wanted: Vec<(usize, u32)> =
        table.slots.iter().copied().enumerate().filter(|s| s.1 != UNWANTED).collect();
    let at_once = (PIECE / width).clamp(1, rows.max(1) as usize);
    let mut piece = vec![0; at_once * width];
    let mut done = 0;
    while done < rows {
        let now = at_once.min((rows - done) as usize);
        bytes.fill(&mut piece[..now * width], "the rows")?;
        for row in piece[..now * width].chunks_exact(width) {
            let units = row.as_chunks().0;
            for &(unit, slot) in &wanted {
                table.row[slot as usize] = units[unit];
            }
            table.take()?;
        }
        done += now as u64;
    }
    Ok(())
}

/// Packed bytes, of which some are at hand.
struct Packed<S> {
    source: S,
    buffer: Vec<u8>,
    at: usize,
    filled: usize,
}

impl<S: Read> Packed<S> {
    /// Sees to it that 72 bytes, eight codes and their numbers, are at hand; fewer only at the end.
    fn ready(&mut self) -> Result<&[u8], Damage> {
        if self.filled - self.at < 72 {
            self.buffer.copy_within(self.at..self.filled, 0);
            self.filled -= self.at;
            self.at = 0;
            while self.filled < 72 {
                match self.source.read(&mut self.buffer[self.filled..]) {
                    Ok(0) => break,
                    Ok(n) => self.filled += n,
                    Err(e) if e.kind() == ErrorKind::Interrupted => {}
                    Err(e) => return Err(blocks::damage(&e)),
                }
            }
        }
        Ok(&self.buffer[self.at..self.filled])
    }
}

/// Unpacks rows; returns how many. A code a unit: 0 is nothing, 1 to 251 a small whole number, 252 the
/// end, 253 a number that follows the eight codes, 254 blanks, 255 missing.
fn unpack<S: Read>(source: S, bias: f64, table: &mut Table<'_>, most: u64) -> Result<u64, Damage> {
    let order = table.order();
    let missing = order.bytes(-f64::MAX);
    let small: Vec<[u8; 8]> = (0..=255_u8).map(|code| order.bytes(f64::from(code) - bias)).collect();
    let next = next_wanted(&table.slots);
    let units = table.slots.len();
    let mut packed = Packed { source, buffer: vec![0; PIECE], at: 0, filled: 0 };
    let (mut unit, mut done) = (0, 0);
    while done < most {
        let ready = packed.ready()?;
        let Some((codes, numbers)) = ready.split_first_chunk::<8>() else {
            return cut(unit, done);
        };
        let literals = codes.iter().map(|&c| usize::from(c == 253)).sum::<usize>();
        let whole = codes.iter().all(|&c| c != 0 && c != 252);
        let enough = numbers.len() >= literals * 8;
        if whole && enough && next[unit] - unit >= 8 {
            unit += 8;
            if unit == units {
                table.take()?;
                (unit, done) = (0, done + 1);
            }
            packed.at += 8 + literals * 8;
            continue;
        }
        let mut numbers = numbers.as_chunks::<8>().0.iter();
        let mut used = 8;
        for &code in codes {
            let value = match code {
                0 => continue,
                252 => return end(unit, done),
                253 => {
                    let Some(number) = numbers.next() else { return cut(unit, done) };
                    used += 8;
                    *number
                }
                254 => *b"        ",
                255 => missing,
                _ => small[usize::from(code)],
            };
            let slot = table.slots[unit];
            if slot != UNWANTED {
                table.row[slot as usize] = value;
            }
            unit += 1;
            if unit == units {
                table.take()?;
                (unit, done) = (0, done + 1);
                if done == most {
                    return Ok(done);
                }
            }
        }
        packed.at += used;
    }
    Ok(done)
}

/// The end of the file, which has to be the end of a row.
fn cut(unit: usize, done: u64) -> Result<u64, Damage> {
    if unit == 0 { Ok(done) } else { Err(Damage::cut("a row").in_row(done as usize)) }
}

/// The end of the cells, which has to be the end of a row.
fn end(unit: usize, done: u64) -> Result<u64, Damage> {
    if unit == 0 { Ok(done) } else { Err(Damage::cells("they end inside a row").in_row(done as usize)) }
}

/// For each unit, the first one from there on that is wanted, or the end of the row.
fn next_wanted(slots: &[u32]) -> Vec<usize> {
    let mut next = vec![slots.len(); slots.len()];
    let mut last = slots.len();
    for (unit, &slot) in slots.iter().enumerate().rev() {
        if slot != UNWANTED {
            last = unit;
        }
        next[unit] = last;
    }
    next
}
