//! `curve`: what the cells of a specification curve say together.

use super::define::table;

table! {
    /// One question that cells of the curve answer.
    CurveRecord = "curve",
    "One row per question that cells of the specification curve answer: range of the difference, and the joint test of no effect.",
    key ["question"];
    question: i64, "", "Number of the question, from 1; `specifications` says which cells answer it.";
    outcome: String, "", "Outcome.";
    contrast: String, "", "What about it.";
    base: String, "", "What percentages and means are of.";
    estimand: String, "", "`ATT`, `ATC`, `ATE`, `ATO`, `ATM` or `ATOS`.";
    filter: Option<String>, "", "Who takes part.";
    baseline: String, "", "What is done with the start score: `match` or `ignore`.";
    everyone: bool, "", "True if everyone eligible of the people the effect is about is compared; false if some are left out.";
    unit: String, "", "Unit of the difference; proportions are fractions of 1.";
    cells: i64, "cells", "Cells with an estimate.";
    withheld: i64, "cells", "Of those, withheld because too few people are behind them.";
    low: Option<f64>, "", "Least difference.";
    median: Option<f64>, "", "Median of the differences.";
    high: Option<f64>, "", "Greatest difference.";
    treat_low: Option<f64>, "", "Least mean or proportion of the treated.";
    treat_high: Option<f64>, "", "Greatest.";
    comparison_low: Option<f64>, "", "Least mean or proportion of the comparison people.";
    comparison_high: Option<f64>, "", "Greatest.";
    compared_low: Option<f64>, "share", "Least share of the eligible people, whom the effect is about, who are compared.";
    compared_high: Option<f64>, "share", "Greatest.";
    replicates: Option<i64>, "replicates", "Replicates of the joint test; missing = no test.";
    p_median: Option<f64>, "", "p-value of no effect in any cell, by the median difference.";
    direction: Option<f64>, "share", "Share of the cells whose difference has the sign that most have.";
    p_direction: Option<f64>, "", "p-value by that share.";
    mean_z: Option<f64>, "", "Mean of the differences in their standard errors.";
    p_mean_z: Option<f64>, "", "p-value by that mean.";
}
