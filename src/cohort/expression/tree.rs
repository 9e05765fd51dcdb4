//! The expression itself: a small tree of its own, so that only what is supported can exist.

use super::error::ExpressionError;
use super::signature::Signature;
use super::sort::{self, Sort, Use};
use super::{lower, parse};
use std::ops::Range;

/// A parsed expression; see the module for the language.
///
/// ```
/// use matchwell::cohort::Expression;
/// let who = Expression::parse("age >= 50 and loneliness.start is not null")?;
/// assert_eq!(who.columns(), ["age", "loneliness.start"]);
/// # Ok::<(), matchwell::cohort::ExpressionError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Expression {
    pub(super) root: Node,
    /// What the values are, as far as the text alone tells it.
    pub(super) sort: Option<Sort>,
    text: String,
}

/// A part of an expression and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) kind: NodeKind,
    pub(super) at: Range<usize>,
}

/// What a part is.
#[derive(Debug, Clone)]
pub(super) enum NodeKind {
    Number(f64),
    Text(String),
    Truth(bool),
    /// Days since 1970-01-01.
    Date(f64),
    /// `null`, which only stands for a value that is not there.
    Nothing,
    Column(String, Use),
    Negate(Box<Node>),
    Not(Box<Node>),
    IsNull(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Arithmetic(Arithmetic, Box<Node>, Box<Node>),
    Compare(Comparison, Box<Node>, Box<Node>),
    Between(Box<Node>, Box<Node>, Box<Node>),
    Among(Box<Node>, Vec<Node>),
    Like(Box<Node>, String),
    /// What is compared with each condition, if anything; conditions with their values; the value else.
    Case(Option<Box<Node>>, Vec<(Node, Node)>, Option<Box<Node>>),
    Call(&'static Signature, Vec<Node>),
}

/// The four rules of arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// Comparison of two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// The text is no expression, or uses parts of SQL that are not supported here.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        let mut root = lower::lower(&parse::parse(text)?)?;
        let sort = sort::settle(&mut root);
        Ok(Self { root, sort, text: text.to_owned() })
    }

    /// The text it was read from.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Names of the columns it reads, each once, in order of appearance.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for (name, _) in self.column_places() {
            if !names.iter().any(|n| n == name) {
                names.push(name.to_owned());
            }
        }
        names
    }

    /// Names of the columns it reads with how it reads them, each pair once, in order of appearance.
    #[must_use]
    pub fn uses(&self) -> Vec<(String, Use)> {
        let mut uses: Vec<(String, Use)> = Vec::new();
        self.root.visit(&mut |node| {
            if let NodeKind::Column(name, used) = &node.kind
                && !uses.iter().any(|(n, u)| n == name && u == used)
            {
                uses.push((name.clone(), *used));
            }
        });
        uses
    }

    /// Every mention of a column with its place in the text, in order of appearance.
    #[must_use]
    pub fn column_places(&self) -> Vec<(&str, Range<usize>)> {
        let mut found = Vec::new();
        self.root.visit(&mut |node| {
            if let NodeKind::Column(name, _) = &node.kind {
                found.push((name.as_str(), node.at.clone()));
            }
        });
        found
    }
}

impl Node {
    pub(super) fn new(kind: NodeKind, at: Range<usize>) -> Self {
        Self { kind, at }
    }

    /// Shows every part to `see`, in the order of the text.
    fn visit<'a>(&'a self, see: &mut dyn FnMut(&'a Node)) {
        see(self);
        match &self.kind {
            NodeKind::Number(_)
            | NodeKind::Text(_)
            | NodeKind::Truth(_)
            | NodeKind::Date(_)
            | NodeKind::Nothing
            | NodeKind::Column(..) => {}
            NodeKind::Negate(a) | NodeKind::Not(a) | NodeKind::IsNull(a) | NodeKind::Like(a, _) => {
                a.visit(see);
            }
            NodeKind::And(a, b)
            | NodeKind::Or(a, b)
            | NodeKind::Arithmetic(_, a, b)
            | NodeKind::Compare(_, a, b) => [a, b].into_iter().for_each(|n| n.visit(see)),
            NodeKind::Between(a, b, c) => [a, b, c].into_iter().for_each(|n| n.visit(see)),
            NodeKind::Among(a, list) => std::iter::once(&**a).chain(list).for_each(|n| n.visit(see)),
            NodeKind::Call(_, list) => list.iter().for_each(|n| n.visit(see)),
            NodeKind::Case(operand, branches, otherwise) => {
                if let Some(node) = operand {
                    node.visit(see);
                }
                branches.iter().flat_map(|(when, then)| [when, then]).for_each(|n| n.visit(see));
                if let Some(node) = otherwise {
                    node.visit(see);
                }
            }
        }
    }
}
