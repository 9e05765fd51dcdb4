//! Bias-corrected matching: partners' outcomes, moved to where their focal person stands.

use super::arms::Arms;
use super::outcome::{ArmModel, of_arm};
use super::regression::{Link, shares, target};
use super::sample::{Compared, Sample};
use crate::matching::Structure;

/// Means of both arms by bias-corrected matching.
///
/// ```text
/// tau = sum_i t_i [ y_i - sum_j a_ij ( y_j + mu(x_i) - mu(x_j) ) ] / sum t_i
/// ```
///
/// a_ij is the share of partner j in what i is compared with, mu the linear regression of the outcome on the
/// covariates among partners, weighted by use. Where both arms are the estimand's, each is the other's
/// partner. Since the weighted residuals of mu have mean 0, an arm's corrected mean is that of mu over the
/// estimand's people: for numbers the point is that of the regression with slopes of each arm.
///
/// ```text
/// psi_i = t_i (y_i - m_1) / sum t            for the focal arm
/// psi_i = t_i (mu(x_i) - m_0) / sum t + (sum t x / sum t)' (X'WX)^-1 x_i w_i (y_i - mu(x_i))   for partners' mean
/// ```
///
/// Covariates are part of what was sampled, unlike in the regression. Linear for yes or no outcomes too, as
/// in `Matching::Match(BiasAdjust = TRUE)`. Reference: Abadie and Imbens (2011), section 2 and equation 4.
///
/// # Errors
/// In words: weighting makes no partners; too few partners for the covariates.
pub(super) fn means(
    compared: &Compared,
    sample: &Sample,
    plain: Arms,
    y: &[f64],
    columns: &[Vec<f64>],
) -> Result<Arms, String> {
    if compared.structure == Structure::ScoreWeights {
        return Err(NO_PARTNERS.to_owned());
    }
    let share = shares(&target(compared, sample));
    let mut arms = Arms { rank: 1, least: None, ..plain };
    for arm in [0, 1] {
        if compared.estimand.one_arm() == Some(arm == 1) {
            continue;
        }
        let people = of_arm(&sample.treated, arm);
        let model = ArmModel::new(columns, people.clone(), y, &sample.weight, Link::Identity)?;
        let mean = model.total(&share);
        let mut psi = model.influence(columns, &share);
        psi.iter_mut().zip(&share).zip(&model.mu).for_each(|((p, t), mu)| *p += t * (mu - mean));
        let leverage = model.leverage();
        for &k in &people {
            arms.leverage[k] = leverage[k];
        }
        arms.rank += model.rank();
        (arms.mean[arm], arms.psi[arm]) = (mean, psi);
        arms.fitted = compared.estimand.one_arm().map(|_| model.mu);
    }
    Ok(arms)
}

const NO_PARTNERS: &str = "weighting makes no partners whose outcomes could be corrected; the augmented \
                           estimator corrects weights";
