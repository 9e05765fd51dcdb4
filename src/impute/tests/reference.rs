//! Agreement with R: fits with `glm`, `nnet::multinom` and `MASS::polr`, whole imputations with `mice`.
//!
//! R 4.2.2, mice 3.15.0, nnet 7.3-18, MASS 7.3-58.2 (Debian bookworm).

use super::{Block, Column, Method, codes, complete, number};
use crate::impute::Settings;
use crate::impute::choice::{Choice, Sample};
use crate::impute::linear::Linear;
use crate::impute::ordered::Ordered;
use crate::impute::terms::Terms;
use crate::stats::rng::stream;

/// x, z and a class of three, of 30 people; the script beside the numbers is
/// `i <- 0:29; x <- (i*7)%%11/5-1; z <- (i*i)%%3; y <- (i*5+(i%%4))%%3`.
fn thirty() -> (Vec<Vec<f64>>, Terms, Vec<usize>) {
    let all = |f: &dyn Fn(u32) -> f64| (0..30).map(|i| Some(f(i))).collect::<Vec<_>>();
    let class = |i: u32| (i * 5 + i % 4) % 3;
    let block = Block::new(
        "treated",
        vec![
            number("x", &all(&|i| f64::from(i * 7 % 11) / 5.0 - 1.0), Method::Pmm),
            codes("z", 2, &all(&|i| f64::from(i * i % 3)), Method::Logistic),
            codes("y", 3, &all(&|i| f64::from(class(i))), Method::Multinomial),
        ],
    );
    let y = block.columns().iter().position(|c| c.name == "y").expect("a column y");
    let values = block.columns().iter().map(|c| c.values.clone()).collect();
    (values, Terms::of(&block, y), (0..30).map(|i| class(i) as usize).collect())
}

/// Coefficients (intercept, x, z) for x as it is: the fit has `(x - mean) / sd`.
fn natural(beta: &[f64]) -> [f64; 3] {
    let x: Vec<f64> = (0..30).map(|i| f64::from(i * 7 % 11) / 5.0 - 1.0).collect();
    let mean = x.iter().sum::<f64>() / 30.0;
    let sd = (x.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / 29.0).sqrt();
    [beta[0] - beta[1] * mean / sd, beta[1] / sd, beta[2]]
}

fn close(ours: &[f64], theirs: &[f64], tolerance: f64) {
    for (a, b) in ours.iter().zip(theirs) {
        assert!((a - b).abs() < tolerance, "{ours:?} is not {theirs:?}");
    }
}

/// Tolerances are those of the references' own stopping rules: `glm` with epsilon 1e-14, `multinom` and `polr`
/// by BFGS.
#[test]
fn fits_equal_glm_multinom_and_polr() {
    let (values, terms, three) = thirty();
    let rows: Vec<usize> = (0..30).collect();
    let two: Vec<usize> = three.iter().map(|&c| usize::from(c > 0)).collect();
    let sample = |classes| Sample { terms: &terms, values: &values, rows: &rows, classes, extras: &[] };
    let logit = Choice::fit(&sample(&two), 2, &[]).expect("converges");
    close(&natural(&logit.beta), &[-0.379_426_239_721, -0.395_192_520_184, 1.231_844_290_935], 1e-8);
    let multinomial = Choice::fit(&sample(&three), 3, &[]).expect("converges");
    close(&natural(&multinomial.beta[..3]), &[-1.095_904_618_82, -0.768_222_665_904, 1.044_164_853_30], 1e-5);
    close(&natural(&multinomial.beta[3..]), &[-1.085_898_435_87, -0.101_536_535_432, 1.380_601_081_51], 1e-5);
    let ordered = Ordered::fit(&sample(&three), 3, &[]).expect("converges");
    let t = &ordered.theta;
    // A cut plays the part of an intercept with its sign turned.
    let first = natural(&[-t[0], t[2], t[3]]);
    let second = natural(&[-t[1], t[2], t[3]]);
    close(&[-first[0], -second[0]], &[0.355_250_207_324_7, 1.530_391_105_361_9], 1e-4);
    close(&first[1..], &[-0.050_831_931_973_5, 1.153_436_635_026_8], 1e-4);
}

