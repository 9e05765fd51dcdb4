//! A heap with two ends.

/// A queue that gives its least and its greatest entry.
///
/// An interval heap (van Leeuwen and Wood 1993): node `v` holds the entries `2v` and `2v + 1`, low and
/// high, and its interval contains those of its children; low entries form a min-heap, high ones a
/// max-heap. Reading an end is one access, `push` and both `pop`s are `O(log n)`.
#[derive(Debug, Default)]
pub(super) struct Ends<T>(Vec<T>);

impl<T: Copy + Ord> Ends<T> {
    /// Number of entries.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The least entry.
    pub fn min(&self) -> Option<T> {
        self.0.first().copied()
    }

    /// The greatest entry; a lone entry is both.
    pub fn max(&self) -> Option<T> {
        self.0.get(1).or(self.0.first()).copied()
    }

    /// Adds an entry.
    pub fn push(&mut self, entry: T) {
        self.0.push(entry);
        let last = self.0.len() - 1;
        let at = self.ordered(last);
        self.rise(at);
    }

    /// Takes the least entry.
    pub fn pop_min(&mut self) -> Option<T> {
        let last = self.0.pop()?;
        if self.0.is_empty() {
            return Some(last);
        }
        let least = std::mem::replace(&mut self.0[0], last);
        self.sink_low();
        Some(least)
    }

    /// Takes the greatest entry.
    pub fn pop_max(&mut self) -> Option<T> {
        if self.0.len() <= 2 {
            return self.0.pop();
        }
        let last = self.0.pop()?;
        let greatest = std::mem::replace(&mut self.0[1], last);
        self.sink_high();
        Some(greatest)
    }

    /// Puts the two entries of the node of `at` in order; where the entry of `at` is now.
    fn ordered(&mut self, at: usize) -> usize {
        let (low, high) = (at & !1, at | 1);
        if high < self.0.len() && self.0[low] > self.0[high] {
            self.0.swap(low, high);
            return at ^ 1;
        }
        at
    }

    /// Moves an entry up on its side; a lone entry of the last node stands for both sides.
    fn rise(&mut self, mut at: usize) {
        while at > 1 {
            let up = (at / 2 - 1) / 2;
            if self.0[at] < self.0[2 * up] {
                self.0.swap(at, 2 * up);
                at = 2 * up;
            } else if self.0[at] > self.0[2 * up + 1] {
                self.0.swap(at, 2 * up + 1);
                at = 2 * up + 1;
            } else {
                return;
            }
        }
    }

    /// Moves the entry at the low side of the root down to its place.
    fn sink_low(&mut self) {
        let mut v = 0;
        loop {
            self.ordered(2 * v);
            let children = [4 * v + 2, 4 * v + 4].into_iter().filter(|&c| c < self.0.len());
            let Some(child) = children.min_by_key(|&c| self.0[c]) else { return };
            if self.0[2 * v] <= self.0[child] {
                return;
            }
            self.0.swap(2 * v, child);
            v = child / 2;
        }
    }

    /// Moves the entry at the high side of the root down to its place.
    fn sink_high(&mut self) {
        let mut v = 0;
        loop {
            self.ordered(2 * v);
            let high = |node: usize| (node + 1).min(self.0.len() - 1);
            let children = [4 * v + 2, 4 * v + 4].into_iter().filter(|&c| c < self.0.len());
            let Some(child) = children.map(high).max_by_key(|&c| self.0[c]) else { return };
            if self.0[high(2 * v)] >= self.0[child] {
                return;
            }
            let own = high(2 * v);
            self.0.swap(own, child);
            v = child / 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Ends;

    #[test]
    fn both_ends_agree_with_a_sorted_list() {
        let mut state = 1_u64;
        let mut draw = move |n: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % n
        };
        for round in 0..200 {
            let (mut ends, mut list) = (Ends::default(), Vec::new());
            for _ in 0..300 {
                match draw(if round % 2 == 0 { 3 } else { 5 }) {
                    0 => assert_eq!(ends.pop_min(), (!list.is_empty()).then(|| list.remove(0))),
                    1 => assert_eq!(ends.pop_max(), list.pop()),
                    _ => {
                        let entry = (draw(20), draw(1000));
                        ends.push(entry);
                        list.push(entry);
                        list.sort_unstable();
                    }
                }
                assert_eq!((ends.min(), ends.max()), (list.first().copied(), list.last().copied()));
                assert_eq!(ends.len(), list.len());
            }
        }
    }
}
