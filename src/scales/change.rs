//! How people changed between start and end: all of it on those with both scores.

use super::people::People;
use super::shares::{Class, NO_BAND, Partition, band, bands};
use super::types::{About, Share};

/// Bins of change to either side of none; the last is open.
const SIDE: u8 = 6;

/// A range is split so that twice this many bins would cover it: the changes of most people lie in its middle.
const PARTS: f64 = 12.0;

/// Less, same, more; the change in points; by a meaningful amount; cases; and from band to band.
pub(super) fn all(people: &People, about: &About) -> Vec<Share> {
    let both: Vec<[f64; 2]> = people.with_both().map(|(_, scores)| scores).collect();
    let mut all = direction("scale_change", "start_to_end", "with_both", about, &both);
    all.extend(points(about, &both));
    all.extend(meaningful(about, &both));
    all.extend(transitions(about, &both));
    all.extend(flows(about, &both));
    all
}

/// Better, the same or worse, by any amount.
pub(super) fn direction(
    section: &'static str,
    group: &'static str,
    base: &'static str,
    about: &About,
    scores: &[[f64; 2]],
) -> Vec<Share> {
    let classes = ["better", "same", "worse"].map(|name| (name.to_owned(), None));
    let at = |[from, to]: &[f64; 2]| {
        let gain = about.gain(*from, *to);
        Some(if gain > 0.0 { 0 } else { 1 + usize::from(gain < 0.0) })
    };
    Partition { section, group, base }.count(&classes, scores.iter().map(at))
}

/// By at least the meaningful change, or less than that.
fn meaningful(about: &About, both: &[[f64; 2]]) -> Vec<Share> {
    let Some(least) = about.meaningful else { return Vec::new() };
    let class = |[from, to]: &[f64; 2]| {
        let gain = about.gain(*from, *to);
        if gain >= least { 0 } else { 1 + usize::from(gain <= -least) }
    };
    let classes = ["improved", "little_change", "worsened"].map(|name| (name.to_owned(), None));
    let partition = Partition { section: "scale_meaningful", group: "start_to_end", base: "with_both" };
    partition.count(&classes, both.iter().map(|s| Some(class(s))))
}

/// Of those who were cases at the start, who is none at the end; of those who were not, who is one.
fn transitions(about: &About, both: &[[f64; 2]]) -> Vec<Share> {
    let Some(case) = &about.case else { return Vec::new() };
    let of = |base, names: [&str; 2], then: bool| {
        let classes = names.map(|name| (name.to_owned(), None));
        let members = both.iter().filter(|[s, _]| case.is(*s) == then);
        let partition = Partition { section: "scale_case_transition", group: "start_to_end", base };
        partition.count(&classes, members.map(|[_, e]| Some(usize::from(case.is(*e) == then))))
    };
    let mut all = of("cases_at_start", ["left_case", "still_case"], true);
    all.extend(of("non_cases_at_start", ["became_case", "still_no_case"], false));
    all
}

/// From each band at the start to each at the end.
fn flows(about: &About, both: &[[f64; 2]]) -> Vec<Share> {
    let classes = bands(about);
    let mut all = Vec::new();
    for (from, (name, _)) in classes.iter().enumerate().filter(|_| classes.len() > 2) {
        let partition = Partition { section: "scale_flow", group: "start", base: "with_both" };
        let to = both.iter().map(|[s, e]| (band(about, *s) == from).then(|| band(about, *e)));
        all.extend(partition.count(&classes, to).into_iter().map(|s| Share { group: name.clone(), ..s }));
    }
    let unused = |s: &Share| s.numerator == 0 && (s.group == NO_BAND || s.category == NO_BAND);
    all.retain(|s| !unused(s));
    all
}

/// The change in points, in bins that do not hang on the extremes.
fn points(about: &About, both: &[[f64; 2]]) -> Vec<Share> {
    let whole = both.iter().flatten().all(|v| v.fract() == 0.0);
    let Some(width) = width(about, whole, both) else { return Vec::new() };
    let (classes, last) = bins(width, whole, about.range.map(|(low, high)| high - low));
    let middle = (classes.len() - 1) / 2;
    let class = |[from, to]: &[f64; 2]| {
        let change = to - from;
        let steps = (1..=last).find(|k| change.abs() <= f64::from(*k) * width + 1e-9).unwrap_or(last);
        let steps = if change == 0.0 { 0 } else { usize::from(steps) };
        Some(if change < 0.0 { middle - steps } else { middle + steps })
    };
    let partition = Partition { section: "scale_change_points", group: "start_to_end", base: "with_both" };
    partition.count(&classes, both.iter().map(class))
}

/// A width of 1, 2 or 5 times a power of ten; at least 1 where scores are whole.
fn width(about: &About, whole: bool, both: &[[f64; 2]]) -> Option<f64> {
    let widest = || both.iter().map(|[s, e]| 2.0 * (e - s).abs()).fold(0.0, f64::max);
    let range = about.range.map_or_else(widest, |(low, high)| high - low);
    if !(range > 0.0 && range.is_finite()) {
        return None;
    }
    let power = 10_f64.powi(libm::floor(libm::log10(range / PARTS)) as i32);
    let factor = [5.0, 2.0].into_iter().find(|f| f * power <= range / PARTS * 1.000_001).unwrap_or(1.0);
    Some(if whole { (factor * power).max(1.0) } else { factor * power })
}

/// Bins from the lowest to the highest change, and how many there are to either side of none.
fn bins(width: f64, whole: bool, range: Option<f64>) -> (Vec<Class>, u8) {
    let furthest = range.map_or(f64::from(SIDE), |r| (r / width - 1e-9).ceil());
    let last = (1..=SIDE).find(|k| f64::from(*k) >= furthest).unwrap_or(SIDE);
    let open = furthest > f64::from(last);
    let end = range.unwrap_or(f64::from(last) * width).max(f64::from(last) * width);
    let single = whole && width == 1.0;
    let bin = |k: u8| {
        let (from, to) = (f64::from(k - 1) * width, f64::from(k) * width);
        match (open && k == last, single) {
            (true, true) => (to, end),
            (true, false) => (from, end),
            (false, true) => (to, to),
            (false, false) => (from, to),
        }
    };
    let name = |(from, to): (f64, f64)| if from == to { to.to_string() } else { format!("{from} to {to}") };
    let down = (1..=last).rev().map(|k| (-bin(k).1, -bin(k).0));
    let edges = down.chain([(0.0, 0.0)]).chain((1..=last).map(bin));
    (edges.map(|e| (name(e), Some(e))).collect(), last)
}
