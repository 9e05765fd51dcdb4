//! The tree on which the simplex method stands.

use super::network::NONE;

/// A rooted spanning tree as links among parents, children and siblings.
///
/// Node 0 is the root. Cutting a branch off and hanging it elsewhere costs the length of the path that
/// changes direction, plus one visit to each node of the branch.
#[derive(Debug, Clone)]
pub struct Basis {
    nodes: Vec<Node>,
}

/// Links of one node.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    /// Parent; `NONE` for the root.
    pub parent: u32,
    /// Arc to the parent, in either direction.
    pub arc: u32,
    /// Steps to the root.
    pub depth: u32,
    first: u32,
    next: u32,
    before: u32,
}

const LONE: Node = Node { parent: NONE, arc: NONE, depth: 0, first: NONE, next: NONE, before: NONE };

impl Basis {
    /// A tree over nodes whose parents are given; a parent must come before its children.
    ///
    /// * `links`: parent and arc of each node; the root's are ignored.
    pub fn new(links: &[(u32, u32)]) -> Self {
        let mut basis = Self { nodes: vec![LONE; links.len()] };
        for (node, &(parent, arc)) in links.iter().enumerate().skip(1) {
            basis.hang(node as u32, parent, arc);
            basis.nodes[node].depth = basis.nodes[parent as usize].depth + 1;
        }
        basis
    }

    /// Links of a node.
    pub fn node(&self, node: u32) -> &Node {
        &self.nodes[node as usize]
    }

    /// The node at which the ways from `a` and `b` to the root meet.
    pub fn join(&self, mut a: u32, mut b: u32) -> u32 {
        while a != b {
            let (p, q) = (self.node(a), self.node(b));
            if p.depth >= q.depth {
                a = p.parent;
            }
            if q.depth >= p.depth {
                b = q.parent;
            }
        }
        a
    }

    /// Cuts the branch at `top`, turns it so that `node` becomes its top, and hangs it under `parent`.
    pub fn graft(&mut self, top: u32, node: u32, parent: u32, arc: u32) {
        let (mut node, mut parent, mut arc) = (node, parent, arc);
        loop {
            let Node { parent: old_parent, arc: old_arc, .. } = self.nodes[node as usize];
            self.unhang(node);
            self.hang(node, parent, arc);
            if node == top {
                return;
            }
            (parent, arc, node) = (node, old_arc, old_parent);
        }
    }

    /// Visits the branch at `top`, parents first, and sets depths on the way.
    pub fn refresh(&mut self, top: u32, mut visit: impl FnMut(u32, &Node)) {
        let mut at = top;
        loop {
            let parent = self.nodes[at as usize].parent;
            let depth = if parent == NONE { 0 } else { self.nodes[parent as usize].depth + 1 };
            self.nodes[at as usize].depth = depth;
            visit(at, &self.nodes[at as usize]);
            if self.nodes[at as usize].first != NONE {
                at = self.nodes[at as usize].first;
                continue;
            }
            while at != top && self.nodes[at as usize].next == NONE {
                at = self.nodes[at as usize].parent;
            }
            if at == top {
                return;
            }
            at = self.nodes[at as usize].next;
        }
    }

    fn hang(&mut self, node: u32, parent: u32, arc: u32) {
        let first = std::mem::replace(&mut self.nodes[parent as usize].first, node);
        if first != NONE {
            self.nodes[first as usize].before = node;
        }
        let entry = &mut self.nodes[node as usize];
        (entry.parent, entry.arc, entry.next, entry.before) = (parent, arc, first, NONE);
    }

    fn unhang(&mut self, node: u32) {
        let Node { parent, next, before, .. } = self.nodes[node as usize];
        if before == NONE {
            self.nodes[parent as usize].first = next;
        } else {
            self.nodes[before as usize].next = next;
        }
        if next != NONE {
            self.nodes[next as usize].before = before;
        }
    }
}
