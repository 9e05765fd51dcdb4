//! Whole jobs by every estimator, against independent implementations on lalonde.
//!
//! * Augmented weighting: all estimating equations stacked in numpy (`tests/estimate/augmented.py`), 1e-6.
//! * Survey-weighted regression and covariance analysis: R package survey (`tests/estimate/svyglm.R`), 1e-7.
//! * Proportional odds: R package ordinal (`tests/estimate/ordinal.R`), 1e-6 (derivatives there are numeric).

mod common {
    pub mod engine;
}

#[path = "common/lalonde.rs"]
mod lalonde;

use common::engine::{close, job_of, run_text};
use lalonde::COVARIATES;
use matchwell::cohort::Contrast;
use matchwell::estimate::{Base, EffectRow, EstimatorKind, Measure};
use matchwell::job;
use matchwell::pipeline::{self, Depth};
use matchwell::study::Study;
use std::fmt::Write as _;
use std::path::Path;

const FOLDER: &str = "tests/fixtures/lalonde";
const MEAN: &str = "column = \"re78\"\nunit = \"dollars\"";
const SHARE: &str = "column = { expression = \"re78 > 4000\" }\nbinary = true";
const CLASS: &str = "column = { expression = \"case when re78 > 9000 then 3 when re78 > 4000 then 2 when re78 > 0 then 1 else 0 end\" }\nunit = \"classes\"";

/// A job: lines of `[units]`, of the outcome, of `[design]`, `[matching]` and `[estimate]`.
fn text(units: &str, outcome: &str, design: &str, matching: &str, estimate: &str) -> String {
    format!(
        r#"name = "estimators"
[units]
source = "lalonde.csv"
id = "id"
treated = {{ column = "treat", is = 1 }}
{units}
{COVARIATES}
[outcomes.y]
{outcome}
better = "higher"
[design]
{design}
[matching]
{matching}
[estimate]
{estimate}
"#
    )
}

const WEIGHTS: &str = "method = \"weighting\"";

fn run(units: &str, outcome: &str, design: &str, matching: &str, estimate: &str) -> Study {
    run_text(&text(units, outcome, design, matching, estimate), Path::new(FOLDER))
}

fn rows(study: &Study) -> &[EffectRow] {
    &study.analyses[0].effects.as_ref().expect("effects").rows
}

fn row(study: &Study, kind: EstimatorKind, measure: Measure) -> &EffectRow {
    rows(study).iter().find(|r| (r.estimator, r.measure) == (kind, measure)).expect("a row")
}

/// Asserts an estimate and its standard error.
#[track_caller]
fn is(what: &str, row: &EffectRow, [estimate, se]: [f64; 2], tolerance: f64) {
    let ours = |x: Option<f64>| x.unwrap_or_else(|| panic!("{what}: {:?}", row.null_reason));
    close(what, ours(row.estimate), estimate, tolerance);
    close(&format!("{what}, se"), ours(row.se), se, tolerance);
}

#[test]
fn augmented_weighting_as_stacked_equations() {
    let augmented = "estimator = \"augmented\"";
    for (estimand, mean, share) in [
        ("ATT", [1_231.044_312_918_9, 800.870_928_661_8], [0.114_286_316_3, 0.058_932_148_9]),
        ("ATC", [31.110_792_705_4, 1_579.648_910_676_1], [0.097_224_509_9, 0.102_626_273_3]),
        ("ATE", [417.888_224_223_4, 1_186.216_932_341_8], [0.104_311_539_1, 0.077_868_662_4]),
        ("ATO", [1_242.200_635_939_9, 738.749_040_155_9], [0.126_988_624_7, 0.053_862_285_4]),
    ] {
        let design = format!("estimand = \"{estimand}\"");
        for (outcome, stored) in [(MEAN, mean), (SHARE, share)] {
            let study = run("", outcome, &design, WEIGHTS, augmented);
            let row = row(&study, EstimatorKind::Augmented, Measure::Difference);
            assert_eq!(row.variance, "stacked");
            is(&format!("{estimand} {outcome}"), row, stored, 1e-6);
        }
    }
}

