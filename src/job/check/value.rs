//! `[value]`: what is valued is there, nothing is deducted twice, and every number is possible.

use super::outcomes::reported;
use super::scene::{Scene, before_after};
use crate::cohort::{Better, Contrast};
use crate::design::Estimand;
use crate::job::faults::Faults;
use crate::job::spec::{OutcomeSpec, Specification};
use crate::stats::text::nearest;
use crate::value::{
    BenefitSpec, InvestmentSpec, LONGEST, NumberSpec, Per, ValueSpec, base_year, good_direction,
};
use std::ops::Range;

/// The scale whose point for a year is a WELLBY.
const LIFE_SATISFACTION: &str = "ons_satisfied";
/// Fewer draws give no limits; more take long and change nothing.
const DRAWS: std::ops::RangeInclusive<u32> = 1000..=1_000_000;
/// Every number.
const ANY: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);
/// Shares.
const SHARE: (f64, f64) = (0.0, 1.0);

/// Checks the section, where there is one.
pub(super) fn check(scene: &Scene<'_>, specifications: &[Specification], faults: &mut Faults) {
    let Some(said) = &scene.spec.value else { return };
    whole(scene, said, faults);
    if let Some(primary) = specifications.first().filter(|s| s.design.estimand != Estimand::Att) {
        let message = format!(
            "the return is about the people supported, and the estimand is {:?}",
            primary.design.estimand
        );
        faults.add("MW707", scene.key(&["value"]), message, "set `estimand = \"ATT\"`, or take [value] out");
    }
    for (i, benefit) in said.outcome.iter().enumerate() {
        let at = Place { scene, i: i.to_string() };
        about(scene, benefit, specifications.first(), &at, faults);
        wellby(scene, benefit, &at, faults);
        numbers(benefit, &at, faults);
        prices(
            scene,
            said,
            &at.of("unit_value"),
            benefit.unit_value.price_year.unwrap_or(said.price_year),
            faults,
        );
    }
    for cost in &said.from_file {
        let at = || scene.at(&["value", "costs"]);
        spent(scene, said, cost, [at(), at()], faults);
    }
    for (i, cost) in said.investment.iter().enumerate() {
        let at = |key: &str| scene.at(&["value", "investment", &i.to_string(), key]);
        spent(scene, said, cost, [at("amount"), at("year")], faults);
    }
}

/// One cost is possible, and its prices can be brought to the price year.
fn spent(
    scene: &Scene<'_>,
    said: &ValueSpec,
    cost: &InvestmentSpec,
    [amount, year]: [Range<usize>; 2],
    faults: &mut Faults,
) {
    if cost.amount < 0.0 {
        let message = format!("the cost of `{}` cannot be {}", cost.item, cost.amount);
        faults.add("MW040", amount, message, "write what was spent, without a sign");
    }
    if cost.year < base_year(said) {
        let message =
            format!("`{}` was spent in {}, before the base year {}", cost.item, cost.year, base_year(said));
        let help = "let `base_year` be the first year in which anything was spent";
        faults.add("MW040", year.clone(), message, help);
    }
    prices(scene, said, &year, cost.price_year.unwrap_or(cost.year), faults);
}

/// What the section as a whole needs.
fn whole(scene: &Scene<'_>, said: &ValueSpec, faults: &mut Faults) {
    let at = |key: &str| scene.at(&["value", key]);
    if said.outcome.is_empty() {
        let help = "add [[value.outcome]] with what a change is worth";
        faults.add("MW706", scene.key(&["value"]), "nothing is valued", help);
    }
    if said.spent().all(|i| i.amount <= 0.0) && (said.costs.is_none() || !said.from_file.is_empty()) {
        let help = "add [[value.investment]] with what was spent, or `costs = { file = \"costs.csv\" }`";
        faults.add("MW706", scene.key(&["value"]), "nothing was spent, so there is no return on it", help);
    }
    if said.deadweight.is_some() {
        deadweight(scene.key(&["value", "deadweight"]), faults);
    }
    let rate = said.discount_rate.rate;
    if !(0.0..1.0).contains(&rate) {
        let message = format!("a discount rate of {rate} is not possible");
        faults.add(
            "MW040",
            scene.at(&["value", "discount_rate", "rate"]),
            message,
            "write a share: 3.5 % is 0.035",
        );
    }
    if !DRAWS.contains(&said.draws) {
        let message = format!("{} draws cannot give limits", said.draws);
        let help = format!("take {} to {}, such as 10000", DRAWS.start(), DRAWS.end());
        faults.add("MW040", at("draws"), message, help);
    }
    if let Some(e) = &said.extrapolation {
        let spec = NumberSpec::Said(crate::value::SaidSpec {
            value: e.share,
            se: None,
            range: Some(e.range),
            source: None,
            because: None,
        });
        number(
            &spec,
            SHARE,
            at("extrapolation"),
            "the share of the effect on those without both scores",
            faults,
        );
    }
    if let Some(f) = &said.follow_up_fraction {
        number(f, (0.0, f64::INFINITY), at("follow_up_fraction"), "`follow_up_fraction`", faults);
    }
    for (year, level) in said.index.iter().flat_map(|i| &i.levels) {
        if *level <= 0.0 {
            let message = format!("the price index of {year} cannot be {level}");
            faults.add("MW040", scene.at(&["value", "index", "levels", year]), message, "levels are above 0");
        }
    }
}

