//! Evaluation, one column operation at a time.

use super::compare::{Words, occurs};
use super::doubt::{Doubt, Only};
use super::error::ExpressionError;
use super::numeric::{arithmetic, negate};
use super::sort::{Sort, Use};
use super::term::{Operand, Term};
use super::texts::Texts;
use super::textual::fits;
use super::tree::{Comparison, Node, NodeKind};
use crate::cohort::CohortError;
use crate::stats::date::day;
use arrow::array::{Array, BooleanArray, Float64Array};
use arrow::buffer::BooleanBuffer;
use arrow::compute::{and_kleene, not, or_kleene};
use arrow::error::ArrowError;
use std::collections::HashSet;
use std::ops::Range;

/// How a name becomes a column.
pub(super) type Look<'l> = dyn Fn(&str, Use) -> Result<Term, CohortError> + 'l;

/// Works out an expression for `rows` rows.
pub(super) struct Evaluator<'l> {
    pub(super) rows: usize,
    look: &'l Look<'l>,
    /// The rows that matter where the evaluation is.
    pub(super) only: Vec<Only>,
    /// Cells that could not be read, each with the place of the part that needs them.
    pub(super) doubts: Vec<(Doubt, Range<usize>)>,
}

impl<'l> Evaluator<'l> {
    pub(super) fn new(rows: usize, look: &'l Look<'l>) -> Self {
        Self { rows, look, only: Vec::new(), doubts: Vec::new() }
    }

    /// The values of a part.
    pub(super) fn term(&mut self, node: &Node) -> Result<Term, ExpressionError> {
        match &node.kind {
            NodeKind::Number(x) => Ok(Term::Constant(*x)),
            NodeKind::Text(text) => Ok(Term::Text(text.clone())),
            NodeKind::Truth(b) => Ok(Term::Known(*b)),
            NodeKind::Date(day) => Ok(Term::Day(*day)),
            NodeKind::Nothing => Ok(Term::Number(Float64Array::new_null(self.rows))),
            NodeKind::Column(name, used) => self.column(name, *used, &node.at),
            NodeKind::Negate(a) => {
                let a = self.term(a)?.number(&a.at)?;
                Ok(negate(&a, self.rows))
            }
            NodeKind::Not(a) => Ok(Term::Truth(not(&self.truth(a)?).map_err(|e| broken(&e, &node.at))?)),
            NodeKind::IsNull(a) => Ok(self.term(a)?.missing()),
            NodeKind::And(a, b) => self.both(a, b),
            NodeKind::Or(a, b) => self.either(a, b),
            NodeKind::Arithmetic(how, a, b) => {
                let (left, right) = (self.term(a)?.number(&a.at)?, self.term(b)?.number(&b.at)?);
                Ok(arithmetic(*how, &left, &right, self.rows))
            }
            NodeKind::Compare(how, a, b) => {
                let (left, right) = (self.term(a)?, self.term(b)?);
                self.compare(*how, (left, &a.at), (right, &b.at), Words::Known)
            }
            NodeKind::Between(a, low, high) => self.between(a, low, high),
            NodeKind::Among(a, list) => self.among(a, list),
            NodeKind::Like(a, pattern) => {
                let texts = self.term(a)?.texts(self.rows, &a.at)?;
                Ok(Term::Truth(texts.truth(|word| fits(word, pattern))))
            }
            NodeKind::Case(operand, branches, otherwise) => {
                self.case(operand.as_deref(), branches, otherwise.as_deref())
            }
            NodeKind::Call(signature, list) => self.call(signature, list),
        }
    }

    /// The values of a part that is a question.
    pub(super) fn truth(&mut self, node: &Node) -> Result<BooleanArray, ExpressionError> {
        self.term(node)?.truth(self.rows, &node.at)
    }

    fn both(&mut self, a: &Node, b: &Node) -> Result<Term, ExpressionError> {
        let left = self.truth(a)?;
        self.only.push(Only::NotFalse(left.clone()));
        let right = self.truth(b)?;
        self.only.pop();
        Ok(Term::Truth(and_kleene(&left, &right).map_err(|e| broken(&e, &b.at))?))
    }

    fn either(&mut self, a: &Node, b: &Node) -> Result<Term, ExpressionError> {
        let left = self.truth(a)?;
        self.only.push(Only::NotTrue(left.clone()));
        let right = self.truth(b)?;
        self.only.pop();
        Ok(Term::Truth(or_kleene(&left, &right).map_err(|e| broken(&e, &b.at))?))
    }

    fn between(&mut self, a: &Node, low: &Node, high: &Node) -> Result<Term, ExpressionError> {
        let value = self.term(a)?;
        let (from, to) = (self.term(low)?, self.term(high)?);
        let left = (value.clone(), &a.at);
        let above = self.compare(Comparison::GreaterOrEqual, left, (from, &low.at), Words::Known)?;
        let below = self.compare(Comparison::LessOrEqual, (value, &a.at), (to, &high.at), Words::Known)?;
        let (above, below) = (above.truth(self.rows, &low.at)?, below.truth(self.rows, &high.at)?);
        Ok(Term::Truth(and_kleene(&above, &below).map_err(|e| broken(&e, &a.at))?))
    }

