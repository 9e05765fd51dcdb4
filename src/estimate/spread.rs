//! The variance of one number, by the rule chosen.

use super::arms::Arms;
use super::cluster::Drawing;
use super::clustered::{Rows, Sides};
use super::sample::{Compared, Sample};
use super::spec::CorrectionSpec;
use super::stacked::ScoreModel;
use super::variance::{Dimensions, Grouping, Rule};
use crate::stats::cr2::{Reduced, cr2};
use crate::stats::sandwich::{Clustered, Correction, cluster, hc};
use crate::stats::taylor::{Drawn, stratified};

/// With fewer clusters than this the t distribution replaces the normal.
pub(crate) const FEW_CLUSTERS: usize = 50;

/// How sure a number is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spread {
    /// Variance.
    pub variance: f64,
    /// Name of the rule.
    pub name: String,
    /// Degrees of freedom; `None` = normal.
    pub df: Option<f64>,
    /// Clusters of the dimension and arm with fewest.
    pub clusters: Option<usize>,
    /// `true` if inclusion and exclusion gave less than 0.
    pub negative: bool,
}

impl Spread {
    /// A variance without clusters.
    pub fn plain(variance: f64, name: String) -> Self {
        Self { variance, name, df: None, clusters: None, negative: false }
    }

    /// The same for a number `factor` times as large.
    pub fn times(self, factor: f64) -> Self {
        Self { variance: self.variance * factor * factor, ..self }
    }

    /// * `fewest`: clusters of the arm that has fewest.
    fn clustered(found: Option<Clustered>, fewest: usize, name: String) -> Result<Self, String> {
        let found = found.ok_or(ONE_CLUSTER)?;
        if fewest < 2 {
            return Err(ONE_OF_ARM.to_owned());
        }
        let free = found.free.min(fewest - 1);
        Ok(Self {
            variance: found.variance,
            name,
            df: (free + 1 < FEW_CLUSTERS).then_some(free as f64),
            clusters: Some(found.clusters.min(fewest)),
            negative: found.negative,
        })
    }

    /// An error where an arm has one cluster, or less than one degree of freedom is left.
    fn reduced(found: Reduced, fewest: usize, name: String) -> Result<Self, String> {
        if fewest < 2 {
            return Err(ONE_OF_ARM.to_owned());
        }
        if found.df < 1.0 {
            return Err(TOO_FEW.to_owned());
        }
        Ok(Self {
            variance: found.variance,
            name,
            df: Some(found.df),
            clusters: Some(found.clusters.min(fewest)),
            negative: found.negative,
        })
    }
}

/// What variances are computed from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground<'a> {
    /// The comparison.
    pub compared: &'a Compared<'a>,
    /// The rule for the difference.
    pub rule: Rule,
    /// Correction of cluster variances.
    pub correction: CorrectionSpec,
    /// The models of the weights, for stacked variances.
    pub score: &'a [ScoreModel],
}

