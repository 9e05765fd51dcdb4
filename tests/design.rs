//! The design stage against R 4 with MatchIt 4.7.2 on the lalonde data (`tests/fixtures/lalonde`).
//!
//! Tolerances: coefficients and scores are stored with 13 and 17 digits and were made under R's stopping
//! rule, so under `stop = "r"` they agree to rounding (1e-8 and 1e-10 are far above it); the converged
//! fit differs by what R leaves (under 1e-6).

mod common;

use common::{
    cohort, covariate, fixture, lalonde, lalonde_weighted, number_array, numbers, roles, table, words,
};
use matchwell::balance::BalanceSpec;
use matchwell::cohort::{Cohort, Gap, Kind, Roles, Shape};
use matchwell::design::review::{Finding, Severity};
use matchwell::design::{
    Baseline, Cache, CaliperScale, CaliperSd, CaliperSpec, CaliperUnit, Design, DesignError, DesignSpec,
    Discard, Distance, Estimand, Metric, Norm, Propensity, PropensitySpec, ScoreModel, ScoreWeights, Stop,
    run,
};
use matchwell::estimate::EstimateSpec;
use matchwell::job::{Role, Specification};
use matchwell::matching::{MatchingSpec, Method, SurveyWeights};
use serde_json::Value;

fn specification(design: DesignSpec) -> Specification {
    let matching = MatchingSpec { survey_weights: SurveyWeights::None, ..MatchingSpec::default() };
    Specification {
        id: 0,
        name: "primary".into(),
        role: Role::Primary,
        filter: None,
        design,
        matching,
        balance: BalanceSpec::default(),
        estimate: EstimateSpec::default(),
    }
}

fn like_r() -> DesignSpec {
    DesignSpec { propensity: PropensitySpec { stop: Stop::R, ..Default::default() }, ..Default::default() }
}

fn design(cohort: &Cohort, spec: DesignSpec) -> Result<Design, DesignError> {
    run(cohort.blinded(), &specification(spec), &Cache::default())
}

fn reference() -> Value {
    let text = std::fs::read_to_string(fixture("lalonde/design_reference.json")).expect("the fixture");
    serde_json::from_str(&text).expect("JSON")
}

fn score(design: &Design) -> &Propensity {
    design.propensity.as_ref().expect("a score")
}

fn assert_coefficients(found: &Propensity, model: &str, tolerance: f64) {
    let stored = &reference()["ps_models"][model]["coef"];
    let names =
        ["(Intercept)", "age", "educ", "racehispan", "racewhite", "married", "nodegree", "re74", "re75"];
    for (name, coefficient) in names.iter().zip(&found.coefficients) {
        let (want, have) = (stored[name].as_f64().expect("a number"), coefficient.expect("a coefficient"));
        assert!((have / want - 1.0).abs() < tolerance, "{model} {name}: {have} against {want}");
    }
}

fn assert_scores(found: &[f64], column: &str, tolerance: f64) {
    let stored = numbers(&table("lalonde/design_scores.csv"), column);
    for (i, (have, want)) in found.iter().zip(&stored).enumerate() {
        if !have.is_nan() {
            assert!((have - want).abs() < tolerance, "{column}, unit {i}: {have} against {want}");
        }
    }
}

#[test]
fn logit_equals_r_under_its_stopping_rule() {
    let cohort = lalonde();
    let made = design(&cohort, like_r()).expect("a design");
    let names =
        ["(Intercept)", "age", "educ", "race: hispan", "race: white", "married", "nodegree", "re74", "re75"];
    assert_eq!(score(&made).names, names);
    assert_coefficients(score(&made), "logit", 1e-8);
    assert_eq!(score(&made).iterations, 5);
    let deviance = reference()["ps_models"]["logit"]["deviance"].as_f64().expect("a number");
    assert!((score(&made).deviance - deviance).abs() < 1e-9);
    assert_scores(&score(&made).score, "nn_default", 1e-12);
    assert_scores(&score(&made).linear, "nn_linear_logit", 1e-10);
}

