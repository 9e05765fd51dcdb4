//! One pass over the rows: exponentials of the linear predictor and their moments.

use super::moments::{BLOCK, blocks};
use super::standard::Standard;
use crate::stats::glm::RowBlocks;
use crate::stats::sum::{CHUNK, map_chunks};
use ndarray::Array2;
use std::ops::Range;

/// Rows, what they count, and on which side of the score they stand.
pub(super) struct Data<'a> {
    pub rows: &'a dyn RowBlocks,
    /// Base weight d of each row; `None`: 1.
    pub base: Option<&'a [f64]>,
    /// `true`: the row's exponent is minus its linear predictor. `None`: no row's is.
    pub flipped: Option<&'a [bool]>,
    pub standard: Standard,
}

/// How much of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    All,
    /// The first block of each chunk: for starting values.
    Sample,
}

/// Moments of `v = d exp(s eta)`.
#[derive(Debug, Clone)]
pub(super) struct Sums {
    /// X'VX.
    pub gram: Array2<f64>,
    /// X'(s v).
    pub pull: Vec<f64>,
}

/// What the rows weigh in the end.
pub(super) struct Weighed {
    /// exp(s eta) of each row, without the base weight.
    pub weight: Vec<f64>,
    /// X'(s v).
    pub pull: Vec<f64>,
}

struct Work {
    raw: Vec<f64>,
    x: Vec<f64>,
    exponent: Vec<f64>,
    value: Vec<f64>,
    weighted: Vec<f64>,
}

impl Data<'_> {
    /// Moments at `beta` (the constant first, standardised columns).
    pub fn pass(&self, beta: &[f64], part: Part) -> Sums {
        let q = self.standard.len();
        let zero = || Sums { gram: Array2::zeros((q, q)), pull: vec![0.0; q] };
        let parts = map_chunks(self.rows.rows(), |range| {
            let mut work = self.work();
            // Plain vectors: the inner loops are free of index checks on matrices.
            let (mut gram, mut pull) = (vec![0.0; q * q], vec![0.0; q]);
            for block in blocks(self.within(range, part)) {
                let m = block.len();
                self.weigh(beta, block.clone(), &mut work);
                self.push(block, &mut work, &mut pull);
                products(&work.x, &work.value[..m], &mut work.weighted[..m], &mut gram);
            }
            (gram, pull)
        });
        let mut total = zero();
        for (gram, pull) in parts {
            total.gram.iter_mut().zip(&gram).for_each(|(t, x)| *t += x);
            total.pull.iter_mut().zip(&pull).for_each(|(t, x)| *t += x);
        }
        for j in 0..q {
            for k in 0..j {
                total.gram[(k, j)] = total.gram[(j, k)];
            }
        }
        total
    }

    /// What each row weighs at `beta`, with the moments of it.
    pub fn weights(&self, beta: &[f64]) -> Weighed {
        let q = self.standard.len();
        let parts = map_chunks(self.rows.rows(), |range| {
            let mut work = self.work();
            let (mut weight, mut pull) = (Vec::with_capacity(range.len()), vec![0.0; q]);
            for block in blocks(range) {
                let m = block.len();
                self.weigh(beta, block.clone(), &mut work);
                weight.extend(work.exponent[..m].iter().map(|&e| libm::exp(e)));
                self.push(block, &mut work, &mut pull);
            }
            (weight, pull)
        });
        let mut out = Weighed { weight: Vec::with_capacity(self.rows.rows()), pull: vec![0.0; q] };
        for (weight, pull) in parts {
            out.weight.extend_from_slice(&weight);
            out.pull.iter_mut().zip(&pull).for_each(|(t, x)| *t += x);
        }
        out
    }

    /// The largest change of a linear predictor that `step` makes.
    pub fn reach(&self, step: &[f64]) -> f64 {
        let parts = map_chunks(self.rows.rows(), |range| {
            let mut work = self.work();
            let far = |block: Range<usize>| {
                let m = block.len();
                self.predict(step, block, &mut work);
                work.exponent[..m].iter().fold(0.0_f64, |far, e| far.max(e.abs()))
            };
            blocks(range).map(far).fold(0.0, f64::max)
        });
        parts.into_iter().fold(0.0, f64::max)
    }

    fn within(&self, range: Range<usize>, part: Part) -> Range<usize> {
        let whole = part == Part::All || self.rows.rows() <= CHUNK;
        if whole { range } else { range.start..range.end.min(range.start + BLOCK) }
    }

    fn work(&self) -> Work {
        Work {
            raw: vec![0.0; self.rows.names().len() * BLOCK],
            x: vec![0.0; self.standard.len() * BLOCK],
            exponent: vec![0.0; BLOCK],
            value: vec![0.0; BLOCK],
            weighted: vec![0.0; BLOCK],
        }
    }

    fn predict(&self, beta: &[f64], block: Range<usize>, work: &mut Work) {
        let (m, p) = (block.len(), self.rows.names().len());
        self.rows.fill(block, &mut work.raw[..m * p]);
        self.standard.apply(&work.raw, m, &mut work.x);
        let eta = &mut work.exponent[..m];
        eta.fill(beta[0]);
        for (&b, x) in beta[1..].iter().zip(work.x[m..].chunks_exact(m)) {
            eta.iter_mut().zip(x).for_each(|(e, &x)| *e += b * x);
        }
    }

    /// Fills columns, exponents and values of a block.
    fn weigh(&self, beta: &[f64], block: Range<usize>, work: &mut Work) {
        let m = block.len();
        self.predict(beta, block.clone(), work);
        if let Some(flipped) = self.flipped {
            let sides = work.exponent.iter_mut().zip(&flipped[block.clone()]);
            sides.filter(|(_, flip)| **flip).for_each(|(e, _)| *e = -*e);
        }
        let values = work.value[..m].iter_mut().zip(&work.exponent);
        values.for_each(|(v, &e)| *v = libm::exp(e));
        if let Some(base) = self.base {
            work.value.iter_mut().zip(&base[block]).for_each(|(v, d)| *v *= d);
        }
    }

    /// Adds X'(s v) of a block.
    fn push(&self, block: Range<usize>, work: &mut Work, pull: &mut [f64]) {
        let m = block.len();
        let signed = &mut work.weighted[..m];
        signed.copy_from_slice(&work.value[..m]);
        if let Some(flipped) = self.flipped {
            let sides = signed.iter_mut().zip(&flipped[block]);
            sides.filter(|(_, flip)| **flip).for_each(|(v, _)| *v = -*v);
        }
        for (total, x) in pull.iter_mut().zip(work.x.chunks_exact(m)) {
            *total += dot(signed, x);
        }
    }
}

