//! Which counts are withheld: the small ones, and those that would give a small one away.

use super::reach::{self, Equation};
use std::collections::{BTreeMap, BTreeSet};

/// Below this a count does not bear on a sum.
const BEARS: f64 = 1e-9;

/// A count of people that figures rest on; several figures may rest on the same one.
#[derive(Debug, Clone, Copy)]
struct Cell {
    count: f64,
    worth: Option<u8>,
    withheld: bool,
    /// `false` for what readers never see and which nobody need be kept from: it only ties others together.
    shielded: bool,
}

impl Cell {
    fn worth(self) -> u8 {
        self.worth.unwrap_or(worth::PLAIN)
    }
}

/// Counts that add up to a total.
#[derive(Debug, Clone, Default)]
struct Sum {
    /// The total where it is a count of its own; otherwise readers are taken to know it.
    whole: Option<String>,
    /// Each with how often it counts.
    parts: Vec<(String, f64)>,
}

/// All counts, and the sets of them that add up to a total.
///
/// Name each count once, whatever tables show it; say what it is part of; [`Cells::close`]; then show a figure only
/// where [`Cells::withheld`] says no. Lists of categories in `descriptives` need none of this:
/// [`super::descriptives`] declares every one in the table.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    threshold: f64,
    lone: bool,
    counts: BTreeMap<String, Cell>,
    sums: BTreeMap<String, Sum>,
    twins: Vec<[String; 2]>,
    /// Withheld whatever their size, since what they leave of a whole is small.
    forced: BTreeSet<String>,
}

/// What a count is worth to readers: of two that would serve, the one of lower worth is withheld.
pub(super) mod worth {
    /// Steps on the way, parts of parts.
    pub(crate) const LITTLE: u8 = 0;
    /// What most figures rest on.
    pub(crate) const PLAIN: u8 = 1;
    /// What whole rows of results rest on.
    pub(crate) const SOME: u8 = 2;
    /// How many people took part.
    pub(crate) const MUCH: u8 = 3;
    /// What the headline rests on.
    pub(crate) const HEADLINE: u8 = 4;
}

impl Cells {
    pub(crate) fn new(threshold: f64) -> Self {
        Self { threshold, ..Self::default() }
    }

    /// The same without secondary suppression: small counts are withheld and nothing else. Only to show
    /// what the other counts would give away.
    pub(super) fn alone(threshold: f64) -> Self {
        Self { threshold, lone: true, ..Self::default() }
    }

    /// A count behind a figure; of two for the same cell the smaller counts.
    pub(crate) fn count(&mut self, cell: &str, count: f64) {
        let new = Cell { count, worth: None, withheld: false, shielded: true };
        let entry = self.counts.entry(cell.to_owned()).or_insert(new);
        entry.count = entry.count.min(count);
    }

    /// What a count is worth to readers; the highest of several holds.
    pub(super) fn worth(&mut self, cell: &str, worth: u8) {
        let higher = |c: &mut Cell| c.worth = Some(c.worth.map_or(worth, |w| w.max(worth)));
        self.counts.entry(cell.to_owned()).and_modify(higher);
    }

    /// `cell` is one of the parts of a total that readers know or can work out.
    pub(crate) fn part(&mut self, sum: &str, cell: &str) {
        self.times(sum, cell, 1.0);
    }

    /// The same where the people of the cell count `times`: a mean of whole numbers is such a sum.
    pub(super) fn times(&mut self, sum: &str, cell: &str, times: f64) {
        let parts = &mut self.sums.entry(sum.to_owned()).or_default().parts;
        if !parts.iter().any(|p| p.0 == cell) {
            parts.push((cell.to_owned(), times));
        }
    }

    /// A count that no reader sees and nobody need be kept from, but that ties others together.
    pub(super) fn slack(&mut self, cell: &str, count: f64) {
        let new = Cell { count: count.max(0.0), worth: None, withheld: true, shielded: false };
        self.counts.entry(cell.to_owned()).or_insert(new);
    }

