//! How long after the start the end was measured, in weeks.

use super::builder::Builder;
use super::field::{Meaning, Meant, words};
use crate::ingest::{Repeated, Side};
use crate::job::GapSpec;

const DAYS_A_WEEK: f64 = 7.0;

/// Fills in the gap of each arm: as declared, or the mean over units that take part and have both dates.
pub(super) fn measure(builder: &mut Builder<'_>) {
    for at in 0..builder.arms.len() {
        let side = builder.sources[at].side;
        let gaps = match builder.sources[at].gap {
            None => continue,
            Some(GapSpec::Weeks(weeks)) => [Some(*weeks); 2],
            Some(GapSpec::Dates { from, to }) => between(builder, at, from, to),
        };
        if side != Side::Control {
            builder.gap.treated = gaps[1];
        }
        if side != Side::Treated {
            builder.gap.control = gaps[0];
        }
    }
}

/// Mean weeks between two dates, of controls and of treated people.
fn between(builder: &mut Builder<'_>, at: usize, from: &str, to: &str) -> [Option<f64>; 2] {
    let (starts, ends) = (dates(builder, at, from), dates(builder, at, to));
    let (mut sum, mut n) = ([0.0; 2], [0_u32; 2]);
    let mut backward = Repeated::default();
    let offset = builder.arms[at].offset;
    for (unit, (start, end)) in starts.values().zip(ends.values()).enumerate() {
        let (Some(start), Some(end)) = (start, end) else { continue };
        if !builder.entry.stays(offset + unit) {
            continue;
        }
        if end < start {
            let message = "the end date is before the start date".to_owned();
            backward.add(|| builder.arms[at].fault("MW223", unit, to, message, "correct one of the dates"));
        }
        let arm = usize::from(builder.treated[offset + unit]);
        sum[arm] += end - start;
        n[arm] += 1;
    }
    backward.finish(&mut builder.faults);
    [0, 1].map(|arm| (n[arm] > 0).then(|| sum[arm] / f64::from(n[arm]) / DAYS_A_WEEK))
}

fn dates(builder: &mut Builder<'_>, at: usize, name: &str) -> Meant<f64> {
    let recode = builder.arms[at].plain(name, builder.sources[at].missing);
    let meaning = |cell: &str| match day(cell) {
        Some(day) => Meaning::Value(day),
        None if recode.is_missing(cell) => Meaning::Missing,
        None => Meaning::Unknown(format!("`{cell}` is no date"), "write dates as YYYY-MM-DD".to_owned()),
    };
    words(&mut builder.arms[at], name, "MW223", meaning, &mut builder.faults)
}

/// Days since 1970-01-01 of a date `YYYY-MM-DD`, with or without a time after it.
fn day(cell: &str) -> Option<f64> {
    let date = cell.split(['T', ' ']).next()?;
    let mut parts =
        date.split('-').map(|p| p.parse::<i64>().ok().filter(|_| p.bytes().all(|b| b.is_ascii_digit())));
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let february = if leap { 29 } else { 28 };
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let month_days = *lengths.get(usize::try_from(month - 1).ok()?)?;
    if parts.next().is_some() || !(1..=month_days).contains(&day) || date.len() != 10 {
        return None;
    }
    // Years counted from March, so that the leap day is the last of its year.
    let shifted = if month <= 2 { year - 1 } else { year };
    let since_march = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let leaps = shifted.div_euclid(4) - shifted.div_euclid(100) + shifted.div_euclid(400);
    Some((365 * shifted + leaps + since_march - 719_468) as f64)
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(day("1970-01-01"), Some(0.0));
        assert_eq!(day("1969-12-31"), Some(-1.0));
        assert_eq!(day("2000-03-01T12:00:00"), Some(11017.0));
        assert_eq!(day("2024-02-29"), Some(19782.0));
        for bad in ["2023-02-29", "2020-13-01", "2020-1-1", "01/02/2020", "2020-01", "", "2020-00-10"] {
            assert_eq!(day(bad), None, "{bad}");
        }
    }
}
