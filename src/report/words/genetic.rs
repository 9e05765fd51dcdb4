//! A searched distance in words.

use super::super::tables::specifications::SpecificationRecord;
use super::{Names, number};
use crate::matching::{Fit, MatchingSpec};
use serde_json::Value;

/// What was weighed, how the weights were searched for, and what they are.
pub(super) fn distance(s: &SpecificationRecord, names: &Names) -> String {
    let all: Value = serde_json::from_str(&s.settings_json).unwrap_or_default();
    let matching: MatchingSpec =
        serde_json::from_value(all["specification"]["matching"].clone()).unwrap_or_default();
    let spec = &matching.genetic;
    let kind = match s.distance.as_str() {
        "robust_mahalanobis" => "rank-based (robust) Mahalanobis distance",
        "scaled_euclidean" => "Euclidean distance scaled by standard deviations within the groups",
        "euclidean" => "Euclidean distance in natural units",
        _ => "Mahalanobis distance",
    };
    let on = names.terms(s.metric_on.as_deref().unwrap_or(&s.terms));
    let score = if spec.score { format!(" and the {} (log-odds scale)", names.score) } else { String::new() };
    if spec.generations == 0 {
        return format!("{} on {on}, its weights not searched for.", super::said::capital(kind));
    }
    let aim = match spec.fit {
        Fit::Smd => "the largest standardised difference after matching as small as possible, then the next",
        Fit::Distributions => {
            "the largest standardised difference or gap of distributions after matching as small as possible, then the next"
        }
        Fit::Pvalues => {
            "the smallest p-value of paired t-tests and Kolmogorov-Smirnov tests as large as possible, then the next"
        }
    };
    format!(
        "Weighted {kind} on {on}{score}. The weights, from {} to {}, were searched for (Diamond and Sekhon 2013) by differential evolution, {} at a time over at most {} generations, to make {aim}; no end value was read for it.{}",
        spec.least,
        spec.most,
        spec.population,
        spec.generations,
        found(s, names)
    )
}

fn found(s: &SpecificationRecord, names: &Names) -> String {
    let weights = s.genetic_weights.as_deref().and_then(|w| serde_json::from_str(w).ok());
    let Some(Value::Object(weights)) = weights else { return String::new() };
    let each = |(name, w): (&String, &Value)| {
        format!("{} {}", names.term(name), number(w.as_f64().unwrap_or(0.0), 2))
    };
    let each: Vec<String> = weights.iter().map(each).collect();
    format!(" Found: {}.", each.join(", "))
}
