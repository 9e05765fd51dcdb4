//! Differences of two weighted cumulative distributions.

/// One place of a sorted column: value, group (`true` = first), weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Value.
    pub x: f64,
    /// Group.
    pub first: bool,
    /// Weight, at least 0; 0 means not used, but the value still counts as a place.
    pub weight: f64,
}

/// Mean and greatest absolute difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EcdfGap {
    /// Plain mean over the distinct values.
    pub mean: f64,
    /// Kolmogorov-Smirnov distance.
    pub max: f64,
}

/// Mean and greatest difference of two weighted cumulative distributions, over every distinct value,
/// those of units without weight included.
///
/// * `steps`: rising in `x`.
/// * `mass`: total weight of the second and of the first group.
///
/// Returns `None` when a group carries no weight. Cost: one pass.
///
/// ```
/// use matchwell::stats::ecdf::{ecdf_gap, Step};
/// let step = |x, first| Step { x, first, weight: 1.0 };
/// let gap = ecdf_gap([step(1.0, true), step(2.0, false)].into_iter(), [1.0, 1.0]).unwrap();
/// assert_eq!((gap.mean, gap.max), (0.5, 1.0));
/// ```
pub fn ecdf_gap(steps: impl Iterator<Item = Step>, mass: [f64; 2]) -> Option<EcdfGap> {
    if mass[0] <= 0.0 || mass[1] <= 0.0 {
        return None;
    }
    let mut below = [0.0; 2];
    let (mut sum, mut max, mut places) = (0.0, 0.0_f64, 0_usize);
    let mut last = None;
    let mut close = |below: [f64; 2]| {
        let gap = (below[1] / mass[1] - below[0] / mass[0]).abs();
        sum += gap;
        max = max.max(gap);
        places += 1;
    };
    for step in steps {
        if last.is_some_and(|x| x != step.x) {
            close(below);
        }
        last = Some(step.x);
        below[usize::from(step.first)] += step.weight;
    }
    last?;
    close(below);
    Some(EcdfGap { mean: sum / places as f64, max })
}
