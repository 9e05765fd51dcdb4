//! Fields: one column or one formula, and what may be done with its values.

use super::expressions;
use super::scene::Scene;
use crate::cohort::{Kind, Sort};
use crate::job::faults::Faults;
use crate::job::spec::{BinsSpec, CellSpec, FieldSpec, ItemsSpec, RecodeSpec, TimesSpec};

/// Checks every field of covariates, outcomes and scales.
pub(super) fn check(scene: &Scene<'_>, faults: &mut Faults) {
    for (name, covariate) in &scene.spec.covariates {
        let sides =
            [("treated", &covariate.treated), ("control", &covariate.control), ("column", &covariate.column)];
        for (side, field) in sides {
            if let Some(FieldSpec::Recoded(recode)) = field {
                one(scene, recode, &["covariates", name, side], covariate.kind, faults);
            }
        }
    }
    for (name, outcome) in &scene.spec.outcomes {
        let kind = if outcome.binary { Kind::YesNo } else { Kind::Number };
        if let Some(FieldSpec::Recoded(recode)) = &outcome.column {
            one(scene, recode, &["outcomes", name, "column"], kind, faults);
        }
        for (side, times) in
            [("treated", &outcome.treated), ("control", &outcome.control), ("both", &outcome.both)]
        {
            let Some(TimesSpec { start, end }) = times else { continue };
            for (time, items) in [("start", start.as_ref()), ("end", Some(end))] {
                let path = ["outcomes", name, side, time];
                if let Some(items) = items {
                    each(scene, items, &path, kind, faults);
                }
            }
        }
    }
    for (name, scale) in &scene.spec.scales {
        for (time, items) in scale.times() {
            each(scene, items, &["scales", name, time.word()], Kind::Number, faults);
        }
        if let Some(FieldSpec::Recoded(recode)) = scale.weeks_column() {
            one(scene, recode, &["scales", name, "follow_up_weeks"], Kind::Number, faults);
        }
    }
}

fn each(scene: &Scene<'_>, items: &ItemsSpec, path: &[&str], kind: Kind, faults: &mut Faults) {
    match items {
        ItemsSpec::One(FieldSpec::Recoded(recode)) => one(scene, recode, path, kind, faults),
        ItemsSpec::One(FieldSpec::Column(_)) => {}
        ItemsSpec::Items(list) => {
            for (i, field) in list.iter().enumerate() {
                if let FieldSpec::Recoded(recode) = field {
                    one(scene, recode, &[path, &[&i.to_string()]].concat(), kind, faults);
                }
            }
        }
    }
}

/// Checks one recode at `path` whose values are to be of `kind`.
pub(super) fn one(scene: &Scene<'_>, recode: &RecodeSpec, path: &[&str], kind: Kind, faults: &mut Faults) {
    let at = |key: &str| scene.at(&[path, &[key]].concat());
    match (&recode.column, &recode.expression) {
        (Some(_), Some(_)) => {
            let help = "keep `column` for one column as it is, `expression` for a formula over columns";
            faults.add("MW080", at("expression"), "a field has both `column` and `expression`", help);
        }
        (None, None) => {
            let help = "say `column = \"..\"` or `expression = \"..\"`";
            faults.add("MW080", scene.at(path), "a field has neither `column` nor `expression`", help);
        }
        (None, Some(text)) => formula(scene, text, recode, &at("expression"), kind, faults),
        (Some(_), None) => {}
    }
    if let Some(bins) = &recode.bins {
        cuts(bins, &at("bins"), faults);
    }
    let keys = [("bins", recode.bins.is_some()), ("collapse", !recode.collapse.is_empty())];
    for (key, _) in keys.into_iter().filter(|(_, said)| *said && kind != Kind::Category) {
        let message = format!("`{key}` gives levels, and this is no category");
        let help = "set `kind = \"category\"`; numbers stay numbers with `expression = \"bin(x, 50, 60)\"`";
        faults.add("MW083", at(key), message, help);
    }
    merged(recode, &at("collapse"), faults);
}

/// A formula that can be read, whose parts fit and whose values are of the covariate's kind.
fn formula(
    scene: &Scene<'_>,
    text: &str,
    recode: &RecodeSpec,
    at: &std::ops::Range<usize>,
    kind: Kind,
    faults: &mut Faults,
) {
    let Some(expression) = expressions::parse(scene, text, at, faults) else { return };
    let sort = match expression.sort_of(&|_| None) {
        Ok(sort) => sort,
        Err(error) => {
            faults.add("MW082", scene.spans.within(at, text, &error.at()), error.to_string(), "");
            return;
        }
    };
    if sort == Some(Sort::Date) {
        let help = "take the time between two dates, such as years_between(a, b), or the year of one";
        faults.add(
            "MW082",
            at.clone(),
            "the formula gives dates, and no covariate or outcome is a date",
            help,
        );
    } else if sort == Some(Sort::Text) && kind != Kind::Category && recode.map.is_empty() {
        let wanted = if kind == Kind::Number { "a number" } else { "yes or no" };
        let message = format!("the formula gives text, but {wanted} is needed here");
        faults.add("MW082", at.clone(), message, "write number(..) around it, compare it, or map its words");
    }
}

fn cuts(bins: &BinsSpec, at: &std::ops::Range<usize>, faults: &mut Faults) {
    let rising = bins.at.windows(2).all(|pair| pair[0] < pair[1]);
    let message = if bins.at.is_empty() {
        "bins without a cut point".to_owned()
    } else if !rising || bins.at.iter().any(|x| !x.is_finite()) {
        "the cut points of `bins` do not rise".to_owned()
    } else if !bins.labels.is_empty() && bins.labels.len() != bins.at.len() + 1 {
        format!(
            "{} cut points make {} bins, but there are {} labels",
            bins.at.len(),
            bins.at.len() + 1,
            bins.labels.len()
        )
    } else if (1..bins.labels.len()).any(|i| bins.labels[..i].contains(&bins.labels[i])) {
        "two bins have the same label".to_owned()
    } else {
        return;
    };
    faults.add(
        "MW081",
        at.clone(),
        message,
        "such as `bins = { at = [50, 60], labels = [\"young\", \"middle\", \"old\"] }`",
    );
}

fn merged(recode: &RecodeSpec, at: &std::ops::Range<usize>, faults: &mut Faults) {
    let mut seen: Vec<(String, &str)> = Vec::new();
    for (level, cells) in &recode.collapse {
        for cell in cells.iter().map(CellSpec::word) {
            if let Some((_, other)) = seen.iter().find(|(c, other)| *c == cell && other != level) {
                let message = format!("`{cell}` is merged into `{other}` and into `{level}`");
                faults.add("MW084", at.clone(), message, "list it once");
            }
            seen.push((cell, level));
        }
    }
}
