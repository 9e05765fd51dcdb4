//! The specification curve: its cells are the specifications they say, each once, on any number of threads and after
//! any interruption.

mod common {
    pub mod engine;
}

#[path = "common/lalonde.rs"]
mod lalonde;

use common::engine::{job_of, run_text};
use lalonde::COVARIATES;
use matchwell::fault::Fault;
use matchwell::job;
use matchwell::pipeline::{self, Depth};
use matchwell::report::chapters::document;
use matchwell::report::disk::Part;
use matchwell::report::{disclose, html, tabulate};
use matchwell::sensitivity::curve::Figures;
use matchwell::study::Study;
use std::path::Path;

const FOLDER: &str = "tests/fixtures/lalonde";

fn text(rest: &str) -> String {
    format!(
        r#"name = "lalonde"
seed = 5
[units]
source = "lalonde.csv"
id = "id"
treated = {{ column = "treat", is = 1 }}
{COVARIATES}
[outcomes.re78]
column = "re78"
[matching]
tie_orders = 0
[disclosure]
profile = "none"
{rest}"#
    )
}

const GRID: &str = r#"
[curve]
replicates = 99
[curve.vary]
"matching.method" = ["nearest", "full", "weighting"]
"design.caliper" = ["none", 0.2]
"matching.ratio" = [1, 2]
"design.terms" = [["age", "race", "re74"], { name = "all", value = "none" }]
"estimate.estimator" = ["difference", "regression"]
where = ["none", { name = "under 40", value = "age < 40" }]
"#;

fn study(rest: &str) -> Study {
    run_text(&text(rest), Path::new(FOLDER))
}

fn figures(study: &Study, settings: &[(&str, &str)]) -> Figures {
    let grid = study.job.grid.as_ref().expect("a grid");
    let is = |cell: &&job::Cell| {
        settings.iter().all(|(name, level)| {
            let c = grid.choices.iter().position(|c| c.name == *name).expect("a choice");
            grid.choices[c].word(cell.levels[c]) == *level
        })
    };
    let cell = grid.cells.iter().find(is).expect("such a cell");
    study.curve.as_ref().expect("a curve").cells[cell.number - 1].figures.clone().expect("figures")
}

/// 3 x 2 x 2 x 2 x 2 x 2 combinations. Nearest knows caliper and ratio (32 cells), full no ratio (16), weighting
/// neither (8).
#[test]
fn every_combination_is_counted_once() {
    let job = job_of(&text(GRID), Path::new(FOLDER));
    let grid = job.grid.expect("a grid");
    assert_eq!((grid.combinations, grid.cells.len()), (96, 32 + 16 + 8));
    let skipped: usize = grid.skipped.iter().map(|s| s.combinations).sum();
    assert_eq!(skipped, 96 - 56);
    assert!(grid.skipped.iter().all(|s| !s.impossible), "{:?}", grid.skipped);
    let reasons: Vec<&str> = grid.skipped.iter().map(|s| s.reason.as_str()).collect();
    assert!(reasons.contains(&"`matching.ratio` means nothing to method `full`"), "{reasons:?}");
    assert!(reasons.iter().any(|r| r.ends_with("mean nothing to method `weighting`")), "{reasons:?}");
    // The job's own settings are one of them, named as such once.
    assert_eq!(grid.cells.iter().filter(|c| c.primary).count(), 1);
    assert_eq!(grid.cells[0].specification.name, "curve 0001");
    let settings: Vec<String> = grid.cells.iter().map(|c| format!("{:?}", c.specification)).collect();
    let mut distinct: Vec<&String> = settings.iter().collect();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), settings.len());
}

