//! A small study made by hand: 240 service users against 900 respondents, loneliness before and after.

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch};
use matchwell::balance::{ArmSize, Balance, BalanceRow, Light, Statistic};
use matchwell::cohort::{
    Better, Case, Cohort, CohortParts, Contrast, Covariate, Gap, Ids, Kind, Outcome, OutcomeShape, Reasons,
    Roles, Shape, category_array,
};
use matchwell::design::review::{Finding, Severity};
use matchwell::design::{Caliper, Design, Metric, Propensity, Strata};
use matchwell::estimate::{
    ArmFigures, Base, Description, EffectRow, Effects, EstimatorKind, Measure, PeopleCounts,
};
use matchwell::estimate::{Counted, Figure, Moderation, ModeratorKind};
use matchwell::job::{Job, JobSpec, Role, Specification};
use matchwell::matching::{Audit, Edge, Fate, Matching, NO_SET, Structure};
use matchwell::study::{Analysis, InputFile, LockState, Study};
use std::collections::BTreeMap;
use std::sync::Arc;

const TREATED: usize = 240;
const POOL: usize = 900;

/// Facts of every unit, treated first.
struct People {
    z: Vec<bool>,
    age: Vec<f64>,
    alone: Vec<f64>,
    region: Vec<u16>,
    start: Vec<f64>,
    end: Vec<Option<f64>>,
}

/// A small generator, so that the tests need no other.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Which third of 0 to 1 a number lies in.
fn third(roll: f64) -> u16 {
    u16::from(3.0 * roll >= 1.0) + u16::from(3.0 * roll >= 2.0)
}

fn people() -> People {
    let mut dice = Dice(20_190_501);
    let mut p = People {
        z: Vec::new(),
        age: Vec::new(),
        alone: Vec::new(),
        region: Vec::new(),
        start: Vec::new(),
        end: Vec::new(),
    };
    for i in 0..TREATED + POOL {
        let z = i < TREATED;
        let start = (3.0 + if z { 2.0 + 5.0 * dice.roll() } else { 6.5 * dice.roll() * dice.roll() }).round();
        let start = start.clamp(3.0, 9.0);
        let step = dice.roll();
        let falls = if z { 0.62 } else { 0.42 };
        let change = if step < falls {
            -1.0 - (3.0 * dice.roll()).floor()
        } else if step < 0.85 {
            0.0
        } else {
            1.0
        };
        p.z.push(z);
        p.age.push((if z { 45.0 } else { 52.0 } + 38.0 * dice.roll()).round());
        p.alone.push(f64::from(dice.roll() < if z { 0.55 } else { 0.3 }));
        p.region.push(if i % 97 == 0 { 3 } else { third(dice.roll()) });
        p.start.push(start);
        p.end.push((dice.roll() > 0.06).then(|| (start + change).clamp(3.0, 9.0)));
    }
    p
}

fn cohort(p: &People) -> Cohort {
    let n = p.z.len();
    let number = |v: &[f64]| Arc::new(Float64Array::from(v.to_vec())) as ArrayRef;
    let levels = ["north", "midlands", "south", "islands"].map(str::to_owned);
    let region = category_array(p.region.iter().map(|r| Some(*r)), &levels).unwrap();
    let columns = RecordBatch::try_from_iter([
        ("age", number(&p.age)),
        ("alone", number(&p.alone)),
        ("region", region),
        ("loneliness.start", number(&p.start)),
        ("loneliness.end", Arc::new(Float64Array::from(p.end.clone())) as ArrayRef),
    ])
    .unwrap();
    let mut entry = Reasons::none(n, "entered");
    let missing = entry.code("missing_covariate", "no value for age");
    (0..n).filter(|i| i % 61 == 5).for_each(|i| entry.mark(i, missing));
    let rare = entry.code("proxy", "answered by a proxy");
    (0..n).filter(|i| i % 171 == 7).for_each(|i| entry.mark(i, rare));
    let ids = Ids::Whole(Int64Array::from_iter_values((100_000_i64..).take(n)));
    Cohort::new(CohortParts {
        columns,
        ids,
        treated: p.z.clone(),
        roles: roles(),
        entry,
        pairs: BTreeMap::new(),
    })
    .unwrap()
}

