//! What a number format makes of a number.

/// What a cell's number shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// A number.
    Plain,
    /// A date, maybe with a time.
    Date,
    /// A time of day.
    Time,
    /// A length of time, as `[h]:mm`.
    Elapsed,
}

/// The format with a number that is not in the workbook because every program knows it.
///
/// Reference: ECMA-376-1, 18.8.30; 27 to 36 and 50 to 58 are dates in East Asian editions.
pub(super) fn known(id: u32) -> Format {
    match id {
        14..=17 | 22 | 27..=31 | 34..=36 | 50..=58 => Format::Date,
        18..=21 | 32 | 33 | 45 | 47 => Format::Time,
        46 => Format::Elapsed,
        _ => Format::Plain,
    }
}

/// The format that a format code means, by the signs of its first section that are neither quoted nor
/// escaped nor in brackets.
pub(super) fn of_code(code: &str) -> Format {
    let (mut date, mut time, mut elapsed) = (false, false, false);
    let mut signs = code.chars();
    while let Some(sign) = signs.next() {
        match sign.to_ascii_lowercase() {
            ';' => break,
            '"' => {
                let _ = signs.by_ref().find(|c| *c == '"');
            }
            '\\' | '_' | '*' => {
                let _ = signs.next();
            }
            '[' => {
                let inside: String = signs.by_ref().take_while(|c| *c != ']').collect();
                let mut letters = inside.chars().map(|c| c.to_ascii_lowercase());
                let first = letters.next();
                elapsed |= matches!(first, Some('h' | 'm' | 's')) && letters.all(|c| Some(c) == first);
            }
            'y' | 'd' => date = true,
            'h' | 's' => time = true,
            // Months alone are a date; minutes never stand without hours or seconds.
            'm' => date |= !time && !code.to_ascii_lowercase().contains(['h', 's']),
            _ => {}
        }
    }
    match (elapsed, date, time) {
        (true, ..) => Format::Elapsed,
        (_, true, _) => Format::Date,
        (_, _, true) => Format::Time,
        _ => Format::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_tell_dates_from_numbers() {
        let cases = [
            ("General", Format::Plain),
            ("0.00%", Format::Plain),
            ("#,##0.00 \"days\"", Format::Plain),
            ("[Red]-0.0", Format::Plain),
            ("0 \\d", Format::Plain),
            ("[$-409]#,##0", Format::Plain),
            ("0.00E+00", Format::Plain),
            ("@", Format::Plain),
            ("yyyy-mm-dd", Format::Date),
            ("DD/MM/YYYY;@", Format::Date),
            ("[$-809]d mmmm yyyy", Format::Date),
            ("mmm", Format::Date),
            ("yyyy-mm-dd hh:mm:ss", Format::Date),
            ("h:mm AM/PM", Format::Time),
            ("mm:ss", Format::Time),
            ("[h]:mm", Format::Elapsed),
            ("[mm]:ss", Format::Elapsed),
        ];
        for (code, expected) in cases {
            assert_eq!(of_code(code), expected, "{code}");
        }
    }
}
