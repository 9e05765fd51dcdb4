//! The people one effect rests on, with their weights: the matched, less those outside the base, the
//! sub-group or without an outcome.

use super::cluster::{self, Drawing};
use crate::cohort::Cohort;
use crate::design::{Design, Estimand, ScoreModel};
use crate::matching::{Edge, Matching, NO_SET, Structure, SurveyWeights};

/// The whole comparison, over the units with weight above 0.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the design")]
pub(super) struct Compared<'a> {
    /// How the weights came about.
    pub structure: Structure,
    /// For whom the effect is.
    pub estimand: Estimand,
    /// Cohort rows, ascending.
    pub units: Vec<u32>,
    /// Arm of each.
    pub treated: Vec<bool>,
    /// Analysis weight of each.
    pub weight: Vec<f64>,
    /// Survey weight of each, where one is part of the analysis weight.
    pub survey: Option<Vec<f64>>,
    /// Set or stratum of each (sets and strata).
    pub set: Option<Vec<u32>>,
    /// Household, site or other cluster of each, where the job declares one that has repeats.
    pub cluster: Option<Vec<u32>>,
    /// Site or worker of each, where that is a dimension beside `cluster` and `drawing`.
    pub site: Option<Vec<u32>>,
    /// Sampling unit and stratum of each, where the job declares them.
    pub drawing: Option<Drawing>,
    /// `true` if the job declares one, whether or not anybody shares one here.
    pub clustered: bool,
    /// `true` if the population of the estimand is made by weights or declared, not the people as they are.
    pub made: bool,
    /// `true` if the weights come with estimating equations of their own.
    pub own_equations: bool,
    /// `true` if the weights follow a score that a learner made.
    pub learner: bool,
    /// Fold of each by which the score was learnt, where it was.
    pub fold: Option<Vec<u32>>,
    edges: &'a [Edge],
    rule: SurveyWeights,
}

/// One partner of one focal unit where partners serve several.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    /// Position of the focal unit in the sample.
    pub focal: usize,
    /// Position of the partner.
    pub partner: usize,
    /// Weight the partner gets from this focal unit; a focal unit's links sum to its own weight
    /// (without survey weights).
    pub share: f64,
}

/// The people of one effect.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    /// Positions in [`Compared`], ascending.
    pub rows: Vec<usize>,
    /// Arm of each.
    pub treated: Vec<bool>,
    /// Weight of each.
    pub weight: Vec<f64>,
    /// Links where partners serve several; empty otherwise.
    pub links: Vec<Link>,
}

impl<'a> Compared<'a> {
    /// The units in use.
    pub fn new(cohort: &Cohort, design: &Design, matching: &'a Matching) -> Self {
        let w = &matching.analysis_weight;
        let units: Vec<u32> = (0..w.len()).filter(|&i| w[i] > 0.0).map(|i| i as u32).collect();
        let pick = |v: &[f64]| units.iter().map(|&i| v[i as usize]).collect::<Vec<f64>>();
        let surveyed = matching.analysis_weight != matching.weight;
        let sets = matching.set.as_ref().filter(|_| has_sets(matching.structure));
        let own_equations =
            !matching.models.is_empty() && matching.models.iter().all(|m| m.equations.is_some());
        let weighted = matching.structure == Structure::ScoreWeights && !own_equations;
        Self {
            structure: matching.structure,
            estimand: design.estimand,
            treated: units.iter().map(|&i| cohort.treated()[i as usize]).collect(),
            weight: pick(w),
            survey: design.survey_weight.as_deref().filter(|_| surveyed).map(pick),
            set: sets.map(|s| units.iter().map(|&i| s[i as usize]).collect()),
            clustered: cohort.roles().cluster.is_some() || cohort.roles().survey.household.is_some(),
            cluster: cluster::of(cohort, &units),
            site: cluster::site(cohort, &units),
            drawing: Drawing::of(cohort, &units),
            made: design.estimand.is_overlap() || design.spec.mixing_share.is_some(),
            own_equations,
            fold: design
                .propensity
                .as_ref()
                .and_then(|p| p.fold.as_ref())
                .map(|f| units.iter().map(|&i| f[i as usize]).collect()),
            learner: weighted && design.spec.propensity.model == ScoreModel::Forest,
            edges: matching.edges.as_deref().unwrap_or_default(),
            rule: if surveyed { matching.spec.survey_weights } else { SurveyWeights::None },
            units,
        }
    }

    /// `true` if `treated` is the arm that partners are found for.
    pub fn focal(&self, treated: bool) -> bool {
        self.estimand.one_arm().is_none_or(|arm| arm == treated)
    }

