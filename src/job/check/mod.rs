//! Does the job make sense? Every check that needs no data, one file an idea.

mod bands;
mod columns;
mod covariates;
mod curve;
mod describe;
mod design;
mod estimate;
mod expressions;
mod factors;
mod fields;
mod imputation;
mod inputs;
mod matching;
mod moderators;
mod names;
mod outcomes;
mod report;
mod sample;
mod scales;
mod scene;
mod sensitivity;
mod settings;
mod sorts;
mod strata;
mod terms;
mod value;
mod variance;

use super::curve::Grid;
use super::faults::Faults;
use super::read::Scale;
use super::spans::Spans;
use super::spec::{JobSpec, Role, Specification};
use names::Names;
use scene::{Place, Scene};

pub(super) use inputs::Inputs;

/// Checks a job and all its specifications.
pub(super) fn run(
    spec: &JobSpec,
    specifications: &[Specification],
    grid: Option<&mut Grid>,
    spans: &Spans<'_>,
    scales: &[Scale<'_>],
    faults: &mut Faults,
) -> Inputs {
    let names = Names::of(spec, spans);
    let scene = Scene { spec, spans, names: &names, scales };
    let inputs = inputs::check(&scene, faults);
    columns::check(&scene, faults);
    names::check(&scene, faults);
    covariates::check(&scene, faults);
    imputation::check(&scene, faults);
    outcomes::check(&scene, faults);
    scales::check(&scene, faults);
    fields::check(&scene, faults);
    expressions::check(&scene, faults);
    settings::check(&scene, faults);
    report::check(&scene, faults);
    bands::check(&scene, faults);
    describe::check(&scene, faults);
    sensitivity::check(&scene, specifications, faults);
    value::check(&scene, specifications, faults);
    for specification in specifications.iter().filter(|s| s.role != Role::Bracket) {
        one(&scene, specification, &Place::of(spans, specification.id), faults);
    }
    curve::check(&scene, grid, faults);
    inputs
}

/// Checks the settings of one specification.
fn one(scene: &Scene<'_>, specification: &Specification, place: &Place<'_>, faults: &mut Faults) {
    design::check(scene, specification, place, faults);
    matching::check(scene, specification, place, faults);
    imputation::specification(scene, specification, place, faults);
    sample::check(scene, specification, place, faults);
    estimate::check(scene, specification, place, faults);
    settings::specification(specification, place, faults);
}