fn deadweight(at: Range<usize>, faults: &mut Faults) {
    let message = "a further deadweight cannot be declared: what the matched comparison did without the programme is the deadweight, measured";
    let help =
        "take it out; other funders of the same effect are `attribution`, what others lost is `displacement`";
    faults.add("MW701", at, message, help);
}

/// Where the keys of one benefit stand.
struct Place<'a> {
    scene: &'a Scene<'a>,
    i: String,
}

impl Place<'_> {
    fn of(&self, key: &str) -> Range<usize> {
        self.scene.at(&["value", "outcome", &self.i, key])
    }
}

/// The outcome is there, reports the contrast, and says which way is good.
fn about(
    scene: &Scene<'_>,
    said: &BenefitSpec,
    primary: Option<&Specification>,
    at: &Place<'_>,
    faults: &mut Faults,
) {
    let Some(outcome) = scene.spec.outcomes.get(&said.outcome) else {
        let known = scene.spans.keys("outcomes");
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        // An outcome with a fault of its own is told there.
        if !known.contains(&said.outcome.as_str()) {
            let hint =
                nearest(&said.outcome, &known).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
            let message = format!("no outcome is called `{}`{hint}", said.outcome);
            faults.add("MW020", at.of("outcome"), message, format!("outcomes: {}", known.join(", ")));
        }
        return;
    };
    let word = said.contrast.word();
    if good_direction(said.contrast, Better::Higher).is_none() {
        let message = format!("`{word}` has no worth: it is neither good nor bad in itself");
        let help = "value `change`, `improved`, `left_case`, or `value` of a plain outcome";
        faults.add("MW702", at.of("contrast"), message, help);
        return;
    }
    let headline = primary.map(|s| &s.estimate).is_some_and(|e| {
        let own = e.outcome.as_deref().or(scene.spec.outcomes.keys().next().map(String::as_str));
        own == Some(said.outcome.as_str()) && e.contrast == Some(said.contrast)
    });
    let reported = reported(scene, outcome);
    if !headline && !reported.contains(&said.contrast) {
        let words: Vec<&str> = reported.iter().map(|c| c.word()).collect();
        let message = format!("`{word}` of `{}` is not estimated", said.outcome);
        let help = format!("add it to `report` of the outcome; reported: {}", words.join(", "));
        faults.add("MW702", at.of("contrast"), message, help);
    } else if directed(said.contrast) && outcome.better.is_none() && outcome.instrument.is_none() {
        let message = format!("nothing says which end of `{}` is better", said.outcome);
        let help = "add `better = \"higher\"` or `\"lower\"` to the outcome";
        faults.add("MW702", at.of("outcome"), message, help);
    }
}

/// `true` for a mean, whose good direction depends on the scale.
fn directed(contrast: Contrast) -> bool {
    matches!(contrast, Contrast::Change | Contrast::Value)
}

/// A point of a scale is no WELLBY, and a WELLBY is no point.
fn wellby(scene: &Scene<'_>, said: &BenefitSpec, at: &Place<'_>, faults: &mut Faults) {
    let outcome = scene.spec.outcomes.get(&said.outcome);
    let satisfied = outcome.is_some_and(|o| o.instrument.as_deref() == Some(LIFE_SATISFACTION));
    let own = satisfied && said.contrast == Contrast::Change;
    match (&said.mapping, said.unit_value.per) {
        (None, Per::Wellby) if !own => {
            let message = format!(
                "the unit value of `{}` is of a WELLBY, and nothing says how many one unit of `{}` is",
                said.name, said.outcome
            );
            let help = "add `mapping = { value = .., se = .., source = \"..\" }`: WELLBYs per point or person; a point of another scale is not a WELLBY";
            faults.add("MW703", at.of("unit_value"), message, help);
        }
        (Some(_), Per::Point | Per::Person) => {
            let message =
                format!("`{}` has a mapping to WELLBYs, but its unit value is not of a WELLBY", said.name);
            faults.add("MW703", at.of("mapping"), message, "set `per = \"wellby\"`, or take the mapping out");
        }
        (Some(m), Per::Wellby) => {
            if m.source.is_none() || (m.se.is_none() && m.range.is_none()) {
                let message = format!("the mapping of `{}` needs a source, and how sure it is", said.name);
                let help = "add `source` and `se` (or `range`): the interval would take a guess as known";
                faults.add("MW703", at.of("mapping"), message, help);
            }
            number(&NumberSpec::Said(m.clone()), ANY, at.of("mapping"), "the mapping", faults);
        }
        _ => {}
    }
    named_wellby(said, at, faults);
    share_or_mean(outcome, said, at, faults);
}

