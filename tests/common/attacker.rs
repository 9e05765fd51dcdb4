//! Somebody who wants to know what is withheld: takes every number of a release, the meaning of every table, and a
//! linear programme.
//!
//! Unknown are the exact counts. Known is what a release prints, each number as the interval that its rounding
//! leaves, and how counts hang together: parts and wholes, shares and what they are of, means of whole numbers, the
//! same people in two tables, the same people and a few more in two releases. The attacker is helped: a statement is dropped only where it is not true of the exact
//! tables, so whatever holds in the data is used, also what a reader could only guess.

#![allow(dead_code, reason = "every test file is its own crate and uses part of this")]
use highs::{Col, HighsModelStatus, Model, RowProblem, Sense};
use matchwell::report::Tables;
use matchwell::report::tables::descriptives::DescriptiveRecord;
use matchwell::report::tables::effects::EffectRecord;
use std::collections::{BTreeMap, BTreeSet};

/// Slack for the last digit of floating-point sums.
const SLACK: f64 = 1e-6;

/// A linear statement: `low <= sum of times x count <= high`.
#[derive(Debug, Clone)]
struct Statement {
    terms: Vec<(String, f64)>,
    low: f64,
    high: f64,
    /// The count that is meant by it, where it is what one count leaves of another and stands in no table.
    meant: Option<String>,
}

/// What tables say: counts by name, and statements about them.
#[derive(Debug, Default)]
pub struct Knowledge {
    /// Printed counts, as intervals.
    counts: BTreeMap<String, (f64, f64)>,
    /// Names of counts that stand in a table, withheld or not, or are what a printed part leaves of a printed whole.
    targets: BTreeSet<String>,
    /// Those that are what one set of people leaves of another.
    sets: BTreeSet<String>,
    statements: Vec<Statement>,
    grain: f64,
}

/// What an attack found.
#[derive(Debug, Default)]
pub struct Attack {
    /// Counts in the tables.
    pub counts: usize,
    /// Statements about them that are true.
    pub statements: usize,
    /// Counts under the threshold: name, truth, the least and the most they can be.
    pub small: Vec<(String, f64, f64, f64)>,
}

impl Attack {
    /// Those that are not left open from nought to the threshold.
    pub fn narrowed(&self, threshold: f64) -> Vec<&(String, f64, f64, f64)> {
        self.small.iter().filter(|c| c.2 > SLACK * 10.0 || c.3 < threshold - SLACK * 10.0).collect()
    }

    /// Those known to within less than the threshold.
    pub fn recovered(&self, threshold: f64) -> usize {
        self.small.iter().filter(|c| c.3 - c.2 < threshold - SLACK * 10.0).count()
    }
}

/// Attacks a release with all that it says; `exact` tells whether it was any good.
pub fn attack(exact: &Tables, release: &Tables, threshold: f64, grain: f64) -> Attack {
    solve(&Knowledge::of(exact, exact, 0.0), &Knowledge::of(release, exact, grain), threshold)
}

/// Attacks two releases, each with its exact tables, of which the second is about the people of the first and some
/// more: wanted is what the few more are.
pub fn attack_two(first: [&Tables; 2], second: [&Tables; 2], threshold: f64, grain: f64) -> Attack {
    let both = |which: usize, grain: f64| {
        let before = Knowledge::of(first[which], first[0], grain).called("first");
        before.joined(Knowledge::of(second[which], second[0], grain).called("second"))
    };
    let (mut truth_of, mut known) = (both(0, 0.0), both(1, grain));
    let names: Vec<String> =
        truth_of.counts.keys().filter_map(|n| n.strip_prefix("first ").map(str::to_owned)).collect();
    let own: BTreeSet<String> = names.iter().map(|n| format!("more {n}")).collect();
    for name in names {
        let [before, now, more] = ["first", "second", "more"].map(|when| format!("{when} {name}"));
        for k in [&mut truth_of, &mut known] {
            k.meaning(&more, &now, &[before.clone(), more.clone()]);
            k.sets.insert(more.clone());
        }
    }
    truth_of.targets = own;
    solve(&truth_of, &known, threshold)
}