    /// `true` for a count that may not be told.
    pub(super) fn small(&self, count: f64) -> bool {
        count < self.threshold
    }

    /// A count that was told; nought where none was.
    pub(super) fn known(&self, cell: &str) -> f64 {
        self.counts.get(cell).map_or(0.0, |c| c.count)
    }

    /// `true` if the count is known.
    pub(super) fn knows(&self, cell: &str) -> bool {
        self.counts.contains_key(cell)
    }

    /// The count `whole` is what the parts of a sum add up to.
    pub(super) fn whole(&mut self, sum: &str, whole: &str) {
        self.sums.entry(sum.to_owned()).or_default().whole = Some(whole.to_owned());
    }

    /// `part` of `whole`; what it leaves of it is a count too, of the name that is returned.
    pub(super) fn split(&mut self, whole: &str, part: &str) -> String {
        let rest = format!("{whole} but {part}");
        self.count(&rest, (self.known(whole) - self.known(part)).max(0.0));
        self.worth(&rest, worth::LITTLE);
        self.tie(whole, part, &rest);
        rest
    }

    /// `part` of `whole`, where a part that leaves few is itself withheld: a sub-group or a base of everybody.
    /// Where a set of people leaves nobody, the two are the same people, and that may be told.
    pub(super) fn within(&mut self, whole: &str, part: &str, set: bool) {
        if whole == part {
            return;
        }
        let left = self.known(whole) - self.known(part);
        if set && left.abs() < 0.5 {
            self.same(whole, part);
        } else if self.small(left) {
            self.forced.insert(part.to_owned());
        }
        let rest = format!("{whole} but {part}");
        if self.small(left) && !(set && left.abs() < 0.5) {
            self.count(&rest, left.max(0.0));
        } else {
            self.slack(&rest, left);
        }
        self.tie(whole, part, &rest);
    }

    fn tie(&mut self, whole: &str, part: &str, rest: &str) {
        let sum = format!("{rest}|sum");
        self.part(&sum, part);
        self.part(&sum, rest);
        self.whole(&sum, whole);
    }

    /// Two cells of (nearly) the same people: where one is withheld, so is the other.
    pub(super) fn same(&mut self, one: &str, other: &str) {
        self.twins.push([one.to_owned(), other.to_owned()]);
    }

    /// Withholds a count of any size: the one that serves best beside a small one, where whoever declares the sums
    /// knows better than what is cheapest.
    pub(super) fn withhold(&mut self, cell: &str) {
        self.forced.insert(cell.to_owned());
    }

    /// Withholds small counts, then more of the sums they are part of until each small one could be anything from
    /// nought to the threshold, whatever sums it is part of.
    pub(crate) fn close(&mut self) {
        for (name, cell) in &mut self.counts {
            let forced = !self.lone && self.forced.contains(name);
            cell.withheld = !cell.shielded || forced || cell.count < self.threshold;
        }
        if self.lone {
            return;
        }
        let mut done: BTreeSet<Vec<String>> = BTreeSet::new();
        loop {
            self.twin();
            let mut next: BTreeSet<String> = self.sums.values().filter_map(|s| self.lonely(s)).collect();
            if next.is_empty() {
                for (names, sums) in self.together() {
                    let more = if done.contains(&names) { BTreeSet::new() } else { self.next(&names, &sums) };
                    if more.is_empty() {
                        done.insert(names);
                    }
                    next.extend(more);
                }
            }
            if next.is_empty() {
                break;
            }
            for name in next {
                self.counts.entry(name).and_modify(|cell| cell.withheld = true);
            }
        }
    }

    /// `true` if the figure on this cell may not be shown.
    pub(crate) fn withheld(&self, cell: &str) -> bool {
        self.counts.get(cell).is_some_and(|c| c.withheld)
    }

    fn twin(&mut self) {
        let mut changed = !self.twins.is_empty();
        while changed {
            changed = false;
            for [one, other] in &self.twins {
                let both = self.counts.contains_key(one) && self.counts.contains_key(other);
                if both && self.withheld(one) != self.withheld(other) {
                    for name in [one, other] {
                        self.counts.entry(name.clone()).and_modify(|cell| cell.withheld = true);
                    }
                    changed = true;
                }
            }
        }
    }

