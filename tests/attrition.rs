//! People without an end score: completion-weighted estimates, the completer table, tipping points and bounds.
//!
//! Reference: `tests/fixtures/attrition/attrition.R` (base R 4.2.2: `glm` with epsilon 1e-15, weights, variances
//! and bounds written out). Tolerance 1e-8; coefficients 1e-7, which is what R's stopping leaves.

mod common {
    pub mod engine;
}

use common::engine::{close, run_text};
use matchwell::estimate::{Attrition, EffectRow, EstimatorKind, Fitting, Measure, Starting};
use matchwell::sensitivity::AttritionDoubt;
use matchwell::study::Study;
use serde_json::Value;
use std::fmt::Write;
use std::path::Path;

const FOLDER: &str = "tests/fixtures/attrition";

/// A one-file job over a before/after score from 3 to 9, low being better.
fn job(design: &str, matching: &str, estimate: &str) -> String {
    format!(
        r#"name = "attrition"
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
case = {{ at_least = 6, name = "lonely" }}
report = ["change", "end", "improved", "worsened", "left_case", "became_case", "unchanged"]
[design]
{design}
[matching]
{matching}
[estimate]
{estimate}
[disclosure]
profile = "none"
"#
    )
}

const EXACT: &str = "exact = [\"sex\", \"score.start\"]";
const STRATA: &str = "method = \"exact\"";
const WEIGHTING: &str = "method = \"weighting\"";

fn run(design: &str, matching: &str, estimate: &str) -> Study {
    run_text(&job(design, matching, estimate), Path::new(FOLDER))
}

/// The same job over other people: `z, age, sex, s` and the end score, if there is one.
type Person = (u8, i32, u8, i32, Option<i32>);

fn run_on(people: &[Person], design: &str, matching: &str, estimate: &str) -> Study {
    let folder = tempfile::tempdir().expect("a folder");
    let mut text = "id,z,age,sex,s,e\n".to_owned();
    for (i, (z, age, sex, s, e)) in people.iter().enumerate() {
        let end = e.map_or(String::new(), |e| e.to_string());
        let _ = writeln!(text, "p{i:04},{z},{age},{sex},{s},{end}");
    }
    std::fs::write(folder.path().join("people.csv"), text).expect("written");
    run_text(&job(design, matching, estimate), folder.path())
}

/// People drawn by a fixed rule: controls and treated alike in kind, `lost` says who is not seen again.
fn people(n: usize, lost: impl Fn(u8, i32, i32) -> bool) -> Vec<Person> {
    let mut state = 12_345_u64;
    let mut draw = |k: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % k) as i32
    };
    (0..n)
        .map(|i| {
            let z = u8::from(i % 3 == 0);
            let (age, sex, s) = (40 + draw(30), u8::from(draw(2) == 1), 3 + draw(7));
            let e = (s + draw(5) - 2 - i32::from(z)).clamp(3, 9);
            (z, age, sex, s, (!lost(z, age, s)).then_some(e))
        })
        .collect()
}

fn rows(study: &Study) -> &[EffectRow] {
    &study.analyses[0].effects.as_ref().expect("effects").rows
}

fn row(study: &Study, kind: EstimatorKind) -> &EffectRow {
    rows(study)
        .iter()
        .find(|r| r.estimator == kind && r.contrast.word() == "change" && r.measure == Measure::Difference)
        .expect("a row")
}

fn attrition(study: &Study) -> &Attrition {
    study.analyses[0].effects.as_ref().expect("effects").attrition.as_ref().expect("attrition")
}

fn doubts(study: &Study) -> &[AttritionDoubt] {
    &study.analyses[0].doubts.attrition
}

fn headline(study: &Study) -> &AttritionDoubt {
    doubts(study).iter().find(|d| d.primary).expect("the headline's")
}

fn rules(study: &Study) -> Vec<&str> {
    study.analyses[0].effects.as_ref().expect("effects").review.iter().map(|f| f.rule).collect()
}

fn reference() -> Value {
    let text = std::fs::read_to_string(format!("{FOLDER}/reference.json")).expect("the fixture");
    serde_json::from_str(&text).expect("JSON")
}

