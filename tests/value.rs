//! Value for money from whole jobs: the return follows from the effects that `effects` shows, and from nothing else.

mod common {
    pub mod engine;
}

#[path = "common/lalonde.rs"]
mod lalonde;

use common::engine::{close, job_of, run_text};
use lalonde::COVARIATES;
use matchwell::cohort::Contrast;
use matchwell::estimate::{Base, EffectRow, Measure};
use matchwell::job;
use matchwell::pipeline::{self, Depth};
use matchwell::report::chapters::document;
use matchwell::report::tables::value::ValueRecord;
use matchwell::report::{Release, disclose, tabulate};
use matchwell::study::Study;
use matchwell::value::Valuation;
use std::path::Path;

const LALONDE: &str = "tests/fixtures/lalonde";
const LONELY: &str = "tests/bad-input/_base";

fn money(rest: &str) -> String {
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
better = "higher"
unit = "dollars"
[matching]
tie_orders = 0
[disclosure]
profile = "none"
{rest}"#
    )
}

/// Earnings of three years, a dollar a dollar.
const EARNINGS: &str = r#"
[value]
price_year = 1978
currency = "$"
discount_rate = { rate = 0.035, source = "HM Treasury, Green Book" }
draws = 4000
[[value.outcome]]
name = "Earnings"
outcome = "re78"
contrast = "value"
unit_value = { amount = 1, per = "point", source = "a dollar" }
duration = 1
[[value.investment]]
item = "Training"
amount = 200000
year = 1976
price_year = 1978
source = "made up"
"#;

fn valued(study: &Study) -> &Valuation {
    study.value.as_ref().expect("a value section").as_ref().expect("a valuation")
}

fn effect<'a>(study: &'a Study, outcome: &str, contrast: Contrast) -> &'a EffectRow {
    let rows = &study.analyses[0].effects.as_ref().expect("effects").rows;
    let is = |r: &&EffectRow| {
        r.outcome == outcome
            && r.contrast == contrast
            && r.group == "all"
            && (r.base, r.measure) == (Base::AllMatched, Measure::Difference)
    };
    rows.iter().find(is).expect("the effect")
}

fn rows(study: &Study) -> Vec<ValueRecord> {
    tabulate(study).expect("tables").value
}

fn total<'a>(rows: &'a [ValueRecord], item: &str, costs: &str) -> &'a ValueRecord {
    let is = |r: &&ValueRecord| {
        r.part == "total" && r.item == item && r.costs.as_deref().unwrap_or_default() == costs
    };
    rows.iter().find(is).expect("the total")
}

/// Gross less deadweight is people times the effect, and the interval of the return is that of the effect.
#[test]
fn the_return_follows_from_the_effect() {
    let study = run_text(&money(EARNINGS), Path::new(LALONDE));
    let e = effect(&study, "re78", Contrast::Value);
    let found = valued(&study);
    let flow = &found.worth.flows[0];
    let people = 185.0;
    close("gross", flow.gross, people * e.treat.mean.expect("a mean"), 1e-12);
    close("net", flow.gross - flow.deadweight, people * e.difference.expect("a difference"), 1e-9);
    close("present value", flow.present, people * e.difference.expect("a difference"), 1e-9);
    let rows = rows(&study);
    let ratio = total(&rows, "ratio", "all");
    close("ratio", ratio.value.expect("a ratio"), flow.present / 200_000.0, 1e-12);
    // 4000 draws: a percentile at 2.5 % of a normal is off by 4.2 % of its standard deviation.
    let se = e.se.expect("a standard error") * people / 200_000.0;
    for (drawn, limit) in [(ratio.lower, e.lower), (ratio.upper, e.upper)] {
        let expected = limit.expect("a limit") * people / 200_000.0;
        assert!((drawn.expect("a limit") - expected).abs() < 0.15 * se, "{drawn:?} {expected}");
    }
    let net = total(&rows, "net_present_value", "all").value.expect("an amount");
    close("net present value", net, flow.present - 200_000.0, 1e-9);
    assert_eq!(total(&rows, "ratio", "running").value, ratio.value, "nothing is set-up");
}

