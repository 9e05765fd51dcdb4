//! `value`: what the effect is worth beside what was spent.

use super::define::table;

table! {
    /// One figure of the social return.
    ValueRecord = "value",
    "One row per figure of the social return: inputs, steps from gross worth to present value, investments, totals with their interval, switching values, swings, and the return under every specification.",
    key ["part", "item", "input", "costs", "year", "specification"];
    specification: String, "", "Specification whose effects are valued.";
    imputation: Option<i64>, "", "Imputation; missing = none or pooled.";
    part: String, "", "What the row is: `assumption` (of all), `input`, a step of a benefit (`gross`, `deadweight`, `attribution`, `displacement`, `discounting`, `present_value`), `year` (present value of one year of a benefit), `investment`, `total`, `switching` (input at which the return is 1), `swing` (return at the ends of an input), `specification`, `left_out`.";
    item: String, "", "Benefit, investment or total; `all` for all benefits together.";
    input: Option<String>, "", "Which input: `effect`, `unit_value`, `mapping`, `duration`, `drop_off`, `attribution`, `displacement`, `lag`, `follow_up_fraction`, `extrapolation`, `discount_rate`, `people`.";
    outcome: Option<String>, "", "Outcome that is valued.";
    contrast: Option<String>, "", "What about it, as in `effects`.";
    costs: Option<String>, "", "Costs that count: `all`, or `running` (without set-up); of an investment, whether it is `running` or `set_up`.";
    year: Option<i64>, "", "Year after year 0.";
    value: Option<f64>, "", "The figure, in `unit`.";
    lower: Option<f64>, "", "Lower limit; of a swing, the return at `low_end`.";
    upper: Option<f64>, "", "Upper limit; of a swing, the return at `high_end`.";
    low_end: Option<f64>, "", "Low value of the input.";
    high_end: Option<f64>, "", "High value of the input.";
    said: Option<f64>, "", "Value of the input in the job, or the amount as declared.";
    unit: String, "", "Unit of the figure.";
    spread: Option<String>, "", "How the input is drawn: `known`, `normal` (limits from its standard error), `triangle` (limits = its range), `joint` (effects, together).";
    source: Option<String>, "", "Where the figure is from, as the job says.";
    because: Option<String>, "", "Why it is taken, as the job says.";
    from_effect: bool, "", "True if the figure rests on the effects, and so on people.";
    suppressed: bool, "", "True if the figure is withheld because an effect is.";
    null_reason: Option<String>, "", "Why there is no figure, where there is none.";
}
