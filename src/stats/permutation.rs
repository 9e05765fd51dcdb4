//! Randomisation test in matched sets: had chance alone picked the treated of each set.

use super::lattice::{self, Term};
use super::rng::{below, stream};
use super::sets::{Arm, Set};
use rayon::prelude::*;

/// Steps up to which whole-numbered sums are worked out exactly.
const EXACT: u128 = 50_000_000;
/// Assignments up to which each is looked at.
const ALL: u128 = 1 << 16;
/// Sums that differ by less than this share of the largest are the same.
const ROUNDING: f64 = 1e-9;

/// What the test found.
#[derive(Debug, Clone, PartialEq)]
pub struct Randomised {
    /// Weighted mean difference between treated and controls.
    pub statistic: f64,
    /// Two-sided p-value: twice the probability, had chance picked the treated, of a difference at least as large (or, if
    /// less, at least as small).
    pub p: f64,
    /// `true` if every possible assignment is counted.
    pub exact: bool,
    /// Limits of an additive effect; `None` where the assignments are too few for the level.
    pub limits: Option<(f64, f64)>,
    /// `true` if the limits rest on every possible assignment.
    pub exact_limits: bool,
    /// Random assignments drawn, where not all are looked at: for the p-value, for the limits, or for both.
    pub draws: Option<u64>,
}

/// How assignments are drawn where there are too many.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Draws {
    /// The seed.
    pub seed: u64,
    /// How many.
    pub number: u64,
    /// Level of the limits.
    pub level: f64,
}

/// Difference and its gauge of an assignment: the statistic on the outcomes, and on the arms as they were.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    y: f64,
    z: f64,
}

/// The test of no effect for anybody, and the interval of all additive effects that it does not reject.
///
/// ```text
/// D = sum_s (W1_s mean of the treated - W0_s mean of the controls),   p = 2 min(P(D >= d), P(D <= d))
/// limits: quantiles of t = (d_y - D_y) / (1 - D_z) over assignments, D_z the same sum on the actual arms
/// ```
///
/// An effect tau is at or above t of an assignment exactly if that assignment has a difference at least as large as
/// the actual one once tau is taken away: the share of such assignments is the one-sided p-value, and the limits are
/// the tau at which it passes half of what the level leaves.
///
/// * `sets`: one alone in its arm in each; weights of each arm sum to 1 over sets.
///
/// The p-value is exact where the outcomes are multiples of a grain and the sum takes few values, or where there are
/// few assignments; else from random assignments, the actual one counted among them (Phipson and Smyth 2010).
/// `None` without sets. Reference: Rosenbaum (2002), Observational Studies, chapter 2; Tritchler (1984).
#[must_use]
pub fn randomised(sets: &[Set], draws: Draws) -> Option<Randomised> {
    if sets.is_empty() {
        return None;
    }
    let tables: Vec<Vec<Sums>> = sets.iter().map(table).collect();
    let actual = total(&tables, sets.iter().map(|s| s.lone));
    let assignments = tables.iter().fold(1_u128, |n, t| n.saturating_mul(t.len() as u128));
    let few = assignments <= ALL;
    let looked = if few { every(&tables) } else { drawn(&tables, draws) };
    let size = tables.iter().flatten().fold(0.0_f64, |m, s| m.max(s.y.abs())) * tables.len() as f64;
    let near = ROUNDING * size;
    let share = |beyond: &dyn Fn(f64) -> bool| {
        let (count, all) = (looked.iter().filter(|s| beyond(s.y)).count() as f64, looked.len() as f64);
        if few { count / all } else { (count + 1.0) / (all + 1.0) }
    };
    let by_sum = if few { None } else { on_lattice(sets, &tables) };
    let seen = || (share(&|y| y <= actual.y + near), share(&|y| y >= actual.y - near));
    let p = lattice::doubled(by_sum.unwrap_or_else(seen));
    Some(Randomised {
        statistic: actual.y,
        p,
        exact: few || by_sum.is_some(),
        limits: limits(&looked, actual, usize::from(!few), draws.level),
        exact_limits: few,
        draws: (!few).then_some(draws.number),
    })
}

