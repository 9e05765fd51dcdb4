//! Calls of functions: which one, and what its written places may hold.

use super::error::ExpressionError;
use super::lower::{Lowered, part, plain, unsupported};
use super::parse::{Parsed, range};
use super::signature::{Function, Signature, Takes};
use super::tree::{Node, NodeKind};
use crate::stats::date::day;
use sqlparser::ast::{
    Function as Call, FunctionArg, FunctionArgExpr, FunctionArguments, ObjectNamePart, Spanned,
};
use std::ops::Range;

/// The call of a function.
pub(super) fn call(parsed: &Parsed<'_>, call: &Call) -> Lowered {
    let name = range(parsed.text, call.name.span());
    let at = parsed.call(&name);
    let refused = |message| ExpressionError::Call { message, at: name.clone() };
    let word = match call.name.0.as_slice() {
        [ObjectNamePart::Identifier(ident)] => ident.value.clone(),
        _ => plain(&call.name.to_string()),
    };
    let signature = Signature::find(&word).map_err(refused)?;
    let mut list = Vec::new();
    for argument in arguments(call).ok_or_else(|| unsupported(plain(&call.to_string()), at.clone()))? {
        let FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) = argument else {
            return Err(unsupported(plain(&argument.to_string()), at));
        };
        list.push(part(parsed, expr)?);
    }
    if let Some(message) = signature.refuses(list.len()) {
        return Err(ExpressionError::Call { message, at });
    }
    written(signature, &list)?;
    match (signature.function, list.first().map(|n| &n.kind)) {
        (Function::Date, Some(NodeKind::Text(text))) => date(text, &list[0].at, at),
        _ => Ok(Node::new(NodeKind::Call(signature, list), at)),
    }
}

/// The values between the parentheses; `None` where more than values stands there.
fn arguments(call: &Call) -> Option<&[FunctionArg]> {
    let bare = matches!(call.parameters, FunctionArguments::None)
        && !call.uses_odbc_syntax
        && call.filter.is_none()
        && call.null_treatment.is_none()
        && call.over.is_none()
        && call.within_group.is_empty();
    match &call.args {
        FunctionArguments::List(list)
            if bare && list.duplicate_treatment.is_none() && list.clauses.is_empty() =>
        {
            Some(&list.args)
        }
        _ => None,
    }
}

/// A date that is written out is read at once, so that one that is none is found before any data.
fn date(text: &str, inner: &Range<usize>, at: Range<usize>) -> Lowered {
    let day = day(text).ok_or_else(|| ExpressionError::Kind {
        message: format!("'{text}' is no date; dates are written '2019-05-01'"),
        at: inner.clone(),
    })?;
    Ok(Node::new(NodeKind::Date(day as f64), at))
}

/// Places that must be numbers written out, and what these may be.
fn written(signature: &Signature, list: &[Node]) -> Result<(), ExpressionError> {
    let mut before = f64::NEG_INFINITY;
    for (at, node) in list.iter().enumerate().filter(|(at, _)| signature.takes(*at) == Takes::Written) {
        let refused = |message: String| Err(ExpressionError::Call { message, at: node.at.clone() });
        let NodeKind::Number(x) = node.kind else {
            return refused(format!("value {} of `{}` must be a number written out", at + 1, signature.name));
        };
        let most = (list.len() - 1) as f64;
        match signature.function {
            Function::Bin if x <= before => {
                return refused("the cut points of `bin` must rise, such as bin(age, 50, 60, 70)".to_owned());
            }
            Function::Round if x.fract() != 0.0 || x.abs() > 15.0 => {
                return refused("`round` takes a whole number of digits from -15 to 15".to_owned());
            }
            Function::SumOf | Function::MeanOf if x.fract() != 0.0 || !(1.0..=most).contains(&x) => {
                return refused(format!(
                    "`{}` needs at least so many known values: a whole number from 1 to {most}, as that is how \
                     many values follow",
                    signature.name
                ));
            }
            _ => before = x,
        }
    }
    Ok(())
}
