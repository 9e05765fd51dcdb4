//! Full matching on one score, everyone placed: the cheapest edge cover of two lists of points.

mod potential;
#[cfg(test)]
mod tests;

use crate::matching::optimal::line::lattice::Lattice;
use crate::stats::sum::sum;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Sets that hold everyone, with the proof.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Covered {
    /// Edges (first list, second list), ascending; every edge has an end with no other edge, so that
    /// connected units are stars.
    pub edges: Vec<(u32, u32)>,
    /// Sum of the distances as they are, in units of the score.
    pub total: f64,
    /// No sets that hold everyone have a smaller sum of distances, up to `error`.
    pub bound: f64,
    /// How far rounding can have moved `bound` and `total`: distances count in whole lattice units.
    pub error: f64,
}

/// The sets of one unit of either list with one or more of the other that hold everyone at the least
/// sum of distances.
///
/// * `a`, `b`: scores of the two lists, finite, ascending. No edges if one of them is empty.
///
/// ```text
/// min sum over edges |a - b|,   every unit in at least one edge
///   = sum near(u) - max sum over pairs (near(a) + near(b) - |a - b|),   every unit in at most one pair
/// ```
///
/// with `near(u)` the distance to the nearest unit of the other list: an edge whose two ends have no
/// other edge is a pair, any other edge is its loose end's nearest. So a unit either pays `near(u)`
/// alone or is paired, which is the matching of points on a line with a fee for being left alone: two
/// heaps of slopes, as in [`serving`](crate::matching::optimal::line), solve it exactly. No pair
/// needs to span a whole run of each list (both ends are then no farther from those runs than
/// from each other), so the heaps never hold more than two neighbouring runs.
///
/// The bound is a feasible point of the dual, `max sum y(u)` with `y >= 0` and
/// `y(a) + y(b) <= |a - b|` for all pairs, found from the edges but checked without them
/// ([`Line::bound`]). Equal sums are decided by the order of the lists. Cost: `O(N log N)`, in practice about one
/// pass.
///
/// Reference: Colannino, Damian, Hurtado, Langerman, Meijer, Ramaswami, Souvaine and Toussaint (2007),
/// efficient many-to-many point matching in one dimension; Karp and Li (1975).
pub(crate) fn cover(a: &[f64], b: &[f64]) -> Covered {
    if a.is_empty() || b.is_empty() {
        return Covered { edges: Vec::new(), total: 0.0, bound: 0.0, error: 0.0 };
    }
    let lattice = Lattice::of(a, b);
    let line = Line::new(a, b, lattice);
    let paired = line.paired();
    let edges = stars(&line, &paired);
    let total = sum(edges.len(), |e| (a[edges[e].0 as usize] - b[edges[e].1 as usize]).abs());
    // Rounded sums may differ in the last digit; a smaller bound is one too.
    let bound = lattice.length(line.bound(&edges).unwrap_or(0)).min(total);
    let error = 2.0 * lattice.unit() * edges.len() as f64 + 4.0 * f64::EPSILON * total;
    Covered { edges, total, bound, error }
}

/// A unit of the line.
#[derive(Debug, Clone, Copy)]
struct Point {
    x: i64,
    /// Place in its list.
    unit: u32,
    /// Whether it is of the second list.
    second: bool,
}

/// Both lists merged, the first before the second at equal scores.
struct Line {
    points: Vec<Point>,
    /// For each unit of either list: its nearest of the other, the earlier one of two, and its distance.
    near: [Vec<(u32, i64)>; 2],
    /// Where each unit stands in `points`.
    place: [Vec<u32>; 2],
}

impl Line {
    fn new(a: &[f64], b: &[f64], lattice: Lattice) -> Self {
        let mut points = Vec::with_capacity(a.len() + b.len());
        let mut place = [vec![0; a.len()], vec![0; b.len()]];
        let (mut i, mut j) = (0, 0);
        while i < a.len() || j < b.len() {
            let second = i == a.len() || (j < b.len() && b[j] < a[i]);
            let (unit, x) = if second { (j, b[j]) } else { (i, a[i]) };
            place[usize::from(second)][unit] = points.len() as u32;
            points.push(Point { x: lattice.place(x), unit: unit as u32, second });
            (i, j) = if second { (i, j + 1) } else { (i + 1, j) };
        }
        let near = nearest(&points, [a.len(), b.len()]);
        Self { points, near, place }
    }

    fn near(&self, point: &Point) -> (u32, i64) {
        self.near[usize::from(point.second)][point.unit as usize]
    }

