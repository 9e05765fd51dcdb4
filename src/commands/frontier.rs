//! `matchwell frontier`: what balance costs in people.

use super::{Answer, load};
use crate::balance::{self, Balance, Statistic};
use crate::design::{self, Cache};
use crate::error::{Error, SpecificationError};
use crate::job::Specification;
use crate::matching::{self, Point};
use crate::pipeline::{self, Progress, Watch};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::Path;

const HEADING: &str =
    "frontier,tolerance,treated,controls,control_ess,mean_distance,mean_smd,worst_smd,l1,bound";

/// Shows the frontiers of the job's own settings at `path`; outcomes of service users are out of reach.
///
/// * `points`: sizes on the frontier of distances.
///
/// # Errors
/// Faults of the job or the data, an infeasible design.
pub fn run(path: &Path, points: usize, watch: Watch<'_>) -> Result<Answer, Error> {
    let job = load::job(path)?;
    let cohort = pipeline::sealed(&job, watch)?;
    watch(Progress::Stage("matching"));
    let mut specification: Specification = job.specifications[0].clone();
    let said = std::mem::take(&mut specification.matching);
    specification.matching = matching::frontier_settings(&said);
    specification.balance.interactions = false;
    let failed = |source| Error::Specification { name: specification.name.clone(), source };
    let blinded = cohort.blinded();
    let made = || -> Result<Vec<(Point, Balance)>, SpecificationError> {
        let design = design::run(blinded, &specification, &Cache::default())?;
        let list = matching::frontier(blinded, &design, &said, job.spec.seed, points)?;
        let judged = |point: Point| {
            let balance = balance::run(&cohort, &design, &point.matching, &specification.balance)?;
            Ok((point, balance))
        };
        list.into_iter().map(judged).collect()
    };
    let rows = made().map_err(failed)?;
    let mut text = format!("{HEADING}\n");
    for (point, balance) in &rows {
        line(&mut text, point, balance);
    }
    let json: Vec<Value> = rows.iter().map(|(point, balance)| json_of(point, balance)).collect();
    Ok(Answer::both(text, json!({ "frontier": json })))
}

fn kind(point: &Point) -> &'static str {
    if point.tolerance.is_some() { "cardinality" } else { "distance" }
}

/// Mean |standardised difference| over covariates, their levels, and start scores.
fn mean_smd(balance: &Balance) -> Option<f64> {
    let of_covariates = |r: &&balance::BalanceRow| {
        r.statistic == Statistic::StandardisedDifference && r.covariate != "propensity"
    };
    let rows = balance.rows.iter().filter(of_covariates).filter_map(|r| r.after);
    let (sum, n) = rows.fold((0.0, 0_usize), |(sum, n), x| (sum + x.abs(), n + 1));
    (n > 0).then(|| sum / n as f64)
}

fn line(text: &mut String, point: &Point, balance: &Balance) {
    let show = |x: Option<f64>| x.map(|x| x.to_string()).unwrap_or_default();
    let _ = writeln!(
        text,
        "{},{},{},{},{},{},{},{},{},{}",
        kind(point),
        show(point.tolerance),
        balance.treated.matched,
        balance.control.matched,
        balance.control.ess,
        show(point.distance),
        show(mean_smd(balance)),
        show(balance.worst[1]),
        show(balance.l1[1]),
        show(point.matching.proof.map(|p| p.bound)),
    );
}

fn json_of(point: &Point, balance: &Balance) -> Value {
    json!({
        "frontier": kind(point),
        "tolerance": point.tolerance,
        "treated": balance.treated.matched,
        "controls": balance.control.matched,
        "control_ess": balance.control.ess,
        "mean_distance": point.distance,
        "mean_smd": mean_smd(balance),
        "worst_smd": balance.worst[1],
        "l1": balance.l1[1],
        "bound": point.matching.proof.map(|p| p.bound),
    })
}
