//! Derived columns, computed anew from completed covariates.

use crate::cohort::{Cohort, Expression};
use crate::fault::{Fault, Place};
use crate::job::JobSpec;
use arrow::array::Array;

/// Computes every column of `[derive]` that rests on an imputed covariate anew, in job order.
///
/// # Errors
/// An expression that has no value for someone who takes part, such as a division by an imputed 0.
pub(super) fn derive(mut cohort: Cohort, job: &JobSpec) -> Result<Cohort, Vec<Fault>> {
    let open = job.open_columns();
    for (name, text) in job.derive.iter().filter(|(name, _)| open.contains(name)) {
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
        let array = value.into_array();
        let lost = (0..cohort.len()).filter(|&i| array.is_null(i) && cohort.entry().stays(i)).count();
        if lost > 0 {
            return Err(wrong(format!("it has no value for {lost} people")));
        }
        cohort = cohort.with_column(name, array).map_err(|e| wrong(e.to_string()))?;
    }
    Ok(cohort)
}
