//! How far readers can narrow a withheld count down: the smallest and the largest value that the sums
//! they know leave open, by the simplex method.

/// Below this a number is nought: counts are whole numbers, weighted ones far coarser than this.
const NOUGHT: f64 = 1e-7;

/// Exchanges after which a count passes for narrowed down: the rule of least index ends long before.
const PATIENCE: usize = 2_000;

/// An equation: withheld counts with their signs, whose sum readers know.
pub(super) type Equation = Vec<(usize, f64)>;

/// For each count, what keeps it from being anything from nought to `wanted`: how often each equation counts in the
/// sum that bounds it. `None` if nothing does.
///
/// * `equations`: over the positions of `truth`.
/// * `truth`: the counts, not below 0.
///
/// Only those below `wanted` are looked at; larger ones are withheld for their sake alone. All that solve the
/// equations form a convex set, so what can be the one and the other can be anything between. Cost: one exchange
/// is equations x (counts + equations).
pub(super) fn bounds(equations: &[Equation], truth: &[f64], wanted: f64) -> Vec<Option<Vec<f64>>> {
    let mut corner = Corner::find(equations, truth);
    let bound = |(count, &true_value): (usize, &f64)| {
        // Corners on the way to others may have shown enough.
        let small = true_value < wanted;
        let low = !small || corner.seen[count].0 <= NOUGHT || corner.shrink(count);
        let high = !small || !low || corner.seen[count].1 >= wanted - NOUGHT || corner.grow(count, wanted);
        (!low || !high).then(|| corner.multipliers(count))
    };
    truth.iter().enumerate().map(bound).collect()
}

/// A corner of the set of all solutions: a few counts stand in the equations, solved for them, and all
/// others are nought.
struct Corner {
    /// Coefficients of each solved equation, its right-hand side, and how often each given equation is in it.
    rows: Vec<Vec<f64>>,
    /// The count that each equation is solved for; from `counts` on a stand-in for 'not yet satisfied'.
    solved: Vec<usize>,
    counts: usize,
    /// The least and the greatest value of each count at the corners so far.
    seen: Vec<(f64, f64)>,
}

impl Corner {
    fn find(equations: &[Equation], truth: &[f64]) -> Self {
        let counts = truth.len();
        let row = |(at, equation): (usize, &Equation)| {
            let mut row = vec![0.0; counts + 1 + equations.len()];
            row[counts + 1 + at] = 1.0;
            for &(count, sign) in equation {
                row[count] += sign;
                row[counts] += sign * truth[count];
            }
            let flip = row[counts] < 0.0;
            row.into_iter().map(|v| if flip { -v } else { v }).collect::<Vec<f64>>()
        };
        let rows: Vec<Vec<f64>> = equations.iter().enumerate().map(row).collect();
        let solved = (0..rows.len()).map(|r| counts + r).collect();
        let seen = truth.iter().map(|&x| (x, x)).collect();
        let mut corner = Self { rows, solved, counts, seen };
        for stand_in in counts..counts + equations.len() {
            corner.shrink(stand_in);
            corner.dismiss(stand_in);
        }
        corner.look();
        corner
    }

    /// Takes a stand-in at nought out of the equations, with its equation where that says nothing new.
    fn dismiss(&mut self, stand_in: usize) {
        let Some(row) = self.solved.iter().position(|&s| s == stand_in) else { return };
        if let Some(count) = (0..self.counts).find(|&c| self.rows[row][c].abs() > NOUGHT) {
            self.exchange(row, count);
        } else {
            self.rows.remove(row);
            self.solved.remove(row);
        }
    }

    /// How often each given equation is in the one that is solved for a count.
    fn multipliers(&self, count: usize) -> Vec<f64> {
        let row = self.solved.iter().position(|&s| s == count);
        row.map_or_else(Vec::new, |row| self.rows[row][self.counts + 1..].to_vec())
    }

    /// Keeps what the counts are here, once all equations are satisfied.
    fn look(&mut self) {
        if self.solved.iter().any(|&s| s >= self.counts) {
            return;
        }
        let mut here = vec![0.0; self.counts];
        for (row, &count) in self.rows.iter().zip(&self.solved) {
            here[count] = row[self.counts];
        }
        for (seen, value) in self.seen.iter_mut().zip(here) {
            *seen = (seen.0.min(value), seen.1.max(value));
        }
    }

