//! Robustness values: how much of treatment and outcome a hidden variable must tell, in a linear regression.

use crate::stats::distribution::{critical, two_sided};
use crate::stats::regression::Qr;
use crate::stats::sum::sum;

/// A treatment of which the covariates leave a smaller share than this (in length) depends on them.
const ALIAS: f64 = 1e-7;

/// What a regression says about the treatment, with the classical standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slope {
    /// Coefficient of the treatment.
    pub estimate: f64,
    /// Its standard error, errors taken as equally variable.
    pub se: f64,
    /// Residual degrees of freedom.
    pub df: f64,
}

/// How strongly a measured or hidden variable goes with treatment and outcome, given the others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strength {
    /// Share of the rest of the treatment that it tells.
    pub treatment: f64,
    /// Share of the rest of the outcome that it tells, given the treatment.
    pub outcome: f64,
}

/// What the regression would have said with a hidden variable of some strength in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adjusted {
    /// Coefficient of the treatment.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
    /// Two-sided p-value.
    pub p: f64,
}

impl Slope {
    /// Weighted least squares of the outcome on treatment and covariates.
    ///
    /// * `y`, `treated`, `w`: outcome, treatment (0 or 1), weight above 0; length n.
    /// * `covariates`: columns of length n, complete; a constant is added, dependent columns are left out.
    ///
    /// What the covariates leave of the treatment and of the outcome is set side by side (Frisch and Waugh 1933).
    /// `None` where nobody is left to tell the error from, or treatment depends on the covariates. Cost: n p^2.
    #[must_use]
    pub fn new(y: &[f64], treated: &[f64], covariates: &[&[f64]], w: &[f64]) -> Option<Self> {
        let qr = factorised(covariates, w);
        let df = y.len().checked_sub(qr.kept().len() + 1).filter(|d| *d > 0)? as f64;
        let mass = |x: &[f64]| sum(w.len(), |i| w[i] * x[i] * x[i]);
        let (d, e) = (rest(&qr, treated, w), rest(&qr, y, w));
        let left = squares(&d);
        if left <= ALIAS * ALIAS * mass(treated) {
            return None;
        }
        let estimate = sum(y.len(), |i| d[i] * e[i]) / left;
        let unexplained = sum(y.len(), |i| (e[i] - estimate * d[i]) * (e[i] - estimate * d[i]));
        let se = (unexplained / df / left).sqrt();
        (unexplained > ALIAS * ALIAS * mass(y) && se.is_finite()).then_some(Self { estimate, se, df })
    }

    /// The t statistic.
    #[must_use]
    pub fn t(self) -> f64 {
        self.estimate / self.se
    }

    /// Share of the rest of the outcome that the treatment tells.
    ///
    /// ```text
    /// R2 = t^2 / (t^2 + df)
    /// ```
    #[must_use]
    pub fn partial_r2(self) -> f64 {
        let t2 = self.t() * self.t();
        t2 / (t2 + self.df)
    }

    /// The robustness value: share of the rest of both treatment and outcome that a hidden variable must tell to take
    /// away the share `q` of the estimate.
    ///
    /// ```text
    /// f = q |t| / sqrt(df),   RV = (sqrt(f^4 + 4 f^2) - f^2) / 2
    /// ```
    ///
    /// Reference: Cinelli and Hazlett (2020), "Making sense of sensitivity", equation 19.
    #[must_use]
    pub fn robustness(self, q: f64) -> f64 {
        even(q * self.t().abs() / self.df.sqrt())
    }

    /// The same until the interval of level `level` holds what is left of the estimate.
    ///
    /// ```text
    /// f = q |t| / sqrt(df) - t_crit(df - 1) / sqrt(df - 1)
    /// ```
    ///
    /// 0 where the interval holds it already. Reference: Cinelli and Hazlett (2020), equation 20; for f so large that
    /// the outcome side runs out, their later form (f_q^2 - f_crit^2) / (1 + f_q^2).
    #[must_use]
    pub fn robustness_of_limit(self, q: f64, level: f64) -> f64 {
        if self.df <= 1.0 {
            return 0.0;
        }
        let fq = q * self.t().abs() / self.df.sqrt();
        let crit = critical(level, Some(self.df - 1.0)) / (self.df - 1.0).sqrt();
        match fq - crit {
            f if f <= 0.0 => 0.0,
            f if crit < 1.0 / f => even(f),
            _ => (fq * fq - crit * crit) / (1.0 + fq * fq),
        }
    }

