//! What is not shown, in words.

use super::super::tables::specifications::SpecificationRecord;
use super::numbers::counted;

/// The rule for small numbers of a report.
#[must_use]
pub fn rule(s: &SpecificationRecord) -> String {
    if s.disclosure == "none" {
        return "Disclosure control is switched off: every figure is shown. That is meant for public data only."
            .to_owned();
    }
    let few = counted(s.threshold as f64, "person", "people");
    let rounded = match s.round_to {
        0 | 1 => "Counts are exact".to_owned(),
        n => format!("Counts are rounded to the nearest {n}"),
    };
    format!(
        "Figures that rest on fewer than {few} are withheld, and further ones where a total would give them away. {rounded}, percentages to whole numbers, means to one decimal."
    )
}
