//! Variance of a difference after matching with replacement (Abadie and Imbens 2006).

use super::neighbours::Alike;
use super::sample::{Compared, Sample};
use super::spec::VarianceForm;

/// Nearest people of the same arm from whom the variance around one person is taken.
pub(super) const NEAREST: usize = 4;

/// The people of a comparison, their outcomes, and who is like whom.
pub(super) struct Matched<'a> {
    /// The comparison.
    pub compared: &'a Compared<'a>,
    /// The people.
    pub sample: &'a Sample,
    /// Outcome of each.
    pub y: &'a [f64],
    /// The same net of what the partners' model expects of each, where partners are bias-corrected.
    pub net: &'a [f64],
    /// Everyone of the partners' arm who belongs to the base.
    pub partners: &'a Alike<'a>,
    /// Everyone of the focal arm who does; for the conditional form.
    pub focal: Option<&'a Alike<'a>>,
}

/// Variance of the mean difference between focal people and their partners.
///
/// ```text
/// population:   V = (1/N^2) [ sum over focal (tau_i - tau)^2 + sum over partners (w_j^2 - sum_i a_ij^2) s_j^2 ]
/// conditional:  V = (1/N^2) [ sum over focal s_i^2 + sum over partners w_j^2 s_j^2 ]
/// ```
///
/// tau_i is the difference between focal person i and the mean of the partners (net outcomes), a_ij the weight of
/// partner j for i, w_j their sum, s_j^2 the outcome's variance around j ([`Alike::variance`]). The first is for the
/// people these were drawn from, the second for these people, given their covariates and the match.
///
/// `None` without links, or (conditional) without the focal arm.
/// Reference: Abadie and Imbens (2006), theorems 6 and 7, as `Matching::Match(Var.calc = 4)` with `sample = FALSE` and
/// `TRUE`.
pub(super) fn variance(matched: &Matched, form: VarianceForm) -> Option<f64> {
    let Matched { compared, sample, y, net, .. } = matched;
    if sample.links.is_empty() {
        return None;
    }
    let n = y.len();
    let (mut other, mut mass) = (vec![0.0; n], vec![0.0; n]);
    let (mut used, mut squares) = (vec![0.0; n], vec![0.0; n]);
    for l in &sample.links {
        other[l.focal] += l.share * net[l.partner];
        mass[l.focal] += l.share;
    }
    for l in &sample.links {
        let a = l.share / mass[l.focal];
        used[l.partner] += a;
        squares[l.partner] += a * a;
    }
    let around = |people: &Alike, k: usize| people.variance(compared.units[sample.rows[k]], y[k], NEAREST);
    let focal: Vec<usize> = (0..n).filter(|&k| mass[k] > 0.0).collect();
    let count = focal.len() as f64;
    let weigh = |k: usize| match form {
        VarianceForm::Population => used[k] * used[k] - squares[k],
        VarianceForm::Conditional => used[k] * used[k],
    };
    let reused = (0..n).filter(|&k| used[k] > 0.0 && weigh(k) > 1e-12);
    let within: f64 = reused.map(|k| weigh(k) * around(matched.partners, k)).sum();
    let between: f64 = match form {
        VarianceForm::Population => {
            let gain = |&k: &usize| net[k] - other[k] / mass[k];
            let mean = focal.iter().map(gain).sum::<f64>() / count;
            focal.iter().map(|k| (gain(k) - mean) * (gain(k) - mean)).sum()
        }
        VarianceForm::Conditional => {
            let people = matched.focal?;
            focal.iter().map(|&k| around(people, k)).sum()
        }
    };
    Some((between + within) / (count * count))
}

/// Mean difference between focal people and their partners; 0 without links.
pub(super) fn gain(sample: &Sample, y: &[f64]) -> f64 {
    let mass: f64 = sample.links.iter().map(|l| l.share).sum();
    let sum: f64 = sample.links.iter().map(|l| l.share * (y[l.focal] - y[l.partner])).sum();
    if mass > 0.0 { sum / mass } else { 0.0 }
}
