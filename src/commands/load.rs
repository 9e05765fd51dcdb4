//! Reads a job file, and tells all its faults, those of the data included, at once.

use crate::error::Error;
use crate::fault::Fault;
use crate::job::{self, Job};
use crate::pipeline;
use crate::text_file;
use std::path::Path;

/// The job in `path`, checked.
///
/// # Errors
/// All faults. Where the job can be understood in spite of them, the data are read too and their
/// faults reported with the others.
pub fn job(path: &Path) -> Result<Job, Error> {
    let name = path.display().to_string();
    let text = text_file::read(path, text_file::WRITTEN).map_err(|refusal| {
        let mut fault = Fault::whole("MW008", &format!("cannot read the job `{name}`: {}", refusal.why));
        fault.help = Some(refusal.help.to_owned());
        Error::Job { path: name.clone(), text: String::new(), faults: vec![fault] }
    })?;
    from_text(&text, path.parent().unwrap_or(Path::new("")), &name)
}

/// The same for a job whose text is at hand; `folder` is where its paths start.
///
/// # Errors
/// See [`job`].
pub fn from_text(text: &str, folder: &Path, name: &str) -> Result<Job, Error> {
    let reading = job::read(text, folder);
    let mut faults = reading.faults;
    match reading.job {
        Some(job) if faults.is_empty() => Ok(job),
        partial => {
            if let Some(Err(Error::Data(more))) = partial.map(|j| pipeline::read(&j, &|_| ())) {
                faults.extend(more);
                told_once(&mut faults);
            }
            Err(Error::Job { path: name.to_owned(), text: text.to_owned(), faults })
        }
    }
}

/// A cell that two covariates read is one fault, not two.
fn told_once(faults: &mut Vec<Fault>) {
    let mut seen: Vec<Fault> = Vec::with_capacity(faults.len());
    faults.retain(|f| {
        let new = !seen.contains(f);
        if new {
            seen.push(f.clone());
        }
        new
    });
}
