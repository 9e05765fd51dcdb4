//! From statistics to rows.

use super::lights::light;
use super::measure::Measures;
use super::spec::BalanceSpec;
use super::types::{BalanceRow, Statistic};
use super::variables::Variable;

/// The rows of one variable, in order of statistic.
pub(super) fn rows(spec: &BalanceSpec, variable: &Variable<'_>, m: &Measures) -> Vec<BalanceRow> {
    let mean = |arm: usize| m.means.map(|means| means.map(|means| means[arm]));
    let raw = m.means.map(|means| means.map(|[c, t]| t - c));
    let ecdf_mean = m.ecdf.map(|gap| gap.map(|gap| gap.mean));
    let ecdf_max = m.ecdf.map(|gap| gap.map(|gap| gap.max));
    let statistics = [
        (Statistic::MeanTreated, mean(1)),
        (Statistic::MeanControl, mean(0)),
        (Statistic::StandardisedDifference, m.standardised),
        (Statistic::RawDifference, raw),
        (Statistic::VarianceRatio, m.variance_ratio),
        (Statistic::EcdfMean, ecdf_mean),
        (Statistic::EcdfMax, ecdf_max),
        (Statistic::PairDistance, [None, m.pair_distance]),
        (Statistic::NonOverlap, m.non_overlap),
    ];
    let row = |(statistic, [before, after]): (Statistic, [Option<f64>; 2])| {
        let divided = matches!(statistic, Statistic::StandardisedDifference | Statistic::PairDistance);
        BalanceRow {
            covariate: variable.covariate.clone(),
            level: variable.level.clone(),
            statistic,
            before,
            after,
            after_worst: None,
            ruler: (divided && m.sd > 0.0).then_some(m.sd),
            light: light(spec, variable.part, statistic, after),
            matched_on: variable.matched_on,
        }
    };
    let shown = |(statistic, values): &(Statistic, [Option<f64>; 2])| {
        values.iter().any(Option::is_some) || *statistic <= Statistic::RawDifference
    };
    statistics.into_iter().filter(shown).map(row).collect()
}
