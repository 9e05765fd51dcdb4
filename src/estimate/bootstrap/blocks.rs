//! What is drawn anew: people, households, sampling units or matched sets, whichever is coarsest.

use super::super::cluster::{self, Drawing};
use super::super::sample::Compared;
use crate::cohort::Cohort;
use crate::matching::{NO_SET, Structure};
use crate::stats::rng::{below, stream};
use crate::stats::sandwich::compact;

/// A block with more than this share of all people leaves too little to draw.
const GIANT: f64 = 0.2;
/// Fewer blocks than this are no sample to draw from.
const FEW: usize = 10;
/// Groups of blocks that are left out in turn, at most.
const GROUPS: usize = 1000;

/// Blocks, and within what they are drawn.
#[derive(Debug)]
pub(super) struct Blocks {
    /// Block of each unit.
    pub of: Vec<u32>,
    /// How many there are.
    pub number: usize,
    /// What a block is, in words.
    pub what: &'static str,
    /// Blocks of each stratum, ascending.
    strata: Vec<Vec<u32>>,
    /// `true` if strata are those of the survey: one block fewer is drawn than there are (Rao and Wu 1988).
    survey: bool,
}

impl Blocks {
    /// Blocks of `units` (ascending), or why there are none.
    ///
    /// Sets stay whole; sets that share a household, site or sampling unit are one block. Where there are no sets,
    /// households (or sampling units within strata) are drawn, else people; each arm keeps its number where a block
    /// never holds both.
    pub fn new(cohort: &Cohort, compared: &Compared, units: &[u32]) -> Result<Self, String> {
        let drawing = Drawing::of(cohort, units);
        let group = drawing.as_ref().map(|d| d.unit.clone()).or_else(|| cluster::of(cohort, units));
        let treated: Vec<bool> = units.iter().map(|&i| cohort.treated()[i as usize]).collect();
        let (codes, what) = match (compared.structure, &compared.set, group) {
            (Structure::Reuse, ..) => return Err(REUSE.to_owned()),
            (Structure::Sets, Some(set), group) => joined(set, group.as_deref()),
            (_, _, Some(group)) if drawing.is_some() => (group, "sampling units"),
            (_, _, Some(group)) => (group, "households or sites"),
            _ => ((0..units.len() as u32).collect(), "people"),
        };
        let (of, number) = compact(&codes);
        let survey = drawing.as_ref().and_then(|d| d.strata.as_ref()).filter(|_| what == "sampling units");
        let within = |k: usize| survey.map_or(0, |(stratum, _)| stratum[k] + 1);
        let strata = strata(&of, number, &treated, within);
        let found = Self { of, number, what, strata, survey: survey.is_some() };
        found.fault().map_or(Ok(found), Err)
    }

    fn fault(&self) -> Option<String> {
        let mut people = vec![0_usize; self.number];
        for &b in &self.of {
            people[b as usize] += 1;
        }
        let most = people.into_iter().max().unwrap_or(0);
        // Reasons are released: they tell no exact number of people.
        if self.number < FEW {
            return Some(format!("there are fewer than {FEW} {}, too few to draw from", self.what));
        }
        let (share, what) = (most as f64 / self.of.len() as f64, self.what);
        (share > GIANT).then(|| {
            format!(
                "one of the {what} holds {:.0} % of all people, so there is little left to draw",
                100.0 * share
            )
        })
    }

    /// How often each block is drawn in replicate `r`.
    pub fn draw(&self, seed: u64, r: u64) -> Vec<f64> {
        let mut rng = stream(seed, "bootstrap", r);
        let mut times = vec![0.0; self.number];
        for stratum in &self.strata {
            let n = stratum.len();
            let (draws, each) = match (self.survey, n) {
                (true, 1) => (1, 1.0),
                (true, n) => (n - 1, n as f64 / (n - 1) as f64),
                _ => (n, 1.0),
            };
            for _ in 0..draws {
                times[stratum[below(&mut rng, n as u64) as usize] as usize] += each;
            }
        }
        times
    }

    /// How many groups of blocks are left out in turn.
    pub fn groups(&self) -> usize {
        self.number.min(GROUPS)
    }

    /// How often each block counts when group `g` is left out.
    pub fn without(&self, g: usize) -> Vec<f64> {
        let groups = self.groups();
        (0..self.number).map(|b| f64::from(u8::from(b % groups != g))).collect()
    }
}