fn solve(truth_of: &Knowledge, known: &Knowledge, threshold: f64) -> Attack {
    let mut truth: BTreeMap<&str, f64> = truth_of.counts.iter().map(|(n, v)| (n.as_str(), v.0)).collect();
    // What is left of a whole is known where whole and part are.
    for s in &truth_of.statements {
        let Some(meant) = s.meant.as_deref().filter(|m| !truth.contains_key(*m)) else { continue };
        let others = || s.terms.iter().filter(|t| t.0 != meant);
        let times = s.terms.iter().find(|t| t.0 == meant).map_or(1.0, |t| t.1);
        if others().all(|t| truth.contains_key(t.0.as_str())) {
            let rest: f64 = others().map(|t| t.1 * truth[t.0.as_str()]).sum();
            truth.insert(meant, (s.low - rest) / times);
        }
    }
    let holds = |s: &&Statement| {
        let known = s.terms.iter().all(|t| truth.contains_key(t.0.as_str()));
        let sum: f64 = s.terms.iter().filter_map(|t| Some(t.1 * truth.get(t.0.as_str())?)).sum();
        known && sum >= s.low - SLACK && sum <= s.high + SLACK
    };
    let mut statements: Vec<Statement> =
        known.statements.iter().chain(&truth_of.structure()).filter(holds).cloned().collect();
    for (name, &(low, high)) in &known.counts {
        let single = Statement { terms: vec![(name.clone(), 1.0)], low, high, meant: None };
        if holds(&&single) {
            statements.push(single);
        }
    }
    let mut attack = Attack { counts: truth.len(), statements: statements.len(), small: Vec::new() };
    let statements = sharpest(statements);
    for (names, statements) in apart(&statements) {
        // That two sets are the same people may be told; that they differ by few may not.
        let same = |n: &str| truth_of.sets.contains(n) && truth[n] < SLACK;
        let wanted = |n: &&str| {
            truth_of.targets.contains(*n) && !same(n) && truth[n] < threshold - SLACK && truth[n] > -SLACK
        };
        let wanted: Vec<usize> = (0..names.len()).filter(|&i| wanted(&names[i])).collect();
        let programme = || Programme::new(&names, &statements, &truth, threshold);
        let Some(mut programme) = (!wanted.is_empty()).then(programme) else { continue };
        for at in wanted {
            let (low, high) = programme.extremes(at);
            attack.small.push((names[at].to_owned(), truth[names[at]], low, high));
        }
    }
    attack
}

/// Of statements about the same sum only the narrowest is kept.
fn sharpest(statements: Vec<Statement>) -> Vec<Statement> {
    let mut found: BTreeMap<Vec<(String, i64)>, Statement> = BTreeMap::new();
    for mut s in statements {
        s.terms.sort_by(|a, b| a.0.cmp(&b.0));
        let key = s.terms.iter().map(|(n, t)| (n.clone(), (t * 1e9).round() as i64)).collect();
        let old = found.entry(key).or_insert_with(|| s.clone());
        (old.low, old.high) = (old.low.max(s.low), old.high.min(s.high));
    }
    found.into_values().collect()
}

/// Statements that share no count with each other are solved by themselves.
fn apart(statements: &[Statement]) -> Vec<(Vec<&str>, Vec<&Statement>)> {
    let mut group: BTreeMap<&str, usize> = BTreeMap::new();
    let mut parts: Vec<(Vec<&str>, Vec<&Statement>)> = Vec::new();
    for s in statements {
        let mut here: Vec<usize> = s.terms.iter().filter_map(|t| group.get(t.0.as_str()).copied()).collect();
        here.sort_unstable();
        here.dedup();
        let target = here.first().copied().unwrap_or_else(|| {
            parts.push((Vec::new(), Vec::new()));
            parts.len() - 1
        });
        for other in here.into_iter().filter(|o| *o != target) {
            let (names, moved) = std::mem::take(&mut parts[other]);
            for n in &names {
                group.insert(n, target);
            }
            parts[target].0.extend(names);
            parts[target].1.extend(moved);
        }
        for (name, _) in &s.terms {
            if group.insert(name, target).is_none() {
                parts[target].0.push(name);
            }
        }
        parts[target].1.push(s);
    }
    parts.into_iter().filter(|p| !p.0.is_empty()).collect()
}

/// A linear programme over counts that hang together, solved for one after the other.
struct Programme {
    columns: Vec<Col>,
    model: Option<Model>,
    /// The least and the greatest value of each count in the solutions so far.
    seen: Vec<(f64, f64)>,
    /// A count that can be as much as this is as open as need be.
    enough: f64,
}

impl Programme {
    fn new(names: &[&str], statements: &[&Statement], truth: &BTreeMap<&str, f64>, enough: f64) -> Self {
        let mut problem = RowProblem::new();
        // A difference of two weighted numbers may be below nought.
        let least = |n: &str| if truth[n] < 0.0 { f64::NEG_INFINITY } else { 0.0 };
        let columns: Vec<Col> = names.iter().map(|n| problem.add_column(0.0, least(n)..)).collect();
        let at: BTreeMap<&str, usize> = names.iter().enumerate().map(|(i, n)| (*n, i)).collect();
        for s in statements {
            let terms: Vec<_> = s.terms.iter().map(|(n, t)| (columns[at[n.as_str()]], *t)).collect();
            problem.add_row(s.low - SLACK..=s.high + SLACK, terms);
        }
        let mut model = problem.optimise(Sense::Minimise);
        model.make_quiet();
        let seen = vec![(f64::INFINITY, f64::NEG_INFINITY); names.len()];
        Self { columns, model: Some(model), seen, enough }
    }

