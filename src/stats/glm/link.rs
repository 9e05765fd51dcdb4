//! Links between a linear predictor and a probability, exact far into both tails.

use super::model::logistic;
use crate::stats::distribution::normal_quantile;
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// What turns a linear predictor into a probability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Link {
    /// `p = 1 / (1 + exp(-eta))`.
    #[default]
    Logit,
    /// `p = Phi(eta)`, the normal distribution function.
    Probit,
    /// `p = 1 - exp(-exp(eta))`: complementary log-log.
    Cloglog,
    /// `p = 1/2 + atan(eta) / pi`: the Cauchy distribution function.
    Cauchit,
}

/// A link at one linear predictor. Pairs hold the class `false` first, then the class `true`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Local {
    /// `log(1 - p)` and `log p`.
    pub log: [f64; 2],
    /// `-d log(1 - p) / d eta` and `d log p / d eta`: both positive, their product is the expected
    /// information of one row.
    pub rate: [f64; 2],
}

/// `log sqrt(2 pi)`.
const LOG_ROOT: f64 = 0.918_938_533_204_672_7;
/// Beyond this the normal tail comes from Laplace's continued fraction, which has converged there.
const TAIL: f64 = 12.0;
const FRACTION_TERMS: u32 = 40;
/// `exp` of more than this is no number; `exp(-exp(..))` has long been 0.
const LARGEST: f64 = 700.0;

impl Link {
    /// Probability of the class `true` at a linear predictor.
    #[must_use]
    pub fn probability(self, eta: f64) -> f64 {
        match self {
            Self::Logit => logistic(eta),
            Self::Probit => 0.5 * libm::erfc(-eta * FRAC_1_SQRT_2),
            Self::Cloglog => -libm::expm1(-libm::exp(eta.min(LARGEST))),
            Self::Cauchit => libm::atan2(1.0, -eta) / PI,
        }
    }

    /// The linear predictor of a probability strictly between 0 and 1.
    #[must_use]
    pub fn predictor(self, p: f64) -> f64 {
        match self {
            Self::Logit => libm::log(p / (1.0 - p)),
            Self::Probit => normal_quantile(p),
            Self::Cloglog => libm::log(-libm::log1p(-p)),
            Self::Cauchit => libm::tan(PI * (p - 0.5)),
        }
    }

    /// Logarithms of both probabilities and their slopes at a linear predictor.
    #[must_use]
    pub fn at(self, eta: f64) -> Local {
        match self {
            Self::Logit => {
                let lost = libm::log1p(libm::exp(-eta.abs()));
                let log = [-lost - eta.max(0.0), -lost - (-eta).max(0.0)];
                Local { log, rate: [logistic(eta), logistic(-eta)] }
            }
            Self::Probit => {
                let ((above, no), (below, yes)) = (normal_below(-eta), normal_below(eta));
                Local { log: [above, below], rate: [no, yes] }
            }
            Self::Cloglog => {
                let u = libm::exp(eta.min(LARGEST));
                let p = -libm::expm1(-u);
                let log_p = if u < f64::MIN_POSITIVE { eta } else { libm::log(p) };
                let yes = if u < f64::EPSILON { 1.0 } else { u / libm::expm1(u) };
                Local { log: [-u, log_p], rate: [u, yes] }
            }
            Self::Cauchit => {
                let (p, q) = (libm::atan2(1.0, -eta) / PI, libm::atan2(1.0, eta) / PI);
                let density = 1.0 / (PI * (1.0 + eta * eta));
                Local { log: [libm::log(q), libm::log(p)], rate: [density / q, density / p] }
            }
        }
    }

    /// Minus the second derivative of one row's log likelihood: the observed information.
    ///
    /// Equal to the expected one for the logit only; below 0 in places for the Cauchy link.
    #[must_use]
    pub fn observed(self, eta: f64, y: bool, local: &Local) -> f64 {
        let [no, yes] = local.rate;
        match (self, y) {
            (Self::Logit, _) => no * yes,
            (Self::Probit, true) => yes * (yes + eta),
            (Self::Probit, false) => no * (no - eta),
            (Self::Cloglog, true) => yes * (no + yes - 1.0),
            (Self::Cloglog, false) => no,
            (Self::Cauchit, true) => yes * (yes + 2.0 * eta / (1.0 + eta * eta)),
            (Self::Cauchit, false) => no * (no - 2.0 * eta / (1.0 + eta * eta)),
        }
    }