/// What each choice of the one alone adds to the two sums.
fn table(set: &Set) -> Vec<Sums> {
    let z: Vec<f64> = (0..set.y.len()).map(|j| f64::from(u8::from(set.is_treated(j)))).collect();
    let (sum_y, sum_z) = (set.y.iter().sum::<f64>(), z.iter().sum::<f64>());
    let [treated, control] = set.weight;
    let (own, others) = match set.lone_arm {
        Arm::Treated => (treated, -control / set.others()),
        Arm::Control => (-control, treated / set.others()),
    };
    let one =
        |(y, z): (&f64, &f64)| Sums { y: own * y + others * (sum_y - y), z: own * z + others * (sum_z - z) };
    set.y.iter().zip(&z).map(one).collect()
}

fn total(tables: &[Vec<Sums>], chosen: impl Iterator<Item = usize>) -> Sums {
    tables
        .iter()
        .zip(chosen)
        .fold(Sums::default(), |sum, (t, j)| Sums { y: sum.y + t[j].y, z: sum.z + t[j].z })
}

/// The sums of every assignment.
fn every(tables: &[Vec<Sums>]) -> Vec<Sums> {
    let mut all = vec![Sums::default()];
    for table in tables {
        let each = |s: &Sums| {
            let start = *s;
            table.iter().map(move |t| Sums { y: start.y + t.y, z: start.z + t.z })
        };
        all = all.iter().flat_map(each).collect();
    }
    all
}

/// The sums of random assignments, each from a stream of its own.
fn drawn(tables: &[Vec<Sums>], draws: Draws) -> Vec<Sums> {
    let one = |k: u64| {
        let mut rng = stream(draws.seed, "randomisation", k);
        total(tables, tables.iter().map(|t| below(&mut rng, t.len() as u64) as usize))
    };
    (0..draws.number).into_par_iter().map(one).collect()
}

/// Both tails from the exact distribution of the sum, where outcomes lie on a grain.
#[expect(clippy::cast_sign_loss, reason = "steps above the least are not negative")]
fn on_lattice(sets: &[Set], tables: &[Vec<Sums>]) -> Option<(f64, f64)> {
    let least: Vec<f64> =
        tables.iter().map(|t| t.iter().map(|s| s.y).fold(f64::INFINITY, f64::min)).collect();
    let above = || tables.iter().zip(&least).flat_map(|(t, l)| t.iter().map(move |s| s.y - l));
    if above().all(|v| v == 0.0) {
        return Some((1.0, 1.0));
    }
    let grain = lattice::grain(&above().collect::<Vec<f64>>())?;
    let step = |v: f64, l: f64| ((v - l) / grain).round() as usize;
    let term = |(t, l): (&Vec<Sums>, &f64)| -> Term {
        t.iter().map(|s| (step(s.y, *l), 1.0 / t.len() as f64)).collect()
    };
    let terms: Vec<Term> = tables.iter().zip(&least).map(term).collect();
    if lattice::steps(&terms) > EXACT {
        return None;
    }
    let actual: usize = tables.iter().zip(sets).zip(&least).map(|((t, s), l)| step(t[s.lone].y, *l)).sum();
    Some(lattice::tails(&lattice::sum_of(&terms), actual))
}

/// Limits from the assignments looked at; `extra` counts the actual one where it is not among them.
#[expect(clippy::cast_sign_loss, reason = "a share of a count")]
fn limits(looked: &[Sums], actual: Sums, extra: usize, level: f64) -> Option<(f64, f64)> {
    let mut t: Vec<f64> = looked
        .iter()
        .filter(|s| actual.z - s.z > ROUNDING)
        .map(|s| (actual.y - s.y) / (actual.z - s.z))
        .collect();
    t.sort_by(f64::total_cmp);
    let all = looked.len() + extra;
    let same = all - t.len();
    // Effects up to the limit have a tail of at most half of what the level leaves.
    let most = (all as f64 * 0.5 * (1.0 - level) * (1.0 + 1e-12)).floor() as usize;
    let at = (most + 1).checked_sub(same).filter(|k| *k >= 1)? - 1;
    let from_above = t.len().checked_sub(at + 1)?;
    (at <= from_above).then(|| (t[at], t[from_above]))
}

