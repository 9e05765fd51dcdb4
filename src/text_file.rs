//! Files of words: jobs, instruments, codebooks, manifests. What is none is refused before it is read.

use std::fmt;
use std::fs;
use std::path::Path;

/// Largest file that a person writes, in bytes: a hundred times the longest there are.
pub(crate) const WRITTEN: u64 = 8 << 20;
/// Largest manifest, in bytes.
pub(crate) const MANIFEST: u64 = 64 << 20;

/// Why a file is not read, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) why: String,
    pub(crate) help: &'static str,
}

impl Refusal {
    fn new(why: &dyn fmt::Display, help: &'static str) -> Self {
        Self { why: why.to_string(), help }
    }
}

/// The text of the file at `path`, of at most `largest` bytes.
///
/// # Errors
/// Folders, pipes, devices (which may never end), files that are too large, and bytes that are not UTF-8.
pub(crate) fn read(path: &Path, largest: u64) -> Result<String, Refusal> {
    let about = fs::metadata(path).map_err(|e| Refusal::new(&e, "check the path"))?;
    if about.is_dir() {
        return Err(Refusal::new(&"it is a folder", "name the file in it"));
    }
    if !about.is_file() {
        let help = "save it as a file: paths in it start from its folder";
        return Err(Refusal::new(&"it is no file, but a pipe, a socket or a device", help));
    }
    if about.len() > largest {
        let why = format!("it has {} bytes, and no such file has more than {largest}", about.len());
        return Err(Refusal::new(&why, "is it a file of data?"));
    }
    text(fs::read(path).map_err(|e| Refusal::new(&e, "check who may read it"))?)
}

fn text(bytes: Vec<u8>) -> Result<String, Refusal> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(Refusal::new(&"it is in UTF-16", "save it as UTF-8"));
    }
    if bytes.contains(&0) {
        return Err(Refusal::new(&"it is no text", "is it a file of data?"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let sound = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..sound].iter().map(|b| usize::from(*b == b'\n')).sum::<usize>() + 1;
        Refusal::new(&format!("line {line} has bytes that are not UTF-8"), "save it as UTF-8")
    })
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn only_utf_8_is_text() {
        let why = |bytes: &[u8]| text(bytes.to_vec()).map_err(|r| r.why);
        assert_eq!(why("na\u{ef}ve = 1\n".as_bytes()), Ok("na\u{ef}ve = 1\n".to_owned()));
        assert_eq!(why(b"\xFF\xFEn\0"), Err("it is in UTF-16".to_owned()));
        assert_eq!(why(b"PAR1\0"), Err("it is no text".to_owned()));
        assert_eq!(why(b"a = 1\nb = 'caf\xe9'\n"), Err("line 2 has bytes that are not UTF-8".to_owned()));
    }
}
