//! The other TOML files of a job (instruments, codebooks): read as a job is, along the schema of
//! their type, with every fault told by file and line.

use super::faults::Faults;
use super::spans::Spans;
use super::walk::Walk;
use crate::fault::{Fault, Place, line_column};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::de::DeTable;

/// What a file says, and where it says it.
pub(crate) struct Document<'t, T> {
    /// What it says.
    pub(crate) value: T,
    spans: Spans<'t>,
    text: &'t str,
    file: PathBuf,
}

impl<T> Document<'_, T> {
    /// A fault at the value at `path` (list items by number), or at the nearest thing around it.
    pub(crate) fn fault<S: AsRef<str>>(
        &self,
        code: &'static str,
        path: &[S],
        message: String,
        help: &str,
    ) -> Fault {
        let path: Vec<&str> = path.iter().map(AsRef::as_ref).collect();
        let found = self.spans.find(&path);
        let help = (!help.is_empty()).then(|| help.to_owned());
        Fault { code, message, help, place: place(&self.file, self.text, &found.key) }
    }
}

/// The JSON Schema (draft 2020-12) of a file of type `T`.
pub(crate) fn schema<T: JsonSchema>(title: &str) -> Json {
    let generator = SchemaSettings::draft2020_12().for_deserialize().into_generator();
    let mut root = generator.into_root_schema_for::<T>().to_value();
    if let Some(map) = root.as_object_mut() {
        map.insert("title".to_owned(), title.into());
    }
    root
}

/// Reads `text`, the content of `file`, as a `T`; `what` is what such a file is called.
///
/// # Errors
/// All faults at once, with file and line; only a text that is no TOML stops at its first.
pub(crate) fn read<'t, T: DeserializeOwned + JsonSchema>(
    text: &'t str,
    file: &Path,
    what: &'static str,
) -> Result<Document<'t, T>, Vec<Fault>> {
    let mut faults = Faults::default();
    let root = match DeTable::parse(text) {
        Ok(root) => root,
        Err(error) => {
            let at = error.span().unwrap_or(0..0);
            faults.add("MW001", at, format!("this is no TOML: {}", error.message()), "");
            return Err(told(faults, file, text));
        }
    };
    let spans = Spans::new(text, root);
    let shape = schema::<T>(what);
    let table = Walk::new(&shape, &mut faults).called(what).document(spans.root());
    match T::deserialize(toml::Value::Table(table)) {
        Ok(value) if faults.is_empty() => Ok(Document { value, spans, text, file: file.to_owned() }),
        Ok(_) => Err(told(faults, file, text)),
        Err(error) => {
            if faults.is_empty() {
                faults.add("MW007", 0..0, format!("the {what} cannot be read: {}", error.message()), "");
            }
            Err(told(faults, file, text))
        }
    }
}

fn told(faults: Faults, file: &Path, text: &str) -> Vec<Fault> {
    let mut list = faults.sorted();
    for fault in &mut list {
        if let Place::Job(at) = &fault.place {
            fault.place = place(file, text, at);
        }
    }
    list
}

fn place(file: &Path, text: &str, at: &Range<usize>) -> Place {
    Place::Data { file: file.to_owned(), row: Some(line_column(text, at.start).0), column: None }
}