/// Sets that share a group are one; who is in no set is alone.
fn joined(set: &[u32], group: Option<&[u32]>) -> (Vec<u32>, &'static str) {
    let n = set.len();
    let mut root: Vec<usize> = (0..n).collect();
    let mut link = |codes: &[u32]| {
        let mut first: Vec<Option<usize>> = vec![None; codes.iter().max().map_or(0, |m| *m as usize + 1)];
        for (k, &code) in codes.iter().enumerate() {
            let (a, b) = (find(&mut root, *first[code as usize].get_or_insert(k)), find(&mut root, k));
            root[a.max(b)] = a.min(b);
        }
    };
    let alone = set.iter().filter(|s| **s != NO_SET).max().map_or(0, |m| m + 1);
    let own = |(k, &s): (usize, &u32)| if s == NO_SET { alone + k as u32 } else { s };
    link(&set.iter().enumerate().map(own).collect::<Vec<u32>>());
    if let Some(group) = group {
        link(group);
    }
    let codes = (0..n).map(|k| find(&mut root, k) as u32).collect();
    (codes, if group.is_some() { "sets joined by households or sites" } else { "matched sets" })
}

fn find(root: &mut [usize], mut k: usize) -> usize {
    while root[k] != k {
        root[k] = root[root[k]];
        k = root[k];
    }
    k
}

/// Blocks by survey stratum and by the arms they hold.
fn strata(of: &[u32], number: usize, treated: &[bool], within: impl Fn(usize) -> u32) -> Vec<Vec<u32>> {
    let mut key = vec![(0_u32, 0_u8); number];
    for (k, &b) in of.iter().enumerate() {
        let entry = &mut key[b as usize];
        entry.0 = within(k);
        entry.1 |= if treated[k] { 2 } else { 1 };
    }
    let (codes, count) = compact(&key);
    let mut strata = vec![Vec::new(); count];
    for (b, &code) in (0..).zip(&codes) {
        strata[code as usize].push(b);
    }
    strata
}

const REUSE: &str =
    "after matching with replacement the bootstrap gives no valid interval (Abadie and Imbens 2008)";

#[cfg(test)]
mod tests {
    use super::{Blocks, joined, strata};
    use proptest::prelude::*;

    fn blocks(of: Vec<u32>, number: usize, treated: &[bool], survey: bool) -> Blocks {
        let strata = strata(&of, number, treated, |_| 0);
        Blocks { of, number, what: "people", strata, survey }
    }

    proptest! {
        #[test]
        fn every_stratum_keeps_its_size(treated in prop::collection::vec(any::<bool>(), 2..60), r in 0_u64..99) {
            let n = treated.len();
            let b = blocks((0..n as u32).collect(), n, &treated, false);
            let times = b.draw(3, r);
            for arm in [false, true] {
                let sum: f64 = times.iter().zip(&treated).filter(|(_, z)| **z == arm).map(|(t, _)| t).sum();
                prop_assert_eq!(sum, treated.iter().filter(|z| **z == arm).count() as f64);
            }
            prop_assert_eq!(b.draw(3, r), times);
        }

        #[test]
        fn sets_that_share_a_group_are_one(set in prop::collection::vec(0_u32..9, 1..30), shift in 0_u32..5) {
            let group: Vec<u32> = set.iter().map(|s| (s * 7 + shift) / 3).collect();
            let (codes, _) = joined(&set, Some(&group));
            for a in 0..set.len() {
                for b in 0..set.len() {
                    if set[a] == set[b] || group[a] == group[b] {
                        prop_assert_eq!(codes[a], codes[b]);
                    }
                }
            }
            let (own, _) = joined(&set, None);
            for a in 0..set.len() {
                prop_assert!((0..set.len()).all(|b| (own[a] == own[b]) == (set[a] == set[b])));
            }
        }
    }

    #[test]
    fn survey_strata_draw_one_fewer() {
        let b = blocks((0..6).collect(), 6, &[false; 6], true);
        let times = b.draw(1, 0);
        assert!((times.iter().sum::<f64>() - 6.0).abs() < 1e-12);
        assert!(times.iter().all(|t| (t / 1.2 - (t / 1.2).round()).abs() < 1e-12));
        let one = blocks(vec![0], 1, &[true], true);
        assert_eq!(one.draw(1, 0), [1.0]);
    }

    #[test]
    fn each_block_is_left_out_once() {
        let b = blocks((0..5).collect(), 5, &[true; 5], false);
        let mut left = [0.0; 5];
        for g in 0..b.groups() {
            left.iter_mut().zip(b.without(g)).for_each(|(l, t)| *l += 1.0 - t);
        }
        assert_eq!(left, [1.0; 5]);
    }
}
