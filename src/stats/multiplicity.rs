//! P-values when several questions were asked.

/// Holm's step-down adjustment: controls the chance of any false finding.
///
/// ```text
/// p*_(i) = max over j <= i of min(1, (m - j + 1) p_(j))
/// ```
///
/// Order in, order out; empty for no p-values. Reference: Holm (1979), as R's `p.adjust`.
#[must_use]
pub fn holm(p: &[f64]) -> Vec<f64> {
    let (order, m) = (ascending(p), p.len());
    let mut adjusted = vec![0.0; m];
    let mut floor: f64 = 0.0;
    for (rank, &i) in order.iter().enumerate() {
        floor = floor.max((p[i] * (m - rank) as f64).min(1.0));
        adjusted[i] = floor;
    }
    adjusted
}

/// Benjamini and Hochberg's step-up adjustment: controls the expected share of false findings.
///
/// ```text
/// p*_(i) = min over j >= i of min(1, m p_(j) / j)
/// ```
///
/// Reference: Benjamini and Hochberg (1995), as R's `p.adjust`.
#[must_use]
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let (order, m) = (ascending(p), p.len());
    let mut adjusted = vec![0.0; m];
    let mut ceiling: f64 = 1.0;
    for (rank, &i) in order.iter().enumerate().rev() {
        ceiling = ceiling.min(p[i] * m as f64 / (rank + 1) as f64);
        adjusted[i] = ceiling;
    }
    adjusted
}

fn ascending(p: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `p.adjust(c(.01, .04, .03, .005), "holm")` and `"BH"` in R 4.3, by hand.
    #[test]
    fn as_r() {
        let p = [0.01, 0.04, 0.03, 0.005];
        let close = |a: Vec<f64>, b: [f64; 4]| a.iter().zip(b).all(|(x, y)| (x - y).abs() < 1e-15);
        assert!(close(holm(&p), [0.03, 0.06, 0.06, 0.02]));
        assert!(close(benjamini_hochberg(&p), [0.02, 0.04, 0.04, 0.02]));
        assert!(holm(&[]).is_empty());
    }
}
