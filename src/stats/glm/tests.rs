//! Closed forms, edges and invariants of the logistic regression.

use super::{Blocks, Dense, GlmError, Logistic, Logit, Response, Ridge, RowBlocks, Stop, logistic};
use linfa::dataset::DatasetBase;
use linfa::traits::{Fit, Predict};

fn fit(x: &Dense, y: &[bool], weight: Option<&[f64]>) -> Result<Logistic, GlmError> {
    Logit::default().fit(&DatasetBase::new(Blocks(x), Response { y, weight }))
}

fn dense(columns: &[(&str, Vec<f64>)]) -> Dense {
    let named = columns.iter().map(|(name, values)| ((*name).to_owned(), values.clone())).collect();
    Dense::new(columns[0].1.len(), named).expect("equal lengths")
}

/// Cells of a 2 x 2 table as rows: `counts[x][y]`.
fn cells(counts: [[usize; 2]; 2]) -> (Vec<f64>, Vec<bool>) {
    let mut rows = Vec::new();
    for (x, row) in [0.0, 1.0].into_iter().zip(counts) {
        for (y, count) in [false, true].into_iter().zip(row) {
            rows.extend(std::iter::repeat_n((x, y), count));
        }
    }
    rows.into_iter().unzip()
}

/// In a 2 x 2 table the slope is the log odds ratio and its variance the sum of the reciprocal counts.
#[test]
fn equals_the_closed_form_of_a_table() {
    let (x, y) = cells([[30, 10], [12, 25]]);
    let x = dense(&[("x", x)]);
    let model = fit(&x, &y, None).expect("a maximum");
    let slope = libm::log(25.0 * 30.0 / (12.0 * 10.0));
    let error = (1.0_f64 / 30.0 + 1.0 / 10.0 + 1.0 / 12.0 + 1.0 / 25.0).sqrt();
    assert!((model.coefficients[1].expect("a slope") - slope).abs() < 1e-14);
    assert!((model.coefficients[0].expect("an intercept") - libm::log(10.0 / 30.0)).abs() < 1e-14);
    assert!((model.errors()[1].expect("an error") - error).abs() < 1e-14);
    assert!(model.gradient < 1e-15, "{:e}", model.gradient);
    let p = model.predict(Blocks(&x));
    assert!((p[0] - 0.25).abs() < 1e-15 && (p[76] - 25.0 / 37.0).abs() < 1e-15);
    let deviance: f64 = p.iter().zip(&y).map(|(p, &y)| -2.0 * libm::log(if y { *p } else { 1.0 - p })).sum();
    assert!((model.deviance - deviance).abs() < 1e-11);
}

#[test]
fn weights_count_like_repeated_rows() {
    let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 2.5, 4.5];
    let y = [false, true, false, true, true, false, true, false];
    let times = [1, 2, 3, 1, 2, 2, 0, 1];
    let w = times.map(f64::from);
    let rows = || (0..8).flat_map(|i| (0..times[i]).map(move |_| i));
    let weighted = fit(&dense(&[("x", x.to_vec())]), &y, Some(&w)).expect("a maximum");
    let repeated: Vec<bool> = rows().map(|i| y[i]).collect();
    let plain = fit(&dense(&[("x", rows().map(|i| x[i]).collect())]), &repeated, None).expect("a maximum");
    for k in 0..2 {
        let (a, b) = (weighted.coefficients[k].expect("one"), plain.coefficients[k].expect("one"));
        assert!((a - b).abs() < 1e-13, "{a} {b}");
        let (a, b) = (weighted.errors()[k].expect("one"), plain.errors()[k].expect("one"));
        assert!((a - b).abs() < 1e-13, "{a} {b}");
    }
    assert!((weighted.deviance - plain.deviance).abs() < 1e-12);
}