/// The worth of a WELLBY taken for that of a point or a person.
fn named_wellby(said: &BenefitSpec, at: &Place<'_>, faults: &mut Faults) {
    let texts = [Some(&said.name), said.unit_value.source.as_ref()];
    let named = texts.into_iter().flatten().any(|t| t.to_lowercase().contains("wellby"));
    if named && said.unit_value.per != Per::Wellby {
        let message = format!(
            "the unit value of `{}` speaks of WELLBYs, but is taken as that of one unit of `{}`",
            said.name, said.outcome
        );
        faults.add("MW703", at.of("unit_value"), message, "set `per = \"wellby\"` and declare a `mapping`");
    }
}

/// Means are in points, shares are of people.
fn share_or_mean(outcome: Option<&OutcomeSpec>, said: &BenefitSpec, at: &Place<'_>, faults: &mut Faults) {
    let Some(outcome) = outcome else { return };
    let share = !directed(said.contrast) || (outcome.binary && !before_after(outcome));
    let (wrong, right) = if share { (Per::Point, "person") } else { (Per::Person, "point") };
    if said.unit_value.per == wrong {
        let message = format!(
            "`{}` of `{}` is counted in {}s",
            said.contrast.word(),
            said.outcome,
            if share { "person" } else { "point" }
        );
        faults.add("MW702", at.of("unit_value"), message, format!("set `per = \"{right}\"`"));
    }
}

/// Every number of a benefit is possible, and what lowers it has a reason.
fn numbers(said: &BenefitSpec, at: &Place<'_>, faults: &mut Faults) {
    if said.deadweight.is_some() {
        deadweight(at.of("deadweight"), faults);
    }
    let unit = &said.unit_value;
    let worth = crate::value::SaidSpec {
        value: unit.amount,
        se: unit.se,
        range: unit.range,
        source: None,
        because: None,
    };
    number(&NumberSpec::Said(worth), (0.0, f64::INFINITY), at.of("unit_value"), "a unit value", faults);
    number(&said.duration, (0.0, LONGEST), at.of("duration"), "a duration in years", faults);
    for (key, spec, within) in [
        ("drop_off", &said.drop_off, SHARE),
        ("attribution", &said.attribution, SHARE),
        ("displacement", &said.displacement, SHARE),
        ("lag", &said.lag, (0.0, LONGEST)),
    ] {
        if let Some(spec) = spec {
            number(spec, within, at.of(key), &format!("`{key}`"), faults);
        }
    }
    if let Some(a) = said.attribution.as_ref().map(NumberSpec::said)
        && (a.value < 1.0 || a.range.is_some_and(|r| r.0 < 1.0))
        && a.because.is_none()
    {
        let message = format!("the attribution of `{}` is below 1 without a reason", said.name);
        let help = "name the other funders of the same effect: `attribution = { value = 0.9, because = \"..\" }`; what people would have done anyway is measured already";
        faults.add("MW704", at.of("attribution"), message, help);
    }
}

/// A number within limits, with at most one of a standard error and a range, and the range around it.
fn number(said: &NumberSpec, within: (f64, f64), at: Range<usize>, what: &str, faults: &mut Faults) {
    let said = said.said();
    let inside = |x: f64| (within.0..=within.1).contains(&x);
    let (low, high) = said.range.unwrap_or((said.value, said.value));
    let fault = if !inside(said.value) || !inside(low) || !inside(high) {
        let limits = match within {
            (l, h) if h.is_finite() => format!("it lies between {l} and {h}"),
            _ => "it cannot be below 0".to_owned(),
        };
        Some((format!("{what} of {} is not possible", said.value), limits))
    } else if said.se.is_some_and(|s| s < 0.0) {
        Some((format!("a standard error of {what} cannot be below 0"), String::new()))
    } else if said.se.is_some() && said.range.is_some() {
        Some((format!("{what} has a standard error and a range"), "give one of the two".to_owned()))
    } else if !(low <= said.value && said.value <= high) {
        Some((
            format!("the range of {what} does not hold {}", said.value),
            "write the lowest first: `range = [1, 3]`".to_owned(),
        ))
    } else {
        None
    };
    if let Some((message, help)) = fault {
        faults.add("MW040", at, message, help);
    }
}

/// Prices of another year need an index.
fn prices(scene: &Scene<'_>, said: &ValueSpec, at: &Range<usize>, year: u32, faults: &mut Faults) {
    let index = said.index.as_ref();
    let lacking = [year, said.price_year].into_iter().find(|y| index.and_then(|i| i.level(*y)).is_none());
    if let Some(lacking) = lacking.filter(|_| year != said.price_year) {
        let message = match index {
            None => format!("an amount is in prices of {year}, and the price year is {}", said.price_year),
            Some(_) => format!("the price index says nothing about {lacking}"),
        };
        let help = "declare `[value.index]` with `levels = { 2018 = 98.1, 2019 = 100 }` and its source, or give the amount in prices of the price year with `price_year`";
        let at = if index.is_some() { scene.at(&["value", "index"]) } else { at.clone() };
        faults.add("MW705", at, message, help);
    }
}
