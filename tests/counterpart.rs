//! People whose level the other arm has not: they leave before the score is fitted.

mod common;

use common::{cohort, covariate, number_array, roles, words};
use matchwell::balance::BalanceSpec;
use matchwell::cohort::{Cohort, Kind};
use matchwell::design::review::Severity;
use matchwell::design::{
    Cache, Design, DesignError, DesignSpec, Distance, Estimand, PropensitySpec, Stop, run,
};
use matchwell::estimate::EstimateSpec;
use matchwell::job::{Role, Specification};
use matchwell::matching::{MatchingSpec, SurveyWeights};

/// 60 people, the first 20 treated; `age` varies in both arms.
fn people(work: impl Fn(usize) -> &'static str, carer: impl Fn(usize) -> bool) -> Cohort {
    let work: Vec<String> = (0..60).map(|i| work(i).to_owned()).collect();
    let carer = (0..60).map(|i| f64::from(u8::from(carer(i)))).collect();
    let age = (0..60).map(|i| f64::from((i * 7919) % 41)).collect();
    let covariates = vec![
        covariate("age", Kind::Number),
        covariate("work", Kind::Category),
        covariate("carer", Kind::YesNo),
    ];
    let columns = vec![("age", number_array(age)), ("work", words(&work)), ("carer", number_array(carer))];
    let treated = (0..60).map(|i| i < 20).collect();
    cohort((0..60).map(|i| format!("u{i:02}")).collect(), treated, columns, roles(covariates, Vec::new()))
}

fn design(cohort: &Cohort, design: DesignSpec) -> Result<Design, DesignError> {
    let matching = MatchingSpec { survey_weights: SurveyWeights::None, ..MatchingSpec::default() };
    let specification = Specification {
        id: 0,
        name: "primary".into(),
        role: Role::Primary,
        filter: None,
        design,
        matching,
        balance: BalanceSpec::default(),
        estimate: EstimateSpec::default(),
    };
    run(cohort.blinded(), &specification, &Cache::default())
}

fn gone(design: &Design) -> Vec<(usize, String)> {
    let of = |i: usize| (i, design.eligible.of(i).words.clone());
    (0..60).filter(|&i| !design.eligible.stays(i)).map(of).collect()
}

fn job(i: usize) -> &'static str {
    if i.is_multiple_of(2) { "working" } else { "retired" }
}

#[test]
fn a_level_of_the_pool_alone_leaves_and_is_told() {
    let cohort = people(|i| if i >= 57 { "student" } else { job(i) }, |i| i % 3 == 0);
    for estimand in [Estimand::Att, Estimand::Atc] {
        let made = design(&cohort, DesignSpec { estimand, ..Default::default() }).expect("a score");
        let words = "nobody among treated people has `work` = student";
        assert_eq!(gone(&made), [57, 58, 59].map(|i| (i, words.to_owned())));
        assert_eq!(made.eligible.of(57).code, "no_counterpart");
        assert!(made.propensity.expect("a score").score[57].is_nan());
        let found: Vec<_> = made.review.iter().filter(|f| f.rule == "MW119").collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].severity, Severity::Note);
        assert!(found[0].message.contains("3 nobody among treated people"), "{}", found[0].message);
    }
}

#[test]
fn a_level_of_the_treated_alone_is_serious() {
    let cohort = people(|i| if i == 4 { "student" } else { job(i) }, |i| i % 3 == 0);
    let made = design(&cohort, DesignSpec::default()).expect("a score");
    assert_eq!(gone(&made), [(4, "nobody among comparison people has `work` = student".to_owned())]);
    assert!(made.review.iter().any(|f| f.rule == "MW119" && f.severity == Severity::Serious));
}

#[test]
fn it_is_repeated_until_stable() {
    // The only carer among the treated is a student; without her no treated person is a carer.
    let cohort = people(|i| if i == 4 { "student" } else { job(i) }, |i| i == 4 || i >= 50);
    let made = design(&cohort, DesignSpec::default()).expect("a score");
    let gone = gone(&made);
    assert_eq!(gone.len(), 11);
    assert!(gone[1..].iter().all(|(_, words)| words == "nobody among treated people has `carer` = yes"));
}

#[test]
fn arms_without_a_common_level_are_told_as_empty() {
    let cohort = people(|i| if i < 20 { "working" } else { "retired" }, |i| i % 3 == 0);
    let error = design(&cohort, DesignSpec::default()).expect_err("nobody left");
    assert_eq!(error.code(), "MW305");
    assert!(error.to_string().contains("20 nobody among comparison people has `work` = working"), "{error}");
}

#[test]
fn nobody_leaves_where_no_score_is_fitted_to_its_maximum() {
    let cohort = people(|i| if i >= 57 { "student" } else { job(i) }, |i| i % 3 == 0);
    let distance = DesignSpec { distance: Distance::Mahalanobis, ..Default::default() };
    assert!(gone(&design(&cohort, distance).expect("a design")).is_empty());
    let both = DesignSpec { estimand: Estimand::Ate, ..Default::default() };
    assert_eq!(design(&cohort, both).expect_err("separated").code(), "MW310");
    let propensity = PropensitySpec { stop: Stop::R, ..Default::default() };
    let like_r = design(&cohort, DesignSpec { propensity, ..Default::default() });
    assert!(like_r.is_err() || gone(&like_r.expect("a design")).is_empty());
}

#[test]
fn a_variable_in_a_product_only_sends_nobody_away() {
    let cohort = people(|i| if i >= 57 { "student" } else { job(i) }, |i| i % 3 == 0);
    let terms = Some(vec!["age".to_owned(), "carer:age".to_owned(), "carer".to_owned()]);
    let made = design(&cohort, DesignSpec { terms, ..Default::default() }).expect("a score");
    assert!(gone(&made).is_empty());
}
