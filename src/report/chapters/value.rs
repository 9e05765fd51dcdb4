//! Value for money.

use super::super::ReportError;
use super::super::charts::{Fall, FallRow, Gust, Tornado, Waterfall};
use super::super::document::{Block, Cell, Figure, Grid, Panel, Picture, Section};
use super::super::tables::specifications::SpecificationRecord;
use super::super::tables::value::ValueRecord;
use super::super::words::value::{
    Return, across, amounts, cautious, drawn, headline, input_name, input_range, input_value, not_cautious,
    reckoned, short, worth_it_if,
};
use super::super::words::{number, percent};
use super::View;

/// Inputs that the chart shows; all are in the table.
const SHOWN: usize = 8;

pub(super) fn section(view: &View<'_>) -> Result<Option<Section>, ReportError> {
    let Some(r) = Return::of(&view.release.tables().value) else { return Ok(None) };
    let mut blocks = vec![Block::Words(headline(&r).join(" "))];
    let known = r.total("ratio", "all").is_some_and(|t| t.value.is_some());
    if known {
        blocks.extend(amounts(&r).map(Block::Words));
        blocks.extend(reckoned(&r, &view.names).map(Block::Words));
        blocks.extend(waterfall(view, &r)?.map(Block::Figure));
        let pays = r.total("ratio", "all").and_then(|t| t.value).is_some_and(|v| v >= 1.0);
        let heading =
            if pays { "It is worth its cost as long as …" } else { "It would be worth its cost if …" };
        blocks.push(Block::Heading(heading.to_owned()));
        blocks.push(Block::Words(worth_it_if(&r, &view.names)));
        blocks.extend(tornado(view, &r)?.map(Block::Figure));
        blocks.extend(across(&r, &same_question(view)).map(Block::Words));
        blocks.extend(by_specification(&r).map(Block::Folded));
    }
    if r.part("input").next().is_some() {
        blocks.push(Block::Heading("What the figure rests on".to_owned()));
        blocks.push(Block::Panels(panels(view, &r)));
        blocks.push(Block::Grid(inputs(view, &r)));
        blocks.push(Block::Grid(costs(&r)));
    }
    blocks.push(Block::Small(rounding(view)));
    Ok(Some(Section { id: "value", title: "Value for money".to_owned(), blocks }))
}

fn rounding(view: &View<'_>) -> String {
    if view.discloses_all() {
        return "A return is a comparison of worth and cost under the values above. It says nothing about who should pay.".to_owned();
    }
    "Amounts that rest on people are told in two figures, so that steps need not add up. A return is a comparison of worth and cost under the values above. It says nothing about who should pay.".to_owned()
}

/// The steps of all benefits together.
const STEPS: [(&str, &str); 4] = [
    ("deadweight", "− what similar people gained without it"),
    ("attribution", "− due to other funders"),
    ("displacement", "− lost by others"),
    ("discounting", "− later years count less"),
];

