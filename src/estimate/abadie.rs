//! Variance of a difference after matching with replacement (Abadie and Imbens 2006).

use super::neighbours::Alike;
use super::sample::{Compared, Sample};
use crate::design::Metric;

/// Nearest people of the same arm from whom the variance around one person is taken.
pub(super) const NEAREST: usize = 4;

/// Variance of the mean difference between focal people and their partners, population form.
///
/// ```text
/// V = (1/N^2) [ sum over focal (tau_i - tau)^2 + sum over partners (w_j^2 - sum_i a_ij^2) s_j^2 ]
/// ```
///
/// tau_i is the difference between focal person i and the mean of the partners (each outcome net of what the
/// partners' model expects, where they are bias-corrected), a_ij the weight of partner j for i, w_j their sum, s_j^2 the outcome's variance around j ([`Alike::variance`]).
///
/// * `y`: outcome of each person of the sample; `net`: the same net of what is expected.
/// * `pool`: cohort rows and outcomes of everyone in the partners' arm who belongs to the base.
///
/// `None` without a distance or without links.
pub(super) fn variance(
    compared: &Compared,
    sample: &Sample,
    [y, net]: [&[f64]; 2],
    metric: &Metric,
    pool: impl Iterator<Item = (u32, f64)>,
) -> Option<f64> {
    if sample.links.is_empty() {
        return None;
    }
    let alike = Alike::new(metric, pool)?;
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
    let focal: Vec<usize> = (0..n).filter(|&k| mass[k] > 0.0).collect();
    let count = focal.len() as f64;
    let gain = |&k: &usize| net[k] - other[k] / mass[k];
    let mean = focal.iter().map(gain).sum::<f64>() / count;
    let between: f64 = focal.iter().map(|k| (gain(k) - mean) * (gain(k) - mean)).sum();
    let excess = |k: usize| used[k] * used[k] - squares[k];
    let reused = (0..n).filter(|&k| used[k] > 0.0 && excess(k) > 1e-12);
    let within: f64 =
        reused.map(|k| excess(k) * alike.variance(compared.units[sample.rows[k]], y[k], NEAREST)).sum();
    Some((between + within) / (count * count))
}
