//! The profile as a page in the style of the report.

use super::sheet::{Again, Coherence, Level, Overlap, Sheet, Shown, ShownArm};
use super::text::{count, fact, level_of, share, value};
use super::withhold::{Count, Share};
use crate::report::ReportError;
use crate::report::charts::{Bin, Dots, Mark, MarkRow, Mirror, Style};
use crate::report::document::{
    Block, Cell, Document, ENGLISH, Figure, Finding, Furniture, Grid, Picture, Section, Top,
};
use crate::report::html;
use crate::report::words::{level, number, percent};

/// Differences that are called small, and those that are called large, in standard deviations.
const SMALL: f64 = 0.1;
const LARGE: f64 = 0.25;

/// The page.
///
/// # Errors
/// A chart or the template that cannot be drawn.
pub fn render(s: &Sheet) -> Result<Vec<u8>, ReportError> {
    let mut sections = vec![people(s), covered(s)?];
    sections.extend(facts(s, "facts", "The facts compared", false)?);
    sections.extend(facts(s, "starts", "Start scores", true)?);
    sections.push(ends(s));
    sections.extend(notes(s));
    let rule = s.threshold.map_or_else(
        || "All counts are shown: the job says that the data are public.".to_owned(),
        |t| format!("Counts under {t}, and those that would give one away, are not shown; others are rounded. No outcome after the start is shown, only how many were observed."),
    );
    let words = finding(s);
    html::render(&Document {
        language: ENGLISH.to_owned(),
        kicker: "Data profile".to_owned(),
        topic: "In short".to_owned(),
        title: s.name.clone(),
        top: Top::plain(words, rule),
        sections,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        furniture: Furniture::english(env!("CARGO_PKG_VERSION")),
    })
}

fn finding(s: &Sheet) -> String {
    let far = s.facts.iter().filter(|f| f.difference.is_some_and(|d| d.abs() > LARGE)).count();
    let of = s.facts.iter().filter(|f| f.difference.is_some()).count();
    let taking = s.entry.first().map_or_else(String::new, |(_, n)| {
        format!("{} {} and {} {} can take part. ", count(s, n[0]), s.arms[0], count(s, n[1]), s.arms[1])
    });
    let apart = format!(
        "Before matching the groups differ by more than a quarter of a standard deviation in {far} of {of} facts"
    );
    let covered = match s.score.as_ref().map(|o| o.outside) {
        Some(Share::Of(v)) => {
            format!(", and {} of the {} lie outside what is usual in the pool.", percent(v), s.arms[0])
        }
        Some(Share::Few) => {
            format!(", and hardly any of the {} lie outside what is usual in the pool.", s.arms[0])
        }
        Some(Share::NearlyAll) => {
            format!(", and nearly all {} lie outside what is usual in the pool.", s.arms[0])
        }
        _ => ".".to_owned(),
    };
    format!("{taking}{apart}{covered}")
}

fn people(s: &Sheet) -> Section {
    let file = |(name, rows): &(String, Count)| vec![Cell::text(name.clone()), Cell::number(count(s, *rows))];
    let entry = |(k, (words, n)): (usize, &(String, [Count; 2]))| {
        let words = if k == 0 { "Take part".to_owned() } else { format!("Do not: {words}") };
        vec![Cell::text(words), Cell::number(count(s, n[0])), Cell::number(count(s, n[1]))]
    };
    let files = Grid {
        caption: "Files".to_owned(),
        head: vec!["File".to_owned(), "Rows".to_owned()],
        rows: s.files.iter().map(file).collect(),
        foot: String::new(),
    };
    let who = Grid {
        caption: "Who takes part, and why others do not".to_owned(),
        head: vec![String::new(), s.arms[0].clone(), s.arms[1].clone()],
        rows: s.entry.iter().enumerate().map(entry).collect(),
        foot: "The first reason counts. What the rules of a specification cost, and its calipers, is shown by matchwell design.".to_owned(),
    };
    Section {
        id: "people",
        title: "Who is in the files".to_owned(),
        blocks: vec![Block::Grid(files), Block::Grid(who)],
    }
}

