//! Who comes to the programme, and what becomes of them with and without it.
//!
//! People knock at random; the door opens by recorded facts and by how many places are left at their
//! recorded start score. Modes `stable-difference` and `dip` let one thing more decide, which nobody
//! records. Each person has two potential end scores from the same interview: with and without the
//! relief that support brings.
//!
//! ```text
//! relief = strength (1.0 r + 0.65 max(0, spell)),   r = 1 for those who respond, 0.18 for the others
//! ```

use super::draw::{Draw, Purpose, logistic, whole};
use super::items::{Interview, SPELL, score};
use super::person::{OLDEST, Person, Work};
use super::spec::{Mode, SynthSpec};

/// Places by start score 3 to 9: 82 % lonely (6 or more), 54 % at 8 or 9.
const PLACES: [f64; 7] = [0.05, 0.05, 0.08, 0.13, 0.15, 0.24, 0.30];
/// Relief of those who respond to support.
const RELIEF: f64 = 1.0;
/// Share of it that the others feel.
const FAINT: f64 = 0.18;
/// Share of a bad spell that support cushions.
const CUSHION: f64 = 0.65;

/// A service user with both potential ends.
#[derive(Debug, Clone)]
pub(super) struct User {
    pub(super) person: Person,
    /// Items at the start, as they would be without missing cells.
    pub(super) start: [u8; 3],
    /// Items at the end had there been no support.
    pub(super) unsupported: [u8; 3],
    /// Items at the end with support.
    pub(super) supported: [u8; 3],
    /// By how much support lowers loneliness.
    pub(super) relief: f64,
}

/// Everyone the programme supports, in no particular order.
pub(super) fn users(spec: &SynthSpec) -> Vec<User> {
    let mut d = Draw::new(spec.seed, Purpose::Service);
    let mut places = places(spec.people);
    let mut users = Vec::with_capacity(spec.people);
    while users.len() < spec.people {
        let age = whole((64.0 + 16.0 * d.normal()).round().clamp(20.0, f64::from(OLDEST)));
        let person = Person::draw(&mut d, age);
        let first = Interview::draw(&mut d);
        let start = first.items(person.long_run);
        let place = usize::from(score(start) - 3);
        if d.chance(opening(spec.mode, &person, &first)) && places[place] > 0 {
            places[place] -= 1;
            users.push(follow(&mut d, spec.strength, person, start));
        }
    }
    d.shuffle(&mut users);
    users
}

/// Whole numbers of places that sum to `people` (largest remainders).
fn places(people: usize) -> [usize; 7] {
    let exact = PLACES.map(|share| share * people as f64);
    let mut places = exact.map(|x| whole(x) as usize);
    let mut order: Vec<usize> = (0..7).collect();
    order.sort_by(|&a, &b| (exact[b] % 1.0).total_cmp(&(exact[a] % 1.0)));
    let short = people - places.iter().sum::<usize>();
    for &k in order.iter().cycle().take(short) {
        places[k] += 1;
    }
    places
}

/// Probability that the door opens.
fn opening(mode: Mode, person: &Person, first: &Interview) -> f64 {
    let working = matches!(person.work, Work::Employed | Work::SelfEmployed);
    let recorded = logistic(
        -1.1 + 0.25 * f64::from(person.alone)
            + 0.10 * (f64::from(person.health) - 3.0)
            + 0.15 * f64::from(person.female)
            + 0.15 * f64::from(person.limited)
            - 0.25 * f64::from(working),
    );
    match mode {
        Mode::Ignorable => recorded,
        Mode::StableDifference => recorded * logistic(2.5 * (person.long_run - 1.0)),
        Mode::Dip => recorded * logistic(2.5 * (first.spell - 0.8)),
    }
}

fn follow(d: &mut Draw, strength: f64, person: Person, start: [u8; 3]) -> User {
    let last = Interview::draw(d);
    let responds = d.chance(if person.age < 60 { 0.42 } else { 0.32 });
    let felt = if responds { 1.0 } else { FAINT };
    let relief = strength * (RELIEF * felt + CUSHION * SPELL * last.spell.max(0.0));
    let unsupported = last.items(person.long_run);
    let supported = last.items(person.long_run - relief);
    User { person, start, unsupported, supported, relief }
}
