//! Nearest neighbours against slow twins: a literal walk along the whole line, one place a step, and a
//! scan of the whole pool. Random cohorts with many ties, under every rule; pairs must be the same.

#[path = "common/byhand.rs"]
mod byhand;
mod common;

use byhand::{caliper, discarded, open_design, scored};
use common::{cohort, covariate, number_array, roles};
use matchwell::cohort::{Cohort, Kind};
use matchwell::design::{Design, Estimand, Metric};
use matchwell::matching::{self, Admissible, MatchingError, MatchingSpec, Order, Ranks, Ties};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// A random task.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the matcher, drawn on its own")]
struct Task {
    treated: Vec<bool>,
    /// Score, covariate, stratum, antiexact code, owner of each unit.
    facts: Vec<(u8, u8, u8, u8, u8)>,
    atc: bool,
    order: u8,
    ratio: u8,
    reuse: u8,
    unit_id: bool,
    hash: bool,
    score_caliper: Option<i8>,
    covariate_caliper: Option<i8>,
    strata: u8,
    antiexact: bool,
    space: bool,
    away: Vec<u8>,
}

fn task() -> impl Strategy<Value = Task> {
    let unit = (any::<bool>(), (0_u8..9, 0_u8..5, 0_u8..3, 0_u8..2, 0_u8..20));
    let units = prop::collection::vec(unit, 2..40);
    let settings = (any::<bool>(), 0_u8..6, 1_u8..4, 1_u8..3, prop::bool::weighted(0.3), any::<bool>());
    let rules = (
        prop::option::of(-2_i8..4),
        prop::option::of(-2_i8..3),
        1_u8..4,
        prop::bool::weighted(0.3),
        any::<bool>(),
        prop::collection::vec(any::<u8>(), 0..4),
    );
    (units, settings, rules).prop_map(|(units, settings, rules)| {
        let (atc, order, ratio, reuse, unit_id, hash) = settings;
        let (score_caliper, covariate_caliper, strata, antiexact, space, away) = rules;
        Task {
            treated: units.iter().map(|u| u.0).collect(),
            facts: units.iter().map(|u| u.1).collect(),
            atc,
            order,
            ratio,
            reuse: if unit_id { 1 } else { reuse },
            unit_id,
            hash,
            score_caliper,
            covariate_caliper,
            strata,
            antiexact,
            space,
            away,
        }
    })
}

impl Task {
    fn column(&self, f: impl Fn(&(u8, u8, u8, u8, u8)) -> u8) -> Vec<f64> {
        self.facts.iter().map(|u| f64::from(f(u))).collect()
    }

    fn cohort(&self) -> Cohort {
        let ids = (0..self.treated.len()).map(|i| format!("{i:04}")).collect();
        let columns =
            vec![("x", number_array(self.column(|u| u.1))), ("owner", number_array(self.column(|u| u.4)))];
        let roles = roles(vec![covariate("x", Kind::Number)], Vec::new());
        cohort(ids, self.treated.clone(), columns, roles)
    }

    fn design(&self, cohort: &Cohort) -> Design {
        let estimand = if self.atc { Estimand::Atc } else { Estimand::Att };
        let score: Vec<f64> = self.column(|u| u.0).iter().map(|s| s / 8.0).collect();
        let mut design = open_design(cohort, estimand);
        if self.space {
            design.metric = Metric::Coordinates(vec![self.column(|u| u.0), self.column(|u| u.1)]);
        } else {
            design = scored(design, &score);
        }
        if let Some(width) = self.score_caliper {
            design = caliper(design, "score", &score, f64::from(width) / 8.0, !self.space);
        }
        if let Some(width) = self.covariate_caliper {
            design = caliper(design, "x", &self.column(|u| u.1), f64::from(width), false);
        }
        design.strata.of = self.facts.iter().map(|u| u32::from(u.2 % self.strata)).collect();
        design.strata.labels = (0..self.strata).map(|s| s.to_string()).collect();
        if self.antiexact {
            design.antiexact = vec![self.facts.iter().map(|u| u32::from(u.3)).collect()];
        }
        let n = self.treated.len();
        discarded(design, self.away.iter().map(|&a| usize::from(a) % n))
    }

    fn spec(&self) -> MatchingSpec {
        let orders =
            [Order::Data, Order::Largest, Order::Smallest, Order::Closest, Order::Farthest, Order::Random];
        let mut order = orders[usize::from(self.order)];
        if self.space && matches!(order, Order::Largest | Order::Smallest) || order == Order::Random {
            order = Order::Data;
        }
        MatchingSpec {
            ratio: f64::from(self.ratio),
            reuse: u32::from(self.reuse),
            order: Some(order),
            unit_id: self.unit_id.then(|| "owner".to_owned()),
            ties: if self.hash { Ties::Hash } else { Ties::Id },
            ..MatchingSpec::default()
        }
    }
}

