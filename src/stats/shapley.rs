//! How much of the spread of numbers each of several choices explains.

/// Most factors that can be told apart: the work doubles with each.
pub const MOST_FACTORS: usize = 12;

/// Part of a column's sum of squares below which it depends on earlier ones.
const DEPENDENT: f64 = 1e-9;

/// The variance of numbers, shared out over the factors that they were made under.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    /// Share of each factor, at least 0 but for rounding.
    pub factors: Vec<f64>,
    /// What main effects together leave: interactions of factors.
    pub rest: f64,
    /// Mean squared deviation of the numbers from their mean.
    pub variance: f64,
}

/// Shares of the variance of `y` by factor, averaged over all orders in which factors could be entered.
///
/// ```text
/// share_j = sum over S without j of |S|! (k - |S| - 1)! / k! (R2(S + j) - R2(S)),   rest = 1 - R2(all)
/// ```
///
/// with R2(S) the share of the sum of squares that the main effects of the factors in S explain. For a balanced
/// crossed grid every order gives the same: the sums of squares of the analysis of variance. Where it is not
/// balanced (a setting means nothing to some methods) no order is right, and the mean over all of them is taken.
///
/// * `y`: finite numbers, length n.
/// * `factors`: level of each number, one vector of length n a factor; at most [`MOST_FACTORS`].
///
/// `None` without two different numbers, or with too many factors. Cost: n L^2 + 2^k L^3 for L levels in all.
/// Reference: Lindeman, Merenda and Gold (1980), page 119; Grömping (2007), section 3.
///
/// ```
/// use matchwell::stats::shapley::shares;
/// let s = shares(&[1.0, 2.0, 5.0, 6.0], &[vec![0, 0, 1, 1], vec![0, 1, 0, 1]]).unwrap();
/// assert!((s.factors[0] - 16.0 / 17.0).abs() < 1e-12 && s.rest.abs() < 1e-12);
/// ```
#[must_use]
pub fn shares(y: &[f64], factors: &[Vec<u32>]) -> Option<Shares> {
    let k = factors.len();
    if y.is_empty() || k > MOST_FACTORS {
        return None;
    }
    let mean = y.iter().sum::<f64>() / y.len() as f64;
    let deviation: Vec<f64> = y.iter().map(|v| v - mean).collect();
    let total: f64 = deviation.iter().map(|d| d * d).sum();
    let size = y.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    if total <= y.len() as f64 * (size * 1e-13).powi(2) {
        return None;
    }
    let gram = Gram::new(&deviation, factors);
    let explained: Vec<f64> = (0..1_usize << k).map(|set| gram.explained(set) / total).collect();
    let weight = weights(k);
    let share = |j: usize| {
        let without = (0..explained.len()).filter(|set| set & (1 << j) == 0);
        without
            .map(|set| weight[set.count_ones() as usize] * (explained[set | (1 << j)] - explained[set]))
            .sum()
    };
    let all = explained.last().copied().unwrap_or(0.0);
    Some(Shares {
        factors: (0..k).map(share).collect(),
        rest: (1.0 - all).max(0.0),
        variance: total / y.len() as f64,
    })
}

/// s! (k - s - 1)! / k! for s = 0 .. k - 1.
fn weights(k: usize) -> Vec<f64> {
    let choose = |n: usize, r: usize| (0..r).fold(1.0, |c, i| c * (n - i) as f64 / (i + 1) as f64);
    (0..k).map(|s| 1.0 / (k as f64 * choose(k - 1, s))).collect()
}

/// Products of the centred indicator columns of all levels with each other and with y.
struct Gram {
    /// Factor of each column.
    of: Vec<usize>,
    columns: Vec<Vec<f64>>,
    y: Vec<f64>,
}

impl Gram {
    fn new(deviation: &[f64], factors: &[Vec<u32>]) -> Self {
        let n = deviation.len() as f64;
        let mut of = Vec::new();
        let mut indicators: Vec<(usize, u32)> = Vec::new();
        for (j, levels) in factors.iter().enumerate() {
            let mut seen = levels.clone();
            seen.sort_unstable();
            seen.dedup();
            of.extend(seen.iter().map(|_| j));
            indicators.extend(seen.into_iter().map(|level| (j, level)));
        }
        let is = |(j, level): (usize, u32), i: usize| factors[j][i] == level;
        let count = |a: (usize, u32), b: (usize, u32)| {
            (0..deviation.len()).filter(|&i| is(a, i) && is(b, i)).count() as f64
        };
        let own: Vec<f64> = indicators.iter().map(|&a| count(a, a)).collect();
        let column = |(p, &a): (usize, &(usize, u32))| {
            let with = |(q, &b): (usize, &(usize, u32))| count(a, b) - own[p] * own[q] / n;
            indicators.iter().enumerate().map(with).collect()
        };
        let with_y =
            |&a: &(usize, u32)| (0..deviation.len()).filter(|&i| is(a, i)).map(|i| deviation[i]).sum();
        Self {
            of,
            columns: indicators.iter().enumerate().map(column).collect(),
            y: indicators.iter().map(with_y).collect(),
        }
    }

