//! What the longer follow-up of one arm could do to before/after results (METHODS 6).

#[cfg(test)]
mod tests;

use super::types::{Doubt, Evidence};
use crate::cohort::Contrast;
use crate::estimate::{Behind, EffectRow, Joint};
use crate::stats::distribution::critical;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Name of the analysis in the table.
pub const GAP: &str = "follow_up_gap";
/// Its strength.
pub const FRACTION: &str = "fraction";
/// Subject of the row with the fraction at which the effect is 0.
pub const BREAK_EVEN: &str = "effect is 0";
/// Subject of the row with the fraction at which the interval reaches 0.
pub const BREAK_LIMIT: &str = "interval reaches 0";
/// Ratio of the longer to the shorter follow-up from which they count as different.
const DIFFERENT: f64 = 1.25;

/// `[sensitivity.follow_up_gap]`: what the longer follow-up of the pool could do to before/after results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GapFractionsSpec {
    /// Shares of the controls' change that would have come about in the time of the people supported.
    pub fractions: Vec<f64>,
}

impl Default for GapFractionsSpec {
    fn default() -> Self {
        Self { fractions: vec![0.0, 0.25, 0.5, 1.0, 1.5] }
    }
}

/// The effect for every fraction of the controls' change, where the arms were followed for different times.
///
/// ```text
/// change:                              T - f C
/// improved, worsened, left, became:    T - f C        (the shares of those who moved)
/// unchanged:                           T - (1 - f (1 - C))    (all others)
/// ```
///
/// f is taken as known; Var(T - f C) comes from the variances of both means and their covariance. At f = 1 the
/// result is the headline's own.
pub(super) fn doubts(
    evidence: &Evidence<'_>,
    behind: &[Behind],
    parts: &[Vec<Behind>],
    spec: &GapFractionsSpec,
) -> Vec<Doubt> {
    if !apart(evidence) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for (k, b) in behind.iter().enumerate() {
        let row = &evidence.effects.rows[b.row];
        let Some(sides) = Sides::of(row) else { continue };
        let joint = pooled(evidence, parts, k).unwrap_or_else(|| b.joint.clone());
        let level = evidence.specification.estimate.level;
        for &f in &spec.fractions {
            out.push(at(row, &sides, &joint, f, level));
        }
        out.extend(broken(row, &sides, &joint, level));
    }
    out
}

fn apart(evidence: &Evidence<'_>) -> bool {
    let gap = evidence.cohort.roles().gap;
    let Some((t, c)) = gap.treated.zip(gap.control) else { return false };
    t > 0.0 && c > 0.0 && t.max(c) / t.min(c) >= DIFFERENT
}

/// The two means as changes that time brings about: a share of unchanged people is one less those who moved.
struct Sides {
    treated: f64,
    control: f64,
    /// 1, or -1 for the share of unchanged people, whose effect is that on those who moved with the other sign.
    sign: f64,
    share: bool,
}

impl Sides {
    fn of(row: &EffectRow) -> Option<Self> {
        let (t, c) = row.treat.mean.zip(row.comparison.mean)?;
        match row.contrast {
            Contrast::Change => Some(Self { treated: t, control: c, sign: 1.0, share: false }),
            Contrast::Unchanged => Some(Self { treated: 1.0 - t, control: 1.0 - c, sign: -1.0, share: true }),
            Contrast::Improved | Contrast::Worsened | Contrast::LeftCase | Contrast::BecameCase => {
                Some(Self { treated: t, control: c, sign: 1.0, share: true })
            }
            Contrast::End | Contrast::Value => None,
        }
    }
}

fn at(row: &EffectRow, s: &Sides, joint: &Result<Joint, String>, f: f64, level: f64) -> Doubt {
    let doubt = Doubt { parameter: Some((FRACTION, f)), ..Doubt::about(row, GAP) };
    if f == 1.0 {
        let null_reason = row.null_reason.clone();
        return Doubt { estimate: row.estimate, lower: row.lower, upper: row.upper, null_reason, ..doubt };
    }
    if s.share && f * s.control > 1.0 {
        let null_reason = Some("so large a share of the controls' changes is more than everybody".to_owned());
        return Doubt { null_reason, ..doubt };
    }
    let estimate = s.sign * (s.treated - f * s.control);
    match joint {
        Ok(joint) => {
            let half = critical(level, row.df) * joint.of(f).sqrt();
            Doubt {
                estimate: Some(estimate),
                lower: Some(estimate - half),
                upper: Some(estimate + half),
                ..doubt
            }
        }
        Err(reason) => Doubt { estimate: Some(estimate), null_reason: Some(reason.clone()), ..doubt },
    }
}

