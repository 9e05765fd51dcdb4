//! Variance of a survey estimate by Taylor linearisation: sampling units within strata.

use super::sandwich::{Clustered, Correction, crossed, factor, squared_sums};

/// How a survey was drawn, for the rows of an estimate.
#[derive(Debug, Clone, Copy)]
pub struct Drawn<'a> {
    /// Sampling unit of each row.
    pub unit: &'a [u32],
    /// Stratum of each row; a unit lies in one stratum.
    pub stratum: &'a [u32],
    /// Sampling units of each stratum in the whole survey, whether or not the rows have any of them.
    pub units: &'a [usize],
}

/// Cluster variance in which one dimension is the sampling unit of a stratified survey.
///
/// ```text
/// units alone:  V = sum over strata h of n_h / (n_h - 1) * sum over units c of h (z_c - zbar_h)^2
/// crossed:      inclusion and exclusion over sets of dimensions; sets that hold the units are centred within
///               strata, each crossing of a unit being one cell, the others are CR1
/// ```
///
/// with z_c the sum of psi over unit c, 0 for units without rows (an estimate for part of a survey), and
/// n_h all units of the stratum. A stratum of one unit is compared with the grand mean of all units, factor 1.
/// With the units alone exact Taylor linearisation, as R's `survey` and Stata's `svy` without finite population
/// correction and `singleunit(centered)`. Crossed with sets it is conservative: the crossing, which is
/// subtracted, is centred too and so never larger than without strata.
///
/// * `psi`: influence of each row.
/// * `others`: cluster of each row in further dimensions.
/// * `k`: coefficients estimated (for the CR1 factor of the other dimensions).
///
/// Degrees of freedom: units with rows less strata with rows, or fewer where another dimension has fewer.
/// `None` with fewer than two clusters in a dimension. Cost: a sort a crossing.
/// References: Binder (1983); Wolter (2007), chapter 6; Cameron, Gelbach and Miller (2011).
#[must_use]
pub fn stratified(psi: &[f64], drawn: Drawn<'_>, others: &[&[u32]], k: usize) -> Option<Clustered> {
    let dimensions: Vec<&[u32]> = [drawn.unit].into_iter().chain(others.iter().copied()).collect();
    if !others.is_empty() && psi.len() <= k {
        return None;
    }
    let (mut sum, mut fewest, mut free) = (0.0, usize::MAX, usize::MAX);
    for subset in 1_u32..(1 << dimensions.len()) {
        let codes = crossed(&dimensions, subset);
        let (part, clusters, left) = if subset & 1 == 1 {
            within(psi, &codes, drawn)
        } else {
            let (squares, clusters) = squared_sums(psi, &codes);
            let scaled =
                if clusters < 2 { 0.0 } else { squares * factor(Correction::Cr1, psi.len(), k, clusters) };
            (scaled, clusters, clusters.saturating_sub(1))
        };
        if clusters < 2 {
            return None;
        }
        if subset.is_power_of_two() {
            (fewest, free) = (fewest.min(clusters), free.min(left));
        }
        sum += if subset.count_ones() % 2 == 1 { part } else { -part };
    }
    Some(Clustered { variance: sum.max(0.0), clusters: fewest, free: free.max(1), negative: sum < 0.0 })
}

/// Squares of the cells' sums around the mean of their stratum, how many cells, and cells less strata.
fn within(psi: &[f64], codes: &[u32], drawn: Drawn<'_>) -> (f64, usize, usize) {
    let cells = codes.iter().max().map_or(0, |m| *m as usize + 1);
    let strata = drawn.units.len();
    let (mut total, mut stratum) = (vec![0.0; cells], vec![0_usize; cells]);
    for (row, (p, &c)) in psi.iter().zip(codes).enumerate() {
        total[c as usize] += p;
        stratum[c as usize] = drawn.stratum[row] as usize;
    }
    // Units of each stratum that have rows; the others are cells of sum 0.
    let mut pairs: Vec<(u32, u32)> = drawn.stratum.iter().copied().zip(drawn.unit.iter().copied()).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let (mut seen, mut count, mut sums) = (vec![0_usize; strata], vec![0_usize; strata], vec![0.0; strata]);
    for p in &pairs {
        seen[p.0 as usize] += 1;
    }
    for (t, &h) in total.iter().zip(&stratum) {
        count[h] += 1;
        sums[h] += t;
    }
    let all: Vec<usize> = (0..strata).map(|h| count[h] + drawn.units[h].saturating_sub(seen[h])).collect();
    let grand = sums.iter().sum::<f64>() / all.iter().sum::<usize>().max(1) as f64;
    let mean = |h: usize| if all[h] > 1 { sums[h] / all[h] as f64 } else { grand };
    let scale = |h: usize| if all[h] > 1 { all[h] as f64 / (all[h] - 1) as f64 } else { 1.0 };
    let present = total.iter().zip(&stratum).map(|(t, &h)| scale(h) * (t - mean(h)).powi(2));
    let absent = (0..strata).filter(|&h| count[h] > 0 && all[h] > 1);
    let absent = absent.map(|h| scale(h) * (all[h] - count[h]) as f64 * mean(h).powi(2));
    let used = count.iter().filter(|n| **n > 0).count();
    (present.sum::<f64>() + absent.sum::<f64>(), cells, cells - used)
}

