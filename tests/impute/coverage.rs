//! Does the pooled interval cover the truth, where complete cases do not? Fast here, at length in `make coverage`.

use super::engine::run_text;
use super::people::{Make, individual, job, logistic, rows, write};
use matchwell::estimate::EstimatorKind;
use matchwell::stats::draw::normal;
use matchwell::stats::rng::{stream, uniform};
use rayon::prelude::*;

/// Estimate, standard error, limits, and the share of information that is missing.
type Figures = (f64, f64, f64, f64, f64);

/// The mean effect on the treated: 4 million draws, standard error 0.0005.
fn truth() -> f64 {
    let mut rng = stream(77, "truth", 0);
    let (mut sum, mut n) = (0.0, 0.0);
    for _ in 0..4_000_000 {
        let age = normal(&mut rng);
        let score = 0.3 * age + normal(&mut rng);
        let health = 0.5 * age + 0.4 * score + 0.8 * normal(&mut rng);
        if uniform(&mut rng) < logistic(-1.2 + 0.4 * age + 0.6 * health + 0.3 * score) {
            sum += individual(age);
            n += 1.0;
        }
    }
    sum / n
}

/// Bias, mean standard error, standard deviation and coverage.
struct Summary {
    bias: f64,
    se: f64,
    sd: f64,
    coverage: f64,
    fmi: f64,
}

fn summary(way: &str, matching: &str, kind: EstimatorKind, truth: f64, seeds: u64, n: usize) -> Summary {
    let (missing, gaps, more) = match way {
        "before gaps" => ("stop", false, String::new()),
        "complete cases" => ("exclude", true, String::new()),
        "imputed" => ("impute", true, "[imputation]\nm = 10\niterations = 5".to_owned()),
        _ => ("impute", true, "[imputation]\nm = 10\niterations = 5\noutcome = true".to_owned()),
    };
    let once = |seed: u64| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        write(folder.path(), "people.csv", &rows(&Make { n, seed: 1000 + seed, gaps }));
        let study = run_text(&job(missing, &format!("{matching}\ntie_orders = 0"), &more), folder.path());
        let effects = study.analyses[0].effects.clone().expect("effects");
        let row = effects.rows.iter().find(|r| r.estimator == kind).expect("a row").clone();
        (
            row.estimate.expect("a number"),
            row.se.expect("an error"),
            row.lower.unwrap(),
            row.upper.unwrap(),
            row.pooled.map_or(0.0, |p| p.fmi),
        )
    };
    let all: Vec<_> = (0..seeds).into_par_iter().map(once).collect();
    let count = all.len() as f64;
    let mean = |value: &dyn Fn(&Figures) -> f64| all.iter().map(value).sum::<f64>() / count;
    let bias = mean(&|r| r.0 - truth);
    Summary {
        bias,
        se: mean(&|r| r.1),
        sd: (mean(&|r| (r.0 - truth - bias).powi(2)) * count / (count - 1.0)).sqrt(),
        coverage: mean(&|r| f64::from(u8::from(r.2 <= truth && truth <= r.3))),
        fmi: mean(&|r| r.4),
    }
}

const WEIGHTING: &str = "method = \"weighting\"";
const NEAREST: &str = "method = \"nearest\"\nreplace = false";

/// 24 evaluations of 500 people: complete cases are off by three standard errors of the simulation and more, imputation with
/// end scores is not.
#[test]
fn imputation_removes_the_bias_of_complete_cases() {
    let truth = truth();
    let run = |way| summary(way, WEIGHTING, EstimatorKind::Regression, truth, 24, 500);
    let (cases, imputed) = (run("complete cases"), run("imputed, end scores help"));
    let noise = |s: &Summary| s.sd / 24.0_f64.sqrt();
    assert!(cases.bias < -3.0 * noise(&cases), "complete cases: {} ± {}", cases.bias, noise(&cases));
    assert!(imputed.bias.abs() < 3.0 * noise(&imputed), "imputed: {} ± {}", imputed.bias, noise(&imputed));
    assert!(imputed.bias.abs() < 0.5 * cases.bias.abs());
}

#[test]
#[ignore = "slow: run by `make coverage`"]
fn pooled_intervals_cover_the_truth() {
    let (truth, seeds, n) = (truth(), 500, 500);
    println!("true effect on the treated {truth:.4}; {seeds} repetitions of {n} people");
    for (name, matching, kind) in [
        ("weighting, regression", WEIGHTING, EstimatorKind::Regression),
        ("nearest 1:1, regression", NEAREST, EstimatorKind::Regression),
    ] {
        for way in ["before gaps", "complete cases", "imputed", "imputed, end scores help"] {
            let s = summary(way, matching, kind, truth, seeds, n);
            println!(
                "| {name} | {way} | {:+.3} | {:+.2} | {:.3} | {:.3} | {:.2} | {:.1} % | {:.0} % |",
                s.bias,
                s.bias / s.se,
                s.se,
                s.sd,
                s.se / s.sd,
                100.0 * s.coverage,
                100.0 * s.fmi
            );
            if way == "imputed, end scores help" {
                assert!(s.bias.abs() < 0.25 * s.se, "bias of {} standard errors", s.bias / s.se);
                assert!((0.91..=0.985).contains(&s.coverage), "coverage {}", s.coverage);
            }
        }
    }
}
