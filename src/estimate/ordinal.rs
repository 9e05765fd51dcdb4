//! An end score of few values by proportional odds: one model for its mean and every share.

use super::arms::Arms;
use super::contrast::{Measured, worth};
use super::outcome::too_few;
use super::regression::shares;
use crate::cohort::Contrast;
use crate::stats::glm::logistic;
use crate::stats::ordinal::{Ordinal, OrdinalError, ordinal};

/// More values than this are modelled by the three kinds of change, if the contrast is one of them.
const FEW_VALUES: usize = 25;

/// The people of one result, as the model needs them.
#[derive(Debug, Clone, Copy)]
pub(super) struct People<'a> {
    /// A constant and the covariates.
    pub columns: &'a [Vec<f64>],
    /// Arm of each.
    pub treated: &'a [bool],
    /// Start value of each, where the outcome has one.
    pub start: &'a [Option<f64>],
    /// End value of each.
    pub end: &'a [f64],
    /// Weight of each.
    pub weight: &'a [f64],
    /// How much each counts among the estimand's people.
    pub target: &'a [f64],
}

/// The levels of an outcome, and what a contrast is worth at each for each person.
struct Levels {
    /// Level of each person.
    of: Vec<usize>,
    /// Value of the contrast at each level, for each person; one entry where it is the same for all.
    worth: Vec<Vec<f64>>,
    number: usize,
}

/// Means of both arms had everybody of the estimand been in each, with delta-method influences.
///
/// ```text
/// P(end <= v_k | x, g) = 1 / (1 + exp(-(theta_k - x'b_g)))
/// m_g = sum over target t_i sum over k P(end = v_k | x_i, g) c(start_i, v_k) / sum t_i
/// ```
///
/// c is the contrast: the end score, the change, or whether that counts as improved and so on. One model of
/// the end score gives them all. Influences as in [`super::regression`]. Reference: McCullagh (1980).
///
/// # Errors
/// In words: a yes/no outcome, too many values for the contrast, one value, separation, too few people.
pub(super) fn means(people: &People, measured: &Measured, contrast: Contrast) -> Result<Arms, String> {
    let levels = levels(people, measured, contrast)?;
    let columns = both(people, true);
    let model = fit(people, &columns, &levels)?;
    let share = shares(people.target);
    let [c, t] = [0.0, 1.0].map(|arm| average(&model, people, &levels, &share, arm));
    let psi = [model.influence(&c.1), model.influence(&t.1)];
    Ok(Arms::new([c.0, t.0], psi, model.leverage(), model.rank()))
}

/// Log of the ratio of the odds of any value or a higher one, treated against comparison, the same at every
/// value and for everybody alike in the covariates: the arm's coefficient without arm x covariate terms. It
/// stands in the place of the treated mean.
///
/// # Errors
/// As [`means`].
pub(super) fn log_odds(people: &People, measured: &Measured) -> Result<Arms, String> {
    let levels = levels(people, measured, Contrast::Value)?;
    let columns = both(people, false);
    let model = fit(people, &columns, &levels)?;
    let mut gradient = vec![0.0; model.thresholds.len() + columns.len()];
    gradient[model.thresholds.len()] = 1.0;
    let psi = [vec![0.0; people.end.len()], model.influence(&gradient)];
    Ok(Arms::new([0.0, model.slopes[0]], psi, model.leverage(), model.rank()))
}

fn levels(people: &People, measured: &Measured, contrast: Contrast) -> Result<Levels, String> {
    if measured.outcome.binary {
        return Err(YES_NO.to_owned());
    }
    let mut values = people.end.to_vec();
    values.sort_by(f64::total_cmp);
    values.dedup();
    if values.len() <= FEW_VALUES {
        let place = |e: &f64| values.partition_point(|v| v < e);
        let each = |start: &Option<f64>| -> Option<Vec<f64>> {
            start.map(|s| values.iter().map(|&v| worth(measured.outcome, contrast, s, v)).collect())
        };
        let worth = match contrast {
            Contrast::Value | Contrast::End => vec![values.clone()],
            _ => people.start.iter().map(each).collect::<Option<_>>().ok_or("a start value is missing")?,
        };
        return Ok(Levels { of: people.end.iter().map(place).collect(), worth, number: values.len() });
    }
    kinds(people, measured, contrast).ok_or_else(|| {
        format!("the end score has more than {FEW_VALUES} values, too many for an ordinal model")
    })
}