/// A survey-weighted score, outcome models and target; then households of two, whom the variance (CR1) keeps
/// together; then weights solved for balance, which leave a square for the outcome model to correct.
#[test]
fn augmented_weighting_of_surveys_and_balanced_weights() {
    let survey = "propensity.weights = \"survey\"";
    let job = |units: &str| run(units, MEAN, survey, WEIGHTS, "estimator = \"augmented\"");
    let study = job("weight = \"sw_demo\"");
    let found = row(&study, EstimatorKind::Augmented, Measure::Difference);
    is("survey", found, [1_139.651_115_109_1, 825.706_807_054_5], 1e-6);
    let study = job("weight = \"sw_demo\"\nhousehold = \"unit2\"");
    let found = row(&study, EstimatorKind::Augmented, Measure::Difference);
    assert_eq!(found.variance, "stacked, cluster(household)");
    is("household", found, [1_139.651_115_109_1, 839.815_601_657_6], 1e-6);
    let entropy = "method = \"weighting\"\nweights = { kind = \"entropy\" }";
    let adjust = "estimator = \"augmented\"\nadjust = [\"age\", \"educ\", \"race\", \"married\", \"nodegree\", \"re74\", \"re75\", \"age^2\"]";
    let study = run("", MEAN, "", entropy, adjust);
    let found = row(&study, EstimatorKind::Augmented, Measure::Difference);
    is("entropy", found, [1_326.817_158_235_4, 822.460_776_665_5], 1e-6);
}

/// Weights solved for balance leave nothing for a linear model in the same terms to correct.
#[test]
fn balanced_weights_leave_nothing_to_a_line_in_the_same_terms() {
    let entropy = "method = \"weighting\"\nweights = { kind = \"entropy\" }";
    let study = run("", MEAN, "", entropy, "estimators = [\"difference\", \"augmented\"]");
    let of = |kind| row(&study, kind, Measure::Difference).estimate.expect("a number");
    close("augmented", of(EstimatorKind::Augmented), of(EstimatorKind::Difference), 1e-7);
}

#[test]
fn survey_weighted_models_as_svyglm() {
    let estimate =
        "variance = \"hc0\"\nestimators = [\"regression\", \"ancova\"]\nmeasures = [\"difference\"]";
    for (outcome, regression, ancova) in [
        (MEAN, [1_164.482_776_051_942, 797.017_251_196_351], [1_131.842_933_676_692, 815.102_173_065_970]),
        (SHARE, [0.106_778_068_743, 0.060_193_462_486], [0.098_043_739_164, 0.061_145_053_394]),
    ] {
        let survey = "propensity.weights = \"survey\"";
        let study = run("weight = \"sw_demo\"", outcome, survey, WEIGHTS, estimate);
        let found = row(&study, EstimatorKind::Regression, Measure::Difference);
        is("regression", found, regression, 1e-7);
        is("ancova", row(&study, EstimatorKind::Ancova, Measure::Difference), ancova, 1e-7);
    }
}

#[test]
fn proportional_odds_averaged_as_from_clm() {
    let estimate = "variance = \"hc0\"\nestimators = [\"difference\", \"ordinal\"]\nmeasures = [\"difference\", \"odds_ratio\"]\nadjust = [\"age\", \"educ\", \"re74\", \"nodegree\"]";
    let study = run("", CLASS, "", WEIGHTS, estimate);
    let mean = row(&study, EstimatorKind::Ordinal, Measure::Difference);
    is("mean", mean, [0.205_294_525_035, 0.128_201_139_769], 1e-6);
    let odds = row(&study, EstimatorKind::Ordinal, Measure::OddsRatio);
    is("odds", odds, [0.303_911_264_880_f64.exp(), 0.215_187_059_836], 1e-6);
    // A plain difference of means has no odds ratio.
    let ratios = rows(&study).iter().filter(|r| r.measure == Measure::OddsRatio).count();
    assert_eq!(ratios, 1);
}

/// Scores of a forest: one estimator has an interval, every other says why it has none; as the headline they are
/// refused, with the way out.
#[test]
fn learnt_scores_need_the_augmented_estimator() {
    let forest = "propensity.model = \"forest\"";
    let estimate = "estimator = \"augmented\"\nestimators = [\"augmented\", \"difference\", \"regression\"]";
    let study = run("", MEAN, forest, WEIGHTS, estimate);
    let augmented = row(&study, EstimatorKind::Augmented, Measure::Difference);
    assert_eq!(augmented.variance, "cross-fitted");
    assert!(augmented.se.is_some_and(|se| se > 0.0 && se.is_finite()));
    assert!(augmented.estimate.is_some_and(|e| (-2_000.0..4_000.0).contains(&e)), "{augmented:?}");
    for kind in [EstimatorKind::Difference, EstimatorKind::Regression] {
        let other = row(&study, kind, Measure::Difference);
        assert!(other.estimate.is_some() && other.se.is_none());
        assert!(other.null_reason.as_deref().is_some_and(|r| r.contains("augmented")), "{other:?}");
    }
    let job = job_of(&text("", MEAN, forest, WEIGHTS, ""), Path::new(FOLDER));
    let told = pipeline::run(&job, Depth::Full, &|_| ()).expect_err("no variance").to_string();
    assert!(told.contains("estimator = \"augmented\""), "{told}");
}

