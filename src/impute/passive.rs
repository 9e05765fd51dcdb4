//! Derived columns, computed anew from completed covariates.

use crate::cohort::{Cohort, Column, Expression, Texts, Value, category_array};
use crate::fault::{Fault, Place};
use crate::job::JobSpec;
use arrow::array::{Array, ArrayRef};
use std::sync::Arc;

/// Computes every column of `[derive]` that rests on an imputed covariate anew, in job order.
///
/// # Errors
/// An expression that has no value for someone who takes part, such as a division by an imputed 0.
pub(super) fn derive(mut cohort: Cohort, job: &JobSpec) -> Result<Cohort, Vec<Fault>> {
    let open = job.open_columns();
    for (name, spec) in job.derive.iter().filter(|(name, _)| open.contains(name)) {
        let text = spec.expression();
        let wrong = |why: String| {
            vec![Fault {
                code: "MW265",
                message: format!("`{name} = \"{text}\"` of imputed covariates: {why}"),
                help: Some("look for a division by zero, or compute it from other covariates".to_owned()),
                place: Place::Whole,
            }]
        };
        let value = Expression::parse(text)
            .and_then(|e| e.evaluate(cohort.len(), &|column| cohort.column(column)))
            .map_err(|e| wrong(e.to_string()))?;
        let array = column(&cohort, name, &value).map_err(wrong)?;
        let lost = (0..cohort.len()).filter(|&i| array.is_null(i) && cohort.entry().stays(i)).count();
        if lost > 0 {
            return Err(wrong(format!("it has no value for {lost} people")));
        }
        cohort = cohort.with_column(name, array).map_err(|e| wrong(e.to_string()))?;
    }
    Ok(cohort)
}

/// The values as a column of the cohort.
fn column(cohort: &Cohort, name: &str, value: &Value) -> Result<ArrayRef, String> {
    match value {
        Value::Text(texts) => category(cohort, name, texts),
        other => other
            .numbers()
            .map(|a| Arc::new(a) as ArrayRef)
            .ok_or_else(|| "a date is no covariate; take the time between two dates".to_owned()),
    }
}

/// The levels are those the column had before, then words that only filled-in values give, sorted.
fn category(cohort: &Cohort, name: &str, texts: &Texts) -> Result<ArrayRef, String> {
    let mut levels: Vec<String> = match cohort.column(name) {
        Ok(Column::Category(c)) => c.levels().map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let known = levels.len();
    let stays = |i: &usize| cohort.entry().stays(*i);
    for word in (0..cohort.len()).filter(stays).filter_map(|i| texts.get(i)) {
        if !word.is_empty() && !levels.iter().any(|l| l == word) {
            levels.push(word.to_owned());
        }
    }
    levels[known..].sort();
    let code = |word: &str| levels.iter().position(|l| l == word).map(|at| at as u16);
    category_array((0..cohort.len()).map(|i| texts.get(i).and_then(code)), &levels).map_err(|e| e.to_string())
}
