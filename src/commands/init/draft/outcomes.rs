//! What is measured at start and end.

use super::page::{GAP, Page, codes, key, list, quote};
use crate::commands::init::answers;
use crate::commands::init::side::{Place, Scale, Side};
use crate::score::{Instrument, instruments};

/// An outcome as it is drafted.
#[derive(Debug)]
pub struct Drafted {
    /// Its name in the job.
    name: String,
    instrument: Option<&'static Instrument>,
    sides: [Option<Scale>; 2],
}

/// What the design needs of the primary outcome: its name, and whether it says who is a case.
#[derive(Debug, Clone, Copy)]
pub struct Primary<'a> {
    /// Its name.
    pub name: &'a str,
    /// It has cases.
    pub case: bool,
}

/// Outcomes that both sides measure; failing that, what one side measures.
pub fn both(treated: &Side, control: &Side) -> Vec<Drafted> {
    let twin = |s: &Scale| control.scales.iter().find(|c| c.instrument.name == s.instrument.name);
    let mut found: Vec<Drafted> = treated
        .scales
        .iter()
        .filter(|s| !s.end.is_empty())
        .filter_map(|s| Some(drafted(Some(s.instrument), [Some(s.clone()), Some(twin(s)?.clone())])))
        .collect();
    if found.is_empty() {
        let one = treated.scales.iter().find(|s| !s.end.is_empty()).or(treated.scales.first());
        let two = control
            .scales
            .iter()
            .find(|s| s.named && s.instrument.name == "ucla3")
            .or(control.scales.iter().find(|s| s.named));
        // Items of another scale that merely look alike are worth no more than those of the survey.
        let guessed = one.is_some_and(|s| !s.named);
        let (instrument, sides) = match (one, two) {
            (Some(one), Some(two)) if guessed && one.start.len() == two.start.len() => {
                (Some(two.instrument), [Some(one.clone()), Some(two.clone())])
            }
            (Some(one), _) => (Some(one.instrument), [Some(one.clone()), None]),
            (None, Some(two)) => (Some(two.instrument), [None, Some(two.clone())]),
            (None, None) => (None, [None, None]),
        };
        found.push(drafted(instrument, sides));
    }
    found
}

fn drafted(instrument: Option<&'static Instrument>, sides: [Option<Scale>; 2]) -> Drafted {
    Drafted { name: name(instrument).to_owned(), instrument, sides }
}

/// A short word for what an instrument measures.
pub fn name(instrument: Option<&Instrument>) -> &str {
    match instrument.map(|i| i.name.as_str()) {
        Some("ucla3" | "dejong6" | "ons_loneliness") => "loneliness",
        Some("swemwbs" | "swemwbs_raw" | "wemwbs" | "who5") => "wellbeing",
        Some("gad7") => "anxiety",
        Some("phq9") => "depression",
        Some(other) => other,
        None => "outcome",
    }
}

/// The primary outcome.
pub fn primary(outcomes: &[Drafted]) -> Primary<'_> {
    let first = outcomes.first();
    Primary {
        name: first.map_or("outcome", |d| d.name.as_str()),
        case: first.and_then(|d| d.instrument).is_some_and(|i| i.case.is_some()),
    }
}

/// Start items of the pool, all outcomes.
pub fn control_items(outcomes: &[Drafted]) -> &[Place] {
    outcomes.first().and_then(|d| d.sides[1].as_ref()).map_or(&[], |s| s.start.as_slice())
}

/// Answers that no item knows, of one side (0 treated, 1 control), with their rows.
pub fn odd(outcomes: &[Drafted], side: usize) -> Vec<(String, usize)> {
    let mut odd: Vec<(String, usize)> = Vec::new();
    for drafted in outcomes {
        let (Some(instrument), Some(scale)) = (drafted.instrument, &drafted.sides[side]) else { continue };
        for (word, n) in odd_of(instrument, scale) {
            match odd.iter_mut().find(|(w, _)| *w == word) {
                Some((_, rows)) => *rows += n,
                None => odd.push((word, n)),
            }
        }
    }
    odd
}

/// Answers that no item knows and no codebook lists.
pub fn odd_of(instrument: &Instrument, scale: &Scale) -> Vec<(String, usize)> {
    let mut all: Vec<(String, usize)> = Vec::new();
    for places in
        [&scale.start, &scale.end].into_iter().filter(|p| p.len() == instrument.item.len() && p.len() > 1)
    {
        let columns: Vec<_> = places.iter().map(|p| &p.column).collect();
        let listed = |w: &str| places.iter().any(|p| p.known.missing.iter().any(|m| m == w));
        for (word, n) in answers::odd(instrument, &columns).into_iter().filter(|(w, _)| !listed(w)) {
            match all.iter_mut().find(|(w, _)| *w == word) {
                Some((_, rows)) => *rows += n,
                None => all.push((word, n)),
            }
        }
    }
    all
}

/// Writes all outcomes.
pub fn write(page: &mut Page, outcomes: &[Drafted]) {
    for drafted in outcomes {
        let name = key(&drafted.name);
        page.section(
            &format!("[outcomes.{name}]"),
            "What is measured before and after; rename it if it is something else.",
        );
        instrument(page, drafted.instrument, &drafted.sides);
        for (side, scale) in ["treated", "control"].iter().zip(&drafted.sides) {
            page.raw(&format!("[outcomes.{name}.{side}]\n"));
            times(page, drafted.instrument, scale.as_ref());
        }
    }
}

