//! Exact tests and the bootstrap, after the headline is settled.

use crate::cohort::Cohort;
use crate::error::{Error, SpecificationError};
use crate::estimate::{self, ExactTests, TestMethod, TestRow, Which};
use crate::job::Role;
use crate::study::Analysis;
use rayon::prelude::*;

/// Results without a formula of every specification.
pub(super) fn run(cohort: &Cohort, analyses: &mut [Analysis], seed: u64) -> Result<(), Error> {
    let one = |a: &mut Analysis| {
        a.tests = tests(cohort, a, seed)
            .map_err(|source| Error::Specification { name: a.specification.name.clone(), source })?;
        Ok(())
    };
    analyses.par_iter_mut().map(one).collect()
}

fn tests(cohort: &Cohort, a: &Analysis, seed: u64) -> Result<Vec<TestRow>, SpecificationError> {
    let Some(effects) = &a.effects else { return Ok(Vec::new()) };
    let spec = &a.specification.estimate;
    let primary = a.specification.role == Role::Primary;
    if a.imputed.is_some() {
        let asked = primary && (spec.bootstrap.is_some() || spec.exact == ExactTests::All);
        return Ok(if asked { imputed(a) } else { Vec::new() });
    }
    let which = if primary { Which::Primary } else { Which::All };
    let compared = (cohort, &a.design, &a.matching);
    Ok(estimate::without_formula(compared, spec, effects, which, seed)?)
}

/// Each data set has its own tests; there is no rule that makes one of them.
fn imputed(a: &Analysis) -> Vec<TestRow> {
    let reason =
        "covariates were imputed: exact tests and resamples of several data sets make no single result";
    let method = match a.specification.estimate.bootstrap {
        Some(_) => TestMethod::BootstrapBca,
        None => TestMethod::Randomisation,
    };
    let effects = a.effects.iter().filter_map(|e| e.rows.get(e.primary));
    effects.map(|row| TestRow { method, ..TestRow::of(row) }.without(reason)).collect()
}
