//! The other end of the bracket: the primary analysis without the start score (METHODS 5).

use super::spec::{JobSpec, MissingPolicy, OutcomeSpec, Role, Specification};
use crate::cohort::Expression;
use crate::design::{Baseline, Distance, variables};
use crate::matching::Method;

/// Name of the specification that a job gets by itself.
pub const NAME: &str = "without the start score";

/// One more specification, where the primary one matches on the start score of its outcome: the same without any
/// start score, which trades one assumption (people who start alike would have changed alike) for another (both
/// groups would have changed by the same amount).
///
/// `None` where the job switches it off, declares such a specification itself, has nothing else to match on, or
/// compares by something in which the start score cannot be told from the rest: distances or scores from a file.
/// Methods that search for long (`genetic`, `cardinality`, `profile`) are not run twice unasked.
pub(super) fn other_end(job: &JobSpec, all: &[Specification]) -> Option<Specification> {
    let primary = all.first().filter(|_| job.sensitivity.bracket)?;
    let outcome = primary.estimate.outcome.as_ref().or_else(|| job.outcomes.keys().next())?;
    let starts = job.outcomes.get(outcome).is_some_and(before_after);
    let elsewhere = primary.design.distance == Distance::Table || primary.design.propensity.column.is_some();
    let slow = matches!(primary.matching.method, Method::Genetic | Method::Cardinality | Method::Profile);
    let declared = all.iter().any(|s| s.design.baseline == Baseline::Ignore || s.name.trim() == NAME);
    if !starts || elsewhere || slow || declared {
        return None;
    }
    let tainted = Tainted::of(job);
    if !tainted.matched_on(primary, outcome) {
        return None;
    }
    let mut other = primary.clone();
    other.id = u32::try_from(all.len()).ok()?;
    NAME.clone_into(&mut other.name);
    other.role = Role::Bracket;
    // Its ties are of no interest beside those of the headline.
    other.matching.tie_orders = Some(0);
    tainted.leave_out(job, &mut other);
    let left = other.design.terms.as_ref().map_or_else(|| tainted.facts(job).len(), Vec::len);
    (left > 0).then_some(other)
}

/// `true` if an outcome has a value at the start.
fn before_after(outcome: &OutcomeSpec) -> bool {
    let sides = [&outcome.treated, &outcome.control, &outcome.both];
    sides.into_iter().flatten().any(|times| times.start.is_some())
}

/// Columns that a start score is part of.
struct Tainted(Vec<String>);

impl Tainted {
    fn of(job: &JobSpec) -> Self {
        let starts = job.outcomes.iter().filter(|(_, o)| before_after(o));
        let mut all: Vec<String> =
            starts.flat_map(|(name, _)| [format!("{name}.start"), format!("{name}.start.case")]).collect();
        for (name, spec) in &job.derive {
            let uses = Expression::parse(spec.expression()).map(|e| e.columns()).unwrap_or_default();
            if uses.iter().any(|column| all.contains(column)) {
                all.push(name.clone());
            }
        }
        Self(all)
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|column| column == name)
    }

    fn term(&self, text: &str) -> bool {
        variables(&[text.to_owned()]).is_ok_and(|names| names.iter().any(|name| self.has(name)))
    }

    /// `true` if the specification compares people on the start score of `outcome`, directly or not.
    fn matched_on(&self, s: &Specification, outcome: &str) -> bool {
        let own = |name: &String| {
            *name == format!("{outcome}.start") || *name == format!("{outcome}.start.case") || {
                self.has(name) && !name.contains(".start")
            }
        };
        let d = &s.design;
        let terms = d.terms.as_ref().is_none_or(|t| variables(t).is_ok_and(|names| names.iter().any(own)));
        terms || d.exact.iter().chain(&d.mahalanobis).any(own) || d.calipers.iter().any(|c| own(&c.on))
    }

    /// Takes the start scores out of everything that decides who is compared with whom, and out of the regression.
    fn leave_out(&self, job: &JobSpec, s: &mut Specification) {
        let design = &mut s.design;
        design.baseline = Baseline::Ignore;
        design.terms = match design.terms.take() {
            Some(terms) => Some(terms.into_iter().filter(|t| !self.term(t)).collect()),
            // Without terms of its own a design takes every covariate; one computed from a start score must be named out.
            None if job.derive.keys().any(|name| self.has(name)) => Some(self.facts(job)),
            None => None,
        };
        for names in [&mut design.exact, &mut design.antiexact, &mut s.matching.fine_balance] {
            names.retain(|name| !self.has(name));
        }
        design.mahalanobis.retain(|term| !self.term(term));
        design.calipers.retain(|caliper| !self.has(&caliper.on));
        if let Some(terms) = design.prognostic.as_mut().and_then(|p| p.terms.as_mut()) {
            terms.retain(|term| !self.term(term));
        }
        s.matching.cem.cutpoints.retain(|name, _| !self.has(name));
        s.matching.cem.grouping.retain(|name, _| !self.has(name));
        if let Some(terms) = &mut s.estimate.adjust {
            terms.retain(|term| !self.term(term));
        }
    }

    /// What a job without terms of its own matches on, less the start scores.
    fn facts(&self, job: &JobSpec) -> Vec<String> {
        let facts = job.covariates.iter().filter(|(_, c)| !c.after_start);
        let named = facts.flat_map(|(name, c)| {
            let flag = (c.missing == MissingPolicy::Indicator).then(|| format!("{name}.missing"));
            std::iter::once(name.clone()).chain(flag)
        });
        named.chain(job.derive.keys().cloned()).filter(|name| !self.has(name)).collect()
    }
}
