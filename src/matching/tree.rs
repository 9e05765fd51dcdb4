//! A tree of boxes over points: the nearest ones, exactly, ties included.

use crate::design::Norm;

/// Points to be indexed.
pub(super) struct Points<'a> {
    /// Coordinates that make the distance, one vector a dimension, by row.
    pub coordinates: &'a [Vec<f64>],
    /// Variables with the widest difference admitted; they prune, but add no distance.
    pub windows: &'a [(&'a [f64], f64)],
}

/// A box tree (k-d tree with tight boxes) over some rows.
///
/// Lower bounds are summed in the order in which distances are, so that a box is passed over only if
/// it cannot hold a nearer point or an equally near one, to the last bit.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// Lowest and highest value of each dimension and window in each node.
    bounds: Vec<[f64; 2]>,
    dims: usize,
    width: usize,
    /// Rows, leaf after leaf, and their coordinates, point after point.
    rows: Vec<u32>,
    points: Vec<f64>,
    taken: Vec<bool>,
}

#[derive(Debug)]
struct Node {
    from: u32,
    to: u32,
    /// The second child (the first one follows its parent); 0 for a leaf.
    second: u32,
    /// Points that are left.
    free: u32,
}

/// Points in a leaf.
const LEAF: usize = 16;

/// One of the nearest points found so far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Near {
    /// Gap: squared distance, or distance in the city block.
    pub gap: f64,
    /// Order among equals.
    pub rank: (u32, u32),
    /// Row.
    pub row: u32,
}

/// What is looked for.
pub(super) struct Query<'a, F: Fn(u32) -> bool> {
    /// Coordinates.
    pub at: &'a [f64],
    /// Values of the windows' variables.
    pub windows: &'a [f64],
    /// Widest differences.
    pub widths: &'a [f64],
    /// How many.
    pub k: usize,
    /// How coordinate differences add up.
    pub norm: Norm,
    /// Who may be found.
    pub admits: F,
}

impl Tree {
    /// Indexes `rows`.
    pub fn new(points: &Points<'_>, mut rows: Vec<u32>) -> Self {
        let dims = points.coordinates.len();
        let width = dims + points.windows.len();
        let mut tree = Self {
            nodes: Vec::new(),
            bounds: Vec::new(),
            dims,
            width,
            rows: Vec::new(),
            points: Vec::new(),
            taken: vec![false; rows.len()],
        };
        let n = rows.len();
        if n > 0 {
            tree.grow(points, &mut rows, 0);
        }
        tree.points = Vec::with_capacity(n * dims);
        for &row in &rows {
            tree.points.extend(points.coordinates.iter().map(|x| x[row as usize]));
        }
        tree.rows = rows;
        tree
    }

    fn grow(&mut self, points: &Points<'_>, rows: &mut [u32], from: u32) {
        let node = self.nodes.len();
        let n = rows.len() as u32;
        self.nodes.push(Node { from, to: from + n, second: 0, free: n });
        let first = self.bounds.len();
        for d in 0..self.width {
            let value = points.value(d);
            let start = [f64::INFINITY, f64::NEG_INFINITY];
            let bound = rows
                .iter()
                .fold(start, |[low, high], &i| [low.min(value[i as usize]), high.max(value[i as usize])]);
            self.bounds.push(bound);
        }
        let Some(split) = points.widest(&self.bounds[first..]).filter(|_| rows.len() > LEAF) else { return };
        let value = points.value(split);
        let middle = rows.len() / 2;
        let by_value = |&a: &u32, &b: &u32| value[a as usize].total_cmp(&value[b as usize]).then(a.cmp(&b));
        rows.select_nth_unstable_by(middle, by_value);
        let (low, high) = rows.split_at_mut(middle);
        self.grow(points, low, from);
        self.nodes[node].second = self.nodes.len() as u32;
        self.grow(points, high, from + middle as u32);
    }

    /// Rows in the order of the tree's own places.
    pub fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// The point at `place` is no longer there.
    pub fn remove(&mut self, place: usize) {
        self.taken[place] = true;
        let mut node = 0;
        loop {
            self.nodes[node].free -= 1;
            let second = self.nodes[node].second as usize;
            if second == 0 {
                return;
            }
            node = if place < self.nodes[second].from as usize { node + 1 } else { second };
        }
    }

