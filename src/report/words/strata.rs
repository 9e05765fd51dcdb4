//! Coarsening, classes and sets in words, from the settings a specification carries.

use super::super::tables::specifications::SpecificationRecord;
use super::Names;
use crate::matching::{ClassesSpec, CutSpec, MatchingSpec};
use serde_json::Value;

/// How people are put into strata or sets; empty for other methods.
pub(super) fn strata(s: &SpecificationRecord, names: &Names) -> String {
    let spec = settings(s);
    match s.method.as_str() {
        "cem" => coarsened(&spec, names),
        "subclass" => classes(s, &spec, names),
        "quick" => sets(&spec),
        _ => String::new(),
    }
}

/// `true` for pairs inside classes of coarsened values.
pub(super) fn makes_pairs(s: &SpecificationRecord) -> bool {
    s.method == "cem" && settings(s).cem.k2k
}

fn settings(s: &SpecificationRecord) -> MatchingSpec {
    let all: Value = serde_json::from_str(&s.settings_json).unwrap_or_default();
    serde_json::from_value(all["specification"]["matching"].clone()).unwrap_or_default()
}

fn coarsened(spec: &MatchingSpec, names: &Names) -> String {
    let cem = &spec.cem;
    let cuts = cem.cutpoints.iter().map(|(name, cut)| format!("; {}: {}", names.term(name), cut_words(cut)));
    let groups = cem.grouping.iter().map(|(name, groups)| {
        let each: Vec<String> = groups.iter().map(|g| g.join(" with ")).collect();
        format!("; {}: {} taken together", names.term(name), each.join(", "))
    });
    let who = if cem.k2k {
        "Inside the classes each takes the nearest free partner by the values themselves, one to one."
    } else {
        "Everyone whose class holds both groups takes part, weighted within classes."
    };
    format!(
        "Coarsened exact matching: numbers are cut into {}{}{}. {who}",
        cut_words(&cem.rule),
        cuts.collect::<String>(),
        groups.collect::<String>()
    )
}

fn cut_words(cut: &CutSpec) -> String {
    match cut {
        CutSpec::Bins(0) => "every value by itself".to_owned(),
        CutSpec::Bins(1) => "left out of account".to_owned(),
        CutSpec::Bins(bins) => format!("{bins} bins of equal width"),
        CutSpec::Points(points) => {
            let each: Vec<String> = points.iter().map(f64::to_string).collect();
            format!("bins cut at {}", each.join(", "))
        }
        CutSpec::Rule(rule) => match rule.as_str() {
            "sturges" => "bins of equal width by Sturges' rule".to_owned(),
            "scott" => "bins of equal width by Scott's rule".to_owned(),
            "fd" => "bins of equal width by Freedman and Diaconis' rule".to_owned(),
            quantiles => format!("{} bins of equally many people", quantiles.trim_start_matches('q')),
        },
    }
}

fn classes(s: &SpecificationRecord, spec: &MatchingSpec, names: &Names) -> String {
    let arm = match s.estimand.as_str() {
        "ATT" => &names.treated,
        "ATC" => &names.comparison,
        _ => "everyone",
    };
    let cut = match &spec.subclass.classes {
        ClassesSpec::Number(k) => {
            format!("{k} classes of the {} with equally many of {arm} each", names.score)
        }
        ClassesSpec::Quantiles(list) => {
            let each: Vec<String> = list.iter().map(f64::to_string).collect();
            format!("classes of the {} cut at the quantiles {} of {arm}", names.score, each.join(", "))
        }
    };
    let filled = match spec.subclass.min {
        0 => "classes without one of the groups are left out".to_owned(),
        n => format!("a class with fewer than {n} of a group is filled from its neighbours"),
    };
    format!(
        "Subclassification (marginal mean weighting): {cut}; {filled}. People are weighted within classes."
    )
}

fn sets(spec: &MatchingSpec) -> String {
    let quick = &spec.quick;
    format!(
        "Generalised full matching: everyone in a set with their nearest neighbours, at least {} treated, {} and {} people in each; all pairs of a set obey the rules.",
        quick.min_treated,
        super::numbers::counted(f64::from(quick.min_controls), "control", "controls"),
        quick.size()
    )
}
