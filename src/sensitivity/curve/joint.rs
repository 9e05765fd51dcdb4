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

#[cfg(test)]
mod tests {
    use super::super::draws::Draws;
    use super::{joint, median};
    use crate::estimate::{Pull, Together};
    use crate::stats::rng::{stream, uniform};

    #[test]
    fn medians() {
        assert_eq!(median(&mut []), None);
        assert_eq!(median(&mut [3.0]), Some(3.0));
        assert_eq!(median(&mut [4.0, 1.0]), Some(2.5));
        assert_eq!(median(&mut [9.0, 1.0, 2.0, 4.0]), Some(3.0));
    }

    /// By hand: medians of the replicates 1, -3, 0.5; of the cells 2: one of three is as far from nought.
    #[test]
    fn p_values_by_hand() {
        let moved: [&[f64]; 3] = [&[1.0, -4.0, 0.5], &[0.0, -3.0, -1.0], &[2.0, -1.0, 0.6]];
        let found = joint(&[1.0, 2.0, 3.0], &[Some(1.0), Some(2.0), None], &moved).expect("a test");
        assert_eq!((found.replicates, found.p_median), (3, 0.5));
        // All three cells have one sign, as in the second replicate alone.
        assert_eq!((found.direction, found.p_direction), (1.0, 0.5));
        // z: 1 and 1; of the replicates 0.5 and 0, -4 and -1.5, 0.5 and -0.5.
        assert_eq!((found.mean_z, found.p_mean_z), (Some(1.0), Some(0.5)));
        assert_eq!(joint(&[], &[], &[]), None);
        assert_eq!(joint(&[1.0], &[None], &[&[]]), None);
    }

    /// One draw of `cells` overlapping comparisons of 40 treated and 60 controls; the arms differ by `effect`.
    fn drawn(seed: u64, effect: f64, cells: usize) -> Vec<(f64, f64, Pull)> {
        let mut rng = stream(seed, "joint test", 0);
        let mut noise = || (0..12).map(|_| uniform(&mut rng)).sum::<f64>() - 6.0;
        let value: Vec<f64> = (0..100).map(|i| noise() + if i < 40 { effect } else { 0.0 }).collect();
        let cell = |c: usize| {
            let units: Vec<u32> = (0..100_u32).filter(|i| !(*i as usize + c).is_multiple_of(5)).collect();
            let y: Vec<f64> = units.iter().map(|&i| value[i as usize]).collect();
            let treated: Vec<bool> = units.iter().map(|&i| i < 40).collect();
            let weight: Vec<f64> = units.iter().map(|&i| 1.0 + f64::from(i % (c as u32 + 2))).collect();
            let mean = |arm: bool| {
                let of = || (0..y.len()).filter(|&k| treated[k] == arm);
                of().map(|k| weight[k] * y[k]).sum::<f64>() / of().map(|k| weight[k]).sum::<f64>()
            };
            let estimate = mean(true) - mean(false);
            (estimate, 0.25, Pull::Means { units, treated, weight, value: y })
        };
        (0..cells).map(cell).collect()
    }

    fn tested(seed: u64, effect: f64) -> super::Joint {
        let cells = drawn(seed, effect, 5);
        let treated: Vec<bool> = (0..100).map(|i| i < 40).collect();
        let together = Together { cluster: (0..100).collect(), clusters: 100, stratum: Vec::new() };
        let draws = Draws::new(&treated, &together, seed, 199);
        let moved: Vec<Vec<f64>> = cells.iter().map(|c| draws.moved(&c.2)).collect();
        let slices: Vec<&[f64]> = moved.iter().map(Vec::as_slice).collect();
        let estimates: Vec<f64> = cells.iter().map(|c| c.0).collect();
        let errors: Vec<Option<f64>> = cells.iter().map(|c| Some(c.1)).collect();
        joint(&estimates, &errors, &slices).expect("a test")
    }

    /// Without an effect p-values are uniform: of 400, the largest gap to the uniform distribution stays under the
    /// 99.9 % point of Kolmogorov and Smirnov, 1.95 / sqrt(400) = 0.098.
    #[test]
    fn without_an_effect_p_values_are_uniform() {
        let all: Vec<super::Joint> = (0..400).map(|seed| tested(seed, 0.0)).collect();
        for p in [|j: &super::Joint| j.p_median, |j: &super::Joint| j.p_mean_z.unwrap_or(1.0)] {
            let mut values: Vec<f64> = all.iter().map(p).collect();
            values.sort_by(f64::total_cmp);
            let gap = values
                .iter()
                .enumerate()
                .map(|(k, p)| (p - (k as f64 + 0.5) / 400.0).abs())
                .fold(0.0, f64::max);
            assert!(gap < 0.098, "{gap}");
        }
        // The share in one direction is discrete, and its p-values are never too small.
        let small = all.iter().filter(|j| j.p_direction <= 0.05).count();
        assert!(small <= 32, "{small}");
    }

    #[test]
    fn a_strong_effect_gives_the_least_p_value() {
        let found = tested(7, 3.0);
        assert_eq!(found.p_median, 1.0 / 200.0);
        assert_eq!(found.p_mean_z, Some(1.0 / 200.0));
        assert_eq!(found.direction, 1.0);
    }

    /// With whole clusters of the same value drawn together, movement is that of the clusters.
    #[test]
    fn those_drawn_together_come_together() {
        let treated: Vec<bool> = (0..40).map(|i| i < 20).collect();
        let value: Vec<f64> = (0..40).map(|i| f64::from(i / 4)).collect();
        let pull =
            Pull::Means { units: (0..40).collect(), treated: treated.clone(), weight: vec![1.0; 40], value };
        let spread = |cluster: Vec<u32>, clusters: usize| {
            let together = Together { cluster, clusters, stratum: Vec::new() };
            let moved = Draws::new(&treated, &together, 3, 2000).moved(&pull);
            moved.iter().map(|m| m * m).sum::<f64>() / 2000.0
        };
        // Variance of a mean of 5 cluster values 0..4 (and 5..9): 2 / 5 each; of 20 people: 2 / 20 each.
        assert!((spread((0..40).map(|i| i / 4).collect(), 10) - 0.8).abs() < 0.08);
        assert!((spread((0..40).collect(), 40) - 0.2).abs() < 0.02);
    }

    /// Where nobody of an arm is drawn, the step by influence is taken: a number, never NaN.
    #[test]
    fn an_arm_of_one_is_never_empty() {
        let treated = [true, false, false];
        let together = Together { cluster: vec![0, 1, 2], clusters: 3, stratum: Vec::new() };
        let pull = Pull::Means {
            units: vec![0, 1],
            treated: vec![true, false],
            weight: vec![1.0; 2],
            value: vec![1.0, 0.0],
        };
        let moved = Draws::new(&treated, &together, 1, 99).moved(&pull);
        assert!(moved.iter().all(|m| m.is_finite()));
    }
}
