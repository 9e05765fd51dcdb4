//! The mean of some people's numbers, and how sure it is.

use super::types::{Mean, Period};
use crate::estimate::FEW_CLUSTERS;
use crate::stats::cr2::cr2;
use crate::stats::distribution::t_quantile;
use crate::stats::moments::moments;
use crate::stats::regression::linear;
use crate::stats::sandwich::{Correction, cluster};

/// Variance and degrees of freedom of a mean.
struct Spread {
    variance: f64,
    df: f64,
    name: &'static str,
}

/// Mean, standard deviation and interval of `values`, each with the cluster of its person.
///
/// ```text
/// without clusters:  se = sd / sqrt(n),  t with n - 1 degrees of freedom
/// with clusters:     se by CR2 with Satterthwaite's degrees of freedom under 50 of them, else by CR1 with G - 1
/// ```
///
/// People without a cluster stand alone. No interval where one person, or one cluster, is all there is, nor where
/// nothing varies.
pub(super) fn mean(of: Period, base: &'static str, values: &[(f64, Option<i64>)], level: f64) -> Mean {
    let found = moments(values.iter().map(|(v, _)| (*v, 1.0)));
    let mut row = Mean {
        of,
        base,
        people: values.len(),
        mean: found.map(|m| m.mean),
        sd: found.and_then(|m| m.variance).map(f64::sqrt),
        se: None,
        limits: None,
        df: None,
        clusters: None,
        variance: "t",
        standardised: None,
        why: None,
    };
    let (Some(mean), Some(sd)) = (row.mean, row.sd) else {
        row.why = Some(if values.is_empty() { "nobody" } else { "one person" });
        return row;
    };
    if sd <= 0.0 {
        row.why = Some("all have the same value");
        return row;
    }
    let codes = clusters(values);
    row.clusters = codes.as_ref().map(|c| c.iter().max().map_or(0, |m| *m as usize + 1));
    let spread = match &codes {
        None => {
            Some(Spread { variance: sd * sd / values.len() as f64, df: values.len() as f64 - 1.0, name: "t" })
        }
        Some(codes) => clustered(values, mean, codes, row.clusters.unwrap_or(0)),
    };
    let Some(spread) = spread.filter(|s| s.variance > 0.0 && s.df > 0.0) else {
        row.why = Some("one cluster only");
        return row;
    };
    let se = spread.variance.sqrt();
    let half = t_quantile(0.5 + 0.5 * level, spread.df) * se;
    (row.se, row.df, row.variance) = (Some(se), Some(spread.df), spread.name);
    row.limits = half.is_finite().then_some((mean - half, mean + half));
    row
}

/// Codes 0, 1, ... of the clusters, those without one apart; `None` where nobody shares one.
fn clusters(values: &[(f64, Option<i64>)]) -> Option<Vec<u32>> {
    let mut known: Vec<i64> = values.iter().filter_map(|(_, c)| *c).collect();
    let people = known.len();
    known.sort_unstable();
    known.dedup();
    if known.len() == people {
        return None;
    }
    let mut alone = known.len() as u32;
    let code = |(_, cluster): &(f64, Option<i64>)| {
        let Some(c) = cluster else {
            alone += 1;
            return alone - 1;
        };
        known.partition_point(|k| k < c) as u32
    };
    Some(values.iter().map(code).collect())
}

fn clustered(values: &[(f64, Option<i64>)], mean: f64, codes: &[u32], number: usize) -> Option<Spread> {
    if number < FEW_CLUSTERS {
        let y: Vec<f64> = values.iter().map(|(v, _)| *v).collect();
        let one = vec![1.0; y.len()];
        let fit = linear(std::slice::from_ref(&one), &y, &one);
        let found = cr2(&fit.least(&one), &fit.along(&[1.0]), &[codes])?;
        return Some(Spread { variance: found.variance, df: found.df, name: "cluster, CR2" });
    }
    let psi: Vec<f64> = values.iter().map(|(v, _)| (v - mean) / values.len() as f64).collect();
    let found = cluster(&psi, &[codes], 1, Correction::Cr1)?;
    Some(Spread { variance: found.variance, df: found.free as f64, name: "cluster, CR1" })
}
