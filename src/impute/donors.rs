//! Predictive mean matching: whose value is borrowed.

use crate::stats::rng::below;
use rand_core::RngCore;

/// Those who can lend a value, by their predictions.
#[derive(Debug, Clone)]
pub(super) struct Donors {
    /// (prediction, place of the value), sorted by prediction.
    sorted: Vec<(f64, usize)>,
    k: usize,
}

impl Donors {
    /// * `predictions`: (prediction, place) of everyone with a known value; at least one.
    /// * `k`: how many nearest to draw from, at least 1; all of them where there are fewer.
    pub(super) fn new(mut predictions: Vec<(f64, usize)>, k: usize) -> Self {
        predictions.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let k = k.clamp(1, predictions.len().max(1));
        Self { sorted: predictions, k }
    }

    /// The place of a donor for someone predicted at `target`: one of the `k` nearest, each as likely.
    ///
    /// Where several are equally far at the edge of the `k`, it is left to chance which of them are in, as if
    /// donors had been shuffled first. Cost: log n + k.
    pub(super) fn draw(&self, rng: &mut impl RngCore, target: f64) -> usize {
        let edge = self.furthest(target);
        let upto = |test: &dyn Fn(f64) -> bool| self.sorted.partition_point(|d| test(d.0));
        let (low, high) = (upto(&|x| target - x > edge), upto(&|x| x - target <= edge));
        let (mut from, mut to) = (upto(&|x| target - x >= edge), upto(&|x| x - target < edge));
        if from >= to {
            // Nobody is nearer than the edge.
            (from, to) = (low, low);
        }
        let at = below(rng, self.k as u64) as usize;
        if at < to - from {
            return self.sorted[from + at].1;
        }
        let on_left = from - low;
        let at = below(rng, (on_left + high - to) as u64) as usize;
        self.sorted[if at < on_left { low + at } else { to + at - on_left }].1
    }

    /// Distance of the k-th nearest.
    fn furthest(&self, target: f64) -> f64 {
        let start = self.sorted.partition_point(|d| d.0 < target);
        let (mut low, mut high) = (start, start);
        let mut edge = 0.0;
        for _ in 0..self.k {
            let gap = |at: Option<usize>| {
                at.and_then(|i| self.sorted.get(i)).map_or(f64::INFINITY, |d| (d.0 - target).abs())
            };
            let (before, after) = (gap(low.checked_sub(1)), gap(Some(high)));
            if before < after {
                low -= 1;
            } else {
                high += 1;
            }
            edge = before.min(after);
        }
        edge
    }
}

#[cfg(test)]
mod tests {
    use super::Donors;
    use crate::stats::rng::{below, stream, uniform};

    /// The slow twin: shuffle, sort by distance (stable), draw among the first k.
    #[test]
    fn draws_are_spread_like_those_of_the_slow_twin() {
        let mut rng = stream(4, "donors", 0);
        for case in 0..60 {
            let n = 1 + case % 9;
            let predictions: Vec<(f64, usize)> =
                (0..n).map(|i| (below(&mut rng, 4) as f64 / 2.0, 100 + i)).collect();
            let target =
                if case % 2 == 0 { below(&mut rng, 4) as f64 / 2.0 } else { 2.0 * uniform(&mut rng) };
            let k = 1 + case % 5;
            let donors = Donors::new(predictions.clone(), k);
            let want = chances(&predictions, k.min(n), target);
            let draws = 4000;
            let mut seen = vec![0.0; n];
            for _ in 0..draws {
                seen[donors.draw(&mut rng, target) - 100] += 1.0 / f64::from(draws);
            }
            for (s, w) in seen.iter().zip(&want) {
                assert!(
                    (s - w).abs() < 0.045 && (*w > 0.0 || *s == 0.0),
                    "{predictions:?} {target} {k}: {seen:?} {want:?}"
                );
            }
        }
    }

    /// Chance of each donor: 1/k where certain, the rest shared by those at the edge.
    fn chances(predictions: &[(f64, usize)], k: usize, target: f64) -> Vec<f64> {
        let gaps: Vec<f64> = predictions.iter().map(|p| (p.0 - target).abs()).collect();
        let mut sorted = gaps.clone();
        sorted.sort_by(f64::total_cmp);
        let edge = sorted[k - 1];
        let nearer = gaps.iter().filter(|g| **g < edge).count();
        let at = gaps.iter().filter(|g| **g == edge).count();
        let share = |g: f64| match g {
            g if g < edge => 1.0 / k as f64,
            g if g == edge => (k - nearer) as f64 / at as f64 / k as f64,
            _ => 0.0,
        };
        gaps.iter().map(|&g| share(g)).collect()
    }
}