/// A cell has the bits of the specification that says the same.
#[test]
fn a_cell_is_the_specification_it_says() {
    let declared = study(
        r#"
[[specification]]
name = "a"
where = "age < 40"
design = { caliper = 0.2, terms = ["age", "race", "re74"] }
matching = { ratio = 2 }
[[specification]]
name = "b"
design = { terms = ["age", "race", "re74"] }
matching = { method = "weighting" }
estimate = { estimator = "regression" }
[[specification]]
name = "c"
matching = { method = "full" }
"#,
    );
    let curve = study(GRID);
    let short = "age + race + re74";
    let cells = [
        figures(
            &curve,
            &[
                ("matching.method", "nearest"),
                ("design.caliper", "0.2"),
                ("matching.ratio", "2"),
                ("design.terms", short),
                ("estimate.estimator", "difference"),
                ("where", "under 40"),
            ],
        ),
        figures(
            &curve,
            &[
                ("matching.method", "weighting"),
                ("design.terms", short),
                ("estimate.estimator", "regression"),
                ("where", "none"),
            ],
        ),
        figures(
            &curve,
            &[
                ("matching.method", "full"),
                ("design.caliper", "none"),
                ("design.terms", "all"),
                ("estimate.estimator", "difference"),
                ("where", "none"),
            ],
        ),
    ];
    for (cell, analysis) in cells.iter().zip(&declared.analyses[1..]) {
        let effects = analysis.effects.as_ref().expect("effects");
        let row = &effects.rows[effects.primary];
        assert_eq!(cell.effect.estimate.map(f64::to_bits), row.estimate.map(f64::to_bits));
        assert_eq!(cell.effect.se.map(f64::to_bits), row.se.map(f64::to_bits));
        assert_eq!(cell.effect.treat, row.treat);
        assert_eq!(cell.balance.worst_after.map(f64::to_bits), analysis.balance.worst[1].map(f64::to_bits));
        assert_eq!(cell.balance.control, analysis.balance.control);
    }
}

fn hashes(study: &Study) -> Vec<(String, String)> {
    let outputs = matchwell::report::hashes(study).expect("a report");
    outputs.into_iter().map(|o| (o.path.display().to_string(), o.sha256)).collect()
}

/// Interrupted after some cells, on one thread and on three: the same bytes.
#[test]
fn an_interrupted_run_ends_with_the_same_bytes() {
    let job = job_of(&text(GRID), Path::new(FOLDER));
    let plain = hashes(&pipeline::run(&job, Depth::Full, &|_| ()).expect("runs"));
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("run");
    let on = |threads: usize, part: &Part| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| pipeline::run_keeping(&job, Depth::Full, Some(part), &|_| ())).expect("runs")
    };
    let part = Part::open(&out).expect("opens");
    assert_eq!(hashes(&on(3, &part)), plain);
    drop(part);
    let path = folder.path().join(".run.part");
    let bytes = std::fs::read(&path).expect("kept");
    std::fs::write(&path, &bytes[..bytes.len() / 2]).expect("written");
    let part = Part::open(&out).expect("opens");
    let found = part.found();
    assert!(found > 10 && found < 56, "{found}");
    assert_eq!(hashes(&on(1, &part)), plain);
    part.remove();
    assert!(!path.exists());
}

/// What cannot be is a row with its reason, and stops nothing.
#[test]
fn a_cell_without_an_answer_is_a_row_with_its_reason() {
    let study = study(
        r#"
[curve]
replicates = 0
[curve.vary]
where = ["none", "age > 200"]
"matching.method" = ["nearest", "weighting"]
"design.estimand" = ["ATT", "ATE"]
"#,
    );
    let tables = tabulate(&study).expect("tables");
    let cells: Vec<_> = tables.specifications.iter().filter(|s| s.role == "curve").collect();
    // ATE by nearest neighbours cannot be: two of eight.
    assert_eq!(cells.len(), 6);
    let fate = |fate: &str| {
        tables.curve_combinations.iter().filter(|r| r.fate == fate).map(|r| r.combinations).sum::<i64>()
    };
    assert_eq!((fate("estimated"), fate("impossible"), fate("without_answer"), fate("same")), (3, 2, 3, 0));
    for cell in cells.iter().filter(|s| s.difference.is_none()) {
        assert!(cell.null_reason.as_deref().is_some_and(|r| r.starts_with("[MW3")), "{:?}", cell.null_reason);
    }
    assert_eq!(tables.effects.iter().filter(|e| e.cell.is_some()).count(), 3);
    assert!(tables.curve.iter().all(|q| q.p_median.is_none()));
    assert!(tables.effects.iter().filter(|e| e.primary).count() == 1);
}

