//! How analyses of completed data sets become one.

use super::engine::{close, run_text};
use super::people::{Make, job, rows, write};
use matchwell::balance::Statistic;
use matchwell::estimate::{EffectRow, Measure};
use matchwell::matching::Fate;
use matchwell::stats::rubin;
use matchwell::study::{Analysis, Study};

fn study(matching: &str, more: &str) -> Study {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), "people.csv", &rows(&Make { n: 240, seed: 2, gaps: true }));
    let more = format!("[imputation]\nm = 5\niterations = 3\n[sensitivity]\nbracket = false\n{more}");
    run_text(&job("impute", matching, &more), folder.path())
}

fn parts(a: &Analysis) -> &[Analysis] {
    &a.imputed.as_ref().expect("imputed").parts
}

fn effects(a: &Analysis) -> &[EffectRow] {
    &a.effects.as_ref().expect("effects").rows
}

#[test]
fn every_row_is_pooled_by_rubins_rules() {
    let specification = "[[specification]]\nname = \"weights\"\nmatching = { method = \"weighting\" }";
    let study = study("method = \"nearest\"", specification);
    assert_eq!(study.analyses.len(), 2);
    for a in &study.analyses {
        assert_eq!(parts(a).len(), 5);
        assert!(parts(a).iter().zip(1..).all(|(p, k)| p.imputation == Some(k)));
        for (at, row) in effects(a).iter().enumerate() {
            let same: Vec<&EffectRow> = parts(a).iter().map(|p| &effects(p)[at]).collect();
            assert_eq!(row.measure, Measure::Difference);
            let points: Vec<f64> = same.iter().filter_map(|r| r.estimate).collect();
            let variances: Vec<f64> = same.iter().filter_map(|r| r.se).map(|s| s * s).collect();
            let df = same.iter().filter_map(|r| r.df).min_by(f64::total_cmp);
            let wanted = rubin::pool(&points, &variances, df).expect("five numbers");
            close("estimate", row.estimate.unwrap(), wanted.estimate, 1e-12);
            close("se", row.se.unwrap(), wanted.se(), 1e-12);
            assert_eq!(row.df, wanted.df);
            assert_eq!(row.pooled, Some(wanted));
            assert!(wanted.between > 0.0 && row.se.unwrap() > wanted.within.sqrt());
            let half = matchwell::stats::distribution::critical(0.95, row.df) * wanted.se();
            close("lower", row.lower.unwrap(), wanted.estimate - half, 1e-12);
            assert_eq!((row.difference, row.difference_upper), (row.estimate, row.upper));
            let mean = same.iter().filter_map(|r| r.treat.mean).sum::<f64>() / 5.0;
            close("mean of the treated", row.treat.mean.unwrap(), mean, 1e-12);
        }
    }
}

#[test]
fn ratios_are_pooled_on_the_log_scale() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let binary: Vec<String> = rows(&Make { n: 400, seed: 4, gaps: true })
        .iter()
        .map(|r| {
            let (rest, end) = r.rsplit_once(',').unwrap();
            format!("{rest},{}", u8::from(end.parse::<f64>().unwrap() > 0.3))
        })
        .collect();
    write(folder.path(), "people.csv", &binary);
    let text = job("impute", "method = \"nearest\"", "[imputation]\nm = 5\niterations = 3\n")
        .replace("[outcomes.lonely]\nbetter = \"lower\"\nreport = [\"end\"]\nboth = { start = \"score\", end = \"end\" }", "[outcomes.lonely]\nbinary = true\ncolumn = \"end\"");
    let study = run_text(&text, folder.path());
    let a = &study.analyses[0];
    let ratios: Vec<usize> =
        (0..effects(a).len()).filter(|&k| effects(a)[k].measure == Measure::RiskRatio).collect();
    assert!(!ratios.is_empty());
    for at in ratios {
        let row = &effects(a)[at];
        let logs: Vec<f64> = parts(a).iter().map(|p| effects(p)[at].estimate.unwrap().ln()).collect();
        close("log ratio", row.estimate.unwrap().ln(), logs.iter().sum::<f64>() / 5.0, 1e-12);
        let (low, high) = (row.lower.unwrap().ln(), row.upper.unwrap().ln());
        close("middle of the limits", 0.5 * (low + high), row.estimate.unwrap().ln(), 1e-12);
        let difference = effects(a)
            .iter()
            .find(|r| r.measure == Measure::Difference && r.estimator == row.estimator && r.base == row.base)
            .expect("a difference beside it");
        assert_eq!((row.difference, row.difference_lower), (difference.estimate, difference.lower));
    }
}

#[test]
fn balance_is_averaged_and_the_worst_is_kept() {
    let study = study("method = \"nearest\"", "");
    let a = &study.analyses[0];
    let smd = |b: &matchwell::balance::Balance| -> Vec<f64> {
        let rows = b.rows.iter().filter(|r| r.statistic == Statistic::StandardisedDifference);
        rows.filter(|r| r.covariate == "health").filter_map(|r| r.after).collect()
    };
    let each: Vec<f64> = parts(a).iter().map(|p| smd(&p.balance)[0]).collect();
    let row = a
        .balance
        .rows
        .iter()
        .find(|r| r.statistic == Statistic::StandardisedDifference && r.covariate == "health")
        .expect("a row");
    close("mean", row.after.unwrap(), each.iter().sum::<f64>() / 5.0, 1e-12);
    let worst = each.iter().copied().max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap();
    assert_eq!(row.after_worst, Some(worst));
}

#[test]
fn agreement_counts_people_and_partners() {
    let study = study("method = \"nearest\"\n[design]\ncaliper = 0.05", "");
    let a = &study.analyses[0];
    let agreement = a.imputed.as_ref().unwrap().agreement;
    let treated = study.cohort.treated();
    let times = |i: usize| parts(a).iter().filter(|p| p.matching.fate[i] == Fate::Matched).count();
    let count =
        |test: &dyn Fn(usize) -> bool| (0..treated.len()).filter(|&i| treated[i] && test(times(i))).count();
    assert_eq!(agreement.always, count(&|n| n == 5));
    assert_eq!(agreement.sometimes, count(&|n| n > 0 && n < 5));
    assert_eq!(agreement.never, count(&|n| n == 0));
    assert!(agreement.sometimes > 0, "the caliper is narrow enough for some to be matched now and then");
    // The slow twin of `kept`: every pair of matches, every partner.
    let (mut shared, mut size) = (0.0, 0.0);
    for k in 0..5 {
        for l in 0..k {
            let edges = |p: usize| parts(a)[p].matching.edges.as_ref().unwrap();
            let both = |e: &&matchwell::matching::Edge| {
                edges(l).iter().any(|f| f.treated == e.treated && f.control == e.control)
            };
            shared += edges(k).iter().filter(both).count() as f64;
            size += (edges(k).len() + edges(l).len()) as f64 / 2.0;
        }
    }
    close("kept", agreement.kept.unwrap(), shared / size, 1e-12);
    let review = a.matching.review.iter().any(|f| f.rule == "MW177");
    assert!(review);
    assert!(a.effects.as_ref().unwrap().label.contains("not all the same people are matched"));
}
