//! Genetic matching: what it promises, on lalonde and on made-up cohorts.

#[path = "common/byhand.rs"]
mod byhand;
mod common;
#[path = "common/engine.rs"]
mod engine;

#[path = "common/lalonde.rs"]
mod lalonde;

use byhand::{caliper, exact, open_design, propensity};
use common::{cohort, covariate, number_array, roles};
use engine::run_text;
use lalonde::COVARIATES;
use matchwell::cohort::{Cohort, Kind};
use matchwell::design::{Design, Estimand, Metric};
use matchwell::matching::{
    self, Admissible, Fit, GeneticSpec, Matching, MatchingError, MatchingSpec, Method, Order,
};
use matchwell::stats::rng::{shuffle, stream, uniform};
use matchwell::study::Study;
use std::path::Path;

const FOLDER: &str = "tests/fixtures/lalonde";

fn job(matching: &str) -> String {
    format!(
        r#"name = "lalonde"
[units]
source = "lalonde.csv"
id = "id"
treated = {{ column = "treat", is = 1 }}
{COVARIATES}
[outcomes.re78]
column = "re78"
better = "higher"
unit = "dollars"
[matching]
tie_orders = 0
{matching}
[estimate]
measures = ["difference"]
"#
    )
}

fn lalonde(matching: &str) -> Study {
    run_text(&job(matching), Path::new(FOLDER))
}

/// Largest standardised difference after matching.
fn worst(study: &Study) -> f64 {
    study.analyses[0].balance.worst[1].expect("a matched sample")
}

const QUICK: &str = "[matching.genetic]\npopulation = 30\ngenerations = 20";

#[test]
fn lalonde_balances_better_than_the_score_and_than_mahalanobis() {
    for replace in ["replace = false", "replace = true"] {
        let genetic = worst(&lalonde(&format!("method = \"genetic\"\n{replace}\n{QUICK}")));
        let score = worst(&lalonde(&format!("method = \"nearest\"\n{replace}")));
        let plain = worst(&lalonde(&format!(
            "method = \"genetic\"\n{replace}\n[matching.genetic]\ngenerations = 0\nscore = false"
        )));
        println!("lalonde, {replace}: genetic {genetic:.4}, score {score:.4}, Mahalanobis {plain:.4}");
        // Without replacement only 87 controls are black, for 156 of 185 treated: nothing balances that
        // better than to use them all, which the score does too.
        let bound = replace == "replace = false" && genetic <= score;
        assert!((bound || genetic < score) && genetic < plain, "{replace}: {genetic} {score} {plain}");
    }
}

/// With replacement the score leaves 0.24 (0.2395 by MatchIt); a third of it is within reach.
#[test]
fn lalonde_with_replacement_comes_down_to_a_tenth() {
    let study = lalonde(&format!("method = \"genetic\"\nreplace = true\n{QUICK}"));
    assert!(worst(&study) < 0.1, "{}", worst(&study));
    let weights = &study.analyses[0].matching.distance_weights;
    let names: Vec<&str> = weights.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names.first(), Some(&"age"));
    assert_eq!(names.last(), Some(&"propensity score"));
    assert!(weights.iter().all(|(_, w)| (0.0..=1000.0).contains(w)), "{weights:?}");
}

/// Numbers that differ between the arms: `treated` people among `n`, three covariates and a score.
struct Made {
    ids: Vec<String>,
    treated: Vec<bool>,
    x: [Vec<f64>; 3],
}

fn made(treated: usize, n: usize, seed: u64) -> Made {
    let mut rng = stream(seed, "people", 0);
    let mut normal = || (0..12).map(|_| uniform(&mut rng)).sum::<f64>() - 6.0;
    let arms: Vec<bool> = (0..n).map(|i| i < treated).collect();
    let mut column = |shift: f64, curve: f64| -> Vec<f64> {
        let draw = |&z: &bool| {
            let v = normal();
            if z { shift + v } else { v + curve * v * v }
        };
        arms.iter().map(draw).collect()
    };
    let x = [column(0.8, 0.0), column(0.4, 0.3), column(-0.2, 0.0)];
    Made { ids: (0..n).map(|i| format!("{i:05}")).collect(), treated: arms, x }
}