/// Ranges never run across estimands, people or assumptions; shares of the spread are all of it.
#[test]
fn the_summary_is_of_the_cells() {
    let study = study(GRID);
    let tables = tabulate(&study).expect("tables");
    let cells: Vec<_> = tables.specifications.iter().filter(|s| s.role == "curve").collect();
    for q in &tables.curve {
        let own: Vec<f64> =
            cells.iter().filter(|s| s.question == Some(q.question)).filter_map(|s| s.difference).collect();
        assert_eq!(i64::try_from(own.len()), Ok(q.cells));
        assert_eq!(q.low, own.iter().copied().min_by(f64::total_cmp));
        assert_eq!(q.high, own.iter().copied().max_by(f64::total_cmp));
        let asked = |s: &&&matchwell::report::tables::specifications::SpecificationRecord| {
            s.question == Some(q.question)
        };
        assert!(cells.iter().filter(asked).all(|s| s.filter == q.filter && s.estimand == q.estimand));
        assert!(q.p_median.is_some_and(|p| (0.01..=1.0).contains(&p)));
    }
    let mut told = std::collections::BTreeMap::new();
    for c in &tables.curve_choices {
        told.insert(c.choice.clone(), c.share.expect("a share"));
    }
    let sum: f64 = told.values().sum();
    assert!((sum - 1.0).abs() < 1e-9, "{told:?}");
    let of_method: i64 =
        tables.curve_choices.iter().filter(|c| c.choice == "matching.method").map(|c| c.cells).sum();
    assert_eq!(Ok(of_method), i64::try_from(cells.len()));
}

/// Under the threshold profile no cell tells a count of people, and what is about few people is withheld.
#[test]
fn cells_tell_no_counts_under_the_threshold() {
    let grid = r#"
[curve]
replicates = 99
[curve.vary]
"design.caliper" = ["none", 0.2, 0.1]
where = ["none", { name = "few", value = "age < 19" }]
"#;
    let text = text(grid).replace("profile = \"none\"", "profile = \"threshold\"\nthreshold = 30");
    let study = run_text(&text, Path::new(FOLDER));
    let release = disclose(tabulate(&study).expect("tables"), &study.job.spec.disclosure);
    let tables = release.tables();
    let cells: Vec<_> = tables.specifications.iter().filter(|s| s.role == "curve").collect();
    assert_eq!(cells.len(), 6);
    for cell in &cells {
        let counts =
            [cell.treated_matched, cell.treated_eligible, cell.control_matched, cell.tied, cell.most_used];
        assert_eq!(counts, [None; 5]);
        assert_eq!(cell.control_ess, None);
        assert_eq!(cell.suppressed, cell.filter.is_some(), "few people are behind those under 19");
    }
    for row in tables.effects.iter().filter(|e| e.cell.is_some()) {
        assert_eq!((row.treat_number, row.comparison_number, row.p_value, row.se), (None, None, None, None));
        assert!(row.estimate.is_none_or(|e| ((e * 10.0) - (e * 10.0).round()).abs() < 1e-6));
    }
    let few: Vec<_> = tables.curve.iter().filter(|q| q.filter.is_some()).collect();
    assert!(!few.is_empty());
    for q in few {
        assert_eq!((q.withheld, q.low, q.median, q.high, q.p_median), (q.cells, None, None, None, None));
    }
    let page = String::from_utf8(html::render(&document(&release).expect("chapters")).expect("a page"))
        .expect("text");
    assert!(page.contains("id=\"curve\"") && page.contains("withheld"));
}

/// Levels that set several things, and levels that are not made at all.
#[test]
fn levels_set_several_things_or_nothing() {
    let job = job_of(
        &text(
            r#"
[design]
caliper = 0.25
exact = ["race"]
[curve.vary]
pairs = [
  { name = "close pairs", set = { "matching.method" = "nearest", "design.caliper" = 0.1 } },
  { name = "weights", set = { "matching.method" = "weighting", "design.exact" = "none" } },
]
"design.exact" = ["none", ["race"]]
"#,
        )
        .replace("[matching]\ntie_orders = 0\n", ""),
        Path::new(FOLDER),
    );
    let grid = job.grid.expect("a grid");
    let said: Vec<(Option<f64>, usize, String)> = grid
        .cells
        .iter()
        .map(|c| {
            let s = &c.specification;
            (s.design.caliper, s.design.exact.len(), s.matching.method.word())
        })
        .collect();
    // Weights know neither calipers nor exact rules: what they inherit is taken out, and both levels are one.
    let (nearest, weighting) = ("nearest".to_owned(), "weighting".to_owned());
    assert_eq!(said, [(Some(0.1), 0, nearest.clone()), (Some(0.1), 1, nearest), (None, 0, weighting)]);
    assert_eq!(grid.cells[2].levels, [Some(1), None]);
    assert_eq!(job.spec.curve.expect("a curve").replicates, 500);
}