/// Lines about the instrument itself.
pub fn instrument(page: &mut Page, instrument: Option<&Instrument>, sides: &[Option<Scale>]) {
    let Some(i) = instrument else {
        let all: Vec<&str> =
            instruments().iter().map(|i| i.name.as_str()).filter(|n| !n.contains('.')).collect();
        page.note("No items of a questionnaire were found. If the outcome is no questionnaire, write `better = \"lower\"` or `\"higher\"` instead.");
        page.line(&format!("instrument = {GAP}"), &format!("one of {}", all.join(", ")));
        return;
    };
    let guessed = sides.iter().flatten().any(|s| !s.named);
    let why = if guessed {
        format!("{}; guessed only from the number of items and their answers: is it this one?", i.title)
    } else {
        i.title.clone()
    };
    page.line(&format!("instrument = {}", quote(&i.name)), &why);
    if i.name == "swemwbs" {
        page.note("The metric score, as published; `swemwbs_raw` is the plain sum.");
    }
    let case = if i.case.is_some() { ", \"left_case\", \"became_case\"" } else { "" };
    page.raw(&format!("report = [\"change\", \"improved\", \"unchanged\", \"worsened\"{case}]\n"));
}

/// Start and end of one side.
pub fn times(page: &mut Page, instrument: Option<&Instrument>, scale: Option<&Scale>) {
    let asked = || {
        let texts = instrument.iter().flat_map(|i| &i.item).map(|item| item.text.as_str());
        texts.collect::<Vec<_>>().join(" / ")
    };
    let gap = || match instrument {
        Some(i) => format!("[{}]", vec![GAP; i.item.len()].join(", ")),
        None => GAP.to_owned(),
    };
    let none = Vec::new();
    let (start, end) = scale.map_or((&none, &none), |s| (&s.start, &s.end));
    for (word, places) in [("start", start), ("end", end)] {
        match places.as_slice() {
            [] => page.line(
                &format!("{word} = {}", gap()),
                &format!("not found; the columns that ask: {}", asked()),
            ),
            [one] if instrument.is_some_and(|i| i.item.len() > 1) => {
                page.line(&format!("{word} = {}", quote(&one.name)), scale.map_or("", |s| s.why.as_str()));
            }
            many => items(
                page,
                word,
                many,
                &recodes(instrument, start, end),
                instrument,
                scale.map_or("", |s| s.why.as_str()),
            ),
        }
    }
}

type Recode = Vec<(String, Option<i64>, String)>;

/// Recodes by column. Words that one item lacks in the rows looked at may come later in the file, so all
/// items get the words of all.
fn recodes(instrument: Option<&Instrument>, start: &[Place], end: &[Place]) -> Vec<(String, Recode)> {
    let Some(instrument) = instrument else { return Vec::new() };
    let each = start.iter().chain(end).map(|p| (p, answers::recode(instrument, &p.column)));
    let each: Vec<(&Place, Recode)> = each.collect();
    let mut shared: Recode = Vec::new();
    for entry in each.iter().filter(|(p, _)| p.column.said.values.is_empty()).flat_map(|(_, map)| map) {
        if !shared.iter().any(|s| s.0 == entry.0) {
            shared.push(entry.clone());
        }
    }
    shared.sort_by(|a, b| (a.1.is_none(), a.1, &a.0).cmp(&(b.1.is_none(), b.1, &b.0)));
    let own = |(p, map): (&Place, Recode)| {
        (p.name.clone(), if p.column.said.values.is_empty() { shared.clone() } else { map })
    };
    each.into_iter().map(own).collect()
}

fn items(
    page: &mut Page,
    word: &str,
    places: &[Place],
    recodes: &[(String, Recode)],
    instrument: Option<&Instrument>,
    why: &str,
) {
    let why = if word == "start" { why } else { "" };
    let map = |p: &Place| recodes.iter().find(|(name, m)| *name == p.name && !m.is_empty()).map(|(_, m)| m);
    if places.len() <= 3 && !places.iter().any(|p| map(p).is_some()) {
        page.line(&format!("{word} = {}", list(places.iter().map(|p| p.name.as_str()))), why);
        return;
    }
    page.note(why);
    if let Some(map) = places.iter().find_map(map) {
        let said: Vec<String> = map
            .iter()
            .filter(|(cell, _, label)| cell != label)
            .map(|(cell, _, label)| format!("{cell} is `{label}`"))
            .collect();
        page.note(&format!("Codes guessed from the words of the answers. {}", said.join(", ")));
    }
    page.raw(&format!("{word} = [\n"));
    for (k, place) in places.iter().enumerate() {
        let text = instrument.and_then(|i| i.item.get(k)).map(|i| i.text.as_str()).unwrap_or_default();
        let field = map(place).map_or_else(
            || quote(&place.name),
            |map| {
                let pairs: Vec<String> = map.iter().map(pair).collect();
                format!("{{ column = {}, map = {{ {} }} }}", quote(&place.name), pairs.join(", "))
            },
        );
        page.line(&format!("    {field},"), text);
    }
    page.raw("]\n");
}

fn pair((cell, code, _): &(String, Option<i64>, String)) -> String {
    format!("{} = {}", key(cell), code.map_or_else(|| GAP.to_owned(), |c| c.to_string()))
}

/// The missing codes of a side from odd answers, as a line with its reason.
pub fn missing(page: &mut Page, odd: &[(String, usize)]) {
    if odd.is_empty() {
        return;
    }
    let listed = codes(odd.iter().map(|(w, _)| w.as_str()));
    page.line(&format!("missing = {listed}"), "guessed: answers that no item of the scale knows");
}
