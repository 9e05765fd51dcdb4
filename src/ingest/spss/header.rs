//! The first 176 bytes: order of bytes, compression, number of rows.

use super::super::bytes::{Bytes, Order};
use super::super::damage::Damage;
use std::io::{BufRead, Seek};

/// How the cells are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Plain,
    /// A byte for each cell that is a small whole number, blank or missing.
    Codes,
    /// The same, deflated in blocks.
    Blocks,
}

/// What the header says.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) packing: Packing,
    pub(super) rows: Option<u64>,
    /// What a byte code of a number is less.
    pub(super) bias: f64,
}

pub(super) fn read<R: BufRead + Seek>(bytes: &mut Bytes<R>) -> Result<Header, Damage> {
    let what = "the header";
    let magic: [u8; 4] = bytes.array(what)?;
    if !matches!(&magic, b"$FL2" | b"$FL3") {
        return Err(Damage::unknown("this is no SPSS system file".to_owned(), "save it from SPSS as `.sav`"));
    }
    bytes.skip(60, what)?;
    let layout = bytes.array::<4>(what)?;
    bytes.order = match (Order::Little.i32(&layout), Order::Big.i32(&layout)) {
        (2 | 3, _) => Order::Little,
        (_, 2 | 3) => Order::Big,
        _ => return Err(Damage::header("the order of bytes is not told")),
    };
    bytes.skip(4, what)?;
    let packing = match bytes.i32(what)? {
        0 => Packing::Plain,
        1 => Packing::Codes,
        2 => Packing::Blocks,
        other => {
            let message = format!("compression {other} of SPSS files is not known");
            return Err(Damage::unknown(message, "save it from SPSS uncompressed"));
        }
    };
    bytes.skip(4, what)?;
    let rows = u64::try_from(bytes.i32(what)?).ok();
    let bias = bytes.order.f64(&bytes.array::<8>(what)?);
    bytes.skip(9 + 8 + 64 + 3, what)?;
    let bias = if bias.is_finite() { bias } else { 100.0 };
    Ok(Header { packing, rows, bias })
}

impl Header {
    /// Compares the rows announced with the bytes there are; `units` of 8 bytes make a row.
    pub(super) fn check<R: BufRead + Seek>(&self, bytes: &Bytes<R>, units: usize) -> Result<(), Damage> {
        let Some(rows) = self.rows else { return Ok(()) };
        let unit = match self.packing {
            Packing::Plain => 8,
            Packing::Codes => 1,
            // Looked at when the blocks are known.
            Packing::Blocks => 0,
        };
        let there = bytes.left().checked_div(units as u64 * unit).unwrap_or(u64::MAX);
        if rows > there {
            return Err(Damage::rows(rows, there));
        }
        if rows > u32::MAX.into() || (units == 0 && rows > 0) {
            return Err(Damage::claims("rows", rows, if units == 0 { 0 } else { u32::MAX.into() }));
        }
        Ok(())
    }

    /// How many rows there are, if that can be told without reading them.
    pub(super) fn known_rows<R: BufRead + Seek>(&self, bytes: &Bytes<R>, units: usize) -> Option<usize> {
        let counted = (self.packing == Packing::Plain).then(|| bytes.left().checked_div(units as u64 * 8));
        self.rows.or(counted.flatten()).map(|rows| rows as usize)
    }
}