    fn among(&mut self, a: &Node, list: &[Node]) -> Result<Term, ExpressionError> {
        let value = self.term(a)?;
        if let Term::Texts(texts) = &value
            && list.iter().all(|item| matches!(item.kind, NodeKind::Text(_)))
        {
            return worded(texts, list);
        }
        if let Term::Number(numbers) = &value
            && let Some(wanted) = written(list)
        {
            let hit = BooleanBuffer::collect_bool(numbers.len(), |i| {
                wanted.binary_search_by(|w| w.total_cmp(&numbers.value(i))).is_ok()
            });
            return Ok(Term::Truth(BooleanArray::new(hit, numbers.nulls().cloned())));
        }
        let mut any = BooleanArray::from(vec![false; self.rows]);
        for item in list {
            let wanted = self.term(item)?;
            let (left, right) = ((value.clone(), &a.at), (wanted, &item.at));
            let hit = self.compare(Comparison::Equal, left, right, Words::Known)?;
            let hit = hit.truth(self.rows, &item.at)?;
            any = or_kleene(&any, &hit).map_err(|e| broken(&e, &item.at))?;
        }
        Ok(Term::Truth(any))
    }

    fn column(&mut self, name: &str, used: Use, at: &Range<usize>) -> Result<Term, ExpressionError> {
        let refused = |source| ExpressionError::Column { source, at: at.clone() };
        let term = (self.look)(name, used).map_err(refused)?;
        match term.rows() {
            Some(n) if n != self.rows => {
                let what = format!("column `{name}` has {n} entries for {} rows", self.rows);
                Err(refused(CohortError::Inconsistent { what }))
            }
            _ => Ok(term),
        }
    }

    /// Days of what is a date, or text that must say one.
    pub(super) fn dates(&mut self, term: Term, at: &Range<usize>) -> Result<Operand, ExpressionError> {
        let refused = |message| Err(ExpressionError::Kind { message, at: at.clone() });
        match term {
            Term::Dates(days) => Ok(Operand::Each(days)),
            Term::Day(day) => Ok(Operand::All(day)),
            Term::Texts(texts) => {
                let days = self.parsed(&texts, at, Sort::Date, |word| day(word).map(|d| d as f64));
                Ok(Operand::Each(days))
            }
            Term::Text(text) => match day(&text) {
                Some(day) => Ok(Operand::All(day as f64)),
                None => refused(format!("'{text}' is no date; dates are written '2019-05-01'")),
            },
            Term::Open => Ok(Operand::Each(Float64Array::new_null(0))),
            blank if blank.blank() => Ok(Operand::Each(Float64Array::new_null(self.rows))),
            other => refused(format!(
                "a date is needed here, but this is {}; dates are text such as '2019-05-01'",
                other.words()
            )),
        }
    }

    /// The number in each word; a word without one is a doubt in the rows that matter.
    pub(super) fn parsed(
        &mut self,
        texts: &Texts,
        at: &Range<usize>,
        needs: Sort,
        read: impl Fn(&str) -> Option<f64>,
    ) -> Float64Array {
        let odd: Vec<bool> = texts.words().iter().map(|w| !w.is_empty() && read(w).is_none()).collect();
        if odd.contains(&true) {
            let mut rows: Vec<Vec<u32>> = vec![Vec::new(); odd.len()];
            for (row, &code) in texts.codes().iter().enumerate() {
                if odd.get(code as usize) == Some(&true) && self.only.iter().all(|only| only.has(row)) {
                    rows[code as usize].push(row as u32);
                }
            }
            for (word, rows) in texts.words().iter().zip(rows).filter(|(_, rows)| !rows.is_empty()) {
                let doubt = Doubt { word: word.clone(), needs, column: texts.name.clone(), rows };
                self.doubts.push((doubt, at.clone()));
            }
        }
        texts.numbers(read)
    }
}

/// `texts in ('a', 'b', ..)`.
fn worded(texts: &Texts, list: &[Node]) -> Result<Term, ExpressionError> {
    let mut wanted = HashSet::new();
    for item in list {
        if let NodeKind::Text(word) = &item.kind {
            occurs(texts, word, &item.at)?;
            wanted.insert(word.as_str());
        }
    }
    Ok(Term::Truth(texts.truth(|word| wanted.contains(word))))
}

/// The numbers of a list in rising order, if all of it are numbers written out.
fn written(list: &[Node]) -> Option<Vec<f64>> {
    let number = |item: &Node| if let NodeKind::Number(x) = item.kind { Some(x + 0.0) } else { None };
    let mut numbers = list.iter().map(number).collect::<Option<Vec<f64>>>()?;
    numbers.sort_by(f64::total_cmp);
    Some(numbers)
}

/// What Arrow could not do.
pub(super) fn broken(error: &ArrowError, at: &Range<usize>) -> ExpressionError {
    ExpressionError::Kind { message: error.to_string(), at: at.clone() }
}
