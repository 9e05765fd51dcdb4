//! Closed forms, edges and invariants of the logistic regression.

use super::{
    Binomial, Blocks, Dense, Firth, Fitted, GlmError, Link, Response, Ridge, RowBlocks, Stop, logistic,
};
use linfa::dataset::DatasetBase;
use linfa::traits::{Fit, Predict};

fn fit(x: &Dense, y: &[bool], weight: Option<&[f64]>) -> Result<Fitted, GlmError> {
    Binomial::default().fit(&DatasetBase::new(Blocks(x), Response { y, weight }))
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
        let model = Binomial { link: Link::Logit, stop }.fit(&data).expect("a maximum");
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

const LINKS: [Link; 4] = [Link::Logit, Link::Probit, Link::Cloglog, Link::Cauchit];

/// With one yes/no covariate the model fits both shares exactly, whatever the link.
#[test]
fn every_link_equals_the_closed_form_of_a_table() {
    let (x, y) = cells([[30, 10], [12, 25]]);
    let x = dense(&[("x", x)]);
    for link in LINKS {
        for (stop, tolerance) in [(Stop::Converged, 1e-13), (Stop::R, 1e-4)] {
            let data = DatasetBase::new(Blocks(&x), Response { y: &y, weight: None });
            let model = Binomial { link, stop }.fit(&data).expect("a maximum");
            let low = link.predictor(0.25);
            let slope = link.predictor(25.0 / 37.0) - low;
            let found: Vec<f64> = model.coefficients.iter().map(|c| c.expect("one")).collect();
            assert!((found[0] - low).abs() < tolerance, "{link:?} {stop:?} {}", found[0] - low);
            assert!((found[1] - slope).abs() < tolerance, "{link:?} {stop:?} {}", found[1] - slope);
            // The delta method: variance of g(share) is p (1 - p) / n over the squared slope of F.
            let variance = |p: f64, n: f64| {
                let [no, yes] = link.at(link.predictor(p)).rate;
                1.0 / (n * no * yes)
            };
            let error = (variance(0.25, 40.0) + variance(25.0 / 37.0, 37.0)).sqrt();
            assert!((model.errors()[1].expect("an error") / error - 1.0).abs() < 1e3 * tolerance, "{link:?}");
            if stop == Stop::Converged {
                assert!(model.gradient < 1e-15, "{link:?} {:e}", model.gradient);
            }
        }
    }
}

#[test]
fn the_gradient_is_zero_at_every_converged_maximum() {
    let n = 400;
    let wave = |i: usize, k: f64| libm::sin((i as f64 + 0.3) * k) * 1.5;
    let (a, b): (Vec<f64>, Vec<f64>) = (0..n).map(|i| (wave(i, 1.7), wave(i, 2.9))).unzip();
    let y: Vec<bool> = (0..n).map(|i| a[i] - 0.5 * b[i] + 1.4 * wave(i, 7.3) > 0.4).collect();
    let weight: Vec<f64> = (0..n).map(|i| 0.25 + (i % 5) as f64).collect();
    let x = dense(&[("a", a.clone()), ("b", b.clone())]);
    for link in LINKS {
        for weight in [None, Some(&weight[..])] {
            let data = DatasetBase::new(Blocks(&x), Response { y: &y, weight });
            let model = Binomial { link, stop: Stop::Converged }.fit(&data).expect("a maximum");
            let mut slope = [0.0; 3];
            for (i, eta) in model.linear(&x).into_iter().enumerate() {
                let [no, yes] = link.at(eta).rate;
                let r = weight.map_or(1.0, |w| w[i]) * if y[i] { yes } else { -no };
                [1.0, a[i], b[i]].iter().zip(&mut slope).for_each(|(x, s)| *s += x * r);
            }
            assert!(slope.iter().all(|s| s.abs() < 1e-10), "{link:?} {slope:?}");
        }
    }
}

#[test]
fn separation_is_seen_under_every_link() {
    let x: Vec<f64> = (0..40).map(f64::from).collect();
    let complete: Vec<bool> = (0..40).map(|i| i >= 20).collect();
    // Quasi-complete, on either side: nobody of the one group is of the other class.
    let group: Vec<f64> = (0..40).map(|i| f64::from(u8::from(i % 4 == 0))).collect();
    let never: Vec<bool> = (0..40).map(|i| i % 4 != 0 && i % 3 == 0).collect();
    let always: Vec<bool> = (0..40).map(|i| i % 4 == 0 || i % 3 == 0).collect();
    for link in LINKS {
        for stop in [Stop::Converged, Stop::R] {
            for (x, y) in [(&x, &complete), (&group, &never), (&group, &always)] {
                let x = dense(&[("x", x.clone())]);
                let data = DatasetBase::new(Blocks(&x), Response { y, weight: None });
                let error = Binomial { link, stop }.fit(&data).expect_err("no maximum");
                assert!(matches!(error, GlmError::Separation { .. }), "{link:?} {stop:?} {error}");
            }
        }
    }
}

/// In a 2 x 2 table Firth's answer is the log odds ratio after adding 1/2 to each cell (Heinze and
/// Schemper 2002, section 2), also where a cell is empty; weights count like repeated rows.
#[test]
fn firth_equals_the_closed_form_of_a_table() {
    for counts in [[[30, 10], [12, 25]], [[5, 0], [0, 7]], [[6, 3], [0, 4]]] {
        let (x, y) = cells(counts);
        let x = dense(&[("x", x)]);
        let model =
            Firth.fit(&DatasetBase::new(Blocks(&x), Response { y: &y, weight: None })).expect("finite");
        let odds = |row: [usize; 2]| libm::log((row[1] as f64 + 0.5) / (row[0] as f64 + 0.5));
        let (low, slope) = (odds(counts[0]), odds(counts[1]) - odds(counts[0]));
        assert!((model.coefficients[0].expect("one") - low).abs() < 1e-11, "{counts:?}");
        assert!((model.coefficients[1].expect("one") - slope).abs() < 1e-11, "{counts:?}");
    }
    let (x, y) = cells([[6, 3], [0, 4]]);
    let twice = dense(&[("x", [x.clone(), x.clone()].concat())]);
    let repeated = [y.clone(), y.clone()].concat();
    let repeated = Firth.fit(&DatasetBase::new(Blocks(&twice), Response { y: &repeated, weight: None }));
    let weight = vec![2.0; y.len()];
    let once = dense(&[("x", x)]);
    let weighted = Firth.fit(&DatasetBase::new(Blocks(&once), Response { y: &y, weight: Some(&weight) }));
    let slope = |m: Result<Fitted, GlmError>| m.expect("finite").coefficients[1].expect("a slope");
    // Leverages of a row that counts twice are those of two rows together.
    assert!((slope(repeated) - slope(weighted)).abs() < 1e-11);
}

/// Against an independent maximisation in 50 digits without score equations (`tests/fixtures/firth`):
/// its differences are exact to some 20 digits, so 1e-8 is ours to meet.
#[test]
fn firth_equals_an_independent_maximisation() {
    let text = include_str!("../../../tests/fixtures/firth/firth.json");
    let stored: serde_json::Value = serde_json::from_str(text).expect("JSON");
    let list = |v: &serde_json::Value| -> Vec<f64> {
        v.as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")).collect()
    };
    let columns: Vec<(&str, Vec<f64>)> =
        ["age10", "married", "late"].iter().map(|c| (*c, list(&stored["columns"][*c]))).collect();
    let x = dense(&columns);
    let y: Vec<bool> = list(&stored["y"]).iter().map(|y| *y == 1.0).collect();
    let data = DatasetBase::new(Blocks(&x), Response { y: &y, weight: None });
    assert!(matches!(Binomial::default().fit(&data), Err(GlmError::Separation { .. })));
    let model = Firth.fit(&data).expect("finite");
    let found = model.coefficients.iter().zip(model.errors()).zip(list(&stored["coefficients"]));
    for (((have, error), want), want_error) in found.zip(list(&stored["errors"])) {
        let (have, error) = (have.expect("one"), error.expect("one"));
        assert!((have - want).abs() < 1e-8, "{have} is not {want}");
        assert!((error - want_error).abs() < 1e-8, "{error} is not {want_error}");
    }
    assert!((model.deviance - stored["deviance"].as_f64().expect("a number")).abs() < 1e-8);
}
