//! `curve_choices`: how the differences of a specification curve hang on each choice.

use super::define::table;

table! {
    /// One level of one choice.
    ChoiceRecord = "curve_choices",
    "One row per choice and level of the specification curve, over all cells of one outcome, contrast and base: how much of the variance of the differences the choice explains, and the range of the level.",
    key ["outcome", "contrast", "base", "choice", "level"];
    outcome: String, "", "Outcome.";
    contrast: String, "", "What about it.";
    base: String, "", "What percentages and means are of.";
    choice: String, "", "What is varied, as the job calls it; `(combinations)` for what only combinations of choices explain.";
    level: String, "", "Level; `does not apply` where the choice means nothing.";
    share: Option<f64>, "share", "Share of the variance of the differences over the cells that the choice explains, averaged over all orders of entering choices (Lindeman, Merenda and Gold).";
    cells: i64, "cells", "Cells with an estimate at this level.";
    low: Option<f64>, "", "Least difference.";
    median: Option<f64>, "", "Median of the differences.";
    high: Option<f64>, "", "Greatest difference.";
    suppressed: bool, "", "True if the range is withheld because too few people are behind a cell.";
}
