use super::{Change, margins};
use crate::stats::glm::GlmError;

/// Spector and Mazzeo (1980): GPA, TUCE and PSI of 32 students, and whether their grade improved. Public domain, as in
/// Greene's Econometric Analysis and in statsmodels.
const GPA: [f64; 32] = [
    2.66, 2.89, 3.28, 2.92, 4.0, 2.86, 2.76, 2.87, 3.03, 3.92, 2.63, 3.32, 3.57, 3.26, 3.53, 2.74, 2.75,
    2.83, 3.12, 3.16, 2.06, 3.62, 2.89, 3.51, 3.54, 2.83, 3.39, 2.67, 3.65, 4.0, 3.1, 2.39,
];
const TUCE: [f64; 32] = [
    20.0, 22.0, 24.0, 12.0, 21.0, 17.0, 17.0, 21.0, 25.0, 29.0, 20.0, 23.0, 23.0, 25.0, 26.0, 19.0, 25.0,
    19.0, 23.0, 25.0, 22.0, 28.0, 14.0, 26.0, 24.0, 27.0, 17.0, 24.0, 21.0, 23.0, 21.0, 19.0,
];
const IMPROVED: [usize; 11] = [4, 9, 13, 19, 21, 24, 25, 26, 28, 29, 31];

fn students() -> (Vec<Vec<f64>>, Vec<f64>) {
    let psi = (0..32).map(|i| f64::from(u8::from(i >= 18))).collect();
    let y = (0..32).map(|i| f64::from(u8::from(IMPROVED.contains(&i)))).collect();
    (vec![vec![1.0; 32], GPA.to_vec(), TUCE.to_vec(), psi], y)
}

fn se(influence: &[f64]) -> f64 {
    influence.iter().map(|p| p * p).sum::<f64>().sqrt()
}

/// `Logit(...).fit(cov_type="HC0").get_margeff(at="overall", dummy=True)` of statsmodels 0.14, to 1e-6.
#[test]
fn effects_are_those_of_statsmodels() {
    let (x, y) = students();
    let slope = |column| Change::Slope { column, step: 1.0 };
    let switch = Change::Switch { column: 3, others: Vec::new() };
    let found = margins(&x, &y, &[1.0; 32], &[slope(1), slope(2), switch]).expect("a maximum");
    let reference = [
        (0.362_580_831_601_461_3, 0.102_451_921_129_099_9),
        (0.012_208_410_958_675_6, 0.014_456_352_598_250_5),
        (0.357_515_163_621_834_3, 0.150_792_552_094_866_4),
    ];
    for (m, (estimate, error)) in found.of.iter().zip(reference) {
        let m = m.as_ref().expect("its own coefficient");
        assert!((m.estimate - estimate).abs() < 1e-6 * estimate, "{} is not {estimate}", m.estimate);
        assert!((se(&m.influence) - error).abs() < 1e-6 * error, "{} is not {error}", se(&m.influence));
    }
    assert_eq!(found.rank, 4);
}

/// The effect of a level is the difference of shares where nothing else is in the model, and its influence that of two
/// means.
#[test]
fn alone_a_level_is_a_difference_of_shares() {
    let level = |k: usize| -> Vec<f64> { (0..12).map(|i| f64::from(u8::from(i % 3 == k))).collect() };
    let x = vec![vec![1.0; 12], level(1), level(2)];
    let y: Vec<f64> = [1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1].map(f64::from).to_vec();
    let change = |column, other| Change::Switch { column, others: vec![other] };
    let found = margins(&x, &y, &[1.0; 12], &[change(1, 2), change(2, 1)]).expect("a maximum");
    let share = |k: usize| (0..12).filter(|i| i % 3 == k).map(|i| y[i]).sum::<f64>() / 4.0;
    for (k, m) in [1, 2].into_iter().zip(&found.of) {
        let m = m.as_ref().expect("its own coefficient");
        assert!((m.estimate - (share(k) - share(0))).abs() < 1e-9);
        let variance = |k: usize| share(k) * (1.0 - share(k)) / 4.0;
        assert!((se(&m.influence) - (variance(k) + variance(0)).sqrt()).abs() < 1e-9);
    }
}

#[test]
fn copies_of_columns_have_no_effect_of_their_own_and_separation_is_told() {
    let (mut x, y) = students();
    x.push(x[1].iter().map(|v| 2.0 * v - 1.0).collect());
    let found = margins(&x, &y, &[1.0; 32], &[Change::Slope { column: 4, step: 1.0 }]).expect("a maximum");
    assert_eq!(found.of, [None]);
    let apart = vec![vec![1.0; 32], y.clone()];
    let fault = margins(&apart, &y, &[1.0; 32], &[]);
    assert!(matches!(fault, Err(GlmError::Separation { .. })));
}
