//! One case: its files, the program's answer, and what must hold of every answer.

use crate::recipes;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Where the cases are.
pub const ROOT: &str = "tests/bad-input";
/// Address space of the program, in kB: a little under 2 GB.
const SPACE: &str = "1950000";
/// A case that takes longer hangs.
const PATIENCE: Duration = Duration::from_mins(1);
/// Files of a case that are about it and not of it.
const ABOUT: [&str; 5] = ["why", "command", "recipe", "told", "expected.txt"];

/// A folder below [`ROOT`].
pub struct Case {
    pub name: String,
    pub folder: PathBuf,
    /// What is wrong, in a line.
    pub why: String,
}

/// What the program answered.
pub struct Told {
    status: Option<i32>,
    stdout: String,
    stderr: String,
    /// Files that came, went or changed.
    left: Vec<String>,
    hung: bool,
    /// Codes of an answer that the case is about; none: all.
    about: Vec<String>,
}

/// All cases, by name. Folders whose name starts with `_` hold what cases share.
pub fn all() -> Vec<Case> {
    let folders = fs::read_dir(ROOT).expect("the collection").flatten().map(|e| e.path());
    let mut cases: Vec<Case> = folders
        .filter(|p| p.is_dir())
        .map(|folder| {
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let why = fs::read_to_string(folder.join("why")).unwrap_or_default().trim().to_owned();
            Case { name, folder, why }
        })
        .filter(|c| !c.name.starts_with('_'))
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

impl Case {
    /// Runs the case in a folder of its own: the files that all share, its own files over them, and what
    /// its recipe makes.
    pub fn run(&self) -> Result<Told, String> {
        let place = tempfile::tempdir().map_err(|e| e.to_string())?;
        let work = place.path().join("work");
        fs::create_dir(&work).map_err(|e| e.to_string())?;
        copy(&Path::new(ROOT).join("_base"), &work);
        copy(&self.folder, &work);
        if let Ok(recipe) = fs::read_to_string(self.folder.join("recipe")) {
            recipes::make(recipe.trim(), &work)?;
        }
        let command = fs::read_to_string(self.folder.join("command"));
        let command = command.unwrap_or_else(|_| "run job.toml --out out".to_owned());
        let args: Vec<&str> = command.split_whitespace().collect();
        let before = listing(&work);
        let mut told = answer(place.path(), &args)?;
        told.left = changes(&before, &listing(&work));
        let about = fs::read_to_string(self.folder.join("told")).unwrap_or_default();
        told.about = about.split_whitespace().map(str::to_owned).collect();
        Ok(told)
    }
}

/// The answer of the program with `args` in `place/work`, its memory and its time bounded.
pub fn answer(place: &Path, args: &[&str]) -> Result<Told, String> {
    let open = |name: &str| File::create(place.join(name)).map_err(|e| e.to_string());
    let mut child = Command::new("sh")
        .args(["-c", "ulimit -v \"$0\"; exec \"$@\"", SPACE, env!("CARGO_BIN_EXE_matchwell")])
        .args(args)
        .current_dir(place.join("work"))
        .env("TMPDIR", place.join("work"))
        .env("RAYON_NUM_THREADS", "2")
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null())
        .stdout(open("stdout")?)
        .stderr(open("stderr")?)
        .spawn()
        .map_err(|e| e.to_string())?;
    let (status, hung) = wait(&mut child)?;
    let read =
        |name: &str| String::from_utf8_lossy(&fs::read(place.join(name)).unwrap_or_default()).into_owned();
    let plain = |text: String| normal(&text, place, child.id());
    Ok(Told {
        status,
        stdout: plain(read("stdout")),
        stderr: plain(read("stderr")),
        left: Vec::new(),
        hung,
        about: Vec::new(),
    })
}

