//! CR2 and Satterthwaite's degrees of freedom, against `clubSandwich` 0.5.8 on R 4.2.2: 1e-8 relative.

use super::common::{lalonde, number_array};
use super::hand::{close, design, headline, spec};
use super::lalonde::{TERMS, estimand, hand_made, specifications};
use matchwell::cohort::Cohort;
use matchwell::cohort::SurveyDesign;
use matchwell::estimate::{CorrectionSpec, EffectRow, EstimateSpec, EstimatorKind, run};

/// Specification, estimator, clusters, estimate, standard error, degrees of freedom:
/// `coef_test(lm(..., weights = w), vcov = "CR2", cluster = .., test = "Satterthwaite")` of the treatment, with
/// covariates less their mean over the people of the estimand, and made orthogonal
/// (with the columns as they are, in dollars and years, its own last digits are lost: up to 3e-8 relative); `age5` is five years of age. `both` is the root of
/// `vcovCR` by one + by the other - by both crossed.
const REFERENCE: [(&str, EstimatorKind, &str, f64, f64, f64); 24] = [
    (
        "nn_default",
        EstimatorKind::Difference,
        "educ",
        894.367_480_270_274,
        732.714_637_635_874,
        5.863_877_982_895_2,
    ),
    (
        "nn_default",
        EstimatorKind::Difference,
        "age5",
        894.367_480_270_274,
        975.657_603_164_511,
        3.743_966_072_445_04,
    ),
    ("nn_default", EstimatorKind::Difference, "both", 894.367_480_270_274, 939.481_721_919_274, 0.0),
    (
        "nn_default",
        EstimatorKind::Regression,
        "educ",
        1_121.177_230_437_91,
        712.551_635_469_893,
        5.063_719_274_707_33,
    ),
    (
        "nn_default",
        EstimatorKind::Regression,
        "age5",
        1_121.177_230_437_91,
        919.797_084_113_93,
        3.352_362_498_100_72,
    ),
    ("nn_default", EstimatorKind::Regression, "both", 1_121.177_230_437_91, 827.074_374_858_969, 0.0),
    (
        "full_att",
        EstimatorKind::Difference,
        "educ",
        1_675.802_907_227_04,
        573.321_129_095_14,
        4.150_535_642_632_35,
    ),
    (
        "full_att",
        EstimatorKind::Difference,
        "age5",
        1_675.802_907_227_04,
        885.856_530_054_652,
        2.740_984_102_816_24,
    ),
    ("full_att", EstimatorKind::Difference, "both", 1_675.802_907_227_04, 700.318_679_447_924, 0.0),
    (
        "full_att",
        EstimatorKind::Regression,
        "educ",
        1_962.202_926_583_49,
        394.743_215_394_735,
        3.069_612_723_000_33,
    ),
    (
        "full_att",
        EstimatorKind::Regression,
        "age5",
        1_962.202_926_583_49,
        763.657_313_531_591,
        2.727_486_085_729_98,
    ),
    ("full_att", EstimatorKind::Regression, "both", 1_962.202_926_583_49, 474.412_156_568_732, 0.0),
    (
        "subclass6",
        EstimatorKind::Difference,
        "educ",
        1_359.487_533_030_59,
        375.852_511_525_995,
        3.229_721_664_356_62,
    ),
    (
        "subclass6",
        EstimatorKind::Difference,
        "age5",
        1_359.487_533_030_59,
        1_034.687_421_273_07,
        3.264_933_180_397_44,
    ),
    ("subclass6", EstimatorKind::Difference, "both", 1_359.487_533_030_59, 818.165_504_411_203, 0.0),
    (
        "subclass6",
        EstimatorKind::Regression,
        "educ",
        1_723.859_683_462_25,
        449.128_750_869_906,
        2.416_881_696_559_15,
    ),
    (
        "subclass6",
        EstimatorKind::Regression,
        "age5",
        1_723.859_683_462_25,
        1_046.137_710_296_75,
        2.735_042_208_971_98,
    ),
    ("subclass6", EstimatorKind::Regression, "both", 1_723.859_683_462_25, 903.053_520_110_924, 0.0),
    (
        "full_ate",
        EstimatorKind::Difference,
        "educ",
        -201.952_466_670_903,
        1_158.831_883_604_51,
        2.233_075_537_897_79,
    ),
    (
        "full_ate",
        EstimatorKind::Difference,
        "age5",
        -201.952_466_670_903,
        1_059.771_032_785_71,
        1.961_127_383_200_22,
    ),
    ("full_ate", EstimatorKind::Difference, "both", -201.952_466_670_903, 1_081.492_063_317_7, 0.0),
    (
        "full_ate",
        EstimatorKind::Regression,
        "educ",
        -252.699_486_666_48,
        2_655.408_807_791_9,
        2.131_382_113_024_35,
    ),
    (
        "full_ate",
        EstimatorKind::Regression,
        "age5",
        -252.699_486_666_48,
        503.339_235_547_499,
        2.073_880_125_029_44,
    ),
    ("full_ate", EstimatorKind::Regression, "both", -252.699_486_666_48, 1_119.928_621_039_2, 0.0),
];

