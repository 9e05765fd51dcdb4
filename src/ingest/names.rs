//! From the names a job uses to places in a file.

use super::wanted::Request;
use crate::fault::{Fault, Place};
use crate::stats::text::nearest;

/// Where each requested column stands among `names`, in the order of the request.
///
/// A column that is not there has no place and leaves a fault, once.
pub(super) fn resolve(names: &[String], request: &Request, faults: &mut Vec<Fault>) -> Vec<Option<usize>> {
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

fn find(names: &[String], wanted: &str, request: &Request) -> Result<usize, Fault> {
    let exact = places(names, |n| n == wanted);
    let alike = places(names, |n| n.eq_ignore_ascii_case(wanted));
    let found = if exact.is_empty() && request.ignore_case { &alike } else { &exact };
    match found[..] {
        [place] => Ok(place),
        [] => Err(missing(names, wanted, alike.first().copied(), request)),
        _ => {
            let spelt: Vec<String> = found.iter().map(|&i| format!("`{}`", names[i])).collect();
            let message = format!("column `{wanted}` is there {} times: {}", found.len(), spelt.join(", "));
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
        let some: Vec<&str> = all.iter().take(12).copied().collect();
        let more = if all.len() > some.len() { ", ..." } else { "" };
        match nearest(wanted, &all) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("columns are: {}{more}", some.join(", ")),
        }
    };
    fault("MW201", wanted, format!("there is no column `{wanted}`"), help, request)
}

fn fault(code: &'static str, column: &str, message: String, help: String, request: &Request) -> Fault {
    let place = Place::Data { file: request.path.clone(), row: None, column: Some(column.to_owned()) };
    Fault { code, message, help: Some(help), place }
}
