//! Made data with a known true effect: a befriending service against an ELSA-shaped survey, and large
//! tables for timing.
//!
//! How the loneliness example comes about, in order:
//!
//! 1. Everybody has recorded facts and a long-run loneliness that follows one law given the facts
//!    (`person`).
//! 2. Three answers measure it, fallibly and anew at every interview (`items`).
//! 3. The programme takes people in by their recorded start score and facts, and in two of the three
//!    [`Mode`]s by something nobody records; every service user has an end score with support and one
//!    without (`service`), of which `service_users.csv` shows the first, with gaps (`paperwork`), beside
//!    what the programme did (`support`), a second scale and a follow-up (`wellbeing`); where people were
//!    sent on to and what it all cost are files of their own (`beside`).
//! 4. The survey interviews people aged 50 and over and their partners twice (`survey`) and writes two
//!    wave files with the traps of real ones (`survey_files`).
//! 5. The truth is the mean difference of the two end scores (`truth`).
//!
//! Same settings, same bytes, on every machine.

mod beside;
mod draw;
mod items;
mod paperwork;
mod person;
mod service;
mod spec;
mod support;
mod survey;
mod survey_files;
mod table;
mod truth;
mod wellbeing;

pub use spec::{Mode, SynthFile, SynthSpec};
pub use table::{TableArm, table, table_job, write_table};
pub use truth::{PersonTruth, Potential, Truth};

use survey_files::Wave;

/// The files of the loneliness example: `service_users.csv`, `signposts.csv` and `costs.csv`, two wave
/// files, `truth.json`.
#[must_use]
pub fn make(spec: &SynthSpec) -> Vec<SynthFile> {
    let records = paperwork::records(spec);
    let members = survey::members(spec);
    let truth = Truth::of(&records);
    let file = |name: &str, bytes| SynthFile { path: name.into(), bytes };
    vec![
        file("service_users.csv", paperwork::csv(spec.seed, &records)),
        file("signposts.csv", beside::signposts(spec.seed, &records)),
        file("costs.csv", beside::costs(spec.seed, spec.people)),
        file("wave_7_elsa_data.tab", survey_files::tab(spec.seed, Wave::First, &members)),
        file("wave_8_elsa_data_eul_v2.tab", survey_files::tab(spec.seed, Wave::Second, &members)),
        file("truth.json", truth::json(spec, &truth)),
    ]
}

/// The truth behind [`make`] with the same settings.
#[must_use]
pub fn truth(spec: &SynthSpec) -> Truth {
    Truth::of(&paperwork::records(spec))
}