fn waterfall(view: &View<'_>, r: &Return<'_>) -> Result<Option<Figure>, ReportError> {
    let Some((gross, present)) = r.step("gross").zip(r.step("present_value")) else { return Ok(None) };
    let currency = r.currency();
    let shown = |v: f64| short(currency, v);
    let whole = |label: &str, v: f64| FallRow {
        label: label.to_owned(),
        span: (0.0, v),
        kind: Fall::Whole,
        amount: shown(v),
    };
    let mut rows = vec![whole("Change of those supported", gross)];
    let mut left = gross;
    for (part, label) in STEPS {
        let Some(off) = r.step(part).filter(|v| *v != 0.0) else { continue };
        let span = (left, left - off);
        let label = match off < 0.0 {
            true if part == "deadweight" => "+ what similar people lost without it".to_owned(),
            true => label.replacen('−', "+", 1),
            false => label.to_owned(),
        };
        rows.push(FallRow { label, span, kind: Fall::Step, amount: shown(-off) });
        left -= off;
    }
    rows.push(whole("= worth today", present));
    let running = r.total("present_value_of_investments", "running").and_then(|t| t.value).unwrap_or(0.0);
    let all = r.total("present_value_of_investments", "all").and_then(|t| t.value).unwrap_or(running);
    rows.push(FallRow {
        label: "Spent on running it".to_owned(),
        span: (0.0, running),
        kind: Fall::Cost,
        amount: shown(running),
    });
    if all > running {
        rows.push(FallRow {
            label: "+ on setting it up".to_owned(),
            span: (running, all),
            kind: Fall::MoreCost,
            amount: shown(all - running),
        });
    }
    let told: Vec<String> = rows.iter().map(|row| format!("{}: {}", row.label, row.amount)).collect();
    let chart = Waterfall {
        title: "From the change to its worth, beside what was spent".to_owned(),
        description: told.join("; "),
        rows,
        currency: currency.to_owned(),
        axis: format!("{currency}, all years of the benefits together"),
    };
    Ok(Some(Figure {
        pictures: vec![Picture::alone(chart.svg()?)],
        caption: format!(
            "Full bars: what the change of the {} is worth, and what is left of it. Hollow bars: what is taken off. Grey: what was spent.",
            view.names.treated
        ),
        grid: Some(steps(view, r)),
    }))
}

/// The numbers behind the waterfall, benefit by benefit.
fn steps(view: &View<'_>, r: &Return<'_>) -> Grid {
    let parts = ["gross", "deadweight", "attribution", "displacement", "discounting", "present_value"];
    let row = |item: &str| {
        let amount = |part: &'static str| {
            let found = r.part(part).find(|v| v.item == item).and_then(|v| v.value);
            Cell::number(found.map_or_else(|| "–".to_owned(), |v| r.money(v)))
        };
        let words = if item == "all" { "Together" } else { item };
        std::iter::once(Cell::text(words)).chain(parts.into_iter().map(amount)).collect()
    };
    let items: Vec<&str> = r.part("gross").map(|v| v.item.as_str()).collect();
    Grid {
        caption: "The numbers: step by step".to_owned(),
        head: vec![
            String::new(),
            format!("Change of the {}", view.names.treated),
            format!("Same of similar {}", view.names.comparison),
            "Due to other funders".to_owned(),
            "Lost by others".to_owned(),
            "Discounting".to_owned(),
            "Present value".to_owned(),
        ],
        rows: items.into_iter().map(row).collect(),
        foot: years(r),
    }
}

/// How the present value is spread over years.
fn years(r: &Return<'_>) -> String {
    let last = r.part("year").filter_map(|v| v.year).max();
    let one = |year: i64| {
        let sum: f64 = r.part("year").filter(|v| v.year == Some(year)).filter_map(|v| v.value).sum();
        format!("year {year}: {}", r.money(sum))
    };
    last.map_or_else(String::new, |last| {
        format!("Present value by year: {}.", (0..=last).map(one).collect::<Vec<_>>().join("; "))
    })
}

fn tornado(view: &View<'_>, r: &Return<'_>) -> Result<Option<Figure>, ReportError> {
    let Some(ratio) = r.total("ratio", "all").and_then(|t| t.value) else { return Ok(None) };
    let gust = |s: &ValueRecord| {
        let show = |v: f64| input_value(r, s, v).replace(" percentage", "");
        Some(Gust {
            label: capital(&input_name(r, s, &view.names)),
            ratio: s.lower.zip(s.upper)?,
            ends: (show(s.low_end?), show(s.high_end?)),
        })
    };
    let rows: Vec<Gust> = r.part("swing").filter_map(gust).take(SHOWN).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let told = |g: &Gust| {
        format!(
            "{}: from {} to {}",
            g.label,
            r.per_one(g.ratio.0.min(g.ratio.1)),
            r.per_one(g.ratio.0.max(g.ratio.1))
        )
    };
    let chart = Tornado {
        title: "How far the return moves with each input".to_owned(),
        description: rows.iter().map(told).collect::<Vec<_>>().join("; "),
        rows,
        ratio,
        currency: r.currency().to_owned(),
        axis: "Return on all costs".to_owned(),
    };
    Ok(Some(Figure {
        pictures: vec![Picture::alone(chart.svg()?)],
        caption: format!(
            "Each bar moves one input from its low to its high value, with all others as they are; what stands at its ends are these values. The broken line is the return as it is ({}); on the line of 1 as much comes back as was spent.",
            r.per_one(ratio)
        ),
        grid: Some(switching(view, r)),
    }))
}

