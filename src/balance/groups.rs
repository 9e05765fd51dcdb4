//! The two groups that are compared, before and after.

use crate::cohort::Cohort;
use crate::design::Design;
use crate::matching::{Fate, Matching, survey_in_use};

/// Reason of units that left for their score: they belong to the sample before matching, on which the
/// ruler rests (SEMANTICS of the reference tools), and have no weight after.
const DISCARDED: &str = "discarded";

/// All eligible units with their arms and weights, in cohort order; the discarded are among them.
#[derive(Debug)]
pub(super) struct Groups {
    /// Cohort rows.
    pub rows: Vec<u32>,
    /// Arm.
    pub treated: Vec<bool>,
    /// Weight before matching: 1, or the survey weight where it is in use.
    pub before: Vec<f64>,
    /// Analysis weight.
    pub after: Vec<f64>,
    /// Places of those with weight among the eligible units: by stage, then control and treated.
    pub members: [[Vec<u32>; 2]; 2],
    /// Place among the eligible units of each end of each edge, treated and control.
    pub edges: Option<Vec<[u32; 2]>>,
    /// Stratum of each eligible unit, [`crate::matching::NO_SET`] for those not matched; only where
    /// whole strata are compared.
    pub strata: Option<Vec<u32>>,
    /// How many distinct numbers a stratum may have.
    pub strata_count: usize,
}

impl Groups {
    /// Gathers them.
    pub fn new(cohort: &Cohort, design: &Design, matching: &Matching) -> Self {
        let discarded = design.eligible.table().iter().position(|reason| reason.code == DISCARDED);
        let counts = |&i: &u32| {
            let code = usize::from(design.eligible.codes()[i as usize]);
            code == 0 || Some(code) == discarded
        };
        let rows: Vec<u32> = (0..cohort.len() as u32).filter(counts).collect();
        let survey = survey_in_use(design, &matching.spec);
        let per_row = |f: &dyn Fn(usize) -> f64| rows.iter().map(|&i| f(i as usize)).collect();
        let before: Vec<f64> = per_row(&|i| survey.map_or(1.0, |d| if d[i] > 0.0 { d[i] } else { 0.0 }));
        let after: Vec<f64> = per_row(&|i| matching.analysis_weight[i]);
        let treated: Vec<bool> = rows.iter().map(|&i| cohort.treated()[i as usize]).collect();
        let members =
            [&before, &after].map(|weights| [false, true].map(|arm| members(&treated, weights, arm)));
        let place = || {
            let mut place = vec![0; cohort.len()];
            rows.iter().enumerate().for_each(|(p, &row)| place[row as usize] = p as u32);
            place
        };
        let edges = matching.edges.as_ref().map(|edges| {
            let place = place();
            edges.iter().map(|e| [place[e.treated as usize], place[e.control as usize]]).collect()
        });
        let whole = |set: &Vec<u32>| -> Vec<u32> {
            let used = |&i: &u32| matching.fate[i as usize] == Fate::Matched;
            rows.iter().map(|i| if used(i) { set[*i as usize] } else { crate::matching::NO_SET }).collect()
        };
        let strata = if edges.is_none() { matching.set.as_ref().map(whole) } else { None };
        // Classes of a score are strata of the matching, not of the design.
        let classes = strata.iter().flatten().filter(|s| **s != crate::matching::NO_SET).max();
        let classes = classes.map_or(0, |&c| c as usize + 1);
        let strata_count = design.strata.labels.len().max(1 + largest(&design.strata.of)).max(classes);
        Self { rows, treated, before, after, members, edges, strata, strata_count }
    }

    /// Weights of a stage: before or after.
    pub fn weights(&self, stage: usize) -> &[f64] {
        if stage == 0 { &self.before } else { &self.after }
    }
}

fn members(treated: &[bool], weights: &[f64], arm: bool) -> Vec<u32> {
    let units = (0..).zip(treated).zip(weights);
    units.filter(|((_, treated), weight)| **treated == arm && **weight > 0.0).map(|((i, _), _)| i).collect()
}

fn largest(codes: &[u32]) -> usize {
    codes.iter().max().map_or(0, |&c| c as usize)
}
