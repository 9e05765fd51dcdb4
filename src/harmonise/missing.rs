//! What happens to units without a value, covariate by covariate.

use super::builder::Builder;
use super::computed;
use super::field::number_array;
use crate::cohort::{Covariate, Kind};
use crate::fault::Fault;
use crate::ingest::Repeated;
use crate::job::{CovariateSpec, MissingPolicy};
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::Float64Type;

/// The level that stands for a missing category under the policy `level`.
pub const MISSING_LEVEL: &str = "(missing)";

/// Applies the policies: first those who are left out, then whoever of the rest stops the run, then
/// the means and indicators. What is to be imputed stays missing: `impute` fills it in later.
pub(super) fn settle(builder: &mut Builder<'_>) {
    let job = builder.job;
    if builder.unclear {
        return;
    }
    let whole = job.covariates.iter().filter(|(name, _)| !builder.broken.contains(*name));
    let whole: Vec<_> = whole.collect();
    let with = |policy: MissingPolicy| whole.iter().copied().filter(move |(_, c)| c.missing == policy);
    for (name, spec) in with(MissingPolicy::Exclude) {
        exclude(builder, name, spec);
    }
    for (name, spec) in with(MissingPolicy::Stop) {
        stop(builder, name, spec);
    }
    for (name, spec) in with(MissingPolicy::Indicator).filter(|(_, c)| c.kind == Kind::Number) {
        indicate(builder, name, spec);
    }
}

fn missing(array: &ArrayRef) -> Vec<usize> {
    let nulls = array.nulls().filter(|n| n.null_count() > 0);
    nulls.map(|n| (0..n.len()).filter(|&i| n.is_null(i)).collect()).unwrap_or_default()
}

fn exclude(builder: &mut Builder<'_>, name: &str, spec: &CovariateSpec) {
    let Some(array) = builder.columns.get(name) else { return };
    let mut units = missing(array);
    units.retain(|&unit| builder.entry.stays(unit) && asked(builder, unit, spec));
    if units.is_empty() {
        return;
    }
    let code = builder.entry.code("missing_covariate", &format!("no value for `{name}`"));
    for unit in units {
        builder.entry.mark(unit, code);
    }
}

/// `true` if the job says where the arm of a unit has the covariate.
fn asked(builder: &Builder<'_>, unit: usize, spec: &CovariateSpec) -> bool {
    let arms = builder.arms.iter().zip(&builder.sources);
    let mut own = arms.filter(|(arm, _)| (arm.offset..arm.offset + arm.len()).contains(&unit));
    own.next().is_none_or(|(_, source)| source.side.field(spec).is_some())
}

fn stop(builder: &mut Builder<'_>, name: &str, spec: &CovariateSpec) {
    let Some(array) = builder.columns.get(name) else { return };
    let mut units = missing(array);
    units.retain(|&unit| builder.entry.stays(unit));
    for at in 0..builder.arms.len() {
        let Some(field) = builder.sources[at].side.field(spec) else { continue };
        let mut found = Repeated::default();
        let arm = builder.arms[at].offset..builder.arms[at].offset + builder.arms[at].len();
        for &unit in units.iter().filter(|unit| arm.contains(unit)) {
            let help = "say what happens to them: `missing = \"exclude\"`, `\"impute\"`, `\"indicator\"` or `\"level\"`";
            found.add(|| match field.expression() {
                None => builder.fault("MW218", unit, field.column(), no_value(name), help),
                Some(text) => {
                    let (arm, message) = (&builder.arms[at], no_value(name));
                    computed::fault(arm, "MW218", unit - arm.offset, text, message, help)
                }
            });
        }
        found.finish(&mut builder.faults);
    }
}

fn no_value(name: &str) -> String {
    format!("no value for covariate `{name}`, whose policy is to stop")
}

/// Sets missing numbers to the mean of the known ones of both arms and adds `<name>.missing`.
fn indicate(builder: &mut Builder<'_>, name: &str, spec: &CovariateSpec) {
    let Some(array) = builder.columns.get(name).cloned() else { return };
    let mut values = array.as_primitive::<Float64Type>().values().to_vec();
    let units = missing(&array);
    let (mut sum, mut n) = (0.0, 0_u32);
    for (unit, value) in values.iter().enumerate() {
        if builder.entry.stays(unit) && array.is_valid(unit) {
            sum += value;
            n += 1;
        }
    }
    if n == 0 {
        builder.faults.push(nobody(name));
        return;
    }
    let mut absent = vec![0.0; values.len()];
    for &unit in &units {
        values[unit] = sum / f64::from(n);
        absent[unit] = 1.0;
    }
    let indicator = format!("{name}.missing");
    builder.columns.insert(name.to_owned(), number_array(values));
    builder.add(&indicator, number_array(absent));
    if units.iter().any(|&unit| builder.entry.stays(unit)) {
        let label = spec.label.as_deref().unwrap_or(name);
        let after = builder.covariates.iter().position(|c| c.name == name).map_or(0, |at| at + 1);
        builder.covariates.insert(
            after,
            Covariate {
                name: indicator,
                label: format!("{label}: missing"),
                kind: Kind::YesNo,
                unit: None,
                after_start: spec.after_start,
            },
        );
    }
}

fn nobody(name: &str) -> Fault {
    Fault {
        code: "MW218",
        message: format!("nobody who takes part has a value for `{name}`"),
        help: Some("look at its missing codes, or leave it out".to_owned()),
        place: crate::fault::Place::Whole,
    }
}
