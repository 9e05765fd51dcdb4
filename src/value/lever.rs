//! One input at a time: how far the ratio moves with it, and where it would have to be for nothing to be gained.

use super::draw::{Doubtful, Uncertain};
use super::model::{Costs, Inputs, Model};

/// Halvings of an interval: beyond the last digit of any input.
const HALVINGS: usize = 200;
/// Longest duration and latest start that are looked at, in years.
pub const LONGEST: f64 = 30.0;

/// An input. Numbers are positions of changes, unit values or benefits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lever {
    /// The effect on a change: treated less comparison.
    Effect(usize),
    /// Share of the comparison's change in the time of those supported.
    Fraction,
    /// Share of the effect on those whose change is not known.
    Extrapolation,
    /// A unit value.
    UnitValue(usize),
    /// WELLBYs in one unit of a benefit.
    Mapping(usize),
    /// Years a benefit lasts.
    Duration(usize),
    /// Share of a benefit lost each year.
    DropOff(usize),
    /// Share of a benefit due to this programme.
    Attribution(usize),
    /// Share of a benefit that somebody else lost.
    Displacement(usize),
    /// Years until a benefit begins.
    Lag(usize),
    /// The discount rate.
    Rate,
}

impl Lever {
    /// Every input of a model, in the order in which they are listed.
    #[must_use]
    pub fn all(model: &Model, said: &Doubtful) -> Vec<Self> {
        let benefits = 0..model.benefits.len();
        let mut all: Vec<Self> = (0..said.changes.len()).map(Self::Effect).collect();
        all.extend((0..said.unit_values.len()).map(Self::UnitValue));
        all.extend(benefits.clone().filter(|&k| said.terms[k].mapped).map(Self::Mapping));
        for k in benefits {
            let own = [Self::Duration(k), Self::DropOff(k), Self::Attribution(k)];
            all.extend(own.into_iter().chain([Self::Displacement(k), Self::Lag(k)]));
        }
        all.push(Self::Fraction);
        all.extend(said.extrapolation.map(|_| Self::Extrapolation));
        all.push(Self::Rate);
        all
    }

    /// Its value.
    #[must_use]
    pub fn get(self, inputs: &Inputs) -> f64 {
        match self {
            Self::Effect(q) => inputs.changes[q].treated - inputs.changes[q].control,
            Self::Fraction => inputs.f,
            Self::Extrapolation => inputs.extrapolation,
            Self::UnitValue(k) => inputs.unit_values[k],
            Self::Mapping(k) => inputs.terms[k].mapping,
            Self::Duration(k) => inputs.terms[k].duration,
            Self::DropOff(k) => inputs.terms[k].drop_off,
            Self::Attribution(k) => inputs.terms[k].attribution,
            Self::Displacement(k) => inputs.terms[k].displacement,
            Self::Lag(k) => inputs.terms[k].lag,
            Self::Rate => inputs.rate,
        }
    }

    /// The inputs with another value of it, all others as they are.
    #[must_use]
    pub fn set(self, inputs: &Inputs, value: f64) -> Inputs {
        let mut moved = inputs.clone();
        match self {
            Self::Effect(q) => moved.changes[q].treated = moved.changes[q].control + value,
            Self::Fraction => moved.f = value,
            Self::Extrapolation => moved.extrapolation = value,
            Self::UnitValue(k) => moved.unit_values[k] = value,
            Self::Mapping(k) => moved.terms[k].mapping = value,
            Self::Duration(k) => moved.terms[k].duration = value,
            Self::DropOff(k) => moved.terms[k].drop_off = value,
            Self::Attribution(k) => moved.terms[k].attribution = value,
            Self::Displacement(k) => moved.terms[k].displacement = value,
            Self::Lag(k) => moved.terms[k].lag = value,
            Self::Rate => moved.rate = value,
        }
        moved
    }

    /// How far it may be off; `None` for effects, which come with limits of their own, and for what does not apply.
    #[must_use]
    pub fn said(self, said: &Doubtful) -> Option<Uncertain> {
        match self {
            Self::Effect(_) => None,
            Self::Fraction => Some(said.f),
            Self::Extrapolation => said.extrapolation,
            Self::UnitValue(k) => Some(said.unit_values[k]),
            Self::Mapping(k) => Some(said.terms[k].mapping),
            Self::Duration(k) => Some(said.terms[k].duration),
            Self::DropOff(k) => Some(said.terms[k].drop_off),
            Self::Attribution(k) => Some(said.terms[k].attribution),
            Self::Displacement(k) => Some(said.terms[k].displacement),
            Self::Lag(k) => Some(said.terms[k].lag),
            Self::Rate => Some(Uncertain::known(said.rate)),
        }
    }

