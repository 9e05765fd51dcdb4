//! Natural order of text: runs of digits by their value.

use std::cmp::Ordering;

/// Compares `a` and `b` with digit runs by value (`x9` before `x10`); a final tie goes by raw bytes,
/// so that only equal texts are equal.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    let (mut x, mut y) = (a.as_bytes(), b.as_bytes());
    loop {
        match (x.first(), y.first()) {
            (None, None) => return a.cmp(b),
            (None, _) => return Ordering::Less,
            (_, None) => return Ordering::Greater,
            (Some(p), Some(q)) if p.is_ascii_digit() && q.is_ascii_digit() => {
                let ((run, rest), (other, remains)) = (run(x), run(y));
                match run.len().cmp(&other.len()).then_with(|| run.cmp(other)) {
                    Ordering::Equal => (x, y) = (rest, remains),
                    unequal => return unequal,
                }
            }
            (Some(p), Some(q)) if p == q => (x, y) = (&x[1..], &y[1..]),
            (Some(p), Some(q)) => return p.cmp(q),
        }
    }
}

/// The digits at the start of `text` without leading zeros, and what follows them.
fn run(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
    let start = text[..end].iter().position(|&b| b != b'0').unwrap_or(end);
    (&text[start..end], &text[end..])
}

/// Eight bytes that never contradict [`compare`]: where they differ, the texts are in their order.
///
/// The letters before the first digit run, a digit as marker, and the run's value in what is left.
pub(super) fn prefix(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut key = [0_u8; 8];
    let letters = bytes.iter().take(8).take_while(|b| !b.is_ascii_digit()).count();
    key[..letters].copy_from_slice(&bytes[..letters]);
    if letters < 8 && bytes.len() > letters {
        key[letters] = b'0';
        let room = 7 - letters;
        let most = if room == 0 { 0 } else { u64::MAX >> (64 - 8 * room) };
        let digits = run(&bytes[letters..]).0;
        let add = |v: u64, d: &u8| v.saturating_mul(10).saturating_add(u64::from(d - b'0'));
        let value = digits.iter().fold(0, add).min(most);
        key[letters + 1..].copy_from_slice(&value.to_be_bytes()[8 - room..]);
    }
    u64::from_be_bytes(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn digits_go_by_value() {
        let mut ids = ["x10", "x9", "X9", "x09", "9", "10", "x9b", "", "x"];
        ids.sort_by(|a, b| compare(a, b));
        assert_eq!(ids, ["", "9", "10", "X9", "x", "x09", "x9", "x9b", "x10"]);
    }

    proptest! {
        #[test]
        fn prefixes_agree_with_the_order(a in "[ab/:0-9]{0,12}", b in "[ab/:0-9]{0,12}") {
            let by_prefix = prefix(&a).cmp(&prefix(&b));
            prop_assert!(by_prefix == Ordering::Equal || by_prefix == compare(&a, &b));
            prop_assert_eq!(compare(&a, &b), compare(&b, &a).reverse());
        }
    }
}
