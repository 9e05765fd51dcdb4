//! A design matrix that is never whole.

use linfa::dataset::Records;
use std::ops::Range;

/// Rows of a design matrix (without the column of ones), handed out block by block.
pub trait RowBlocks: Sync {
    /// How many rows.
    fn rows(&self) -> usize;

    /// Names of the columns.
    fn names(&self) -> &[String];

    /// Writes rows `rows` column after column: entry (i, j) goes to `out[j * rows.len() + i]`.
    ///
    /// `out` has `rows.len()` times the number of columns entries.
    fn fill(&self, rows: Range<usize>, out: &mut [f64]);
}

/// The records of a `linfa` dataset: any source of row blocks.
#[derive(Clone, Copy)]
pub struct Blocks<'a>(pub &'a dyn RowBlocks);

impl Records for Blocks<'_> {
    type Elem = f64;

    fn nsamples(&self) -> usize {
        self.0.rows()
    }

    fn nfeatures(&self) -> usize {
        self.0.names().len()
    }
}

/// The targets of a `linfa` dataset: what is explained, and how much each row counts.
///
/// The weights stand here because `linfa`'s own dataset weights are `f32`.
#[derive(Debug, Clone, Copy)]
pub struct Response<'a> {
    /// Class of each row.
    pub y: &'a [bool],
    /// Case weight of each row, at least 0; `None`: every row counts 1.
    pub weight: Option<&'a [f64]>,
}

impl Response<'_> {
    /// Case weight of row `i`.
    #[must_use]
    pub fn weight(&self, i: usize) -> f64 {
        self.weight.map_or(1.0, |w| w[i])
    }
}

/// A design matrix that is whole: columns in memory.
#[derive(Debug, Clone)]
pub struct Dense {
    names: Vec<String>,
    columns: Vec<Vec<f64>>,
    rows: usize,
}

impl Dense {
    /// From named columns of equal length `rows`; `None` if a length differs.
    #[must_use]
    pub fn new(rows: usize, columns: Vec<(String, Vec<f64>)>) -> Option<Self> {
        let fits = columns.iter().all(|(_, values)| values.len() == rows);
        let (names, columns) = columns.into_iter().unzip();
        fits.then_some(Self { names, columns, rows })
    }
}

impl RowBlocks for Dense {
    fn rows(&self) -> usize {
        self.rows
    }

    fn names(&self) -> &[String] {
        &self.names
    }

    fn fill(&self, rows: Range<usize>, out: &mut [f64]) {
        for (column, out) in self.columns.iter().zip(out.chunks_exact_mut(rows.len().max(1))) {
            out.copy_from_slice(&column[rows.clone()]);
        }
    }
}
