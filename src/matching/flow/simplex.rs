//! The primal network simplex method, in lexicographic costs.

use super::basis::{Basis, Node};
use super::cost::Cost;
use super::network::{Arc, Network, ROOT};

/// A network, a flow on it, and the tree that prices it.
///
/// Each pivot takes in an arc whose reduced cost says that flow should change, pushes as much as fits
/// round the cycle it closes, and lets the arc go that stops it. The tree is kept *strongly feasible*
/// (from each node more flow could be sent to the root), which rules out endless pivots that push
/// nothing (Cunningham 1976). Flows are whole numbers; potentials are kept as (count, distance).
///
/// ```text
/// reduced cost of arc (u, v) = cost + potential(u) - potential(v)
/// ```
///
/// New arcs may be added between two calls of [`Simplex::solve`]; the flow stays and is improved.
///
/// Reference: Ahuja, Magnanti and Orlin (1993), chapter 11.
#[derive(Debug, Clone)]
pub struct Simplex {
    /// Arcs with their flow.
    pub arcs: Vec<Arc>,
    /// Price of each node; the root's is 0.
    pub potential: Vec<Cost>,
    /// Flow that starts at each node.
    pub supply: Vec<u32>,
    /// +1: without flow; -1: full; 0: in the tree.
    state: Vec<i8>,
    basis: Basis,
    /// Where the search for the next arc starts.
    cursor: usize,
    /// Pivots made.
    pub pivots: usize,
    /// Largest distance of an arc or a node.
    largest: f64,
}

/// What stops the flow round a cycle.
enum Stop {
    /// The entering arc is full (or empty) itself.
    Entering,
    /// The parent arc of this node, on the side at which flow leaves the entering arc's tail ...
    Tail(u32),
    /// ... or arrives at its head.
    Head(u32),
}

/// A reduced cost counts as negative below `-TOLERANCE` times the largest distance seen.
const TOLERANCE: f64 = 1e-13;

/// Pivots an arc, after which the search gives up; a hundredth of it has never been needed.
const PATIENCE: usize = 1000;

/// Fewest arcs looked at before the best one is taken.
const BLOCK: usize = 64;

impl Simplex {
    /// Starts with all supply on its way out.
    #[must_use]
    pub fn new(network: Network) -> Self {
        let Network { supply, mut arcs, way_out } = network;
        let mut state = vec![1; arcs.len()];
        let mut links = vec![(0, 0); supply.len()];
        let mut through: Vec<u64> = supply.iter().map(|&units| u64::from(units)).collect();
        for node in (1..supply.len()).rev() {
            let arc = &mut arcs[way_out[node] as usize];
            arc.flow = through[node] as u32;
            through[arc.to as usize] += through[node];
            state[way_out[node] as usize] = 0;
            links[node] = (arc.to, way_out[node]);
        }
        let potential = vec![Cost::ZERO; supply.len()];
        let mut simplex = Self {
            arcs,
            potential,
            supply,
            state,
            basis: Basis::new(&links),
            cursor: 0,
            pivots: 0,
            largest: 0.0,
        };
        simplex.reprice();
        simplex
    }

    /// Adds an arc without flow.
    pub fn add(&mut self, from: u32, to: u32, capacity: u32, cost: Cost) {
        self.largest = self.largest.max(cost.distance.abs());
        self.arcs.push(Arc { from, to, capacity, flow: 0, cost });
        self.state.push(1);
    }

    /// Reduced cost of an arc.
    #[must_use]
    pub fn reduced(&self, arc: &Arc) -> Cost {
        arc.cost + self.potential[arc.from as usize] - self.potential[arc.to as usize]
    }

    /// How far below 0 a reduced cost must be to be more than rounding.
    #[must_use]
    pub fn tolerance(&self) -> f64 {
        TOLERANCE * self.largest
    }

    /// Improves the flow until no arc's reduced cost is below 0 by more than the tolerance.
    ///
    /// Cost: a few pivots a node in practice; a pivot looks at about the square root of the arcs, the
    /// cycle it closes and the branch it moves.
    ///
    /// Should rounding ever keep it from coming to rest it gives up, and the bound will tell.
    pub fn solve(&mut self) {
        let mut fresh = false;
        for _ in 0..PATIENCE.saturating_mul(self.arcs.len()) {
            let threshold = Cost::distance(-self.tolerance());
            if let Some(entering) = self.entering(threshold) {
                self.pivot(entering);
                fresh = false;
            } else if fresh {
                return;
            } else {
                self.reprice();
                fresh = true;
            }
        }
    }

