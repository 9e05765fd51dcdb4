//! Value labels: sets with names, which columns share.

use super::super::bytes::Bytes;
use super::super::damage::Damage;
use super::super::description::{Code, Description, Missing};
use super::layout::tag;
use super::missing::{self, Value};
use super::schema::{Kind, Schema, loose};
use std::collections::HashMap;
use std::io::{BufRead, Seek};

/// Labels over all columns, each set counted once a column; no survey comes near.
const MOST: usize = 5_000_000;

type Set = Vec<(Code, String)>;

/// Reads all sets.
pub(super) fn read<R: BufRead + Seek>(
    bytes: &mut Bytes<R>,
    schema: &Schema,
) -> Result<HashMap<String, Set>, Damage> {
    let what = "the value labels";
    let tagged = schema.layout.tagged();
    let mut sets = HashMap::new();
    if tagged {
        tag(bytes, "<value_labels>")?;
    }
    loop {
        if tagged {
            match &bytes.array::<5>(what)? {
                b"<lbl>" => {}
                b"</val" => return tag(bytes, "ue_labels></stata_dta>").map(|()| sets),
                _ => return Err(Damage::header("the value labels do not end")),
            }
        } else if bytes.left() == 0 {
            return Ok(sets);
        }
        let length = bytes.u32(what)?;
        let name = loose(&bytes.take(schema.layout.name, what)?, schema.layout);
        bytes.skip(3, what)?;
        let table = bytes.take(length as usize, what)?;
        sets.insert(name, set(&table, bytes, schema)?);
        if tagged {
            tag(bytes, "</lbl>")?;
        }
    }
}

/// One set: how many, how much text, where each text starts, each value, the texts.
fn set<R>(table: &[u8], bytes: &Bytes<R>, schema: &Schema) -> Result<Set, Damage> {
    let damaged = || Damage::header("a set of value labels is not as long as it says");
    let order = bytes.order;
    let (head, rest) = table.split_at_checked(8).ok_or_else(damaged)?;
    let (count, length) = (order.u32(head) as usize, order.u32(&head[4..]) as usize);
    let (starts, rest) = rest.split_at_checked(count.saturating_mul(4)).ok_or_else(damaged)?;
    let (values, texts) = rest.split_at_checked(count * 4).ok_or_else(damaged)?;
    let texts = texts.get(..length).ok_or_else(damaged)?;
    let mut labels = Vec::with_capacity(count);
    // Texts do not overlap in an honest file; here they could, and then there is no end to them.
    let mut budget = 4 * length + 4096;
    for (start, value) in starts.chunks_exact(4).zip(values.chunks_exact(4)) {
        let text = texts.get(order.u32(start) as usize..).ok_or_else(damaged)?;
        let label = loose(text, schema.layout);
        budget = budget.checked_sub(label.len()).ok_or_else(damaged)?;
        let code = match missing::long(order.i32(value)) {
            Value::Number(v) => Code::Number(v),
            Value::Letter(letter) => Code::Text(missing::word(letter).to_owned()),
            Value::Empty => Code::Text(".".to_owned()),
        };
        labels.push((code, label));
    }
    Ok(labels)
}

/// What the file says about the columns at `places`, each with the letters that were met in it.
pub(super) fn describe(
    schema: &Schema,
    sets: &HashMap<String, Set>,
    places: &[(usize, u32)],
) -> Result<Vec<Description>, Damage> {
    let mut total = 0;
    let mut descriptions = Vec::with_capacity(places.len());
    for &(place, met) in places {
        let variable = &schema.variables[place];
        let numeric = !matches!(variable.kind, Kind::Text(_) | Kind::Reference);
        let values = sets.get(&variable.set).filter(|_| numeric && !variable.set.is_empty());
        let values = values.map(Vec::as_slice).unwrap_or_default();
        total += values.len();
        if total > MOST {
            return Err(Damage::claims("value labels over all columns", total as u64, MOST as u64));
        }
        let labelled = values.iter().filter_map(|(code, _)| bit(code)).fold(0, |set, bit| set | bit);
        descriptions.push(Description {
            label: (!variable.label.is_empty()).then(|| variable.label.clone()),
            values: values.to_vec(),
            missing: missing::letters(met | labelled).map(|l| Missing::Is(Code::Text(l))).collect(),
        });
    }
    Ok(descriptions)
}

/// The bit of `.a` to `.z` in a set of letters.
fn bit(code: &Code) -> Option<u32> {
    let Code::Text(word) = code else { return None };
    (1..=26u8).find(|&letter| missing::word(letter) == word).map(|letter| 1 << letter)
}
