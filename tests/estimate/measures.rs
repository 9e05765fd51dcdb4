//! Scales of an effect: standardised, per hundred, number needed, and ratios of small counts.

use super::common::{cohort, covariate, lalonde, number_array, plain_outcome, roles};
use super::hand::{close, design, headline, matching, spec};
use super::lalonde::{TERMS, estimand, hand_made, specifications};
use matchwell::cohort::{Cohort, Kind, Outcome};
use matchwell::design::Estimand;
use matchwell::estimate::{EffectRow, Effects, EstimateSpec, EstimatorKind, Measure, pool, run};
use matchwell::matching::{Matching, Structure};

/// g, its HC0 and its CR1 error, from stacked estimating equations of the two means and two variances, written in
/// Python with derivatives by complex steps: 1e-9 relative.
#[test]
fn standardised_differences_equal_stacked_equations() {
    let cohort = lalonde();
    let reference = [
        ("nn_default", 0.127_075_029_698_134_33, 0.098_791_054_994_379_51, 0.095_807_193_470_477_46),
        ("full_att", 0.223_713_497_163_132_24, 0.111_054_927_608_002_2, 0.099_438_953_045_706_75),
    ];
    for (name, g, hc0, cr1) in reference {
        let (_, s) = specifications().into_iter().find(|(n, _)| n == name).expect("a specification");
        let wanted = estimand(&s["estimand"]);
        let (d, m) = (design(&cohort, wanted, &TERMS), hand_made(&cohort, name, "pair", wanted));
        for (variance, se) in [("hc0", hc0), ("cluster(set)", cr1)] {
            let one = EstimateSpec { measure: Measure::HedgesG, ..spec(EstimatorKind::Difference, variance) };
            let effects = run(&cohort, &d, &m, &one).expect("effects");
            let row = headline(&effects);
            assert_eq!(
                (row.measure, row.unit.as_str()),
                (Measure::HedgesG, "standard deviations of dollars")
            );
            close(name, row.estimate, g, 1e-9);
            close(name, row.se, se, 1e-9);
        }
    }
}

/// Treated and controls in turn; `events` of each in order of pairs.
fn yes_no(treated: &[bool], control: &[bool]) -> Cohort {
    let n = treated.len() + control.len();
    let value = |b: &bool| f64::from(u8::from(*b));
    let columns = vec![
        ("age", number_array((0..n).map(|i| (i * 7 % 11) as f64).collect())),
        ("y", number_array(treated.iter().chain(control).map(value).collect())),
    ];
    let outcome = Outcome { binary: true, ..plain_outcome("y", "") };
    let ids = (0..n).map(|i| format!("{i:04}")).collect();
    let arm = (0..n).map(|i| i < treated.len()).collect();
    cohort(ids, arm, columns, roles(vec![covariate("age", Kind::Number)], vec![outcome]))
}

fn every() -> EstimateSpec {
    EstimateSpec {
        measures: vec![
            Measure::Difference,
            Measure::RiskRatio,
            Measure::OddsRatio,
            Measure::PerHundred,
            Measure::NumberNeeded,
            Measure::HedgesG,
        ],
        ..spec(EstimatorKind::Difference, "auto")
    }
}

fn effects(cohort: &Cohort, m: &Matching, settings: &EstimateSpec) -> Effects {
    run(cohort, &design(cohort, Estimand::Att, &["age"]), m, settings).expect("effects")
}

fn of(effects: &Effects, measure: Measure) -> EffectRow {
    effects.rows.iter().find(|r| r.measure == measure).expect("a row").clone()
}

fn paired(n: usize) -> Matching {
    let mut m = matching(Structure::Sets, vec![1.0; 2 * n]);
    m.set = Some((0..2 * n).map(|i| (i % n) as u32).collect());
    m
}

fn times(yes: usize, n: usize) -> Vec<bool> {
    (0..n).map(|i| i < yes).collect()
}

