//! What the programme writes down: `service_users.csv`, with the gaps that paperwork has.
//!
//! Start forms lack answers at random. Who has an end form depends on recorded facts alone (age,
//! health), so that those with both scores are like the others given these.

use super::draw::{Draw, Purpose};
use super::person::{Marital, Person, Work};
use super::service::{User, users};
use super::spec::SynthSpec;
use super::{support, wellbeing};
use std::fmt::Write;

const HEADING: &str = "client_id,site,worker,referral,start_date,end_date,age,gender,living_situation,marital_status,\
health,limiting_illness,work_status,life_transition,contacts,s_q1,s_q2,s_q3,e_q1,e_q2,e_q3";

const SITES: [&str; 34] = [
    "Aberdeen",
    "Bath",
    "Belfast",
    "Bolton",
    "Bristol",
    "Cardiff",
    "Chester",
    "Croydon",
    "Derby",
    "Derry",
    "Dundee",
    "Exeter",
    "Gateshead",
    "Glasgow",
    "Hull",
    "Inverness",
    "Ipswich",
    "Lancaster",
    "Leicester",
    "Lincoln",
    "Luton",
    "Newport",
    "Norwich",
    "Oldham",
    "Perth",
    "Plymouth",
    "Preston",
    "Rhyl",
    "Stoke",
    "Sunderland",
    "Swansea",
    "Wigan",
    "Worthing",
    "York",
];

/// Days from 1970-01-01 to 2017-05-01, when the programme began.
pub(super) const OPENED: i64 = 17_287;
/// Days of intake.
pub(super) const INTAKE: usize = 560;
/// The code some workers write for 'did not answer'.
const NOT_ANSWERED: &str = "99";

/// Answers to the three items as they stand on a form: `None` = blank.
type Form = [Option<u8>; 3];

/// One line of the file.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub(super) id: String,
    pub(super) user: User,
    pub(super) opened: i64,
    weeks: usize,
    pub(super) start: Form,
    pub(super) end: Form,
}

impl Record {
    /// `true` if both scores are there.
    pub(super) fn both(&self) -> bool {
        self.start.iter().chain(&self.end).all(Option::is_some)
    }

    /// `true` if there is an end form at all.
    pub(super) fn has_end(&self) -> bool {
        self.end != [None; 3]
    }
}

/// What the rough columns say, which the detailed ones go by.
pub(super) struct Diary {
    pub(super) referral: &'static str,
    pub(super) transition: &'static str,
    pub(super) contacts: u32,
}

/// All records, in order of intake.
pub(super) fn records(spec: &SynthSpec) -> Vec<Record> {
    let mut d = Draw::new(spec.seed, Purpose::Paperwork);
    let mut records: Vec<Record> = users(spec).into_iter().map(|user| opened(&mut d, user)).collect();
    records.sort_by_key(|r| r.opened);
    for (i, record) in records.iter_mut().enumerate() {
        record.id = format!("CC{:05}", 10_001 + i);
    }
    for i in completers(&mut d, &records, spec.pairs) {
        records[i].end = records[i].user.supported.map(Some);
    }
    for record in records.iter_mut().filter(|r| !r.has_end()) {
        if d.chance(0.15) {
            record.end = partly(&mut d, record.user.supported);
        }
    }
    records
}

fn opened(d: &mut Draw, user: User) -> Record {
    let opened = OPENED + d.below(INTAKE).cast_signed() as i64;
    let start = if d.chance(0.05) { partly(d, user.start) } else { user.start.map(Some) };
    Record { id: String::new(), opened, weeks: 3 + d.below(10), start, end: [None; 3], user }
}

/// Answers of which at least one is missing.
fn partly(d: &mut Draw, items: [u8; 3]) -> Form {
    let mut form = items.map(|item| (!d.chance(0.4)).then_some(item));
    form[d.below(3)] = None;
    form
}

