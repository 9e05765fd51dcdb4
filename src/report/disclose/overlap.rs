//! Specifications whose people differ by few: one of the two is withheld.
//!
//! Two results on sets of people that differ by fewer than the threshold tell about those few when one is taken from
//! the other. The same set of people twice is no such pair.

use super::super::Tables;
use super::super::tables::effects::EffectRecord;
use super::effects::blank;
use super::rounding::Rule;
use std::collections::BTreeMap;

/// How far the matched sets of two specifications of one cohort are apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Overlap {
    /// The first, in the order of the job.
    pub one: String,
    /// The other.
    pub other: String,
    /// Imputation; missing = none or pooled.
    pub imputation: Option<i64>,
    /// People of one set of treated and not of the other.
    pub treated: usize,
    /// The same of controls.
    pub control: usize,
}

/// Specifications that are withheld, with the one each is too near to.
#[derive(Debug, Default)]
pub(super) struct Withheld(BTreeMap<(Option<i64>, String), String>);

impl Withheld {
    /// In the order of the job each specification is shown unless it is too near to one that is shown.
    pub(super) fn new(overlaps: &[Overlap], rule: Rule) -> Self {
        let few = |n: usize| n > 0 && rule.small(n as f64);
        let mut withheld: BTreeMap<(Option<i64>, String), String> = BTreeMap::new();
        for o in overlaps.iter().filter(|o| few(o.treated) || few(o.control)) {
            if !withheld.contains_key(&(o.imputation, o.one.clone())) {
                withheld.entry((o.imputation, o.other.clone())).or_insert_with(|| o.one.clone());
            }
        }
        Self(withheld)
    }

    fn of(&self, imputation: Option<i64>, specification: &str) -> Option<&str> {
        self.0.get(&(imputation, specification.to_owned())).map(String::as_str)
    }

    /// Takes the results out of the effects; what rests on them follows by itself.
    pub(super) fn effects(&self, rows: &mut [EffectRecord], rule: Rule) {
        for row in rows {
            if let Some(near) = self.of(row.imputation, &row.specification) {
                blank(row);
                let few = rule.threshold();
                row.null_reason =
                    Some(format!("withheld: fewer than {few} people apart from `{near}`, which is shown"));
            }
        }
    }

    /// Takes out how the matched are.
    pub(super) fn others(&self, tables: &mut Tables) {
        for d in &mut tables.descriptives {
            if d.group != "everyone" && self.of(d.imputation, &d.specification).is_some() {
                (d.people, d.numerator, d.denominator, d.value) = (None, None, None, None);
                d.suppressed = true;
            }
        }
        for b in &mut tables.balance {
            if self.of(b.imputation, &b.specification).is_some() {
                (b.after, b.after_worst, b.suppressed) = (None, None, true);
            }
        }
        for f in tables.factors.iter_mut().filter(|f| self.of(f.imputation, &f.specification).is_some()) {
            super::factors::blank(f);
            (f.treat_number, f.treat_all, f.comparison_number, f.comparison_all) = (None, None, None, None);
            f.left_out = None;
        }
        for f in &mut tables.flow {
            let after = matches!(f.step.as_str(), "matched" | "analysed");
            if after && self.of(f.imputation, &f.specification).is_some() {
                (f.count, f.suppressed) = (None, true);
            }
        }
        for s in &mut tables.specifications {
            if self.of(s.imputation, &s.specification).is_some() {
                (s.treated_matched, s.treated_matched_label, s.control_matched) = (None, None, None);
                (s.control_ess, s.label, s.tied) = (None, None, None);
                (s.worst_after, s.l1_after, s.cost, s.bound) = (None, None, None, None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Overlap, Withheld};
    use crate::job::DisclosureSpec;
    use crate::report::disclose::Rule;

    fn apart(one: &str, other: &str, treated: usize, control: usize) -> Overlap {
        Overlap { one: one.to_owned(), other: other.to_owned(), imputation: None, treated, control }
    }

    #[test]
    fn of_two_that_are_near_the_later_goes_and_the_same_set_may_stay() {
        let overlaps = [
            apart("primary", "a", 3, 200),
            apart("primary", "b", 0, 0),
            apart("primary", "c", 40, 40),
            apart("a", "b", 3, 200),
            apart("a", "c", 4, 50),
            apart("b", "c", 40, 9),
        ];
        let withheld = Withheld::new(&overlaps, Rule::new(&DisclosureSpec::default()));
        let near = |s| withheld.of(None, s);
        // `a` is near to the primary one; `c` only to `a`, which is not shown, and to `b`, which is.
        assert_eq!(
            [near("primary"), near("a"), near("b"), near("c")],
            [None, Some("primary"), None, Some("b")]
        );
    }
}