/// Years, drop-off, attribution, displacement and set-up, worked out by hand from the effect.
#[test]
fn the_whole_chain_from_a_job() {
    let rest = EARNINGS.replace("duration = 1\n", "duration = 3\ndrop_off = 0.5\nattribution = { value = 0.8, because = \"a second funder\" }\ndisplacement = 0.25\nlag = 1\n");
    let rest = format!(
        "{rest}\n[[value.investment]]\nitem = \"Office\"\namount = 50000\nyear = 1977\nprice_year = 1978\nset_up = true\n"
    );
    let study = run_text(&money(&rest), Path::new(LALONDE));
    let d = effect(&study, "re78", Contrast::Value).difference.expect("a difference");
    let f = 1.035_f64;
    let lasting = 1.0 / f + 0.5 / (f * f) + 0.25 / (f * f * f);
    let found = valued(&study);
    close("present value", found.worth.outcomes, 185.0 * d * 0.8 * 0.75 * lasting, 1e-12);
    close("all costs", found.worth.all_costs, 200_000.0 + 50_000.0 / f, 1e-12);
    close("running costs", found.worth.running_costs, 200_000.0, 1e-12);
    let rows = rows(&study);
    for benefit in ["Earnings", "all"] {
        let step = |part: &str| {
            rows.iter().find(|r| r.part == part && r.item == benefit).and_then(|r| r.value).expect("a step")
        };
        let off = ["deadweight", "attribution", "displacement", "discounting"].map(step).iter().sum::<f64>();
        close("steps", step("gross") - off, step("present_value"), 1e-9);
    }
    let years: f64 = rows.iter().filter(|r| r.part == "year").filter_map(|r| r.value).sum();
    close("years", years, found.worth.outcomes, 1e-9);
}

fn lonely(value: &str) -> String {
    let base = std::fs::read_to_string(format!("{LONELY}/job.toml")).expect("the job");
    format!("{base}\n{value}")
}

/// A fall of a score of which low is good, and the change of the comparison in less time.
const LESS_LONELY: &str = r#"
[value]
price_year = 2019
discount_rate = { rate = 0.035, source = "HM Treasury, Green Book" }
draws = 1000
[[value.outcome]]
name = "Less lonely"
outcome = "loneliness"
contrast = "change"
unit_value = { amount = 13000, per = "wellby", range = [10000, 16000], source = "HM Treasury (2021)" }
mapping = { value = 0.1, se = 0.02, source = "made up for illustration" }
duration = { value = 1, range = [0.5, 2], because = "made up for illustration" }
[[value.outcome]]
name = "Improved"
outcome = "loneliness"
contrast = "improved"
unit_value = { amount = 100, per = "person", source = "made up for illustration" }
duration = 1
[[value.investment]]
item = "Running it"
amount = 1000
year = 2018
price_year = 2019
"#;

#[test]
fn a_fall_of_a_bad_score_is_a_gain() {
    let study = run_text(&lonely(LESS_LONELY), Path::new(LONELY));
    let e = effect(&study, "loneliness", Contrast::Change);
    let people = study.analyses[0].effects.as_ref().expect("effects").people.both as f64;
    let found = valued(&study);
    let expected = -e.treat.mean.expect("a mean") * people * 1300.0;
    close("gross", found.worth.flows[0].gross, expected, 1e-12);
    let limits = found.changes[0].limits.expect("limits");
    assert_eq!(limits, (-e.upper.expect("a limit"), -e.lower.expect("a limit")));
    let improved = effect(&study, "loneliness", Contrast::Improved);
    close(
        "improved",
        found.worth.flows[1].gross,
        improved.treat.mean.expect("a share") * people * 100.0,
        1e-12,
    );
    // 26 weeks against 52: f is drawn, and stays 1 at the centre.
    let f = rows(&study)
        .into_iter()
        .find(|r| r.part == "input" && r.input.as_deref() == Some("follow_up_fraction"));
    let f = f.expect("f");
    assert_eq!((f.value, f.lower, f.upper), (Some(1.0), Some(0.5), Some(1.5)));
}

#[test]
fn f_scales_the_change_of_the_comparison() {
    let with = |f: &str| {
        let text = LESS_LONELY.replace("draws = 1000", &format!("draws = 1000\nfollow_up_fraction = {f}"));
        let study = run_text(&lonely(&text), Path::new(LONELY));
        let worth = valued(&study).worth.clone();
        (worth.flows[0].deadweight, worth.flows[0].gross)
    };
    let (whole, half, none) = (with("1"), with("0.5"), with("0"));
    close("half", half.0, 0.5 * whole.0, 1e-12);
    assert_eq!((none.0, none.1), (0.0, whole.1));
}

