//! `[scales]`: measures of the people supported alone.

use super::names::unusable;
use super::outcomes::cases;
use super::scene::{Scene, before_after};
use crate::job::faults::Faults;
use crate::job::spec::ItemsSpec;
use crate::scales::{BenchmarkSpec, ScaleSpec, WeeksSpec};
use crate::stats::text::nearest;

/// Checks every scale.
pub(super) fn check(scene: &Scene<'_>, faults: &mut Faults) {
    for (name, scale) in &scene.spec.scales {
        if let Some(why) = unusable(name) {
            let help = "take letters, digits, _ and inner dots or blanks";
            let message = format!("`{name}` cannot be a name: {why}");
            faults.add("MW016", scene.key(&["scales", name]), message, help);
        }
        sources(scene, name, scale, faults);
        instrument(scene, name, scale, faults);
        rules(scene, name, scale, faults);
        bands(scene, name, scale, faults);
        follow_up(scene, name, scale, faults);
        if let Some(benchmark) = &scale.benchmark {
            level(scene, name, scale, benchmark, faults);
        }
    }
}

/// Either the scores of an outcome, or columns of its own.
fn sources(scene: &Scene<'_>, name: &str, scale: &ScaleSpec, faults: &mut Faults) {
    let said = |key: &str| scene.spans.has(&["scales", name, key]);
    let Some(outcome) = &scale.outcome else {
        for key in ["start", "end"].into_iter().filter(|k| !said(k)) {
            let message = format!("scale `{name}` has no `{key}`");
            let help = "give its columns at the start and at the end, or take those of an outcome: `outcome = \"..\"`";
            faults.add("MW092", scene.key(&["scales", name]), message, help);
        }
        return;
    };
    for key in
        ["start", "end", "instrument", "better", "range", "case", "unit"].into_iter().filter(|k| said(k))
    {
        let message =
            format!("scale `{name}` takes the scores of outcome `{outcome}`, which says `{key}` already");
        let help = format!("leave `{key}` out, or leave `outcome` out and give every column");
        faults.add("MW092", scene.key(&["scales", name, key]), message, help);
    }
    let known = scene.spans.keys("outcomes");
    let at = scene.at(&["scales", name, "outcome"]);
    if !known.contains(outcome) {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let hint = nearest(outcome, &known).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
        let message = format!("no outcome is called `{outcome}`{hint}");
        faults.add("MW020", at, message, format!("outcomes: {}", known.join(", ")));
    } else if scene.spec.outcomes.get(outcome).is_some_and(|o| !before_after(o)) {
        let message = format!("outcome `{outcome}` has no start, so nothing can be said of a change");
        faults.add("MW092", at, message, "name an outcome with a start and an end");
    }
}

fn instrument(scene: &Scene<'_>, name: &str, scale: &ScaleSpec, faults: &mut Faults) {
    if let Some(instrument) = &scale.instrument {
        let known: Vec<&str> = scene.scales.iter().map(|s| s.name).collect();
        if !known.contains(&instrument.as_str()) {
            let hint =
                nearest(instrument, &known).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
            let at = scene.at(&["scales", name, "instrument"]);
            let help = format!("instruments: {}", known.join(", "));
            faults.add("MW030", at, format!("no instrument is called `{instrument}`{hint}"), help);
        }
        return;
    }
    if scene.scale_instrument(scale).is_none() {
        for (time, _) in scale.times().filter(|(_, items)| matches!(items, ItemsSpec::Items(_))) {
            let message = format!("scale `{name}` lists items, but no instrument says how to add them up");
            let help = "add `instrument = \"..\"`, or name one column";
            faults.add("MW031", scene.at(&["scales", name, time.word()]), message, help);
        }
    }
    if scale.outcome.is_none() && scale.better.is_none() && !scene.spans.has(&["scales", name, "better"]) {
        let message = format!("scale `{name}` has no instrument and no `better`");
        let help = "without an instrument say `better = \"lower\"` or `\"higher\"`";
        faults.add("MW031", scene.key(&["scales", name]), message, help);
    }
}

fn rules(scene: &Scene<'_>, name: &str, scale: &ScaleSpec, faults: &mut Faults) {
    let path = |key| scene.at(&["scales", name, key]);
    if let Some(case) = &scale.case {
        cases(name, case, path("case"), faults);
    }
    if scale.range.is_some_and(|(low, high)| low >= high) {
        let message = format!("the range of `{name}` does not rise");
        faults.add("MW040", path("range"), message, "write the lowest value first: `range = [3, 9]`");
    }
    if scale.meaningful.is_some_and(|m| m <= 0.0) {
        let message = format!("the meaningful change of `{name}` must be above 0");
        faults.add("MW040", path("meaningful"), message, "give the smallest change that counts, in points");
    }
    if let Some(limit) = scale.worse_end
        && scene.scale_range(scale).is_some_and(|(low, high)| !(low..=high).contains(&limit))
    {
        let message = format!("`worse_end = {limit}` of `{name}` is no score of the scale");
        faults.add("MW040", path("worse_end"), message, "give a score at the worse end of its range");
    }
}

