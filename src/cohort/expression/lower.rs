//! From SQL's syntax tree to the expression's own.

use super::calls::call;
use super::error::ExpressionError;
use super::parse::{Parsed, range};
use super::sort::Use;
use super::tree::{Arithmetic, Comparison, Node, NodeKind};
use sqlparser::ast::{BinaryOperator, Expr, Ident, Spanned, UnaryOperator, Value};
use std::ops::Range;

pub(super) type Lowered = Result<Node, ExpressionError>;

/// The tree of an expression that was read.
pub(super) fn lower(parsed: &Parsed<'_>) -> Lowered {
    part(parsed, &parsed.expr)
}

/// The tree of a part of it.
pub(super) fn part(parsed: &Parsed<'_>, expr: &Expr) -> Lowered {
    let at = range(parsed.text, expr.span());
    let one = |e: &Expr| part(parsed, e).map(Box::new);
    let kind = match expr {
        Expr::Nested(inner) => return part(parsed, inner),
        Expr::Identifier(ident) => column(ident.value.clone()),
        Expr::CompoundIdentifier(parts) => column(dotted(parts)),
        Expr::Value(value) => literal(&value.value, &at)?,
        Expr::UnaryOp { op, expr } => return unary(*op, one(expr)?, at),
        Expr::BinaryOp { left, op, right } => binary(op, one(left)?, one(right)?, &at)?,
        Expr::IsNull(inner) => NodeKind::IsNull(one(inner)?),
        Expr::IsNotNull(inner) => negated(true, NodeKind::IsNull(one(inner)?), &at),
        Expr::Between { expr, negated: not, low, high } => {
            negated(*not, NodeKind::Between(one(expr)?, one(low)?, one(high)?), &at)
        }
        Expr::InList { expr, list, negated: not } => {
            let list = list.iter().map(|e| part(parsed, e)).collect::<Result<_, _>>()?;
            negated(*not, NodeKind::Among(one(expr)?, list), &at)
        }
        Expr::Like { negated: not, any: false, expr, pattern, escape_char: None } => {
            negated(*not, NodeKind::Like(one(expr)?, like(part(parsed, pattern)?)?), &at)
        }
        Expr::Case { operand, conditions, else_result, .. } => {
            let operand = operand.as_deref().map(one).transpose()?;
            let branch =
                |b: &sqlparser::ast::CaseWhen| Ok((part(parsed, &b.condition)?, result(parsed, &b.result)?));
            let branches = conditions.iter().map(branch).collect::<Result<_, ExpressionError>>()?;
            let otherwise = else_result.as_deref().map(|e| result(parsed, e).map(Box::new)).transpose()?;
            NodeKind::Case(operand, branches, otherwise)
        }
        Expr::Function(function) => return call(parsed, function),
        other => return Err(unsupported(plain(&other.to_string()), at)),
    };
    Ok(Node::new(kind, at))
}

fn column(name: String) -> NodeKind {
    NodeKind::Column(name, Use::Plain)
}

/// A value of `case`, which may be `null`.
fn result(parsed: &Parsed<'_>, expr: &Expr) -> Lowered {
    match expr {
        Expr::Value(value) if value.value == Value::Null => {
            Ok(Node::new(NodeKind::Nothing, range(parsed.text, expr.span())))
        }
        other => part(parsed, other),
    }
}

/// The pattern of `like`, which must be written out.
fn like(pattern: Node) -> Result<String, ExpressionError> {
    if let NodeKind::Text(text) = pattern.kind {
        return Ok(text);
    }
    let message = "the pattern of `like` must be a text in quotes, such as 'A%'".to_owned();
    Err(ExpressionError::Kind { message, at: pattern.at })
}

fn negated(not: bool, kind: NodeKind, at: &Range<usize>) -> NodeKind {
    if not { NodeKind::Not(Box::new(Node::new(kind, at.clone()))) } else { kind }
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

fn unary(op: UnaryOperator, inner: Box<Node>, at: Range<usize>) -> Lowered {
    match op {
        UnaryOperator::Minus => Ok(match inner.kind {
            NodeKind::Number(x) => Node::new(NodeKind::Number(0.0 - x), at),
            _ => Node::new(NodeKind::Negate(inner), at),
        }),
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
pub(super) fn plain(part: &str) -> String {
    part.replace('"', "")
}

pub(super) fn unsupported(part: String, at: Range<usize>) -> ExpressionError {
    ExpressionError::Unsupported { part, at }
}
