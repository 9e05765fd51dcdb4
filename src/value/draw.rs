//! Numbers that are not sure, and what they come to together: the Monte Carlo interval.

use super::model::{Change, Costs, Inputs, Model, Terms, Worth};
use crate::stats::distribution::normal_quantile;
use crate::stats::draw::{chi_squared, normal};
use crate::stats::quantile::quantile;
use crate::stats::rng::{stream, uniform};
use ndarray::Array2;
use rand_core::RngCore;
use rayon::prelude::*;

/// How far a number may be from what is said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spread {
    /// Taken as known.
    Known,
    /// Normal, with this standard error.
    Normal(f64),
    /// A triangle between these, its top at the number.
    Triangle(f64, f64),
}

/// A number and how far it may be off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uncertain {
    /// The number.
    pub value: f64,
    /// How far it may be off.
    pub spread: Spread,
    /// What it cannot be below and above, such as 0 and 1 for a share.
    pub within: (f64, f64),
}

impl Uncertain {
    /// A number taken as known.
    #[must_use]
    pub fn known(value: f64) -> Self {
        Self { value, spread: Spread::Known, within: (f64::NEG_INFINITY, f64::INFINITY) }
    }

    /// The value that a share `p` of the draws is below.
    #[must_use]
    pub fn quantile(&self, p: f64) -> f64 {
        let x = match self.spread {
            Spread::Known => self.value,
            Spread::Normal(se) => self.value + se * normal_quantile(p),
            Spread::Triangle(low, high) => triangle(low, self.value, high, p),
        };
        x.clamp(self.within.0, self.within.1)
    }

    /// One draw. What is known takes nothing from the stream.
    pub fn draw(&self, rng: &mut impl RngCore) -> f64 {
        let x = match self.spread {
            Spread::Known => self.value,
            Spread::Normal(se) => self.value + se * normal(rng),
            Spread::Triangle(low, high) => triangle(low, self.value, high, uniform(rng)),
        };
        x.clamp(self.within.0, self.within.1)
    }
}

/// Quantile of the triangular distribution.
fn triangle(low: f64, top: f64, high: f64, p: f64) -> f64 {
    let width = high - low;
    if width <= 0.0 {
        return top;
    }
    if p * width <= top - low {
        low + (p * width * (top - low)).sqrt()
    } else {
        high - ((1.0 - p) * width * (high - top)).sqrt()
    }
}

/// What varies with one benefit alone, and how far it may be off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TermsSaid {
    /// `true` if the unit value is of a WELLBY, so that there is a mapping.
    pub mapped: bool,
    /// WELLBYs in one unit.
    pub mapping: Uncertain,
    /// Years it lasts.
    pub duration: Uncertain,
    /// Share lost each year after the first.
    pub drop_off: Uncertain,
    /// Share due to this programme.
    pub attribution: Uncertain,
    /// Share that somebody else lost.
    pub displacement: Uncertain,
    /// Years until it begins.
    pub lag: Uncertain,
}

impl TermsSaid {
    fn draw(&self, rng: &mut impl RngCore) -> Terms {
        Terms {
            mapping: self.mapping.draw(rng),
            duration: self.duration.draw(rng),
            drop_off: self.drop_off.draw(rng),
            attribution: self.attribution.draw(rng),
            displacement: self.displacement.draw(rng),
            lag: self.lag.draw(rng),
        }
    }
}

/// How the changes vary together.
#[derive(Debug, Clone, PartialEq)]
pub struct Joint {
    /// A root r of the covariance (r' r) of difference 0, comparison mean 0, difference 1, ..., in the good direction.
    pub root: Array2<f64>,
    /// Degrees of freedom of the effect that has fewest; `None` = normal.
    pub df: Option<f64>,
}

/// Every input, and how far it may be off.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubtful {
    /// Discount rate.
    pub rate: f64,
    /// Share of the comparison's change in the time of those supported.
    pub f: Uncertain,
    /// Share of the effect on those whose change is not known; `None` where the job takes none of it.
    pub extrapolation: Option<Uncertain>,
    /// Unit values.
    pub unit_values: Vec<Uncertain>,
    /// One for each benefit.
    pub terms: Vec<TermsSaid>,
    /// The changes as estimated.
    pub changes: Vec<Change>,
    /// How they vary together, or why that is not known.
    pub joint: Result<Joint, String>,
}

