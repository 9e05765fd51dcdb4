//! Robust variances of a scalar estimate from each row's influence on it.
//!
//! Every estimator here hands over `psi`, one number a row, with `estimate - truth ~ sum(psi)`: the
//! row's score times the bread times the gradient. A sandwich variance is then a sum of squares.

/// Which heteroscedasticity-consistent variance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hc {
    /// No correction (White 1980).
    Hc0,
    /// Times n / (n - k).
    Hc1,
    /// Each square over 1 - h.
    Hc2,
    /// Each square over (1 - h)^2: close to the jackknife.
    Hc3,
}

/// Small-sample factor of a cluster variance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    /// None.
    Cr0,
    /// G/(G-1) * (n-1)/(n-k), as `vcovCL(type = "HC1")` and Stata.
    Cr1,
}

/// A cluster variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clustered {
    /// The variance, 0 where inclusion and exclusion gave less.
    pub variance: f64,
    /// Clusters of the dimension that has fewest.
    pub clusters: usize,
    /// Degrees of freedom: clusters less 1 of that dimension (sampling units less strata, where there are any).
    pub free: usize,
    /// `true` if the sum was negative and set to 0.
    pub negative: bool,
}

/// Heteroscedasticity-consistent variance.
///
/// ```text
/// HC0 = sum psi^2            HC1 = n/(n-k) HC0
/// HC2 = sum psi^2/(1-h)      HC3 = sum psi^2/(1-h)^2
/// ```
///
/// * `psi`: influence of each row.
/// * `leverage`: h of each row, between 0 and 1.
/// * `k`: coefficients estimated.
///
/// `None` where it is not defined: n not above k, or (HC2, HC3) a row with leverage 1 that fits a
/// coefficient of its own. Reference: MacKinnon and White (1985), as R's `sandwich::vcovHC`.
#[must_use]
pub fn hc(kind: Hc, psi: &[f64], leverage: &[f64], k: usize) -> Option<f64> {
    let n = psi.len();
    if n <= k {
        return None;
    }
    let power = match kind {
        Hc::Hc0 | Hc::Hc1 => 0,
        Hc::Hc2 => 1,
        Hc::Hc3 => 2,
    };
    if power > 0 && leverage.iter().any(|h| *h > 1.0 - 1e-10) {
        return None;
    }
    let sum: f64 = psi.iter().zip(leverage).map(|(p, h)| p * p / (1.0 - h).powi(power)).sum();
    Some(if kind == Hc::Hc1 { sum * n as f64 / (n - k) as f64 } else { sum })
}

/// Cluster-robust variance in one or more crossed dimensions, by inclusion and exclusion.
///
/// ```text
/// V = sum over non-empty sets S of dimensions of (-1)^(|S|+1) V_S,
/// V_S = factor_S * sum over clusters g of S (sum of psi in g)^2
/// ```
///
/// * `psi`: influence of each row.
/// * `dimensions`: cluster of each row, one slice a dimension.
/// * `k`: coefficients estimated.
///
/// `None` without dimensions, with one cluster in any of them, or (CR1) n not above k. Cost: a sort
/// for each crossing. Reference: Cameron, Gelbach and Miller (2011), as R's `sandwich::vcovCL`.
#[must_use]
pub fn cluster(psi: &[f64], dimensions: &[&[u32]], k: usize, correction: Correction) -> Option<Clustered> {
    if dimensions.is_empty() || (correction == Correction::Cr1 && psi.len() <= k) {
        return None;
    }
    let (mut sum, mut fewest) = (0.0, usize::MAX);
    for subset in 1_u32..(1 << dimensions.len()) {
        let codes = crossed(dimensions, subset);
        let (squares, clusters) = squared_sums(psi, &codes);
        if clusters < 2 {
            return None;
        }
        let alone = subset.is_power_of_two();
        fewest = if alone { fewest.min(clusters) } else { fewest };
        let sign = if subset.count_ones() % 2 == 1 { 1.0 } else { -1.0 };
        sum += sign * squares * factor(correction, psi.len(), k, clusters);
    }
    Some(Clustered { variance: sum.max(0.0), clusters: fewest, free: fewest - 1, negative: sum < 0.0 })
}

pub(super) fn factor(correction: Correction, n: usize, k: usize, clusters: usize) -> f64 {
    match correction {
        Correction::Cr0 => 1.0,
        Correction::Cr1 => {
            let g = clusters as f64;
            g / (g - 1.0) * (n as f64 - 1.0) / (n - k) as f64
        }
    }
}

