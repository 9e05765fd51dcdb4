//! Words: nearest names, for messages that teach, and the numbers that words say.

/// The candidate closest to `word`, if any is close enough to be a likely slip of the pen.
///
/// Closeness is the Damerau-Levenshtein distance without regard to case; at most a third of the
/// letters (and at least one) may differ. The first of several equally close candidates wins.
///
/// ```
/// use matchwell::stats::text::nearest;
/// assert_eq!(nearest("agee", &["sex", "age"]), Some("age"));
/// assert_eq!(nearest("zzz", &["sex", "age"]), None);
/// ```
#[must_use]
pub fn nearest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).max(1);
    candidates
        .iter()
        .map(|c| (strsim::damerau_levenshtein(&word, &c.to_lowercase()), *c))
        .filter(|(d, c)| *d <= limit.max(c.chars().count() / 3))
        .min_by_key(|(d, _)| *d)
        .map(|(_, c)| c)
}

/// The number a text says, if it says a finite one: digits with a point, a sign and an exponent if need
/// be, blanks around it.
///
/// ```
/// use matchwell::stats::text::number;
/// assert_eq!(number(" -7.5 "), Some(-7.5));
/// assert_eq!(number("nan"), None);
/// assert_eq!(number("1,5"), None);
/// ```
#[must_use]
pub fn number(text: &str) -> Option<f64> {
    let text = text.trim_ascii();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.bytes().next().is_some_and(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    text.parse().ok().filter(|v: &f64| v.is_finite())
}
