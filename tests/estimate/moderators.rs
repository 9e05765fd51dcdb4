//! Differences between effects, against `lm(re78 ~ treat * group)` with `vcovCL(type = "HC1")` or `vcovHC("HC3")` of
//! R's sandwich 3.0, on lalonde with the weights and sets of MatchIt; people of a set outside the group are left out and
//! the others carry their weight (METHODS 3), done in R by itself. Tolerance 1e-8 relative.

use super::common::lalonde;
use super::hand::{close, design, spec};
use super::lalonde::hand_made;
use matchwell::design::Estimand;
use matchwell::estimate::{
    EffectRow, Effects, EstimateSpec, EstimatorKind, Moderation, ModeratorSpec, SubgroupSpec, run,
};

fn asked(kind: EstimatorKind, variance: &str) -> EstimateSpec {
    let group = |name: &str, filter: &str| SubgroupSpec { name: name.to_owned(), filter: filter.to_owned() };
    let by = |by: &str| ModeratorSpec { by: by.to_owned(), step: None };
    EstimateSpec {
        subgroups: vec![group("young", "age < 25"), group("older", "age >= 25")],
        moderators: vec![by("race"), by("age")],
        ..spec(kind, variance)
    }
}

fn effects(weights: &str, kind: &str, s: &EstimateSpec) -> Effects {
    let cohort = lalonde();
    let (d, m) = (design(&cohort, Estimand::Att, &["age"]), hand_made(&cohort, weights, kind, Estimand::Att));
    run(&cohort, &d, &m, s).expect("effects")
}

fn find<'e>(e: &'e Effects, moderator: &str, level: Option<&str>) -> &'e Moderation {
    let is = |m: &&Moderation| m.moderator == moderator && m.level.as_deref() == level;
    e.moderators.iter().find(is).expect("the row is there")
}

fn group<'e>(e: &'e Effects, name: &str) -> &'e EffectRow {
    e.rows.iter().find(|r| r.group == name).expect("the row is there")
}

