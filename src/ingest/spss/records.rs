//! The records between the header and the first row, as they stand.

use super::super::bytes::Bytes;
use super::super::damage::Damage;
use super::extensions::{self, Extensions};
use std::io::{BufRead, Seek};

const WHAT: &str = "the description of the columns";

/// One record of a column, or of 8 bytes more of a text.
#[derive(Debug)]
pub(super) struct Variable {
    /// 0 for a number, otherwise the width of a text; −1 for more of the text before.
    pub(super) kind: i32,
    pub(super) name: [u8; 8],
    pub(super) label: Vec<u8>,
    /// The type of the print format.
    pub(super) format: u8,
    /// How many missing values; −2 for a range, −3 for a range and a value.
    pub(super) missing_kind: i32,
    pub(super) missing: Vec<[u8; 8]>,
}

/// A set of value labels: the value's 8 bytes, the label.
pub(super) type Set = Vec<([u8; 8], Vec<u8>)>;

/// All records.
#[derive(Debug, Default)]
pub(super) struct Records {
    pub(super) variables: Vec<Variable>,
    /// A set, and the places of the columns it is for, counted from 1 in records of columns.
    pub(super) sets: Vec<(Set, Vec<u32>)>,
    pub(super) extensions: Extensions,
}

pub(super) fn read<R: BufRead + Seek>(bytes: &mut Bytes<R>) -> Result<Records, Damage> {
    let mut records = Records::default();
    loop {
        match bytes.i32(WHAT)? {
            2 => records.variables.push(variable(bytes)?),
            3 => {
                let set = set(bytes)?;
                records.sets.push((set, places(bytes)?));
            }
            6 => {
                let lines = bytes.u32(WHAT)?;
                bytes.skip(u64::from(lines) * 80, "the notes")?;
            }
            7 => extensions::read(bytes, &mut records.extensions)?,
            999 => {
                bytes.skip(4, WHAT)?;
                return Ok(records);
            }
            other => {
                return Err(Damage::header(&format!("unknown record {other} at byte {}", bytes.at() - 4)));
            }
        }
    }
}

fn variable<R: BufRead + Seek>(bytes: &mut Bytes<R>) -> Result<Variable, Damage> {
    let kind = bytes.i32(WHAT)?;
    if !(-1..=255).contains(&kind) {
        return Err(Damage::header(&format!("a text of width {kind}")));
    }
    let labelled = bytes.i32(WHAT)? == 1;
    let missing_kind = bytes.i32(WHAT)?;
    if !matches!(missing_kind, -3 | -2 | 0..=3) {
        return Err(Damage::header(&format!("a column with {missing_kind} missing values")));
    }
    let format = (bytes.u32(WHAT)? >> 16) as u8;
    bytes.skip(4, WHAT)?;
    let name = bytes.array(WHAT)?;
    let mut label = Vec::new();
    if labelled {
        let length = bytes.u32(WHAT)? as usize;
        label = bytes.take(length, WHAT)?;
        bytes.skip((length.next_multiple_of(4) - length) as u64, WHAT)?;
    }
    let missing = (0..missing_kind.unsigned_abs()).map(|_| bytes.array(WHAT)).collect::<Result<_, _>>()?;
    Ok(Variable { kind, name, label, format, missing_kind, missing })
}

fn set<R: BufRead + Seek>(bytes: &mut Bytes<R>) -> Result<Set, Damage> {
    let count = bytes.u32(WHAT)?;
    let mut set = Vec::new();
    for _ in 0..count {
        let value = bytes.array(WHAT)?;
        let [length] = bytes.array(WHAT)?;
        let length = usize::from(length);
        let mut label = bytes.take((length + 1).next_multiple_of(8) - 1, WHAT)?;
        label.truncate(length);
        set.push((value, label));
    }
    Ok(set)
}

fn places<R: BufRead + Seek>(bytes: &mut Bytes<R>) -> Result<Vec<u32>, Damage> {
    if bytes.i32(WHAT)? != 4 {
        return Err(Damage::header("value labels that are for no column"));
    }
    let count = bytes.u32(WHAT)? as usize;
    let places = bytes.take(count.saturating_mul(4), WHAT)?;
    Ok(places.chunks_exact(4).map(|p| bytes.order.u32(p)).collect())
}
