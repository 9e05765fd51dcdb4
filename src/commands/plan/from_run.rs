//! A plan from a finished run: how many people it takes to find what was seen.

use super::super::Answer;
use super::said::Said;
use crate::error::Error;
use crate::plan::{Seen, needed};
use crate::report::Release;
use crate::report::tables::effects::EffectRecord;
use crate::report::words::effects::{contrast, difference, quantity};
use crate::report::words::{Names, count, points};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::Path;

/// Reads the released effects of a run.
///
/// # Errors
/// A folder that is no run; numbers that mean nothing here.
pub(super) fn run(folder: &Path, said: &Said) -> Result<Answer, Error> {
    if *said != (Said { effect: said.effect, ..Said::default() }) {
        let words =
            "of the numbers only `--effect` means something for a run folder: all others were observed";
        return Err(Error::Usage(words.to_owned()));
    }
    let release = Release::read(folder)?;
    let primary = release.primary()?;
    let names = Names::new(primary);
    let rows: Vec<&EffectRecord> = release
        .tables()
        .effects
        .iter()
        .filter(|e| e.specification == primary.specification && e.group == "all" && e.measure == "difference")
        .filter(|e| e.estimator == primary.estimator && !e.suppressed)
        .collect();
    let mut text = String::new();
    let mut plans = Vec::new();
    for e in rows {
        let o = names.outcome(&e.outcome);
        let about = format!(
            "{}, {} ({})",
            o.label,
            contrast(&o, &e.contrast).to_lowercase(),
            e.base.replace('_', " ")
        );
        let effect = said.effect.or(e.difference);
        let people = effect
            .zip(e.detectable)
            .zip(e.treat_number)
            .and_then(|((effect, detectable), n)| needed(Seen { effect, detectable, people: n as f64 }));
        let _ = writeln!(text, "{about}");
        let _ = writeln!(text, "  {}", told(e, said.effect, people));
        plans.push(json_of(e, effect, people));
    }
    if plans.is_empty() {
        text.push_str("No effect was released, so nothing can be planned from this run.\n");
    }
    Ok(Answer::both(text, json!({ "form": "run", "plans": plans })))
}

fn told(e: &EffectRecord, asked: Option<f64>, people: Option<f64>) -> String {
    let size = |d: f64| if e.is_proportion() { points(d) } else { quantity(e, d) };
    let (Some(smallest), Some(n)) = (e.detectable, e.treat_number) else {
        return format!(
            "no interval, so nothing can be said ({})",
            e.null_reason.as_deref().unwrap_or("no reason given")
        );
    };
    let compared = format!(
        "{} people compared: a difference of {} or more is found four times out of five",
        count(Some(n as f64)),
        size(smallest)
    );
    let seen =
        asked.map_or_else(|| format!("seen: {}", difference(e)), |d| format!("asked about: {}", size(d)));
    match people {
        Some(needed) if needed > n as f64 => format!(
            "{compared}; {seen}, which takes {} compared: {} more",
            count(Some(needed)),
            count(Some(needed - n as f64))
        ),
        Some(needed) => format!("{compared}; {seen}, for which {} would do", count(Some(needed))),
        None => format!("{compared}; {seen}, which no number of people finds"),
    }
}

fn json_of(e: &EffectRecord, effect: Option<f64>, people: Option<f64>) -> Value {
    json!({
        "outcome": e.outcome, "contrast": e.contrast, "base": e.base, "estimator": e.estimator, "primary": e.primary,
        "compared": e.treat_number, "effect": effect, "detectable": e.detectable, "needed_compared": people,
        "enough": people.zip(e.treat_number).map(|(needed, n)| needed <= n as f64), "unit": e.unit,
    })
}
