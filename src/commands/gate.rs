//! What must not pass without a reason: a result about too few of those supported.

use crate::design::review::Finding;
use crate::error::Error;
use crate::job::ReviewSpec;
use crate::study::Study;

/// Rules that stop a run: supported people left out of the comparison, or out of the effect.
const GATES: [&str; 2] = ["MW127", "MW156"];

/// Stops when more than 10 % of supported people are not in the primary comparison and the job does not
/// allow it with a reason (METHODS 1).
///
/// # Errors
/// [`Error::NotAllowed`] with the finding and the way out.
pub(super) fn check(study: &Study) -> Result<(), Error> {
    let Some(primary) = study.analyses.first() else { return Ok(()) };
    let effects = primary.effects.iter().flat_map(|e| &e.review);
    pass(primary.matching.review.iter().chain(effects), &study.job.spec.review)
}

fn pass<'a>(findings: impl Iterator<Item = &'a Finding>, review: &ReviewSpec) -> Result<(), Error> {
    let allowed = |rule: &str| review.allow.iter().any(|a| a.rule == rule);
    let mut stopping = findings.filter(|f| GATES.contains(&f.rule) && !allowed(f.rule));
    stopping.next().map_or(Ok(()), |f| Err(Error::NotAllowed { rule: f.rule, message: f.message.clone() }))
}

#[cfg(test)]
mod tests {
    use super::pass;
    use crate::design::review::{Finding, Severity};
    use crate::job::{AllowSpec, ReviewSpec};

    fn finding(rule: &'static str) -> Finding {
        let message = "2 of 10 service users (20 %) are not in the comparison (2 no value for `age`)".into();
        Finding { rule, severity: Severity::Serious, message, subject: None }
    }

    fn allow(rules: &[&str]) -> ReviewSpec {
        let one = |rule: &&str| AllowSpec { rule: (*rule).to_owned(), because: "they moved away".to_owned() };
        ReviewSpec { allow: rules.iter().map(one).collect() }
    }

    #[test]
    fn stops_and_says_the_way_out() {
        let error = pass([finding("MW127")].iter(), &allow(&["MW120"])).expect_err("not allowed");
        assert_eq!(error.status(), 4);
        let said = error.to_string();
        for word in ["MW127", "2 of 10", "20 %", "2 no value for `age`", "allow", "caliper"] {
            assert!(said.contains(word), "{word}: {said}");
        }
    }

    #[test]
    fn passes_with_a_reason_or_without_a_finding() {
        assert!(pass([finding("MW127")].iter(), &allow(&["MW127"])).is_ok());
        assert!(pass([finding("MW120")].iter(), &allow(&[])).is_ok());
        assert!(pass([finding("MW127"), finding("MW156")].iter(), &allow(&["MW127"])).is_err());
    }
}
