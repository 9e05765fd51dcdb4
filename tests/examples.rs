//! The examples against published and recomputed figures: MatchIt 4.7.2 on id order (nearest ones), R's
//! `glm` with weights, Hernan and Robins (NHEFS), and plain counts (UCLA-3). Tolerance 1e-6 relative
//! unless said.

mod common {
    pub mod engine;
}

use common::engine::{close, run_text};
use matchwell::estimate::{EstimatorKind, Measure};
use matchwell::study::{Analysis, Study};
use std::path::Path;

fn example(name: &str, job: &str) -> Study {
    let folder = Path::new("examples").join(name);
    let text = std::fs::read_to_string(folder.join(job)).expect("an example");
    run_text(&text, &folder)
}

fn difference(analysis: &Analysis, contrast: &str) -> f64 {
    let rows = &analysis.effects.as_ref().expect("effects").rows;
    let wanted = rows.iter().find(|r| {
        r.estimator == EstimatorKind::Difference
            && r.measure == Measure::Difference
            && r.group == "all"
            && format!("{:?}", r.contrast) == contrast
    });
    wanted.expect("the row").estimate.expect("a number")
}

const FULL: &str = r#"["age", "age^2", "age^3", "educ", "educ^2", "married", "nodegree", "black", "hispanic", "re74", "re75", "u74", "u75", "educ:re74"]"#;
const DEMOGRAPHICS: &str = r#"["age", "age^2", "educ", "black", "hispanic", "married", "nodegree"]"#;
const WITH_BASELINE: &str =
    r#"["age", "age^2", "educ", "black", "hispanic", "married", "nodegree", "re74", "re75", "u74", "u75"]"#;

/// The NSW job with the reference's settings: its terms, its ties, its stopping rule.
fn nsw(terms: &str, matching: &str) -> Study {
    let folder = Path::new("examples/nsw");
    let text = std::fs::read_to_string(folder.join("job.toml")).expect("an example");
    let head = text.split("[design]").next().expect("the part before the design");
    let job = format!(
        "{head}\n[design]\nbaseline = \"ignore\"\nterms = {terms}\npropensity.stop = \"r\"\n[matching]\nties = \"id\"\n{matching}\n[estimate]\ncontrast = \"end\"\nvariance = \"{}\"\n",
        if matching.contains("replace") { "hc3" } else { "auto" }
    );
    run_text(&job, folder)
}

#[test]
fn nsw_nearest_neighbours_equal_matchit() {
    let cases = [
        (FULL, true, 768.712_728_594_594),
        (FULL, false, 1_055.040_371_081_08),
        (DEMOGRAPHICS, true, -3_698.294_638_432_43),
        (DEMOGRAPHICS, false, -3_859.063_43),
        (WITH_BASELINE, true, 2_116.551_111_675_67),
        (WITH_BASELINE, false, 1_755.594_478_162_16),
    ];
    for (terms, replace, effect) in cases {
        let matching = if replace { "replace = true" } else { "ratio = 1" };
        let study = nsw(terms, matching);
        close(&format!("{terms}, {matching}"), difference(&study.analyses[0], "End"), effect, 1e-6);
        assert_eq!(study.analyses[0].balance.treated.matched, 185);
    }
}

#[test]
fn nsw_odds_weights_equal_the_recomputed_figures() {
    let cases = [(FULL, 1782.21), (DEMOGRAPHICS, -3642.9), (WITH_BASELINE, 1503.1)];
    for (terms, effect) in cases {
        let study = nsw(terms, "method = \"weighting\"");
        let ours = difference(&study.analyses[0], "End");
        assert!((ours - effect).abs() < 0.1, "{ours} against {effect}");
    }
}

#[test]
fn demographics_alone_turn_the_sign_and_the_review_warns() {
    let study = example("nsw", "demographics-only.toml");
    let first = &study.analyses[0];
    assert!(difference(first, "End") < -3_000.0);
    assert!(first.design.review.iter().any(|f| f.rule == "MW101"), "the review does not warn");
}

/// Every combination of five choices, the experiment's answer among them.
#[test]
fn the_curve_of_nsw_holds_the_truth() {
    let study = example("nsw", "curve.toml");
    let grid = study.job.grid.as_ref().expect("a grid");
    assert_eq!((grid.combinations, grid.cells.len()), (96, 52));
    assert_eq!(grid.cells.iter().filter(|c| c.primary).count(), 1, "the primary is one of them");
    let curve = study.curve.as_ref().expect("a curve");
    assert!(curve.cells.iter().all(|c| c.figures.is_ok()));
    let everyone = curve.questions.iter().find(|q| q.asked.everyone).expect("cells about all trainees");
    assert!(
        everyone.difference.low < 1_794.0 && everyone.difference.high > 1_794.0,
        "{:?}",
        everyone.difference
    );
    let least = curve.questions.iter().map(|q| q.difference.low).fold(f64::INFINITY, f64::min);
    assert!(least > 0.0, "{least}");
}

#[test]
fn nhefs_equals_the_published_figures() {
    let study = example("nhefs", "job.toml");
    let weighted = &study.analyses[0];
    let row = &weighted.effects.as_ref().expect("effects").rows
        [weighted.effects.as_ref().expect("effects").primary];
    close("inverse probability weights", row.estimate.expect("a number"), 3.4405, 1e-4);
    // Published 3.4 (2.4 to 4.5): Hernan and Robins, chapter 12, with a conservative robust variance;
    // the stacked variance used here counts the estimation of the score and is a little narrower.
    assert!(row.lower.expect("a limit") > 2.3 && row.upper.expect("a limit") < 4.6);
    let known: usize = weighted.balance.treated.eligible + weighted.balance.control.eligible;
    assert_eq!((known, study.cohort.len()), (1566, 1629), "63 people have no outcome");
}

#[test]
fn ucla3_change_categories_equal_plain_counts() {
    let study = example("ucla3-lockdown", "job.toml");
    let (start, end) = (study.cohort.number("loneliness.start"), study.cohort.number("loneliness.end"));
    let (start, end) = (start.expect("start scores"), end.expect("end scores"));
    let both = |i: usize| Some((start.get(i)?, end.get(i)?));
    let pairs: Vec<(f64, f64)> = (0..study.cohort.len()).filter_map(both).collect();
    let count = |f: &dyn Fn(&(f64, f64)) -> bool| pairs.iter().filter(|p| f(p)).count();
    // 59 / 149 / 143 of 351 as shipped; one shipped end score is imputed and has no items.
    assert_eq!(pairs.len(), 350);
    let counted = (count(&|(s, e)| e < s), count(&|(s, e)| e == s), count(&|(s, e)| e > s));
    assert!(matches!(counted, (58..=59, 148..=149, 142..=143)), "{counted:?}");
    let lonely = (0..study.cohort.len()).filter(|&i| start.get(i).is_some_and(|s| s >= 6.0)).count();
    assert_eq!(lonely, 163);
}
