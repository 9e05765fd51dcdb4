//! From the programme's files to figures about the people supported.

use super::fact::{Lines, Rules, UNKNOWN, shares, tally};
use super::read::{self, Frame, column, filter};
use super::spec::{Cut, DescribeKind, DescribeSpec};
use super::types::{Base, Described, Description, Figure, Statistic};
use super::{number, rows, several};
use crate::fault::{Fault, Note};
use crate::job::Job;
use std::collections::{BTreeMap, BTreeSet};

/// Describes the people supported as the job asks; nothing where it does not.
///
/// The people are those of the programme's file whom its own `where` lets in, whether or not they can be
/// compared with anybody. Results do not depend on the order of rows. Cost: the files are read once more
/// for the columns that are described.
///
/// # Errors
/// All faults of the data at once.
pub fn run(job: &Job) -> Result<Described, Vec<Fault>> {
    if job.spec.describe.is_empty() {
        return Ok(Described::default());
    }
    let (mut found, mut faults) = (Described::default(), Vec::new());
    let frame = read::people(job).map_err(|mut f| faults.append(&mut f)).ok();
    for (name, spec) in &job.spec.describe {
        let side = read::rows(job, spec).map_err(|mut f| faults.append(&mut f));
        if let (Some(frame), Ok((rows, inputs))) = (&frame, side) {
            let desk = Desk { job, frame, name, spec };
            let figures = if spec.kind == DescribeKind::Rows {
                desk.rows(&rows, &mut found.notes)
            } else {
                desk.figures(&mut found.notes)
            };
            found.sections.push(Description { name: name.clone(), spec: spec.clone(), figures });
            found.inputs.extend(inputs);
        }
    }
    found.notes.extend(frame.into_iter().flat_map(|f| f.notes));
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}

/// One section and what it is made from.
struct Desk<'a> {
    job: &'a Job,
    frame: &'a Frame,
    name: &'a str,
    spec: &'a DescribeSpec,
}

impl<'a> Desk<'a> {
    /// Whom the section is about.
    fn people(&self) -> Vec<usize> {
        let all = &self.frame.people;
        if self.spec.filter.is_none() {
            return all.clone();
        }
        let answers = self.frame.numbers(&filter(self.name), all);
        all.iter().zip(answers).filter(|(_, a)| *a == Some(1.0)).map(|(i, _)| *i).collect()
    }

    fn figures(&self, notes: &mut Vec<Note>) -> Vec<Figure> {
        let people = self.people();
        if self.spec.kind == DescribeKind::Profile {
            return self.profile(&people, notes);
        }
        let all = self.of(&people, &people);
        if self.spec.kind == DescribeKind::Shares {
            let said: Vec<&String> = self.spec.groups.values().flatten().chain(&self.spec.order).collect();
            self.unheard(&column(self.name, None), &said, Rules::of(self.spec), notes);
        }
        all.into_iter().chain(self.parts(&people)).collect()
    }

    /// The same for each category of `by`.
    fn parts(&self, people: &[usize]) -> Vec<Figure> {
        let Some((by, spec)) = self.spec.by.as_ref().and_then(|b| Some((b, self.job.spec.describe.get(b)?)))
        else {
            return Vec::new();
        };
        let (source, rules) = (column(by, None), Rules::of(spec));
        let words = self.frame.words(&source, people);
        let lines = Lines::new(&tally(&self.frame.levels(&source), words.iter().flatten().copied()), rules);
        let mut parts = Vec::new();
        for level in lines.tops().map(Some).chain([None]) {
            let here = |word: Option<&str>| word.and_then(|w| lines.top(w)) == level;
            let some: Vec<usize> =
                people.iter().zip(&words).filter(|(_, w)| here(**w)).map(|(i, _)| *i).collect();
            let label = level.unwrap_or(rules.unknown).to_owned();
            if !some.is_empty() {
                parts.extend(
                    self.of(&some, people).into_iter().map(|f| Figure { by: Some(label.clone()), ..f }),
                );
            }
        }
        parts
    }

    /// Figures about `some` of the people; which categories are told is settled by `all`.
    fn of(&self, some: &[usize], all: &[usize]) -> Vec<Figure> {
        let unknown = self.spec.unknown.as_deref().unwrap_or(UNKNOWN);
        match self.spec.kind {
            DescribeKind::Number => {
                let cut = |(label, text): (&String, &String)| Some((label.clone(), Cut::read(text)?));
                let cuts: Vec<(String, Cut)> = self.spec.cuts.iter().filter_map(cut).collect();
                number::figures(&self.frame.numbers(&column(self.name, None), some), &cuts, unknown)
            }
            DescribeKind::Several => self.several(some, all, unknown),
            _ => self.shares(&column(self.name, None), some, all, Rules::of(self.spec)),
        }
    }

