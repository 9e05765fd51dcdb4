//! From the names a job uses to places in a file.

use super::wanted::Request;
use crate::fault::{Fault, Place};
use crate::stats::text::nearest;

/// How many names are shown.
const SHOWN: usize = 12;
/// How many letters of a name are shown.
const LONGEST: usize = 60;

/// Where each requested column stands among `names`, in the order of the request.
///
/// A column that is not there has no place and leaves a fault, once; where not one of several is there,
/// the heading is told instead of every column.
pub(super) fn resolve(names: &[String], request: &Request, faults: &mut Vec<Fault>) -> Vec<Option<usize>> {
    if let Some(fault) = other_heading(names, request) {
        faults.push(fault);
        return vec![None; request.columns.len()];
    }
    let mut places = Vec::new();
    for (wanted, _) in request.columns.keys() {
        let place = find(names, wanted, request);
        if let Err(fault) = &place
            && !faults.contains(fault)
        {
            faults.push(fault.clone());
        }
        places.push(place.ok());
    }
    places
}

/// A fault if the heading has none of the columns, and there are several: it is then no typing error,
/// but another heading than the job expects.
fn other_heading(names: &[String], request: &Request) -> Option<Fault> {
    let mut wanted: Vec<&str> = request.columns.keys().map(|(name, _)| name.as_str()).collect();
    wanted.dedup();
    if names.iter().all(String::is_empty) {
        let message = "the first row is empty".to_owned();
        let help = Some("the first row must hold the names of the columns".to_owned());
        let place = Place::Data { file: request.path.clone(), row: None, column: None };
        return Some(Fault { code: "MW204", message, help, place });
    }
    let alike = |name: &&str| names.iter().any(|n| n.eq_ignore_ascii_case(name));
    let there = |name: &&str| names.iter().any(|n| n == name || request.ignore_case && alike(name));
    if wanted.len() < 3 || wanted.iter().any(there) {
        return None;
    }
    let help = match names {
        _ if wanted.iter().all(alike) => {
            "only the case of letters differs: set `ignore_case = true`, or write them as in the file"
                .to_owned()
        }
        [only] => match only.chars().find(|c| "|;,\t:^~".contains(*c)) {
            Some(sign) => format!(
                "are the cells separated by `{}`? Save the file with commas, semicolons or tabs, \
                                   named .csv or .tsv",
                sign.escape_debug()
            ),
            None => "is it the right file? The heading must be its first row".to_owned(),
        },
        _ => "the heading must be the first row: is there a title above it, or none at all? Or is it the \
              wrong file?"
            .to_owned(),
    };
    let message = format!(
        "none of the {} columns that the job asks for is in the heading; asked for: {}; the heading: {}",
        wanted.len(),
        some(wanted.iter().copied()),
        some(names.iter().map(String::as_str))
    );
    Some(Fault {
        code: "MW201",
        message,
        help: Some(help),
        place: Place::Data { file: request.path.clone(), row: None, column: None },
    })
}

/// The first few names, as they can be shown.
fn some<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    let more = if names.len() > SHOWN { ", ..." } else { "" };
    let shown: Vec<String> = names.take(SHOWN).map(short).collect();
    format!("{}{more}", shown.join(", "))
}

/// A name without signs that a terminal would obey, and no longer than a line.
fn short(name: &str) -> String {
    let plain: String =
        name.chars().take(LONGEST).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    let more = if plain.chars().count() < name.chars().count() { "..." } else { "" };
    if name.is_empty() { "(nothing)".to_owned() } else { format!("{plain}{more}") }
}

fn find(names: &[String], wanted: &str, request: &Request) -> Result<usize, Fault> {
    let exact = places(names, |n| n == wanted);
    let alike = places(names, |n| n.eq_ignore_ascii_case(wanted));
    let found = if exact.is_empty() && request.ignore_case { &alike } else { &exact };
    match found[..] {
        [place] => Ok(place),
        [] => Err(missing(names, wanted, alike.first().copied(), request)),
        _ => {
            let spelt: Vec<&str> = found.iter().map(|&i| names[i].as_str()).collect();
            let message =
                format!("column `{wanted}` is there {} times: {}", found.len(), some(spelt.into_iter()));
            Err(fault("MW207", wanted, message, "give each column a name of its own".to_owned(), request))
        }
    }
}

fn places(names: &[String], is: impl Fn(&str) -> bool) -> Vec<usize> {
    names.iter().enumerate().filter(|(_, n)| is(n)).map(|(i, _)| i).collect()
}

fn missing(names: &[String], wanted: &str, alike: Option<usize>, request: &Request) -> Fault {
    let help = if let Some(i) = alike {
        format!("the file has `{}`: write it so, or set `ignore_case = true`", names[i])
    } else {
        let all: Vec<&str> = names.iter().map(String::as_str).collect();
        match nearest(wanted, &all) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("columns are: {}", some(all.iter().copied())),
        }
    };
    fault("MW201", wanted, format!("there is no column `{wanted}`"), help, request)
}

fn fault(code: &'static str, column: &str, message: String, help: String, request: &Request) -> Fault {
    let place = Place::Data { file: request.path.clone(), row: None, column: Some(column.to_owned()) };
    Fault { code, message, help: Some(help), place }
}
