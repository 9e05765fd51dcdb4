//! Least squares on rows that come in blocks.

use super::blocks::{Response, RowBlocks};
use super::error::GlmError;
use super::irls::{ALIAS, solve};
use super::link::Link;
use super::model::Fitted;
use super::pass::{At, Data};
use super::scale::Scale;
use crate::stats::linalg;

/// Linear regression of `values` on the columns of `rows`, with an intercept.
///
/// Normal equations on standardised columns: the sums come by fixed chunks. Columns that are constant or
/// depend on earlier ones get no coefficient. The answer's [`Fitted::linear`] is the expected value;
/// deviance, standard errors and link mean nothing here.
/// Cost: two passes of n p^2 / 2 and one of n.
///
/// # Errors
/// A value that is not finite, lengths that differ, or more columns than rows.
pub fn least_squares(rows: &dyn RowBlocks, values: &[f64]) -> Result<Fitted, GlmError> {
    if values.len() != rows.rows() {
        return Err(GlmError::Length { what: "the response", len: values.len(), rows: rows.rows() });
    }
    if values.iter().any(|v| !v.is_finite()) {
        return Err(GlmError::NotFinite { column: "the response".to_owned() });
    }
    let columns = rows.names().len() + 1;
    if columns > rows.rows() {
        return Err(GlmError::MoreColumnsThanRows { columns, rows: rows.rows() });
    }
    let response = Response { y: &[], weight: None };
    let mut data = Data { rows, response, scale: Scale::of(rows, &response)?, link: Link::Logit };
    let mut totals = data.pass(At::Squares(values));
    let kept = linalg::independent(&totals.gram, ALIAS);
    if kept.contains(&false) {
        data.scale.retain(&kept[1..]);
        totals = data.pass(At::Squares(values));
    }
    let beta = solve(&totals, 1, rows.rows() as f64)?;
    Ok(Fitted::natural(rows, &data.scale, &beta))
}

#[cfg(test)]
mod tests {
    use super::least_squares;
    use crate::stats::glm::{Dense, GlmError};

    #[test]
    fn finds_a_plane_and_drops_what_depends() {
        let (a, b): (Vec<f64>, Vec<f64>) =
            (0..50_u32).map(|i| (f64::from(i * 7 % 13), f64::from(i * i % 11))).unzip();
        let y: Vec<f64> = a.iter().zip(&b).map(|(a, b)| 3.0 + 2.0 * a - 0.5 * b).collect();
        let twice = a.iter().map(|a| 2.0 * a).collect();
        let x =
            Dense::new(50, vec![("a".into(), a), ("twice".into(), twice), ("b".into(), b)]).expect("equal");
        let fit = least_squares(&x, &y).expect("an answer");
        let found: Vec<f64> = fit.coefficients.iter().map(|c| c.unwrap_or(f64::NAN)).collect();
        assert!(found[2].is_nan());
        for (have, want) in [(found[0], 3.0), (found[1], 2.0), (found[3], -0.5)] {
            assert!((have - want).abs() < 1e-12, "{have} is not {want}");
        }
        assert!(fit.linear(&x).iter().zip(&y).all(|(f, y)| (f - y).abs() < 1e-12));
        assert!(matches!(least_squares(&x, &y[1..]), Err(GlmError::Length { .. })));
    }
}
