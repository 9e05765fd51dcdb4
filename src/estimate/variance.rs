//! Which variance: chosen from the design, named, and refused where it is not defined (METHODS 17).

use super::error::EstimateError;
use super::sample::Compared;
use super::spec::VARIANCES;
use crate::design::{Design, Discard, ScoreModel as Model};
use crate::matching::Structure;
use crate::stats::sandwich::Hc;
use crate::stats::text::nearest;

/// A variance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// People are independent.
    Hc(Hc),
    /// People of one cluster, in any of the dimensions chosen, are not.
    Cluster(Dimensions),
    /// Matching with replacement; the difference only.
    AbadieImbens,
    /// Stacked estimating equations: the score was estimated too.
    Stacked,
    /// Scores and outcome models learnt from other folds: augmented weighting only.
    CrossFitted,
}

/// Dimensions of a cluster variance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dimensions {
    /// Matched set.
    pub set: bool,
    /// Person, where partners serve several.
    pub unit: bool,
    /// What people come in, beside sets.
    pub group: Grouping,
    /// Site or worker, where that is a dimension beside the household or sampling unit.
    pub site: bool,
}

/// What people come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grouping {
    /// Nothing.
    Alone,
    /// Household, site.
    Household,
    /// Primary sampling unit, within strata where there are any.
    Psu,
}

impl Rule {
    /// Name in tables.
    pub fn name(self) -> String {
        match self {
            Self::Hc(kind) => format!("{kind:?}").to_uppercase(),
            Self::Cluster(d) => {
                let parts = [
                    (d.set, "set"),
                    (d.unit, "unit"),
                    (d.group == Grouping::Household, "household"),
                    (d.group == Grouping::Psu, "psu"),
                    (d.site, "site"),
                ];
                let said: Vec<&str> = parts.into_iter().filter(|(on, _)| *on).map(|(_, n)| n).collect();
                format!("cluster({})", said.join(", "))
            }
            Self::AbadieImbens => "Abadie-Imbens".to_owned(),
            Self::Stacked => "stacked".to_owned(),
            Self::CrossFitted => "cross-fitted".to_owned(),
        }
    }
}

/// The variance METHODS 17 asks for.
pub(super) fn recommended(compared: &Compared) -> Rule {
    let psu = compared.drawing.is_some();
    // Sampling units hold whole households.
    let household = compared.cluster.is_some() && !psu;
    let group = match (psu, household) {
        (true, _) => Grouping::Psu,
        (_, true) => Grouping::Household,
        _ => Grouping::Alone,
    };
    let site = compared.site.is_some();
    let cluster = |set, unit| Rule::Cluster(Dimensions { set, unit, group, site });
    match compared.structure {
        Structure::Sets => cluster(true, false),
        Structure::Strata if household || psu => cluster(false, false),
        Structure::Strata => Rule::Hc(Hc::Hc3),
        Structure::ScoreWeights if compared.learner => Rule::CrossFitted,
        Structure::ScoreWeights => Rule::Stacked,
        Structure::Reuse if household || psu || compared.survey.is_some() => cluster(true, true),
        Structure::Reuse => Rule::AbadieImbens,
    }
}

