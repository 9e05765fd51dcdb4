//! Data sets that were completed elsewhere: one job for each.

use crate::error::Error;
use crate::fault::Fault;
use crate::ingest::{self, Cells, EMPTY, FileOptions, Reading};
use crate::job::{FileSpec, Job, ReadSpec};
use std::collections::BTreeSet;

/// The job on each completed data set, in order of their numbers; empty where no file holds any.
///
/// Each is read by itself, which costs one pass over the file a data set.
///
/// # Errors
/// Numbers that are no whole numbers, fewer than two data sets, files that do not hold the same ones.
pub(super) fn jobs(job: &Job) -> Result<Vec<Job>, Error> {
    let files = job.spec.completed_files();
    let Some((first, others)) = files.split_first() else { return Ok(Vec::new()) };
    let numbers = numbers(job, first).map_err(Error::Data)?;
    for file in others {
        if self::numbers(job, file).map_err(Error::Data)? != numbers {
            let message = format!(
                "`{}` and `{}` do not hold the same imputations",
                first.file.display(),
                file.file.display()
            );
            return Err(Error::Data(vec![Fault::whole("MW266", &message)]));
        }
    }
    Ok(numbers.into_iter().map(|k| Job { spec: job.spec.on_data_set(k), ..job.clone() }).collect())
}

/// The numbers of the data sets in a file, without that of the original.
fn numbers(job: &Job, file: &ReadSpec) -> Result<BTreeSet<u32>, Vec<Fault>> {
    let Some(imputed) = &file.imputed else { return Ok(BTreeSet::new()) };
    let column = imputed.column.as_str();
    let options = FileOptions::of(&FileSpec::Read(Box::new(file.clone())));
    let wanted = [(column.to_owned(), Reading::Words)];
    let mut table = ingest::columns(&job.folder.join(&file.file), &options, &wanted, None)?;
    let Cells::Words(words) = table.take(column, Reading::Words) else { return Ok(BTreeSet::new()) };
    let wrong = |row: Option<usize>, message: String| {
        let help =
            "the column holds 0 for the original and 1, 2, ... for the completed data sets, in every row";
        let mut fault = table.fault("MW266", row, Some(column), message, help);
        if let crate::fault::Place::Data { file: path, .. } = &mut fault.place {
            path.clone_from(&file.file);
        }
        vec![fault]
    };
    let meant: Vec<Option<u32>> = words.words.iter().map(|word| number(word)).collect();
    let mut found = BTreeSet::new();
    for (row, &code) in words.codes.iter().enumerate() {
        match meant.get(code as usize).copied().flatten() {
            Some(k) => found.insert(k),
            None if code == EMPTY => return Err(wrong(Some(row), "no number of the imputation".to_owned())),
            None => {
                let word = &words.words[code as usize];
                return Err(wrong(Some(row), format!("`{word}` is no number of an imputation")));
            }
        };
    }
    found.remove(&0);
    if found.len() < 2 {
        return Err(wrong(None, format!("{} completed data sets; pooling takes at least 2", found.len())));
    }
    Ok(found)
}

/// The number of a data set.
#[expect(clippy::cast_sign_loss, reason = "numbers below 0 are sorted out before")]
fn number(word: &str) -> Option<u32> {
    ingest::number(word).filter(|v| *v >= 0.0 && v.fract() == 0.0 && *v < 1e6).map(|v| v as u32)
}