/// Codes 0, 1, ... of the combinations of the dimensions whose bit is set in `subset`.
pub(super) fn crossed(dimensions: &[&[u32]], subset: u32) -> Vec<u32> {
    let chosen = dimensions.iter().enumerate().filter(|(d, _)| subset >> d & 1 == 1).map(|(_, c)| *c);
    let mut codes: Vec<u32> = Vec::new();
    for dimension in chosen {
        codes = if codes.is_empty() {
            dense(dimension)
        } else {
            let pairs: Vec<(u32, u32)> = codes.iter().copied().zip(dimension.iter().copied()).collect();
            compact(&pairs).0
        };
    }
    codes
}

/// [`compact`] codes; where they are not far apart already, by a table instead of a sort.
fn dense(codes: &[u32]) -> Vec<u32> {
    let range = codes.iter().max().map_or(0, |&m| m as usize + 1);
    if range > 16 * codes.len() {
        return compact(codes).0;
    }
    let mut code = vec![0; range];
    for &c in codes {
        code[c as usize] = 1;
    }
    let mut next = 0;
    for place in &mut code {
        next += std::mem::replace(place, next);
    }
    codes.iter().map(|&c| code[c as usize]).collect()
}

/// Codes 0, 1, ... in order of the values, and how many values there are.
#[must_use]
pub fn compact<T: Ord + Copy>(values: &[T]) -> (Vec<u32>, usize) {
    let mut known: Vec<T> = values.to_vec();
    known.sort_unstable();
    known.dedup();
    let code = |v: &T| known.binary_search(v).map_or(0, |at| at as u32);
    (values.iter().map(code).collect(), known.len())
}

pub(super) fn squared_sums(psi: &[f64], codes: &[u32]) -> (f64, usize) {
    let clusters = codes.iter().max().map_or(0, |m| *m as usize + 1);
    let mut sums = vec![0.0; clusters];
    for (p, &c) in psi.iter().zip(codes) {
        sums[c as usize] += p;
    }
    (sums.iter().map(|s| s * s).sum(), clusters)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The variance of a mean of n numbers: HC0 is the plain one with n, HC1 with n - 1.
    #[test]
    fn mean_of_numbers() {
        let y = [1.0, 2.0, 4.0, 9.0];
        let psi: Vec<f64> = y.iter().map(|y| (y - 4.0) / 4.0).collect();
        let h = [0.25; 4];
        assert!((hc(Hc::Hc0, &psi, &h, 1).unwrap() - 38.0 / 16.0).abs() < 1e-14);
        assert!((hc(Hc::Hc1, &psi, &h, 1).unwrap() - 38.0 / 12.0).abs() < 1e-14);
        assert!((hc(Hc::Hc2, &psi, &h, 1).unwrap() - 38.0 / 12.0).abs() < 1e-14);
        assert!((hc(Hc::Hc3, &psi, &h, 1).unwrap() - 38.0 / 9.0).abs() < 1e-14);
    }

    #[test]
    fn every_row_its_own_cluster_is_hc0() {
        let psi = [0.5, -1.0, 0.25, 0.25];
        let alone = cluster(&psi, &[&[3, 1, 2, 0]], 1, Correction::Cr0).unwrap();
        assert_eq!(alone.variance, hc(Hc::Hc0, &psi, &[0.0; 4], 1).unwrap());
        assert_eq!(alone.clusters, 4);
    }

    #[test]
    fn two_ways_of_which_one_is_nested_are_the_wider_one() {
        let psi = [0.5, -1.0, 0.25, 0.75];
        let wide = cluster(&psi, &[&[0, 0, 1, 1]], 1, Correction::Cr1).unwrap();
        let both = cluster(&psi, &[&[0, 0, 1, 1], &[0, 1, 2, 3]], 1, Correction::Cr1).unwrap();
        assert!((wide.variance - both.variance).abs() < 1e-14);
        assert_eq!(both.clusters, 2);
    }

    #[test]
    fn a_negative_sum_is_set_to_zero_and_told() {
        let psi = [1.0, -1.0, -1.0, 1.0];
        let v = cluster(&psi, &[&[0, 0, 1, 1], &[0, 1, 0, 1]], 1, Correction::Cr0).unwrap();
        assert_eq!((v.variance, v.negative), (0.0, true));
    }

    #[test]
    fn a_table_gives_the_codes_of_a_sort() {
        for codes in [vec![], vec![7, 3, 3, 9, 0], vec![1_000_000, 5, 5]] {
            assert_eq!(dense(&codes), compact(&codes).0);
        }
    }

    #[test]
    fn undefined_variances_are_none() {
        assert_eq!(hc(Hc::Hc3, &[0.0, 1.0], &[1.0, 0.5], 1), None);
        assert_eq!(hc(Hc::Hc0, &[0.0], &[0.5], 1), None);
        assert_eq!(cluster(&[1.0, 2.0], &[&[0, 0]], 1, Correction::Cr1), None);
        assert_eq!(cluster(&[], &[], 1, Correction::Cr0), None);
    }
}
