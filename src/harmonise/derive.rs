//! Computed columns.

use super::builder::Builder;
use crate::cohort::{
    CohortError, Column, Covariate, Expression, ExpressionError, Kind, Sort, Texts, Value, category_array,
};
use crate::fault::{Fault, Place};
use crate::ingest::Repeated;
use crate::job::DeriveSpec;
use crate::stats::text::nearest;
use arrow::array::{Array, ArrayRef};
use std::sync::Arc;

/// Adds the columns of `[derive]` as covariates, in job order, so that each may use those before it.
///
/// What is computed from a covariate that is still to be imputed may be missing here: `impute` computes it anew.
pub(super) fn add(builder: &mut Builder<'_>) {
    let open = builder.job.open_columns();
    for (name, spec) in &builder.job.derive {
        let text = spec.expression();
        let value = Expression::parse(text).and_then(|e| e.evaluate(builder.len(), &|c| look(builder, c)));
        let column = match value {
            Ok(value) => array(builder, &value).map_err(|message| whole(name, text, "MW263", &message)),
            Err(error) => Err(refused(builder, name, text, &error)),
        };
        match column {
            Ok((array, kind)) => insert(builder, name, spec, (array, kind), open.contains(name)),
            Err(fault) => builder.faults.push(fault),
        }
    }
}

/// A column of the cohort so far.
fn look<'a>(builder: &'a Builder<'_>, name: &str) -> Result<Column<'a>, CohortError> {
    builder.columns.get(name).and_then(Column::of).ok_or_else(|| {
        let names: Vec<&str> = builder.columns.keys().map(String::as_str).collect();
        let nearest = nearest(name, &names).map(str::to_owned);
        CohortError::NoColumn { name: name.to_owned(), nearest, known: names.join(", ") }
    })
}

/// A cell that cannot be read is told with its row.
fn refused(builder: &Builder<'_>, name: &str, text: &str, error: &ExpressionError) -> Fault {
    match error {
        ExpressionError::Cell { doubt, .. } if !doubt.rows.is_empty() => {
            let code = if doubt.needs == Sort::Date { "MW260" } else { "MW261" };
            let message = format!("`{name} = \"{text}\"`: {}", doubt.message());
            builder.row_fault(code, doubt.rows[0] as usize, message, doubt.help())
        }
        other => whole(name, text, "MW224", &other.to_string()),
    }
}

fn whole(name: &str, text: &str, code: &'static str, why: &str) -> Fault {
    let message = format!("`{name} = \"{text}\"` under `[derive]`: {why}");
    Fault { code, message, help: None, place: Place::Whole }
}

/// The values as a column of the cohort.
fn array(builder: &Builder<'_>, value: &Value) -> Result<(ArrayRef, Kind), String> {
    match value {
        Value::Text(texts) => Ok((category(builder, texts)?, Kind::Category)),
        Value::Date(_) => Err("a date is no covariate; take the time between two dates".to_owned()),
        Value::Truth(_) | Value::Number(_) => {
            let kind = if value.sort() == Sort::Truth { Kind::YesNo } else { Kind::Number };
            value.numbers().map(|a| (Arc::new(a) as ArrayRef, kind)).ok_or_else(String::new)
        }
    }
}

/// The levels are the words of units that take part, sorted; an empty text is missing.
fn category(builder: &Builder<'_>, texts: &Texts) -> Result<ArrayRef, String> {
    let mut seen = vec![false; texts.words().len()];
    for (unit, &code) in texts.codes().iter().enumerate().filter(|(unit, _)| builder.entry.stays(*unit)) {
        if let Some(seen) = seen.get_mut(code as usize) {
            *seen = true;
        }
        debug_assert!(unit < builder.len());
    }
    let words = texts.words().iter().zip(&seen).filter(|(w, seen)| **seen && !w.is_empty());
    let mut levels: Vec<String> = words.map(|(w, _)| w.clone()).collect();
    levels.sort_by(|a, b| super::natural::compare(a, b));
    if levels.len() > usize::from(u16::MAX) {
        return Err(format!("it has {} different words; a category has at most 65,535", levels.len()));
    }
    let place = |w: &String| levels.iter().position(|l| l == w).map(|at| at as u16);
    let places: Vec<Option<u16>> = texts.words().iter().map(place).collect();
    let code = |c: &u32| places.get(*c as usize).copied().flatten();
    category_array(texts.codes().iter().map(code), &levels).map_err(|e| e.to_string())
}

fn insert(
    builder: &mut Builder<'_>,
    name: &str,
    spec: &DeriveSpec,
    (array, kind): (ArrayRef, Kind),
    open: bool,
) {
    let mut lost = Repeated::default();
    let judged = builder.broken.is_empty() && !builder.unclear && !open;
    let units = if judged { array.len() } else { 0 };
    for unit in (0..units).filter(|&i| array.is_null(i) && builder.entry.stays(i)) {
        let message = format!("`{name} = \"{}\"` has no value here", spec.expression());
        let help = "look for a division by zero or a covariate without a value";
        lost.add(|| builder.row_fault("MW235", unit, message, help));
    }
    lost.finish(&mut builder.faults);
    builder.add(name, array);
    let (label, unit) = match spec {
        DeriveSpec::Formula(_) => (None, None),
        DeriveSpec::Labelled(spec) => (spec.label.clone(), spec.unit.clone()),
    };
    let label = label.unwrap_or_else(|| name.to_owned());
    // What is computed from something known only after the start is known only then.
    let uses = Expression::parse(spec.expression()).map(|e| e.columns()).unwrap_or_default();
    let after_start = builder.covariates.iter().any(|c| c.after_start && uses.contains(&c.name));
    builder.covariates.push(Covariate { name: name.to_owned(), label, kind, unit, after_start });
}