#[test]
fn headlines_without_weights_or_partners_are_refused() {
    let codes = |matching: &str, kind: &str| -> Vec<&'static str> {
        let text = text("", MEAN, "", matching, &format!("estimator = \"{kind}\""));
        job::read(&text, Path::new(FOLDER)).faults.iter().map(|f| f.code).collect()
    };
    let strata = "method = \"weighting\"\nweights = { kind = \"strata\" }";
    assert_eq!(codes("method = \"nearest\"", "augmented"), ["MW056"]);
    assert_eq!(codes(strata, "augmented"), ["MW056"]);
    assert_eq!(codes(WEIGHTS, "bias_corrected"), ["MW056"]);
    assert!(codes(strata, "bias_corrected").is_empty());
    assert!(codes("method = \"nearest\"", "bias_corrected").is_empty());
    assert!(codes(WEIGHTS, "augmented").is_empty());
    assert_eq!(codes("method = \"nearest\"", "augmentd"), ["MW004"]);
    let beside = text("", MEAN, "", "method = \"nearest\"", "estimators = [\"augmented\"]");
    assert!(job::read(&beside, Path::new(FOLDER)).faults.is_empty());
}

/// With a saturated model (one yes/no covariate, an arm x covariate term) every estimator that allows for it gives
/// the same number: standardisation by hand.
#[test]
fn saturated_models_agree() {
    let estimate =
        "adjust = [\"married\"]\nestimators = [\"regression\", \"augmented\"]\nmeasures = [\"difference\"]";
    for outcome in [MEAN, SHARE] {
        let study = run("", outcome, "terms = [\"married\"]", WEIGHTS, estimate);
        let of = |kind| row(&study, kind, Measure::Difference).estimate.expect("a number");
        let plain = of(EstimatorKind::Difference);
        close("regression", of(EstimatorKind::Regression), plain, 1e-9);
        close("augmented", of(EstimatorKind::Augmented), plain, 1e-9);
    }
}

/// People before and after, in two files' worth of rows: start and end on a scale from 0 to `top`.
fn before_after(top: u32) -> tempfile::TempDir {
    let mut csv = "id,treat,age,start,end\n".to_owned();
    for k in 0..240_u32 {
        let (start, age) = ((k / 2 * 7 + k % 2 * (k % 7 / 3)) % (top + 1), 20 + k / 3 * 13 % 8);
        let end = (start + k * 11 % 5).saturating_sub(1 + k % 2).min(top);
        writeln!(csv, "p{k:03},{},{age},{start},{end}", k % 2).expect("a string");
    }
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("people.csv"), csv).expect("a file");
    folder
}

fn paired(top: u32, report: &str, [design, method]: [&str; 2], estimators: &str) -> Study {
    let text = format!(
        r#"name = "before and after"
[units]
source = "people.csv"
id = "id"
treated = {{ column = "treat", is = 1 }}
gap_weeks = 12
[covariates]
age = {{ kind = "number", column = "age" }}
[outcomes.y]
both = {{ start = "start", end = "end" }}
better = "lower"
meaningful = 1
range = [0, {top}]
report = {report}
[design]
{design}
[matching]
method = "{method}"
[estimate]
estimators = {estimators}
completion = "off"
"#
    );
    let folder = before_after(top);
    run_text(&text, folder.path())
}

const LOOSE: [&str; 2] = ["", "nearest"];
const EXACT: [&str; 2] = ["exact = [\"y.start\"]", "nearest"];

fn of(study: &Study, kind: EstimatorKind, contrast: Contrast) -> &EffectRow {
    let is = |r: &&EffectRow| {
        (r.estimator, r.contrast, r.base, r.measure)
            == (kind, contrast, Base::AllMatched, Measure::Difference)
    };
    rows(study).iter().find(is).expect("a row")
}

fn told(study: &Study, rule: &str) -> usize {
    study.analyses[0].effects.as_ref().expect("effects").review.iter().filter(|f| f.rule == rule).count()
}

