//! Invariants and edges of moved end scores.

use super::{Behind, Joint, Scores, gathered};
use crate::cohort::{Better, Case, Contrast, Outcome, OutcomeShape};
use proptest::prelude::*;

/// Controls with these start and end scores on a scale from 3 to 9, the treated at the same start scores.
pub(crate) fn made(contrast: Contrast, scores: &[(f64, f64)], range: Option<(f64, f64)>) -> Behind {
    let n = scores.len() as f64;
    let start = scores.iter().map(|s| s.0).sum::<f64>() / n;
    let end = scores.iter().map(|s| s.1).sum::<f64>() / n;
    let one = |s: &(f64, f64)| Scores { start: s.0, end: s.1, weight: 1.0 };
    Behind {
        row: 0,
        end: [end, end],
        everybody: [[start, start], [end, end]],
        joint: Ok(Joint { control: 0.0, treated: 0.0, covariance: 0.0 }),
        outcome: Outcome {
            name: "lonely".into(),
            label: "Lonely".into(),
            shape: OutcomeShape::Change { start: "lonely.start".into(), end: "lonely.end".into() },
            better: Better::Lower,
            binary: false,
            meaningful: 1.0,
            range,
            case: Some(Case { at_least: Some(6.0), at_most: None, name: "lonely".into() }),
            report: vec![contrast],
            unit: "points".into(),
            source: None,
            retest: None,
        },
        contrast,
        controls: gathered(scores.iter().map(one).collect()),
        whole: scores.iter().all(|s| s.0.fract() == 0.0 && s.1.fract() == 0.0),
    }
}

const SCALE: Option<(f64, f64)> = Some((3.0, 9.0));

/// Four controls at 6 who end at 5, 6, 6 and 7. Half a point up: half of each moves to the next score, so improved
/// falls from 1/4 to 1/8 and worsened rises from 1/4 to (1/2 of 2 at 6, all at 7) 2/4; one point down: 3/4 improved.
#[test]
fn a_worked_example() {
    let scores = [(6.0, 5.0), (6.0, 6.0), (6.0, 6.0), (6.0, 7.0)];
    let of = |contrast| made(contrast, &scores, SCALE);
    let close = |a: Option<f64>, b: f64| assert!((a.expect("a number") - b).abs() < 1e-12, "{a:?} {b}");
    close(of(Contrast::Improved).moved(0.5), -0.125);
    close(of(Contrast::Worsened).moved(0.5), 0.25);
    close(of(Contrast::Unchanged).moved(0.5), -0.125);
    close(of(Contrast::Improved).moved(-1.0), 0.5);
    close(of(Contrast::LeftCase).moved(-1.0), 0.5);
    close(of(Contrast::Change).moved(-1.0), -1.0);
}

#[test]
fn the_ends_of_the_scale_hold() {
    let bottom = made(Contrast::Improved, &[(5.0, 3.0), (4.0, 3.0)], SCALE);
    assert_eq!(bottom.moved(-0.1), None);
    assert_eq!(bottom.moved(6.1), None);
    let top = bottom.moved(6.0).expect("everybody at the worst score");
    assert!((top + 1.0).abs() < 1e-9, "{top}");
    assert_eq!(bottom.shift_for(0.5), None);
    // One control at the lowest score: the mean of two moves although one of them cannot.
    let mixed = made(Contrast::Improved, &[(5.0, 3.0), (7.0, 7.0)], SCALE);
    let by = mixed.moved(-0.5).expect("room");
    assert!((by - 0.5).abs() < 1e-9, "{by}");
    // Without a scale any shift is possible, and scores that are not whole move as they are.
    let free = made(Contrast::Improved, &[(5.0, 4.2), (5.0, 4.7)], None);
    assert!((free.moved(-0.5).expect("no ends") - 0.5).abs() < 1e-12);
}

proptest! {
    #[test]
    fn shares_move_one_way_and_back(
        scores in prop::collection::vec((3_u8..=9, 3_u8..=9), 1..40),
        a in -3.0..3.0_f64,
        b in -3.0..3.0_f64,
    ) {
        let scores: Vec<(f64, f64)> = scores.iter().map(|s| (f64::from(s.0), f64::from(s.1))).collect();
        let all = [Contrast::Improved, Contrast::Unchanged, Contrast::Worsened].map(|c| made(c, &scores, SCALE));
        prop_assert_eq!(all[0].moved(0.0), Some(0.0));
        let (low, high) = (a.min(b), a.max(b));
        if let (Some(l), Some(h)) = (all[0].moved(low), all[0].moved(high)) {
            // Higher is worse: the share of improved people never rises with the end scores.
            prop_assert!(h <= l + 1e-9, "{} {}", l, h);
            let sum: f64 = all.iter().filter_map(|x| x.moved(high)).sum();
            prop_assert!(sum.abs() < 1e-9, "kinds of change no longer sum to 1: {}", sum);
        }
        if let Some(target) = all[2].moved(a).filter(|t| t.abs() > 1e-6) {
            let back = all[2].shift_for(target).and_then(|s| all[2].moved(s));
            prop_assert!(back.is_some_and(|x| (x - target).abs() < 1e-6), "{:?} {}", back, target);
        }
    }

    #[test]
    fn the_order_of_people_changes_nothing(scores in prop::collection::vec((3_u8..=9, 3_u8..=9), 1..30), by in -2.0..2.0_f64) {
        let scores: Vec<(f64, f64)> = scores.iter().map(|s| (f64::from(s.0), f64::from(s.1))).collect();
        let turned: Vec<(f64, f64)> = scores.iter().rev().copied().collect();
        let of = |s: &[(f64, f64)]| made(Contrast::LeftCase, s, SCALE).controls;
        prop_assert_eq!(of(&scores), of(&turned));
        prop_assert!(made(Contrast::LeftCase, &scores, SCALE).moved(by).is_none_or(f64::is_finite));
    }
}
