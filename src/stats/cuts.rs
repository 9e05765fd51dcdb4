//! Cut points: a number becomes one of a few bins.

use super::quantile::quantile;
use super::sum::{map_chunks, sum};
use rayon::prelude::*;

/// How a number is cut into bins.
#[derive(Debug, Clone, PartialEq)]
pub enum Cut {
    /// Bins of equal width, as many as Sturges (1926) says.
    Sturges,
    /// Bins of equal width by Scott (1979).
    Scott,
    /// Bins of equal width by Freedman and Diaconis (1981).
    FreedmanDiaconis,
    /// So many bins of equal width; 1 leaves the number out of account.
    Bins(u32),
    /// Every value is its own bin.
    Exact,
    /// So many bins with equally many people each.
    Quantiles(u32),
    /// At these points, rising.
    Points(Vec<f64>),
}

/// The inner cut points of `values`, rising; the outer bins are open. `None` for [`Cut::Exact`], which has
/// none.
///
/// ```text
/// Sturges: k = ceil(log2 n + 1);   Scott: k = ceil(range / h), h = 3.5 s n^(-1/3)
/// Freedman-Diaconis: k = ceil(range / h), h = 2 IQR n^(-1/3), the quartiles of values rounded to 5 digits;
///     where they are equal, of more and more outlying quantiles down to 1/512, then Scott's h
/// k bins: c_i = min + i (max - min) / k, i = 1 .. k - 1
/// ```
///
/// * `values`: complete, at least one for a rule that looks at them; without any there is no cut.
///
/// Cost: two passes, or a sort for quantiles. Same as MatchIt's `cutpoints` and R's `nclass` functions.
#[must_use]
pub fn cut_points(cut: &Cut, values: &[f64]) -> Option<Vec<f64>> {
    let n = values.len() as f64;
    if values.is_empty() {
        return Some(Vec::new());
    }
    Some(match cut {
        Cut::Exact => return None,
        Cut::Points(points) => points.clone(),
        Cut::Bins(bins) => equal_width(values, f64::from(*bins)),
        Cut::Sturges => equal_width(values, (libm::log2(n) + 1.0).ceil()),
        Cut::Scott => equal_width(values, bins_of(values, scott(values))),
        Cut::FreedmanDiaconis => equal_width(values, bins_of(values, freedman_diaconis(values))),
        Cut::Quantiles(bins) => {
            let sorted = sorted(values);
            let step = 1.0 / f64::from(*bins);
            quantile_cuts(&sorted, (1..*bins).map(|i| f64::from(i) * step))
        }
    })
}

/// The quantiles (type 7) of sorted numbers at `probabilities`, each once, rising.
///
/// The position is `1 + (n - 1) p` as in R, so that a cut meant to fall on a person's value does so to
/// the last bit where R's does.
#[must_use]
pub fn quantile_cuts(sorted: &[f64], probabilities: impl Iterator<Item = f64>) -> Vec<f64> {
    let Some(last) = sorted.len().checked_sub(1) else { return Vec::new() };
    let at = |p: f64| {
        let place = 1.0 + last as f64 * p.clamp(0.0, 1.0);
        #[expect(clippy::cast_sign_loss, reason = "the place is at least 1")]
        let below = (place.floor() as usize - 1).min(last);
        let (low, high) = (sorted[below], sorted[last.min(below + 1)]);
        low + (place - place.floor()) * (high - low)
    };
    let mut cuts: Vec<f64> = probabilities.map(at).collect();
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    cuts
}

/// The bin of a value: how many cut points are at or below it. A value on a cut belongs above it.
#[must_use]
#[inline]
pub fn bin(cuts: &[f64], value: f64) -> u32 {
    cuts.partition_point(|c| *c <= value) as u32
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.par_sort_unstable_by(f64::total_cmp);
    sorted
}

fn range(values: &[f64]) -> [f64; 2] {
    let start = [f64::INFINITY, f64::NEG_INFINITY];
    let parts = map_chunks(values.len(), |rows| {
        values[rows].iter().fold(start, |[low, high], &v| [low.min(v), high.max(v)])
    });
    parts.into_iter().fold(start, |a, b| [a[0].min(b[0]), a[1].max(b[1])])
}

/// Most bins of a rule: beyond that every value has its own.
const MOST: f64 = 1e6;

fn equal_width(values: &[f64], bins: f64) -> Vec<f64> {
    let [low, high] = range(values);
    let bins = bins.clamp(1.0, MOST);
    let width = high / bins - low / bins;
    let width = if (high - low).is_finite() { (high - low) / bins } else { width };
    #[expect(clippy::cast_sign_loss, reason = "between 1 and a million")]
    let inner = 1..bins as u32;
    if width > 0.0 { inner.map(|i| low + f64::from(i) * width).collect() } else { Vec::new() }
}

