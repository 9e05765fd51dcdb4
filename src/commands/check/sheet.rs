//! What of the profile may be shown.

use super::exact::{Arm, Fact, Profile};
use super::overlap::Score;
use super::withhold::{Count, Share, Withhold};
use crate::estimate::ProfileRow;
use crate::job::DisclosureSpec;
use crate::score::Reliability;
use crate::stats::moments::standardised;
use serde::Serialize;

/// How many times the threshold a percentile in the tails needs.
const TAILS: usize = 10;

/// The profile after the rule for small numbers.
#[derive(Debug, Serialize)]
pub struct Sheet {
    /// Title of the job.
    pub name: String,
    /// What the arms are called, treated first.
    pub arms: [String; 2],
    /// Counts below this are not shown; nothing where all are.
    pub threshold: Option<usize>,
    /// Files with their rows.
    pub files: Vec<(String, Count)>,
    /// Who takes part and why others do not, people of each arm.
    pub entry: Vec<(String, [Count; 2])>,
    /// People whose facts are described.
    pub people: [Count; 2],
    /// Facts and start scores.
    pub facts: Vec<Shown>,
    /// Outcomes with the share of people whose end value was observed.
    pub ends: Vec<(String, [Share; 2])>,
    /// People of the primary outcome with and without an end score.
    pub seen_again: Vec<Again>,
    /// How well the items of each scale hang together at the start.
    pub reliability: Vec<Coherence>,
    /// Overlap of the score.
    pub score: Option<Overlap>,
    /// Why there is none.
    pub no_score: Option<String>,
    /// What was noticed: code and message.
    pub notes: Vec<(String, String)>,
    /// Names of the specifications.
    pub specifications: Vec<String>,
}

/// A fact of people with and without an end score.
#[derive(Debug, Serialize)]
pub struct Again {
    /// What the arm is called.
    pub arm: String,
    /// The fact.
    pub variable: String,
    /// Its level; nothing for a mean.
    pub level: Option<String>,
    /// Share or mean of those with an end score, and of those without.
    pub values: [Option<f64>; 2],
    /// Their difference in standard deviations.
    pub difference: Option<f64>,
}

/// How well the items of a scale hang together.
#[derive(Debug, Serialize)]
pub struct Coherence {
    /// The outcome.
    pub outcome: String,
    /// What the arm is called.
    pub arm: String,
    /// People with all answers.
    pub people: Count,
    /// How many answers.
    pub items: usize,
    /// Cronbach's alpha.
    pub alpha: Option<f64>,
    /// McDonald's omega.
    pub omega: Option<f64>,
}

/// One column.
#[derive(Debug, Serialize)]
pub struct Shown {
    /// Name in the job.
    pub name: String,
    /// What readers see.
    pub label: String,
    /// Unit in words.
    pub unit: String,
    /// `true` for a start score.
    pub start: bool,
    /// Columns that it is read from in an arm; codes are counted in cells where there are several.
    pub columns: usize,
    /// Each arm.
    pub arms: [ShownArm; 2],
    /// Levels: name, people of each arm, shares of each arm.
    pub levels: Vec<Level>,
    /// Largest standardised difference before matching, in standard deviations of the treated.
    pub difference: Option<f64>,
    /// Treated people within the middle nine tenths of the pool.
    pub inside: Option<Share>,
    /// Levels of treated people that too few of the pool have.
    pub alone: Vec<String>,
}

/// A level of a category.
#[derive(Debug, Serialize)]
pub struct Level {
    /// Its name.
    pub name: String,
    /// People; with a rule for small numbers only whether they are told, since all levels together would
    /// tell how few have no value.
    pub people: [Option<Count>; 2],
    /// Shares of the people with a value.
    pub shares: [Option<f64>; 2],
}

/// A column in one arm.
#[derive(Debug, Serialize)]
pub struct ShownArm {
    /// People without a value.
    pub missing: Count,
    /// Codes that mean missing, with their rows.
    pub codes: Vec<(String, Count)>,
    /// Mean.
    pub mean: Option<f64>,
    /// Standard deviation.
    pub sd: Option<f64>,
    /// 5 %, 50 %, 95 %.
    pub at: [Option<f64>; 3],
    /// Smallest and largest, where everything may be shown.
    pub ends: Option<(f64, f64)>,
    /// Bars: from, to, share per width.
    pub bars: Vec<(f64, f64, f64)>,
}

/// Overlap of the score.
#[derive(Debug, Serialize)]
pub struct Overlap {
    /// People fitted.
    pub people: [Count; 2],
    /// Treated people outside the middle nine tenths of the pool's scores.
    pub outside: Share,
    /// Treated people beyond every score of the pool.
    pub beyond: Share,
    /// What the pool is worth, in people who all count the same.
    pub effective: Count,
    /// How well the facts tell the arms apart: 0.5 not at all, 1 perfectly.
    pub auc: f64,
    /// Bars of each arm.
    pub bars: [Vec<(f64, f64, f64)>; 2],
}

