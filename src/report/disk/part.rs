//! Results of a long run, kept as they come, so that an interrupted run goes on where it stopped.

use super::{ReportError, parent};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A file of records beside a run folder: a heading with key, length and hash, then the text.
///
/// A record that was cut off, or does not have its hash, ends the file for us: it and what follows are made again.
#[derive(Debug)]
pub struct Part {
    path: PathBuf,
    found: BTreeMap<String, String>,
    file: Mutex<File>,
}

impl Part {
    /// Opens the part of the run folder `out`: `.<name>.part` beside it, for its owner alone.
    ///
    /// # Errors
    /// [`ReportError::Io`] if the disk refuses.
    pub fn open(out: &Path) -> Result<Self, ReportError> {
        let folder = parent(out);
        fs::create_dir_all(folder).map_err(ReportError::io("create", folder))?;
        let name = out.file_name().unwrap_or_default().to_string_lossy();
        let path = folder.join(format!(".{name}.part"));
        let bytes = fs::read(&path).unwrap_or_default();
        let (found, whole) = records(&bytes);
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(ReportError::io("create", &path))?;
        file.set_len(whole as u64).map_err(ReportError::io("write", &path))?;
        Ok(Self { path, found, file: Mutex::new(file) })
    }

    /// What an earlier run left under `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.found.get(key).map(String::as_str)
    }

    /// How many records an earlier run left.
    #[must_use]
    pub fn found(&self) -> usize {
        self.found.len()
    }

    /// Keeps `text` under `key`, a word without blanks.
    ///
    /// # Errors
    /// [`ReportError::Io`] if the disk refuses.
    pub fn put(&self, key: &str, text: &str) -> Result<(), ReportError> {
        let record = format!("{key} {} {:x}\n{text}\n", text.len(), Sha256::digest(text.as_bytes()));
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(record.as_bytes()).map_err(ReportError::io("write", &self.path))
    }

    /// Takes the file away: the run is complete.
    pub fn remove(self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// The whole records at the start of `bytes`, and where they end.
fn records(bytes: &[u8]) -> (BTreeMap<String, String>, usize) {
    let mut found = BTreeMap::new();
    let mut at = 0;
    while let Some((key, text, length)) = record(&bytes[at..]) {
        found.insert(key, text);
        at += length;
    }
    (found, at)
}

fn record(bytes: &[u8]) -> Option<(String, String, usize)> {
    let line = bytes.iter().position(|b| *b == b'\n')?;
    let heading = std::str::from_utf8(&bytes[..line]).ok()?;
    let mut words = heading.split(' ');
    let (key, length, hash) = (words.next()?, words.next()?.parse::<usize>().ok()?, words.next()?);
    let end = line.checked_add(1)?.checked_add(length)?;
    let text = bytes.get(line + 1..end)?;
    let whole = bytes.get(end) == Some(&b'\n') && format!("{:x}", Sha256::digest(text)) == hash;
    let text = std::str::from_utf8(text).ok()?;
    whole.then(|| (key.to_owned(), text.to_owned(), end + 1))
}

#[cfg(test)]
mod tests {
    use super::{Part, records};

    #[test]
    fn records_come_back_until_one_is_broken() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("run");
        let part = Part::open(&out).expect("opens");
        part.put("a", "first\nof two lines").expect("kept");
        part.put("b", "").expect("kept");
        part.put("c", "third").expect("kept");
        drop(part);
        let path = folder.path().join(".run.part");
        let mut bytes = std::fs::read(&path).expect("there");
        bytes.truncate(bytes.len() - 3);
        std::fs::write(&path, &bytes).expect("written");
        let part = Part::open(&out).expect("opens");
        assert_eq!(part.found(), 2);
        assert_eq!(part.get("a"), Some("first\nof two lines"));
        assert_eq!(part.get("c"), None);
        part.put("c", "again").expect("kept");
        drop(part);
        let part = Part::open(&out).expect("opens");
        assert_eq!(part.get("c"), Some("again"));
        part.remove();
        assert!(!path.exists());
    }

    #[test]
    fn a_changed_byte_ends_the_file() {
        let good = b"k 2 fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603\nab\n";
        assert_eq!(records(good).1, good.len());
        let mut bad = good.to_vec();
        let last = bad.len() - 2;
        bad[last] = b'x';
        assert_eq!(records(&bad).1, 0);
        assert_eq!(records(b"nonsense").1, 0);
        assert_eq!(records(b"k 99999999999999999999 aa\n").1, 0);
    }
}
