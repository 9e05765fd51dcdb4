//! Every kind of chart from fixed figures, with long names, withheld bars and ties: written as SVG, and looked
//! at by the tests in Python, which compare their pixels with `tests/fixtures/charts`.

mod people;
mod value;

use matchwell::report::charts::{
    Bars, Benchmark, Bin, Contours, Curve, Dots, Fan, FanPoint, Flow, Forest, ForestRow, Hundred, Mark,
    MarkRow, Mirror, Pair, Row, Spot, Station, Style,
};
use std::path::Path;

const USERS: &str = "people supported at home";
const OTHERS: &str = "similar survey respondents";

fn words(title: &str) -> (String, String) {
    (title.to_owned(), "Fixed figures.".to_owned())
}

fn names() -> (String, String) {
    (USERS.to_owned(), OTHERS.to_owned())
}

fn bars() -> String {
    let (title, description) = words("Pairs of bars");
    let shares = [Some(0.06), Some(0.1), None, Some(0.22), Some(0.31), Some(0.02)];
    let pair = |(k, share): (usize, &Option<f64>)| Pair {
        label: (k + 3).to_string(),
        treated: *share,
        comparison: shares[5 - k],
    };
    let panel = |heading: &str| (heading.to_owned(), shares.iter().enumerate().map(pair).collect());
    let panels = vec![panel("At the start"), panel("At the end")];
    Bars { title, description, panels, names: names(), axis: "Loneliness (UCLA 3-item)".to_owned() }
        .svg()
        .unwrap()
}

fn contours() -> String {
    let (title, description) = words("Lines of equal bias");
    let mark = |label: &str, treatment, outcome, before| Benchmark {
        label: label.to_owned(),
        treatment,
        outcome,
        before,
    };
    let marks = vec![
        mark("Loneliness (UCLA 3-item) at the start", 0.15, 0.13, true),
        mark("Limiting long-standing illness or disability", 0.28, 0.004, true),
        mark("Earnings in the year before", 0.002, 0.06, true),
        mark("Age", 0.02, 0.001, true),
        mark("Sex", 0.001, 0.0, true),
        mark("Sex", 0.0, 0.0, false),
        mark("Age", 0.0, 0.12, false),
    ];
    let axes = [
        "Share of what is left of who was supported".to_owned(),
        "Share of what is left of the outcome".to_owned(),
    ];
    Contours { title, description, value: 0.29, limit: Some(0.24), marks, axes }.svg().unwrap()
}

/// A curve of `n` cells, of which the primary may be one.
fn curve(n: usize, within: bool) -> String {
    let (title, description) = words("Specification curve");
    let spot = |k: usize| {
        let at = -1.6 + 1.8 * (k * 37 % n) as f64 / n as f64;
        Spot {
            at,
            interval: Some((at - 0.4, at + 0.3)),
            levels: vec![k % 3, k % 2],
            primary: within && k == n / 3,
        }
    };
    let level = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
    let rows = vec![
        Row {
            name: "Method".to_owned(),
            levels: level(&["nearest", "optimal pairs", "full matching within exact strata of the start"]),
        },
        Row { name: "Estimator".to_owned(), levels: level(&["plain difference", "regression"]) },
    ];
    let primary = (!within).then_some(-0.7);
    Curve {
        title,
        description,
        spots: (0..n).map(spot).collect(),
        primary,
        rows,
        axis: "Difference in points".to_owned(),
        percent: false,
    }
    .svg()
}

fn dots(intervals: bool) -> String {
    let (title, description) = words("Dots");
    let mark = |at: f64, style| Mark { at, interval: intervals.then_some((at - 0.06, at + 0.08)), style };
    let row = |(k, label): (usize, &&str)| {
        let x = k as f64;
        MarkRow {
            label: (*label).to_owned(),
            marks: vec![
                mark(0.62 - 0.2 * x, Style::Disc),
                mark(0.4 + 0.15 * x, Style::Diamond),
                mark(0.05, Style::Quiet),
            ],
        }
    };
    let labels = [
        "Age",
        "Limiting long-standing illness or disability: yes",
        "No longer lonely, of those who were lonely at the start and could be",
    ];
    Dots {
        title,
        description,
        rows: labels.iter().enumerate().map(row).collect(),
        axis: "Difference in % of a standard deviation before matching".to_owned(),
        anchor: Some(0.0),
        limits: vec![0.05, 0.1],
        percent: true,
        legend: vec![
            (Style::Disc, USERS.to_owned()),
            (Style::Diamond, OTHERS.to_owned()),
            (Style::Quiet, "neither".to_owned()),
        ],
    }
    .svg()
    .unwrap()
}

