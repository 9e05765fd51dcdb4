//! Distributions of each outcome in each arm, before and after matching, for charts and tables.

use super::contrast::{Change, Measured};
use super::types::{Base, Description};
use super::work::Work;
use crate::cohort::Contrast;

/// Values are counted one by one when there are at most this many; otherwise only their mean is given.
const FEW_VALUES: usize = 25;

/// Descriptions of all outcomes.
pub(super) fn all(work: &Work) -> Vec<Description> {
    work.outcomes.iter().flat_map(|m| outcome(work, m)).collect()
}

fn outcome(work: &Work, measured: &Measured) -> Vec<Description> {
    let sections = sections(work, measured);
    let mut out = Vec::new();
    for matched in [false, true] {
        for treated in [true, false] {
            let people = people(work, measured, treated, matched);
            for section in &sections {
                section.describe(&people, |d| {
                    out.push(Description { outcome: measured.outcome.name.clone(), treated, matched, ..d });
                });
            }
        }
    }
    out
}

/// People of an arm with the values needed, and their weights (mean 1).
fn people(work: &Work, measured: &Measured, treated: bool, matched: bool) -> Vec<(u32, f64)> {
    if !matched {
        let here = |&i: &usize| work.cohort.treated()[i] == treated && measured.known(i) && work.about(i);
        return (0..work.cohort.len()).filter(here).map(|i| (i as u32, 1.0)).collect();
    }
    let compared = &work.compared;
    let sample = compared.sample(|p| measured.known(compared.units[p] as usize));
    let arm: Vec<usize> = (0..sample.rows.len()).filter(|&k| sample.treated[k] == treated).collect();
    let mass: f64 = arm.iter().map(|&k| sample.weight[k]).sum();
    let scale = arm.len() as f64 / mass;
    arm.iter().map(|&k| (compared.units[sample.rows[k]], sample.weight[k] * scale)).collect()
}

/// One thing described.
struct Section<'m> {
    name: &'static str,
    what: What<'m>,
}

/// A mean, or shares of categories.
enum What<'m> {
    /// Value of a unit.
    Mean(Box<dyn Fn(usize) -> Option<f64> + 'm>),
    /// The categories, and the position of a unit's.
    Shares(Vec<String>, Box<dyn Fn(usize) -> Option<usize> + 'm>),
}

impl Section<'_> {
    fn describe(&self, people: &[(u32, f64)], mut tell: impl FnMut(Description)) {
        let mass: f64 = people.iter().map(|(_, w)| w).sum();
        match &self.what {
            What::Mean(of) => {
                let sum: f64 = people.iter().filter_map(|&(i, w)| Some(w * of(i as usize)?)).sum();
                tell(self.row(None, people.len(), sum, mass));
            }
            What::Shares(categories, of) => {
                let mut tally = vec![(0_usize, 0.0); categories.len()];
                for (at, w) in people.iter().filter_map(|&(i, w)| Some((of(i as usize)?, w))) {
                    tally[at] = (tally[at].0 + 1, tally[at].1 + w);
                }
                for (category, (count, numerator)) in categories.iter().zip(tally) {
                    tell(self.row(Some(category.clone()), count, numerator, mass));
                }
            }
        }
    }

    fn row(&self, category: Option<String>, count: usize, numerator: f64, denominator: f64) -> Description {
        Description {
            outcome: String::new(),
            section: self.name,
            treated: false,
            matched: false,
            category,
            count,
            numerator,
            denominator,
            value: (denominator > 0.0).then(|| numerator / denominator),
            base: Base::AllMatched,
        }
    }
}

fn sections<'m>(work: &Work, measured: &'m Measured<'m>) -> Vec<Section<'m>> {
    let mut all = Vec::new();
    if measured.outcome.start().is_some() {
        all.extend(values(work, "start", measured, Measured::start));
        all.extend(values(work, "end", measured, Measured::end));
        all.extend(values(work, "change", measured, |m, i| m.value(Contrast::Change, i)));
        all.push(changes(measured));
        if measured.outcome.case.is_some() {
            all.push(transitions(measured));
        }
    } else {
        all.extend(values(work, "end", measured, Measured::end));
    }
    all
}

/// The mean of a number, and the share of each value when there are few.
fn values<'m>(
    work: &Work,
    name: &'static str,
    measured: &'m Measured<'m>,
    of: fn(&Measured<'m>, usize) -> Option<f64>,
) -> Vec<Section<'m>> {
    let mean = Section { name, what: What::Mean(Box::new(move |i| of(measured, i))) };
    let known = (0..work.cohort.len()).filter(|&i| measured.known(i)).filter_map(|i| of(measured, i));
    let Some(found) = few(known) else { return vec![mean] };
    let categories = found.iter().map(f64::to_string).collect();
    let at = move |i: usize| {
        let value = of(measured, i)?;
        found.binary_search_by(|f| f.total_cmp(&(value + 0.0))).ok()
    };
    vec![mean, Section { name, what: What::Shares(categories, Box::new(at)) }]
}

/// The distinct values in order; `None` if there are many or none.
fn few(values: impl Iterator<Item = f64>) -> Option<Vec<f64>> {
    let mut found: Vec<f64> = Vec::new();
    for value in values {
        if let Err(at) = found.binary_search_by(|f| f.total_cmp(&(value + 0.0))) {
            if found.len() == FEW_VALUES {
                return None;
            }
            found.insert(at, value + 0.0);
        }
    }
    (!found.is_empty()).then_some(found)
}

fn changes<'m>(measured: &'m Measured<'m>) -> Section<'m> {
    let at = |change| match change {
        Change::Better => 0,
        Change::Same => 1,
        Change::Worse => 2,
    };
    let words = ["improved", "unchanged", "worsened"].map(str::to_owned).to_vec();
    let what = What::Shares(words, Box::new(move |i| measured.change(i).map(at)));
    Section { name: "change_category", what }
}

fn transitions<'m>(measured: &'m Measured<'m>) -> Section<'m> {
    let at = |(start, end): (bool, bool)| 2 * usize::from(!start) + usize::from(!end);
    let words = ["case to case", "case to non-case", "non-case to case", "non-case to non-case"];
    let what = What::Shares(words.map(str::to_owned).to_vec(), Box::new(move |i| measured.cases(i).map(at)));
    Section { name: "case_transition", what }
}