#[test]
fn converged_logit_is_the_maximum_near_r() {
    let made = design(&lalonde(), DesignSpec::default()).expect("a design");
    assert_coefficients(score(&made), "logit", 1e-6);
    assert!(score(&made).gradient < 1e-14, "{:e}", score(&made).gradient);
    assert!(score(&made).auc > 0.8 && score(&made).auc < 0.95);
    assert!(score(&made).errors.iter().all(|e| e.is_some_and(|e| e > 0.0)));
}

#[test]
fn weighted_logit_equals_r() {
    let mut spec = like_r();
    spec.propensity.weights = ScoreWeights::Survey;
    let made = design(&lalonde_weighted(), spec).expect("a design");
    assert_coefficients(score(&made), "logit_sw_demo", 1e-8);
    assert_scores(&score(&made).score, "nn_s_weights", 1e-10);
    let weight = made.survey_weight.expect("weights");
    let pool: Vec<f64> = weight[185..].to_vec();
    assert!((pool.iter().sum::<f64>() / 429.0 - 1.0).abs() < 1e-12);
}

#[test]
fn calipers_equal_matchit() {
    let all = |caliper, distance| DesignSpec {
        caliper: Some(caliper),
        caliper_scale: if distance == Distance::Propensity {
            CaliperScale::Probability
        } else {
            CaliperScale::Logit
        },
        caliper_sd: CaliperSd::All,
        distance,
        ..like_r()
    };
    for (spec, name) in [
        (all(0.2, Distance::Propensity), "nn_caliper02"),
        (all(0.2, Distance::LinearPredictor), "nn_linlogit_cal02"),
        (all(0.25, Distance::Propensity), "nn_caliper_covs"),
    ] {
        let made = design(&lalonde(), spec).expect("a design");
        let want = reference()["specs"][name]["caliper_absolute"]["distance"].as_f64().expect("a number");
        let have = &made.calipers[0];
        assert!((have.width - want).abs() < 1e-12, "{name}: {} against {want}", have.width);
        assert!(have.on_score);
    }
}

#[test]
fn calipers_come_in_every_form() {
    let on = |on: &str, width, unit, sd| CaliperSpec {
        on: on.into(),
        width,
        unit,
        scale: CaliperScale::Logit,
        sd,
    };
    let calipers = vec![
        on("age", 5.0, CaliperUnit::Raw, CaliperSd::Within),
        on("propensity", -0.1, CaliperUnit::Sd, CaliperSd::Within),
        on("educ", 1.0, CaliperUnit::Sd, CaliperSd::All),
    ];
    let made = design(&lalonde(), DesignSpec { calipers, ..like_r() }).expect("a design");
    assert_eq!(made.calipers[0].width, 5.0);
    assert!(made.calipers[1].width < 0.0);
    assert!(made.calipers[1].said.starts_with("more than 0.1 SD (within arms) of the logit"));
    // The sample standard deviation of `educ`, by an independent program.
    assert!((made.calipers[2].width - 2.628_324_697_663_264).abs() < 1e-12, "{}", made.calipers[2].width);
    let zero = DesignSpec { caliper: Some(0.0), ..like_r() };
    assert_eq!(design(&lalonde(), zero).expect_err("no width").code(), "MW309");
}

#[test]
fn discard_equals_matchit() {
    let cases = [
        (Discard::Treated, false, "nn_discard_treated"),
        (Discard::Control, false, "nn_discard_control"),
        (Discard::Both, false, "nn_discard_both"),
        (Discard::Both, true, "nn_discard_both_re"),
    ];
    for (discard, reestimate, name) in cases {
        let made = design(&lalonde(), DesignSpec { discard, reestimate, ..like_r() }).expect("a design");
        let gone = numbers(&table("lalonde/design_scores.csv"), &format!("{name}.discarded"));
        for (i, &gone) in gone.iter().enumerate() {
            assert_eq!(gone == 1.0, made.eligible.of(i).code == "discarded", "{name}, unit {i}");
        }
        assert_scores(&score(&made).score, name, 1e-10);
    }
}

