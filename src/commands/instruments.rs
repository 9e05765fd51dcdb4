//! `matchwell instruments`: what is known about questionnaires, in words.

use super::Answer;
use crate::cohort::{Better, Case};
use crate::error::Error;
use crate::score::{Fill, Instrument, Item, MissingRule, instrument, instruments};
use crate::stats::text::nearest;
use serde_json::{Value, json};
use std::fmt::Write;

/// Lists the instruments, or tells everything about one of them.
///
/// # Errors
/// An unknown name, with the nearest known one.
pub fn run(name: Option<&str>) -> Result<Answer, Error> {
    let Some(name) = name else { return Ok(list()) };
    let Some(found) = instrument(name) else {
        let known: Vec<&str> = instruments().iter().map(|i| i.name.as_str()).collect();
        let hint = nearest(name, &known).map(|n| format!(" (did you mean `{n}`?)")).unwrap_or_default();
        let all = known.join(", ");
        return Err(Error::Usage(format!("no instrument is called `{name}`{hint}; there are: {all}")));
    };
    let json = serde_json::to_value(found).unwrap_or(Value::Null);
    Ok(Answer::both(page(found), json))
}

fn list() -> Answer {
    let mut text = String::new();
    for i in instruments() {
        let items = i.item.len();
        let s = if items == 1 { "" } else { "s" };
        let (low, high) = i.range;
        let _ = writeln!(text, "{:<22} {:<52} {items:>2} item{s:<1} {low} to {high}", i.name, i.label);
    }
    let all: Vec<Value> = instruments()
        .iter()
        .map(|i| json!({ "name": i.name, "label": i.label, "items": i.item.len() }))
        .collect();
    Answer::both(text, json!(all))
}

fn page(i: &Instrument) -> String {
    let mut text = format!("{}: {}\n\n", i.name, i.title);
    let better = if i.better == Better::Lower { "low scores are good" } else { "high scores are good" };
    let (low, high) = i.range;
    let _ = writeln!(text, "Score      {low} to {high} {}; {better}; {}", i.unit, how(i));
    let _ = writeln!(text, "Missing    {}", missing(i.missing, i.item.len()));
    if let Some(case) = &i.case {
        let _ = writeln!(text, "Case       {}", case_words(case));
    }
    for (at, b) in i.band.iter().enumerate() {
        let head = if at == 0 { "Bands" } else { "" };
        let _ = writeln!(text, "{head:<10} {} to {}  {}", b.from, b.to, b.name);
    }
    let _ = writeln!(text, "Change     from {} {} up counts", i.meaningful, i.unit);
    let answers: Vec<String> = i.answers.iter().map(|(code, words)| format!("{code} {words}")).collect();
    let _ =
        writeln!(text, "Answers    {}\n\nItems, in the order in which a job gives them", answers.join(", "));
    for (n, item) in i.item.iter().enumerate() {
        let _ = writeln!(text, "{:>3}  {}  ({})", n + 1, item.text, item_words(item));
    }
    for s in &i.subscale {
        let numbers: Vec<String> = s.items.iter().map(ToString::to_string).collect();
        let _ =
            writeln!(text, "\nSub-scale  {}.{}: {}, items {}", i.name, s.name, s.label, numbers.join(", "));
    }
    if !i.table.is_empty() {
        let rows: Vec<String> = i.table.iter().map(|(raw, score)| format!("{raw}: {score}")).collect();
        let _ = writeln!(text, "\nTable from raw sums to scores\n     {}", rows.join(", "));
    }
    let _ = writeln!(text, "\nSource\n     {}\n\nHow well this is known", i.source.replace('\n', " "));
    for f in &i.fact {
        let _ = writeln!(text, "     {:<10} {:<10} {}", f.of.word(), f.mark.word(), f.source);
    }
    text
}

fn how(i: &Instrument) -> String {
    let times = if i.multiply == 1.0 { String::new() } else { format!(", times {}", i.multiply) };
    let table =
        if i.table.is_empty() { "" } else { ", read off a table (never to be compared with raw sums)" };
    format!("sum of the items' points{times}{table}")
}

fn missing(rule: MissingRule, items: usize) -> String {
    let fill = match rule.fill {
        Fill::Zero => "counts nothing",
        Fill::Mean => "takes the mean of the others",
    };
    match rule.allowed {
        0 if items == 1 => "without the answer there is no score".to_owned(),
        0 => format!("all {items} answers are needed"),
        1 => format!("one answer may be missing and {fill}"),
        n => format!("up to {n} answers may be missing; each {fill}"),
    }
}

fn case_words(case: &Case) -> String {
    match (case.at_least, case.at_most) {
        (Some(limit), _) => format!("{limit} or more: {}", case.name),
        (_, Some(limit)) => format!("{limit} or less: {}", case.name),
        _ => case.name.clone(),
    }
}

fn item_words(item: &Item) -> String {
    let points: Vec<String> =
        (item.codes.0..=item.codes.1).map(|c| format!("{}", item.points(c as f64))).collect();
    let plain = item.points.is_empty() && !item.reverse;
    let codes = format!("{} to {}", item.codes.0, item.codes.1);
    let turned = if item.reverse { "turned round: " } else { "" };
    if plain { codes } else { format!("{codes}; {turned}points {}", points.join(", ")) }
}