impl Sheet {
    /// Withholds and rounds.
    pub fn of(p: &Profile, spec: &DisclosureSpec) -> Self {
        let mut w = Withhold::new(spec);
        declare(p, &mut w);
        w.close();
        let each = |f: &dyn Fn(usize) -> Count| [f(0), f(1)];
        let entry = |(k, (words, n)): (usize, &(String, [usize; 2]))| {
            (words.clone(), each(&|arm| w.count(&format!("entry {arm} {k}"), n[arm])))
        };
        let ends = |(label, seen): &(String, [usize; 2])| {
            (label.clone(), [0, 1].map(|arm| w.share(seen[arm], p.people[arm])))
        };
        Self {
            name: p.name.clone(),
            arms: p.arms.clone(),
            threshold: w.threshold(),
            files: p.files.iter().map(|(f, n)| (f.clone(), w.total(*n))).collect(),
            entry: p.entry.iter().enumerate().map(entry).collect(),
            people: each(&|arm| w.total(p.people[arm])),
            facts: p.facts.iter().map(|f| shown(f, &w)).collect(),
            ends: p.ends.iter().map(ends).collect(),
            seen_again: again(p, &w),
            reliability: p.reliability.iter().map(|r| coherence(p, r, &w)).collect(),
            score: p.score.as_ref().ok().map(|s| overlap(s, &w)),
            no_score: p.score.as_ref().err().cloned(),
            notes: p.notes.iter().map(|(c, m)| (c.clone(), coarse(m, &w))).collect(),
            specifications: p.specifications.clone(),
        }
    }
}

/// Every count, and the totals that readers know or can work out.
fn declare(p: &Profile, w: &mut Withhold) {
    for arm in [0, 1] {
        for (k, (_, n)) in p.entry.iter().enumerate() {
            w.declare(&format!("entry {arm} {k}"), &format!("entry {arm}"), n[arm]);
        }
        for f in &p.facts {
            let (name, a) = (&f.name, &f.arms[arm]);
            let (levels, codes) = (format!("{name} {arm} levels"), format!("{name} {arm} codes"));
            w.declare(&format!("{name} {arm} missing"), &format!("{name} {arm} missing"), a.missing);
            for (k, n) in a.levels.iter().enumerate() {
                w.declare(&format!("{name} {arm} level {k}"), &levels, *n);
            }
            for (k, (_, n)) in coded(f, a).iter().enumerate() {
                w.declare(&format!("{name} {arm} code {k}"), &codes, *n);
            }
        }
    }
}

/// Codes that mean missing, and the empty cells as one more where only one column is read.
fn coded(fact: &Fact, arm: &Arm) -> Vec<(String, usize)> {
    let mut codes = arm.codes.clone();
    let sum: usize = codes.iter().map(|(_, n)| n).sum();
    if fact.columns == 1 && !codes.is_empty() && sum < arm.missing {
        codes.push(("empty or not there".to_owned(), arm.missing - sum));
    }
    codes
}

fn shown(f: &Fact, w: &Withhold) -> Shown {
    let arms = [0, 1].map(|arm| shown_arm(f, arm, w));
    let level = |(k, name): (usize, &String)| {
        let counts = [0, 1].map(|arm| w.count(&format!("{} {arm} level {k}", f.name), f.arms[arm].levels[k]));
        let shares = [0, 1].map(|arm| {
            let (n, known) = (f.arms[arm].levels[k], f.arms[arm].known);
            (counts[arm].told() && known > 0).then(|| w.round(n as f64 / known as f64, 2))
        });
        let open = w.threshold().is_none();
        Level { name: name.clone(), people: counts.map(|n| (open || !n.told()).then_some(n)), shares }
    };
    let few = |k: &usize| !w.enough(f.arms[1].levels[*k]) && w.enough(f.arms[0].levels[*k]);
    let levels: Vec<Level> = f.levels.iter().enumerate().map(level).collect();
    Shown {
        name: f.name.clone(),
        label: f.label.clone(),
        unit: f.unit.clone(),
        start: f.start,
        columns: f.columns,
        difference: difference(f, &levels, w),
        inside: f.inside.map(|[all, within]| w.share(within, all)),
        alone: (0..f.levels.len()).filter(few).map(|k| f.levels[k].clone()).collect(),
        levels,
        arms,
    }
}

fn shown_arm(f: &Fact, arm: usize, w: &Withhold) -> ShownArm {
    let a = &f.arms[arm];
    let code = |(k, (words, n)): (usize, &(String, usize))| {
        (words.clone(), w.count(&format!("{} {arm} code {k}", f.name), *n))
    };
    let mut shown = ShownArm {
        missing: w.total(a.missing),
        codes: coded(f, a).iter().enumerate().map(code).collect(),
        mean: None,
        sd: None,
        at: [None; 3],
        ends: None,
        bars: Vec::new(),
    };
    let Some(n) = a.numbers.filter(|_| w.enough(a.known)) else { return shown };
    let threshold = w.threshold().unwrap_or(0);
    let tails = a.known >= TAILS * threshold;
    shown.mean = Some(w.round(n.mean, 1));
    shown.sd = n.sd.map(|sd| w.round(sd, 1));
    shown.at = [n.at[1], n.at[2], n.at[3]].map(|v| Some(w.round(v, 1)));
    if !tails {
        (shown.at[0], shown.at[2]) = (None, None);
    }
    shown.ends = w.threshold().is_none().then_some((n.at[0], n.at[4]));
    if !f.edges.is_empty() {
        shown.bars = w.bars(&f.edges, &a.bars);
    }
    shown
}

