//! Terms of a model as the job writes them: `age`, `age^2`, `educ:re74`, `spline(age, 4)`.

use super::error::DesignError;
use super::spec::{Baseline, DesignSpec};
use crate::cohort::Roles;

/// One factor of a term: a variable to a power, or a curve in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    /// Column of the cohort.
    pub name: String,
    /// Exponent, at least 1.
    pub power: u32,
    /// Degrees of freedom of a natural cubic spline, from 2; `None` for a plain variable or a power.
    pub spline: Option<u32>,
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
    /// Reads one term: factors separated by `:`, each a name with an optional `^` power, or
    /// `spline(name, df)`.
    ///
    /// # Errors
    /// An empty factor, a power that is not a whole number from 1 to 9, or degrees of freedom that are not
    /// one from 2 to 9.
    pub fn parse(text: &str) -> Result<Self, DesignError> {
        let factors = text.split(':').map(|part| factor(text, part)).collect::<Result<_, _>>()?;
        Ok(Self { text: text.trim().to_owned(), factors })
    }
}

fn factor(term: &str, part: &str) -> Result<Factor, DesignError> {
    let fault = |why: String| DesignError::Term { term: term.to_owned(), why };
    if let Some(inside) = part.trim().strip_prefix("spline(").and_then(|p| p.strip_suffix(')')) {
        let (name, df) = inside.split_once(',').unwrap_or((inside, ""));
        let number = df.trim().parse().ok().filter(|k| (2..=9).contains(k));
        let df =
            number.ok_or_else(|| fault(format!("`{}` is not a number of degrees from 2 to 9", df.trim())))?;
        return named(Factor { name: name.trim().to_owned(), power: 1, spline: Some(df) }, fault);
    }
    let (name, power) = match part.split_once('^') {
        None => (part.trim(), 1),
        Some((name, power)) => {
            let power = power.trim();
            let number = power.parse().ok().filter(|k| (1..=9).contains(k));
            let number = number.ok_or_else(|| fault(format!("`{power}` is not a power from 1 to 9")))?;
            (name.trim(), number)
        }
    };
    named(Factor { name: name.to_owned(), power, spline: None }, fault)
}

fn named(factor: Factor, fault: impl Fn(String) -> DesignError) -> Result<Factor, DesignError> {
    if factor.name.is_empty() { Err(fault("a name is missing".to_owned())) } else { Ok(factor) }
}

/// The terms in use: those the job names, else every covariate from before the start but a score that
/// came with the data, and the start scores of before/after outcomes when they are matched on.
#[must_use]
pub fn in_use(spec: &DesignSpec, roles: &Roles) -> Vec<String> {
    if let Some(terms) = &spec.terms {
        // Lists of terms are told apart by a comma and a space: a spline is kept without the space.
        let close = |t: &String| if t.contains("spline(") { t.replace(' ', "") } else { t.clone() };
        return terms.iter().map(close).collect();
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
        let factor = |name: &str, power| Factor { name: name.to_owned(), power, spline: None };
        assert_eq!(term.factors, [factor("age", 2), factor("loneliness.start", 1)]);
        let curve = Term::parse("spline( age ,4):sex").expect("a term");
        assert_eq!(curve.factors[0], Factor { spline: Some(4), ..factor("age", 1) });
        assert_eq!(curve.factors[1], factor("sex", 1));
        let names = variables(&["age".into(), "age^2".into(), "educ:age".into()]).expect("terms");
        assert_eq!(names, ["age", "educ"]);
    }

    #[test]
    fn says_what_is_wrong() {
        for bad in ["", "age:", "age^0", "age^x", "^2", "spline(age)", "spline(age, 1)", "spline(, 3)"] {
            assert!(Term::parse(bad).is_err(), "{bad}");
        }
    }
}
