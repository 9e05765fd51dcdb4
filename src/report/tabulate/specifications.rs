//! Rows of `specifications`: how each was made and what it found.

use super::super::manifest::lock_word;
use super::super::tables::specifications::SpecificationRecord;
use super::{described, keys, start};
use crate::cohort::{Covariate, Outcome, Shape};
use crate::design::{Caliper, Learnt, Prognostic, ScoreModel};
use crate::estimate::EffectRow;
use crate::job::Specification;
use crate::study::{Analysis, Study};
use serde_json::{Value, json};

pub(super) fn row(study: &Study, a: &Analysis) -> SpecificationRecord {
    let mut row = SpecificationRecord::default();
    identity(&mut row, study, a);
    how_matched(&mut row, a);
    how_scored(&mut row, a);
    counts(&mut row, a);
    headline(&mut row, a);
    imputed(&mut row, study, a);
    row.settings_json = settings(study, a);
    row
}

fn identity(row: &mut SpecificationRecord, study: &Study, a: &Analysis) {
    settings_of(row, study, &a.specification);
    (row.specification, row.imputation) = start(a);
}

/// What a specification says, without what came of it.
pub(super) fn settings_of(row: &mut SpecificationRecord, study: &Study, said: &Specification) {
    row.specification.clone_from(&said.name);
    row.primary = said.id == 0;
    said.role.word().clone_into(&mut row.role);
    row.job.clone_from(&study.job.spec.name);
    row.seed = i64::try_from(study.job.spec.seed).unwrap_or(i64::MAX);
    env!("CARGO_PKG_VERSION").clone_into(&mut row.software_version);
    lock_word(study.lock).clone_into(&mut row.lock);
    row.filter.clone_from(&said.filter);
    let (m, d) = (&said.matching, &said.design);
    row.estimand = keys::key(&d.estimand);
    row.method = keys::key(&m.method);
    row.ratio = Some(m.ratio);
    row.replace = m.replace;
    row.reuse = i64::from(m.reuse);
    row.order = m.order.map_or_else(|| "default".to_owned(), |o| keys::key(&o));
    row.ties = keys::key(&m.ties);
    row.complete_sets = m.complete_sets;
    row.survey_weights = match study.cohort.roles().survey_weight {
        Some(_) => keys::key(&m.survey_weights),
        None => "absent".to_owned(),
    };
    row.distance = keys::key(&d.distance);
    row.metric_on = keys::list(&d.mahalanobis);
    row.exact = keys::list(&d.exact);
    row.antiexact = keys::list(&d.antiexact);
    row.discard = keys::key(&d.discard);
    row.baseline = keys::key(&d.baseline);
    row.complete = keys::key(&d.complete);
    row.green = Some(said.balance.green);
    row.amber = Some(said.balance.amber);
    row.estimator = keys::key(&said.estimate.estimator);
    row.measure = keys::key(&said.estimate.measure);
    row.level = Some(said.estimate.level);
    around(row, study);
}

fn how_matched(row: &mut SpecificationRecord, a: &Analysis) {
    row.terms = a.design.terms.join(", ");
    row.calipers = keys::list(&a.design.calipers.iter().map(caliper).collect::<Vec<_>>());
    row.cost = a.matching.cost;
    row.bound = a.matching.proof.map(|p| p.bound);
    row.gap = a.matching.proof.map(|p| p.gap());
    row.genetic_weights = searched(&a.matching.distance_weights);
    row.tied = keys::count(a.matching.tied);
}

/// The weights of a searched distance to the last digit, so that it can be made again.
fn searched(weights: &[(String, f64)]) -> Option<String> {
    let map: serde_json::Map<String, Value> = weights.iter().map(|(n, w)| (n.clone(), json!(w))).collect();
    (!map.is_empty()).then(|| Value::Object(map).to_string())
}

pub(crate) fn caliper(c: &Caliper) -> String {
    format!("{}: {} (absolute width {:.4})", c.on, c.said, c.width)
}

/// The prognostic score in words for tables. Counts stay out: they are exact.
fn prognostic(p: &Prognostic) -> String {
    let learnt = match p.learnt {
        Learnt::Folds { folds } => format!("cross-fitted over {folds} folds"),
        Learnt::Pilot { .. } => "from a pilot sample that is not matched".to_owned(),
    };
    let what = if p.binary { "C-statistic" } else { "share of variance" };
    let accuracy = p.accuracy.map_or(String::new(), |a| format!(", {what} {a:.2}"));
    format!("{}: {learnt}{accuracy}", p.outcome)
}

fn how_scored(row: &mut SpecificationRecord, a: &Analysis) {
    row.prognostic = a.design.prognostic.as_ref().map(prognostic);
    let Some(p) = &a.design.propensity else { return };
    let spec = &a.design.spec.propensity;
    row.score_model = Some(match spec.model {
        ScoreModel::Ridge => format!("ridge, penalty {}", spec.penalty),
        ScoreModel::Forest => format!(
            "forest, {} trees of depth {}, leaves of {}, {} folds",
            spec.trees, spec.depth, spec.leaf, spec.folds
        ),
        ScoreModel::Column => format!("column, {}", spec.column.as_deref().unwrap_or_default()),
        other => keys::key(&other),
    });
    row.score_auc = Some(p.auc);
    row.score_iterations = Some(p.iterations).filter(|&n| n > 0).and_then(keys::count);
    row.score_weighted = p.weighted;
}

