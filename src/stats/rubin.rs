//! One estimate from those of m imputations: Rubin's rules.

use serde::{Deserialize, Serialize};

/// What m imputations say together about one number.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Pooled {
    /// Imputations pooled.
    pub m: usize,
    /// Mean of the m estimates.
    pub estimate: f64,
    /// Mean of the m squared standard errors.
    pub within: f64,
    /// Variance of the m estimates; 0 for a single one.
    pub between: f64,
    /// Total variance, `within + (1 + 1/m) between`.
    pub total: f64,
    /// Degrees of freedom; `None` where they are infinite (normal).
    pub df: Option<f64>,
    /// Share of the total variance that is due to the missing values, `lambda`.
    pub share: f64,
    /// Fraction of missing information.
    pub fmi: f64,
    /// Variance with infinitely many imputations over that with m, `1 / (1 + fmi / m)`.
    pub efficiency: f64,
}

impl Pooled {
    /// The standard error: root of the total variance.
    #[must_use]
    pub fn se(&self) -> f64 {
        self.total.sqrt()
    }
}

/// Pools m estimates with their variances.
///
/// ```text
/// Q = mean(q_k),  U = mean(u_k),  B = sum (q_k - Q)^2 / (m - 1),  T = U + (1 + 1/m) B
/// lambda = (1 + 1/m) B / T,       r = (1 + 1/m) B / U
/// df_old = (m - 1) / lambda^2,    df_obs = (df_com + 1) / (df_com + 3) df_com (1 - lambda)
/// df     = df_old df_obs / (df_old + df_obs)             (df_old where df_com is infinite)
/// fmi    = (r + 2 / (df + 3)) / (1 + r)
/// ```
///
/// * `estimates`: on the scale on which they are about normal; logs for ratios. Finite.
/// * `variances`: their squared standard errors, at least 0, same length. Finite.
/// * `complete`: degrees of freedom the estimate would have without missing values; `None` = infinite.
///
/// One imputation, or m that agree, give `between` 0, `fmi` 0 and the degrees of freedom of complete data
/// (with one imputation nothing can be known of `between`: the standard error is then too small). `None` when
/// there is no estimate, the lengths differ, or a number is not finite. Cost: one pass.
/// Reference: Rubin (1987), section 3.3; Barnard and Rubin (1999), equation 3. Where m agree, `fmi` is 0 and not
/// `2 / (df + 3)`, which would speak of missing information where there is none.
///
/// ```
/// # use matchwell::stats::rubin::pool;
/// let pooled = pool(&[1.0, 3.0], &[4.0, 4.0], None).expect("two estimates");
/// assert_eq!((pooled.estimate, pooled.total), (2.0, 4.0 + 1.5 * 2.0));
/// ```
#[must_use]
pub fn pool(estimates: &[f64], variances: &[f64], complete: Option<f64>) -> Option<Pooled> {
    let m = estimates.len();
    let usable = |v: &f64| v.is_finite() && *v >= 0.0;
    if m == 0
        || variances.len() != m
        || !estimates.iter().all(|q| q.is_finite())
        || !variances.iter().all(usable)
    {
        return None;
    }
    let count = m as f64;
    let estimate = mean(estimates);
    let within = mean(variances);
    let squares: f64 = estimates.iter().map(|q| (q - estimate) * (q - estimate)).sum();
    let between = if m > 1 { squares / (count - 1.0) } else { 0.0 };
    let extra = (1.0 + 1.0 / count) * between;
    let total = within + extra;
    let mut pooled =
        Pooled { m, estimate, within, between, total, df: complete, share: 0.0, fmi: 0.0, efficiency: 1.0 };
    if between > 0.0 {
        pooled.share = extra / total;
        let df = barnard_rubin(m, pooled.share, complete);
        pooled.df = Some(df);
        // (r + c) / (1 + r) with r = lambda / (1 - lambda), which stays finite when `within` is 0.
        pooled.fmi = pooled.share + 2.0 / (df + 3.0) * (1.0 - pooled.share);
        pooled.efficiency = 1.0 / (1.0 + pooled.fmi / count);
    }
    Some(pooled)
}

/// The mean about the first value: m equal numbers have exactly that mean.
fn mean(x: &[f64]) -> f64 {
    let first = x[0];
    first + x.iter().map(|v| v - first).sum::<f64>() / x.len() as f64
}

fn barnard_rubin(m: usize, share: f64, complete: Option<f64>) -> f64 {
    let old = (m as f64 - 1.0) / (share * share);
    let Some(complete) = complete else { return old };
    let observed = (complete + 1.0) / (complete + 3.0) * complete * (1.0 - share);
    if observed <= 0.0 { old.min(1.0) } else { old * observed / (old + observed) }
}

#[cfg(test)]
mod tests {
    use super::pool;

    fn close(ours: f64, theirs: f64) {
        assert!((ours - theirs).abs() <= 1e-10 * theirs.abs().max(1.0), "{ours} is not {theirs}");
    }