fn bands(scene: &Scene<'_>, name: &str, scale: &ScaleSpec, faults: &mut Faults) {
    let backward = scale.bands.iter().any(|b| b.from > b.to);
    let overlap = scale.bands.windows(2).any(|w| w[1].from <= w[0].to);
    let twice =
        (1..scale.bands.len()).any(|i| scale.bands[..i].iter().any(|b| b.name == scale.bands[i].name));
    let why = match (backward, overlap, twice, scale.bands.len()) {
        (true, ..) => "one of them ends before it begins",
        (_, true, ..) => "they overlap, or do not rise",
        (_, _, true, _) => "two of them have the same name",
        (_, _, _, 1) => "one band tells nobody apart",
        _ => return,
    };
    let help = "from the lowest up, such as `bands = [{ name = \"3 to 5\", from = 3, to = 5 }, { name = \"6 to 9\", from = 6, to = 9 }]`";
    faults.add("MW093", scene.at(&["scales", name, "bands"]), format!("the bands of `{name}`: {why}"), help);
}

/// A follow-up says how long after the end it was, and only a follow-up does.
fn follow_up(scene: &Scene<'_>, name: &str, scale: &ScaleSpec, faults: &mut Faults) {
    let path = |key| scene.at(&["scales", name, key]);
    let said = |key: &str| scene.spans.has(&["scales", name, key]);
    if !said("follow_up") {
        for key in ["follow_up_weeks", "at_least_weeks", "follow_up_label"].into_iter().filter(|k| said(k)) {
            let message = format!("scale `{name}` has `{key}` but no `follow_up`");
            faults.add("MW092", path(key), message, "name the column or items of the follow-up");
        }
        return;
    }
    let positive = "weeks count from the end of support, such as `follow_up_weeks = 13`";
    match &scale.follow_up_weeks {
        None if !said("follow_up_weeks") => {
            let message = format!("scale `{name}` does not say how long after the end its follow-up was");
            let help = "give the weeks from the end: `follow_up_weeks = 13`, or a column";
            faults.add("MW092", path("follow_up"), message, help);
        }
        Some(WeeksSpec::Weeks(weeks)) if *weeks <= 0.0 => {
            let message =
                format!("the follow-up of `{name}` would come {weeks} weeks after the end, so not after it");
            faults.add("MW092", path("follow_up_weeks"), message, positive);
        }
        Some(WeeksSpec::Weeks(weeks)) if scale.at_least_weeks.is_some_and(|least| *weeks < least) => {
            let message = format!("no follow-up of `{name}` counts: all come {weeks} weeks after the end");
            faults.add("MW092", path("at_least_weeks"), message, "lower it, or correct `follow_up_weeks`");
        }
        _ => {}
    }
    if scale.at_least_weeks.is_some_and(|w| w < 0.0) {
        let message = format!("`at_least_weeks` of `{name}` cannot be below 0");
        faults.add("MW040", path("at_least_weeks"), message, positive);
    }
}

/// A benchmark is a level of the very score that it is set against.
fn level(scene: &Scene<'_>, name: &str, scale: &ScaleSpec, benchmark: &BenchmarkSpec, faults: &mut Faults) {
    let path = |key| scene.at(&["scales", name, "benchmark", key]);
    let own = scene.scale_instrument(scale);
    match (own, &benchmark.of) {
        (Some(own), None) => {
            let message = format!("the benchmark of `{name}` does not say which score it is of");
            let help = format!(
                "find out in its source, and say `of = \"{own}\"` if it is that score: a raw sum and a metric score \
                 differ by points"
            );
            faults.add("MW094", scene.key(&["scales", name, "benchmark"]), message, help);
        }
        (Some(own), Some(of)) if own != of => {
            let message =
                format!("the benchmark of `{name}` is a level of `{of}`, but the scores are of `{own}`");
            let help = "take a level of the same score, or score the answers by the benchmark's instrument";
            faults.add("MW094", path("of"), message, help);
        }
        _ => {}
    }
    if let Some((low, high)) = scene.scale_range(scale)
        && !(low..=high).contains(&benchmark.value)
    {
        let message =
            format!("the benchmark {} of `{name}` lies outside the scale, {low} to {high}", benchmark.value);
        faults.add("MW094", path("value"), message, "give the published level of this very score");
    }
    if benchmark.sd.is_some_and(|sd| sd <= 0.0) {
        faults.add(
            "MW094",
            path("sd"),
            "a standard deviation is above 0",
            "leave it out if it is not published",
        );
    }
    for key in [("label", &benchmark.label), ("source", &benchmark.source)] {
        if key.1.trim().is_empty() {
            let message = format!("the benchmark of `{name}` has an empty `{}`", key.0);
            faults.add("MW094", path(key.0), message, "readers must know what it is and where it stands");
        }
    }
}
