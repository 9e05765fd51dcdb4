//! What the design review can see in the balance.

use super::lights::{RATIO, START};
use super::spec::BalanceSpec;
use super::types::{BalanceRow, Light, Statistic};
use super::variables::{Part, Variable};
use crate::design::review::{Finding, Severity};

/// All findings of this stage.
///
/// * `table`: each variable with its rows.
pub(super) fn review(spec: &BalanceSpec, table: &[(Variable<'_>, Vec<BalanceRow>)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let judged = table.iter().filter(|(v, _)| matches!(v.part, Part::Covariate | Part::Start));
    let mut odd_spread = Vec::new();
    for (variable, rows) in judged {
        let name = name(variable);
        let after = |statistic| {
            rows.iter().find(|r| r.statistic == statistic).and_then(|r| Some((r.after?, r.light)))
        };
        if let Some((d, light)) = after(Statistic::StandardisedDifference) {
            findings.extend(difference(spec, variable.part, &name, d, light));
        }
        if let Some((ratio, _)) = after(Statistic::VarianceRatio)
            && !(RATIO[0]..=RATIO[1]).contains(&ratio)
        {
            odd_spread.push(format!("`{name}` ({ratio:.2})"));
        }
    }
    if !odd_spread.is_empty() {
        findings.push(Finding {
            rule: "MW143",
            severity: Severity::Note,
            message: format!(
                "after matching the variance ratio lies outside 0.5 to 2 for {}",
                odd_spread.join(", ")
            ),
            subject: None,
        });
    }
    findings
}

fn name(variable: &Variable<'_>) -> String {
    variable
        .level
        .as_ref()
        .map_or_else(|| variable.covariate.clone(), |l| format!("{}: {l}", variable.covariate))
}

fn difference(spec: &BalanceSpec, part: Part, name: &str, d: f64, light: Option<Light>) -> Option<Finding> {
    let percent = 100.0 * d.abs();
    let is_start = part == Part::Start && d.abs() > START;
    let (rule, severity, limit) = match light {
        _ if is_start => ("MW142", Severity::Serious, START),
        Some(Light::Red) => ("MW140", Severity::Warning, spec.amber),
        Some(Light::Amber) => ("MW141", Severity::Note, spec.green),
        _ => return None,
    };
    let message = format!(
        "after matching the two groups still differ by {percent:.1} % of a standard deviation in `{name}` (limit {:.0} %)",
        100.0 * limit
    );
    Some(Finding { rule, severity, message, subject: Some(name.to_owned()) })
}