    /// Those of the comparison for whom `keep` holds, by METHODS 3: a set stays while it has people of
    /// both arms, and within it the rest carry the weight of those who left.
    pub fn sample(&self, keep: impl Fn(usize) -> bool) -> Sample {
        match self.structure {
            Structure::ScoreWeights => self.plain(&keep),
            Structure::Sets | Structure::Strata => self.within_sets(&keep),
            Structure::Reuse => self.within_links(&keep),
        }
    }

    fn plain(&self, keep: &dyn Fn(usize) -> bool) -> Sample {
        let rows: Vec<usize> = (0..self.units.len()).filter(|&p| keep(p)).collect();
        let weight = rows.iter().map(|&p| self.weight[p]).collect();
        self.finish(rows, weight, Vec::new())
    }

    fn within_sets(&self, keep: &dyn Fn(usize) -> bool) -> Sample {
        let Some(set) = &self.set else { return self.plain(keep) };
        let sets = set.iter().filter(|s| **s != NO_SET).max().map_or(0, |m| *m as usize + 1);
        let (mut before, mut after) = (vec![Mass::default(); sets], vec![Mass::default(); sets]);
        let stays: Vec<bool> = (0..self.units.len()).map(|p| set[p] != NO_SET && keep(p)).collect();
        for p in (0..self.units.len()).filter(|&p| set[p] != NO_SET) {
            before[set[p] as usize].add(self.treated[p], self.weight[p]);
            if stays[p] {
                after[set[p] as usize].add(self.treated[p], self.weight[p]);
            }
        }
        let rows: Vec<usize> =
            (0..stays.len()).filter(|&p| stays[p] && after[set[p] as usize].both()).collect();
        let scaled = |&p: &usize| {
            let (b, a) = (&before[set[p] as usize], &after[set[p] as usize]);
            self.weight[p] * self.scale(b, a, usize::from(self.treated[p]))
        };
        let weight = rows.iter().map(scaled).collect();
        self.finish(rows, weight, Vec::new())
    }

    /// Factor of the weights of one arm of a set that lost people: the set keeps the share of its
    /// focal people that stayed, and each arm carries it.
    fn scale(&self, before: &Mass, after: &Mass, arm: usize) -> f64 {
        if before.people == after.people {
            return 1.0;
        }
        let share = match self.estimand {
            Estimand::Att => after.weight[1] / before.weight[1],
            Estimand::Atc => after.weight[0] / before.weight[0],
            _ => {
                let people = |m: &Mass| (m.people[0] + m.people[1]) as f64;
                people(after) / people(before)
            }
        };
        share * before.weight[arm] / after.weight[arm]
    }

    fn within_links(&self, keep: &dyn Fn(usize) -> bool) -> Sample {
        let place = |unit: u32| self.units.binary_search(&unit).ok().filter(|&p| keep(p));
        let found = |e: &Edge| {
            let (focal, partner) = self.ends(e);
            Some((place(focal)?, place(partner)?))
        };
        let kept: Vec<(usize, usize)> = self.edges.iter().filter_map(found).collect();
        let mut mass = vec![0.0; self.units.len()];
        for &(f, p) in &kept {
            mass[f] += self.rate(p);
        }
        let mut rows: Vec<usize> = kept.iter().flat_map(|&(f, p)| [f, p]).collect();
        rows.sort_unstable();
        rows.dedup();
        let at = |p: usize| rows.binary_search(&p).unwrap_or_default();
        let product = |p: usize| match (self.rule, &self.survey) {
            (SurveyWeights::Product, Some(d)) => d[p],
            _ => 1.0,
        };
        let link = |&(f, p): &(usize, usize)| Link {
            focal: at(f),
            partner: at(p),
            share: self.weight[f] * self.rate(p) / mass[f] * product(p),
        };
        let links: Vec<Link> = kept.iter().map(link).collect();
        let weight = self.linked_weights(&rows, &links);
        self.finish(rows, weight, links)
    }

    /// What a partner's share of a focal unit's weight is proportional to.
    fn rate(&self, p: usize) -> f64 {
        match (self.rule, &self.survey) {
            (SurveyWeights::Within, Some(d)) => d[p],
            _ => 1.0,
        }
    }

    fn linked_weights(&self, rows: &[usize], links: &[Link]) -> Vec<f64> {
        let mut weight: Vec<f64> =
            rows.iter().map(|&p| if self.focal(self.treated[p]) { self.weight[p] } else { 0.0 }).collect();
        for l in links {
            weight[l.partner] += l.share;
        }
        weight
    }

