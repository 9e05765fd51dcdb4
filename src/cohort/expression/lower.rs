//! From SQL's syntax tree to the expression's own.

use super::error::ExpressionError;
use super::parse::range;
use super::tree::{Arithmetic, Comparison, Node, NodeKind};
use sqlparser::ast::{BinaryOperator, Expr, Ident, Spanned, UnaryOperator, Value};
use std::ops::Range;

type Lowered = Result<Node, ExpressionError>;

/// The tree of `expr`, which was parsed from `text`.
pub(super) fn lower(text: &str, expr: &Expr) -> Lowered {
    let at = range(text, expr.span());
    let kind = match expr {
        Expr::Nested(inner) => return lower(text, inner),
        Expr::Identifier(ident) => NodeKind::Column(ident.value.clone()),
        Expr::CompoundIdentifier(parts) => NodeKind::Column(dotted(parts)),
        Expr::Value(value) => literal(&value.value, &at)?,
        Expr::UnaryOp { op, expr } => return unary(text, *op, expr, at),
        Expr::BinaryOp { left, op, right } => binary(op, boxed(text, left)?, boxed(text, right)?, &at)?,
        Expr::IsNull(inner) => NodeKind::IsNull(boxed(text, inner)?),
        Expr::IsNotNull(inner) => negated(true, Node::new(NodeKind::IsNull(boxed(text, inner)?), at.clone())),
        Expr::Between { expr, negated: not, low, high } => {
            let from = compare(Comparison::GreaterOrEqual, lower(text, expr)?, lower(text, low)?, &at);
            let to = compare(Comparison::LessOrEqual, lower(text, expr)?, lower(text, high)?, &at);
            negated(*not, Node::new(NodeKind::And(Box::new(from), Box::new(to)), at.clone()))
        }
        Expr::InList { expr, list, negated: not } => {
            let list = list.iter().map(|e| lower(text, e)).collect::<Result<_, _>>()?;
            negated(*not, Node::new(NodeKind::Among(boxed(text, expr)?, list), at.clone()))
        }
        other => return Err(unsupported(plain(&other.to_string()), at)),
    };
    Ok(Node::new(kind, at))
}

fn boxed(text: &str, expr: &Expr) -> Result<Box<Node>, ExpressionError> {
    lower(text, expr).map(Box::new)
}

fn compare(how: Comparison, left: Node, right: Node, at: &Range<usize>) -> Node {
    Node::new(NodeKind::Compare(how, Box::new(left), Box::new(right)), at.clone())
}

fn negated(not: bool, node: Node) -> NodeKind {
    if not { NodeKind::Not(Box::new(node)) } else { node.kind }
}

fn dotted(parts: &[Ident]) -> String {
    parts.iter().map(|p| p.value.as_str()).collect::<Vec<_>>().join(".")
}

fn literal(value: &Value, at: &Range<usize>) -> Result<NodeKind, ExpressionError> {
    match value {
        Value::Number(digits, false) => match digits.parse::<f64>() {
            Ok(x) if x.is_finite() => Ok(NodeKind::Number(x)),
            _ => Err(unsupported(digits.clone(), at.clone())),
        },
        Value::SingleQuotedString(words) => Ok(NodeKind::Text(words.clone())),
        Value::Boolean(truth) => Ok(NodeKind::Truth(*truth)),
        Value::Null => {
            let message = "nothing equals `null`; write `is null` or `is not null`".to_owned();
            Err(ExpressionError::Kind { message, at: at.clone() })
        }
        other => Err(unsupported(other.to_string(), at.clone())),
    }
}

fn unary(text: &str, op: UnaryOperator, expr: &Expr, at: Range<usize>) -> Lowered {
    let inner = boxed(text, expr)?;
    match op {
        UnaryOperator::Minus => Ok(Node::new(NodeKind::Negate(inner), at)),
        UnaryOperator::Plus => Ok(*inner),
        UnaryOperator::Not => Ok(Node::new(NodeKind::Not(inner), at)),
        other => Err(unsupported(other.to_string(), at)),
    }
}

fn binary(
    op: &BinaryOperator,
    a: Box<Node>,
    b: Box<Node>,
    at: &Range<usize>,
) -> Result<NodeKind, ExpressionError> {
    Ok(match op {
        BinaryOperator::And => NodeKind::And(a, b),
        BinaryOperator::Or => NodeKind::Or(a, b),
        BinaryOperator::Plus => NodeKind::Arithmetic(Arithmetic::Add, a, b),
        BinaryOperator::Minus => NodeKind::Arithmetic(Arithmetic::Subtract, a, b),
        BinaryOperator::Multiply => NodeKind::Arithmetic(Arithmetic::Multiply, a, b),
        BinaryOperator::Divide => NodeKind::Arithmetic(Arithmetic::Divide, a, b),
        BinaryOperator::Eq => NodeKind::Compare(Comparison::Equal, a, b),
        BinaryOperator::NotEq => NodeKind::Compare(Comparison::Unequal, a, b),
        BinaryOperator::Lt => NodeKind::Compare(Comparison::Less, a, b),
        BinaryOperator::LtEq => NodeKind::Compare(Comparison::LessOrEqual, a, b),
        BinaryOperator::Gt => NodeKind::Compare(Comparison::Greater, a, b),
        BinaryOperator::GtEq => NodeKind::Compare(Comparison::GreaterOrEqual, a, b),
        other => return Err(unsupported(other.to_string(), at.clone())),
    })
}

/// The part without the double quotes that names were given on the way.
fn plain(part: &str) -> String {
    part.replace('"', "")
}

fn unsupported(part: String, at: Range<usize>) -> ExpressionError {
    ExpressionError::Unsupported { part, at }
}