fn roles() -> Roles {
    let covariate = |name: &str, label: &str, kind, unit: Option<&str>| Covariate {
        name: name.to_owned(),
        label: label.to_owned(),
        kind,
        unit: unit.map(str::to_owned),
        after_start: false,
    };
    Roles {
        shape: Shape::ProgrammeAgainstSurvey,
        treated_label: "service users".to_owned(),
        control_label: "survey respondents".to_owned(),
        covariates: vec![
            covariate("age", "Age", Kind::Number, Some("years")),
            covariate("alone", "Lives alone", Kind::YesNo, None),
            covariate("region", "Region", Kind::Category, None),
        ],
        outcomes: vec![Outcome {
            name: "loneliness".to_owned(),
            label: "Loneliness (UCLA 3-item)".to_owned(),
            shape: OutcomeShape::Change {
                start: "loneliness.start".to_owned(),
                end: "loneliness.end".to_owned(),
            },
            better: Better::Lower,
            binary: false,
            meaningful: 1.0,
            range: Some((3.0, 9.0)),
            case: Some(Case { at_least: Some(6.0), at_most: None, name: "lonely".to_owned() }),
            report: vec![Contrast::Improved, Contrast::Change, Contrast::LeftCase, Contrast::BecameCase],
            unit: "points".to_owned(),
            retest: None,
            source: Some("Hughes and others (2004)".to_owned()),
        }],
        survey_weight: None,
        cluster: None,
        identifiers: Vec::new(),
        gap: Gap { treated: Some(12.0), control: Some(104.0) },
        survey: matchwell::cohort::SurveyDesign::default(),
    }
}

fn design(p: &People, cohort: &Cohort, spec: &Specification) -> Design {
    let n = p.z.len();
    let mut eligible = Reasons::none(n, "eligible");
    let ends = eligible.code("missing_outcome", "no end score for loneliness");
    for i in 0..n {
        if p.end[i].is_none() && cohort.entry().stays(i) {
            eligible.mark(i, ends);
        }
    }
    let linear: Vec<f64> =
        (0..n).map(|i| -4.2 + 0.55 * p.start[i] + 0.7 * p.alone[i] - 0.012 * (p.age[i] - 60.0)).collect();
    let score: Vec<f64> = linear.iter().map(|l| 1.0 / (1.0 + libm::exp(-l))).collect();
    Design {
        spec: spec.design.clone(),
        estimand: spec.design.estimand,
        eligible,
        terms: ["age", "alone", "region", "loneliness.start"].map(str::to_owned).to_vec(),
        prognostic: None,
        propensity: Some(Propensity {
            names: vec!["(Intercept)".to_owned()],
            coefficients: vec![Some(-4.2)],
            errors: vec![Some(0.3)],
            score: score.clone(),
            linear: linear.clone(),
            deviance: 900.0,
            iterations: 6,
            gradient: 1e-12,
            auc: 0.8123,
            weighted: false,
            fold: None,
        }),
        metric: Metric::Score(score),
        strata: Strata {
            of: p.start.iter().map(|s| u32::from(*s >= 6.0)).collect(),
            labels: vec!["not lonely".to_owned(), "lonely".to_owned()],
        },
        antiexact: Vec::new(),
        calipers: vec![Caliper {
            on: "propensity".to_owned(),
            values: linear,
            width: 0.1834,
            said: "0.2 SD (within arms) of the logit".to_owned(),
            on_score: true,
        }],
        survey_weight: None,
        review: vec![finding(
            "MW103",
            Severity::Serious,
            "follow-up differs: 12 weeks for service users, 104 weeks for the pool",
            Some("loneliness"),
        )],
    }
}

fn finding(rule: &'static str, severity: Severity, message: &str, subject: Option<&str>) -> Finding {
    Finding { rule, severity, message: message.to_owned(), subject: subject.map(str::to_owned) }
}

