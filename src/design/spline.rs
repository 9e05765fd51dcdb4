//! Natural cubic splines: curves that are straight beyond their outermost knots.

use crate::stats::quantile::quantile;
use rayon::prelude::*;

/// Knots of a natural cubic spline, rising.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Knots(Vec<f64>);

impl Knots {
    /// The lowest and highest value, and quantiles 1/df, 2/df ... between them.
    ///
    /// * `values`: complete, any order; `df`: columns of the basis, from 2.
    ///
    /// `None` where two knots coincide: the variable has too few different values for the curve.
    /// Cost: n log n. Reference: R's `splines::ns(x, df)` places its knots so.
    pub fn new(mut values: Vec<f64>, df: u32) -> Option<Self> {
        values.par_sort_unstable_by(f64::total_cmp);
        let at = |k: u32| quantile(&values, f64::from(k) / f64::from(df));
        let knots: Vec<f64> = (0..=df).map(at).collect::<Option<_>>()?;
        knots.is_sorted_by(|a, b| a < b).then_some(Self(knots))
    }

    /// Column `k` (from 0) of the basis at `x`.
    ///
    /// ```text
    /// N_0 = x,   N_k = d_k(x) - d_K(x),   d_k = ((x - t_k)+^3 - (x - t_last)+^3) / (t_last - t_k)
    /// ```
    ///
    /// with K the last knot but one, and all on the scale on which the knots run from 0 to 1. With the
    /// column of ones these span all natural cubic splines on the knots. Constant time.
    /// Reference: Hastie, Tibshirani and Friedman (2009), equations 5.4 and 5.5.
    pub fn column(&self, k: usize, x: f64) -> f64 {
        let (first, last) = (self.0[0], self.0[self.0.len() - 1]);
        let place = |t: f64| (t - first) / (last - first);
        if k == 0 {
            return place(x);
        }
        let x = place(x);
        let cube = |t: f64| (x - t).max(0.0).powi(3);
        let d = |j: usize| (cube(place(self.0[j])) - cube(1.0)) / (1.0 - place(self.0[j]));
        d(k - 1) - d(self.0.len() - 2)
    }

    /// How many columns the basis has.
    pub fn columns(&self) -> usize {
        self.0.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::Knots;

    fn knots() -> Knots {
        Knots::new((0..101).map(|i| f64::from(i * i)).collect(), 4).expect("knots")
    }

    #[test]
    fn knots_are_quantiles() {
        assert_eq!(knots(), Knots(vec![0.0, 625.0, 2500.0, 5625.0, 10_000.0]));
        assert_eq!(knots().columns(), 4);
        assert_eq!(Knots::new(vec![1.0, 1.0, 1.0, 2.0], 3), None);
        assert_eq!(Knots::new(Vec::new(), 3), None);
    }

    /// Straight outside the outermost knots; inside, value, slope and curvature run on without a jump.
    #[test]
    fn columns_are_natural_and_smooth() {
        let knots = knots();
        for k in 0..4 {
            let f = |x: f64| knots.column(k, x);
            for (a, b, c) in [(-300.0, -200.0, -100.0), (10_500.0, 11_000.0, 11_500.0)] {
                assert!((f(a) - 2.0 * f(b) + f(c)).abs() < 1e-9, "column {k} bends outside");
            }
            for t in [625.0, 2500.0, 5625.0] {
                let h = 1.0;
                let bend = |x: f64| f(x - h) - 2.0 * f(x) + f(x + h);
                assert!((bend(t - 2.0 * h) - bend(t + 2.0 * h)).abs() < 1e-9, "column {k} jumps at {t}");
            }
        }
        // Linearly independent: the four columns differ in how they bend between the knots.
        assert!(knots.column(1, 300.0) != 0.0 && knots.column(2, 300.0) == 0.0);
    }
}
