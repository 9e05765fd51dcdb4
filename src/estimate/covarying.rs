//! How effects on the same people vary together: for what is worked out from several of them at once.

use super::arms::Arms;
use super::error::EstimateError;
use super::people;
use super::rows::Cell;
use super::sample::Sample;
use super::spec::EstimateSpec;
use super::types::{Effects, PeopleCounts};
use super::work::Work;
use crate::cohort::Cohort;
use crate::design::Design;
use crate::matching::Matching;
use crate::stats::sandwich::compact;
use ndarray::Array2;

/// How differences and comparison means of some effects vary together.
#[derive(Debug, Clone)]
pub struct Covarying {
    /// Correlations of difference 0, comparison mean 0, difference 1, comparison mean 1, ...
    pub correlation: Array2<f64>,
    /// Variance of each comparison mean.
    pub comparison: Vec<f64>,
    /// People behind each effect.
    pub people: Vec<PeopleCounts>,
}

/// How the effects at `at` of `effects` vary together, or in words why that is not known.
///
/// ```text
/// s_cq = sum over the people of cluster c of their influence on q,   corr_qr = sum s_cq s_cr / sqrt(sum s_cq^2 sum s_cr^2)
/// ```
///
/// A cluster is a matched set; without sets a household or site where the job declares one, else a person. Variances
/// are those of the effects themselves: correlations alone come from here, so that a pairing of rules for variances is
/// never needed. The matrix is a Gram matrix and so never indefinite.
///
/// * `effects`: those that [`super::run`] gave for the same comparison.
///
/// # Errors
/// As [`super::run`].
pub fn covarying(
    cohort: &Cohort,
    design: &Design,
    matching: &Matching,
    spec: &EstimateSpec,
    (effects, at): (&Effects, &[usize]),
) -> Result<Result<Covarying, String>, EstimateError> {
    let work = Work::new(cohort, design, matching, spec)?;
    let cells = at.iter().filter_map(|&k| Some((Cell::of(&work, effects.rows.get(k)?)?, &effects.rows[k])));
    let (mut pulls, mut comparison, mut counts) = (Vec::new(), Vec::new(), Vec::new());
    for (cell, row) in cells {
        let (sample, y) = cell.sample();
        let arms = match cell.arms(&sample, &y, row.estimator) {
            Ok(arms) => arms,
            Err(reason) => return Ok(Err(reason)),
        };
        match work.ground().spread(&sample, &arms, [1.0, 0.0]) {
            Ok(spread) => comparison.push(spread.variance),
            Err(reason) => return Ok(Err(reason)),
        }
        counts.push(people::counts(&work, cell.measured()));
        pulls.extend(pulled(&work, &sample, &arms));
    }
    Ok(Ok(Covarying { correlation: correlations(&pulls), comparison, people: counts }))
}

/// Sums over clusters of the influence on the difference and on the comparison mean.
fn pulled(work: &Work<'_>, sample: &Sample, arms: &Arms) -> [Vec<f64>; 2] {
    let compared = &work.compared;
    let own = || (0..compared.units.len()).map(|p| p as u32).collect();
    let codes = compared.set.clone().or_else(|| compared.cluster.clone()).unwrap_or_else(own);
    let (codes, clusters) = compact(&codes);
    let mut sums = [vec![0.0; clusters], vec![0.0; clusters]];
    for (k, &p) in sample.rows.iter().enumerate() {
        let c = codes[p] as usize;
        sums[0][c] += arms.psi[1][k] - arms.psi[0][k];
        sums[1][c] += arms.psi[0][k];
    }
    sums
}

/// Correlations of sums over the same clusters; of something that does not vary with anything: 0.
fn correlations(pulls: &[Vec<f64>]) -> Array2<f64> {
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let size: Vec<f64> = pulls.iter().map(|p| product(p, p).sqrt()).collect();
    let one = |(i, j): (usize, usize)| match size[i] * size[j] {
        _ if i == j => 1.0,
        s if s > 0.0 => (product(&pulls[i], &pulls[j]) / s).clamp(-1.0, 1.0),
        _ => 0.0,
    };
    Array2::from_shape_fn((pulls.len(), pulls.len()), one)
}

#[cfg(test)]
mod tests {
    use super::correlations;

    #[test]
    fn correlations_by_hand() {
        let pulls = [vec![3.0, 4.0], vec![4.0, 3.0], vec![-3.0, -4.0], vec![0.0, 0.0]];
        let found = correlations(&pulls);
        assert_eq!((found[(0, 0)], found[(0, 2)], found[(3, 3)]), (1.0, -1.0, 1.0));
        assert!((found[(0, 1)] - 0.96).abs() < 1e-15 && found[(0, 1)] == found[(1, 0)]);
        assert_eq!(found[(0, 3)], 0.0);
    }
}
