//! Arrow files and streams: batch by batch, only the columns that are asked for.
//!
//! A file is a stream between two magic words with an index at its end; both are read as streams.

mod messages;
mod sound;

use super::arrays::{Arrays, nested, unreadable};
use super::format::{Outline, whole};
use super::metadata::describe;
use super::names::resolve;
use super::table::{Content, Lines};
use super::wanted::Request;
use crate::fault::Fault;
use messages::Messages;
use std::path::Path;

/// Why an Arrow file cannot be read.
enum Wrong {
    /// It breaks the rules of its format.
    Damaged(String),
    /// It is of a kind that cannot be read.
    Kind(String),
    /// It claims to hold more than it can.
    Swollen(String),
}

impl Wrong {
    fn fault(self, request: &Request) -> Fault {
        match self {
            Self::Damaged(why) => {
                let message = format!("the Arrow table is damaged or cut off: {why}");
                whole(request, "MW209", message, "write it again, or copy it again")
            }
            Self::Kind(what) => {
                let help = "write it uncompressed or with lz4, in little-endian order, or as Parquet";
                whole(request, "MW203", what, help)
            }
            Self::Swollen(what) => {
                let help = "write it again; no table of people compresses so well";
                whole(request, "MW255", what, help)
            }
        }
    }
}

/// Reads the columns of `request` from the Arrow file or stream at `path`.
pub(super) fn read(path: &Path, request: &Request) -> Result<Content, Vec<Fault>> {
    let wrong = |w: Wrong| vec![w.fault(request)];
    let mut messages = Messages::open(path).map_err(wrong)?;
    let schema = messages.schema();
    let names: Vec<String> = schema.fields().iter().map(|f| f.name().clone()).collect();
    let mut faults = Vec::new();
    let mut places = resolve(&names, request, &mut faults);
    for (place, (name, _)) in places.iter_mut().zip(request.columns.keys()) {
        let kind = place.map(|p| schema.field(p).data_type());
        if let Some(kind) = kind.filter(|k| k.is_nested()) {
            faults.push(unreadable(request, name, &nested(kind)));
            *place = None;
        }
    }
    let mut used: Vec<usize> = places.iter().flatten().copied().collect();
    used.sort_unstable();
    used.dedup();
    let mut columns: Vec<_> = places
        .iter()
        .zip(request.columns.keys())
        .map(|(p, (_, r))| p.map(|p| (p, Arrays::new(*r, 0))))
        .collect();
    let (mut rows, limit) = (0, request.limit.unwrap_or(usize::MAX));
    while rows < limit
        && let Some(batch) = messages.next_batch(&used).map_err(wrong)?
    {
        let batch = batch.slice(0, batch.num_rows().min(limit - rows));
        rows += batch.num_rows();
        for (column, (name, _)) in columns.iter_mut().zip(request.columns.keys()) {
            let Some((place, cells)) = column else { continue };
            let at = used.partition_point(|u| u < place);
            if let Err(error) = cells.add(batch.column(at)) {
                faults.push(unreadable(request, name, &error));
                *column = None;
            }
        }
    }
    if rows == 0 {
        let message = "the table has no rows".to_owned();
        return Err(vec![whole(request, "MW204", message, "give a table with at least one row")]);
    }
    let built = columns.into_iter().map(|c| c.map(|(_, cells)| cells.build())).collect();
    let mut content = Content::new(rows, Lines::from_line(1), built, faults);
    let said = |p: &Option<usize>| p.map(|p| describe(schema.field(p))).unwrap_or_default();
    content.descriptions = places.iter().map(said).collect();
    Ok(content)
}

/// The columns of the Arrow file or stream at `path`.
pub(super) fn outline(path: &Path, request: &Request) -> Result<Outline, Vec<Fault>> {
    let messages = Messages::open(path).map_err(|w| vec![w.fault(request)])?;
    let columns = messages.schema().fields().iter().map(|f| (f.name().clone(), describe(f))).collect();
    Ok(Outline { rows: None, columns })
}
