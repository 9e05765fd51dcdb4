//! Means of the people supported, each of people who are named.

use super::mean::mean;
use super::people::{People, Person};
use super::types::{Mean, Period};
use crate::stats::moments::standardised;

/// Every mean, paired and unpaired apart.
pub(super) fn all(people: &People, level: f64) -> Vec<Mean> {
    let start = values(people, |p| p.start);
    let end = values(people, |p| p.end);
    let mut all =
        vec![mean(Period::Start, "with_start", &start, level), mean(Period::End, "with_end", &end, level)];
    all.extend(of(people, "with_both", level, |p| p.start.is_some() && p.end.is_some()));
    if people.followed {
        all.extend(followed(people, level));
    }
    all
}

/// Those with all three scores; and those with start and end alone, to see whether the others are like them.
fn followed(people: &People, level: f64) -> Vec<Mean> {
    let both = |p: &Person| p.start.is_some() && p.end.is_some();
    let mut kept = of(people, "with_all_three", level, |p| both(p) && p.later.is_some()).to_vec();
    let lost = of(people, "not_followed_up", level, |p| both(p) && p.later.is_none());
    for (kept, lost) in kept.iter_mut().zip(&lost) {
        kept.standardised = apart(kept, lost);
    }
    let later = |part: fn(&Person) -> Option<f64>| {
        values(people, move |p| if both(p) && p.later.is_some() { part(p) } else { None })
    };
    let gap = |a: Option<f64>, b: Option<f64>| Some(b? - a?);
    let score = later(|p| p.later);
    let since_start = values(people, |p| gap(p.start, p.later).filter(|_| p.end.is_some()));
    let since_end = values(people, |p| gap(p.end, p.later).filter(|_| p.start.is_some()));
    kept.extend([
        mean(Period::FollowUp, "with_all_three", &score, level),
        mean(Period::StartToFollowUp, "with_all_three", &since_start, level),
        mean(Period::EndToFollowUp, "with_all_three", &since_end, level),
    ]);
    let weeks = later(|p| p.weeks);
    if !weeks.is_empty() {
        kept.push(mean(Period::Weeks, "with_all_three", &weeks, level));
    }
    kept.extend(lost);
    kept
}

/// Start, end and change of the people whom `belongs` names.
fn of(people: &People, base: &'static str, level: f64, belongs: impl Fn(&Person) -> bool) -> [Mean; 3] {
    let among =
        |part: fn(&Person) -> Option<f64>| values(people, |p| if belongs(p) { part(p) } else { None });
    [
        mean(Period::Start, base, &among(|p| p.start), level),
        mean(Period::End, base, &among(|p| p.end), level),
        mean(Period::StartToEnd, base, &among(|p| Some(p.end? - p.start?)), level),
    ]
}

fn values(people: &People, part: impl Fn(&Person) -> Option<f64>) -> Vec<(f64, Option<i64>)> {
    people.all.iter().filter_map(|p| Some((part(p)?, p.cluster))).collect()
}

/// `(mean_1 - mean_0) / sqrt((sd_1^2 + sd_0^2) / 2)`.
fn apart(kept: &Mean, lost: &Mean) -> Option<f64> {
    let pooled = (0.5 * kept.sd?.powi(2) + 0.5 * lost.sd?.powi(2)).sqrt();
    standardised(kept.mean? - lost.mean?, pooled, pooled)
}