fn number(v: &Value) -> f64 {
    v.as_f64().unwrap_or_else(|| panic!("a number, not {v}"))
}

fn compare(what: &str, row: &EffectRow, stored: &Value) {
    let ours = [row.treat.mean, row.comparison.mean, row.estimate, row.se];
    for (name, ours) in ["treated", "control", "difference", "se"].iter().zip(ours) {
        close(&format!("{what}: {name}"), ours.expect("a number"), number(&stored[name]), 1e-8);
    }
}

#[test]
fn weighted_estimates_equal_the_reference() {
    let stored = reference();
    let cases = [
        ("att", "", WEIGHTING),
        ("atc", "estimand = \"ATC\"", WEIGHTING),
        ("ate", "estimand = \"ATE\"", WEIGHTING),
        ("att_after", "complete = \"after\"", WEIGHTING),
    ];
    for (name, design, matching) in cases {
        let study = run(design, matching, "variance = \"hc0\"\ncompletion = \"on\"");
        compare(name, row(&study, EstimatorKind::CompletionWeighted), &stored[name]);
    }
    let study = run("", WEIGHTING, "variance = \"hc0\"\ncompletion = \"on\"");
    compare("plain", row(&study, EstimatorKind::Difference), &stored["att_plain"]);
    let strata = run(EXACT, STRATA, "completion = \"on\"");
    compare("strata", row(&strata, EstimatorKind::CompletionWeighted), &stored["strata"]);
    compare("strata, plain", row(&strata, EstimatorKind::Difference), &stored["plain"]);
    let said = &row(&strata, EstimatorKind::CompletionWeighted).variance;
    assert_eq!(said, "HC3, given the completion weights");
}

#[test]
fn models_equal_the_reference() {
    let stored = reference();
    let study = run("estimand = \"ATE\"", WEIGHTING, "variance = \"hc0\"\ncompletion = \"on\"");
    let models = &attrition(&study).models;
    assert_eq!(
        models.iter().map(|m| m.of).collect::<Vec<_>>(),
        [Starting::Treated, Starting::Control, Starting::Both]
    );
    for (model, name) in models.iter().zip(["treated", "control", "both"]) {
        assert_eq!(model.fitting, Fitting::Logit);
        assert_eq!(model.names, ["(Intercept)", "age", "sex", "score.start"]);
        let theirs = stored["coefficients"][name].as_array().expect("a list");
        for (ours, theirs) in model.coefficients.iter().zip(theirs) {
            close(name, ours.expect("a coefficient"), number(theirs), 1e-7);
        }
    }
    close("effective size", models[0].ess, number(&stored["ess_treated"]), 1e-8);
    close("largest weight", models[0].largest_weight, number(&stored["largest_treated"]), 1e-8);
}

#[test]
fn table_tipping_point_and_bounds_equal_the_reference() {
    let stored = reference();
    let study = run(EXACT, STRATA, "completion = \"on\"");
    let doubt = headline(&study);
    close("lost", doubt.followed[1].share_lost(), number(&stored["lost"]), 1e-12);
    close("tipping point", doubt.tipping.expect("one"), number(&stored["tipping"]), 1e-8);
    let (low, high) = doubt.reach.expect("a reach");
    close("lowest", low, number(&stored["reach"][0]), 1e-8);
    close("highest", high, number(&stored["reach"][1]), 1e-8);
    let bounds = doubt.bounds.expect("bounds");
    close("lower bound", bounds.lower, number(&stored["bounds"]["lower"]), 1e-8);
    close("upper bound", bounds.upper, number(&stored["bounds"]["upper"]), 1e-8);
    assert!(bounds.informative);
    for (variable, name) in [("score.start", "start"), ("sex", "sex")] {
        let row =
            attrition(&study).profile.iter().find(|r| r.treated && r.variable == variable).expect("a row");
        let ours = [row.value[0], row.value[1], row.difference];
        for (k, ours) in ours.into_iter().enumerate() {
            close(variable, ours.expect("a number"), number(&stored["table"][name][k]), 1e-8);
        }
    }
    assert_eq!(attrition(&study).followed[1].lost(), 46);
    let told = rules(&study);
    for rule in ["MW155", "MW164", "MW165"] {
        assert!(told.contains(&rule), "{rule} in {told:?}");
    }
}

