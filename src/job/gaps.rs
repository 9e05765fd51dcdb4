//! Gaps that a drafted job leaves to its author.

use super::faults::Faults;
use std::ops::Range;

/// What `matchwell init` writes where only the author knows.
const MARK: &str = "\"FILL IN";

/// Adds one fault for every gap that is still open; `true` if there is any.
///
/// What is wrong at the same place only follows from the gap and is not told.
pub(super) fn told(text: &str, faults: &mut Faults) -> bool {
    let open: Vec<Range<usize>> = text
        .match_indices(MARK)
        .filter(|(at, _)| !in_comment(text, *at))
        .map(|(at, _)| at..text[at + 1..].find('"').map_or(text.len(), |end| at + end + 2))
        .collect();
    faults.drop_within(&open);
    for gap in &open {
        faults.add(
            "MW052",
            gap.clone(),
            "this gap is not filled in yet",
            "only you can know what belongs here",
        );
    }
    !open.is_empty()
}

fn in_comment(text: &str, at: usize) -> bool {
    let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let before = &text[line..at];
    before.trim_start().starts_with('#') || before.contains(" # ")
}
