//! Missing covariates that were filled in several times: what was done, and what it means.

use super::super::tables::specifications::SpecificationRecord;
use super::Names;
use super::numbers::{count, number, percent};

/// How missing covariates were filled in; empty where none were.
pub(super) fn filled(s: &SpecificationRecord, names: &Names) -> String {
    let Some(m) = s.imputations else { return String::new() };
    let Some(imputed) = &s.imputed else {
        return format!(
            "The files came with {m} completed data sets; how they were made is not known here. {}",
            agreement(s, names)
        );
    };
    let ways: Vec<String> = imputed.split(", ").map(|way| one(way, names)).collect();
    let rounds = s.imputation_rounds.unwrap_or_default();
    let rounds = format!("by chained equations ({rounds} rounds), each group by itself");
    let outcome = if s.imputed_with_outcome {
        " End scores helped, in a step of its own before the design; start scores were not filled in."
    } else {
        " No end score was read for it, and no score was filled in."
    };
    let rest = s
        .imputation_rhat
        .map_or(String::new(), |r| format!(" Largest R-hat of the chains: {}.", number(r, 2)));
    format!("Filled in {m} times {rounds}: {}.{outcome}{rest} {}", ways.join("; "), agreement(s, names))
}

/// `age: pmm` in words.
fn one(way: &str, names: &Names) -> String {
    let (name, method) = way.split_once(": ").unwrap_or((way, ""));
    let method = match method {
        "pmm" => "predictive mean matching",
        "norm" => "linear regression",
        "logistic" => "logistic regression",
        "multinomial" => "multinomial regression",
        "ordered" => "proportional odds",
        _ => return names.term(name),
    };
    format!("{} by {method}", names.term(name))
}

/// Who is matched whatever was filled in, and with whom.
fn agreement(s: &SpecificationRecord, names: &Names) -> String {
    let told = |n: Option<i64>| n.map_or_else(|| "a few or none".to_owned(), |n| count(Some(n as f64)));
    let about = match s.estimand.as_str() {
        "ATC" => &names.comparison,
        "ATT" => &names.treated,
        _ => "people",
    };
    let kept = s.partners_kept.map_or(String::new(), |k| {
        format!(" A partner in one data set is the partner in another too with a chance of {}.", percent(k))
    });
    format!(
        "People were matched in each completed data set anew. Of the {about}, {} are matched in all of them, {} in some only, {} in none; the effect is about those matched in each.{kept} Counts of people elsewhere are those of the first data set.",
        told(s.matched_always),
        told(s.matched_sometimes),
        told(s.matched_never)
    )
}

/// A sentence for the part about balance.
pub(super) fn averaged(s: &SpecificationRecord) -> String {
    s.imputations.map_or(String::new(), |m| format!(" Averages over {m} completed data sets."))
}

/// A sentence for the part about uncertainty.
pub(super) fn pooled(s: &SpecificationRecord) -> String {
    let Some(m) = s.imputations else { return String::new() };
    let missing = s.missing_information.map_or(String::new(), |f| {
        format!(" {} of the information about the headline is missing.", percent(f))
    });
    format!(
        " Pooled over {m} completed data sets by Rubin's rules, with the degrees of freedom of Barnard and Rubin; ratios on the log scale.{missing}"
    )
}
