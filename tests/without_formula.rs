//! Exact tests in sets and the block bootstrap, from the job to the tables.
//!
//! References: `wilcox.test`, `binom.test` and coin's exact `wilcoxsign_test` of R 4.2.2 on the pairs of MatchIt
//! (`fixtures/lalonde/weights/nn_default.csv`). Estimates agree with the effects of the same run to 1e-8.

mod common {
    pub mod engine;
    pub mod lalonde;
}

use common::engine::{close, run_text};
use common::lalonde::COVARIATES;
use matchwell::estimate::{EffectRow, Measure, TestMethod, TestRow};
use matchwell::job::{self, DisclosureSpec};
use matchwell::report::{disclose, tabulate};
use matchwell::study::Study;
use std::path::{Path, PathBuf};

const FOLDER: &str = "tests/fixtures/attrition";

/// A one-file job over a before/after score from 3 to 9, low being better.
fn job(design: &str, matching: &str, estimate: &str) -> String {
    format!(
        r#"name = "without formula"
seed = 5
[units]
source = "people.csv"
id = "id"
treated = {{ column = "z", is = 1 }}
gap_weeks = 12
[covariates]
age = {{ kind = "number", column = "age" }}
sex = {{ kind = "yes-no", column = "sex" }}
[outcomes.score]
both = {{ start = "s", end = "e" }}
better = "lower"
meaningful = 1
range = [3, 9]
report = ["change", "improved"]
[design]
terms = ["age", "sex", "score.start"]
{design}
[matching]
{matching}
[estimate]
completion = "off"
{estimate}
[disclosure]
profile = "none"
[review]
allow = [{{ rule = "MW127", because = "a test" }}]
"#
    )
}

fn run(design: &str, matching: &str, estimate: &str) -> Study {
    run_text(&job(design, matching, estimate), Path::new(FOLDER))
}

fn rows(study: &Study) -> (&[TestRow], &[EffectRow]) {
    let a = &study.analyses[0];
    (&a.tests, &a.effects.as_ref().expect("effects").rows)
}

fn same<'a>(rows: &'a [EffectRow], t: &TestRow) -> &'a EffectRow {
    let is = |r: &&EffectRow| {
        (&r.outcome, r.contrast, &r.group, r.base, r.estimator, r.measure)
            == (&t.outcome, t.contrast, &t.group, t.base, t.estimator, t.measure)
    };
    rows.iter().find(is).expect("the same effect")
}

const DESIGNS: [(&str, &str); 5] = [
    ("", "method = \"nearest\"\nties = \"id\""),
    ("", "method = \"nearest\"\nties = \"id\"\nratio = 2"),
    ("exact = [\"sex\", \"score.start\"]", "method = \"exact\""),
    ("", "method = \"weighting\""),
    ("estimand = \"ATE\"", "method = \"weighting\""),
];

/// The bootstrap estimates what the effects estimate, and spreads about as the formula says.
#[test]
fn resamples_are_of_the_same_estimates() {
    let estimate = "exact = \"off\"\nbootstrap = { replicates = 399, interval = \"percentile\" }";
    for (design, matching) in DESIGNS {
        let study = run(design, matching, estimate);
        let (tests, effects) = rows(&study);
        assert_eq!(tests.len(), 6, "{matching}: a mean, a share and its ratio by two estimators");
        for t in tests {
            let e = same(effects, t);
            let what = format!("{matching} {:?} {:?} {:?}", t.contrast, t.estimator, t.measure);
            close(&what, t.estimate.expect("estimate"), e.estimate.expect("estimate"), 1e-8);
            let ratio = t.se.expect("se") / e.se.expect("se");
            assert!((0.8..1.25).contains(&ratio), "{what}: {ratio}");
            let (low, high) = (t.lower.expect("lower"), t.upper.expect("upper"));
            let se = t.se.expect("se")
                * if t.measure == Measure::Difference { 1.0 } else { e.estimate.expect("x") };
            assert!((low - e.lower.expect("lower")).abs() < 0.7 * se, "{what}: {low} {:?}", e.lower);
            assert!((high - e.upper.expect("upper")).abs() < 0.7 * se, "{what}: {high} {:?}", e.upper);
            assert_eq!((t.replicates, t.p_value, t.exact), (Some(399), None, false));
        }
    }
}

#[test]
fn threads_change_nothing() {
    let estimate = "exact = \"all\"\nbootstrap = { replicates = 199 }";
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| run("", "method = \"nearest\"", estimate).analyses[0].tests.clone())
    };
    assert_eq!(with(1), with(3));
}

#[test]
fn tests_come_by_themselves_where_sets_are_few() {
    let text = job("", NEAREST, "").replace("seed = 5", "seed = 5\nwhere = \"age >= 65\"");
    let few = run_text(&text, Path::new(FOLDER));
    let (tests, _) = rows(&few);
    let sets = tests[0].sets.expect("sets");
    assert!(sets < 50 && sets > 5, "{sets}");
    assert!(tests.iter().any(|t| t.method == TestMethod::McnemarMidP));
    assert!(tests.iter().all(|t| t.method != TestMethod::BootstrapBca));
    assert!(rows(&run("", NEAREST, "")).0.is_empty());
    assert!(rows(&run("", NEAREST, "exact = \"off\"")).0.is_empty());
    let ranks = tests.iter().find(|t| t.method == TestMethod::SignedRank).expect("ranks");
    assert!(ranks.coarse && ranks.exact, "{ranks:?}");
}

const NEAREST: &str = "method = \"nearest\"";

