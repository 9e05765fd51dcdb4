//! The headline, and what can and cannot be said.

use super::super::words::effects::{Verdict, finding, gap, reading, verdict};
use super::super::words::{can, cannot};
use super::View;
use super::page::{Block, Panel, Section};

/// The headline: one finding, how much more, how sure.
pub(super) struct Top {
    pub finding: String,
    pub gap: String,
    pub reading: String,
    pub mood: &'static str,
    pub about: String,
    pub doubts: String,
}

pub(super) fn top(view: &View<'_>) -> Top {
    let about = view.primary.label.clone().map_or(String::new(), |l| format!("This is {l}."));
    let Some(e) = view.headline() else {
        return Top {
            finding: "The design is ready; the outcomes have not been looked at.".to_owned(),
            gap: "This page shows who is compared with whom, and how alike they are.".to_owned(),
            reading: String::new(),
            mood: "unclear",
            about,
            doubts: doubts(view),
        };
    };
    let verdict = verdict(e, &view.names.outcome(&e.outcome));
    Top {
        finding: finding(e, &view.names),
        gap: gap(e, view.primary.level),
        reading: reading(verdict, &view.names),
        mood: match verdict {
            Verdict::Better => "better",
            Verdict::Worse => "worse",
            Verdict::Unclear | Verdict::Unknown => "unclear",
        },
        about,
        doubts: doubts(view),
    }
}

/// How many findings of the design review weaken the headline.
fn doubts(view: &View<'_>) -> String {
    let review = view.release.tables().review.iter();
    let serious =
        review.filter(|r| r.specification == view.primary.specification && r.severity == "serious").count();
    match serious {
        0 => String::new(),
        1 => "The design review has one serious finding that may explain part of the difference.".to_owned(),
        n => format!("The design review has {n} serious findings that may explain part of the difference."),
    }
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
