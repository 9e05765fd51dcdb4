//! From text to SQL's syntax tree, by `sqlparser`.

use super::error::ExpressionError;
use sqlparser::ast::Expr;
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Span, Token, TokenWithSpan, Tokenizer, Whitespace, Word};
use std::ops::Range;

/// Words and signs an expression may have; a bound on the depth of its tree.
const MOST_PARTS: usize = 1000;

/// The words with a meaning of their own. All others are names, whatever they mean in SQL: a wave
/// may be called `end` and a column `left`.
const WORDS: [&str; 9] = ["and", "or", "not", "is", "null", "between", "in", "true", "false"];

/// SQL's tree of one expression.
pub(super) fn parse(text: &str) -> Result<Expr, ExpressionError> {
    let dialect = GenericDialect {};
    let tokens = Tokenizer::new(&dialect, text).tokenize_with_location().map_err(|e| {
        let at = offset(text, e.location);
        ExpressionError::Syntax { message: e.message, at: at..text.len().max(at) }
    })?;
    bounded(text, &tokens)?;
    uncommented(text, &tokens)?;
    let mut parser = Parser::new(&dialect).with_tokens_with_locations(names(tokens));
    let expr = parser.parse_expr().map_err(|e| syntax(text, e))?;
    let rest = parser.peek_token();
    if rest.token == Token::EOF {
        return Ok(expr);
    }
    let message = format!("`{}` cannot stand here", rest.token);
    Err(ExpressionError::Syntax { message, at: range(text, rest.span) })
}

/// The bytes of `text` that a span of lines and columns covers; all of it for an empty span.
pub(super) fn range(text: &str, span: Span) -> Range<usize> {
    if span.start.line == 0 {
        return 0..text.len();
    }
    let start = offset(text, span.start);
    start..offset(text, span.end).max(start)
}

fn offset(text: &str, location: Location) -> usize {
    let before = location.line.saturating_sub(1) as usize;
    let line: usize = text.split_inclusive('\n').take(before).map(str::len).sum();
    let rest = text.get(line..).unwrap_or_default();
    let column = location.column.saturating_sub(1) as usize;
    line + rest.chars().take(column).map(char::len_utf8).sum::<usize>()
}

fn bounded(text: &str, tokens: &[TokenWithSpan]) -> Result<(), ExpressionError> {
    let part = |t: &&TokenWithSpan| {
        !matches!(
            t.token,
            Token::Whitespace(_) | Token::Comma | Token::Number(..) | Token::SingleQuotedString(_)
        )
    };
    if tokens.iter().filter(part).count() <= MOST_PARTS {
        return Ok(());
    }
    let message = format!("it has more than {MOST_PARTS} words and signs; split it with [derive]");
    Err(ExpressionError::Syntax { message, at: 0..text.len() })
}

/// `a --1` would lose its end in silence, so comments are refused.
fn uncommented(text: &str, tokens: &[TokenWithSpan]) -> Result<(), ExpressionError> {
    let comment = |t: &&TokenWithSpan| {
        matches!(
            t.token,
            Token::Whitespace(Whitespace::SingleLineComment { .. } | Whitespace::MultiLineComment(_))
        )
    };
    let Some(found) = tokens.iter().find(comment) else { return Ok(()) };
    let message = "this begins a comment, and comments cannot stand here".to_owned();
    Err(ExpressionError::Syntax { message, at: range(text, found.span) })
}

/// Marks as names all words that are not ours, and those beside a dot.
fn names(mut tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    for i in 0..tokens.len() {
        let dotted = [i.checked_sub(1), Some(i + 1)]
            .into_iter()
            .flatten()
            .any(|j| tokens.get(j).is_some_and(|t| t.token == Token::Period));
        if let Token::Word(word) = &tokens[i].token
            && (dotted || !WORDS.contains(&word.value.to_lowercase().as_str()))
        {
            tokens[i].token = name(word);
        }
    }
    tokens
}

fn name(word: &Word) -> Token {
    Token::make_word(&word.value, Some('"'))
}

fn syntax(text: &str, error: ParserError) -> ExpressionError {
    let message = match error {
        ParserError::TokenizerError(m) | ParserError::ParserError(m) => m,
        ParserError::RecursionLimitExceeded => "too many parentheses inside each other".to_owned(),
    };
    let (message, at) = match message.split_once(" at Line: ") {
        Some((words, place)) => (words.to_owned(), place_of(place).map_or(0, |l| offset(text, l))),
        None => (message, 0),
    };
    let message = message.replace("Expected: ", "expected ").replace("found: EOF", "the expression ends");
    let at = if message.ends_with("the expression ends") { text.len() } else { at };
    ExpressionError::Syntax { message, at: at..text.len().max(at) }
}

/// Reads `3, Column: 7`.
fn place_of(place: &str) -> Option<Location> {
    let (line, column) = place.split_once(", Column: ")?;
    Some(Location { line: line.parse().ok()?, column: column.parse().ok()? })
}
