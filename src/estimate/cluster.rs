//! Households, sites, sampling units and strata that people come in.

use crate::cohort::Cohort;
use crate::stats::sandwich::compact;

/// Cluster of each unit, if the job declares one that repeats; a unit without one is its own.
///
/// The household where one is declared, else the cluster.
pub(super) fn of(cohort: &Cohort, units: &[u32]) -> Option<Vec<u32>> {
    let roles = cohort.roles();
    let (codes, distinct) =
        coded(cohort, roles.survey.household.as_ref().or(roles.cluster.as_ref())?, units)?;
    (distinct < units.len()).then_some(codes)
}

/// Site or worker of each unit, where the job declares households or sampling units beside it and it cuts across
/// them; a site inside one household or sampling unit adds nothing to it.
pub(super) fn site(cohort: &Cohort, units: &[u32]) -> Option<Vec<u32>> {
    let roles = cohort.roles();
    let (codes, distinct) = coded(cohort, roles.cluster.as_ref()?, units)?;
    let wider = roles.survey.psu.as_ref().or(roles.survey.household.as_ref())?;
    let (wider, _) = coded(cohort, wider, units)?;
    let mut of: Vec<Option<u32>> = vec![None; distinct];
    let inside = codes.iter().zip(&wider).all(|(&c, &w)| *of[c as usize].get_or_insert(w) == w);
    (distinct < units.len() && !inside).then_some(codes)
}

/// Sampling unit of each person, and the strata they were drawn in.
#[derive(Debug, Clone)]
pub(super) struct Drawing {
    /// Sampling unit of each.
    pub unit: Vec<u32>,
    /// Stratum of each, and how many sampling units each stratum has in the whole survey.
    pub strata: Option<(Vec<u32>, Vec<usize>)>,
}

impl Drawing {
    /// How `units` were drawn; `None` where the job declares neither sampling units (that repeat) nor strata.
    ///
    /// Without sampling units the household is one, without households the person. Service users are a
    /// stratum of their own, and each (or each site of theirs) is a unit.
    pub fn of(cohort: &Cohort, units: &[u32]) -> Option<Self> {
        let roles = cohort.roles();
        let survey = &roles.survey;
        if survey.psu.is_none() && survey.strata.is_none() {
            return None;
        }
        let all: Vec<u32> = (0..cohort.len()).map(|i| i as u32).collect();
        let column = survey.psu.as_ref().or(survey.household.as_ref()).or(roles.cluster.as_ref());
        let everyone = match column {
            Some(name) => coded(cohort, name, &all)?.0,
            None => all.clone(),
        };
        let pick = |of: &[u32]| units.iter().map(|&i| of[i as usize]).collect::<Vec<u32>>();
        let unit = pick(&everyone);
        let Some(name) = &survey.strata else {
            let distinct = compact(&unit).1;
            return (distinct < units.len()).then_some(Self { unit, strata: None });
        };
        let (stratum, number) = coded(cohort, name, &all)?;
        let mut pairs: Vec<(u32, u32)> = stratum.iter().copied().zip(everyone.iter().copied()).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let mut sizes = vec![0_usize; number];
        for p in &pairs {
            sizes[p.0 as usize] += 1;
        }
        Some(Self { unit, strata: Some((pick(&stratum), sizes)) })
    }

    /// The same for some of the people.
    pub fn among(&self, at: &[usize]) -> Self {
        let pick = |of: &[u32]| at.iter().map(|&k| of[k]).collect::<Vec<u32>>();
        let strata = self.strata.as_ref().map(|(s, sizes)| (pick(s), sizes.clone()));
        Self { unit: pick(&self.unit), strata }
    }
}

/// Whole numbers 0, 1, ... in order of a column's codes, and how many there are.
fn coded(cohort: &Cohort, name: &str, units: &[u32]) -> Option<(Vec<u32>, usize)> {
    let column = cohort.number(name).ok()?;
    let key = |&i: &u32| match column.get(i as usize) {
        Some(code) => (0, code.to_bits()),
        None => (1, u64::from(i)),
    };
    let keys: Vec<(u8, u64)> = units.iter().map(key).collect();
    Some(compact(&keys))
}
