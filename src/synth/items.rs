//! The UCLA 3-item scale as a fallible measure of loneliness.
//!
//! ```text
//! state  = long_run + 0.34 u          u: the spell of these weeks
//! item k = 1 + [z_k > low_k] + [z_k > high_k],   z_k = state + 0.45 e_k
//! ```
//!
//! `u` and `e` are drawn afresh at each interview: a bad spell passes within weeks, so nothing
//! differs between a gap of 12 weeks and one of two years. The score (3-9) correlates about 0.75 to
//! 0.8 with itself at a second interview; half of those aged 50 and over score 3 and a fifth score 6
//! or more.

use super::draw::Draw;

/// Spread of the spells.
pub(super) const SPELL: f64 = 0.34;
const ITEM: f64 = 0.45;
/// Above these an answer is `some of the time`.
const LOW: [f64; 3] = [0.22, 0.58, 0.95];
/// Above these an answer is `often`.
const HIGH: [f64; 3] = [1.29, 1.51, 1.73];

/// What is drawn at an interview.
#[derive(Debug, Clone, Copy)]
pub(super) struct Interview {
    /// The spell of these weeks, standard normal.
    pub(super) spell: f64,
    answers: [f64; 3],
}

impl Interview {
    /// A fresh interview.
    pub(super) fn draw(d: &mut Draw) -> Self {
        Self { spell: d.normal(), answers: [d.normal(), d.normal(), d.normal()] }
    }

    /// Answers of someone whose long-run loneliness, less any relief, is `level`.
    pub(super) fn items(&self, level: f64) -> [u8; 3] {
        let state = level + SPELL * self.spell;
        std::array::from_fn(|k| {
            let z = state + ITEM * self.answers[k];
            1 + u8::from(z > LOW[k]) + u8::from(z > HIGH[k])
        })
    }
}

/// Sum of the three items, 3 to 9.
pub(super) fn score(items: [u8; 3]) -> u8 {
    items.iter().sum()
}
