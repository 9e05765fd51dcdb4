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
const WORDS: [&str; 10] = ["and", "or", "not", "is", "null", "between", "in", "like", "true", "false"];

/// SQL's tree of one expression, and what is needed to point into its text.
pub(super) struct Parsed<'t> {
    pub(super) text: &'t str,
    pub(super) expr: Expr,
    /// Where each parenthesis opens and where its partner ends, in bytes, by opening.
    parentheses: Vec<(usize, usize)>,
}

impl Parsed<'_> {
    /// `name(..)` as a whole, given where the name stands.
    pub(super) fn call(&self, name: &Range<usize>) -> Range<usize> {
        let after = self.parentheses.partition_point(|(open, _)| *open < name.end);
        name.start..self.parentheses.get(after).map_or(name.end, |(_, close)| *close)
    }
}

/// Reads one expression.
pub(super) fn parse(text: &str) -> Result<Parsed<'_>, ExpressionError> {
    let dialect = GenericDialect {};
    let tokens = Tokenizer::new(&dialect, text).tokenize_with_location().map_err(|e| {
        let at = offset(text, e.location);
        ExpressionError::Syntax { message: e.message, at: at..text.len().max(at) }
    })?;
    bounded(text, &tokens)?;
    uncommented(text, &tokens)?;
    let parentheses = parentheses(text, &tokens);
    let mut parser = Parser::new(&dialect).with_tokens_with_locations(names(tokens));
    let expr = parser.parse_expr().map_err(|e| syntax(text, e))?;
    let rest = parser.peek_token();
    if rest.token == Token::EOF {
        return Ok(Parsed { text, expr, parentheses });
    }
    let message = format!("`{}` cannot stand here", rest.token.to_string().replace('"', ""));
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

fn parentheses(text: &str, tokens: &[TokenWithSpan]) -> Vec<(usize, usize)> {
    let (mut open, mut pairs) = (Vec::new(), Vec::new());
    for token in tokens {
        match token.token {
            Token::LParen => open.push(offset(text, token.span.start)),
            Token::RParen => pairs.extend(open.pop().map(|from| (from, offset(text, token.span.end)))),
            _ => {}
        }
    }
    pairs.sort_unstable();
    pairs
}

/// Marks as names all words that are not ours, and those beside a dot.
///
/// The words of a `case` are ours only in one, so that `case` and `end` may be columns elsewhere.
fn names(mut tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    tokens.retain(|t| !matches!(t.token, Token::Whitespace(_)));
    let mut open = 0_usize;
    for i in 0..tokens.len() {
        let dotted = [i.checked_sub(1), Some(i + 1)]
            .into_iter()
            .flatten()
            .any(|j| tokens.get(j).is_some_and(|t| t.token == Token::Period));
        let Token::Word(word) = &tokens[i].token else { continue };
        let plain = word.value.to_lowercase();
        let ours = word.quote_style.is_none()
            && !dotted
            && match plain.as_str() {
                "case" => opens_case(&tokens[i + 1..]),
                "when" | "then" | "else" | "end" => open > 0,
                _ => WORDS.contains(&plain.as_str()),
            };
        match plain.as_str() {
            "case" if ours => open += 1,
            "end" if ours => open -= 1,
            _ => {}
        }
        if !ours {
            tokens[i].token = name(word);
        }
    }
    tokens
}

/// `true` if what follows the word `case` is a value or a condition, not a sign that compares a column
/// of this name.
fn opens_case(after: &[TokenWithSpan]) -> bool {
    let word = |at: usize| match after.get(at).map(|t| &t.token) {
        Some(Token::Word(w)) if w.quote_style.is_none() => w.value.to_lowercase(),
        _ => String::new(),
    };
    match after.first().map(|t| &t.token) {
        Some(Token::Word(_)) => match word(0).as_str() {
            "and" | "or" | "is" | "between" | "in" | "like" | "then" | "else" | "end" => false,
            "not" => !matches!(word(1).as_str(), "between" | "in" | "like"),
            _ => true,
        },
        Some(Token::Number(..) | Token::SingleQuotedString(_) | Token::LParen) => true,
        _ => false,
    }
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
