//! The design matrix: terms compiled to column programs, evaluated block by block, never whole.

use super::error::DesignError;
use super::spline::Knots;
use super::terms::{Factor, Term};
use crate::cohort::{Blinded, Category, Column, Number};
use crate::stats::glm::RowBlocks;
use std::ops::Range;
use std::sync::Arc;

/// How categories become columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// One 0/1 column a level but the first, which is the reference: for regressions.
    Reference,
    /// One column a level, 0 or 1/sqrt(2): for distances (two people of different levels are then 1 apart).
    Full,
}

/// The columns of some terms for some rows of the cohort.
#[derive(Debug, Clone)]
pub struct Matrix<'a> {
    names: Vec<String>,
    programs: Vec<Vec<Piece<'a>>>,
    rows: Vec<u32>,
    /// Rows ascend without repeats, so that a block may be a plain slice of the columns.
    ascending: bool,
}

/// One factor of a column.
#[derive(Debug, Clone)]
enum Piece<'a> {
    Power(&'a [f64], u32),
    Curve(&'a [f64], Arc<Knots>, usize),
    Level { codes: &'a [u16], level: u16, size: f64 },
}

impl<'a> Matrix<'a> {
    /// Compiles `terms` for the rows `rows` (positions in the cohort), all of which must have a value
    /// for every variable.
    ///
    /// Columns are named `age`, `age^2`, `race: white`, `educ:re74`, `spline(age,4)[1]`.
    ///
    /// # Errors
    /// A term that cannot be read, a column that is not there or blinded, a power or curve of a category, a
    /// curve in a variable with too few different values.
    pub fn new(
        cohort: Blinded<'a>,
        terms: &[String],
        coding: Coding,
        rows: Vec<u32>,
    ) -> Result<Self, DesignError> {
        let ascending = rows.is_sorted_by(|a, b| a < b);
        let mut matrix = Self { names: Vec::new(), programs: Vec::new(), rows, ascending };
        for text in terms {
            let term = Term::parse(text)?;
            let mut columns: Vec<(Vec<String>, Vec<Piece<'a>>)> = vec![(Vec::new(), Vec::new())];
            for factor in &term.factors {
                let pieces = pieces(cohort, &term, factor, coding)?;
                columns = columns
                    .iter()
                    .flat_map(|(words, program)| {
                        pieces.iter().map(move |(name, piece)| {
                            let names = words.iter().cloned().chain([name.clone()]).collect();
                            (names, program.iter().cloned().chain([piece.clone()]).collect())
                        })
                    })
                    .collect();
            }
            for (words, program) in columns {
                matrix.names.push(words.join(":"));
                matrix.programs.push(program);
            }
        }
        Ok(matrix)
    }

    /// The same columns for other rows of the cohort.
    #[must_use]
    pub(super) fn among(&self, rows: Vec<u32>) -> Self {
        let ascending = rows.is_sorted_by(|a, b| a < b);
        Self { names: self.names.clone(), programs: self.programs.clone(), rows, ascending }
    }

    /// The rows of the cohort behind the rows of the matrix.
    #[must_use]
    pub fn cohort_rows(&self) -> &[u32] {
        &self.rows
    }

    /// The rows as one range of the cohort, if they are.
    fn slice(&self, rows: &[u32]) -> Option<Range<usize>> {
        let (first, last) = (*rows.first()? as usize, *rows.last()? as usize);
        (self.ascending && last + 1 - first == rows.len()).then_some(first..last + 1)
    }
}

impl RowBlocks for Matrix<'_> {
    fn rows(&self) -> usize {
        self.rows.len()
    }

    fn names(&self) -> &[String] {
        &self.names
    }

    fn fill(&self, rows: Range<usize>, out: &mut [f64]) {
        let rows = &self.rows[rows];
        let slice = self.slice(rows);
        for (program, out) in self.programs.iter().zip(out.chunks_exact_mut(rows.len().max(1))) {
            if let ([Piece::Power(values, 1)], Some(range)) = (program.as_slice(), slice.clone()) {
                out.copy_from_slice(&values[range]);
                continue;
            }
            let mut first = true;
            for piece in program {
                for (x, &row) in out.iter_mut().zip(rows) {
                    let value = piece.value(row as usize);
                    *x = if first { value } else { *x * value };
                }
                first = false;
            }
        }
    }
}

impl Piece<'_> {
    #[inline]
    fn value(&self, row: usize) -> f64 {
        match self {
            Self::Power(values, 1) => values[row],
            Self::Power(values, power) => (1..*power).fold(values[row], |x, _| x * values[row]),
            Self::Curve(values, knots, k) => knots.column(*k, values[row]),
            Self::Level { codes, level, size } => {
                if codes[row] == *level {
                    *size
                } else {
                    0.0
                }
            }
        }
    }
}

fn pieces<'a>(
    cohort: Blinded<'a>,
    term: &Term,
    factor: &Factor,
    coding: Coding,
) -> Result<Vec<(String, Piece<'a>)>, DesignError> {
    match cohort.column(&factor.name)? {
        Column::Number(number) if factor.spline.is_some() => curve(term, factor, number),
        Column::Number(number) => {
            let name = if factor.power == 1 {
                factor.name.clone()
            } else {
                format!("{}^{}", factor.name, factor.power)
            };
            Ok(vec![(name, Piece::Power(number.values(), factor.power))])
        }
        Column::Category(category) if factor.power == 1 && factor.spline.is_none() => {
            Ok(levels(&factor.name, category, coding))
        }
        Column::Category(_) => Err(DesignError::Term {
            term: term.text.clone(),
            why: format!("`{}` is a category: it has no powers and no curve", factor.name),
        }),
    }
}

/// Columns of a natural cubic spline. Its knots are quantiles over everyone whose value is known, whoever
/// the rows are: every stage and every fold then sees the same curve.
fn curve<'a>(
    term: &Term,
    factor: &Factor,
    number: Number<'a>,
) -> Result<Vec<(String, Piece<'a>)>, DesignError> {
    let df = factor.spline.unwrap_or(2);
    let known = (0..number.values().len()).filter_map(|i| number.get(i)).collect();
    let knots = Knots::new(known, df).ok_or_else(|| DesignError::Term {
        term: term.text.clone(),
        why: format!(
            "`{}` has too few different values for a curve with {df} degrees of freedom",
            factor.name
        ),
    })?;
    let knots = Arc::new(knots);
    let name = |k: usize| format!("spline({},{df})[{}]", factor.name, k + 1);
    let column = |k| (name(k), Piece::Curve(number.values(), Arc::clone(&knots), k));
    Ok((0..knots.columns()).map(column).collect())
}

fn levels<'a>(name: &str, category: Category<'a>, coding: Coding) -> Vec<(String, Piece<'a>)> {
    let (skip, size) = match coding {
        Coding::Reference => (1, 1.0),
        Coding::Full => (0, std::f64::consts::FRAC_1_SQRT_2),
    };
    let named = category.levels().enumerate().skip(skip);
    named
        .map(|(code, level)| {
            let piece = Piece::Level { codes: category.codes(), level: code as u16, size };
            (format!("{name}: {level}"), piece)
        })
        .collect()
}
