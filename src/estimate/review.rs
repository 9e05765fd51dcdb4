//! What the estimate stage has to say in the design review.

use super::attrition::{Attrition, Fitting};
use super::coincide;
use super::measure::{NEGATIVE, SMALL_CELL};
use super::people;
use super::spec::{EstimatorKind, Measure};
use super::spread::FEW_CLUSTERS;
use super::types::{Base, EffectRow, PeopleCounts};
use super::variance::recommended;
use super::work::Work;
use crate::design::review::{Finding, Severity};

/// With fewer clusters than this an interval is unreliable.
const TOO_FEW_CLUSTERS: usize = 10;
/// Outcomes known for a smaller share of starters than this need a look at who is missing.
const COMPLETE: f64 = 0.8;
/// Leaving out a larger share of the treated than this changes whom the result is about.
const DROPPED: f64 = 0.1;
/// Standardised difference between people with and without an end score that is worth a look.
const UNLIKE: f64 = 0.25;
/// Completers that are worth less than this share of their number under their weights are few.
const WORTH: f64 = 0.5;
/// A completer who stands for more than this many times the average one decides too much.
const HEAVY: f64 = 10.0;

/// All findings, in order of their codes.
pub(super) fn run(
    work: &Work,
    rows: &[EffectRow],
    primary: usize,
    tests: usize,
    people: PeopleCounts,
    attrition: &Attrition,
) -> Vec<Finding> {
    let headline = rows.get(primary);
    let found = [
        small_cells(rows),
        headline.and_then(few_clusters),
        many_tests(tests),
        headline.and_then(|h| estimators_differ(rows, h)),
        missing_outcomes(work, people),
        dropped(work, people::missing(work, &work.outcomes[work.primary])[0]),
        other_variance(work),
        headline.and_then(no_number),
    ];
    let later = [negative(rows), no_regression(rows)];
    let lost =
        [unweighted(attrition), unlike(attrition), few_weigh(attrition), lost_controls(work, attrition)];
    let later = later.into_iter().chain(lost);
    let of_sets = mixed_sets(work).into_iter().chain(later.flatten());
    found.into_iter().flatten().chain(of_sets).chain(coincide::findings(work)).collect()
}

fn finding(rule: &'static str, severity: Severity, message: String) -> Finding {
    Finding { rule, severity, message, subject: None }
}

fn small_cells(rows: &[EffectRow]) -> Option<Finding> {
    let binary = |r: &&EffectRow| r.measure == Measure::Difference && r.treat.numerator.is_some();
    let plain = |r: &&EffectRow| r.estimator == EstimatorKind::Difference;
    let small = |r: &&EffectRow| {
        [r.treat, r.comparison].iter().any(|a| {
            let events = a.numerator.unwrap_or_default();
            events < SMALL_CELL || a.number as f64 - events < SMALL_CELL
        })
    };
    let hit: Vec<&EffectRow> = rows.iter().filter(binary).filter(plain).filter(small).collect();
    let first = hit.first()?;
    let message = format!(
        "{} of the yes/no results rest on a cell of fewer than 10 people (the first: {} of `{}`, {})",
        hit.len(),
        first.contrast.word(),
        first.outcome,
        first.group,
    );
    Some(finding("MW150", Severity::Note, message))
}

fn few_clusters(headline: &EffectRow) -> Option<Finding> {
    let clusters = headline.clusters.filter(|n| *n < FEW_CLUSTERS)?;
    let (rule, severity, words) = if clusters < TOO_FEW_CLUSTERS {
        ("MW152", Severity::Serious, "its interval is unreliable")
    } else {
        ("MW151", Severity::Warning, "its interval uses the t distribution")
    };
    Some(finding(rule, severity, format!("the headline rests on {clusters} clusters; {words}")))
}

fn many_tests(tests: usize) -> Option<Finding> {
    let message = format!(
        "{tests} results are tested; the plain p-values do not allow for that, the adjusted ones beside them do"
    );
    (tests > 1).then(|| finding("MW153", Severity::Note, message))
}