impl Made {
    fn cohort(&self) -> Cohort {
        let names = ["x", "y", "z"];
        let columns = names.iter().zip(&self.x).map(|(n, x)| (*n, number_array(x.clone()))).collect();
        let covariates = names.iter().map(|n| covariate(n, Kind::Number)).collect();
        cohort(self.ids.clone(), self.treated.clone(), columns, roles(covariates, Vec::new()))
    }

    fn design(&self, cohort: &Cohort) -> Design {
        let mut design = open_design(cohort, Estimand::Att);
        design.metric = Metric::Coordinates(self.x.to_vec());
        design.spec.distance = matchwell::design::Distance::Euclidean;
        let linear: Vec<f64> =
            (0..self.treated.len()).map(|i| 0.8 * self.x[0][i] + 0.4 * self.x[1][i]).collect();
        let score = linear.iter().map(|l| 1.0 / (1.0 + (-l).exp())).collect();
        design.propensity = Some(propensity(score, linear, false));
        design
    }

    /// Largest difference of means in SD of the treated.
    fn worst(&self, m: &Matching) -> f64 {
        let of = |x: &Vec<f64>| {
            let mean = |arm: bool| {
                let own = (0..x.len()).filter(|&i| self.treated[i] == arm && m.weight[i] > 0.0);
                let (s, w) = own.fold((0.0, 0.0), |(s, w), i| (s + m.weight[i] * x[i], w + m.weight[i]));
                s / w
            };
            let own: Vec<f64> = (0..x.len()).filter(|&i| self.treated[i]).map(|i| x[i]).collect();
            let n = own.len() as f64;
            let middle = own.iter().sum::<f64>() / n;
            let sd = (own.iter().map(|v| (v - middle).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
            ((mean(true) - mean(false)) / sd).abs()
        };
        self.x.iter().map(of).fold(0.0, f64::max)
    }
}

fn spec(generations: u32) -> MatchingSpec {
    let genetic = GeneticSpec { population: 12, generations, ..GeneticSpec::default() };
    MatchingSpec { method: Method::Genetic, genetic, ..MatchingSpec::default() }
}

fn run(cohort: &Cohort, design: &Design, spec: &MatchingSpec) -> Result<Matching, MatchingError> {
    matching::run(cohort.blinded(), design, spec, 7)
}

#[test]
fn made_up_people_balance_better_than_with_equal_weights() {
    let people = made(120, 700, 1);
    let cohort = people.cohort();
    let design = people.design(&cohort);
    let plain = MatchingSpec { method: Method::Nearest, ..MatchingSpec::default() };
    for fit in [Fit::Smd, Fit::Distributions, Fit::Pvalues] {
        let mut genetic = spec(15);
        genetic.genetic.fit = fit;
        let found = people.worst(&run(&cohort, &design, &genetic).expect("a matching"));
        let equal = people.worst(&run(&cohort, &design, &plain).expect("a matching"));
        println!("made up, {fit:?}: genetic {found:.4}, equal weights {equal:.4}");
        assert!(found < equal, "{fit:?}: {found} against {equal}");
    }
}

#[test]
fn without_generations_it_is_the_plain_distance() {
    let people = made(60, 300, 2);
    let cohort = people.cohort();
    let design = people.design(&cohort);
    for (replace, ratio) in [(false, 1.0), (true, 2.0)] {
        let genetic = MatchingSpec { replace, ratio, ..spec(0) };
        let plain = MatchingSpec { method: Method::Nearest, ..genetic.clone() };
        let plain = MatchingSpec { genetic: GeneticSpec::default(), ..plain };
        let (a, b) = (run(&cohort, &design, &genetic), run(&cohort, &design, &plain));
        let (a, b) = (a.expect("a matching"), b.expect("a matching"));
        assert_eq!(a.edges, b.edges);
        let weights: Vec<f64> = a.distance_weights.iter().map(|(_, w)| *w).collect();
        assert_eq!(weights, [1.0, 1.0, 1.0, 0.0]);
    }
}

#[test]
fn threads_and_row_order_do_not_matter() {
    let text = std::fs::read_to_string(format!("{FOLDER}/lalonde.csv")).expect("the fixture");
    let (heading, rows) = text.split_once('\n').expect("rows");
    let mut rows: Vec<&str> = rows.lines().collect();
    shuffle(&mut stream(5, "rows", 0), &mut rows);
    let folder = tempfile::tempdir().expect("a folder");
    let shuffled = format!("{heading}\n{}\n", rows.join("\n"));
    std::fs::write(folder.path().join("lalonde.csv"), shuffled).expect("a file");
    let answer = |folder: &Path, threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let matching = format!("method = \"genetic\"\n{QUICK}");
        let study = pool.install(|| run_text(&job(&matching), folder));
        let found = &study.analyses[0].matching;
        (found.distance_weights.clone(), found.edges.clone())
    };
    let one = answer(Path::new(FOLDER), 1);
    assert_eq!(one, answer(Path::new(FOLDER), 4));
    assert_eq!(one, answer(folder.path(), 2));
}

#[test]
fn partners_obey_the_rules_and_nobody_is_given_up_for_balance() {
    let people = made(90, 500, 4);
    let cohort = people.cohort();
    let keys: Vec<String> = (0..500).map(|i| (i % 3).to_string()).collect();
    let design = exact(caliper(people.design(&cohort), "x", &people.x[0], 0.3, false), &keys);
    let found = run(&cohort, &design, &spec(8)).expect("a matching");
    let plain = run(&cohort, &design, &spec(0)).expect("a matching");
    let edges = found.edges.expect("edges");
    for e in &edges {
        let (t, c) = (e.treated as usize, e.control as usize);
        assert!(Admissible::new(&design).pair(t, c) && t % 3 == c % 3);
        assert!((people.x[0][t] - people.x[0][c]).abs() <= 0.3);
    }
    assert!(edges.len() >= plain.edges.expect("edges").len());
}

/// Every distance that is reported is the weighted one.
#[test]
fn distances_are_the_weighted_ones() {
    let people = made(50, 200, 6);
    let cohort = people.cohort();
    let mut design = people.design(&cohort);
    design.propensity = None;
    let found =
        run(&cohort, &design, &MatchingSpec { order: Some(Order::Data), ..spec(5) }).expect("a matching");
    for e in found.edges.iter().flatten() {
        let part = |(x, (_, w)): (&Vec<f64>, &(String, f64))| {
            w * (x[e.treated as usize] - x[e.control as usize]).powi(2)
        };
        let distance: f64 = people.x.iter().zip(&found.distance_weights).map(part).sum::<f64>().sqrt();
        assert!((distance - e.distance).abs() <= 1e-12 * distance.max(1.0), "{distance} {}", e.distance);
    }
}

#[test]
fn small_and_flat_cohorts_have_an_answer() {
    let one = made(1, 40, 8);
    let cohort = one.cohort();
    assert_eq!(
        run(&cohort, &one.design(&cohort), &spec(3)).expect("a matching").edges.expect("edges").len(),
        1
    );
    let mut flat = made(10, 60, 9);
    flat.x[1] = vec![3.0; 60];
    let cohort = flat.cohort();
    for fit in [Fit::Smd, Fit::Distributions, Fit::Pvalues] {
        let mut asked = spec(4);
        asked.genetic.fit = fit;
        let found = run(&cohort, &flat.design(&cohort), &asked).expect("a matching");
        assert!(found.weight.iter().all(|w| w.is_finite()) && found.edges.expect("edges").len() == 10);
    }
    let mut single = flat.design(&cohort);
    single.propensity = None;
    single.metric = Metric::Coordinates(vec![flat.x[0].clone()]);
    let (a, b) = (run(&cohort, &single, &spec(4)), run(&cohort, &single, &spec(0)));
    assert_eq!(a.expect("a matching").edges, b.expect("a matching").edges);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let people = made(5, 20, 10);
    let cohort = people.cohort();
    let mut design = people.design(&cohort);
    let code = |design: &Design, spec: &MatchingSpec| run(&cohort, design, spec).expect_err("refused").code();
    let with = |change: fn(&mut GeneticSpec)| {
        let mut asked = spec(3);
        change(&mut asked.genetic);
        asked
    };
    for asked in [
        with(|g| g.population = 3),
        with(|g| g.wait = 0),
        with(|g| g.most = 0.0),
        with(|g| g.least = f64::NAN),
    ] {
        assert_eq!(code(&design, &asked), "MW481");
    }
    if let Some(p) = &mut design.propensity {
        p.linear[0] = f64::INFINITY;
    }
    assert_eq!(code(&design, &spec(3)), "MW481");
    design.metric = Metric::CityBlock(people.x.to_vec());
    assert_eq!(code(&design, &spec(3)), "MW480");
}
