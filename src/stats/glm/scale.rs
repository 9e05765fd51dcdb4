//! Columns brought to mean 0 and standard deviation 1 before fitting.
//!
//! The maximum likelihood estimate does not depend on it; the accuracy of X'WX does.

use super::blocks::{Response, RowBlocks};
use super::error::GlmError;
use crate::stats::sum::map_chunks;
use std::ops::Range;

/// Rows handled at a time inside a chunk: the block stays in the first-level cache.
pub(super) const BLOCK: usize = 512;

/// The columns in use and how to standardise them.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    /// Positions of the columns in use.
    pub used: Vec<usize>,
    /// Mean of each column in use.
    pub mean: Vec<f64>,
    /// Standard deviation of each column in use.
    pub sd: Vec<f64>,
}

#[derive(Clone, Copy, Default)]
struct Shifted {
    weight: f64,
    sum: f64,
    square: f64,
}

impl Scale {
    /// Weighted means and standard deviations; constant columns are not used.
    pub fn of(rows: &dyn RowBlocks, response: &Response<'_>) -> Result<Self, GlmError> {
        let p = rows.names().len();
        let origin = first_row(rows);
        let parts = map_chunks(rows.rows(), |range| chunk(rows, response, &origin, range));
        let mut totals = vec![Shifted::default(); p];
        for part in parts {
            for (t, x) in totals.iter_mut().zip(part) {
                *t = Shifted { weight: t.weight + x.weight, sum: t.sum + x.sum, square: t.square + x.square };
            }
        }
        let mut scale = Self { used: Vec::new(), mean: Vec::new(), sd: Vec::new() };
        for (j, t) in totals.iter().enumerate() {
            let mean = t.sum / t.weight;
            let variance = t.square / t.weight - mean * mean;
            if !variance.is_finite() {
                return Err(GlmError::NotFinite { column: rows.names()[j].clone() });
            }
            if t.square > 0.0 && variance > 0.0 {
                scale.used.push(j);
                scale.mean.push(origin[j] + mean);
                scale.sd.push(variance.sqrt());
            }
        }
        Ok(scale)
    }

    /// Keeps the columns in use for which `kept` holds.
    pub fn retain(&mut self, kept: &[bool]) {
        let keep = |values: &mut Vec<f64>| {
            let mut at = kept.iter();
            values.retain(|_| *at.next().unwrap_or(&false));
        };
        keep(&mut self.mean);
        keep(&mut self.sd);
        let mut at = kept.iter();
        self.used.retain(|_| *at.next().unwrap_or(&false));
    }

    /// Standardised columns in use of a raw block of `m` rows: ones first, column after column.
    pub fn apply(&self, raw: &[f64], m: usize, out: &mut [f64]) {
        out[..m].fill(1.0);
        for (k, &j) in self.used.iter().enumerate() {
            let (mean, inverse) = (self.mean[k], 1.0 / self.sd[k]);
            let column = &raw[j * m..(j + 1) * m];
            let out = &mut out[(k + 1) * m..(k + 2) * m];
            out.iter_mut().zip(column).for_each(|(z, &x)| *z = (x - mean) * inverse);
        }
    }

    /// Coefficients with the intercept in front.
    pub fn coefficients(&self) -> usize {
        self.used.len() + 1
    }
}

fn first_row(rows: &dyn RowBlocks) -> Vec<f64> {
    let mut first = vec![0.0; rows.names().len()];
    if rows.rows() > 0 {
        rows.fill(0..1, &mut first);
    }
    first
}

fn chunk(rows: &dyn RowBlocks, response: &Response<'_>, origin: &[f64], range: Range<usize>) -> Vec<Shifted> {
    let mut totals = vec![Shifted::default(); origin.len()];
    let mut raw = vec![0.0; origin.len() * BLOCK];
    for start in range.clone().step_by(BLOCK) {
        let block = start..range.end.min(start + BLOCK);
        let m = block.len();
        rows.fill(block.clone(), &mut raw[..m * origin.len()]);
        for (j, t) in totals.iter_mut().enumerate() {
            for (&x, i) in raw[j * m..(j + 1) * m].iter().zip(block.clone()) {
                let (w, d) = (response.weight(i), x - origin[j]);
                t.weight += w;
                t.sum += w * d;
                t.square += w * d * d;
            }
        }
    }
    totals
}
