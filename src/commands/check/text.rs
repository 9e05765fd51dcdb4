//! The profile in the terminal, at most a hundred letters wide.

use super::sheet::{Again, Level, Sheet, Shown, ShownArm};
use super::withhold::{Count, Share};
use crate::report::words::{level, number, percent};
use std::fmt::Write;

/// Width of the first column, and of those after it.
const FIRST: usize = 50;
const NEXT: usize = 22;

/// All of it.
pub fn write(s: &Sheet) -> String {
    let mut t = String::new();
    for (file, rows) in &s.files {
        let _ = writeln!(t, "{:>12} rows  {file}", count(s, *rows));
    }
    let _ = writeln!(t);
    line(&mut t, "", [&s.arms[0], &s.arms[1]]);
    for (k, (words, n)) in s.entry.iter().enumerate() {
        let words = if k == 0 { "take part".to_owned() } else { format!("  do not: {words}") };
        line(&mut t, &words, [&count(s, n[0]), &count(s, n[1])]);
    }
    for fact in &s.facts {
        write_fact(&mut t, s, fact);
    }
    let _ = writeln!(t, "\nEnd scores (only how many were observed is looked at here)");
    for (label, shares) in &s.ends {
        line(&mut t, &format!("  {label}: observed"), [&share(s, shares[0]), &share(s, shares[1])]);
    }
    for (k, r) in s.seen_again.iter().enumerate() {
        if k == 0 {
            let _ = writeln!(t);
            line(&mut t, "People with and without an end score", ["with", "without"]);
        }
        let cell = |side: usize| value(r, side);
        let words = format!("  {}: {}", r.arm, fact(r));
        line(&mut t, &words, [&cell(0), &cell(1)]);
    }
    for (k, r) in s.reliability.iter().enumerate() {
        if k == 0 {
            let _ = writeln!(t);
            line(&mut t, "How well the items of a scale hang together", ["alpha", "omega"]);
        }
        let told = |v: Option<f64>| v.map_or_else(|| "none".to_owned(), |v| number(v, 2));
        let words = format!("  {}, {} at the start", r.outcome, r.arm);
        line(&mut t, &words, [&told(r.alpha), &told(r.omega)]);
    }
    overlap(&mut t, s);
    for (code, message) in &s.notes {
        let _ = writeln!(t, "[{code}] {message}");
    }
    if let Some(threshold) = s.threshold {
        let _ = writeln!(
            t,
            "\nCounts under {threshold}, and those that would give one away, are not shown; others are rounded."
        );
    }
    let _ = writeln!(t, "\n{} specification(s):", s.specifications.len());
    for name in &s.specifications {
        let _ = writeln!(t, "  {name}");
    }
    t
}

fn write_fact(t: &mut String, s: &Sheet, f: &Shown) {
    let unit = if f.unit.is_empty() { String::new() } else { format!(" ({})", f.unit) };
    let apart =
        f.difference.map(|d| format!("differ by {} SD before matching", number(d, 2))).unwrap_or_default();
    let room = (FIRST + 2 * NEXT + 1).saturating_sub(apart.chars().count());
    let head = format!("{:<room$} {apart}", fit(&format!("{}{unit}", f.label), room));
    let _ = writeln!(t, "\n{}", head.trim_end());
    let row = |t: &mut String, words: &str, of: &dyn Fn(&ShownArm) -> String| {
        line(t, &format!("  {words}"), [&of(&f.arms[0]), &of(&f.arms[1])]);
    };
    if f.levels.is_empty() {
        row(t, "mean (SD)", &|a| mean(a));
        row(t, "5 % / 50 % / 95 %", &|a| a.at.map(|v| v.map_or_else(|| "-".to_owned(), level)).join(" / "));
        if f.arms.iter().any(|a| a.ends.is_some()) {
            row(t, "smallest to largest", &|a| {
                a.ends.map_or_else(|| "-".to_owned(), |(l, h)| format!("{} to {}", level(l), level(h)))
            });
        }
    }
    for l in &f.levels {
        line(t, &format!("  {}", l.name), [&level_of(s, l, 0), &level_of(s, l, 1)]);
    }
    row(t, "missing", &|a| count(s, a.missing));
    for arm in [0, 1] {
        for (code, n) in &f.arms[arm].codes {
            let cell = count(s, *n);
            let cells = if arm == 0 { [cell.as_str(), ""] } else { ["", cell.as_str()] };
            let words =
                if f.columns > 1 { format!("    cells with {code}") } else { format!("    of these {code}") };
            line(t, &words, cells);
        }
    }
    if let Some(inside) = f.inside {
        line(t, "  within the pool's 5 % to 95 %", [&share(s, inside), ""]);
    }
    if !f.alone.is_empty() {
        let _ = writeln!(t, "  hardly anybody of the pool has: {}", f.alone.join(", "));
    }
}