#[test]
fn unasked_it_is_shown_where_fewer_than_four_fifths_are_seen() {
    let study = run(EXACT, STRATA, "");
    assert!(attrition(&study).few);
    assert!(rows(&study).iter().any(|r| r.estimator == EstimatorKind::CompletionWeighted));
    assert!(headline(&study).bounds.is_some());
    let off = run(EXACT, STRATA, "completion = \"off\"");
    assert!(rows(&off).iter().all(|r| r.estimator != EstimatorKind::CompletionWeighted));
    assert!(headline(&off).tipping.is_some() && headline(&off).bounds.is_none());
    let bounds = run(EXACT, STRATA, "completion = \"off\"\nbounds = true");
    assert_eq!(headline(&bounds).bounds, headline(&study).bounds);
    // One in ten lost: nothing unless asked.
    let few = people(300, |_, age, _| age % 10 == 0);
    let study = run_on(&few, EXACT, STRATA, "");
    assert!(!attrition(&study).few && doubts(&study).is_empty() && attrition(&study).models.is_empty());
    assert!(!attrition(&study).profile.is_empty(), "the table is shown whenever somebody is lost");
}

#[test]
fn with_nobody_lost_not_a_bit_changes() {
    let all = people(300, |_, _, _| false);
    let one = people(300, |z, age, _| z == 0 && age % 7 == 0);
    let matchings = [
        ("", WEIGHTING),
        (EXACT, STRATA),
        ("", "method = \"nearest\"\nratio = 2\nties = \"id\""),
        ("", "method = \"nearest\"\nreplace = true\nties = \"id\""),
        ("", "method = \"full\"\nties = \"id\""),
        ("estimand = \"ATE\"", "method = \"subclass\""),
    ];
    for (design, matching) in matchings {
        for people in [&all, &one] {
            if design.contains("ATE") && people.iter().any(|p| p.4.is_none()) {
                continue;
            }
            let study = run_on(people, design, matching, "completion = \"on\"");
            for plain in rows(&study).iter().filter(|r| r.estimator == EstimatorKind::Difference) {
                let same = |r: &&EffectRow| {
                    r.estimator == EstimatorKind::CompletionWeighted
                        && (r.contrast, r.base, r.measure) == (plain.contrast, plain.base, plain.measure)
                };
                let weighted = rows(&study).iter().find(same).expect("its twin");
                assert_eq!(weighted.estimate, plain.estimate, "{matching}");
                if !plain.variance.starts_with("Abadie") {
                    assert_eq!(weighted.se, plain.se, "{matching}");
                }
            }
        }
    }
}

#[test]
fn bounds_hold_the_weighted_estimate() {
    let lost = people(400, |z, age, s| (age + s) % 4 == i32::from(z));
    for (design, matching) in [
        ("", WEIGHTING),
        (EXACT, STRATA),
        ("", "method = \"nearest\"\nratio = 3"),
        ("", "method = \"nearest\"\nreplace = true"),
        ("", "method = \"full\""),
        ("complete = \"after\"", "method = \"nearest\"\nratio = 3"),
        ("complete = \"after\"", "method = \"nearest\"\nreplace = true"),
    ] {
        let study = run_on(&lost, design, matching, "completion = \"on\"");
        assert!(!doubts(&study).is_empty());
        for d in doubts(&study) {
            let b = d.bounds.expect("bounds");
            let is = |r: &&EffectRow| {
                r.estimator == EstimatorKind::CompletionWeighted
                    && r.measure == Measure::Difference
                    && (r.contrast, r.base) == (d.contrast, d.base)
            };
            let estimate = rows(&study).iter().find(is).and_then(|r| r.estimate).expect("an estimate");
            let room = 1e-12;
            assert!(b.lower - room <= estimate && estimate <= b.upper + room, "{matching} {:?}", d.contrast);
            let (low, high) = (d.reach.expect("a reach").0, d.reach.expect("a reach").1);
            assert!(low <= high);
        }
    }
}