#[test]
fn mahalanobis_distances_equal_matchit() {
    let spec = DesignSpec { distance: Distance::Mahalanobis, ..Default::default() };
    let made = design(&lalonde(), spec).expect("a design");
    assert!(made.propensity.is_none());
    let Metric::Coordinates(ours) = &made.metric else { panic!("coordinates") };
    let stored = table("lalonde/lalonde_X_mahalanobis.csv");
    let names =
        ["age", "educ", "raceblack", "racehispan", "racewhite", "married", "nodegree", "re74", "re75"];
    let theirs: Vec<Vec<f64>> = names.iter().map(|name| numbers(&stored, name)).collect();
    let distance = |axes: &[Vec<f64>], t: usize, c: usize| {
        axes.iter().map(|x| (x[t] - x[c]) * (x[t] - x[c])).sum::<f64>().sqrt()
    };
    for t in 0..185 {
        for c in 185..614 {
            let (have, want) = (distance(ours, t, c), distance(&theirs, t, c));
            assert!((have - want).abs() < 1e-10, "{t}, {c}: {have} against {want}");
        }
    }
}

/// Distances of every treated-control pair of lalonde under a metric.
fn lalonde_metric(distance: Distance) -> Metric {
    design(&lalonde(), DesignSpec { distance, ..Default::default() }).expect("a design").metric
}

#[test]
fn robust_mahalanobis_distances_equal_matchit() {
    let Metric::Coordinates(ours) = lalonde_metric(Distance::RobustMahalanobis) else {
        panic!("coordinates")
    };
    let stored = table("lalonde/lalonde_X_robust_mahalanobis.csv");
    let theirs: Vec<Vec<f64>> =
        stored.keys().filter(|name| *name != "id").map(|name| numbers(&stored, name)).collect();
    for t in 0..185 {
        for c in 185..614 {
            let [have, want] = [&ours, &theirs].map(|x| Norm::Euclidean.size(Norm::Euclidean.gap(x, t, c)));
            assert!((have - want).abs() < 1e-10 * want.max(1.0), "{t}, {c}: {have} against {want}");
        }
    }
}

#[test]
fn covariate_distances_add_up_to_the_references_totals() {
    // Sum of distances over the pairs MatchIt 4.7.2 chose, README of the reference values; 1e-6 as printed.
    let cases = [
        (Distance::RobustMahalanobis, "robust_mah", 321.404_790),
        (Distance::ScaledEuclidean, "scaled_euclidean", 387.840_754),
        (Distance::Euclidean, "euclidean", 75_591.232_928),
    ];
    let cohort = lalonde();
    let row = |id: &String| (0..cohort.len()).find(|&i| cohort.ids().text(i) == *id).expect("a known id");
    for (distance, name, total) in cases {
        let Metric::Coordinates(x) = lalonde_metric(distance) else { panic!("coordinates") };
        let pairs = table(&format!("lalonde/weights/{name}.pairs.csv"));
        let apart = |(t, c): (&String, &String)| Norm::Euclidean.gap(&x, row(t), row(c)).sqrt();
        let ours: f64 = pairs["focal"].iter().zip(&pairs["match"]).map(apart).sum();
        assert!((ours - total).abs() < 1e-6 * total.max(1.0), "{name}: {ours} against {total}");
    }
}

#[test]
fn gower_counts_shares_of_ranges_and_differences_of_levels() {
    let terms = Some(["age", "race", "married"].map(str::to_owned).to_vec());
    let cohort = lalonde();
    let made = design(&cohort, DesignSpec { distance: Distance::Gower, terms, ..Default::default() });
    let Metric::CityBlock(x) = made.expect("a design").metric else { panic!("city block") };
    let file = table("lalonde/lalonde.csv");
    let age = numbers(&file, "age");
    let range = age.iter().copied().fold(0.0, f64::max) - age.iter().copied().fold(99.0, f64::min);
    for (t, c) in [(0, 200), (3, 613), (184, 185), (50, 400)] {
        let differs = |name: &str| f64::from(u8::from(file[name][t] != file[name][c]));
        let want = ((age[t] - age[c]).abs() / range + differs("race") + differs("married")) / 3.0;
        let have = Norm::CityBlock.gap(&x, t, c);
        assert!((have - want).abs() < 1e-14, "{t}, {c}: {have} against {want}");
    }
}

