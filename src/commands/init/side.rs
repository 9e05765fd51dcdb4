//! What could be guessed of one side.

use super::book;
use super::levels::Known;
use super::look::{Column, Look};
use super::scales::{self, Found};
use super::sources::{Part, Parts, at_time};
use super::survey::{self, Dates, Guess, Purpose};
use super::times::{self, Twin, When};
use super::vocabulary::{FactWords, Sure, facts};
use crate::score::Instrument;
use std::path::Path;

/// Service users or the pool.
#[derive(Debug, Clone)]
pub struct Side {
    /// Its files.
    pub parts: Parts,
    /// Id.
    pub id: Option<Guess>,
    /// Instruments found, start and end.
    pub scales: Vec<Scale>,
    /// Columns that hold one fact at two times, where a file does.
    pub twins: Vec<Twin>,
}

/// Columns of an instrument at both times, as the job writes them.
#[derive(Debug, Clone)]
pub struct Scale {
    /// Which instrument.
    pub instrument: &'static Instrument,
    /// The columns at the start.
    pub start: Vec<Place>,
    /// The columns at the end; empty where they were not found.
    pub end: Vec<Place>,
    /// Where the guess comes from.
    pub why: String,
    /// `false` where only the look of the answers speaks for it.
    pub named: bool,
}

/// A column in its file.
#[derive(Debug, Clone)]
pub struct Place {
    /// As the job writes it.
    pub name: String,
    /// The column.
    pub column: Column,
    /// What the codebook says.
    pub known: Known,
    /// How sure it is, for facts.
    pub sure: Sure,
}