/// The slow twin: everything by the letter of the rules, nothing clever.
struct Twin<'a> {
    task: &'a Task,
    design: &'a Design,
    ranks: Ranks,
    line: Vec<usize>,
    focal: Vec<usize>,
    uses: Vec<u32>,
    used: BTreeSet<usize>,
    out: BTreeSet<usize>,
    partners: Vec<Vec<usize>>,
}

impl<'a> Twin<'a> {
    fn new(task: &'a Task, cohort: &Cohort, design: &'a Design, spec: &MatchingSpec) -> Self {
        let ranks = Ranks::new(cohort.blinded(), spec.ties, 7);
        let n = task.treated.len();
        let score = task.column(|u| u.0);
        let mut line: Vec<usize> = (0..n).filter(|&i| design.eligible.stays(i)).collect();
        line.sort_by(|&a, &b| {
            score[a].total_cmp(&score[b]).then(ranks.key(a as u32).cmp(&ranks.key(b as u32)))
        });
        let is_focal = |&i: &usize| design.eligible.stays(i) && task.treated[i] != task.atc;
        let mut focal: Vec<usize> = (0..n).filter(is_focal).collect();
        focal.sort_by_key(|&i| ranks.key(i as u32));
        match spec.order {
            Some(Order::Largest) => focal.sort_by(|&a, &b| score[b].total_cmp(&score[a])),
            Some(Order::Smallest) => focal.sort_by(|&a, &b| score[a].total_cmp(&score[b])),
            _ => {}
        }
        let (uses, partners) = (vec![0; n], vec![Vec::new(); n]);
        Self { task, design, ranks, line, focal, uses, used: BTreeSet::new(), out: BTreeSet::new(), partners }
    }

    fn acceptable(&self, unit: usize, other: usize) -> bool {
        self.task.treated[other] == self.task.atc
            && self.design.eligible.stays(other)
            && !self.used.contains(&other)
            && !self.partners[unit].contains(&other)
            && Admissible::new(self.design).pair(unit, other)
    }

    fn nearest(&self, unit: usize, refused: Option<usize>) -> Option<(usize, f64)> {
        if self.task.space { self.scan(unit) } else { self.walk(unit, refused) }
    }