fn fan() -> String {
    let (title, description) = words("Band");
    let point = |k: i32| {
        let x = f64::from(k);
        FanPoint {
            at: 4.0 + x,
            middle: -1.0 - 0.25 * x,
            effect: (-1.2 - 0.25 * x, -0.6 - 0.3 * x),
            interval: (-1.7 - 0.25 * x, 0.1 - 0.4 * x),
        }
    };
    Fan {
        title,
        description,
        points: (0..4).map(point).collect(),
        headline: -1.2,
        axes: ["Usual level of these people".to_owned(), "Difference in points".to_owned()],
        ends: [
            "mean of all survey respondents".to_owned(),
            "own mean at the start of people supported at home".to_owned(),
        ],
        percent: false,
    }
    .svg()
    .unwrap()
}

fn flow() -> String {
    let (title, description) = words("Flow");
    let station = |words: &str, count: &str, left: &[(&str, &str)]| Station {
        words: words.to_owned(),
        count: count.to_owned(),
        left: left.iter().map(|(w, n)| ((*w).to_owned(), (*n).to_owned())).collect(),
    };
    let arm = |n: [&str; 4]| {
        vec![
            station("In the files", n[0], &[]),
            station(
                "Eligible for the comparison",
                n[1],
                &[("several reasons, each for few people", "30"), ("no end value of loneliness", "205")],
            ),
            station("In the comparison", n[2], &[]),
            station("In the headline", n[3], &[("not needed as a partner", "5,840")]),
        ]
    };
    Flow {
        title,
        description,
        names: [USERS.to_owned(), OTHERS.to_owned()],
        arms: [arm(["1,150", "685", "625", "–"]), arm(["9,000", "6,465", "6,465", "625"])],
    }
    .svg()
}

fn forest() -> String {
    let (title, description) = words("Forest");
    let row = |label: &str, people: &str, at: Option<f64>, share: f64| ForestRow {
        label: label.to_owned(),
        people: people.to_owned(),
        at,
        interval: at.map(|a| (a - 0.5, a + 0.4)),
        beside: if at.is_some() { "0.046".to_owned() } else { "–".to_owned() },
        share,
        overall: label == "Everyone",
    };
    let rows = vec![
        row("Everyone", "12,625", Some(-1.2), 1.0),
        row("Self-rated health: very good", "75", Some(-0.4), 0.12),
        row("Separated, divorced or widowed, and living alone", "435", Some(-1.5), 0.7),
        row("Self-rated health: excellent", "–", None, 0.0),
    ];
    Forest {
        title,
        description,
        rows,
        heads: ["service users".to_owned(), "p, v. others".to_owned()],
        axis: "Difference in points".to_owned(),
        percent: false,
    }
    .svg()
    .unwrap()
}

fn mirror() -> String {
    let (title, description) = words("Overlap");
    let bins = |first: f64, fall: f64| -> Vec<Bin> {
        let bin = |k: i32| {
            let from = 0.1 * f64::from(k);
            let share = (k != 7).then_some(first * libm::pow(fall, f64::from(k)));
            Bin { from, to: from + 0.1, share }
        };
        (0..10).map(bin).collect()
    };
    let panels = vec![
        ("Before matching".to_owned(), bins(0.13, 0.95), bins(0.8, 0.25)),
        ("After matching".to_owned(), bins(0.13, 0.95), bins(0.14, 0.93)),
    ];
    Mirror {
        title,
        description,
        panels,
        names: names(),
        axis: "Resemblance score".to_owned(),
        range: (0.0, 1.0),
    }
    .svg()
    .unwrap()
}

fn hundred(share: f64, treated: bool) -> String {
    let (title, description) = words("A hundred people");
    Hundred { title, description, share, treated }.svg()
}

#[test]
fn every_chart_is_drawn() {
    let charts = [
        ("alluvial", people::alluvial()),
        ("bars", bars()),
        ("changes", people::changes()),
        ("contours", contours()),
        ("curve", curve(48, true)),
        ("curve-grouped", curve(701, false)),
        ("dots", dots(false)),
        ("dots-intervals", dots(true)),
        ("fan", fan()),
        ("flow", flow()),
        ("forest", forest()),
        ("hundred", hundred(0.63, true)),
        ("hundred-none", hundred(0.0, false)),
        ("maintenance", people::maintenance()),
        ("mirror", mirror()),
        ("tornado", value::tornado()),
        ("waterfall", value::waterfall()),
    ];
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("charts");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, svg) in charts {
        assert!(svg.starts_with("<svg role=\"img\"") && svg.ends_with("</svg>"), "{name}");
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{name}");
        std::fs::write(folder.join(format!("{name}.svg")), svg).unwrap();
    }
}
