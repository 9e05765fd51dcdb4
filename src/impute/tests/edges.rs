//! Data at the edge: constants, separation, nothing known, more columns than rows.

use super::{Block, Column, Method, Part, SETTINGS, codes, complete, mixed, number};
use crate::impute::ImputeError;

fn fill(columns: Vec<Column>, imputation: u32) -> Vec<Vec<f64>> {
    complete(&Block::new("treated", columns), &SETTINGS, imputation).expect("can be filled").values
}

fn some(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().map(|&v| Some(v)).collect()
}

#[test]
fn nothing_known_is_an_error_that_names_column_and_arm() {
    let columns = vec![number("x", &[None, None], Method::Pmm), number("y", &some(&[1.0, 2.0]), Method::Pmm)];
    let error = complete(&Block::new("control", columns), &SETTINGS, 1).expect_err("nothing is known of x");
    assert_eq!(
        error,
        ImputeError::AllMissing { column: "x".to_owned(), arm: "control".to_owned(), missing: 2 }
    );
}

#[test]
fn constants_and_single_values_are_copied() {
    let one = [None, Some(4.25), None];
    let level = [Some(2.0), None, Some(2.0)];
    for method in [Method::Pmm, Method::Norm] {
        let values = fill(vec![number("a", &one, method), codes("b", 3, &level, Method::Multinomial)], 1);
        assert_eq!(values, [vec![4.25; 3], vec![2.0; 3]]);
    }
    let same = [Some(0.1), Some(0.1), Some(0.1), None];
    assert_eq!(fill(vec![number("a", &same, Method::Norm)], 1), [vec![0.1; 4]]);
    assert_eq!(fill(vec![codes("a", 2, &[Some(1.0), None], Method::Logistic)], 1), [vec![1.0; 2]]);
}

#[test]
fn a_perfect_predictor_is_followed() {
    let x: Vec<f64> = (0..40).map(f64::from).collect();
    let y: Vec<Option<f64>> = x.iter().map(|&v| Some(3.0 - 2.0 * v).filter(|_| v % 4.0 != 1.0)).collect();
    let norm = fill(vec![number("x", &some(&x), Method::Pmm), number("y", &y, Method::Norm)], 1);
    for (x, y) in norm[0].iter().zip(&norm[1]) {
        assert!((y - (3.0 - 2.0 * x)).abs() < 1e-10, "{x}: {y}");
    }
    let pmm = fill(vec![number("x", &some(&x), Method::Pmm), number("y", &y, Method::Pmm)], 1);
    for (x, y) in pmm[0].iter().zip(&pmm[1]) {
        // One of the five nearest: at the ends of the line they lie up to six steps of 2 away.
        assert!((y - (3.0 - 2.0 * x)).abs() <= 12.0, "{x}: {y}");
    }
}

#[test]
fn separation_is_kept_on_its_side() {
    // Yes exactly where x is above 0: likelihood alone has no maximum.
    let x: Vec<f64> = (0..60).map(|i| f64::from(i) / 10.0 - 2.95).collect();
    let (mut right, mut asked) = (0, 0);
    for (method, levels) in [(Method::Logistic, 2), (Method::Multinomial, 3), (Method::Ordered, 3)] {
        let class = |v: f64| if levels == 2 { f64::from(u8::from(v > 0.0)) } else { (v / 2.0 + 1.5).floor() };
        let y: Vec<Option<f64>> =
            x.iter().enumerate().map(|(i, &v)| Some(class(v)).filter(|_| i % 3 != 0)).collect();
        for k in 1..=10 {
            let values = fill(vec![number("x", &some(&x), Method::Pmm), codes("y", levels, &y, method)], k);
            let gaps = (0..60).step_by(3).filter(|&i| x[i].abs() > 0.7 && (x[i].abs() - 1.0).abs() > 0.5);
            for i in gaps {
                asked += 1;
                right += usize::from(values[1][i] == class(x[i]));
            }
        }
    }
    assert!(right * 10 >= asked * 9, "{right} of {asked}");
}

