//! What the design review can see once partners are chosen.

use super::candidates::Candidates;
use super::check::survey_in_use;
use super::error::MatchingError;
use super::feasibility::Feasible;
use super::method::Method;
use super::spec::Infeasible;
use super::types::{Fate, Matching};
use crate::design::Estimand;
use crate::design::review::{Finding, Severity};

/// Share of the focal arm that may be lost before the estimand is another one (METHODS 1).
const LOST: f64 = 0.10;
/// Codes of reasons of those the question is not about.
const OUTSIDE: [&str; 2] = ["where", "filter"];
/// Share of the focal arm that one partner may serve.
const SERVED: f64 = 0.05;
/// Effective number of partners below which intervals cannot be trusted.
const FEW: f64 = 50.0;
/// Share of focal units whose partner was decided by a tie.
const TIED: f64 = 0.10;

/// All findings of this stage.
pub(super) fn review(candidates: &Candidates<'_>, matching: &Matching) -> Vec<Finding> {
    let rules = [lost, not_compared, reuse, few, fewer_than_focal, tied, incomplete, order, unproven, survey];
    rules.iter().filter_map(|rule| rule(candidates, matching)).collect()
}

/// People in strata without anybody to compare them with.
fn unserved(candidates: &Candidates<'_>, feasibility: &[Feasible]) -> (usize, usize) {
    let takes_partners = candidates.spec.method != Method::Weighting;
    let unserved = feasibility.iter().filter(|f| takes_partners && f.focal > 0 && f.most_pairs == 0);
    unserved.fold((0, 0), |(strata, people), f| (strata + 1, people + f.focal))
}

/// A finding where strata cannot be served: their people are left out.
pub(super) fn infeasible(candidates: &Candidates<'_>, feasibility: &[Feasible]) -> Option<Finding> {
    let (strata, people) = unserved(candidates, feasibility);
    let message = format!(
        "{strata} of {} strata cannot be served: {people} {} have nobody to be compared with there",
        feasibility.iter().filter(|f| f.focal > 0).count(),
        focal_words(candidates)
    );
    let several = candidates.design.strata.labels.len() > 1;
    (several && strata > 0).then(|| finding("MW128", Severity::Warning, message))
}

/// Stops where a stratum cannot be served and the job wants to know.
pub(super) fn stop_if_infeasible(
    candidates: &Candidates<'_>,
    feasibility: &[Feasible],
) -> Result<(), MatchingError> {
    let (strata, people) = unserved(candidates, feasibility);
    let stops = candidates.spec.infeasible == Infeasible::Stop && strata > 0;
    if stops { Err(MatchingError::Infeasible { strata, people }) } else { Ok(()) }
}

fn finding(rule: &'static str, severity: Severity, message: String) -> Finding {
    Finding { rule, severity, message, subject: None }
}

fn matched<'a>(matching: &'a Matching, rows: &'a [u32]) -> impl Iterator<Item = usize> + 'a {
    let rows = rows.iter().map(|&row| row as usize);
    rows.filter(|&row| matching.fate[row] == Fate::Matched)
}