    /// The `k` nearest admitted points by (distance, rank).
    ///
    /// * `rank`: order of a row among equals.
    pub fn nearest<F: Fn(u32) -> bool>(
        &self,
        query: &Query<'_, F>,
        rank: impl Fn(u32) -> (u32, u32),
    ) -> Vec<Near> {
        let mut best: Vec<Near> = Vec::with_capacity(query.k + 1);
        let mut open = Vec::with_capacity(64);
        open.extend(self.bound(0, query).map(|bound| (bound, 0)));
        while let Some((bound, node)) = open.pop() {
            if best.len() == query.k && bound > best[query.k - 1].gap {
                continue;
            }
            let second = self.nodes[node].second as usize;
            if second == 0 {
                self.search_leaf(node, query, &rank, &mut best);
                continue;
            }
            let (a, b) = (self.bound(node + 1, query), self.bound(second, query));
            let mut children = [a.map(|bound| (bound, node + 1)), b.map(|bound| (bound, second))];
            if let (Some(a), Some(b)) = (a, b)
                && a <= b
            {
                children.swap(0, 1);
            }
            open.extend(children.into_iter().flatten());
        }
        best
    }

    /// Gap from the query to a node's box; `None` if nobody in it is free or in reach.
    fn bound<F: Fn(u32) -> bool>(&self, node: usize, query: &Query<'_, F>) -> Option<f64> {
        if self.nodes.get(node)?.free == 0 {
            return None;
        }
        let bounds = &self.bounds[node * self.width..(node + 1) * self.width];
        let (boxes, windows) = bounds.split_at(self.dims);
        for ((&[low, high], &v), &width) in windows.iter().zip(query.windows).zip(query.widths) {
            if low - v > width || v - high > width {
                return None;
            }
        }
        let apart = |(&[low, high], &v): (&[f64; 2], &f64)| (low - v).max(v - high).max(0.0);
        let parts = boxes.iter().zip(query.at).map(apart).map(|g| query.norm.part(g));
        Some(parts.fold(0.0, |sum, part| sum + part))
    }

    fn search_leaf<F: Fn(u32) -> bool>(
        &self,
        node: usize,
        query: &Query<'_, F>,
        rank: &impl Fn(u32) -> (u32, u32),
        best: &mut Vec<Near>,
    ) {
        let Node { from, to, .. } = self.nodes[node];
        for place in from as usize..to as usize {
            if self.taken[place] {
                continue;
            }
            let point = &self.points[place * self.dims..(place + 1) * self.dims];
            let gap = point.iter().zip(query.at).fold(0.0, |sum, (x, q)| sum + query.norm.part(q - x));
            let full = best.len() == query.k;
            if full && gap > best[query.k - 1].gap {
                continue;
            }
            let row = self.rows[place];
            let near = Near { gap, rank: rank(row), row };
            if full && !near.is_before(&best[query.k - 1]) || !(query.admits)(row) {
                continue;
            }
            let at = best.partition_point(|other| other.is_before(&near));
            best.insert(at, near);
            best.truncate(query.k);
        }
    }
}

impl Near {
    fn is_before(&self, other: &Self) -> bool {
        self.gap < other.gap || (self.gap == other.gap && self.rank < other.rank)
    }
}

impl Points<'_> {
    fn value(&self, d: usize) -> &[f64] {
        match d.checked_sub(self.coordinates.len()) {
            None => &self.coordinates[d],
            Some(w) => self.windows[w].0,
        }
    }

    /// The window much wider than it admits, else the coordinate of the widest box, if any is wide.
    fn widest(&self, bounds: &[[f64; 2]]) -> Option<usize> {
        let dims = self.coordinates.len();
        let extent = |d: &usize| bounds[*d][1] - bounds[*d][0];
        let loose = (dims..bounds.len()).find(|d| extent(d) > 4.0 * self.windows[d - dims].1);
        let widest = || (0..dims).max_by(|a, b| extent(a).total_cmp(&extent(b)));
        loose.or_else(widest).filter(|d| extent(d) > 0.0)
    }
}
