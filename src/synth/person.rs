//! The population: what people are like, and how lonely they are in the long run.
//!
//! ```text
//! long_run = facts' b + 0.92 e,   e ~ N(0, 1)
//! ```
//!
//! Loneliness given the recorded facts follows one law for everybody, surveyed or supported. That is
//! what makes matching on the facts and the start score unbiased in mode `ignorable`.

use super::draw::{Draw, logistic, whole};

/// Spread of long-run loneliness given the facts.
const SPREAD: f64 = 0.92;
/// Correlation of `e` between partners.
const SHARED: f64 = 0.3;
/// The oldest age on record; those above are recorded as this old.
pub(super) const OLDEST: u32 = 90;

/// Work status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    Retired,
    Employed,
    SelfEmployed,
    Unemployed,
    Unable,
    Home,
    Other,
}

/// Marital status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marital {
    Single,
    Married,
    Remarried,
    Separated,
    Divorced,
    Widowed,
}

/// Recorded facts about a person, and the loneliness nobody records.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) age: u32,
    pub(super) female: bool,
    pub(super) alone: bool,
    /// Self-rated health, 1 excellent to 5 poor.
    pub(super) health: u8,
    pub(super) limited: bool,
    pub(super) work: Work,
    pub(super) marital: Marital,
    /// Long-run loneliness.
    pub(super) long_run: f64,
    /// The part of it that the facts do not explain.
    own: f64,
}

impl Person {
    /// Someone aged `age` at random.
    pub(super) fn draw(d: &mut Draw, age: u32) -> Self {
        let female = d.chance(0.55);
        let alone = d.chance(logistic(-1.1 + 0.04 * (f64::from(age) - 68.0) + 0.4 * f64::from(female)));
        let own = d.normal();
        Self::with(d, age, female, alone, own)
    }

    /// Someone who lives with `other` as a couple.
    pub(super) fn partner(d: &mut Draw, other: &Self) -> Self {
        let age = whole((f64::from(other.age) + (4.0 * d.normal()).round()).clamp(20.0, 99.0));
        let female = if d.chance(0.98) { !other.female } else { other.female };
        let own = SHARED * other.own + (1.0 - SHARED * SHARED).sqrt() * d.normal();
        let mut partner = Self::with(d, age, female, false, own);
        partner.marital = other.marital;
        partner
    }

    /// `true` for those who share a household with a spouse.
    pub(super) fn coupled(&self) -> bool {
        !self.alone && matches!(self.marital, Marital::Married | Marital::Remarried)
    }

    fn with(d: &mut Draw, age: u32, female: bool, alone: bool, own: f64) -> Self {
        let years = f64::from(age.min(OLDEST)) - 68.0;
        let frailty = d.normal() + 0.012 * years + 0.15 * f64::from(alone);
        let health = 1 + [-1.1, -0.2, 0.6, 1.5].iter().map(|&cut| u8::from(frailty > cut)).sum::<u8>();
        let limited = d.chance(logistic(-1.2 + (f64::from(health) - 2.8)));
        let work = work(d, age, health);
        let marital = marital(d, age, alone);
        let expected = -0.32
            + 0.70 * f64::from(alone)
            + 0.22 * (f64::from(health) - 2.8)
            + 0.20 * f64::from(limited)
            + 0.08 * f64::from(female)
            - 0.010 * years;
        Self { age, female, alone, health, limited, work, marital, long_run: expected + SPREAD * own, own }
    }
}

fn work(d: &mut Draw, age: u32, health: u8) -> Work {
    use Work::{Employed, Home, Other, Retired, SelfEmployed, Unable, Unemployed};
    if age >= 66 {
        return d.pick(&[(Retired, 0.92), (Employed, 0.04), (SelfEmployed, 0.02), (Home, 0.02)]);
    }
    let unable = if health >= 4 { 0.35 } else { 0.04 };
    let retired = if age >= 55 { 0.25 } else { 0.0 };
    d.pick(&[
        (Employed, 0.50),
        (SelfEmployed, 0.10),
        (Unemployed, 0.08),
        (Home, 0.08),
        (Other, 0.02),
        (Unable, unable),
        (Retired, retired),
    ])
}

fn marital(d: &mut Draw, age: u32, alone: bool) -> Marital {
    use Marital::{Divorced, Married, Remarried, Separated, Single, Widowed};
    let years = f64::from(age) - 65.0;
    if !alone && d.chance(logistic(1.5 - 0.02 * years)) {
        return d.pick(&[(Married, 0.8), (Remarried, 0.2)]);
    }
    let widowed = 2.0 * logistic(-1.0 + 0.09 * years);
    d.pick(&[(Widowed, widowed), (Divorced, 0.45), (Single, 0.35), (Separated, 0.12)])
}
