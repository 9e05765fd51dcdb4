//! The two arms: files, id, time, clusters, weights, missing codes.

use super::facts::Facts;
use super::outcomes::{self, Drafted};
use super::page::{GAP, Page, code, codes, key, path, quote};
use crate::commands::init::look::Look;
use crate::commands::init::side::{Gap, Side};
use crate::commands::init::sources::Part;
use crate::commands::init::survey;
use crate::ingest::number;
use std::path::Path;

/// `[treated]`.
pub fn treated(page: &mut Page, side: &Side, outcomes: &[Drafted], here: &Path) {
    page.section("[treated]", "Service users.");
    start(page, side, here);
    page.line("label = \"service users\"", "what they are called in the report");
    gap(page, side);
    let mut clusters = survey::clusters(&side.parts.start().look).into_iter();
    match clusters.next() {
        Some(g) => page.line(&format!("cluster = {}", quote(&side.parts.start().at(&g.column))), &g.why),
        None => page.note("cluster = \"site\" would go here, if several people share a site or a worker"),
    }
    for g in clusters.take(3) {
        page.note(&format!("or: cluster = {}, {}", quote(&side.parts.start().at(&g.column)), g.why));
    }
    outcomes::missing(page, &outcomes::odd(outcomes, 0));
    files(page, "treated", side, here);
    remarks(page, side);
}

/// `[control]`.
pub fn control(page: &mut Page, side: &Side, outcomes: &[Drafted], facts: &Facts, here: &Path) {
    page.section("[control]", "The pool of possible partners.");
    start(page, side, here);
    page.line("label = \"survey respondents\"", "what they are called in the report");
    gap(page, side);
    missing(page, side, outcomes, facts);
    people(page, side, outcomes);
    files(page, "control", side, here);
    remarks(page, side);
}

/// The only file, the codebook, the id.
fn start(page: &mut Page, side: &Side, here: &Path) {
    let part = side.parts.start();
    if side.parts.single() {
        page.line(&format!("source = {}", file(part, side.book(), here)), &options(&part.look));
    }
    if let Some(book) = side.book() {
        page.line(
            &format!("codebook = {}", quote(book)),
            "names and missing codes of the survey; guessed from the names of files and columns",
        );
    }
    match &side.id {
        Some(id) => page.line(&format!("id = {}", quote(&id.column)), &id.why),
        None => page.line(
            &format!("id = {GAP}"),
            "column with an id of its own for every person; no column looks like one",
        ),
    }
}

/// Waves and side files.
fn files(page: &mut Page, name: &str, side: &Side, here: &Path) {
    let waves = side.parts.waves.iter().filter(|_| !side.parts.single());
    for (k, part) in waves.enumerate() {
        if k == 0 {
            page.raw(&format!("[{name}.waves]\n"));
        }
        let word = part.name.clone().unwrap_or_default();
        page.line(
            &format!("{} = {}", key(&word), file(part, side.book(), here)),
            &[part.why.clone(), options(&part.look)].join(" "),
        );
    }
    for (k, part) in side.parts.aside.iter().enumerate() {
        if k == 0 {
            page.raw(&format!("[{name}.files]\n"));
        }
        let id = side.id.as_ref().map(|i| i.column.as_str()).unwrap_or_default();
        let has = part.look.column(id).is_some();
        let why = if has {
            part.why.clone()
        } else {
            format!("{}; it has no column `{id}`: name its own with `id = ...`", part.why)
        };
        let word = part.name.clone().unwrap_or_default();
        page.line(&format!("{} = {}", key(&word), file(part, side.book(), here)), &why);
    }
}

/// A file as the job names it.
pub fn file(part: &Part, book: Option<&str>, here: &Path) -> String {
    let mut keys = vec![format!("file = {}", path(&part.look.path, here))];
    if let Some(sheet) = &part.look.options.sheet {
        keys.push(format!("sheet = {}", quote(sheet)));
    }
    if let Some(row) = part.look.options.heading {
        keys.push(format!("heading = {row}"));
    }
    if let (Some(_), Some(wave)) = (book, &part.wave) {
        keys.push(format!("wave = {}", code(wave)));
    }
    if let Some((column, is)) = &part.rows {
        keys.push(format!("rows = {{ column = {}, is = {} }}", quote(column), code(is)));
    }
    if keys.len() == 1 { path(&part.look.path, here) } else { format!("{{ {} }}", keys.join(", ")) }
}