    /// The least and the most that a count can be (or nought, and `enough`, where solutions for others showed as much);
    /// each solution is the start of the next.
    fn extremes(&mut self, at: usize) -> (f64, f64) {
        let low = if self.seen[at].0 <= SLACK { 0.0 } else { self.solve(at, Sense::Minimise) };
        let high =
            if self.seen[at].1 >= self.enough { self.seen[at].1 } else { self.solve(at, Sense::Maximise) };
        (low, high)
    }

    fn solve(&mut self, at: usize, sense: Sense) -> f64 {
        let minimise = matches!(sense, Sense::Minimise);
        let mut model = self.model.take().unwrap();
        model.change_column_cost(self.columns[at], 1.0);
        model.set_sense(sense);
        let solved = model.solve();
        let value = match solved.status() {
            HighsModelStatus::Optimal => {
                let solution = solved.get_solution();
                for (seen, v) in self.seen.iter_mut().zip(solution.columns()) {
                    *seen = (seen.0.min(*v), seen.1.max(*v));
                }
                solution.columns()[at]
            }
            HighsModelStatus::Infeasible => panic!("the attacker believes something that is not true"),
            _ if minimise => 0.0,
            _ => f64::INFINITY,
        };
        let mut model = Model::from(solved);
        model.change_column_cost(self.columns[at], 0.0);
        self.model = Some(model);
        value
    }
}

impl Knowledge {
    fn of(tables: &Tables, exact: &Tables, grain: f64) -> Self {
        let mut known = Self { grain, ..Self::default() };
        known.read(tables, exact);
        known
    }

    /// The same with another word before every name.
    fn called(mut self, word: &str) -> Self {
        let name = |n: &String| format!("{word} {n}");
        self.counts = self.counts.iter().map(|(n, v)| (name(n), *v)).collect();
        self.targets = self.targets.iter().map(name).collect();
        self.sets = self.sets.iter().map(name).collect();
        for s in &mut self.statements {
            s.meant = s.meant.as_ref().map(name);
            for term in &mut s.terms {
                term.0 = name(&term.0);
            }
        }
        self
    }

    fn joined(mut self, other: Self) -> Self {
        self.counts.extend(other.counts);
        self.targets.extend(other.targets);
        self.sets.extend(other.sets);
        self.statements.extend(other.statements);
        self
    }

    /// Statements between counts only: true whatever is printed.
    fn structure(&self) -> Vec<Statement> {
        self.statements.iter().filter(|s| s.low == s.high || s.high.is_infinite()).cloned().collect()
    }

    /// A count that stands in a table.
    fn count(&mut self, name: &str, value: Option<f64>) {
        self.targets.insert(name.to_owned());
        self.mass(name, value);
    }

    /// A weighted or effective number: not a target.
    fn mass(&mut self, name: &str, value: Option<f64>) {
        let Some(v) = value else { return };
        let half = self.grain / 2.0;
        let new = (v - half, v + half);
        let old = self.counts.entry(name.to_owned()).or_insert(new);
        *old = (old.0.max(new.0), old.1.min(new.1));
    }

    fn say(&mut self, terms: &[(&str, f64)], low: f64, high: f64) {
        let terms = terms.iter().map(|(n, t)| ((*n).to_owned(), *t)).collect();
        self.statements.push(Statement { terms, low, high, meant: None });
    }

    /// `whole` is the sum of `parts`.
    fn sum(&mut self, whole: &str, parts: &[String]) {
        let parts = parts.iter().map(|p| (p.as_str(), 1.0));
        let terms: Vec<(&str, f64)> = parts.chain([(whole, -1.0)]).collect();
        self.say(&terms, 0.0, 0.0);
    }

    fn same(&mut self, one: &str, other: &str) {
        self.say(&[(one, 1.0), (other, -1.0)], 0.0, 0.0);
    }

    /// `part` of `whole`; what it leaves is a target.
    fn part(&mut self, whole: &str, part: &str) -> String {
        let rest = format!("{whole} but {part}");
        self.targets.insert(rest.clone());
        self.meaning(&rest, whole, &[part.to_owned(), rest.clone()]);
        rest
    }

    /// `whole` is the sum of `parts`, which says what `meant`, one of them, is.
    fn meaning(&mut self, meant: &str, whole: &str, parts: &[String]) {
        self.sum(whole, parts);
        if let Some(said) = self.statements.last_mut() {
            said.meant = Some(meant.to_owned());
        }
    }