fn counts(row: &mut SpecificationRecord, a: &Analysis) {
    let b = &a.balance;
    row.treated_all = keys::count(b.treated.all);
    row.treated_eligible = keys::count(b.treated.eligible);
    row.treated_matched = keys::count(b.treated.matched);
    row.control_all = keys::count(b.control.all);
    row.control_eligible = keys::count(b.control.eligible);
    row.control_matched = keys::count(b.control.matched);
    row.control_ess = Some(b.control.ess);
    [row.worst_before, row.worst_after] = b.worst;
    [row.l1_before, row.l1_after] = b.l1;
    row.most_used = keys::count(b.most_used);
    b.ruler.clone_into(&mut row.ruler);
}

fn headline(row: &mut SpecificationRecord, a: &Analysis) {
    let Some(e) = &a.effects else { return };
    row.label = Some(e.label.clone());
    row.tests = keys::count(e.tests);
    row.supported = keys::count(e.people.supported);
    row.starters = keys::count(e.people.starters);
    row.both_scores = keys::count(e.people.both);
    row.treated_matched_label = keys::count(e.people.matched);
    if let Some(primary) = e.rows.get(e.primary) {
        figures(row, primary);
    }
    if let Some(ties) = a.ties {
        row.tie_orders = keys::count(ties.orders);
        (row.tie_mean, row.tie_low, row.tie_high) = (Some(ties.mean), Some(ties.low), Some(ties.high));
        row.tie_averaged = ties.averaged;
    }
}

pub(super) fn figures(row: &mut SpecificationRecord, r: &EffectRow) {
    row.outcome = Some(r.outcome.clone());
    row.contrast = Some(keys::key(&r.contrast));
    row.base = Some(keys::base(r.base).to_owned());
    row.variance = Some(r.variance.clone());
    row.unit = Some(r.unit.clone());
    (row.treat_mean, row.comparison_mean) = (r.treat.mean, r.comparison.mean);
    (row.estimate, row.lower, row.upper) = (r.estimate, r.lower, r.upper);
    (row.difference, row.difference_lower, row.difference_upper) =
        (r.difference, r.difference_lower, r.difference_upper);
}

fn around(row: &mut SpecificationRecord, study: &Study) {
    let roles = study.cohort.roles();
    let shape = match roles.shape {
        Shape::ProgrammeAgainstSurvey => "programme_against_survey",
        Shape::OneFile => "one_file",
    };
    shape.clone_into(&mut row.shape);
    row.treated_label.clone_from(&roles.treated_label);
    row.control_label.clone_from(&roles.control_label);
    row.treated_gap_weeks = roles.gap.treated;
    row.control_gap_weeks = roles.gap.control;
    let disclosure = &study.job.spec.disclosure;
    row.disclosure = keys::key(&disclosure.profile);
    row.threshold = i64::from(disclosure.threshold);
    row.round_to = i64::from(disclosure.round_to);
}

fn imputed(row: &mut SpecificationRecord, study: &Study, a: &Analysis) {
    let (Some(imputed), Some(by)) = (&study.imputed, &a.imputed) else { return };
    let agreement = by.agreement;
    row.imputations = keys::count(by.parts.len());
    let mut methods: Vec<String> = Vec::new();
    for trace in &imputed.traces {
        let word = format!("{}: {}", trace.column, trace.method.word());
        if !methods.contains(&word) {
            methods.push(word);
        }
    }
    row.imputed = keys::list(&methods);
    row.imputation_rounds = imputed.traces.first().and_then(|t| keys::count(t.means.first()?.len()));
    row.imputed_with_outcome = imputed.outcome;
    row.imputation_rhat = imputed.traces.iter().filter_map(crate::impute::Trace::rhat).max_by(f64::total_cmp);
    row.matched_always = keys::count(agreement.always);
    row.matched_sometimes = keys::count(agreement.sometimes);
    row.matched_never = keys::count(agreement.never);
    row.partners_kept = agreement.kept;
    let headline = a.effects.as_ref().and_then(|e| e.rows.get(e.primary));
    row.missing_information = headline.and_then(|r| r.pooled).map(|p| p.fmi);
}

fn settings(study: &Study, a: &Analysis) -> String {
    let roles = study.cohort.roles();
    let outcomes: serde_json::Map<String, Value> =
        roles.outcomes.iter().map(|o| (o.name.clone(), outcome(o))).collect();
    let covariates: serde_json::Map<String, Value> =
        roles.covariates.iter().map(|c| (c.name.clone(), covariate(c))).collect();
    let band = &study.job.spec.sensitivity.fallible_baseline;
    let mut settings = json!({
        "specification": a.specification,
        "outcomes": outcomes,
        "covariates": covariates,
        "fallible_baseline": band,
        "report": { "language": study.job.spec.report.language, "statement": study.job.spec.report.statement },
    });
    if a.specification.id == 0 && !study.described.sections.is_empty() {
        settings["described"] = described::words(study);
    }
    settings.to_string()
}

fn outcome(o: &Outcome) -> Value {
    json!({
        "label": o.label,
        "better": o.better,
        "unit": o.unit,
        "binary": o.binary,
        "meaningful": o.meaningful,
        "range": o.range,
        "case": o.case,
        "before_after": o.start().is_some(),
        "source": o.source,
        "retest": o.retest,
    })
}

fn covariate(c: &Covariate) -> Value {
    json!({ "label": c.label, "kind": c.kind, "unit": c.unit })
}
