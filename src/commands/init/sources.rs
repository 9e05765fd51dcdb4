//! What the files of one side are: waves, side files, one file with several waves in it.

use super::look::{Column, Look};
use super::times::{MARKS, When};
use super::vocabulary::{IDS, bare};
use super::words::tokens;
use crate::ingest::number;
use std::collections::BTreeSet;

/// Parts of names of files that are no waves of their own.
const PARTS: [&str; 10] = [
    "financial",
    "ifs",
    "derived",
    "nurse",
    "pension",
    "income",
    "household",
    "geography",
    "weights",
    "harmonised",
];
/// Names of a column that tells the wave of a row.
const WAVE_COLUMNS: [&str; 8] =
    ["wave", "visit", "time", "timepoint", "time_point", "occasion", "period", "phase"];
/// Share of the columns of the smaller of two waves that the other has too, at least.
const SHARED: f64 = 0.4;

/// One file of a side, or one wave of it.
#[derive(Debug, Clone)]
pub struct Part {
    /// What the job calls it; nothing for the only file.
    pub name: Option<String>,
    /// The file.
    pub look: Look,
    /// Wave of the survey, such as `7`.
    pub wave: Option<String>,
    /// Column and value of the rows that belong to it, in a file with a row for each person and wave.
    pub rows: Option<(String, String)>,
    /// Where the guess comes from.
    pub why: String,
}

/// The files of a side.
#[derive(Debug, Clone)]
pub struct Parts {
    /// The only file, or the waves, start first.
    pub waves: Vec<Part>,
    /// Side files.
    pub aside: Vec<Part>,
    /// The codebook, and why.
    pub codebook: Option<&'static str>,
}

/// What a file's name says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Named {
    codebook: Option<&'static str>,
    wave: Option<String>,
    when: Option<bool>,
    year: Option<u32>,
    part: Option<String>,
}

impl Parts {
    /// Sorts out the files of a side.
    pub fn of(looks: Vec<Look>) -> Self {
        let named: Vec<(Named, Look)> = looks.into_iter().map(|l| (name(&l), l)).collect();
        let codebook = named.iter().find_map(|(n, _)| n.codebook);
        if let [(name, look)] = named.as_slice() {
            let waves = long(look).unwrap_or_else(|| vec![only(name, look)]);
            return Self { waves, aside: Vec::new(), codebook };
        }
        let main = |n: &Named| n.part.is_none();
        let largest = named.iter().filter(|(n, _)| main(n)).max_by_key(|(_, l)| l.columns.len());
        let largest = largest.or(named.first()).map(|(_, l)| l.clone());
        let (mut waves, mut aside) = (Vec::new(), Vec::new());
        for (n, look) in named {
            let like = largest.as_ref().is_some_and(|l| l.path == look.path || shared(l, &look) >= SHARED);
            if main(&n) && (like || n.wave.is_some() || n.when.is_some()) {
                waves.push((n, look));
            } else {
                aside.push((n, look));
            }
        }
        waves.sort_by_key(|(n, _)| (n.wave.as_ref().map(|w| order(w)), n.when, n.year));
        let aside = aside.into_iter().map(|(n, l)| beside(&n, &l)).collect();
        Self { waves: in_order(waves), aside: apart(aside), codebook }
    }

    /// `true` if there is one wave, so that columns need no wave before them.
    pub fn single(&self) -> bool {
        self.waves.len() == 1 && self.waves[0].name.is_none()
    }

    /// The first wave.
    pub fn start(&self) -> &Part {
        &self.waves[0]
    }

    /// The wave after it.
    pub fn end(&self) -> Option<&Part> {
        self.waves.get(1)
    }
}

impl Part {
    /// A column as the job writes it.
    pub fn at(&self, column: &str) -> String {
        self.name.as_ref().map_or_else(|| column.to_owned(), |name| format!("{name}.{column}"))
    }
}

fn only(named: &Named, look: &Look) -> Part {
    Part { name: None, look: look.clone(), wave: named.wave.clone(), rows: None, why: String::new() }
}

/// Numbers before letters, each in its order.
fn order(wave: &str) -> (u32, String) {
    (wave.parse().unwrap_or(u32::MAX), wave.to_owned())
}

fn in_order(waves: Vec<(Named, Look)>) -> Vec<Part> {
    let lone = waves.len() == 1;
    let names = ["start", "end", "follow_up", "later"];
    let part = |(k, (n, look)): (usize, (Named, Look))| {
        let why = match (&n.wave, n.when, n.year) {
            (Some(w), ..) => format!("wave {w}, guessed from the name of the file"),
            (_, Some(_), _) | (.., Some(_)) => "order guessed from the names of the files".to_owned(),
            _ => "order guessed: as the files were given".to_owned(),
        };
        let name = names.get(k).map_or_else(|| format!("wave_{}", k + 1), |n| (*n).to_owned());
        Part { name: (!lone).then_some(name), look, wave: n.wave, rows: None, why }
    };
    waves.into_iter().enumerate().map(part).collect()
}

fn beside(named: &Named, look: &Look) -> Part {
    let name = named.part.clone().unwrap_or_else(|| bare(&look.stem()));
    let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let why = match &named.part {
        Some(part) => format!("side file, guessed from `{part}` in its name"),
        None => "side file, guessed: its columns are others than those of the main file".to_owned(),
    };
    Part { name: Some(name), look: look.clone(), wave: named.wave.clone(), rows: None, why }
}

