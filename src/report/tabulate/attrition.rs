//! Rows of `attrition` and `attrition_bounds`.

use super::super::tables::attrition::AttritionRecord;
use super::super::tables::attrition_bounds::BoundsRecord;
use super::{balance, keys, start};
use crate::estimate::ProfileRow;
use crate::sensitivity::AttritionDoubt;
use crate::study::{Analysis, Study};

pub(super) fn rows(study: &Study, a: &Analysis) -> Vec<AttritionRecord> {
    let Some(attrition) = a.effects.as_ref().and_then(|e| e.attrition.as_ref()) else { return Vec::new() };
    attrition.profile.iter().map(|r| row(study, a, &attrition.outcome, r)).collect()
}

fn row(study: &Study, a: &Analysis, outcome: &str, r: &ProfileRow) -> AttritionRecord {
    let (specification, imputation) = start(a);
    let roles = study.cohort.roles();
    let unit = match &r.level {
        Some(_) => "share".to_owned(),
        None => roles.covariate(&r.variable).map_or_else(
            || roles.outcome(outcome).map_or_else(String::new, |o| o.unit.clone()),
            |c| c.unit.clone().unwrap_or_default(),
        ),
    };
    let count = |side: usize| r.with_level.and_then(|n| keys::count(n[side]));
    AttritionRecord {
        specification,
        imputation,
        outcome: outcome.to_owned(),
        arm: keys::arm(r.treated).to_owned(),
        variable: r.variable.clone(),
        label: balance::label(roles, &r.variable),
        level: r.level.clone(),
        with_people: keys::count(r.people[0]),
        without_people: keys::count(r.people[1]),
        with_count: count(0),
        without_count: count(1),
        with_value: r.value[0],
        without_value: r.value[1],
        difference: r.difference,
        unit,
        suppressed: false,
    }
}

pub(super) fn bounds(a: &Analysis) -> Vec<BoundsRecord> {
    a.doubts.attrition.iter().map(|d| bound(a, d)).collect()
}

fn bound(a: &Analysis, d: &AttritionDoubt) -> BoundsRecord {
    let (specification, imputation) = start(a);
    let yes = |b: bool| if b { "yes" } else { "no" }.to_owned();
    let result = a.effects.iter().flat_map(|e| &e.rows).find(|r| {
        (&r.outcome, r.contrast, r.base) == (&d.outcome, d.contrast, d.base)
            && r.measure == crate::estimate::Measure::Difference
    });
    let unit = result.map_or_else(String::new, |r| r.unit.clone());
    BoundsRecord {
        specification,
        imputation,
        outcome: d.outcome.clone(),
        contrast: keys::key(&d.contrast),
        base: keys::base(d.base).to_owned(),
        primary: d.primary && a.specification.id == 0,
        treated_starters: keys::count(d.followed[1].starters),
        treated_lost: keys::count(d.followed[1].lost()),
        control_starters: keys::count(d.followed[0].starters),
        control_lost: keys::count(d.followed[0].lost()),
        share_lost: Some(d.followed[1].share_lost()),
        seen: d.seen,
        comparison: d.comparison,
        difference: d.difference,
        tipping_point: d.tipping,
        tipping_limit: d.tipping_limit,
        lowest: d.reach.map(|r| r.0),
        highest: d.reach.map(|r| r.1),
        attainable: d.attainable().map(yes),
        lower_bound: d.bounds.map(|b| b.lower),
        upper_bound: d.bounds.map(|b| b.upper),
        informative: d.bounds.map(|b| yes(b.informative)),
        proportion: unit.contains("percentage"),
        unit,
        suppressed: false,
    }
}