/// The variance of drawn logistic coefficients is that of `vcov(glm)`; of drawn linear ones
/// `sigma^2 (X'X)^-1` times df / (df - 2). 20,000 draws: standard error of a variance 1 %.
#[test]
fn draws_have_the_covariance_of_the_fit() {
    let (values, terms, three) = thirty();
    let rows: Vec<usize> = (0..30).collect();
    let two: Vec<usize> = three.iter().map(|&c| usize::from(c > 0)).collect();
    let sample = Sample { terms: &terms, values: &values, rows: &rows, classes: &two, extras: &[] };
    let fit = Choice::fit(&sample, 2, &[]).expect("converges");
    let mut rng = stream(3, "covariance", 0);
    let draws: Vec<[f64; 3]> = (0..20_000).map(|_| natural(&fit.draw(&mut rng))).collect();
    let want: [[f64; 3]; 3] =
        [[0.423_516, -0.020_217, -0.422_594], [0.0, 0.386_371, 0.002_599], [0.0, 0.0, 0.663_851]];
    for a in 0..3 {
        for b in a..3 {
            let ours = covariance(&draws, a, b);
            let size = (want[a][a] * want[b][b]).sqrt();
            assert!((ours - want[a][b]).abs() < 0.04 * size, "{a}{b}: {ours} is not {}", want[a][b]);
        }
    }
    let y: Vec<f64> = (0..30).map(|i| f64::from(i * 13 % 17)).collect();
    let line = Linear::fit(&terms, &values, &rows, |i| y[i]);
    // `lm(y ~ x + z)` of R with `y <- (i*13)%%17`: `coef` and the diagonal of `vcov`.
    let drawn: Vec<[f64; 3]> = (0..20_000).map(|_| natural(&line.draw(&mut rng).1)).collect();
    let expected = [2.649_977_216_210_6, 2.180_692_245_071_2, 3.975_838_101_213_9];
    for (a, theirs) in expected.into_iter().enumerate() {
        let ours = covariance(&drawn, a, a);
        let theirs = theirs * 27.0 / 25.0;
        assert!((ours / theirs - 1.0).abs() < 0.05, "{a}: {ours} is not {theirs}");
    }
    close(&natural(&line.beta), &[7.231_502_316_346_79, -0.393_778_954_334_88, 0.760_622_104_566_51], 1e-9);
}

fn covariance(draws: &[[f64; 3]], a: usize, b: usize) -> f64 {
    let n = draws.len() as f64;
    let mean = |k: usize| draws.iter().map(|d| d[k]).sum::<f64>() / n;
    let (ma, mb) = (mean(a), mean(b));
    draws.iter().map(|d| (d[a] - ma) * (d[b] - mb)).sum::<f64>() / n
}

/// Schafer's (1997) NHANES example, as mice ships it: age group, body mass, hypertension, cholesterol.
fn nhanes(method: Method) -> Vec<Column> {
    const AGE: [f64; 25] =
        [1., 2., 1., 3., 1., 3., 1., 1., 2., 2., 1., 2., 3., 2., 1., 1., 3., 2., 1., 3., 1., 1., 1., 3., 2.];
    const BMI: [f64; 25] = [
        0., 22.7, 0., 0., 20.4, 0., 22.5, 30.1, 22., 0., 0., 0., 21.7, 28.7, 29.6, 0., 27.2, 26.3, 35.3,
        25.5, 0., 33.2, 27.5, 24.9, 27.4,
    ];
    const HYP: [f64; 25] =
        [0., 1., 1., 0., 1., 0., 1., 1., 1., 0., 0., 0., 1., 2., 1., 0., 2., 2., 1., 2., 0., 1., 1., 1., 1.];
    const CHL: [f64; 25] = [
        0., 187., 187., 0., 113., 184., 118., 187., 238., 0., 0., 0., 206., 204., 0., 0., 284., 199., 218.,
        0., 0., 229., 131., 0., 186.,
    ];
    let known = |v: &[f64; 25]| v.iter().map(|&x| Some(x).filter(|x| *x > 0.0)).collect::<Vec<_>>();
    vec![
        number("age", &known(&AGE), method),
        number("bmi", &known(&BMI), method),
        number("hyp", &known(&HYP), method),
        number("chl", &known(&CHL), method),
    ]
}