fn overlap(t: &mut String, s: &Sheet) {
    let _ = writeln!(t);
    let Some(o) = &s.score else {
        let why = s.no_score.as_deref().unwrap_or("the design uses none");
        let _ = writeln!(t, "No score was fitted: {why}");
        return;
    };
    let _ = writeln!(t, "How well the pool covers {} (score of the primary specification)", s.arms[0]);
    line(t, "  fitted on", [&count(s, o.people[0]), &count(s, o.people[1])]);
    line(t, "  outside the pool's 5 % to 95 %", [&share(s, o.outside), ""]);
    line(t, "  beyond every score of the pool", [&share(s, o.beyond), ""]);
    line(t, "  effective size of the pool, weighted to match", ["", &count(s, o.effective)]);
    let _ = writeln!(
        t,
        "  the facts tell the groups apart in {} of 100 pairs (50 would be chance)",
        number(o.auc * 100.0, 0)
    );
}

/// A row of the table: words that are too long push the figures aside rather than break.
fn line(t: &mut String, words: &str, cells: [&str; 2]) {
    let row = format!(
        "{:<FIRST$} {:>NEXT$} {:>NEXT$}",
        fit(words, FIRST),
        fit(cells[0], NEXT),
        fit(cells[1], NEXT)
    );
    let _ = writeln!(t, "{}", row.trim_end());
}

/// At most `width` letters.
fn fit(words: &str, width: usize) -> String {
    if words.chars().count() <= width {
        return words.to_owned();
    }
    let cut: String = words.chars().take(width - 3).collect();
    format!("{}...", cut.trim_end())
}

fn mean(a: &ShownArm) -> String {
    match (a.mean, a.sd) {
        (Some(m), Some(sd)) => format!("{} ({})", level(m), level(sd)),
        (Some(m), None) => level(m),
        _ => "too few".to_owned(),
    }
}

/// What a figure of people with and without an end score is about.
pub fn fact(r: &Again) -> String {
    r.level.as_ref().map_or_else(|| format!("{}, mean", r.variable), |l| format!("{}: {l}", r.variable))
}

/// Share or mean of one side.
pub fn value(r: &Again, side: usize) -> String {
    let show = |v: f64| if r.level.is_some() { percent(v) } else { level(v) };
    r.values[side].map_or_else(|| "-".to_owned(), show)
}

/// A level in one arm: people and share, or only one of the two.
pub fn level_of(s: &Sheet, l: &Level, arm: usize) -> String {
    match (l.people[arm], l.shares[arm]) {
        (Some(n), Some(share)) => format!("{} ({})", count(s, n), percent(share)),
        (None, Some(share)) => percent(share),
        (Some(n), None) => count(s, n),
        (None, None) => "-".to_owned(),
    }
}

/// A count, or that it is small.
pub fn count(s: &Sheet, n: Count) -> String {
    match n {
        Count::Of(n) => number(n as f64, 0),
        Count::Small => format!("<{}", s.threshold.unwrap_or(1)),
        Count::Withheld => "withheld".to_owned(),
    }
}

/// A share in words.
pub fn share(s: &Sheet, share: Share) -> String {
    let few = s.threshold.unwrap_or(1);
    match share {
        Share::Of(v) => percent(v),
        Share::NearlyAll => format!("all but fewer than {few}"),
        Share::Few => format!("fewer than {few}"),
        Share::Withheld => "too few people".to_owned(),
    }
}
