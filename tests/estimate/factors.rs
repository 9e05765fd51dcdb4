//! Factors of a yes/no outcome, against `glm(y ~ arm x factors, quasibinomial)` with `vcovCL(type = "HC1")` of R's
//! sandwich 3.0 and marginal effects by hand (delta method), on lalonde with the sets of MatchIt's full matching: whether
//! there were earnings in 1978. Tolerance 1e-6 relative: where R's iterations end.

use super::common::{cohort, covariate, number_array, numbers, plain_outcome, roles, table, words};
use super::hand::{close, design, matching, sets, spec};
use matchwell::cohort::{Cohort, Covariate, Kind, Outcome};
use matchwell::design::Estimand;
use matchwell::estimate::{Effects, EstimateSpec, EstimatorKind, FactorRow, FactorsSpec, SubgroupSpec, run};
use matchwell::matching::Structure;

fn people() -> Cohort {
    let file = table("lalonde/lalonde.csv");
    let earned = numbers(&file, "re78").into_iter().map(|v| f64::from(u8::from(v > 0.0))).collect();
    let facts = vec![
        covariate("school", Kind::Category),
        covariate("married", Kind::YesNo),
        covariate("age", Kind::Number),
        Covariate { after_start: true, ..covariate("late", Kind::Number) },
    ];
    let late = numbers(&file, "re75");
    let level = |educ: f64| {
        if educ < 10.0 {
            "a little"
        } else if educ < 12.0 {
            "b some"
        } else {
            "c done"
        }
    };
    let school: Vec<String> = numbers(&file, "educ").into_iter().map(|e| level(e).to_owned()).collect();
    let outcome = Outcome { binary: true, ..plain_outcome("earned", "") };
    let columns = vec![
        ("race", words(&file["race"])),
        ("school", words(&school)),
        ("married", number_array(numbers(&file, "married"))),
        ("age", number_array(numbers(&file, "age"))),
        ("late", number_array(late)),
        ("earned", number_array(earned)),
    ];
    let treated = numbers(&file, "treat").iter().map(|z| *z > 0.5).collect();
    cohort(file["id"].clone(), treated, columns, roles(facts, vec![outcome]))
}

fn effects(asked: FactorsSpec) -> Effects {
    let cohort = people();
    let file = table("lalonde/weights/full_att.csv");
    let mut m = matching(Structure::Sets, numbers(&file, "weight"));
    m.set = Some(sets(&file["subclass"], &m.weight));
    let s = EstimateSpec { factors: Some(asked), ..spec(EstimatorKind::Difference, "cluster(set)") };
    run(&cohort, &design(&cohort, Estimand::Att, &["age"]), &m, &s).expect("effects")
}

fn line<'e>(e: &'e Effects, factor: &str, level: Option<&str>) -> &'e FactorRow {
    let is = |f: &&FactorRow| f.factor == factor && f.level.as_deref() == level;
    e.factors.iter().find(is).expect("the line is there")
}

#[test]
fn marginal_effects_and_their_difference_equal_those_in_r() {
    let e = effects(FactorsSpec::default());
    let reference = [
        (
            "school",
            Some("b some"),
            [-0.055_463_155_779_903_1, 0.077_932_047_865_129_5],
            [0.152_412_569_137_301, 0.116_550_521_464_139],
            [-0.207_875_724_917_204, 0.133_366_592_246_324],
        ),
        (
            "school",
            Some("c done"),
            [0.026_329_803_149_333_1, 0.076_533_221_600_552_1],
            [0.032_878_066_208_497_6, 0.122_968_573_136_397],
            [-0.006_548_263_059_164_54, 0.145_339_270_084_286],
        ),
        (
            "married",
            None,
            [0.125_392_232_911_272, 0.068_008_291_121_570_7],
            [-0.027_970_752_711_512_7, 0.096_793_429_858_677],
            [0.153_362_985_622_785, 0.121_473_445_445_84],
        ),
        (
            "age",
            None,
            [0.007_482_450_084_399_5, 0.036_210_506_501_085_1],
            [-0.057_690_860_948_018, 0.024_239_208_544_805_2],
            [0.065_173_311_032_417_5, 0.038_892_166_327_413_6],
        ),
    ];
    for (factor, level, treated, control, apart) in reference {
        let f = line(&e, factor, level);
        let figures = [(&f.among_treated, treated), (&f.among_comparison, control), (&f.interaction, apart)];
        for (ours, [estimate, se]) in figures {
            close(factor, ours.estimate, estimate, 1e-6);
            close(factor, ours.se, se, 1e-6);
        }
    }
    close("step", line(&e, "age", None).step, 7.155_019_274_786_176, 1e-12);
    assert_eq!(line(&e, "school", Some("c done")).reference.as_deref(), Some("a little"));
    assert_eq!((e.factor_tests, line(&e, "married", None).treated[1]), (4, 185));
}

#[test]
fn what_is_known_only_after_the_start_is_described_and_changes_nothing_else() {
    let whole = effects(FactorsSpec::default());
    let named = ["school", "married", "age"].map(str::to_owned).to_vec();
    let early = effects(FactorsSpec { covariates: Some(named), ..FactorsSpec::default() });
    let late = line(&whole, "late", None);
    assert!(late.after_start && late.among_treated.estimate.is_some());
    assert!(late.among_comparison.estimate.is_none() && late.interaction.estimate.is_none());
    assert_eq!(whole.factors.len(), early.factors.len() + 1);
    assert_eq!(whole.factors[..early.factors.len()], early.factors[..]);
}

#[test]
fn a_factor_that_tells_the_outcome_apart_has_a_reason_and_no_number() {
    let group = |name: &str, filter: &str| SubgroupSpec { name: name.to_owned(), filter: filter.to_owned() };
    let none = Some(Vec::new());
    // Nobody is over 200 in either arm: the column is constant.
    let e = effects(FactorsSpec {
        covariates: none.clone(),
        groups: vec![group("nobody", "age > 200"), group("young", "age < 25")],
        ..FactorsSpec::default()
    });
    // All eleven Hispanic people of the treated had earnings: the maximum is at infinity.
    let race = effects(FactorsSpec { covariates: Some(vec!["race".to_owned()]), ..FactorsSpec::default() });
    let hispanic = line(&race, "race", Some("hispan"));
    assert!(
        hispanic.among_treated.estimate.is_none()
            && hispanic.null_reason.as_deref().is_some_and(|r| r.contains("separation"))
    );
    let nobody = line(&e, "nobody", None);
    assert!(nobody.interaction.estimate.is_none() && nobody.null_reason.is_some());
    assert!(line(&e, "young", None).interaction.se.is_some());
    assert_eq!(e.factor_tests, 1);
    let empty = effects(FactorsSpec { covariates: none, ..FactorsSpec::default() });
    assert!(empty.factors.is_empty());
}