#[test]
fn where_there_are_no_sets_the_tests_say_so() {
    for matching in ["method = \"weighting\"", "method = \"nearest\"\nreplace = true"] {
        let study = run("", matching, "exact = \"all\"");
        let (tests, _) = rows(&study);
        assert!(!tests.is_empty() && tests.iter().all(|t| t.null_reason.is_some() && t.p_value.is_none()));
    }
    let entropy = run("", "method = \"weighting\"\nweights = { kind = \"entropy\" }", "bootstrap = {}");
    let reason = rows(&entropy).0[0].null_reason.clone().expect("a reason");
    assert!(reason.contains("solved for balance"), "{reason}");
}

#[test]
fn the_bootstrap_is_refused_after_replacement() {
    let text = job("", "method = \"nearest\"\nreplace = true", "bootstrap = { replicates = 10 }");
    let reading = job::read(&text, Path::new(FOLDER));
    let mut codes: Vec<String> = reading.faults.iter().map(|f| f.code.to_string()).collect();
    codes.sort();
    assert_eq!(codes, ["MW040", "MW049"]);
}

/// A folder with the lalonde data and a column more: whether there were any earnings.
fn with_work() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("without_formula");
    std::fs::create_dir_all(&folder).expect("a folder");
    let text = std::fs::read_to_string("tests/fixtures/lalonde/lalonde.csv").expect("the data");
    let line = |(k, line): (usize, &str)| match k {
        0 => format!("{line},work"),
        _ => {
            let earned = line.split(',').nth(9).and_then(|v| v.parse::<f64>().ok()).expect("earnings");
            format!("{line},{}", u8::from(earned > 0.0))
        }
    };
    let lines: Vec<String> = text.lines().enumerate().map(line).collect();
    std::fs::write(folder.join("lalonde.csv"), lines.join("\n")).expect("written");
    folder
}

/// 185 pairs of the lalonde data: earnings, and whether there were any.
#[test]
fn lalonde_pairs_agree_with_r() {
    let text = format!(
        r#"name = "lalonde"
[units]
source = "lalonde.csv"
id = "id"
treated = {{ column = "treat", is = 1 }}
{COVARIATES}
[outcomes.re78]
column = "re78"
better = "higher"
unit = "dollars"
[outcomes.work]
column = "work"
better = "higher"
binary = true
[design]
terms = ["age", "educ", "race", "married", "nodegree", "re74", "re75"]
distance = "propensity"
[matching]
method = "nearest"
ties = "id"
[estimate]
exact = "all"
[disclosure]
profile = "none"
"#
    );
    let study = run_text(&text, &with_work());
    let (tests, effects) = rows(&study);
    let of = |method: TestMethod, outcome: &str| {
        tests.iter().find(|t| t.method == method && t.outcome == outcome).expect("a test")
    };
    let ranks = of(TestMethod::SignedRank, "re78");
    assert_eq!(ranks.sets, Some(185));
    let close = |what: &str, ours: Option<f64>, theirs: f64| close(what, ours.expect(what), theirs, 1e-9);
    // All pairs; without the ten that do not differ the estimate is that of `wilcox.test`.
    close("estimate", ranks.estimate, 507.2541);
    close("lower", ranks.lower, -526.8095);
    close("upper", ranks.upper, 1955.755);
    close("p", ranks.p_value, 0.340_031_944_292_916);
    close("T+", ranks.statistic, 8342.0);
    assert!(ranks.exact && ranks.exact_limits && !ranks.coarse);
    let chance = of(TestMethod::Randomisation, "re78");
    close("randomisation", chance.estimate, same(effects, chance).estimate.expect("estimate"));
    assert_eq!((chance.exact, chance.replicates), (false, Some(9999)));
    let p = same(effects, chance).p_value.expect("p");
    assert!((chance.p_value.expect("p") - p).abs() < 0.03, "{chance:?} {p}");
    let exact = of(TestMethod::McnemarExact, "work");
    assert_eq!(exact.discordant, Some([37, 35]));
    close("odds ratio", exact.estimate, 37.0 / 35.0);
    close("McNemar", exact.p_value, 0.906_294_324_703_085);
    close("lower", exact.lower, 0.647_718_036_884_787);
    close("upper", exact.upper, 1.728_510_884_689_46);
    close("mid-p", of(TestMethod::McnemarMidP, "work").p_value, 0.815_121_235_225_002);
    let chance = of(TestMethod::Randomisation, "work");
    close("by chance", chance.p_value, 0.906_294_324_703_085);
    assert!(chance.exact && chance.lower.is_none());
}

/// Few pairs that differ are withheld, with all that could give them away.
#[test]
fn few_discordant_pairs_are_withheld() {
    let study = run("", NEAREST, "exact = \"all\"");
    let spec = |threshold| DisclosureSpec { threshold, ..DisclosureSpec::default() };
    let release = disclose(tabulate(&study).expect("tables"), &spec(60));
    let pairs: Vec<_> = release.tables().tests.iter().filter(|t| t.method.starts_with("mcnemar")).collect();
    assert!(!pairs.is_empty());
    let exact =
        rows(&study).0.iter().find(|t| t.discordant.is_some()).and_then(|t| t.discordant).expect("pairs");
    assert!(exact.iter().any(|n| *n < 60), "{exact:?}");
    for t in pairs {
        assert!(t.suppressed && t.p_value.is_none() && t.estimate.is_none() && t.treated_only.is_none());
    }
    let open = disclose(tabulate(&study).expect("tables"), &spec(5));
    let shown = |t: &&matchwell::report::tables::tests::TestRecord| t.p_value.is_some();
    assert!(open.tables().tests.iter().any(|t| shown(&t)));
    assert!(open.tables().tests.iter().all(|t| t.treated_only.is_none_or(|n| n % 5 == 0)));
    assert!(open.tables().tests.iter().filter(|t| t.estimator == "difference").all(|t| t.lost.is_none()));
}
