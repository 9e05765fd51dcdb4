//! Decimal commas: declared by the job, or found where they can mean nothing else.

use crate::ingest::cells::trimmed_number;

/// How decimals are written in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::ingest) enum Style {
    /// With a point.
    #[default]
    Point,
    /// With a comma, as the job says.
    Comma,
    /// Either way, one way in each column: no comma stands between the cells of this text.
    Either,
}

/// What the cells of one column of numbers say about decimals.
#[derive(Debug, Clone, Default)]
pub(in crate::ingest) struct Seen {
    /// The first row with a decimal point.
    pub(in crate::ingest) point: Option<u32>,
    /// The first row with a decimal comma.
    pub(in crate::ingest) comma: Option<u32>,
    /// Cells with a decimal comma.
    pub(in crate::ingest) commas: usize,
    /// A cell whose comma cannot stand between thousands.
    pub(in crate::ingest) clear: bool,
}

impl Seen {
    /// Takes note of a cell that is a number as it stands.
    pub(in crate::ingest) fn number(&mut self, cell: &str, row: usize) {
        if self.point.is_none() && cell.bytes().any(|b| b == b'.') {
            self.point = Some(row as u32);
        }
    }

    /// The number that a cell says with a decimal comma.
    pub(in crate::ingest) fn comma(&mut self, cell: &str, row: usize) -> Option<f64> {
        let value = with_comma(cell)?;
        self.comma.get_or_insert(row as u32);
        self.commas += 1;
        self.clear |= !may_be_thousands(cell);
        Some(value)
    }
}

/// The number a cell says if it is digits with one comma among them.
fn with_comma(cell: &str) -> Option<f64> {
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let (whole, part) = digits.split_once(',')?;
    let all = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if part.is_empty() || !all(whole) || !all(part) {
        return None;
    }
    trimmed_number(&cell.replacen(',', ".", 1))
}

/// `true` if the comma of a cell may as well stand between thousands: `1,234`.
fn may_be_thousands(cell: &str) -> bool {
    let digits = cell.trim_start_matches(['-', '+']);
    let (whole, part) = digits.split_once(',').unwrap_or_default();
    part.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_among_digits() {
        let cases = [
            ("1,5", Some(1.5)),
            ("-0,25", Some(-0.25)),
            (",5", Some(0.5)),
            ("1,", None),
            ("1,2,3", None),
            ("1.234,5", None),
            ("1,5e3", None),
            ("a,5", None),
            ("15", None),
        ];
        for (cell, expected) in cases {
            assert_eq!(with_comma(cell), expected, "{cell}");
        }
    }

    #[test]
    fn three_digits_after_a_comma_may_be_thousands() {
        for (cell, expected) in
            [("1,234", true), ("-999,000", true), ("1,5", false), ("0,125", false), ("1234,567", false)]
        {
            assert_eq!(may_be_thousands(cell), expected, "{cell}");
        }
    }
}
