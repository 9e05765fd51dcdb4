//! Codebooks by name or path.

use super::book::Codebook;
use super::spec::CodebookSpec;
use crate::fault::{Fault, Place};
use crate::job::beside;
use crate::stats::text::nearest;
use crate::text_file;
use std::path::Path;
use std::sync::{Arc, LazyLock};

/// Those that come with the program.
const FILES: [&str; 3] = [
    include_str!("../../data-schemas/codebooks/elsa.toml"),
    include_str!("../../data-schemas/codebooks/h_elsa.toml"),
    include_str!("../../data-schemas/codebooks/ukhls.toml"),
];

static BOOKS: LazyLock<Vec<Arc<Codebook>>> = LazyLock::new(|| {
    let book = |text: &&str| {
        let spec = toml::from_str(text).expect("the codebooks are checked by the tests");
        let book = Codebook::new(spec)
            .unwrap_or_else(|(_, d)| panic!("the codebooks are checked by the tests: {d:?}"));
        Arc::new(book)
    };
    FILES.iter().map(book).collect()
});

/// Names of the codebooks that come with the program.
#[must_use]
pub fn names() -> Vec<&'static str> {
    BOOKS.iter().map(|b| b.spec().name.as_str()).collect()
}

/// The codebook called `name_or_path`: one of the program by its name, or a file whose path starts from
/// `folder`. What looks like a path (it has a full stop or a slash) is one.
///
/// # Errors
/// No codebook of that name, with the nearest one; a file that cannot be read; the first fault of a
/// file, with file, line, and how many more there are (see [`read`] for all).
pub fn find(name_or_path: &str, folder: &Path) -> Result<Arc<Codebook>, Fault> {
    if !is_path(name_or_path) {
        let book = BOOKS.iter().find(|b| b.spec().name == name_or_path);
        return book.cloned().ok_or_else(|| unknown(name_or_path));
    }
    let file = Path::new(name_or_path);
    let text = text_file::read(&folder.join(file), text_file::WRITTEN).map_err(|refusal| Fault {
        code: "MW270",
        message: format!("cannot read the codebook: {}", refusal.why),
        help: Some(format!("{}; paths start from the folder of the job", refusal.help)),
        place: Place::Data { file: file.to_owned(), row: None, column: None },
    })?;
    read(&text, file).map(Arc::new).map_err(|faults| {
        let more = faults.len().saturating_sub(1);
        let mut faults = faults.into_iter();
        let mut first = faults.next().unwrap_or_else(|| Fault::whole("MW271", "the codebook cannot be read"));
        if more > 0 {
            let help = first.help.take().map(|h| format!("{h}; ")).unwrap_or_default();
            first.help = Some(format!("{help}{more} more of its faults are not shown"));
        }
        first
    })
}

/// `true` if a codebook is named by the path of a file.
pub(super) fn is_path(name_or_path: &str) -> bool {
    name_or_path.contains(['.', '/', '\\'])
}

/// Reads the text of a codebook file.
///
/// # Errors
/// Every fault, each with file and line.
pub fn read(text: &str, file: &Path) -> Result<Codebook, Vec<Fault>> {
    let document = beside::read::<CodebookSpec>(text, file, "codebook")?;
    Codebook::new(document.value.clone()).map_err(|(_, doubts)| {
        let fault = |(at, why): (Vec<String>, String)| document.fault("MW271", &at, why, "");
        doubts.into_iter().map(fault).collect()
    })
}

/// The JSON Schema of a codebook file.
#[must_use]
pub fn schema() -> serde_json::Value {
    beside::schema::<CodebookSpec>("Matchwell codebook")
}

fn unknown(name: &str) -> Fault {
    let known = names();
    let near = nearest(name, &known).map(|n| format!("did you mean `{n}`? "));
    Fault {
        code: "MW270",
        message: format!("there is no codebook `{name}`"),
        help: Some(format!(
            "{}codebooks are: {}; a file of your own is named with its ending, `my_codebook.toml`",
            near.unwrap_or_default(),
            known.join(", ")
        )),
        place: Place::Whole,
    }
}
