//! What an expression is asked for: its values, its truth, or only the sort of its values.

use super::doubt::Doubt;
use super::error::ExpressionError;
use super::evaluate::{Evaluator, Look};
use super::sort::{Sort, Use};
use super::term::Term;
use super::texts::Texts;
use super::tree::Expression;
use super::value::{Answer, Value};
use crate::cohort::{CohortError, Column};
use arrow::array::{BooleanArray, Float64Array};
use std::ops::Range;

/// A column as an expression reads it.
#[derive(Debug, Clone)]
pub enum Input {
    /// Numbers; those that are not finite are missing.
    Number(Float64Array),
    /// Text.
    Text(Texts),
}

impl Expression {
    /// Evaluates the expression for `rows` rows; `look` gives each column by name.
    ///
    /// Cost: one pass a part, 8 bytes a row of scratch memory for numbers.
    ///
    /// # Errors
    /// A column that `look` refuses or that has another length, parts of the wrong sort, an unknown
    /// level, a cell that is no date or no number where one is needed.
    pub fn evaluate<'a>(
        &self,
        rows: usize,
        look: &dyn Fn(&str) -> Result<Column<'a>, CohortError>,
    ) -> Result<Value, ExpressionError> {
        let look = |name: &str, _| Ok(Term::column(name, look(name)?));
        let (term, doubts) = self.term(rows, &look)?;
        firm(doubts)?;
        Ok(value(term, rows))
    }

    /// As [`Expression::evaluate`], for columns of files: `look` is told how a column is read, and cells
    /// that are no dates or no numbers come back beside the values, row by row.
    ///
    /// # Errors
    /// As [`Expression::evaluate`], but for such cells.
    pub fn compute(
        &self,
        rows: usize,
        look: &dyn Fn(&str, Use) -> Result<Input, CohortError>,
    ) -> Result<Answer, ExpressionError> {
        let (term, doubts) = self.term(rows, &|name: &str, used| Ok(taken(name, look(name, used)?)))?;
        let doubts = doubts.into_iter().map(|(doubt, _)| doubt).collect();
        Ok(Answer { value: value(term, rows), doubts })
    }

    /// Evaluates the expression as a question: `None` where the answer is missing.
    ///
    /// # Errors
    /// As [`Expression::evaluate`]; also numbers other than 0 and 1, text and dates.
    pub fn truth<'a>(
        &self,
        rows: usize,
        look: &dyn Fn(&str) -> Result<Column<'a>, CohortError>,
    ) -> Result<Vec<Option<bool>>, ExpressionError> {
        let look = |name: &str, _| Ok(Term::column(name, look(name)?));
        let (term, doubts) = self.term(rows, &look)?;
        firm(doubts)?;
        Ok(term.truth(rows, &self.root.at)?.iter().collect())
    }

    /// As [`Expression::truth`], for columns of files, as [`Expression::compute`].
    ///
    /// # Errors
    /// As [`Expression::truth`], but for cells that are no dates or no numbers.
    pub fn ask(
        &self,
        rows: usize,
        look: &dyn Fn(&str, Use) -> Result<Input, CohortError>,
    ) -> Result<(Vec<Option<bool>>, Vec<Doubt>), ExpressionError> {
        let (term, doubts) = self.term(rows, &|name: &str, used| Ok(taken(name, look(name, used)?)))?;
        let answers = term.truth(rows, &self.root.at)?.iter().collect();
        Ok((answers, doubts.into_iter().map(|(doubt, _)| doubt).collect()))
    }

    /// What the values are; `None` where that hangs on columns of unknown sort. `known` says what a
    /// column is, as far as that is known.
    ///
    /// # Errors
    /// Parts of the wrong sort.
    pub fn sort_of(&self, known: &dyn Fn(&str) -> Option<Sort>) -> Result<Option<Sort>, ExpressionError> {
        let none = || Float64Array::new_null(0);
        let look = |name: &str, used| {
            Ok(match (known(name), used) {
                (Some(Sort::Number), _) => Term::Number(Float64Array::from(vec![0.0; 0])),
                (Some(Sort::Truth), _) => Term::Truth(BooleanArray::new_null(0)),
                (Some(Sort::Date), _) => Term::Dates(none()),
                (Some(Sort::Text), _) | (None, Use::Text) => Term::Texts(Texts::none(0)),
                (None, Use::Plain) => Term::Open,
            })
        };
        Ok(self.term(0, &look)?.0.sort().or(self.sort))
    }

    fn term(&self, rows: usize, look: &Look<'_>) -> Result<(Term, Doubts), ExpressionError> {
        let mut evaluator = Evaluator::new(rows, look);
        let term = evaluator.term(&self.root)?;
        Ok((term, evaluator.doubts))
    }
}

type Doubts = Vec<(Doubt, Range<usize>)>;

fn taken(name: &str, input: Input) -> Term {
    match input {
        Input::Number(a) => {
            Term::Number(super::numeric::finite(a.values().to_vec(), arrow::array::Array::nulls(&a).cloned()))
        }
        Input::Text(texts) => Term::Texts(texts.named(Some(name))),
    }
}

/// Refuses the first cell that could not be read.
fn firm(doubts: Doubts) -> Result<(), ExpressionError> {
    match doubts.into_iter().next() {
        Some((doubt, at)) => Err(ExpressionError::Cell { doubt, at }),
        None => Ok(()),
    }
}

fn value(term: Term, rows: usize) -> Value {
    match term {
        Term::Number(a) => Value::Number(a),
        Term::Constant(x) => Value::Number(vec![x; rows].into()),
        Term::Truth(a) => Value::Truth(a),
        Term::Known(b) => Value::Truth(vec![b; rows].into()),
        Term::Texts(texts) => Value::Text(texts),
        Term::Text(word) => Value::Text(Texts::same(word, rows)),
        Term::Dates(a) => Value::Date(a),
        Term::Day(day) => Value::Date(vec![day; rows].into()),
        Term::Open => Value::Number(Float64Array::new_null(rows)),
    }
}
