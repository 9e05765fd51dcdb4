//! How far the people behind the specifications are apart: for disclosure control alone, never released.

use super::start;
use crate::report::disclose::Overlap;
use crate::study::{Analysis, Study};

/// All pairs of specifications, in the order of the job.
pub(super) fn between(study: &Study) -> Vec<Overlap> {
    let pairs = study.analyses.iter().enumerate().flat_map(|(i, a)| {
        study.analyses[i + 1..].iter().filter(move |b| b.imputation == a.imputation).map(move |b| (a, b))
    });
    pairs.map(|(a, b)| overlap(study, a, b)).collect()
}

fn overlap(study: &Study, a: &Analysis, b: &Analysis) -> Overlap {
    let mut apart = [0; 2];
    let weights = a.matching.analysis_weight.iter().zip(&b.matching.analysis_weight);
    for ((x, y), &treated) in weights.zip(study.cohort.treated()) {
        apart[usize::from(treated)] += usize::from((*x > 0.0) != (*y > 0.0));
    }
    let ((one, imputation), (other, _)) = (start(a), start(b));
    Overlap { one, other, imputation, treated: apart[1], control: apart[0] }
}
