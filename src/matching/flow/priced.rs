//! Partners in a space: a box tree that knows the lowest price in each box.

use super::cost::Cost;
use super::oracle::{Offer, Oracle, Request, Shortlist};
use crate::design::Norm;

/// Where the units of one side stand.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// Coordinates that make the distance, one vector a dimension, by row.
    pub coordinates: &'a [Vec<f64>],
    /// Variables with the widest difference admitted; they narrow the search, but add no distance.
    pub windows: &'a [(&'a [f64], f64)],
    /// Rows of the side's units.
    pub rows: &'a [u32],
}

/// A box tree over the offering side.
///
/// A box is passed over when its lowest price plus the distance to its nearest corner is no better than
/// what has been found. Bounds are summed in the order in which distances are, so this is exact to the
/// last bit.
#[derive(Debug)]
pub struct PricedTree<'a, F> {
    norm: Norm,
    asking: Standing<'a>,
    admissible: F,
    nodes: Vec<Node>,
    /// Lowest and highest value of each dimension and window in each node.
    bounds: Vec<[f64; 2]>,
    /// Lowest price in each node.
    lowest: Vec<Cost>,
    /// Partners, leaf after leaf, with their prices.
    partners: Vec<u32>,
    prices: Vec<Cost>,
    /// Coordinates of each leaf, dimension by dimension, padded to whole leaves.
    points: Vec<[f64; LEAF]>,
    width: usize,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    from: u32,
    to: u32,
    /// The second child (the first one follows its parent), or 0 in a leaf.
    second: u32,
    /// Where a leaf's coordinates start.
    points: u32,
}

/// Most points in a leaf.
const LEAF: usize = 16;

impl<'a, F: Fn(u32, u32) -> bool + Sync> PricedTree<'a, F> {
    /// Indexes the offering side.
    ///
    /// * `asking`, `offering`: the two sides, with the same coordinates and windows.
    /// * `admissible(asker, partner)`: the whole rule, windows included.
    pub fn new(norm: Norm, asking: Standing<'a>, offering: Standing<'a>, admissible: F) -> Self {
        let width = asking.coordinates.len() + asking.windows.len();
        let n = offering.rows.len();
        let mut tree = Self {
            norm,
            asking,
            admissible,
            nodes: Vec::new(),
            bounds: Vec::new(),
            lowest: Vec::new(),
            partners: Vec::new(),
            prices: vec![Cost::ZERO; n],
            points: Vec::new(),
            width,
        };
        let mut partners: Vec<u32> = (0..n as u32).collect();
        if n > 0 {
            tree.grow(&offering, &mut partners, 0);
        }
        tree.partners = partners;
        tree.lowest = vec![Cost::ZERO; tree.nodes.len()];
        tree
    }

    fn grow(&mut self, side: &Standing<'_>, partners: &mut [u32], from: u32) {
        let node = self.nodes.len();
        let to = from + partners.len() as u32;
        self.nodes.push(Node { from, to, second: 0, points: self.points.len() as u32 });
        for d in 0..self.width {
            let start = [f64::INFINITY, f64::NEG_INFINITY];
            let bound =
                partners.iter().map(|&p| side.value(d, p)).fold(start, |[l, h], v| [l.min(v), h.max(v)]);
            self.bounds.push(bound);
        }
        if partners.len() <= LEAF {
            for d in 0..side.coordinates.len() {
                let mut lane = [f64::INFINITY; LEAF];
                lane.iter_mut().zip(partners.iter()).for_each(|(x, &p)| *x = side.value(d, p));
                self.points.push(lane);
            }
            return;
        }
        let split = side.widest(&self.bounds[node * self.width..]);
        let middle = partners.len() / 2;
        let by_value =
            |a: &u32, b: &u32| side.value(split, *a).total_cmp(&side.value(split, *b)).then(a.cmp(b));
        partners.select_nth_unstable_by(middle, by_value);
        let (low, high) = partners.split_at_mut(middle);
        self.grow(side, low, from);
        self.nodes[node].second = self.nodes.len() as u32;
        self.grow(side, high, from + middle as u32);
    }

    /// The least any partner in a node's box could cost; `None` if the windows admit none of them.
    fn bound(&self, node: usize, at: &[f64]) -> Option<Cost> {
        let bounds = &self.bounds[node * self.width..(node + 1) * self.width];
        let dims = self.asking.coordinates.len();
        for (w, (_, width)) in self.asking.windows.iter().enumerate() {
            let ([low, high], v) = (bounds[dims + w], at[dims + w]);
            if low - v > *width || v - high > *width {
                return None;
            }
        }
        let gaps = bounds[..dims].iter().zip(at).map(|(&[low, high], &v)| (low - v).max(v - high).max(0.0));
        Some(self.lowest[node] + Cost::distance(length(self.norm, gaps)))
    }

