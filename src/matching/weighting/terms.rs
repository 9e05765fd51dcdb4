//! What is balanced: the terms of the design, with powers and products if asked.

use super::spec::WeightsSpec;
use crate::cohort::{Blinded, Column};
use crate::design::{DesignError, Term, variables};

/// The terms of `design`, then powers of its numbers up to `moments`, then products of any two variables.
///
/// # Errors
/// A term that cannot be read, or a column that is not there.
pub(super) fn balanced(
    cohort: Blinded<'_>,
    design: &[String],
    spec: &WeightsSpec,
) -> Result<Vec<String>, DesignError> {
    let mut terms = design.to_vec();
    let mut add = |term: String| {
        if !terms.contains(&term) {
            terms.push(term);
        }
    };
    for text in design {
        let term = Term::parse(text)?;
        let [factor] = term.factors.as_slice() else { continue };
        if factor.power == 1 && matches!(cohort.column(&factor.name)?, Column::Number(_)) {
            (2..=spec.moments).for_each(|power| add(format!("{}^{power}", factor.name)));
        }
    }
    if spec.interactions {
        let names = variables(design)?;
        for (k, a) in names.iter().enumerate() {
            names[k + 1..].iter().for_each(|b| add(format!("{a}:{b}")));
        }
    }
    Ok(terms)
}
