//! Outcomes: where their values come from, and what can be reported of them.

use super::scene::{Scene, before_after};
use crate::cohort::{Case, Contrast};
use crate::job::faults::Faults;
use crate::job::spec::{ItemsSpec, OutcomeSpec, TimesSpec};
use crate::stats::text::nearest;

/// Checks every outcome that could be read; there must be one.
pub(super) fn check(scene: &Scene<'_>, faults: &mut Faults) {
    if scene.spans.keys("outcomes").is_empty() {
        let help = "add [outcomes.NAME] with the columns before and after, or one column";
        faults.add("MW015", scene.key(&["outcomes"]), "the job has no outcome", help);
    }
    for (name, outcome) in &scene.spec.outcomes {
        if scene.clear() {
            sources(scene, name, outcome, faults);
        }
        instrument(scene, name, outcome, faults);
        rules(scene, name, outcome, faults);
        report(scene, name, outcome, faults);
    }
}

/// What an outcome reports when the job does not say.
pub(super) fn reported(scene: &Scene<'_>, outcome: &OutcomeSpec) -> Vec<Contrast> {
    if !outcome.report.is_empty() {
        return outcome.report.clone();
    }
    if !before_after(outcome) {
        return vec![Contrast::Value];
    }
    let mut list = vec![Contrast::Change, Contrast::Improved];
    if scene.has_case(outcome) {
        list.extend([Contrast::LeftCase, Contrast::BecameCase]);
    }
    list
}

fn sources(scene: &Scene<'_>, name: &str, outcome: &OutcomeSpec, faults: &mut Faults) {
    let said = |key: &str| scene.spans.has(&["outcomes", name, key]);
    let (unwanted, help) = if scene.one_file() {
        (["treated", "control"], "one file takes `column`, or `both = { start = .., end = .. }`")
    } else {
        (["both", "column"], "two sets of files take `treated` and `control`")
    };
    for key in unwanted.into_iter().filter(|k| said(k)) {
        let message = format!("outcome `{name}` has `{key}`, which does not fit this job's files");
        faults.add("MW012", scene.key(&["outcomes", name, key]), message, help);
    }
    if scene.one_file() {
        one_file(scene, name, outcome, faults);
    } else {
        two_sides(scene, name, outcome, faults);
    }
}

fn one_file(scene: &Scene<'_>, name: &str, outcome: &OutcomeSpec, faults: &mut Faults) {
    let said = |key: &str| scene.spans.has(&["outcomes", name, key]);
    if said("both") == said("column") {
        let message = format!("outcome `{name}` needs exactly one of `column` and `both`");
        let help =
            "`column` for a value known only afterwards, `both = { start = .., end = .. }` for a change";
        faults.add("MW012", scene.key(&["outcomes", name]), message, help);
    } else if outcome.both.as_ref().is_some_and(|b| b.start.is_none()) {
        let message = format!("outcome `{name}` has no start");
        let at = scene.key(&["outcomes", name, "both"]);
        faults.add("MW012", at, message, "add `start`, or use `column`");
    }
}

fn two_sides(scene: &Scene<'_>, name: &str, outcome: &OutcomeSpec, faults: &mut Faults) {
    let at = scene.key(&["outcomes", name]);
    for key in ["treated", "control"].into_iter().filter(|k| !scene.spans.has(&["outcomes", name, k])) {
        let message = format!("outcome `{name}` has no `{key}`");
        faults.add("MW012", at.clone(), message, "give its columns in both arms");
    }
    if let (Some(t), Some(c)) = (&outcome.treated, &outcome.control)
        && t.start.is_some() != c.start.is_some()
    {
        let message = format!("outcome `{name}` has a start in one arm only");
        faults.add("MW012", at, message, "give `start` in both arms, or in neither");
    }
}

