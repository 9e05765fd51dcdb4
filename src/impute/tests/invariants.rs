//! What holds whatever the data.

use super::{Block, SETTINGS, complete, mixed};
use crate::impute::{Completed, Method, Scale};

fn run(n: usize, seed: u64) -> (Block, Completed) {
    let block = Block::new("treated", mixed(n, seed));
    let done = complete(&block, &SETTINGS, 1).expect("there is something to learn from");
    (block, done)
}

#[test]
fn known_values_never_change_and_gaps_get_values_that_exist() {
    for seed in 0..8 {
        let (block, done) = run(60, seed);
        for (column, values) in block.columns().iter().zip(&done.values) {
            let known: Vec<f64> = column.places(true).iter().map(|&i| column.values[i]).collect();
            for (i, value) in values.iter().enumerate() {
                if column.known[i] {
                    assert_eq!(value.to_bits(), column.values[i].to_bits(), "{}", column.name);
                } else if column.method == Method::Norm {
                    assert!(value.is_finite());
                } else {
                    assert!(known.contains(value), "{}: {value}", column.name);
                }
            }
            assert_eq!(column.scale == Scale::Number, ["a", "b", "z"].contains(&column.name.as_str()));
        }
    }
}

#[test]
fn a_column_without_gaps_is_left_alone_and_not_traced() {
    let (block, done) = run(60, 3);
    let z = block.columns().iter().position(|c| c.name == "z").expect("a column z");
    assert_eq!(done.values[z], block.columns()[z].values);
    assert!(done.trace[z].is_empty());
    let others = done.trace.iter().enumerate().filter(|(c, _)| *c != z);
    others.for_each(|(_, t)| assert_eq!(t.len(), SETTINGS.iterations as usize));
}

#[test]
fn the_order_of_columns_and_the_number_of_threads_change_nothing() {
    let (block, done) = run(80, 4);
    let mut columns = mixed(80, 4);
    columns.reverse();
    columns.swap(1, 3);
    let other = Block::new("treated", columns);
    assert_eq!(block, other);
    for threads in [1, 2, 5] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        let again = pool.install(|| complete(&other, &SETTINGS, 1)).expect("the same as before");
        assert_eq!(again, done);
    }
}

#[test]
fn imputations_and_arms_have_streams_of_their_own() {
    let (block, done) = run(80, 5);
    let second = complete(&block, &SETTINGS, 2).expect("the same data");
    let control = complete(&Block::new("control", mixed(80, 5)), &SETTINGS, 1).expect("the same data");
    assert_ne!(done.values, second.values);
    assert_ne!(done.values, control.values);
    assert_eq!(complete(&block, &SETTINGS, 2).expect("the same data"), second);
}

#[test]
fn fewest_gaps_are_filled_first() {
    let (block, _) = run(80, 6);
    let gaps: Vec<usize> = block.visits().iter().map(|&c| block.columns()[c].gaps()).collect();
    assert_eq!(gaps.len(), 5);
    assert!(gaps.is_sorted() && gaps[0] > 0);
}

/// Rubin's repeated draws must not be one and the same: coefficients are drawn, not only residuals.
#[test]
fn imputations_differ_by_more_than_residuals() {
    let block = Block::new("treated", mixed(60, 9));
    let b = block.columns().iter().position(|c| c.name == "b").expect("a column b");
    let gaps = block.columns()[b].places(false);
    let means: Vec<f64> = (1..=200)
        .map(|k| {
            let done = complete(&block, &SETTINGS, k).expect("the same data");
            gaps.iter().map(|&i| done.values[b][i]).sum::<f64>() / gaps.len() as f64
        })
        .collect();
    let mean = means.iter().sum::<f64>() / 200.0;
    let variance = means.iter().map(|m| (m - mean) * (m - mean)).sum::<f64>() / 199.0;
    // The residual standard deviation of b is about 0.5 by construction: alone it would give 0.25 / gaps.
    assert!(variance > 1.3 * 0.25 / gaps.len() as f64, "{variance} for {} gaps", gaps.len());
}
