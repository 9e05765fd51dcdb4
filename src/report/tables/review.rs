//! `review`: findings of the design review.

use super::define::table;

table! {
    /// One finding about one specification.
    ReviewRecord = "review",
    "One row per finding of the design review: what may weaken the result.",
    key ["specification", "rule", "subject", "message"];
    specification: String, "", "Name of the specification.";
    imputation: Option<i64>, "", "Imputation; missing = none or pooled.";
    rule: String, "", "Code of the rule; `matchwell explain` tells more.";
    severity: String, "", "`note`, `warning` or `serious`.";
    subject: Option<String>, "", "What it is about, such as a covariate.";
    message: String, "", "What was found.";
    allowed_because: Option<String>, "", "Why the job accepts it; missing = not accepted.";
}
