//! The tables of a study as figures.

use super::super::Tables;
use super::super::tables::attrition::AttritionRecord;
use super::super::tables::descriptives::DescriptiveRecord;
use super::super::tables::effects::EffectRecord;
use super::super::tables::scales::ScaleRecord;
use super::super::tabulate::DESCRIBE;
use super::figure::{Adds, Family, Figure, Slip, Value};
use super::rules::pairing;
use super::supported;

/// Sections whose categories are all there are: together they are their base.
const WHOLES: [&str; 23] = [
    "score_before",
    "score_after",
    "profile_before",
    "profile_after",
    "kept_dropped",
    "start",
    "end",
    "change",
    "change_category",
    "case_transition",
    "scale_values",
    "scale_case",
    "scale_worse_end",
    "scale_bands",
    "scale_benchmark",
    "scale_change",
    "scale_change_points",
    "scale_meaningful",
    "scale_case_transition",
    "scale_flow",
    "scale_later",
    "scale_later_kept",
    "scale_later_case",
];

/// All shares and means with their bases.
pub(super) fn figures(tables: &Tables) -> Vec<Figure> {
    let others = tables.descriptives.iter().filter(|d| d.section != DESCRIBE);
    let mut all: Vec<Figure> = others.filter_map(described).collect();
    all.extend(supported::figures(&tables.descriptives));
    all.extend(tables.effects.iter().flat_map(arms));
    all.extend(tables.attrition.iter().flat_map(completed));
    all
}

/// A share or mean of `descriptives`.
fn described(d: &DescriptiveRecord) -> Option<Figure> {
    let value = d.value?;
    let about = d.outcome.as_deref().unwrap_or("");
    let share = d.unit == "share";
    // Profiles and sub-samples know each covariate of some people only.
    let each = d.section.starts_with("profile") || d.section == "kept_dropped";
    // Each scale has people of its own.
    let each = each || d.section.starts_with("scale_");
    let of = if each { format!(" with {about} known") } else { String::new() };
    let family = || format!("{} {about} {} {} {} {:?}", d.section, d.group, d.base, d.arm, d.specification);
    let adds = if WHOLES.contains(&d.section.as_str()) { Adds::Everybody } else { Adds::Said };
    let value = if share {
        Value::Share { people: d.numerator, share: value, half: 0.0 }
    } else {
        Value::Mean { mean: value, half: 0.0 }
    };
    let category = d.category.as_deref().map_or_else(|| bin(d), str::to_owned);
    Some(Figure {
        place: format!("descriptives, {} of {about}", d.section),
        what: format!("{} {about} {category}", d.section),
        base: format!("{} of {} {}{of} ({})", d.arm, d.group, d.base, d.specification),
        // Scale reliabilities and the survey design have bases of their own, one a row.
        of: d.denominator.filter(|_| WHOLES.contains(&d.section.as_str()) || share),
        value,
        family: share.then(|| Family { name: family(), adds }),
    })
}

fn bin(d: &DescriptiveRecord) -> String {
    match (d.lower_edge, d.upper_edge) {
        (Some(l), Some(u)) => format!("{l} to {u}"),
        _ => "mean".to_owned(),
    }
}

/// The arms of a plain difference of shares: what other estimators show is modelled.
fn arms(e: &EffectRecord) -> Vec<Figure> {
    let plain = e.estimator == "difference" && e.measure == "difference" && e.imputations.is_none();
    if !plain || !e.is_proportion() {
        return Vec::new();
    }
    let figure = |arm: &str, people: Option<f64>, of: Option<i64>, share: Option<f64>| {
        Some(Figure {
            place: format!("effects, {} {} of {} ({})", e.outcome, e.contrast, e.group, e.specification),
            what: format!("{} {}", e.outcome, e.contrast),
            base: format!("{arm} of {} {} ({}, {})", e.group, e.base, e.outcome, e.specification),
            of: of.map(|n| n as f64),
            value: Value::Share { people, share: share?, half: 0.0 },
            family: None,
        })
    };
    [
        figure("treated", e.treat_numerator, e.treat_number, e.treat_mean),
        figure("control", e.comparison_numerator_weighted, e.comparison_number, e.comparison_mean),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Those with and without an end score.
fn completed(a: &AttritionRecord) -> Vec<Figure> {
    if a.unit != "share" {
        return Vec::new();
    }
    let figure = |which: &str, count: Option<i64>, of: Option<i64>, share: Option<f64>| {
        Some(Figure {
            place: format!("attrition, {}", a.variable),
            what: format!("{} {}", a.variable, a.level.as_deref().unwrap_or("")),
            base: format!("{} {which} an end score, {} known ({})", a.arm, a.variable, a.specification),
            of: of.map(|n| n as f64),
            value: Value::Share { people: count.map(|n| n as f64), share: share?, half: 0.0 },
            family: None,
        })
    };
    [
        figure("with", a.with_count, a.with_people, a.with_value),
        figure("without", a.without_count, a.without_people, a.without_value),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Changes that are not the end less the start of the same people.
pub(super) fn pairings(tables: &Tables) -> Vec<Slip> {
    let means: Vec<&DescriptiveRecord> =
        tables.descriptives.iter().filter(|d| d.category.is_none() && d.unit != "share").collect();
    let of = |section: &str, d: &DescriptiveRecord| {
        let same = |m: &&&DescriptiveRecord| {
            m.section == section
                && (&m.specification, m.imputation, &m.outcome, &m.group, &m.base, &m.arm)
                    == (&d.specification, d.imputation, &d.outcome, &d.group, &d.base, &d.arm)
        };
        means.iter().find(same).and_then(|m| described(m))
    };
    let changes = means.iter().filter(|d| d.section == "change");
    let mut found: Vec<Slip> =
        changes.filter_map(|d| pairing(&of("start", d)?, &of("end", d)?, &described(d)?)).collect();
    found.extend(scales(&tables.scales));
    found
}

/// Changes of a scale that are not the later score less the earlier one of the same people.
fn scales(means: &[ScaleRecord]) -> Vec<Slip> {
    let figure = |m: &ScaleRecord| {
        Some(Figure {
            place: format!("scales, {} of {}", m.mean_of, m.scale),
            what: format!("{} {}", m.scale, m.mean_of),
            base: format!("{} {} ({})", m.scale, m.base, m.specification),
            of: m.people.map(|n| n as f64),
            value: Value::Mean { mean: m.mean?, half: 0.0 },
            family: None,
        })
    };
    let of = |name: &str, like: &ScaleRecord| {
        let same = |m: &&ScaleRecord| m.scale == like.scale && m.base == like.base && m.mean_of == name;
        means.iter().find(same).and_then(figure)
    };
    let spans = [
        ("start_to_end", "start", "end"),
        ("start_to_follow_up", "start", "follow_up"),
        ("end_to_follow_up", "end", "follow_up"),
    ];
    let checked = |m: &ScaleRecord| {
        let (_, from, to) = spans.into_iter().find(|(name, ..)| *name == m.mean_of)?;
        pairing(&of(from, m)?, &of(to, m)?, &figure(m)?)
    };
    means.iter().filter_map(checked).collect()
}
