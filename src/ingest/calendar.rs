//! Days and moments as survey files count them, written as ISO 8601 says them.

/// Days from 1970-01-01 back to 1960-01-01, where Stata starts.
const STATA: i64 = -3653;
/// Days from 1970-01-01 back to 1582-10-14, where SPSS starts.
const SPSS: i64 = -141_428;
const DAY: f64 = 86_400.0;
/// Days since 1960-01-01 on which the clock had been held by one more second (IERS Bulletin C).
const LEAPS: [i64; 27] = [
    4565, 4749, 5114, 5479, 5844, 6210, 6575, 6940, 7305, 7852, 8217, 8582, 9313, 10227, 10958, 11323, 11870,
    12235, 12600, 13149, 13696, 14245, 16802, 17898, 19175, 20270, 20820,
];

/// How a column counts time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clock {
    /// SPSS: seconds since 1582-10-14, of which the day is meant.
    SpssDay,
    /// SPSS: seconds since 1582-10-14.
    SpssMoment,
    /// Stata `%td`: days since 1960-01-01.
    Days,
    /// Stata `%tc`: milliseconds since 1960-01-01.
    Milliseconds,
    /// Stata `%tC`: the same, leap seconds counted.
    LeapMilliseconds,
    /// Stata `%tw`: weeks since 1960, 52 a year.
    Weeks,
    /// Stata `%tm`, `%tq`, `%th`: periods of so many months since 1960.
    Months(u8),
    /// Stata `%ty`: the year itself.
    Years,
}

impl Clock {
    /// The clock of an SPSS print format, if it shows a date.
    pub(super) fn of_spss(format: u8) -> Option<Self> {
        match format {
            20 | 23 | 24 | 28..=30 | 38 | 39 => Some(Self::SpssDay),
            22 | 41 => Some(Self::SpssMoment),
            _ => None,
        }
    }

    /// The clock of a Stata display format, if it shows a date.
    pub(super) fn of_stata(format: &str) -> Option<Self> {
        let format = format.strip_prefix('%')?;
        let format = format.strip_prefix('-').unwrap_or(format);
        if format.starts_with('d') {
            return Some(Self::Days);
        }
        match format.strip_prefix('t')?.bytes().next()? {
            b'd' => Some(Self::Days),
            b'c' => Some(Self::Milliseconds),
            b'C' => Some(Self::LeapMilliseconds),
            b'w' => Some(Self::Weeks),
            b'm' => Some(Self::Months(1)),
            b'q' => Some(Self::Months(3)),
            b'h' => Some(Self::Months(6)),
            b'y' => Some(Self::Years),
            _ => None,
        }
    }

    /// The first day of the period, or the moment, that `value` counts; `None` outside the years 1 to 9999.
    pub(super) fn iso(self, value: f64) -> Option<String> {
        if !value.is_finite() || value.abs() > 1e15 {
            return None;
        }
        let whole = value.floor() as i64;
        match self {
            Self::SpssDay => date((value / DAY).floor() as i64 + SPSS),
            Self::SpssMoment => moment(SPSS, value),
            Self::Days => date(whole + STATA),
            Self::Milliseconds => moment(STATA, value / 1000.0),
            Self::LeapMilliseconds => moment(STATA, without_leaps(value / 1000.0)),
            Self::Weeks => {
                let first = days(1960 + whole.div_euclid(52), 1);
                date(first + 7 * whole.rem_euclid(52))
            }
            Self::Months(length) => {
                let months = whole.checked_mul(i64::from(length))?;
                date(days(1960 + months.div_euclid(12), 1 + months.rem_euclid(12)))
            }
            Self::Years => date(days(whole, 1)),
        }
    }
}

/// Days from 1970-01-01 to the first of a month (Hinnant, "chrono-compatible low-level date algorithms").
fn days(year: i64, month: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let day = (153 * ((month + 9) % 12) + 2) / 5;
    let of_era = year.rem_euclid(400);
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day - 719_468
}

fn date(days: i64) -> Option<String> {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let years = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * years + years / 4 - years / 100);
    let march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march + 2) / 5 + 1;
    let month = if march < 10 { march + 3 } else { march - 9 };
    let year = years + era * 400 + i64::from(month <= 2);
    (1..=9999).contains(&year).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// A moment so many seconds after day `start`; a fraction of a second is told to the microsecond.
