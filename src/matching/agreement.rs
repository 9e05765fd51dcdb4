//! How far several matches of the same people agree.

use super::types::{Fate, Matching};
use crate::design::Estimand;

/// Who is matched, and with whom, in several completed data sets.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Agreement {
    /// Matches compared.
    pub matches: usize,
    /// Focal people (treated for an ATT) matched in every one.
    pub always: usize,
    /// Matched in some and not in others.
    pub sometimes: usize,
    /// Eligible in at least one and matched in none.
    pub never: usize,
    /// Least and most focal people matched in one.
    pub range: (usize, usize),
    /// Chance that a partner a focal person has in one match is theirs in another too; `None` for methods
    /// without partners.
    pub kept: Option<f64>,
}

impl Agreement {
    /// Compares matches of one cohort.
    ///
    /// ```text
    /// kept = sum over focal people and pairs of matches of |P_k and P_l| / sum of (|P_k| + |P_l|) / 2
    /// ```
    /// P_k are a person's partners in match k.
    ///
    /// * `matches`: one an imputation; units in the same order.
    /// * `treated`: arm of each unit.
    ///
    /// Cost: edges of all matches, sorted once.
    #[must_use]
    pub fn of(matches: &[&Matching], treated: &[bool], estimand: Estimand) -> Self {
        let focal_arm = estimand != Estimand::Atc;
        let both = !matches!(estimand, Estimand::Att | Estimand::Atc);
        let mut found = Self { matches: matches.len(), ..Self::default() };
        let mut each = vec![0; matches.len()];
        for i in (0..treated.len()).filter(|&i| both || treated[i] == focal_arm) {
            let mut times = 0;
            for (n, m) in each.iter_mut().zip(matches) {
                let matched = m.fate[i] == Fate::Matched;
                *n += usize::from(matched);
                times += usize::from(matched);
            }
            let eligible = matches.iter().any(|m| m.fate[i] != Fate::Ineligible);
            match times {
                0 => found.never += usize::from(eligible),
                n if n == matches.len() => found.always += 1,
                _ => found.sometimes += 1,
            }
        }
        found.range =
            (each.iter().copied().min().unwrap_or_default(), each.iter().copied().max().unwrap_or_default());
        found.kept = kept(matches);
        found
    }
}

/// A pair that occurs in c of m matches is shared by c (c - 1) / 2 pairs of matches; all pairs of matches
/// together could share (m - 1) / 2 times all edges.
fn kept(matches: &[&Matching]) -> Option<f64> {
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for m in matches {
        pairs.extend(m.edges.as_ref()?.iter().map(|e| (e.treated, e.control)));
    }
    if matches.len() < 2 || pairs.is_empty() {
        return None;
    }
    pairs.sort_unstable();
    let shared: f64 = pairs.chunk_by(|a, b| a == b).map(|c| (c.len() * (c.len() - 1)) as f64 / 2.0).sum();
    Some(shared / (pairs.len() as f64 * (matches.len() as f64 - 1.0) / 2.0))
}
