//! The two wave files as users receive them: tab-delimited, names that change case between waves,
//! missing codes that differ from column to column, columns nobody asked for.

use super::draw::{Draw, Purpose};
use super::person::{Marital, OLDEST, Person, Work};
use super::survey::{Member, NOT_APPLICABLE, Visit};

/// One wave's columns: its heading, and how a cell is written.
struct Column {
    name: &'static str,
    cell: fn(&Member, &Visit) -> String,
}

/// `wave_7_elsa_data.tab`: mixed letter case.
const FIRST: [Column; 24] = [
    Column { name: "idauniq", cell: |m, _| m.id.to_string() },
    Column { name: "idahhw7", cell: |m, _| m.household.to_string() },
    Column { name: "finstatw7", cell: |_, v| status(v) },
    Column { name: "samptyp", cell: |_, v| if v.person.age >= 50 { "1" } else { "3" }.to_owned() },
    Column { name: "w7indout", cell: |_, v| if v.proxy { "13" } else { "11" }.to_owned() },
    Column { name: "askpx", cell: |_, v| if v.proxy { "1" } else { "2" }.to_owned() },
    Column { name: "iintdatm", cell: |_, v| (v.month % 12 + 1).to_string() },
    Column { name: "iintdaty", cell: |_, v| (2014 + v.month / 12).to_string() },
    Column { name: "DiSex", cell: |_, v| sex(&v.person) },
    Column { name: "indager", cell: |_, v| age(&v.person) },
    Column { name: "Indobyr", cell: |_, v| born(v) },
    Column { name: "DiMar", cell: |_, v| marital(&v.person) },
    Column { name: "couple", cell: |_, v| if v.person.coupled() { "1" } else { "3" }.to_owned() },
    Column { name: "hhtot", cell: |_, v| v.household.to_string() },
    Column { name: "gor", cell: |m, _| m.region.to_owned() },
    Column { name: "Hehelf", cell: |_, v| v.health.to_string() },
    Column { name: "Heill", cell: |_, v| ill(&v.person) },
    Column { name: "Helim", cell: |_, v| limited(&v.person) },
    Column { name: "WpDes", cell: |_, v| work(&v.person) },
    Column { name: "scfeela", cell: |_, v| v.items[0].to_string() },
    Column { name: "scfeelb", cell: |_, v| v.items[1].to_string() },
    Column { name: "scfeelc", cell: |_, v| v.items[2].to_string() },
    Column { name: "w7xwgt", cell: |_, v| weight(v.weights[0]) },
    Column { name: "w7scwt", cell: |_, v| weight(v.weights[1]) },
];

/// `wave_8_elsa_data_eul_v2.tab`: lower case.
const SECOND: [&str; 24] = [
    "idauniq", "idahhw8", "finstat", "samptyp", "w8indout", "askpx", "iintdatm", "iintdaty", "indsex",
    "indager", "indobyr", "dimar", "couple", "hhtot", "gor", "hehelf", "heill", "helim", "wpdes", "scfeela",
    "scfeelb", "scfeelc", "w8xwgt", "w8scwt",
];

/// Columns nobody asked for, with their highest code: depression items, quality of life, direct question.
const PADDING: [(&str, usize); 20] = [
    ("PScedA", 2),
    ("PScedB", 2),
    ("PScedC", 2),
    ("PScedD", 2),
    ("PScedE", 2),
    ("PScedF", 2),
    ("PScedG", 2),
    ("PScedH", 2),
    ("scqola", 4),
    ("scqolb", 4),
    ("scqolc", 4),
    ("scqold", 4),
    ("scqole", 4),
    ("scqolf", 4),
    ("scfeele", 3),
    ("HeActa", 4),
    ("HeActb", 4),
    ("HeActc", 4),
    ("fqend", 7),
    ("HoTenu", 6),
];

/// Which wave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wave {
    First,
    Second,
}

/// The file of a wave.
pub(super) fn tab(seed: u64, wave: Wave, members: &[Member]) -> Vec<u8> {
    let mut d = Draw::new(seed, Purpose::Padding);
    let mut lines = vec![heading(wave)];
    for member in members {
        for (at, visit) in [Wave::First, Wave::Second].into_iter().zip(&member.visits) {
            let padding = padding(&mut d);
            if let (true, Some(visit)) = (at == wave, visit) {
                let cells = FIRST.iter().map(|column| (column.cell)(member, visit));
                lines.push(cells.chain(padding).collect::<Vec<_>>().join("\t"));
            }
        }
    }
    lines.push(String::new());
    lines.join("\n").into_bytes()
}

fn heading(wave: Wave) -> String {
    let extra = PADDING.map(|(name, _)| name);
    match wave {
        Wave::First => FIRST.iter().map(|c| c.name).chain(extra).collect::<Vec<_>>().join("\t"),
        Wave::Second => SECOND.into_iter().chain(extra).collect::<Vec<_>>().join("\t").to_lowercase(),
    }
}

fn padding(d: &mut Draw) -> Vec<String> {
    PADDING
        .iter()
        .map(|&(_, most)| if d.chance(0.05) { -9 } else { 1 + d.below(most).cast_signed() }.to_string())
        .collect()
}

fn sex(person: &Person) -> String {
    if person.female { "2" } else { "1" }.to_owned()
}

/// Ages of 90 and over are collapsed into -7, which is no missing code.
fn age(person: &Person) -> String {
    if person.age >= OLDEST { "-7".to_owned() } else { person.age.to_string() }
}

fn born(visit: &Visit) -> String {
    if visit.person.age >= OLDEST {
        "-7".to_owned()
    } else {
        (2014 + visit.month / 12 - visit.person.age as usize).to_string()
    }
}

fn status(visit: &Visit) -> String {
    if visit.person.age >= 50 { "C1CM" } else { "C1YP" }.to_owned()
}

fn marital(person: &Person) -> String {
    match person.marital {
        Marital::Single => "1",
        Marital::Married => "2",
        Marital::Remarried => "3",
        Marital::Separated => "4",
        Marital::Divorced => "5",
        Marital::Widowed => "6",
    }
    .to_owned()
}

/// A long-standing illness at all: those limited by one, and those in fair or poor health.
fn has_illness(person: &Person) -> bool {
    person.limited || person.health >= 4
}

fn ill(person: &Person) -> String {
    if has_illness(person) { "1" } else { "2" }.to_owned()
}

/// Asked only of those with an illness: -1 means 'no illness', not 'missing'.
fn limited(person: &Person) -> String {
    match (has_illness(person), person.limited) {
        (false, _) => NOT_APPLICABLE.to_string(),
        (true, true) => "1".to_owned(),
        (true, false) => "2".to_owned(),
    }
}

fn work(person: &Person) -> String {
    match person.work {
        Work::Retired => "1",
        Work::Employed => "2",
        Work::SelfEmployed => "3",
        Work::Unemployed => "4",
        Work::Unable => "5",
        Work::Home => "6",
        Work::Other => "95",
    }
    .to_owned()
}

fn weight(weight: f64) -> String {
    if weight < 0.0 { NOT_APPLICABLE.to_string() } else { format!("{weight:.6}") }
}