fn wait(child: &mut Child) -> Result<(Option<i32>, bool), String> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().map_err(|e| e.to_string())? {
            return Ok((status.code(), false));
        }
        if start.elapsed() > PATIENCE {
            let _ = child.kill();
            let _ = child.wait();
            return Ok((None, true));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The text without what differs from machine to machine.
fn normal(text: &str, place: &Path, process: u32) -> String {
    text.replace(&place.display().to_string(), "<place>")
        .replace(&format!(".{process}."), ".<process>.")
        .replace(&format!("matchwell {}", env!("CARGO_PKG_VERSION")), "matchwell <version>")
}

impl Told {
    /// What must hold of every answer.
    pub fn sound(&self) -> Result<(), String> {
        if self.hung {
            return Err(format!("still running after {} s", PATIENCE.as_secs()));
        }
        let Some(status) = self.status else {
            return Err(format!("ended by a signal (memory?):\n{}", self.stderr));
        };
        if self.stderr.contains("panicked") {
            return Err(format!("panicked:\n{}", self.stderr));
        }
        if !matches!(status, 0 | 2 | 3 | 4) {
            return Err(format!("exit status {status}:\n{}", self.stderr));
        }
        if !self.left.is_empty() {
            return Err(format!("left behind or changed: {}", self.left.join(", ")));
        }
        if status != 0 && !self.stdout.is_empty() {
            return Err(format!("refused, and yet something on stdout:\n{}", self.stdout));
        }
        Ok(())
    }

    /// The snapshot: status and codes, then what was said. Of an answer only the lines with a code.
    pub fn text(&self) -> String {
        let status = self.status.map_or("none".to_owned(), |s| s.to_string());
        let about =
            |l: &str| self.about.is_empty() || self.about.iter().any(|code| l.contains(&format!("[{code}]")));
        let finding = |l: &&str| l.contains("[MW") && about(l);
        let answer: Vec<&str> = self.stdout.lines().filter(finding).collect();
        let said = format!("{}\n{}", self.stderr, answer.join("\n"));
        let codes: Vec<String> = codes(&said).into_iter().collect();
        let mut text = format!("exit {status}  {}\n\n{}", codes.join(" "), self.stderr);
        for line in answer {
            let _ = writeln!(text, "{}", line.trim());
        }
        text
    }
}

/// Codes in brackets, or alone at the start of a line.
fn codes(said: &str) -> BTreeSet<String> {
    let is = |w: &str| w.len() == 5 && w.starts_with("MW") && w[2..].bytes().all(|b| b.is_ascii_digit());
    let alone = said.lines().map(str::trim).filter(|l| is(l));
    let bracketed =
        said.match_indices("[MW").filter_map(|(at, _)| said.get(at + 1..at + 6)).filter(|w| is(w));
    alone.chain(bracketed).map(str::to_owned).collect()
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if ABOUT.iter().any(|about| name == *about) {
            continue;
        }
        let target = to.join(name);
        if entry.path().is_dir() {
            let _ = fs::create_dir(&target);
            copy(&entry.path(), &target);
        } else {
            let _ = fs::copy(entry.path(), target);
        }
    }
}

/// Path, length and time of change of everything below `folder`.
fn listing(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut list = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let about = fs::symlink_metadata(&path);
        if about.as_ref().is_ok_and(fs::Metadata::is_dir) {
            list.extend(listing(&path));
        }
        let state = about.map_or("gone".to_owned(), |m| {
            if m.is_dir() {
                "folder".to_owned()
            } else {
                format!("{} bytes, {:?}", m.len(), m.modified().ok())
            }
        });
        list.insert(path, state);
    }
    list
}

fn changes(before: &BTreeMap<PathBuf, String>, after: &BTreeMap<PathBuf, String>) -> Vec<String> {
    let names: BTreeSet<&PathBuf> = before.keys().chain(after.keys()).collect();
    let other = names.into_iter().filter(|n| before.get(*n) != after.get(*n));
    other.map(|n| n.display().to_string()).collect()
}

/// Both texts, from the first line that differs.
pub fn difference(expected: &str, told: &str) -> String {
    if expected.is_empty() {
        return format!("expected.txt is missing; told:\n{told}");
    }
    let same = expected.lines().zip(told.lines()).take_while(|(a, b)| a == b).count();
    let rest = |t: &str| t.lines().skip(same).collect::<Vec<_>>().join("\n");
    format!("from line {} on, expected:\n{}\ntold:\n{}", same + 1, rest(expected), rest(told))
}
