//! Joint inference over the cells of a curve.

/// What the cells say together about no effect in any of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Joint {
    /// Replicates behind the p-values; the least p-value is 1 in one more.
    pub replicates: usize,
    /// Share of the cells whose difference has the sign that most have.
    pub direction: f64,
    /// Mean of the differences in their standard errors.
    pub mean_z: Option<f64>,
    /// p-value of the median difference.
    pub p_median: f64,
    /// p-value of the share in one direction.
    pub p_direction: f64,
    /// p-value of the mean z.
    pub p_mean_z: Option<f64>,
}

/// Two-sided tests of the hypothesis that there is no effect, over all cells at once.
///
/// ```text
/// null forced: t*_cb = estimate of cell c in replicate b, less its own estimate
/// p = (1 + number of b with S(t*_b) at least S(t)) / (B + 1),   S = |median|, share of the commoner sign, |mean t/se|
/// ```
///
/// The same people are drawn for all cells, so that their dependence is kept. There is no count of 'significant'
/// cells: it depends on how many cells of a kind were declared.
///
/// * `estimates`: difference of each cell.
/// * `errors`: standard error of each; cells without one do not enter the mean z.
/// * `moved`: of each cell how far it moved in each replicate, all of one length.
///
/// `None` without cells or replicates. Cost: cells x replicates.
/// Reference: Simonsohn, Simmons and Nelson (2020), Nature Human Behaviour 4, section on inference; Davison and
/// Hinkley (1997), section 4.2 for the p-value.
#[must_use]
pub fn joint(estimates: &[f64], errors: &[Option<f64>], moved: &[&[f64]]) -> Option<Joint> {
    let replicates = moved.iter().map(|m| m.len()).min()?;
    if estimates.is_empty() || replicates == 0 || moved.len() != estimates.len() {
        return None;
    }
    let mut cells = estimates.to_vec();
    let seen = Statistics::of(&mut cells, errors);
    let (mut median, mut direction, mut z) = (1, 1, 1);
    for b in 0..replicates {
        cells.clear();
        cells.extend(moved.iter().map(|m| m[b]));
        let drawn = Statistics::of(&mut cells, errors);
        median += usize::from(drawn.median >= seen.median);
        direction += usize::from(drawn.direction >= seen.direction);
        z += usize::from(drawn.mean_z.unwrap_or(0.0).abs() >= seen.mean_z.unwrap_or(0.0).abs());
    }
    let p = |count: usize| count as f64 / (replicates + 1) as f64;
    Some(Joint {
        replicates,
        direction: seen.direction,
        mean_z: seen.mean_z,
        p_median: p(median),
        p_direction: p(direction),
        p_mean_z: seen.mean_z.map(|_| p(z)),
    })
}

struct Statistics {
    median: f64,
    direction: f64,
    mean_z: Option<f64>,
}

impl Statistics {
    /// Of the cells, which come back in another order.
    fn of(cells: &mut [f64], errors: &[Option<f64>]) -> Self {
        let n = cells.len() as f64;
        let count = |sign: f64| cells.iter().filter(|t| **t * sign > 0.0).count() as f64;
        let direction = count(1.0).max(count(-1.0)) / n;
        let (mut sum, mut with) = (0.0, 0.0);
        for (t, se) in cells.iter().zip(errors) {
            if let Some(se) = se.filter(|se| *se > 0.0) {
                sum += t / se;
                with += 1.0;
            }
        }
        let mean_z = (with > 0.0).then(|| sum / with);
        Self { direction, mean_z, median: median(cells).unwrap_or(0.0).abs() }
    }
}

/// The median, the mean of the middle two where they are two; reorders. `None` of nothing.
pub(super) fn median(values: &mut [f64]) -> Option<f64> {
    let n = values.len();
    if n == 0 {
        return None;
    }
    let (below, &mut upper, _) = values.select_nth_unstable_by(n / 2, f64::total_cmp);
    if n % 2 == 1 {
        return Some(upper);
    }
    let lower = below.iter().copied().max_by(f64::total_cmp).unwrap_or(upper);
    Some(f64::midpoint(lower, upper))
}
