//! XML as text: elements with their attributes, and words that cannot become markup.

use super::super::language::{CLOSE, OPEN};
use quick_xml::escape::escape;
use std::fmt::Write;

/// Words between two tags or inside an attribute; letters that XML does not know, and the marks of words that a
/// translation left in English, are left out.
pub(super) fn words(text: &str) -> String {
    let known = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    let text: String = text.chars().filter(|c| known(c) && ![OPEN, CLOSE].contains(c)).collect();
    escape(text.as_str()).into_owned()
}

/// An element without content, such as `w:tab`; values of attributes are escaped.
pub(super) fn empty(name: &str, attributes: &[(&str, &str)]) -> String {
    format!("<{name}{}/>", written(attributes))
}

/// An element around content that is XML already.
pub(super) fn around(name: &str, attributes: &[(&str, &str)], content: &str) -> String {
    format!("<{name}{}>{content}</{name}>", written(attributes))
}

fn written(attributes: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (name, value) in attributes {
        let done = write!(out, " {name}=\"{}\"", words(value));
        debug_assert!(done.is_ok(), "writing into memory cannot fail");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{empty, words};

    #[test]
    fn nothing_becomes_markup_and_nothing_illegal_is_left() {
        assert_eq!(words("a < b & \"c\" > 'd'"), "a &lt; b &amp; &quot;c&quot; &gt; &apos;d&apos;");
        assert_eq!(words("a\u{0}b\u{b}c\u{ffff}d\u{1f600}\te"), "abcd\u{1f600}\te");
        assert_eq!(empty("w:x", &[("w:val", "\"/><evil")]), "<w:x w:val=\"&quot;/&gt;&lt;evil\"/>");
    }
}
