//! A few made-up rows against perfect prediction.

use super::terms::Terms;
use crate::stats::sum::map_chunks;

/// One row that is added to a regression of categories.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Extra {
    /// The row, intercept first.
    pub(super) x: Vec<f64>,
    /// Its class, 0, 1, ...
    pub(super) class: usize,
    /// Its weight.
    pub(super) weight: f64,
}

/// Rows that keep every coefficient finite: each term in turn half a standard deviation above and below its
/// mean, the others at their means, once with each class; together they weigh as much as there are coefficients
/// a class.
///
/// Where a category is predicted perfectly, likelihood alone sends a coefficient to infinity and its
/// standard error with it, so that draws may fall on the wrong side; these rows hold it. Without terms
/// none are needed. Reference: White, Daniel and Royston (2010), section 5.
///
/// * `classes`: how many classes there are.
/// * `n`: units of the arm; means are over all of them, so that a term that varies among gaps only is held too.
pub(super) fn rows(terms: &Terms, values: &[Vec<f64>], n: usize, classes: usize) -> Vec<Extra> {
    let p = terms.width() - 1;
    let (mean, sd) = spread(terms, values, n);
    let weight = (p as f64 + 1.0) / (2 * p.max(1) * classes) as f64;
    let mut extras = Vec::with_capacity(2 * p * classes);
    for j in 1..=p {
        for class in 0..classes {
            for side in [0.5, -0.5] {
                let mut x = mean.clone();
                x[j] += side * sd[j];
                extras.push(Extra { x, class, weight });
            }
        }
    }
    extras
}

fn spread(terms: &Terms, values: &[Vec<f64>], n: usize) -> (Vec<f64>, Vec<f64>) {
    let p = terms.width();
    let parts = map_chunks(n, |range| {
        let (mut sum, mut squares, mut x) = (vec![0.0; p], vec![0.0; p], vec![0.0; p]);
        for i in range {
            terms.fill(values, i, &mut x);
            for j in 0..p {
                sum[j] += x[j];
                squares[j] += x[j] * x[j];
            }
        }
        (sum, squares)
    });
    let (mut mean, mut sd) = (vec![0.0; p], vec![0.0; p]);
    for (sum, squares) in parts {
        for j in 0..p {
            mean[j] += sum[j];
            sd[j] += squares[j];
        }
    }
    let n = n as f64;
    for j in 0..p {
        mean[j] /= n;
        // Terms have spreads of the order of 1: no cancellation to speak of.
        sd[j] = ((sd[j] - n * mean[j] * mean[j]) / (n - 1.0).max(1.0)).max(0.0).sqrt();
    }
    (mean, sd)
}