/// Pairs service users in order with the first free respondent of the same start score.
fn matching(p: &People, cohort: &Cohort, design: &Design, spec: &Specification) -> Matching {
    let n = p.z.len();
    let usable = |i: usize| cohort.entry().stays(i) && design.eligible.stays(i);
    let mut fate: Vec<Fate> =
        (0..n).map(|i| if usable(i) { Fate::Spare } else { Fate::Ineligible }).collect();
    let (mut weight, mut set, mut edges) = (vec![0.0; n], vec![NO_SET; n], Vec::new());
    for t in (0..TREATED).filter(|&t| usable(t)) {
        let free = (TREATED..n).find(|&c| fate[c] == Fate::Spare && (p.start[c] - p.start[t]).abs() <= 1.0);
        let Some(c) = free else {
            fate[t] = Fate::NoneLeft;
            continue;
        };
        let number = edges.len() as u32;
        for i in [t, c] {
            (fate[i], weight[i], set[i]) = (Fate::Matched, 1.0, number);
        }
        let distance = (p.start[c] - p.start[t]).abs();
        edges.push(Edge { set: number, treated: t as u32, control: c as u32, slot: 1, distance });
    }
    Matching {
        spec: spec.matching.clone(),
        structure: Structure::Sets,
        cost: Some(edges.iter().map(|e| e.distance).sum()),
        proof: None,
        feasibility: Vec::new(),
        audit: Audit { edges: edges.len(), units: 2 * edges.len() },
        edges: Some(edges),
        set: Some(set),
        analysis_weight: weight.clone(),
        weight,
        models: Vec::new(),
        distance_weights: Vec::new(),
        fate,
        tied: 31,
        review: Vec::new(),
    }
}

/// Mean and spread of a fact under weights.
fn moments(values: impl Iterator<Item = (f64, f64)>) -> (f64, f64) {
    let (mut n, mut s, mut q) = (0.0, 0.0, 0.0);
    for (v, w) in values {
        (n, s, q) = (n + w, s + w * v, q + w * v * v);
    }
    (s / n, (q / n - (s / n) * (s / n)).max(0.0).sqrt())
}

fn balance(p: &People, cohort: &Cohort, d: &Design, m: &Matching) -> Balance {
    let n = p.z.len();
    let usable: Vec<f64> =
        (0..n).map(|i| f64::from(u8::from(cohort.entry().stays(i) && d.eligible.stays(i)))).collect();
    let mut rows = Vec::new();
    let mut worst = [0.0_f64; 2];
    let mut add = |name: &str, level: Option<&str>, value: &dyn Fn(usize) -> f64| {
        let at = |w: &[f64], z: bool| moments((0..n).filter(|&i| p.z[i] == z).map(|i| (value(i), w[i])));
        let ((t0, sd), (c0, _)) = (at(&usable, true), at(&usable, false));
        let ((t1, _), (c1, _)) = (at(&m.weight, true), at(&m.weight, false));
        let smd = [(t0 - c0) / sd, (t1 - c1) / sd];
        worst = [worst[0].max(smd[0].abs()), worst[1].max(smd[1].abs())];
        let light = match smd[1].abs() {
            s if s <= 0.05 => Light::Green,
            s if s <= 0.1 => Light::Amber,
            _ => Light::Red,
        };
        let row = |statistic, before, after, light| BalanceRow {
            covariate: name.to_owned(),
            level: level.map(str::to_owned),
            statistic,
            before: Some(before),
            after: Some(after),
            after_worst: None,
            ruler: Some(sd),
            light,
            matched_on: true,
        };
        rows.push(row(Statistic::MeanTreated, t0, t1, None));
        rows.push(row(Statistic::MeanControl, c0, c1, None));
        rows.push(row(Statistic::StandardisedDifference, smd[0], smd[1], Some(light)));
        rows.push(row(Statistic::RawDifference, t0 - c0, t1 - c1, None));
        rows.push(row(Statistic::VarianceRatio, 1.31, 1.04, Some(Light::Green)));
        rows.push(row(Statistic::EcdfMax, 0.21, 0.05, None));
    };
    add("propensity", None, &|i| d.propensity.as_ref().unwrap().score[i]);
    add("age", None, &|i| p.age[i]);
    add("alone", None, &|i| p.alone[i]);
    for (code, level) in ["north", "midlands", "south", "islands"].into_iter().enumerate() {
        add("region", Some(level), &|i| f64::from(u8::from(usize::from(p.region[i]) == code)));
    }
    add("loneliness.start", None, &|i| p.start[i]);
    let size = |z: bool| {
        let of = |w: &[f64]| (0..n).filter(|&i| p.z[i] == z && w[i] > 0.0).count();
        let matched = of(&m.weight);
        ArmSize { all: if z { TREATED } else { POOL }, eligible: of(&usable), matched, ess: matched as f64 }
    };
    Balance {
        rows,
        ruler: "standard deviation among service users before matching",
        treated: size(true),
        control: size(false),
        worst: worst.map(Some),
        l1: [Some(0.61), Some(0.32)],
        most_used: 1,
        review: vec![finding(
            "MW106",
            Severity::Warning,
            "1 of 8 covariates differs by more than 10 % of a standard deviation after matching",
            Some("age"),
        )],
    }
}

