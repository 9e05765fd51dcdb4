//! Multivariate imbalance over coarsened covariates.

use super::groups::Groups;
use super::ranked::by_key;
use super::variables::is_binary;

/// L1 distance between the two arms' distributions over the cells of all covariates together
/// (Iacus, King and Porro 2012), before and after.
///
/// ```text
/// L1 = 1/2 sum over cells |share of treated - share of control|;  0 = same, 1 = no cell shared
/// ```
///
/// Numbers are cut into ceil(log2 n + 1) equal bins from lowest to highest (Sturges), an edge belonging
/// to the bin above; 0/1 variables and levels are taken as they are. Unknown values are a bin of their own.
///
/// * `columns`: values of the eligible units, one column a covariate or level.
///
/// `None` without columns or where an arm carries no weight. Cost: one pass a column, one sort.
pub(super) fn l1<'a>(columns: impl Iterator<Item = Vec<f64>> + 'a, groups: &Groups) -> [Option<f64>; 2] {
    let n = groups.rows.len();
    let bins = sturges(n);
    let mut cell = vec![0_u64; n];
    let (mut size, mut any) = (1_u64, false);
    for column in columns {
        any = true;
        let (codes, levels) = coarsen(&column, bins);
        if size.checked_mul(levels).is_none() {
            size = renumber(&mut cell);
        }
        size *= levels;
        cell.iter_mut().zip(codes).for_each(|(cell, code)| *cell = *cell * levels + code);
    }
    if !any {
        return [None; 2];
    }
    let order = by_key(cell.into_iter().zip(0..).collect());
    [0, 1].map(|stage| distance(&order, groups, stage))
}

fn distance(order: &[(u64, u32)], groups: &Groups, stage: usize) -> Option<f64> {
    let weights = groups.weights(stage);
    let mass = |units: &[(u64, u32)]| {
        let mut mass = [0.0; 2];
        for &(_, i) in units {
            mass[usize::from(groups.treated[i as usize])] += weights[i as usize];
        }
        mass
    };
    let total = mass(order);
    if total[0] <= 0.0 || total[1] <= 0.0 {
        return None;
    }
    let gap = |units| {
        let [c, t] = mass(units);
        (t / total[1] - c / total[0]).abs()
    };
    Some(0.5 * order.chunk_by(|a, b| a.0 == b.0).map(gap).sum::<f64>())
}

/// ceil(log2 n + 1), from 1.
fn sturges(n: usize) -> u32 {
    usize::BITS - n.saturating_sub(1).leading_zeros() + 1
}

/// Codes of one column and how many there can be.
fn coarsen(column: &[f64], bins: u32) -> (Vec<u64>, u64) {
    let known = || column.iter().copied().filter(|x| !x.is_nan());
    let binary = is_binary(column);
    let low = if binary { 0.0 } else { known().fold(f64::INFINITY, f64::min) };
    let high = known().fold(f64::NEG_INFINITY, f64::max);
    let (bins, width) = if binary { (2, 1.0) } else { (bins, (high - low) / f64::from(bins)) };
    (column.iter().map(|&x| code(x, low, width, bins)).collect(), u64::from(bins) + 1)
}

#[expect(clippy::cast_sign_loss, reason = "no value is below the lowest")]
fn code(x: f64, low: f64, width: f64, bins: u32) -> u64 {
    if x.is_nan() {
        return u64::from(bins);
    }
    let bin = if width > 0.0 { ((x - low) / width) as u32 } else { 0 };
    u64::from(bin.min(bins - 1))
}

/// Cells numbered from 0 without gaps, so that more columns fit; returns how many.
fn renumber(cell: &mut [u64]) -> u64 {
    let order = by_key(cell.iter().copied().zip(0..).collect());
    let mut next = 0;
    for same in order.chunk_by(|a, b| a.0 == b.0) {
        for &(_, i) in same {
            cell[i as usize] = next;
        }
        next += 1;
    }
    next
}