/// Sum, effective size and design effect of weights; `None` without a weight above 0.
///
/// ```text
/// n_eff = (sum w)^2 / sum w^2,   deff = n / n_eff = 1 + cv^2,   n = weights above 0
/// ```
///
/// Reference: Kish (1965), section 11.7.
///
/// ```
/// let (sum, size, effect) = matchwell::stats::taylor::kish(&[1.0, 1.0, 2.0]).expect("weights");
/// assert_eq!((sum, size), (4.0, 16.0 / 6.0));
/// assert!((effect - 1.125).abs() < 1e-15);
/// ```
#[must_use]
pub fn kish(weights: &[f64]) -> Option<(f64, f64, f64)> {
    let positive = |i: usize| weights[i].max(0.0);
    let [sum, squares, n] = super::sum::sums(weights.len(), 3, |i, out| {
        let w = positive(i);
        (out[0], out[1], out[2]) = (w, w * w, f64::from(u8::from(w > 0.0)));
    })[..] else {
        return None;
    };
    (sum > 0.0 && squares.is_finite()).then(|| (sum, sum * sum / squares, n * squares / (sum * sum)))
}

#[cfg(test)]
mod tests {
    use super::{Drawn, kish, stratified};
    use crate::stats::sandwich::{Correction, cluster};

    #[test]
    fn one_stratum_of_single_units_is_a_plain_mean() {
        let psi = [1.0, -3.0, 2.0, 0.0];
        let drawn = Drawn { unit: &[0, 1, 2, 3], stratum: &[0; 4], units: &[4] };
        let v = stratified(&psi, drawn, &[], 1).expect("a variance");
        assert!((v.variance - 14.0 * 4.0 / 3.0).abs() < 1e-14);
        assert_eq!((v.clusters, v.free), (4, 3));
    }

    /// Two strata by hand: (1, 3) and (-2, 0): 2 * (1 + 1) + 2 * (1 + 1) = 8.
    #[test]
    fn strata_take_away_what_lies_between_them() {
        let psi = [1.0, 3.0, -2.0, 0.0];
        let drawn = Drawn { unit: &[0, 1, 2, 3], stratum: &[0, 0, 1, 1], units: &[2, 2] };
        let v = stratified(&psi, drawn, &[], 1).expect("a variance");
        assert!((v.variance - 8.0).abs() < 1e-14);
        assert_eq!(v.free, 2);
    }

    /// A unit that has no row counts as 0: (1, 3, 0): mean 4/3, 3/2 * sum of squares around it = 7.
    #[test]
    fn units_without_rows_are_noughts() {
        let drawn = Drawn { unit: &[0, 1], stratum: &[0, 0], units: &[3] };
        let v = stratified(&[1.0, 3.0], drawn, &[], 1).expect("a variance");
        assert!((v.variance - 7.0).abs() < 1e-14, "{}", v.variance);
    }

    /// A lonely unit is compared with the grand mean: strata (1, 3) and (2): grand mean 2.
    #[test]
    fn a_lonely_unit_is_compared_with_all() {
        let drawn = Drawn { unit: &[0, 1, 2], stratum: &[0, 0, 1], units: &[2, 1] };
        let v = stratified(&[1.0, 3.0, 5.0], drawn, &[], 1).expect("a variance");
        assert!((v.variance - (4.0 + 4.0)).abs() < 1e-14, "{}", v.variance);
    }

    /// With one stratum whose mean is 0 the crossed variance is CR1 but for the units' own factor.
    #[test]
    fn crossed_with_sets_it_is_wider_than_without_strata() {
        let psi = [1.0, -1.0, 2.0, -2.0, 0.5, -0.5];
        let (unit, set): ([u32; 6], [u32; 6]) = ([0, 1, 2, 3, 4, 5], [0, 0, 1, 1, 2, 2]);
        let drawn = Drawn { unit: &unit, stratum: &[0, 1, 0, 1, 0, 1], units: &[3, 3] };
        let both = stratified(&psi, drawn, &[&set], 1).expect("a variance");
        let plain = cluster(&psi, &[&set], 1, Correction::Cr1).expect("a variance");
        assert!((both.variance - plain.variance).abs() < 1e-12, "units are nested in sets");
    }

    #[test]
    fn edges() {
        let drawn = Drawn { unit: &[0, 0], stratum: &[0, 0], units: &[1] };
        assert_eq!(stratified(&[1.0, 2.0], drawn, &[], 1), None);
        assert_eq!(kish(&[]), None);
        assert_eq!(kish(&[0.0, -1.0]), None);
        assert_eq!(kish(&[2.0; 5]), Some((10.0, 5.0, 1.0)));
    }
}
