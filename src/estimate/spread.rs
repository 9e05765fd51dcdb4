//! The variance of one number, by the rule chosen.

use super::arms::Arms;
use super::cluster::Drawing;
use super::sample::{Compared, Link, Sample};
use super::stacked::ScoreModel;
use super::variance::{Dimensions, Grouping, Rule};
use crate::stats::sandwich::{Clustered, Correction, cluster, hc};
use crate::stats::taylor::{Drawn, stratified};

/// With fewer clusters than this the t distribution replaces the normal.
pub(super) const FEW_CLUSTERS: usize = 50;

/// How sure a number is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spread {
    /// Variance.
    pub variance: f64,
    /// Name of the rule.
    pub name: String,
    /// Degrees of freedom; `None` = normal.
    pub df: Option<f64>,
    /// Clusters of the dimension with fewest.
    pub clusters: Option<usize>,
    /// `true` if inclusion and exclusion gave less than 0.
    pub negative: bool,
}

impl Spread {
    /// A variance without clusters.
    pub fn plain(variance: f64, name: String) -> Self {
        Self { variance, name, df: None, clusters: None, negative: false }
    }

    fn clustered(found: Clustered, name: String) -> Self {
        let few = found.free + 1 < FEW_CLUSTERS;
        Self {
            variance: found.variance,
            name,
            df: few.then_some(found.free as f64),
            clusters: Some(found.clusters),
            negative: found.negative,
        }
    }
}

/// What variances are computed from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground<'a> {
    /// The comparison.
    pub compared: &'a Compared<'a>,
    /// The rule for the difference.
    pub rule: Rule,
    /// The models of the weights, for stacked variances.
    pub score: &'a [ScoreModel],
}

impl Ground<'_> {
    /// Rule for numbers other than a plain difference.
    pub fn linear_rule(&self) -> Rule {
        match self.rule {
            Rule::AbadieImbens => Rule::Cluster(Dimensions { set: true, unit: true, group: Grouping::Alone }),
            other => other,
        }
    }

    /// Variance of `gradient[0] * mean of controls + gradient[1] * mean of treated`, or why there is none.
    pub fn spread(&self, sample: &Sample, arms: &Arms, gradient: [f64; 2]) -> Result<Spread, String> {
        let psi = arms.along(gradient);
        let rule = self.linear_rule();
        let name = rule.name();
        match rule {
            Rule::Hc(kind) => hc(kind, &psi, &arms.leverage, arms.rank)
                .map(|v| Spread::plain(v, name))
                .ok_or_else(|| "one person alone decides a coefficient, so the variance is undefined".into()),
            Rule::Stacked => self.stacked(sample, &psi, &arms.moving(gradient), name),
            Rule::CrossFitted => self.cross_fitted(sample, arms, &psi, name),
            Rule::Cluster(d) => self.clustered(&Rows::new(sample, psi), sample, d, arms.rank, name),
            Rule::AbadieImbens => Err("not defined for this measure".to_owned()),
        }
    }

    fn stacked(
        &self,
        sample: &Sample,
        psi: &[f64],
        moving: &[f64],
        name: String,
    ) -> Result<Spread, String> {
        let first = self.score.first().ok_or("the model of the weights is not at hand")?;
        let all = ScoreModel::add(self.score, self.compared, sample, psi, moving);
        summed(&all, first.drawing(), first.cluster(), name)
    }

    /// Scores and outcome models of other folds: to first order they add nothing to the variance
    /// (Chernozhukov et al. 2018), for estimators that allow for errors of either.
    fn cross_fitted(
        &self,
        sample: &Sample,
        arms: &Arms,
        psi: &[f64],
        name: String,
    ) -> Result<Spread, String> {
        if arms.moved.is_none() {
            return Err(LEARNT.to_owned());
        }
        let drawing = self.compared.drawing.as_ref().map(|d| d.among(&sample.rows));
        let of = |codes: &Vec<u32>| sample.rows.iter().map(|&p| codes[p]).collect::<Vec<u32>>();
        summed(psi, drawing.as_ref(), self.compared.cluster.as_ref().map(of).as_deref(), name)
    }

    fn clustered(
        &self,
        rows: &Rows,
        sample: &Sample,
        d: Dimensions,
        rank: usize,
        name: String,
    ) -> Result<Spread, String> {
        let of = |codes: &[u32]| -> Vec<u32> { rows.at.iter().map(|&k| codes[sample.rows[k]]).collect() };
        let mut dimensions: Vec<Vec<u32>> = Vec::new();
        if d.set {
            let sets = rows.set.clone().or_else(|| self.compared.set.as_deref().map(of));
            dimensions.push(sets.ok_or("there are no sets to cluster on")?);
        }
        if d.unit {
            dimensions.push(rows.at.iter().map(|&k| k as u32).collect());
        }
        if let Some(codes) = self.compared.cluster.as_deref().filter(|_| d.group == Grouping::Household) {
            dimensions.push(of(codes));
        }
        let slices: Vec<&[u32]> = dimensions.iter().map(Vec::as_slice).collect();
        if let Some(drawing) = self.compared.drawing.as_ref().filter(|_| d.group == Grouping::Psu) {
            let drawing = drawing.among(&rows.at.iter().map(|&k| sample.rows[k]).collect::<Vec<usize>>());
            let name = match &drawing.strata {
                Some(_) if slices.is_empty() => "cluster(psu) in strata, Taylor".to_owned(),
                Some(_) => format!("{name}, psu in strata"),
                None => name,
            };
            let found = drawn(&rows.psi, &drawing, &slices, rank);
            return found.map(|c| Spread::clustered(c, name)).ok_or_else(|| ONE_CLUSTER.to_owned());
        }
        let found = cluster(&rows.psi, &slices, rank, Correction::Cr1);
        found.map(|c| Spread::clustered(c, name)).ok_or_else(|| ONE_CLUSTER.to_owned())
    }
}

