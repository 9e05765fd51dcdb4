//! The stage.

use super::error::BalanceError;
use super::groups::Groups;
use super::l1::l1;
use super::measure::{Depth, Measures, measure};
use super::review::review;
use super::rows::rows;
use super::spec::{BalanceSpec, Ruler};
use super::types::{ArmSize, Balance, BalanceRow};
use super::variables::{Part, Variable, products, variables};
use crate::cohort::Cohort;
use crate::design::{Design, Estimand};
use crate::matching::{Fate, Matching};
use crate::stats::moments::effective_size;
use rayon::prelude::*;

/// Up to this many units covariates are sorted side by side; above, one after the other, since each
/// sorted copy takes some 50 bytes a unit.
const TOGETHER: usize = 4_000_000;

/// Compares the two arms before and after matching: score, every covariate and level, start scores.
///
/// * before: all eligible units, also those discarded for their score, with survey weights where in use;
/// * after: analysis weights;
/// * both divided by one standard deviation, that of the eligible units before matching.
///
/// # Errors
/// A covariate without a column.
pub fn run(
    cohort: &Cohort,
    design: &Design,
    matching: &Matching,
    spec: &BalanceSpec,
) -> Result<Balance, BalanceError> {
    let groups = Groups::new(cohort, design, matching);
    let mut list = variables(cohort, design, &groups)?;
    let simple = list.len();
    if spec.interactions {
        list.extend(products(&list, &groups));
    }
    let columns = list[..simple].iter().filter(|v| v.part != Part::Score);
    let measured = |v: &Variable<'_>| one(v, &groups, spec.ruler, design.estimand);
    let whole = || l1(columns.map(|v| v.values(&groups)), &groups);
    let (measures, l1): (Vec<Measures>, _) = if groups.rows.len() > TOGETHER {
        (list.iter().map(measured).collect(), whole())
    } else {
        rayon::join(|| list.par_iter().map(measured).collect(), whole)
    };
    let table: Vec<(Variable<'_>, Vec<BalanceRow>)> = list
        .into_iter()
        .zip(&measures)
        .map(|(variable, m)| {
            let rows = rows(spec, &variable, m);
            (variable, rows)
        })
        .collect();
    Ok(Balance {
        review: review(spec, &table),
        worst: worst_of(table.iter().map(|(v, _)| v).zip(&measures)),
        rows: table.into_iter().flat_map(|(_, rows)| rows).collect(),
        ruler: words(spec.ruler, design.estimand),
        treated: size(cohort, design, matching, true),
        control: size(cohort, design, matching, false),
        l1,
        most_used: most_used(design, matching),
    })
}

fn one(variable: &Variable<'_>, groups: &Groups, ruler: Ruler, estimand: Estimand) -> Measures {
    let depth = if variable.part == Part::Product { Depth::NoDensity } else { Depth::Full };
    measure(&variable.values(groups), groups, ruler, estimand, depth)
}

pub(super) fn words(ruler: Ruler, estimand: Estimand) -> &'static str {
    match (ruler, estimand) {
        (Ruler::Treated, _) | (Ruler::Estimand, Estimand::Att) => {
            "standard deviation of the treated arm before matching"
        }
        (Ruler::Control, _) | (Ruler::Estimand, Estimand::Atc) => {
            "standard deviation of the control arm before matching"
        }
        (Ruler::Pooled | Ruler::Estimand, _) => "root of the mean of the two arms' variances before matching",
    }
}

/// Largest |standardised difference| over covariates and start scores.
pub(super) fn worst_of<'a>(all: impl Iterator<Item = (&'a Variable<'a>, &'a Measures)>) -> [Option<f64>; 2] {
    let judged = all.filter(|(v, _)| matches!(v.part, Part::Covariate | Part::Start));
    let sizes: Vec<[Option<f64>; 2]> = judged.map(|(_, m)| m.standardised).collect();
    [0, 1].map(|stage| sizes.iter().filter_map(|s| s[stage]).map(f64::abs).max_by(f64::total_cmp))
}

pub(super) fn size(cohort: &Cohort, design: &Design, matching: &Matching, arm: bool) -> ArmSize {
    let rows = || (0..cohort.len()).filter(|&i| cohort.treated()[i] == arm);
    ArmSize {
        all: rows().count(),
        eligible: rows().filter(|&i| design.eligible.stays(i)).count(),
        matched: rows().filter(|&i| matching.fate[i] == Fate::Matched).count(),
        ess: effective_size(rows().map(|i| matching.analysis_weight[i])),
    }
}

/// Greatest number of focal units that one partner serves; 0 without edges.
pub(super) fn most_used(design: &Design, matching: &Matching) -> usize {
    let focal_is_control = design.estimand == Estimand::Atc;
    let mut uses = vec![0_usize; matching.fate.len()];
    for edge in matching.edges.iter().flatten() {
        uses[if focal_is_control { edge.treated } else { edge.control } as usize] += 1;
    }
    uses.into_iter().max().unwrap_or(0)
}