    /// Potentials anew from the tree, free of the rounding that moves accumulate.
    fn reprice(&mut self) {
        let (arcs, potential, largest) = (&self.arcs, &mut self.potential, &mut self.largest);
        self.basis.refresh(ROOT, |at, node| {
            if at != ROOT {
                let (arc, above) = (&arcs[node.arc as usize], potential[node.parent as usize]);
                potential[at as usize] = if arc.from == at { above - arc.cost } else { above + arc.cost };
                *largest = largest.max(potential[at as usize].distance.abs());
            }
        });
    }

    /// The most promising arc of the next block that holds one.
    fn entering(&mut self, threshold: Cost) -> Option<usize> {
        let n = self.arcs.len();
        let block = BLOCK.max(n.isqrt());
        let mut best = threshold;
        let mut found = None;
        let mut left = block;
        let (head, tail) = (self.cursor..n, 0..self.cursor);
        for e in head.chain(tail) {
            let state = self.state[e];
            if state != 0 {
                let reduced = self.reduced(&self.arcs[e]);
                let reduced = if state > 0 { reduced } else { -reduced };
                if reduced.is_below(best) {
                    (best, found) = (reduced, Some(e));
                }
            }
            left -= 1;
            if left == 0 {
                if found.is_some() {
                    self.cursor = if e + 1 == n { 0 } else { e + 1 };
                    return found;
                }
                left = block;
            }
        }
        found
    }

    fn pivot(&mut self, entering: usize) {
        self.pivots += 1;
        let arc = self.arcs[entering];
        let forward = self.state[entering] > 0;
        let (tail, head) = if forward { (arc.from, arc.to) } else { (arc.to, arc.from) };
        let join = self.basis.join(tail, head);
        let (amount, stop) = self.slack(arc.capacity, tail, head, join);
        if amount > 0 {
            self.push(entering, forward, amount);
            self.push_along(tail, join, Toward::Leaf, amount);
            self.push_along(head, join, Toward::Root, amount);
        }
        let (top, moved, parent) = match stop {
            Stop::Entering => {
                self.state[entering] = -self.state[entering];
                return;
            }
            Stop::Tail(top) => (top, tail, head),
            Stop::Head(top) => (top, head, tail),
        };
        let leaving = self.basis.node(top).arc as usize;
        self.state[leaving] = if self.arcs[leaving].flow == 0 { 1 } else { -1 };
        self.state[entering] = 0;
        let reduced = self.reduced(&arc);
        let shift = if arc.from == moved { -reduced } else { reduced };
        self.basis.graft(top, moved, parent, entering as u32);
        let potential = &mut self.potential;
        self.basis.refresh(moved, |at, _| potential[at as usize] += shift);
    }

    /// How much fits round the cycle, and the last arc, from the join in the direction of flow, to say so.
    fn slack(&self, capacity: u32, tail: u32, head: u32, join: u32) -> (u32, Stop) {
        let (mut amount, mut stop) = (capacity, Stop::Entering);
        let mut at = tail;
        while at != join {
            let (node, room) = self.room(at, Toward::Leaf);
            if room < amount {
                (amount, stop) = (room, Stop::Tail(at));
            }
            at = node.parent;
        }
        at = head;
        while at != join {
            let (node, room) = self.room(at, Toward::Root);
            if room <= amount {
                (amount, stop) = (room, Stop::Head(at));
            }
            at = node.parent;
        }
        (amount, stop)
    }

    /// How much more flow the arc between a node and its parent takes.
    fn room(&self, at: u32, toward: Toward) -> (&Node, u32) {
        let node = self.basis.node(at);
        let arc = &self.arcs[node.arc as usize];
        let along = (arc.from == at) == (toward == Toward::Root);
        (node, if along { arc.capacity - arc.flow } else { arc.flow })
    }

    fn push(&mut self, arc: usize, forward: bool, amount: u32) {
        let flow = &mut self.arcs[arc].flow;
        *flow = if forward { *flow + amount } else { *flow - amount };
    }

    fn push_along(&mut self, mut at: u32, join: u32, toward: Toward, amount: u32) {
        while at != join {
            let Node { parent, arc, .. } = *self.basis.node(at);
            let along = (self.arcs[arc as usize].from == at) == (toward == Toward::Root);
            self.push(arc as usize, along, amount);
            at = parent;
        }
    }
}

/// Direction of flow between a node and its parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Toward {
    Leaf,
    Root,
}