    /// Sum of squares that the factors in `set` (a bit each) explain: a Cholesky root, column by column; columns
    /// that depend on earlier ones add nothing.
    fn explained(&self, set: usize) -> f64 {
        let columns: Vec<usize> = (0..self.of.len()).filter(|&c| set & (1 << self.of[c]) != 0).collect();
        let mut roots: Vec<(usize, Vec<f64>, f64)> = Vec::new();
        let mut sum = 0.0;
        for &c in &columns {
            let mut row = Vec::with_capacity(roots.len() + 1);
            let (mut rest, mut pull) = (self.columns[c][c], self.y[c]);
            for (k, (b, other, q)) in roots.iter().enumerate() {
                let shared: f64 = row.iter().zip(other).map(|(x, y): (&f64, &f64)| x * y).sum();
                let r = (self.columns[c][*b] - shared) / other[k];
                rest -= r * r;
                pull -= r * q;
                row.push(r);
            }
            if rest > DEPENDENT * self.columns[c][c].max(DEPENDENT) {
                let root = rest.sqrt();
                row.push(root);
                sum += (pull / root).powi(2);
                roots.push((c, row, pull / root));
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::shares;
    use proptest::prelude::*;

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-10, "{a} against {b}");
    }

    /// Montgomery (2017), Design and Analysis of Experiments, table 5.1 (battery life, means of the four
    /// replicates): sums of squares of the 3 x 3 cell means by hand are material 2670.93, temperature 9779.68,
    /// interaction 2403.44 (a quarter of those of the table of the book: 10683.72, 39118.72, 9613.78).
    #[test]
    fn a_balanced_grid_gives_the_analysis_of_variance() {
        let cells = [134.75, 57.25, 57.5, 155.75, 119.75, 49.5, 144.0, 145.75, 85.5];
        let material: Vec<u32> = (0..9).map(|i| i / 3).collect();
        let temperature: Vec<u32> = (0..9).map(|i| i % 3).collect();
        let s = shares(&cells, &[material, temperature]).expect("they differ");
        let squares = [10683.72 / 4.0, 39118.72 / 4.0, 9613.78 / 4.0];
        let total: f64 = squares.iter().sum();
        assert!((s.factors[0] - squares[0] / total).abs() < 1e-6, "{s:?}");
        assert!((s.factors[1] - squares[1] / total).abs() < 1e-6, "{s:?}");
        assert!((s.rest - squares[2] / total).abs() < 1e-6, "{s:?}");
        assert!((s.variance * 9.0 - total).abs() < 0.02, "{}", s.variance * 9.0);
    }

    /// Two two-level factors, cells of 3, 1, 1, 1: by hand R2(a) = 3/8 ... the mean of both orders.
    #[test]
    fn an_unbalanced_grid_gives_the_mean_over_both_orders() {
        // Cells (a, b): (0,0) holds 0, 0, 0; (0,1) holds 2; (1,0) holds 4; (1,1) holds 6.
        let y = [0.0, 0.0, 0.0, 2.0, 4.0, 6.0];
        let a = vec![0, 0, 0, 0, 1, 1];
        let b = vec![0, 0, 0, 1, 0, 1];
        // Mean 2, total 4 + 4 + 4 + 0 + 4 + 16 = 32. By a: means 0.5 and 5: 4 (1.5)^2 + 2 (3)^2 = 27.
        // By b: means 1 and 4: 4 (1)^2 + 2 (2)^2 = 12. Both: the cells are additive (4 a + 2 b), so all 32.
        let s = shares(&y, &[a, b]).expect("they differ");
        near(s.factors[0], 0.5 * (27.0 + (32.0 - 12.0)) / 32.0);
        near(s.factors[1], 0.5 * (12.0 + (32.0 - 27.0)) / 32.0);
        near(s.rest, 0.0);
    }

    #[test]
    fn edges() {
        assert_eq!(shares(&[], &[]), None);
        assert_eq!(shares(&[3.0], &[vec![0]]), None);
        assert_eq!(shares(&[0.1; 7], &[vec![0, 1, 0, 1, 0, 1, 0]]), None);
        let one = shares(&[1.0, 2.0], &[vec![0, 1]]).expect("they differ");
        near(one.factors[0], 1.0);
        let none = shares(&[1.0, 2.0], &[vec![0, 0]]).expect("they differ");
        near(none.factors[0], 0.0);
        near(none.rest, 1.0);
        assert_eq!(shares(&[1.0, 2.0], &vec![vec![0, 1]; 13]), None);
    }

    /// Two factors that say the same share what they explain.
    #[test]
    fn a_factor_told_twice_counts_once() {
        let y = [1.0, 4.0, 2.0, 7.0];
        let a = vec![0, 1, 0, 1];
        let one = shares(&y, std::slice::from_ref(&a)).expect("they differ");
        let two = shares(&y, &[a.clone(), a]).expect("they differ");
        near(two.factors[0], one.factors[0] / 2.0);
        near(two.factors[1], two.factors[0]);
        near(two.rest, one.rest);
    }

    proptest! {
        #[test]
        fn shares_are_all_of_it(
            y in prop::collection::vec(-5.0..5.0_f64, 20),
            a in prop::collection::vec(0_u32..3, 20),
            b in prop::collection::vec(0_u32..4, 20),
            c in prop::collection::vec(0_u32..2, 20),
        ) {
            let s = shares(&y, &[a.clone(), b.clone(), c.clone()]).expect("they differ");
            let sum: f64 = s.factors.iter().sum();
            prop_assert!((sum + s.rest - 1.0).abs() < 1e-9);
            prop_assert!(s.factors.iter().all(|f| *f > -1e-9));
            let other = shares(&y, &[c, a, b]).expect("they differ");
            prop_assert!((other.factors[1] - s.factors[0]).abs() < 1e-9);
        }
    }
}