impl Side {
    /// Looks at the files of a side.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn at(paths: &[impl AsRef<Path>]) -> Result<Self, crate::error::Error> {
        let looks = paths.iter().map(|p| Look::at(p.as_ref())).collect::<Result<Vec<_>, _>>()?;
        let parts = Parts::of(looks);
        let twins = if parts.single() { times::twins(&parts.start().look.columns) } else { Vec::new() };
        let id = survey::id(&parts.start().look);
        let mut side = Self { parts, id, scales: Vec::new(), twins };
        side.scales = if side.parts.single() { side.within() } else { side.between() };
        Ok(side)
    }

    /// The codebook.
    pub fn book(&self) -> Option<&'static str> {
        self.parts.codebook
    }

    /// A column of a part.
    pub fn place(&self, part: &Part, column: &Column, sure: Sure) -> Place {
        let known = book::known(self.book(), part, &column.name).map(|(_, k)| k).unwrap_or_default();
        Place { name: part.at(&column.name), column: column.clone(), known, sure }
    }

    /// Scales in a file that holds both times; failing that, whatever is there once.
    fn within(&self) -> Vec<Scale> {
        let part = self.parts.start();
        let columns = &part.look.columns;
        let mut scales = Vec::new();
        let mut marks: Vec<(&str, &str)> = self.twins.iter().map(|t| t.marks).collect();
        marks.dedup();
        for mark in marks {
            let twins: Vec<Twin> = self.twins.iter().filter(|t| t.marks == mark).cloned().collect();
            let (starts, ends) = (at_time(When::Start, &twins, columns), at_time(When::End, &twins, columns));
            let listed: Vec<(String, &Column)> = starts.iter().map(|(stem, c)| (stem.clone(), c)).collect();
            for found in scales::find(&listed) {
                let stems = found
                    .columns
                    .iter()
                    .filter_map(|n| starts.iter().find(|(_, c)| c.name == *n).map(|(s, _)| s));
                let end: Vec<&Column> =
                    stems.filter_map(|s| ends.iter().find(|(e, _)| e == s).map(|(_, c)| c)).collect();
                let start: Vec<&Column> = found.columns.iter().filter_map(|n| part.look.column(n)).collect();
                let why = format!("{}; start and end told apart by `{}` and `{}`", found.why, mark.0, mark.1);
                if !scales.iter().any(|s: &Scale| s.instrument.name == found.instrument.name) {
                    scales.push(self.scale(&found, (part, &start), (part, &end), why));
                }
            }
        }
        let once = scales::find(&scales::bared(columns.iter().filter(|c| !self.marked(&c.name))));
        for found in once.iter().filter(|f| f.named) {
            if !scales.iter().any(|s| s.instrument.name == found.instrument.name) {
                let start: Vec<&Column> = found.columns.iter().filter_map(|n| part.look.column(n)).collect();
                scales.push(self.scale(
                    found,
                    (part, &start),
                    (part, &[]),
                    format!("{}; at one time only", found.why),
                ));
            }
        }
        scales
    }

    fn marked(&self, name: &str) -> bool {
        self.twins.iter().any(|t| t.start == name || t.end == name)
    }

    /// Scales that stand in both waves.
    fn between(&self) -> Vec<Scale> {
        let start = self.parts.start();
        let listed = scales::bared(start.look.columns.iter());
        let mut scales = Vec::new();
        for found in scales::find(&listed) {
            let columns: Vec<&Column> = found.columns.iter().filter_map(|n| start.look.column(n)).collect();
            let end = self.parts.end();
            let twin = |c: &&Column| {
                let part = end?;
                let same = part.look.column(&c.name);
                same.or_else(|| {
                    part.look
                        .columns
                        .iter()
                        .find(|d| super::vocabulary::bare(&d.name) == super::vocabulary::bare(&c.name))
                })
            };
            let ends: Vec<&Column> = columns.iter().filter_map(twin).collect();
            let ends = if ends.len() == columns.len() { ends } else { Vec::new() };
            let why = found.why.clone();
            scales.push(self.scale(&found, (start, &columns), (end.unwrap_or(start), &ends), why));
        }
        scales
    }

    fn scale(
        &self,
        found: &Found,
        start: (&Part, &[&Column]),
        end: (&Part, &[&Column]),
        why: String,
    ) -> Scale {
        let places = |(part, columns): (&Part, &[&Column])| {
            columns.iter().map(|c| self.place(part, c, Sure::Name)).collect::<Vec<_>>()
        };
        Scale {
            instrument: found.instrument,
            start: places(start),
            end: places(end),
            why,
            named: found.named,
        }
    }

    /// The column that holds a fact at the start, the surest first.
    pub fn fact(&self, fact: &FactWords) -> Option<Place> {
        let start = std::iter::once(self.parts.start()).chain(&self.parts.aside);
        let mut best: Option<(Sure, Place)> = None;
        for part in start {
            for column in part.look.columns.iter().filter(|c| !self.late(&c.name) && !self.is_item(&c.name)) {
                let sure = self.sure(fact, part, column);
                let Some(sure) = sure.filter(|s| best.as_ref().is_none_or(|(b, _)| s < b)) else { continue };
                if column.sample.as_ref().is_none_or(|s| !s.words.is_empty()) {
                    best = Some((sure, self.place(part, column, sure)));
                }
            }
        }
        best.map(|(_, place)| place)
    }

    fn sure(&self, fact: &FactWords, part: &Part, column: &Column) -> Option<Sure> {
        let concept = book::known(self.book(), part, &column.name).map(|(concept, _)| concept);
        match concept {
            Some(concept) if concept == fact.concept() => Some(Sure::Book),
            // What the codebook knows as something else is this only by its very name.
            Some(_) => fact.fits(&column.name, column.label()).filter(|sure| *sure == Sure::Name),
            None => fact.fits(&column.name, column.label()),
        }
    }

    /// `true` for a column measured at the end.
    pub fn late(&self, name: &str) -> bool {
        self.twins.iter().any(|t| t.end == name)
    }

    /// `true` for a column of an instrument that was found.
    pub fn is_item(&self, name: &str) -> bool {
        self.scales.iter().flat_map(|s| s.start.iter().chain(&s.end)).any(|p| p.column.name == name)
    }

    /// A covariate under the name that both files use.
    pub fn named(&self, name: &str) -> Option<Place> {
        let start = std::iter::once(self.parts.start()).chain(&self.parts.aside);
        start
            .filter_map(|part| Some((part, part.look.column(name)?)))
            .map(|(p, c)| self.place(p, c, Sure::Name))
            .next()
    }

    /// The survey weight for the outcome, of the last wave where there are two.
    pub fn weights(&self, items: &[Place]) -> Vec<Place> {
        let asked = |p: &Place| super::vocabulary::bare(&p.column.name).starts_with("sc");
        let purpose = if items.iter().any(asked) { Purpose::SelfCompletion } else { Purpose::Interview };
        let part = self.parts.end().unwrap_or(self.parts.start());
        let found = survey::weights(&part.look, purpose).into_iter();
        found
            .filter_map(|g| {
                let column = part.look.column(&g.column)?;
                let mut place = self.place(part, column, Sure::Name);
                place.column.said.label = Some(g.why);
                Some(place)
            })
            .collect()
    }

    /// Weeks between start and end.
    pub fn gap(&self) -> Gap {
        if let Some(end) = self.parts.end() {
            return book::gap(self.book(), self.parts.start(), end)
                .map_or(Gap::Unknown, |(weeks, why)| Gap::Weeks(weeks, why));
        }
        match survey::span(&self.parts.start().look) {
            [Some((from, Dates::Iso)), Some((to, Dates::Iso))] if from.column != to.column => {
                Gap::Dates(from.column, to.column)
            }
            [Some((from, _)), Some((to, _))] if from.column != to.column => Gap::Odd(from.column, to.column),
            _ => Gap::Unknown,
        }
    }
}

/// Time between start and end.
#[derive(Debug, Clone, PartialEq)]
pub enum Gap {
    /// The same for everybody, and why.
    Weeks(f64, String),
    /// Two date columns.
    Dates(String, String),
    /// Two date columns whose dates are written in a way that cannot be read.
    Odd(String, String),
    /// Not found.
    Unknown,
}

/// All facts that both sides hold, in the order of the list.
pub fn shared<'a>(treated: &Side, control: &Side) -> Vec<(&'a FactWords, Place, Place)> {
    let mut found: Vec<(&FactWords, Place, Place)> = Vec::new();
    for fact in facts() {
        let taken = |p: &Place| found.iter().any(|(_, t, c)| t.name == p.name || c.name == p.name);
        if let (Some(t), Some(c)) = (treated.fact(fact), control.fact(fact))
            && !taken(&t)
            && !taken(&c)
        {
            found.push((fact, t, c));
        }
    }
    found
}
