//! Skipping used places in a row, in nearly constant time.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Places `0..n`, of which some are crossed out for good; finds the next one that is not.
///
/// Disjoint sets with path halving (Tarjan and van Leeuwen 1984): each search costs O(log n) at
/// worst, almost nothing on average. Searches may run in parallel; what they find never depends on
/// each other.
#[derive(Debug)]
pub struct Skip {
    up: Vec<AtomicU32>,
    down: Vec<AtomicU32>,
}

impl Skip {
    /// `n` places, none crossed out.
    pub fn new(n: usize) -> Self {
        let row = || (0..=n as u32).map(AtomicU32::new).collect();
        Self { up: row(), down: row() }
    }

    /// Crosses out place `i`.
    pub fn remove(&self, i: usize) {
        self.up[i].store(i as u32 + 1, Relaxed);
        self.down[i + 1].store(i as u32, Relaxed);
    }

    /// The first place at or after `i` that is left; `n` if there is none.
    pub fn at_or_after(&self, i: usize) -> usize {
        find(&self.up, i as u32) as usize
    }

    /// The last place before `i` that is left.
    pub fn before(&self, i: usize) -> Option<usize> {
        (find(&self.down, i as u32) as usize).checked_sub(1)
    }
}

fn find(parent: &[AtomicU32], mut i: u32) -> u32 {
    loop {
        let above = parent[i as usize].load(Relaxed);
        if above == i {
            return i;
        }
        let top = parent[above as usize].load(Relaxed);
        if top == above {
            return above;
        }
        parent[i as usize].store(top, Relaxed);
        i = top;
    }
}

#[cfg(test)]
mod tests {
    use super::Skip;

    #[test]
    fn finds_what_is_left() {
        let row = Skip::new(6);
        for i in [2, 3, 1, 5] {
            row.remove(i);
        }
        assert_eq!((row.at_or_after(0), row.at_or_after(1), row.at_or_after(5)), (0, 4, 6));
        assert_eq!((row.before(6), row.before(4), row.before(0)), (Some(4), Some(0), None));
        row.remove(0);
        assert_eq!(row.before(4), None);
    }
}
