//! People drawn anew, the same for every cell of a curve.

use crate::estimate::{Pull, Together};
use crate::stats::rng::{below, stream};
use rayon::prelude::*;

/// Most bytes that the draws may take.
const ROOM: usize = 600_000_000;

/// How often each cluster comes in each replicate.
#[derive(Debug, Clone)]
pub struct Draws {
    cluster: Vec<u32>,
    /// Replicates of cluster 0, then of cluster 1, ...
    times: Vec<u8>,
    replicates: usize,
}

impl Draws {
    /// Draws whole clusters with replacement, as many as there are, within each arm and sampling stratum.
    ///
    /// * `treated`: arm of every unit.
    /// * `together`: who is drawn together (people, households, sampling units).
    /// * `seed`: the job's; replicate b has the stream b of the purpose `specification curve`.
    ///
    /// Fewer replicates than asked for where they would not fit into memory (over 600 MB). A cluster that holds both
    /// arms is drawn among those that do. Cost: replicates x clusters.
    #[must_use]
    pub fn new(treated: &[bool], together: &Together, seed: u64, replicates: usize) -> Self {
        let clusters = together.clusters;
        let replicates = replicates.min(ROOM / clusters.max(1));
        let members = strata(treated, together);
        let one = |b: usize| {
            let mut rng = stream(seed, "specification curve", b as u64);
            let mut times = vec![0_u8; clusters];
            for stratum in &members {
                for _ in 0..stratum.len() {
                    let drawn = stratum[below(&mut rng, stratum.len() as u64) as usize];
                    let count = &mut times[drawn as usize];
                    *count = count.saturating_add(1);
                }
            }
            times
        };
        let mut times = vec![0_u8; clusters * replicates];
        let numbers: Vec<usize> = (0..replicates).collect();
        for chunk in numbers.chunks(64) {
            let drawn: Vec<Vec<u8>> = chunk.par_iter().map(|&b| one(b)).collect();
            for c in 0..clusters {
                for (&b, counts) in chunk.iter().zip(&drawn) {
                    times[c * replicates + b] = counts[c];
                }
            }
        }
        Self { cluster: together.cluster.clone(), times, replicates }
    }

    /// How many replicates there are.
    #[must_use]
    pub fn replicates(&self) -> usize {
        self.replicates
    }

    /// How far a difference moves in each replicate: estimated anew, less the estimate itself.
    ///
    /// ```text
    /// means: sum(m w y) / sum(m w) over the treated, less that over the controls;   step: sum((m - 1) psi)
    /// ```
    ///
    /// with m how often a person comes. Where an arm has nobody in a replicate, the step of the means is taken.
    #[must_use]
    pub fn moved(&self, pull: &Pull) -> Vec<f64> {
        match pull {
            Pull::Step { units, influence, .. } => self.steps(units, influence),
            Pull::Means { units, treated, weight, value } => {
                let mut sums = [0.0, 1.0].map(|_| vec![0.0; self.replicates]);
                let mut mass = sums.clone();
                for (k, &unit) in units.iter().enumerate() {
                    let arm = usize::from(treated[k]);
                    let (w, v) = (weight[k], weight[k] * value[k]);
                    let cells = sums[arm].iter_mut().zip(&mut mass[arm]);
                    for (&m, (sum, mass)) in self.row(unit).iter().zip(cells) {
                        let m = f64::from(m);
                        *sum += m * v;
                        *mass += m * w;
                    }
                }
                let whole = means(treated, weight, value);
                let gone = (0..self.replicates).any(|b| mass.iter().any(|m| m[b] <= 0.0));
                let steps = if gone {
                    self.steps(units, &influences(whole, treated, weight, value))
                } else {
                    Vec::new()
                };
                let estimate = whole[1].mean() - whole[0].mean();
                let one = |b: usize| match steps.get(b).filter(|_| mass.iter().any(|m| m[b] <= 0.0)) {
                    Some(step) => *step,
                    None => sums[1][b] / mass[1][b] - sums[0][b] / mass[0][b] - estimate,
                };
                (0..self.replicates).map(one).collect()
            }
        }
    }

    fn row(&self, unit: u32) -> &[u8] {
        let start = self.cluster[unit as usize] as usize * self.replicates;
        &self.times[start..start + self.replicates]
    }

    fn steps(&self, units: &[u32], influence: &[f64]) -> Vec<f64> {
        let mut moved = vec![0.0; self.replicates];
        for (&unit, psi) in units.iter().zip(influence) {
            for (&m, moved) in self.row(unit).iter().zip(&mut moved) {
                *moved += (f64::from(m) - 1.0) * psi;
            }
        }
        moved
    }
}

/// Clusters of each arm (control, treated, both) and stratum.
fn strata(treated: &[bool], together: &Together) -> Vec<Vec<u32>> {
    let mut arms = vec![0_u8; together.clusters];
    let mut stratum = vec![0_u32; together.clusters];
    for (i, &c) in together.cluster.iter().enumerate() {
        arms[c as usize] |= 1 << u8::from(treated[i]);
        stratum[c as usize] = together.stratum.get(i).copied().unwrap_or(0);
    }
    let keys: Vec<(u8, u32)> = arms.into_iter().zip(stratum).collect();
    let (codes, number) = crate::stats::sandwich::compact(&keys);
    let mut members = vec![Vec::new(); number];
    for (c, code) in codes.into_iter().enumerate() {
        members[code as usize].push(c as u32);
    }
    members
}

#[derive(Clone, Copy, Default)]
struct Mean {
    sum: f64,
    mass: f64,
}

impl Mean {
    fn mean(self) -> f64 {
        self.sum / self.mass
    }
}

fn means(treated: &[bool], weight: &[f64], value: &[f64]) -> [Mean; 2] {
    let mut all = [Mean::default(); 2];
    for ((&z, w), y) in treated.iter().zip(weight).zip(value) {
        let arm = &mut all[usize::from(z)];
        arm.sum += w * y;
        arm.mass += w;
    }
    all
}

fn influences(whole: [Mean; 2], treated: &[bool], weight: &[f64], value: &[f64]) -> Vec<f64> {
    let one = |((&z, w), y): ((&bool, &f64), &f64)| {
        let arm = whole[usize::from(z)];
        let psi = w * (y - arm.mean()) / arm.mass;
        if z { psi } else { -psi }
    };
    treated.iter().zip(weight).zip(value).map(one).collect()
}