    /// Who is compared with whom, by position: the first of a set with each of its others, or the two ends of a
    /// link; nobody where weights make the comparison.
    pub fn partners(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let set = self.set.as_deref().unwrap_or_default();
        let mut first = vec![None; set.iter().filter(|s| **s != NO_SET).max().map_or(0, |m| *m as usize + 1)];
        let mut within = Vec::new();
        for (p, &s) in set.iter().enumerate().filter(|(_, s)| **s != NO_SET) {
            match first[s as usize] {
                None => first[s as usize] = Some(p),
                Some(other) => within.push((other, p)),
            }
        }
        let place = |unit: u32| self.units.binary_search(&unit).ok();
        let linked = self.edges.iter().filter(|_| self.set.is_none()).filter_map(move |e| {
            let (focal, partner) = self.ends(e);
            Some((place(focal)?, place(partner)?))
        });
        within.into_iter().chain(linked)
    }

    /// Partners of focal people for whom `belongs` holds, for whom it does not hold themselves.
    pub fn outsiders(&self, belongs: impl Fn(usize) -> bool) -> usize {
        let n = self.units.len();
        let mut outside = vec![false; n];
        if let Some(set) = &self.set {
            let sets = set.iter().filter(|s| **s != NO_SET).max().map_or(0, |m| *m as usize + 1);
            let mut inside = vec![false; sets];
            for p in (0..n).filter(|&p| set[p] != NO_SET && self.focal(self.treated[p])) {
                inside[set[p] as usize] |= belongs(p);
            }
            let with = |p: usize| set[p] != NO_SET && inside[set[p] as usize];
            (0..n).for_each(|p| outside[p] = with(p) && !self.focal(self.treated[p]) && !belongs(p));
        } else {
            let place = |unit: u32| self.units.binary_search(&unit).ok();
            for (focal, partner) in self.edges.iter().map(|e| self.ends(e)) {
                if let (Some(f), Some(p)) = (place(focal), place(partner)) {
                    outside[p] |= belongs(f) && !belongs(p);
                }
            }
        }
        outside.into_iter().filter(|o| *o).count()
    }

    /// Probability that at least one partner of each focal unit has an end score; 1 for everybody else.
    ///
    /// ```text
    /// 1 - product over partners j of (1 - p_j)
    /// ```
    ///
    /// * `probability`: p of each unit.
    /// * `belongs`: which partners count.
    pub fn keeps_partner(&self, probability: &[f64], belongs: impl Fn(usize) -> bool) -> Vec<f64> {
        let n = self.units.len();
        let partner = |p: usize| !self.focal(self.treated[p]) && belongs(p);
        let mut none = vec![1.0; n];
        if let Some(set) = &self.set {
            let sets = set.iter().filter(|s| **s != NO_SET).max().map_or(0, |m| *m as usize + 1);
            let mut of_set = vec![1.0; sets];
            for p in (0..n).filter(|&p| set[p] != NO_SET && partner(p)) {
                of_set[set[p] as usize] *= 1.0 - probability[p];
            }
            (0..n).filter(|&p| set[p] != NO_SET).for_each(|p| none[p] = of_set[set[p] as usize]);
        } else {
            let place = |unit: u32| self.units.binary_search(&unit).ok();
            for (focal, other) in self.edges.iter().map(|e| self.ends(e)) {
                if let (Some(f), Some(p)) = (place(focal), place(other).filter(|&p| partner(p))) {
                    none[f] *= 1.0 - probability[p];
                }
            }
        }
        let kept = |p: usize| if self.focal(self.treated[p]) && none[p] < 1.0 { 1.0 - none[p] } else { 1.0 };
        (0..n).map(kept).collect()
    }

    /// Focal unit and partner of an edge, as cohort rows.
    fn ends(&self, e: &Edge) -> (u32, u32) {
        match self.estimand {
            Estimand::Atc => (e.control, e.treated),
            _ => (e.treated, e.control),
        }
    }

    fn finish(&self, rows: Vec<usize>, weight: Vec<f64>, links: Vec<Link>) -> Sample {
        let treated = rows.iter().map(|&p| self.treated[p]).collect();
        Sample { rows, treated, weight, links }
    }
}

impl Sample {
    /// People in an arm.
    pub fn number(&self, treated: bool) -> usize {
        self.treated.iter().filter(|z| **z == treated).count()
    }
}

/// What a set holds: weight and people of the control and the treated arm.
#[derive(Debug, Clone, Copy, Default)]
struct Mass {
    weight: [f64; 2],
    people: [usize; 2],
}

impl Mass {
    fn add(&mut self, treated: bool, weight: f64) {
        self.weight[usize::from(treated)] += weight;
        self.people[usize::from(treated)] += 1;
    }

    fn both(&self) -> bool {
        self.people.iter().all(|n| *n > 0)
    }
}

fn has_sets(structure: Structure) -> bool {
    matches!(structure, Structure::Sets | Structure::Strata)
}
