//! `curve_combinations`: what became of every combination of a specification curve.

use super::define::table;

table! {
    /// Combinations that share a fate.
    CombinationRecord = "curve_combinations",
    "One row per fate of the combinations of the specification curve and reason: they add up to the whole grid.",
    key ["fate", "reason"];
    fate: String, "", "`estimated`; `same` (another cell over again), `impossible` (settings that contradict), `without_answer` (tried, with no estimate).";
    reason: String, "", "Why, where there is no cell of its own or no estimate.";
    combinations: i64, "combinations", "How many.";
}