#[test]
fn strata_and_antiexact_follow_values() {
    let exact = vec!["race".to_owned(), "married".to_owned()];
    let spec = DesignSpec { exact, antiexact: vec!["nodegree".into()], ..Default::default() };
    let cohort = lalonde();
    let made = design(&cohort, spec).expect("a design");
    assert_eq!(made.strata.labels.len(), 6);
    assert_eq!(made.strata.labels[0], "race = black, married = no");
    let blinded = cohort.blinded();
    let (race, married) =
        (blinded.category("race").expect("race"), blinded.number("married").expect("married"));
    for i in 0..cohort.len() {
        let label = format!(
            "race = {}, married = {}",
            race.level(race.get(i).expect("known")),
            if married.get(i) == Some(1.0) { "yes" } else { "no" }
        );
        assert_eq!(made.strata.labels[made.strata.of[i] as usize], label);
    }
    let nodegree = blinded.number("nodegree").expect("nodegree");
    assert!((0..cohort.len()).all(|i| f64::from(made.antiexact[0][i]) == nodegree.values()[i]));
}

#[test]
fn exact_matching_without_a_list_uses_the_terms() {
    let mut specification = specification(DesignSpec {
        terms: Some(vec!["race".into(), "married".into()]),
        ..Default::default()
    });
    specification.matching.method = Method::Exact;
    let made = run(lalonde().blinded(), &specification, &Cache::default()).expect("a design");
    assert_eq!(made.strata.labels.len(), 6);
    assert!(made.propensity.is_none());
    assert!(matches!(made.metric, Metric::None));
}

#[test]
fn powers_and_products_enter_the_model() {
    let terms = ["age", "age^2", "educ:re74", "race:married"].map(str::to_owned).to_vec();
    let made = design(&lalonde(), DesignSpec { terms: Some(terms), ..Default::default() }).expect("a design");
    let names = ["(Intercept)", "age", "age^2", "educ:re74", "race: hispan:married", "race: white:married"];
    assert_eq!(score(&made).names, names);
    let wrong = DesignSpec { terms: Some(vec!["race^2".into()]), ..Default::default() };
    assert_eq!(design(&lalonde(), wrong).expect_err("no power").code(), "MW302");
    let unknown = DesignSpec { terms: Some(vec!["agee".into()]), ..Default::default() };
    assert!(design(&lalonde(), unknown).expect_err("no column").to_string().contains("did you mean `age`"));
    let peeking = DesignSpec { terms: Some(vec!["re78".into()]), ..Default::default() };
    assert_eq!(design(&lalonde(), peeking).expect_err("blinded").code(), "MW301");
}

/// A curve that is a straight line in disguise adds nothing; its columns and those of `ns` span the same.
#[test]
fn splines_enter_the_model() {
    let terms = |list: &[&str]| Some(list.iter().map(|t| (*t).to_owned()).collect());
    let spec = |list: &[&str]| DesignSpec { terms: terms(list), ..Default::default() };
    let curved = design(&lalonde(), spec(&["spline(age, 4)", "educ"])).expect("a design");
    assert_eq!(curved.terms, ["spline(age,4)", "educ"]);
    let names: Vec<String> = (1..=4).map(|k| format!("spline(age,4)[{k}]")).collect();
    assert_eq!(score(&curved).names[1..5], names);
    let straight = design(&lalonde(), spec(&["age", "educ"])).expect("a design");
    // Three more coefficients: the deviance falls, by what a chi-squared with 3 would rarely reach.
    let gain = score(&straight).deviance - score(&curved).deviance;
    assert!(gain > 20.0, "{gain}");
    assert!(score(&curved).coefficients.iter().all(Option::is_some));
    for (bad, code) in
        [("spline(race, 3)", "MW302"), ("spline(married, 3)", "MW302"), ("spline(age)", "MW302")]
    {
        assert_eq!(design(&lalonde(), spec(&[bad])).expect_err("no curve").code(), code, "{bad}");
    }
}

