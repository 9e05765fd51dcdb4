//! The headline, and what can and cannot be said.

use super::super::document::{Block, Panel, Section, Top};
use super::super::words::effects::{Verdict, detectable, headline, reading, verdict};
use super::super::words::{band_line, can, cannot, follow_up, ties};
use super::View;

pub(super) fn top(view: &View<'_>) -> Top {
    let Some(e) = view.headline() else {
        let mut top = Top::plain(
            "The design is ready; the outcomes have not been looked at.".to_owned(),
            String::new(),
        );
        "This page shows who is compared with whom, and how alike they are.".clone_into(&mut top.gap);
        top.doubts = doubts(view);
        return top;
    };
    let o = view.names.outcome(&e.outcome);
    let verdict = verdict(e, &o);
    let better = match (e.contrast.as_str(), o.lower_is_better) {
        ("change" | "end", true) => " A fall is good here: a lower value is better.",
        ("change" | "end", false) => " A rise is good here: a higher value is better.",
        _ => "",
    };
    Top {
        finding: headline(e, view.primary, &view.names),
        gap: format!("{}{better}", reading(verdict, &view.names)),
        reading: detectable(e),
        mood: match verdict {
            Verdict::Better => "better",
            Verdict::Worse => "worse",
            Verdict::Unclear | Verdict::Unknown => "unclear",
        },
        about: if o.before_after {
            follow_up(view.primary, &view.names).unwrap_or_default()
        } else {
            String::new()
        },
        ties: ties(view.primary, e),
        band: band_line(view.release, e, &view.names),
        doubts: doubts(view),
    }
}

/// How many findings of the design review weaken the headline; those the job accepts apart.
fn doubts(view: &View<'_>) -> String {
    let serious = |allowed: bool| {
        let review = view.release.tables().review.iter();
        let mine =
            review.filter(|r| r.specification == view.primary.specification && r.severity == "serious");
        mine.filter(|r| r.allowed_because.is_some() == allowed).count()
    };
    let open = match serious(false) {
        0 => String::new(),
        1 => "The design review has one serious finding that may explain part of the difference. ".to_owned(),
        n => format!("The design review has {n} serious findings that may explain part of the difference. "),
    };
    let accepted = match serious(true) {
        0 => String::new(),
        1 => "One serious finding was accepted by the analyst, with a reason.".to_owned(),
        n => format!("{n} serious findings were accepted by the analyst, each with a reason."),
    };
    format!("{open}{accepted}").trim().to_owned()
}

pub(super) fn said(view: &View<'_>) -> Section {
    let panel = |class, title: &str, items| Panel { class, title: title.to_owned(), items };
    Section {
        id: "said",
        title: "What this can and cannot tell you".to_owned(),
        blocks: vec![Block::Panels(vec![
            panel("can", "It can tell you", can(view.release, view.primary, &view.names)),
            panel("cannot", "It cannot tell you", cannot(view.release, view.primary, &view.names)),
        ])],
    }
}
