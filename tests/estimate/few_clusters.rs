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
    ("nn_default", EstimatorKind::Difference, "educ", 894.367480270274, 732.714637635874, 5.8638779828952),
    ("nn_default", EstimatorKind::Difference, "age5", 894.367480270274, 975.657603164511, 3.74396607244504),
    ("nn_default", EstimatorKind::Difference, "both", 894.367480270274, 939.481721919274, 0.0),
    ("nn_default", EstimatorKind::Regression, "educ", 1121.17723043791, 712.551635469893, 5.06371927470733),
    ("nn_default", EstimatorKind::Regression, "age5", 1121.17723043791, 919.79708411393, 3.35236249810072),
    ("nn_default", EstimatorKind::Regression, "both", 1121.17723043791, 827.074374858969, 0.0),
    ("full_att", EstimatorKind::Difference, "educ", 1675.80290722704, 573.32112909514, 4.15053564263235),
    ("full_att", EstimatorKind::Difference, "age5", 1675.80290722704, 885.856530054652, 2.74098410281624),
    ("full_att", EstimatorKind::Difference, "both", 1675.80290722704, 700.318679447924, 0.0),
    ("full_att", EstimatorKind::Regression, "educ", 1962.20292658349, 394.743215394735, 3.06961272300033),
    ("full_att", EstimatorKind::Regression, "age5", 1962.20292658349, 763.657313531591, 2.72748608572998),
    ("full_att", EstimatorKind::Regression, "both", 1962.20292658349, 474.412156568732, 0.0),
    ("subclass6", EstimatorKind::Difference, "educ", 1359.48753303059, 375.852511525995, 3.22972166435662),
    ("subclass6", EstimatorKind::Difference, "age5", 1359.48753303059, 1034.68742127307, 3.26493318039744),
    ("subclass6", EstimatorKind::Difference, "both", 1359.48753303059, 818.165504411203, 0.0),
    ("subclass6", EstimatorKind::Regression, "educ", 1723.85968346225, 449.128750869906, 2.41688169655915),
    ("subclass6", EstimatorKind::Regression, "age5", 1723.85968346225, 1046.13771029675, 2.73504220897198),
    ("subclass6", EstimatorKind::Regression, "both", 1723.85968346225, 903.053520110924, 0.0),
    ("full_ate", EstimatorKind::Difference, "educ", -201.952466670903, 1158.83188360451, 2.23307553789779),
    ("full_ate", EstimatorKind::Difference, "age5", -201.952466670903, 1059.77103278571, 1.96112738320022),
    ("full_ate", EstimatorKind::Difference, "both", -201.952466670903, 1081.4920633177, 0.0),
    ("full_ate", EstimatorKind::Regression, "educ", -252.69948666648, 2655.4088077919, 2.13138211302435),
    ("full_ate", EstimatorKind::Regression, "age5", -252.69948666648, 503.339235547499, 2.07388012502944),
    ("full_ate", EstimatorKind::Regression, "both", -252.69948666648, 1119.9286210392, 0.0),
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