#[test]
fn a_level_seen_among_gaps_only_sends_nothing_to_infinity() {
    // Where g is 1, y is never known.
    let g: Vec<f64> = (0..30).map(|i| f64::from(u8::from(i >= 20))).collect();
    let y: Vec<Option<f64>> = (0..30).map(|i| (i < 20).then(|| f64::from(i % 2))).collect();
    for method in [Method::Logistic, Method::Multinomial, Method::Ordered] {
        let values = fill(vec![codes("g", 2, &some(&g), Method::Logistic), codes("y", 2, &y, method)], 1);
        assert!(values[1].iter().all(|v| *v == 0.0 || *v == 1.0));
    }
    let y: Vec<Option<f64>> = (0..30).map(|i| (i < 20).then(|| f64::from(i % 7))).collect();
    let values = fill(vec![codes("g", 2, &some(&g), Method::Logistic), number("y", &y, Method::Norm)], 1);
    assert!(values[1].iter().all(|v| v.is_finite()));
}

#[test]
fn dependent_columns_and_more_columns_than_rows_do_no_harm() {
    let mut columns = mixed(40, 1);
    let mut twin = columns[1].clone();
    twin.name = "a2".to_owned();
    twin.values.iter_mut().for_each(|v| *v *= 3.0);
    columns.push(twin);
    for (at, done) in fill(columns.clone(), 1).iter().enumerate() {
        assert!(done.iter().all(|v| v.is_finite()), "column {at}");
    }
    let few: Vec<Column> = (0..12)
        .map(|c| {
            let value =
                |i: usize| Some(((i * 7 + c * 5 + c * i) % 11) as f64).filter(|_| !(i + c).is_multiple_of(6));
            number(&format!("c{c}"), &(0..6).map(value).collect::<Vec<_>>(), Method::Norm)
        })
        .collect();
    assert!(fill(few, 1).iter().flatten().all(|v| v.is_finite()));
}

#[test]
fn huge_numbers_stay_numbers() {
    let x = [Some(1e308), None, Some(-1e308), Some(3.0), Some(1e300), None];
    let y = some(&[1e-300, 2e-300, 3e-300, 4e-300, 5e-300, -1e-300]);
    for method in [Method::Pmm, Method::Norm] {
        let values = fill(vec![number("x", &x, method), number("y", &y, Method::Pmm)], 1);
        assert!(values[0].iter().all(|v| v.is_finite()), "{:?}", values[0]);
    }
}

#[test]
fn nobody_has_no_gaps() {
    assert_eq!(fill(vec![number("x", &[], Method::Pmm)], 1), [Vec::<f64>::new()]);
}

#[test]
fn too_many_levels_are_refused() {
    let y: Vec<Option<f64>> = (0..130).map(|i| Some(f64::from(i / 2)).filter(|_| i != 7)).collect();
    let x: Vec<Option<f64>> = (0..130).map(|i| Some(f64::from(i))).collect();
    let columns = vec![codes("y", 65, &y, Method::Multinomial), number("x", &x, Method::Pmm)];
    let error = complete(&Block::new("treated", columns), &SETTINGS, 1).expect_err("65 levels");
    assert!(matches!(error, ImputeError::TooWide { levels: 65, .. }), "{error}");
}

#[test]
fn a_start_score_is_never_filled_from_an_end_score() {
    let n = 30;
    let end: Vec<Option<f64>> = (0..n).map(|i| Some(f64::from(i))).collect();
    let start: Vec<Option<f64>> =
        (0..n).map(|i| Some(f64::from(i * 17 % 7)).filter(|_| i % 5 != 0)).collect();
    let column =
        |name: &str, values: &[Option<f64>], part| Column { part, ..number(name, values, Method::Norm) };
    let with = |end: &[Option<f64>]| {
        fill(vec![column("s", &start, Part::Start), column("e", end, Part::End)], 1).swap_remove(1)
    };
    let shuffled: Vec<Option<f64>> = (0..n).map(|i| Some(f64::from(i * 11 % 30))).collect();
    assert_eq!(with(&end), with(&shuffled));
    // A covariate is: the same two columns, but for the part.
    let fact = |end: &[Option<f64>]| {
        fill(vec![column("s", &start, Part::Fact), column("e", end, Part::End)], 1).swap_remove(1)
    };
    assert_ne!(fact(&end), fact(&shuffled));
}
