//! Many small studies from files to release, with tiny sub-groups and specifications that differ by few people:
//! nobody can be found in them, alone or beside an earlier release.
#![cfg(feature = "milp")]

mod common {
    pub mod attacker;
    pub mod data;
    pub mod engine;
}

use common::attacker::{Attack, attack, attack_two};
use common::data::folder;
use common::engine::run_text;
use matchwell::commands::together;
use matchwell::job::DisclosureSpec;
use matchwell::report::disclose::{Weakness, disclose_weakly};
use matchwell::report::{self, Release, Tables, disclose, tabulate};
use matchwell::study::Study;
use std::fmt::Write;
use std::path::Path;

const THRESHOLD: f64 = 10.0;
const GRAIN: f64 = 5.0;

/// How many studies: each takes about a tenth of a second when compiled for speed.
const STUDIES: u64 = 8;

const JOB: &str = r#"
name = "A small study"
seed = 7
[units]
source = "people.csv"
id = "id"
treated = { column = "z", is = 1 }
treated_label = "service users"
gap_weeks = 12
[covariates]
age = { kind = "number", column = "age" }
alone = { kind = "yes-no", column = "alone" }
health = { kind = "category", column = "health", levels = ["good", "fair", "poor", "dire"] }
[outcomes.loneliness]
both = { start = "s", end = "e" }
label = "Loneliness"
better = "lower"
meaningful = 1
range = [3, 9]
case = { at_least = 6, name = "lonely" }
report = ["change", "improved", "unchanged", "worsened", "left_case", "became_case"]
[design]
exact = ["loneliness.start.case"]
distance = "propensity"
[matching]
method = "nearest"
[estimate]
contrast = "improved"
subgroups = [
  { name = "under 60", where = "age < 60" },
  { name = "60 and over", where = "age >= 60" },
  { name = "alone", where = "alone = true" },
  { name = "start score 8 or 9", where = "loneliness.start >= 8" },
]
moderators = [{ by = "health" }]
[estimate.factors]
contrast = "improved"
start_bands = [6, 8]
covariates = ["alone", "health"]
[[specification]]
name = "under 89"
where = "age < 89"
[[specification]]
name = "with a caliper"
design = { caliper = 0.3 }
[[specification]]
name = "with replacement"
matching = { replace = true }
[[specification]]
name = "weights"
design = { exact = [] }
matching = { method = "weighting" }
"#;

/// Numbers that look random and are the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// A file of service users, some hundred at most, and three times as many others; of every twentieth no end is known.
/// `more` service users join at the end.
fn people(seed: u64, more: usize) -> String {
    let mut dice = Dice(seed);
    let treated = 40 + dice.below(140) as usize;
    let mut text = String::from("id,z,age,alone,health,s,e\n");
    let mut line = |dice: &mut Dice, id: String, z: u64| {
        let age = 50 + dice.below(41);
        let health = ["good", "good", "good", "fair", "fair", "poor", "poor", "dire"][dice.below(8) as usize];
        let health = if health == "dire" && dice.below(3) > 0 { "poor" } else { health };
        let start = 3 + (dice.below(4) + dice.below(4)).min(6);
        let end = (start + dice.below(3)).saturating_sub(1 + z * dice.below(3)).clamp(3, 9);
        let end = if dice.below(20) == 0 { String::new() } else { end.to_string() };
        let alone = u64::from(dice.below(3) == 0);
        writeln!(text, "{id},{z},{age},{alone},{health},{start},{end}").expect("text");
    };
    for i in 0..treated {
        line(&mut dice, format!("t{i:03}"), 1);
    }
    for i in 0..3 * treated {
        line(&mut dice, format!("c{i:03}"), 0);
    }
    for i in 0..more {
        line(&mut dice, format!("x{i:03}"), 1);
    }
    text
}

fn study(seed: u64, more: usize) -> Study {
    let dir = folder(&[("people.csv", &people(seed, more))]);
    run_text(JOB, dir.path())
}

fn exact(seed: u64, more: usize) -> Tables {
    tabulate(&study(seed, more)).expect("tables")
}

fn released(exact: &Tables) -> Release {
    disclose(exact.clone(), &DisclosureSpec::default())
}

/// Of a thousand small counts one may be known to within so much of the threshold, and of a hundred one may be open to less
/// than all from nought to the threshold: rounded totals of linked tables narrow a few where hardly anybody is missing.
const WITHIN: f64 = 0.5;
const NARROWED: usize = 1;

