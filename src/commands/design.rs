//! `matchwell design`: match and judge balance with the outcomes of service users out of reach.

use super::{Answer, load, lock};
use crate::balance::{BalanceRow, Light, Statistic};
use crate::error::Error;
use crate::matching::Feasible;
use crate::pipeline::{self, Depth, Watch};
use crate::report::disk;
use crate::study::{Analysis, Study};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::Path;

/// Whether the lock is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// Write `<job>.lock`.
    Write,
    /// Leave the disk alone.
    Leave,
}

/// Makes the design of the job at `path`.
///
/// # Errors
/// Faults of the job or the data, an infeasible design, a lock that cannot be written.
pub fn run(path: &Path, write: Lock, watch: Watch<'_>) -> Result<Answer, Error> {
    let job = load::job(path)?;
    let study = pipeline::run(&job, Depth::Blind, watch)?;
    let made = lock::DesignLock::of(&study);
    let mut text = summary(&study);
    let _ = writeln!(text, "Outcome facts read: {}.", made.outcome_facts_read.join("; "));
    let lock_path = lock::path(path);
    if write == Lock::Write {
        let bytes = serde_json::to_vec_pretty(&made).unwrap_or_default();
        disk::write_file(&lock_path, &bytes)?;
        let _ = writeln!(
            text,
            "Locked: {}. `matchwell run` will say whether the design is still this one.",
            lock_path.display()
        );
    }
    let analyses: Vec<Value> = study.analyses.iter().map(json_of).collect();
    Ok(Answer::both(text, json!({ "analyses": analyses, "lock": made })))
}

fn summary(study: &Study) -> String {
    let mut text = String::new();
    for a in &study.analyses {
        let (t, c) = (a.balance.treated, a.balance.control);
        let _ = writeln!(text, "{}", a.specification.name);
        let _ = writeln!(
            text,
            "  {:<22} {:>9} {:>9} {:>9} {:>12}",
            "", "all", "eligible", "matched", "effective n"
        );
        for (name, s) in [("supported", t), ("comparison", c)] {
            let _ = writeln!(
                text,
                "  {name:<22} {:>9} {:>9} {:>9} {:>12.1}",
                s.all, s.eligible, s.matched, s.ess
            );
        }
        possible(&mut text, a);
        differences(&mut text, a);
        for f in a.design.review.iter().chain(&a.matching.review).chain(&a.balance.review) {
            let _ = writeln!(text, "  [{}] {}", f.rule, f.message);
        }
        text.push('\n');
    }
    text
}

/// What could be matched at all, before anybody was; the whole table is in the run folder.
fn possible(text: &mut String, a: &Analysis) {
    let strata = &a.matching.feasibility;
    let sum = |of: fn(&Feasible) -> usize| strata.iter().map(of).sum::<usize>();
    let served = strata.iter().filter(|f| f.most_pairs > 0).count();
    if !strata.is_empty() {
        let _ = writeln!(
            text,
            "  possible under the rules: at most {} pairs of {} with {}, in {served} of {} strata",
            sum(|f| f.most_pairs),
            sum(|f| f.focal),
            sum(|f| f.pool),
            strata.len()
        );
    }
}

fn differences(text: &mut String, a: &Analysis) {
    let _ = writeln!(text, "  {:<32} {:>8} {:>8}  light", "standardised difference", "before", "after");
    let show = |v: Option<f64>| v.map_or("-".to_owned(), |v| format!("{v:.3}"));
    for row in smd_rows(a) {
        let name = row.level.as_ref().map_or(row.covariate.clone(), |l| format!("{}: {l}", row.covariate));
        let light = match row.light {
            Some(Light::Green) => "green",
            Some(Light::Amber) => "amber",
            Some(Light::Red) => "RED",
            None => "",
        };
        let _ = writeln!(text, "  {name:<32} {:>8} {:>8}  {light}", show(row.before), show(row.after));
    }
}

fn smd_rows(a: &Analysis) -> impl Iterator<Item = &BalanceRow> {
    a.balance.rows.iter().filter(|r| r.statistic == Statistic::StandardisedDifference)
}

fn json_of(a: &Analysis) -> Value {
    let balance: Vec<Value> = smd_rows(a)
        .map(|r| json!({ "covariate": r.covariate, "level": r.level, "before": r.before, "after": r.after }))
        .collect();
    let review: Vec<Value> = a
        .design
        .review
        .iter()
        .chain(&a.matching.review)
        .chain(&a.balance.review)
        .map(|f| json!({ "rule": f.rule, "message": f.message }))
        .collect();
    json!({
        "specification": a.specification.name,
        "treated_matched": a.balance.treated.matched,
        "control_matched": a.balance.control.matched,
        "standardised_differences": balance,
        "review": review,
    })
}
