//! Tests of the chained equations: invariants, edges, and agreement with R's mice, MASS and nnet.

mod edges;
mod invariants;
mod reference;

use super::{Block, Column, Method, Part, Scale, Settings, complete};
use crate::stats::draw::normal;
use crate::stats::rng::{stream, uniform};

const SETTINGS: Settings = Settings { iterations: 5, donors: 5, seed: 7 };

/// A column of numbers; `None` = missing.
fn number(name: &str, values: &[Option<f64>], method: Method) -> Column {
    Column {
        name: name.to_owned(),
        scale: Scale::Number,
        values: values.iter().map(|v| v.unwrap_or(-999.0)).collect(),
        known: values.iter().map(Option::is_some).collect(),
        method,
        part: Part::Fact,
    }
}

/// A column of codes.
fn codes(name: &str, levels: usize, values: &[Option<f64>], method: Method) -> Column {
    Column { scale: Scale::Levels(levels), ..number(name, values, method) }
}

/// n units with a number of each method, a yes/no, a category and an ordered one; a quarter missing at random
/// given the complete column `z`.
fn mixed(n: usize, seed: u64) -> Vec<Column> {
    let mut rng = stream(seed, "mixed", 0);
    let mut rows: Vec<Vec<Option<f64>>> = vec![Vec::new(); 6];
    for _ in 0..n {
        let z = normal(&mut rng);
        let a = z + normal(&mut rng);
        let b = a - z + 0.5 * normal(&mut rng);
        let yes = f64::from(u8::from(uniform(&mut rng) < 1.0 / (1.0 + libm::exp(-a))));
        let kind = ((a + b + 2.0 * uniform(&mut rng)).abs().floor()).min(2.0);
        let grade = (z + normal(&mut rng) + 1.5).clamp(0.0, 3.0).floor();
        for (column, value) in rows.iter_mut().zip([z, a, b, yes, kind, grade]) {
            let gone = uniform(&mut rng) < 0.5 / (1.0 + libm::exp(-z));
            column.push(Some(value).filter(|_| !gone));
        }
        let last = rows[0].len() - 1;
        rows[0][last] = Some(z);
    }
    vec![
        number("z", &rows[0], Method::Pmm),
        number("a", &rows[1], Method::Pmm),
        number("b", &rows[2], Method::Norm),
        codes("yes", 2, &rows[3], Method::Logistic),
        codes("kind", 3, &rows[4], Method::Multinomial),
        codes("grade", 4, &rows[5], Method::Ordered),
    ]
}
