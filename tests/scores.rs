//! Score models other than the logit: links against R's `glm` and `WeightIt`, learners out of fold, a
//! score from the data, and the prognostic score.
//!
//! Sources: `tests/fixtures/lalonde/lalonde_reference.json` (R 4 with MatchIt 4.7.2 and WeightIt). Its
//! coefficients have 13 digits and were made under R's stopping rule: 1e-8 is far above both.

mod common;

use common::{cohort, covariate, fixture, lalonde, number_array, plain_outcome, roles};
use matchwell::balance::BalanceSpec;
use matchwell::cohort::{Cohort, Kind, PoolEnds};
use matchwell::design::{
    Cache, CaliperScale, CaliperSd, CaliperSpec, CaliperUnit, Design, DesignError, DesignSpec, Distance,
    Learnt, Metric, PrognosticSpec, Propensity, PropensitySpec, ScoreModel, Stop, run,
};
use matchwell::estimate::{self, EstimateSpec};
use matchwell::job::{Role, Specification};
use matchwell::matching::{self, MatchingSpec, Method, SurveyWeights};
use matchwell::stats::rng::{stream, uniform};
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

fn of(propensity: PropensitySpec) -> DesignSpec {
    DesignSpec { propensity, ..Default::default() }
}

fn model(model: ScoreModel, stop: Stop) -> DesignSpec {
    of(PropensitySpec { model, stop, ..Default::default() })
}

fn design(cohort: &Cohort, spec: DesignSpec) -> Result<Design, DesignError> {
    run(cohort.blinded_but(PoolEnds::Open), &specification(spec), &Cache::seeded(11))
}

fn score(design: &Design) -> &Propensity {
    design.propensity.as_ref().expect("a score")
}

fn reference() -> Value {
    let text = std::fs::read_to_string(fixture("lalonde/lalonde_reference.json")).expect("the fixture");
    serde_json::from_str(&text).expect("JSON")
}

const LINKS: [(ScoreModel, &str); 4] = [
    (ScoreModel::Logit, "logit"),
    (ScoreModel::Probit, "probit"),
    (ScoreModel::Cloglog, "cloglog"),
    (ScoreModel::Cauchit, "cauchit"),
];
const NAMES: [&str; 9] =
    ["(Intercept)", "age", "educ", "racehispan", "racewhite", "married", "nodegree", "re74", "re75"];

#[test]
fn links_equal_glm_under_its_stopping_rule() {
    let (cohort, reference) = (lalonde(), reference());
    for (link, name) in LINKS {
        let stored = &reference["ps_models"][name];
        let made = design(&cohort, model(link, Stop::R)).expect("a design");
        for (term, have) in NAMES.iter().zip(&score(&made).coefficients) {
            let (want, have) = (stored["coef"][term].as_f64().expect("one"), have.expect("one"));
            assert!((have / want - 1.0).abs() < 1e-8, "{name} {term}: {have} is not {want}");
        }
        assert_eq!(score(&made).iterations as u64, stored["iter"].as_u64().expect("one"), "{name}");
        assert!((score(&made).deviance - stored["deviance"].as_f64().expect("one")).abs() < 1e-9, "{name}");
        let treated: f64 = score(&made).score[..185].iter().sum();
        assert!((treated - stored["sum_ps_treated"].as_f64().expect("one")).abs() < 1e-9, "{name}");
    }
}

/// R leaves up to 5.1e-4 of a coefficient (cauchit, re74); the maximum is no worse in likelihood and flat.
#[test]
fn converged_links_are_the_maximum_near_r() {
    let (cohort, reference) = (lalonde(), reference());
    for (link, name) in LINKS {
        let made = design(&cohort, model(link, Stop::Converged)).expect("a design");
        let stored = &reference["ps_models"][name];
        for (term, have) in NAMES.iter().zip(&score(&made).coefficients) {
            let (want, have) = (stored["coef"][term].as_f64().expect("one"), have.expect("one"));
            assert!((have / want - 1.0).abs() < 6e-4, "{name} {term}: {have} is not {want}");
        }
        assert!(score(&made).gradient < 1e-14, "{name}: {:e}", score(&made).gradient);
        assert!(score(&made).deviance <= stored["deviance"].as_f64().expect("one") + 1e-9, "{name}");
    }
}

