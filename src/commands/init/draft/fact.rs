//! One covariate: what its cells mean on both sides, and how the job writes it.

use super::cells::Field;
use super::page::{Page, key, list, quote};
use crate::cohort::Kind;
use crate::commands::init::levels::{self, Entry};
use crate::commands::init::side::Place;
use crate::commands::init::vocabulary::FactWords;
use crate::ingest::number;

/// Numbers that often stand for missing, and are looked for among numbers.
const SUSPECTS: [f64; 12] = [-1.0, -2.0, -3.0, -8.0, -9.0, -99.0, -999.0, 99.0, 999.0, 9999.0, 88.0, 888.0];
/// A fact that both sides hold.
#[derive(Debug)]
pub struct Fact {
    pub name: String,
    pub label: Option<String>,
    pub kind: Kind,
    pub unit: Option<String>,
    pub fields: [Field; 2],
    pub levels: Vec<String>,
    pub notes: Vec<String>,
}

impl Fact {
    pub fn numbers(&mut self, places: [&Place; 2]) {
        for (at, place) in places.into_iter().enumerate() {
            self.numbers_of(at, place);
        }
    }

    /// Top codes, missing codes, and numbers to ask about.
    pub fn numbers_of(&mut self, at: usize, place: &Place) {
        let seen: Vec<(f64, usize)> = place.column.numbers().collect();
        let has = |x: f64| seen.iter().any(|(v, _)| *v == x);
        let field = &mut self.fields[at];
        let listed =
            |x: f64| place.known.missing.iter().chain(&place.known.recoded).any(|m| number(m) == Some(x));
        let mut missing: Vec<String> = Vec::new();
        if self.name == "age" && has(-7.0) && !listed(-7.0) {
            field.map.push(Entry {
                cell: "-7".to_owned(),
                to: Some("90".to_owned()),
                label: None,
                share: None,
            });
            self.notes.push("-7: in ELSA the code for ages of 90 and more, which is no missing value; guessed from the code.".to_owned());
        }
        // Nobody is younger than nought; amounts of money may well be.
        if ["age", "household_size"].contains(&self.name.as_str()) {
            let below = seen
                .iter()
                .map(|(x, _)| *x)
                .filter(|x| *x < 0.0 && *x != -7.0 && !listed(*x) && x.fract() == 0.0);
            missing.extend(below.map(|x| x.to_string()));
        }
        let doubtful = |x: &&f64| {
            let inside =
                seen.iter().any(|(v, _)| *v != **x && (*v - **x).abs() <= 5.0 && !SUSPECTS.contains(v));
            has(**x) && !inside && !listed(**x) && !missing.contains(&x.to_string())
        };
        for x in SUSPECTS.iter().filter(doubtful) {
            self.notes.push(format!(
                "Question: {x} occurs in `{}`. If it means missing, list it in `missing` of its field.",
                place.name
            ));
        }
        missing.sort_by(|a, b| number(a).unwrap_or_default().total_cmp(&number(b).unwrap_or_default()));
        // A list of its own, even an empty one, keeps the side's codes away from numbers that may be real.
        if place.known == levels::Known::default() {
            field.missing = Some(missing);
        }
        if field.missing.as_ref().is_some_and(Vec::is_empty)
            && !seen.iter().any(|(x, _)| SUSPECTS.contains(x))
        {
            field.missing = None;
        }
        if field.missing.as_ref().is_some_and(Vec::is_empty) {
            field.why.push_str("; the side's missing codes may be real numbers here");
        }
    }

