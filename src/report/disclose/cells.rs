//! Which counts are withheld: the small ones, and those that would give a small one away.

use std::collections::BTreeMap;

/// A count of people that figures rest on; several figures may rest on the same one.
#[derive(Debug, Clone, Copy)]
struct Cell {
    count: f64,
    withheld: bool,
}

/// All counts, and the sets of them that add up to a known total.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    threshold: f64,
    counts: BTreeMap<String, Cell>,
    families: BTreeMap<String, Vec<String>>,
    twins: Vec<[String; 2]>,
}

impl Cells {
    pub(crate) fn new(threshold: f64) -> Self {
        Self { threshold, ..Self::default() }
    }

    /// A count behind a figure; of two for the same cell the smaller counts.
    pub(crate) fn count(&mut self, cell: &str, count: f64) {
        let entry = self.counts.entry(cell.to_owned()).or_insert(Cell { count, withheld: false });
        entry.count = entry.count.min(count);
    }

    /// `cell` is one of the parts of a total that readers know or can work out.
    pub(crate) fn part(&mut self, family: &str, cell: &str) {
        let parts = self.families.entry(family.to_owned()).or_default();
        if !parts.iter().any(|p| p == cell) {
            parts.push(cell.to_owned());
        }
    }

    /// Two cells of (nearly) the same people: where one is withheld, so is the other.
    pub(super) fn same(&mut self, one: &str, other: &str) {
        self.twins.push([one.to_owned(), other.to_owned()]);
    }

    /// Withholds small counts, then more of each family until at least two are withheld and together
    /// they reach the threshold: so each of them could be anything from nought to the threshold.
    pub(crate) fn close(&mut self) {
        for cell in self.counts.values_mut() {
            cell.withheld = cell.count < self.threshold;
        }
        while self.pass() {}
    }

    /// `true` if the figure on this cell may not be shown.
    pub(crate) fn withheld(&self, cell: &str) -> bool {
        self.counts.get(cell).is_some_and(|c| c.withheld)
    }

    fn pass(&mut self) -> bool {
        let mut changed = false;
        for [one, other] in &self.twins {
            let both = self.counts.contains_key(one) && self.counts.contains_key(other);
            if both && self.withheld(one) != self.withheld(other) {
                for name in [one, other] {
                    self.counts.entry(name.clone()).and_modify(|cell| cell.withheld = true);
                }
                changed = true;
            }
        }
        for parts in self.families.values() {
            if let Some(next) = next_to_withhold(parts, &self.counts, self.threshold) {
                self.counts.entry(next).and_modify(|cell| cell.withheld = true);
                changed = true;
            }
        }
        changed
    }
}

/// The smallest part still shown of a family that does not yet hide what it withholds.
fn next_to_withhold(parts: &[String], cells: &BTreeMap<String, Cell>, threshold: f64) -> Option<String> {
    let known: Vec<(&String, Cell)> = parts.iter().filter_map(|p| Some((p, *cells.get(p)?))).collect();
    let withheld = known.iter().filter(|(_, c)| c.withheld);
    let (number, sum) = withheld.fold((0, 0.0), |(n, s), (_, c)| (n + 1, s + c.count));
    if number == 0 || (number >= 2 && sum >= threshold) {
        return None;
    }
    let shown = known.iter().filter(|(_, c)| !c.withheld);
    shown.min_by(|a, b| a.1.count.total_cmp(&b.1.count).then(a.0.cmp(b.0))).map(|(name, _)| (*name).clone())
}