fn covered(s: &Sheet) -> Result<Section, ReportError> {
    let mut blocks = vec![Block::Words(
        "Only people who have counterparts can be matched. The closer a fact's difference is to nought, the more alike the groups are before anything was done."
            .to_owned(),
    )];
    if let Some(figure) = love(s)? {
        blocks.push(Block::Figure(figure));
    }
    blocks.push(Block::Grid(overlaps(s)));
    match &s.score {
        Some(o) => blocks.extend(score(s, o)?),
        None => blocks.push(Block::Words(format!(
            "No score was fitted: {}.",
            s.no_score.as_deref().unwrap_or("the design uses none").replace('`', "")
        ))),
    }
    Ok(Section { id: "covered", title: "Does the pool cover those supported?".to_owned(), blocks })
}

fn love(s: &Sheet) -> Result<Option<Figure>, ReportError> {
    let row = |f: &Shown| {
        let mark = |d: f64| Mark { at: d.abs(), interval: None, style: Style::Diamond };
        f.difference.map(|d| MarkRow { label: f.label.clone(), marks: vec![mark(d)] })
    };
    let rows: Vec<MarkRow> = s.facts.iter().filter_map(row).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let heard = s.facts.iter().filter_map(|f| Some(format!("{}: {}", f.label, percent(f.difference?.abs()))));
    let chart = Dots {
        title: "Differences between the groups before matching".to_owned(),
        description: heard.collect::<Vec<_>>().join(", "),
        rows,
        axis: "Difference in % of a standard deviation".to_owned(),
        anchor: Some(0.0),
        limits: vec![SMALL, LARGE],
        percent: true,
        legend: vec![(Style::Diamond, "before matching".to_owned())],
    };
    let caption = format!(
        "For a category: its level that differs most. Dashed lines: {} and {}. The ruler is the spread among {}.",
        percent(SMALL),
        percent(LARGE),
        s.arms[0]
    );
    Ok(Some(Figure { pictures: vec![Picture::alone(chart.svg()?)], caption, grid: None }))
}

fn overlaps(s: &Sheet) -> Grid {
    let row = |f: &Shown| {
        let inside = f.inside.map_or_else(|| "–".to_owned(), |i| share(s, i));
        let alone = if f.alone.is_empty() { "–".to_owned() } else { f.alone.join(", ") };
        vec![
            Cell::text(f.label.clone()),
            Cell::number(f.difference.map_or_else(|| "–".to_owned(), |d| number(d, 2))),
            Cell::number(inside),
            Cell { text: alone, class: "wide" },
        ]
    };
    Grid {
        caption: "Fact by fact".to_owned(),
        head: vec![
            String::new(),
            "Difference in standard deviations".to_owned(),
            format!("Of the {}, within the pool's 5 % to 95 %", s.arms[0]),
            "Levels that hardly anybody of the pool has".to_owned(),
        ],
        rows: s.facts.iter().map(row).collect(),
        foot: String::new(),
    }
}

fn score(s: &Sheet, o: &Overlap) -> Result<Vec<Block>, ReportError> {
    let words = format!(
        "The score puts all facts into one number: how much a person resembles those supported. Of the {}, {} lie outside the middle nine tenths of the pool's scores, and {} beyond every score of the pool. Weighted to look like them, the pool is worth {} people who all count the same. The facts tell the groups apart in {} of 100 pairs; 50 would be chance.",
        s.arms[0],
        share(s, o.outside),
        share(s, o.beyond),
        count(s, o.effective),
        number(o.auc * 100.0, 0)
    );
    let mut blocks = vec![Block::Heading("All facts together".to_owned()), Block::Words(words)];
    let title = "The score in both groups";
    if let Some(figure) = mirror(s, title, "Score (log odds)", [&o.bars[0], &o.bars[1]])? {
        blocks.push(Block::Figure(figure));
    }
    Ok(blocks)
}