#[test]
fn units_of_a_column_do_not_matter() {
    let (x, y) = cells([[30, 10], [12, 25]]);
    let far: Vec<f64> = x.iter().map(|v| 1e6 + 1e-3 * v).collect();
    let near = fit(&dense(&[("x", x)]), &y, None).expect("a maximum");
    let moved = fit(&dense(&[("x", far)]), &y, None).expect("a maximum");
    let (a, b) = (near.coefficients[1].expect("one"), moved.coefficients[1].expect("one"));
    assert!((b * 1e-3 / a - 1.0).abs() < 1e-6, "{a} {b}");
    assert!((near.deviance - moved.deviance).abs() < 1e-9);
}

#[test]
fn refuses_what_has_no_answer() {
    let x = dense(&[("x", vec![0.0, 1.0, 2.0])]);
    assert_eq!(fit(&x, &[true; 3], None).unwrap_err(), GlmError::OneClass { rows: 3 });
    let short = fit(&x, &[true, false], None).unwrap_err();
    assert!(matches!(short, GlmError::Length { len: 2, rows: 3, .. }));
    let wide = dense(&[("a", vec![0.0, 1.0, 3.0]), ("b", vec![1.0, 0.0, 5.0]), ("c", vec![2.0, 1.0, 0.0])]);
    let error = fit(&wide, &[true, false, true], None).unwrap_err();
    assert_eq!(error, GlmError::MoreColumnsThanRows { columns: 4, rows: 3 });
    let hole = dense(&[("hole", vec![0.0, f64::NAN, 2.0])]);
    let error = fit(&hole, &[true, false, true], None).unwrap_err();
    assert_eq!(error, GlmError::NotFinite { column: "hole".into() });
    let minus = fit(&x, &[true, false, true], Some(&[1.0, -1.0, 1.0])).unwrap_err();
    assert_eq!(minus, GlmError::NotFinite { column: "weight".into() });
}

#[test]
fn near_separation_still_has_a_maximum() {
    let x: Vec<f64> = (0..2000).map(f64::from).collect();
    let mut y: Vec<bool> = (0..2000).map(|i| i >= 1000).collect();
    y[997] = true;
    y[1003] = false;
    for stop in [Stop::Converged, Stop::R] {
        let x = dense(&[("x", x.clone())]);
        let data = DatasetBase::new(Blocks(&x), Response { y: &y, weight: None });
        let model = Logit { stop }.fit(&data).expect("a maximum");
        assert!(model.gradient < 1e-9, "{stop:?} {:e}", model.gradient);
    }
}

/// With a growing penalty the slope shrinks to 0; with a small one it is that of the logit.
#[test]
fn ridge_shrinks() {
    let (x, y) = cells([[30, 10], [12, 25]]);
    let x = dense(&[("x", x)]);
    let slope = |penalty: f64| {
        let data = DatasetBase::new(Blocks(&x), Response { y: &y, weight: None });
        Ridge { penalty }.fit(&data).expect("a minimum").coefficients[1].expect("a slope")
    };
    let full = fit(&x, &y, None).expect("a maximum").coefficients[1].expect("a slope");
    assert!((slope(1e-6) - full).abs() < 1e-4);
    assert!(slope(1.0) < full && slope(10.0) < slope(1.0) && slope(1e4) < 0.01);
    let weighted = DatasetBase::new(Blocks(&x), Response { y: &y, weight: Some(&[1.0; 77]) });
    assert_eq!(Ridge { penalty: 1.0 }.fit(&weighted).unwrap_err(), GlmError::Weights);
}

#[test]
fn the_logistic_function_is_symmetric_and_bounded() {
    for x in [0.0, 1e-9, 0.3, 5.0, 40.0, 800.0] {
        assert!((logistic(x) + logistic(-x) - 1.0).abs() < 1e-15);
        assert!(logistic(x) <= 1.0 && logistic(-x) >= 0.0);
    }
    assert_eq!(dense(&[("x", vec![1.0])]).rows(), 1);
}