/// Adds the lower half of X'VX of a block to `gram`, row after row.
fn products(x: &[f64], v: &[f64], weighted: &mut [f64], gram: &mut [f64]) {
    let m = v.len();
    let q = gram.len().isqrt();
    let column = |k: usize| &x[k * m..(k + 1) * m];
    for j in 0..q {
        weighted.iter_mut().zip(column(j)).zip(v).for_each(|((o, &x), &v)| *o = x * v);
        let row = &mut gram[j * q..=j * q + j];
        let mut pairs = row.chunks_exact_mut(2);
        let mut k = 0;
        for pair in &mut pairs {
            let [a, b] = two_dots(weighted, column(k), column(k + 1));
            pair[0] += a;
            pair[1] += b;
            k += 2;
        }
        for rest in pairs.into_remainder() {
            *rest += dot(weighted, column(k));
            k += 1;
        }
    }
}

const LANES: usize = 4;

/// Inner product in four running sums: always the same order, and the compiler can use wide registers.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (heads_a, heads_b) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let tail: f64 = heads_a.remainder().iter().zip(heads_b.remainder()).map(|(x, y)| x * y).sum();
    let mut lanes = [0.0; LANES];
    for (x, y) in heads_a.zip(heads_b) {
        for lane in 0..LANES {
            lanes[lane] += x[lane] * y[lane];
        }
    }
    lanes.iter().sum::<f64>() + tail
}

/// Two inner products at once: `a` is read once.
fn two_dots(a: &[f64], b: &[f64], c: &[f64]) -> [f64; 2] {
    let (heads_a, heads_b, heads_c) = (a.chunks_exact(LANES), b.chunks_exact(LANES), c.chunks_exact(LANES));
    let mut tail = [0.0; 2];
    for ((x, y), z) in heads_a.remainder().iter().zip(heads_b.remainder()).zip(heads_c.remainder()) {
        tail[0] += x * y;
        tail[1] += x * z;
    }
    let mut lanes = [[0.0; LANES]; 2];
    for ((x, y), z) in heads_a.zip(heads_b).zip(heads_c) {
        for lane in 0..LANES {
            lanes[0][lane] += x[lane] * y[lane];
            lanes[1][lane] += x[lane] * z[lane];
        }
    }
    [lanes[0].iter().sum::<f64>() + tail[0], lanes[1].iter().sum::<f64>() + tail[1]]
}