/// Mean over imputations of what is filled in for each person, and the mean over people of its standard
/// deviation, in `columns`' column `name`.
fn filled(columns: Vec<Column>, name: &str, m: u32) -> (Vec<f64>, f64) {
    let block = Block::new("treated", columns);
    let at = block.columns().iter().position(|c| c.name == name).expect("a column");
    let gaps = block.columns()[at].places(false);
    let settings = Settings { iterations: 10, donors: 5, seed: 11 };
    let draws: Vec<Vec<f64>> = (1..=m)
        .map(|k| complete(&block, &settings, k).expect("something is known"))
        .map(|done| gaps.iter().map(|&i| done.values[at][i]).collect())
        .collect();
    let m = f64::from(m);
    let mean = |g: usize| draws.iter().map(|d| d[g]).sum::<f64>() / m;
    let means: Vec<f64> = (0..gaps.len()).map(mean).collect();
    let variance =
        |g: usize| draws.iter().map(|d| (d[g] - means[g]) * (d[g] - means[g])).sum::<f64>() / (m - 1.0);
    let sd = (0..gaps.len()).map(|g| variance(g).sqrt()).sum::<f64>() / gaps.len() as f64;
    (means, sd)
}

/// Whole chains against mice with m = 3,000 and maxit = 10: each person's mean lies within five standard errors of
/// the difference, the spread within 4 % (12 % for `norm`, whose draws on 3 to 6 degrees of freedom have long
/// tails).
#[test]
fn chains_equal_those_of_mice_on_nhanes() {
    let m = 1500;
    let (means, sd) = filled(nhanes(Method::Pmm), "bmi", m);
    let mice = [28.056, 28.267, 24.022, 23.451, 25.688, 28.021, 25.516, 28.037, 28.124];
    close(&means, &mice, 5.0 * 3.524_655 * (1.0 / f64::from(m) + 1.0 / 3000.0).sqrt());
    assert!((sd / 3.524_655 - 1.0).abs() < 0.04, "bmi {sd}");
    let (means, sd) = filled(nhanes(Method::Pmm), "hyp", m);
    let mice = [1.0830, 1.4640, 1.4653, 1.2620, 1.0817, 1.2690, 1.0840, 1.0800];
    close(&means, &mice, 5.0 * 0.372_447 * (1.0 / f64::from(m) + 1.0 / 3000.0).sqrt());
    assert!((sd / 0.372_447 - 1.0).abs() < 0.04, "hyp {sd}");
    let (means, sd) = filled(nhanes(Method::Pmm), "chl", m);
    let mice = [182.68, 208.81, 197.21, 183.72, 196.81, 192.56, 183.72, 213.15, 184.73, 211.24];
    close(&means, &mice, 5.0 * 34.648_887 * (1.0 / f64::from(m) + 1.0 / 3000.0).sqrt());
    assert!((sd / 34.648_887 - 1.0).abs() < 0.04, "chl {sd}");
    let (means, sd) = filled(nhanes(Method::Norm), "bmi", m);
    let mice = [28.258, 29.520, 23.662, 19.851, 25.963, 28.305, 25.874, 28.356, 28.375];
    close(&means, &mice, 5.0 * 5.186_888 * (1.0 / f64::from(m) + 1.0 / 3000.0).sqrt());
    assert!((sd / 5.186_888 - 1.0).abs() < 0.12, "norm bmi {sd}");
}

/// Hypertension as yes/no by `logreg`, with `pmm` and `norm` beside it; mice with m = 400.
#[test]
fn logistic_chains_equal_those_of_mice_on_nhanes() {
    let mut columns = nhanes(Method::Pmm);
    let hyp = nhanes(Method::Pmm).swap_remove(2);
    let yes: Vec<Option<f64>> =
        hyp.values.iter().zip(&hyp.known).map(|(v, k)| Some(v - 1.0).filter(|_| *k)).collect();
    columns[2] = codes("hyp", 2, &yes, Method::Logistic);
    columns[3].method = Method::Norm;
    let (means, sd) = filled(columns, "hyp", 1500);
    let mice = [0.1775, 0.5800, 0.5950, 0.3550, 0.1675, 0.3200, 0.1875, 0.1675];
    close(&means, &mice, 5.0 * 0.431_626 * (1.0_f64 / 1500.0 + 1.0 / 400.0).sqrt());
    assert!((sd / 0.431_626 - 1.0).abs() < 0.08, "hyp {sd}");
}
