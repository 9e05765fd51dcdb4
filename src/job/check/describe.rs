//! `[describe]`: keys that fit the kind, fields that can be read, categories and cut points that make sense.

use super::expressions;
use super::fields;
use super::scene::Scene;
use crate::cohort::Kind;
use crate::describe::spec::{Cut, keys};
use crate::describe::{DescribeKind, DescribeSpec};
use crate::job::faults::Faults;
use crate::job::spec::FieldSpec;
use crate::stats::text::nearest;
use indexmap::IndexMap;

/// Keys that every kind takes.
const ALWAYS: [&str; 6] = ["kind", "title", "chapter", "text", "where", "base"];
/// Chapters that a report has room for.
pub(super) const CHAPTERS: usize = 12;

/// Checks every section.
pub(super) fn check(scene: &Scene<'_>, faults: &mut Faults) {
    let mut chapters: Vec<&str> = Vec::new();
    for (name, spec) in &scene.spec.describe {
        keys_fit(scene, name, spec, faults);
        needed(scene, name, spec, faults);
        fields_fit(scene, name, spec, faults);
        people(scene, name, spec, faults);
        categories(scene, &["describe", name], (&spec.groups, spec.smallest), faults);
        for (fact, said) in &spec.facts {
            let path = ["describe", name, "facts", fact];
            categories(scene, &path, (&said.groups, said.smallest), faults);
            reference(scene, &path, &said.reference, said.source.is_some(), faults);
        }
        cuts(scene, name, spec, faults);
        let chapter = spec.chapter.as_deref().unwrap_or_default();
        if !chapters.contains(&chapter) {
            chapters.push(chapter);
        }
        if chapters.len() > CHAPTERS {
            let message = format!("more than {CHAPTERS} chapters about the people supported");
            faults.add("MW063", scene.at(&["describe", name]), message, "let sections share a `chapter`");
        }
    }
}

fn keys_fit(scene: &Scene<'_>, name: &str, spec: &DescribeSpec, faults: &mut Faults) {
    let known = keys(spec.kind);
    for key in scene.spans.keys_at(&["describe", name]) {
        if !ALWAYS.contains(&key.as_str()) && !known.contains(&key.as_str()) {
            let message = format!("`{key}` means nothing to `kind = \"{}\"`", spec.kind.word());
            let help = format!(
                "it takes {}; every kind takes title, chapter, text, where and base",
                known.join(", ")
            );
            faults.add("MW062", scene.key(&["describe", name, &key]), message, help);
        }
    }
}

/// Each kind has what it cannot do without.
fn needed(scene: &Scene<'_>, name: &str, spec: &DescribeSpec, faults: &mut Faults) {
    let listed = spec.column.is_some() && spec.delimiter.as_ref().is_some_and(|d| !d.is_empty());
    let ticked = !spec.columns.is_empty() && spec.column.is_none() && spec.delimiter.is_none();
    let (there, wanted) = match spec.kind {
        DescribeKind::Shares | DescribeKind::Number => (spec.column.is_some(), "`column`"),
        DescribeKind::Several => {
            (listed && spec.columns.is_empty() || ticked, "`columns`, or `column` with `delimiter`")
        }
        DescribeKind::Rows => (spec.file.is_some(), "`file`"),
        DescribeKind::Profile => (!spec.facts.is_empty(), "at least one of `facts`"),
    };
    if !there {
        let message = format!("`kind = \"{}\"` needs {wanted}", spec.kind.word());
        faults.add("MW062", scene.key(&["describe", name]), message, "see docs/describe.md for an example");
    }
}

fn fields_fit(scene: &Scene<'_>, name: &str, spec: &DescribeSpec, faults: &mut Faults) {
    let mut one = |field: &FieldSpec, path: &[&str], kind| {
        if let FieldSpec::Recoded(recode) = field {
            fields::one(scene, recode, path, kind, faults);
        }
    };
    let kind = if spec.kind == DescribeKind::Number { Kind::Number } else { Kind::Category };
    if let Some(field) = &spec.column {
        one(field, &["describe", name, "column"], kind);
    }
    for (part, field) in &spec.columns {
        one(field, &["describe", name, "columns", part], Kind::YesNo);
    }
    for (fact, said) in &spec.facts {
        one(&said.column, &["describe", name, "facts", fact, "column"], Kind::Category);
    }
    if let (DescribeKind::Rows, Some(FieldSpec::Recoded(recode))) = (spec.kind, &spec.column)
        && (recode.expression.is_some() || !recode.carry.is_empty())
    {
        let help = "name one column of the file; `map`, `missing`, `bins` and `collapse` are possible";
        faults.add(
            "MW062",
            scene.at(&["describe", name, "column"]),
            "rows of a file of their own are neither computed nor carried forward",
            help,
        );
    }
}