    /// `value` is `part` over `whole`, rounded to so many decimals.
    fn share(&mut self, part: &[(&str, f64)], whole: &str, value: Option<f64>, decimals: i32) {
        let Some(v) = value.filter(|_| self.grain > 0.0) else { return };
        let half = 0.5 * 10_f64.powi(-decimals);
        for (bound, low, high) in [(v - half, 0.0, f64::INFINITY), (v + half, f64::NEG_INFINITY, 0.0)] {
            let mut terms = part.to_vec();
            terms.push((whole, -bound));
            self.say(&terms, low, high);
        }
    }

    /// Everything a release says.
    fn read(&mut self, t: &Tables, exact: &Tables) {
        self.flow(t, exact);
        self.specifications(t);
        for e in t.effects.iter().filter(|e| e.cell.is_none() && e.estimator != "completion_weighted") {
            self.effect(e);
        }
        self.groups(t);
        self.descriptives(&t.descriptives);
        self.lists(&t.descriptives);
        self.balance(t);
        self.attrition(t);
        self.pairs(t);
        self.parts(t);
    }

    fn flow(&mut self, t: &Tables, exact: &Tables) {
        let mut before: BTreeMap<_, String> = BTreeMap::new();
        let mut left: BTreeMap<_, Vec<String>> = BTreeMap::new();
        for f in &t.flow {
            let key = (f.imputation, f.specification.clone(), f.arm.clone());
            let name = |reason: &str| {
                format!("flow|{:?}|{}|{}|{}|{reason}", f.imputation, f.specification, f.arm, f.step)
            };
            let here = name(&f.reason);
            self.count(&here, f.count.map(|n| n as f64));
            if f.reason != "total" {
                if f.reason == "other" {
                    // Which reasons were merged can be read off another specification or guessed.
                    let same = |x: &&matchwell::report::tables::flow::FlowRecord| {
                        (&x.specification, x.imputation, &x.arm, &x.step)
                            == (&f.specification, f.imputation, &f.arm, &f.step)
                    };
                    let told: BTreeSet<&str> =
                        t.flow.iter().filter(same).map(|x| x.reason.as_str()).collect();
                    let merged = exact.flow.iter().filter(same).filter(|x| !told.contains(x.reason.as_str()));
                    let merged: Vec<String> = merged.map(|x| name(&x.reason)).collect();
                    if !merged.is_empty() {
                        self.sum(&here, &merged);
                    }
                }
                left.entry(key).or_default().push(here);
                continue;
            }
            let leavers = left.remove(&key).unwrap_or_default();
            let same = f.step != "in_files" && leavers.is_empty();
            if let Some(before) = before.insert(key, here.clone()) {
                let all: Vec<String> = leavers.into_iter().chain([here.clone()]).collect();
                self.sum(&before, &all);
                if !same {
                    self.part(&before, &here);
                }
            }
        }
    }

    fn specifications(&mut self, t: &Tables) {
        for s in t.specifications.iter().filter(|s| s.role != "curve") {
            let name = |what: &str| format!("people|{:?}|{}|{what}", s.imputation, s.specification);
            let flow = |arm: &str, step: &str| {
                format!("flow|{:?}|{}|{arm}|{step}|total", s.imputation, s.specification)
            };
            let n = |v: Option<i64>| v.map(|n| n as f64);
            let all = [
                ("supported", s.supported, flow("treated", "in_files")),
                ("starters", s.starters, flow("treated", "entered")),
                ("both", s.both_scores, flow("treated", "eligible")),
                ("label", s.treated_matched_label, flow("treated", "analysed")),
                ("all", s.treated_all, flow("treated", "in_files")),
                ("eligible", s.treated_eligible, flow("treated", "eligible")),
                ("matched", s.treated_matched, flow("treated", "matched")),
                ("control all", s.control_all, flow("control", "in_files")),
                ("control eligible", s.control_eligible, flow("control", "eligible")),
                ("control matched", s.control_matched, flow("control", "matched")),
            ];
            for (what, count, of) in &all {
                self.count(&name(what), n(*count));
                self.same(&name(what), of);
            }
            for (whole, part) in [("supported", "starters"), ("starters", "both"), ("both", "label")] {
                self.nested(&name(whole), &name(part));
            }
            self.mass(&name("ess"), s.control_ess);
            self.say(&[(&name("control matched"), 1.0), (&name("ess"), -1.0)], 0.0, f64::INFINITY);
            for k in
                [("always", s.matched_always), ("sometimes", s.matched_sometimes), ("never", s.matched_never)]
            {
                self.count(&name(k.0), n(k.1));
            }
        }
    }

    /// One set within another: what it leaves is a count, unless they are the same set.
    fn nested(&mut self, whole: &str, part: &str) {
        self.say(&[(whole, 1.0), (part, -1.0)], 0.0, f64::INFINITY);
        let rest = self.part(whole, part);
        self.sets.insert(rest);
        self.same(whole, part);
    }

