//! Whether the change lasted: all of it on the people with all three scores.

use super::change::direction;
use super::people::People;
use super::shares::Partition;
use super::types::{About, Share};
use crate::cohort::Case;

/// Against the start, against the end, and who is a case again.
pub(super) fn all(people: &People, about: &About) -> Vec<Share> {
    if !people.followed {
        return Vec::new();
    }
    let three: Vec<[f64; 3]> = people.with_all().map(|(_, scores)| scores).collect();
    let pairs = |a: usize, b: usize| -> Vec<[f64; 2]> { three.iter().map(|s| [s[a], s[b]]).collect() };
    let mut all = direction("scale_later", "start_to_follow_up", "with_all_three", about, &pairs(0, 2));
    all.extend(direction("scale_later", "end_to_follow_up", "with_all_three", about, &pairs(1, 2)));
    all.extend(kept(about, &three));
    all.extend(about.case.as_ref().into_iter().flat_map(|case| cases(case, &three)));
    all
}

/// What became of those who were better at the end than at the start.
fn kept(about: &About, three: &[[f64; 3]]) -> Vec<Share> {
    let better: Vec<[f64; 2]> =
        three.iter().filter(|[s, e, _]| about.gain(*s, *e) > 0.0).map(|[s, _, f]| [*s, *f]).collect();
    direction("scale_later_kept", "start_to_follow_up", "better_at_end", about, &better)
}

/// Of those who were no cases at the end, who is one at the follow-up: those who had been one at the start (they
/// relapsed) and those who had not; and of those who were, who is none.
fn cases(case: &Case, three: &[[f64; 3]]) -> Vec<Share> {
    let of = |base, names: [&str; 2], belongs: &dyn Fn(bool, bool) -> bool, moved: bool| {
        let members = three.iter().filter(|[s, e, _]| belongs(case.is(*s), case.is(*e)));
        let classes = names.map(|name| (name.to_owned(), None));
        let partition = Partition { section: "scale_later_case", group: "end_to_follow_up", base };
        partition.count(&classes, members.map(|[_, _, f]| Some(usize::from(case.is(*f) != moved))))
    };
    let mut all = of("non_cases_at_end", ["became_case", "still_no_case"], &|_, end| !end, true);
    all.extend(of("left_case_by_end", ["relapsed", "still_no_case"], &|start, end| start && !end, true));
    all.extend(of("never_cases", ["became_case", "still_no_case"], &|start, end| !start && !end, true));
    all.extend(of("cases_at_end", ["left_case", "still_case"], &|_, end| end, false));
    all
}
