//! What newer releases of SPSS have added to the dictionary: records of type 7.

use super::super::bytes::{Bytes, Order};
use super::super::damage::Damage;
use std::io::{BufRead, Seek};

const WHAT: &str = "the description of the columns";

/// A column of long texts, and values of it with their labels.
pub(super) type Labelled = (Vec<u8>, Vec<(Vec<u8>, Vec<u8>)>);

/// A column of long texts, and its missing values.
pub(super) type Lacking = (Vec<u8>, Vec<Vec<u8>>);

/// The additions that mean something here, as they stand.
#[derive(Debug, Default)]
pub(super) struct Extensions {
    /// The code page (subtype 3).
    pub(super) page: Option<i32>,
    /// `SHORT=Long` names (13).
    pub(super) names: Vec<u8>,
    /// `SHORT=width` of texts beyond 255 bytes (14).
    pub(super) widths: Vec<u8>,
    /// The number of rows (16).
    pub(super) rows: Option<u64>,
    /// The name of the encoding (20).
    pub(super) encoding: Option<Vec<u8>>,
    /// Value labels of long texts (21): the column, and values with labels.
    pub(super) labels: Vec<Labelled>,
    /// Missing values of long texts (22).
    pub(super) missing: Vec<Lacking>,
}

pub(super) fn read<R: BufRead + Seek>(bytes: &mut Bytes<R>, into: &mut Extensions) -> Result<(), Damage> {
    let subtype = bytes.i32(WHAT)?;
    let (size, count) = (bytes.u32(WHAT)?, bytes.u32(WHAT)?);
    let length = u64::from(size) * u64::from(count);
    if !matches!(subtype, 3 | 13 | 14 | 16 | 20 | 21 | 22) {
        return bytes.skip(length, WHAT);
    }
    let data = bytes.take(usize::try_from(length).unwrap_or(usize::MAX), WHAT)?;
    let order = bytes.order;
    match subtype {
        3 => into.page = data.get(28..32).map(|b| order.i32(b)),
        13 => into.names = data,
        14 => into.widths = data,
        16 => into.rows = data.get(8..16).and_then(|b| u64::try_from(order.i64(b)).ok()),
        20 => into.encoding = Some(data),
        21 => into.labels.append(&mut labels(&data, order)?),
        22 => into.missing.append(&mut missing(&data, order)?),
        _ => {}
    }
    Ok(())
}

/// The parts of a record, one after the other.
struct Parts<'a> {
    rest: &'a [u8],
    order: Order,
}

impl Parts<'_> {
    fn take(&mut self, n: usize) -> Result<Vec<u8>, Damage> {
        let short = || Damage::header("a record about long texts is not as long as it says");
        let (part, rest) = self.rest.split_at_checked(n).ok_or_else(short)?;
        self.rest = rest;
        Ok(part.to_vec())
    }

    fn number(&mut self) -> Result<usize, Damage> {
        let order = self.order;
        Ok(order.u32(&self.take(4)?) as usize)
    }

    fn counted(&mut self) -> Result<Vec<u8>, Damage> {
        let length = self.number()?;
        self.take(length)
    }
}

fn labels(data: &[u8], order: Order) -> Result<Vec<Labelled>, Damage> {
    let mut parts = Parts { rest: data, order };
    let mut all = Vec::new();
    while !parts.rest.is_empty() {
        let name = parts.counted()?;
        let (_, count) = (parts.number()?, parts.number()?);
        let mut labels = Vec::new();
        for _ in 0..count {
            labels.push((parts.counted()?, parts.counted()?));
        }
        all.push((name, labels));
    }
    Ok(all)
}

fn missing(data: &[u8], order: Order) -> Result<Vec<Lacking>, Damage> {
    let mut parts = Parts { rest: data, order };
    let mut all = Vec::new();
    while !parts.rest.is_empty() {
        let name = parts.counted()?;
        let count = parts.take(1)?[0];
        let width = parts.number()?;
        let values = (0..count).map(|_| parts.take(width)).collect::<Result<_, _>>()?;
        all.push((name, values));
    }
    Ok(all)
}