#[test]
fn a_caliper_on_the_logit_is_one_on_log_odds_under_every_link() {
    let cohort = lalonde();
    for (link, name) in LINKS {
        let spec = DesignSpec {
            caliper: Some(0.2),
            caliper_scale: CaliperScale::Logit,
            distance: Distance::LinearPredictor,
            ..model(link, Stop::Converged)
        };
        let made = design(&cohort, spec).expect("a design");
        for (odds, p) in made.calipers[0].values.iter().zip(&score(&made).score) {
            assert!((odds - (p / (1.0 - p)).ln()).abs() < 1e-9, "{name}");
        }
        assert!(made.calipers[0].on_score);
    }
}

/// WeightIt's M-estimation of a weighted difference: sandwich of score model and means.
#[test]
fn stacked_variances_count_the_probit_score() {
    let cohort = lalonde();
    for (link, name) in [(ScoreModel::Logit, "w_glm_att"), (ScoreModel::Probit, "w_glm_probit_att")] {
        let mut specification = specification(model(link, Stop::R));
        specification.matching.method = Method::Weighting;
        let made = run(cohort.blinded(), &specification, &Cache::default()).expect("a design");
        let matched = matching::run(cohort.blinded(), &made, &specification.matching, 1).expect("weights");
        let effects = estimate::run(&cohort, &made, &matched, &specification.estimate).expect("effects");
        let row = &effects.rows[0];
        let r = &reference()["weighting"][name]["diff_in_means"];
        let (want, se) = (r["estimate"].as_f64().expect("one"), r["se_mestimation"].as_f64().expect("one"));
        assert_eq!(row.variance, "stacked");
        assert!((row.estimate.expect("one") / want - 1.0).abs() < 1e-8, "{name}: {:?} {want}", row.estimate);
        assert!((row.se.expect("one") / se - 1.0).abs() < 1e-8, "{name}: {:?} is not {se}", row.se);
    }
}

/// Firth's estimate exists where the likelihood has no maximum, and shrinks a little where it has one.
#[test]
fn firth_is_a_score_model() {
    let made = design(&lalonde(), model(ScoreModel::Firth, Stop::Converged)).expect("a design");
    let plain = design(&lalonde(), model(ScoreModel::Logit, Stop::Converged)).expect("a design");
    let size = |d: &Design| score(d).coefficients.iter().skip(1).flatten().map(|c| c * c).sum::<f64>();
    assert!(size(&made) < size(&plain) && size(&made) > 0.9 * size(&plain));
    assert!(score(&made).errors.iter().all(|e| e.is_some_and(|e| e > 0.0)));
    assert!(score(&made).gradient < 1e-12);
}

fn forest() -> PropensitySpec {
    PropensitySpec { model: ScoreModel::Forest, trees: 60, ..Default::default() }
}

/// `n` people whose treatment hangs on the product of two covariates and on nothing else; or on nothing.
fn product(n: usize, noise: bool) -> Cohort {
    let mut rng = stream(5, "people of the score tests", 0);
    let mut draw = |_| 2.0 * uniform(&mut rng) - 1.0;
    let (a, b): (Vec<f64>, Vec<f64>) = ((0..n).map(&mut draw).collect(), (0..n).map(&mut draw).collect());
    let chance: Vec<f64> = (0..n).map(&mut draw).collect();
    let weight = if noise { 0.0 } else { 6.0 };
    let treated: Vec<bool> = (0..n).map(|i| weight * a[i] * b[i] + chance[i] > 0.2).collect();
    let covariates = vec![covariate("a", Kind::Number), covariate("b", Kind::Number)];
    let columns = vec![("a", number_array(a)), ("b", number_array(b))];
    cohort((0..n).map(|i| format!("{i:05}")).collect(), treated, columns, roles(covariates, Vec::new()))
}