/// Counts and shares of one arm behind an effect.
fn figures(values: &[f64], binary: bool) -> ArmFigures {
    let n = values.len();
    let (mean, sd) = moments(values.iter().map(|v| (*v, 1.0)));
    let half = 1.96 * sd / (n as f64).sqrt();
    ArmFigures {
        number: n,
        ess: n as f64,
        numerator: binary.then(|| values.iter().sum()),
        mean: Some(mean),
        lower: Some(mean - half),
        upper: Some(mean + half),
    }
}

/// What one row of effects needs beyond its values.
struct Ask<'a> {
    contrast: Contrast,
    base: Base,
    group: &'a str,
    estimator: EstimatorKind,
    measure: Measure,
    nudge: f64,
}

fn effect(ask: &Ask<'_>, treat: &[f64], comparison: &[f64]) -> EffectRow {
    let binary = ask.contrast != Contrast::Change;
    let (t, c) = (figures(treat, binary), figures(comparison, binary));
    let difference = t.mean.unwrap() - c.mean.unwrap() + ask.nudge;
    let half = |f: &ArmFigures| f.upper.unwrap() - f.mean.unwrap();
    let spread = half(&t).hypot(half(&c));
    let ratio = ask.measure != Measure::Difference;
    let estimate = if ratio { t.mean.unwrap() / c.mean.unwrap() } else { difference };
    let stretch = spread / c.mean.unwrap().abs();
    EffectRow {
        outcome: "loneliness".to_owned(),
        contrast: ask.contrast,
        group: ask.group.to_owned(),
        base: ask.base,
        estimand: "the effect among supported people with a start and an end score who could be matched"
            .to_owned(),
        estimator: ask.estimator,
        measure: ask.measure,
        variance: "cluster(set), CR1".to_owned(),
        treat: t,
        comparison: c,
        estimate: Some(estimate),
        se: Some(spread / 1.96),
        lower: Some(if ratio { estimate / (1.0 + stretch) } else { difference - spread }),
        upper: Some(if ratio { estimate * (1.0 + stretch) } else { difference + spread }),
        df: Some(treat.len() as f64 - 1.0),
        clusters: Some(treat.len()),
        difference: Some(difference),
        difference_lower: Some(difference - spread),
        difference_upper: Some(difference + spread),
        p_value: Some(0.000_123),
        p_holm: Some(0.000_49),
        p_bh: Some(0.000_3),
        number_needed_to_detect: None,
        detectable: None,
        primary: false,
        null_reason: None,
        unit: if ratio {
            "ratio"
        } else if binary {
            "percentage points"
        } else {
            "points"
        }
        .to_owned(),
        pooled: None,
    }
}