/// How many bins of width `h n^(-1/3)` cover the range.
fn bins_of(values: &[f64], h: f64) -> f64 {
    let [low, high] = range(values);
    let bins = ((high - low) / h * libm::cbrt(values.len() as f64)).ceil();
    if h > 0.0 { bins.max(1.0) } else { 1.0 }
}

fn scott(values: &[f64]) -> f64 {
    let n = values.len();
    if n < 2 {
        return 0.0;
    }
    let mean = sum(n, |i| values[i]) / n as f64;
    let variance = sum(n, |i| (values[i] - mean) * (values[i] - mean)) / (n - 1) as f64;
    3.5 * variance.sqrt()
}

fn freedman_diaconis(values: &[f64]) -> f64 {
    let rounded: Vec<f64> = sorted(values).into_iter().map(five_digits).collect();
    let mut tail = 0.25;
    while tail >= 1.0 / 512.0 {
        let ends = [quantile(&rounded, tail), quantile(&rounded, 1.0 - tail)];
        if let [Some(low), Some(high)] = ends
            && high > low
        {
            return (high - low) / (1.0 - 2.0 * tail);
        }
        tail /= 2.0;
    }
    scott(values)
}

/// A number to five significant digits.
fn five_digits(x: f64) -> f64 {
    format!("{x:.4e}").parse().unwrap_or(x)
}

#[cfg(test)]
mod tests {
    use super::{Cut, bin, cut_points, five_digits, quantile_cuts};

    fn cuts(cut: &Cut, values: &[f64]) -> Vec<f64> {
        cut_points(cut, values).expect("cut points")
    }

    #[test]
    fn bins_are_equally_wide_and_their_lower_edge_is_theirs() {
        let values: Vec<f64> = (0..=16).map(f64::from).collect();
        assert_eq!(cuts(&Cut::Bins(4), &values), [4.0, 8.0, 12.0]);
        assert_eq!([3.9, 4.0, 12.0, 99.0, -9.0].map(|v| bin(&[4.0, 8.0, 12.0], v)), [0, 1, 3, 3, 0]);
        // 17 values: ceil(log2 17 + 1) = 6 bins
        assert_eq!(cuts(&Cut::Sturges, &values).len(), 5);
        assert_eq!(cut_points(&Cut::Exact, &values), None);
    }

    /// `nclass.scott` and `nclass.FD` of R 4.4 on 1 to 100: 5 and 5 bins; on a column that is 0 for nine in
    /// ten the quartiles are equal and the outer quantiles decide.
    #[test]
    fn rules_of_thumb_equal_r() {
        let values: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(cuts(&Cut::Scott, &values).len() + 1, 5);
        assert_eq!(cuts(&Cut::FreedmanDiaconis, &values).len() + 1, 5);
        let mostly: Vec<f64> = (0..100).map(|i| if i < 90 { 0.0 } else { f64::from(i) }).collect();
        // 1/16 and 15/16: 0 and 92.8125, h = 92.8125 / (7/8) = 106.07..., 99 / 106.07 * 100^(1/3) = 4.33
        assert_eq!(cuts(&Cut::FreedmanDiaconis, &mostly).len() + 1, 5);
    }

    #[test]
    fn constants_and_nobody_are_not_cut() {
        for cut in [Cut::Sturges, Cut::Scott, Cut::FreedmanDiaconis, Cut::Bins(7)] {
            assert!(cuts(&cut, &[3.0; 9]).is_empty(), "{cut:?}");
            assert!(cuts(&cut, &[]).is_empty(), "{cut:?}");
        }
        assert_eq!(cuts(&Cut::Quantiles(4), &[3.0; 9]), [3.0], "one cut, nobody below it");
        assert!(cuts(&Cut::Bins(2), &[-1e308, 1e308]).iter().all(|c| c.is_finite()));
    }

    #[test]
    fn quantiles_are_told_once() {
        assert_eq!(quantile_cuts(&[0.0, 0.0, 0.0, 4.0], [0.25, 0.5, 0.75].into_iter()), [0.0, 1.0]);
        assert!(quantile_cuts(&[], [0.5].into_iter()).is_empty());
    }

    #[test]
    fn five_digits_are_kept() {
        assert_eq!([123_456.0, 0.000_123_456, 0.0].map(five_digits), [123_460.0, 0.000_123_46, 0.0]);
    }
}