    /// Makes a count as small as it can be: can it be nought?
    fn shrink(&mut self, count: usize) -> bool {
        for _ in 0..PATIENCE {
            let Some(row) = self.solved.iter().position(|&s| s == count) else { return true };
            if self.rows[row][self.counts] <= NOUGHT {
                return true;
            }
            let Some(enters) = (0..self.counts).find(|&c| c != count && self.rows[row][c] > NOUGHT) else {
                return false;
            };
            match self.leaves(enters) {
                Some(leaves) => self.step(leaves, enters),
                None => return false,
            }
        }
        false
    }

    /// Makes a count larger: can it be `wanted`?
    fn grow(&mut self, count: usize, wanted: f64) -> bool {
        for _ in 0..PATIENCE {
            let enters = match self.solved.iter().position(|&s| s == count) {
                None => count,
                Some(row) if self.rows[row][self.counts] >= wanted - NOUGHT => return true,
                Some(row) => match (0..self.counts).find(|&c| c != count && self.rows[row][c] < -NOUGHT) {
                    Some(enters) => enters,
                    None => return false,
                },
            };
            match self.leaves(enters) {
                Some(leaves) => self.step(leaves, enters),
                // Nothing bounds it.
                None => return true,
            }
        }
        false
    }

    /// The equation whose count is the first to become nought when `enters` grows.
    fn leaves(&self, enters: usize) -> Option<usize> {
        let ratio = |row: usize| self.rows[row][self.counts] / self.rows[row][enters];
        let bounds = (0..self.rows.len()).filter(|&row| self.rows[row][enters] > NOUGHT);
        bounds.min_by(|&a, &b| ratio(a).total_cmp(&ratio(b)).then(self.solved[a].cmp(&self.solved[b])))
    }

    /// To the next corner.
    fn step(&mut self, row: usize, count: usize) {
        self.exchange(row, count);
        self.look();
    }

    /// Solves equation `row` for `count` and puts that into all others.
    fn exchange(&mut self, row: usize, count: usize) {
        let pivot = self.rows[row][count];
        for v in &mut self.rows[row] {
            *v /= pivot;
        }
        let solved = self.rows[row].clone();
        for (_, other) in self.rows.iter_mut().enumerate().filter(|(r, _)| *r != row) {
            let times = other[count];
            if times != 0.0 {
                for (v, s) in other.iter_mut().zip(&solved) {
                    *v -= times * s;
                }
            }
        }
        self.solved[row] = count;
    }
}

#[cfg(test)]
mod tests {
    use super::{Equation, bounds};

    fn open(equations: &[Equation], truth: &[f64], wanted: f64) -> Vec<bool> {
        bounds(equations, truth, wanted).iter().map(Option::is_none).collect()
    }

    #[test]
    fn a_single_withheld_part_is_the_total_less_the_others() {
        assert_eq!(open(&[vec![(0, 1.0)]], &[4.0], 10.0), [false]);
    }

    #[test]
    fn two_parts_are_open_if_together_they_reach_far_enough() {
        let equation = vec![(0, 1.0), (1, 1.0)];
        assert_eq!(open(std::slice::from_ref(&equation), &[4.0, 6.0], 10.0), [true, true]);
        assert_eq!(open(&[equation], &[4.0, 3.0], 10.0), [false, false]);
    }

    /// A table of two by two with both margins: 7 of 60 and 45 in 100 must be 5 at least.
    #[test]
    fn margins_can_keep_a_count_from_being_nought() {
        let (rows, columns) = ([vec![(0, 1.0), (1, 1.0)], vec![(2, 1.0), (3, 1.0)]], [[0, 2], [1, 3]]);
        let columns = columns.map(|c| c.map(|at| (at, 1.0)).to_vec());
        let equations: Vec<_> = rows.into_iter().chain(columns).collect();
        assert_eq!(open(&equations, &[7.0, 53.0, 38.0, 2.0], 10.0), [false, true, true, true]);
        assert_eq!(open(&equations, &[7.0, 33.0, 28.0, 32.0], 10.0), [true, true, true, true]);
    }

    /// Three by three with all four corners withheld: the corners hang together.
    #[test]
    fn a_cycle_through_rows_and_columns_is_seen() {
        let equations = [[0, 1], [2, 3], [0, 2], [1, 3]].map(|e| e.map(|at| (at, 1.0)).to_vec());
        assert_eq!(open(&equations, &[2.0, 12.0, 12.0, 2.0], 10.0), [true, true, true, true]);
        assert_eq!(open(&equations, &[2.0, 5.0, 30.0, 4.0], 10.0), [false, false, true, false]);
    }

    /// A total that is withheld too leaves its parts open, and is not told by them.
    #[test]
    fn a_withheld_total_bounds_nothing() {
        assert_eq!(open(&[vec![(0, 1.0), (1, -1.0)]], &[4.0, 40.0], 10.0), [true, true]);
    }
}