/// Plugging the tipping point in as the mean of the unseen makes the result 0.
#[test]
fn the_tipping_point_undoes_every_result() {
    let study = run(EXACT, STRATA, "completion = \"on\"");
    assert!(doubts(&study).len() >= 7);
    for d in doubts(&study) {
        let (m1, m0) = (d.seen.expect("a mean"), d.comparison.expect("a mean"));
        let q = d.followed[1].share_lost();
        let undone = |x: f64, gap: f64| (1.0 - q) * gap + q * (x - m0);
        assert!(undone(d.tipping.expect("a point"), m1 - m0).abs() < 1e-12, "{:?}", d.contrast);
        let row = rows(&study)
            .iter()
            .find(|r| (r.contrast, r.base) == (d.contrast, d.base) && r.measure == Measure::Difference)
            .expect("a row");
        let (low, high) = (row.difference_lower.expect("a limit"), row.difference_upper.expect("a limit"));
        assert_eq!(d.tipping_limit.is_some(), low > 0.0 || high < 0.0);
        if let Some(x) = d.tipping_limit {
            assert!(undone(x, if low > 0.0 { low } else { high }).abs() < 1e-12);
        }
    }
}

/// What the pairs and sets weigh: a set carries its focal people's factors in both arms.
#[test]
fn sets_keep_equal_weight_in_both_arms() {
    let lost = people(400, |z, age, s| z == 1 && (age + s) % 3 == 0);
    for matching in ["method = \"nearest\"", "method = \"nearest\"\nratio = 3", "method = \"full\""] {
        let study = run_on(&lost, "", matching, "completion = \"on\"");
        let weighted = row(&study, EstimatorKind::CompletionWeighted);
        let plain = row(&study, EstimatorKind::Difference);
        assert_eq!(
            (weighted.treat.number, weighted.comparison.number),
            (plain.treat.number, plain.comparison.number)
        );
        assert_ne!(weighted.estimate, plain.estimate, "{matching}");
        assert!(weighted.treat.ess < plain.treat.ess + 1e-9);
        assert!(weighted.estimand.contains("and an end score or not"), "{}", weighted.estimand);
    }
}

/// The mean of the treated under their completion weights does not depend on how they are matched.
#[test]
fn renaming_people_changes_nothing_but_ties() {
    let lost = people(240, |z, age, s| (age + s) % 4 == i32::from(z));
    let mut other = lost.clone();
    other.reverse();
    let [one, two] = [&lost, &other].map(|p| run_on(p, EXACT, STRATA, "completion = \"on\""));
    let [a, b] = [&one, &two].map(|s| row(s, EstimatorKind::CompletionWeighted));
    close("estimate", a.estimate.expect("one"), b.estimate.expect("one"), 1e-10);
    close("standard error", a.se.expect("one"), b.se.expect("one"), 1e-10);
    let [a, b] = [&one, &two].map(|s| headline(s).bounds.expect("bounds"));
    close("lower bound", a.lower, b.lower, 1e-10);
    close("upper bound", a.upper, b.upper, 1e-10);
}

#[test]
fn everybody_lost_in_an_arm_is_refused_or_told() {
    let lost = people(200, |z, _, _| z == 1);
    let folder = tempfile::tempdir().expect("a folder");
    let mut text = "id,z,age,sex,s,e\n".to_owned();
    for (i, (z, age, sex, s, e)) in lost.iter().enumerate() {
        let _ = writeln!(text, "p{i:04},{z},{age},{sex},{s},{}", e.map_or(String::new(), |e| e.to_string()));
    }
    std::fs::write(folder.path().join("people.csv"), text).expect("written");
    let before = common::engine::job_of(&job("", WEIGHTING, "completion = \"on\""), folder.path());
    let stopped = matchwell::pipeline::run(&before, matchwell::pipeline::Depth::Full, &|_| ());
    assert!(stopped.is_err(), "no treated person has an end score");
    let study = run_on(&lost, "complete = \"after\"", WEIGHTING, "completion = \"on\"");
    let weighted = row(&study, EstimatorKind::CompletionWeighted);
    assert_eq!(weighted.estimate, None);
    assert!(weighted.null_reason.as_ref().expect("a reason").contains("has an end score"));
    assert!(rules(&study).contains(&"MW163"));
    assert!(doubts(&study).iter().all(|d| d.tipping.is_none()));
}