/// Forty units, half treated, with the given covariates.
fn small(columns: Vec<(&str, Vec<f64>)>) -> Cohort {
    let treated: Vec<bool> = (0..40).map(|i| i < 20).collect();
    let covariates = columns.iter().map(|(name, _)| covariate(name, Kind::Number)).collect();
    let columns: Vec<_> = columns.into_iter().map(|(name, values)| (name, number_array(values))).collect();
    cohort((0..40).map(|i| format!("u{i:02}")).collect(), treated, columns, roles(covariates, Vec::new()))
}

fn wave(i: usize) -> f64 {
    ((i * 7919) % 41) as f64
}

#[test]
fn constant_and_dependent_columns_get_no_coefficient() {
    let x: Vec<f64> = (0..40).map(wave).collect();
    let twice = x.iter().map(|v| 3.0 - 2.0 * v).collect();
    let cohort = small(vec![("x", x), ("one", vec![1.0; 40]), ("twice", twice)]);
    let made = design(&cohort, DesignSpec::default()).expect("a design");
    let has: Vec<bool> = score(&made).coefficients.iter().map(Option::is_some).collect();
    assert_eq!(has, [true, true, false, false]);
    assert!(codes(&made).contains(&"MW108"));
    let flat = small(vec![("one", vec![1.0; 40])]);
    let spec = DesignSpec { distance: Distance::Mahalanobis, ..Default::default() };
    let made = design(&flat, spec).expect("a design");
    assert!(matches!(&made.metric, Metric::Coordinates(axes) if axes.len() == 1 && axes[0] == [0.0; 40]));
}

#[test]
fn separation_is_an_error_that_names_the_column() {
    let x: Vec<f64> = (0..40).map(wave).collect();
    let perfect: Vec<f64> = (0..40).map(|i| f64::from(u8::from(i < 20))).collect();
    let quasi: Vec<f64> = (0..40).map(|i| f64::from(u8::from(i < 7))).collect();
    for stop in [Stop::Converged, Stop::R] {
        for column in [&perfect, &quasi] {
            let cohort = small(vec![("x", x.clone()), ("given_away", column.clone())]);
            let propensity = PropensitySpec { stop, ..Default::default() };
            let error =
                design(&cohort, DesignSpec { propensity, ..Default::default() }).expect_err("separated");
            assert_eq!(error.code(), "MW310", "{error}");
            assert!(error.to_string().contains("by given_away"), "{error}");
        }
    }
    let cohort = small(vec![("x", x), ("given_away", perfect)]);
    let propensity = PropensitySpec { model: ScoreModel::Ridge, ..Default::default() };
    let made = design(&cohort, DesignSpec { propensity, ..Default::default() }).expect("ridge has an answer");
    assert!(score(&made).score[0] > 0.8 && score(&made).score[39] < 0.2);
    assert!(score(&made).errors.iter().all(Option::is_none));
}

#[test]
fn reasons_are_kept_and_an_empty_arm_is_an_error() {
    let mut parts = lalonde().into_parts();
    let code = parts.entry.code("no_consent", "no consent");
    parts.entry.mark(3, code);
    let cohort = Cohort::new(parts).expect("a cohort");
    let made = design(&cohort, DesignSpec::default()).expect("a design");
    assert_eq!(made.eligible.of(3).code, "no_consent");
    assert!(score(&made).score[3].is_nan());
    let mut parts = cohort.into_parts();
    (0..185).for_each(|i| parts.entry.mark(i, code));
    let error =
        design(&Cohort::new(parts).expect("a cohort"), DesignSpec::default()).expect_err("no treated");
    assert_eq!(error.code(), "MW305");
    assert!(error.to_string().contains("185 no consent"), "{error}");
}

