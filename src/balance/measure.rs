//! The statistics of one variable.

use super::groups::Groups;
use super::overlap::non_overlap;
use super::pairs::{edge_distance, stratum_distance};
use super::ranked::Ranked;
use super::spec::Ruler;
use super::variables::is_binary;
use crate::design::Estimand;
use crate::stats::ecdf::{EcdfGap, Step, ecdf_gap};
use crate::stats::moments::{Moments, moments, standardised};

/// Which statistics of a number are worth their cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Means and standard deviations.
    Means,
    /// All.
    Full,
    /// Without the densities.
    NoDensity,
}

/// All statistics of one variable; index 0 before, 1 after matching.
#[derive(Debug, Clone, Default)]
pub(super) struct Measures {
    /// Weighted means of the control and treated arm.
    pub means: [Option<[f64; 2]>; 2],
    /// Standardised difference.
    pub standardised: [Option<f64>; 2],
    /// Ratio of variances.
    pub variance_ratio: [Option<f64>; 2],
    /// Cumulative distributions.
    pub ecdf: [Option<EcdfGap>; 2],
    /// Densities.
    pub non_overlap: [Option<f64>; 2],
    /// Within pairs.
    pub pair_distance: Option<f64>,
    /// The ruler.
    pub sd: f64,
}

/// Measures one variable.
///
/// * `values`: one an eligible unit, NaN where unknown (left out).
pub(super) fn measure(
    values: &[f64],
    groups: &Groups,
    ruler: Ruler,
    estimand: Estimand,
    depth: Depth,
) -> Measures {
    let binary = is_binary(values);
    let stages = [arms(values, groups, 0, binary), arms(values, groups, 1, binary)];
    let mut m = Measures::default();
    let Some(before) = stages[0] else { return m };
    let [control, treated] = before.map(|a| a.variance.unwrap_or(0.0));
    let pooled = f64::midpoint(treated, control).sqrt();
    m.sd = match (ruler, estimand) {
        (Ruler::Treated, _) | (Ruler::Estimand, Estimand::Att) => treated.sqrt(),
        (Ruler::Control, _) | (Ruler::Estimand, Estimand::Atc) => control.sqrt(),
        (Ruler::Pooled | Ruler::Estimand, _) => pooled,
    };
    if m.sd == 0.0 {
        m.sd = pooled;
    }
    for (stage, arms) in stages.iter().enumerate() {
        let Some([control, treated]) = arms else { continue };
        m.means[stage] = Some([control.mean, treated.mean]);
        m.standardised[stage] = standardised(treated.mean - control.mean, m.sd, pooled);
        m.variance_ratio[stage] = ratio(treated.variance, control.variance).filter(|_| !binary);
    }
    if depth == Depth::Means {
        return m;
    }
    if binary {
        m.ecdf = m.means.map(|means| means.map(|[c, t]| EcdfGap { mean: (t - c).abs(), max: (t - c).abs() }));
        m.non_overlap = m.ecdf.map(|gap| gap.map(|gap| gap.max));
        m.pair_distance = pair_distance(values, groups, None);
    } else {
        let ranked = Ranked::new(values, groups);
        m.ecdf = [0, 1].map(|stage| ecdf(&ranked, stage));
        if depth == Depth::Full {
            m.non_overlap = non_overlap(&ranked);
        }
        m.pair_distance = pair_distance(values, groups, Some(&ranked));
    }
    m.pair_distance = m.pair_distance.and_then(|d| standardised(d, m.sd, pooled));
    m
}

/// Moments of the control and treated arm; `None` if one carries no weight.
fn arms(values: &[f64], groups: &Groups, stage: usize, binary: bool) -> Option<[Moments; 2]> {
    let weights = groups.weights(stage);
    let arm = |members: &[u32]| {
        let units = members.iter().map(|&i| (values[i as usize], weights[i as usize]));
        let m = moments(units.filter(|(x, _)| !x.is_nan()))?;
        let bernoulli = Moments { mean: m.mean, variance: Some(m.mean * (1.0 - m.mean)) };
        Some(if binary { bernoulli } else { m })
    };
    let [control, treated] = &groups.members[stage];
    Some([arm(control)?, arm(treated)?])
}

fn ratio(treated: Option<f64>, control: Option<f64>) -> Option<f64> {
    let (treated, control) = (treated?, control?);
    (control > 0.0).then(|| treated / control)
}

fn ecdf(ranked: &Ranked, stage: usize) -> Option<EcdfGap> {
    let weights = &ranked.weights[stage];
    let mut mass = [0.0; 2];
    ranked.treated.iter().zip(weights).for_each(|(&z, w)| mass[usize::from(z)] += w);
    let places = ranked.x.iter().zip(&ranked.treated).zip(weights);
    ecdf_gap(places.map(|((&x, &first), &weight)| Step { x, first, weight }), mass)
}

fn pair_distance(values: &[f64], groups: &Groups, ranked: Option<&Ranked>) -> Option<f64> {
    match (&groups.edges, &groups.strata) {
        (Some(edges), _) => edge_distance(values, edges),
        (None, Some(strata)) => {
            let within = |r: &Ranked| stratum_distance(r, strata, groups.strata_count);
            ranked.map_or_else(|| within(&Ranked::new(values, groups)), within)
        }
        (None, None) => None,
    }
}
