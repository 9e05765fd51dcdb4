//! Have the chains come to rest?

use super::spec::Method;

/// Mean and spread of what was filled in into one column of one arm, round by round.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// `treated` or `control`.
    pub arm: String,
    /// The column.
    pub column: String,
    /// How its gaps were drawn.
    pub method: Method,
    /// Values filled in.
    pub gaps: usize,
    /// Values known.
    pub known: usize,
    /// Mean of them, `[imputation][iteration]`; codes count as numbers.
    pub means: Vec<Vec<f64>>,
    /// Their standard deviation (0 for a single one), `[imputation][iteration]`.
    pub sds: Vec<Vec<f64>>,
}

impl Trace {
    /// The larger of the R-hat of the means and that of the standard deviations; `None` where neither exists.
    ///
    /// The first round still remembers the random start and is left out.
    #[must_use]
    pub fn rhat(&self) -> Option<f64> {
        let without_first = |t: &[Vec<f64>]| -> Vec<Vec<f64>> {
            t.iter().map(|chain| chain.iter().skip(1).copied().collect()).collect()
        };
        let both = [rhat(&without_first(&self.means)), rhat(&without_first(&self.sds))];
        both.into_iter().flatten().reduce(f64::max)
    }
}

/// Potential scale reduction of several chains of equal length.
///
/// ```text
/// B = n / (m - 1) sum (mean_c - mean)^2,  W = mean of the chains' variances
/// R = sqrt( ((n - 1) / n W + B / n) / W )
/// ```
///
/// * `chains`: m chains of n numbers each.
///
/// `None` with fewer than two chains, fewer than two numbers in each, chains of different lengths, or chains that do not move
/// (`W` 0): a column that is predicted perfectly has come to rest. Reference: Gelman and Rubin (1992).
#[must_use]
pub fn rhat(chains: &[Vec<f64>]) -> Option<f64> {
    let (m, n) = (chains.len(), chains.first()?.len());
    if m < 2 || n < 2 || chains.iter().any(|c| c.len() != n) {
        return None;
    }
    let (m, n) = (m as f64, n as f64);
    let means: Vec<f64> = chains.iter().map(|c| c.iter().sum::<f64>() / n).collect();
    let grand = means.iter().sum::<f64>() / m;
    let between = means.iter().map(|c| (c - grand) * (c - grand)).sum::<f64>() * n / (m - 1.0);
    let inner =
        |(c, mean): (&Vec<f64>, &f64)| c.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0);
    let within = chains.iter().zip(&means).map(inner).sum::<f64>() / m;
    let size = grand * grand + between;
    (within > 1e-24 * size).then(|| (((n - 1.0) / n * within + between / n) / within).sqrt())
}

#[cfg(test)]
mod tests {
    use super::rhat;

    /// By hand: means 1 and 3, grand 2, B = 2 (1 + 1) = 4, W = (2 + 2) / 2 = 2,
    /// R^2 = (1/2 2 + 4/2) / 2 = 1.5.
    #[test]
    fn equals_the_value_worked_by_hand() {
        let r = rhat(&[vec![0.0, 2.0], vec![2.0, 4.0]]).expect("two chains");
        assert!((r - 1.5_f64.sqrt()).abs() < 1e-15, "{r}");
    }

    #[test]
    fn there_is_none_without_chains_that_move() {
        assert_eq!(rhat(&[]), None);
        assert_eq!(rhat(&[vec![1.0, 2.0]]), None);
        assert_eq!(rhat(&[vec![1.0], vec![2.0]]), None);
        assert_eq!(rhat(&[vec![1.0, 1.0], vec![1.0, 1.0]]), None);
        assert_eq!(rhat(&[vec![1.0, 2.0], vec![1.0]]), None);
    }
}