#[test]
fn threads_do_not_change_a_bit() {
    let n = 30_000;
    let value = |i: usize, k: u64| libm::sin((i as f64 + 0.5) * (k as f64 + 1.3)) * 2.0;
    let treated: Vec<bool> = (0..n).map(|i| value(i, 1) + value(i, 2) > 2.2 * value(i, 9)).collect();
    let columns: Vec<(&str, _)> = ["a", "b", "c"]
        .into_iter()
        .zip(1..)
        .map(|(name, k)| (name, number_array((0..n).map(|i| value(i, k)).collect())))
        .collect();
    let covariates = ["a", "b", "c"].map(|name| covariate(name, Kind::Number)).to_vec();
    let ids = (0..n).map(|i| format!("{i:06}")).collect();
    let cohort = cohort(ids, treated, columns, roles(covariates, Vec::new()));
    let bits = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| {
            let made =
                design(&cohort, DesignSpec { caliper: Some(0.2), ..Default::default() }).expect("a design");
            let far = DesignSpec { distance: Distance::Mahalanobis, ..Default::default() };
            let Metric::Coordinates(axes) = design(&cohort, far).expect("a design").metric else {
                panic!("axes")
            };
            let all =
                score(&made).linear.iter().chain(axes.iter().flatten()).chain([&made.calipers[0].width]);
            all.map(|x| x.to_bits()).collect::<Vec<u64>>()
        })
    };
    let one = bits(1);
    assert_eq!(one, bits(2));
    assert_eq!(one, bits(8));
}

#[test]
fn a_shared_cache_changes_nothing() {
    let (cohort, cache) = (lalonde(), Cache::default());
    let first = run(cohort.blinded(), &specification(DesignSpec::default()), &cache).expect("a design");
    let caliper = DesignSpec { caliper: Some(0.2), ..Default::default() };
    let second = run(cohort.blinded(), &specification(caliper), &cache).expect("a design");
    let r = run(cohort.blinded(), &specification(like_r()), &cache).expect("a design");
    assert_eq!(score(&first).score, score(&second).score);
    assert_ne!(score(&first).iterations, score(&r).iterations);
}

fn codes(design: &Design) -> Vec<&str> {
    design.review.iter().map(|f| f.rule).collect()
}

/// A survey cohort: a start score of 3 to 9 in both arms, sex, and an outcome that some did not answer.
fn survey() -> (Cohort, Roles) {
    let n = 200;
    let start: Vec<f64> = (0..n).map(|i| 3.0 + f64::from((i * 31) % 7)).collect();
    let end = (0..n).map(|i| if i < 30 { None } else { Some(3.0 + f64::from((i * 17) % 7)) });
    let end: arrow::array::ArrayRef = std::sync::Arc::new(end.collect::<arrow::array::Float64Array>());
    let sex: Vec<String> = (0..n).map(|i| if i % 3 == 0 { "female" } else { "male" }.to_owned()).collect();
    let age: Vec<f64> = (0..n).map(|i| 40.0 + f64::from((i * 13) % 50)).collect();
    let covariates = vec![covariate("sex", Kind::Category), covariate("age", Kind::Number)];
    let outcome = common::change_outcome("loneliness", "points");
    let roles = Roles {
        shape: Shape::ProgrammeAgainstSurvey,
        gap: Gap { treated: Some(12.0), control: Some(104.0) },
        ..roles(covariates, vec![outcome])
    };
    let columns = vec![
        ("sex", words(&sex)),
        ("age", number_array(age)),
        ("loneliness.start", number_array(start)),
        ("loneliness.end", end),
    ];
    let treated = (0..n).map(|i| i < 100).collect();
    let cohort = cohort((0..n).map(|i| format!("{i:03}")).collect(), treated, columns, roles.clone());
    (cohort, roles)
}

fn found<'a>(design: &'a Design, rule: &str) -> &'a Finding {
    design
        .review
        .iter()
        .find(|f| f.rule == rule)
        .unwrap_or_else(|| panic!("no {rule} in {:?}", codes(design)))
}

#[test]
fn the_review_sees_a_survey_comparison() {
    let (cohort, _) = survey();
    let made = design(&cohort, DesignSpec::default()).expect("a design");
    assert_eq!(made.terms, ["sex", "age", "loneliness.start"]);
    assert_eq!(found(&made, "MW104").severity, Severity::Serious);
    assert_eq!(found(&made, "MW113").severity, Severity::Serious);
    assert_eq!(found(&made, "MW115").severity, Severity::Note);
    assert_eq!(found(&made, "MW116").subject.as_deref(), Some("loneliness"));
    assert!(found(&made, "MW118").message.contains("30 no end value of `loneliness`"));
    assert!(!codes(&made).contains(&"MW101"));
    let sorted = made.review.is_sorted_by_key(|f| f.rule);
    assert!(sorted);
}

