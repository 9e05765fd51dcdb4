//! The true effect, from both potential ends of every service user.

use super::items::score;
use super::paperwork::Record;
use super::spec::SynthSpec;
use crate::cohort::Contrast;
use serde_json::{Value, json};

/// Scores of 6 and more are lonely.
const LONELY: u8 = 6;

/// One service user's scores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonTruth {
    /// Id in `service_users.csv`.
    pub id: String,
    /// Age in years.
    pub age: u32,
    /// Score at the start, 3 to 9, known or not.
    pub start: u8,
    /// Score at the end with support.
    pub supported: u8,
    /// Score at the end had there been no support.
    pub unsupported: u8,
    /// `true` if the file has both scores.
    pub both: bool,
}

/// What is true of a group of service users about one contrast.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Potential {
    /// People in the base.
    pub people: usize,
    /// Mean or share with support.
    pub supported: f64,
    /// Mean or share without support.
    pub unsupported: f64,
}

impl Potential {
    /// The true effect: with support less without.
    #[must_use]
    pub fn difference(&self) -> f64 {
        self.supported - self.unsupported
    }

    /// With support over without; `None` where the latter is 0.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        (self.unsupported != 0.0).then(|| self.supported / self.unsupported)
    }
}

/// The truth about a made evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truth {
    /// Service users in file order.
    pub people: Vec<PersonTruth>,
}

impl Truth {
    pub(super) fn of(records: &[Record]) -> Self {
        let person = |r: &Record| PersonTruth {
            id: r.id.clone(),
            age: r.user.person.age,
            start: score(r.user.start),
            supported: score(r.user.supported),
            unsupported: score(r.user.unsupported),
            both: r.both(),
        };
        Self { people: records.iter().map(person).collect() }
    }

    /// The true effect of support on the people `keep` says, for instance those who were matched.
    ///
    /// Changes count from the score at the start, as in the engine: `Improved` is a lower score at the
    /// end, `LeftCase` lonely at the start and not at the end. Shares are of all kept people; give
    /// a narrower `keep` for a narrower base. `None` if `keep` keeps nobody.
    #[must_use]
    pub fn effect(&self, contrast: Contrast, keep: impl Fn(&PersonTruth) -> bool) -> Option<Potential> {
        let mut sums = [0.0; 2];
        let mut people = 0;
        for person in self.people.iter().filter(|p| keep(p)) {
            people += 1;
            sums[0] += value(contrast, person.start, person.supported);
            sums[1] += value(contrast, person.start, person.unsupported);
        }
        let n = people as f64;
        (people > 0).then(|| Potential { people, supported: sums[0] / n, unsupported: sums[1] / n })
    }
}

fn value(contrast: Contrast, start: u8, end: u8) -> f64 {
    let event = match contrast {
        Contrast::Change => return f64::from(end) - f64::from(start),
        Contrast::End | Contrast::Value => return f64::from(end),
        Contrast::Improved => end < start,
        Contrast::Unchanged => end == start,
        Contrast::Worsened => end > start,
        Contrast::LeftCase => start >= LONELY && end < LONELY,
        Contrast::BecameCase => start < LONELY && end >= LONELY,
    };
    f64::from(event)
}

/// Who belongs to a group or a base.
type Rule = fn(&PersonTruth) -> bool;

const GROUPS: [(&str, Rule); 4] = [
    ("all", |_| true),
    ("both scores", |p| p.both),
    ("both scores, aged 50 and over", |p| p.both && p.age >= 50),
    ("both scores, aged 60 and over", |p| p.both && p.age >= 60),
];

const BASES: [(&str, Rule); 5] = [
    ("all", |_| true),
    ("could improve", |p| p.start > 3),
    ("could worsen", |p| p.start < 9),
    ("lonely at start", |p| p.start >= LONELY),
    ("not lonely at start", |p| p.start < LONELY),
];

const CONTRASTS: [(&str, Contrast, &[usize]); 6] = [
    ("change", Contrast::Change, &[0]),
    ("improved", Contrast::Improved, &[0, 1]),
    ("unchanged", Contrast::Unchanged, &[0]),
    ("worsened", Contrast::Worsened, &[0, 2]),
    ("left_case", Contrast::LeftCase, &[0, 3]),
    ("became_case", Contrast::BecameCase, &[0, 4]),
];

/// `truth.json`: effects by group, contrast and base.
pub(super) fn json(spec: &SynthSpec, truth: &Truth) -> Vec<u8> {
    let groups: Vec<Value> = GROUPS.iter().map(|(name, keep)| group(truth, name, keep)).collect();
    let value = json!({
        "about": "True effect of support on service users, from both potential end scores. The engine never reads this file.",
        "mode": spec.mode.name(),
        "seed": spec.seed,
        "strength": spec.strength,
        "groups": groups,
    });
    let mut text = serde_json::to_string_pretty(&value).expect("numbers and text are valid JSON");
    text.push('\n');
    text.into_bytes()
}

fn group(truth: &Truth, name: &str, keep: &dyn Fn(&PersonTruth) -> bool) -> Value {
    let mut effects = Vec::new();
    for (word, contrast, bases) in CONTRASTS {
        for &(base, within) in bases.iter().map(|&b| &BASES[b]) {
            if let Some(effect) = truth.effect(contrast, |p| keep(p) && within(p)) {
                effects.push(json!({
                    "contrast": word,
                    "base": base,
                    "people": effect.people,
                    "supported": round(effect.supported),
                    "unsupported": round(effect.unsupported),
                    "difference": round(effect.difference()),
                }));
            }
        }
    }
    json!({ "group": name, "people": truth.people.iter().filter(|p| keep(p)).count(), "effects": effects })
}

/// To six decimals: sums of whole numbers divided once need no more.
fn round(x: f64) -> f64 {
    (x * 1e6).round() / 1e6
}