    fn effect(&mut self, e: &EffectRecord) {
        for (arm, number, events, mean, ess, low, high) in [
            ("treated", e.treat_number, e.treat_numerator, e.treat_mean, None, e.treat_lower, e.treat_upper),
            (
                "control",
                e.comparison_number,
                e.comparison_numerator_weighted,
                e.comparison_mean,
                e.comparison_ess,
                e.comparison_lower,
                e.comparison_upper,
            ),
        ] {
            let (base, event) = (base(e, arm), event(e, arm));
            self.count(&base, number.map(|n| n as f64));
            self.mass(&format!("{base}|ess"), ess);
            self.say(&[(&base, 1.0), (&format!("{base}|ess"), -1.0)], 0.0, f64::INFINITY);
            if e.is_proportion() && e.contrast != "value" {
                self.count(&event, events);
                self.part(&base, &event);
                self.share(&[(&event, 1.0)], &base, mean, 2);
                self.spread(&base, mean, low.zip(high));
            }
            if e.group == "all" && e.base == "all_matched" {
                self.same(
                    &base,
                    &format!("flow|{:?}|{}|{arm}|analysed|total", e.imputation, e.specification),
                );
                self.same(&base, &format!("flow|{:?}|{}|{arm}|matched|total", e.imputation, e.specification));
            }
            self.mass(&format!("{base}|clusters"), e.clusters.map(|n| n as f64));
            self.same(&base, &format!("{base}|clusters"));
            // Degrees of freedom are one less than the clusters.
            self.mass(&format!("{base}|df"), e.df.map(|df| df + 1.0));
            self.same(&base, &format!("{base}|df"));
        }
    }

    /// An interval of a proportion tells how many people it rests on.
    fn spread(&mut self, base: &str, mean: Option<f64>, limits: Option<(f64, f64)>) {
        let (Some(p), Some((low, high)), true) = (mean, limits, self.grain > 0.0) else { return };
        let (half, spread) = ((high - low) / 2.0, |p: f64| p * (1.0 - p));
        let ends = [(p - 0.005).max(0.0), p + 0.005].map(spread);
        let most = if (p - 0.5).abs() <= 0.005 { 0.25 } else { ends[0].max(ends[1]) };
        let z2 = 1.959_964_f64.powi(2);
        if half > 0.005 {
            let n = (z2 * ends[0].min(ends[1]) / (half + 0.005).powi(2), z2 * most / (half - 0.005).powi(2));
            self.say(&[(base, 1.0)], n.0, n.1);
        }
    }

    /// Sub-groups and bases within everybody, the same events in several bases.
    fn groups(&mut self, t: &Tables) {
        let mut rows: Vec<&EffectRecord> =
            t.effects.iter().filter(|e| e.cell.is_none() && e.is_proportion()).collect();
        rows.sort_by_key(|e| event(e, ""));
        rows.dedup_by_key(|e| event(e, ""));
        let find = |e: &EffectRecord, group: &str, base: &str| {
            rows.iter().copied().find(|r| {
                (&r.specification, r.imputation, &r.outcome, &r.contrast)
                    == (&e.specification, e.imputation, &e.outcome, &e.contrast)
                    && (r.group.as_str(), r.base.as_str()) == (group, base)
            })
        };
        for e in rows.iter().filter(|e| e.contrast == "improved" && e.base == "all_matched") {
            for arm in ["treated", "control"] {
                let of = |contrast: &str| {
                    event(&EffectRecord { contrast: contrast.to_owned(), ..(*e).clone() }, arm)
                };
                self.sum(&base(e, arm), &["improved", "unchanged", "worsened"].map(of));
            }
        }
        for e in &rows {
            for arm in ["treated", "control"] {
                if let Some(all) = find(e, "all", &e.base).filter(|_| e.group != "all") {
                    let left = self.part(&base(all, arm), &base(e, arm));
                    let with = self.part(&event(all, arm), &event(e, arm));
                    self.part(&left, &with);
                    for o in
                        rows.iter().filter(|o| o.group != "all" && o.group != e.group && o.base == e.base)
                    {
                        if (&o.specification, o.imputation, &o.outcome, &o.contrast)
                            == (&e.specification, e.imputation, &e.outcome, &e.contrast)
                        {
                            self.same(&left, &base(o, arm));
                            self.same(&with, &event(o, arm));
                        }
                    }
                }
                if let Some(whole) = find(e, &e.group, "all_matched").filter(|_| e.base != "all_matched") {
                    let rest = self.part(&base(whole, arm), &base(e, arm));
                    self.sets.insert(rest);
                    self.same(&event(whole, arm), &event(e, arm));
                }
            }
        }
    }