    fn shares(&self, source: &str, some: &[usize], all: &[usize], rules: Rules<'_>) -> Vec<Figure> {
        let words = self.frame.words(source, all);
        let lines = Lines::new(&tally(&self.frame.levels(source), words.iter().flatten().copied()), rules);
        shares(&lines, &self.frame.words(source, some), rules)
    }

    fn several(&self, some: &[usize], all: &[usize], unknown: &str) -> Vec<Figure> {
        let none = self.spec.none.as_deref().unwrap_or(several::NONE);
        let of = self.spec.of.unwrap_or_default();
        let (labels, answers) = match &self.spec.delimiter {
            Some(delimiter) => self.listed(some, all, delimiter, none),
            None => self.ticked(some),
        };
        several::shares(&labels, &answers.iter().collect::<Vec<_>>(), (none, unknown), of)
    }

    /// Answers in a yes/no column each.
    fn ticked(&self, some: &[usize]) -> (Vec<String>, Vec<several::Answers>) {
        let labels: Vec<String> = self.spec.columns.keys().cloned().collect();
        let columns: Vec<Vec<Option<f64>>> =
            labels.iter().map(|l| self.frame.numbers(&column(self.name, Some(l)), some)).collect();
        let person = |i: usize| columns.iter().map(|c| c[i]).collect::<Vec<_>>();
        let answers = (0..some.len()).map(|i| several::from_columns(&person(i))).collect();
        (labels, answers)
    }

    /// Answers listed in one cell.
    fn listed(
        &self,
        some: &[usize],
        all: &[usize],
        delimiter: &str,
        none: &str,
    ) -> (Vec<String>, Vec<several::Answers>) {
        let source = column(self.name, None);
        let words = |people: &[usize]| -> Vec<Option<Vec<&'a str>>> {
            let cells = self.frame.words(&source, people).into_iter();
            cells.map(|cell| cell.map(|c| several::split(c, delimiter))).collect()
        };
        let everybody = words(all);
        let given = everybody.iter().flatten().flatten().filter(|w| **w != none);
        let mut labels: Vec<String> = given.map(|w| (*w).to_owned()).collect();
        crate::harmonise::in_order(&mut labels);
        let order = &self.spec.order;
        labels.sort_by_key(|l| order.iter().position(|o| o == l).unwrap_or(order.len()));
        let ticks = |given: Vec<&str>| labels.iter().map(|l| given.contains(&l.as_str())).collect();
        let answers = words(some).into_iter().map(|given| given.map(ticks)).collect();
        (labels, answers)
    }

    fn profile(&self, people: &[usize], notes: &mut Vec<Note>) -> Vec<Figure> {
        let mut figures = Vec::new();
        for (name, fact) in &self.spec.facts {
            let (source, rules) = (column(self.name, Some(name)), Rules::in_profile(self.spec, fact));
            let said: Vec<&String> = fact.groups.values().flatten().chain(&fact.order).collect();
            self.unheard(&source, &said, rules, notes);
            let declared = fact.reference.iter().map(|(category, share)| Figure {
                people: 0,
                numerator: None,
                denominator: None,
                value: Some(*share),
                ..Figure::share(Statistic::Reference, Base::Reference, category, (0, 0))
            });
            let told = self.shares(&source, people, people, rules).into_iter().chain(declared);
            figures.extend(told.map(|f| Figure { fact: Some(name.clone()), ..f }));
        }
        figures
    }

    fn rows(&self, side: &crate::harmonise::SideRows, notes: &mut Vec<Note>) -> Vec<Figure> {
        let people = self.people();
        let known: BTreeMap<String, usize> = self.frame.all.iter().map(|&i| (self.frame.id(i), i)).collect();
        let described: BTreeSet<usize> = people.iter().copied().collect();
        let (own, strangers) = rows::own(side, &known, &described);
        if strangers > 0 {
            let file = self.spec.file.as_ref().map(|f| f.path().display().to_string()).unwrap_or_default();
            let message = format!(
                "{strangers} rows of `{file}` have the id of nobody in the service's file; they count nowhere"
            );
            notes.push(Note { code: "MW297", message, subject: Some(self.name.to_owned()) });
        }
        rows::figures(&own, people.len(), Rules::of(self.spec), self.spec.column.is_some())
    }

    /// Notes the categories that the job names and nobody has.
    fn unheard(&self, source: &str, said: &[&String], rules: Rules<'_>, notes: &mut Vec<Note>) {
        let levels = self.frame.levels(source);
        let known =
            |w: &&&String| levels.contains(*w) || rules.groups.contains_key(**w) || w.as_str() == rules.other;
        let mut strange: Vec<&str> = said.iter().filter(|w| !known(w)).map(|w| w.as_str()).collect();
        strange.dedup();
        if !strange.is_empty() {
            let message = format!("nobody has these categories that the job names: {}", strange.join(", "));
            notes.push(Note { code: "MW296", message, subject: Some(source.to_owned()) });
        }
    }
}
