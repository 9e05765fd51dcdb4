//! Evaluation, one column operation at a time.

use super::arithmetic::{arithmetic, negate};
use super::compare::{Sides, compare};
use super::error::ExpressionError;
use super::term::Term;
use super::tree::{Comparison, Expression, Node, NodeKind};
use super::value::Value;
use crate::cohort::{CohortError, Column};
use arrow::array::{BooleanArray, Float64Array};
use arrow::compute::{and_kleene, not, or_kleene};
use arrow::error::ArrowError;
use std::ops::Range;

/// How a name becomes a column.
type Look<'l, 'a> = dyn Fn(&str) -> Result<Column<'a>, CohortError> + 'l;

impl Expression {
    /// Evaluates the expression for `rows` rows; `look` gives each column by name.
    ///
    /// Cost: one pass a part, 8 bytes a row of scratch memory for numbers.
    ///
    /// # Errors
    /// A column that `look` refuses or that has another length, parts of the wrong kind, an unknown
    /// level, or a result that is neither a number nor true or false.
    pub fn evaluate(&self, rows: usize, look: &Look<'_, '_>) -> Result<Value, ExpressionError> {
        let at = &self.root.at;
        match (Evaluator { rows, look }).term(&self.root)? {
            Term::Number(a) => Ok(Value::Number(a)),
            Term::Constant(x) => Ok(Value::Number(Float64Array::from(vec![x; rows]))),
            term @ (Term::Truth(_) | Term::Known(_)) => Ok(Value::Truth(term.truth(rows, at)?)),
            other => {
                let message = format!(
                    "an expression must give a number or true or false, but this is {}",
                    other.words()
                );
                Err(ExpressionError::Kind { message, at: at.clone() })
            }
        }
    }

    /// Evaluates the expression as a question: `None` where the answer is missing.
    ///
    /// # Errors
    /// As [`Expression::evaluate`]; also numbers other than 0 and 1.
    pub fn truth(&self, rows: usize, look: &Look<'_, '_>) -> Result<Vec<Option<bool>>, ExpressionError> {
        let term = (Evaluator { rows, look }).term(&self.root)?;
        Ok(term.truth(rows, &self.root.at)?.iter().collect())
    }
}

struct Evaluator<'a, 'l> {
    rows: usize,
    look: &'l Look<'l, 'a>,
}

impl<'a> Evaluator<'a, '_> {
    fn term(&self, node: &Node) -> Result<Term<'a>, ExpressionError> {
        let arrow = |e: ArrowError| ExpressionError::Kind { message: e.to_string(), at: node.at.clone() };
        match &node.kind {
            NodeKind::Number(x) => Ok(Term::Constant(*x)),
            NodeKind::Text(text) => Ok(Term::Text(text.clone())),
            NodeKind::Truth(b) => Ok(Term::Known(*b)),
            NodeKind::Column(name) => self.column(name, &node.at),
            NodeKind::Negate(a) => Ok(negate(&self.term(a)?.number(&a.at)?)),
            NodeKind::Not(a) => Ok(Term::Truth(not(&self.truth(a)?).map_err(arrow)?)),
            NodeKind::IsNull(a) => self.term(a)?.missing().map_err(arrow),
            NodeKind::And(a, b) => {
                Ok(Term::Truth(and_kleene(&self.truth(a)?, &self.truth(b)?).map_err(arrow)?))
            }
            NodeKind::Or(a, b) => {
                Ok(Term::Truth(or_kleene(&self.truth(a)?, &self.truth(b)?).map_err(arrow)?))
            }
            NodeKind::Arithmetic(how, a, b) => {
                let (left, right) = (self.term(a)?.number(&a.at)?, self.term(b)?.number(&b.at)?);
                arithmetic(*how, &left, &right, self.rows).map_err(arrow)
            }
            NodeKind::Compare(how, a, b) => self.compare(*how, a, b),
            NodeKind::Among(a, list) => self.among(a, list).map(Term::Truth),
        }
    }

    fn truth(&self, node: &Node) -> Result<BooleanArray, ExpressionError> {
        self.term(node)?.truth(self.rows, &node.at)
    }

    fn compare(&self, how: Comparison, a: &Node, b: &Node) -> Result<Term<'a>, ExpressionError> {
        let (left, right) = (self.term(a)?, self.term(b)?);
        compare(how, Sides { left, right, left_at: &a.at, right_at: &b.at })
    }

    fn among(&self, a: &Node, list: &[Node]) -> Result<BooleanArray, ExpressionError> {
        let mut any = BooleanArray::from(vec![false; self.rows]);
        for item in list {
            let hit = self.compare(Comparison::Equal, a, item)?.truth(self.rows, &item.at)?;
            any = or_kleene(&any, &hit)
                .map_err(|e| ExpressionError::Kind { message: e.to_string(), at: item.at.clone() })?;
        }
        Ok(any)
    }

    fn column(&self, name: &str, at: &Range<usize>) -> Result<Term<'a>, ExpressionError> {
        let refused = |source| ExpressionError::Column { source, at: at.clone() };
        let column = (self.look)(name).map_err(refused)?;
        let len = match &column {
            Column::Number(n) => n.values().len(),
            Column::Category(c) => c.codes().len(),
        };
        if len == self.rows {
            return Ok(Term::column(name, column));
        }
        let what = format!("column `{name}` has {len} entries for {} rows", self.rows);
        Err(refused(CohortError::Inconsistent { what }))
    }
}