    /// Which units of either list are in a pair, in a largest saving.
    fn paired(&self) -> [Vec<bool>; 2] {
        let mut sweep = Sweep::new(self.near.each_ref().map(Vec::len));
        for (p, point) in self.points.iter().enumerate() {
            if p > 0 && self.points[p - 1].second != point.second {
                sweep.turn(point.second);
            }
            sweep.meet(point, self.near(point).1);
        }
        sweep.paired
    }
}

/// The nearest unit of the other list, looking left, then right.
fn nearest(points: &[Point], sizes: [usize; 2]) -> [Vec<(u32, i64)>; 2] {
    let mut near = sizes.map(|size| vec![(0, i64::MAX); size]);
    let mut last: [Option<&Point>; 2] = [None; 2];
    let mut look = |point: &Point, other: Option<&Point>| {
        let own = &mut near[usize::from(point.second)][point.unit as usize];
        if let Some(other) = other.filter(|other| (other.x - point.x).abs() < own.1) {
            *own = (other.unit, (other.x - point.x).abs());
        }
    };
    for point in points {
        last[usize::from(point.second)] = Some(point);
        look(point, last[usize::from(!point.second)]);
    }
    last = [None; 2];
    for point in points.iter().rev() {
        last[usize::from(point.second)] = Some(point);
        look(point, last[usize::from(!point.second)]);
    }
    near
}

/// Cost on the balance's own scale, then list and place.
type Slope = (i64, bool, u32);

/// The least cost as a function of the balance (paired units of the first list minus paired units of
/// the second, so far), by its slopes on both sides of 0.
///
/// Each slope belongs to one unit: one of the first list is paired if its slope is below 0, one of the
/// second if it is above.
struct Sweep {
    /// Below 0: cost plus place.
    below: BinaryHeap<Slope>,
    /// Above 0: cost minus place.
    above: BinaryHeap<Reverse<Slope>>,
    paired: [Vec<bool>; 2],
}

impl Sweep {
    fn new(sizes: [usize; 2]) -> Self {
        let paired = sizes.map(|size| vec![false; size]);
        Self { below: BinaryHeap::new(), above: BinaryHeap::new(), paired }
    }

    /// Between two runs: only units of the run that ended may still wait.
    fn turn(&mut self, now_second: bool) {
        if now_second {
            self.below.clear();
        } else {
            self.above.clear();
        }
    }

    /// One more unit: its fee becomes a slope, and the outermost slope of the other side changes sides.
    fn meet(&mut self, point: &Point, fee: i64) {
        let Point { x, unit, second } = *point;
        if second {
            self.above.push(Reverse((fee - x, second, unit)));
            let Some(Reverse((key, second, unit))) = self.above.pop() else { return };
            self.paired[1][point.unit as usize] = true;
            self.below.push((key + x + x, second, unit));
            self.paired[usize::from(second)][unit as usize] = !second;
        } else {
            self.below.push((x - fee, second, unit));
            let Some((key, second, unit)) = self.below.pop() else { return };
            self.paired[0][point.unit as usize] = true;
            self.above.push(Reverse((key - x - x, second, unit)));
            self.paired[usize::from(second)][unit as usize] = second;
        }
    }
}

/// Pairs in order, and everyone else with the nearest; then without what is needless.
fn stars(line: &Line, paired: &[Vec<bool>; 2]) -> Vec<(u32, u32)> {
    let members = |list: usize, is: bool| {
        let units = paired[list].iter().enumerate();
        units.filter(move |&(_, &paired)| paired == is).map(|(unit, _)| unit as u32)
    };
    let mut edges: Vec<(u32, u32)> = members(0, true).zip(members(1, true)).collect();
    edges.extend(members(0, false).map(|i| (i, line.near[0][i as usize].0)));
    edges.extend(members(1, false).map(|j| (line.near[1][j as usize].0, j)));
    edges.sort_unstable();
    edges.dedup();
    let mut degrees = line.near.each_ref().map(|list| vec![0_u32; list.len()]);
    for &(i, j) in &edges {
        degrees[0][i as usize] += 1;
        degrees[1][j as usize] += 1;
    }
    // Only edges of length 0 can be needless: any other would make the cover cheaper by going.
    edges.retain(|&(i, j)| {
        let needless = degrees[0][i as usize] > 1 && degrees[1][j as usize] > 1;
        degrees[0][i as usize] -= u32::from(needless);
        degrees[1][j as usize] -= u32::from(needless);
        !needless
    });
    edges
}