/// Whom it is about, and by what it is split.
fn people(scene: &Scene<'_>, name: &str, spec: &DescribeSpec, faults: &mut Faults) {
    if let Some(text) = &spec.filter {
        let at = scene.at(&["describe", name, "where"]);
        if let Some(expression) = expressions::parse(scene, text, &at, faults) {
            expressions::question(scene, &expression, &at, &|_| None, faults);
        }
    }
    let Some(by) = &spec.by else { return };
    let all = &scene.spec.describe;
    let shares = all.iter().filter(|(other, s)| s.kind == DescribeKind::Shares && *other != name);
    let known: Vec<&str> = shares.map(|(other, _)| other.as_str()).collect();
    if !known.contains(&by.as_str()) {
        let hint = nearest(by, &known).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
        let message = format!("no other section of kind `shares` is called `{by}`{hint}");
        let help = format!(
            "sections to split by: {}",
            if known.is_empty() { "none".to_owned() } else { known.join(", ") }
        );
        faults.add("MW064", scene.at(&["describe", name, "by"]), message, help);
    }
}

type Groups<'a> = (&'a IndexMap<String, Vec<String>>, Option<f64>);

fn categories(scene: &Scene<'_>, path: &[&str], (groups, smallest): Groups<'_>, faults: &mut Faults) {
    let at = |key: &str| scene.at(&[path, &[key]].concat());
    if smallest.is_some_and(|s| !(0.0..1.0).contains(&s)) {
        let help = "write a share, such as 0.01 for one in a hundred";
        faults.add("MW063", at("smallest"), "`smallest` is no share from 0 up to 1", help);
    }
    let mut seen: Vec<(&String, &String)> = Vec::new();
    for (group, members) in groups {
        let place = scene.at(&[path, &["groups", group]].concat());
        if members.is_empty() {
            faults.add(
                "MW063",
                place.clone(),
                format!("the group `{group}` is empty"),
                "list its categories",
            );
        }
        for member in members {
            if let Some((_, other)) = seen.iter().find(|(m, _)| *m == member) {
                let message = format!("`{member}` is in the group `{other}` and again in `{group}`");
                faults.add("MW063", place.clone(), message, "list it once: shares of groups add up");
            }
            if groups.contains_key(member) {
                let message = format!("`{member}` is a category of `{group}` and a group itself");
                faults.add("MW063", place.clone(), message, "give the group another name");
            }
            seen.push((member, group));
        }
    }
}

fn reference(
    scene: &Scene<'_>,
    path: &[&str],
    shares: &IndexMap<String, f64>,
    sourced: bool,
    faults: &mut Faults,
) {
    if shares.is_empty() {
        return;
    }
    let at = scene.at(&[path, &["reference"]].concat());
    let impossible = shares.values().any(|s| !(0.0..=1.0).contains(s));
    if impossible || shares.values().sum::<f64>() > 1.0 + 1e-6 {
        let message = "the shares of `reference` are not between 0 and 1, or add up to more than 1";
        faults.add("MW063", at.clone(), message, "write 0.51 for 51 %; categories may be left out");
    }
    if !sourced {
        let help = "add `source`: it is printed beside the shares";
        faults.add("MW063", at, "a reference without its source", help);
    }
}

fn cuts(scene: &Scene<'_>, name: &str, spec: &DescribeSpec, faults: &mut Faults) {
    for (label, text) in &spec.cuts {
        if Cut::read(text).is_none() {
            let at = scene.at(&["describe", name, "cuts", label]);
            let message = format!("`{text}` is no cut point");
            faults.add("MW063", at, message, "write `< 91`, `<= 8`, `= 1`, `>= 2` or `> 12`");
        }
    }
}