    /// Largest change of a linear predictor in a last step that still counts as standing still.
    pub(super) fn still(self) -> f64 {
        match self {
            Self::Cloglog => 0.01,
            Self::Logit | Self::Probit | Self::Cauchit => 0.1,
        }
    }
}

impl Local {
    /// Log odds of the class `true`.
    #[must_use]
    pub fn log_odds(&self) -> f64 {
        self.log[1] - self.log[0]
    }
}

/// `log Phi(x)` and its derivative `phi(x) / Phi(x)`.
fn normal_below(x: f64) -> (f64, f64) {
    let log_density = -0.5 * x * x - LOG_ROOT;
    if x < -TAIL {
        // Laplace: (1 - Phi(t)) / phi(t) = 1 / (t + 1 / (t + 2 / (t + 3 / ...))).
        let inverse = (1..=FRACTION_TERMS).rev().fold(-x, |f, k| -x + f64::from(k) / f);
        return (log_density - libm::log(inverse), inverse);
    }
    let p = 0.5 * libm::erfc(-x * FRAC_1_SQRT_2);
    let log_p = if x > 0.0 { libm::log1p(-0.5 * libm::erfc(x * FRAC_1_SQRT_2)) } else { libm::log(p) };
    (log_p, libm::exp(log_density) / p)
}

#[cfg(test)]
mod tests {
    use super::Link;

    const ALL: [Link; 4] = [Link::Logit, Link::Probit, Link::Cloglog, Link::Cauchit];

    fn close(have: f64, want: f64, tolerance: f64, what: &str) {
        assert!((have - want).abs() <= tolerance * want.abs().max(1.0), "{what}: {have} is not {want}");
    }

    #[test]
    fn slopes_are_those_of_the_logarithms() {
        let h = 1e-5;
        for link in ALL {
            for k in -60..=30 {
                let eta = f64::from(k) / 10.0;
                let (low, here, high) = (link.at(eta - h), link.at(eta), link.at(eta + h));
                for (y, sign) in [(false, -1.0), (true, 1.0)] {
                    let c = usize::from(y);
                    let slope = sign * (high.log[c] - low.log[c]) / (2.0 * h);
                    close(here.rate[c], slope, 1e-8, "slope");
                    let second = -sign * (high.rate[c] - low.rate[c]) / (2.0 * h);
                    close(link.observed(eta, y, &here), second, 1e-8, "curvature");
                }
                let p = link.probability(eta);
                close(libm::exp(here.log[1]), p, 1e-14, "p");
                close(libm::exp(here.log[0]), 1.0 - p, 1e-14, "1 - p");
                close(here.log_odds(), libm::log(p) - libm::log(1.0 - p), 1e-6, "log odds");
            }
        }
    }

    #[test]
    fn predictors_undo_probabilities() {
        for link in ALL {
            for k in 1..40 {
                let p = f64::from(k) / 40.0;
                close(link.probability(link.predictor(p)), p, 1e-14, "p");
            }
        }
    }

    /// Normal tails: -log10 Phi(-x) at 10, 20 and 40, as printed by Abramowitz and Stegun (1964), table 26.2.
    #[test]
    fn tails_are_finite_and_continuous() {
        let table = [(-10.0, 23.118_05), (-20.0, 88.560_10), (-40.0, 349.437_01)];
        for (x, minus_log10) in table {
            let have = -Link::Probit.at(x).log[1] / std::f64::consts::LN_10;
            assert!((have - minus_log10).abs() < 1e-5, "{x}: {have}");
        }
        let (out, inside) = (Link::Probit.at(-12.000_000_001), Link::Probit.at(-11.999_999_999));
        close(out.log[1], inside.log[1], 1e-9, "log at the seam");
        close(out.rate[1], inside.rate[1], 1e-9, "rate at the seam");
        for link in ALL {
            for eta in [-1e5, -800.0, -50.0, 50.0, 800.0, 1e5] {
                let local = link.at(eta);
                let all = [local.log, local.rate].concat();
                assert!(all.iter().all(|v| v.is_finite()), "{link:?} at {eta}: {local:?}");
                assert!((0.0..=1.0).contains(&link.probability(eta)));
                assert!([false, true].iter().all(|&y| link.observed(eta, y, &local).is_finite()));
            }
        }
    }
}
