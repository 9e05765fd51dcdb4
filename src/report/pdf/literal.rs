//! Words as string literals of the typesetting language: whatever they hold, they are never markup.

/// Longest run of letters that is left without a place to break.
const LONGEST: usize = 28;

/// A place where a line may break, of no width.
const BREAK: char = '\u{200b}';

/// A blank at which no line breaks.
const BOUND: char = '\u{a0}';

/// Stands where nothing was said.
const NOTHING: &str = "–";

/// Stands for what no bundled font can draw.
const UNKNOWN: char = '\u{fffd}';

/// Writes literals; `draws` tells which characters the fonts have.
pub(super) struct Literals<'a> {
    pub(super) draws: &'a dyn Fn(char) -> bool,
}

impl Literals<'_> {
    /// `words` as a literal; long runs of letters may break, and characters that no font has are marked.
    pub(super) fn quote(&self, words: &str) -> String {
        let mut out = String::with_capacity(words.len() + 2);
        out.push('"');
        let mut run = 0;
        let mut letters = words.chars().peekable();
        let mut before = ' ';
        while let Some(c) = letters.next() {
            let last = std::mem::replace(&mut before, c);
            if (c.is_whitespace() && c != BOUND) || c.is_control() {
                run = 0;
                let share = last.is_ascii_digit() && letters.peek() == Some(&'%');
                out.push(if share { BOUND } else { ' ' });
                continue;
            }
            run += 1;
            if run > LONGEST {
                out.push(BREAK);
                run = 1;
            }
            match self.legible(c) {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                other => out.push(other),
            }
        }
        out.push('"');
        out
    }

    /// The same for a heading or for what stands for a picture, which may not be empty.
    pub(super) fn named(&self, words: &str) -> String {
        self.quote(if words.trim().is_empty() { NOTHING } else { words })
    }

    /// A drawing without characters that no font has.
    pub(super) fn drawing(&self, svg: &str) -> String {
        svg.chars().map(|c| if c.is_whitespace() { c } else { self.legible(c) }).collect()
    }

    fn legible(&self, c: char) -> char {
        if (self.draws)(c) { c } else { UNKNOWN }
    }
}

/// `items` as an array of the language, each a piece of its code.
pub(super) fn list(items: impl IntoIterator<Item = String>) -> String {
    let mut out = String::from("(");
    for item in items {
        out.push_str(&item);
        out.push_str(", ");
    }
    out.push(')');
    out
}

#[cfg(test)]
mod tests {
    use super::{Literals, list};

    #[test]
    fn hostile_words_stay_words() {
        let all = Literals { draws: &|_| true };
        assert_eq!(all.quote(r#"a "b" \c #d $e$ *f* @g `h`"#), r#""a \"b\" \\c #d $e$ *f* @g `h`""#);
        assert_eq!(all.quote("two\nlines\t\u{7}end"), "\"two lines  end\"");
    }

    #[test]
    fn long_runs_may_break_and_lose_no_letter() {
        let all = Literals { draws: &|_| true };
        let quoted = all.quote(&"x".repeat(1000));
        assert_eq!(quoted.matches('x').count(), 1000);
        assert!(quoted.split(['\u{200b}', '"']).all(|run| run.len() <= 28));
        assert!(!all.quote("twenty-eight letters and more words").contains('\u{200b}'));
    }

    #[test]
    fn a_number_keeps_its_percent_sign() {
        let all = Literals { draws: &|_| true };
        assert_eq!(all.quote("95 % of 7 people"), "\"95\u{a0}% of 7 people\"");
    }

    #[test]
    fn what_no_font_has_is_marked() {
        let ascii = Literals { draws: &|c| c.is_ascii() };
        assert_eq!(ascii.quote("a\u{e000}b"), "\"a\u{fffd}b\"");
    }

    #[test]
    fn lists_of_one_stay_lists() {
        assert_eq!(list(["\"a\"".to_owned()]), "(\"a\", )");
        assert_eq!(list([]), "()");
    }
}
