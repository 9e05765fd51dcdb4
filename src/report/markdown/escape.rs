//! Words that stay words in Markdown, whatever they are made of.

/// One line of words: marks of Markdown and HTML are shown, not obeyed.
///
/// Reference: CommonMark 0.31, section 2.4 (any ASCII punctuation after a backslash is itself), and the tables,
/// strikethrough and formulas of GitHub.
pub(super) fn line(words: &str) -> String {
    let flat: Vec<&str> = words.split_whitespace().collect();
    let flat = flat.join(" ");
    let letters: Vec<char> = flat.chars().filter(|c| !c.is_control()).collect();
    let mut out = String::with_capacity(flat.len() + 8);
    for (at, &c) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|i| letters.get(i)).copied();
        let after = letters.get(at + 1).copied();
        if marks(before, c, after) {
            out.push('\\');
        }
        out.push(c);
    }
    start(out)
}

/// The words of a cell of a table in pipes.
pub(super) fn cell(words: &str) -> String {
    line(words).replace('|', "\\|")
}

/// `true` if a letter would do something between its neighbours.
fn marks(before: Option<char>, c: char, after: Option<char>) -> bool {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match c {
        '\\' | '`' | '*' | '[' | ']' | '~' | '$' => true,
        // Between the letters of a name it is a letter.
        '_' => !(word(before) && word(after)),
        '<' | '&' => after.is_some_and(|a| a.is_alphanumeric() || "/!?#".contains(a)),
        _ => false,
    }
}

/// A line that would start a heading, a list, a quotation or a rule does not.
fn start(line: String) -> String {
    let number = line.chars().take_while(char::is_ascii_digit).count();
    let mut rest = line[number..].chars();
    let (mark, then) = (rest.next(), rest.next());
    let item = number > 0 && matches!(mark, Some('.' | ')')) && then.is_none_or(char::is_whitespace);
    let opens = number == 0 && mark.is_some_and(|m| "#>+-=|:".contains(m));
    if item || opens { format!("{}\\{}", &line[..number], &line[number..]) } else { line }
}

#[cfg(test)]
mod tests {
    use super::{cell, line};

    #[test]
    fn hostile_words_stay_words() {
        let shown = [
            ("plain words, 5 % < 10", "plain words, 5 % < 10"),
            ("<script>alert(1)</script>", "\\<script>alert(1)\\</script>"),
            ("[x](http://a.b)", "\\[x\\](http://a.b)"),
            ("![x](y)", "!\\[x\\](y)"),
            ("*a* _b_ `c` ~d~ $e$", "\\*a\\* \\_b\\_ \\`c\\` \\~d\\~ \\$e\\$"),
            ("all_matched", "all_matched"),
            ("a\\*b", "a\\\\\\*b"),
            ("&lt; R&D; AT & T", "\\&lt; R\\&D; AT & T"),
            ("# heading", "\\# heading"),
            ("- item", "\\- item"),
            ("1. item", "1\\. item"),
            ("12) item", "12\\) item"),
            ("1.5 points", "1.5 points"),
            ("two\n\n# lines\u{7}", "two # lines"),
            ("> quoted", "\\> quoted"),
            ("=1+1", "\\=1+1"),
            ("", ""),
            ("−0.4", "−0.4"),
        ];
        for (words, want) in shown {
            assert_eq!(line(words), want, "{words}");
        }
        assert_eq!(cell("a|b\nc"), "a\\|b c");
        assert_eq!(cell("a\\|b"), "a\\\\\\|b");
    }
}