/// A forest sees the product that no plain regression sees; on pure noise its out-of-fold C-statistic is
/// near one half, which an in-sample one never is.
#[test]
fn forest_scores_are_out_of_fold() {
    let seen = design(&product(1500, false), of(forest())).expect("a design");
    let blind = design(&product(1500, false), DesignSpec::default()).expect("a design");
    assert!(score(&seen).auc > 0.85, "{}", score(&seen).auc);
    assert!(score(&blind).auc < 0.6, "{}", score(&blind).auc);
    let noise = design(&product(1500, true), of(forest())).expect("a design");
    assert!((score(&noise).auc - 0.5).abs() < 0.06, "{}", score(&noise).auc);
    assert!(score(&seen).score.iter().all(|p| *p > 0.0 && *p < 1.0));
    let odds = |(p, l): (&f64, &f64)| ((p / (1.0 - p)).ln() - l).abs() < 1e-12;
    assert!(score(&seen).score.iter().zip(&score(&seen).linear).all(odds));
    assert!(score(&seen).coefficients.is_empty());
}

#[test]
fn forests_depend_on_ids_and_seed_alone() {
    let cohort = product(600, false);
    let bits = |threads: usize, seed: u64| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        let made = pool.install(|| run(cohort.blinded(), &specification(of(forest())), &Cache::seeded(seed)));
        score(&made.expect("a design")).score.iter().map(|p| p.to_bits()).collect::<Vec<_>>()
    };
    let one = bits(1, 3);
    assert_eq!(one, bits(2, 3));
    assert_eq!(one, bits(8, 3));
    assert_ne!(one, bits(1, 4));
    let few = PropensitySpec { folds: 50, trees: 3, ..forest() };
    assert!(design(&product(40, false), of(few)).is_ok(), "more folds than people leave some folds empty");
}

#[test]
fn weighting_by_a_forest_has_no_stacked_variance() {
    let cohort = lalonde();
    let mut specification = specification(of(forest()));
    specification.matching.method = Method::Weighting;
    specification.estimate.variance = "stacked".into();
    let made = run(cohort.blinded(), &specification, &Cache::default()).expect("a design");
    let matched = matching::run(cohort.blinded(), &made, &specification.matching, 1).expect("weights");
    let error = estimate::run(&cohort, &made, &matched, &specification.estimate).expect_err("undefined");
    assert!(error.to_string().contains("cross-fitted augmented"), "{error}");
}

/// The same people with a score of their own among the covariates.
fn with_score(values: Vec<f64>) -> Cohort {
    let cohort = lalonde().with_column("mine", number_array(values)).expect("a column");
    let mut parts = cohort.into_parts();
    parts.roles.covariates.push(covariate("mine", Kind::Number));
    Cohort::new(parts).expect("a cohort")
}

fn column() -> DesignSpec {
    of(PropensitySpec { model: ScoreModel::Column, column: Some("mine".into()), ..Default::default() })
}

#[test]
fn a_score_may_come_with_the_data() {
    let values: Vec<f64> = (0..614).map(|i| 0.05 + 0.9 * f64::from(i * 37 % 614) / 614.0).collect();
    let made = design(&with_score(values.clone()), column()).expect("a design");
    assert_eq!(score(&made).score, values);
    assert!(!made.terms.contains(&"mine".to_owned()));
    assert!(score(&made).names.is_empty() && score(&made).iterations == 0);
    let odds = (values[3] / (1.0 - values[3])).ln();
    assert!((score(&made).linear[3] - odds).abs() < 1e-14);
    let mut bad = values;
    (bad[5], bad[7], bad[9]) = (0.0, 1.0, -2.0);
    let error = design(&with_score(bad), column()).expect_err("no probability");
    assert_eq!(error.code(), "MW320");
    assert!(error.to_string().contains("3 of 614"), "{error}");
    let mut nameless = column();
    nameless.propensity.column = None;
    assert_eq!(design(&lalonde(), nameless).expect_err("no name").code(), "MW320");
}

fn prognostic(spec: PrognosticSpec) -> DesignSpec {
    DesignSpec { prognostic: Some(spec), ..Default::default() }
}

