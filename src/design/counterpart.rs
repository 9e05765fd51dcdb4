//! Levels that one arm has and the other has not: nobody could be matched to these people.

use super::error::DesignError;
use super::score;
use super::spec::Stop;
use super::strata::{is_yes_no, yes};
use super::terms::Term;
use crate::cohort::{Blinded, Column, Reasons};
use crate::job::Specification;

/// Code of the reason.
pub(super) const NO_COUNTERPART: &str = "no_counterpart";
/// Levels of one variable that get a reason each; with more, they share one.
const SINGLE: usize = 12;
/// Reasons after which the table of reasons takes no further ones.
const MOST: usize = 200;

/// Makes people ineligible whose level of a category (or answer to a yes/no question) nobody of the
/// other arm has, until no such level is left.
///
/// With such a level the likelihood of a score model has no maximum: the fitted odds of these people
/// run to 0 or to infinity. It is done for the effect on one arm (ATT, ATC), where the score is a
/// regression by maximum likelihood at its maximum, and for variables that stand alone in a term (a product need
/// not separate). For both arms together (ATE) they belong to the population asked about, and
/// `stop = "r"` does as `glm`: there nobody leaves. Cost: units x variables, once a round.
///
/// # Errors
/// A term that cannot be read, or a column that is not there.
pub(super) fn run(
    cohort: Blinded<'_>,
    specification: &Specification,
    terms: &[String],
    eligible: &mut Reasons,
) -> Result<(), DesignError> {
    let propensity = &specification.design.propensity;
    let fitted = propensity.model.by_likelihood() && propensity.stop == Stop::Converged;
    if specification.design.estimand.one_arm().is_none() || !fitted || !score::needed(specification) {
        return Ok(());
    }
    let questions = questions(cohort, terms)?;
    while questions.iter().any(|question| question.ask(cohort, eligible)) {}
    Ok(())
}

/// A variable with levels.
struct Question<'a> {
    name: String,
    column: Column<'a>,
    words: Vec<String>,
}

/// Categories and yes/no variables that are a term of their own.
fn questions<'a>(cohort: Blinded<'a>, terms: &[String]) -> Result<Vec<Question<'a>>, DesignError> {
    let mut questions: Vec<Question<'a>> = Vec::new();
    for text in terms {
        let mut factors = Term::parse(text)?.factors;
        let Some(factor) = factors.pop().filter(|f| factors.is_empty() && f.spline.is_none()) else {
            continue;
        };
        let (column, name) = (cohort.column(&factor.name)?, factor.name);
        let words = match column {
            Column::Category(category) => category.levels().map(str::to_owned).collect(),
            Column::Number(_) if is_yes_no(cohort, &name) => vec![yes(0.0), yes(1.0)],
            Column::Number(_) => continue,
        };
        questions.push(Question { name, column, words });
    }
    Ok(questions)
}

impl Question<'_> {
    /// Marks those whose level the other arm has not; `true` if there were any.
    fn ask(&self, cohort: Blinded<'_>, eligible: &mut Reasons) -> bool {
        let treated = cohort.treated();
        let mut people = vec![[0_usize; 2]; self.words.len()];
        for i in (0..treated.len()).filter(|&i| eligible.stays(i)) {
            if let Some(level) = self.level(i) {
                people[level][usize::from(treated[i])] += 1;
            }
        }
        let alone = |level: usize| people[level].contains(&0) && people[level] != [0, 0];
        let lonely: Vec<usize> = (0..people.len()).filter(|&level| alone(level)).collect();
        let labels = [&cohort.roles().control_label, &cohort.roles().treated_label];
        let mut codes = vec![0; people.len()];
        for &level in &lonely {
            let other = labels[usize::from(people[level][1] == 0)];
            codes[level] = eligible.code(NO_COUNTERPART, &self.said(level, other, lonely.len(), eligible));
        }
        for i in (0..treated.len()).filter(|_| !lonely.is_empty()) {
            if let Some(level) = self.level(i).filter(|&level| codes[level] > 0) {
                eligible.mark(i, codes[level]);
            }
        }
        !lonely.is_empty()
    }

    fn level(&self, i: usize) -> Option<usize> {
        match self.column {
            Column::Category(category) => category.get(i).map(usize::from),
            Column::Number(number) => number.get(i).map(|x| usize::from(x != 0.0)),
        }
    }

    fn said(&self, level: usize, other: &str, levels: usize, eligible: &Reasons) -> String {
        if eligible.table().len() >= MOST {
            return "nobody in the other arm has the same level of some variable".to_owned();
        }
        if levels > SINGLE {
            return format!("nobody among {other} has the same `{}`", self.name);
        }
        format!("nobody among {other} has `{}` = {}", self.name, self.words[level])
    }
}
