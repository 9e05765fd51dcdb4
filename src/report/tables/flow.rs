//! `flow`: who is in the comparison, who is not and why.

use super::define::table;

table! {
    /// People who reach a step or leave before the next.
    FlowRecord = "flow",
    "One row per specification, arm, step and reason: people who stay and people who leave.",
    key ["specification", "arm", "position"];
    specification: String, "", "Name of the specification.";
    imputation: Option<i64>, "", "Imputation; missing = none or pooled.";
    arm: String, "", "`treated` or `control`.";
    position: i64, "", "Order of the rows within an arm, from 0.";
    step: String, "", "Totals: `in_files`, `entered`, `eligible`, `matched`, `analysed`; leavers: the step they did not reach.";
    reason: String, "", "`total`, or a stable word for why people leave before the step.";
    words: String, "", "The same for readers.";
    count: Option<i64>, "people", "How many.";
    suppressed: bool, "", "True if withheld because it is too few.";
}
