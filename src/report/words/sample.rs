//! The method statement of a sample that is balanced as a whole.

use super::super::tables::specifications::SpecificationRecord;
use super::numbers::measured;
use crate::matching::MatchingSpec;

/// How a balanced sample was chosen.
pub(super) fn matching(s: &SpecificationRecord) -> String {
    let Some(said) = said(s) else { return format!("{}.", s.method) };
    let (c, p) = (&said.cardinality, &said.profile);
    if s.method == "cardinality" {
        let size = if said.ratio > 0.0 {
            format!("The largest sample with {} for each treated person", measured(said.ratio, "controls"))
        } else {
            "Everyone the question is about, and the largest sample of the others".to_owned()
        };
        let paired =
            if c.pair { "; the chosen were then paired by distance (nearest neighbour)" } else { "" };
        let what = balanced(c.moments, c.interactions, c.tolerance, c.tolerances.len());
        return format!(
            "{size} in which {what} (integer programme, proven within {} %){paired}.",
            100.0 * c.gap
        );
    }
    let what = balanced(p.moments, p.interactions, p.tolerance, p.tolerances.len());
    let profile = if p.target.is_empty() {
        "the people the question is about".to_owned()
    } else {
        let named: Vec<String> = p.target.iter().map(|(name, mean)| format!("{name} = {mean}")).collect();
        format!("the profile {}", named.join(", "))
    };
    format!(
        "The largest samples that look like {profile}: {what} (integer programme, proven within {} %).",
        100.0 * p.gap
    )
}

/// `true` if the chosen were paired.
pub(super) fn paired(s: &SpecificationRecord) -> bool {
    s.method == "cardinality" && said(s).is_some_and(|m| m.cardinality.pair)
}

fn said(s: &SpecificationRecord) -> Option<MatchingSpec> {
    let settings: serde_json::Value = serde_json::from_str(&s.settings_json).ok()?;
    serde_json::from_value(settings.get("specification")?.get("matching")?.clone()).ok()
}

fn balanced(moments: u32, interactions: bool, tolerance: f64, exceptions: usize) -> String {
    let powers = match moments {
        1 => "every mean",
        2 => "every mean and mean square",
        _ => "every mean and mean power",
    };
    let products = if interactions { ", products of variables included," } else { "" };
    let others = match exceptions {
        0 => "",
        1 => " (one variable has its own tolerance)",
        _ => " (some variables have their own tolerances)",
    };
    format!("{powers}{products} differs by at most {tolerance} standard deviations{others}")
}
