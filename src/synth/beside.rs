//! Files beside the people: to whom they were signposted, and what the programme cost.

use super::draw::{Draw, Purpose};
use super::paperwork::{Record, date};
use std::fmt::Write;

/// Kinds of organisation with their weights: two thirds third sector and community.
const KINDS: [(&str, f64); 18] = [
    ("age-related group", 0.16),
    ("mental health group", 0.11),
    ("physical health group", 0.09),
    ("community centre", 0.11),
    ("volunteering", 0.08),
    ("faith group", 0.04),
    ("hobby group", 0.07),
    ("library", 0.04),
    ("social care", 0.04),
    ("employment or education support", 0.03),
    ("Red Cross health and social care", 0.07),
    ("Red Cross mobility aids", 0.03),
    ("NHS mental health", 0.03),
    ("NHS other", 0.02),
    ("local transport", 0.02),
    ("personal care", 0.01),
    ("housing association", 0.03),
    ("", 0.02),
];

/// Year, item, amount in pounds for 1,150 people, running or set-up.
const COSTS: [(u32, &str, f64, &str); 12] = [
    (2017, "recruitment and induction", 31_000.0, "set-up"),
    (2017, "case management system", 42_000.0, "set-up"),
    (2017, "national co-ordination", 38_000.0, "set-up"),
    (2017, "community connectors", 78_000.0, "running"),
    (2017, "volunteers: training and expenses", 9_000.0, "running"),
    (2017, "premises, telephones, travel", 13_000.0, "running"),
    (2017, "management", 12_000.0, "running"),
    (2018, "community connectors", 127_000.0, "running"),
    (2018, "volunteers: training and expenses", 15_000.0, "running"),
    (2018, "premises, telephones, travel", 21_000.0, "running"),
    (2018, "management", 19_000.0, "running"),
    (2018, "evaluation", 6_000.0, "running"),
];
/// People the amounts are for.
const FOR: f64 = 1150.0;

/// `signposts.csv`: a line for every time somebody was told of a place to go, about a quarter of people.
/// Two lines bear an id that nobody has.
pub(super) fn signposts(seed: u64, records: &[Record]) -> Vec<u8> {
    let mut d = Draw::new(seed, Purpose::Signposts);
    let mut text = "client_id,organisation_type,date\n".to_owned();
    for record in records {
        let (told, more) = (d.chance(0.25), d.poisson(0.2));
        if told {
            (0..=more).for_each(|_| line(&mut text, &mut d, &record.id, record.opened));
        }
    }
    for stray in ["CC99901", "CC99902"] {
        line(&mut text, &mut d, stray, super::paperwork::OPENED + 100);
    }
    text.into_bytes()
}

fn line(text: &mut String, d: &mut Draw, id: &str, opened: i64) {
    let (kind, day) = (d.pick(&KINDS), opened + d.below(70).cast_signed() as i64);
    writeln!(text, "{id},{kind},{}", date(day)).expect("text takes any text");
}

/// `costs.csv`: what was spent, by year, item and whether it was for setting up or for running.
pub(super) fn costs(seed: u64, people: usize) -> Vec<u8> {
    let mut d = Draw::new(seed, Purpose::Costs);
    let mut text = "year,item,amount,kind\n".to_owned();
    for (year, item, amount, kind) in COSTS {
        let spent = amount * people as f64 / FOR * (0.97 + 0.06 * d.uniform());
        writeln!(text, "{year},\"{item}\",{spent:.2},{kind}").expect("text takes any text");
    }
    text.into_bytes()
}
