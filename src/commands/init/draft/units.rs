//! A job for one file with a treatment column.

use super::facts::look;
use super::outcomes;
use super::page::{GAP, Page, code, key, quote};
use super::recommended;
use super::sides::{file, gap, options};
use crate::cohort::Kind;
use crate::commands::init::look::{Column, Look};
use crate::commands::init::side::{Scale, Side};
use crate::commands::init::survey;
use crate::commands::init::vocabulary::{bare, facts};
use crate::error::Error;
use crate::stats::text::nearest;
use std::path::Path;

/// What a treatment column is called.
const TREATMENTS: [&str; 12] = [
    "treat",
    "treated",
    "treatment",
    "intervention",
    "arm",
    "group",
    "programme",
    "program",
    "participant",
    "supported",
    "exposed",
    "trt",
];
/// What its treated value is called.
const TREATED: [&str; 8] = ["1", "yes", "y", "true", "treated", "treatment", "intervention", "supported"];
/// Levels above which a text is no category.
const MOST_LEVELS: usize = 40;

/// What could be guessed of one file with a treatment column.
#[derive(Debug)]
pub struct OneFile {
    side: Side,
    treatment: String,
    why: String,
}

/// A column that looks like the treatment, if the file has one.
fn treatment(look: &Look) -> Option<String> {
    let two = |c: &&Column| c.known().count() == 2;
    TREATMENTS
        .iter()
        .find_map(|t| look.columns.iter().filter(two).find(|c| bare(&c.name) == *t))
        .map(|c| c.name.clone())
}

impl OneFile {
    /// Guesses from the look of the file; without `treatment` it is looked for.
    ///
    /// # Errors
    /// No such treatment column.
    pub fn guess(side: Side, treatment: Option<&str>) -> Result<Self, Error> {
        let look = &side.parts.start().look;
        let names: Vec<&str> = look.columns.iter().map(|c| c.name.as_str()).collect();
        let (name, why) = match treatment {
            Some(name) => (name.to_owned(), "as given".to_owned()),
            None => match self::treatment(look) {
                Some(name) => (name, "guessed from the name and its two values".to_owned()),
                None => {
                    return Err(Error::Usage(
                        "give the survey with --control FILE (twice for a start and an end wave), or the treatment column with --treatment COLUMN"
                            .to_owned(),
                    ));
                }
            },
        };
        if !names.contains(&name.as_str()) {
            let hint = nearest(&name, &names).map(|n| format!(" (did you mean `{n}`?)")).unwrap_or_default();
            return Err(Error::Usage(format!("{} has no column `{name}`{hint}", look.path.display())));
        }
        Ok(Self { treatment: name, why, side })
    }

    fn covariates(&self) -> Vec<&Column> {
        let id = self.side.id.as_ref().map(|i| i.column.as_str());
        let look = &self.side.parts.start().look;
        let other = |c: &&Column| {
            c.name != self.treatment
                && Some(c.name.as_str()) != id
                && !self.side.late(&c.name)
                && !self.side.is_item(&c.name)
                && survey::dates(c).is_none()
                && (c.numeric() || (!c.unique() && c.known().count() <= MOST_LEVELS))
                && !(c.unique() && bare(&c.name).ends_with("id"))
        };
        look.columns.iter().filter(other).collect()
    }
}

/// Writes the whole job.
pub fn write(page: &mut Page, one: &OneFile, here: &Path) {
    let part = one.side.parts.start();
    page.section("[units]", "One file holds both arms.");
    page.line(&format!("source = {}", file(part, None, here)), &options(&part.look));
    match &one.side.id {
        Some(id) => page.line(&format!("id = {}", quote(&id.column)), &id.why),
        None => page.line(
            &format!("id = {GAP}"),
            "column with an id of its own for every person; no column looks like one",
        ),
    }
    let column = part.look.column(&one.treatment);
    let is = column.and_then(|c| {
        c.known().map(|(w, _)| w).find(|w| TREATED.contains(&w.trim().to_lowercase().as_str()))
    });
    let value = is.map_or_else(|| GAP.to_owned(), code);
    let seen: Vec<&str> = column.map(|c| c.known().map(|(w, _)| w).take(6).collect()).unwrap_or_default();
    page.line(
        &format!("treated = {{ column = {}, is = {value} }}", quote(&one.treatment)),
        &format!("{}; its values: {}", one.why, seen.join(", ")),
    );
    let scale = one.side.scales.iter().find(|s| !s.end.is_empty());
    if scale.is_some() {
        gap(page, &one.side);
        outcomes::missing(page, &scale.map(|s| outcomes::odd_of(s.instrument, s)).unwrap_or_default());
    }
    let covariates = one.covariates();
    facts_of(page, &covariates);
    outcome(page, one, scale);
    design(page, &covariates, scale);
}

fn facts_of(page: &mut Page, covariates: &[&Column]) {
    page.section(
        "[covariates]",
        "Facts from before the programme. Delete what was measured later: it must not be matched on.",
    );
    for column in covariates {
        let kind = match look(column) {
            Kind::Number => "number",
            Kind::Category => "category",
            Kind::YesNo => "yes-no",
        };
        let known = facts().iter().find(|f| f.fits(&column.name, column.label()).is_some());
        let why = known.map_or_else(
            || "kind guessed from its cells".to_owned(),
            |f| format!("kind guessed from its cells; {}", f.label),
        );
        page.line(
            &format!(
                "{} = {{ kind = \"{kind}\", missing = \"exclude\", column = {} }}",
                key(&column.name),
                quote(&column.name)
            ),
            &why,
        );
    }
}

fn outcome(page: &mut Page, one: &OneFile, scale: Option<&Scale>) {
    let Some(scale) = scale else {
        page.section("[outcomes.outcome]", "Rename it, and delete its column from the covariates above.");
        page.line(&format!("column = {GAP}"), "the column that was measured after the programme");
        page.line("better = \"higher\"", "or \"lower\"");
        page.line("unit = \"points\"", "");
        for twin in one.side.twins.iter().take(6) {
            page.note(&format!(
                "Measured twice, guessed from the names: `{}` and `{}`.",
                twin.start, twin.end
            ));
        }
        return;
    };
    let name = outcomes::name(Some(scale.instrument));
    page.section(
        &format!("[outcomes.{name}]"),
        "What is measured before and after; rename it if it is something else.",
    );
    outcomes::instrument(page, Some(scale.instrument), &[Some(scale.clone())]);
    page.raw(&format!("[outcomes.{name}.both]\n"));
    outcomes::times(page, Some(scale.instrument), Some(scale));
}

fn design(page: &mut Page, covariates: &[&Column], scale: Option<&Scale>) {
    let sex = covariates.iter().find(|c| c.name == "sex" && look(c) != Kind::Number).map(|c| c.name.clone());
    let case = scale
        .filter(|s| s.instrument.case.is_some())
        .map(|s| format!("{}.start.case", outcomes::name(Some(s.instrument))));
    let exact: Vec<String> = sex.into_iter().chain(case).map(|e| quote(&e)).collect();
    page.section("[design]", "");
    page.line("estimand = \"ATT\"", "the effect on the people treated");
    if scale.is_some() {
        page.line(
            "baseline = \"match\"",
            "the start score must be matched: without it results can change sign",
        );
    }
    page.line(&format!("exact = [{}]", exact.join(", ")), "partners agree on these");
    recommended::settings(page, false);
}
