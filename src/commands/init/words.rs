//! How alike two texts are, for names and labels that people wrote by hand.

/// Words that say nothing about what is meant.
const EMPTY: [&str; 44] = [
    "a",
    "an",
    "and",
    "the",
    "of",
    "or",
    "to",
    "in",
    "at",
    "on",
    "my",
    "i",
    "you",
    "your",
    "do",
    "does",
    "that",
    "it",
    "is",
    "was",
    "been",
    "being",
    "have",
    "has",
    "had",
    "how",
    "whether",
    "respondent",
    "feel",
    "feels",
    "feeling",
    "felt",
    "ve",
    "s",
    "with",
    "about",
    "for",
    "by",
    "from",
    "they",
    "their",
    "r",
    "item",
    "question",
];
/// Letters that two forms of one word share at least.
const STEM: usize = 4;

/// The words of a text that carry meaning, in lower case.
pub fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace("how often", " ");
    let all = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    all.filter(|w| !EMPTY.contains(w)).map(str::to_owned).collect()
}

/// Parts of a column's name in lower case: `StartDate_2` has `start`, `date`, `2`.
pub fn tokens(name: &str) -> Vec<String> {
    let mut tokens = vec![String::new()];
    let mut lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || (lower && c.is_uppercase()) {
            tokens.push(String::new());
        }
        lower = c.is_lowercase();
        if c.is_alphanumeric()
            && let Some(last) = tokens.last_mut()
        {
            last.extend(c.to_lowercase());
        }
    }
    tokens.retain(|t| !t.is_empty());
    tokens
}

/// Share of the words of `wanted` that `said` says too, in some form.
///
/// `None` where nothing is wanted.
pub fn said_of(wanted: &[String], said: &[String]) -> Option<f64> {
    let found = wanted.iter().filter(|w| said.iter().any(|s| same(w, s))).count();
    (!wanted.is_empty()).then(|| found as f64 / wanted.len() as f64)
}

/// How alike two lists of words are, from 0 to 1.
///
/// ```text
/// 2 m / (|a| + |b|),   m = the smaller of the words of a found in b and of b found in a
/// ```
pub fn alike(a: &[String], b: &[String]) -> f64 {
    let found = |x: &[String], y: &[String]| x.iter().filter(|w| y.iter().any(|v| same(w, v))).count();
    let both = found(a, b).min(found(b, a));
    let all = a.len() + b.len();
    if all == 0 { 0.0 } else { 2.0 * both as f64 / all as f64 }
}

/// `true` for two forms of a word, or one word with a slip of the pen in it.
fn same(a: &str, b: &str) -> bool {
    let (short, long) = if a.chars().count() <= b.chars().count() { (a, b) } else { (b, a) };
    let (n, m) = (short.chars().count(), long.chars().count());
    let shared = short.chars().zip(long.chars()).take_while(|(x, y)| x == y).count();
    let form = n >= STEM && m - n <= STEM && shared >= STEM.max(n.saturating_sub(2));
    let slip = n > STEM && strsim::damerau_levenshtein(a, b) <= 1;
    a == b || form || slip
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_alike_in_spite_of_slips() {
        let like = |a: &str, b: &str| alike(&words(a), &words(b));
        assert_eq!(like("Hardly ever of never", "hardly ever or never"), 1.0);
        assert!(like("often", "not often") < 0.8);
        assert!(like("some of the time", "none of the time") < 0.8);
        assert!(like("self-employed", "employed") < 0.8);
        let item = words("How often do you feel that you lack companionship?");
        let label = words("Scfeela: how often respondent feels they lack companionship");
        assert_eq!(said_of(&item, &label), Some(1.0));
        assert_eq!(said_of(&[], &label), None);
    }

    #[test]
    fn names_fall_into_parts() {
        assert_eq!(tokens("StartDate_2"), ["start", "date", "2"]);
        assert_eq!(tokens("s_q1"), ["s", "q1"]);
        assert_eq!(tokens("UCLA Before 1"), ["ucla", "before", "1"]);
        assert!(tokens("__").is_empty());
    }
}