/// How the file had to be read, in words.
pub fn options(look: &Look) -> String {
    let heading = look.options.heading.map(|r| format!("the names of the columns stand in row {r}"));
    let sheet = look
        .options
        .sheet
        .as_ref()
        .map(|s| format!("sheet `{s}`: guessed, the one with the most named columns"));
    heading.into_iter().chain(sheet).collect::<Vec<_>>().join("; ")
}

/// Weeks between start and end.
pub fn gap(page: &mut Page, side: &Side) {
    match side.gap() {
        Gap::Weeks(weeks, why) => page.line(&format!("gap_weeks = {weeks}"), &why),
        Gap::Dates(from, to) => page.line(
            &format!("gap_weeks = {{ from = {}, to = {} }}", quote(&from), quote(&to)),
            "guessed from the names of two date columns",
        ),
        Gap::Odd(from, to) => page.line(
            &format!("gap_weeks = {GAP}"),
            &format!("weeks between start and end; `{from}` and `{to}` look like dates, but are not written as YYYY-MM-DD"),
        ),
        Gap::Unknown => page.line(&format!("gap_weeks = {GAP}"), "weeks between start and end: a number, or { from = \"column\", to = \"column\" }"),
    }
}

/// Codes of the pool that mean missing and that neither file nor codebook declares.
fn missing(page: &mut Page, side: &Side, outcomes: &[Drafted], facts: &Facts) {
    let mut all: Vec<String> = outcomes::odd(outcomes, 1).into_iter().map(|(w, _)| w).collect();
    all.extend(facts.negative.iter().cloned());
    // No weight is negative.
    for weight in side.weights(outcomes::control_items(outcomes)).into_iter().take(1) {
        let listed = |x: f64| weight.known.missing.iter().any(|m| number(m) == Some(x));
        all.extend(
            weight
                .column
                .numbers()
                .map(|(x, _)| x)
                .filter(|x| *x < 0.0 && !listed(*x))
                .map(|x| x.to_string()),
        );
    }
    all.sort_by(|a, b| number(b).unwrap_or_default().total_cmp(&number(a).unwrap_or_default()));
    all.dedup();
    if !all.is_empty() {
        page.line(
            &format!("missing = {}", codes(all.iter().map(String::as_str))),
            "guessed: codes below nought, or outside the answers, in columns of levels, answers and weights; numbers such as ages have lists of their own",
        );
    }
}

/// Households, sampling units, strata, weights.
fn people(page: &mut Page, side: &Side, outcomes: &[Drafted]) {
    let first = side.parts.start();
    let [psu, strata] = survey::design(&first.look);
    let household = survey::household(&first.look);
    for (key, found) in [("household", household), ("psu", psu), ("strata", strata)] {
        if let Some(g) = found {
            page.line(&format!("{key} = {}", quote(&first.at(&g.column))), &g.why);
        }
    }
    let weights = side.weights(outcomes::control_items(outcomes));
    for (k, place) in weights.iter().take(4).enumerate() {
        let why = place.column.label();
        if k == 0 {
            page.line(&format!("weight = {}", quote(&place.name)), why);
        } else {
            page.note(&format!("or: weight = {}, {why}", quote(&place.name)));
        }
    }
    let proxy =
        first.look.columns.iter().find(|c| crate::commands::init::vocabulary::bare(&c.name) == "askpx");
    if let Some(c) = proxy {
        page.line(
            &format!("where = \"{} <> 1\"", first.at(&c.name)),
            "proxies answer no self-completion questions; guessed from the name, which in ELSA is 1 for a proxy",
        );
    }
}

/// What else was noticed.
fn remarks(page: &mut Page, side: &Side) {
    for part in side.parts.waves.iter().chain(&side.parts.aside) {
        if !part.look.twice.is_empty() {
            page.note(&format!(
                "{}: these names stand more than once, so their columns cannot be used: {}",
                part.look.path.display(),
                part.look.twice.join(", ")
            ));
        }
    }
}
