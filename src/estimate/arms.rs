//! The mean of each arm, and how much each person moves it.

use super::sample::Sample;
use super::types::ArmFigures;
use crate::stats::cr2::Least;

/// Means of the two arms as an estimator gives them.
#[derive(Debug, Clone)]
pub(super) struct Arms {
    /// Mean of the control and the treated arm.
    pub mean: [f64; 2],
    /// Influence of each person on each mean.
    pub psi: [Vec<f64>; 2],
    /// Leverage of each person.
    pub leverage: Vec<f64>,
    /// Coefficients estimated.
    pub rank: usize,
    /// The part of each influence that is proportional to the person's weight, where that is not all of it.
    pub moved: Option<[Vec<f64>; 2]>,
    /// What the partners' model expects of each person: the outcome net of it is what is compared in sets.
    pub fitted: Option<Vec<f64>>,
    /// The fit behind the means, where they are linear in the outcome.
    pub least: Option<Linear>,
}

impl Arms {
    /// Means whose influences are proportional to the weights throughout.
    pub fn new(mean: [f64; 2], psi: [Vec<f64>; 2], leverage: Vec<f64>, rank: usize) -> Self {
        Self { mean, psi, leverage, rank, moved: None, fitted: None, least: None }
    }

    /// Influence of each person on `gradient[0] * mean of controls + gradient[1] * mean of treated`.
    pub fn along(&self, gradient: [f64; 2]) -> Vec<f64> {
        combined(&self.psi, gradient)
    }

    /// The part of it that moves with the weights.
    pub fn moving(&self, gradient: [f64; 2]) -> Vec<f64> {
        combined(self.moved.as_ref().unwrap_or(&self.psi), gradient)
    }
}

fn combined([c, t]: &[Vec<f64>; 2], gradient: [f64; 2]) -> Vec<f64> {
    c.iter().zip(t).map(|(c, t)| gradient[0] * c + gradient[1] * t).collect()
}

/// Means that are combinations of the coefficients of weighted least squares.
#[derive(Debug, Clone)]
pub(super) struct Linear {
    /// The fit.
    pub fit: Least,
    /// The mean of the control and the treated arm, in the basis of its orthogonal factor.
    pub along: [Vec<f64>; 2],
}

/// Weighted means of the arms; `None` if an arm is empty.
///
/// ```text
/// m_g = sum(w y) / sum(w),   psi_i = w_i (y_i - m_g) / sum(w),   h_i = w_i / sum(w)   over arm g
/// ```
///
/// The same as the regression of the outcome on the arm alone.
pub(super) fn weighted(sample: &Sample, y: &[f64]) -> Option<Arms> {
    let (mut sum, mut mass) = ([0.0; 2], [0.0; 2]);
    for ((y, w), &z) in y.iter().zip(&sample.weight).zip(&sample.treated) {
        sum[usize::from(z)] += w * y;
        mass[usize::from(z)] += w;
    }
    if mass.iter().any(|m| *m <= 0.0) {
        return None;
    }
    let mean = [sum[0] / mass[0], sum[1] / mass[1]];
    let arm = |g: usize| {
        let one = |((y, w), &z): ((&f64, &f64), &bool)| {
            if usize::from(z) == g { w * (y - mean[g]) / mass[g] } else { 0.0 }
        };
        y.iter().zip(&sample.weight).zip(&sample.treated).map(one).collect::<Vec<f64>>()
    };
    let leverage =
        sample.weight.iter().zip(&sample.treated).map(|(w, &z)| w / mass[usize::from(z)]).collect();
    let least = Some(on_arms(sample, y, mean, mass));
    Some(Arms { least, ..Arms::new(mean, [arm(0), arm(1)], leverage, 2) })
}

/// The regression on an indicator of each arm: `q_i = sqrt(w_i / sum w)` in the own arm, 0 in the other.
fn on_arms(sample: &Sample, y: &[f64], mean: [f64; 2], mass: [f64; 2]) -> Linear {
    let column = |g: usize| {
        let one = |(w, &z): (&f64, &bool)| if usize::from(z) == g { (w / mass[g]).sqrt() } else { 0.0 };
        sample.weight.iter().zip(&sample.treated).map(one).collect::<Vec<f64>>()
    };
    let residual = y.iter().zip(&sample.treated).map(|(y, &z)| y - mean[usize::from(z)]).collect();
    let fit = Least { q: vec![column(0), column(1)], weight: sample.weight.clone(), residual };
    Linear { fit, along: [vec![1.0 / mass[0].sqrt(), 0.0], vec![0.0, 1.0 / mass[1].sqrt()]] }
}

/// Numbers, effective size and (for a yes/no outcome) weighted count of an arm, without its mean.
pub(super) fn figures(sample: &Sample, y: &[f64], treated: bool, binary: bool) -> ArmFigures {
    let (mut number, mut mass, mut squares, mut events) = (0, 0.0, 0.0, 0.0);
    for ((y, w), _) in y.iter().zip(&sample.weight).zip(&sample.treated).filter(|(_, z)| **z == treated) {
        number += 1;
        mass += w;
        squares += w * w;
        events += w * y;
    }
    let ess = if squares > 0.0 { mass * mass / squares } else { 0.0 };
    let scaled = (binary && mass > 0.0).then(|| events * number as f64 / mass);
    ArmFigures { number, ess, numerator: scaled, ..ArmFigures::default() }
}