/// `n` people; the outcome of controls is 2 + 3 a - b plus something small, that of the treated `lie`.
fn foretold(n: usize, lie: f64) -> Cohort {
    let value = |i: usize, k: f64| libm::sin((i as f64 + 0.7) * k * 12.9898);
    let (a, b): (Vec<f64>, Vec<f64>) = (0..n).map(|i| (value(i, 1.0), value(i, 2.7))).unzip();
    let treated: Vec<bool> = (0..n).map(|i| i % 3 == 0).collect();
    let end = |i: usize| if treated[i] { lie } else { 2.0 + 3.0 * a[i] - b[i] + 0.1 * value(i, 5.1) };
    let ends: Vec<f64> = (0..n).map(end).collect();
    let group = (0..n).map(|i| f64::from(u8::from(i % 4 == 1))).collect();
    let covariates =
        vec![covariate("a", Kind::Number), covariate("b", Kind::Number), covariate("group", Kind::YesNo)];
    let columns = vec![
        ("a", number_array(a)),
        ("b", number_array(b)),
        ("group", number_array(group)),
        ("y", number_array(ends)),
    ];
    let ids = (0..n).map(|i| format!("{i:05}")).collect();
    cohort(ids, treated, columns, roles(covariates, vec![plain_outcome("y", "points")]))
}

fn foreseen(design: &Design) -> &matchwell::design::Prognostic {
    design.prognostic.as_ref().expect("a prognostic score")
}

#[test]
fn the_prognostic_score_foretells_and_never_reads_the_treated() {
    let made = design(&foretold(600, 50.0), prognostic(PrognosticSpec::default())).expect("a design");
    let p = foreseen(&made);
    assert_eq!((p.controls, p.learnt), (400, Learnt::Folds { folds: 5 }));
    assert!(p.accuracy.expect("one") > 0.99);
    let truth = foretold(600, 50.0);
    let (a, b) = (truth.number("a").expect("a"), truth.number("b").expect("b"));
    for i in 0..600 {
        let expected = 2.0 + 3.0 * a.values()[i] - b.values()[i];
        assert!((p.score[i] - expected).abs() < 0.1, "{i}: {} is not {expected}", p.score[i]);
    }
    let other = design(&foretold(600, -7.0), prognostic(PrognosticSpec::default())).expect("a design");
    assert_eq!(foreseen(&other).score, p.score);
}

/// Leaving a control's own end value out is what cross-fitting means: changing it moves scores of other
/// folds and of the treated, never its own.
#[test]
fn a_control_does_not_see_its_own_end_value() {
    let spec = || prognostic(PrognosticSpec { folds: 4, ..Default::default() });
    let plain = design(&foretold(120, 0.0), spec()).expect("a design");
    let mut ends = foretold(120, 0.0).number("y").expect("y").values().to_vec();
    ends[1] += 5.0;
    let moved = foretold(120, 0.0).with_column("y", number_array(ends)).expect("a column");
    let moved = design(&moved, spec()).expect("a design");
    let same: Vec<bool> =
        foreseen(&plain).score.iter().zip(&foreseen(&moved).score).map(|(a, b)| a == b).collect();
    assert!(same[1]);
    assert!((0..120).filter(|i| i % 3 == 0).all(|i| !same[i]));
    // 80 controls in 4 folds: its own fold of 20 keeps its scores.
    assert_eq!(same.iter().filter(|s| **s).count(), 20);
}

#[test]
fn a_pilot_sample_is_learnt_from_and_leaves() {
    let spec = PrognosticSpec { pilot: Some("group = 1".into()), ..Default::default() };
    let terms = Some(vec!["a".to_owned(), "b".to_owned()]);
    let made = design(&foretold(600, 0.0), DesignSpec { terms, ..prognostic(spec) }).expect("a design");
    let p = foreseen(&made);
    assert_eq!((p.learnt, p.controls, p.accuracy), (Learnt::Pilot { people: 100 }, 100, None));
    for i in 0..600 {
        let pilot = i % 4 == 1 && i % 3 != 0;
        assert_eq!(made.eligible.of(i).code == "pilot", pilot, "{i}");
        assert_eq!(p.score[i].is_nan(), pilot);
    }
    let nobody = PrognosticSpec { pilot: Some("a > 9".into()), ..Default::default() };
    assert_eq!(design(&foretold(600, 0.0), prognostic(nobody)).expect_err("nobody").code(), "MW321");
}

