//! Columns of the outcome regression and of the score model: the design's own, whole.

use super::error::EstimateError;
use crate::cohort::Cohort;
use crate::design::{Coding, Matrix, variables};
use crate::stats::glm::RowBlocks;

/// Rows evaluated at a time.
const BLOCK: usize = 8192;

/// Columns of some terms for some units.
#[derive(Debug)]
pub(super) struct Columns {
    /// One vector a column, one entry a unit; arbitrary where a value is missing.
    pub values: Vec<Vec<f64>>,
    /// `true` for units with every value.
    pub complete: Vec<bool>,
}

impl Columns {
    /// Columns of `terms` (`age`, `age^2`, `educ:re74`, a category without its first level) for `units`.
    pub fn new(cohort: &Cohort, terms: &[String], units: &[u32]) -> Result<Self, EstimateError> {
        let matrix = Matrix::new(cohort.blinded(), terms, Coding::Reference, units.to_vec())?;
        let mut complete = vec![true; units.len()];
        for name in variables(terms)? {
            let column = cohort.column(&name)?;
            complete.iter_mut().zip(units).for_each(|(c, &i)| *c &= column.known(i as usize));
        }
        Ok(Self { values: whole(&matrix), complete })
    }

    /// A constant and the columns for some of the units, by position, or why there are none.
    pub fn among(&self, rows: &[usize]) -> Result<Vec<Vec<f64>>, String> {
        if rows.iter().any(|&p| !self.complete[p]) {
            return Err("some people have no value for a covariate of the outcome model".to_owned());
        }
        let pick = |v: &Vec<f64>| rows.iter().map(|&p| v[p]).collect::<Vec<f64>>();
        Ok([vec![1.0; rows.len()]].into_iter().chain(self.values.iter().map(pick)).collect())
    }
}

fn whole(matrix: &Matrix) -> Vec<Vec<f64>> {
    let (n, p) = (matrix.rows(), matrix.names().len());
    let mut columns: Vec<Vec<f64>> = vec![Vec::with_capacity(n); p];
    let mut block = vec![0.0; p * BLOCK.min(n)];
    for start in (0..n).step_by(BLOCK) {
        let m = BLOCK.min(n - start);
        matrix.fill(start..start + m, &mut block[..p * m]);
        for (column, part) in columns.iter_mut().zip(block.chunks_exact(m)) {
            column.extend_from_slice(part);
        }
    }
    columns
}
