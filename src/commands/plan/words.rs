//! A plan in words, as a table and as JSON.

use super::super::Answer;
use crate::plan::{Assumed, Measured, Point, Reckoning, reckon};
use crate::report::words::{level, number, percent};
use serde_json::{Value, json};
use std::fmt::Write;

/// One question of a plan.
pub(super) struct Chapter<'a> {
    /// What it is about; `None` for numbers alone.
    pub title: Option<String>,
    /// What is assumed.
    pub assumed: Assumed,
    /// The effect asked about.
    pub effect: Option<f64>,
    /// Unit of effects.
    pub unit: &'a str,
    /// What else to know.
    pub notes: Vec<String>,
}

/// The answer to some questions.
pub(super) fn answer(form: &str, chapters: &[Chapter<'_>]) -> Answer {
    let (mut text, mut plans) = (String::new(), Vec::new());
    for chapter in chapters {
        let found = reckon(&chapter.assumed, chapter.effect);
        tell(&mut text, chapter, &found);
        plans.push(json_of(chapter, &found));
    }
    Answer::both(text, json!({ "form": form, "plans": plans }))
}

fn tell(text: &mut String, chapter: &Chapter<'_>, found: &Reckoning) {
    let a = &chapter.assumed;
    if let Some(title) = &chapter.title {
        let _ = writeln!(text, "{title}");
    }
    let whole = |n: f64| number(n, 0);
    let _ = writeln!(text, "{}", chain(a, found));
    let _ = writeln!(text, "Assumed: {}.", assumed(a));
    let _ = writeln!(text);
    let _ = writeln!(text, "{}", smallest(chapter, &found.now));
    if let Some(effect) = chapter.effect {
        let _ = writeln!(text, "{}", asked(chapter, found, effect));
    }
    let _ = writeln!(text);
    let power = chapter.effect.map(|e| format!("power to find {}", size(chapter, e)));
    let head = format!("smallest effect, power {}", percent(a.power));
    let _ = writeln!(text, "{:>10} {:>10}  {head:<34}{}", "start", "compared", power.unwrap_or_default());
    for p in &found.curve {
        let _ = writeln!(
            text,
            "{:>10} {:>10}  {:<34}{}",
            whole(p.starters),
            whole(p.compared),
            both(chapter, p),
            match (chapter.effect, p.power) {
                (None, _) => String::new(),
                (Some(_), Some(power)) => share(power),
                (Some(_), None) => "too few to say".to_owned(),
            }
        );
    }
    for note in &chapter.notes {
        let _ = writeln!(text, "{note}");
    }
    text.push('\n');
}

/// From those who start to those who are compared.
fn chain(a: &Assumed, found: &Reckoning) -> String {
    format!(
        "{} people start; {} have an end value ({}); {} of those are matched ({}), with {} comparison people.",
        number(a.treated, 0),
        number(a.treated * a.follow_up, 0),
        percent(a.follow_up),
        number(a.compared(), 0),
        percent(a.match_rate),
        number(found.comparison, 0)
    )
}

fn assumed(a: &Assumed) -> String {
    let mut parts = vec![match a.measured {
        Measured::Share(p) => format!("{} of comparison people have the event", percent(p)),
        Measured::Mean { sd, correlation: 0.0 } => {
            format!("standard deviation {}", level(sd))
        }
        Measured::Mean { sd, correlation } => format!(
            "standard deviation {}, correlation {} of start and end, start value matched on",
            level(sd),
            level(correlation)
        ),
    }];
    if a.within > 0.0 {
        parts.push(format!("correlation {} within sets", level(a.within)));
    }
    if a.design_effect() > 1.0 {
        parts.push(format!(
            "design effect {} of sites of {} people",
            level(a.design_effect()),
            level(a.site)
        ));
    }
    if a.worth < 1.0 {
        parts.push(format!("weights leave {} of the comparison people's worth", percent(a.worth)));
    }
    parts.push(format!("two-sided test at {}", percent(a.alpha)));
    parts.join("; ")
}

fn size(chapter: &Chapter<'_>, effect: f64) -> String {
    match chapter.assumed.measured {
        Measured::Share(_) => format!("{} {}", number(100.0 * effect, 1), chapter.unit),
        Measured::Mean { .. } => format!("{} {}", level(effect), chapter.unit),
    }
}

/// Smallest rise and fall in few words.
fn both(chapter: &Chapter<'_>, p: &Point) -> String {
    let share = matches!(chapter.assumed.measured, Measured::Share(_));
    match (p.rise, p.fall) {
        (None, None) => "too few to say".to_owned(),
        (Some(rise), _) if !share => size(chapter, rise),
        (rise, fall) => {
            let one = |d: Option<f64>, sign: &str| {
                d.map_or_else(|| "none".to_owned(), |d| format!("{sign}{}", number(100.0 * d, 1)))
            };
            format!("{} or {} points", one(rise, "+"), one(fall, "−"))
        }
    }
}

fn smallest(chapter: &Chapter<'_>, now: &Point) -> String {
    let four = percent(chapter.assumed.power);
    let share = matches!(chapter.assumed.measured, Measured::Share(_));
    match (now.rise, now.fall) {
        (None, None) => format!(
            "Not enough people: with {} compared no effect, however large, would be found with a power of {four}.",
            number(now.compared, 0)
        ),
        (Some(d), _) if !share => {
            format!("Smallest effect found with a power of {four}: {}.", size(chapter, d))
        }
        (Some(d), Some(f)) => format!(
            "Smallest effect found with a power of {four}: {} more, or {} fewer.",
            size(chapter, d),
            size(chapter, f)
        ),
        (Some(d), None) => {
            format!("Smallest effect found with a power of {four}: {} more (no fall is).", size(chapter, d))
        }
        (None, Some(f)) => {
            format!("Smallest effect found with a power of {four}: {} fewer (no rise is).", size(chapter, f))
        }
    }
}

/// What the effect asked about needs.
fn asked(chapter: &Chapter<'_>, found: &Reckoning, effect: f64) -> String {
    let a = &chapter.assumed;
    let power = found
        .now
        .power
        .map_or_else(|| "no power to speak of".to_owned(), |p| format!("a power of {}", share(p)));
    let told = size(chapter, effect);
    match found.needed {
        None => format!(
            "An effect of {told} has {power}; no number of people is enough while all else stays as it is."
        ),
        Some(n) if n <= a.treated => {
            format!("An effect of {told} has {power}: there are enough people ({} would do).", number(n, 0))
        }
        Some(n) => format!(
            "An effect of {told} has {power}: there are not enough people. {} must start for a power of {}: {} more than \
             there are.",
            number(n, 0),
            percent(a.power),
            number((n - a.treated).ceil(), 0)
        ),
    }
}

fn json_of(chapter: &Chapter<'_>, found: &Reckoning) -> Value {
    let a = &chapter.assumed;
    let (kind, base, sd, correlation) = match a.measured {
        Measured::Share(p) => ("share", Some(p), None, None),
        Measured::Mean { sd, correlation } => ("mean", None, Some(sd), Some(correlation)),
    };
    json!({
        "about": chapter.title,
        "assumed": {
            "treated": a.treated, "ratio": a.ratio, "pool": a.pool, "measured": kind, "base_rate": base, "sd": sd,
            "correlation": correlation, "follow_up": a.follow_up, "match_rate": a.match_rate, "within": a.within,
            "icc": a.icc, "cluster_size": a.site, "design_effect": a.design_effect(), "ess_share": a.worth,
            "alpha": a.alpha, "power": a.power,
        },
        "unit": chapter.unit,
        "compared": found.now.compared,
        "comparison": found.comparison,
        "smallest_rise": found.now.rise,
        "smallest_fall": found.now.fall,
        "effect": chapter.effect,
        "power_now": found.now.power,
        "needed": found.needed,
        "enough": chapter.effect.map(|_| found.needed.is_some_and(|n| n <= a.treated)),
        "curve": found.curve.iter().map(|p| json!({
            "treated": p.starters, "compared": p.compared, "smallest_rise": p.rise, "smallest_fall": p.fall,
            "power": p.power,
        })).collect::<Vec<_>>(),
        "notes": chapter.notes,
    })
}

/// A power: never quite certain.
fn share(power: f64) -> String {
    if power > 0.99 { format!("over {}", percent(0.99)) } else { percent(power) }
}