    fn descriptives(&mut self, rows: &[DescriptiveRecord]) {
        let mut lists: BTreeMap<String, Vec<&DescriptiveRecord>> = BTreeMap::new();
        for d in rows.iter().filter(|d| d.unit == "share") {
            let (cell, base) = (category(d), list(d));
            self.count(&cell, d.people.map(|n| n as f64));
            self.mass(&format!("{cell}|mass"), d.numerator);
            self.mass(&format!("{base}|mass"), d.denominator);
            self.count(&base, d.denominator);
            self.same(&cell, &format!("{cell}|mass"));
            self.share(&[(&cell, 1.0)], &base, d.value, 2);
            self.share(&[(&format!("{cell}|mass"), 1.0)], &format!("{base}|mass"), d.value, 2);
            lists.entry(base).or_default().push(d);
        }
        for (base, list) in &lists {
            let cells: Vec<String> = list.iter().map(|d| category(d)).collect();
            self.sum(base, &cells);
            let masses: Vec<String> = cells.iter().map(|c| format!("{c}|mass")).collect();
            self.sum(&format!("{base}|mass"), &masses);
            for cell in &cells {
                self.part(base, cell);
            }
            let mean = rows.iter().find(|m| m.category.is_none() && list_of(m) == list_of(list[0]));
            let valued: Option<Vec<(String, f64)>> =
                list.iter().map(|d| Some((category(d), d.category.as_deref()?.parse().ok()?))).collect();
            if let (Some(mean), Some(valued)) = (mean, valued) {
                let terms: Vec<(&str, f64)> = valued.iter().map(|v| (v.0.as_str(), v.1)).collect();
                self.share(&terms, base, mean.value, 1);
            }
        }
    }

    /// The same people in several lists.
    fn lists(&mut self, rows: &[DescriptiveRecord]) {
        let find = |d: &DescriptiveRecord, section: &str, name: &str| {
            let other = DescriptiveRecord {
                section: section.to_owned(),
                category: Some(name.to_owned()),
                ..d.clone()
            };
            category(&other)
        };
        let valued = |d: &DescriptiveRecord, section: &str, keep: &dyn Fn(f64) -> bool| -> Vec<String> {
            let of = rows.iter().filter(|r| {
                r.section == section
                    && (&r.outcome, &r.group, &r.arm, &r.specification, r.imputation)
                        == (&d.outcome, &d.group, &d.arm, &d.specification, d.imputation)
            });
            of.filter(|r| r.category.as_deref().and_then(|c| c.parse().ok()).is_some_and(keep))
                .map(category)
                .collect()
        };
        for d in rows
            .iter()
            .filter(|d| d.section == "change_category" && d.category.as_deref() == Some("improved"))
        {
            // The scale of the studies here: low is good, one point counts, lonely from 6 on.
            self.sum(&find(d, "change_category", "improved"), &valued(d, "change", &|v| v < 0.0));
            self.sum(&find(d, "change_category", "worsened"), &valued(d, "change", &|v| v > 0.0));
            for (section, names) in [
                ("start", ["case to case", "case to non-case"]),
                ("end", ["case to case", "non-case to case"]),
            ] {
                let cases = format!("{}|cases at {section}", list(d));
                self.meaning(&cases, &cases, &names.map(|n| find(d, "case_transition", n)));
                self.sum(&cases, &valued(d, section, &|v| v >= 6.0));
            }
        }
        for d in rows.iter().filter(|d| d.group == "dropped" && d.category.is_some()) {
            let of = |section: &str, group: &str, base: &str| {
                category(&DescriptiveRecord {
                    section: section.to_owned(),
                    group: group.to_owned(),
                    base: base.to_owned(),
                    ..d.clone()
                })
            };
            let (before, after) = (
                of("profile_before", "everyone", "all_eligible"),
                of("profile_after", "matched", "all_matched"),
            );
            self.say(&[(&category(d), 1.0), (&before, -1.0), (&after, 1.0)], 0.0, f64::INFINITY);
            self.same(&after, &of("kept_dropped", "matched", "all_matched"));
        }
    }

    fn balance(&mut self, t: &Tables) {
        for b in t.balance.iter().filter(|b| b.kind != "number") {
            let arm = match b.statistic.as_str() {
                "mean_treated" => "treated",
                "mean_control" => "control",
                _ => continue,
            };
            for (section, group, base, step, value) in [
                ("profile_before", "everyone", "all_eligible", "eligible", b.before),
                ("profile_after", "matched", "all_matched", "matched", b.after),
            ] {
                let d = DescriptiveRecord {
                    specification: b.specification.clone(),
                    imputation: b.imputation,
                    section: section.to_owned(),
                    outcome: Some(b.covariate.clone()),
                    group: group.to_owned(),
                    base: base.to_owned(),
                    arm: arm.to_owned(),
                    category: Some(b.level.clone().unwrap_or_else(|| "yes".to_owned())),
                    ..DescriptiveRecord::default()
                };
                let total = format!("flow|{:?}|{}|{arm}|{step}|total", b.imputation, b.specification);
                self.share(&[(&category(&d), 1.0)], &total, value, 2);
                self.share(&[(&category(&d), 1.0)], &list(&d), value, 2);
            }
        }
    }

