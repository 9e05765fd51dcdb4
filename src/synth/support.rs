//! How people came to the programme and what it did for them, as its diary has it.
//!
//! All of it is drawn from streams of its own, given what the forms say already: the single `referral`
//! and `life_transition` of a form are the rough version of what stands here in detail. None of it
//! changes how lonely anybody is.

use super::draw::{Draw, Purpose, whole};
use super::paperwork::{Diary, Record, date};
use super::person::Work;

/// Columns in the order of [`cells`].
pub(super) const HEADING: &str = "referral_source,referral_date,ethnicity,tr_health,tr_mobility,tr_bereaved,tr_separated,\
tr_retired,tr_young_mum,support_start,support_end,hours,support_type";

/// Yes or no for each transition, in the order of the heading.
type Transitions = [bool; 6];

/// Stream of the columns.
pub(super) fn stream(seed: u64) -> Draw {
    Draw::new(seed, Purpose::Support)
}

/// The cells of one person.
pub(super) fn cells(d: &mut Draw, record: &Record, diary: &Diary) -> Vec<String> {
    let referred = record.opened - d.below(29).cast_signed() as i64;
    let mut cells = vec![source(d, diary.referral).to_owned(), date(referred), ethnicity(d).to_owned()];
    let transitions = transitions(d, record, diary.transition);
    let blank = d.chance(0.02);
    cells.extend(transitions.map(|yes| if blank { "" } else { yes_no(yes) }.to_owned()));
    let days = days(d, diary.contacts);
    cells.push(date(record.opened));
    cells.push(if d.chance(0.03) { String::new() } else { date(record.opened + i64::from(days)) });
    let hours = hours(d, diary.contacts);
    cells.push(if d.chance(0.03) { "99".to_owned() } else { format!("{hours:.2}") });
    cells.push(kind(d).to_owned());
    cells
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "Y" } else { "N" }
}

/// Who sent them: 22 % the health service, 19 % local authorities, a third themselves.
fn source(d: &mut Draw, rough: &str) -> &'static str {
    match rough {
        "statutory" => d.pick(&[("NHS", 0.216), ("local authority", 0.19), ("national government", 0.004)]),
        "self" => "self",
        "family" => d.pick(&[
            ("family or friends", 0.078),
            ("private sector", 0.02),
            ("other", 0.008),
            ("unknown", 0.006),
            ("", 0.008),
        ]),
        _ => d.pick(&[("other charity", 0.085), ("British Red Cross", 0.055)]),
    }
}

fn ethnicity(d: &mut Draw) -> &'static str {
    d.pick(&[
        ("White", 0.83),
        ("Asian or Asian British", 0.055),
        ("Black or Black British", 0.03),
        ("Mixed", 0.015),
        ("Other", 0.01),
        ("prefer not to say", 0.015),
        ("", 0.045),
    ])
}

/// The one transition of the form, and what else goes on in the person's life.
fn transitions(d: &mut Draw, record: &Record, main: &str) -> Transitions {
    let person = &record.user.person;
    let ill = person.health >= 4 || person.limited;
    let mother = person.female && person.age < 42 && d.chance(0.25);
    let left_work = person.work == Work::Retired && (57..=74).contains(&person.age) && d.chance(0.4);
    let mut one = |name: &str, chance: f64| d.chance(chance) || main == name;
    [
        one("health", if ill { 0.3 } else { 0.05 }),
        one("mobility", if person.limited { 0.2 } else { 0.02 }),
        one("bereaved", 0.02),
        one("separated", 0.01),
        left_work,
        mother,
    ]
}

/// Days from the first contact to the last: about a quarter of people have one day, a quarter 13 weeks
/// and more.
fn days(d: &mut Draw, contacts: u32) -> u32 {
    let one_day = match contacts {
        1 => 1.0,
        2 => 0.78,
        3 => 0.62,
        4 => 0.35,
        _ => 0.06,
    };
    let (once, spread) = (d.chance(one_day), d.normal());
    if once {
        return 0;
    }
    let length = 7.0 * 8.2 * libm::exp(0.09 * (f64::from(contacts) - 5.0) + 0.75 * spread);
    whole(length.clamp(1.0, 500.0))
}

/// Hours in quarters, about half an hour a contact.
fn hours(d: &mut Draw, contacts: u32) -> f64 {
    let hours = 0.49 * f64::from(contacts) * libm::exp(0.5 * d.normal() - 0.125);
    ((4.0 * hours).round() / 4.0).max(0.25)
}

fn kind(d: &mut Draw) -> &'static str {
    d.pick(&[
        ("telephone and face to face", 0.34),
        ("face to face only", 0.20),
        ("calls only", 0.10),
        ("group or letter", 0.15),
        ("", 0.21),
    ])
}