/// One ordinal model gives the change, the end score and the three kinds of change: the first two differ by the
/// start scores alone, the last three are everybody.
#[test]
fn one_ordinal_model_for_every_contrast() {
    let all = "[\"change\", \"end\", \"improved\", \"unchanged\", \"worsened\"]";
    let study = paired(9, all, EXACT, "[\"ordinal\"]");
    let arm = |contrast, treated: bool| {
        let row = of(&study, EstimatorKind::Ordinal, contrast);
        let figures = if treated { row.treat } else { row.comparison };
        figures.mean.unwrap_or_else(|| panic!("{:?}", row.null_reason))
    };
    let kinds = [Contrast::Improved, Contrast::Unchanged, Contrast::Worsened];
    for treated in [false, true] {
        let whole: f64 = kinds.iter().map(|&c| arm(c, treated)).sum();
        close("everybody", whole, 1.0, 1e-10);
    }
    let start = |treated| arm(Contrast::End, treated) - arm(Contrast::Change, treated);
    close("start", start(true), start(false), 1e-10);
    let [end, change] = [Contrast::End, Contrast::Change].map(|c| of(&study, EstimatorKind::Ordinal, c));
    close("se", end.se.expect("one"), change.se.expect("one"), 1e-10);
}

/// A scale of many values has an ordinal model of the three kinds of change only.
#[test]
fn many_values_are_modelled_by_the_kind_of_change() {
    let study = paired(60, "[\"change\", \"improved\"]", LOOSE, "[\"ordinal\"]");
    let change = of(&study, EstimatorKind::Ordinal, Contrast::Change);
    assert!(change.estimate.is_none());
    assert!(change.null_reason.as_deref().is_some_and(|r| r.contains("values, too many")), "{change:?}");
    let improved = of(&study, EstimatorKind::Ordinal, Contrast::Improved);
    assert!(improved.estimate.is_some() && improved.se.is_some(), "{:?}", improved.null_reason);
    let study = run("", SHARE, "", WEIGHTS, "estimators = [\"ordinal\"]\nmeasures = [\"difference\"]");
    let share = row(&study, EstimatorKind::Ordinal, Measure::Difference);
    assert!(share.null_reason.as_deref().is_some_and(|r| r.contains("yes or no")), "{share:?}");
}

/// The start score is a term of a covariance analysis, named or not; with it the change and the end score give one
/// number. Partners who started alike make more of them one, and the review says so.
#[test]
fn covariance_analysis_has_the_start_score() {
    let both = "[\"change\", \"end\"]";
    let study = paired(9, both, LOOSE, "[\"ancova\", \"difference\"]");
    let number = |study: &Study, kind, contrast| of(study, kind, contrast).estimate.expect("a number");
    let ancova = |study: &Study, contrast| number(study, EstimatorKind::Ancova, contrast);
    close("change", ancova(&study, Contrast::Change), ancova(&study, Contrast::End), 1e-10);
    let plain = |study: &Study, contrast| number(study, EstimatorKind::Difference, contrast);
    assert!((plain(&study, Contrast::Change) - plain(&study, Contrast::End)).abs() > 1e-6);
    assert_eq!(told(&study, "MW169"), 0);
    let study = paired(9, both, EXACT, "[\"ancova\", \"difference\"]");
    close("exact", plain(&study, Contrast::Change), plain(&study, Contrast::End), 1e-10);
    assert_eq!(told(&study, "MW169"), 1);
    let alone = paired(9, "[\"change\"]", EXACT, "[\"difference\"]");
    assert_eq!(told(&alone, "MW169"), 0);
}

/// Bias correction in pairs: the interval counts how unlike effects are, in sets; with partners alike in the terms it
/// changes nothing.
#[test]
fn bias_correction_in_pairs() {
    let estimators = "[\"difference\", \"bias_corrected\"]";
    let study = paired(9, "[\"end\"]", LOOSE, estimators);
    let row = of(&study, EstimatorKind::BiasCorrected, Contrast::End);
    assert!(row.variance.starts_with("cluster(set)"), "{}", row.variance);
    assert!(row.se.is_some_and(|se| se > 0.0));
    let exact = ["exact = [\"y.start\", \"age\"]", "exact"];
    let text = paired(1, "[\"end\"]", exact, estimators);
    let of = |kind| of(&text, kind, Contrast::End).estimate.expect("a number");
    close("exact", of(EstimatorKind::BiasCorrected), of(EstimatorKind::Difference), 1e-9);
}