    /// The regression had a hidden variable of this strength been in it, pulling the estimate towards 0.
    ///
    /// ```text
    /// bias = se sqrt(df) sqrt(R2_y R2_d / (1 - R2_d)),   se' = se sqrt((1 - R2_y) / (1 - R2_d)) sqrt(df / (df - 1))
    /// ```
    ///
    /// * `level`: of the limits, from t with the residual degrees of freedom.
    ///
    /// `None` where the variable tells all of the treatment, or one degree of freedom is left.
    /// Reference: Cinelli and Hazlett (2020), equations 11 and 12.
    #[must_use]
    pub fn adjusted(self, s: Strength, level: f64) -> Option<Adjusted> {
        let open = s.treatment >= 0.0 && s.treatment < 1.0 && (0.0..=1.0).contains(&s.outcome);
        if !open || self.df <= 1.0 {
            return None;
        }
        let bias = self.se * self.df.sqrt() * (s.outcome * s.treatment / (1.0 - s.treatment)).sqrt();
        let estimate = self.estimate.signum() * (self.estimate.abs() - bias);
        let se = self.se * ((1.0 - s.outcome) / (1.0 - s.treatment) * self.df / (self.df - 1.0)).sqrt();
        let half = critical(level, Some(self.df)) * se;
        // Cinelli and Hazlett's package takes the quantile at the degrees of freedom of the model without it.
        let p = if se > 0.0 { two_sided(estimate / se, Some(self.df - 1.0)) } else { 0.0 };
        Some(Adjusted { estimate, se, lower: estimate - half, upper: estimate + half, p })
    }
}

/// f such that RV (1 - RV)^(-1/2) = f, solved for RV.
fn even(f: f64) -> f64 {
    let f2 = f * f;
    0.5 * ((f2 * f2 + 4.0 * f2).sqrt() - f2)
}

/// Strength of groups of measured variables, each given treatment and the other covariates.
///
/// ```text
/// R2(y ~ x | others) = 1 - RSS with x / RSS without x
/// ```
///
/// * `y`, `treated`, `w`: outcome, treatment, weight above 0; length n.
/// * `covariates`: columns of length n, complete; a constant is added.
/// * `groups`: positions of the columns of each variable (several for a category, or for a variable and its square).
///
/// `None` where there is nothing left to tell. The rows are first folded into as many numbers as there are columns, which
/// have the same products: cost 2 n p^2, and p^3 a group.
#[must_use]
pub fn strengths(
    y: &[f64],
    treated: &[f64],
    covariates: &[&[f64]],
    w: &[f64],
    groups: &[Vec<usize>],
) -> Vec<Option<Strength>> {
    let scale: Vec<f64> = w.iter().map(|w| w.sqrt()).collect();
    let constant = std::iter::once(vec![1.0; w.len()]);
    let all: Vec<Vec<f64>> =
        constant.chain(covariates.iter().copied().chain([treated, y]).map(<[f64]>::to_vec)).collect();
    let qr = Qr::new(&all, &scale);
    let fold = |x: &Vec<f64>| qr.project(&x.iter().zip(&scale).map(|(x, s)| x * s).collect::<Vec<f64>>());
    let folded: Vec<Vec<f64>> = all.iter().map(fold).collect();
    let [constant, covariates @ .., treated, y] = folded.as_slice() else { return Vec::new() };
    let of = |group: &Vec<usize>| {
        let pick = |mine: bool| {
            let some = covariates.iter().enumerate().filter(move |(j, _)| group.contains(j) == mine);
            some.map(|(_, c)| c.as_slice()).collect::<Vec<&[f64]>>()
        };
        let (group, mut others) = (pick(true), pick(false));
        others.insert(0, constant);
        let treatment = told(treated, &group, &others)?;
        others.push(treated);
        Some(Strength { treatment, outcome: told(y, &group, &others)? })
    };
    groups.iter().map(of).collect()
}

/// Share of the rest of `y` that `group` tells beside `others`.
fn told(y: &[f64], group: &[&[f64]], others: &[&[f64]]) -> Option<f64> {
    let ones = vec![1.0; y.len()];
    let rss = |columns: &[&[f64]]| {
        let columns: Vec<Vec<f64>> = columns.iter().map(|c| c.to_vec()).collect();
        squares(&rest(&Qr::new(&columns, &ones), y, &ones))
    };
    let without = rss(others);
    let with = rss(&others.iter().chain(group).copied().collect::<Vec<&[f64]>>());
    (without > ALIAS * ALIAS * squares(y)).then(|| (1.0 - with / without).clamp(0.0, 1.0))
}

