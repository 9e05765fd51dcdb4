//! `matchwell explain`: what a code means and what to do about it.

use super::{Answer, Entry, book};
use crate::error::Error;
use crate::stats::text::nearest;
use serde_json::json;
use std::fmt::Write;

/// Explains one code, or lists all.
///
/// # Errors
/// An unknown code, with the nearest known one.
pub fn run(code: Option<&str>) -> Result<Answer, Error> {
    let Some(code) = code else { return Ok(list()) };
    let wanted = code.to_uppercase();
    let Some(entry) = book().get(&wanted) else {
        let known: Vec<&str> = book().keys().map(String::as_str).collect();
        let hint = nearest(&wanted, &known).map(|n| format!(" (did you mean {n}?)")).unwrap_or_default();
        return Err(Error::Usage(format!("no code {wanted}{hint}; `matchwell explain` lists all")));
    };
    Ok(Answer::both(page(&wanted, entry), json_of(&wanted, entry)))
}

fn list() -> Answer {
    let mut text = String::new();
    for (code, e) in book() {
        let _ = writeln!(text, "{code}  {:<8} {}", e.severity, e.title);
    }
    let all: Vec<_> = book().iter().map(|(c, e)| json_of(c, e)).collect();
    Answer::both(text, json!(all))
}

fn page(code: &str, e: &Entry) -> String {
    let mut text = format!(
        "{code}: {} ({})\n\n{}\n\nWhat to do\n{}\n",
        e.title,
        e.severity,
        wrap(&e.reason),
        wrap(&e.remedy)
    );
    if let Some(reference) = &e.reference {
        let _ = write!(text, "\nReference\n{}\n", wrap(reference));
    }
    text
}

fn json_of(code: &str, e: &Entry) -> serde_json::Value {
    json!({ "code": code, "title": e.title, "severity": e.severity, "reason": e.reason, "remedy": e.remedy, "reference": e.reference })
}

fn wrap(text: &str) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        if !line.is_empty() && line.chars().count() + word.chars().count() >= 88 {
            lines.push(word.to_owned());
        } else {
            let gap = if line.is_empty() { "" } else { " " };
            let _ = write!(line, "{gap}{word}");
        }
    }
    lines.iter().map(|l| format!("  {l}")).collect::<Vec<_>>().join("\n")
}