/// lalonde with years of schooling as households and five years of age as sites.
fn clustered(cohort: &Cohort, household: Option<&str>, site: Option<&str>) -> Cohort {
    let five = |v: &f64| (v / 5.0).floor();
    let ages = cohort.number("age").expect("a column").values().iter().map(five).collect();
    let with = cohort.clone().with_column("age5", number_array(ages)).expect("sound");
    let mut parts = with.into_parts();
    parts.roles.cluster = site.map(str::to_owned);
    parts.roles.survey = SurveyDesign { household: household.map(str::to_owned), ..SurveyDesign::default() };
    Cohort::new(parts).expect("sound")
}

fn row(cohort: &Cohort, name: &str, kind: EstimatorKind, settings: EstimateSpec) -> EffectRow {
    let (_, s) = specifications().into_iter().find(|(n, _)| n == name).expect("a specification");
    let wanted = estimand(&s["estimand"]);
    let (d, mut m) = (design(cohort, wanted, &TERMS), hand_made(cohort, name, "strata", wanted));
    m.structure = matchwell::matching::Structure::Strata;
    let settings = EstimateSpec { estimator: kind, estimators: vec![kind], ..settings };
    headline(&run(cohort, &d, &m, &settings).expect("an effect")).clone()
}

#[test]
fn few_clusters_equal_club_sandwich() {
    let cohort = lalonde();
    for (name, kind, by, estimate, se, df) in REFERENCE {
        let (household, site) = match by {
            "both" => (Some("educ"), Some("age5")),
            one => (None, Some(one)),
        };
        let cohort = clustered(&cohort, household, site);
        let what = format!("{name} {kind:?} {by}");
        let ours = row(&cohort, name, kind, spec(kind, "auto"));
        let word = if by == "both" { "cluster(household, site), CR2" } else { "cluster(household), CR2" };
        assert_eq!(ours.variance, word);
        close(&what, ours.estimate, estimate, 1e-8);
        close(&what, ours.se, se, 1e-8);
        if by != "both" {
            close(&what, ours.df, df, 1e-8);
        }
    }
}

/// A ratio by the delta method rests on the same fit; a logistic model does not, and says CR1.
#[test]
fn what_has_no_cr2_says_cr1() {
    let cohort = clustered(&lalonde(), None, Some("educ"));
    let plain = EstimateSpec { correction: CorrectionSpec::Cr1, ..spec(EstimatorKind::Difference, "auto") };
    let ours = row(&cohort, "full_att", EstimatorKind::Difference, plain);
    assert_eq!(
        (ours.variance.as_str(), ours.df),
        ("cluster(household), CR1", ours.clusters.map(|c| c as f64 - 1.0))
    );
    let hundreds = clustered(&lalonde(), None, Some("re74"));
    let ours = row(&hundreds, "full_att", EstimatorKind::Difference, spec(EstimatorKind::Difference, "auto"));
    assert_eq!((ours.variance.as_str(), ours.df), ("cluster(household), CR1", None));
}

/// Sixteen sites of treated people beside controls who are clusters of one are few clusters, however many there are in
/// all: CR2 as `clubSandwich` has it, to 1e-8; where treated people are one site nobody can say how sites differ.
#[test]
fn clusters_are_counted_in_the_arm_that_has_fewest() {
    let sites = |number: usize| {
        let cohort = lalonde();
        let mut treated = 0;
        let code = |(i, &z): (usize, &bool)| {
            treated += usize::from(z);
            if z { ((treated - 1) % number) as f64 } else { 1000.0 + i as f64 }
        };
        let codes = cohort.treated().iter().enumerate().map(code).collect();
        let with = cohort.clone().with_column("site", number_array(codes)).expect("sound");
        let mut parts = with.into_parts();
        parts.roles.cluster = Some("site".to_owned());
        Cohort::new(parts).expect("sound")
    };
    let auto = |number, kind| row(&sites(number), "full_att", kind, spec(kind, "auto"));
    let ours = auto(16, EstimatorKind::Difference);
    assert_eq!((ours.variance.as_str(), ours.clusters), ("cluster(household), CR2", Some(16)));
    close("estimate", ours.estimate, 1_675.802_907_227_04, 1e-8);
    close("se", ours.se, 956.257_186_491_829, 1e-8);
    close("df", ours.df, 16.300_618_781_704, 1e-8);
    assert_eq!(auto(16, EstimatorKind::Regression).variance, "cluster(household), CR2");
    assert_eq!(auto(60, EstimatorKind::Difference).df, None);
    let alone = auto(1, EstimatorKind::Difference);
    assert!(alone.estimate.is_some() && alone.se.is_none());
    assert!(alone.null_reason.expect("a reason").contains("one cluster"));
    // The mean of the controls, who are hundreds of clusters, does not hang on the treated's sites.
    assert!(auto(16, EstimatorKind::Difference).comparison.lower.is_some());
}
