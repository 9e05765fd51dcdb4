//! Where people stand: how many have which scores, and how many of them are cases.

use super::people::{People, Person};
use super::types::{About, Share};

/// Scores are counted one by one when there are at most this many; a longer scale is counted in its bands.
const FEW_VALUES: usize = 15;

/// One class of a partition: its name and the scores it holds, where they are a range.
pub(super) type Class = (String, Option<(f64, f64)>);

/// A partition of some people: what is counted, at what time, of whom.
pub(super) struct Partition {
    pub(super) section: &'static str,
    pub(super) group: &'static str,
    pub(super) base: &'static str,
}

impl Partition {
    /// Counts the classes of `people`; whoever falls into none is counted in the base alone.
    pub(super) fn count(&self, classes: &[Class], people: impl Iterator<Item = Option<usize>>) -> Vec<Share> {
        let mut tally = vec![0; classes.len()];
        let mut all = 0;
        for class in people {
            all += 1;
            if let Some(n) = class.and_then(|c| tally.get_mut(c)) {
                *n += 1;
            }
        }
        let share = |((category, edges), n): (&Class, usize)| Share {
            section: self.section,
            group: self.group.to_owned(),
            base: self.base,
            category: category.clone(),
            edges: *edges,
            numerator: n,
            denominator: all,
        };
        classes.iter().zip(tally).map(share).collect()
    }
}

/// Who has which scores, the scores at the start, and at the end beside them.
pub(super) fn all(people: &People, about: &About) -> Vec<Share> {
    let mut all = counts(people);
    let unpaired: Vec<f64> = people.with_start().map(|(_, s)| s).collect();
    let ended: Vec<f64> = people.with_end().map(|(_, e)| e).collect();
    let (start, end): (Vec<f64>, Vec<f64>) = people.with_both().map(|(_, [s, e])| (s, e)).unzip();
    all.extend(values(about, &unpaired));
    all.extend(standing(about, "start", "with_start", &unpaired));
    all.extend(benchmark(about, "end", "with_end", &ended));
    all.extend(standing(about, "start", "with_both", &start));
    all.extend(standing(about, "end", "with_both", &end));
    if people.followed {
        let scores: Vec<[f64; 3]> = people.with_all().map(|(_, scores)| scores).collect();
        for (at, group) in ["start", "end", "follow_up"].into_iter().enumerate() {
            let then: Vec<f64> = scores.iter().map(|s| s[at]).collect();
            all.extend(cases(about, group, "with_all_three", &then));
        }
    }
    all
}

/// Whether a person has some scores.
type Has = fn(&Person) -> bool;