    /// Between which values it is looked for; `None` where the worth is linear in it without end.
    fn domain(self) -> Option<(f64, f64)> {
        match self {
            Self::Effect(_) | Self::UnitValue(_) | Self::Mapping(_) => None,
            Self::Fraction => Some((0.0, 1.5)),
            Self::Duration(_) | Self::Lag(_) => Some((0.0, LONGEST)),
            Self::Extrapolation
            | Self::DropOff(_)
            | Self::Attribution(_)
            | Self::Displacement(_)
            | Self::Rate => Some((0.0, 1.0)),
        }
    }
}

/// The value of an input at which as much comes back as was spent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Switch {
    /// The input.
    pub lever: Lever,
    /// Its value as said.
    pub central: f64,
    /// Where nothing is gained and nothing lost; `None` if no possible value does that.
    pub value: Option<f64>,
}

/// Where each input would have to be for the ratio to be 1, all others as they are.
///
/// Linear inputs (effect, unit value, mapping) by the line through two values; the others by halving over all values
/// that are possible: shares from 0 to 1, years from 0 to 30, f from 0 to 1.5. A unit value or mapping below 0 is none.
/// The worth rises or falls all the way in each of them, so there is one such value at most.
#[must_use]
pub fn switching(model: &Model, said: &Doubtful, costs: Costs) -> Vec<Switch> {
    let inputs = said.central();
    let one = |lever: Lever| Switch {
        lever,
        central: lever.get(&inputs),
        value: crossing(model, &inputs, lever, costs),
    };
    Lever::all(model, said).into_iter().map(one).collect()
}

fn crossing(model: &Model, inputs: &Inputs, lever: Lever, costs: Costs) -> Option<f64> {
    let gain = |x: f64| model.worth(&lever.set(inputs, x)).net(costs);
    let Some((low, high)) = lever.domain() else {
        let (here, step) = (lever.get(inputs), lever.get(inputs).abs().max(1.0));
        let (at, beyond) = (gain(here), gain(here + step));
        let value = here - at * step / (beyond - at);
        let possible = matches!(lever, Lever::Effect(_)) || value >= 0.0;
        return (value.is_finite() && possible).then_some(value);
    };
    let (mut below, mut above) = (low, high);
    let (first, last) = (gain(low), gain(high));
    if first == 0.0 {
        return Some(low);
    }
    if first * last > 0.0 || first == last {
        return None;
    }
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(below, above);
        if (gain(middle) > 0.0) == (first > 0.0) { below = middle } else { above = middle }
    }
    Some(above)
}

/// How far the ratio moves with one input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Swing {
    /// The input.
    pub lever: Lever,
    /// Low and high value of it.
    pub ends: (f64, f64),
    /// Ratio at the low and at the high value.
    pub ratio: (f64, f64),
}

/// The ratio at the ends of each input that may be off and moves it, all others as they are; the widest first.
///
/// * `effects`: limits of each change's effect, in the good direction.
/// * `level`: share of the draws of an input between its ends.
#[must_use]
pub fn tornado(
    model: &Model,
    said: &Doubtful,
    effects: &[Option<(f64, f64)>],
    (costs, level): (Costs, f64),
) -> Vec<Swing> {
    let inputs = said.central();
    let tail = (1.0 - level) / 2.0;
    let one = |lever: Lever| {
        let ends = match lever {
            Lever::Effect(q) => effects.get(q).copied().flatten()?,
            _ => lever.said(said).map(|u| (u.quantile(tail), u.quantile(1.0 - tail)))?,
        };
        let ratio = |x: f64| model.worth(&lever.set(&inputs, x)).ratio(costs);
        let swing = Swing { lever, ends, ratio: (ratio(ends.0)?, ratio(ends.1)?) };
        (ends.0 < ends.1 && swing.ratio.0 != swing.ratio.1).then_some(swing)
    };
    let mut all: Vec<Swing> = Lever::all(model, said).into_iter().filter_map(one).collect();
    let width = |s: &Swing| (s.ratio.1 - s.ratio.0).abs();
    all.sort_by(|a, b| width(b).total_cmp(&width(a)));
    all
}