fn effects(p: &People, m: &Matching, nudge: f64) -> Effects {
    let arm = |z: bool, keep: &dyn Fn(usize) -> bool, value: &dyn Fn(f64, f64) -> f64| -> Vec<f64> {
        let matched = (0..p.z.len()).filter(|&i| p.z[i] == z && m.weight[i] > 0.0 && keep(i));
        matched.map(|i| value(p.start[i], p.end[i].unwrap())).collect()
    };
    let yes = |b: bool| f64::from(u8::from(b));
    let change = |s: f64, e: f64| e - s;
    let improved = |s: f64, e: f64| yes(e < s);
    let left = |s: f64, e: f64| yes(s >= 6.0 && e < 6.0);
    let became = |s: f64, e: f64| yes(s < 6.0 && e >= 6.0);
    let all = |_: usize| true;
    let cases = |i: usize| p.start[i] >= 6.0;
    let others = |i: usize| p.start[i] < 6.0;
    let young = |i: usize| p.age[i] < 60.0;
    let plain = |contrast, base| Ask {
        contrast,
        base,
        group: "all",
        estimator: EstimatorKind::Difference,
        measure: Measure::Difference,
        nudge,
    };
    let row = |ask: &Ask<'_>, keep: &dyn Fn(usize) -> bool, value: &dyn Fn(f64, f64) -> f64| {
        effect(ask, &arm(true, keep, value), &arm(false, keep, value))
    };
    let mut rows = vec![
        row(&plain(Contrast::Improved, Base::AllMatched), &all, &improved),
        row(
            &Ask { measure: Measure::RiskRatio, ..plain(Contrast::Improved, Base::AllMatched) },
            &all,
            &improved,
        ),
        row(
            &Ask {
                estimator: EstimatorKind::Regression,
                nudge: nudge - 0.01,
                ..plain(Contrast::Improved, Base::AllMatched)
            },
            &all,
            &improved,
        ),
        row(&plain(Contrast::Change, Base::AllMatched), &all, &change),
        row(&plain(Contrast::LeftCase, Base::AllMatched), &all, &left),
        row(&plain(Contrast::LeftCase, Base::CasesAtStart), &cases, &left),
        row(&plain(Contrast::BecameCase, Base::AllMatched), &all, &became),
        row(&plain(Contrast::BecameCase, Base::NonCasesAtStart), &others, &became),
        row(
            &Ask { group: "aged under 60", ..plain(Contrast::Improved, Base::AllMatched) },
            &young,
            &improved,
        ),
        row(
            &Ask { group: "aged 60 and over", ..plain(Contrast::Improved, Base::AllMatched) },
            &|i| !young(i),
            &improved,
        ),
    ];
    rows[0].primary = true;
    let mut descriptions = Vec::new();
    for z in [true, false] {
        descriptions.extend(descriptions_of(&arm(z, &all, &|s, _| s), "start", z));
        descriptions.extend(descriptions_of(&arm(z, &all, &|_, e| e), "end", z));
        let changes = arm(z, &all, &change);
        let count = |f: &dyn Fn(f64) -> bool| changes.iter().filter(|c| f(**c)).count();
        let categories = [
            ("improved", count(&|c| c < 0.0)),
            ("unchanged", count(&|c| c == 0.0)),
            ("worsened", count(&|c| c > 0.0)),
        ];
        for (category, n) in categories {
            descriptions.push(description("change_category", z, Some(category), n, changes.len()));
        }
    }
    let matched = m.weight.iter().zip(&p.z).filter(|(w, z)| **z && **w > 0.0).count();
    let moderators = vec![of_sub_group(&rows[0], &rows)];
    Effects {
        main: Vec::new(),
        rows,
        primary: 0,
        people: PeopleCounts { supported: TREATED, starters: TREATED, both: 226, matched },
        label: format!(
            "the effect for the {matched} of 226 service users with a start and an end score who could be matched"
        ),
        descriptions,
        missing_outcome: [0, 0],
        attrition: None,
        moderators,
        interaction_tests: 1,
        factors: Vec::new(),
        factor_tests: 0,
        tests: 5,
        review: vec![finding(
            "MW113",
            Severity::Note,
            "5 hypotheses are tested; adjusted p-values are given beside the plain ones",
            None,
        )],
    }
}

fn descriptions_of(values: &[f64], section: &'static str, z: bool) -> Vec<Description> {
    let value = |v: i32| {
        let count = values.iter().filter(|x| **x == f64::from(v)).count();
        description(section, z, Some(&v.to_string()), count, values.len())
    };
    let (mean, _) = moments(values.iter().map(|v| (*v, 1.0)));
    let whole =
        Description { value: Some(mean), ..description(section, z, None, values.len(), values.len()) };
    (3..=9).map(value).chain([whole]).collect()
}

fn description(
    section: &'static str,
    treated: bool,
    category: Option<&str>,
    n: usize,
    of: usize,
) -> Description {
    Description {
        outcome: "loneliness".to_owned(),
        section,
        treated,
        matched: true,
        category: category.map(str::to_owned),
        count: n,
        numerator: n as f64,
        denominator: of as f64,
        value: Some(n as f64 / of as f64),
        base: Base::AllMatched,
    }
}

