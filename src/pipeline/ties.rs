//! The match made again in other orders of ties.

use crate::cohort::Cohort;
use crate::design::review::{Finding, Severity};
use crate::error::{Error, SpecificationError};
use crate::estimate::{self, EffectRow};
use crate::matching::{self, MatchingSpec, Method, Ties};
use crate::sensitivity::{TieSpread, average};
use crate::study::Analysis;
use rayon::prelude::*;

/// Orders looked at where nothing else is said: usually, and where each takes long.
const ORDERS: u32 = 200;
const FEW_ORDERS: u32 = 20;
/// Units above which fewer orders are looked at, and above which none.
const MANY: usize = 50_000;
const TOO_MANY: usize = 500_000;

/// Looks at how far headlines hang on ties: that of the primary specification, and of those that ask for
/// the average. Where ties tell (METHODS 15) or the job wants it, the average becomes the headline; never where
/// covariates were imputed, whose pooled headline stands and whose first data set alone is looked at.
pub(super) fn look(cohort: &Cohort, analyses: &mut [Analysis], seed: u64) -> Result<(), Error> {
    for analysis in analyses {
        let spec = analysis.specification.matching.clone();
        let always = spec.ties == Ties::Average;
        let asked = analysis.specification.id == 0 || always || spec.tie_orders.is_some();
        let orders = orders(&spec, cohort.len());
        if !asked || orders == 0 || !spec.meets_ties() || analysis.effects.is_none() {
            continue;
        }
        let rows = again(cohort, analysis, seed, orders)
            .map_err(|source| Error::Specification { name: analysis.specification.name.clone(), source })?;
        settle(analysis, &rows);
    }
    Ok(())
}

fn orders(spec: &MatchingSpec, units: usize) -> u32 {
    let proven = matches!(spec.method, Method::Optimal | Method::Full);
    let usual = match units {
        n if n > TOO_MANY => 0,
        n if n > MANY || proven => FEW_ORDERS,
        _ => ORDERS,
    };
    spec.tie_orders.unwrap_or(usual)
}

/// The headline in each order, in parallel; each order has its own random stream.
fn again(
    cohort: &Cohort,
    analysis: &Analysis,
    seed: u64,
    orders: u32,
) -> Result<Vec<EffectRow>, SpecificationError> {
    let specification = &analysis.specification;
    let headline = |order: u32| {
        let (design, spec) = (&analysis.design, &specification.matching);
        let matching = matching::in_tie_order(cohort.blinded(), design, spec, seed, u64::from(order))?;
        Ok(estimate::headline(cohort, design, &matching, &specification.estimate)?)
    };
    (1..=orders).into_par_iter().map(headline).collect()
}

fn settle(analysis: &mut Analysis, rows: &[EffectRow]) {
    let Some(effects) = &mut analysis.effects else { return };
    let Some(headline) = effects.rows.get_mut(effects.primary) else { return };
    let rule = analysis.specification.matching.ties;
    let Some(mut ties) = TieSpread::of(rows, headline, rule) else { return };
    // Ties were broken anew in the first completed data set only: that says how far they tell, and no more.
    ties.averaged &= analysis.imputed.is_none();
    analysis.ties = Some(ties);
    if ties.averaged {
        average(headline, rows, analysis.specification.estimate.level);
        effects.adjust();
    }
    if ties.telling {
        let message = format!(
            "over {} ways of breaking ties the headline has a range (5th to 95th percentile) of more than half a standard error",
            ties.orders
        );
        let severity = Severity::Warning;
        effects.review.push(Finding { rule: "MW129", severity, message, subject: None });
    }
}