fn moment(start: i64, seconds: f64) -> Option<String> {
    let micros = (seconds * 1e6).round();
    if micros.abs() > 9e18 {
        return None;
    }
    let micros = micros as i64;
    let (second, fraction) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
    let date = date(second.div_euclid(86_400) + start)?;
    let clock = second.rem_euclid(86_400);
    let text = format!("{date}T{:02}:{:02}:{:02}", clock / 3600, clock / 60 % 60, clock % 60);
    let fraction = format!("{fraction:06}");
    let fraction = fraction.trim_end_matches('0');
    Some(if fraction.is_empty() { text } else { format!("{text}.{fraction}") })
}

/// Seconds since 1960 without the leap seconds among them; a leap second itself is told as the second after.
fn without_leaps(seconds: f64) -> f64 {
    let passed = |&(k, &day): &(usize, &i64)| seconds >= (day * 86_400 + k.cast_signed() as i64) as f64;
    let mut count = LEAPS.iter().enumerate().take_while(passed).count();
    if count > 0 && seconds >= (LEAPS[count - 1] * 86_400 + count.cast_signed() as i64 - 1) as f64 {
        let inside = seconds < (LEAPS[count - 1] * 86_400 + count.cast_signed() as i64) as f64;
        count -= usize::from(inside);
    }
    seconds - count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_moments() {
        let cases = [
            (Clock::SpssDay, 13_655_088_000.0, "2015-07-01"),
            (Clock::SpssDay, 0.0, "1582-10-14"),
            (Clock::SpssMoment, 13_655_088_000.0 + 47_100.5, "2015-07-01T13:05:00.5"),
            (Clock::Days, 0.0, "1960-01-01"),
            (Clock::Days, -1.0, "1959-12-31"),
            (Clock::Days, 20_240.0, "2015-06-01"),
            (Clock::Milliseconds, 20_240.0 * 86_400_000.0 + 47_100_000.0, "2015-06-01T13:05:00"),
            (Clock::Months(1), 665.0, "2015-06-01"),
            (Clock::Months(3), 221.0, "2015-04-01"),
            (Clock::Months(6), -1.0, "1959-07-01"),
            (Clock::Weeks, 52.0, "1961-01-01"),
            (Clock::Weeks, -1.0, "1959-12-24"),
            (Clock::Years, 2015.0, "2015-01-01"),
        ];
        for (clock, value, expected) in cases {
            assert_eq!(clock.iso(value).as_deref(), Some(expected), "{clock:?} {value}");
        }
        for clock in [Clock::Days, Clock::SpssMoment, Clock::Months(6), Clock::Years, Clock::Weeks] {
            for value in [1e300, -1e300, 1e15, -1e15, f64::NAN, f64::INFINITY] {
                assert_eq!(clock.iso(value), None, "{clock:?} {value}");
            }
        }
    }

    /// Stata's manual: `tC(30jun1972 23:59:60)` is a second of its own, and clocks agree before it.
    #[test]
    fn leap_seconds_are_taken_out() {
        let plain = |text: &str| text.to_owned();
        let midnight = LEAPS[0] as f64 * 86_400_000.0;
        assert_eq!(Clock::LeapMilliseconds.iso(midnight - 1000.0), Some(plain("1972-06-30T23:59:59")));
        assert_eq!(Clock::LeapMilliseconds.iso(midnight), Some(plain("1972-07-01T00:00:00")));
        assert_eq!(Clock::LeapMilliseconds.iso(midnight + 1000.0), Some(plain("1972-07-01T00:00:00")));
        assert_eq!(Clock::LeapMilliseconds.iso(midnight + 2000.0), Some(plain("1972-07-01T00:00:01")));
        let late = 20_820.0 * 86_400_000.0 + 27_000.0;
        assert_eq!(Clock::LeapMilliseconds.iso(late), Some(plain("2017-01-01T00:00:00")));
    }

    #[test]
    fn stata_formats() {
        assert_eq!(Clock::of_stata("%td"), Some(Clock::Days));
        assert_eq!(Clock::of_stata("%-tdD_m_CY"), Some(Clock::Days));
        assert_eq!(Clock::of_stata("%dD_m_Y"), Some(Clock::Days));
        assert_eq!(Clock::of_stata("%tq"), Some(Clock::Months(3)));
        assert_eq!(Clock::of_stata("%9.0g"), None);
        assert_eq!(Clock::of_stata("%tbnyse"), None);
        assert_eq!(Clock::of_stata(""), None);
    }
}
