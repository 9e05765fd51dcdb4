//! Terms of a model as the job writes them: `age`, `age^2`, `educ:re74`.

use super::error::DesignError;
use super::spec::{Baseline, DesignSpec};
use crate::cohort::Roles;

/// One factor of a term: a variable to a power.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    /// Column of the cohort.
    pub name: String,
    /// Exponent, at least 1.
    pub power: u32,
}

/// A product of factors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The term as written.
    pub text: String,
    /// Its factors.
    pub factors: Vec<Factor>,
}

impl Term {
    /// Reads one term: factors separated by `:`, each a name with an optional `^` power.
    ///
    /// # Errors
    /// An empty factor, or a power that is not a whole number from 1 to 9.
    pub fn parse(text: &str) -> Result<Self, DesignError> {
        let factors = text.split(':').map(|part| factor(text, part)).collect::<Result<_, _>>()?;
        Ok(Self { text: text.trim().to_owned(), factors })
    }
}

fn factor(term: &str, part: &str) -> Result<Factor, DesignError> {
    let fault = |why: String| DesignError::Term { term: term.to_owned(), why };
    let (name, power) = match part.split_once('^') {
        None => (part.trim(), 1),
        Some((name, power)) => {
            let power = power.trim();
            let number = power.parse().ok().filter(|k| (1..=9).contains(k));
            let number = number.ok_or_else(|| fault(format!("`{power}` is not a power from 1 to 9")))?;
            (name.trim(), number)
        }
    };
    if name.is_empty() {
        return Err(fault("a name is missing".to_owned()));
    }
    Ok(Factor { name: name.to_owned(), power })
}

/// The terms in use: those the job names, else every covariate from before the start but a score that
/// came with the data, and the start scores of before/after outcomes when they are matched on.
#[must_use]
pub fn in_use(spec: &DesignSpec, roles: &Roles) -> Vec<String> {
    if let Some(terms) = &spec.terms {
        return terms.clone();
    }
    let score = spec.propensity.column.as_deref();
    let covariates = roles.covariates.iter().filter(|c| !c.after_start && Some(c.name.as_str()) != score);
    let covariates = covariates.map(|c| c.name.clone());
    let starts = roles.outcomes.iter().filter_map(|o| o.start()).map(str::to_owned);
    let starts = starts.filter(|_| spec.baseline == Baseline::Match);
    covariates.chain(starts).collect()
}

/// The variables of terms, each once, in order.
///
/// # Errors
/// A term that cannot be read.
pub fn variables(terms: &[String]) -> Result<Vec<String>, DesignError> {
    let mut names: Vec<String> = Vec::new();
    for text in terms {
        for factor in Term::parse(text)?.factors {
            if !names.contains(&factor.name) {
                names.push(factor.name);
            }
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::{Factor, Term, variables};

    #[test]
    fn reads_powers_and_products() {
        let term = Term::parse("age^2 : loneliness.start").expect("a term");
        let factor = |name: &str, power| Factor { name: name.to_owned(), power };
        assert_eq!(term.factors, [factor("age", 2), factor("loneliness.start", 1)]);
        let names = variables(&["age".into(), "age^2".into(), "educ:age".into()]).expect("terms");
        assert_eq!(names, ["age", "educ"]);
    }

    #[test]
    fn says_what_is_wrong() {
        for bad in ["", "age:", "age^0", "age^x", "^2"] {
            assert!(Term::parse(bad).is_err(), "{bad}");
        }
    }
}
