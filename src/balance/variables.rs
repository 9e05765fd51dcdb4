//! What is compared: score, covariates with all their levels, start scores, products.

use super::error::BalanceError;
use super::groups::Groups;
use crate::cohort::{Category, Cohort, Column, Covariate, Number};
use crate::design::{Design, Distance};

/// Where a variable's values come from.
#[derive(Debug, Clone)]
enum Source<'a> {
    Number(Number<'a>),
    /// 1 for units of one level, 0 for others.
    Level(Category<'a>, u16),
    Score(&'a [f64]),
    Product(Box<Source<'a>>, Box<Source<'a>>),
}

/// One variable to be compared.
#[derive(Debug, Clone)]
pub(super) struct Variable<'a> {
    /// Name of the covariate, or of the product.
    pub covariate: String,
    /// Level, for categories.
    pub level: Option<String>,
    /// What part it plays.
    pub part: Part,
    /// `true` if the design matched on it.
    pub matched_on: bool,
    source: Source<'a>,
}

/// What part a variable plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The propensity score.
    Score,
    /// A covariate.
    Covariate,
    /// The start score of an outcome.
    Start,
    /// A square or an interaction.
    Product,
}

/// The score, if there is one; covariates in job order, start scores; categories by level.
///
/// # Errors
/// A covariate without a column.
pub(super) fn variables<'a>(
    cohort: &'a Cohort,
    design: &'a Design,
    groups: &Groups,
) -> Result<Vec<Variable<'a>>, BalanceError> {
    let mut list = Vec::new();
    if let Some(propensity) = &design.propensity {
        let linear = design.spec.distance == Distance::LinearPredictor;
        let score = if linear { &propensity.linear } else { &propensity.score };
        list.push(Variable {
            covariate: "propensity".to_owned(),
            level: None,
            part: Part::Score,
            matched_on: true,
            source: Source::Score(score),
        });
    }
    let roles = cohort.roles();
    // What is known of those supported alone has nothing to be balanced with.
    let compared = |c: &&Covariate| {
        let known = |column: Column<'_>| (0..cohort.len()).any(|i| !cohort.treated()[i] && column.known(i));
        !c.after_start || cohort.column(&c.name).is_ok_and(known)
    };
    let covariates = roles.covariates.iter().filter(compared).map(|c| (c.name.as_str(), Part::Covariate));
    let starts = roles.outcomes.iter().filter_map(|o| o.start()).map(|s| (s, Part::Start));
    for (name, part) in starts.clone().chain(covariates) {
        let again = list.iter().any(|v: &Variable<'_>| v.covariate == name);
        if !again && cohort.has(name) {
            list.extend(levels(cohort, design, groups, name, part)?);
        }
    }
    list.sort_by_key(|v| v.part == Part::Start);
    Ok(list)
}

fn levels<'a>(
    cohort: &'a Cohort,
    design: &Design,
    groups: &Groups,
    name: &str,
    part: Part,
) -> Result<Vec<Variable<'a>>, BalanceError> {
    let matched_on = is_matched_on(design, name, part);
    let variable = |level: Option<String>, source| Variable {
        covariate: name.to_owned(),
        level,
        part,
        matched_on,
        source,
    };
    match cohort.column(name)? {
        Column::Number(number) => Ok(vec![variable(None, Source::Number(number))]),
        Column::Category(category) => {
            let mut seen = vec![false; category.len()];
            let codes = groups.rows.iter().filter_map(|&i| category.get(i as usize));
            codes.for_each(|code| seen[usize::from(code)] = true);
            let present = (0..category.len() as u16).filter(|&code| seen[usize::from(code)]);
            let level = |code| variable(Some(category.level(code).to_owned()), Source::Level(category, code));
            Ok(present.map(level).collect())
        }
    }
}

fn is_matched_on(design: &Design, name: &str, part: Part) -> bool {
    let spec = &design.spec;
    let in_term = |term: &String| term.split(':').any(|f| f.split('^').next() == Some(name));
    let cut = format!("{name}.");
    design.terms.iter().any(in_term)
        || spec.mahalanobis.iter().any(in_term)
        || spec.exact.iter().any(|e| e == name || (part == Part::Start && e.starts_with(&cut)))
        || design.calipers.iter().any(|c| c.on == name)
}

/// Squares of numbers and products of all pairs of variables, except two levels of one category.
pub(super) fn products<'a>(list: &[Variable<'a>], groups: &Groups) -> Vec<Variable<'a>> {
    let simple: Vec<&Variable<'a>> = list.iter().filter(|v| v.part != Part::Score).collect();
    let mut products = Vec::new();
    for (k, a) in simple.iter().enumerate() {
        if a.level.is_none() && !is_binary(&a.values(groups)) {
            products.push(product(format!("{}^2", a.covariate), None, a, a));
        }
        for b in simple[k + 1..].iter().filter(|b| b.covariate != a.covariate) {
            let both = [&a.level, &b.level].into_iter().flatten().map(String::as_str).collect::<Vec<_>>();
            let level = if both.is_empty() { None } else { Some(both.join(", ")) };
            products.push(product(format!("{}:{}", a.covariate, b.covariate), level, a, b));
        }
    }
    products
}

fn product<'a>(covariate: String, level: Option<String>, a: &Variable<'a>, b: &Variable<'a>) -> Variable<'a> {
    let source = Source::Product(Box::new(a.source.clone()), Box::new(b.source.clone()));
    Variable { covariate, level, part: Part::Product, matched_on: false, source }
}

impl Variable<'_> {
    /// Values of the eligible units; NaN where there is none.
    pub fn values(&self, groups: &Groups) -> Vec<f64> {
        let rows = groups.rows.iter().map(|&i| i as usize);
        match &self.source {
            Source::Number(number) => rows.map(|i| number.get(i).unwrap_or(f64::NAN)).collect(),
            Source::Score(score) => rows.map(|i| score[i]).collect(),
            source => rows.map(|i| source.value(i)).collect(),
        }
    }
}

impl Source<'_> {
    fn value(&self, i: usize) -> f64 {
        match self {
            Self::Number(number) => number.get(i).unwrap_or(f64::NAN),
            Self::Level(category, level) => match category.get(i) {
                Some(code) => f64::from(u8::from(code == *level)),
                None => f64::NAN,
            },
            Self::Score(score) => score[i],
            Self::Product(a, b) => a.value(i) * b.value(i),
        }
    }
}

/// `true` if every known value is 0 or 1.
pub(super) fn is_binary(values: &[f64]) -> bool {
    values.iter().all(|&x| x == 0.0 || x == 1.0 || x.is_nan())
}
