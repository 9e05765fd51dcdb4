//! Quantiles.

/// The `p` quantile of sorted numbers by linear interpolation (type 7 of Hyndman and Fan 1996, R's
/// default).
///
/// ```text
/// h = (n - 1) p,   q = x[floor h] + (h - floor h) (x[floor h + 1] - x[floor h])
/// ```
///
/// * `sorted`: rising, complete.
/// * `p`: from 0 to 1.
///
/// Returns `None` when there is no number or `p` is out of range. Constant time.
///
/// ```
/// use matchwell::stats::quantile::quantile;
/// assert_eq!(quantile(&[1.0, 2.0, 3.0, 10.0], 0.75), Some(4.75));
/// assert_eq!(quantile(&[], 0.5), None);
/// ```
#[must_use]
#[expect(clippy::cast_sign_loss, reason = "h is at least 0")]
pub fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    if !(0.0..=1.0).contains(&p) {
        return None;
    }
    let h = last as f64 * p;
    let below = h.floor() as usize;
    let (low, high) = (sorted[below], sorted[last.min(below + 1)]);
    Some(low + (h - h.floor()) * (high - low))
}
