//! The only code that writes to the disk.

mod part;

use super::ReportError;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

pub use part::Part;

/// Names that a run folder may hold at its top.
const OF_A_RUN: [&str; 3] = ["manifest.json", "release", "restricted"];

/// Writes a file piece by piece.
pub type Pieces<'a> = Box<dyn FnOnce(&mut Sink) -> Result<(), ReportError> + 'a>;

/// What a file will hold.
pub enum Content<'a> {
    /// These bytes.
    Bytes(Vec<u8>),
    /// What this writes, for tables too large to hold.
    Stream(Pieces<'a>),
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Path below the run folder.
    pub path: PathBuf,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

/// An open file (or nothing, where only the hash is wanted) that hashes what it is given.
pub struct Sink {
    file: Option<BufWriter<File>>,
    hash: Sha256,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.as_mut().map_or(Ok(bytes.len()), |f| f.write(bytes))?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)
    }
}

/// Writes a run folder: all of it, or nothing.
///
/// The files go to a hidden folder beside `out`, which takes its name when all are safely on the
/// disk. `last` makes the final file from the hashes of the others. A run folder that is already
/// there is replaced; any other folder is left alone.
///
/// # Errors
/// [`ReportError::NotARun`] if `out` is something else, [`ReportError::Io`] if the disk refuses.
pub fn write_run(
    out: &Path,
    files: Vec<(PathBuf, Content<'_>)>,
    last: impl FnOnce(&[Output]) -> (PathBuf, Vec<u8>),
) -> Result<Vec<Output>, ReportError> {
    may_replace(out)?;
    let mut draft = Draft::new(out)?;
    let mut outputs = Vec::with_capacity(files.len() + 1);
    for (path, content) in files {
        outputs.push(draft.write(path, content)?);
    }
    let (path, bytes) = last(&outputs);
    outputs.push(draft.write(path, Content::Bytes(bytes))?);
    draft.publish(out)?;
    Ok(outputs)
}

/// Writes one file, whole or not at all; its folder is made if it is not there.
///
/// # Errors
/// [`ReportError::Io`] if the disk refuses.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), ReportError> {
    let folder = parent(path);
    fs::create_dir_all(folder).map_err(ReportError::io("create", folder))?;
    let draft = beside(path, "draft");
    let written = store(&draft, |sink| sink.write_all(bytes).map_err(ReportError::io("write", path)))
        .and_then(|(_, file)| file.sync_all().map_err(ReportError::io("write", path)))
        .and_then(|()| fs::rename(&draft, path).map_err(ReportError::io("write", path)));
    if written.is_err() {
        let _ = fs::remove_file(&draft);
    }
    written
}

/// A run folder in the making; removed unless it is published.
struct Draft {
    folder: PathBuf,
    /// Files that may not be on the disk yet.
    open: Vec<(PathBuf, File)>,
}

