//! Tables that contradict themselves are refused; every kind of figure is held against another.

use super::study::study;
use matchwell::report::reconcile::{Rule, check, contradictions};
use matchwell::report::tables::descriptives::DescriptiveRecord;
use matchwell::report::{Tables, tabulate};

fn tables() -> Tables {
    tabulate(&study("none")).unwrap()
}

#[test]
fn a_study_agrees_with_itself() {
    assert_eq!(contradictions(&tables()), []);
    assert!(check(&tables()).is_ok());
}

#[test]
fn one_wrong_count_is_found_wherever_it_is() {
    let whole = tables();
    for at in 0..whole.flow.len() {
        let mut t = whole.clone();
        t.flow[at].count = t.flow[at].count.map(|n| n + 1);
        assert!(contradictions(&t).iter().any(|s| s.rule == Rule::Flow), "{:?}", t.flow[at]);
    }
    for at in (0..whole.descriptives.len()).filter(|&k| whole.descriptives[k].numerator.is_some()) {
        let mut t = whole.clone();
        t.descriptives[at].numerator = t.descriptives[at].numerator.map(|n| n + 1.0);
        assert!(!contradictions(&t).is_empty(), "{:?}", t.descriptives[at]);
    }
    let plain = |e: &matchwell::report::tables::effects::EffectRecord| {
        e.treat_numerator.is_some() && e.estimator == "difference" && e.measure == "difference"
    };
    for at in (0..whole.effects.len()).filter(|&k| plain(&whole.effects[k])) {
        let mut t = whole.clone();
        t.effects[at].treat_numerator = t.effects[at].treat_numerator.map(|n| n + 1.0);
        assert!(contradictions(&t).iter().any(|s| s.rule == Rule::Ratio), "{:?}", t.effects[at]);
    }
}

#[test]
fn a_headline_that_differs_between_tables_is_found() {
    let mut t = tables();
    t.specifications[0].estimate = t.specifications[0].estimate.map(|x| x + 0.1);
    let error = check(&t).unwrap_err();
    assert_eq!(error.code(), "MW690");
    assert!(error.to_string().contains("headline"), "{error}");
}

#[test]
fn a_change_of_other_people_is_found() {
    let mean = |section: &str, value: f64, people: f64| DescriptiveRecord {
        section: section.to_owned(),
        category: None,
        numerator: None,
        denominator: Some(people),
        value: Some(value),
        unit: "points".to_owned(),
        ..tables().descriptives[0].clone()
    };
    let rules = |start: f64, end: f64, change: f64, of_start: f64| {
        let mut t = tables();
        t.descriptives =
            vec![mean("start", start, of_start), mean("end", end, 67.0), mean("change", change, 67.0)];
        contradictions(&t).iter().map(|s| s.rule).collect::<Vec<_>>()
    };
    assert_eq!(rules(18.5, 22.0, 3.5, 67.0), []);
    assert_eq!(rules(18.5, 22.0, 4.5, 67.0), [Rule::Pairing]);
    assert!(rules(18.5, 22.0, 3.5, 338.0).contains(&Rule::Pairing), "the start of all who have one");
}
