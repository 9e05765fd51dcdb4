//! The sets of one effect, each with one person alone in its arm.

use super::super::sample::{Compared, Sample};
use crate::matching::Structure;
use crate::stats::sets::{Arm, Set};

/// Weights of one arm of a set that differ by more than this share are not equal.
const ROUNDING: f64 = 1e-9;

/// The sets, or why chance within sets says nothing here (METHODS 19 and 20).
pub(super) fn of(compared: &Compared, sample: &Sample, y: &[f64]) -> Result<Vec<Set>, &'static str> {
    let of = match (compared.structure, &compared.set) {
        (Structure::Sets, Some(of)) => of,
        (Structure::Reuse, _) => return Err("controls serve in several sets, so sets depend on each other"),
        (Structure::ScoreWeights, _) => return Err("weighting makes no sets"),
        _ => return Err("strata hold several people of both arms; the tests are for matched sets"),
    };
    let mut mass = [0.0; 2];
    for (w, &z) in sample.weight.iter().zip(&sample.treated) {
        mass[usize::from(z)] += w;
    }
    let mut order: Vec<usize> = (0..y.len()).collect();
    order.sort_by_key(|&k| (of[sample.rows[k]], k));
    let chunks = order.chunk_by(|&a, &b| of[sample.rows[a]] == of[sample.rows[b]]);
    chunks.map(|members| one(sample, y, members, mass)).collect()
}

fn one(sample: &Sample, y: &[f64], members: &[usize], mass: [f64; 2]) -> Result<Set, &'static str> {
    let arm = |treated: bool| members.iter().copied().filter(move |&k| sample.treated[k] == treated);
    let treated_alone = arm(true).count() == 1;
    let lone = match (treated_alone, arm(false).count()) {
        (true, _) => arm(true).next(),
        (_, 1) => arm(false).next(),
        _ => return Err("some sets have several people of both arms"),
    };
    let even = |treated: bool| {
        let first = arm(treated).next().map_or(0.0, |k| sample.weight[k]);
        arm(treated).all(|k| (sample.weight[k] - first).abs() <= ROUNDING * first)
    };
    if !even(true) || !even(false) {
        return Err("survey weights count people of one set unequally");
    }
    let weight = |treated: bool| arm(treated).map(|k| sample.weight[k]).sum::<f64>();
    Ok(Set {
        y: members.iter().map(|&k| y[k]).collect(),
        lone: members.iter().position(|k| Some(*k) == lone).unwrap_or_default(),
        lone_arm: if treated_alone { Arm::Treated } else { Arm::Control },
        weight: [weight(true) / mass[1], weight(false) / mass[0]],
    })
}