    /// Made with `pool.scalar` of R's mice 3.15.0 (Debian bookworm); agreement to 1e-10 relative, the rounding of
    /// fifteen printed digits and a handful of operations.
    #[test]
    fn equals_pool_scalar_of_mice() {
        let q = [0.71, 1.13, 0.42, 0.95, 0.88];
        let u = [0.21_f64, 0.19, 0.25, 0.22, 0.2].map(|s| s * s);
        let rows = [
            (None, 9.408_864_159_013_18, 0.708_106_316_731_85),
            (Some(24.0), 4.244_467_784_392_578, 0.748_088_309_261_226),
            (Some(197.0), 8.263_261_789_276_944, 0.713_810_862_599_929),
        ];
        for (complete, df, fmi) in rows {
            let pooled = pool(&q, &u, complete).expect("finite");
            close(pooled.estimate, 0.818);
            close(pooled.within, 0.046_22);
            close(pooled.between, 0.072_17);
            close(pooled.total, 0.132_824);
            close(pooled.df.expect("finite"), df);
            close(pooled.fmi, fmi);
            close(pooled.share, 1.873_734_314_149_718 / 2.873_734_314_149_718);
        }
    }

    /// The coefficient of age in `lm(bmi ~ age)` over ten imputations of mice's `nhanes` (m = 10, seed 18210),
    /// pooled by `mice::pool` 3.15.0; 23 degrees of freedom with complete data.
    #[test]
    #[expect(clippy::excessive_precision, reason = "as the reference prints them")]
    fn equals_pool_of_mice_on_nhanes() {
        let q = [
            -2.451_449_275_362_319_8,
            -2.524_879_227_053_138_8,
            -2.300_483_091_787_440_1,
            -2.258_212_560_386_476_2,
            -1.628_743_961_352_657_3,
            -2.363_768_115_942_030_5,
            -1.482_850_241_545_892_6,
            -1.349_758_454_106_282_1,
            -2.356_038_647_342_994_2,
            -2.493_961_352_657_006_4,
        ];
        let u = [
            0.907_830_721_532_743_25,
            0.965_847_904_217_743_25,
            0.995_259_389_139_009_35,
            0.853_564_070_289_296_37,
            0.819_249_941_909_252_49,
            0.708_670_082_098_207_25,
            1.060_629_934_542_636_5,
            0.952_658_577_593_509_69,
            0.795_826_496_889_481_15,
            0.953_789_634_885_699_46,
        ];
        let pooled = pool(&q, &u, Some(23.0)).expect("finite");
        close(pooled.estimate, -2.121_014_492_753_62);
        close(pooled.total, 1.123_899_458_924_57);
        close(pooled.df.expect("finite"), 15.850_471_653_547_7);
        close(pooled.share, 0.198_030_866_415_561);
        close(pooled.fmi, 0.283_118_300_653_155);
    }

    #[test]
    fn agreement_and_a_single_imputation_leave_the_complete_data_answer() {
        for estimates in [&[0.3; 5][..], &[0.3]] {
            let variances = vec![0.04; estimates.len()];
            let pooled = pool(estimates, &variances, Some(30.0)).expect("finite");
            assert_eq!((pooled.estimate, pooled.df, pooled.fmi, pooled.between), (0.3, Some(30.0), 0.0, 0.0));
            close(pooled.se(), 0.2);
        }
    }

    #[test]
    fn nothing_is_pooled_that_is_no_number() {
        assert!(pool(&[], &[], None).is_none());
        assert!(pool(&[1.0], &[1.0, 2.0], None).is_none());
        assert!(pool(&[f64::NAN, 1.0], &[1.0, 1.0], None).is_none());
        assert!(pool(&[1.0, 1.0], &[-1.0, 1.0], None).is_none());
        assert!(pool(&[1.0, 1.0], &[f64::INFINITY, 1.0], None).is_none());
    }

    #[test]
    fn no_variance_within_is_all_between() {
        let pooled = pool(&[1.0, 2.0, 3.0], &[0.0; 3], Some(20.0)).expect("finite");
        assert_eq!(pooled.share, 1.0);
        assert!(pooled.df.is_some_and(|df| df.is_finite() && df > 0.0));
        assert!(pooled.fmi <= 1.0 && pooled.se().is_finite());
    }

    #[test]
    fn degrees_of_freedom_never_exceed_either_bound() {
        for m in [2_usize, 5, 20] {
            for spread in [0.01, 0.3, 2.0] {
                let estimates: Vec<f64> = (0..m).map(|k| spread * k as f64).collect();
                let pooled = pool(&estimates, &vec![0.5; m], Some(17.0)).expect("finite");
                let df = pooled.df.expect("between is above 0");
                assert!(df < 17.0 && df <= (m as f64 - 1.0) / (pooled.share * pooled.share));
                assert!((0.0..=1.0).contains(&pooled.fmi) && pooled.fmi >= pooled.share);
            }
        }
    }
}