/// With completed data sets a cell is pooled as the specification that says the same.
#[test]
fn cells_are_pooled_over_completed_data_sets() {
    let folder = tempfile::tempdir().expect("a folder");
    let csv = std::fs::read_to_string(format!("{FOLDER}/lalonde.csv")).expect("fixture");
    let mut lines: Vec<String> = csv.lines().map(str::to_owned).collect();
    let heading: Vec<String> = lines[0].split(',').map(str::to_owned).collect();
    let educ = heading.iter().position(|h| h.trim_matches('"') == "educ").expect("a column");
    for line in lines.iter_mut().skip(1).step_by(9) {
        let mut cells: Vec<&str> = line.split(',').collect();
        cells[educ] = "";
        *line = cells.join(",");
    }
    std::fs::write(folder.path().join("lalonde.csv"), lines.join("\n")).expect("written");
    let text = text("[imputation]\nm = 3\niterations = 2\n[curve]\nreplicates = 99\n[curve.vary]\n\"matching.method\" = [\"nearest\", \"weighting\"]\n")
        .replace("educ = { kind = \"number\", column = \"educ\" }", "educ = { kind = \"number\", column = \"educ\", missing = \"impute\" }");
    let study = run_text(&text, folder.path());
    let curve = study.curve.as_ref().expect("a curve");
    let effects = study.analyses[0].effects.as_ref().expect("effects");
    let row = &effects.rows[effects.primary];
    let cell = curve.cells[0].figures.as_ref().expect("figures");
    assert!(row.pooled.is_some());
    assert_eq!(cell.effect.estimate.map(f64::to_bits), row.estimate.map(f64::to_bits));
    assert_eq!(cell.effect.se.map(f64::to_bits), row.se.map(f64::to_bits));
    assert_eq!(curve.cells[1].moved.len(), 99);
}

fn faults(rest: &str) -> Vec<String> {
    job::read(&text(rest), Path::new(FOLDER)).faults.iter().map(Fault::to_string).collect()
}

#[test]
fn every_slip_in_a_grid_is_told() {
    let told = |rest: &str, code: &str, words: &str| {
        let all = faults(&format!("[curve]\n{rest}"));
        assert!(all.iter().any(|f| f.contains(code) && f.contains(words)), "{rest}: {all:?}");
    };
    told("vary = { \"design.calliper\" = [0.1] }", "MW002", "did you mean `design.caliper`");
    told("vary = { \"design.caliper\" = [\"wide\"] }", "MW003", "must be a number");
    told("vary = { \"matching.method\" = [\"nearst\"] }", "MW004", "did you mean `nearest`");
    told("vary = { \"design.caliper\" = 0.1 }", "MW003", "list of levels");
    told("vary = { \"design.caliper\" = [] }", "MW053", "no levels");
    told("vary = { \"design.caliper\" = [0.1, 0.1] }", "MW053", "twice");
    told("vary = { caliper = [0.1] }", "MW053", "did you mean `\"design.caliper\"`");
    told("vary.design.caliper = [0.1]", "MW003", "in quotes");
    told("vary = { pairs = [{ set = { \"design.caliper\" = 0.1 } }] }", "MW053", "needs a name");
    told(
        "vary = { pairs = [{ name = \"a\", set = { \"design.calliper\" = 0.1 } }] }",
        "MW002",
        "did you mean",
    );
    told("vary = {}", "MW053", "varies nothing");
    told("vary = { where = [\"agee > 3\"] }", "MW0", "agee");
    told("vary = { \"design.terms\" = [[\"age\"], [\"agee\"]] }", "MW0", "did you mean `age`");
    told("vary = { \"design.estimand\" = [\"ATT\", \"ATO\"] }", "MW044", "no combination with this level");
    told("replicates = 3\nvary = { \"design.caliper\" = [0.1] }", "MW040", "not possible");
    told("cells = 2\nvary = { \"design.caliper\" = [0.1, 0.2, 0.3] }", "MW054", "3 different cells");
    let many: Vec<String> = (1..=300).map(|k| format!("0.{k:03}")).collect();
    let many = format!(
        "vary = {{ \"design.caliper\" = [{0}], \"matching.ratio\" = [{1}] }}",
        many.join(", "),
        (1..=200).map(|k| k.to_string()).collect::<Vec<_>>().join(", ")
    );
    told(&many, "MW054", "60000 combinations");
}

/// The settings with every default read back to the same grid.
#[test]
fn a_grid_reads_back() {
    let job = job_of(&text(GRID), Path::new(FOLDER));
    let again = job_of(&job.to_toml().expect("TOML"), Path::new(FOLDER));
    assert_eq!(job.grid, again.grid);
}