/// Who gets an end score: `wanted` people with a start score, drawn with unequal probabilities
/// (Efraimidis and Spirakis 2006: the largest of log(u) / weight).
fn completers(d: &mut Draw, records: &[Record], wanted: usize) -> Vec<usize> {
    let mut keys: Vec<(f64, usize)> = Vec::new();
    for (i, record) in records.iter().enumerate() {
        let person = &record.user.person;
        let weight = libm::exp(0.4 * f64::from(person.age >= 60) - 0.15 * f64::from(person.health));
        let key = libm::log(1.0 - d.uniform()) / weight;
        if record.start.iter().all(Option::is_some) {
            keys.push((key, i));
        }
    }
    keys.sort_by(|a, b| b.0.total_cmp(&a.0));
    keys.into_iter().take(wanted).map(|(_, i)| i).collect()
}

/// The file.
pub(super) fn csv(seed: u64, records: &[Record]) -> Vec<u8> {
    let mut d = Draw::new(seed, Purpose::Padding);
    let (mut support, mut wellbeing) = (support::stream(seed), wellbeing::stream(seed));
    let mut text = format!("{HEADING},{},{}\n", support::HEADING, wellbeing::HEADING);
    for record in records {
        let diary = line(&mut text, &mut d, record);
        let more = support::cells(&mut support, record, &diary);
        for cell in more.iter().chain(&wellbeing::cells(&mut wellbeing, record)) {
            text.push(',');
            text.push_str(cell);
        }
        text.push('\n');
    }
    text.into_bytes()
}

fn line(text: &mut String, d: &mut Draw, record: &Record) -> Diary {
    let person = &record.user.person;
    let referral =
        d.pick(&[("statutory", 0.41), ("self", 0.33), ("voluntary sector", 0.14), ("family", 0.12)]);
    let transition = d.pick(&[
        ("health", 0.3),
        ("mobility", 0.2),
        ("bereaved", 0.12),
        ("separated", 0.06),
        ("none", 0.32),
    ]);
    let contacts = 1 + d.poisson(4.0).min(11);
    let at = d.below(SITES.len());
    let worker = format!("W{:02}{}", at + 1, if d.chance(0.5) { 'a' } else { 'b' });
    let alone = if d.chance(0.01) { "" } else { living(d, person) };
    let health = if d.chance(0.015) { "" } else { health(person.health) };
    let closed = if record.has_end() {
        date(record.opened + 7 * record.weeks.cast_signed() as i64)
    } else {
        String::new()
    };
    let started = date(record.opened);
    let cells: [&str; 15] = [
        &record.id,
        SITES[at],
        &worker,
        referral,
        &started,
        &closed,
        &person.age.to_string(),
        if person.female { "F" } else { "M" },
        alone,
        marital(person.marital),
        health,
        if person.limited { "Y" } else { "N" },
        work(person.work),
        transition,
        &contacts.to_string(),
    ];
    text.push_str(&cells.join(","));
    for form in [record.start, record.end] {
        let unanswered = if form == [None; 3] || d.chance(0.5) { "" } else { NOT_ANSWERED };
        for item in form {
            match item {
                Some(item) => write!(text, ",{item}").expect("text takes any text"),
                None => write!(text, ",{unanswered}").expect("text takes any text"),
            }
        }
    }
    Diary { referral, transition, contacts }
}

fn living(d: &mut Draw, person: &Person) -> &'static str {
    if person.alone {
        "alone"
    } else if person.coupled() {
        "with partner"
    } else {
        d.pick(&[("with family", 0.8), ("with others", 0.2)])
    }
}

fn health(code: u8) -> &'static str {
    ["excellent", "very good", "good", "fair", "poor"][usize::from(code) - 1]
}

fn marital(status: Marital) -> &'static str {
    match status {
        Marital::Single => "single",
        Marital::Married | Marital::Remarried => "married",
        Marital::Separated => "separated",
        Marital::Divorced => "divorced",
        Marital::Widowed => "widowed",
    }
}

fn work(status: Work) -> &'static str {
    match status {
        Work::Retired => "retired",
        Work::Employed => "employed",
        Work::SelfEmployed => "self-employed",
        Work::Unemployed => "unemployed",
        Work::Unable => "unable to work",
        Work::Home => "looking after home",
        Work::Other => "student",
    }
}

/// `YYYY-MM-DD` of a day counted from 1970-01-01 (Hinnant's civil-from-days).
pub(super) fn date(day: i64) -> String {
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    format!("{year}-{month:02}-{:02}", doy - (153 * mp + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn days_become_dates() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(super::OPENED), "2017-05-01");
        assert_eq!(date(18_321), "2020-02-29");
    }
}
