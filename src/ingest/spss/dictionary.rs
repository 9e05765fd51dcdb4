//! From records to columns: names, widths, labels, missing values.

use super::super::bytes::Order;
use super::super::calendar::Clock;
use super::super::damage::Damage;
use super::super::description::{Code, Description, Missing};
use super::encoding;
use super::extensions::{Labelled, Lacking};
use super::records::{self, Records, Set};
use encoding_rs::Encoding;
use std::collections::HashMap;

/// Labels over all columns, each set counted once a column; no survey comes near.
const MOST: usize = 5_000_000;

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    /// Text of so many bytes.
    Text(usize),
}

/// One column.
#[derive(Debug)]
pub(super) struct Variable {
    pub(super) name: String,
    /// Its name of at most 8 bytes.
    short: String,
    pub(super) kind: Kind,
    /// Where it starts in a row, and how long it is there, in units of 8 bytes.
    pub(super) start: usize,
    pub(super) units: usize,
    pub(super) clock: Option<Clock>,
    label: String,
    missing: Vec<Missing>,
    /// Places of its sets of value labels.
    sets: Vec<usize>,
    /// Value labels that are its alone.
    labels: Vec<(Code, String)>,
}

/// All columns.
#[derive(Debug)]
pub(super) struct Dictionary {
    pub(super) variables: Vec<Variable>,
    /// The length of a row, in units of 8 bytes.
    pub(super) units: usize,
    pub(super) encoding: &'static Encoding,
    sets: Vec<Set>,
    order: Order,
}

/// Makes columns of records.
pub(super) fn build(records: Records, order: Order) -> Result<Dictionary, Damage> {
    let encoding = encoding::of(&records.extensions)?;
    let units = records.variables.len();
    let mut dictionary = Dictionary { variables: Vec::new(), units, encoding, sets: Vec::new(), order };
    let columns = dictionary.columns(&records)?;
    dictionary.sets(records.sets, &columns)?;
    let mut places: HashMap<String, usize> = HashMap::new();
    for (place, variable) in dictionary.variables.iter().enumerate() {
        places.entry(variable.name.to_uppercase()).or_insert(place);
    }
    for (place, variable) in dictionary.variables.iter().enumerate() {
        places.entry(variable.short.to_uppercase()).or_insert(place);
    }
    dictionary.long_texts(&records.extensions.labels, &records.extensions.missing, &places);
    Ok(dictionary)
}

impl Dictionary {
    /// Makes the columns; returns which column each unit of a row belongs to.
    fn columns(&mut self, records: &Records) -> Result<Vec<usize>, Damage> {
        let long_names = self.pairs(&records.extensions.names, b'\t');
        let widths = self.pairs(&records.extensions.widths, b'\t');
        let mut columns: Vec<usize> = Vec::with_capacity(records.variables.len());
        // How many more bytes a very long text has in records that look like columns of their own.
        let mut open = 0_usize;
        for (unit, record) in records.variables.iter().enumerate() {
            let more = record.kind == -1;
            if more || open > 0 {
                let Some(last) = self.variables.last_mut() else {
                    return Err(Damage::header("a text goes on that never started"));
                };
                last.units += 1;
                columns.push(self.variables.len() - 1);
                if !more {
                    open -= 1;
                }
                continue;
            }
            let short = self.loose(&record.name);
            let key = short.to_uppercase();
            let width: Option<usize> = widths.get(&key).and_then(|w| w.parse().ok());
            let mut variable = self.column(record, unit);
            if let Kind::Text(255) = variable.kind
                && let Some(width) = width.filter(|&w| w > 255)
            {
                variable.kind = Kind::Text(width);
                open = width.div_ceil(252) - 1;
            }
            variable.name = long_names.get(&key).cloned().unwrap_or_else(|| short.clone());
            variable.short = short;
            columns.push(self.variables.len());
            self.variables.push(variable);
        }
        let short = |v: &Variable| match v.kind {
            Kind::Text(width) => width > v.units * 8,
            Kind::Number => v.units != 1,
        };
        match self.variables.iter().find(|v| short(v)) {
            Some(v) => Err(Damage::header(&format!("`{}` has not the width it says", v.name))),
            None => Ok(columns),
        }
    }

    fn column(&self, record: &records::Variable, unit: usize) -> Variable {
        let kind = match usize::try_from(record.kind) {
            Ok(width) if width > 0 => Kind::Text(width),
            _ => Kind::Number,
        };
        let clock = if kind == Kind::Number { Clock::of_spss(record.format) } else { None };
        Variable {
            name: String::new(),
            short: String::new(),
            kind,
            start: unit,
            units: 1,
            clock,
            label: self.loose(&record.label),
            missing: self.missing(record, kind),
            sets: Vec::new(),
            labels: Vec::new(),
        }
    }

