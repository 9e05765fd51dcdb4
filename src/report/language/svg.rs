//! Words inside a drawing.

use super::speaker::{Share, Speaker};

/// Lines of one label are at most this far apart, as a multiple of the size of their letters.
const LEADING: f64 = 1.75;

/// A label may grow to this many times its length (the reverse of it) before its letters are made smaller.
const TOLERATED: f64 = 0.85;
/// As far as letters are made smaller.
const SMALLEST: f64 = 0.8;
/// Lines that one label may have.
const LINES: usize = 4;

/// One text of a drawing: where it stands in the SVG and on the page.
#[derive(Debug, Clone, PartialEq)]
struct Line {
    /// From and to which byte its words run.
    range: (usize, usize),
    x: String,
    y: f64,
    size: f64,
    /// Where the size of its letters is written.
    size_at: Option<(usize, usize)>,
    words: String,
}

/// The drawing in another language; with every text that was asked for and how much of it could be said.
pub(super) fn drawing(svg: &str, speaker: &mut Speaker<'_>) -> (String, Vec<(String, Share)>) {
    let mut told = Vec::new();
    let mut changes: Vec<((usize, usize), String)> = Vec::new();
    for (open, close) in [("aria-label=\"", "\""), ("<title>", "</title>"), ("<desc>", "</desc>")] {
        if let Some(range) = between(svg, 0, open, close) {
            let spoken = speaker.speak(&unescape(&svg[range.0..range.1]));
            changes.push((range, escape(&spoken.text(None))));
            if open == "<desc>" || open == "<title>" {
                told.extend(spoken.sentences);
            }
        }
    }
    let lines = lines(svg);
    let mut at = 0;
    while at < lines.len() {
        let together = stacked(&lines[at..]);
        at += label(&lines[at..at + together], speaker, &mut changes, &mut told);
    }
    changes.sort();
    let (mut out, mut from) = (String::with_capacity(svg.len()), 0);
    for ((start, end), words) in changes {
        out.push_str(&svg[from..start]);
        out.push_str(&words);
        from = end;
    }
    out.push_str(&svg[from..]);
    (out, told)
}

/// Says as many of these lines as make one label; returns how many they are.
fn label(
    lines: &[Line],
    speaker: &mut Speaker<'_>,
    changes: &mut Vec<((usize, usize), String)>,
    told: &mut Vec<(String, Share)>,
) -> usize {
    for n in (1..=lines.len().min(LINES)).rev() {
        let words: Vec<&str> = lines[..n].iter().map(|l| l.words.as_str()).collect();
        let joined = words.join(" ");
        let Some(said) = speaker.whole(&joined) else { continue };
        if joined.chars().any(char::is_alphabetic) {
            told.push((joined, Share::All));
        }
        let said = spread(&said, n);
        let letters = |words: &str| words.chars().count().max(1) as f64;
        let before = lines[..n].iter().map(|l| letters(&l.words)).fold(1.0, f64::max);
        let after = said.iter().map(|w| letters(w)).fold(1.0, f64::max);
        let smaller = Some(before / after).filter(|s| *s < TOLERATED).map(|s| s.max(SMALLEST));
        for (line, words) in lines.iter().zip(said) {
            changes.push((line.range, escape(&words)));
            if let Some((share, size)) = smaller.zip(line.size_at) {
                changes.push((size, format!("{:.1}", share * line.size)));
            }
        }
        return n;
    }
    told.push((lines[0].words.clone(), Share::None));
    1
}