/// An effective number of people as a count.
#[expect(clippy::cast_sign_loss, reason = "an effective number is not below 0")]
fn people(effective: f64) -> usize {
    effective.round() as usize
}

/// The largest standardised difference among what is shown; the ruler is the spread of the treated.
fn difference(f: &Fact, levels: &[Level], w: &Withhold) -> Option<f64> {
    let [t, c] = &f.arms;
    if !w.enough(t.known) || !w.enough(c.known) {
        return None;
    }
    let largest = if f.levels.is_empty() {
        let (t, c) = (t.numbers?, c.numbers?);
        let pooled = t.sd.zip(c.sd).map_or(0.0, |(a, b)| f64::midpoint(a * a, b * b).sqrt());
        standardised(t.mean - c.mean, t.sd.unwrap_or(0.0), pooled)
    } else {
        let seen = (0..levels.len()).filter(|&k| levels[k].shares.iter().all(Option::is_some));
        let each = seen.filter_map(|k| {
            let [p, q] = [t, c].map(|a| a.levels[k] as f64 / a.known as f64);
            standardised(p - q, (p * (1.0 - p)).sqrt(), (q * (1.0 - q)).sqrt())
        });
        each.reduce(|a, b| if b.abs() > a.abs() { b } else { a })
    };
    largest.map(|d| w.round(d, 2))
}

/// A fact is told where every level of it rests on enough people on both sides: what one level hides
/// could else be worked out from the others.
fn again(p: &Profile, w: &Withhold) -> Vec<Again> {
    let fine = |r: &ProfileRow| {
        [0, 1].iter().all(|&side| match r.with_level {
            Some(n) => w.enough(n[side]) && w.enough(r.people[side] - n[side]),
            None => w.enough(r.people[side]),
        })
    };
    let told = |r: &&ProfileRow| {
        w.threshold().is_none()
            || p.seen_again.iter().filter(|o| o.treated == r.treated && o.variable == r.variable).all(fine)
    };
    let row = |r: &ProfileRow| Again {
        arm: p.arms[usize::from(!r.treated)].clone(),
        variable: r.variable.clone(),
        level: r.level.clone(),
        values: r.value.map(|v| v.map(|v| w.round(v, if r.level.is_some() { 2 } else { 1 }))),
        difference: r.difference.map(|d| w.round(d, 2)),
    };
    p.seen_again.iter().filter(told).map(row).collect()
}

fn coherence(p: &Profile, r: &Reliability, w: &Withhold) -> Coherence {
    let round = |v: Option<f64>| v.filter(|_| w.enough(r.people)).map(|v| w.round(v, 2));
    Coherence {
        outcome: r.outcome.clone(),
        arm: p.arms[usize::from(!r.treated)].clone(),
        people: w.total(r.people),
        items: r.items,
        alpha: round(r.alpha),
        omega: round(r.omega),
    }
}

fn overlap(s: &Score, w: &Withhold) -> Overlap {
    Overlap {
        people: s.people.map(|n| w.total(n)),
        outside: w.share(s.outside[0], s.people[0]),
        beyond: w.share(s.outside[1], s.people[0]),
        effective: w.total(people(s.effective)),
        auc: w.round(s.auc, 2),
        bars: s.bars.each_ref().map(|b| if s.edges.is_empty() { Vec::new() } else { w.bars(&s.edges, b) }),
    }
}

/// Counts in a message, rounded or withheld as all others. Numbers in names (`q1`, `0.2`) are none, nor are
/// those of rows.
fn coarse(message: &str, w: &Withhold) -> String {
    if w.threshold().is_none() {
        return message.to_owned();
    }
    let (mut quoted, mut place) = (false, false);
    let word = |word: &str| {
        let here = std::mem::replace(&mut place, word == "row");
        let ticks = word.matches('`').count();
        let inside = quoted || here || ticks > 0;
        quoted ^= ticks % 2 == 1;
        let plain = word.trim_end_matches([',', '.', ';', ':', ')']);
        let n: Option<usize> = plain
            .replace(',', "")
            .parse()
            .ok()
            .filter(|_| !inside && plain.starts_with(|c: char| c.is_ascii_digit()));
        match n {
            Some(n) => {
                let shown = match w.total(n) {
                    Count::Of(n) => n.to_string(),
                    _ => format!("fewer than {}", w.threshold().unwrap_or(0)),
                };
                format!("{shown}{}", &word[plain.len()..])
            }
            None => word.to_owned(),
        }
    };
    message.split(' ').map(word).collect::<Vec<_>>().join(" ")
}