#[test]
fn per_hundred_and_number_needed_follow_from_the_difference() {
    let cohort = yes_no(&times(60, 100), &times(30, 100));
    let all = effects(&cohort, &paired(100), &every());
    assert_eq!(all.rows.len(), 5);
    let (d, hundred, needed) =
        (of(&all, Measure::Difference), of(&all, Measure::PerHundred), of(&all, Measure::NumberNeeded));
    close("per hundred", hundred.estimate, 30.0, 1e-12);
    close("its error", hundred.se, 100.0 * d.se.unwrap(), 1e-12);
    close("its limit", hundred.lower, 100.0 * d.lower.unwrap(), 1e-12);
    assert!((hundred.p_value.unwrap() - d.p_value.unwrap()).abs() < 1e-12);
    close("number needed", needed.estimate, 10.0 / 3.0, 1e-12);
    close("lower", needed.lower, 1.0 / d.upper.unwrap(), 1e-12);
    close("upper", needed.upper, 1.0 / d.lower.unwrap(), 1e-12);
    assert_eq!((needed.se, needed.null_reason, needed.unit.as_str()), (None, None, "people"));
    let pooled = pool(&[&all, &all, &all], 0.95).expect("effects");
    assert_eq!(
        of(&pooled, Measure::NumberNeeded).upper.map(|u| (u * 1e9).round()),
        needed.upper.map(|u| (u * 1e9).round())
    );
}

#[test]
fn no_interval_for_a_number_needed_around_nought() {
    let cohort = yes_no(&times(34, 100), &(0..100).map(|i| i >= 70).collect::<Vec<bool>>());
    let needed = of(&effects(&cohort, &paired(100), &every()), Measure::NumberNeeded);
    close("number needed", needed.estimate, 25.0, 1e-12);
    assert_eq!((needed.lower, needed.upper), (None, None));
    assert!(needed.null_reason.is_some_and(|r| r.contains("includes nought")));
    let cohort = yes_no(&times(30, 100), &times(30, 100));
    let needed = of(&effects(&cohort, &paired(100), &every()), Measure::NumberNeeded);
    assert_eq!(needed.estimate, None);
    assert!(needed.null_reason.is_some());
}

/// The airway example of Fagerland, Lydersen and Laake (2014): ratio 0.25 (0.065 to 0.907), McNemar z^2 = 36 / 8.
#[test]
fn small_counts_in_pairs_have_a_score_interval() {
    let treated = [vec![true; 2], vec![false; 19]].concat();
    let control = [vec![true], vec![false], vec![true; 7], vec![false; 12]].concat();
    let cohort = yes_no(&treated, &control);
    let all = effects(&cohort, &paired(21), &every());
    let ratio = of(&all, Measure::RiskRatio);
    assert_eq!(ratio.variance, "score for pairs (Tang)");
    close("ratio", ratio.estimate, 0.25, 1e-12);
    close("lower", ratio.lower, 0.065_279_223_965_767, 1e-7);
    close("upper", ratio.upper, 0.906_880_556_517_007, 1e-7);
    close("p", ratio.p_value, 0.033_894_853_524_689_27, 1e-9);
    assert_eq!((ratio.se, ratio.null_reason), (None, None));
    let odds = of(&all, Measure::OddsRatio);
    assert!(odds.lower.is_none() && odds.null_reason.is_some_and(|r| r.contains("mid-p")));
    let model = EstimateSpec { estimator: EstimatorKind::Regression, ..every() };
    let ratio = of(&effects(&cohort, &paired(21), &model), Measure::RiskRatio);
    assert!(ratio.lower.is_none() && ratio.null_reason.is_some());
}

/// 7 of 25 against 1 of 25, as `statsmodels`: two groups of equal weights; other weights have no score interval.
#[test]
fn small_counts_in_groups_have_a_score_interval() {
    let cohort = yes_no(&times(7, 25), &times(1, 25));
    let mut m = matching(Structure::Strata, vec![1.0; 50]);
    m.set = Some(vec![0; 50]);
    let all = effects(&cohort, &m, &every());
    let (risk, odds) = (of(&all, Measure::RiskRatio), of(&all, Measure::OddsRatio));
    assert_eq!(risk.variance, "score (Miettinen-Nurminen)");
    close("risk", risk.lower, 1.242_267_611_112_331_6, 1e-6);
    close("risk", risk.upper, 42.832_545_429_634_73, 1e-6);
    close("odds", odds.lower, 1.306_410_765_816_097_3, 1e-6);
    close("odds", odds.upper, 63.149_512_983_235_12, 1e-6);
    m.weight[30] = 2.0;
    m.analysis_weight[30] = 2.0;
    let risk = of(&effects(&cohort, &m, &every()), Measure::RiskRatio);
    assert!(risk.lower.is_none() && risk.null_reason.is_some_and(|r| r.contains("equal weights")));
}

#[test]
fn a_measure_that_does_not_fit_is_refused() {
    let cohort = yes_no(&times(7, 25), &times(1, 25));
    let wrong = EstimateSpec { measure: Measure::HedgesG, ..every() };
    let error = run(&cohort, &design(&cohort, Estimand::Att, &["age"]), &paired(25), &wrong).err();
    assert_eq!(error.map(|e| e.code()), Some("MW504"));
}
