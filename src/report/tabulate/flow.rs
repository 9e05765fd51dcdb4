//! Rows of `flow`: the join of entry, eligibility, fate and missing outcomes, one arm after the other.

use super::super::tables::flow::FlowRecord;
use super::{keys, start};
use crate::cohort::{Reason, Reasons};
use crate::matching::Fate;
use crate::study::{Analysis, Study};

/// Leavers of a step: a stable word, words for readers, how many.
type Leavers = Vec<(String, String, usize)>;

/// How many of each arm (`[control, treated]`) left for each reason, and met each fate.
struct Tally {
    all: [usize; 2],
    entry: Vec<[usize; 2]>,
    design: Vec<[usize; 2]>,
    fate: [[usize; 2]; FATES.len()],
}

const FATES: [Fate; 8] = [
    Fate::Matched,
    Fate::NoStratum,
    Fate::NoAdmissible,
    Fate::NoneLeft,
    Fate::Spare,
    Fate::Trimmed,
    Fate::Ineligible,
    Fate::NotChosen,
];

pub(super) fn rows(study: &Study, a: &Analysis) -> Vec<FlowRecord> {
    let tally = tally(study, a);
    [true, false].into_iter().flat_map(|treated| arm(study, a, &tally, treated)).collect()
}

/// One pass over the units: each is counted once, where it left or where it stays.
fn tally(study: &Study, a: &Analysis) -> Tally {
    let (entry, design) = (study.cohort.entry(), &a.design.eligible);
    let none = |r: &Reasons| vec![[0; 2]; r.table().len()];
    let mut tally =
        Tally { all: [0; 2], entry: none(entry), design: none(design), fate: [[0; 2]; FATES.len()] };
    for (i, &z) in study.cohort.treated().iter().enumerate() {
        let arm = usize::from(z);
        tally.all[arm] += 1;
        if !entry.stays(i) {
            tally.entry[usize::from(entry.codes()[i])][arm] += 1;
        } else if !design.stays(i) {
            tally.design[usize::from(design.codes()[i])][arm] += 1;
        } else if let Some(at) = FATES.iter().position(|f| *f == a.matching.fate[i]) {
            tally.fate[at][arm] += 1;
        }
    }
    tally
}

fn arm(study: &Study, a: &Analysis, tally: &Tally, treated: bool) -> Vec<FlowRecord> {
    let z = usize::from(treated);
    let sum = |counts: &[[usize; 2]]| counts.iter().map(|c| c[z]).sum::<usize>();
    let entered = tally.all[z] - sum(&tally.entry);
    let eligible = entered - sum(&tally.design);
    let matched = tally.fate[0][z];
    let missing = a.effects.as_ref().map_or(0, |e| e.missing_outcome[usize::from(!treated)]);
    let dropped = vec![("missing_outcome".to_owned(), "no value for the outcome".to_owned(), missing)];
    let steps: [(&str, &str, Leavers, usize); 5] = [
        ("in_files", "In the files", Vec::new(), tally.all[z]),
        ("entered", "With the facts needed", leavers(study.cohort.entry(), &tally.entry, z), entered),
        ("eligible", "Eligible for the comparison", leavers(&a.design.eligible, &tally.design, z), eligible),
        ("matched", "In the comparison", unmatched(tally, treated), matched),
        ("analysed", "In the headline", dropped, matched.saturating_sub(missing)),
    ];
    let mut rows = Vec::new();
    for (step, words, leavers, total) in steps {
        for (reason, words, count) in leavers.into_iter().filter(|l| l.2 > 0) {
            rows.push(row(a, treated, step, (&reason, &words), count));
        }
        rows.push(row(a, treated, step, ("total", words), total));
    }
    for (position, row) in rows.iter_mut().enumerate() {
        row.position = i64::try_from(position).unwrap_or(i64::MAX);
    }
    rows
}

fn leavers(reasons: &Reasons, counts: &[[usize; 2]], arm: usize) -> Leavers {
    let name = |(r, n): (&Reason, &[usize; 2])| (r.code.clone(), r.words.clone(), n[arm]);
    reasons.table().iter().zip(counts).skip(1).map(name).collect()
}

fn unmatched(tally: &Tally, treated: bool) -> Leavers {
    let words = [
        ("no_stratum", "nobody of the other group with the same values"),
        ("no_admissible", "nobody alike enough under the rules"),
        ("none_left", "everybody alike enough was already taken"),
        ("spare", "not needed as a partner"),
        ("trimmed", "outside the people that the weights stand for"),
        ("ineligible", "not usable in this method"),
        ("not_chosen", "left out so that the groups are alike"),
    ];
    let count = |((code, words), n): ((&str, &str), &[usize; 2])| {
        (code.to_owned(), words.to_owned(), n[usize::from(treated)])
    };
    words.into_iter().zip(&tally.fate[1..]).map(count).collect()
}

fn row(a: &Analysis, treated: bool, step: &str, reason: (&str, &str), count: usize) -> FlowRecord {
    let (specification, imputation) = start(a);
    FlowRecord {
        specification,
        imputation,
        arm: keys::arm(treated).to_owned(),
        position: 0,
        step: step.to_owned(),
        reason: reason.0.to_owned(),
        words: reason.1.to_owned(),
        count: keys::count(count),
        suppressed: false,
    }
}
