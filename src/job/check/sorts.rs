//! What the values of each name are, as far as the job tells it.

use super::scene::before_after;
use crate::cohort::{Expression, Kind, Sort};
use crate::job::spec::{JobSpec, MissingPolicy};
use indexmap::IndexMap;

/// The sort of every covariate, computed column and start score that could be read.
pub(super) fn sorts(spec: &JobSpec) -> IndexMap<String, Sort> {
    let mut known = IndexMap::new();
    for (name, covariate) in &spec.covariates {
        known.insert(name.clone(), of(covariate.kind));
        if covariate.missing == MissingPolicy::Indicator {
            known.insert(format!("{name}.missing"), Sort::Truth);
        }
    }
    for (name, outcome) in spec.outcomes.iter().filter(|(_, o)| before_after(o)) {
        let start = if outcome.binary { Sort::Truth } else { Sort::Number };
        known.insert(format!("{name}.start"), start);
        known.insert(format!("{name}.start.case"), Sort::Truth);
    }
    for (name, derived) in &spec.derive {
        let expression = Expression::parse(derived.expression()).ok();
        let sort = expression.and_then(|e| e.sort_of(&|n| known.get(n).copied()).ok().flatten());
        if let Some(sort) = sort {
            known.insert(name.clone(), sort);
        }
    }
    known
}

/// The sort of a kind's values.
pub(super) fn of(kind: Kind) -> Sort {
    match kind {
        Kind::Number => Sort::Number,
        Kind::YesNo => Sort::Truth,
        Kind::Category => Sort::Text,
    }
}
