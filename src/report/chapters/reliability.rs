//! How well the items of each scale hang together, as a table of the appendix.

use super::super::document::{Block, Cell, Grid, Section};
use super::super::tables::descriptives::DescriptiveRecord;
use super::super::words::number;
use super::View;

/// The table; nothing where no scale was added up from items.
pub(super) fn section(view: &View<'_>) -> Option<Section> {
    let all = &view.release.tables().descriptives;
    let rows: Vec<Vec<Cell>> =
        all.iter().filter(|d| d.section.starts_with("alpha_")).map(|alpha| row(view, all, alpha)).collect();
    if rows.is_empty() {
        return None;
    }
    let head = ["Scale", "When", "Who", "People", "Alpha", "Omega"].map(str::to_owned).to_vec();
    let grid = Grid {
        caption: "How well the items of each scale hang together".to_owned(),
        head,
        rows,
        foot: format!(
            "Cronbach's alpha and McDonald's omega (one factor, minres) of the items as they are scored, among people who take part and answered all of them, without weights. From about 0.7 on, a sum of the items says more than chance answers. {}",
            view.withheld()
        ),
    };
    let title = "Reliability of the scales".to_owned();
    Some(Section { id: "reliability", title, blocks: vec![Block::Folded(grid)] })
}

fn row(view: &View<'_>, all: &[DescriptiveRecord], alpha: &DescriptiveRecord) -> Vec<Cell> {
    let time = alpha.section.trim_start_matches("alpha_");
    let omega = all
        .iter()
        .find(|d| d.section == format!("omega_{time}") && d.outcome == alpha.outcome && d.arm == alpha.arm);
    let told = |v: Option<f64>| Cell::number(v.map_or_else(|| "–".to_owned(), |v| number(v, 2)));
    let outcome = view.names.outcome(alpha.outcome.as_deref().unwrap_or_default());
    let who = if alpha.arm == "treated" { &view.names.treated } else { &view.primary.control_label };
    vec![
        Cell::text(outcome.label),
        Cell::text(time),
        Cell::text(who.clone()),
        Cell::number(alpha.people.map_or_else(|| "–".to_owned(), |n| n.to_string())),
        told(alpha.value),
        told(omega.and_then(|o| o.value)),
    ]
}
