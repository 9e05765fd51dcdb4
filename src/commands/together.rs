//! `matchwell diff --disclosure`: what two releases would give away together.

use super::Answer;
use crate::error::Error;
use crate::report::disclose::apart::{self, Batches, Near};
use arrow::array::AsArray;
use arrow::datatypes::Int64Type;
use serde_json::json;
use std::path::Path;

/// Looks for released figures of two runs that differ by few people. Reads the releases alone.
///
/// # Errors
/// A folder without a release.
pub fn run(left: &Path, right: &Path) -> Result<Answer, Error> {
    let (a, b) = (apart::read(left)?, apart::read(right)?);
    let threshold = setting(&a, "threshold").max(setting(&b, "threshold"));
    let grain = setting(&a, "round_to").max(setting(&b, "round_to"));
    let found = apart::near(&a, &b, threshold + grain);
    let lines: Vec<_> = found
        .iter()
        .map(|n| {
            json!({
                "table": n.table, "key": n.key, "column": n.column,
                "before": n.before, "now": n.now, "count_of_people": n.count,
            })
        })
        .collect();
    let json = json!({ "safe": found.is_empty(), "threshold": threshold, "together": lines });
    if found.is_empty() {
        let text = format!(
            "Nothing in the two releases together tells about fewer than {threshold} people: no count differs by fewer, and no other figure of as many people differs.\n"
        );
        return Ok(Answer::both(text, json));
    }
    Ok(Answer::both(words(&found, threshold, grain, left), json).with_status(1))
}

/// A number that every row of `specifications` says; 0 where there is none.
fn setting(batches: &Batches, column: &str) -> f64 {
    let table = batches.iter().find(|(t, _)| t.name == "specifications");
    let values = table.and_then(|(_, b)| b.column_by_name(column)?.as_primitive_opt::<Int64Type>());
    values.map_or(0.0, |v| v.iter().flatten().max().unwrap_or(0) as f64)
}

fn words(found: &[Near], threshold: f64, grain: f64, left: &Path) -> String {
    let mut lines = Vec::new();
    for n in found {
        let what = if n.count { "a count of people" } else { "another figure of as many people" };
        lines.push(format!("{} [{}] {}: {} -> {} ({what})", n.table, n.key, n.column, n.before, n.now));
    }
    lines.push(String::new());
    lines.push(format!(
        "{} figures of the two releases together tell about fewer than {threshold} people (counts are rounded to {grain}, so printed ones that differ by less than {} may).",
        found.len(),
        threshold + grain
    ));
    lines.push(format!(
        "Way out: publish one of the two only; or wait until at least {threshold} people more are in every group; or put `[disclosure] earlier = \"{}\"` into the job of the second, which withholds these.",
        left.display()
    ));
    lines.join("\n") + "\n"
}
