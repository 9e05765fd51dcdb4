//! Lines of a drafted job: code, and the reason beside or above it.

use std::fmt::Write;
use std::path::Path;

/// Where the reasons stand beside the code.
const COLUMN: usize = 40;
/// Longest line with a reason beside the code.
const WIDE: usize = 116;
/// Longest line of a comment.
const COMMENT: usize = 100;

/// What stands where only the author knows.
pub const GAP: &str = "\"FILL IN\"";

/// The text as it grows.
#[derive(Debug, Default)]
pub struct Page {
    text: String,
}

impl Page {
    /// An empty line, then a heading such as `[design]`, with its reason.
    pub fn section(&mut self, heading: &str, why: &str) {
        self.text.push('\n');
        self.note(why);
        let _ = writeln!(self.text, "{heading}");
    }

    /// A line of code and its reason.
    pub fn line(&mut self, code: &str, why: &str) {
        let why = plain(why);
        let width = code.chars().count().max(COLUMN - 2) + 4 + why.chars().count();
        if why.is_empty() {
            let _ = writeln!(self.text, "{code}");
        } else if width <= WIDE && !code.contains('\n') {
            let _ = writeln!(self.text, "{code:<0$}# {why}", COLUMN.max(code.chars().count() + 2));
        } else {
            self.note(&why);
            let _ = writeln!(self.text, "{code}");
        }
    }

    /// A comment, broken into lines.
    pub fn note(&mut self, words: &str) {
        let words = plain(words);
        let mut line = String::new();
        for word in words.split_whitespace() {
            if line.chars().count() + word.chars().count() + 1 > COMMENT {
                let _ = writeln!(self.text, "#{line}");
                line.clear();
            }
            line.push(' ');
            line.push_str(word);
        }
        if !line.is_empty() {
            let _ = writeln!(self.text, "#{line}");
        }
    }

    /// Code that stands as it is.
    pub fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// The whole text.
    pub fn finish(self) -> String {
        self.text
    }
}

/// Words of files in a comment: no line break, and no gap mark, may come from them.
fn plain(words: &str) -> String {
    words
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect::<String>()
        .trim()
        .replace("\"FILL IN", "'FILL IN")
}

/// A text as TOML writes it.
pub fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(c);
            }
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A key as TOML writes it.
pub fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if bare { name.to_owned() } else { quote(name) }
}

/// A cell as a value of a list of codes: whole numbers bare, everything else as text.
pub fn code(cell: &str) -> String {
    let plain = cell.strip_prefix('-').unwrap_or(cell);
    let whole = !plain.is_empty() && plain.len() < 16 && plain.bytes().all(|b| b.is_ascii_digit());
    let canonical = plain == "0" || !plain.starts_with('0');
    if whole && canonical { cell.to_owned() } else { quote(cell) }
}

/// A list of texts.
pub fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = texts.into_iter().map(quote).collect();
    format!("[{}]", quoted.join(", "))
}

/// A list of codes.
pub fn codes<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let all: Vec<String> = cells.into_iter().map(code).collect();
    format!("[{}]", all.join(", "))
}

/// A path as the job writes it, from its own folder.
pub fn path(path: &Path, here: &Path) -> String {
    quote(&path.strip_prefix(here).unwrap_or(path).display().to_string().replace('\\', "/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_files_say_stays_a_text() {
        for text in ["plain", "with \"quotes\" and \\", "line\nbreak", "tab\t", "Ünï", ""] {
            let line = format!("{} = {}", key(text), quote(text));
            let read: toml::Table = toml::from_str(&line).expect(&line);
            assert_eq!(read[text].as_str(), Some(text));
        }
        let mut page = Page::default();
        page.line("a = 1", "label\nb = 2 \"FILL IN\"");
        page.note("x\r\n[evil]");
        let text = page.finish();
        assert_eq!(toml::from_str::<toml::Table>(&text).expect("TOML").len(), 1);
        assert!(!text.contains("\"FILL IN"));
    }

    #[test]
    fn codes_are_numbers_where_they_look_it() {
        assert_eq!(codes(["-9", "007", "refused", "99", "1.5"]), "[-9, \"007\", \"refused\", 99, \"1.5\"]");
    }
}