/// Side files with the same name get their wave, or a number, behind it.
fn apart(mut aside: Vec<Part>) -> Vec<Part> {
    let names: Vec<Option<String>> = aside.iter().map(|p| p.name.clone()).collect();
    for (k, part) in aside.iter_mut().enumerate() {
        let twin = names.iter().filter(|n| **n == part.name).count() > 1;
        let reserved =
            part.name.as_deref().is_some_and(|n| ["start", "end", "follow_up", "later", ""].contains(&n));
        if twin || reserved {
            let mark = part.wave.clone().unwrap_or_else(|| (k + 1).to_string());
            part.name = part.name.take().map(|n| format!("{n}_{mark}"));
        }
    }
    aside
}

/// Share of the columns of the smaller file that the other has too, in any case of letters.
fn shared(a: &Look, b: &Look) -> f64 {
    let names = |l: &Look| -> BTreeSet<String> { l.columns.iter().map(|c| bare(&c.name)).collect() };
    let (a, b) = (names(a), names(b));
    a.intersection(&b).count() as f64 / a.len().min(b.len()).max(1) as f64
}

fn name(look: &Look) -> Named {
    let stem = look.stem();
    let parts = tokens(&stem);
    let has = |word: &str| parts.iter().any(|p| p == word);
    let id = |name: &str| look.columns.iter().any(|c| bare(&c.name) == name);
    let number_after = |word: &str| {
        let at = parts.iter().position(|p| p == word)?;
        parts.get(at + 1).filter(|p| p.bytes().all(|b| b.is_ascii_digit())).cloned()
    };
    let glued = || {
        let digits = |p: &String| {
            let d = p.strip_prefix("wave").or_else(|| p.strip_prefix('w')).unwrap_or_default();
            (!d.is_empty() && d.bytes().all(|b| b.is_ascii_digit())).then(|| d.to_owned())
        };
        parts.iter().find_map(digits)
    };
    let harmonised = has("elsa") && parts.first().is_some_and(|p| p == "h");
    let letter = parts.first().filter(|p| p.len() == 1 && id("pidp")).cloned();
    let codebook = if harmonised {
        Some("h_elsa")
    } else if has("elsa") || (id("idauniq") && has("wave")) {
        Some("elsa")
    } else if id("pidp") {
        Some("ukhls")
    } else {
        None
    };
    let when = MARKS.iter().filter(|m| m.0.len() > 1).find_map(|(start, end)| {
        if has(end) || (*end == "followup" && has("follow")) {
            Some(true)
        } else {
            has(start).then_some(false)
        }
    });
    let years = parts.iter().filter_map(|p| p.parse::<u32>().ok()).find(|y| (1990..2100).contains(y));
    let part = PARTS.iter().find(|p| has(p) && !harmonised).map(|p| (*p).to_owned());
    Named { codebook, wave: number_after("wave").or_else(glued).or(letter), when, year: years, part }
}

/// A file with a row for each person and wave, seen as its waves.
fn long(look: &Look) -> Option<Vec<Part>> {
    let id = look.columns.iter().find(|c| IDS.contains(&bare(&c.name).as_str()) && c.sample.is_some())?;
    let column = look
        .columns
        .iter()
        .find(|c| WAVE_COLUMNS.contains(&bare(&c.name).as_str()) && waves_in(c).len() > 1)?;
    let rows = id.sample.as_ref().map_or(0, |s| s.rows);
    let ids = id.known().count();
    if id.unique() || ids * 3 > rows * 2 {
        return None;
    }
    let names = ["start", "end", "follow_up", "later"];
    let part = |(name, value): (&&str, &String)| Part {
        name: Some((*name).to_owned()),
        look: look.clone(),
        wave: None,
        rows: Some((column.name.clone(), value.clone())),
        why: format!("guessed: ids repeat, and `{}` tells the rows apart", column.name),
    };
    Some(names.iter().zip(&waves_in(column)).map(part).collect())
}

/// The values of a wave column, in order: numbers by size, words by their meaning.
fn waves_in(column: &Column) -> Vec<String> {
    let mut values: Vec<String> = column.known().map(|(w, _)| w.to_owned()).collect();
    let end = |w: &str| MARKS.iter().any(|(_, end)| tokens(w).concat().starts_with(end) && end.len() > 1);
    values.sort_by(|a, b| match (number(a), number(b)) {
        (Some(x), Some(y)) => x.total_cmp(&y),
        _ => end(a).cmp(&end(b)).then(a.cmp(b)),
    });
    if values.len() > 8 { Vec::new() } else { values }
}

/// The columns of a wave, without those of the other time where one file holds both.
pub fn at_time(when: When, twins: &[super::times::Twin], columns: &[Column]) -> Vec<(String, Column)> {
    let pick = |t: &super::times::Twin| {
        let name = if when == When::Start { &t.start } else { &t.end };
        let column = columns.iter().find(|c| c.name == *name)?.clone();
        Some((t.stem.clone(), column))
    };
    twins.iter().filter_map(pick).collect()
}
