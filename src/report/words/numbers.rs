//! Numbers as readers see them.

/// A number with a comma between thousands, a typographic minus and so many decimals.
///
/// ```
/// use matchwell::report::words::number;
/// assert_eq!(number(-1794.26, 0), "−1,794");
/// assert_eq!(number(0.5, 1), "0.5");
/// ```
#[must_use]
pub fn number(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(w, f)| (w, Some(f)));
    let mut out = String::new();
    if value < 0.0 && text.bytes().any(|b| b.is_ascii_digit() && b != b'0') {
        out.push('−');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A count of people; an en dash where it is withheld or unknown.
#[must_use]
pub fn count(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |v| number(v, 0))
}

/// So many people: `1 person`, `625 people`; in words where the number is withheld or unknown.
#[must_use]
pub fn people(value: Option<f64>) -> String {
    value.map_or_else(|| "how many people is withheld".to_owned(), |n| counted(n, "person", "people"))
}

/// A whole number with its word: `1 week`, `12 weeks`.
#[must_use]
pub fn counted(value: f64, one: &str, many: &str) -> String {
    let text = number(value, 0);
    let word = if text == "1" || text == "−1" { one } else { many };
    format!("{text} {word}")
}

/// A value with its unit: `1.8 points`, `1 point`; without a unit the bare value.
///
/// ```
/// use matchwell::report::words::measured;
/// assert_eq!(measured(1.0, "points"), "1 point");
/// assert_eq!(measured(-0.5, ""), "−0.5");
/// ```
#[must_use]
pub fn measured(value: f64, unit: &str) -> String {
    let text = level(value);
    let unit = unit.trim();
    let one = text == "1" || text == "−1";
    let single = unit.strip_suffix('s').filter(|u| one && !u.is_empty() && !u.ends_with('s'));
    format!("{text} {}", single.unwrap_or(unit)).trim_end().to_owned()
}

/// A proportion as a percentage: `63 %`, or `0.4 %` where whole numbers would say nought.
#[must_use]
pub fn percent(share: f64) -> String {
    let p = share * 100.0;
    let decimals = usize::from(p.abs() < 1.0 && p.abs() >= 0.05);
    format!("{}\u{202f}%", number(p, decimals))
}

/// A difference of proportions: `20 percentage points`.
#[must_use]
pub fn points(difference: f64) -> String {
    let p = difference * 100.0;
    let decimals = usize::from(p.abs() < 10.0 && (p - p.round()).abs() > 1e-6);
    let text = number(p, decimals);
    format!("{text} percentage point{}", if text == "1" || text == "−1" { "" } else { "s" })
}

/// A mean: no decimals from a hundred upwards, one from ten, two below.
#[must_use]
pub fn level(value: f64) -> String {
    number(value, decimals(value))
}

/// The two limits of an interval of means, with the same number of decimals: `−1.3 to −1.0`.
#[must_use]
pub fn limits(lower: f64, upper: f64) -> String {
    let both = decimals(lower).max(decimals(upper));
    let decimals = match lower.abs().max(upper.abs()) {
        s if s >= 100.0 => 0,
        s if s >= 10.0 => both.min(1),
        _ => both,
    };
    interval(lower, upper, |v| number(v, decimals))
}

fn decimals(value: f64) -> usize {
    let size = value.abs();
    let exact = |places: i32| {
        let grain = 10_f64.powi(places);
        ((size * grain).round() - size * grain).abs() < 1e-6
    };
    match size {
        s if s >= 100.0 || exact(0) => 0,
        s if s >= 10.0 || exact(1) => 1,
        _ => 2,
    }
}

/// An interval: `400 to 3,100`.
#[must_use]
pub fn interval(lower: f64, upper: f64, show: impl Fn(f64) -> String) -> String {
    let (lower, upper) = (show(lower), show(upper));
    if lower == upper { lower } else { format!("{lower} to {upper}") }
}
