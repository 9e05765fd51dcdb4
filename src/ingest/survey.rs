//! Survey files of statistics programs: SPSS and Stata, told by their first bytes.

use super::bytes::Bytes;
use super::cells::Cells;
use super::damage::Damage;
use super::description::Description;
use super::format::{Outline, whole};
use super::names::resolve;
use super::spss::Spss;
use super::stata::Stata;
use super::table::{Content, Lines};
use super::wanted::{Reading, Request};
use crate::fault::Fault;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// Which program wrote the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Spss,
    Stata,
}

/// Whose file it is: by its first bytes, and by the extension where those say nothing.
pub(super) fn kind(path: &Path, head: &[u8]) -> Option<Kind> {
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    if head.starts_with(b"$FL2") || head.starts_with(b"$FL3") {
        return Some(Kind::Spss);
    }
    if head.starts_with(b"<stata_dta>") || extension == "dta" {
        return Some(Kind::Stata);
    }
    (extension == "sav" || extension == "zsav").then_some(Kind::Spss)
}

enum Survey {
    Spss(Box<Spss<BufReader<File>>>),
    Stata(Box<Stata<BufReader<File>>>),
}

impl Survey {
    fn open(kind: Kind, path: &Path) -> Result<Self, Damage> {
        let io = |e| Damage::io(&e, "the header");
        let file = File::open(path).map_err(io)?;
        let length = file.metadata().map_err(io)?.len();
        let bytes = Bytes::new(BufReader::with_capacity(1 << 16, file), length);
        Ok(match kind {
            Kind::Spss => Self::Spss(Box::new(Spss::open(bytes)?)),
            Kind::Stata => Self::Stata(Box::new(Stata::open(bytes)?)),
        })
    }

    fn names(&self) -> Vec<String> {
        match self {
            Self::Spss(file) => file.names(),
            Self::Stata(file) => file.names(),
        }
    }

    fn descriptions(self) -> Result<Vec<Description>, Damage> {
        match self {
            Self::Spss(file) => file.descriptions(),
            Self::Stata(file) => file.descriptions(),
        }
    }

    fn columns(
        self,
        wanted: &[(usize, Reading)],
        limit: Option<usize>,
    ) -> Result<(usize, Vec<(Cells, Description)>), Damage> {
        match self {
            Self::Spss(file) => file.columns(wanted, limit),
            Self::Stata(file) => file.columns(wanted, limit),
        }
    }
}

/// Reads the columns of `request` from the file at `path`.
pub(super) fn read(kind: Kind, path: &Path, request: &Request) -> Result<Content, Vec<Fault>> {
    let damaged = |d: Damage| vec![d.fault(&request.path)];
    let survey = Survey::open(kind, path).map_err(damaged)?;
    let mut faults = Vec::new();
    let places = resolve(&survey.names(), request, &mut faults);
    let wanted: Vec<(usize, Reading)> = places
        .iter()
        .zip(request.columns.keys())
        .filter_map(|(place, key)| Some(((*place)?, key.1)))
        .collect();
    let (rows, read) = survey.columns(&wanted, request.limit).map_err(damaged)?;
    if rows == 0 {
        let message = "the file has columns and no rows".to_owned();
        return Err(vec![whole(request, "MW204", message, "give a file with at least one row")]);
    }
    let mut read = read.into_iter();
    let (mut columns, mut descriptions) = (Vec::new(), Vec::new());
    for place in places {
        let (cells, description) = place.and_then(|_| read.next()).unzip();
        columns.push(cells);
        descriptions.push(description.unwrap_or_default());
    }
    let mut content = Content::new(rows, Lines::from_line(1), columns, faults);
    content.descriptions = descriptions;
    Ok(content)
}

/// The columns of the file at `path`.
pub(super) fn outline(kind: Kind, path: &Path, request: &Request) -> Result<Outline, Vec<Fault>> {
    let damaged = |d: Damage| vec![d.fault(&request.path)];
    let survey = Survey::open(kind, path).map_err(damaged)?;
    let rows = match &survey {
        Survey::Spss(file) => file.rows(),
        Survey::Stata(file) => Some(file.rows()),
    };
    let names = survey.names();
    let descriptions = survey.descriptions().map_err(damaged)?;
    Ok(Outline { rows, columns: names.into_iter().zip(descriptions).collect() })
}

/// Which columns of the file at `path` hold texts.
pub(super) fn texts(kind: Kind, path: &Path, request: &Request) -> Result<Vec<bool>, Vec<Fault>> {
    let survey = Survey::open(kind, path).map_err(|d| vec![d.fault(&request.path)])?;
    Ok(match survey {
        Survey::Spss(file) => file.texts(),
        Survey::Stata(file) => file.texts(),
    })
}