fn focal_words(candidates: &Candidates<'_>) -> &'static str {
    if candidates.design.estimand == Estimand::Atc { "controls" } else { "treated people" }
}

fn lost(candidates: &Candidates<'_>, matching: &Matching) -> Option<Finding> {
    let all = candidates.focal.len();
    let kept = matched(matching, &candidates.focal).count();
    let share = 1.0 - kept as f64 / all as f64;
    let message = format!(
        "{} of {all} eligible {} found no partner ({:.0} %): the result is about the {kept} others only",
        all - kept,
        focal_words(candidates),
        100.0 * share
    );
    // Weights that stand for others than one arm's people lose nobody: that is whom they are about.
    let about = candidates.design.estimand.one_arm().is_some() || candidates.spec.method != Method::Weighting;
    (about && share > LOST).then(|| finding("MW120", Severity::Serious, message))
}

/// Supported people who are not in the comparison, whatever took them out: eligibility (other than
/// `where`), discarding, calipers, want of a partner. For the effect on the pool (ATC) they are not those
/// the result is about.
fn not_compared(candidates: &Candidates<'_>, matching: &Matching) -> Option<Finding> {
    let (treated, eligible) = (candidates.cohort.treated(), &candidates.design.eligible);
    let asked = |i: &usize| treated[*i] && !OUTSIDE.contains(&eligible.of(*i).code.as_str());
    let all = (0..treated.len()).filter(asked).count();
    let fate =
        |wanted: Fate| (0..treated.len()).filter(asked).filter(|&i| matching.fate[i] == wanted).count();
    let lost = all - fate(Fate::Matched);
    let counts = eligible.counts(treated);
    let table = eligible.table().iter().zip(&counts).skip(1);
    let table = table.filter(|(r, c)| c[1] > 0 && !OUTSIDE.contains(&r.code.as_str()));
    let mut each: Vec<String> = table.map(|(r, c)| format!("{} {}", c[1], r.words)).collect();
    let partners = [
        (fate(Fate::NoStratum), "nobody of the other group in the same stratum"),
        (fate(Fate::NotChosen), "left out so that the groups are alike"),
        (fate(Fate::NoAdmissible), "nobody within calipers and exact rules"),
        (fate(Fate::NoneLeft), "every possible partner was taken"),
        (fate(Fate::Trimmed), "outside the people that the weights stand for"),
    ];
    each.extend(partners.iter().filter(|(n, _)| *n > 0).map(|(n, words)| format!("{n} {words}")));
    let message = format!(
        "{lost} of {all} {} ({:.0} %) are not in the comparison ({})",
        candidates.cohort.roles().treated_label,
        100.0 * lost as f64 / all as f64,
        each.join(", ")
    );
    let many = candidates.design.estimand != Estimand::Atc && lost as f64 > LOST * all as f64;
    many.then(|| finding("MW127", Severity::Serious, message))
}

fn reuse(candidates: &Candidates<'_>, matching: &Matching) -> Option<Finding> {
    let mut uses = vec![0_usize; matching.fate.len()];
    let focal_arm = candidates.cohort.treated()[candidates.focal[0] as usize];
    let edges = matching.edges.iter().flatten();
    edges.for_each(|e| uses[if focal_arm { e.control } else { e.treated } as usize] += 1);
    let most = uses.into_iter().max().unwrap_or(0);
    let focal = matched(matching, &candidates.focal).count();
    let message = format!("one person serves as partner of {most} of {focal} matched people");
    let heavy = most > 2 && most as f64 > SERVED * focal as f64;
    heavy.then(|| finding("MW121", Severity::Warning, message))
}

/// Effective number of matched partners.
fn ess(candidates: &Candidates<'_>, matching: &Matching) -> f64 {
    let weights = matched(matching, &candidates.pool).map(|row| matching.analysis_weight[row]);
    let (sum, squares) = weights.fold((0.0, 0.0), |(s, q), w| (s + w, q + w * w));
    if squares > 0.0 { sum * sum / squares } else { 0.0 }
}

fn few(candidates: &Candidates<'_>, matching: &Matching) -> Option<Finding> {
    let ess = ess(candidates, matching);
    let message = format!("the comparison rests on the equivalent of {ess:.0} equally weighted people");
    (ess < FEW).then(|| finding("MW122", Severity::Warning, message))
}

fn fewer_than_focal(candidates: &Candidates<'_>, matching: &Matching) -> Option<Finding> {
    let (ess, focal) = (ess(candidates, matching), matched(matching, &candidates.focal).count());
    let message = format!("{focal} people are compared with the equivalent of {ess:.0} partners");
    let fewer = candidates.design.estimand.one_arm().is_some() && ess < focal as f64 * (1.0 - 1e-9);
    fewer.then(|| finding("MW123", Severity::Note, message))
}

fn tied(candidates: &Candidates<'_>, matching: &Matching) -> Option<Finding> {
    let focal = matched(matching, &candidates.focal).count();
    let message = format!(
        "for {} of {focal} matched people another partner was exactly as near: with other ties the result may move",
        matching.tied
    );
    (matching.tied as f64 > TIED * focal as f64).then(|| finding("MW124", Severity::Warning, message))
}

fn incomplete(candidates: &Candidates<'_>, matching: &Matching) -> Option<Finding> {
    let (spec, edges) = (candidates.spec, matching.edges.as_ref()?);
    if spec.max_controls.is_some() {
        return None;
    }
    let sets = edges.chunk_by(|a, b| a.set == b.set);
    let short = sets.filter(|set| (set.len() as f64) < spec.ratio).count();
    let message = format!("{short} matched people have fewer than {} partners", spec.ratio);
    (short > 0).then(|| finding("MW125", Severity::Note, message))
}

/// A sample that may not be the largest.
fn unproven(candidates: &Candidates<'_>, matching: &Matching) -> Option<Finding> {
    let proof = matching.proof.filter(|p| p.gap() > 1e-9)?;
    let spec = candidates.spec;
    let (gap, time) = match spec.method {
        Method::Cardinality => (spec.cardinality.gap, spec.cardinality.time),
        Method::Profile => (spec.profile.gap, spec.profile.time),
        _ => return None,
    };
    let (cost, bound, share) = (proof.cost, proof.bound, 100.0 * proof.gap());
    let limit = if proof.gap() <= gap {
        format!("the search was to stop within {} %", 100.0 * gap)
    } else {
        format!("the search stopped after {time} seconds, and may choose others on another machine")
    };
    let message = format!(
        "{cost} people were chosen, and no balanced sample has more than {bound} ({share:.2} %): {limit}"
    );
    Some(finding("MW464", Severity::Note, message))
}

/// Survey weights that change what was balanced.
fn survey(candidates: &Candidates<'_>, _: &Matching) -> Option<Finding> {
    let chosen = matches!(candidates.spec.method, Method::Cardinality | Method::Profile);
    let weighted = survey_in_use(candidates.design, candidates.spec).is_some();
    let message = "the sample was balanced before survey weights entered; judge balance with them".to_owned();
    (chosen && weighted).then(|| finding("MW465", Severity::Warning, message))
}

fn order(candidates: &Candidates<'_>, _: &Matching) -> Option<Finding> {
    let spec = candidates.spec;
    let idle =
        matches!(spec.method, Method::Nearest | Method::Genetic) && spec.replace && spec.order.is_some();
    let message = "`order` has no effect with replacement: nobody takes a partner from another".to_owned();
    idle.then(|| finding("MW126", Severity::Note, message))
}
