//! The covariates, each from its own column in each arm.

use super::builder::Builder;
use super::taken::lacks;
use super::{category, doubtful, number, provenance, yes_no};
use crate::cohort::{Covariate, Kind};
use crate::fault::{Fault, Place};
use crate::job::{CovariateSpec, FieldSpec, MissingPolicy};

/// Adds every covariate of the job, in its order.
pub(super) fn add(builder: &mut Builder<'_>) {
    for (name, spec) in &builder.job.covariates {
        let before = builder.faults.len();
        if let Some(fault) = unfit(name, spec) {
            builder.faults.push(fault);
        }
        let fields: Vec<Option<&FieldSpec>> = builder.sources.iter().map(|s| s.side.field(spec)).collect();
        // Known only after the start: of those supported alone, if the job says no more.
        let own = spec.after_start && fields.iter().any(Option::is_some);
        for (source, _) in builder.sources.iter().zip(&fields).filter(|(_, f)| f.is_none() && !own) {
            builder.faults.push(Fault {
                code: "MW226",
                message: format!("covariate `{name}` has no column for {}", source.side.words()),
                help: Some("say where its values come from".to_owned()),
                place: Place::Whole,
            });
        }
        let array = match spec.kind {
            Kind::Number => Some(number::column(builder, &fields)),
            Kind::YesNo => Some(yes_no::column(builder, &fields)),
            Kind::Category => category::column(builder, name, spec, &fields),
        };
        if let Some(array) = array {
            if spec.kind == Kind::Number {
                doubtful::codes(builder, name, &array);
            }
            builder.add(name, array);
            provenance::remember(builder, name, &fields);
        }
        let mut columns = builder.arms.iter().zip(&fields);
        let lacking = columns.any(|(arm, field)| field.is_some_and(|f| lacks(arm, f)));
        if lacking || builder.faults.len() > before {
            builder.broken.push(name.clone());
        }
        builder.covariates.push(Covariate {
            name: name.clone(),
            label: spec.label.clone().unwrap_or_else(|| name.clone()),
            kind: spec.kind,
            unit: spec.unit.clone(),
            after_start: spec.after_start,
        });
    }
}

/// A policy for missing values that does not suit the kind of covariate.
fn unfit(name: &str, spec: &CovariateSpec) -> Option<Fault> {
    let help = match (spec.missing, spec.kind) {
        (MissingPolicy::Indicator, Kind::Category) => "use `missing = \"level\"` for a category",
        (MissingPolicy::Indicator, Kind::YesNo) => {
            "declare it as a category and use `missing = \"level\"`, or use `exclude`"
        }
        (MissingPolicy::Level, Kind::Number) => "use `missing = \"indicator\"` for a number",
        (MissingPolicy::Level, Kind::YesNo) => "declare it as a category to have a level for the missing",
        _ => return None,
    };
    let policy = if spec.missing == MissingPolicy::Level { "level" } else { "indicator" };
    Some(Fault {
        code: "MW221",
        message: format!("`missing = \"{policy}\"` does not suit covariate `{name}`"),
        help: Some(help.to_owned()),
        place: Place::Whole,
    })
}