#[test]
fn the_review_misses_the_start_score() {
    let (cohort, _) = survey();
    let terms = Some(vec!["sex".into(), "age".into()]);
    let made = design(&cohort, DesignSpec { terms, ..Default::default() }).expect("a design");
    assert_eq!(found(&made, "MW101").severity, Severity::Serious);
    let made =
        design(&cohort, DesignSpec { baseline: Baseline::Ignore, ..Default::default() }).expect("a design");
    assert_eq!(made.terms, ["sex", "age"]);
    assert_eq!(found(&made, "MW101").severity, Severity::Warning);
    let exact = vec!["loneliness.start".into()];
    let terms = Some(vec!["sex".into(), "age".into()]);
    let made = design(&cohort, DesignSpec { terms, exact, ..Default::default() }).expect("a design");
    assert!(!codes(&made).contains(&"MW101"));
    assert_eq!(made.strata.labels[0], "loneliness.start = 3");
    let made = design(&lalonde(), DesignSpec::default()).expect("a design");
    assert_eq!(found(&made, "MW102").subject.as_deref(), Some("re78"));
}

#[test]
fn populations_the_data_do_not_define_are_refused() {
    let (cohort, _) = survey();
    let with = |estimand| DesignSpec { estimand, ..Default::default() };
    assert_eq!(design(&cohort, with(Estimand::Ate)).expect_err("no mixture").code(), "MW306");
    assert_eq!(design(&cohort, with(Estimand::Atc)).expect_err("no weights").code(), "MW307");
    let mut spec = DesignSpec::default();
    spec.propensity.weights = ScoreWeights::Survey;
    assert_eq!(design(&cohort, spec).expect_err("no weights").code(), "MW308");
}

#[test]
fn later_covariates_are_never_matched_on() {
    let mut parts = lalonde().into_parts();
    parts.roles.covariates[6].after_start = true;
    let cohort = Cohort::new(parts).expect("a cohort");
    let made = design(&cohort, DesignSpec::default()).expect("a design");
    assert!(!made.terms.contains(&"re75".to_owned()));
    assert!(codes(&made).contains(&"MW103"));
    let spec = DesignSpec { exact: vec!["re75".into()], ..Default::default() };
    assert_eq!(design(&cohort, spec).expect_err("later").code(), "MW304");
}

#[test]
fn the_rule_book_explains_every_code() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data-schemas/codes/design.toml");
    let book: toml::Table = std::fs::read_to_string(path).expect("the book").parse().expect("TOML");
    let rules = (101..=119).chain(301..=312).chain(320..=321).map(|k| format!("MW{k}"));
    for code in rules {
        let entry = book.get(&code).unwrap_or_else(|| panic!("{code} is not explained"));
        for key in ["title", "severity", "reason", "remedy"] {
            assert!(
                entry.get(key).and_then(toml::Value::as_str).is_some_and(|t| !t.is_empty()),
                "{code}: {key}"
            );
        }
    }
}

#[test]
fn a_filter_sends_away_and_says_so() {
    let cohort = lalonde();
    let with = |filter: &str| {
        let specification =
            Specification { filter: Some(filter.into()), ..specification(DesignSpec::default()) };
        run(cohort.blinded(), &specification, &Cache::default())
    };
    let made = with("age >= 30 and race <> 'white'").expect("a design");
    let (age, race) = (cohort.number("age").expect("age"), cohort.category("race").expect("race"));
    for i in 0..cohort.len() {
        let in_ = age.values()[i] >= 30.0 && race.get(i).map(|c| race.level(c)) != Some("white");
        assert_eq!(made.eligible.stays(i), in_);
    }
    assert!((0..cohort.len()).all(|i| made.eligible.stays(i) || made.eligible.of(i).code == "filter"));
    assert_eq!(with("re78 > 0").expect_err("blinded").code(), "MW303");
}
