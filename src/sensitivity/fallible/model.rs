//! How far a fallible start score could be behind a difference.

use crate::cohort::Contrast;
use crate::estimate::{Behind, EffectRow};

/// What is supposed about the score, and about the people supported.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Supposed {
    /// Retest reliability, between 0 and 1.
    pub reliability: f64,
    /// Score to which the people supported go back in the long run.
    pub long_run: f64,
}

/// An effect under what is supposed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Corrected {
    /// The effect.
    pub estimate: Option<f64>,
    /// Its limits: those of the effect, moved as it is.
    pub limits: Option<(f64, f64)>,
}

/// The long-run mean to which the matched controls went back, as their own change shows.
///
/// ```text
/// m_C = s_C + (change_C - drift) / (1 - rho)
/// ```
///
/// * `drift`: mean change of the whole pool, which nothing but time has moved.
pub(super) fn controls_mean(b: &Behind, drift: f64, reliability: f64) -> f64 {
    let ([start, _], [end, _]) = (b.everybody[0], b.everybody[1]);
    start + (end - start - drift) / (1.0 - reliability)
}

/// How much higher the end scores of the people supported would have been than those of their matched controls, had
/// nobody been supported.
///
/// ```text
/// false effect = (1 - rho) (m_T - m_C) + rho (s_T - s_C)   on the end score
///              = (1 - rho) (m_T - m_C) - (1 - rho) (s_T - s_C)   on the change
/// ```
///
/// The second terms are 0 where partners have the same start score. In the model the false effect is the same at every
/// start score: shares of a part of the people share that of everybody matched.
pub(super) fn false_end(b: &Behind, drift: f64, s: Supposed) -> f64 {
    let apart = b.everybody[0][1] - b.everybody[0][0];
    (1.0 - s.reliability) * (s.long_run - controls_mean(b, drift, s.reliability)) + s.reliability * apart
}

/// The effect less what the start score could have made of it.
///
/// Means are moved by the false effect; shares by what it would make of the controls' end scores
/// ([`Behind::moved`]). The correction is taken as known: limits move as the estimate does.
pub(super) fn corrected(row: &EffectRow, b: &Behind, drift: f64, s: Supposed) -> Corrected {
    let none = Corrected { estimate: None, limits: None };
    let Some(by) = false_contrast(row, b, false_end(b, drift, s)) else { return none };
    Corrected {
        estimate: row.estimate.map(|e| e - by),
        limits: row.lower.zip(row.upper).map(|(l, u)| (l - by, u - by)),
    }
}

/// What a shift of the end scores is on the scale of the contrast.
fn false_contrast(row: &EffectRow, b: &Behind, end: f64) -> Option<f64> {
    let apart = b.everybody[0][1] - b.everybody[0][0];
    match row.contrast {
        Contrast::Change => Some(end - apart),
        Contrast::End => Some(end),
        _ => b.moved(end),
    }
}

/// The treated long-run mean at which the limit nearer to 0 would be 0; `None` where the interval holds 0 as it is,
/// or no score on the scale does that.
pub(super) fn undone_at(row: &EffectRow, b: &Behind, drift: f64, reliability: f64) -> Option<f64> {
    let (lower, upper) = row.lower.zip(row.upper)?;
    let limit = if lower > 0.0 {
        lower
    } else if upper < 0.0 {
        upper
    } else {
        return None;
    };
    let apart = b.everybody[0][1] - b.everybody[0][0];
    let end = match row.contrast {
        Contrast::Change => limit + apart,
        Contrast::End => limit,
        // Nothing says in which direction a share of unchanged people would go.
        Contrast::Unchanged => return None,
        _ => b.shift_for(limit)?,
    };
    let at = controls_mean(b, drift, reliability) + (end - reliability * apart) / (1.0 - reliability);
    Some(at).filter(|at| b.ends().is_none_or(|(low, high)| (low..=high).contains(at)))
}
