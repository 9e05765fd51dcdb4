//! Fills classes of a score that have too few people of an arm.

use std::collections::VecDeque;

/// One arm's people by class: each class from the lowest score to the highest.
pub(super) type Classes = Vec<VecDeque<u32>>;

/// Moves people of one arm between classes until each holds at least `min`.
///
/// ```text
/// for r = 1 .. min: while a class has fewer than r people, the lowest such class c takes one from the
/// nearest class with anybody on the side where more people can be spared nearby:
/// left if  sum over d < c of max(n_d - r, 0) / (c - d)  >=  the same sum over d > c
/// ```
///
/// From the left comes the highest score, from the right the lowest, so that classes stay intervals. Same as
/// MatchIt's `min.n`. Returns `false` if there are too few people for it. Cost: classes a person moved.
pub(super) fn fill(classes: &mut Classes, min: u32) -> bool {
    let (count, people) = (classes.len(), classes.iter().map(VecDeque::len).sum::<usize>());
    if people < count * min as usize {
        return false;
    }
    // Every person can move past every class at most: more is no progress.
    let mut left = people.saturating_mul(count).saturating_add(count);
    for least in 1..=min as usize {
        while let Some(short) = classes.iter().position(|c| c.len() < least) {
            if left == 0 {
                return false;
            }
            left -= 1;
            take(classes, short, least);
        }
    }
    true
}

fn take(classes: &mut Classes, short: usize, least: usize) {
    let near = |at: usize| classes[at].len().saturating_sub(least) as f64 / at.abs_diff(short) as f64;
    let below: f64 = (0..short).map(near).sum();
    let above: f64 = (short + 1..classes.len()).map(near).sum();
    let has = |at: &usize| !classes[*at].is_empty();
    let (from_below, from_above) = ((0..short).rev().find(has), (short + 1..classes.len()).find(has));
    match (from_below, from_above) {
        (Some(from), above_from) if above_from.is_none() || below >= above => {
            if let Some(row) = classes[from].pop_back() {
                classes[short].push_front(row);
            }
        }
        (_, Some(from)) => {
            if let Some(row) = classes[from].pop_front() {
                classes[short].push_back(row);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{Classes, fill};

    fn classes(sizes: &[u32]) -> Classes {
        let mut next = 0..;
        sizes.iter().map(|&n| next.by_ref().take(n as usize).collect()).collect()
    }

    fn filled(sizes: &[u32], min: u32) -> Option<Vec<Vec<u32>>> {
        let mut classes = classes(sizes);
        fill(&mut classes, min).then(|| classes.into_iter().map(Vec::from).collect())
    }

    #[test]
    fn an_empty_class_takes_from_the_fuller_side() {
        assert_eq!(filled(&[3, 0, 1], 1), Some(vec![vec![0, 1], vec![2], vec![3]]));
        assert_eq!(filled(&[1, 0, 3], 1), Some(vec![vec![0], vec![1], vec![2, 3]]));
        assert_eq!(filled(&[2, 0, 2], 1), Some(vec![vec![0], vec![1], vec![2, 3]]), "equal: from below");
        assert_eq!(filled(&[0, 0, 3], 1), Some(vec![vec![0], vec![1], vec![2]]));
    }

    #[test]
    fn classes_stay_intervals_and_nobody_is_lost() {
        assert_eq!(filled(&[2, 0, 0, 0, 3], 1).map(|c| c.len()), Some(5));
        for sizes in [[9, 0, 0, 0, 7], [0, 16, 0, 0, 0], [0, 0, 0, 0, 16], [1, 1, 12, 1, 1]] {
            for min in 0..=3 {
                let people = filled(&sizes, min).expect("enough people");
                assert!(people.iter().all(|c| c.len() >= min as usize), "{sizes:?} {min}: {people:?}");
                assert_eq!(people.concat(), (0..16).collect::<Vec<_>>(), "{sizes:?} {min}");
            }
        }
    }

    #[test]
    fn too_few_people_fill_nothing() {
        assert_eq!(filled(&[2, 0, 0], 1), None);
        assert_eq!(filled(&[0, 0], 1), None);
        assert_eq!(filled(&[], 1), Some(Vec::new()));
    }
}