fn mirror(
    s: &Sheet,
    title: &str,
    axis: &str,
    bars: [&Vec<(f64, f64, f64)>; 2],
) -> Result<Option<Figure>, ReportError> {
    let all = || bars.iter().flat_map(|b| b.iter());
    let ends = |best: fn(f64, f64) -> f64, of: fn(&(f64, f64, f64)) -> f64| all().map(of).reduce(best);
    let (Some(from), Some(to)) = (ends(f64::min, |b| b.0), ends(f64::max, |b| b.1)) else { return Ok(None) };
    let bins = |b: &Vec<(f64, f64, f64)>| {
        b.iter().map(|&(from, to, share)| Bin { from, to, share: Some(share) }).collect()
    };
    let chart = Mirror {
        title: title.to_owned(),
        description: format!("Bars up: {}; bars down: {}.", s.arms[0], s.arms[1]),
        panels: vec![(String::new(), bins(bars[0]), bins(bars[1]))],
        names: (s.arms[0].clone(), s.arms[1].clone()),
        axis: axis.to_owned(),
        range: (from, to),
    };
    let merged = if s.threshold.is_some() {
        " Bars that would stand for few people are merged with their neighbours; whoever lies beyond the ends counts at them."
    } else {
        ""
    };
    let caption = format!("Share of each group.{merged}");
    Ok(Some(Figure { pictures: vec![Picture::alone(chart.svg()?)], caption, grid: None }))
}

fn facts(s: &Sheet, id: &'static str, title: &str, start: bool) -> Result<Option<Section>, ReportError> {
    let mut blocks = Vec::new();
    for f in s.facts.iter().filter(|f| f.start == start) {
        let unit = if f.unit.is_empty() { String::new() } else { format!(" ({})", f.unit) };
        blocks.push(Block::Heading(format!("{}{unit}", f.label)));
        let figure = if f.levels.is_empty() {
            mirror(s, &f.label, &format!("{}{unit}", f.label), [&f.arms[0].bars, &f.arms[1].bars])?
        } else {
            dots(s, f)?
        };
        let table = table(s, f);
        match figure {
            Some(figure) => blocks.push(Block::Figure(Figure { grid: Some(table), ..figure })),
            None => blocks.push(Block::Grid(table)),
        }
        blocks.push(Block::Small(missing(s, f)));
    }
    Ok((!blocks.is_empty()).then(|| Section { id, title: title.to_owned(), blocks }))
}

fn dots(s: &Sheet, f: &Shown) -> Result<Option<Figure>, ReportError> {
    let mark = |share: Option<f64>, style| share.map(|at| Mark { at, interval: None, style });
    let row = |l: &Level| MarkRow {
        label: l.name.clone(),
        marks: [mark(l.shares[0], Style::Disc), mark(l.shares[1], Style::Diamond)]
            .into_iter()
            .flatten()
            .collect(),
    };
    let rows: Vec<MarkRow> = f.levels.iter().map(row).filter(|r| !r.marks.is_empty()).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let chart = Dots {
        title: format!("{} in both groups", f.label),
        description: "The numbers are in the table.".to_owned(),
        rows,
        axis: "Share of the group".to_owned(),
        anchor: Some(0.0),
        limits: Vec::new(),
        percent: true,
        legend: vec![(Style::Disc, s.arms[0].clone()), (Style::Diamond, s.arms[1].clone())],
    };
    let caption = "Share of the people of each group who have a value.".to_owned();
    Ok(Some(Figure { pictures: vec![Picture::alone(chart.svg()?)], caption, grid: None }))
}

fn table(s: &Sheet, f: &Shown) -> Grid {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut row = |words: &str, of: &dyn Fn(usize) -> String| {
        rows.push(vec![Cell::text(words), Cell::number(of(0)), Cell::number(of(1))]);
    };
    let known = |v: Option<f64>| v.map_or_else(|| "–".to_owned(), level);
    if f.levels.is_empty() {
        row("Mean", &|a| known(f.arms[a].mean));
        row("Standard deviation", &|a| known(f.arms[a].sd));
        for (k, words) in ["5 % lie below", "Half lie below", "95 % lie below"].iter().enumerate() {
            row(words, &|a| known(f.arms[a].at[k]));
        }
        if f.arms.iter().any(|a| a.ends.is_some()) {
            row("Smallest and largest", &|a| {
                f.arms[a]
                    .ends
                    .map_or_else(|| "–".to_owned(), |(l, h)| format!("{} to {}", level(l), level(h)))
            });
        }
    }
    for l in &f.levels {
        row(&l.name, &|a| level_of(s, l, a));
    }
    row("Without a value", &|a| count(s, f.arms[a].missing));
    Grid {
        caption: format!("{}: the numbers", f.label),
        head: vec![String::new(), s.arms[0].clone(), s.arms[1].clone()],
        rows,
        foot: String::new(),
    }
}

