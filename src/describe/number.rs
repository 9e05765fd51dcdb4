//! A number a person: where most stand, and no extremes.

use super::fact::not_known;
use super::spec::Cut;
use super::types::{Base, Figure, Statistic};
use crate::stats::quantile::quantile;
use crate::stats::sum;

/// Mean, median, quartiles and shares at cut points of the known numbers.
pub(super) fn figures(numbers: &[Option<f64>], cuts: &[(String, Cut)], unknown: &str) -> Vec<Figure> {
    let mut known: Vec<f64> = numbers.iter().flatten().copied().collect();
    known.sort_by(f64::total_cmp);
    let n = known.len();
    let mean = (n > 0).then(|| sum::sum(n, |i| known[i]) / n as f64).filter(|m| m.is_finite());
    let at = |p| quantile(&known, p);
    let level = |statistic, value| Figure::level(statistic, Base::Known, n, value);
    let share = |(label, cut): &(String, Cut)| {
        let count = known.iter().filter(|x| cut.holds(**x)).count();
        Figure::share(Statistic::Cut, Base::Known, label, (count, n))
    };
    let levels = [
        level(Statistic::Mean, mean),
        level(Statistic::Median, at(0.5)),
        level(Statistic::LowerQuartile, at(0.25)),
        level(Statistic::UpperQuartile, at(0.75)),
    ];
    let gap = not_known(numbers.len() - n, numbers.len(), unknown);
    levels.into_iter().chain(cuts.iter().map(share)).chain(gap).collect()
}
