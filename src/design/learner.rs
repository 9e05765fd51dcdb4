//! Scores by a learner: everyone is scored by a model that did not see them.

use super::folds;
use super::matrix::Matrix;
use super::score::made_elsewhere;
use super::spec::PropensitySpec;
use super::types::Propensity;
use crate::cohort::Blinded;
use crate::stats::forest::Forest;
use crate::stats::glm::{Blocks, GlmError, Response};
use linfa::dataset::DatasetBase;
use linfa::traits::{Fit, Predict};

/// Out-of-fold scores of a random forest.
///
/// People are cut into folds within each arm; the forest of fold k is grown on all other folds and scores
/// fold k. The C-statistic of the answer is therefore out of fold too.
///
/// # Errors
/// A fold without an arm (more folds than people), or weights, which a forest does not take.
pub(super) fn forest(
    cohort: Blinded<'_>,
    spec: &PropensitySpec,
    matrix: &Matrix<'_>,
    weight: Option<&[f64]>,
    seed: u64,
) -> Result<Propensity, GlmError> {
    if weight.is_some() {
        return Err(GlmError::Weights);
    }
    let rows = matrix.cohort_rows();
    let fold = folds::of(cohort, rows, spec.folds, seed, 0);
    let y: Vec<bool> = rows.iter().map(|&i| cohort.treated()[i as usize]).collect();
    let mut score = vec![0.0; rows.len()];
    for k in 0..spec.folds {
        let pick = |wanted: &dyn Fn(u32) -> bool| {
            (0..rows.len()).filter(|&i| wanted(fold[i])).collect::<Vec<usize>>()
        };
        let (inside, outside) = (pick(&|f| f != k), pick(&|f| f == k));
        let rows_of = |at: &[usize]| at.iter().map(|&i| rows[i]).collect::<Vec<u32>>();
        let learner = Forest { trees: spec.trees, depth: spec.depth, leaf: spec.leaf, seed, replicate: k };
        let (seen, unseen) = (matrix.among(rows_of(&inside)), matrix.among(rows_of(&outside)));
        let classes: Vec<bool> = inside.iter().map(|&i| y[i]).collect();
        let response = Response { y: &classes, weight: None };
        let grove = learner.fit(&DatasetBase::new(Blocks(&seen), response))?;
        outside.iter().zip(grove.predict(Blocks(&unseen))).for_each(|(&i, p)| score[i] = p);
    }
    let mut of = vec![0; cohort.len()];
    rows.iter().zip(fold).for_each(|(&row, k)| of[row as usize] = k);
    Ok(Propensity { fold: Some(of), ..made_elsewhere(cohort, rows, &score) })
}