    fn missing(&self, record: &records::Variable, kind: Kind) -> Vec<Missing> {
        let number = |value: &[u8; 8]| self.order.f64(value);
        let is = |value: &[u8; 8]| Missing::Is(self.code(value, kind));
        match &record.missing[..] {
            [low, high, rest @ ..] if record.missing_kind < 0 && kind == Kind::Number => {
                let (low, high) = (number(low), number(high));
                // `LO` is the second lowest number there is, `HI` the highest.
                let low = if low <= (-f64::MAX).next_up() { f64::NEG_INFINITY } else { low };
                let high = if high >= f64::MAX { f64::INFINITY } else { high };
                std::iter::once(Missing::Between(low, high)).chain(rest.iter().map(is)).collect()
            }
            values => values.iter().map(is).collect(),
        }
    }

    fn code(&self, value: &[u8], kind: Kind) -> Code {
        match kind {
            Kind::Number => Code::Number(self.order.f64(value)),
            Kind::Text(_) => Code::Text(self.loose(value)),
        }
    }

    /// Puts the sets of value labels to their columns.
    fn sets(&mut self, sets: Vec<(Set, Vec<u32>)>, columns: &[usize]) -> Result<(), Damage> {
        for (set, places) in sets {
            for place in places {
                let column = (place as usize).checked_sub(1).and_then(|unit| columns.get(unit));
                let Some(&column) = column else {
                    return Err(Damage::header(&format!(
                        "value labels for column {place}, which is not there"
                    )));
                };
                let mine = &mut self.variables[column].sets;
                if mine.last() != Some(&self.sets.len()) {
                    mine.push(self.sets.len());
                }
            }
            self.sets.push(set);
        }
        Ok(())
    }

    fn long_texts(&mut self, labels: &[Labelled], missing: &[Lacking], places: &HashMap<String, usize>) {
        for (name, labels) in labels {
            let Some(&place) = places.get(&self.loose(name).to_uppercase()) else { continue };
            let said = labels.iter().map(|(v, l)| (Code::Text(self.loose(v)), self.loose(l)));
            let said: Vec<_> = said.collect();
            self.variables[place].labels.extend(said);
        }
        for (name, values) in missing {
            let Some(&place) = places.get(&self.loose(name).to_uppercase()) else { continue };
            let said: Vec<_> = values.iter().map(|v| Missing::Is(Code::Text(self.loose(v)))).collect();
            self.variables[place].missing.extend(said);
        }
    }

    /// What the file says about the columns at `places`.
    pub(super) fn describe(&self, places: &[usize]) -> Result<Vec<Description>, Damage> {
        let mut total = 0;
        let mut descriptions = Vec::with_capacity(places.len());
        for variable in places.iter().map(|&p| &self.variables[p]) {
            let sets = variable.sets.iter().map(|&s| &self.sets[s]);
            total += sets.clone().map(Vec::len).sum::<usize>();
            if total > MOST {
                return Err(Damage::claims("value labels over all columns", total as u64, MOST as u64));
            }
            let shared = sets.flatten().map(|(v, l)| (self.code(v, variable.kind), self.loose(l)));
            descriptions.push(Description {
                label: (!variable.label.is_empty()).then(|| variable.label.clone()),
                values: shared.chain(variable.labels.iter().cloned()).collect(),
                missing: variable.missing.clone(),
            });
        }
        Ok(descriptions)
    }

    /// A text that describes and is no data: what is no character is replaced, a cut last one left out.
    fn loose(&self, bytes: &[u8]) -> String {
        let text = trim(bytes);
        let (text, damaged) = self.encoding.decode_without_bom_handling(text);
        if damaged { text.trim_end_matches('\u{FFFD}').to_owned() } else { text.into_owned() }
    }

    /// The names and values of `NAME=value` pairs; names in capitals.
    fn pairs(&self, bytes: &[u8], between: u8) -> HashMap<String, String> {
        let pairs = bytes.split(|&b| b == between).filter_map(|pair| {
            let at = pair.iter().position(|&b| b == b'=')?;
            let name = pair[..at].iter().copied().skip_while(|&b| b == 0).collect::<Vec<u8>>();
            Some((self.loose(&name).to_uppercase(), self.loose(&pair[at + 1..])))
        });
        pairs.collect()
    }
}

/// Without the blanks and NULs at the end.
pub(super) fn trim(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|&b| b != b' ' && b != 0).map_or(0, |last| last + 1);
    &bytes[..end]
}