    fn attrition(&mut self, t: &Tables) {
        for a in &t.attrition {
            let name = |what: &str| {
                format!("attrition|{:?}|{}|{}|{}|{what}", a.imputation, a.specification, a.arm, a.variable)
            };
            let n = |v: Option<i64>| v.map(|n| n as f64);
            for (side, people, count, value) in [
                ("with", a.with_people, a.with_count, a.with_value),
                ("without", a.without_people, a.without_count, a.without_value),
            ] {
                self.count(&name(side), n(people));
                if let Some(level) = &a.level {
                    let cell = name(&format!("{side}|{level}"));
                    self.count(&cell, n(count));
                    self.part(&name(side), &cell);
                    self.share(&[(&cell, 1.0)], &name(side), value, 2);
                    let d = DescriptiveRecord {
                        specification: a.specification.clone(),
                        imputation: a.imputation,
                        section: "profile_before".to_owned(),
                        outcome: Some(a.variable.clone()),
                        group: "everyone".to_owned(),
                        base: "all_eligible".to_owned(),
                        arm: a.arm.clone(),
                        category: Some(level.clone()),
                        ..DescriptiveRecord::default()
                    };
                    if side == "with" {
                        self.same(&cell, &category(&d));
                    }
                }
            }
            let starters = format!("attrition|{:?}|{}|{}|starters", a.imputation, a.specification, a.arm);
            self.meaning(&starters, &starters, &[name("with"), name("without")]);
            self.same(&starters, &format!("people|{:?}|{}|starters", a.imputation, a.specification));
        }
        let mut levels: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for a in t.attrition.iter().filter(|a| a.level.is_some()) {
            for side in ["with", "without"] {
                let base = format!(
                    "attrition|{:?}|{}|{}|{}|{side}",
                    a.imputation, a.specification, a.arm, a.variable
                );
                levels
                    .entry(base.clone())
                    .or_default()
                    .insert(format!("{base}|{}", a.level.clone().unwrap_or_default()));
            }
        }
        for (base, cells) in levels {
            self.sum(&base, &cells.into_iter().collect::<Vec<_>>());
        }
        for b in &t.attrition_bounds {
            let name = |what: &str| {
                format!(
                    "bounds|{:?}|{}|{}|{}|{}|{what}",
                    b.imputation, b.specification, b.outcome, b.contrast, b.base
                )
            };
            let n = |v: Option<i64>| v.map(|n| n as f64);
            for (arm, starters, lost) in [
                ("treated", b.treated_starters, b.treated_lost),
                ("control", b.control_starters, b.control_lost),
            ] {
                let (all, gone) = (name(&format!("{arm} starters")), name(&format!("{arm} lost")));
                self.count(&all, n(starters));
                self.count(&gone, n(lost));
                self.nested(&all, &gone);
                if arm == "treated" {
                    self.share(&[(&gone, 1.0)], &all, b.share_lost, 2);
                }
            }
        }
    }

    /// McNemar's pairs with the event in one, and with it the pairs with it in both or in none.
    fn pairs(&mut self, t: &Tables) {
        for p in t.tests.iter().filter(|p| p.method.starts_with("mcnemar")) {
            let e = EffectRecord {
                specification: p.specification.clone(),
                imputation: p.imputation,
                outcome: p.outcome.clone(),
                contrast: p.contrast.clone(),
                group: p.group.clone(),
                base: p.base.clone(),
                ..EffectRecord::default()
            };
            let own = |what: &str| format!("{}|{what}", event(&e, "pairs"));
            let (t_only, c_only, both) = (own("treated only"), own("control only"), own("both"));
            self.count(&t_only, p.treated_only.map(|n| n as f64));
            self.count(&c_only, p.control_only.map(|n| n as f64));
            self.targets.insert(both.clone());
            self.meaning(&both, &event(&e, "treated"), &[both.clone(), t_only.clone()]);
            self.sum(&event(&e, "control"), &[both.clone(), c_only.clone()]);
            let none = own("none");
            self.targets.insert(none.clone());
            self.meaning(&none.clone(), &base(&e, "treated"), &[both, t_only, c_only, none]);
            self.mass(&base(&e, "treated"), p.treated.map(|n| n as f64));
        }
    }