#[test]
fn separation_has_an_answer_and_is_told() {
    let lost = people(300, |z, age, _| z == 1 && age >= 60);
    let study = run_on(&lost, "", WEIGHTING, "completion = \"on\"");
    let model = attrition(&study).models.iter().find(|m| m.of == Starting::Treated).expect("a model");
    assert_eq!(model.fitting, Fitting::Firth);
    assert!(row(&study, EstimatorKind::CompletionWeighted).estimate.expect("an estimate").is_finite());
    assert!(rules(&study).contains(&"MW167"));
}

#[test]
fn people_made_by_weights_cannot_be_told_apart() {
    let lost = people(300, |z, age, _| z == 1 && age % 3 == 0);
    let study = run_on(&lost, "estimand = \"ATO\"", WEIGHTING, "completion = \"on\"");
    let weighted = row(&study, EstimatorKind::CompletionWeighted);
    assert!(weighted.estimate.is_none() && weighted.null_reason.is_some());
    assert!(rules(&study).contains(&"MW163"));
}

#[test]
fn a_shortened_scale_makes_bounds_uninformative() {
    let lost = people(300, |z, age, _| (age + i32::from(z)) % 10 < 6);
    let study = run_on(&lost, EXACT, STRATA, "");
    let shares = doubts(&study).iter().filter(|d| d.contrast.word() == "unchanged");
    assert!(shares.into_iter().all(|d| !d.bounds.expect("bounds").informative));
    assert!(headline(&study).bounds.is_some());
}

/// Completion weights are told by name nowhere in a job.
#[test]
fn the_estimator_is_no_word_of_a_job() {
    let text = job("", WEIGHTING, "estimator = \"completion_weighted\"");
    let reading = matchwell::job::read(&text, Path::new(FOLDER));
    assert!(!reading.faults.is_empty());
}

/// Probability of completion by a model's coefficients.
fn completing(study: &Study, of: Starting, i: usize) -> f64 {
    let model = attrition(study).models.iter().find(|m| m.of == of).expect("a model");
    let column = |name: &str| study.cohort.number(name).expect("a column").get(i).expect("a value");
    let eta = model
        .names
        .iter()
        .zip(&model.coefficients)
        .map(|(name, b)| b.unwrap_or(0.0) * if name == "(Intercept)" { 1.0 } else { column(name) });
    1.0 / (1.0 + (-eta.sum::<f64>()).exp())
}

/// Weighted difference in change between the arms.
fn by_hand(study: &Study, weight: &[f64]) -> f64 {
    let column = |name: &str, i: usize| study.cohort.number(name).expect("a column").get(i);
    let mean = |arm: bool| {
        let rows = (0..weight.len()).filter(|&i| weight[i] > 0.0 && study.cohort.treated()[i] == arm);
        let change =
            |i: usize| column("score.end", i).expect("an end") - column("score.start", i).expect("a start");
        let (sum, mass) = rows.fold((0.0, 0.0), |(s, m), i| (s + weight[i] * change(i), m + weight[i]));
        sum / mass
    };
    mean(true) - mean(false)
}