/// How many have which scores, of everybody supported.
fn counts(people: &People) -> Vec<Share> {
    let followed = people.followed;
    let all: [(&'static str, Has, bool); 5] = [
        ("with_start", |p| p.start.is_some(), true),
        ("with_end", |p| p.end.is_some(), true),
        ("with_both", |p| p.start.is_some() && p.end.is_some(), true),
        ("with_follow_up", |p| p.later.is_some(), followed),
        ("with_all_three", |p| p.start.is_some() && p.end.is_some() && p.later.is_some(), followed),
    ];
    let counted = all.into_iter().filter(|(_, _, asked)| *asked);
    let mut out: Vec<Share> = counted
        .flat_map(|(name, has, _)| {
            let partition = Partition { section: "scale_people", group: name, base: "supported" };
            partition.count(&[(name.to_owned(), None)], people.all.iter().map(|p| has(p).then_some(0)))
        })
        .collect();
    let answered = people.all.iter().filter(|p| p.later.is_some()).count() + people.too_soon + people.undated;
    for (name, n) in [("too_soon", people.too_soon), ("undated", people.undated)] {
        if n > 0 {
            let partition = Partition { section: "scale_people", group: name, base: "answered_later" };
            let class = [(name.to_owned(), None)];
            out.extend(partition.count(&class, (0..answered).map(|i| (i < n).then_some(0))));
        }
    }
    out
}

/// Each score at the start on a short scale.
fn values(about: &About, scores: &[f64]) -> Vec<Share> {
    let found = possible(about, scores);
    if found.is_empty() || found.len() > FEW_VALUES {
        return Vec::new();
    }
    let classes: Vec<Class> = found.iter().map(|v| (v.to_string(), Some((*v, *v)))).collect();
    let at = |s: &f64| found.iter().position(|f| f == s);
    let partition = Partition { section: "scale_values", group: "start", base: "with_start" };
    partition.count(&classes, scores.iter().map(at))
}

/// Every whole score of the range, where scores are whole; otherwise those found.
fn possible(about: &About, scores: &[f64]) -> Vec<f64> {
    let mut found: Vec<f64> = scores.iter().map(|s| s + 0.0).collect();
    found.sort_by(f64::total_cmp);
    found.dedup();
    match about.range {
        Some((low, high)) if found.iter().all(|v| v.fract() == 0.0) && high - low < FEW_VALUES as f64 => {
            (0..FEW_VALUES).map(|k| low + k as f64).take_while(|v| *v <= high).collect()
        }
        _ => found,
    }
}

/// Cases, the worse end, bands and the benchmark.
fn standing(about: &About, group: &'static str, base: &'static str, scores: &[f64]) -> Vec<Share> {
    let mut all = cases(about, group, base, scores);
    if let Some(limit) = about.worse_end.filter(|_| group == "start") {
        let partition = Partition { section: "scale_worse_end", group, base };
        let classes = [("worse_end".to_owned(), about.bad(limit)), ("others".to_owned(), None)];
        all.extend(
            partition.count(&classes, scores.iter().map(|s| Some(usize::from(!about.as_bad(*s, limit))))),
        );
    }
    if !about.bands.is_empty() {
        let partition = Partition { section: "scale_bands", group, base };
        let counted = partition.count(&bands(about), scores.iter().map(|s| Some(band(about, *s))));
        all.extend(counted.into_iter().filter(|s| s.numerator > 0 || s.category != NO_BAND));
    }
    all.extend(benchmark(about, group, base, scores));
    all
}

fn cases(about: &About, group: &'static str, base: &'static str, scores: &[f64]) -> Vec<Share> {
    let Some(case) = &about.case else { return Vec::new() };
    let partition = Partition { section: "scale_case", group, base };
    let range = about.range.map(|(low, high)| (case.at_least.unwrap_or(low), case.at_most.unwrap_or(high)));
    let classes = [("case".to_owned(), range), ("non_case".to_owned(), None)];
    partition.count(&classes, scores.iter().map(|s| Some(usize::from(!case.is(*s)))))
}

fn benchmark(about: &About, group: &'static str, base: &'static str, scores: &[f64]) -> Vec<Share> {
    let Some(benchmark) = &about.benchmark else { return Vec::new() };
    let partition = Partition { section: "scale_benchmark", group, base };
    let classes = ["below", "at_or_above"].map(|name| (name.to_owned(), None));
    partition.count(&classes, scores.iter().map(|s| Some(usize::from(*s >= benchmark.value))))
}

/// What people whose score lies in no band are counted as.
pub(super) const NO_BAND: &str = "in no band";

/// The bands, and the class of scores in none of them where the bands of a job leave some out.
pub(super) fn bands(about: &About) -> Vec<Class> {
    let band = |b: &crate::score::Band| (b.name.clone(), Some((b.from, b.to)));
    about.bands.iter().map(band).chain([(NO_BAND.to_owned(), None)]).collect()
}

/// The band that a score lies in.
pub(super) fn band(about: &About, score: f64) -> usize {
    about.bands.iter().position(|b| (b.from..=b.to).contains(&score)).unwrap_or(about.bands.len())
}
