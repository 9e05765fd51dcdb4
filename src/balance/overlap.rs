//! How little two densities overlap.

use super::ranked::Ranked;
use crate::stats::moments::moments;
use crate::stats::quantile::quantile;

/// Cells of the grid per bandwidth, and most cells altogether.
const FINE: f64 = 16.0;
const MOST: f64 = 16_384.0;
/// The kernel is cut off here, in bandwidths.
const REACH: f64 = 5.0;
/// The grid goes on beyond the data, in bandwidths.
const BEYOND: f64 = 4.0;

/// 1 - integral of min(f1, f0) before and after, Gaussian kernel densities (0 = identical).
///
/// ```text
/// bandwidth (both arms, both stages) = 1.06 min(sd, IQR / 1.34) n^(-1/5) of the smaller arm, unweighted
/// ```
///
/// Values are binned linearly on a grid of a sixteenth of the bandwidth. `None` without spread in the
/// smaller arm. Cost: one pass, then (cells x kernel). Reference: the rule of cobalt 5.0.0.
pub(super) fn non_overlap(ranked: &Ranked) -> [Option<f64>; 2] {
    let (Some(&first), Some(&last)) = (ranked.x.first(), ranked.x.last()) else { return [None; 2] };
    let Some(width) = bandwidth(ranked) else { return [None; 2] };
    let from = first - BEYOND * width;
    let range = last + BEYOND * width - from;
    let cells = (FINE * range / width).ceil().min(MOST);
    let cell = range / cells;
    let kernel = kernel(width / cell);
    [0, 1].map(|stage| {
        let mut bins = [vec![0.0; whole(cells) + 1], vec![0.0; whole(cells) + 1]];
        let mut mass = [0.0; 2];
        let places = ranked.x.iter().zip(&ranked.treated).zip(&ranked.weights[stage]);
        for ((x, &treated), &weight) in places.filter(|(_, weight)| **weight > 0.0) {
            let (at, arm) = ((x - from) / cell, usize::from(treated));
            let low = whole(at);
            let share = at - low as f64;
            bins[arm][low] += weight * (1.0 - share);
            bins[arm][low + 1] += weight * share;
            mass[arm] += weight;
        }
        if mass[0] <= 0.0 || mass[1] <= 0.0 {
            return None;
        }
        let [f0, f1] = bins.map(|bins| smooth(&bins, &kernel));
        let shared: f64 = f0.iter().zip(&f1).map(|(a, b)| (a / mass[0]).min(b / mass[1])).sum();
        Some((1.0 - shared).clamp(0.0, 1.0))
    })
}

#[expect(clippy::cast_sign_loss, reason = "cells are counted from 0")]
fn whole(x: f64) -> usize {
    x as usize
}

/// Scott's rule on the smaller arm.
fn bandwidth(ranked: &Ranked) -> Option<f64> {
    let n1 = ranked.treated.iter().filter(|&&treated| treated).count();
    let smaller = n1 < ranked.x.len() - n1;
    let of_arm = ranked.x.iter().zip(&ranked.treated).filter(|(_, treated)| **treated == smaller);
    let arm: Vec<f64> = of_arm.map(|(&x, _)| x).collect();
    let sd = moments(arm.iter().map(|&x| (x, 1.0)))?.variance?.sqrt();
    let quartiles = (quantile(&arm, 0.75)? - quantile(&arm, 0.25)?) / 1.34;
    let spread = if quartiles > 0.0 { sd.min(quartiles) } else { sd };
    let width = 1.06 * spread * libm::pow(arm.len() as f64, -0.2);
    (width > 0.0 && width.is_finite()).then_some(width)
}

/// Half of a Gaussian kernel that sums to 1, one entry a cell.
fn kernel(cells_per_width: f64) -> Vec<f64> {
    let reach = whole((REACH * cells_per_width).ceil());
    let gauss = |k: usize| libm::exp(-0.5 * (k as f64 / cells_per_width) * (k as f64 / cells_per_width));
    let half: Vec<f64> = (0..=reach).map(gauss).collect();
    let total = 2.0 * half.iter().sum::<f64>() - half[0];
    half.into_iter().map(|g| g / total).collect()
}

fn smooth(bins: &[f64], kernel: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; bins.len()];
    for (i, &mass) in bins.iter().enumerate().filter(|(_, mass)| **mass != 0.0) {
        out[i] += mass * kernel[0];
        for (k, &g) in kernel.iter().enumerate().skip(1) {
            if i >= k {
                out[i - k] += mass * g;
            }
            if i + k < out.len() {
                out[i + k] += mass * g;
            }
        }
    }
    out
}