/// The view of a job without a prognostic score refuses what the score needs.
#[test]
fn end_values_of_the_pool_are_closed_without_a_prognostic_score() {
    let cohort = foretold(60, 9.0);
    assert!(cohort.blinded().pool_end("y").is_err());
    let open = cohort.blinded_but(PoolEnds::Open);
    let end = open.pool_end("y").expect("open");
    assert!((0..60).all(|i| end(i).is_some() == (i % 3 != 0)));
    assert!(open.column("y").is_err());
    let refused =
        run(cohort.blinded(), &specification(prognostic(PrognosticSpec::default())), &Cache::default());
    assert_eq!(refused.expect_err("closed").code(), "MW301");
}

/// As a distance, as a caliper, and as one more variable of a covariate distance.
#[test]
fn partners_may_be_alike_in_the_prognostic_score() {
    let cohort = foretold(300, 0.0);
    let caliper = CaliperSpec {
        on: "prognostic".into(),
        width: 0.5,
        unit: CaliperUnit::Raw,
        scale: CaliperScale::Logit,
        sd: CaliperSd::Within,
    };
    let spec = DesignSpec {
        distance: Distance::Prognostic,
        calipers: vec![caliper],
        ..prognostic(PrognosticSpec::default())
    };
    let made = design(&cohort, spec.clone()).expect("a design");
    assert!(made.propensity.is_none());
    assert!(matches!(&made.metric, Metric::Score(s) if *s == foreseen(&made).score));
    assert!(made.calipers[0].on_score && made.calipers[0].values == foreseen(&made).score);
    let matched = matching::run(
        cohort.blinded(),
        &made,
        &MatchingSpec { survey_weights: SurveyWeights::None, ..MatchingSpec::default() },
        1,
    )
    .expect("pairs");
    let score = &foreseen(&made).score;
    let far = |e: &matchwell::matching::Edge| (score[e.treated as usize] - score[e.control as usize]).abs();
    assert!(matched.edges.iter().flatten().count() > 50);
    assert!(matched.edges.iter().flatten().all(|e| far(e) <= 0.5));
    let both = DesignSpec {
        distance: Distance::Euclidean,
        mahalanobis: vec!["a".into(), "prognostic".into()],
        calipers: Vec::new(),
        ..spec.clone()
    };
    let made = design(&cohort, both).expect("a design");
    assert!(matches!(&made.metric, Metric::Coordinates(axes) if axes.len() == 2 && axes[1] == *score));
    let undeclared = DesignSpec { prognostic: None, ..spec };
    assert_eq!(design(&cohort, undeclared).expect_err("not declared").code(), "MW321");
}

#[test]
fn a_yes_or_no_outcome_gets_log_odds() {
    let mut parts = foretold(600, 1.0).into_parts();
    parts.roles.outcomes[0].binary = true;
    let cohort = Cohort::new(parts).expect("a cohort");
    let ends = cohort.number("y").expect("y").values().to_vec();
    let late = |i: usize| if (i * 7) % 11 < 3 { ends[i] < 2.0 } else { ends[i] > 2.0 };
    let yes: Vec<f64> = (0..600).map(|i| f64::from(u8::from(late(i)))).collect();
    let binary = cohort.with_column("y", number_array(yes)).expect("a column");
    let made = design(&binary, prognostic(PrognosticSpec::default())).expect("a design");
    assert!(foreseen(&made).binary);
    let auc = foreseen(&made).accuracy.expect("one");
    assert!(auc > 0.6 && auc < 0.95, "{auc}");
    let sure: Vec<f64> = ends.iter().map(|y| f64::from(u8::from(*y > 2.0))).collect();
    let sharp = with_sharp(&binary, sure);
    let distance = Distance::Mahalanobis;
    let spec = DesignSpec { distance, ..prognostic(PrognosticSpec::default()) };
    let error = design(&sharp, spec).expect_err("told exactly");
    assert_eq!(error.code(), "MW321");
    assert!(error.to_string().contains("[design.prognostic] terms"), "{error}");
}

/// The outcome is told exactly by one more covariate.
fn with_sharp(cohort: &Cohort, yes: Vec<f64>) -> Cohort {
    let both = cohort.clone().with_column("y", number_array(yes.clone())).expect("a column");
    let mut parts = both.with_column("sharp", number_array(yes)).expect("a column").into_parts();
    parts.roles.covariates.push(covariate("sharp", Kind::Number));
    Cohort::new(parts).expect("a cohort")
}