fn instrument(scene: &Scene<'_>, name: &str, outcome: &OutcomeSpec, faults: &mut Faults) {
    if let Some(instrument) = &outcome.instrument {
        let known: Vec<&str> = scene.scales.iter().map(|s| s.name).collect();
        if !known.contains(&instrument.as_str()) {
            let hint =
                nearest(instrument, &known).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
            let at = scene.at(&["outcomes", name, "instrument"]);
            let help = format!("instruments: {}", known.join(", "));
            faults.add("MW030", at, format!("no instrument is called `{instrument}`{hint}"), help);
        }
        return;
    }
    for side in ["treated", "control", "both"] {
        let times = match side {
            "treated" => &outcome.treated,
            "control" => &outcome.control,
            _ => &outcome.both,
        };
        let Some(TimesSpec { start, end }) = times else { continue };
        for (time, items) in [("start", start.as_ref()), ("end", Some(end))] {
            if matches!(items, Some(ItemsSpec::Items(_))) {
                let message =
                    format!("outcome `{name}` lists items, but no instrument says how to add them up");
                let help = "add `instrument = \"..\"`, or name one column";
                faults.add("MW031", scene.at(&["outcomes", name, side, time]), message, help);
            }
        }
    }
}

fn rules(scene: &Scene<'_>, name: &str, outcome: &OutcomeSpec, faults: &mut Faults) {
    let path = |key| scene.at(&["outcomes", name, key]);
    if let Some(case) = &outcome.case {
        cases(name, case, path("case"), faults);
    }
    if outcome.range.is_some_and(|(low, high)| low >= high) {
        let message = format!("the range of `{name}` does not rise");
        faults.add("MW040", path("range"), message, "write the lowest value first: `range = [3, 9]`");
    }
    if outcome.meaningful.is_some_and(|m| m <= 0.0) {
        let message = format!("the meaningful change of `{name}` must be above 0");
        faults.add("MW040", path("meaningful"), message, "give the smallest change that counts, in points");
    }
    if outcome.instrument.is_some() {
        return;
    }
    let judged = reported(scene, outcome)
        .into_iter()
        .find(|c| matches!(c, Contrast::Improved | Contrast::Unchanged | Contrast::Worsened));
    let Some(judged) = judged else { return };
    let lacking = [("better", outcome.better.is_none()), ("meaningful", outcome.meaningful.is_none())];
    for (key, _) in lacking.into_iter().filter(|(key, l)| *l && !scene.spans.has(&["outcomes", name, key])) {
        let message = format!("outcome `{name}` reports `{}`, but has no `{key}`", judged.word());
        let help = "without an instrument say `better = \"lower\"` or `\"higher\"` and `meaningful = ..` points, \
                    or set `report = [\"change\"]`";
        faults.add("MW031", scene.key(&["outcomes", name]), message, help);
    }
}

/// A case rule has one limit.
pub(super) fn cases(name: &str, case: &Case, at: std::ops::Range<usize>, faults: &mut Faults) {
    if case.at_least.is_some() == case.at_most.is_some() {
        let message = format!("the case rule of `{name}` needs exactly one of `at_least` and `at_most`");
        faults.add("MW033", at, message, "such as `case = { at_least = 6, name = \"lonely\" }`");
    }
}

fn report(scene: &Scene<'_>, name: &str, outcome: &OutcomeSpec, faults: &mut Faults) {
    for (i, contrast) in outcome.report.iter().enumerate() {
        let at = scene.at(&["outcomes", name, "report", &i.to_string()]);
        if let Some((why, help)) = misfit(scene, *contrast, outcome) {
            faults.add(
                "MW032",
                at,
                format!("`{}` cannot be reported of `{name}`: {why}", contrast.word()),
                help,
            );
        } else if outcome.report[..i].contains(contrast) {
            let message = format!("`{}` is listed twice", contrast.word());
            faults.add("MW032", at, message, "list it once");
        }
    }
}

/// Why a contrast does not fit an outcome, and the way out.
fn misfit(
    scene: &Scene<'_>,
    contrast: Contrast,
    outcome: &OutcomeSpec,
) -> Option<(&'static str, &'static str)> {
    let case = matches!(contrast, Contrast::LeftCase | Contrast::BecameCase);
    if (contrast == Contrast::Value) == before_after(outcome) {
        return Some(if before_after(outcome) {
            ("it has a start and an end", "for the end value write `end`")
        } else {
            ("it has no start", "for a plain outcome write `value`")
        });
    }
    (case && !scene.has_case(outcome))
        .then_some(("nothing says who is a case", "add `case = { at_least = .., name = \"..\" }`"))
}
