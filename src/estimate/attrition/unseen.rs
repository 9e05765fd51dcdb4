//! What the end scores that nobody saw could be.

use super::super::contrast::Measured;
use super::super::rows::Cell;
use super::super::sample::Sample;
use super::super::spec::Measure;
use super::super::types::{Base, EffectRow};
use super::super::work::Work;
use super::run::followed;
use super::types::{ArmRange, Unseen};
use crate::cohort::Contrast;

/// One entry for every result of the primary outcome for everybody, by the primary estimator.
pub(super) fn all(work: &Work, rows: &[EffectRow]) -> Vec<Unseen> {
    let measured = &work.outcomes[work.primary];
    let is = |r: &EffectRow| {
        r.outcome == measured.outcome.name
            && r.group == work.groups[0].name
            && r.estimator == work.spec.estimator
            && r.measure == Measure::Difference
    };
    let found = rows.iter().enumerate().filter(|(_, r)| is(r));
    found.map(|(row, r)| one(work, measured, row, (r.contrast, r.base))).collect()
}

fn one(work: &Work, measured: &Measured, row: usize, (contrast, base): (Contrast, Base)) -> Unseen {
    let cell = Cell::primary(work, contrast, base);
    let bounds = work.completion.as_ref().is_some_and(|c| c.bounds);
    Unseen {
        contrast,
        base,
        row,
        followed: followed(work.cohort, measured, |i| work.about(i) && cell.belongs(i)),
        reach: reach(work, measured, contrast, &cell),
        arms: bounds.then(|| ranges(work, measured, contrast, &cell)).flatten(),
        scale: measured.width(contrast),
    }
}

/// Mean of the lowest and of the highest values open to the treated who were lost.
fn reach(work: &Work, measured: &Measured, contrast: Contrast, cell: &Cell) -> Option<(f64, f64)> {
    let lost = |&i: &usize| {
        work.cohort.treated()[i]
            && work.about(i)
            && measured.start_known(i)
            && !measured.known(i)
            && cell.belongs(i)
    };
    let (mut n, mut sums) = (0_usize, (0.0, 0.0));
    for i in (0..work.cohort.len()).filter(lost) {
        let (low, high) = measured.possible(contrast, i)?;
        n += 1;
        sums = (sums.0 + low, sums.1 + high);
    }
    (n > 0).then(|| (sums.0 / n as f64, sums.1 / n as f64))
}

/// The means of both arms and what they could be.
///
/// ```text
/// lower_g = sum W_i [p_i y_i + (1 - p_i) low_i] / sum W_i,   upper_g likewise with high_i
/// ```
///
/// over arm g, with W the weights that let those seen stand for all starters, p_i the probability of being
/// seen by the model of the own arm, low and high the ends of the scale given the start value. Among people
/// alike in x the share 1 - p is not seen and may be anywhere; nothing is assumed about it. The
/// completion-weighted difference lies between. Reference: Horowitz and Manski (2000).
fn ranges(work: &Work, measured: &Measured, contrast: Contrast, cell: &Cell) -> Option<[ArmRange; 2]> {
    let (sample, y) = cell.sample();
    let standing = cell.standing(&sample);
    let arm = |z: bool| range(work, measured, contrast, &standing, &y, z);
    Some([arm(false)?, arm(true)?])
}

fn range(
    work: &Work,
    measured: &Measured,
    contrast: Contrast,
    sample: &Sample,
    y: &[f64],
    arm: bool,
) -> Option<ArmRange> {
    let probability = &work.completion.as_ref()?.probability;
    let (mut mass, mut mean, mut lower, mut upper) = (0.0, 0.0, 0.0, 0.0);
    for k in (0..y.len()).filter(|&k| sample.treated[k] == arm) {
        let (place, w) = (sample.rows[k], sample.weight[k]);
        let (low, high) = measured.possible(contrast, work.compared.units[place] as usize)?;
        let seen = probability[place];
        mass += w;
        mean += w * y[k];
        lower += w * (seen * y[k] + (1.0 - seen) * low.min(y[k]));
        upper += w * (seen * y[k] + (1.0 - seen) * high.max(y[k]));
    }
    (mass > 0.0).then(|| ArmRange { mean: mean / mass, lower: lower / mass, upper: upper / mass })
}
