//! How far the headline hangs on ties, in a sentence.

use super::super::tables::effects::EffectRecord;
use super::super::tables::specifications::SpecificationRecord;
use super::effects::quantity;
use super::numbers::{level, points};

/// `true` if a range is more than an eighth of the interval of the headline (about half a standard error).
fn wide(headline: &EffectRecord, range: f64) -> bool {
    headline.upper.zip(headline.lower).is_some_and(|(upper, lower)| range > (upper - lower) / 8.0)
}

/// What other orders of ties make of the headline; empty where they were not looked at.
#[must_use]
pub fn ties(s: &SpecificationRecord, headline: &EffectRecord) -> String {
    let (Some(orders), Some(mean), Some(low), Some(high)) = (s.tie_orders, s.tie_mean, s.tie_low, s.tie_high)
    else {
        return String::new();
    };
    let size = |v: f64| match headline.measure.as_str() {
        "difference" if headline.is_proportion() => points(v),
        "difference" => quantity(headline, v),
        _ => level(v),
    };
    let first = if s.imputations.is_some() { " (looked at in the first completed data set)" } else { "" };
    let draws = super::numbers::counted(orders as f64, "other draw", "other draws");
    if low == high {
        return format!(
            "Where several partners were equally good, one was picked by a draw; in {draws}{first} the result is the same, to the digits shown."
        );
    }
    let range = format!(
        "Where several partners were equally good, one was picked by a draw. In {draws}{first} the result lies between {} and {} (5th to 95th percentile; mean {}).",
        size(low),
        size(high),
        size(mean)
    );
    let then = if s.tie_averaged {
        " The headline is the mean over these draws, not the result of any one of them."
    } else if wide(headline, high - low) {
        " That is much beside the interval: see `ties` in the job."
    } else {
        " That is little beside the interval."
    };
    format!("{range}{then}")
}
