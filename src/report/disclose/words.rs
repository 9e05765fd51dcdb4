//! Disclosure of sentences written by other stages: the counts in them are rounded too.

use super::rounding::Rule;

/// Words after which a number is no count of people.
const MEASURES: [&str; 9] =
    ["week", "year", "point", "SD", "standard", "dollar", "pound", "month", "iteration"];

/// The sentence with every count rounded, or `fewer than 10`, and percentages in whole numbers.
///
/// A number is taken for a count unless it has a decimal point or a unit: rather coarse than telling.
pub(super) fn coarse(sentence: &str, rule: Rule) -> String {
    let sentence = without_ranges(sentence);
    let mut out = String::with_capacity(sentence.len());
    let mut rest = sentence.as_str();
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let end = number_end(from);
        let (number, after) = from.split_at(end);
        let part_of_word = out.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.');
        out.push_str(&replacement(number, after, part_of_word, rule));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The sentence without brackets that hold a lowest and a highest value, such as `(25 to 72)`: those
/// are single people's.
fn without_ranges(sentence: &str) -> String {
    let mut out = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, from)) = rest.split_once('(') {
        let Some((inside, after)) = from.split_once(')') else { break };
        let is_range = inside.split_once(" to ").is_some_and(|(a, b)| {
            [a, b].iter().all(|n| n.trim().replace([',', '−'], "").parse::<f64>().is_ok())
        });
        if is_range {
            out.push_str(before.trim_end());
        } else {
            out.push_str(before);
            out.push('(');
            out.push_str(inside);
            out.push(')');
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Where a number ends: digits, with commas and points only between digits.
fn number_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let inner = |i: usize| matches!(bytes.get(i), Some(b',' | b'.')) && digit(i + 1);
    (0..bytes.len()).find(|&i| !digit(i) && !inner(i)).unwrap_or(bytes.len())
}

fn replacement(number: &str, after: &str, part_of_word: bool, rule: Rule) -> String {
    let unit = after.trim_start_matches([' ', '\u{a0}', '\u{202f}', '-']);
    let value: Option<f64> = number.replace(',', "").parse().ok();
    let measured = MEASURES.iter().any(|m| unit.starts_with(m));
    match value {
        Some(v) if unit.starts_with('%') => format!("{}", v.round()),
        Some(v) if !part_of_word && !measured && !number.contains('.') => count(v, rule),
        _ => number.to_owned(),
    }
}

fn count(value: f64, rule: Rule) -> String {
    match rule.mass(Some(value)) {
        Some(v) => super::super::words::number(v, 0),
        None => format!("fewer than {}", rule.threshold()),
    }
}

#[cfg(test)]
mod tests {
    use super::coarse;
    use crate::job::DisclosureSpec;
    use crate::report::disclose::rounding::Rule;

    #[test]
    fn counts_become_coarse_and_ranges_go() {
        let rule = Rule::new(&DisclosureSpec::default());
        let told = |s: &str| coarse(s, rule);
        assert_eq!(told("the 723 of 1,820 people"), "the 725 of 1,820 people");
        assert_eq!(told("2 of 403 (0.5 %) lie outside (25 to 72)"), "fewer than 10 of 405 (1 %) lie outside");
        assert_eq!(
            told("12 weeks against 104 weeks, caliper 0.2"),
            "12 weeks against 104 weeks, caliper 0.2"
        );
        assert_eq!(told("no value for `re74` (see the file)"), "no value for `re74` (see the file)");
    }
}
