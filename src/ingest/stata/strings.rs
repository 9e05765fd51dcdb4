//! Long strings: cells refer to texts that stand behind the rows.

use super::super::bytes::Bytes;
use super::super::bytes::Order;
use super::super::damage::Damage;
use super::cells::Column;
use super::layout::tag;
use super::schema::{Schema, until_nul};
use std::collections::HashMap;
use std::io::{BufRead, Seek};

/// Keys may repeat a long string row by row: more of it than this, beside the file's own size, is refused.
const KEYS: u64 = 64 << 20;

/// The column and the row that a text belongs to.
type Key = (u32, u64);

/// Passes over the long strings.
pub(super) fn skip<R: BufRead + Seek>(bytes: &mut Bytes<R>, schema: &Schema) -> Result<(), Damage> {
    each(bytes, schema, |_| false, |_, _| ())
}

/// Gives the columns of long strings their texts.
pub(super) fn finish<R: BufRead + Seek>(
    bytes: &mut Bytes<R>,
    schema: &Schema,
    mut columns: Vec<Column>,
) -> Result<Vec<Column>, Damage> {
    let order = bytes.order;
    let key = |cell: u64| key(cell, order, schema.layout.release);
    let mut texts: HashMap<Key, Vec<u8>> = HashMap::new();
    for cell in columns.iter().flat_map(|c| &c.references) {
        texts.entry(key(*cell)).or_default();
    }
    let mut found = Vec::new();
    each(bytes, schema, |k| texts.contains_key(&k), |k, text| found.push((k, text)))?;
    texts.clear();
    texts.extend(found);
    let encoding = schema.layout.encoding();
    let most = KEYS + 4 * bytes.end();
    for column in columns.iter_mut().filter(|c| !c.references.is_empty()) {
        for (row, cell) in std::mem::take(&mut column.references).into_iter().enumerate() {
            let key = key(cell);
            let text = match texts.get(&key) {
                Some(text) => text.as_slice(),
                None if key == (0, 0) => &[],
                None => {
                    let lost = Damage::cells("a long string is referred to that is not in the file");
                    return Err(lost.in_row(row).in_column(&column.name));
                }
            };
            let taken = column.text(until_nul(text), encoding);
            taken.map_err(|d| d.in_row(row).in_column(&column.name))?;
            if column.builder.held() as u64 > most {
                let held = column.builder.held() as u64;
                return Err(Damage::bomb(held, most).in_column(&column.name));
            }
        }
    }
    Ok(columns)
}

/// What the 8 bytes of a cell refer to: how they are shared out differs between releases.
fn key(cell: u64, order: Order, release: u16) -> Key {
    let column = match release {
        117 => 32,
        118 => 16,
        _ => 24,
    };
    match order {
        Order::Little => ((cell & ((1 << column) - 1)) as u32, cell >> column),
        Order::Big => ((cell >> (64 - column)) as u32, cell & (u64::MAX >> column)),
    }
}

/// Hands on each long string that `wanted` asks for.
fn each<R: BufRead + Seek>(
    bytes: &mut Bytes<R>,
    schema: &Schema,
    wanted: impl Fn(Key) -> bool,
    mut take: impl FnMut(Key, Vec<u8>),
) -> Result<(), Damage> {
    if !schema.layout.tagged() {
        return Ok(());
    }
    let what = "the long strings";
    tag(bytes, "</data><strls>")?;
    loop {
        match &bytes.array::<3>(what)? {
            b"GSO" => {}
            b"</s" => return tag(bytes, "trls>"),
            _ => return Err(Damage::cells("the long strings do not end")),
        }
        let column = bytes.u32(what)?;
        let row = match schema.layout.release {
            117 => bytes.u32(what)?.into(),
            _ => bytes.order.u64(&bytes.array::<8>(what)?),
        };
        bytes.skip(1, what)?;
        let length = bytes.u32(what)?;
        if wanted((column, row)) {
            take((column, row), bytes.take(length as usize, what)?);
        } else {
            bytes.skip(length.into(), what)?;
        }
    }
}
