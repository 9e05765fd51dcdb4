//! Dual prices of a cover: a function along the line.

use super::{Line, Point};

impl Line {
    /// A lower bound on every cover; `None` if the edges are not a cheapest one.
    ///
    /// Let `f` change by at most the distance between any two neighbours of the line, be at least 0 at
    /// units of the first list and at most 0 at units of the second. Then `y(a) = f(a)` and
    /// `y(b) = -f(b)` are feasible in the dual: `f(a) - f(b) <= |a - b|`, as steps between
    /// neighbours add up. The sum of `y` bounds every cover from below, however `f` was found.
    pub fn bound(&self, edges: &[(u32, u32)]) -> Option<i128> {
        let f = self.potential(edges)?;
        let steps = self.points.windows(2).zip(f.windows(2));
        let gentle = steps.into_iter().all(|(p, f)| (f[1] - f[0]).abs() <= p[1].x - p[0].x);
        let y = |(point, f): (&Point, &i64)| if point.second { -f } else { *f };
        let signed = self.points.iter().zip(&f).all(|pair| y(pair) >= 0);
        let sum = self.points.iter().zip(&f).map(|pair| i128::from(y(pair))).sum();
        (gentle && signed).then_some(sum)
    }

    /// The function `f` that complementary slackness asks for: tight along edges, 0 at units with several.
    ///
    /// One pass forward keeps the interval of values that `f` can have, one pass backward picks.
    fn potential(&self, edges: &[(u32, u32)]) -> Option<Vec<i64>> {
        let slopes = self.slopes(edges);
        let bounds = self.bounds(edges);
        let gap = |p: usize| self.points[p + 1].x - self.points[p].x;
        let mut reach: Vec<(i64, i64)> = Vec::with_capacity(bounds.len());
        for (p, &(mut low, mut high)) in bounds.iter().enumerate() {
            if let Some(&(before_low, before_high)) = reach.last() {
                let (down, up) = steps(slopes[p - 1], gap(p - 1));
                (low, high) = (low.max(before_low + down), high.min(before_high + up));
            }
            if low > high {
                return None;
            }
            reach.push((low, high));
        }
        let mut f = vec![0; reach.len()];
        for p in (0..f.len()).rev() {
            let (mut low, mut high) = reach[p];
            if p + 1 < f.len() {
                let (down, up) = steps(slopes[p], gap(p));
                (low, high) = (low.max(f[p + 1] - up), high.min(f[p + 1] - down));
            }
            f[p] = 0.clamp(low, high.max(low));
        }
        Some(f)
    }

    /// Which way edges cross each gap: negative from the first list on the left, positive from the second.
    fn slopes(&self, edges: &[(u32, u32)]) -> Vec<i32> {
        let mut slopes = vec![0; self.points.len()];
        for &(i, j) in edges {
            let (a, b) = (self.place[0][i as usize] as usize, self.place[1][j as usize] as usize);
            let way = if a < b { -1 } else { 1 };
            slopes[a.min(b)] += way;
            slopes[a.max(b)] -= way;
        }
        for p in 1..slopes.len() {
            slopes[p] += slopes[p - 1];
        }
        slopes
    }

    /// Values allowed at each unit: of its sign, and 0 if it has several edges.
    fn bounds(&self, edges: &[(u32, u32)]) -> Vec<(i64, i64)> {
        let mut several = self.near.each_ref().map(|list| vec![0_u32; list.len()]);
        for &(i, j) in edges {
            several[0][i as usize] += 1;
            several[1][j as usize] += 1;
        }
        let bound =
            |point: &Point| match (several[usize::from(point.second)][point.unit as usize], point.second) {
                (2.., _) => (0, 0),
                (_, true) => (-FAR, 0),
                (_, false) => (0, FAR),
            };
        self.points.iter().map(bound).collect()
    }
}

/// More than any distance on the lattice.
const FAR: i64 = 1 << 60;

/// How far `f` can fall and rise over a gap, given which way edges cross it.
fn steps(slope: i32, gap: i64) -> (i64, i64) {
    match slope {
        ..0 => (-gap, -gap),
        0 => (-gap, gap),
        1.. => (gap, gap),
    }
}
