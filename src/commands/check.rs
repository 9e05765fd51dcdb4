//! `matchwell check`: is the job right, can the data be read, what is in them?

use super::{Answer, load};
use crate::cohort::{Category, Cohort, Column, Kind, Number};
use crate::error::Error;
use crate::estimate::{self, ProfileRow};
use crate::job::{DisclosureProfile, DisclosureSpec, Job};
use crate::pipeline::{self, Prepared, Watch};
use crate::score::{Reliability, Scored};
use crate::stats::quantile::quantile;
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::Path;

/// Checks the job at `path` and profiles its data; nothing is matched, no end value is shown.
///
/// # Errors
/// All faults of the job and the data at once.
pub fn run(path: &Path, watch: Watch<'_>) -> Result<Answer, Error> {
    let job = load::job(path)?;
    let Prepared { cohort, reliability, inputs, notes, .. } = pipeline::read(&job, watch)?;
    let mut text = format!("{}: the job is right and the data can be read.\n\n", path.display());
    for input in &inputs {
        let _ = writeln!(text, "{:>9} rows  {}", input.rows, input.path.display());
    }
    let small = Small::new(&job.spec.disclosure);
    arms(&mut text, &cohort, &small);
    let mut columns = Vec::new();
    for name in shown(&cohort) {
        let column = cohort.column(&name).map_err(|e| Error::Usage(e.to_string()))?;
        columns.push(profile(&mut text, &cohort, &name, column, &small));
    }
    hang_together(&mut text, &cohort, &Scored::blind(reliability), &small);
    let lost = seen_again(&mut text, &cohort, &job, &small);
    for note in &notes {
        let _ = writeln!(text, "[{}] {}", note.code, note.message);
    }
    planned(&mut text, &job);
    let json = json!({ "specifications": job.specifications.len(), "units": cohort.len(), "columns": columns,
        "attrition": lost });
    Ok(Answer::both(text, json))
}

/// The rule for small numbers: under `threshold`, only that they are small is said.
struct Small {
    threshold: usize,
}

impl Small {
    fn new(spec: &DisclosureSpec) -> Self {
        let on = spec.profile == DisclosureProfile::Threshold;
        Self { threshold: if on { spec.threshold as usize } else { 0 } }
    }

    fn count(&self, n: usize) -> String {
        if n > 0 && n < self.threshold { format!("<{}", self.threshold) } else { n.to_string() }
    }

    fn enough(&self, n: usize) -> bool {
        n >= self.threshold.max(1)
    }
}

fn arms(text: &mut String, cohort: &Cohort, small: &Small) {
    let entry = cohort.entry();
    let roles = cohort.roles();
    let _ = writeln!(text, "\n{:<46} {:>12} {:>12}", "", roles.treated_label, roles.control_label);
    for (reason, [control, treated]) in entry.table().iter().zip(entry.counts(cohort.treated())) {
        let _ =
            writeln!(text, "{:<46} {:>12} {:>12}", reason.words, small.count(treated), small.count(control));
    }
    text.push('\n');
}

/// People with a start score who have an end score, beside those who have none; of end values only
/// whether they are there is looked at.
fn seen_again(text: &mut String, cohort: &Cohort, job: &Job, small: &Small) -> Vec<Value> {
    let named = job.spec.estimate.outcome.as_deref();
    let outcomes = &cohort.roles().outcomes;
    let Some(outcome) = named.map_or(outcomes.first(), |n| cohort.roles().outcome(n)) else {
        return Vec::new();
    };
    let about = |i: usize| cohort.entry().of(i).code != "where";
    let rows = estimate::profile(cohort, outcome, &about);
    if rows.is_empty() {
        return Vec::new();
    }
    let _ = writeln!(text, "\nend score of `{}`: people with and without one", outcome.name);
    let mut told = Vec::new();
    for row in &rows {
        let roles = cohort.roles();
        let arm = if row.treated { &roles.treated_label } else { &roles.control_label };
        let level = row.level.as_ref().map_or(String::new(), |l| format!(" ({l})"));
        let figure = |side: usize| figure(row, side, small);
        let shown = [0, 1].iter().all(|&side| enough(row, side, small));
        let apart = row.difference.filter(|_| shown).map_or_else(|| "-".to_owned(), |d| format!("{d:.2} SD"));
        let line = format!("with {}, without {}, difference {apart}", figure(0), figure(1));
        let _ = writeln!(text, "  {arm:<22} {}{level}: {line}", row.variable);
        told.push(json!({ "arm": arm, "variable": row.variable, "level": row.level, "summary": line }));
    }
    text.push('\n');
    told
}

