//! The columns that a covariate distance is made of.

use crate::cohort::{Blinded, Column, Reasons};
use crate::design::error::DesignError;
use crate::design::matrix::{Coding, Matrix};
use crate::design::prognostic::{PROGNOSTIC, score_of};
use crate::design::terms::Term;
use crate::design::types::Prognostic;
use crate::stats::glm::RowBlocks;

/// Range under which a column counts as constant.
const CONSTANT: f64 = 1.5e-8;

/// The varying columns of some terms over the eligible units.
#[derive(Debug)]
pub(super) struct Columns {
    /// Names, one a column.
    pub names: Vec<String>,
    /// Cohort rows of the eligible units, ascending.
    pub rows: Vec<u32>,
    /// Arm of each.
    pub treated: Vec<bool>,
    /// Values in natural units, one vector a column; a level of a category is 0 or 1/sqrt(2).
    pub values: Vec<Vec<f64>>,
    /// Which columns are levels of a category.
    pub level: Vec<bool>,
    /// How many terms there are, constant ones included.
    pub terms: usize,
}

impl Columns {
    /// Gathers them; constant columns are left out. The term `prognostic` is the prognostic score.
    ///
    /// # Errors
    /// A term that cannot be read, or a column that is not there.
    pub fn new(
        cohort: Blinded<'_>,
        terms: &[String],
        prognostic: Option<&Prognostic>,
        eligible: &Reasons,
    ) -> Result<Self, DesignError> {
        let rows: Vec<u32> = (0..cohort.len()).filter(|&i| eligible.stays(i)).map(|i| i as u32).collect();
        let treated = rows.iter().map(|&i| cohort.treated()[i as usize]).collect();
        let mut columns = Self {
            names: Vec::new(),
            rows,
            treated,
            values: Vec::new(),
            level: Vec::new(),
            terms: terms.len(),
        };
        for term in terms {
            if term == PROGNOSTIC {
                let score = score_of(prognostic)?;
                let x: Vec<f64> = columns.rows.iter().map(|&i| score[i as usize]).collect();
                columns.push(PROGNOSTIC, &x, false);
            } else {
                columns.add(cohort, term)?;
            }
        }
        Ok(columns)
    }

    fn add(&mut self, cohort: Blinded<'_>, term: &String) -> Result<(), DesignError> {
        let factors = Term::parse(term)?.factors;
        let is_level = factors.len() == 1 && matches!(cohort.column(&factors[0].name)?, Column::Category(_));
        let matrix = Matrix::new(cohort, std::slice::from_ref(term), Coding::Full, self.rows.clone())?;
        let n = matrix.rows();
        let mut whole = vec![0.0; n * matrix.names().len()];
        matrix.fill(0..n, &mut whole);
        for (x, name) in whole.chunks_exact(n.max(1)).zip(matrix.names()) {
            self.push(name, x, is_level);
        }
        Ok(())
    }

    fn push(&mut self, name: &str, x: &[f64], is_level: bool) {
        let [low, high] = range(x);
        if x.len() >= 2 && high - low >= CONSTANT {
            self.names.push(name.to_owned());
            self.values.push(x.to_vec());
            self.level.push(is_level);
        }
    }

    /// How many units.
    pub fn len(&self) -> usize {
        self.rows.len()
    }
}

/// Lowest and highest value.
pub(super) fn range(x: &[f64]) -> [f64; 2] {
    let start = [f64::INFINITY, f64::NEG_INFINITY];
    x.iter().fold(start, |[low, high], &v| [low.min(v), high.max(v)])
}
