//! What a file was like before it was read: files that move while they are read give no result.

use super::format::whole;
use super::wanted::Request;
use crate::fault::Fault;
use std::fs::{self, Metadata};
use std::io;
use std::path::Path;
use std::time::SystemTime;

/// Length, time of change and, where the system numbers its files, number of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    number: u64,
}

impl Stamp {
    /// The stamp of the regular file at `path`; `None` for anything else, which other checks tell.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let about = regular(path).ok()?;
        Some(Self { length: about.len(), modified: about.modified().ok(), number: number(&about) })
    }

    /// A fault if the file at `path` is no longer the one this was taken of.
    ///
    /// Reading opens a file several times, and counts its bytes for the manifest beside reading its
    /// cells: what came of two states of a file belongs to neither.
    pub(super) fn check(&self, path: &Path, request: &Request) -> Result<(), Fault> {
        let now = Self::of(path);
        if now.as_ref() == Some(self) {
            return Ok(());
        }
        let how = match now {
            Some(now) if now.length != self.length => format!("from {} to {} bytes", self.length, now.length),
            Some(_) => "its content was written again".to_owned(),
            None => "it is gone".to_owned(),
        };
        let message = format!("the file changed while it was read ({how})");
        let help =
            "wait until the export or the synchronisation is finished, or copy the file, and run again";
        Err(whole(request, "MW239", message, help))
    }
}

#[cfg(unix)]
fn number(about: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(about)
}

#[cfg(not(unix))]
fn number(_: &Metadata) -> u64 {
    0
}

/// What the system knows of the file at `path`, if it is one that has an end and can be read twice.
///
/// # Errors
/// Whatever the system says; folders, pipes, sockets and devices, in words. Nothing is opened: opening a
/// pipe would wait for whoever writes into it.
pub(super) fn regular(path: &Path) -> io::Result<Metadata> {
    let about = fs::metadata(path)?;
    if about.is_dir() {
        return Err(io::Error::other("it is a folder"));
    }
    if about.is_file() {
        return Ok(about);
    }
    Err(io::Error::other("it is no file, but a pipe, a socket or a device"))
}
