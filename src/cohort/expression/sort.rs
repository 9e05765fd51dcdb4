//! The four sorts of values, and which columns an expression reads as text.

use super::signature::Takes;
use super::tree::{Node, NodeKind};

/// What the values of an expression are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Numbers.
    Number,
    /// True or false.
    Truth,
    /// Text.
    Text,
    /// Dates.
    Date,
}

/// How an expression reads a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// As the column is.
    Plain,
    /// As text: it stands where text or a date must stand, or beside one.
    Text,
}

impl Sort {
    /// In words, with an article.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Truth => "true or false",
            Self::Text => "text",
            Self::Date => "a date",
        }
    }
}

/// Marks every column below `node` that stands where text must, and gives the sort of `node` as far as
/// the expression alone tells it. Parts come before the whole, so that each is looked at once.
pub(super) fn settle(node: &mut Node) -> Option<Sort> {
    match &mut node.kind {
        NodeKind::Number(_) => Some(Sort::Number),
        NodeKind::Text(_) => Some(Sort::Text),
        NodeKind::Truth(_) => Some(Sort::Truth),
        NodeKind::Date(_) => Some(Sort::Date),
        NodeKind::Column(..) | NodeKind::Nothing => None,
        NodeKind::Negate(a) => {
            settle(a);
            Some(Sort::Number)
        }
        NodeKind::Not(a) | NodeKind::IsNull(a) => {
            settle(a);
            Some(Sort::Truth)
        }
        NodeKind::And(a, b) | NodeKind::Or(a, b) => {
            settle(a);
            settle(b);
            Some(Sort::Truth)
        }
        NodeKind::Arithmetic(_, a, b) => {
            settle(a);
            settle(b);
            Some(Sort::Number)
        }
        NodeKind::Compare(_, a, b) => {
            alike([&mut **a, &mut **b]);
            Some(Sort::Truth)
        }
        NodeKind::Between(a, low, high) => {
            alike([&mut **a, &mut **low, &mut **high]);
            Some(Sort::Truth)
        }
        NodeKind::Among(a, items) => {
            alike(std::iter::once(&mut **a).chain(items));
            Some(Sort::Truth)
        }
        NodeKind::Like(a, _) => {
            settle(a);
            as_text(a);
            Some(Sort::Truth)
        }
        NodeKind::Case(operand, branches, otherwise) => {
            match operand {
                Some(a) => {
                    alike(std::iter::once(&mut **a).chain(branches.iter_mut().map(|b| &mut b.0)));
                }
                None => branches.iter_mut().for_each(|b| _ = settle(&mut b.0)),
            }
            alike(branches.iter_mut().map(|b| &mut b.1).chain(otherwise.as_deref_mut()))
        }
        NodeKind::Call(signature, list) => {
            for (at, item) in list.iter_mut().enumerate() {
                match signature.takes(at) {
                    Takes::Alike => {}
                    Takes::Text | Takes::Date => {
                        settle(item);
                        as_text(item);
                    }
                    _ => _ = settle(item),
                }
            }
            let mixed = list.iter_mut().enumerate().filter(|(at, _)| signature.takes(*at) == Takes::Alike);
            let sort = alike(mixed.map(|(_, item)| item));
            signature.gives().or(sort)
        }
    }
}

/// Settles values that must be of one sort: where one is text or a date, columns among them are text.
fn alike<'n>(nodes: impl IntoIterator<Item = &'n mut Node>) -> Option<Sort> {
    let nodes: Vec<&mut Node> = nodes.into_iter().collect();
    let mut sort = None;
    let mut open = Vec::new();
    for node in nodes {
        let found = settle(node);
        if found.is_none() {
            open.push(node);
        }
        sort = sort.or(found);
    }
    if matches!(sort, Some(Sort::Text | Sort::Date)) {
        open.into_iter().for_each(as_text);
    }
    sort
}

/// Reads as text the columns whose values `node` may have.
fn as_text(node: &mut Node) {
    match &mut node.kind {
        NodeKind::Column(_, used) => *used = Use::Text,
        NodeKind::Case(_, branches, otherwise) => {
            for node in branches.iter_mut().map(|b| &mut b.1).chain(otherwise.as_deref_mut()) {
                as_text(node);
            }
        }
        NodeKind::Call(signature, list) if signature.gives().is_none() => {
            list.iter_mut().for_each(as_text);
        }
        _ => {}
    }
}
