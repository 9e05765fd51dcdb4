//! Covariates: facts that both sides hold.

use super::cells::Field;
use super::fact::Fact;
use super::page::{GAP, Page};
use crate::cohort::Kind;
use crate::commands::init::look::Column;
use crate::commands::init::side::{Place, Side, shared};
use crate::commands::init::survey::{self, Dates};
use crate::commands::init::vocabulary::{FactWords, Sure, facts};

/// Levels above which a text is no category.
const MOST_LEVELS: usize = 40;

/// The covariates of a job.
#[derive(Debug, Default)]
pub struct Facts {
    list: Vec<Fact>,
    /// Comments about what was left out.
    left: Vec<String>,
    /// Codes of the pool's categories that probably mean missing.
    pub negative: Vec<String>,
}

impl Facts {
    /// Whatever both sides hold.
    pub fn of(treated: &Side, control: &Side) -> Self {
        let mut made = Self::default();
        let mut used: Vec<String> = Vec::new();
        let mut pairs = shared(treated, control);
        pairs.extend(alone(treated, control, &pairs));
        for (words, t, c) in
            pairs.iter().filter(|(w, ..)| !["born", "household_size"].contains(&w.name.as_str()))
        {
            used.extend([t.name.clone(), c.name.clone()]);
            made.add(&words.name, Some(words), t, c);
        }
        made.born(treated, control);
        for column in &treated.parts.start().look.columns {
            let taken =
                used.contains(&column.name) || treated.is_item(&column.name) || treated.late(&column.name);
            let twin = control
                .named(&column.name)
                .filter(|c| !used.contains(&c.name) && !control.is_item(&c.column.name));
            let person = treated.id.as_ref().is_some_and(|id| id.column == column.name) || column.unique();
            if let Some(twin) = twin.filter(|_| !taken && !person && survey::dates(column).is_none()) {
                let place = treated.place(treated.parts.start(), column, Sure::Name);
                made.add(&column.name, None, &place, &twin);
            }
        }
        made.list.sort_by_key(|f| facts().iter().position(|w| w.name == f.name).unwrap_or(usize::MAX));
        made
    }

    /// Names in the order of the job.
    pub fn names(&self) -> Vec<&str> {
        self.list.iter().map(|f| f.name.as_str()).collect()
    }

    fn add(&mut self, name: &str, words: Option<&FactWords>, t: &Place, c: &Place) {
        let kind = words.map_or_else(|| looks(&t.column, &c.column), |w| w.kind);
        let numeric = [t, c].iter().all(|p| p.column.sample.is_none() || p.column.numeric());
        let kind = if kind == Kind::Number && !numeric { Kind::Category } else { kind };
        let texts = [t, c].iter().any(|p| p.column.known().count() > MOST_LEVELS);
        if kind != Kind::Number && texts {
            self.left.push(format!(
                "`{name}`: too many different cells ({}) to be a category",
                t.column.known().count().max(c.column.known().count())
            ));
            return;
        }
        let mut fact = Fact {
            name: name.to_owned(),
            label: words.map(|w| w.label.clone()),
            kind,
            unit: words.and_then(|w| w.unit.clone()).filter(|_| kind == Kind::Number),
            fields: [t, c].map(|p| Field::plain(&p.name, why(p))),
            levels: Vec::new(),
            notes: Vec::new(),
        };
        match kind {
            Kind::Number => fact.numbers([t, c]),
            Kind::Category | Kind::YesNo => {
                let negative = fact.levels(words, [t, c]);
                self.negative.extend(negative);
            }
        }
        self.list.push(fact);
    }

    /// Age from a date of birth, where the service file holds no age.
    fn born(&mut self, treated: &Side, control: &Side) {
        let find = |name: &str| facts().iter().find(|f| f.name == name);
        let (Some(age), Some(born)) = (find("age"), find("born")) else { return };
        if self.list.iter().any(|f| f.name == "age") || treated.fact(age).is_some() {
            return;
        }
        let (Some(t), Some(c)) = (treated.fact(born), control.fact(age)) else { return };
        let from = survey::span(&treated.parts.start().look)[0].clone().map(|(g, _)| g.column);
        let mut fact = Fact {
            name: "age".to_owned(),
            label: Some(age.label.clone()),
            kind: Kind::Number,
            unit: age.unit.clone(),
            fields: [Field::plain(&t.name, why(&t)), Field::plain(&c.name, why(&c))],
            levels: Vec::new(),
            notes: Vec::new(),
        };
        fact.numbers_of(1, &c);
        let at = from.as_deref().unwrap_or("the start date");
        let iso = survey::dates(&t.column) == Some(Dates::Iso);
        match (&from, iso) {
            (Some(from), true) => {
                fact.fields[0].expression =
                    Some(format!("years_between({}, {})", ident(&t.name), ident(from)));
            }
            _ => fact.fields[0].open = true,
        }
        fact.notes.push(format!(
            "There is no age in the service file, but a date of birth: age in whole years at `{at}`, guessed from the names.{}",
            if iso { "" } else { " Its dates are not written as YYYY-MM-DD, which alone is read: give a column with the age." }
        ));
        self.list.push(fact);
    }

    /// Writes `[covariates]`.
    pub fn write(&self, page: &mut Page) {
        page.raw("\n");
        page.note(
            "Facts from before the programme, each with its source on both sides; levels get the same words. `missing = \"exclude\"`: people without a value are left out, counted.",
        );
        if self.list.is_empty() {
            page.note("No fact was found that both sides hold under a name or a label that is known.");
            page.raw("[covariates.age]\nkind = \"number\"\nmissing = \"exclude\"\n");
            page.line(
                &format!("treated = {GAP}"),
                "column of the service file; delete the covariate if there is none",
            );
            page.line(&format!("control = {GAP}"), "column of the survey");
        }
        for fact in &self.list {
            fact.write(page);
        }
        for words in &self.left {
            page.note(&format!("Left out: {words}."));
        }
    }
}

/// Living alone against the size of the household.
fn alone<'a>(
    treated: &Side,
    control: &Side,
    found: &[(&'a FactWords, Place, Place)],
) -> Option<(&'a FactWords, Place, Place)> {
    let find = |name: &str| facts().iter().find(|f| f.name == name);
    let (alone, size) = (find("lives_alone")?, find("household_size")?);
    let done = found.iter().any(|(w, ..)| w.name == "lives_alone");
    (!done).then(|| Some((alone, treated.fact(alone)?, control.fact(size)?)))?
}

fn why(place: &Place) -> String {
    let label = place.column.said.label.as_ref().map(|l| format!("; its label: {l}")).unwrap_or_default();
    format!("guessed from {}{label}", place.sure.words())
}

/// A name in an expression.
fn ident(name: &str) -> String {
    let bare = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
    if bare { name.to_owned() } else { format!("\"{name}\"") }
}

/// What the cells of a column look like.
pub fn look(column: &Column) -> Kind {
    let yes_no =
        |w: &str| ["0", "1", "yes", "no", "y", "n", "true", "false"].contains(&w.to_lowercase().as_str());
    if column.known().next().is_some() && column.known().all(|(w, _)| yes_no(w)) {
        Kind::YesNo
    } else if column.numeric() && column.said.values.len() < 2 {
        Kind::Number
    } else {
        Kind::Category
    }
}

fn looks(one: &Column, two: &Column) -> Kind {
    let (a, b) = (look(one), look(two));
    if a == b { a } else { Kind::Category }
}