/// Largest strength of a hidden variable that is `k` times as strong as a measured one.
///
/// ```text
/// R2_d = k r_d / (1 - r_d),   r_zx = k r_d^2 / ((1 - k r_d) (1 - r_d))
/// R2_y = ((sqrt(k) + sqrt(r_zx)) / sqrt(1 - r_zx))^2 r_y / (1 - r_y)
/// ```
///
/// with the measured variable's r_d and r_y. R2_y is at most 1. `None` where no variable can be that strong.
/// Reference: Cinelli and Hazlett (2020), section 4.4 and supplement, with the same k on both sides.
#[must_use]
pub fn times(measured: Strength, k: f64) -> Option<Strength> {
    let (d, y) = (measured.treatment, measured.outcome);
    let treatment = k * d / (1.0 - d);
    let shared = k * d * d / ((1.0 - k * d) * (1.0 - d));
    if !(treatment < 1.0 && (0.0..1.0).contains(&shared) && y < 1.0) {
        return None;
    }
    let stretch = (k.sqrt() + shared.sqrt()) / (1.0 - shared).sqrt();
    Some(Strength { treatment, outcome: (stretch * stretch * y / (1.0 - y)).min(1.0) })
}

/// A constant and the columns, each row scaled by the root of its weight.
fn factorised(columns: &[&[f64]], w: &[f64]) -> Qr {
    let scale: Vec<f64> = w.iter().map(|w| w.sqrt()).collect();
    let constant = std::iter::once(vec![1.0; w.len()]);
    Qr::new(&constant.chain(columns.iter().map(|c| c.to_vec())).collect::<Vec<_>>(), &scale)
}

/// What the columns of `qr` leave of `y`, each row scaled by the root of its weight.
fn rest(qr: &Qr, y: &[f64], w: &[f64]) -> Vec<f64> {
    let target: Vec<f64> = y.iter().zip(w).map(|(y, w)| y * w.sqrt()).collect();
    let fitted = qr.expand(&qr.project(&target), target.len());
    target.iter().zip(&fitted).map(|(t, f)| t - f).collect()
}