impl Draft {
    fn new(out: &Path) -> Result<Self, ReportError> {
        let parent = parent(out);
        fs::create_dir_all(parent).map_err(ReportError::io("create", parent))?;
        let folder = beside(out, "draft");
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(ReportError::io("clear", &folder))?;
        }
        fs::create_dir(&folder).map_err(ReportError::io("create", &folder))?;
        Ok(Self { folder, open: Vec::new() })
    }

    fn write(&mut self, path: PathBuf, content: Content<'_>) -> Result<Output, ReportError> {
        let full = self.folder.join(&path);
        make_folder(parent(&full))?;
        let (sha256, file) = store(&full, |sink| match content {
            Content::Bytes(bytes) => sink.write_all(&bytes).map_err(ReportError::io("write", &full)),
            Content::Stream(write) => write(sink),
        })?;
        self.open.push((full, file));
        Ok(Output { path, sha256 })
    }

    /// Waits until all files are on the disk: together, since the system then writes them together.
    fn sync(&mut self) -> Result<(), ReportError> {
        let wait = |(path, file): (PathBuf, File)| file.sync_all().map_err(ReportError::io("write", path));
        let waiting = std::mem::take(&mut self.open);
        waiting.into_par_iter().with_max_len(1).try_for_each(wait)
    }

    fn publish(mut self, out: &Path) -> Result<(), ReportError> {
        self.sync()?;
        sync_folder(&self.folder);
        let old = beside(out, "old");
        let replaces = out.exists();
        if replaces {
            if old.exists() {
                fs::remove_dir_all(&old).map_err(ReportError::io("clear", &old))?;
            }
            fs::rename(out, &old).map_err(ReportError::io("replace", out))?;
        }
        if let Err(e) = fs::rename(&self.folder, out) {
            if replaces {
                let _ = fs::rename(&old, out);
            }
            return Err(ReportError::io("create", out)(e));
        }
        sync_folder(parent(out));
        if replaces { fs::remove_dir_all(&old).map_err(ReportError::io("clear", &old)) } else { Ok(()) }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Writes a file and hashes it; it may not be on the disk yet.
fn store(
    path: &Path,
    write: impl FnOnce(&mut Sink) -> Result<(), ReportError>,
) -> Result<(String, File), ReportError> {
    let file = File::create(path).map_err(ReportError::io("create", path))?;
    let handle = file.try_clone().map_err(ReportError::io("create", path))?;
    let mut sink = Sink { file: Some(BufWriter::with_capacity(1 << 20, file)), hash: Sha256::new() };
    write(&mut sink)?;
    sink.flush().map_err(ReportError::io("write", path))?;
    Ok((format!("{:x}", sink.hash.finalize()), handle))
}

/// The hash of what a file would hold; nothing is written.
///
/// # Errors
/// The content cannot be made.
pub fn hash(content: Content<'_>) -> Result<String, ReportError> {
    let mut sink = Sink { file: None, hash: Sha256::new() };
    match content {
        Content::Bytes(bytes) => sink.hash.update(&bytes),
        Content::Stream(write) => write(&mut sink)?,
    }
    Ok(format!("{:x}", sink.hash.finalize()))
}

/// SHA-256 of the file at `path`, hexadecimal.
///
/// # Errors
/// [`ReportError::Io`] if it cannot be read.
pub fn hash_file(path: &Path) -> Result<String, ReportError> {
    let mut file = File::open(path).map_err(ReportError::io("read", path))?;
    let mut sink = Sink { file: None, hash: Sha256::new() };
    io::copy(&mut file, &mut sink).map_err(ReportError::io("read", path))?;
    Ok(format!("{:x}", sink.hash.finalize()))
}

/// Is `out` free, empty, or a run of ours with nothing else in it?
fn may_replace(out: &Path) -> Result<(), ReportError> {
    let Ok(about) = fs::symlink_metadata(out) else { return Ok(()) };
    let not = |why: &str| Err(ReportError::NotARun { path: out.to_path_buf(), why: why.to_owned() });
    if !about.is_dir() {
        return not("it is not a folder");
    }
    let entries = fs::read_dir(out).map_err(ReportError::io("read", out))?;
    let names: Vec<String> =
        entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    if names.is_empty() {
        return Ok(());
    }
    if let Some(other) = names.iter().find(|n| !OF_A_RUN.contains(&n.as_str())) {
        return not(&format!("it holds `{other}`"));
    }
    let manifest = fs::read(out.join("manifest.json")).unwrap_or_default();
    let ours =
        serde_json::from_slice::<serde_json::Value>(&manifest).is_ok_and(|m| m["software"] == "matchwell");
    if ours { Ok(()) } else { not("it has no manifest.json of Matchwell") }
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn beside(path: &Path, what: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    parent(path).join(format!(".{name}.{}.{what}", std::process::id()))
}

/// Makes a folder; one called `restricted` is for its owner alone.
fn make_folder(folder: &Path) -> Result<(), ReportError> {
    let mut maker = fs::DirBuilder::new();
    maker.recursive(true);
    #[cfg(unix)]
    if folder.file_name().is_some_and(|n| n == "restricted") {
        std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
    }
    maker.create(folder).map_err(ReportError::io("create", folder))
}

/// Asks for the folder's entries to be on the disk; not every system can.
fn sync_folder(folder: &Path) {
    if let Ok(open) = File::open(folder) {
        let _ = open.sync_all();
    }
}
