//! Means, spreads and ranges of columns.

use crate::stats::glm::RowBlocks;
use crate::stats::sum::map_chunks;
use std::ops::Range;

/// Rows handled at a time: a block of a dozen columns stays in the first-level cache.
pub(super) const BLOCK: usize = 256;

/// What the columns of some rows look like.
#[derive(Debug, Clone, PartialEq)]
pub struct Moments {
    /// Sum of the weights.
    pub mass: f64,
    /// Weighted mean of each column.
    pub mean: Vec<f64>,
    /// Weighted standard deviation of each column.
    pub sd: Vec<f64>,
    /// Smallest value of each column.
    pub least: Vec<f64>,
    /// Largest value of each column.
    pub most: Vec<f64>,
}

#[derive(Clone, Copy)]
struct Running {
    sum: f64,
    square: f64,
    least: f64,
    most: f64,
}

/// Weighted moments of the columns.
///
/// * `weight`: one a row, above 0; `None`: every row counts 1.
///
/// NaN and infinite values give moments that are not finite. With no rows the mass is 0. Cost: one pass,
/// the same bits on any number of threads.
#[must_use]
pub fn moments(rows: &dyn RowBlocks, weight: Option<&[f64]>) -> Moments {
    let p = rows.names().len();
    let mut origin = vec![0.0; p];
    if rows.rows() > 0 {
        rows.fill(0..1, &mut origin);
    }
    let none = Running { sum: 0.0, square: 0.0, least: f64::INFINITY, most: f64::NEG_INFINITY };
    let (mut mass, mut total) = (0.0, vec![none; p]);
    for (m, part) in map_chunks(rows.rows(), |range| chunk(rows, weight, &origin, none, range)) {
        mass += m;
        for (t, x) in total.iter_mut().zip(part) {
            t.sum += x.sum;
            t.square += x.square;
            t.least = t.least.min(x.least);
            t.most = t.most.max(x.most);
        }
    }
    let columns = || total.iter().zip(&origin);
    let variance = |t: &Running| (t.square / mass - (t.sum / mass) * (t.sum / mass)).max(0.0);
    // max() forgets NaN: a sum that is not finite must be seen.
    let sd = |t: &Running| if t.square.is_finite() { variance(t).sqrt() } else { f64::NAN };
    Moments {
        mass,
        mean: columns().map(|(t, o)| o + t.sum / mass).collect(),
        sd: columns().map(|(t, _)| sd(t)).collect(),
        least: columns().map(|(t, o)| o + t.least).collect(),
        most: columns().map(|(t, o)| o + t.most).collect(),
    }
}

fn chunk(
    rows: &dyn RowBlocks,
    weight: Option<&[f64]>,
    origin: &[f64],
    none: Running,
    range: Range<usize>,
) -> (f64, Vec<Running>) {
    let (mut mass, mut total) = (0.0, vec![none; origin.len()]);
    let mut raw = vec![0.0; origin.len() * BLOCK];
    let mut own = vec![1.0; BLOCK];
    for block in blocks(range) {
        let m = block.len();
        rows.fill(block.clone(), &mut raw[..m * origin.len()]);
        if let Some(weight) = weight {
            own[..m].copy_from_slice(&weight[block]);
        }
        mass += own[..m].iter().sum::<f64>();
        for ((column, t), o) in raw.chunks_exact(m).zip(&mut total).zip(origin) {
            for (x, w) in column.iter().zip(&own) {
                let x = x - o;
                t.sum += w * x;
                t.square += w * x * x;
                t.least = if x < t.least { x } else { t.least };
                t.most = if x > t.most { x } else { t.most };
            }
        }
    }
    (mass, total)
}

/// A range cut into blocks.
pub(super) fn blocks(range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let end = range.end;
    range.step_by(BLOCK).map(move |start| start..end.min(start + BLOCK))
}
