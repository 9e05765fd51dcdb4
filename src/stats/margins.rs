//! Average marginal effects of a logistic regression: what a fact goes with, in percentage points.

use super::glm::{GlmError, logistic as inverse_logit};
use super::regression::{Fit, logistic, predict};

/// What is changed, everything else staying as it is.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// A column goes up by a step, to first order: derivative times step.
    Slope {
        /// Position of the column.
        column: usize,
        /// The step, in units of the column.
        step: f64,
    },
    /// A column is 1 instead of 0, with the other columns of its factor at 0 both times.
    Switch {
        /// Position of the column.
        column: usize,
        /// Positions of the other levels' columns.
        others: Vec<usize>,
    },
}

impl Change {
    /// Position of the column.
    #[must_use]
    pub fn column(&self) -> usize {
        match self {
            Self::Slope { column, .. } | Self::Switch { column, .. } => *column,
        }
    }
}

/// An average marginal effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Margin {
    /// The effect: change of the mean probability.
    pub estimate: f64,
    /// Influence of each row on it, the columns taken as given.
    pub influence: Vec<f64>,
}

/// Marginal effects of one regression.
#[derive(Debug, Clone, PartialEq)]
pub struct Margins {
    /// One a change; `None` where the column depends linearly on others and has no coefficient of its own.
    pub of: Vec<Option<Margin>>,
    /// Leverage of each row.
    pub leverage: Vec<f64>,
    /// Coefficients estimated.
    pub rank: usize,
}

/// Fits a weighted logistic regression and averages marginal effects over its rows.
///
/// ```text
/// slope:   m = step b_j sum w_i mu_i (1 - mu_i) / sum w_i
/// switch:  m = sum w_i [mu(x_i with x_j = 1) - mu(x_i with x_j = 0)] / sum w_i
/// psi_i = (d m / d b)' (X'WX)^-1 x_i w_i (y_i - mu_i)
/// ```
///
/// * `columns`: design matrix by columns, the first a column of ones, complete.
/// * `y`: 0 or 1; `w`: above 0.
/// * `changes`: what is changed.
///
/// # Errors
/// [`GlmError`] where the regression has no maximum (separation, one class only, too few rows).
///
/// Cost: the regression, and two passes a change.
/// Reference: Bartus (2005), Stata Journal 5; the same as statsmodels' `get_margeff(at="overall", dummy=True)` and R's
/// margins.
pub fn margins(columns: &[Vec<f64>], y: &[f64], w: &[f64], changes: &[Change]) -> Result<Margins, GlmError> {
    let fit = logistic(columns, y, w)?;
    let eta = predict(columns, &fit.coefficients);
    let mass: f64 = w.iter().sum();
    let share: Vec<f64> = w.iter().map(|w| w / mass).collect();
    let of = changes
        .iter()
        .map(|change| {
            fit.kept().contains(&change.column()).then(|| match change {
                Change::Slope { column, step } => slope(&fit, columns, (&eta, &share), *column, *step),
                Change::Switch { column, others } => switch(&fit, columns, (&eta, &share), *column, others),
            })
        })
        .collect();
    Ok(Margins { of, leverage: fit.leverage(), rank: fit.rank() })
}

fn slope(
    fit: &Fit,
    columns: &[Vec<f64>],
    (eta, share): (&[f64], &[f64]),
    column: usize,
    step: f64,
) -> Margin {
    let b = fit.coefficients[column];
    let mut height = 0.0;
    let mut bend = Vec::with_capacity(eta.len());
    for (eta, s) in eta.iter().zip(share) {
        let mu = inverse_logit(*eta);
        let v = mu * (1.0 - mu);
        height += s * v;
        bend.push(s * v * (1.0 - 2.0 * mu));
    }
    let mut gradient: Vec<f64> =
        columns.iter().map(|x| step * b * x.iter().zip(&bend).map(|(x, d)| x * d).sum::<f64>()).collect();
    gradient[column] += step * height;
    Margin { estimate: step * b * height, influence: fit.influence(&gradient) }
}

fn switch(
    fit: &Fit,
    columns: &[Vec<f64>],
    (eta, share): (&[f64], &[f64]),
    column: usize,
    others: &[usize],
) -> Margin {
    let b = &fit.coefficients;
    let own: Vec<usize> = others.iter().copied().chain([column]).collect();
    // The linear predictor of everyone at the reference level.
    let base: Vec<f64> =
        (0..eta.len()).map(|i| eta[i] - own.iter().map(|&j| b[j] * columns[j][i]).sum::<f64>()).collect();
    let mut estimate = 0.0;
    let (mut apart, mut raised) = (Vec::with_capacity(eta.len()), 0.0);
    for (base, s) in base.iter().zip(share) {
        let (m1, m0) = (inverse_logit(base + b[column]), inverse_logit(*base));
        let (v1, v0) = (m1 * (1.0 - m1), m0 * (1.0 - m0));
        estimate += s * (m1 - m0);
        apart.push(s * (v1 - v0));
        raised += s * v1;
    }
    let mut gradient: Vec<f64> =
        columns.iter().map(|x| x.iter().zip(&apart).map(|(x, d)| x * d).sum()).collect();
    for &j in &own {
        gradient[j] = if j == column { raised } else { 0.0 };
    }
    Margin { estimate, influence: fit.influence(&gradient) }
}

#[cfg(test)]
mod tests;
