//! A first codebook from what a file says about its own columns.

use crate::ingest::{Description, Missing, Outline};
use std::fmt::Write;
use std::path::Path;

/// Codes that often mean 'missing' in survey files.
const NUMBERS: [f64; 12] = [-1.0, -2.0, -3.0, -7.0, -8.0, -9.0, 97.0, 98.0, 99.0, 997.0, 998.0, 999.0];

/// Words in value labels that speak of no answer.
const WORDS: [&str; 19] = [
    "refus",
    "don't know",
    "dont know",
    "do not know",
    "not known",
    "not applicable",
    "inapplicable",
    "not asked",
    "not answered",
    "no answer",
    "not stated",
    "not given",
    "not returned",
    "prefer not",
    "missing",
    "proxy",
    "unknown",
    "no information",
    "incomplete",
];

/// Writes a codebook for the columns of `outline`: labels, value labels, and the codes that the file itself
/// declares missing.
///
/// Codes that only look like missing ones, by their label or their number, are asked about in a comment
/// and not assumed. The text reads back as a codebook; what it cannot know is for its author to add.
#[must_use]
pub fn draft(outline: &Outline, path: &Path) -> String {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut text = format!(
        "# Drafted from the labels of {}. Look at every column: lines that begin with `# ?` are questions, and what the\n# file does not say (recodes, waves, what may be carried forward) is for you to add. The format: docs/codebooks.md.\nname = {}\ntitle = {}\nsource = {}\n",
        line(&file),
        quoted(&plain_name(&stem)),
        quoted(&stem),
        quoted(&format!("the labels of {file}")),
    );
    let mut taken: Vec<String> = Vec::new();
    for (column, description) in &outline.columns {
        variable(&mut text, column, description, &mut taken);
    }
    text
}

fn variable(text: &mut String, column: &str, d: &Description, taken: &mut Vec<String>) {
    let name = column.to_lowercase();
    if column.trim().is_empty() || taken.contains(&name) {
        let _ = write!(text, "\n# ? column {} has no name of its own: which one is meant?\n", quoted(column));
        return;
    }
    taken.push(name);
    let _ = write!(text, "\n[variable.{}]\n", quoted(column));
    if let Some(label) = &d.label {
        let _ = writeln!(text, "label = {}", quoted(label));
    }
    let kind = if d.values.is_empty() { "number" } else { "category" };
    let _ = writeln!(text, "kind = \"{kind}\"\ncolumns = {}", quoted(column));
    missing(text, d);
    labels(text, d);
}

/// Declared missing codes, and questions about those that only look it.
fn missing(text: &mut String, d: &Description) {
    let mut codes: Vec<String> = Vec::new();
    for m in &d.missing {
        match m {
            Missing::Is(code) => codes.push(toml_code(&code.word())),
            Missing::Between(low, high) => {
                let inside = d.values.iter().map(|(c, _)| c.word()).filter(|w| d.declares_missing(w));
                codes.extend(inside.map(|w| toml_code(&w)));
                let _ = writeln!(
                    text,
                    "# ? the file declares {low} to {high} missing: list the codes of that range that occur"
                );
            }
        }
    }
    let mut unique: Vec<String> = Vec::new();
    for code in codes {
        if !unique.contains(&code) {
            unique.push(code);
        }
    }
    if !unique.is_empty() {
        let _ = writeln!(text, "missing = [{}]", unique.join(", "));
    }
    for (code, label) in &d.values {
        let word = code.word();
        if d.declares_missing(&word) {
            continue;
        }
        let low = label.to_lowercase();
        let by_label = WORDS.iter().any(|w| low.contains(w));
        let by_number = word.parse::<f64>().is_ok_and(|x| NUMBERS.contains(&x));
        if by_label || by_number {
            let code = toml_code(&word);
            let _ = writeln!(text, "# ? is {code} missing? it says: {}", line(label));
        }
    }
}

