//! How long after the start the end was measured, in weeks.

use super::builder::Builder;
use super::field::{Meaning, Meant, words};
use crate::ingest::{Repeated, Side};
use crate::job::GapSpec;
use crate::stats::date::day;

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
        Some(day) => Meaning::Value(day as f64),
        None if recode.is_missing(cell) => Meaning::Missing,
        None => {
            let help = if shaped(cell) {
                "there is no such day in the calendar: correct it, or list it as missing"
            } else {
                "write dates as YYYY-MM-DD, such as 2025-04-03"
            };
            Meaning::Unknown(format!("`{cell}` is no date"), help.to_owned())
        }
    };
    words(&mut builder.arms[at], &recode, "MW223", meaning, &mut builder.faults)
}

/// `true` if a cell is written like a date, whether or not there is such a day.
fn shaped(cell: &str) -> bool {
    let digits = |from: usize, to: usize| {
        cell.get(from..to).is_some_and(|part| part.bytes().all(|b| b.is_ascii_digit()))
    };
    let dashes = cell.get(4..5) == Some("-") && cell.get(7..8) == Some("-");
    dashes && digits(0, 4) && digits(5, 7) && digits(8, 10)
}