/// Two specifications on one and on three threads: the same rows to the last bit, and a return for each.
#[test]
fn threads_change_nothing_and_every_specification_has_a_return() {
    let text = money(&format!(
        "{EARNINGS}\n[[specification]]\nname = \"weights\"\nmatching = {{ method = \"weighting\" }}\n"
    ));
    let job = job_of(&text, Path::new(LALONDE));
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        let study = pool.install(|| pipeline::run(&job, Depth::Full, &|_| ())).expect("a study");
        rows(&study)
    };
    let one = on(1);
    assert_eq!(one, on(3));
    let under: Vec<&ValueRecord> =
        one.iter().filter(|r| r.part == "specification" && r.costs.as_deref() == Some("all")).collect();
    let names: Vec<&str> = under.iter().map(|r| r.specification.as_str()).collect();
    assert_eq!(names, ["primary", "weights"]);
    assert!(under.iter().all(|r| r.value.is_some()) && under[0].value != under[1].value);
}

#[test]
fn an_outcome_blind_run_values_nothing() {
    let job = job_of(&money(EARNINGS), Path::new(LALONDE));
    let study = pipeline::run(&job, Depth::Blind, &|_| ()).expect("a design");
    assert!(study.value.is_none());
}

fn findings(study: &Study) -> Vec<&str> {
    let effects = study.analyses[0].effects.as_ref().expect("effects");
    effects.review.iter().map(|f| f.rule).filter(|r| ("MW144".."MW150").contains(r)).collect()
}

#[test]
fn what_the_review_is_told() {
    let study = run_text(&lonely(LESS_LONELY), Path::new(LONELY));
    let told = findings(&study);
    // No source of the cost; two benefits that outlast 26 weeks; one outcome twice; no set-up costs.
    for rule in ["MW144", "MW145", "MW147", "MW149"] {
        assert!(told.contains(&rule), "{rule}: {told:?}");
    }
    let sourced = LESS_LONELY.replace(
        "year = 2018\nprice_year = 2019\n",
        "year = 2018\nprice_year = 2018\nset_up = true\nsource = \"accounts\"\n[value.index]\nlevels = { 2018 = 98, 2019 = 100 }\nsource = \"made up\"\n",
    );
    let study = run_text(&lonely(&sourced), Path::new(LONELY));
    let told = findings(&study);
    assert!(told.contains(&"MW148") && !told.contains(&"MW144") && !told.contains(&"MW147"), "{told:?}");
    close("inflation", valued(&study).worth.all_costs, 1000.0 / 0.98, 1e-12);
}

#[test]
fn without_the_section_there_is_nothing() {
    let study = run_text(&money(""), Path::new(LALONDE));
    let tables = tabulate(&study).expect("tables");
    assert!(study.value.is_none() && tables.value.is_empty());
    let release = disclose(tables, &study.job.spec.disclosure);
    let page = document(&release).expect("a report");
    assert!(page.sections.iter().all(|s| s.id != "value"));
}

fn release(value: &str, threshold: u32) -> Release {
    let text = lonely(value) + &format!("\n[disclosure]\nprofile = \"threshold\"\nthreshold = {threshold}\n");
    let study = run_text(&text, Path::new(LONELY));
    disclose(tabulate(&study).expect("tables"), &study.job.spec.disclosure)
}

/// With a threshold that the effects do not reach, no figure of people is left, nor an effect in an amount.
#[test]
fn what_rests_on_a_withheld_effect_is_withheld() {
    let hidden = release(LESS_LONELY, 60);
    for r in hidden.tables().value.iter().filter(|r| r.from_effect) {
        assert!(r.suppressed && r.value.is_none() && r.lower.is_none() && r.upper.is_none(), "{r:?}");
    }
    let section = |release: &Release| {
        let page = document(release).expect("a report");
        page.sections.into_iter().find(|s| s.id == "value").expect("the chapter")
    };
    assert!(format!("{:?}", section(&hidden).blocks).contains("withheld"));
    let costs = hidden.tables().value.iter().filter(|r| r.part == "investment");
    assert!(costs.clone().count() == 1 && costs.clone().all(|r| r.value == Some(1000.0)));
}

/// Amounts under the profile have two figures.
#[test]
fn amounts_are_as_coarse_as_effects() {
    let (start, end) = ("[[value.outcome]]\nname = \"Improved\"", "[[value.investment]]");
    let (from, to) = (LESS_LONELY.find(start).expect("a benefit"), LESS_LONELY.find(end).expect("a cost"));
    let shown = release(&format!("{}{}", &LESS_LONELY[..from], &LESS_LONELY[to..]), 2);
    let two = |v: f64| {
        let scale = 10_f64.powi(v.abs().log10().floor() as i32 - 1);
        (v / scale - (v / scale).round()).abs() < 1e-6
    };
    let steps = ["gross", "deadweight", "present_value", "year"];
    let amounts = shown.tables().value.iter().filter(|r| steps.contains(&r.part.as_str()));
    let mut seen = 0;
    for v in amounts.filter_map(|r| r.value).filter(|v| *v != 0.0) {
        assert!(two(v), "{v}");
        seen += 1;
    }
    assert!(seen > 5);
}

