//! Instruments that stand beside a job.

use super::faults::Faults;
use super::spans::Spans;
use crate::fault::Fault;
use crate::score::{Instrument, instrument, read_instrument};
use crate::text_file;
use std::path::{Path, PathBuf};

/// What the instrument files of a job say.
#[derive(Default)]
pub(super) struct Own {
    /// The instruments and their sub-scales.
    pub(super) instruments: Vec<Instrument>,
    /// What is wrong in the files themselves.
    pub(super) faults: Vec<Fault>,
    /// `true` if some file could not be used: then nobody knows which instruments there would be.
    pub(super) unclear: bool,
}

/// Reads the files; their names may not be those of instruments that come with the program.
pub(super) fn read(files: &[PathBuf], folder: &Path, spans: &Spans<'_>, faults: &mut Faults) -> Own {
    let mut own = Own::default();
    for (at, file) in files.iter().enumerate() {
        let place = spans.find(&["instruments", &at.to_string()]).value;
        match text_file::read(&folder.join(file), text_file::WRITTEN) {
            Ok(text) => match read_instrument(&text, file) {
                Ok(read) => match taken(&read, &own.instruments) {
                    Some(why) => {
                        let help = "give it another `name` in its file";
                        faults.add("MW091", place, format!("{}: {why}", file.display()), help);
                        own.unclear = true;
                    }
                    None => own.instruments.extend(read),
                },
                Err(found) => {
                    own.faults.extend(found);
                    own.unclear = true;
                }
            },
            Err(refusal) => {
                let message = format!("cannot read the instrument {}: {}", file.display(), refusal.why);
                let help = format!("{}; paths start from the folder of the job", refusal.help);
                faults.add("MW090", place, message, help);
                own.unclear = true;
            }
        }
    }
    own
}

fn taken(read: &[Instrument], own: &[Instrument]) -> Option<String> {
    let name = &read.first()?.name;
    if instrument(name).is_some() {
        return Some(format!("`{name}` is an instrument of the program and cannot be replaced"));
    }
    let twice = own.iter().any(|o| o.name == *name);
    twice.then(|| format!("two instruments beside the job are called `{name}`"))
}
