//! Columns centred where balance is wanted and scaled by their spread.

use super::error::TiltError;
use super::moments::Moments;

/// Part of a target's size that rounding may take.
const ROUNDING: f64 = 1e-12;

/// The columns in use, and how they are centred and scaled.
#[derive(Debug, Clone)]
pub(super) struct Standard {
    /// Positions of the columns in use.
    pub used: Vec<usize>,
    /// Value of each that becomes 0.
    pub centre: Vec<f64>,
    /// Value that becomes 1 further from it.
    pub sd: Vec<f64>,
    /// Farthest any row lies from the centre, so scaled.
    pub span: Vec<f64>,
}

impl Standard {
    /// Columns of the rows in `own`, centred at `centre`; constant ones are not used.
    pub fn new(names: &[String], own: &Moments, centre: &[f64]) -> Result<Self, TiltError> {
        let mut standard = Self { used: Vec::new(), centre: Vec::new(), sd: Vec::new(), span: Vec::new() };
        for (j, name) in names.iter().enumerate() {
            if !(own.sd[j].is_finite() && centre[j].is_finite()) {
                return Err(TiltError::NotFinite { column: name.clone() });
            }
            // A spread at the size of rounding is none.
            if own.most[j] > own.least[j] && own.sd[j] > 0.0 {
                standard.used.push(j);
                standard.centre.push(centre[j]);
                standard.sd.push(own.sd[j]);
                let far = (own.least[j] - centre[j]).abs().max((own.most[j] - centre[j]).abs());
                standard.span.push(far / own.sd[j]);
            }
        }
        Ok(standard)
    }

    /// Refuses targets that no positive weights reach in one column alone.
    pub fn reachable(names: &[String], own: &Moments, target: &[f64]) -> Result<(), TiltError> {
        for (j, name) in names.iter().enumerate() {
            let (least, most, target) = (own.least[j], own.most[j], target[j]);
            let slack = ROUNDING * least.abs().max(most.abs()).max(target.abs());
            let constant = least == most && (target - least).abs() <= slack;
            let inside = target - slack > least && target + slack < most;
            if !constant && !inside {
                return Err(TiltError::Outside { column: name.clone(), target, least, most });
            }
        }
        Ok(())
    }

    /// Keeps the columns in use for which `kept` holds.
    pub fn retain(&mut self, kept: &[bool]) {
        let keep = |values: &mut Vec<f64>| {
            let mut at = kept.iter();
            values.retain(|_| *at.next().unwrap_or(&false));
        };
        keep(&mut self.centre);
        keep(&mut self.sd);
        keep(&mut self.span);
        let mut at = kept.iter();
        self.used.retain(|_| *at.next().unwrap_or(&false));
    }

    /// Columns in use of a raw block of `m` rows: ones first, column after column.
    pub fn apply(&self, raw: &[f64], m: usize, out: &mut [f64]) {
        out[..m].fill(1.0);
        for (k, &j) in self.used.iter().enumerate() {
            let (centre, inverse) = (self.centre[k], 1.0 / self.sd[k]);
            let out = &mut out[(k + 1) * m..(k + 2) * m];
            out.iter_mut().zip(&raw[j * m..(j + 1) * m]).for_each(|(z, &x)| *z = (x - centre) * inverse);
        }
    }

    /// No linear predictor is larger than this at these coefficients, the constant aside.
    pub fn bound(&self, beta: &[f64]) -> f64 {
        beta[1..].iter().zip(&self.span).map(|(b, s)| b.abs() * s).sum()
    }

    /// Columns in use and the constant.
    pub fn len(&self) -> usize {
        self.used.len() + 1
    }
}