/// Weights, kind and variance; interaction and its error for `age < 25` and for Hispanic people; the chi-squared test
/// over three levels of race; slope of the effect by a standard deviation of age and the effect at its mean.
type Reference = (&'static str, &'static str, &'static str, [f64; 4], [f64; 2], [f64; 4]);

const REFERENCE: [Reference; 3] = [
    (
        "nn_default",
        "match",
        "cluster(set)",
        [-2_300.137_484_466_51, 1_838.113_021_159_78, 3_440.685_671_691_17, 3_912.258_217_788_32],
        [1.480_523_073_677_08, 0.476_989_148_972_181],
        [1_029.240_883_378_44, 533.855_408_789_929, 918.944_985_615_105, 708.492_516_209_274],
    ),
    (
        "full_att",
        "match",
        "cluster(set)",
        [-5_275.242_549_862_82, 2_190.229_530_166_16, 483.957_707_521_211, 2_861.418_608_653_55],
        [0.029_687_497_005_199_1, 0.985_265_876_844_882],
        [873.534_373_057_766, 712.547_506_663_983, 1_702.019_252_404_48, 753.463_566_466_315],
    ),
    (
        "exact_race",
        "strata",
        "hc3",
        [-2_507.793_087_750_3, 1_678.575_596_443_99, -1_142.170_596_818_37, 2_628.627_454_243_88],
        [0.601_248_918_555_847, 0.740_355_754_281_304],
        [662.497_850_342_876, 629.442_311_501_544, 1_094.907_956_047_02, 813.433_612_235_69],
    ),
];

#[test]
fn interactions_equal_those_of_a_regression_in_r() {
    for (weights, kind, variance, parts, test, line) in REFERENCE {
        let e = effects(weights, kind, &asked(EstimatorKind::Difference, variance));
        let young = find(&e, "young", None);
        close(weights, young.interaction.estimate, parts[0], 1e-8);
        close(weights, young.interaction.se, parts[1], 1e-8);
        let hispanic = find(&e, "race", Some("hispan"));
        close(weights, hispanic.interaction.estimate, parts[2], 1e-8);
        close(weights, hispanic.interaction.se, parts[3], 1e-8);
        let joint = hispanic.together.as_ref().expect("a test").test;
        close(weights, Some(joint.statistic), test[0], 1e-8);
        close(weights, Some(joint.p), test[1], 1e-8);
        assert_eq!(joint.df, 2);
        let age = find(&e, "age", None);
        close(weights, age.interaction.estimate, line[0], 1e-8);
        close(weights, age.interaction.se, line[1], 1e-8);
        close(weights, age.effect.estimate, line[2], 1e-8);
        close(weights, age.effect.se, line[3], 1e-8);
        close(weights, age.step, 7.135_655_181_703_32, 1e-10);
    }
}

/// The same for matching with replacement, two-way clustered: a row a treated person and a row a link.
#[test]
fn interactions_after_replacement_equal_two_way_clusters_in_r() {
    let e = effects("mah_replace", "repl", &asked(EstimatorKind::Difference, "cluster(set, unit)"));
    let young = find(&e, "young", None);
    close("replace", young.interaction.estimate, -4_948.357_058_972_42, 1e-8);
    close("replace", young.interaction.se, 2_289.552_231_671_07, 1e-8);
}

/// The effect of a part is that of its row among the effects, and the interaction is the difference of two of them,
/// whatever the estimator.
#[test]
fn parts_are_the_groups_among_the_effects() {
    for kind in [EstimatorKind::Difference, EstimatorKind::Regression] {
        for (weights, structure) in [("nn_default", "match"), ("full_att", "match"), ("exact_race", "strata")]
        {
            let e = effects(weights, structure, &asked(kind, "auto"));
            let (young, older) = (find(&e, "young", None), find(&e, "older", None));
            close(weights, young.effect.estimate, group(&e, "young").estimate.expect("an effect"), 1e-12);
            close(weights, young.effect.se, group(&e, "young").se.expect("an error"), 1e-12);
            close(weights, young.elsewhere.estimate, group(&e, "older").estimate.expect("an effect"), 1e-12);
            assert_eq!(young.here.treated, group(&e, "young").treat.number);
            let apart = young.effect.estimate.zip(older.effect.estimate).map(|(a, b)| a - b);
            close(weights, young.interaction.estimate, apart.expect("two effects"), 1e-10);
        }
    }
}

/// `older` asks the question of `young` the other way round: 3 tests are made, not 4.
#[test]
fn the_same_question_is_tested_once() {
    let e = effects("nn_default", "match", &asked(EstimatorKind::Difference, "auto"));
    assert_eq!(e.interaction_tests, 3);
    let (young, older) = (find(&e, "young", None), find(&e, "older", None));
    assert_eq!(young.interaction.p, older.interaction.p);
    assert_eq!((young.p_holm, young.p_bh), (older.p_holm, older.p_bh));
    let p = |m: &Moderation| m.together.as_ref().map(|t| t.test.p).expect("a test");
    assert!(young.p_holm >= Some(p(young)) && young.p_bh >= Some(p(young)));
    let support = young.here.support().expect("a share");
    assert!(support > 0.0 && support < 1.0, "some are young and matched to nobody young");
}

#[test]
fn a_group_of_nobody_says_so() {
    let mut s = asked(EstimatorKind::Difference, "auto");
    s.subgroups[0].filter = "age > 200".to_owned();
    s.moderators[1] = ModeratorSpec { by: "re74".to_owned(), step: Some(1_000.0) };
    let e = effects("nn_default", "match", &s);
    let nobody = find(&e, "young", None);
    assert_eq!((nobody.here.supported, nobody.here.support()), (0, None));
    assert!(
        nobody.interaction.estimate.is_none() && nobody.null_reason.is_some() && nobody.together.is_none()
    );
    assert_eq!(find(&e, "re74", None).step, Some(1_000.0));
}
