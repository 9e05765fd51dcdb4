//! The people supported alone: where they started, how they changed, whether it lasted.

mod changed;
mod grids;
mod lasted;
mod started;

use super::super::ReportError;
use super::super::document::{Block, Section};
use super::super::words::scales::Scale;
use super::View;

/// The three sections; nothing where the job declares no scale.
pub(super) fn sections(view: &View<'_>) -> Result<[Option<Section>; 3], ReportError> {
    let scales = Scale::all(view.release)?;
    if scales.is_empty() {
        return Ok([None, None, None]);
    }
    let followed: Vec<&Scale<'_>> = scales.iter().filter(|s| s.about.follow_up.is_some()).collect();
    let section = |id, title: &str, blocks: Vec<Block>| {
        (!blocks.is_empty()).then(|| Section { id, title: title.to_owned(), blocks })
    };
    Ok([
        section("started", "Where people started", each(view, scales.iter(), started::blocks)?),
        section("before-after", "Before and after", changed::all(view, &scales)?),
        section("lasting", "Did it last?", each(view, followed.into_iter(), lasted::blocks)?),
    ])
}

type Blocks = fn(&View<'_>, &Scale<'_>) -> Result<Vec<Block>, ReportError>;

/// The blocks of every scale under its name.
fn each<'s, 'a: 's>(
    view: &View<'_>,
    scales: impl Iterator<Item = &'s Scale<'a>>,
    blocks: Blocks,
) -> Result<Vec<Block>, ReportError> {
    let mut all = Vec::new();
    for scale in scales {
        all.push(Block::Heading(scale.about.label.clone()));
        all.extend(blocks(view, scale)?);
    }
    Ok(all)
}

/// A note on what is withheld, where anything may be.
fn withheld(view: &View<'_>) -> String {
    if view.discloses_all() { String::new() } else { format!(" ×: withheld. {}", view.withheld()) }
}
