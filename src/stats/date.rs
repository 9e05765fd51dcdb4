//! Days of the calendar as numbers: days since 1970-01-01 in the Gregorian calendar.

/// The first and last day that a date of four digits can be, in days since 1970-01-01.
const FOUR_DIGITS: std::ops::RangeInclusive<i64> = -719_528..=2_932_896;

/// Days since 1970-01-01 of a date `YYYY-MM-DD`, with or without a time of day after `T` or a blank.
///
/// `None` for anything else, a day that the calendar does not have among them.
///
/// ```
/// use matchwell::stats::date::day;
/// assert_eq!(day("1970-01-02"), Some(1));
/// assert_eq!(day("2000-03-01T12:00:00"), Some(11_017));
/// assert_eq!(day("2023-02-29"), None);
/// ```
#[must_use]
pub fn day(text: &str) -> Option<i64> {
    let date = text.split(['T', ' ']).next()?;
    let shape = |(at, b): (usize, u8)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() };
    if date.len() != 10 || !date.bytes().enumerate().all(shape) {
        return None;
    }
    let part = |from: usize, to: usize| date.get(from..to)?.parse::<i64>().ok();
    from_civil(part(0, 4)?, part(5, 7)?, part(8, 10)?)
}

/// Days since 1970-01-01 of a year, month (from 1) and day; `None` where the calendar has no such day
/// or the year has not four digits.
///
/// Years are counted from March, so that the leap day is the last of its year.
#[must_use]
pub fn from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(0..=9999).contains(&year) || !(1..=month_days(year, month)?).contains(&day) {
        return None;
    }
    let shifted = if month <= 2 { year - 1 } else { year };
    let since_march = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let leaps = shifted.div_euclid(4) - shifted.div_euclid(100) + shifted.div_euclid(400);
    Some(365 * shifted + leaps + since_march - 719_468)
}

/// How many days a month has; `None` for a month that is none.
fn month_days(year: i64, month: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    lengths.get(usize::try_from(month - 1).ok()?).copied()
}

/// Year, month and day of a day since 1970-01-01; days that four digits cannot name are taken as the
/// nearest that they can.
///
/// ```
/// use matchwell::stats::date::{civil, day};
/// assert_eq!(day("2000-02-29").map(civil), Some((2000, 2, 29)));
/// ```
#[must_use]
pub fn civil(day: i64) -> (i64, i64, i64) {
    let since = day.clamp(*FOUR_DIGITS.start(), *FOUR_DIGITS.end()) + 719_468;
    let era = since.div_euclid(146_097);
    let of_era = since.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, of_year - (153 * from_march + 2) / 5 + 1)
}

/// The day as `YYYY-MM-DD`.
#[must_use]
pub fn text(day: i64) -> String {
    let (year, month, day) = civil(day);
    format!("{year:04}-{month:02}-{day:02}")
}

/// The day of the week, 1 = Monday to 7 = Sunday (ISO 8601).
#[must_use]
pub fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7) + 1
}

/// Completed months from one day to another; negative where `to` is before `from`.
///
/// ```text
/// months = 12 (year_to - year_from) + month_to - month_from, less one if day_to < day_from
/// ```
///
/// A month is completed on the same day of a later month; where that month is too short, on the first of
/// the next: from 31 January to 28 February are 0 months, to 1 March 1.
///
/// ```
/// use matchwell::stats::date::{day, months};
/// let between = |a: &str, b: &str| Some(months(day(a)?, day(b)?));
/// assert_eq!(between("2019-01-31", "2019-02-28"), Some(0));
/// assert_eq!(between("2019-01-31", "2019-03-01"), Some(1));
/// ```
#[must_use]
pub fn months(from: i64, to: i64) -> i64 {
    if to < from {
        return -months(to, from);
    }
    let ((y0, m0, d0), (y1, m1, d1)) = (civil(from), civil(to));
    12 * (y1 - y0) + m1 - m0 - i64::from(d1 < d0)
}

/// Completed years from one day to another, such as an age; negative where `to` is before `from`.
///
/// Whoever is born on 29 February completes a year on 1 March where the year has no such day.
#[must_use]
pub fn years(from: i64, to: i64) -> i64 {
    months(from, to) / 12
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_four_digit_years_follows_the_one_before() {
        let (mut year, mut month, mut of_month) = (0, 1, 1);
        for day in FOUR_DIGITS {
            assert_eq!(civil(day), (year, month, of_month));
            assert_eq!(from_civil(year, month, of_month), Some(day));
            of_month += 1;
            // The rule of Gregory's bull, said in another way than `month_days` says it.
            let leap = if year % 100 == 0 { (year / 100) % 4 == 0 } else { year % 4 == 0 };
            let length = match month {
                2 => 28 + i64::from(leap),
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            if of_month > length {
                (of_month, month) = (1, month + 1);
            }
            if month > 12 {
                (month, year) = (1, year + 1);
            }
        }
        assert_eq!((year, month, of_month), (10_000, 1, 1));
    }

    #[test]
    fn days_that_calendars_agree_on() {
        // `date -u -d DATE +%s` divided by 86,400, and `+%u`.
        let known = [
            ("1970-01-01", 0, 4),
            ("1969-12-31", -1, 3),
            ("1900-02-28", -25_509, 3),
            ("1900-03-01", -25_508, 4),
            ("2000-02-29", 11_016, 2),
            ("2000-03-01T12:00:00", 11_017, 3),
            ("2024-02-29 08:15", 19_782, 4),
            ("2100-03-01", 47_541, 1),
        ];
        for (said, number, of_week) in known {
            assert_eq!(day(said), Some(number), "{said}");
            assert_eq!(weekday(number), of_week, "{said}");
            assert_eq!(text(number), said[..10]);
        }
    }

    #[test]
    fn what_is_no_date() {
        for bad in [
            "2023-02-29",
            "1900-02-29",
            "2019-02-31",
            "2019-04-31",
            "2020-13-01",
            "2020-1-1",
            "01/02/2020",
            "2020-01",
            "",
            "2020-00-10",
            "2020-01-00",
            "+020-01-01",
            "20200101",
            "2020-01-011",
            "é020-01-0",
        ] {
            assert_eq!(day(bad), None, "{bad}");
        }
    }

    #[test]
    fn ages_change_on_birthdays() {
        let age = |from: &str, to: &str| Some(years(day(from)?, day(to)?));
        assert_eq!(age("1950-05-02", "2019-05-01"), Some(68));
        assert_eq!(age("1950-05-02", "2019-05-02"), Some(69));
        assert_eq!(age("2000-02-29", "2001-02-28"), Some(0));
        assert_eq!(age("2000-02-29", "2001-03-01"), Some(1));
        assert_eq!(age("2000-02-29", "2004-02-29"), Some(4));
        assert_eq!(age("2019-05-01", "2018-05-02"), Some(0));
        assert_eq!(age("2019-05-01", "2018-05-01"), Some(-1));
        assert_eq!(months(0, 0), 0);
    }
}