fn specification(id: u32, name: &str, spec: &JobSpec) -> Specification {
    Specification {
        id,
        name: name.to_owned(),
        role: if id == 0 { Role::Primary } else { Role::Declared },
        filter: None,
        design: spec.design.clone(),
        matching: spec.matching.clone(),
        balance: spec.balance.clone(),
        estimate: spec.estimate.clone(),
    }
}

/// The study under a disclosure profile: `none` or `threshold`.
pub fn study(profile: &str) -> Study {
    let text = format!(
        "name = \"Connecting people against a national survey\"\nseed = 20190501\n\
         [design]\nexact = [\"loneliness.start.case\"]\ncaliper = 0.2\n\
         [disclosure]\nprofile = \"{profile}\"\n\
         [[review.allow]]\nrule = \"MW103\"\nbecause = \"no survey with a shorter gap holds the scale\"\n"
    );
    let spec: JobSpec = toml::from_str(&text).unwrap();
    let names = [
        "primary",
        "aged 50 and over",
        "two partners each",
        "Mahalanobis distance",
        "with replacement",
        "odds weights",
    ];
    let specifications: Vec<Specification> =
        names.iter().enumerate().map(|(i, name)| specification(i as u32, name, &spec)).collect();
    let facts = people();
    let cohort = cohort(&facts);
    let analyses = specifications.iter().map(|s| {
        let design = design(&facts, &cohort, s);
        let matching = matching(&facts, &cohort, &design, s);
        let balance = balance(&facts, &cohort, &design, &matching);
        let nudge = 0.013 * f64::from(s.id) * if s.id % 2 == 0 { 1.0 } else { -1.0 };
        let effects = Some(effects(&facts, &matching, nudge));
        Analysis {
            specification: s.clone(),
            imputation: None,
            design,
            matching,
            balance,
            effects,
            ties: None,
            tests: Vec::new(),
            doubts: matchwell::sensitivity::Doubts::default(),
            imputed: None,
        }
    });
    let analyses = analyses.collect();
    let input = |path: &str, rows| InputFile { path: path.into(), sha256: "0".repeat(64), rows };
    Study {
        job: Job {
            spec,
            specifications,
            grid: None,
            instruments: Vec::new(),
            theme: matchwell::report::theme::Theme::default(),
            folder: ".".into(),
            text,
        },
        cohort,
        scales: Vec::new(),
        reliability: Vec::new(),
        imputed: None,
        analyses,
        curve: None,
        described: matchwell::describe::Described::default(),
        value: None,
        inputs: vec![input("service_users.csv", TREATED), input("wave_7.tab", POOL)],
        lock: LockState::Unlocked,
    }
}

/// The sub-group of the rows against the other one.
fn of_sub_group(headline: &EffectRow, rows: &[EffectRow]) -> Moderation {
    let of = |name: &str| {
        let row = rows.iter().find(|r| r.group == name).expect("a row of the group");
        Figure {
            estimate: row.difference,
            lower: row.difference_lower,
            upper: row.difference_upper,
            ..Figure::default()
        }
    };
    let (effect, elsewhere) = (of("aged under 60"), of("aged 60 and over"));
    let apart = effect.estimate.zip(elsewhere.estimate).map(|(a, b)| a - b);
    let interaction = Figure {
        estimate: apart,
        se: Some(0.08),
        lower: apart.map(|d| d - 0.16),
        upper: apart.map(|d| d + 0.16),
        df: None,
        p: Some(0.4),
    };
    let counted = Counted { supported: 120, treated: 100, comparison: 100 };
    Moderation {
        outcome: headline.outcome.clone(),
        contrast: headline.contrast,
        base: headline.base,
        estimator: headline.estimator,
        moderator: "aged under 60".to_owned(),
        label: "aged under 60".to_owned(),
        kind: ModeratorKind::Subgroup,
        level: None,
        after_start: false,
        here: counted,
        others: counted,
        effect,
        elsewhere,
        interaction,
        step: None,
        variance: Some("cluster(set), CR1".to_owned()),
        clusters: Some(100),
        together: None,
        p_holm: Some(0.4),
        p_bh: Some(0.4),
        twin: None,
        position: 0,
        unit: headline.unit.clone(),
        proportion: true,
        null_reason: None,
    }
}
