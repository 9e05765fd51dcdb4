//! How much outcomes of the same arm vary between people who are alike.

use crate::design::{Metric, Norm};

/// People of one arm in order of their first coordinate.
#[derive(Debug)]
pub(super) struct Alike<'a> {
    axes: Vec<&'a [f64]>,
    norm: Norm,
    order: Vec<(u32, f64)>,
}

impl<'a> Alike<'a> {
    /// * `metric`: how alike two people are; `None` is returned when there is no distance.
    /// * `people`: cohort rows with their outcomes.
    pub fn new(metric: &'a Metric, people: impl Iterator<Item = (u32, f64)>) -> Option<Self> {
        let norm = if matches!(metric, Metric::CityBlock(_)) { Norm::CityBlock } else { Norm::Euclidean };
        let axes: Vec<&[f64]> = match metric {
            Metric::None | Metric::Table(_) => return None,
            Metric::Score(values) => vec![values],
            Metric::Coordinates(axes) | Metric::CityBlock(axes) => axes.iter().map(Vec::as_slice).collect(),
        };
        let first = *axes.first()?;
        let mut order: Vec<(u32, f64)> = people.collect();
        order.sort_by(|a, b| first[a.0 as usize].total_cmp(&first[b.0 as usize]).then(a.0.cmp(&b.0)));
        Some(Self { axes, norm, order })
    }

    /// Variance of the outcome around unit `i`, whose own outcome is `y`.
    ///
    /// ```text
    /// s^2 = sum (y_k - mean)^2 / m   over unit i and the m nearest: `nearest`, and all tied with the last of them
    /// ```
    ///
    /// 0 when there is nobody else. Reference: Abadie and Imbens (2006), section 4.1, in the form of
    /// `Matching::Match(Var.calc = 4)`, which calls distances tied when they differ by under 1e-5.
    pub fn variance(&self, i: u32, y: f64, nearest: usize) -> f64 {
        let mut met = self.nearest(i, nearest);
        if met.is_empty() {
            return 0.0;
        }
        met.push(y);
        let n = met.len() as f64;
        let mean = met.iter().sum::<f64>() / n;
        met.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>() / (n - 1.0)
    }

    /// Outcomes of the nearest: a walk to both sides of the first coordinate, until that alone is too far.
    fn nearest(&self, i: u32, nearest: usize) -> Vec<f64> {
        let first = self.axes[0];
        let here = first[i as usize];
        let start = self.order.partition_point(|&(j, _)| first[j as usize] < here);
        let (mut left, mut right) = (start, start);
        let mut best: Vec<f64> = Vec::with_capacity(nearest + 1);
        let mut met: Vec<(f64, f64)> = Vec::new();
        loop {
            let limit = if best.len() == nearest { best[nearest - 1] } else { f64::INFINITY };
            let side = |at: Option<usize>| {
                let gap = self.order.get(at?).map(|&(j, _)| first[j as usize] - here)?;
                let gap = self.norm.part(gap);
                (gap <= limit).then_some(gap)
            };
            let (l, r) = (side(left.checked_sub(1)), side(Some(right)));
            let at = match (l, r) {
                (None, None) => break,
                (Some(a), Some(b)) if a <= b => step_left(&mut left),
                (Some(_), None) => step_left(&mut left),
                _ => step_right(&mut right),
            };
            let (j, y) = self.order[at];
            if j != i {
                let d = self.gap(i as usize, j as usize);
                if d <= limit {
                    met.push((d, y));
                    best.insert(best.partition_point(|b| *b <= d), d);
                    best.truncate(nearest);
                }
            }
        }
        let last = best.last().copied().unwrap_or(f64::INFINITY);
        met.into_iter().filter(|(d, _)| *d <= last).map(|(_, y)| y).collect()
    }

    fn gap(&self, i: usize, j: usize) -> f64 {
        self.axes.iter().map(|x| self.norm.part(x[i] - x[j])).sum()
    }
}

fn step_left(left: &mut usize) -> usize {
    *left -= 1;
    *left
}

fn step_right(right: &mut usize) -> usize {
    *right += 1;
    *right - 1
}
