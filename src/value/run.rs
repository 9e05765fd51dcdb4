//! From a job's `[value]` and the effects of all specifications to a valuation.

use super::changes::{Changes, asked, changes};
use super::draw::{Doubtful, Spread, TermsSaid, Uncertain, central, sample};
use super::lever::{LONGEST, switching, tornado};
use super::model::{Benefit, Costs, Investment, Model};
use super::review::findings;
use super::spec::{BenefitSpec, NumberSpec, PeopleOf, Per, Timing, UnitValueSpec, ValueSpec};
use super::types::{Under, Valuation, Valued};
use crate::cohort::Cohort;
use crate::design::review::Finding;
use crate::sensitivity::Evidence;

/// Ratio of the longer to the shorter follow-up from which they count as different.
const DIFFERENT: f64 = 1.25;
/// Between which f is drawn where follow-up times differ and the job says nothing (METHODS 6 shows the same range).
const FRACTIONS: (f64, f64) = (0.5, 1.5);
/// What a share may be.
const SHARE: (f64, f64) = (0.0, 1.0);

/// Values the effects of all specifications, the primary one first, and what the design review is told of it.
///
/// * `seed`: the job's; decides the draws.
///
/// # Errors
/// In words: the primary specification has no effect to value.
pub fn run(spec: &ValueSpec, all: &[Evidence<'_>], seed: u64) -> Result<(Valuation, Vec<Finding>), String> {
    let primary = all.first().ok_or("nothing was analysed")?;
    let found = changes(spec, primary)?;
    let model = model(spec, &found.valued)?;
    let said = doubtful(spec, primary.cohort, &found)?;
    let level = primary.specification.estimate.level;
    let limits: Vec<_> = found.valued.iter().map(|v| v.limits).collect();
    let valuation = Valuation {
        worth: central(&model, &said),
        sampled: sample(&model, &said, spec.draws, level, seed),
        switching: switching(&model, &said, Costs::All),
        tornado: tornado(&model, &said, &limits, (Costs::All, level)),
        under: all.iter().map(|e| under(spec, e)).collect(),
        changes: found.valued,
        model,
        said,
    };
    let told = findings(spec, &valuation, primary);
    Ok((valuation, told))
}

fn under(spec: &ValueSpec, e: &Evidence<'_>) -> Under {
    let worth = changes(spec, e).and_then(|found| {
        let model = model(spec, &found.valued)?;
        Ok(central(&model, &doubtful(spec, e.cohort, &found)?))
    });
    Under { specification: e.specification.name.clone(), worth }
}

/// The facts of the model.
fn model(spec: &ValueSpec, valued: &[Valued]) -> Result<Model, String> {
    let (asked, unit_values) = (asked(spec), unit_values(spec));
    let benefit = |b: &BenefitSpec| {
        let change = asked.iter().position(|a| *a == (b.outcome.as_str(), b.contrast)).unwrap_or_default();
        let unit_value = unit_values.iter().position(|u| **u == b.unit_value).unwrap_or_default();
        let v = &valued[change];
        let people = match spec.people {
            PeopleOf::Completers => v.both,
            PeopleOf::Matched => v.matched,
        };
        let (people, others) = (people as f64, (v.supported - people) as f64);
        Benefit { name: b.name.clone(), change, unit_value, people, others }
    };
    let base = base_year(spec);
    let investments = spec.spent().map(|i| {
        let prices = i.price_year.unwrap_or(i.year);
        let amount = i.amount * to_prices(spec, prices)?;
        let year = i.year.checked_sub(base).ok_or("something was spent before the base year")?;
        Ok(Investment { item: i.item.clone(), amount, year, set_up: i.set_up })
    });
    Ok(Model {
        benefits: spec.outcome.iter().map(benefit).collect(),
        investments: investments.collect::<Result<_, String>>()?,
        first: u32::from(spec.timing == Timing::End),
    })
}

/// Year 0.
#[must_use]
pub fn base_year(spec: &ValueSpec) -> u32 {
    let first = || spec.spent().map(|i| i.year).min();
    spec.base_year.or_else(first).unwrap_or(spec.price_year)
}

/// What an amount in prices of `year` is multiplied by to be in those of the price year.
fn to_prices(spec: &ValueSpec, year: u32) -> Result<f64, String> {
    if year == spec.price_year {
        return Ok(1.0);
    }
    let level = |y: u32| spec.index.as_ref().and_then(|i| i.level(y)).filter(|l| *l > 0.0);
    let pair = level(spec.price_year).zip(level(year));
    pair.map(|(to, from)| to / from).ok_or_else(|| format!("no price index for {year}"))
}

/// Unit values, each once: benefits that say the same share one, so that it is drawn once.
pub(crate) fn unit_values(spec: &ValueSpec) -> Vec<&UnitValueSpec> {
    let mut all: Vec<&UnitValueSpec> = Vec::new();
    for b in &spec.outcome {
        if !all.contains(&&b.unit_value) {
            all.push(&b.unit_value);
        }
    }
    all
}

/// The inputs, and how far each may be off.
fn doubtful(spec: &ValueSpec, cohort: &Cohort, found: &Changes) -> Result<Doubtful, String> {
    let worth = |u: &&UnitValueSpec| {
        let prices = to_prices(spec, u.price_year.unwrap_or(spec.price_year))?;
        let range = u.range.map(|(l, h)| (l * prices, h * prices));
        Ok(uncertain(u.amount * prices, u.se.map(|s| s * prices), range, (f64::NEG_INFINITY, f64::INFINITY)))
    };
    let unit_values = unit_values(spec).iter().map(worth).collect::<Result<_, String>>()?;
    let extrapolation = spec.extrapolation.as_ref();
    Ok(Doubtful {
        rate: spec.discount_rate.rate,
        f: fraction(spec, cohort),
        extrapolation: extrapolation.map(|e| uncertain(e.share, None, Some(e.range), SHARE)),
        unit_values,
        terms: spec.outcome.iter().map(terms).collect(),
        changes: found.means.clone(),
        joint: found.joint.clone(),
    })
}

fn uncertain(value: f64, se: Option<f64>, range: Option<(f64, f64)>, within: (f64, f64)) -> Uncertain {
    let spread = match (se, range) {
        (Some(se), _) => Spread::Normal(se),
        (None, Some((low, high))) => Spread::Triangle(low, high),
        (None, None) => Spread::Known,
    };
    Uncertain { value, spread, within }
}

fn number(said: &NumberSpec, within: (f64, f64)) -> Uncertain {
    let said = said.said();
    uncertain(said.value, said.se, said.range, within)
}

fn terms(b: &BenefitSpec) -> TermsSaid {
    let any = (f64::NEG_INFINITY, f64::INFINITY);
    let or = |said: &Option<NumberSpec>, otherwise: f64, within| {
        said.as_ref().map_or_else(|| Uncertain::known(otherwise), |s| number(s, within))
    };
    let mapping = b.mapping.as_ref().map(|m| uncertain(m.value, m.se, m.range, any));
    TermsSaid {
        mapped: b.unit_value.per == Per::Wellby && mapping.is_some(),
        mapping: mapping.unwrap_or_else(|| Uncertain::known(1.0)),
        duration: number(&b.duration, (0.0, LONGEST)),
        drop_off: or(&b.drop_off, 0.0, SHARE),
        attribution: or(&b.attribution, 1.0, SHARE),
        displacement: or(&b.displacement, 0.0, SHARE),
        lag: or(&b.lag, 0.0, (0.0, LONGEST)),
    }
}

/// Share of the comparison's change in the time of those supported (METHODS 6).
fn fraction(spec: &ValueSpec, cohort: &Cohort) -> Uncertain {
    let within = (0.0, f64::INFINITY);
    if let Some(said) = &spec.follow_up_fraction {
        return number(said, within);
    }
    let gap = cohort.roles().gap;
    let apart = gap
        .treated
        .zip(gap.control)
        .is_some_and(|(t, c)| t > 0.0 && c > 0.0 && t.max(c) / t.min(c) >= DIFFERENT);
    uncertain(1.0, None, apart.then_some(FRACTIONS), within)
}
