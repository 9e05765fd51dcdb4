//! Tables of distances between units.

use super::wanted::{FileOptions, Reading, Request};
use crate::job::Job;
use indexmap::IndexMap;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Column with the id of the treated unit.
pub const TREATED_ID: &str = "treated_id";
/// Column with the id of the control unit.
pub const CONTROL_ID: &str = "control_id";
/// Column with the distance.
pub const DISTANCE: &str = "distance";

/// One request for each table that a specification names.
pub(super) fn requests(job: &Job) -> Vec<Request> {
    let named = job.every_specification().filter_map(|s| s.design.distance_table.clone());
    let files: BTreeSet<PathBuf> = named.collect();
    let keys = |name: &str, reading| ((name.to_owned(), reading), 1);
    let columns = IndexMap::from([
        keys(TREATED_ID, Reading::Keys),
        keys(CONTROL_ID, Reading::Keys),
        keys(DISTANCE, Reading::Numbers),
    ]);
    let request = |path: PathBuf| Request {
        columns: columns.clone(),
        ..Request::open_ended(&path, &FileOptions::default())
    };
    files.into_iter().map(request).collect()
}
