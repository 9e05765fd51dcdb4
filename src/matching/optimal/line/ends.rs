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
        if self.0.is_empty() { Some(last) } else { self.replace_min(last) }
    }

    /// Takes the greatest entry.
    pub fn pop_max(&mut self) -> Option<T> {
        let last = self.0.pop()?;
        if self.0.len() <= 1 {
            return Some(last);
        }
        let greatest = self.0[1];
        self.sink_high(last);
        Some(greatest)
    }

    /// Takes the least entry and adds another.
    pub fn replace_min(&mut self, mut entry: T) -> Option<T> {
        let least = *self.0.first()?;
        if let Some(high) = self.0.get_mut(1).filter(|high| entry > **high) {
            std::mem::swap(&mut entry, high);
        }
        self.sink_low(entry);
        Some(least)
    }

    /// Forgets all entries.
    pub fn clear(&mut self) {
        self.0.clear();
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

    /// Finds a place for an entry from the low side of the root down.
    fn sink_low(&mut self, mut entry: T) {
        let heap = self.0.as_mut_slice();
        let mut hole = 0;
        loop {
            let mut child = 2 * hole + 2;
            if child >= heap.len() {
                break;
            }
            if child + 2 < heap.len() && heap[child + 2] < heap[child] {
                child += 2;
            }
            if entry <= heap[child] {
                break;
            }
            heap[hole] = heap[child];
            hole = child;
            if child + 1 < heap.len() && entry > heap[child + 1] {
                std::mem::swap(&mut entry, &mut heap[child + 1]);
            }
        }
        heap[hole] = entry;
    }

    /// Finds a place for an entry from the high side of the root down.
    fn sink_high(&mut self, mut entry: T) {
        let heap = self.0.as_mut_slice();
        let last = heap.len() - 1;
        let mut hole = 1;
        loop {
            // The high entries of the two nodes below; the last node may have one entry for both.
            if 2 * hole > last {
                break;
            }
            let mut child = (2 * hole + 1).min(last);
            if 2 * hole + 2 <= last && heap[(2 * hole + 3).min(last)] > heap[child] {
                child = (2 * hole + 3).min(last);
            }
            if entry >= heap[child] {
                break;
            }
            heap[hole] = heap[child];
            hole = child;
            if child % 2 == 1 && entry < heap[child - 1] {
                std::mem::swap(&mut entry, &mut heap[child - 1]);
            }
        }
        heap[hole] = entry;
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
                let entry = (draw(20), draw(1000));
                match draw(if round % 2 == 0 { 4 } else { 7 }) {
                    0 => assert_eq!(ends.pop_min(), (!list.is_empty()).then(|| list.remove(0))),
                    1 => assert_eq!(ends.pop_max(), list.pop()),
                    2 if !list.is_empty() => {
                        assert_eq!(ends.replace_min(entry), Some(list.remove(0)));
                        list.push(entry);
                        list.sort_unstable();
                    }
                    _ => {
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