/// The variance the job asks for, if it is defined for this design.
pub(super) fn choose(name: &str, compared: &Compared, design: &Design) -> Result<Rule, EstimateError> {
    let plain: String = name.to_lowercase().split_whitespace().collect();
    let repeats = compared.cluster.is_some();
    let cluster = |set, unit, household| {
        let group = if household { Grouping::Household } else { Grouping::Alone };
        Rule::Cluster(Dimensions { set, unit, group, site: false })
    };
    let reuse = compared.structure == Structure::Reuse;
    let drawn = |set, unit| Rule::Cluster(Dimensions { set, unit, group: Grouping::Psu, site: false });
    let rule = match plain.as_str() {
        "auto" => recommended(compared),
        "hc0" => Rule::Hc(Hc::Hc0),
        "hc1" => Rule::Hc(Hc::Hc1),
        "hc2" => Rule::Hc(Hc::Hc2),
        "hc3" => Rule::Hc(Hc::Hc3),
        "cluster(set)" => cluster(true, false, false),
        "cluster(set,unit)" => cluster(true, compared.structure == Structure::Reuse, false),
        "cluster(set,household)" if compared.clustered => {
            cluster(true, compared.structure == Structure::Reuse, repeats)
        }
        "cluster(set,household)" => cluster(true, false, true),
        "cluster(household)" => cluster(false, false, true),
        "cluster(set,psu)" => drawn(true, reuse),
        "cluster(psu)" => drawn(false, false),
        "abadie-imbens" => Rule::AbadieImbens,
        "stacked" => Rule::Stacked,
        _ => return Err(unknown(name)),
    };
    match undefined(rule, compared, design) {
        Some((because, instead)) => {
            Err(EstimateError::UndefinedVariance { name: name.to_owned(), because, instead })
        }
        None => Ok(rule),
    }
}

fn unknown(name: &str) -> EstimateError {
    EstimateError::UnknownVariance {
        name: name.to_owned(),
        nearest: nearest(name, &VARIANCES).map(str::to_owned),
        known: VARIANCES.join(", "),
    }
}

/// Why `rule` is not defined here, and what is.
fn undefined(rule: Rule, compared: &Compared, design: &Design) -> Option<(&'static str, &'static str)> {
    match rule {
        Rule::Hc(_) | Rule::CrossFitted => None,
        Rule::Cluster(d) => undefined_cluster(d, compared),
        Rule::AbadieImbens => undefined_abadie(compared),
        Rule::Stacked => undefined_stacked(compared, design),
    }
}

fn undefined_cluster(d: Dimensions, compared: &Compared) -> Option<(&'static str, &'static str)> {
    if d.group == Grouping::Household && compared.cluster.is_none() {
        return Some(("no column with clusters is declared, or nobody shares one", "auto"));
    }
    if d.group == Grouping::Psu && compared.drawing.is_none() {
        return Some(("no sampling units or strata are declared, or nobody shares a unit", "auto"));
    }
    match compared.structure {
        Structure::ScoreWeights if d.set => Some(("weighting makes no sets", "stacked")),
        Structure::Strata if d.set => {
            Some(("strata of exact matching are no samples of people, and are never clustered on", "hc3"))
        }
        Structure::Reuse if d.set && !d.unit && d.group == Grouping::Alone => {
            Some(("controls serve several sets, so that sets depend on each other", "cluster(set, unit)"))
        }
        _ => None,
    }
}

fn undefined_abadie(compared: &Compared) -> Option<(&'static str, &'static str)> {
    if compared.structure != Structure::Reuse {
        return Some(("it is for matching with replacement", "auto"));
    }
    if compared.estimand.one_arm().is_none() {
        return Some(("its form here is for one arm matched to the other", "cluster(set, unit)"));
    }
    if compared.survey.is_some() {
        return Some(("survey weights are in use", "cluster(set, unit)"));
    }
    let clustered = compared.cluster.is_some() || compared.drawing.is_some();
    clustered.then_some(("people come in clusters", "auto"))
}

fn undefined_stacked(compared: &Compared, design: &Design) -> Option<(&'static str, &'static str)> {
    if compared.structure != Structure::ScoreWeights {
        return Some(("it is for weighting by a score", "auto"));
    }
    if compared.own_equations {
        return None;
    }
    let model = design.spec.propensity.model;
    if model == Model::Forest {
        let because = "the score comes from a learner: no formula knows how it would change with other people; \
                       weighting by a learner needs cross-fitted augmented weighting, estimator = \"augmented\"";
        return Some((because, "auto"));
    }
    if design.propensity.is_none() || !model.by_likelihood() {
        return Some(("the score is not a regression fitted by maximum likelihood", "hc3"));
    }
    let outside = design.spec.discard != Discard::None && !design.spec.reestimate;
    outside.then_some(("the score was fitted on people who were then discarded", "hc3"))
}
