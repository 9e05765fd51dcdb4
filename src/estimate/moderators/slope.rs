//! How the effect changes with a number.

use super::super::arms::{Arms, Linear};
use super::super::measure::Effect;
use super::super::rows::Cell;
use super::super::sample::Sample;
use super::super::spec::Measure;
use crate::stats::regression::linear;

/// The effect at the mean of a number, its change with one step, and that step.
pub(super) struct Slope {
    /// Effect where the number is at its mean among the treated.
    pub middle: Effect,
    /// Change of the effect with one step.
    pub change: Effect,
    /// The step.
    pub step: f64,
}

/// Change of the effect with a number.
///
/// ```text
/// y = a + b z + c u + d z u,   u = (x - mean of x) / step,   weighted least squares;   d is the change
/// ```
///
/// Mean and standard deviation (the step, unless one is given) are those of the treated under their weights. For a
/// yes/no outcome this is a linear model of the share.
///
/// * `x`: the number of each person of the sample.
///
/// An error says why there is none: the number does not vary, or people are too few.
/// Reference: Aiken and West (1991), chapter 2.
pub(super) fn slope(
    cell: &Cell<'_>,
    sample: &Sample,
    y: &[f64],
    x: &[f64],
    step: Option<f64>,
) -> Result<Slope, String> {
    let (mean, sd) = of_treated(sample, x).ok_or("nobody of this base has a known outcome")?;
    let step = step.unwrap_or(sd);
    let varies = |treated: bool| {
        let mut some = x.iter().zip(&sample.treated).filter(|(_, z)| **z == treated).map(|(x, _)| *x);
        some.next().is_some_and(|first| some.any(|x| x != first))
    };
    if !varies(true) || !varies(false) || step.is_nan() || step <= 0.0 {
        return Err("the number does not vary in an arm, so there is no slope".to_owned());
    }
    let n = y.len();
    if n <= 4 {
        return Err(format!("{n} people are too few for a slope in each arm"));
    }
    let arm: Vec<f64> = sample.treated.iter().map(|&z| f64::from(u8::from(z))).collect();
    let u: Vec<f64> = x.iter().map(|x| (x - mean) / step).collect();
    let crossed = u.iter().zip(&arm).map(|(u, z)| u * z).collect();
    let fit = linear(&[vec![1.0; n], arm, u, crossed], y, &sample.weight);
    if fit.rank() < 4 {
        return Err("the number and the arm cannot be told apart, so there is no slope".to_owned());
    }
    let effect = |at: usize| {
        let gradient: Vec<f64> = (0..4).map(|j| if j == at { 1.0 } else { 0.0 }).collect();
        let point = fit.coefficients[at];
        let influence = [vec![0.0; n], fit.influence(&gradient)];
        let arms = Arms {
            least: Some(Linear {
                fit: fit.least(&sample.weight),
                along: [vec![0.0; 4], fit.along(&gradient)],
            }),
            ..Arms::new([0.0, point], influence, fit.leverage(), 4)
        };
        let spread = cell.work.ground().spread(sample, &arms, [0.0, 1.0]);
        Effect::new(Measure::Difference, point, spread, cell.work.spec.level)
    };
    Ok(Slope { middle: effect(1), change: effect(3), step })
}

/// Weighted mean and standard deviation among the treated.
fn of_treated(sample: &Sample, x: &[f64]) -> Option<(f64, f64)> {
    let treated = || x.iter().zip(&sample.weight).zip(&sample.treated).filter(|(_, z)| **z).map(|(p, _)| p);
    let mass: f64 = treated().map(|(_, w)| w).sum();
    if mass <= 0.0 {
        return None;
    }
    let mean = treated().map(|(x, w)| x * w).sum::<f64>() / mass;
    let squares: f64 = treated().map(|(x, w)| w * (x - mean) * (x - mean)).sum();
    Some((mean, (squares / mass).sqrt()))
}
