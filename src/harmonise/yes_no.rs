//! Columns of yes and no, held as 1 and 0.

use super::builder::Builder;
use super::field::{Meaning, canonical, carried_words, number_array};
use super::recode::Recode;
use crate::job::FieldSpec;
use crate::stats::text::nearest;
use arrow::array::ArrayRef;

/// The words for yes and for no, in any case of letters.
const YES: [&str; 4] = ["yes", "y", "true", "1"];
const NO: [&str; 4] = ["no", "n", "false", "0"];

/// One 1, 0 or missing a unit, each arm from its own field.
pub(super) fn column(builder: &mut Builder<'_>, fields: &[Option<&FieldSpec>]) -> ArrayRef {
    let mut values = builder.room();
    for (at, field) in fields.iter().enumerate() {
        let missing = builder.sources[at].missing;
        let arm = &mut builder.arms[at];
        let Some(field) = field else {
            values.extend(std::iter::repeat_n(f64::NAN, arm.len()));
            continue;
        };
        let recode = arm.recode(field, missing);
        let meant = carried_words(builder, at, &recode, "MW217", |cell| meaning(&recode, cell));
        values.extend(meant.values().map(|v| v.unwrap_or(f64::NAN)));
    }
    number_array(values)
}

fn meaning(recode: &Recode<'_>, cell: &str) -> Meaning<f64> {
    if let Some(value) = recode.mapped(cell) {
        let said = value.word();
        return truth(&said).map_or_else(|| not_yes_or_no(&said), Meaning::Value);
    }
    if recode.is_missing(cell) {
        return Meaning::Missing;
    }
    if let Some(label) = recode.labelled(cell) {
        return truth(label).map_or_else(|| not_yes_or_no(label), Meaning::Value);
    }
    if recode.map.is_empty() {
        return truth(canonical(cell)).map_or_else(|| not_yes_or_no(cell), Meaning::Value);
    }
    let listed = recode.listed();
    let near = nearest(cell, &listed).map(|n| format!(" (the nearest is `{n}`)")).unwrap_or_default();
    let message = format!("`{cell}` is not listed in the map{near}; listed are: {}", listed.join(", "));
    Meaning::Unknown(message, "list it in the map, or as missing".to_owned())
}

/// What a word says, if it says yes or no.
fn truth(cell: &str) -> Option<f64> {
    let among = |words: &[&str]| words.iter().any(|w| w.eq_ignore_ascii_case(cell));
    let yes = among(&YES);
    (yes || among(&NO)).then_some(f64::from(u8::from(yes)))
}

fn not_yes_or_no(cell: &str) -> Meaning<f64> {
    let message = format!("`{cell}` is neither yes nor no");
    Meaning::Unknown(
        message,
        format!("say what it means with `map = {{ \"{cell}\" = \"yes\" }}` or list it as missing"),
    )
}
