//! The expression itself: a small tree of its own, so that only what is supported can exist.

use super::error::ExpressionError;
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
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    pub(super) root: Node,
    text: String,
}

/// A part of an expression and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) kind: NodeKind,
    pub(super) at: Range<usize>,
}

/// What a part is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum NodeKind {
    Number(f64),
    Text(String),
    Truth(bool),
    Column(String),
    Negate(Box<Node>),
    Not(Box<Node>),
    IsNull(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Arithmetic(Arithmetic, Box<Node>, Box<Node>),
    Compare(Comparison, Box<Node>, Box<Node>),
    Among(Box<Node>, Vec<Node>),
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
        let root = lower::lower(text, &parse::parse(text)?)?;
        Ok(Self { root, text: text.to_owned() })
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

    /// Every mention of a column with its place in the text, in order of appearance.
    #[must_use]
    pub fn column_places(&self) -> Vec<(&str, Range<usize>)> {
        let mut found = Vec::new();
        self.root.collect(&mut found);
        found
    }
}

impl Node {
    pub(super) fn new(kind: NodeKind, at: Range<usize>) -> Self {
        Self { kind, at }
    }

    fn collect<'a>(&'a self, found: &mut Vec<(&'a str, Range<usize>)>) {
        match &self.kind {
            NodeKind::Number(_) | NodeKind::Text(_) | NodeKind::Truth(_) => {}
            NodeKind::Column(name) => found.push((name, self.at.clone())),
            NodeKind::Negate(a) | NodeKind::Not(a) | NodeKind::IsNull(a) => a.collect(found),
            NodeKind::And(a, b)
            | NodeKind::Or(a, b)
            | NodeKind::Arithmetic(_, a, b)
            | NodeKind::Compare(_, a, b) => {
                a.collect(found);
                b.collect(found);
            }
            NodeKind::Among(a, list) => {
                a.collect(found);
                for item in list {
                    item.collect(found);
                }
            }
        }
    }
}
