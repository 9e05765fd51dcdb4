//! How it was done, what the design review says, all effects, and how to cite.

use super::super::document::{Block, Cell, Finding, Grid, Section};
use super::super::tables::effects::EffectRecord;
use super::super::tables::review::ReviewRecord;
use super::super::words::effects::{arm, base, contrast, difference, ratio};
use super::super::words::{self, number};
use super::View;

pub(super) fn method(view: &View<'_>) -> Section {
    let parts = words::method(view.primary, &view.names);
    let terms = parts.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
    Section { id: "method", title: "How it was done".to_owned(), blocks: vec![Block::Terms(terms)] }
}

pub(super) fn review(view: &View<'_>) -> Section {
    let mine = |r: &&ReviewRecord| r.specification == view.primary.specification;
    let mut rows: Vec<&ReviewRecord> = view.release.tables().review.iter().filter(mine).collect();
    rows.sort_by_key(|r| r.allowed_because.is_some());
    let finding = |r: &ReviewRecord| Finding {
        class: if r.allowed_because.is_some() { "accepted".to_owned() } else { r.severity.clone() },
        severity: match r.allowed_because {
            Some(_) => format!("Accepted ({})", r.severity),
            None => r.severity.clone(),
        },
        rule: r.rule.clone(),
        message: sentence(&r.message),
        allowed: r.allowed_because.clone(),
    };
    let findings: Vec<Finding> = rows.into_iter().map(finding).collect();
    let words = if findings.is_empty() {
        "The design review found nothing that weakens the result."
    } else {
        "What may weaken the result, the gravest first; at the end what the analyst accepts, with the reason. `matchwell explain` followed by a code tells why it matters and what to do."
    };
    let mut blocks = vec![Block::Words(words.replace('`', ""))];
    if !findings.is_empty() {
        blocks.push(Block::Findings(findings));
    }
    Section { id: "review", title: "Design review".to_owned(), blocks }
}

/// A message as a sentence: no marks of code, a capital unless it starts with a name, a full stop.
pub(super) fn sentence(message: &str) -> String {
    let plain = message.replace('`', "");
    let words = if message.starts_with('`') { plain } else { super::super::words::effects::capital(&plain) };
    if words.ends_with(['.', '?', '!']) { words } else { format!("{words}.") }
}

pub(super) fn tables(view: &View<'_>) -> Option<Section> {
    let rows: Vec<Vec<Cell>> = view.effects().map(|e| effect(view, e)).collect();
    if rows.is_empty() {
        return None;
    }
    let grid = Grid {
        caption: "Every effect of the primary specification".to_owned(),
        head: [
            "Outcome",
            "Group",
            "Base",
            &view.names.treated,
            &view.names.comparison,
            "Effect (interval)",
            "Measure",
            "Estimator",
            "Variance",
            "p",
            "p (Holm)",
            "p (B-H)",
        ]
        .map(str::to_owned)
        .to_vec(),
        rows,
        foot: format!(
            "{} p-values say how surprising the difference would be if there were none; Holm and Benjamini-Hochberg allow for the number of tests.",
            super::results::foot(view)
        ),
    };
    let title = "All effects".to_owned();
    Some(Section { id: "tables", title, blocks: vec![Block::Folded(grid)] })
}

fn effect(view: &View<'_>, e: &EffectRecord) -> Vec<Cell> {
    let o = view.names.outcome(&e.outcome);
    let p = |v: Option<f64>| {
        Cell::number(match v {
            None => "–".to_owned(),
            Some(p) if p < 0.001 => "< 0.001".to_owned(),
            Some(p) => number(p, 3),
        })
    };
    vec![
        Cell::text(format!("{}: {}", o.label, contrast(&o, &e.contrast).to_lowercase())),
        Cell::text(if e.group == "all" { "everyone".to_owned() } else { e.group.clone() }),
        Cell::text(base(&o, &e.base)),
        Cell::number(arm(e, true)),
        Cell::number(arm(e, false)),
        Cell::wide(if e.measure == "difference" { difference(e) } else { ratio(e) }),
        Cell::text(e.measure.replace('_', " ")),
        Cell::text(words::estimators::estimator(&e.estimator)),
        Cell::text(e.variance.clone()),
        p(e.p_value),
        p(e.p_holm),
        p(e.p_bh),
    ]
}

pub(super) fn about(view: &View<'_>) -> Section {
    let s = view.primary;
    let disclosure = words::disclosure::rule(s);
    let cite = format!(
        "{}. Made with Matchwell {}, seed {}. The manifest beside this report names the inputs and outputs by their SHA-256, so that anyone with the data can make it again.",
        s.job, s.software_version, s.seed
    );
    Section {
        id: "about",
        title: "About this report".to_owned(),
        blocks: vec![
            Block::Heading("How to cite".to_owned()),
            Block::Words(cite),
            Block::Heading("What is not shown".to_owned()),
            Block::Words(disclosure),
        ],
    }
}
