//! A network in which units of flow look for the cheapest way to the root.

use super::cost::Cost;

/// The node into which all flow runs.
pub const ROOT: u32 = 0;

/// A capacity that never binds.
pub const UNBOUNDED: u32 = u32::MAX;

/// Marks the absence of a node or an arc.
pub const NONE: u32 = u32::MAX;

/// A directed arc.
#[derive(Debug, Clone, Copy)]
pub struct Arc {
    /// Tail.
    pub from: u32,
    /// Head.
    pub to: u32,
    /// Most flow, at least 1.
    pub capacity: u32,
    /// Flow, at most `capacity`.
    pub flow: u32,
    /// Cost of one unit of flow.
    pub cost: Cost,
}

/// Nodes with a supply, and arcs.
///
/// Invariant: each node but the root has a *way out*, an arc toward the root along which more flow can
/// always be sent; together the ways out form a tree.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// Flow that starts at each node; the root takes it all.
    pub supply: Vec<u32>,
    /// Arcs.
    pub arcs: Vec<Arc>,
    /// The arc by which each node first hangs on the tree; `NONE` for the root.
    pub way_out: Vec<u32>,
}

impl Network {
    /// The root alone.
    #[must_use]
    pub fn new() -> Self {
        Self { supply: vec![0], arcs: Vec::new(), way_out: vec![NONE] }
    }

    /// Adds a node with `supply` units of flow and its way out to `to`, which already exists.
    ///
    /// The way out carries the supply of the node and of those that hang on it, at most 2^32 - 2; with a
    /// finite `capacity` that must be 0.
    pub fn node(&mut self, supply: u32, to: u32, capacity: u32, cost: Cost) -> u32 {
        let node = self.supply.len() as u32;
        self.supply.push(supply);
        let arc = self.arc(node, to, capacity, cost);
        self.way_out.push(arc);
        node
    }

    /// Adds an arc without flow.
    pub fn arc(&mut self, from: u32, to: u32, capacity: u32, cost: Cost) -> u32 {
        self.arcs.push(Arc { from, to, capacity, flow: 0, cost });
        self.arcs.len() as u32 - 1
    }
}