    /// Counts of moderators and factors, which are those of sub-groups and profiles.
    fn parts(&mut self, t: &Tables) {
        for m in &t.moderators {
            let e = EffectRecord {
                specification: m.specification.clone(),
                imputation: m.imputation,
                outcome: m.outcome.clone(),
                contrast: m.contrast.clone(),
                group: if m.kind == "subgroup" {
                    m.moderator.clone()
                } else {
                    format!("{}={:?}", m.moderator, m.level)
                },
                base: m.base.clone(),
                ..EffectRecord::default()
            };
            let whole = EffectRecord { group: "all".to_owned(), ..e.clone() };
            for (arm, here, others) in [
                ("treated", m.treat_number, m.others_treat_number),
                ("control", m.comparison_number, m.others_comparison_number),
            ] {
                if m.kind == "number" {
                    continue;
                }
                let cell = base(&e, arm);
                self.count(&cell, here.map(|n| n as f64));
                let left = self.part(&base(&whole, arm), &cell);
                if let Some(others) = others {
                    // Sets of which only some are here are neither here nor there.
                    let (there, open) = (format!("{cell}|others"), format!("{cell}|open"));
                    self.count(&there, Some(others as f64));
                    self.meaning(&open, &base(&whole, arm), &[cell.clone(), there.clone(), open.clone()]);
                    self.same(&left, &there);
                    self.targets.insert(open.clone());
                    self.sets.insert(open);
                }
                self.level(&cell, &e, arm, &m.moderator, m.level.as_deref());
            }
        }
        for f in t.factors.iter().filter(|f| f.step.is_none()) {
            let e = EffectRecord {
                specification: f.specification.clone(),
                imputation: f.imputation,
                outcome: f.outcome.clone(),
                contrast: f.contrast.clone(),
                group: if f.kind == "group" {
                    f.factor.clone()
                } else {
                    format!("{}={:?}", f.factor, f.level)
                },
                base: f.base.clone(),
                ..EffectRecord::default()
            };
            for (arm, here, all) in
                [("treated", f.treat_number, f.treat_all), ("control", f.comparison_number, f.comparison_all)]
            {
                let cell =
                    if f.kind == "group" { base(&e, arm) } else { format!("{}|factor", base(&e, arm)) };
                let whole =
                    format!("{}|factors", base(&EffectRecord { group: "all".to_owned(), ..e.clone() }, arm));
                self.count(&whole, all.map(|n| n as f64));
                self.count(&cell, here.map(|n| n as f64));
                self.part(&whole, &cell);
                self.level(&cell, &e, arm, &f.factor, f.level.as_deref());
            }
        }
    }

    fn level(&mut self, cell: &str, e: &EffectRecord, arm: &str, variable: &str, level: Option<&str>) {
        let d = DescriptiveRecord {
            specification: e.specification.clone(),
            imputation: e.imputation,
            section: "profile_after".to_owned(),
            outcome: Some(variable.to_owned()),
            group: "matched".to_owned(),
            base: "all_matched".to_owned(),
            arm: arm.to_owned(),
            category: Some(level.unwrap_or("yes").to_owned()),
            ..DescriptiveRecord::default()
        };
        self.same(cell, &category(&d));
    }
}

fn base(e: &EffectRecord, arm: &str) -> String {
    format!("base|{:?}|{}|{}|{}|{}|{arm}", e.imputation, e.specification, e.outcome, e.group, e.base)
}

fn event(e: &EffectRecord, arm: &str) -> String {
    format!("{}|{}", base(e, arm), e.contrast)
}

fn list_of(d: &DescriptiveRecord) -> (Option<i64>, &str, &str, Option<&str>, &str, &str, &str) {
    (d.imputation, &d.specification, &d.section, d.outcome.as_deref(), &d.group, &d.base, &d.arm)
}

fn list(d: &DescriptiveRecord) -> String {
    let (imputation, specification, section, outcome, group, base, arm) = list_of(d);
    format!(
        "list|{imputation:?}|{specification}|{section}|{}|{group}|{base}|{arm}",
        outcome.unwrap_or_default()
    )
}

fn category(d: &DescriptiveRecord) -> String {
    let of_effects = match (d.section.as_str(), d.category.as_deref()) {
        ("change_category", Some(c)) => Some(c),
        ("case_transition", Some("case to non-case")) => Some("left_case"),
        ("case_transition", Some("non-case to case")) => Some("became_case"),
        _ => None,
    };
    if let (Some(contrast), "matched") = (of_effects, d.group.as_str()) {
        let e = EffectRecord {
            specification: d.specification.clone(),
            imputation: d.imputation,
            outcome: d.outcome.clone().unwrap_or_default(),
            contrast: contrast.to_owned(),
            group: "all".to_owned(),
            base: d.base.clone(),
            ..EffectRecord::default()
        };
        return event(&e, &d.arm);
    }
    format!("{}|{}", list(d), d.category.as_deref().unwrap_or("(mean)"))
}
