//! What can be said, and what cannot.

use super::super::Release;
use super::super::tables::effects::EffectRecord;
use super::super::tables::specifications::SpecificationRecord;
use super::effects::{Verdict, verdict};
use super::numbers::number;
use super::{Names, numbers::percent};

/// What can be said.
#[must_use]
pub fn can(release: &Release, primary: &SpecificationRecord, names: &Names) -> Vec<String> {
    let mut said = Vec::new();
    let about = match (primary.treated_matched, primary.treated_all) {
        (Some(matched), Some(all)) => {
            format!("{} of {} {}", number(matched as f64, 0), number(all as f64, 0), names.treated)
        }
        _ => format!("{} (how many is withheld)", names.treated),
    };
    said.push(format!("Whom it is about: {about}, each set beside people who looked alike at the start."));
    let lights = lights(release, primary);
    if lights.1 > 0 {
        said.push(format!(
            "How alike they are: {} of {} facts compared differ by at most {} of a standard deviation.",
            lights.0,
            lights.1,
            percent(primary.green.unwrap_or(0.05)),
        ));
    }
    if let Some(e) = headline(release) {
        let o = names.outcome(&e.outcome);
        said.push(match verdict(e, &o) {
            Verdict::Better | Verdict::Worse => "That chance alone is an unlikely explanation of the difference, if the groups were alike in all that matters.".to_owned(),
            Verdict::Unclear => "How large a difference these data leave possible: the interval holds the values that fit them best.".to_owned(),
            Verdict::Unknown => "What each group did. How sure the difference is cannot be said.".to_owned(),
        });
    }
    let variants = release
        .tables()
        .specifications
        .iter()
        .filter(|s| s.difference.is_some() && s.role != "bracket" && !s.as_primary)
        .count();
    if variants > 1 {
        said.push(format!("How far the answer depends on the analyst: {variants} ways of doing the analysis are shown below."));
    }
    said
}

/// What cannot be said.
#[must_use]
pub fn cannot(release: &Release, primary: &SpecificationRecord, names: &Names) -> Vec<String> {
    let mut said = vec![
        "That the groups were alike in things nobody measured. Motivation, or a crisis that made people seek help, may differ and could explain part of the difference.".to_owned(),
        "What support did for any one person. The figures are about groups.".to_owned(),
    ];
    let before_after = names.outcomes().any(|(_, o)| o.before_after);
    if before_after && primary.shape != "one_file" {
        said.push(format!(
            "How much of the change would have come by itself. People often seek help at a low point and then drift back to their usual level; {} are matched on the start score, which allows for part of this only.",
            names.comparison
        ));
    }
    if let Some(waits) = follow_up(primary, names) {
        said.push(format!("What would have happened over the same time. {waits}"));
    }
    if let (Some(all), Some(matched)) = (primary.treated_all, primary.treated_matched)
        && matched < all
    {
        let rest = match all - matched {
            1 if primary.disclosure == "none" => format!("One of the {} is", names.treated),
            n if primary.disclosure == "none" => format!("{} {} are", number(n as f64, 0), names.treated),
            _ => format!("Some {} are", names.treated),
        };
        said.push(format!(
            "Anything about those left out. {rest} not in the comparison; the flow diagram says why."
        ));
    }
    if headline(release).is_some_and(|e| verdict(e, &names.outcome(&e.outcome)) == Verdict::Unclear) {
        said.push("That support made no difference. Too little is known to tell.".to_owned());
    }
    said
}

/// How long each group was followed, if there is a before and an after and the times differ.
#[must_use]
pub fn follow_up(primary: &SpecificationRecord, names: &Names) -> Option<String> {
    let (t, c) = (primary.treated_gap_weeks?, primary.control_gap_weeks?);
    if (t - c).abs() <= 0.5 || !names.outcomes().any(|(_, o)| o.before_after) {
        return None;
    }
    let longer = if c > t { &names.comparison } else { &names.treated };
    let places = usize::from(number(t, 0) == number(c, 0));
    let weeks = |v: f64| match number(v, places).as_str() {
        "1" => "1 week".to_owned(),
        n => format!("{n} weeks"),
    };
    Some(format!(
        "{} were followed for {}, {} for {}, a difference of {}: {longer} had longer both to improve and to worsen.",
        capital(&names.treated),
        weeks(t),
        names.comparison,
        weeks(c),
        weeks((t - c).abs()),
    ))
}

/// The one declared headline.
pub(super) fn headline(release: &Release) -> Option<&EffectRecord> {
    release.tables().effects.iter().find(|e| e.primary)
}

/// Facts with a green light, of those judged.
fn lights(release: &Release, primary: &SpecificationRecord) -> (usize, usize) {
    let rows = release.tables().balance.iter().filter(|b| {
        b.specification == primary.specification
            && b.statistic == "standardised_difference"
            && b.light.is_some()
    });
    rows.fold((0, 0), |(g, n), b| (g + usize::from(b.light.as_deref() == Some("green")), n + 1))
}

/// A word with a capital first letter.
pub(super) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