    fn search_leaf(&self, node: Node, asker: u32, at: &[f64], list: &mut Shortlist<'_>) {
        let mut sums = [0.0; LEAF];
        let dims = self.asking.coordinates.len();
        let lanes = &self.points[node.points as usize..node.points as usize + dims];
        for (lane, &v) in lanes.iter().zip(at) {
            add(self.norm, &mut sums, lane, v);
        }
        for (place, &sum) in (node.from as usize..node.to as usize).zip(&sums) {
            let (cutoff, price) = (list.cutoff(), self.prices[place]);
            let room = cutoff.distance - price.distance;
            if price.count > cutoff.count || price.count == cutoff.count && is_beyond(self.norm, sum, room) {
                continue;
            }
            let distance = self.norm.size(sum);
            let value = price + Cost::distance(distance);
            if value.is_below(cutoff) {
                let partner = self.partners[place];
                list.consider(Offer { partner, distance, value }, || (self.admissible)(asker, partner));
            }
        }
    }
}

impl<F: Fn(u32, u32) -> bool + Sync> Oracle for PricedTree<'_, F> {
    fn reprice(&mut self, prices: &[Cost]) {
        self.prices.iter_mut().zip(&self.partners).for_each(|(p, &j)| *p = prices[j as usize]);
        for node in (0..self.nodes.len()).rev() {
            let Node { from, to, second, .. } = self.nodes[node];
            self.lowest[node] = if second == 0 {
                let prices = &self.prices[from as usize..to as usize];
                prices.iter().skip(1).fold(prices[0], |low, &p| low.min(p))
            } else {
                self.lowest[node + 1].min(self.lowest[second as usize])
            };
        }
    }

    fn cheapest(&self, request: Request<'_>) -> Vec<Offer> {
        let mut list = Shortlist::new(request);
        let at: Vec<f64> = (0..self.width).map(|d| self.asking.value(d, request.asker)).collect();
        let mut open = Vec::with_capacity(64);
        if !self.nodes.is_empty() {
            open.extend(self.bound(0, &at).map(|bound| (bound, 0)));
        }
        while let Some((bound, index)) = open.pop() {
            if !bound.is_below(list.cutoff()) {
                continue;
            }
            let node = self.nodes[index];
            let second = node.second as usize;
            if second == 0 {
                self.search_leaf(node, request.asker, &at, &mut list);
                continue;
            }
            let mut children =
                [index + 1, second].map(|child| self.bound(child, &at).map(|bound| (bound, child)));
            if let [Some((a, _)), Some((b, _))] = children
                && !b.is_below(a)
            {
                children.swap(0, 1);
            }
            open.extend(children.into_iter().flatten());
        }
        list.offers()
    }
}

/// Length of the way over these gaps.
fn length(norm: Norm, gaps: impl Iterator<Item = f64>) -> f64 {
    match norm {
        Norm::CityBlock => gaps.fold(0.0, |sum, g| sum + g),
        Norm::Euclidean => gaps.fold(0.0, |sum, g| sum + g * g).sqrt(),
    }
}

/// Adds one dimension's part to the sums of a leaf.
fn add(norm: Norm, sums: &mut [f64; LEAF], lane: &[f64; LEAF], v: f64) {
    match norm {
        Norm::CityBlock => sums.iter_mut().zip(lane).for_each(|(s, x)| *s += (v - x).abs()),
        Norm::Euclidean => sums.iter_mut().zip(lane).for_each(|(s, x)| *s += (v - x) * (v - x)),
    }
}

/// `true` only if the distance is more than `room`: the cheap half of the question.
fn is_beyond(norm: Norm, sum: f64, room: f64) -> bool {
    /// Covers the rounding of a square and a root.
    const SLACK: f64 = 1.0 + 1e-12;
    room < 0.0
        || match norm {
            Norm::CityBlock => sum > room,
            Norm::Euclidean => sum > room * room * SLACK,
        }
}

impl Standing<'_> {
    fn value(&self, d: usize, unit: u32) -> f64 {
        let row = self.rows[unit as usize] as usize;
        match d.checked_sub(self.coordinates.len()) {
            None => self.coordinates[d][row],
            Some(w) => self.windows[w].0[row],
        }
    }

    /// The window much wider than it admits, else the coordinate of the widest box.
    fn widest(&self, bounds: &[[f64; 2]]) -> usize {
        let dims = self.coordinates.len();
        let extent = |d: usize| bounds[d][1] - bounds[d][0];
        let loose = (dims..bounds.len()).find(|&d| extent(d) > 4.0 * self.windows[d - dims].1);
        let widest = || (0..dims).max_by(|&a, &b| extent(a).total_cmp(&extent(b)));
        loose.or_else(widest).unwrap_or(0)
    }
}
