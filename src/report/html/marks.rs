//! Words of another language within a page.

use super::super::language::{CLOSE, OPEN};

/// The page with what stayed English in elements that say so: a screen reader then reads it as English.
///
/// Inside a tag, and in the title of the page, no element can stand: there the marks go.
pub(super) fn spans(html: &str) -> String {
    if !html.contains(OPEN) {
        return html.to_owned();
    }
    let mut out = String::with_capacity(html.len() + 1024);
    let (mut tag, mut title) = (false, false);
    for (at, c) in html.char_indices() {
        match c {
            '<' => {
                tag = true;
                title = html[at..].starts_with("<title") || (title && !html[at..].starts_with("</title"));
            }
            '>' => tag = false,
            _ => {}
        }
        match c {
            OPEN | CLOSE if tag || title => {}
            OPEN => out.push_str("<span lang=\"en\">"),
            CLOSE => out.push_str("</span>"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::spans;

    #[test]
    fn english_words_say_so_and_attributes_hold_no_elements() {
        let page = "<title>a \u{e000}b\u{e001}</title><p aria-label=\"\u{e000}c\u{e001}\">x \u{e000}d &lt; e\u{e001}</p>";
        let told = "<title>a b</title><p aria-label=\"c\">x <span lang=\"en\">d &lt; e</span></p>";
        assert_eq!(spans(page), told);
        assert_eq!(spans("<p>x</p>"), "<p>x</p>");
    }
}
