//! What the matching stage hands on.

use super::assignment::Proof;
use super::feasibility::Feasible;
use super::spec::MatchingSpec;
use super::weighting::WeightModel;
use crate::design::review::Finding;

/// No set: unmatched, or a method without sets.
pub const NO_SET: u32 = u32::MAX;

/// One edge a method chose: a treated and a control unit of one set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    /// Set, numbered from 0 in order of the focal unit.
    pub set: u32,
    /// Cohort row of the treated unit.
    pub treated: u32,
    /// Cohort row of the control unit.
    pub control: u32,
    /// First, second, ... partner of the focal unit, from 1.
    pub slot: u16,
    /// Distance between the two in the design's metric (weighted, where weights were searched for).
    pub distance: f64,
}

/// What became of a unit in matching.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Not eligible: the design says why.
    Ineligible,
    /// Part of the comparison.
    Matched,
    /// Nobody of the other arm is in the same stratum.
    NoStratum,
    /// Nobody of the stratum obeys the other rules (antiexact, calipers).
    NoAdmissible,
    /// Partners obey the rules but all were taken, or the set was incomplete.
    NoneLeft,
    /// A unit of the pool that nobody needed.
    Spare,
    /// Left out so that the two arms are alike as groups.
    NotChosen,
    /// Weighted 0: trimmed, or outside the population that the weights stand for.
    Trimmed,
}

/// How a unit's sets and weights came about, which decides the variance (METHODS 17).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Structure {
    /// Disjoint sets: pairs, k:1, variable ratio, full matching.
    Sets,
    /// Controls serve several focal units: edges, no disjoint sets.
    Reuse,
    /// Strata with all their members (exact and coarsened exact matching, classes of the score).
    Strata,
    /// Weights from a parametric score model.
    ScoreWeights,
}

/// Result of checking every chosen edge against every rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Audit {
    /// Edges checked with `Admissible::pair`.
    pub edges: usize,
    /// Units whose use was checked against `Limits`.
    pub units: usize,
}

/// Partners and weights: what every method returns.
#[derive(Debug, Clone)]
pub struct Matching {
    /// The settings it was made from.
    pub spec: MatchingSpec,
    /// How it came about.
    pub structure: Structure,
    /// Chosen edges in order of (set, slot); `None` for strata and weighting.
    pub edges: Option<Vec<Edge>>,
    /// Set (or stratum) of each cohort unit, [`NO_SET`] where it has none; `None` for reuse and weighting.
    pub set: Option<Vec<u32>>,
    /// Matching weight of each cohort unit, 0 = not used. Treated units of an ATT weigh 1; non-zero
    /// weights of the other arm are scaled to mean 1 (SEMANTICS 2.6); odds weights likewise unscaled.
    pub weight: Vec<f64>,
    /// Final weight: matching and survey weight together (METHODS 10). Equal to `weight` when no
    /// survey weight is in use.
    pub analysis_weight: Vec<f64>,
    /// What the weights were estimated from (weighting only).
    pub models: Vec<WeightModel>,
    /// What became of each unit.
    pub fate: Vec<Fate>,
    /// Sum of the distances of all edges; `None` where there is no distance.
    pub cost: Option<f64>,
    /// How near the answer is to the best, for methods that prove it.
    pub proof: Option<Proof>,
    /// Weight of each variable in the distance, for the method that searches for them (else empty).
    pub distance_weights: Vec<(String, f64)>,
    /// What was possible, stratum by stratum.
    pub feasibility: Vec<Feasible>,
    /// Focal units whose best partner was tied with another.
    pub tied: usize,
    /// The audit that every result passed.
    pub audit: Audit,
    /// Findings of the design review that this stage can see.
    pub review: Vec<Finding>,
}