fn labels(text: &mut String, d: &Description) {
    let mut seen: Vec<String> = Vec::new();
    let mut parts: Vec<String> = Vec::new();
    for (code, label) in &d.values {
        let word = code.word();
        if !seen.contains(&word) {
            parts.push(format!("{} = {}", quoted(&word), quoted(label)));
            seen.push(word);
        }
    }
    if !parts.is_empty() {
        let _ = writeln!(text, "labels = {{ {} }}", parts.join(", "));
    }
}

/// A code as TOML writes it: a number where it is one.
fn toml_code(word: &str) -> String {
    match word.parse::<f64>() {
        Ok(x) if x.is_finite() && x.fract() == 0.0 && x.abs() < 9e15 => format!("{x:.0}"),
        Ok(x) if x.is_finite() => format!("{x:?}"),
        _ => quoted(word),
    }
}

/// A name that a codebook may have.
fn plain_name(stem: &str) -> String {
    let plain: String =
        stem.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    if plain.is_empty() { "codebook".to_owned() } else { plain }
}

/// A text in one line, for a comment.
fn line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A TOML text in quotes.
fn quoted(text: &str) -> String {
    toml::Value::String(line(text)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codebook::read;
    use crate::ingest::Code;

    fn outline() -> Outline {
        let number = Code::Number;
        let described = Description {
            label: Some("Feels \"lonely\"\nor not".to_owned()),
            values: vec![
                (number(-9.0), "Refused".to_owned()),
                (number(-7.0), "90 or more".to_owned()),
                (number(1.0), "often".to_owned()),
                (number(2.0), "don't know".to_owned()),
                (number(3.0), "never".to_owned()),
                (number(3.0), "never again".to_owned()),
            ],
            missing: vec![Missing::Is(number(-9.0)), Missing::Is(Code::Text(".a".to_owned()))],
        };
        let ranged = Description {
            values: vec![(number(-8.5), "x".to_owned()), (number(4.0), "y".to_owned())],
            missing: vec![Missing::Between(f64::NEG_INFINITY, -8.0)],
            ..Description::default()
        };
        let columns = vec![
            ("scfeela".to_owned(), described),
            ("Größe [cm]".to_owned(), Description::default()),
            ("SCFEELA".to_owned(), Description::default()),
            (String::new(), Description::default()),
            ("ranged".to_owned(), ranged),
        ];
        Outline { rows: Some(3), columns }
    }

    #[test]
    fn a_draft_reads_back_and_assumes_nothing() {
        let text = draft(&outline(), Path::new("data/My survey.sav"));
        let book = read(&text, Path::new("x.toml")).unwrap_or_else(|f| panic!("{f:#?}\n{text}"));
        let entry = book.column("SCFEELA", None).expect("a column");
        let missing: Vec<String> = entry.missing.iter().map(crate::job::CellSpec::word).collect();
        assert_eq!(missing, ["-9", ".a"]);
        assert!(text.contains("# ? is -7 missing? it says: 90 or more"), "{text}");
        assert!(text.contains("# ? is 2 missing? it says: don't know"));
        assert!(!text.contains("# ? is -9"), "declared codes are no question");
        assert_eq!(entry.labels["1"], "often");
        assert_eq!(entry.label, Some("Feels \"lonely\" or not"));
        assert_eq!(book.column("größe [cm]", None).map(|e| e.concept), Some("Größe [cm]"));
        let ranged = book.column("ranged", None).expect("a column");
        assert_eq!(ranged.missing.iter().map(crate::job::CellSpec::word).collect::<Vec<_>>(), ["-8.5"]);
        assert_eq!(book.concepts().count(), 3);
    }

    #[test]
    fn a_file_without_columns_is_a_codebook_without_variables() {
        let text = draft(&Outline::default(), Path::new(""));
        assert_eq!(read(&text, Path::new("x.toml")).expect("a codebook").concepts().count(), 0);
    }
}
