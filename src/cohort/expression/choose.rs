//! Values of one sort: `case`, `coalesce`, `nullif`, the least and the greatest.

use super::compare::{Placed, Words};
use super::doubt::Only;
use super::error::ExpressionError;
use super::evaluate::Evaluator;
use super::numeric::{finite, strict};
use super::signature::Function;
use super::sort::Sort;
use super::term::Term;
use super::texts::Texts;
use super::tree::{Comparison, Node, NodeKind};
use arrow::array::{Array, BooleanArray};
use arrow::buffer::BooleanBuffer;
use indexmap::IndexSet;
use std::ops::Range;

/// The choice of a row that takes none of the values.
const NONE: u16 = u16::MAX;

impl Evaluator<'_> {
    /// `case`: each row takes the value of the first branch whose condition is true.
    pub(super) fn case(
        &mut self,
        operand: Option<&Node>,
        branches: &[(Node, Node)],
        otherwise: Option<&Node>,
    ) -> Result<Term, ExpressionError> {
        let asked = operand.map(|node| Ok((self.term(node)?, &node.at))).transpose()?;
        let mut choice = vec![NONE; self.rows];
        let mut values = Vec::new();
        for (at, (when, then)) in branches.iter().enumerate() {
            self.only.push(these(&choice, NONE));
            let condition = match &asked {
                Some((term, place)) => {
                    let wanted = self.term(when)?;
                    self.compare(Comparison::Equal, (term.clone(), place), (wanted, &when.at), Words::Known)?
                }
                None => self.term(when)?,
            };
            let condition = condition.truth(self.rows, &when.at)?;
            self.only.pop();
            for (row, choice) in choice.iter_mut().enumerate() {
                if *choice == NONE && condition.is_valid(row) && condition.value(row) {
                    *choice = at as u16;
                }
            }
            values.push(self.branch(then, &choice, at as u16)?);
        }
        if let Some(node) = otherwise {
            let last = branches.len() as u16;
            choice.iter_mut().filter(|c| **c == NONE).for_each(|c| *c = last);
            values.push(self.branch(node, &choice, last)?);
        }
        self.chosen(&choice, values)
    }

    /// One value of `case`; `None` for `null`.
    fn branch<'n>(
        &mut self,
        node: &'n Node,
        choice: &[u16],
        at: u16,
    ) -> Result<Option<Placed<'n>>, ExpressionError> {
        if matches!(node.kind, NodeKind::Nothing) {
            return Ok(None);
        }
        self.only.push(these(choice, at));
        let term = self.term(node)?;
        self.only.pop();
        Ok(Some((term, &node.at)))
    }

    /// The first known of several values.
    pub(super) fn coalesce(&mut self, list: &[Node]) -> Result<Term, ExpressionError> {
        let mut choice = vec![NONE; self.rows];
        let mut values = Vec::new();
        for (at, node) in list.iter().enumerate() {
            self.only.push(these(&choice, NONE));
            let term = self.term(node)?;
            self.only.pop();
            let known = term.nulls();
            for (row, choice) in choice.iter_mut().enumerate() {
                if *choice == NONE && known.as_ref().is_none_or(|k| k.is_valid(row)) {
                    *choice = at as u16;
                }
            }
            values.push(Some((term, &node.at)));
        }
        self.chosen(&choice, values)
    }

    /// `a`, but missing where it equals `b`.
    pub(super) fn null_if(&mut self, a: &Node, b: &Node) -> Result<Term, ExpressionError> {
        let (left, right) = (self.term(a)?, self.term(b)?);
        let equal = self.compare(Comparison::Equal, (left.clone(), &a.at), (right, &b.at), Words::Free)?;
        let equal = equal.truth(self.rows, &b.at)?;
        let choice: Vec<u16> = equal.iter().map(|e| if e == Some(true) { NONE } else { 0 }).collect();
        self.chosen(&choice, vec![Some((left, &a.at))])
    }

    /// The least or the greatest of numbers or of dates.
    pub(super) fn extreme(&mut self, function: Function, list: &[Node]) -> Result<Term, ExpressionError> {
        let mut terms = Vec::new();
        for node in list {
            terms.push((self.term(node)?, &node.at));
        }
        let date = terms.iter().any(|(t, _)| t.sort() == Some(Sort::Date));
        let operands = terms.into_iter().map(|(t, at)| if date { self.dates(t, at) } else { t.number(at) });
        let result = strict(function, &operands.collect::<Result<Vec<_>, _>>()?, self.rows);
        Ok(match result {
            Term::Number(days) if date => Term::Dates(days),
            Term::Constant(day) if date => Term::Day(day),
            other => other,
        })
    }

    /// The value `values[choice[i]]` of each row; missing where nothing is chosen.
    fn chosen(&mut self, choice: &[u16], values: Vec<Option<Placed<'_>>>) -> Result<Term, ExpressionError> {
        let sorts: Vec<(Sort, &Range<usize>)> = values
            .iter()
            .flatten()
            .filter(|v| !v.0.blank())
            .filter_map(|(t, at)| Some((t.sort()?, *at)))
            .collect();
        let sort = |wanted: Sort| sorts.iter().any(|(s, _)| *s == wanted);
        if sort(Sort::Date) {
            let dates = |e: &mut Self, (t, at): Placed<'_>| e.dates(t, at);
            return Ok(Term::Dates(self.picked(choice, values, dates)?));
        }
        if sort(Sort::Text) {
            if let Some((other, at)) = sorts.iter().find(|(s, _)| *s != Sort::Text) {
                let message =
                    format!("all values must be of one sort, but this is {} beside text", other.words());
                return Err(ExpressionError::Kind { message, at: (*at).clone() });
            }
            return self.worded(choice, values);
        }
        if values.iter().flatten().any(|(t, _)| matches!(t, Term::Open)) {
            return Ok(Term::Open);
        }
        let numbers = self.picked(choice, values, |_, (t, at)| t.number(at))?;
        if sort(Sort::Number) || !sort(Sort::Truth) {
            return Ok(Term::Number(numbers));
        }
        let yes = BooleanBuffer::collect_bool(numbers.len(), |i| numbers.value(i) == 1.0);
        Ok(Term::Truth(BooleanArray::new(yes, numbers.nulls().cloned())))
    }

    fn picked(
        &mut self,
        choice: &[u16],
        values: Vec<Option<Placed<'_>>>,
        operand: impl Fn(&mut Self, Placed<'_>) -> Result<super::term::Operand, ExpressionError>,
    ) -> Result<arrow::array::Float64Array, ExpressionError> {
        let mut operands = Vec::new();
        for (at, value) in values.into_iter().enumerate() {
            self.only.push(these(choice, at as u16));
            operands.push(value.map(|v| operand(self, v)).transpose()?);
            self.only.pop();
        }
        let value = |(row, &at): (usize, &u16)| {
            let operand = operands.get(usize::from(at)).and_then(Option::as_ref);
            operand.filter(|o| o.known(row)).map_or(f64::NAN, |o| o.at(row))
        };
        Ok(finite(choice.iter().enumerate().map(value).collect(), None))
    }

    fn worded(&mut self, choice: &[u16], values: Vec<Option<Placed<'_>>>) -> Result<Term, ExpressionError> {
        let mut words = IndexSet::new();
        let mut lists: Vec<Option<(Texts, Vec<u32>)>> = Vec::new();
        for value in values {
            lists.push(match value {
                Some((term, at)) => {
                    let texts = term.texts(self.rows, at)?;
                    let place = texts.words().iter().map(|w| words.insert_full(w.clone()).0 as u32).collect();
                    Some((texts, place))
                }
                None => None,
            });
        }
        let code = |(row, &at): (usize, &u16)| {
            let (texts, place) = lists.get(usize::from(at))?.as_ref()?;
            place.get(texts.codes()[row] as usize).copied()
        };
        let codes = choice.iter().enumerate().map(|c| code(c).unwrap_or(u32::MAX)).collect();
        Ok(Term::Texts(Texts::new(codes, words.into_iter().collect())))
    }
}

/// The rows whose choice is `at`.
fn these(choice: &[u16], at: u16) -> Only {
    Only::These(BooleanBuffer::collect_bool(choice.len(), |i| choice[i] == at))
}
