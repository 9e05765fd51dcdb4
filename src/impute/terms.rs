//! Rows of the regressions: an intercept, numbers standardised, one column a level.

use super::column::{Block, Column, Scale};

/// One column of a regression.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Term {
    /// `(x - mean) / sd` of column `of`.
    Number { of: usize, mean: f64, sd: f64 },
    /// 1 where column `of` has this code.
    Level { of: usize, code: f64 },
}

/// What predicts one column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Terms(Vec<Term>);

impl Terms {
    /// Everything that may predict column `target` and varies among known values; a category has a term for
    /// each level seen but the first.
    ///
    /// Scales come from known values only, so that they are the same in every imputation.
    pub(super) fn of(block: &Block, target: usize) -> Self {
        let columns = block.columns();
        let mut terms = Vec::new();
        for (of, column) in columns.iter().enumerate().filter(|(_, c)| columns[target].may_use(c)) {
            match column.scale {
                Scale::Number => {
                    let (mean, sd) = mean_sd(column);
                    if sd > 0.0 {
                        terms.push(Term::Number { of, mean, sd });
                    }
                }
                Scale::Levels(_) => {
                    let levels = seen(column).into_iter().skip(1);
                    terms.extend(levels.map(|code| Term::Level { of, code: code as f64 }));
                }
            }
        }
        Self(terms)
    }

    /// Coefficients: the intercept and one a term.
    pub(super) fn width(&self) -> usize {
        self.0.len() + 1
    }

    /// Writes row `i` into `out`, the intercept first.
    pub(super) fn fill(&self, values: &[Vec<f64>], i: usize, out: &mut [f64]) {
        out[0] = 1.0;
        for (x, term) in out[1..].iter_mut().zip(&self.0) {
            *x = match *term {
                Term::Number { of, mean, sd } => (values[of][i] - mean) / sd,
                Term::Level { of, code } => f64::from(u8::from(values[of][i] == code)),
            };
        }
    }

    /// `x' beta` of row `i`; `x` is room for a row.
    pub(super) fn predict(&self, values: &[Vec<f64>], i: usize, beta: &[f64], x: &mut [f64]) -> f64 {
        self.fill(values, i, x);
        dot(x, beta)
    }
}

/// Sum of products, front to back.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Mean and standard deviation of the known values (0 if fewer than two, or all equal).
pub(super) fn mean_sd(column: &Column) -> (f64, f64) {
    let known = || column.values.iter().zip(&column.known).filter(|(_, k)| **k).map(|(v, _)| *v);
    let n = known().count();
    // In units of the largest value nothing overflows.
    let unit = known().fold(0.0_f64, |m, v| m.max(v.abs()));
    if n == 0 || unit == 0.0 {
        return (0.0, 0.0);
    }
    let mean = known().map(|v| v / unit).sum::<f64>() / n as f64;
    let squares: f64 = known().map(|v| (v / unit - mean) * (v / unit - mean)).sum();
    let sd = (squares / (n as f64 - 1.0).max(1.0)).sqrt();
    // What is left by rounding of a constant is no spread.
    let spread = if sd > 1e-12 { sd * unit } else { 0.0 };
    (mean * unit, spread)
}

/// Codes seen among known values, in order.
pub(super) fn seen(column: &Column) -> Vec<usize> {
    let Scale::Levels(levels) = column.scale else { return Vec::new() };
    let mut present = vec![false; levels];
    for (value, _) in column.values.iter().zip(&column.known).filter(|(_, k)| **k) {
        if let Some(p) = present.get_mut(code(*value)) {
            *p = true;
        }
    }
    (0..levels).filter(|&l| present[l]).collect()
}

/// A code, held as a number like every other value; codes are never below 0.
#[expect(clippy::cast_sign_loss, reason = "codes are at least 0")]
pub(super) fn code(value: f64) -> usize {
    value as usize
}