fn capital(words: &str) -> String {
    let words = words.strip_prefix("the ").unwrap_or(words);
    let mut letters = words.chars();
    letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The numbers behind the tornado, and where each input would have to be.
fn switching(view: &View<'_>, r: &Return<'_>) -> Grid {
    let dash = || "–".to_owned();
    let row = |s: &ValueRecord| {
        let swing = r.part("swing").find(|w| (&w.input, &w.item) == (&s.input, &s.item));
        let show = |v: f64| input_value(r, s, v);
        let ends = swing.and_then(|w| Some(input_range(r, s, (w.low_end?, w.high_end?))));
        let ratios = swing.and_then(|w| Some((w.lower?, w.upper?)));
        let ratios = ratios.map(|(a, b)| format!("{} to {}", r.per_one(a), r.per_one(b)));
        vec![
            Cell::text(capital(&input_name(r, s, &view.names))),
            Cell::number(s.said.map_or_else(dash, show)),
            Cell::number(s.value.map_or_else(|| "none".to_owned(), show)),
            Cell::wide(ends.unwrap_or_else(dash)),
            Cell::wide(ratios.unwrap_or_else(dash)),
        ]
    };
    Grid {
        caption: "The numbers: where nothing would be gained".to_owned(),
        head: ["Input", "Taken", "Return is 1 at", "Looked at from, to", "Return there"]
            .map(str::to_owned)
            .to_vec(),
        rows: r.part("switching").map(row).collect(),
        foot: "“None”: no possible value of that input alone makes worth and cost equal.".to_owned(),
    }
}

/// Specifications that ask the question of the primary one: the same people, and the same use of the start score.
fn same_question<'a>(view: &'a View<'_>) -> Vec<&'a str> {
    let p = view.primary;
    let same = |s: &&SpecificationRecord| {
        (&s.baseline, &s.filter, &s.estimand) == (&p.baseline, &p.filter, &p.estimand) && s.role != "curve"
    };
    view.release.tables().specifications.iter().filter(same).map(|s| s.specification.as_str()).collect()
}

fn by_specification(r: &Return<'_>) -> Option<Grid> {
    let all: Vec<&ValueRecord> =
        r.part("specification").filter(|s| s.costs.as_deref() == Some("all")).collect();
    let row = |s: &&ValueRecord| {
        let running = r
            .part("specification")
            .find(|o| o.costs.as_deref() == Some("running") && o.specification == s.specification);
        let show = |v: Option<f64>| v.map_or_else(|| "–".to_owned(), |v| r.per_one(v));
        let why = s.null_reason.clone().unwrap_or_default();
        vec![
            Cell::text(s.specification.clone()),
            Cell::number(show(s.value)),
            Cell::number(show(running.and_then(|o| o.value))),
            Cell::text(why),
        ]
    };
    (all.len() > 1).then(|| Grid {
        caption: "The return under every specification".to_owned(),
        head: ["Specification", "All costs", "Running costs", ""].map(str::to_owned).to_vec(),
        rows: all.iter().map(row).collect(),
        foot: "Effects and people are those of the specification, everything else as above. One that leaves out the start score, or is about other people, asks another question.".to_owned(),
    })
}

fn panels(view: &View<'_>, r: &Return<'_>) -> Vec<Panel> {
    let weeks = view.primary.treated_gap_weeks;
    let mut left: Vec<String> = r.part("left_out").map(|l| l.item.clone()).collect();
    left.push("Everything that no outcome of this job measures.".to_owned());
    let panel = |class, title: &str, items| Panel { class, title: title.to_owned(), items };
    vec![
        panel("can", "Where it is cautious", cautious(r, weeks)),
        panel("cannot", "Where it is not", not_cautious(r, weeks, &view.names)),
        panel("cannot", "What it leaves out", left),
    ]
}

/// Every input with how sure it is and where it is from.
fn inputs(view: &View<'_>, r: &Return<'_>) -> Grid {
    let row = |i: &ValueRecord| {
        let from = [&i.source, &i.because].into_iter().flatten().cloned().collect::<Vec<_>>().join("; ");
        let from = match i.input.as_deref() {
            Some("people") if from == "completers" => "all with every value that it needs".to_owned(),
            Some("people") => "all in the comparison".to_owned(),
            _ if from.is_empty() => "–".to_owned(),
            _ => from,
        };
        let unit = if i.input.as_deref() == Some("unit_value") {
            i.unit.split_once(" per ").map_or_else(String::new, |(_, per)| format!(" per {per}"))
        } else {
            String::new()
        };
        let value = i.value.map_or_else(|| "–".to_owned(), |v| format!("{}{unit}", input_value(r, i, v)));
        vec![
            Cell::text(capital(&input_name(r, i, &view.names))),
            Cell::wide(value),
            Cell::wide(drawn(r, i)),
            Cell::text(from),
        ]
    };
    let draws = r.assumption("draws").and_then(|d| d.value);
    let interval = draws.map_or_else(String::new, |d| {
        format!(
            "The interval holds {} of {} draws of all inputs at once; effects on the same people are drawn together. ",
            percent(r.assumption("level").and_then(|l| l.value).unwrap_or(0.95)),
            number(d, 0)
        )
    });
    let first = if r.assumption("first_year_discounted").and_then(|f| f.value) == Some(1.0) {
        "Benefits of the first year are discounted by a year."
    } else {
        "The first year is not discounted."
    };
    let index = r.assumption("price_index").and_then(|i| i.source.clone());
    let index = index.map_or_else(String::new, |s| {
        format!(" Prices of other years are brought together by an index: {s}.")
    });
    Grid {
        caption: "Inputs".to_owned(),
        head: ["Input", "Taken", "Drawn from, to", "Where it is from"].map(str::to_owned).to_vec(),
        rows: r.part("input").map(row).collect(),
        foot: format!(
            "{interval}A gain is a change in the good direction: a fall of a score of which low is good counts as one. {first}{index}"
        ),
    }
}

fn costs(r: &Return<'_>) -> Grid {
    let base = r.assumption("base_year").and_then(|b| b.value).unwrap_or(0.0);
    let row = |i: &ValueRecord| {
        let kind = if i.costs.as_deref() == Some("set_up") { "set-up" } else { "running" };
        let money = |v: Option<f64>| Cell::number(v.map_or_else(|| "–".to_owned(), |v| r.money(v)));
        vec![
            Cell::text(i.item.clone()),
            Cell::text(kind),
            Cell::number(i.year.map_or_else(|| "–".to_owned(), |y| format!("{:.0}", base + y as f64))),
            money(i.said),
            money(i.value),
            Cell::text(i.source.clone().unwrap_or_else(|| "–".to_owned())),
        ]
    };
    Grid {
        caption: "What was spent".to_owned(),
        head: ["Item", "Kind", "Year", "Amount", "Present value", "Where it is from"]
            .map(str::to_owned)
            .to_vec(),
        rows: r.part("investment").map(row).collect(),
        foot: String::new(),
    }
}
