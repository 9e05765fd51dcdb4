//! Calls of functions.

use super::compare::Words;
use super::dated::dated;
use super::error::ExpressionError;
use super::evaluate::{Evaluator, broken};
use super::numeric::{prorated, rows, strict};
use super::signature::{Function, Signature, Takes};
use super::sort::Sort;
use super::term::{Operand, Term, as_numbers};
use super::textual::{Argument, spelt, textual};
use super::tree::{Comparison, Node, NodeKind};
use crate::stats::date;
use arrow::array::BooleanArray;
use arrow::compute::{and_kleene, or_kleene};

impl Evaluator<'_> {
    /// The value of a function.
    pub(super) fn call(
        &mut self,
        signature: &'static Signature,
        list: &[Node],
    ) -> Result<Term, ExpressionError> {
        let function = signature.function;
        match function {
            Function::Coalesce => self.coalesce(list),
            Function::NullIf => self.null_if(&list[0], &list[1]),
            Function::Least | Function::Greatest => self.extreme(function, list),
            Function::Count | Function::Missing => self.count(function, list),
            Function::CountIf => self.count_if(&list[0], &list[1..]),
            Function::AnyOf => self.any_of(list),
            Function::AllOf => self.all_of(list),
            Function::ToNumber => self.number_in(&list[0]),
            Function::ToText => self.text_of(&list[0]),
            Function::Date => Ok(match self.date(&list[0])? {
                Operand::Each(days) => Term::Dates(days),
                Operand::All(day) => Term::Day(day),
            }),
            Function::SumOf | Function::MeanOf => self.prorated(function, list),
            _ => match signature.takes(0) {
                Takes::Text => self.textual(signature, list),
                Takes::Date => {
                    let days = list.iter().map(|node| self.date(node)).collect::<Result<Vec<_>, _>>()?;
                    Ok(dated(function, &days, self.rows))
                }
                _ => Ok(strict(function, &self.numbers(list)?, self.rows)),
            },
        }
    }

    fn numbers(&mut self, list: &[Node]) -> Result<Vec<Operand>, ExpressionError> {
        list.iter().map(|node| self.term(node)?.number(&node.at)).collect()
    }

    fn date(&mut self, node: &Node) -> Result<Operand, ExpressionError> {
        let term = self.term(node)?;
        self.dates(term, &node.at)
    }

    fn prorated(&mut self, function: Function, list: &[Node]) -> Result<Term, ExpressionError> {
        let NodeKind::Number(least) = list[0].kind else { return Ok(Term::Open) };
        let items = self.numbers(&list[1..])?;
        let times = if function == Function::SumOf { items.len() as f64 } else { 1.0 };
        Ok(prorated(&items, least, times, self.rows))
    }

    /// How many are known, or missing.
    fn count(&mut self, function: Function, list: &[Node]) -> Result<Term, ExpressionError> {
        let nulls = list.iter().map(|node| Ok(self.term(node)?.nulls())).collect::<Result<Vec<_>, _>>()?;
        let known = |i: usize| nulls.iter().filter(|n| n.as_ref().is_none_or(|n| n.is_valid(i))).count();
        let all = list.len();
        let each = Operand::Each(vec![0.0; self.rows].into());
        Ok(rows(&[&each], self.rows, |i| {
            (if function == Function::Count { known(i) } else { all - known(i) }) as f64
        }))
    }

    /// How many of `items` equal `wanted`; missing where any comparison is.
    fn count_if(&mut self, wanted: &Node, items: &[Node]) -> Result<Term, ExpressionError> {
        let value = self.term(wanted)?;
        let mut hits = Vec::new();
        for item in items {
            let term = self.term(item)?;
            let (left, right) = ((term, &item.at), (value.clone(), &wanted.at));
            let hit = self.compare(Comparison::Equal, left, right, Words::Free)?;
            hits.push(Operand::Each(as_numbers(&hit.truth(self.rows, &item.at)?)));
        }
        Ok(strict(Function::Sum, &hits, self.rows))
    }

    fn any_of(&mut self, list: &[Node]) -> Result<Term, ExpressionError> {
        let mut any = BooleanArray::from(vec![false; self.rows]);
        for node in list {
            any = or_kleene(&any, &self.truth(node)?).map_err(|e| broken(&e, &node.at))?;
        }
        Ok(Term::Truth(any))
    }

    fn all_of(&mut self, list: &[Node]) -> Result<Term, ExpressionError> {
        let mut all = BooleanArray::from(vec![true; self.rows]);
        for node in list {
            all = and_kleene(&all, &self.truth(node)?).map_err(|e| broken(&e, &node.at))?;
        }
        Ok(Term::Truth(all))
    }

    fn textual(&mut self, signature: &'static Signature, list: &[Node]) -> Result<Term, ExpressionError> {
        let mut arguments = Vec::new();
        for (place, node) in list.iter().enumerate() {
            let term = self.term(node)?;
            arguments.push(match (signature.takes(place), term) {
                (Takes::Number, term) => Argument::Number(term.number(&node.at)?),
                (_, Term::Text(text)) => Argument::Text(text),
                (_, term) => Argument::Texts(term.texts(self.rows, &node.at)?),
            });
        }
        Ok(textual(signature.function, &arguments, self.rows))
    }

    fn number_in(&mut self, node: &Node) -> Result<Term, ExpressionError> {
        let term = self.term(node)?;
        match term {
            Term::Number(_) | Term::Constant(_) => Ok(term),
            other => {
                let texts = other.texts(self.rows, &node.at)?;
                Ok(Term::Number(self.parsed(&texts, &node.at, Sort::Number, crate::stats::text::number)))
            }
        }
    }

    fn text_of(&mut self, node: &Node) -> Result<Term, ExpressionError> {
        let say_yes = |x: f64| if x == 0.0 { "no" } else { "yes" }.to_owned();
        Ok(match self.term(node)? {
            Term::Number(a) => spelt(&Operand::Each(a), self.rows, |x| x.to_string()),
            Term::Constant(x) => Term::Text(x.to_string()),
            Term::Truth(a) => spelt(&Operand::Each(as_numbers(&a)), self.rows, say_yes),
            Term::Known(b) => Term::Text(say_yes(f64::from(u8::from(b)))),
            Term::Dates(a) => spelt(&Operand::Each(a), self.rows, |x| date::text(x as i64)),
            Term::Day(x) => Term::Text(date::text(x as i64)),
            Term::Open => Term::Texts(super::texts::Texts::none(0)),
            Term::Texts(t) => Term::Texts(t.named(None)),
            text @ Term::Text(_) => text,
        })
    }
}
