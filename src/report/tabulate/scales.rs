//! Rows about the people supported alone: means with intervals, shares with their bases.

use super::super::tables::descriptives::DescriptiveRecord;
use super::super::tables::scales::ScaleRecord;
use super::reliability::COEFFICIENT;
use super::{keys, start};
use crate::cohort::Better;
use crate::scales::{About, Findings, Mean, Share};
use crate::score::Reliability;
use crate::study::{Analysis, Study};

/// Means of every scale; they are about everybody supported, so they stand with the primary.
pub(super) fn means(study: &Study, primary: &Analysis) -> Vec<ScaleRecord> {
    let level = study.job.spec.estimate.level;
    let all = study.scales.iter().flat_map(|f| f.means.iter().map(move |m| (f, m)));
    all.map(|(f, m)| mean(primary, f, m, level)).collect()
}

fn mean(primary: &Analysis, f: &Findings, m: &Mean, level: f64) -> ScaleRecord {
    ScaleRecord {
        mean_of: m.of.word().to_owned(),
        base: m.base.to_owned(),
        people: keys::count(m.people),
        mean: m.mean,
        sd: m.sd,
        se: m.se,
        lower: m.limits.map(|l| l.0),
        upper: m.limits.map(|l| l.1),
        level: Some(level),
        df: m.df,
        clusters: m.clusters.and_then(keys::count),
        variance: m.variance.to_owned(),
        standardised: m.standardised,
        null_reason: m.why.map(str::to_owned),
        ..about(primary, &f.about)
    }
}

fn about(primary: &Analysis, a: &About) -> ScaleRecord {
    let (specification, imputation) = start(primary);
    let benchmark = a.benchmark.as_ref();
    ScaleRecord {
        specification,
        imputation,
        scale: a.name.clone(),
        label: a.label.clone(),
        unit: a.unit.clone(),
        instrument: a.instrument.clone(),
        source: a.source.clone(),
        better: if a.better == Better::Lower { "lower" } else { "higher" }.to_owned(),
        range_low: a.range.map(|r| r.0),
        range_high: a.range.map(|r| r.1),
        case_name: a.case.as_ref().map(|c| c.name.clone()),
        case_at_least: a.case.as_ref().and_then(|c| c.at_least),
        case_at_most: a.case.as_ref().and_then(|c| c.at_most),
        meaningful: a.meaningful,
        worse_end: a.worse_end,
        benchmark: benchmark.map(|b| b.value),
        benchmark_label: benchmark.map(|b| b.label.clone()),
        benchmark_source: benchmark.map(|b| b.source.clone()),
        benchmark_of: benchmark.and_then(|b| b.of.clone()),
        benchmark_sd: benchmark.and_then(|b| b.sd),
        follow_up: a.follow_up.clone(),
        at_least_weeks: a.at_least_weeks,
        ..ScaleRecord::default()
    }
}

/// Shares of every scale, and how well its own items hang together.
pub(super) fn shares(study: &Study, primary: &Analysis) -> Vec<DescriptiveRecord> {
    let of = |f: &Findings| -> Vec<DescriptiveRecord> {
        let shares = f.shares.iter().map(|s| share(primary, &f.about.name, s));
        let items = f.reliability.iter().flat_map(|r| {
            [("alpha", r.alpha), ("omega", r.omega)].map(|(what, v)| coefficient(primary, r, what, v))
        });
        shares.chain(items).collect()
    };
    study.scales.iter().flat_map(of).collect()
}

fn share(primary: &Analysis, scale: &str, s: &Share) -> DescriptiveRecord {
    let denominator = s.denominator as f64;
    DescriptiveRecord {
        section: s.section.to_owned(),
        group: s.group.clone(),
        base: s.base.to_owned(),
        category: Some(s.category.clone()),
        lower_edge: s.edges.map(|e| e.0),
        upper_edge: s.edges.map(|e| e.1),
        people: keys::count(s.numerator),
        numerator: Some(s.numerator as f64),
        denominator: Some(denominator),
        value: (s.denominator > 0).then(|| s.numerator as f64 / denominator),
        unit: "share".to_owned(),
        ..blank(primary, scale)
    }
}

fn coefficient(primary: &Analysis, r: &Reliability, what: &str, value: Option<f64>) -> DescriptiveRecord {
    DescriptiveRecord {
        section: format!("scale_{what}"),
        group: r.time.word().to_owned(),
        base: "all_answered".to_owned(),
        people: keys::count(r.people),
        denominator: Some(r.people as f64),
        value,
        unit: COEFFICIENT.to_owned(),
        ..blank(primary, &r.outcome)
    }
}

fn blank(primary: &Analysis, scale: &str) -> DescriptiveRecord {
    let (specification, imputation) = start(primary);
    DescriptiveRecord {
        specification,
        imputation,
        outcome: Some(scale.to_owned()),
        arm: keys::arm(true).to_owned(),
        ..DescriptiveRecord::default()
    }
}