#[test]
fn every_small_count_of_every_study_stays_open() {
    let (mut small, mut narrowed, mut known) = (0, 0, 0);
    for seed in 0..STUDIES {
        let exact = exact(seed, 0);
        let release = released(&exact);
        let found = attack(&exact, release.tables(), THRESHOLD, GRAIN);
        known += found.recovered(WITHIN * THRESHOLD);
        small += found.small.len();
        narrowed += found.narrowed(THRESHOLD).len();
        let told = release.tables().effects.iter().filter(|e| e.primary && !e.suppressed).count();
        println!("study {seed}: {} small counts, headline told: {told}", found.small.len());
    }
    println!(
        "of {small} small counts {narrowed} are not open to all of the threshold, {known} known to within half of it"
    );
    assert!(small > 500, "{small} small counts are too few to tell");
    assert!(100 * narrowed <= NARROWED * small, "{narrowed} of {small} are narrowed");
    assert!(1000 * known <= small, "{known} of {small} are known");
}

/// The same attacker on the same studies: what rounding alone, and no protection but the threshold, would give away.
#[test]
fn without_secondary_suppression_the_attacker_finds_people() {
    for (weakness, grain) in [(Weakness::NoSecondary, GRAIN), (Weakness::NoSecondaryNoRounding, 1e-7)] {
        let (mut recovered, mut narrowed, mut small) = (0, 0, 0);
        for seed in 0..STUDIES {
            let exact = exact(seed, 0);
            let release = disclose_weakly(exact.clone(), &DisclosureSpec::default(), weakness);
            let found: Attack = attack(&exact, release.tables(), THRESHOLD, grain);
            recovered += found.recovered(THRESHOLD);
            narrowed += found.narrowed(THRESHOLD).len();
            small += found.small.len();
        }
        println!("{weakness:?}: {recovered} recovered, {narrowed} narrowed of {small}");
        assert!(8 * recovered > small, "{recovered} of {small}");
    }
}

/// Three people more: the second release tells nothing about them on top of the first.
#[test]
fn three_people_more_are_not_found_beside_an_earlier_release() {
    let mut found_without = 0;
    for seed in 0..STUDIES / 2 {
        let (before, now) = (exact(seed, 0), exact(seed, 3));
        let (first, second) = (released(&before), released(&now));
        let spec = DisclosureSpec::default();
        let earlier = first.batches().expect("tables");
        let beside = disclose::beside(second.clone(), &earlier, &spec).expect("a release");
        let without = attack_two([&before, first.tables()], [&now, second.tables()], THRESHOLD, GRAIN);
        found_without += without.recovered(THRESHOLD);
        let found = attack_two([&before, first.tables()], [&now, beside.tables()], THRESHOLD, GRAIN);
        let few: Vec<_> = found.small.iter().filter(|c| c.2 > 1e-5).collect();
        assert!(few.is_empty(), "study {seed}: somebody was surely added to {few:#?}");
        let margin = THRESHOLD + GRAIN;
        let near = disclose::apart::near(&earlier, &beside.batches().expect("tables"), margin);
        assert!(near.is_empty(), "study {seed}: {near:#?}");
    }
    println!(
        "without `earlier`: {found_without} counts of few more people are known to within the threshold"
    );
    assert!(found_without > 0);
}

#[test]
fn the_command_tells_what_two_releases_give_away_and_the_job_key_withholds_it() {
    let place = folder(&[("people.csv", &people(3, 0))]);
    let at = |name: &str| place.path().join(name);
    let run = |job: &str, out: &str| {
        report::run(&run_text(job, place.path()), Path::new("job.toml"), &at(out)).expect("a run");
    };
    run(JOB, "first");
    let same = together::run(&at("first"), &at("first")).expect("an answer");
    assert_eq!(same.status, 0, "{}", same.text);
    std::fs::write(at("people.csv"), people(3, 3)).expect("a file");
    run(JOB, "second");
    let told = together::run(&at("first"), &at("second/release")).expect("an answer");
    assert_eq!(told.status, 1);
    assert!(told.text.contains("[disclosure] earlier = "), "{}", told.text);
    assert!(told.text.contains("(a count of people)"), "{}", told.text);
    run(&format!("{JOB}[disclosure]\nearlier = \"first/release\"\n"), "third");
    let quiet = together::run(&at("first"), &at("third")).expect("an answer");
    assert_eq!(quiet.status, 0, "{}", quiet.text);
    let page = std::fs::read_to_string(at("third/release/report.html")).expect("a report");
    assert!(page.contains("withheld"), "the report says that figures are withheld");
}
