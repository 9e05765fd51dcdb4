//! How well a matching balances: the worst variable first.

use super::super::assemble::complete;
use super::super::assignment::Assignment;
use super::super::candidates::Candidates;
use super::super::error::MatchingError;
use super::super::sample::{Balanced, Rules, columns};
use super::super::weights::weights;
use super::spec::Fit;
use crate::stats::distribution::two_sided;
use crate::stats::ecdf::{Step, ecdf_gap};
use crate::stats::moments::{effective_size, moments};
use indexmap::IndexMap;
use std::cmp::Ordering;

/// Values that differ by less are equally good where the search asks whether it still gets better.
const NOTICED: f64 = 1e-4;

/// How good a matching is; less is better.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fitness {
    /// Partners fewer than in the distance the search began with.
    pub fewer: usize,
    /// One or two values a variable, the worst first.
    pub worst: Vec<f64>,
}

impl Fitness {
    /// The better of two is the less: nobody lost first, then the worst value, then the next worst.
    pub fn compare(&self, other: &Self) -> Ordering {
        let values = || {
            let pairs = self.worst.iter().zip(&other.worst);
            pairs.map(|(a, b)| a.total_cmp(b)).find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
        };
        self.fewer.cmp(&other.fewer).then_with(values)
    }

    /// `true` if it is better by more than can matter.
    pub fn clearly_beats(&self, other: &Self) -> bool {
        let mut pairs = self.worst.iter().zip(&other.worst);
        let first = pairs.find(|(a, b)| (*a - *b).abs() > NOTICED);
        self.fewer < other.fewer || (self.fewer == other.fewer && first.is_some_and(|(a, b)| a < b))
    }
}

/// What balance is judged on: the terms of the design, every level of a category.
pub(super) struct Judge<'c> {
    candidates: &'c Candidates<'c>,
    fit: Fit,
    columns: Vec<Balanced>,
    /// Rows in rising order of each column; empty where no distributions are compared.
    rising: Vec<Vec<u32>>,
}

impl<'c> Judge<'c> {
    /// Prepares the columns once.
    ///
    /// # Errors
    /// A term that cannot be read.
    pub fn new(candidates: &'c Candidates<'c>) -> Result<Self, MatchingError> {
        let none = IndexMap::new();
        let rules =
            Rules { tolerance: 0.0, tolerances: &none, target: &none, powers: 1, interactions: false };
        let columns = columns(candidates, &rules)?;
        let fit = candidates.spec.genetic.fit;
        let rising = if fit == Fit::Smd {
            Vec::new()
        } else {
            columns.iter().map(|c| rising(candidates, c)).collect()
        };
        Ok(Self { candidates, fit, columns, rising })
    }

    /// Judges a matching.
    ///
    /// * `least`: partners it should not fall short of.
    pub fn judge(&self, assignment: Assignment, least: usize) -> Fitness {
        let assignment = complete(self.candidates, assignment);
        let (_, weight) = weights(self.candidates, &assignment);
        let edges = partners(&assignment);
        let used = Used::new(self.candidates, &weight);
        let mut worst: Vec<f64> = match self.fit {
            Fit::Smd => self.columns.iter().map(|c| used.difference(c)).collect(),
            Fit::Distributions => {
                let gaps = self.rising.iter().zip(&self.columns).map(|(r, c)| used.gap(c, r, &weight));
                self.columns.iter().map(|c| used.difference(c)).chain(gaps).collect()
            }
            Fit::Pvalues => {
                let gaps = self.rising.iter().zip(&self.columns).map(|(r, c)| used.gap(c, r, &weight));
                let tests = gaps.map(|gap| 1.0 - smirnov(gap, used.size));
                self.columns.iter().map(|c| 1.0 - paired(c, &assignment)).chain(tests).collect()
            }
        };
        worst.sort_by(|a, b| b.total_cmp(a));
        Fitness { fewer: least.saturating_sub(edges), worst }
    }
}

/// How many partners were found.
pub(super) fn partners(assignment: &Assignment) -> usize {
    match assignment {
        Assignment::Links { links, .. } => links.len(),
        _ => 0,
    }
}

fn rising(candidates: &Candidates<'_>, column: &Balanced) -> Vec<u32> {
    let mut rows: Vec<u32> = candidates.focal.iter().chain(&candidates.pool).copied().collect();
    rows.sort_by(|&a, &b| column.x[a as usize].total_cmp(&column.x[b as usize]).then(a.cmp(&b)));
    rows
}