/// One row a person, or one a person and set where people serve in several.
struct Rows {
    psi: Vec<f64>,
    at: Vec<usize>,
    set: Option<Vec<u32>>,
}

impl Rows {
    fn new(sample: &Sample, psi: Vec<f64>) -> Self {
        if sample.links.is_empty() {
            return Self { at: (0..psi.len()).collect(), psi, set: None };
        }
        let mut is_focal = vec![false; psi.len()];
        sample.links.iter().for_each(|l| is_focal[l.focal] = true);
        let focal: Vec<usize> = (0..psi.len()).filter(|&k| is_focal[k]).collect();
        let part = |l: &Link| psi[l.partner] * l.share / sample.weight[l.partner];
        let links = &sample.links;
        Self {
            psi: focal.iter().map(|&k| psi[k]).chain(links.iter().map(part)).collect(),
            at: focal.iter().copied().chain(links.iter().map(|l| l.partner)).collect(),
            set: Some(focal.iter().copied().chain(links.iter().map(|l| l.focal)).map(|k| k as u32).collect()),
        }
    }
}

/// Sum of squares of independent influences, or of their sums over sampling units or clusters.
fn summed(
    psi: &[f64],
    drawing: Option<&Drawing>,
    codes: Option<&[u32]>,
    name: String,
) -> Result<Spread, String> {
    let (found, word) = match (drawing, codes) {
        (Some(drawing), _) => (drawn(psi, drawing, &[], 1), drawing_word(drawing)),
        (None, Some(codes)) => (cluster(psi, &[codes], 1, Correction::Cr1), "cluster(household)".to_owned()),
        (None, None) => return Ok(Spread::plain(psi.iter().map(|p| p * p).sum(), name)),
    };
    found.map(|c| Spread::clustered(c, format!("{name}, {word}"))).ok_or_else(|| ONE_CLUSTER.to_owned())
}

/// Variance with sampling units as one dimension, compared within strata where there are any.
fn drawn(psi: &[f64], drawing: &Drawing, others: &[&[u32]], rank: usize) -> Option<Clustered> {
    if let Some((stratum, units)) = &drawing.strata {
        return stratified(psi, Drawn { unit: &drawing.unit, stratum, units }, others, rank);
    }
    let dimensions: Vec<&[u32]> = others.iter().copied().chain([drawing.unit.as_slice()]).collect();
    cluster(psi, &dimensions, rank, Correction::Cr1)
}

fn drawing_word(drawing: &Drawing) -> String {
    let within = if drawing.strata.is_some() { " in strata" } else { "" };
    format!("cluster(psu){within}")
}

const LEARNT: &str = "the weights come from a learner: only the augmented estimator has an interval then";
const ONE_CLUSTER: &str = "there is one cluster only, so the variance is undefined";
