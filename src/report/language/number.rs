//! Numbers in a sentence: where they are, and how another language writes them.

use serde::Deserialize;

/// How a language writes numbers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumberStyle {
    /// Between thousands.
    pub thousands: String,
    /// Before decimals.
    pub decimal: String,
    /// After the number of a percentage, with the space before it.
    pub percent: String,
}

/// Where the number at the start of `text` ends; `None` if there is none.
///
/// A sign, digits with commas between thousands and a point before decimals, a narrow space and `%`; or the dash
/// that stands for a figure that is not shown.
pub(super) fn end(text: &str) -> Option<usize> {
    if text.starts_with('–') {
        return Some('–'.len_utf8());
    }
    let sign = text.chars().next().filter(|c| matches!(c, '−' | '+' | '-')).map_or(0, char::len_utf8);
    let bytes = text.as_bytes();
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    if !digit(sign) {
        return None;
    }
    let inner = |i: usize| matches!(bytes.get(i), Some(b',' | b'.')) && digit(i + 1);
    let digits = (sign..bytes.len()).find(|&i| !digit(i) && !inner(i)).unwrap_or(bytes.len());
    let percent = ["\u{202f}%", "\u{a0}%", " %", "%"].into_iter().find(|p| text[digits..].starts_with(p));
    Some(digits + percent.map_or(0, str::len))
}

/// One number in the style of another language.
fn restyle(number: &str, style: &NumberStyle) -> String {
    let bare = number.trim_end_matches('%').trim_end_matches(['\u{202f}', '\u{a0}', ' ']);
    let mut out = String::with_capacity(number.len() + 2);
    for c in bare.chars() {
        match c {
            ',' => out.push_str(&style.thousands),
            '.' => out.push_str(&style.decimal),
            other => out.push(other),
        }
    }
    if bare.len() < number.len() {
        out.push_str(&style.percent);
    }
    out
}

/// Every number of a text in the style of another language; a number within a word or a code is left alone.
pub(super) fn all(text: &str, style: &NumberStyle) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let inside = out.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        if let Some(length) = end(rest).filter(|_| !inside && first != '-') {
            out.push_str(&restyle(&rest[..length], style));
            rest = &rest[length..];
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

/// The numbers of a text without any style, sorted: what a translation may not change.
#[must_use]
pub fn figures(text: &str, style: &NumberStyle) -> Vec<String> {
    let mut found = Vec::new();
    let mut number = String::new();
    let separators: Vec<char> = style.thousands.chars().chain(style.decimal.chars()).collect();
    for c in text.chars().chain([' ']) {
        if c.is_ascii_digit() || (!number.is_empty() && separators.contains(&c)) {
            number.push(c);
        } else if !number.is_empty() {
            let digits: String = number.chars().filter(char::is_ascii_digit).collect();
            found.push(digits);
            number.clear();
        }
    }
    found.sort();
    found
}

/// How English writes numbers here.
#[must_use]
pub fn english() -> NumberStyle {
    NumberStyle { thousands: ",".to_owned(), decimal: ".".to_owned(), percent: "\u{202f}%".to_owned() }
}

/// A sentence as a template: every number a hole, braces that are meant written twice.
#[must_use]
pub fn template_of(sentence: &str) -> String {
    let mut out = String::with_capacity(sentence.len());
    let (mut rest, mut n) = (sentence, 0);
    while let Some(first) = rest.chars().next() {
        let inside = out.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-');
        if let Some(length) = end(rest).filter(|_| !inside && !matches!(first, '-' | '–')) {
            n += 1;
            out.extend(["{#", &n.to_string(), "}"]);
            rest = &rest[length..];
        } else {
            out.extend(std::iter::repeat_n(first, 1 + usize::from(matches!(first, '{' | '}'))));
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{NumberStyle, all, end, english, figures, template_of};

    fn german() -> NumberStyle {
        NumberStyle { thousands: ".".to_owned(), decimal: ",".to_owned(), percent: "\u{a0}%".to_owned() }
    }

    #[test]
    fn a_number_ends_where_it_ends() {
        for (text, length) in
            [("12.5 weeks", 4), ("9.", 1), ("1,234, and", 5), ("63\u{202f}% of", 6), ("−0.4", 6), ("x", 0)]
        {
            assert_eq!(end(text).unwrap_or(0), length, "{text}");
        }
    }

    #[test]
    fn numbers_take_the_style_of_the_language_and_stay_the_same() {
        let told = all("−1,234.5 points, 63\u{202f}% of 1,150; UCLA-3 and v1.2", &german());
        assert_eq!(told, "−1.234,5 points, 63\u{a0}% of 1.150; UCLA-3 and v1.2");
        assert_eq!(figures("1,234.5 and 63\u{202f}%", &english()), figures("63 % und 1.234,5", &german()));
        assert_ne!(figures("12", &english()), figures("13", &english()));
    }

    #[test]
    fn a_sentence_becomes_a_template() {
        assert_eq!(template_of("63\u{202f}% (142 of 226) {x}, UCLA-3"), "{#1} ({#2} of {#3}) {{x}}, UCLA-3");
    }
}