fn enough(row: &ProfileRow, side: usize, small: &Small) -> bool {
    let people = row.people[side];
    let parts = row.with_level.map_or([people, people], |n| [n[side], people - n[side]]);
    parts.iter().all(|n| small.enough(*n))
}

fn figure(row: &ProfileRow, side: usize, small: &Small) -> String {
    let people = small.count(row.people[side]);
    match row.value[side] {
        Some(v) if enough(row, side, small) && row.level.is_some() => {
            format!("{:.0} % of {people}", 100.0 * v)
        }
        Some(v) if enough(row, side, small) => format!("{v:.2} ({people})"),
        _ => format!("too few to show ({people})"),
    }
}

fn shown(cohort: &Cohort) -> Vec<String> {
    let roles = cohort.roles();
    let starts = roles.outcomes.iter().filter_map(|o| o.start().map(str::to_owned));
    roles.covariates.iter().map(|c| c.name.clone()).chain(starts).collect()
}

fn profile(text: &mut String, cohort: &Cohort, name: &str, column: Column<'_>, small: &Small) -> Value {
    let _ = writeln!(text, "{name}");
    let yes_no = cohort.roles().covariate(name).is_some_and(|c| c.kind == Kind::YesNo);
    let arms = [(true, &cohort.roles().treated_label), (false, &cohort.roles().control_label)];
    let parts: Vec<Value> = arms
        .into_iter()
        .map(|(arm, label)| {
            let rows: Vec<usize> = (0..cohort.len())
                .filter(|&i| cohort.treated()[i] == arm && cohort.entry().stays(i))
                .collect();
            let missing = rows.iter().filter(|&&i| !column.known(i)).count();
            let line = match column {
                Column::Number(n) if yes_no => yes_or_no(n, &rows, small),
                Column::Number(n) => number(n, &rows, small),
                Column::Category(c) => levels(c, &rows, small),
            };
            let _ = writeln!(text, "  {label:<22} {line}; missing {}", small.count(missing));
            json!({ "arm": label, "summary": line, "missing": small.count(missing) })
        })
        .collect();
    json!({ "column": name, "arms": parts })
}

fn number(n: Number<'_>, rows: &[usize], small: &Small) -> String {
    let mut values: Vec<f64> = rows.iter().filter_map(|&i| n.get(i)).collect();
    if !small.enough(values.len()) {
        return "too few values to show".to_owned();
    }
    values.sort_unstable_by(f64::total_cmp);
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let at = |p: f64| quantile(&values, p).map_or_else(|| "-".to_owned(), |v| format!("{v:.6}"));
    let trim = |s: String| s.trim_end_matches('0').trim_end_matches('.').to_owned();
    format!("mean {mean:.3}, 5 % / 50 % / 95 %: {} / {} / {}", trim(at(0.05)), trim(at(0.5)), trim(at(0.95)))
}

fn yes_or_no(n: Number<'_>, rows: &[usize], small: &Small) -> String {
    let known: Vec<f64> = rows.iter().filter_map(|&i| n.get(i)).collect();
    let yes = known.iter().filter(|v| **v == 1.0).count();
    format!("yes {}, no {}", small.count(yes), small.count(known.len() - yes))
}

fn levels(c: Category<'_>, rows: &[usize], small: &Small) -> String {
    let mut counts = vec![0_usize; c.len()];
    rows.iter().filter_map(|&i| c.get(i)).for_each(|code| counts[usize::from(code)] += 1);
    let one = |(level, &n): (&str, &usize)| format!("{level} {}", small.count(n));
    c.levels().zip(&counts).map(one).collect::<Vec<_>>().join(", ")
}

/// How well the items of each scale hang together at the start.
fn hang_together(text: &mut String, cohort: &Cohort, list: &[Reliability], small: &Small) {
    let roles = cohort.roles();
    for r in list {
        let arm = if r.treated { &roles.treated_label } else { &roles.control_label };
        let told = |v: Option<f64>| v.map_or_else(|| "none".to_owned(), |v| format!("{v:.2}"));
        let (alpha, omega) = if small.enough(r.people) {
            (told(r.alpha), told(r.omega))
        } else {
            ("too few".into(), "too few".into())
        };
        let _ = writeln!(
            text,
            "reliability of {}, {arm} at the start: alpha {alpha}, omega {omega} ({} with all {} answers)",
            r.outcome,
            small.count(r.people),
            r.items
        );
    }
}

fn planned(text: &mut String, job: &Job) {
    let _ = writeln!(text, "\n{} specification(s):", job.specifications.len());
    for s in &job.specifications {
        let _ = writeln!(text, "  {}", s.name);
    }
}
