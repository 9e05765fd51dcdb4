//! Sentences about the people supported.

use super::super::tables::descriptives::DescriptiveRecord;
use super::super::tables::specifications::SpecificationRecord;
use super::{count, number, percent};
use serde_json::Value;

/// What readers are told about one section of `[describe]`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Words {
    /// Its name.
    pub name: String,
    /// `shares`, `several`, `number`, `rows` or `profile`.
    pub kind: String,
    /// Its heading.
    pub title: String,
    /// Chapter it stands in.
    pub chapter: String,
    /// The author's own paragraph.
    pub text: Option<String>,
    /// Whom it is about, where not everyone.
    pub base: Option<String>,
    /// Unit of its numbers or rows.
    pub unit: String,
    /// What it is split by.
    pub by: Option<String>,
    /// Facts of a profile: name, title, source of the reference.
    pub facts: Vec<(String, String, Option<String>)>,
}

/// The sections that the primary specification carries.
#[must_use]
pub fn all(primary: &SpecificationRecord) -> Vec<Words> {
    let settings: Value = serde_json::from_str(&primary.settings_json).unwrap_or_default();
    settings["described"].as_array().map(|list| list.iter().map(words).collect()).unwrap_or_default()
}

fn words(v: &Value) -> Words {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let maybe = |v: &Value| v.as_str().map(str::to_owned);
    let fact = |f: &Value| (text(&f["name"]), text(&f["title"]), maybe(&f["source"]));
    let rows = v["kind"] == "rows";
    Words {
        name: text(&v["name"]),
        kind: text(&v["kind"]),
        title: text(&v["title"]),
        chapter: text(&v["chapter"]),
        text: maybe(&v["text"]),
        base: maybe(&v["base"]),
        unit: maybe(&v["unit"]).unwrap_or_else(|| if rows { "rows" } else { "" }.to_owned()),
        by: maybe(&v["by"]),
        facts: v["facts"].as_array().map(|l| l.iter().map(fact).collect()).unwrap_or_default(),
    }
}

/// A share with its numerator and denominator: `22 % (259 of 1,150)`.
#[must_use]
pub fn share(row: &DescriptiveRecord) -> String {
    match (row.value, row.numerator, row.denominator) {
        _ if row.suppressed => "withheld".to_owned(),
        (Some(v), Some(n), Some(d)) => {
            format!("{} ({} of {})", percent(v), count(Some(n)), count(Some(d)))
        }
        (Some(v), _, _) => percent(v),
        _ => "–".to_owned(),
    }
}

/// Who a share is of, in words: `all 1,150 service users`.
///
/// * `complete`: it is known of all of them.
#[must_use]
pub fn base(w: &Words, treated: &str, row: &DescriptiveRecord, complete: bool) -> String {
    let people = w.base.clone().unwrap_or_else(|| treated.to_owned());
    let n = count(row.denominator);
    match row.base.as_str() {
        "known" if !complete => format!("the {n} {people} of whom it is known"),
        "rows" => format!("{n} {}", w.unit),
        "with_rows" => format!("the {n} {people} with any"),
        _ if w.base.is_some() => format!("{n} {people}"),
        _ => format!("all {n} {people}"),
    }
}

/// The largest of several shares, as a sentence; nothing where there is no share.
#[must_use]
pub fn largest(rows: &[&DescriptiveRecord], base: impl Fn(&DescriptiveRecord) -> String) -> Option<String> {
    let told = rows.iter().filter(|r| r.value.is_some() && !r.suppressed);
    let first = told.fold(None::<&&DescriptiveRecord>, |best, r| match best {
        Some(b) if b.value >= r.value => Some(b),
        _ => Some(r),
    })?;
    Some(format!(
        "The most common: {}, {} ({} of {}).",
        first.category.as_deref().unwrap_or_default(),
        percent(first.value?),
        count(first.numerator),
        base(first)
    ))
}

/// Why shares that one expects to add up to 100 % do or do not; nothing where they do.
///
/// * `rows`: those that count everyone once.
#[must_use]
pub fn adds_up(rows: &[&DescriptiveRecord]) -> Option<String> {
    if rows.iter().any(|r| r.suppressed) {
        return Some("What is shown adds up to less than 100 %, because some of it is withheld.".to_owned());
    }
    let whole: f64 = rows.iter().filter_map(|r| r.value).map(|v| (100.0 * v).round()).sum();
    let counted: f64 = rows.iter().filter_map(|r| r.value).sum();
    let off = (whole - 100.0).abs() > 0.5 && (counted - 1.0).abs() < 0.06;
    off.then(|| format!("The percentages add up to {} %, because each of them is rounded.", number(whole, 0)))
}

/// That one person counts several times.
#[must_use]
pub fn several() -> String {
    "One person can have several of these. The percentages are of people, so they add up to more than 100 % and to no total.".to_owned()
}

/// Of whom it is not known.
#[must_use]
pub fn unknown(row: &DescriptiveRecord) -> String {
    format!("{}: {}.", super::effects::capital(row.category.as_deref().unwrap_or("not known")), share(row))
}

/// Where most people stand on a number.
///
/// * `levels`: median, lower and upper quartile, mean.
#[must_use]
pub fn spread(levels: [Option<f64>; 4], unit: &str) -> Option<String> {
    let [median, lower, upper, mean] = levels;
    let told = |v: f64| {
        let text = super::level(v);
        if unit.is_empty() { text } else { format!("{text} {unit}") }
    };
    let mean = mean.map_or_else(String::new, |m| format!(" The mean is {}.", told(m)));
    let middle = match (median, lower.zip(upper)) {
        (Some(m), Some((l, u))) => format!(
            "The typical person had {} (the median); a quarter had {} or less, a quarter {} or more.",
            told(m),
            super::level(l),
            super::level(u)
        ),
        (Some(m), None) => format!("The typical person had {} (the median).", told(m)),
        (None, _) => String::new(),
    };
    let all = format!("{middle}{mean}").trim().to_owned();
    (!all.is_empty()).then_some(all)
}

/// How many rows of how many people.
#[must_use]
pub fn rows(
    w: &Words,
    treated: &str,
    total: &DescriptiveRecord,
    with: &DescriptiveRecord,
    each: Option<f64>,
) -> String {
    let people = w.base.as_deref().unwrap_or(treated);
    let each =
        each.map_or_else(String::new, |e| format!(", {} for each of them on average", super::level(e)));
    match (total.value, with.numerator.zip(with.denominator).zip(with.value)) {
        (Some(t), Some(((n, of), share))) => format!(
            "{} {} were recorded for {} of {} {people} ({}){each}.",
            number(t, 0),
            w.unit,
            number(n, 0),
            number(of, 0),
            percent(share)
        ),
        _ => format!("How many {} were recorded is withheld: too few people are behind it.", w.unit),
    }
}

/// What the marks of a profile are.
#[must_use]
pub fn sources(w: &Words) -> Option<String> {
    let said: Vec<String> = w
        .facts
        .iter()
        .filter_map(|(_, title, source)| Some(format!("{title}: {}", source.as_ref()?.trim_end_matches('.'))))
        .collect();
    (!said.is_empty()).then(|| format!("Reference shares. {}.", said.join(". ")))
}