/// The fractions at which the effect, and the limit nearer to 0, are 0.
fn broken(row: &EffectRow, s: &Sides, joint: &Result<Joint, String>, level: f64) -> [Doubt; 2] {
    let even = (s.control != 0.0).then(|| s.treated / s.control).filter(|f| *f >= 0.0 && f.is_finite());
    let clear = row.lower.zip(row.upper).is_some_and(|(l, u)| l > 0.0 || u < 0.0);
    let z = critical(level, row.df);
    let limit = joint.as_ref().ok().filter(|_| clear).and_then(|j| reach(s, *j, z));
    let never = "no part of the controls' change does that";
    let why = if clear { never } else { "the interval is not clear of 0 to begin with" };
    let one = |subject: &str, value: Option<f64>, why: &str| Doubt {
        subject: Some(subject.to_owned()),
        value,
        null_reason: value.is_none().then(|| why.to_owned()),
        ..Doubt::about(row, GAP)
    };
    [one(BREAK_EVEN, even, never), one(BREAK_LIMIT, limit, why)]
}

/// The fraction nearest to 1 at which the interval reaches 0 (Fieller's quadratic).
///
/// ```text
/// (T - f C)^2 = z^2 (V_T - 2 f K + f^2 V_C)
/// ```
fn reach(s: &Sides, j: Joint, z: f64) -> Option<f64> {
    let (t, c, q) = (s.treated, s.control, z * z);
    let (a, b, d) = (c * c - q * j.control, -2.0 * (t * c - q * j.covariance), t * t - q * j.treated);
    if a == 0.0 && b == 0.0 {
        return None;
    }
    let under = b * b - 4.0 * a * d;
    if under < 0.0 {
        return None;
    }
    let roots = if a == 0.0 {
        [-d / b; 2]
    } else {
        [(-b - under.sqrt()) / (2.0 * a), (-b + under.sqrt()) / (2.0 * a)]
    };
    let near = |f: &f64| (f - 1.0).abs();
    let possible = roots.into_iter().filter(|f| f.is_finite() && *f >= 0.0);
    possible.min_by(|a, b| near(a).total_cmp(&near(b)))
}

/// Rubin's rules for both means together: mean of the variances within, and (1 + 1/m) of those between.
fn pooled(evidence: &Evidence<'_>, parts: &[Vec<Behind>], k: usize) -> Option<Result<Joint, String>> {
    if parts.len() < 2 {
        return None;
    }
    let m = parts.len() as f64;
    let mut within = [0.0; 3];
    let mut means = Vec::with_capacity(parts.len());
    for (part, one) in parts.iter().zip(evidence.parts) {
        let b = part.get(k)?;
        let joint = match &b.joint {
            Ok(joint) => joint,
            Err(reason) => return Some(Err(reason.clone())),
        };
        for (sum, v) in within.iter_mut().zip([joint.control, joint.treated, joint.covariance]) {
            *sum += v / m;
        }
        let row = one.effects.rows.get(b.row)?;
        means.push(row.comparison.mean.zip(row.treat.mean)?);
    }
    let centre = means.iter().fold((0.0, 0.0), |s, p| (s.0 + p.0 / m, s.1 + p.1 / m));
    let between =
        |of: &dyn Fn(&(f64, f64)) -> f64| (1.0 + 1.0 / m) * means.iter().map(of).sum::<f64>() / (m - 1.0);
    Some(Ok(Joint {
        control: within[0] + between(&|p| (p.0 - centre.0) * (p.0 - centre.0)),
        treated: within[1] + between(&|p| (p.1 - centre.1) * (p.1 - centre.1)),
        covariance: within[2] + between(&|p| (p.0 - centre.0) * (p.1 - centre.1)),
    }))
}