/// Who has no value, and by which code.
fn missing(s: &Sheet, f: &Shown) -> String {
    let arm = |(name, a): (&String, &ShownArm)| {
        let codes: Vec<String> = a.codes.iter().map(|(c, n)| format!("{c}: {}", count(s, *n))).collect();
        let cells = if f.columns > 1 { "in cells, " } else { "" };
        let codes = if codes.is_empty() { String::new() } else { format!(" ({cells}{})", codes.join("; ")) };
        format!("{} {name}{codes}", count(s, a.missing))
    };
    format!("Without a value: {}.", s.arms.iter().zip(&f.arms).map(arm).collect::<Vec<_>>().join(", "))
}

fn ends(s: &Sheet) -> Section {
    let row = |(label, shares): &(String, [Share; 2])| {
        vec![Cell::text(label.clone()), Cell::number(share(s, shares[0])), Cell::number(share(s, shares[1]))]
    };
    let grid = Grid {
        caption: "End score observed".to_owned(),
        head: vec![String::new(), s.arms[0].clone(), s.arms[1].clone()],
        rows: s.ends.iter().map(row).collect(),
        foot: "Of those who take part, or would if they had every fact. The values themselves are not looked at before the design is settled.".to_owned(),
    };
    let told = |v: Option<f64>| v.map_or_else(|| "–".to_owned(), |v| number(v, 2));
    let coherent = |r: &Coherence| {
        let words = Cell::text(format!("{}, {}", r.outcome, r.arm));
        vec![
            words,
            Cell::number(count(s, r.people)),
            Cell::number(told(r.alpha)),
            Cell::number(told(r.omega)),
        ]
    };
    let reliability = Grid {
        caption: "How well the items of each scale hang together at the start".to_owned(),
        head: ["", "People with all answers", "Alpha", "Omega"].map(str::to_owned).to_vec(),
        rows: s.reliability.iter().map(coherent).collect(),
        foot: String::new(),
    };
    let again = |r: &Again| {
        let apart = r.difference.map_or_else(|| "–".to_owned(), |d| number(d, 2));
        let words = Cell::text(format!("{}: {}", r.arm, fact(r)));
        vec![words, Cell::number(value(r, 0)), Cell::number(value(r, 1)), Cell::number(apart)]
    };
    let seen = Grid {
        caption: "People with and without an end score".to_owned(),
        head: ["", "With", "Without", "Difference in standard deviations"].map(str::to_owned).to_vec(),
        rows: s.seen_again.iter().map(again).collect(),
        foot: "Of those with a start score. Facts of which a level has few people are left out.".to_owned(),
    };
    let seen = (!seen.rows.is_empty()).then_some(Block::Grid(seen));
    let more = (!reliability.rows.is_empty()).then_some(Block::Grid(reliability));
    let blocks = std::iter::once(Block::Grid(grid)).chain(seen).chain(more).collect();
    Section { id: "ends", title: "Are the outcomes there?".to_owned(), blocks }
}

fn notes(s: &Sheet) -> Option<Section> {
    let note = |(code, message): &(String, String)| Finding {
        class: "note".to_owned(),
        severity: "note".to_owned(),
        rule: code.clone(),
        message: message.replace('`', ""),
        allowed: None,
    };
    let findings: Vec<Finding> = s.notes.iter().map(note).collect();
    (!findings.is_empty()).then(|| Section {
        id: "notes",
        title: "Noticed while reading".to_owned(),
        blocks: vec![Block::Findings(findings)],
    })
}
