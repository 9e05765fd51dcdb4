//! The rows: read in large pieces, of which only the wanted cells are looked at.

use super::super::bytes::{Bytes, Order};
use super::super::damage::Damage;
use super::super::typed::Typed;
use super::super::wanted::Reading;
use super::missing::{self, Value};
use super::schema::{Kind, Schema, Variable, until_nul};
use encoding_rs::Encoding;
use std::io::{BufRead, Seek};

/// Bytes read at a time.
const PIECE: usize = 1 << 20;

/// A column in the making.
pub(super) struct Column {
    pub(super) builder: Typed,
    /// Which of `.a` to `.z` were met, bit 1 for `.a`.
    pub(super) letters: u32,
    /// Where the texts of a column of long strings are, one a row.
    pub(super) references: Vec<u64>,
    pub(super) name: String,
}

/// Reads all rows.
pub(super) fn read<R: BufRead + Seek>(
    bytes: &mut Bytes<R>,
    schema: &Schema,
    wanted: &[(usize, Reading)],
    rows: usize,
) -> Result<Vec<Column>, Damage> {
    let mut columns: Vec<(&Variable, Column)> = Vec::with_capacity(wanted.len());
    for &(place, reading) in wanted {
        let variable = &schema.variables[place];
        let builder = Typed::new(reading);
        let name = variable.name.clone();
        columns.push((variable, Column { builder, letters: 0, references: Vec::new(), name }));
    }
    let at_once = (PIECE / schema.width.max(1)).clamp(1, rows.max(1));
    let mut piece = vec![0; at_once * schema.width];
    let mut done = 0;
    while done < rows {
        let now = at_once.min(rows - done);
        let piece = &mut piece[..now * schema.width];
        bytes.fill(piece, "the rows")?;
        for (variable, column) in &mut columns {
            for (i, row) in piece.chunks_exact(schema.width).enumerate() {
                let cell = &row[variable.offset..variable.offset + variable.kind.width()];
                let taken = column.take(variable, cell, bytes.order, schema.layout.encoding());
                taken.map_err(|d| d.in_row(done + i).in_column(&variable.name))?;
            }
        }
        done += now;
    }
    Ok(columns.into_iter().map(|(_, column)| column).collect())
}

impl Column {
    fn take(
        &mut self,
        variable: &Variable,
        cell: &[u8],
        order: Order,
        encoding: &'static Encoding,
    ) -> Result<(), Damage> {
        let value = match variable.kind {
            Kind::Byte => missing::byte(i8::from_ne_bytes([cell[0]])),
            Kind::Int => missing::int(order.i16(cell)),
            Kind::Long => missing::long(order.i32(cell)),
            Kind::Float => missing::float(order.f32(cell)),
            Kind::Double => missing::double(order.f64(cell)),
            Kind::Text(_) => return self.text(until_nul(cell), encoding),
            Kind::Reference => {
                self.references.push(order.u64(cell));
                return Ok(());
            }
        };
        match value {
            Value::Number(v) => match variable.clock.and_then(|c| c.iso(v)) {
                Some(date) => self.builder.text(&date),
                None => self.builder.number(v),
            },
            Value::Empty => self.builder.number(f64::NAN),
            Value::Letter(letter) => {
                self.letters |= 1 << letter;
                self.builder.code(missing::word(letter));
            }
        }
        Ok(())
    }

    /// Takes a text; its bytes have to be characters.
    pub(super) fn text(&mut self, cell: &[u8], encoding: &'static Encoding) -> Result<(), Damage> {
        let decoded = encoding.decode_without_bom_handling_and_without_replacement(cell);
        let decoded = decoded.ok_or_else(|| Damage::text(cell, encoding.name()))?;
        self.builder.text(&decoded);
        Ok(())
    }
}
