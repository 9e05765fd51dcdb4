//! The second questionnaire, the question on health and social life, and the call months later.
//!
//! The short Edinburgh scale came into use half way through the intake, so that few have it at the end.
//! Wellbeing goes down with loneliness of the same day; support lifts it a little beyond that. At the
//! follow-up nearly all of the relief is gone.
//!
//! ```text
//! item = 2.8 - 0.20 (score - 7) + 0.65 own + 0.45 mood + 0.25 [end] + 0.6 e,  rounded, 1 to 5
//! ```

use super::draw::{Draw, Purpose};
use super::items::{Interview, score};
use super::paperwork::{INTAKE, OPENED, Record};

/// Columns in the order of [`cells`].
pub(super) const HEADING: &str = "s_wb1,s_wb2,s_wb3,s_wb4,s_wb5,s_wb6,s_wb7,e_wb1,e_wb2,e_wb3,e_wb4,e_wb5,e_wb6,e_wb7,\
s_social,e_social,f_weeks,f_q1,f_q2,f_q3";

/// Share of the intake after which the scale was in use.
const IN_USE: f64 = 0.45;
/// Share of the relief that is left at the follow-up.
const LEFT: f64 = 0.05;
const ITEMS: usize = 7;

/// Stream of the columns.
pub(super) fn stream(seed: u64) -> Draw {
    Draw::new(seed, Purpose::Wellbeing)
}

/// The cells of one person.
pub(super) fn cells(d: &mut Draw, record: &Record) -> Vec<String> {
    let late = (record.opened - OPENED) as f64 > IN_USE * INTAKE as f64;
    let own = d.normal();
    let asked = late && d.chance(0.72);
    let asked_again = late && d.chance(0.34) && record.has_end();
    let user = &record.user;
    let [first, last] = [(user.start, 0.0), (user.supported, 0.25)].map(|(s, lift)| level(d, own, s, lift));
    let mut cells = items(d, asked, first);
    cells.extend(items(d, asked_again, last));
    let worn = 0.9 * (f64::from(user.person.health) - 3.0) + 0.6 * f64::from(user.person.limited);
    cells.push(social(d, asked, worn + 0.35 * (f64::from(score(user.start)) - 7.0) + 0.2));
    cells.push(social(d, asked_again, worn + 0.35 * (f64::from(score(user.supported)) - 7.0) - 0.4));
    cells.extend(follow_up(d, record));
    cells
}

fn level(d: &mut Draw, own: f64, items: [u8; 3], lift: f64) -> f64 {
    2.8 - 0.20 * (f64::from(score(items)) - 7.0) + 0.65 * own + 0.45 * d.normal() + lift
}

/// Seven answers; one form in twenty-five lacks one.
fn items(d: &mut Draw, asked: bool, level: f64) -> Vec<String> {
    let answer = |d: &mut Draw| (level + 0.6 * d.normal()).round().clamp(1.0, 5.0);
    let mut cells: Vec<String> = (0..ITEMS).map(|_| format!("{:.0}", answer(d))).collect();
    let (gap, at, code) = (d.chance(0.04), d.below(ITEMS), d.chance(0.5));
    if gap {
        if code { "99" } else { "" }.clone_into(&mut cells[at]);
    }
    if asked { cells } else { vec![String::new(); ITEMS] }
}

/// How much health keeps people from seeing others.
fn social(d: &mut Draw, asked: bool, worn: f64) -> String {
    const WORDS: [&str; 5] = ["never", "rarely", "some of the time", "most of the time", "all of the time"];
    let felt = worn + 1.2 * d.normal();
    let at = [-1.2, -0.4, 0.5, 1.4].iter().filter(|&&cut| felt > cut).count();
    let silent = d.chance(0.05);
    if asked && !silent { WORDS[at].to_owned() } else { String::new() }
}

/// Weeks from the end form to the call, 13 or more, and three answers; about a tenth of everyone.
fn follow_up(d: &mut Draw, record: &Record) -> Vec<String> {
    let (reached, weeks, gap) = (d.chance(0.135), 13 + d.below(27), d.chance(0.04));
    let answers = Interview::draw(d).items(record.user.person.long_run - LEFT * record.user.relief);
    if !(reached && record.both()) {
        return vec![String::new(); 4];
    }
    let mut cells = vec![weeks.to_string()];
    cells.extend(answers.map(|a| a.to_string()));
    if gap {
        "99".clone_into(&mut cells[2]);
    }
    cells
}