/// Words over `n` lines of about the same length.
fn spread(text: &str, n: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut left = text.chars().count();
    for word in text.split(' ') {
        let open = n - lines.len() + 1;
        let share = left.div_ceil(open);
        let full = lines
            .last()
            .is_some_and(|l| !l.is_empty() && l.chars().count() + word.chars().count() / 2 >= share);
        if full && lines.len() < n {
            left = left.saturating_sub(lines.last().map_or(0, |l| l.chars().count() + 1));
            lines.push(String::new());
        }
        if let Some(last) = lines.last_mut() {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines.resize(n, String::new());
    lines
}

/// How many texts from the first on stand under each other like lines of one label.
fn stacked(lines: &[Line]) -> usize {
    let follows = |two: &[Line]| {
        let step = two[1].y - two[0].y;
        two[0].x == two[1].x
            && two[0].size.total_cmp(&two[1].size).is_eq()
            && step > 0.0
            && step < LEADING * two[0].size
    };
    1 + lines.windows(2).take_while(|two| follows(two)).count()
}

/// Every text element of a drawing.
fn lines(svg: &str) -> Vec<Line> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(start) = svg[from..].find("<text ").map(|at| from + at) {
        let Some((tag, end)) = between(svg, start, ">", "</text>").map(|r| (&svg[start..r.0], r)) else {
            break;
        };
        from = end.1;
        let inner = &svg[end.0..end.1];
        let trimmed = inner.trim();
        let lead = inner.len() - inner.trim_start().len();
        let range = (end.0 + lead, end.0 + lead + trimmed.len());
        let number = |name: &str| attribute(tag, name).and_then(|v| v.parse().ok()).unwrap_or(0.0);
        out.push(Line {
            range,
            x: attribute(tag, " x").unwrap_or_default().to_owned(),
            y: number(" y"),
            size: number("font-size"),
            size_at: between(&svg[..end.0], start, "font-size=\"", "\""),
            words: unescape(trimmed),
        });
    }
    out
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    tag.split_once(&format!("{name}=\""))?.1.split_once('"').map(|(value, _)| value)
}

/// The first stretch after `from` between two marks, without them.
fn between(text: &str, from: usize, open: &str, close: &str) -> Option<(usize, usize)> {
    let start = from + text[from..].find(open)? + open.len();
    let end = start + text[start..].find(close)?;
    Some((start, end))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::super::{PhraseBook, Share, Speaker};
    use super::{drawing, spread};

    const BOOK: &str = "language = \"xx\"\nname = \"X\"\nreviewed = false\n[numbers]\nthousands = \".\"\ndecimal = \",\"\npercent = \" %\"\n[phrases]\n\"similar people\" = \"leute wie diese hier\"\n\"A & B\" = \"A < B\"\n";

    #[test]
    fn lines_of_one_label_are_said_together_and_longer_words_are_smaller() {
        let book = PhraseBook::parse(BOOK).unwrap();
        let text =
            |y: f64, words: &str| format!("<text x=\"9\" y=\"{y}\" font-size=\"12\">\n{words}\n</text>");
        let svg = format!(
            "<svg aria-label=\"A &amp; B\"><title>A &amp; B</title><desc>unknown</desc>{}{}{}{}</svg>",
            text(10.0, "similar"),
            text(24.0, "people"),
            text(90.0, "1.5"),
            text(120.0, "unknown")
        );
        let (said, heard) = drawing(&svg, &mut Speaker::new(&book, []));
        assert!(said.contains("aria-label=\"A &lt; B\"") && said.contains("<title>A &lt; B</title>"));
        assert!(
            said.contains("\nleute wie\n") && said.contains("\ndiese hier\n") && said.contains("\n1,5\n")
        );
        assert!(said.contains("y=\"10\" font-size=\"9.6\"") && said.contains("y=\"90\" font-size=\"12\""));
        assert_eq!(heard.iter().filter(|h| h.1 == Share::None).count(), 2, "{heard:?}");
    }

    #[test]
    fn words_are_spread_over_the_lines_there_are() {
        assert_eq!(spread("one two three four", 2), ["one two", "three four"]);
        assert_eq!(spread("one", 3), ["one", "", ""]);
        assert_eq!(spread("a b c", 1), ["a b c"]);
    }
}