#[cfg(test)]
mod tests {
    use super::{ALL, Draws, every, limits, on_lattice, randomised, table, total};
    use crate::stats::sets::{Arm, Set};
    use proptest::prelude::*;

    const DRAWS: Draws = Draws { seed: 1, number: 4999, level: 0.95 };

    /// Seven sets; weights as in the plain sum over the treated, k / (k + 1), which is coin's statistic.
    fn seven(y: &dyn Fn(f64) -> f64, lone: [(usize, Arm); 7]) -> Vec<Set> {
        let outcomes: [&[f64]; 7] = [
            &[7., 5., 6.],
            &[9., 4., 4.],
            &[6., 6., 5.],
            &[8., 3., 5., 7.],
            &[5., 2.],
            &[9., 8.],
            &[4., 6., 3.],
        ];
        let share = |o: &[f64]| (o.len() as f64 - 1.0) / o.len() as f64;
        let all: f64 = outcomes.iter().map(|o| share(o)).sum();
        let one = |(o, (lone, lone_arm)): (&&[f64], (usize, Arm))| Set {
            y: o.iter().map(|v| y(*v)).collect(),
            lone,
            lone_arm,
            weight: [share(o) / all; 2],
        };
        outcomes.iter().zip(lone).map(one).collect()
    }

    /// `coin::independence_test(y ~ arm | set, distribution = "exact")`, alternatives less and greater, and, for the yes or
    /// no, the same numbers from `mantelhaen.test(exact = TRUE)`, of R 4.2.2.
    #[test]
    fn agrees_with_coin_in_sets() {
        let one = [(0, Arm::Treated); 7];
        let (t, c) = (Arm::Treated, Arm::Control);
        let other = [(1, c), (2, c), (0, t), (3, c), (0, t), (0, t), (0, c)];
        let plain = |y: f64| y;
        let high = |y: f64| f64::from(u8::from(y > 5.0));
        let reference: [(Vec<Set>, [f64; 2]); 3] = [
            (seven(&plain, one), [0.993_055_555_555_555_5, 0.016_975_308_641_975_3]),
            (seven(&high, one), [0.975_308_641_975_309, 0.172_839_506_172_839]),
            (seven(&plain, other), [0.887_345_679_012_346, 0.177_469_135_802_469]),
        ];
        for (sets, [less, greater]) in reference {
            let ours = randomised(&sets, DRAWS).unwrap();
            assert!(
                ours.exact && (ours.p / (2.0 * greater) - 1.0).abs() < 1e-12,
                "{ours:?} is not {greater}"
            );
            let tables: Vec<_> = sets.iter().map(table).collect();
            let (low, high) = on_lattice(&sets, &tables).unwrap();
            assert!((low / less - 1.0).abs() < 1e-12 && (high / greater - 1.0).abs() < 1e-12);
        }
    }

    fn sets() -> impl Strategy<Value = Vec<Set>> {
        let one = (prop::collection::vec(-9_i32..9, 2..5), any::<bool>(), 0.5_f64..2.0);
        prop::collection::vec(one, 1..7).prop_map(|all| {
            let mass: f64 = all.iter().map(|a| a.2).sum();
            let set = |(y, treated, w): (Vec<i32>, bool, f64)| Set {
                y: y.into_iter().map(f64::from).collect(),
                lone: 0,
                lone_arm: if treated { Arm::Treated } else { Arm::Control },
                weight: [w / mass; 2],
            };
            all.into_iter().map(set).collect()
        })
    }

