//! What the design review is told of a valuation.

use super::model::Costs;
use super::spec::{BenefitSpec, ValueSpec};
use super::types::Valuation;
use crate::design::review::{Finding, Severity};
use crate::sensitivity::Evidence;

/// Weeks in a year.
const WEEKS: f64 = 52.0;

/// Everything in a valuation that a reader should doubt.
pub(super) fn findings(spec: &ValueSpec, found: &Valuation, e: &Evidence<'_>) -> Vec<Finding> {
    let mut all: Vec<Finding> = spec.outcome.iter().filter_map(unsourced).collect();
    all.extend(unsourced_costs(spec));
    all.extend(spec.outcome.iter().filter_map(|b| long(b, e.cohort.roles().gap.treated)));
    all.extend(unsure(found));
    all.extend(without_set_up(spec));
    all.extend(mixed(spec));
    all.extend(twice(spec));
    all
}

fn finding(rule: &'static str, severity: Severity, message: String, subject: &str) -> Finding {
    Finding { rule, severity, message, subject: (!subject.is_empty()).then(|| subject.to_owned()) }
}

fn unsourced(b: &BenefitSpec) -> Option<Finding> {
    b.unit_value.source.is_none().then(|| {
        let message = format!("nothing says where the unit value of `{}` is from", b.name);
        finding("MW144", Severity::Warning, message, &b.name)
    })
}

/// Costs without a source, in one finding.
fn unsourced_costs(spec: &ValueSpec) -> Option<Finding> {
    let items: Vec<String> =
        spec.spent().filter(|i| i.source.is_none()).map(|i| format!("`{}`", i.item)).collect();
    (!items.is_empty()).then(|| {
        let message = format!("nothing says where these costs are from: {}", items.join(", "));
        finding("MW144", Severity::Note, message, "costs")
    })
}

/// A benefit that is taken to last longer than anybody was followed.
fn long(b: &BenefitSpec, weeks: Option<f64>) -> Option<Finding> {
    let (years, followed) = (b.duration.said().value, weeks? / WEEKS);
    (years > followed).then(|| {
        let message = format!(
            "`{}` is taken to last {years} year{}, and the people supported were followed for {:.1}: beyond that nothing was seen",
            b.name,
            if (years - 1.0).abs() < 1e-9 { "" } else { "s" },
            followed
        );
        finding("MW145", Severity::Warning, message, &b.name)
    })
}

/// The interval of the ratio holds 1.
fn unsure(found: &Valuation) -> Option<Finding> {
    let (low, high) = found.sampled.as_ref().ok()?.under(Costs::All).ratio?;
    (low < 1.0 && high > 1.0).then(|| {
        let message =
            "the interval of the return holds 1: whether more comes back than was spent cannot be told \
                       from these data"
                .to_owned();
        finding("MW146", Severity::Warning, message, "")
    })
}

fn without_set_up(spec: &ValueSpec) -> Option<Finding> {
    (!spec.spent().any(|i| i.set_up)).then(|| {
        let message =
            "no cost is one of setting up or co-ordinating the service: the return is that of running it"
                .to_owned();
        finding("MW147", Severity::Note, message, "")
    })
}

/// Amounts in prices of several years.
fn mixed(spec: &ValueSpec) -> Option<Finding> {
    let index = spec.index.as_ref()?;
    let costs = spec.spent().map(|i| i.price_year.unwrap_or(i.year));
    let values = spec.outcome.iter().map(|b| b.unit_value.price_year.unwrap_or(spec.price_year));
    let mut years: Vec<u32> = costs.chain(values).chain([spec.price_year]).collect();
    years.sort_unstable();
    years.dedup();
    (years.len() > 1).then(|| {
        let list: Vec<String> = years.iter().map(u32::to_string).collect();
        let message = format!(
            "amounts are in prices of {}, brought to {} by an index ({})",
            list.join(", "),
            spec.price_year,
            index.source
        );
        finding("MW148", Severity::Note, message, "")
    })
}

/// Two benefits of one outcome may be the same gain counted twice.
fn twice(spec: &ValueSpec) -> Vec<Finding> {
    let again = |(k, b): (usize, &BenefitSpec)| {
        let first = spec.outcome[..k].iter().find(|o| o.outcome == b.outcome)?;
        let message = format!(
            "`{}` and `{}` both value changes of `{}`: make sure that they are not the same gain twice",
            first.name, b.name, b.outcome
        );
        Some(finding("MW149", Severity::Warning, message, &b.name))
    };
    spec.outcome.iter().enumerate().filter_map(again).collect()
}