    /// Maps of both sides; gives codes of the pool that probably mean missing.
    pub fn levels(&mut self, words: Option<&FactWords>, places: [&Place; 2]) -> Vec<String> {
        let [t, c] = places;
        let sized = self.name == "lives_alone" && c.column.numeric() && c.column.known().count() > 3;
        let mut cells = [levels::cells(&t.column, &t.known), levels::cells(&c.column, &c.known)];
        let mut absent: [Vec<String>; 2] = [Vec::new(), Vec::new()];
        for (cells, absent) in cells.iter_mut().zip(&mut absent) {
            // A code that many have is looked at: it may say that the question does not apply.
            let gone = |e: &Entry| levels::likely_missing(e) && e.share.is_none_or(|s| s < levels::OFTEN);
            absent.extend(cells.iter().filter(|e| gone(e)).map(|e| e.cell.clone()));
            cells.retain(|e| !gone(e));
        }
        let [one, two] = &mut cells;
        levels::agree(words, self.kind, [one, two]);
        if self.name == "lives_alone" {
            living(one, &mut self.notes);
            if sized {
                for e in two.iter_mut() {
                    e.to = Some(if e.cell == "1" { "yes" } else { "no" }.to_owned());
                }
                self.notes.push(format!(
                    "Guessed: a household of one (`{}` is 1) is a person who lives alone.",
                    c.name
                ));
            }
        }
        self.lonely_levels(one, two);
        if let Some(words) = words.filter(|w| w.ordered) {
            self.levels = ordered(words, one, two);
        }
        if two.iter().any(|e| e.to.is_none()) && self.kind == Kind::Category {
            let mut levels: Vec<&str> = one.iter().filter_map(|e| e.to.as_deref()).collect();
            levels.dedup();
            self.notes.push(format!("Service users have: {}.", levels.join(", ")));
        }
        let [missing_one, missing_two] = absent;
        let own = missing_one.iter().filter(|m| number(m).is_none()).cloned().collect::<Vec<_>>();
        if !own.is_empty() {
            self.notes.push(format!("Guessed: {} of `{}` mean missing.", own.join(", "), t.name));
            self.fields[0].missing = Some(missing_one);
        }
        let asked = |e: &&Entry| levels::likely_missing(e) && e.to.is_none();
        for (entry, place) in
            one.iter().filter(asked).map(|e| (e, t)).chain(two.iter().filter(asked).map(|e| (e, c)))
        {
            self.notes.push(format!(
                "Question: `{}` is frequent in `{}`. If it says that the question does not apply, give the answer it stands for; if it means missing, delete its line and list it in `missing`.",
                entry.cell, place.name
            ));
        }
        for (field, cells) in self.fields.iter_mut().zip(cells) {
            let same = cells.iter().all(|e| e.to.as_deref() == Some(e.cell.as_str()));
            let native = self.kind == Kind::YesNo
                && cells.iter().all(|e| {
                    ["yes", "no", "y", "n", "true", "false", "0", "1"]
                        .contains(&e.cell.to_lowercase().as_str())
                        && e.label.is_none()
                });
            field.map = if same || native { Vec::new() } else { cells };
        }
        let known: Vec<Option<f64>> = c.known.missing.iter().map(|m| number(m)).collect();
        missing_two.into_iter().filter(|m| number(m).is_some() && !known.contains(&number(m))).collect()
    }

    /// A level that only service users have stops a run: nobody in the pool is like them.
    fn lonely_levels(&mut self, one: &mut [Entry], two: &[Entry]) {
        if self.kind == Kind::YesNo || two.iter().any(|e| e.to.is_none()) || two.is_empty() {
            return;
        }
        let there = |to: &str| two.iter().any(|e| e.to.as_deref() == Some(to));
        let (mut open, has) = (Vec::new(), one.iter().any(|e| e.to.as_deref().is_some_and(there)));
        for entry in one.iter_mut().filter(|e| e.to.as_deref().is_some_and(|to| !there(to))) {
            open.push(entry.cell.clone());
            entry.to = None;
        }
        if !open.is_empty() && has {
            self.notes.push(format!(
                "Nobody in the pool has {}: give the level that comes nearest.",
                open.join(", ")
            ));
        }
    }

    pub fn write(&self, page: &mut Page) {
        let name = key(&self.name);
        page.section(&format!("[covariates.{name}]"), &self.notes.join(" "));
        let kind = match self.kind {
            Kind::Number => "number",
            Kind::Category => "category",
            Kind::YesNo => "yes-no",
        };
        page.raw(&format!("kind = \"{kind}\"\n"));
        for (what, text) in [("label", &self.label), ("unit", &self.unit)] {
            if let Some(text) = text {
                page.raw(&format!("{what} = {}\n", quote(text)));
            }
        }
        page.raw("missing = \"exclude\"\n");
        if !self.levels.is_empty() {
            page.line(
                &format!("levels = {}", list(self.levels.iter().map(String::as_str))),
                "in their order",
            );
        }
        let sides = ["treated", "control"];
        for (side, field) in sides.iter().zip(&self.fields) {
            if let Some(short) = field.short() {
                page.line(&format!("{side} = {short}"), &field.why);
            }
        }
        for (side, field) in sides.iter().zip(&self.fields) {
            if field.short().is_none() {
                field.long(page, &format!("covariates.{name}.{side}"));
            }
        }
    }
}

/// `alone` against all other ways to live.
fn living(cells: &mut [Entry], notes: &mut Vec<String>) {
    let says = |e: &Entry| e.label.clone().unwrap_or_else(|| e.cell.clone()).to_lowercase();
    if !cells.iter().any(|e| says(e).contains("alone")) {
        return;
    }
    for entry in cells.iter_mut() {
        let alone = says(entry).contains("alone") && !says(entry).contains("not ");
        entry.to = Some(if alone { "yes" } else { "no" }.to_owned());
    }
    notes.push("Guessed: whoever is not said to live alone lives with somebody.".to_owned());
}

/// The levels that occur, in the order of the list; empty where one is not in it.
fn ordered(words: &FactWords, one: &[Entry], two: &[Entry]) -> Vec<String> {
    let used: Vec<&String> = one.iter().chain(two).filter_map(|e| e.to.as_ref()).collect();
    let order: Vec<String> =
        words.levels.iter().filter_map(|l| l.first()).filter(|l| used.contains(l)).cloned().collect();
    let open = one.iter().chain(two).any(|e| e.to.is_none());
    let all = used.iter().all(|u| order.contains(u));
    if all && !open { order } else { Vec::new() }
}