fn squares(x: &[f64]) -> f64 {
    sum(x.len(), |i| x[i] * x[i])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(what: &str, ours: f64, theirs: f64) {
        assert!((ours - theirs).abs() <= 1e-10 * theirs.abs(), "{what}: {ours} is not {theirs}");
    }

    /// Cinelli and Hazlett (2020), Table 1 (Darfur): estimate 0.097, standard error 0.023, 783 degrees of freedom;
    /// robustness values 13.9 % and 7.6 %, partial R2 2.2 % (three figures).
    #[test]
    fn darfur() {
        let slope = Slope { estimate: 0.097_315_8, se: 0.023_256_5, df: 783.0 };
        assert!((slope.partial_r2() - 0.022).abs() < 5e-4);
        assert!((slope.robustness(1.0) - 0.139).abs() < 5e-4);
        assert!((slope.robustness_of_limit(1.0, 0.95) - 0.076).abs() < 5e-4);
        // Their benchmark, once as strong as being female: 9.2 % and 12.5 %, which leaves 0.075.
        let left = slope.adjusted(Strength { treatment: 0.0092, outcome: 0.1246 }, 0.95).unwrap();
        assert!((left.estimate - 0.075).abs() < 1e-3);
    }

    fn data() -> (Vec<f64>, Vec<f64>, Vec<Vec<f64>>, Vec<f64>) {
        let wave = |k: f64| (0..40).map(|i| libm::sin(k * f64::from(i) + k)).collect::<Vec<f64>>();
        let z: Vec<f64> = (0..40).map(|i| f64::from(u8::from(i % 3 == 0))).collect();
        let (x, u, e) = (wave(1.3), wave(2.1), wave(0.7));
        let y = (0..40).map(|i| z[i] + 0.5 * x[i] - 0.8 * u[i] + 0.3 * e[i]).collect();
        (y, z, vec![x, u], (0..40).map(|i| 1.0 + f64::from(i % 4)).collect())
    }

    /// The formula gives back the very regression with the variable in it, when it is told that variable's strength.
    #[test]
    fn an_observed_variable_adjusts_as_if_it_had_been_left_out() {
        let (y, z, x, w) = data();
        let short = Slope::new(&y, &z, &[&x[0]], &w).unwrap();
        let long = Slope::new(&y, &z, &[&x[0], &x[1]], &w).unwrap();
        let s = strengths(&y, &z, &[&x[0], &x[1]], &w, &[vec![1]])[0].unwrap();
        let adjusted = short.adjusted(s, 0.95).unwrap();
        let (down, up) = (adjusted.estimate, 2.0 * short.estimate - adjusted.estimate);
        assert!((down - long.estimate).abs() < 1e-12 || (up - long.estimate).abs() < 1e-12);
        close("se", adjusted.se, long.se);
    }

    #[test]
    fn agrees_with_the_regression_of_the_estimators() {
        let (y, z, x, w) = data();
        let slope = Slope::new(&y, &z, &[&x[0], &x[1]], &w).unwrap();
        let columns = vec![vec![1.0; 40], z.clone(), x[0].clone(), x[1].clone()];
        close(
            "coefficient",
            slope.estimate,
            crate::stats::regression::linear(&columns, &y, &w).coefficients[1],
        );
        let by_weight = |v: &[f64]| v.iter().zip(&w).map(|(v, w)| v * w.sqrt()).collect::<Vec<f64>>();
        let [y, z, a, b] = [&y, &z, &x[0], &x[1]].map(|v| by_weight(v));
        let told = told(&y, &[&z], &[&by_weight(&[1.0; 40]), &a, &b]).unwrap();
        close("R2", slope.partial_r2(), told);
    }

    proptest! {
        #[test]
        fn a_variable_of_the_robustness_value_takes_all_away(t in 0.05_f64..30.0, df in 3.0_f64..5000.0) {
            let slope = Slope { estimate: -2.0 * t, se: 2.0, df };
            let rv = slope.robustness(1.0);
            let left = slope.adjusted(Strength { treatment: rv, outcome: rv }, 0.95).unwrap();
            prop_assert!(left.estimate.abs() < 1e-9 * t);
            let limit = slope.robustness_of_limit(1.0, 0.95);
            prop_assert!((0.0..=rv).contains(&limit));
            let edge = slope.adjusted(Strength { treatment: limit, outcome: limit }, 0.95).unwrap();
            // At the limit's value the statistic is just at the critical value of one degree of freedom fewer.
            let crit = critical(0.95, Some(df - 1.0));
            if limit > 0.0 && limit < 0.9 {
                prop_assert!((edge.estimate.abs() / edge.se - crit).abs() < 1e-6 * crit);
            }
        }

        #[test]
        fn stronger_variables_leave_less(d in 0.0_f64..0.3, y in 0.0_f64..0.3, k in 0.1_f64..2.0, more in 0.0_f64..1.0) {
            let measured = Strength { treatment: d, outcome: y };
            if let Some(two) = times(measured, k + more) {
                let one = times(measured, k).expect("weaker, so possible too");
                prop_assert!(two.treatment >= one.treatment && two.outcome >= one.outcome);
            }
        }
    }

    #[test]
    fn edges() {
        let (y, z, x, w) = data();
        assert_eq!(Slope::new(&y, &z, &[&z], &w), None);
        assert_eq!(strengths(&y, &z, &[&z], &w, &[Vec::new()]), [None]);
        // A column that the others make up tells nothing beside them.
        let sum: Vec<f64> = x[0].iter().zip(&x[1]).map(|(a, b)| a + b).collect();
        let told = strengths(&y, &z, &[&x[0], &x[1], &sum], &w, &[vec![2]])[0].unwrap();
        assert!(told.treatment < 1e-12 && told.outcome < 1e-12, "{told:?}");
        assert_eq!(Slope::new(&[1.0, 2.0], &[0.0, 1.0], &[], &[1.0; 2]), None);
        assert_eq!(Slope::new(&[3.0; 40], &z, &[&x[0]], &w), None);
        assert_eq!(times(Strength { treatment: 0.6, outcome: 0.1 }, 3.0), None);
        let slope = Slope { estimate: 1.0, se: 1.0, df: 1.0 };
        assert_eq!(slope.robustness_of_limit(1.0, 0.95), 0.0);
        assert_eq!(slope.adjusted(Strength { treatment: 0.1, outcome: 0.1 }, 0.95), None);
        assert_eq!(
            Slope { df: 9.0, ..slope }.adjusted(Strength { treatment: 1.0, outcome: 0.1 }, 0.95),
            None
        );
    }
}
