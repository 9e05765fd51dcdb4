//! Rows of `review`: the findings of all stages of an analysis.

use super::super::tables::review::ReviewRecord;
use super::start;
use crate::design::review::{Finding, Severity};
use crate::study::{Analysis, Study};

pub(super) fn rows(study: &Study, a: &Analysis) -> Vec<ReviewRecord> {
    let effects = a.effects.iter().flat_map(|e| &e.review);
    let all = a.design.review.iter().chain(&a.matching.review).chain(&a.balance.review).chain(effects);
    let mut findings: Vec<&Finding> = all.collect();
    findings.sort_by(|x, y| y.severity.cmp(&x.severity).then(x.rule.cmp(y.rule)));
    findings.into_iter().map(|f| row(study, a, f)).collect()
}

fn row(study: &Study, a: &Analysis, f: &Finding) -> ReviewRecord {
    let (specification, imputation) = start(a);
    let allow = study.job.spec.review.allow.iter().find(|w| w.rule == f.rule);
    ReviewRecord {
        specification,
        imputation,
        rule: f.rule.to_owned(),
        severity: severity(f.severity).to_owned(),
        subject: f.subject.clone(),
        message: f.message.clone(),
        allowed_because: allow.map(|w| w.because.clone()),
    }
}

fn severity(s: Severity) -> &'static str {
    match s {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Serious => "serious",
    }
}