    /// The counts of a sum with their signs.
    fn terms<'a>(&'a self, sum: &'a Sum) -> impl Iterator<Item = (&'a str, f64, Cell)> {
        let parts = sum.parts.iter().map(|p| (p.0.as_str(), p.1));
        let all = parts.chain(sum.whole.iter().map(|w| (w.as_str(), -1.0)));
        all.filter_map(|(name, sign)| Some((name, sign, *self.counts.get(name)?)))
    }

    /// Withheld counts that share a sum, directly or through others, with the names of those sums.
    fn together(&self) -> Vec<(Vec<String>, Vec<String>)> {
        let mut group: BTreeMap<&str, usize> = BTreeMap::new();
        let mut members: Vec<(Vec<&str>, Vec<&str>)> = Vec::new();
        for (sum, terms) in &self.sums {
            let mut into: Option<usize> = None;
            for (name, ..) in self.terms(terms).filter(|t| t.2.withheld) {
                let here = *group.entry(name).or_insert_with(|| {
                    members.push((vec![name], Vec::new()));
                    members.len() - 1
                });
                let Some(target) = into.filter(|t| *t != here) else {
                    into = Some(here);
                    continue;
                };
                let (names, sums) = std::mem::take(&mut members[here]);
                for moved in &names {
                    group.insert(moved, target);
                }
                members[target].0.extend(names);
                members[target].1.extend(sums);
            }
            if let Some(target) = into {
                members[target].1.push(sum);
            }
        }
        let sorted = |mut names: Vec<&str>| -> Vec<String> {
            names.sort_unstable();
            names.into_iter().map(str::to_owned).collect()
        };
        let filled = members.into_iter().filter(|m| !m.0.is_empty());
        let mut groups: Vec<_> = filled.map(|(names, sums)| (sorted(names), sorted(sums))).collect();
        groups.sort();
        groups
    }

    /// What to withhold next of a sum that by itself gives away what is withheld of it: a single count, or
    /// parts that do not reach the threshold together.
    fn lonely(&self, sum: &Sum) -> Option<String> {
        let hidden = || self.terms(sum).filter(|t| t.2.withheld);
        let same_sign = hidden().all(|t| t.1 > 0.0);
        let reach: f64 = hidden().map(|t| t.1 * t.2.count).sum();
        let alone = hidden().count() == 1 || (hidden().count() > 1 && same_sign && reach < self.threshold);
        if !alone || !hidden().any(|t| t.2.shielded && self.small(t.2.count)) {
            return None;
        }
        self.cheapest(&[sum])
    }

    /// The count of these sums, of those still shown, that readers miss least.
    fn cheapest(&self, sums: &[&Sum]) -> Option<String> {
        let shown = sums.iter().flat_map(|s| self.terms(s)).filter(|t| !t.2.withheld);
        let order = |a: &(&str, f64, Cell), b: &(&str, f64, Cell)| {
            a.2.worth().cmp(&b.2.worth()).then(a.2.count.total_cmp(&b.2.count)).then(a.0.cmp(b.0))
        };
        shown.min_by(order).map(|t| t.0.to_owned())
    }

    /// What to withhold next so that these withheld counts stay open; nothing if they are, or if nothing that is
    /// still shown bears on them.
    fn next(&self, names: &[String], sums: &[String]) -> BTreeSet<String> {
        let at: BTreeMap<&str, usize> = names.iter().enumerate().map(|(i, n)| (n.as_str(), i)).collect();
        let truth: Vec<f64> = names.iter().map(|n| self.known(n)).collect();
        let bearing: Vec<&Sum> = sums.iter().filter_map(|s| self.sums.get(s)).collect();
        let equation = |sum: &&Sum| -> Equation {
            self.terms(sum).filter_map(|(name, sign, _)| Some((*at.get(name)?, sign))).collect()
        };
        let equations: Vec<Equation> = bearing.iter().map(equation).collect();
        let bounds = reach::bounds(&equations, &truth, self.threshold);
        let shielded = |n: &str| self.counts.get(n).is_some_and(|c| c.shielded);
        let shut = names.iter().zip(&bounds).filter(|(n, _)| shielded(n));
        shut.filter_map(|(_, bound)| self.loosen(&bearing, bound.as_ref()?)).collect()
    }

    /// The count that readers miss least of those whose value is in the sum that bounds a withheld one.
    fn loosen(&self, sums: &[&Sum], bound: &[f64]) -> Option<String> {
        let mut weight: BTreeMap<&str, (f64, Cell)> = BTreeMap::new();
        for (sum, times) in sums.iter().zip(bound).filter(|(_, times)| times.abs() > BEARS) {
            for (name, sign, cell) in self.terms(sum).filter(|t| !t.2.withheld) {
                weight.entry(name).or_insert((0.0, cell)).0 += times * sign;
            }
        }
        let bearing = weight.iter().filter(|(_, w)| w.0.abs() > BEARS);
        let order = |a: &(&&str, &(f64, Cell)), b: &(&&str, &(f64, Cell))| {
            let (x, y) = (a.1.1, b.1.1);
            x.worth().cmp(&y.worth()).then(x.count.total_cmp(&y.count)).then(a.0.cmp(b.0))
        };
        bearing.min_by(order).map(|(name, _)| (*name).to_owned()).or_else(|| self.cheapest(sums))
    }
}