    /// One-sided p-values of `effect`, by the definition: outcomes less the effect, every assignment.
    fn tails(sets: &[Set], effect: f64) -> (f64, f64) {
        let moved: Vec<Set> = sets.iter().map(|s| Set { y: s.without(effect), ..s.clone() }).collect();
        let tables: Vec<_> = moved.iter().map(table).collect();
        let actual = total(&tables, moved.iter().map(|s| s.lone)).y;
        let all = every(&tables);
        let share = |f: &dyn Fn(f64) -> bool| all.iter().filter(|s| f(s.y)).count() as f64 / all.len() as f64;
        (share(&|y| y <= actual + 1e-9), share(&|y| y >= actual - 1e-9))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn limits_are_where_the_test_stops_rejecting(sets in sets()) {
            let ours = randomised(&sets, Draws { level: 0.6, ..DRAWS }).unwrap();
            prop_assert!(ours.exact && ours.draws.is_none());
            match ours.limits {
                None => prop_assert!(tails(&sets, -1e6).1 > 0.2 || tails(&sets, 1e6).0 > 0.2),
                Some((low, high)) => {
                    prop_assert!(tails(&sets, low - 1e-6).1 <= 0.2 && tails(&sets, low + 1e-6).1 > 0.2);
                    prop_assert!(tails(&sets, high + 1e-6).0 <= 0.2 && tails(&sets, high - 1e-6).0 > 0.2);
                }
            }
        }

        #[test]
        fn sums_and_single_assignments_agree(sets in sets()) {
            let equal: Vec<Set> =
                sets.iter().map(|s| Set { weight: [1.0 / sets.len() as f64; 2], ..s.clone() }).collect();
            let tables: Vec<_> = equal.iter().map(table).collect();
            let ours = randomised(&equal, DRAWS).unwrap();
            let p = crate::stats::lattice::doubled(on_lattice(&equal, &tables).unwrap());
            prop_assert!((p - ours.p).abs() < 1e-9);
        }
    }

    /// Many pairs: the p-value is exact, the limits are drawn and lie around the normal ones.
    #[test]
    fn many_sets_are_drawn() {
        let pair = |k: u32| Set {
            y: vec![f64::from(k * 7 % 11) + 1.0, f64::from(k * 5 % 11)],
            lone: 0,
            lone_arm: Arm::Treated,
            weight: [1.0 / 220.0; 2],
        };
        let sets: Vec<Set> = (0..220).map(pair).collect();
        let ours = randomised(&sets, DRAWS).unwrap();
        assert!(2_u128.pow(60) > ALL && ours.exact && !ours.exact_limits, "{ours:?}");
        let d: Vec<f64> = sets.iter().map(Set::difference).collect();
        let mean = d.iter().sum::<f64>() / 220.0;
        let se = (d.iter().map(|d| (d - mean) * (d - mean)).sum::<f64>() / 219.0 / 220.0).sqrt();
        assert!((ours.statistic - mean).abs() < 1e-12);
        let (low, high) = ours.limits.unwrap();
        assert!((low - (mean - 1.96 * se)).abs() < 0.1 * se, "{low}");
        assert!((high - (mean + 1.96 * se)).abs() < 0.1 * se, "{high}");
        assert_eq!(randomised(&sets, DRAWS), Some(ours));
    }

    #[test]
    fn edges() {
        assert_eq!(randomised(&[], DRAWS), None);
        let set = |y: [f64; 2]| Set { y: y.to_vec(), lone: 0, lone_arm: Arm::Treated, weight: [1.0; 2] };
        let constant = randomised(&[set([3.0, 3.0])], DRAWS).unwrap();
        assert_eq!((constant.statistic, constant.p, constant.limits), (0.0, 1.0, None));
        let one = randomised(&[set([3.0, 1.0])], DRAWS).unwrap();
        assert_eq!((one.statistic, one.p, one.limits), (2.0, 1.0, None));
        assert_eq!(limits(&[], total(&[], [].into_iter()), 1, 0.95), None);
    }
}