fn estimators_differ(rows: &[EffectRow], h: &EffectRow) -> Option<Finding> {
    let same = |r: &&EffectRow| {
        (&r.outcome, r.contrast, &r.group, r.base, r.measure)
            == (&h.outcome, h.contrast, &h.group, h.base, h.measure)
            && r.estimator != h.estimator
            && r.estimator != EstimatorKind::CompletionWeighted
    };
    let (mine, se) = (h.difference?, h.se?);
    let apart = |r: &EffectRow| r.difference.map(|other| (mine - other).abs() / se);
    let farthest = rows.iter().filter(same).filter_map(|r| Some((r, apart(r)?)));
    let (other, apart) = farthest.reduce(|a, b| if b.1 > a.1 { b } else { a })?;
    let far = h.measure == Measure::Difference && apart > 1.0;
    let plain = |r: &EffectRow| r.estimator == EstimatorKind::Difference;
    let [first, second] = if plain(other) { [other, h] } else { [h, other] };
    let message = format!(
        "{} and {} give {:.4} and {:.4}: {apart:.1} standard errors apart",
        first.estimator.word(),
        second.estimator.word(),
        first.difference?,
        second.difference?,
    );
    far.then(|| finding("MW154", Severity::Warning, message))
}

fn missing_outcomes(work: &Work, people: PeopleCounts) -> Option<Finding> {
    let few = (people.both as f64) < COMPLETE * people.starters as f64;
    let message = format!(
        "of {} supported people who could be followed, {} have a known outcome",
        people.starters, people.both
    );
    let subject = Some(work.outcomes[work.primary].outcome.name.clone());
    few.then(|| Finding { subject, ..finding("MW155", Severity::Warning, message) })
}

fn lost_controls(work: &Work, a: &Attrition) -> Option<Finding> {
    let f = a.followed[0];
    let few = (f.completers as f64) < COMPLETE * f.starters as f64;
    let message = format!(
        "of {} {} with a start score, {} have an end score",
        f.starters,
        work.cohort.roles().control_label,
        f.completers
    );
    let subject = Some(a.outcome.clone());
    few.then(|| Finding { subject, ..finding("MW168", Severity::Note, message) })
}

fn unweighted(a: &Attrition) -> Option<Finding> {
    let because = a.unweighted.as_ref()?;
    Some(finding("MW163", Severity::Warning, format!("there is no completion-weighted estimate: {because}")))
}

fn unlike(a: &Attrition) -> Option<Finding> {
    let size = |r: &&super::ProfileRow| r.difference.map_or(0.0, f64::abs);
    let apart: Vec<&super::ProfileRow> =
        a.profile.iter().filter(|r| r.treated).filter(|r| size(r) > UNLIKE).collect();
    let most = apart.iter().copied().max_by(|x, y| size(x).total_cmp(&size(y)))?;
    let level = most.level.as_ref().map_or(String::new(), |l| format!(" ({l})"));
    let message = format!(
        "supported people with and without an end score differ by more than {UNLIKE} SD on {} facts, most on `{}`{level}: {:.2} SD",
        apart.len(),
        most.variable,
        size(&most)
    );
    Some(finding("MW164", Severity::Warning, message))
}

fn few_weigh(a: &Attrition) -> Option<Finding> {
    let heavy = |m: &&super::CompletionModel| {
        m.fitting == Fitting::Firth
            || m.ess < WORTH * m.followed.completers as f64
            || m.largest_weight > HEAVY
    };
    let m = a.models.iter().find(heavy)?;
    let separated =
        if m.fitting == Fitting::Firth { "; the model has no plain maximum (separation)" } else { "" };
    let message = format!(
        "under completion weights {} people with an end score are worth {:.0}, and one stands for {:.1} times \
         the average{separated}",
        m.followed.completers, m.ess, m.largest_weight
    );
    Some(finding("MW167", Severity::Warning, message))
}

fn dropped(work: &Work, lost: usize) -> Option<Finding> {
    let matched = work.compared.treated.iter().filter(|z| **z).count();
    let message = format!(
        "{lost} of {matched} matched supported people are left out because an outcome, theirs or their \
         partners', is missing"
    );
    (lost as f64 > DROPPED * matched as f64).then(|| finding("MW156", Severity::Serious, message))
}