#[cfg(test)]
mod tests {
    use super::Cells;

    /// Categories of 403 people.
    fn list(mut cells: Cells, counts: [f64; 3], whole: bool) -> (Cells, [bool; 3]) {
        cells.count("all", 403.0);
        for (name, n) in ["a", "b", "c"].into_iter().zip(counts) {
            cells.count(name, n);
            if whole {
                cells.part("list", name);
            } else {
                cells.split("all", name);
            }
        }
        if whole {
            cells.whole("list", "all");
        }
        cells.close();
        let withheld = ["a", "b", "c"].map(|name| cells.withheld(name));
        (cells, withheld)
    }

    #[test]
    fn a_small_category_takes_the_next_smallest_along() {
        let (cells, withheld) = list(Cells::new(10.0), [210.0, 186.0, 7.0], true);
        assert_eq!(withheld, [false, true, true]);
        assert!(!cells.withheld("all"));
    }

    /// Several answers: 398 of 403 named one thing, so 5 did not; the others stand by themselves.
    #[test]
    fn where_several_may_be_named_the_others_of_a_category_count() {
        assert_eq!(list(Cells::new(10.0), [398.0, 120.0, 4.0], false).1, [true, false, true]);
    }

    #[test]
    fn without_secondary_suppression_only_small_counts_go() {
        assert_eq!(list(Cells::alone(10.0), [210.0, 186.0, 7.0], true).1, [false, false, true]);
    }

    /// Rows hide one small count, columns another: closing one opens the other until nothing is given away.
    #[test]
    fn rows_and_columns_are_closed_together() {
        let mut cells = Cells::new(10.0);
        let table = [[3.0, 40.0, 50.0], [60.0, 4.0, 70.0], [30.0, 80.0, 90.0]];
        for (r, row) in table.iter().enumerate() {
            for (c, n) in row.iter().enumerate() {
                let cell = format!("{r}{c}");
                cells.count(&cell, *n);
                cells.part(&format!("row {r}"), &cell);
                cells.part(&format!("column {c}"), &cell);
            }
        }
        cells.close();
        for sum in 0..3 {
            let across =
                |cell: &dyn Fn(usize) -> String| (0..3).filter(|&k| cells.withheld(&cell(k))).count();
            let [row, column] = [across(&|k| format!("{sum}{k}")), across(&|k| format!("{k}{sum}"))];
            assert!(sum == 2 || row != 1 && column != 1, "row and column {sum}");
        }
        assert!(!cells.withheld("22"));
    }
}