impl Ground<'_> {
    /// Rule for numbers other than a plain difference.
    pub fn linear_rule(&self) -> Rule {
        match self.rule {
            Rule::AbadieImbens => {
                Rule::Cluster(Dimensions { set: true, unit: true, group: Grouping::Alone, site: false })
            }
            other => other,
        }
    }

    /// Variance of `gradient[0] * mean of controls + gradient[1] * mean of treated`, or why there is none.
    pub fn spread(&self, sample: &Sample, arms: &Arms, gradient: [f64; 2]) -> Result<Spread, String> {
        self.of(sample, arms, &arms.along(gradient), Some(gradient))
    }

    /// Variance of a number that is no combination of the two means, from each person's influence on it.
    pub fn by_influence(&self, sample: &Sample, arms: &Arms, psi: &[f64]) -> Result<Spread, String> {
        self.of(sample, arms, psi, None)
    }

    fn of(
        &self,
        sample: &Sample,
        arms: &Arms,
        psi: &[f64],
        gradient: Option<[f64; 2]>,
    ) -> Result<Spread, String> {
        let rule = self.linear_rule();
        let name = rule.name();
        match rule {
            Rule::Hc(kind) => hc(kind, psi, &arms.leverage, arms.rank)
                .map(|v| Spread::plain(v, name))
                .ok_or_else(|| "one person alone decides a coefficient, so the variance is undefined".into()),
            Rule::Stacked => {
                let moving = gradient.map(|g| arms.moving(g));
                self.stacked(sample, psi, moving.as_deref().unwrap_or(psi), name)
            }
            Rule::CrossFitted => self.cross_fitted(sample, arms, psi, name),
            Rule::Cluster(d) => {
                let rows = Rows::new(sample);
                let dimensions = self.dimensions(&rows, sample, d)?;
                let (psi, treated) = (rows.psi(psi), rows.treated(sample));
                let sides = Sides { treated: &treated, psi: &psi };
                let few = |gradient| self.reduced(arms, gradient, (&rows, sides), &dimensions, &name);
                match gradient.filter(|_| !self.within_strata(d)).and_then(few) {
                    Some(found) => found,
                    None => self.clustered((&rows, sides), sample, d, (&dimensions, arms.rank), &name),
                }
            }
            Rule::AbadieImbens => Err("not defined for this measure".to_owned()),
        }
    }

    fn stacked(&self, sample: &Sample, psi: &[f64], moving: &[f64], name: String) -> Result<Spread, String> {
        let first = self.score.first().ok_or("the model of the weights is not at hand")?;
        let all = ScoreModel::add(self.score, self.compared, sample, psi, moving);
        let sides = Sides { treated: first.treated(), psi: &all };
        summed(sides, first.drawing(), first.cluster(), first.site(), name)
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
        let Compared { drawing, cluster, site, .. } = self.compared;
        let drawing = drawing.as_ref().map(|d| d.among(&sample.rows));
        let of = |codes: &Vec<u32>| sample.rows.iter().map(|&p| codes[p]).collect::<Vec<u32>>();
        let [codes, site] = [cluster, site].map(|codes| codes.as_ref().map(of));
        let sides = Sides { treated: &sample.treated, psi };
        summed(sides, drawing.as_ref(), codes.as_deref(), site.as_deref(), name)
    }

    /// Cluster of each row in each dimension but sampling units within strata.
    fn dimensions(&self, rows: &Rows, sample: &Sample, d: Dimensions) -> Result<Vec<Vec<u32>>, String> {
        let of = |codes: &[u32]| -> Vec<u32> { rows.at.iter().map(|&k| codes[sample.rows[k]]).collect() };
        let mut dimensions: Vec<Vec<u32>> = Vec::new();
        if d.set {
            let sets = rows.set.clone().or_else(|| self.compared.set.as_deref().map(of));
            dimensions.push(sets.ok_or("there are no sets to cluster on")?);
        }
        if d.unit {
            dimensions.push(rows.at.iter().map(|&k| k as u32).collect());
        }
        let group = match d.group {
            Grouping::Alone => None,
            Grouping::Household => self.compared.cluster.as_deref(),
            Grouping::Psu => self.compared.drawing.as_ref().map(|g| g.unit.as_slice()),
        };
        let group = group.filter(|_| !self.within_strata(d));
        let site = self.compared.site.as_deref().filter(|_| d.site);
        dimensions.extend(group.into_iter().chain(site).map(of));
        Ok(dimensions)
    }

    /// `true` if sampling units are compared within strata.
    fn within_strata(&self, d: Dimensions) -> bool {
        d.group == Grouping::Psu && self.compared.drawing.as_ref().is_some_and(|g| g.strata.is_some())
    }

    /// CR2 where it is asked for, or clusters are few, and it is defined; `None` leaves it to CR1.
    fn reduced(
        &self,
        arms: &Arms,
        gradient: [f64; 2],
        (rows, sides): (&Rows, Sides<'_>),
        dimensions: &[Vec<u32>],
        name: &str,
    ) -> Option<Result<Spread, String>> {
        let slices: Vec<&[u32]> = dimensions.iter().map(Vec::as_slice).collect();
        let fewest = sides.fewest(&slices);
        let wanted = match self.correction {
            CorrectionSpec::Auto => fewest < FEW_CLUSTERS,
            CorrectionSpec::Cr1 => false,
            CorrectionSpec::Cr2 => true,
        };
        let linear = arms.least.as_ref().filter(|_| wanted)?;
        let [c, t] = &linear.along;
        let along: Vec<f64> = c.iter().zip(t).map(|(c, t)| gradient[0] * c + gradient[1] * t).collect();
        let found = cr2(&rows.least(&linear.fit), &along, &slices)?;
        Some(Spread::reduced(found, fewest, format!("{name}, CR2")))
    }

    fn clustered(
        &self,
        (rows, sides): (&Rows, Sides<'_>),
        sample: &Sample,
        d: Dimensions,
        (dimensions, rank): (&[Vec<u32>], usize),
        name: &str,
    ) -> Result<Spread, String> {
        let slices: Vec<&[u32]> = dimensions.iter().map(Vec::as_slice).collect();
        if let Some(drawing) = self.compared.drawing.as_ref().filter(|_| self.within_strata(d)) {
            let drawing = drawing.among(&rows.at.iter().map(|&k| sample.rows[k]).collect::<Vec<usize>>());
            let name = if slices.is_empty() {
                "cluster(psu) in strata, Taylor".to_owned()
            } else {
                format!("{name}, CR1, psu in strata")
            };
            let fewest = fewest_drawn(sides, &drawing, &slices);
            return Spread::clustered(drawn(sides.psi, &drawing, &slices, rank), fewest, name);
        }
        let found = cluster(sides.psi, &slices, rank, Correction::Cr1);
        Spread::clustered(found, sides.fewest(&slices), format!("{name}, CR1"))
    }
}

/// Sum of squares of independent influences, or of their sums over sampling units or clusters.
fn summed(
    sides: Sides<'_>,
    drawing: Option<&Drawing>,
    codes: Option<&[u32]>,
    site: Option<&[u32]>,
    name: String,
) -> Result<Spread, String> {
    let also = if site.is_some() { ", site" } else { "" };
    let site: Vec<&[u32]> = site.into_iter().collect();
    let psi = sides.psi;
    match (drawing, codes) {
        (Some(drawing), _) => {
            let within = if drawing.strata.is_some() { " in strata" } else { "" };
            let name = format!("{name}, cluster(psu{also}){within}");
            Spread::clustered(drawn(psi, drawing, &site, 1), fewest_drawn(sides, drawing, &site), name)
        }
        (None, Some(codes)) => {
            let dimensions: Vec<&[u32]> = [codes].into_iter().chain(site).collect();
            let found = cluster(psi, &dimensions, 1, Correction::Cr1);
            let name = format!("{name}, cluster(household{also})");
            Spread::clustered(found, sides.fewest(&dimensions), name)
        }
        (None, None) => Ok(Spread::plain(psi.iter().map(|p| p * p).sum(), name)),
    }
}

/// Clusters of the arm that has fewest, where sampling units are one dimension.
fn fewest_drawn(sides: Sides<'_>, drawing: &Drawing, others: &[&[u32]]) -> usize {
    let units = match &drawing.strata {
        Some((stratum, _)) => sides.fewest_within(&drawing.unit, stratum),
        None => sides.fewest(&[&drawing.unit]),
    };
    units.min(sides.fewest(others))
}

/// Variance with sampling units as one dimension, compared within strata where there are any.
fn drawn(psi: &[f64], drawing: &Drawing, others: &[&[u32]], rank: usize) -> Option<Clustered> {
    if let Some((stratum, units)) = &drawing.strata {
        return stratified(psi, Drawn { unit: &drawing.unit, stratum, units }, others, rank);
    }
    let dimensions: Vec<&[u32]> = others.iter().copied().chain([drawing.unit.as_slice()]).collect();
    cluster(psi, &dimensions, rank, Correction::Cr1)
}

const LEARNT: &str = "the weights come from a learner: only the augmented estimator has an interval then";
const ONE_CLUSTER: &str = "there is one cluster only, so the variance is undefined";
const ONE_OF_ARM: &str = "everybody of one arm is in one cluster: how far clusters differ cannot be seen, so there is no \
                          interval; leave the cluster out of the job to count people instead";
const TOO_FEW: &str = "so few clusters carry the comparison that less than one degree of freedom is left";