/// Those with a weight.
struct Used<'c> {
    /// Row and share of the arm's weight, partners negative.
    shares: Vec<(u32, f64)>,
    treated: &'c [bool],
    mass: [f64; 2],
    /// Harmonic size of both arms: m n / (m + n), from effective sizes.
    size: f64,
}

impl<'c> Used<'c> {
    fn new(candidates: &Candidates<'c>, weight: &[f64]) -> Self {
        let treated = candidates.cohort.treated();
        let mass = |rows: &[u32]| rows.iter().map(|&i| weight[i as usize]).sum::<f64>();
        let size = |rows: &[u32]| effective_size(rows.iter().map(|&i| weight[i as usize]));
        let (focal, pool) = (&candidates.focal, &candidates.pool);
        let [own, other] = [mass(focal), mass(pool)];
        let share = |rows: &[u32], total: f64| -> Vec<(u32, f64)> {
            let used = rows.iter().filter(|&&i| weight[i as usize] > 0.0);
            used.map(|&i| (i, weight[i as usize] / total)).collect()
        };
        let mut shares = share(focal, own);
        shares.extend(share(pool, -other));
        let treated_first = treated[focal[0] as usize];
        let mass = if treated_first { [other, own] } else { [own, other] };
        let [m, n] = [size(focal), size(pool)];
        let size = if m + n > 0.0 { m * n / (m + n) } else { 0.0 };
        Self { shares, treated, mass, size }
    }

    /// Size of the difference of means, in standard deviations; infinite if nobody is matched.
    fn difference(&self, column: &Balanced) -> f64 {
        if self.shares.is_empty() {
            return f64::INFINITY;
        }
        self.shares.iter().map(|&(row, share)| share * column.x[row as usize]).sum::<f64>().abs()
    }

    /// Largest gap of the cumulative distributions; 1 if nobody is matched.
    fn gap(&self, column: &Balanced, rising: &[u32], weight: &[f64]) -> f64 {
        let step = |&row: &u32| {
            let row = row as usize;
            Step { x: column.x[row], first: self.treated[row], weight: weight[row] }
        };
        let used = rising.iter().filter(|&&row| weight[row as usize] > 0.0);
        ecdf_gap(used.map(step), self.mass).map_or(1.0, |gap| gap.max)
    }
}

/// Asymptotic p-value of a Kolmogorov-Smirnov distance.
///
/// ```text
/// p = 2 sum_{k >= 1} (-1)^(k-1) exp(-2 k^2 n D^2),   n = m1 m2 / (m1 + m2)
/// ```
///
/// Kolmogorov (1933), Smirnov (1948).
fn smirnov(gap: f64, size: f64) -> f64 {
    let square = size * gap * gap;
    // Below this the series is 1 to 15 digits, and slow.
    if square < 0.04 {
        return 1.0;
    }
    let term = |k: i32| {
        let k = f64::from(k);
        (-2.0 * k * k * square).exp()
    };
    let sum: f64 = (1..=50).map(|k| if k % 2 == 1 { term(k) } else { -term(k) }).sum();
    (2.0 * sum).clamp(0.0, 1.0)
}

/// P-value of the paired t-test: focal units against the mean of their partners.
fn paired(column: &Balanced, assignment: &Assignment) -> f64 {
    let Assignment::Links { links, .. } = assignment else { return 0.0 };
    let differences: Vec<(f64, f64)> = links
        .chunk_by(|a, b| a.focal == b.focal)
        .map(|set| {
            let partners: f64 = set.iter().map(|link| column.x[link.partner as usize]).sum();
            (column.x[set[0].focal as usize] - partners / set.len() as f64, 1.0)
        })
        .collect();
    let n = differences.len() as f64;
    let Some(m) = moments(differences.iter().copied()) else { return 0.0 };
    if m.mean == 0.0 {
        return 1.0;
    }
    match m.variance.filter(|v| *v > 0.0) {
        Some(variance) => two_sided(m.mean / (variance / n).sqrt(), Some(n - 1.0)),
        None => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::smirnov;

    /// Critical values of the Kolmogorov distribution: 1.2238 at 10 %, 1.3581 at 5 %, 1.6276 at 1 %.
    #[test]
    fn smirnov_has_its_tabled_quantiles() {
        for (lambda, p) in [(1.2238, 0.10), (1.3581, 0.05), (1.6276, 0.01)] {
            assert!((smirnov(lambda, 1.0) - p).abs() < 1e-4, "{lambda}");
        }
        assert_eq!(smirnov(0.0, 100.0), 1.0);
    }
}