fn codes(value: &str) -> Vec<&'static str> {
    let reading = job::read(&lonely(value), Path::new(LONELY));
    let mut codes: Vec<&str> = reading.faults.iter().map(|f| f.code).collect();
    codes.dedup();
    codes
}

#[test]
fn what_a_job_may_not_say() {
    assert_eq!(codes(LESS_LONELY), Vec::<&str>::new());
    let with = |from: &str, to: &str| {
        assert!(LESS_LONELY.contains(from), "{from}");
        codes(&LESS_LONELY.replacen(from, to, 1))
    };
    let mapping = "mapping = { value = 0.1, se = 0.02, source = \"made up for illustration\" }\n";
    assert_eq!(with("draws = 1000", "deadweight = 0.3"), ["MW701"]);
    assert_eq!(with("duration = 1\n", "duration = 1\ndeadweight = 0.3\n"), ["MW701"]);
    assert_eq!(with("outcome = \"loneliness\"", "outcome = \"lonelines\""), ["MW020"]);
    assert_eq!(with("\"improved\"", "\"worsened\""), ["MW702"]);
    assert_eq!(with("\"improved\"", "\"unchanged\""), ["MW702"]);
    assert_eq!(with("per = \"person\"", "per = \"point\""), ["MW702"]);
    assert_eq!(with(mapping, ""), ["MW703"]);
    assert_eq!(with("se = 0.02, ", ""), ["MW703"]);
    assert_eq!(with("per = \"wellby\"", "per = \"point\""), ["MW703"]);
    assert_eq!(
        with("made up for illustration\" }\nduration = 1\n", "a WELLBY\" }\nduration = 1\n"),
        ["MW703"]
    );
    assert_eq!(with("duration = 1\n", "duration = 1\nattribution = 0.9\n"), ["MW704"]);
    assert_eq!(with("year = 2018\nprice_year = 2019\n", "year = 2018\n"), ["MW705"]);
    assert_eq!(with("amount = 1000\n", "amount = 0\n"), ["MW706"]);
    assert_eq!(with("rate = 0.035", "rate = 3.5"), ["MW040"]);
    assert_eq!(with("draws = 1000", "draws = 10"), ["MW040"]);
    assert_eq!(with("range = [0.5, 2]", "range = [2, 3]"), ["MW040"]);
    assert_eq!(with("duration = 1\n", "duration = 31\n"), ["MW040"]);
    assert_eq!(with("duration = 1\n", "duration = 1\ndisplacement = 1.2\n"), ["MW040"]);
    let estimand =
        lonely(LESS_LONELY).replace("baseline = \"match\"", "baseline = \"match\"\nestimand = \"ATC\"");
    let told = job::read(&estimand, Path::new(LONELY)).faults;
    assert!(told.iter().any(|f| f.code == "MW707"), "{told:?}");
}

/// A file of costs is read, hashed as an input, and told where a line cannot be read.
#[test]
fn costs_from_a_file() {
    let place = tempfile::tempdir().expect("a folder");
    for file in ["users.csv", "pool.csv"] {
        std::fs::copy(format!("{LONELY}/{file}"), place.path().join(file)).expect("a copy");
    }
    let write = |text: &str| std::fs::write(place.path().join("costs.csv"), text).expect("a file");
    let cut = LESS_LONELY.find("[[value.investment]]").expect("a cost");
    let file = "costs = { file = \"costs.csv\", source = \"accounts\", price_year = 2019 }\n";
    let text = lonely(&LESS_LONELY[..cut].replace("draws = 1000\n", &format!("draws = 1000\n{file}")));
    write(
        "year,item,amount,kind\n2018,running it,800,running\n2019,running it,700,running\n2018,office,90,set-up\n",
    );
    let study = run_text(&text, place.path());
    let found = valued(&study);
    close("all", found.worth.all_costs, 890.0 + 700.0 / 1.035, 1e-12);
    close("running", found.worth.running_costs, 800.0 + 700.0 / 1.035, 1e-12);
    assert!(study.inputs.iter().any(|i| i.path == Path::new("costs.csv")));
    write("year,item,amount,kind\n2018,running it,plenty,running\n");
    let told = job::read(&text, place.path()).faults;
    assert_eq!(told.iter().map(|f| f.code).collect::<Vec<_>>(), ["MW708"], "{told:?}");
}