/// Slow twin: sets by their definition. Before: a treated person counts c, partners share the set's sum of c
/// in proportion to their own. After: pairs count 1 / (p_treated p_control).
#[test]
fn sets_and_pairs_equal_their_definition() {
    let lost = people(420, |z, age, s| (age * 7 + s * 3) % 5 == i32::from(z));
    let nobody = u32::MAX;
    for matching in ["method = \"nearest\"\nratio = 3\nties = \"id\"", "method = \"full\"\nties = \"id\""] {
        let study = run_on(&lost, "", matching, "completion = \"on\"");
        let set = study.analyses[0].matching.set.as_ref().expect("sets");
        let factor = |i: usize| 1.0 / completing(&study, Starting::Treated, i);
        let z = study.cohort.treated();
        let mut weight = vec![0.0; z.len()];
        for s in set.iter().copied().filter(|s| *s != nobody) {
            let members: Vec<usize> = (0..z.len()).filter(|&i| set[i] == s).collect();
            let focal: f64 = members.iter().filter(|i| z[**i]).map(|&i| factor(i)).sum();
            let others: f64 = members.iter().filter(|i| !z[**i]).map(|&i| factor(i)).sum();
            for i in members {
                weight[i] = if z[i] { factor(i) } else { focal * factor(i) / others };
            }
        }
        let ours = row(&study, EstimatorKind::CompletionWeighted).estimate.expect("an estimate");
        close(matching, ours, by_hand(&study, &weight), 1e-10);
    }
    let study =
        run_on(&lost, "complete = \"after\"", "method = \"nearest\"\nties = \"id\"", "completion = \"on\"");
    let end = study.cohort.number("score.end").expect("ends");
    let mut weight = vec![0.0; study.cohort.len()];
    for edge in study.analyses[0].matching.edges.as_ref().expect("pairs") {
        let (t, c) = (edge.treated as usize, edge.control as usize);
        if end.known(t) && end.known(c) {
            let w =
                1.0 / (completing(&study, Starting::Treated, t) * completing(&study, Starting::Control, c));
            (weight[t], weight[c]) = (w, w);
        }
    }
    let ours = row(&study, EstimatorKind::CompletionWeighted).estimate.expect("an estimate");
    close("pairs, after", ours, by_hand(&study, &weight), 1e-10);
}

/// What leaves the house: nothing on fewer than ten people, and no row that gives such a figure away.
#[test]
fn small_numbers_are_withheld() {
    let told = |people: &[Person]| {
        let mut study = run_on(people, EXACT, STRATA, "completion = \"on\"");
        study.job.spec.disclosure = matchwell::job::DisclosureSpec::default();
        let tables = matchwell::report::tabulate(&study).expect("tables");
        matchwell::report::disclose(tables, &study.job.spec.disclosure)
    };
    let many = told(&people(600, |z, age, s| (age + s) % 4 == i32::from(z)));
    let shown = many.tables().attrition.iter().filter(|r| !r.suppressed).count();
    assert!(shown > 0 && many.tables().attrition_bounds.iter().any(|b| b.tipping_point.is_some()));
    for r in &many.tables().attrition {
        for n in [r.with_people, r.without_people, r.with_count, r.without_count].into_iter().flatten() {
            assert!(n >= 10 && n % 5 == 0, "{n} of {}", r.variable);
        }
        assert!(r.difference.is_none_or(|d| ((d * 100.0).round() - d * 100.0).abs() < 1e-9));
    }
    // Six treated people lost: nothing about them is told.
    let mut left = 6;
    let mut few = people(600, |_, _, _| false);
    for p in few.iter_mut().filter(|p| p.0 == 1) {
        if left > 0 {
            p.4 = None;
            left -= 1;
        }
    }
    let release = told(&few);
    let treated = release.tables().attrition.iter().filter(|r| r.arm == "treated");
    for r in treated {
        assert!(r.suppressed && r.without_people.is_none() && r.with_people.is_none());
        assert!(r.without_value.is_none() && r.with_value.is_none() && r.difference.is_none());
    }
    for b in &release.tables().attrition_bounds {
        assert!(
            b.suppressed && b.tipping_point.is_none() && b.treated_lost.is_none() && b.share_lost.is_none()
        );
    }
    let html = String::from_utf8(
        matchwell::report::html::render(&matchwell::report::chapters::document(&many).expect("chapters"))
            .expect("a page"),
    )
    .expect("text");
    for words in ["Who has no end score", "Tipping point", "Worst and best case", "Completion-weighted"] {
        assert!(html.contains(words), "{words}");
    }
}
