//! The survey: a panel of people aged 50 and over and their partners, interviewed twice.
//!
//! Made in the shape of ELSA waves 7 and 8; no row stems from ELSA. Taking part again and returning
//! the self-completion form depend on recorded facts alone, so those who answered twice are like the
//! others given these.

use super::draw::{Draw, Purpose, whole};
use super::items::Interview;
use super::person::Person;
use super::spec::SynthSpec;

/// Regions as the survey codes them, with their share of people.
pub(super) const REGIONS: [(&str, f64); 9] = [
    ("E12000001", 0.06),
    ("E12000002", 0.13),
    ("E12000003", 0.11),
    ("E12000004", 0.10),
    ("E12000005", 0.11),
    ("E12000006", 0.13),
    ("E12000007", 0.10),
    ("E12000008", 0.16),
    ("E12000009", 0.10),
];

/// Code of a question that was put and not answered.
const REFUSED: i8 = -9;
const DO_NOT_KNOW: i8 = -8;
/// No self-completion form came back.
const NOT_RETURNED: i8 = -2;
/// The question does not apply to this person.
pub(super) const NOT_APPLICABLE: i8 = -1;

/// What one wave knows about a person.
#[derive(Debug, Clone)]
pub(super) struct Visit {
    /// The person as of this wave.
    pub(super) person: Person,
    /// Somebody else answered.
    pub(super) proxy: bool,
    /// UCLA items as coded in the file.
    pub(super) items: [i8; 3],
    /// People in the household, at most 6.
    pub(super) household: u8,
    /// Self-rated health as coded: -8 where not known.
    pub(super) health: i8,
    /// Weight of the interview and of the self-completion form, mean about 1; 0 for those who are not
    /// core members, -1 where there is none.
    pub(super) weights: [f64; 2],
    /// Months since January 2014.
    pub(super) month: usize,
}

/// A person in the survey.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) id: u32,
    pub(super) household: u32,
    pub(super) region: &'static str,
    /// Visits at the two waves.
    pub(super) visits: [Option<Visit>; 2],
}

/// Everyone in either wave, by id.
pub(super) fn members(spec: &SynthSpec) -> Vec<Member> {
    let mut d = Draw::new(spec.seed, Purpose::Survey);
    let mut members = Vec::with_capacity(spec.survey + spec.survey / 10);
    let mut household = 700_001;
    while members.len() < spec.survey {
        visit_household(&mut d, household, Panel::Both, &mut members);
        household += 1;
    }
    members.truncate(spec.survey);
    for _ in 0..spec.survey / 25 {
        visit_household(&mut d, household, Panel::SecondOnly, &mut members);
        household += 1;
    }
    for (i, member) in members.iter_mut().enumerate() {
        member.id = 100_001 + i as u32 * 3;
    }
    members
}

/// Which waves a household can be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Panel {
    Both,
    SecondOnly,
}

fn visit_household(d: &mut Draw, household: u32, panel: Panel, members: &mut Vec<Member>) {
    let age = whole((50.0 + (18.0 * d.normal()).abs()).round().min(99.0));
    let region = d.pick(&REGIONS);
    let first = Person::draw(d, age);
    let partner = (first.coupled() && d.chance(0.8)).then(|| Person::partner(d, &first));
    let size =
        if first.alone { 1 } else { 2 + d.pick(&[(0_u8, 0.72), (1, 0.17), (2, 0.07), (3, 0.03), (4, 0.01)]) };
    for person in std::iter::once(first).chain(partner) {
        let visits = visits(d, &person, size, panel);
        members.push(Member { id: 0, household, region, visits });
    }
}

fn visits(d: &mut Draw, person: &Person, size: u8, panel: Panel) -> [Option<Visit>; 2] {
    let older = f64::from(person.age.saturating_sub(75));
    let first = visit(d, person, size, 5);
    let mut later = person.clone();
    later.age += 2;
    let second = visit(d, &later, size, 29);
    let returns = d.chance(0.93 - 0.012 * older - 0.02 * f64::from(person.health >= 4));
    match panel {
        Panel::Both => [Some(first), returns.then_some(second)],
        Panel::SecondOnly => [None, Some(second)],
    }
}

fn visit(d: &mut Draw, person: &Person, household: u8, from: usize) -> Visit {
    let older = f64::from(person.age.saturating_sub(70));
    let proxy = d.chance(0.01 + 0.002 * older);
    let returned = d.chance(0.95 - 0.003 * older) && !proxy;
    let interview = Interview::draw(d);
    let answers = interview.items(person.long_run).map(|item| answer(d, item));
    let items = match (proxy, returned) {
        (true, _) => [NOT_APPLICABLE; 3],
        (false, false) => [NOT_RETURNED; 3],
        (false, true) => answers,
    };
    let health = if d.chance(0.004) { DO_NOT_KNOW } else { person.health.cast_signed() };
    let weights = weights(d, person, returned);
    Visit { person: person.clone(), proxy, items, household, health, weights, month: from + d.below(12) }
}

fn answer(d: &mut Draw, item: u8) -> i8 {
    d.pick(&[(item.cast_signed(), 0.990), (REFUSED, 0.007), (DO_NOT_KNOW, 0.003)])
}

/// Weights undo who takes part: the old and men are rarer in the sample than in the population.
fn weights(d: &mut Draw, person: &Person, returned: bool) -> [f64; 2] {
    let base = 1.0 + 0.008 * (f64::from(person.age) - 65.0) - 0.12 * f64::from(person.female);
    let weight = base.max(0.3) * libm::exp(0.25 * d.normal() - 0.03);
    let form = weight * libm::exp(0.10 * d.normal());
    let core = person.age >= 50;
    let given = if core { weight } else { 0.0 };
    match (returned, core) {
        (false, _) => [given, -1.0],
        (true, false) => [given, 0.0],
        (true, true) => [given, form],
    }
}