    fn scan(&self, unit: usize) -> Option<(usize, f64)> {
        let Metric::Coordinates(x) = &self.design.metric else { return None };
        let gap = |other: usize| x.iter().map(|v| (v[unit] - v[other]) * (v[unit] - v[other])).sum::<f64>();
        let others = (0..self.task.treated.len()).filter(|&other| self.acceptable(unit, other));
        let best = others.map(|other| (gap(other), self.ranks.key(other as u32), other));
        best.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))).map(|(gap, _, other)| (other, gap))
    }

    /// One place a step, left and right in turn; a side ends at its first acceptable partner or at
    /// one farther than the best; the nearer wins, and the one found first.
    fn walk(&self, unit: usize, refused: Option<usize>) -> Option<(usize, f64)> {
        let place = |i: usize| self.line.iter().position(|&j| j == i).expect("in the line");
        let starts: Vec<usize> =
            self.partners[unit].iter().copied().chain(refused).chain([unit]).map(place).collect();
        let mut at = [*starts.iter().min().expect("one"), *starts.iter().max().expect("one")];
        let mut done = [false; 2];
        let mut best: Option<(usize, f64)> = None;
        let mut side = 1;
        let Metric::Score(score) = &self.design.metric else { return None };
        while !(done[0] && done[1]) {
            side = if done[0] {
                1
            } else if done[1] {
                0
            } else {
                1 - side
            };
            let next = if side == 0 {
                at[0].checked_sub(1)
            } else {
                Some(at[1] + 1).filter(|&p| p < self.line.len())
            };
            let Some(next) = next else {
                done[side] = true;
                continue;
            };
            at[side] = next;
            let other = self.line[next];
            let gap = (score[unit] - score[other]).abs();
            if best.is_some_and(|(_, best)| gap > best) {
                done[side] = true;
            } else if self.acceptable(unit, other) {
                done[side] = true;
                if best.is_none_or(|(_, best)| gap < best) {
                    best = Some((other, gap));
                }
            }
        }
        best
    }

    fn commit(&mut self, unit: usize, partner: usize) {
        self.partners[unit].push(partner);
        self.uses[partner] += 1;
        if self.uses[partner] >= u32::from(self.task.reuse) {
            self.used.insert(partner);
        }
        if self.task.unit_id {
            let owner = |i: usize| self.task.facts[i].4;
            for i in 0..self.task.treated.len() {
                if (owner(i) == owner(unit) || owner(i) == owner(partner)) && i != unit {
                    self.used.insert(i);
                    self.out.insert(i);
                }
            }
        }
    }

    fn in_turn(&mut self) {
        for unit in self.focal.clone() {
            if self.out.contains(&unit) {
                continue;
            }
            match self.nearest(unit, None) {
                Some((partner, _)) => self.commit(unit, partner),
                None => drop(self.out.insert(unit)),
            }
        }
    }

    fn by_gap(&mut self, farthest: bool) {
        let mut line: Vec<(f64, usize, usize)> = Vec::new();
        for unit in self.focal.clone() {
            if self.out.contains(&unit) {
                continue;
            }
            match self.nearest(unit, None) {
                Some((partner, gap)) => line.push((if farthest { -gap } else { gap }, unit, partner)),
                None => drop(self.out.insert(unit)),
            }
        }
        line.sort_by(|a, b| a.0.total_cmp(&b.0));
        while !line.is_empty() {
            let (_, unit, partner) = line.remove(0);
            if self.out.contains(&unit) {
                continue;
            }
            if !self.used.contains(&partner) {
                self.commit(unit, partner);
                continue;
            }
            match self.nearest(unit, Some(partner)) {
                Some((partner, gap)) => {
                    let key = if farthest { -gap } else { gap };
                    let at = line.partition_point(|entry| entry.0 < key);
                    line.insert(at, (key, unit, partner));
                }
                None => drop(self.out.insert(unit)),
            }
        }
    }

    /// With replacement: the nearest of all, equals in the order of a walk (on the line) or of ties.
    fn all_at_once(&self) -> Vec<(usize, usize, usize)> {
        let place = |i: usize| self.line.iter().position(|&j| j == i).expect("in the line");
        let mut focal = self.focal.clone();
        focal.sort_unstable();
        let mut chosen = Vec::new();
        for unit in focal {
            let others = (0..self.task.treated.len()).filter(|&other| self.acceptable(unit, other));
            let mut list: Vec<(f64, (usize, usize), usize)> = others
                .map(|other| match &self.design.metric {
                    Metric::Score(score) => {
                        let (own, its) = (place(unit), place(other));
                        let turn = (own.abs_diff(its), usize::from(its > own));
                        ((score[unit] - score[other]).abs(), turn, other)
                    }
                    Metric::Coordinates(x) => {
                        let gap = x.iter().map(|v| (v[unit] - v[other]) * (v[unit] - v[other])).sum();
                        let (hash, row) = self.ranks.key(other as u32);
                        (gap, (hash as usize, row as usize), other)
                    }
                    _ => unreachable!("every task has a score or coordinates"),
                })
                .collect();
            list.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let best = list.iter().take(usize::from(self.task.ratio)).enumerate();
            chosen.extend(best.map(|(k, entry)| (unit, k + 1, entry.2)));
        }
        chosen
    }

    fn run(&mut self, spec: &MatchingSpec) -> Vec<(usize, usize, usize)> {
        for _ in 0..self.task.ratio {
            match spec.order {
                Some(Order::Closest) => self.by_gap(false),
                Some(Order::Farthest) => self.by_gap(true),
                _ => self.in_turn(),
            }
        }
        let sets = self.partners.iter().enumerate();
        sets.flat_map(|(unit, p)| p.iter().enumerate().map(move |(k, &q)| (unit, k + 1, q))).collect()
    }
}

fn fast(
    task: &Task,
    cohort: &Cohort,
    design: &Design,
    spec: &MatchingSpec,
) -> Option<Vec<(usize, usize, usize)>> {
    match matching::run(cohort.blinded(), design, spec, 7) {
        Ok(matching) => {
            let edge = |e: &matching::Edge| {
                let (t, c) = (e.treated as usize, e.control as usize);
                if task.atc { (c, usize::from(e.slot), t) } else { (t, usize::from(e.slot), c) }
            };
            Some(matching.edges.expect("edges").iter().map(edge).collect())
        }
        Err(MatchingError::NobodyMatched { .. }) => Some(Vec::new()),
        Err(MatchingError::EmptyArm { .. }) => None,
        Err(error) => panic!("{error}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fast_and_slow_choose_the_same(task in task()) {
        let cohort = task.cohort();
        let design = task.design(&cohort);
        let spec = task.spec();
        if let Some(found) = fast(&task, &cohort, &design, &spec) {
            let mut twin = Twin::new(&task, &cohort, &design, &spec);
            prop_assert_eq!(found, twin.run(&spec));
        }
    }

    #[test]
    fn with_replacement_everyone_has_the_nearest(task in task()) {
        let cohort = task.cohort();
        let design = task.design(&cohort);
        let spec = MatchingSpec { replace: true, reuse: 1, unit_id: None, order: None, ..task.spec() };
        if let Some(found) = fast(&task, &cohort, &design, &spec) {
            let twin = Twin::new(&task, &cohort, &design, &spec);
            prop_assert_eq!(found, twin.all_at_once());
        }
    }
}
