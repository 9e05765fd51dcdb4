//! What the design review is told about hidden differences.

use super::placebo::Placebo;
use super::types::Doubt;
use crate::design::review::{Finding, Severity};
use crate::estimate::EffectRow;

/// A result that a hidden bias of this strength undoes withstands next to nothing.
const WEAK: f64 = 1.2;
/// A placebo that differs this clearly is no chance finding.
const CLEAR: f64 = 0.01;
/// What the name of a measured variable follows where a hidden one is just as strong.
const ONCE: &str = "1x ";

/// Findings about the headline, in order of their codes.
///
/// * `value`: its sensitivity value; `None` where it has none or is not significant.
/// * `rows`: all doubts.
pub(super) fn find(
    headline: &EffectRow,
    value: Option<f64>,
    rows: &[Doubt],
    placebos: &[Placebo],
    level: f64,
) -> Vec<Finding> {
    let about = [weak(headline, value), as_strong(headline, rows), undone(headline, rows)];
    let placebos = placebos.iter().filter_map(|p| of_placebo(p, level));
    about.into_iter().flatten().chain(placebos).collect()
}

fn weak(headline: &EffectRow, value: Option<f64>) -> Option<Finding> {
    let gamma = value.filter(|g| *g < WEAK)?;
    let message = format!(
        "the headline is no longer significant if something unseen lets the odds of being supported differ by a \
         factor of {gamma:.2} between two people of one set"
    );
    let subject = Some(headline.outcome.clone());
    Some(Finding { rule: "MW170", severity: Severity::Warning, message, subject })
}

/// A measured variable whose two ratios, hidden, would explain the limit of the interval away.
fn as_strong(headline: &EffectRow, rows: &[Doubt]) -> Option<Finding> {
    let of =
        |analysis: &'static str| rows.iter().filter(move |d| d.analysis == analysis && about(d, headline));
    let limit = of("e_value_limit").find_map(|d| d.value).filter(|e| *e > 1.0)?;
    let strong: Vec<&str> = of("e_value_benchmark")
        .filter(|d| d.value.is_some_and(|v| v >= limit))
        .filter_map(|d| d.subject.as_deref())
        .collect();
    let named = strong.iter().take(3).map(|s| format!("`{s}`")).collect::<Vec<_>>().join(", ");
    let message = format!(
        "an unseen trait that goes with support and outcome as strongly as {named} ({} of the variables matched on) \
         would take the interval to no effect (E-value of its limit: {limit:.2})",
        strong.len()
    );
    let subject = Some(headline.outcome.clone());
    (!strong.is_empty()).then_some(Finding { rule: "MW171", severity: Severity::Note, message, subject })
}

/// A measured variable such that a hidden one like it takes the interval of the regression to 0.
fn undone(headline: &EffectRow, rows: &[Doubt]) -> Option<Finding> {
    let holds = |d: &Doubt| d.lower.zip(d.upper).is_some_and(|(l, u)| l <= 0.0 && u >= 0.0);
    let whole = rows.iter().find(|d| d.analysis == "robustness" && about(d, headline))?;
    if whole.lower.is_none() || holds(whole) {
        return None;
    }
    let names = |d: &&Doubt| match d.analysis {
        "bias_benchmark_before" => true,
        "bias_benchmark" => d.subject.as_deref().is_some_and(|s| s.starts_with(ONCE)),
        _ => false,
    };
    let first = rows.iter().filter(names).find(|d| holds(d))?;
    let subject = first.subject.as_deref().unwrap_or_default();
    let name = subject.strip_prefix(ONCE).unwrap_or(subject);
    let when = if first.analysis == "bias_benchmark" { "is after" } else { "was before" };
    let message = format!(
        "a hidden variable as strong as `{name}` {when} matching would take the interval of the regression to no effect"
    );
    let subject = Some(headline.outcome.clone());
    Some(Finding { rule: "MW172", severity: Severity::Warning, message, subject })
}

fn about(d: &Doubt, row: &EffectRow) -> bool {
    (&d.outcome, d.contrast, &d.group, d.base) == (&row.outcome, row.contrast, &row.group, row.base)
        && (d.estimator, d.measure) == (row.estimator, row.measure)
}

fn of_placebo(placebo: &Placebo, level: f64) -> Option<Finding> {
    let subject = Some(placebo.name.clone());
    if placebo.matched {
        let message = format!("`{}` is matched on, so that as a placebo it shows nothing", placebo.name);
        return Some(Finding { rule: "MW174", severity: Severity::Warning, message, subject });
    }
    let p = placebo.doubt.p_value?;
    let told = if p < 0.001 { "p below 0.001".to_owned() } else { format!("p = {p:.3}") };
    let message = format!(
        "the matched groups differ on `{}`, which the programme cannot have changed ({told})",
        placebo.name
    );
    let severity = if p < CLEAR { Severity::Serious } else { Severity::Warning };
    (p < 1.0 - level).then_some(Finding { rule: "MW173", severity, message, subject })
}
