//! Rows made of the wanted cells alone.

use super::super::bytes::Order;
use super::super::cells::Cells;
use super::super::damage::Damage;
use super::super::description::Description;
use super::super::typed::Typed;
use super::super::wanted::Reading;
use super::dictionary::{Dictionary, Kind, Variable, trim};
use encoding_rs::Encoding;

/// Marks a unit that nobody wants.
pub(super) const UNWANTED: u32 = u32::MAX;

/// The wanted columns in the making.
pub(super) struct Table<'a> {
    /// For each unit of a row, where it stands among the wanted ones.
    pub(super) slots: Vec<u32>,
    /// The wanted units of one row.
    pub(super) row: Vec<[u8; 8]>,
    columns: Vec<Column<'a>>,
    rows: usize,
    order: Order,
    encoding: &'static Encoding,
    text: Vec<u8>,
}

struct Column<'a> {
    variable: &'a Variable,
    description: &'a Description,
    slot: usize,
    builder: Typed,
}

impl<'a> Table<'a> {
    pub(super) fn new(
        dictionary: &'a Dictionary,
        wanted: &[(usize, Reading)],
        descriptions: &'a [Description],
        order: Order,
    ) -> Self {
        let mut slots = vec![UNWANTED; dictionary.units];
        let mut used = 0;
        let mut columns = Vec::with_capacity(wanted.len());
        for (&(place, reading), description) in wanted.iter().zip(descriptions) {
            let variable = &dictionary.variables[place];
            if slots[variable.start] == UNWANTED {
                for slot in &mut slots[variable.start..variable.start + variable.units] {
                    *slot = used;
                    used += 1;
                }
            }
            let slot = slots[variable.start] as usize;
            columns.push(Column { variable, description, slot, builder: Typed::new(reading) });
        }
        let row = vec![[0; 8]; used as usize];
        let (order, encoding) = (order, dictionary.encoding);
        Self { slots, row, columns, rows: 0, order, encoding, text: Vec::new() }
    }

    /// How many rows have been taken.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// The order of the bytes of a number.
    pub(super) fn order(&self) -> Order {
        self.order
    }

    /// Takes the row that stands in `row`.
    pub(super) fn take(&mut self) -> Result<(), Damage> {
        let (order, encoding) = (self.order, self.encoding);
        for column in &mut self.columns {
            let units = &self.row[column.slot..column.slot + column.variable.units];
            match column.variable.kind {
                Kind::Number => column.number(order.f64(&units[0])),
                Kind::Text(width) => {
                    let text = gather(units, width, &mut self.text);
                    let decoded = encoding.decode_without_bom_handling_and_without_replacement(text);
                    let Some(decoded) = decoded else {
                        let damage = Damage::text(text, encoding.name());
                        return Err(damage.in_row(self.rows).in_column(&column.variable.name));
                    };
                    column.builder.text(&decoded);
                }
            }
        }
        self.rows += 1;
        if self.rows > u32::MAX as usize {
            return Err(Damage::claims("rows", self.rows as u64, u32::MAX.into()));
        }
        Ok(())
    }

    pub(super) fn build(self) -> Vec<Cells> {
        self.columns.into_iter().map(|c| c.builder.build()).collect()
    }
}

impl Column<'_> {
    /// The lowest number is the system's missing value. A number that is declared missing is no date.
    fn number(&mut self, value: f64) {
        if value == -f64::MAX {
            return self.builder.number(f64::NAN);
        }
        let clock = self.variable.clock.filter(|_| !self.description.declares_number_missing(value));
        match clock.and_then(|c| c.iso(value)) {
            Some(date) => self.builder.text(&date),
            None => self.builder.number(value),
        }
    }
}

/// The bytes of a text: those beyond 255 come in pieces of 255, each padded to 256.
fn gather<'t>(units: &[[u8; 8]], width: usize, into: &'t mut Vec<u8>) -> &'t [u8] {
    into.clear();
    if width <= 255 {
        into.extend_from_slice(units.as_flattened());
    } else {
        units
            .as_flattened()
            .chunks(256)
            .for_each(|piece| into.extend_from_slice(&piece[..piece.len().min(255)]));
    }
    into.truncate(width);
    trim(into)
}
