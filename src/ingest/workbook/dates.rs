//! Dates as Excel counts them.

use super::format::Format;

const DAY: i64 = 86_400;

/// The date or time that a serial number shows, in ISO words; `None` if it shows none.
///
/// ```text
/// 1900 system: day 1 is 1900-01-01, and day 60 is 1900-02-29, a day that never was
/// 1904 system: day 0 is 1904-01-01
/// ```
///
/// Rounded to the second. A time of day that stands for itself is `HH:MM:SS`; a date at midnight is
/// `YYYY-MM-DD`; a length of time may have more than 24 hours.
/// Reference: ECMA-376-1, 18.17.4.
pub(super) fn iso(serial: f64, format: Format, from_1904: bool) -> Option<String> {
    // 2958466 is the day after 9999-12-31.
    if !(0.0..2_958_466.0).contains(&serial) || format == Format::Plain {
        return None;
    }
    let seconds = (serial * DAY as f64).round() as i64;
    let (day, rest) = (seconds / DAY, seconds % DAY);
    let clock = |s: i64| format!("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
    if format == Format::Elapsed {
        return Some(clock(seconds));
    }
    if format == Format::Time && day == 0 {
        return Some(clock(rest));
    }
    let date = date(day, from_1904);
    Some(if rest == 0 { date } else { format!("{date}T{}", clock(rest)) })
}

fn date(day: i64, from_1904: bool) -> String {
    // Days from 0000-03-01, on which the calendar below counts.
    let days = match (from_1904, day) {
        (true, _) => day + 695_361,
        (false, 0) => return "1900-01-00".to_owned(),
        (false, 60) => return "1900-02-29".to_owned(),
        (false, 1..60) => day + 693_900,
        (false, _) => day + 693_899,
    };
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let in_month = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    format!("{:04}-{month:02}-{in_month:02}", year + era * 400 + next)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values as Excel shows them.
    #[test]
    fn serials_are_dates() {
        let cases = [
            (1.0, Format::Date, false, "1900-01-01"),
            (59.0, Format::Date, false, "1900-02-28"),
            (60.0, Format::Date, false, "1900-02-29"),
            (61.0, Format::Date, false, "1900-03-01"),
            (25_569.0, Format::Date, false, "1970-01-01"),
            (36_585.0, Format::Date, false, "2000-02-29"),
            (45_351.0, Format::Date, false, "2024-02-29"),
            (2_958_465.0, Format::Date, false, "9999-12-31"),
            (0.0, Format::Date, true, "1904-01-01"),
            (43_889.0, Format::Date, true, "2024-02-29"),
            (45_351.75, Format::Date, false, "2024-02-29T18:00:00"),
            (0.5, Format::Time, false, "12:00:00"),
            (0.999_999_99, Format::Time, false, "1900-01-01"),
            (1.5, Format::Elapsed, false, "36:00:00"),
        ];
        for (serial, format, from_1904, expected) in cases {
            assert_eq!(iso(serial, format, from_1904).as_deref(), Some(expected), "{serial}");
        }
        for serial in [-1.0, 2_958_466.0, f64::NAN, f64::INFINITY] {
            assert_eq!(iso(serial, Format::Date, false), None);
        }
        assert_eq!(iso(7.0, Format::Plain, false), None);
    }
}