fn other_variance(work: &Work) -> Option<Finding> {
    let advised = recommended(&work.compared);
    let message =
        format!("the variance is {}; for this design it should be {}", work.rule.name(), advised.name());
    (work.rule != advised).then(|| finding("MW157", Severity::Warning, message))
}

/// Bases and sub-groups that cut through sets (METHODS 3).
fn mixed_sets(work: &Work) -> Vec<Finding> {
    let compared = &work.compared;
    let at = |p: usize| compared.units[p] as usize;
    let note = |what: String, outside: usize, subject: &str| {
        let message = format!(
            "{outside} partners of people {what} are not {what} themselves; they are left out there, and the \
             others carry their weight"
        );
        let told = Finding { subject: Some(subject.to_owned()), ..finding("MW159", Severity::Note, message) };
        (outside > 0).then_some(told)
    };
    let bases = work.outcomes.iter().flat_map(|m| {
        let mut all: Vec<Base> = m.outcome.report.iter().flat_map(|c| m.bases(*c)).collect();
        all.sort_unstable();
        all.dedup();
        all.into_iter().filter(|b| *b != Base::AllMatched).map(move |b| (m, b))
    });
    let of_bases = bases.filter_map(|(m, base)| {
        let outside = compared.outsiders(|p| m.in_base(base, at(p)));
        note(format!("who{}", people::restriction(m, base).replacen(" and", "", 1)), outside, &m.outcome.name)
    });
    let parts = work.groups.iter().filter(|g| g.is_part());
    let of_parts =
        parts.filter_map(|g| note(format!("of `{}`", g.name), compared.outsiders(|p| g.has(at(p))), &g.name));
    of_bases.chain(of_parts).collect()
}

fn negative(rows: &[EffectRow]) -> Option<Finding> {
    let hit = rows.iter().filter(|r| r.null_reason.as_deref() == Some(NEGATIVE)).count();
    let message = format!("the variance of {hit} results came out negative and was set to 0");
    (hit > 0).then(|| finding("MW160", Severity::Warning, message))
}

fn no_regression(rows: &[EffectRow]) -> Option<Finding> {
    let regression =
        |r: &&EffectRow| r.estimator == EstimatorKind::Regression && r.measure == Measure::Difference;
    let plain = |r: &EffectRow| {
        rows.iter().any(|o| {
            o.estimator == EstimatorKind::Difference
                && o.estimate.is_some()
                && (&o.outcome, o.contrast, &o.group, o.base) == (&r.outcome, r.contrast, &r.group, r.base)
        })
    };
    let hit: Vec<&EffectRow> =
        rows.iter().filter(regression).filter(|r| r.estimate.is_none() && plain(r)).collect();
    let reason = hit.first()?.null_reason.as_deref().unwrap_or_default();
    let message = format!("{} results have no regression (the first: {reason})", hit.len());
    Some(finding("MW161", Severity::Note, message))
}

fn no_number(headline: &EffectRow) -> Option<Finding> {
    let reason = headline.null_reason.as_deref()?;
    let (what, severity) = match headline.estimate {
        Some(_) => ("has no interval", Severity::Warning),
        None => ("has no number", Severity::Serious),
    };
    Some(finding("MW158", severity, format!("the headline {what}: {reason}")))
}

/// The headline's interval holds nought: what could have been found.
pub(super) fn too_few(headline: &EffectRow) -> Option<Finding> {
    let (lower, upper) = (headline.difference_lower?, headline.difference_upper?);
    let open = lower <= 0.0 && upper >= 0.0;
    let smallest = headline.detectable.filter(|_| open)?;
    let size = if headline.treat.numerator.is_some() {
        format!("{:.1} percentage points", 100.0 * smallest)
    } else {
        format!("{smallest:.3} {}", headline.unit)
    };
    let message = format!(
        "the headline cannot be told from nought; with these people a difference of {size} or more would have been found \
         four times out of five, a smaller one less often"
    );
    Some(finding("MW193", Severity::Note, message))
}
