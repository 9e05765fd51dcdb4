//! What stands between the cells of a row.

use crate::fault::{Fault, Place};
use crate::ingest::format::whole;
use crate::ingest::wanted::Request;
use std::path::Path;

/// The delimiters that are looked for.
const USUAL: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The delimiter of a text whose first bytes, in UTF-8, are `head`: what the job says, else what the
/// extension says (`.tsv`, `.tab`), else whichever stands most often in the heading.
pub(super) fn choose(path: &Path, head: &[u8], request: &Request) -> Result<u8, Fault> {
    if let Some(declared) = request.options.delimiter {
        let plain = declared.is_ascii() && !matches!(declared, '"' | '\n' | '\r');
        return u8::try_from(declared).ok().filter(|_| plain).ok_or_else(|| {
            let message = format!("`{declared}` cannot stand between cells");
            whole(request, "MW254", message, "give one ASCII character, such as `;`")
        });
    }
    let mut name = path.to_path_buf();
    if name.extension().is_some_and(|e| ["gz", "zst"].iter().any(|p| e.eq_ignore_ascii_case(p))) {
        name.set_extension("");
    }
    let tabbed = |e: &std::ffi::OsStr| e.eq_ignore_ascii_case("tsv") || e.eq_ignore_ascii_case("tab");
    Ok(if name.extension().is_some_and(tabbed) { b'\t' } else { most_frequent(head).0 })
}

/// Whichever of the usual delimiters stands most often in the heading outside quotes, and how often.
fn most_frequent(head: &[u8]) -> (u8, usize) {
    let mut quoted = false;
    let mut counts = USUAL.map(|d| (d, 0));
    for &byte in head.iter().take_while(|&&b| b != b'\n') {
        quoted ^= byte == b'"';
        if !quoted && let Some(entry) = counts.iter_mut().find(|(d, _)| *d == byte) {
            entry.1 += 1;
        }
    }
    counts.into_iter().rev().max_by_key(|(_, n)| *n).unwrap_or((b',', 0))
}

/// A fault if the heading is one name with `delimiter` while the job wants others and another delimiter
/// stands in it.
pub(super) fn suspect(delimiter: u8, above: u64, names: &[String], request: &Request) -> Option<Fault> {
    let [name] = names else { return None };
    let other = request.columns.keys().any(|(wanted, _)| wanted != name);
    let (seems, times) = most_frequent(name.as_bytes());
    (other && times > 0 && seems != delimiter).then(|| Fault {
        code: "MW254",
        message: format!(
            "the heading is one column when {} stands between cells; it seems to be {}",
            words(delimiter),
            words(seems)
        ),
        help: Some(format!(
            "write `source = {{ file = \"{}\", delimiter = {:?} }}`",
            request.path.display(),
            char::from(seems)
        )),
        place: Place::Data { file: request.path.clone(), row: Some(above as usize + 1), column: None },
    })
}

fn words(delimiter: u8) -> String {
    match delimiter {
        b',' => "a comma".to_owned(),
        b';' => "a semicolon".to_owned(),
        b'\t' => "a tab".to_owned(),
        b'|' => "a bar `|`".to_owned(),
        other => format!("`{}`", char::from(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heading_tells_the_delimiter() {
        assert_eq!(most_frequent(b"a,b,c\n1;2;3;4").0, b',');
        assert_eq!(most_frequent(b"a;\"b,c,d\";e\n").0, b';');
        assert_eq!(most_frequent(b"a\tb\n").0, b'\t');
        assert_eq!(most_frequent(b"a|b\n").0, b'|');
        assert_eq!(most_frequent(b"only\n"), (b',', 0));
    }
}