/// Worse, the same, better: the kinds that occur.
fn kinds(people: &People, measured: &Measured, contrast: Contrast) -> Option<Levels> {
    let kinds = [Contrast::Worsened, Contrast::Unchanged, Contrast::Improved];
    let wanted = kinds.iter().position(|k| *k == contrast)?;
    let kind = |(start, end): (&Option<f64>, &f64)| {
        let s = (*start)?;
        kinds.iter().position(|&k| worth(measured.outcome, k, s, *end) > 0.5)
    };
    let all: Vec<usize> = people.start.iter().zip(people.end).map(kind).collect::<Option<_>>()?;
    let here: Vec<usize> = (0..kinds.len()).filter(|k| all.contains(k)).collect();
    let value = vec![here.iter().map(|k| f64::from(u8::from(*k == wanted))).collect()];
    let of = all.iter().map(|k| here.partition_point(|h| h < k)).collect();
    Some(Levels { of, worth: value, number: here.len() })
}

/// Arm, covariates, and arm x covariates if they are wanted.
fn both(people: &People, crossed: bool) -> Vec<Vec<f64>> {
    let arm: Vec<f64> = people.treated.iter().map(|&z| f64::from(u8::from(z))).collect();
    let own = &people.columns[1..];
    let products = own.iter().filter(|_| crossed);
    let products: Vec<Vec<f64>> =
        products.map(|v| v.iter().zip(&arm).map(|(x, z)| x * z).collect()).collect();
    [arm].into_iter().chain(own.iter().cloned()).chain(products).collect()
}

fn fit(people: &People, columns: &[Vec<f64>], levels: &Levels) -> Result<Ordinal, String> {
    let model = ordinal(columns, &levels.of, levels.number, people.weight).map_err(|e| match e {
        OrdinalError::OneLevel => "everybody has the same outcome, so there is no ordinal model".to_owned(),
        other => format!("the ordinal model has no answer: {other}"),
    })?;
    if people.end.len() <= model.rank() {
        return Err(too_few(model.rank()));
    }
    Ok(model)
}

/// Mean of the contrast with everybody in arm `arm`, and its gradient by thresholds and slopes.
///
/// ```text
/// sum_k P_k c_k = c_K - sum_k F(theta_k - eta) (c_(k+1) - c_k)
/// ```
fn average(model: &Ordinal, people: &People, levels: &Levels, share: &[f64], arm: f64) -> (f64, Vec<f64>) {
    let own = &people.columns[1..];
    let (p, b, t) = (own.len(), &model.slopes, model.thresholds.len());
    let crossed = |j: usize| b.get(1 + p + j).map_or(0.0, |b| arm * b);
    let slopes: Vec<f64> = (0..p).map(|j| b[1 + j] + crossed(j)).collect();
    let (mut mean, mut gradient, mut by_eta) = (0.0, vec![0.0; t], Vec::with_capacity(share.len()));
    for (i, &s) in share.iter().enumerate() {
        let eta = arm * b[0] + own.iter().zip(&slopes).map(|(x, b)| x[i] * b).sum::<f64>();
        let worth = levels.worth.get(i).unwrap_or(&levels.worth[0]);
        let (mut value, mut rise) = (worth[t], 0.0);
        for (k, theta) in model.thresholds.iter().enumerate().filter(|_| s > 0.0) {
            let (below, step) = (logistic(theta - eta), worth[k + 1] - worth[k]);
            let density = below * (1.0 - below) * step;
            value -= below * step;
            gradient[k] -= s * density;
            rise += density;
        }
        mean += s * value;
        by_eta.push(s * rise);
    }
    let moved: Vec<f64> = own.iter().map(|x| x.iter().zip(&by_eta).map(|(x, d)| x * d).sum()).collect();
    gradient.push(arm * by_eta.iter().sum::<f64>());
    gradient.extend(&moved);
    gradient.extend(moved.iter().take(b.len() - 1 - p).map(|m| arm * m));
    (mean, gradient)
}

const YES_NO: &str = "the outcome is a yes or no: its ordinal model is the logistic regression";