impl Doubtful {
    /// Every input as it is said.
    #[must_use]
    pub fn central(&self) -> Inputs {
        let terms = |t: &TermsSaid| Terms {
            mapping: t.mapping.value,
            duration: t.duration.value,
            drop_off: t.drop_off.value,
            attribution: t.attribution.value,
            displacement: t.displacement.value,
            lag: t.lag.value,
        };
        Inputs {
            rate: self.rate,
            f: self.f.value,
            extrapolation: self.extrapolation.map_or(0.0, |e| e.value),
            changes: self.changes.clone(),
            unit_values: self.unit_values.iter().map(|u| u.value).collect(),
            terms: self.terms.iter().map(terms).collect(),
        }
    }

    fn draw(&self, joint: &Joint, rng: &mut impl RngCore) -> Inputs {
        let changes = self.draw_changes(joint, rng);
        Inputs {
            rate: self.rate,
            f: self.f.draw(rng),
            extrapolation: self.extrapolation.map_or(0.0, |e| e.draw(rng)),
            changes,
            unit_values: self.unit_values.iter().map(|u| u.draw(rng)).collect(),
            terms: self.terms.iter().map(|t| t.draw(rng)).collect(),
        }
    }

    /// All changes at once: effects on the same people move together.
    fn draw_changes(&self, joint: &Joint, rng: &mut impl RngCore) -> Vec<Change> {
        let z: Vec<f64> = (0..joint.root.nrows()).map(|_| normal(rng)).collect();
        let wider = joint.df.map_or(1.0, |df| (df / chi_squared(rng, df).max(f64::MIN_POSITIVE)).sqrt());
        let off = |j: usize| wider * z.iter().enumerate().map(|(k, z)| joint.root[(k, j)] * z).sum::<f64>();
        let one = |(q, c): (usize, &Change)| {
            let control = c.control + off(2 * q + 1);
            Change { treated: control + (c.treated - c.control) + off(2 * q), control, ..*c }
        };
        self.changes.iter().enumerate().map(one).collect()
    }
}

/// What the draws come to; limits are percentiles of the draws.
#[derive(Debug, Clone, PartialEq)]
pub struct Sampled {
    /// Draws.
    pub draws: u32,
    /// Share of the draws within the limits.
    pub level: f64,
    /// Present value of the benefits.
    pub outcomes: (f64, f64),
    /// Under all costs, and under running costs alone.
    pub by_costs: [SampledCosts; 2],
}

/// The same under the costs that count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SampledCosts {
    /// Benefits less costs.
    pub net: (f64, f64),
    /// Ratio; `None` where nothing was spent.
    pub ratio: Option<(f64, f64)>,
    /// Share of the draws in which more comes back than was spent.
    pub above: Option<f64>,
}

/// Draws every input `draws` times and works the model out.
///
/// * `seed`: the job's; draw b has the stream b of the purpose `value`, so that threads do not matter.
///
/// # Errors
/// In words, why the changes cannot be drawn.
pub fn sample(model: &Model, said: &Doubtful, draws: u32, level: f64, seed: u64) -> Result<Sampled, String> {
    let joint = said.joint.as_ref().map_err(Clone::clone)?;
    let one = |b: u32| {
        let mut rng = stream(seed, "value", u64::from(b));
        let worth = model.worth(&said.draw(joint, &mut rng));
        (worth.outcomes, worth.all_costs, worth.running_costs)
    };
    // The costs are the same in every draw: no input that varies moves them.
    let drawn: Vec<(f64, f64, f64)> = (0..draws).into_par_iter().map(one).collect();
    let mut outcomes: Vec<f64> = drawn.iter().map(|d| d.0).collect();
    outcomes.sort_by(f64::total_cmp);
    let tail = (1.0 - level) / 2.0;
    let none = || "there are no draws".to_owned();
    let low = quantile(&outcomes, tail).ok_or_else(none)?;
    let high = quantile(&outcomes, 1.0 - tail).ok_or_else(none)?;
    let costs = |spent: f64| SampledCosts {
        net: (low - spent, high - spent),
        ratio: (spent > 0.0).then(|| (low / spent, high / spent)),
        above: (spent > 0.0)
            .then(|| outcomes.iter().filter(|o| **o > spent).count() as f64 / f64::from(draws)),
    };
    let first = drawn.first().ok_or_else(none)?;
    Ok(Sampled { draws, level, outcomes: (low, high), by_costs: [costs(first.1), costs(first.2)] })
}

impl Sampled {
    /// What the draws come to under the costs that count.
    #[must_use]
    pub fn under(&self, costs: Costs) -> &SampledCosts {
        &self.by_costs[usize::from(costs == Costs::Running)]
    }
}

/// The model at the inputs as they are said.
#[must_use]
pub fn central(model: &Model, said: &Doubtful) -> Worth {
    model.worth(&said.central())
}
