//! Columns that say how people came into a file: ids, weights, households, strata, sites, dates.

use super::look::{Column, Look};
use super::vocabulary::{IDS, bare};
use super::words::{tokens, words};
use crate::ingest::number;

/// A column and why it was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// Name in the file.
    pub column: String,
    /// Where the guess comes from.
    pub why: String,
}

fn guess(column: &Column, why: impl Into<String>) -> Guess {
    Guess { column: column.name.clone(), why: why.into() }
}

/// The id: a known name, or a column whose name speaks of an id and whose cells all differ.
pub fn id(look: &Look) -> Option<Guess> {
    let by_name = IDS.iter().find_map(|k| look.columns.iter().find(|c| bare(&c.name) == *k));
    if let Some(column) = by_name {
        let but = if column.sample.is_none() || column.unique() { "" } else { ", but some ids repeat" };
        return Some(guess(column, format!("guessed from the name{but}")));
    }
    let speaks = |c: &&Column| {
        let parts = tokens(&c.name);
        c.unique()
            && (parts
                .iter()
                .any(|p| ["id", "ref", "reference", "code", "number", "no"].contains(&p.as_str()))
                || bare(&c.name).ends_with("id"))
    };
    look.columns.iter().find(speaks).map(|c| guess(c, "guessed from the name; every row has one of its own"))
}

/// What a survey weight is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Answers to the self-completion questionnaire.
    SelfCompletion,
    /// Everybody interviewed.
    Interview,
}

/// All weights, those for `purpose` first.
pub fn weights(look: &Look, purpose: Purpose) -> Vec<Guess> {
    let is = |c: &&Column| {
        let plain = bare(&c.name);
        let named = plain.ends_with("wgt")
            || plain.ends_with("scwt")
            || plain.ends_with("_xw")
            || plain.ends_with("_lw")
            || tokens(&c.name).iter().any(|t| ["weight", "weights", "wgt", "wt"].contains(&t.as_str()))
            || plain.ends_with("cwtresp");
        let labelled = words(c.label()).iter().any(|w| w == "weight" || w == "weighting");
        let body = plain.contains("body")
            || words(c.label()).iter().any(|w| ["kg", "stone", "body"].contains(&w.as_str()));
        let number = c.sample.is_none() || c.numeric();
        (named || labelled) && !body && number && c.known().count() != 1
    };
    let mut found: Vec<(u8, Guess)> =
        look.columns.iter().filter(is).map(|c| (rank(c, purpose), described(c, purpose))).collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, g)| g).collect()
}

fn self_completion(c: &Column) -> bool {
    let plain = bare(&c.name);
    let label = words(c.label());
    plain.contains("scw")
        || plain.contains("scub")
        || plain.contains("ssc")
        || label.iter().any(|w| w.starts_with("completion"))
}

fn rank(c: &Column, purpose: Purpose) -> u8 {
    let plain = bare(&c.name);
    let fits = self_completion(c) == (purpose == Purpose::SelfCompletion);
    // `sscwt` is the second self-completion; longitudinal weights need people of every wave.
    let second = plain.contains("ssc");
    let long = plain.ends_with("lwgt")
        || plain.ends_with("_lw")
        || words(c.label()).iter().any(|w| w.starts_with("longitudinal"));
    4 * u8::from(!fits) + 2 * u8::from(long) + u8::from(second)
}

fn described(c: &Column, purpose: Purpose) -> Guess {
    let kind = match (self_completion(c), purpose) {
        (true, _) => "weight of the self-completion questionnaire, which the outcome comes from",
        (false, Purpose::SelfCompletion) => {
            "weight of the interview; the outcome comes from the self-completion questionnaire"
        }
        (false, Purpose::Interview) => "weight of the interview",
    };
    guess(c, format!("{kind}; guessed from the name"))
}

/// Household.
pub fn household(look: &Look) -> Option<Guess> {
    let is = |c: &&Column| {
        let plain = bare(&c.name);
        plain.starts_with("idahh")
            || plain.ends_with("hidp")
            || ["household_id", "hhid", "hh_id", "household", "householdid"].contains(&plain.as_str())
    };
    look.columns.iter().find(is).map(|c| guess(c, "people of one household are alike; guessed from the name"))
}

/// Primary sampling unit and strata.
pub fn design(look: &Look) -> [Option<Guess>; 2] {
    let find = |names: &[&str]| {
        let is = |c: &&Column| tokens(&c.name).iter().any(|t| names.contains(&t.as_str()));
        look.columns.iter().find(is).map(|c| guess(c, "guessed from the name"))
    };
    [find(&["psu", "hseclst"]), find(&["strata", "stratum", "astratif"])]
}

/// Sites and workers of a service, the smallest groups first.
pub fn clusters(look: &Look) -> Vec<Guess> {
    let names = [
        "worker",
        "key_worker",
        "keyworker",
        "connector",
        "coach",
        "caseworker",
        "case_worker",
        "adviser",
        "advisor",
        "therapist",
        "team",
        "site",
        "area",
        "centre",
        "center",
        "school",
        "class",
        "clinic",
        "practice",
        "provider",
        "location",
        "branch",
        "hub",
    ];
    let parts = |c: &Column| tokens(&c.name);
    let groups =
        |c: &Column| c.sample.as_ref().is_some_and(|s| s.words.len() > 1 && s.words.len() * 2 <= s.rows);
    let rank = |c: &Column| names.iter().position(|n| bare(&c.name) == *n || parts(c).iter().any(|p| p == n));
    let mut found: Vec<(usize, &Column)> =
        look.columns.iter().filter(|c| groups(c)).filter_map(|c| Some((rank(c)?, c))).collect();
    found.sort_by_key(|(rank, _)| *rank);
    let one = |(_, c): (usize, &Column)| {
        let n = c.known().count();
        guess(
            c,
            format!(
                "people who share one are alike; guessed from the name ({n} of them in the rows looked at)"
            ),
        )
    };
    found.into_iter().map(one).collect()
}

/// How dates are written in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dates {
    /// `2018-05-01`, with or without a time.
    Iso,
    /// Some other way: `01/05/2018`, `1.5.18`.
    Other,
}

/// How the dates of a column are written, if its cells look like dates.
pub fn dates(column: &Column) -> Option<Dates> {
    let (mut iso, mut other, mut all) = (0, 0, 0);
    for (word, n) in column.known() {
        all += n;
        let day = word.split(['T', ' ']).next().unwrap_or_default();
        let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
        let digits = parts.len() == 3
            && parts.iter().all(|p| !p.is_empty() && p.len() <= 4 && p.bytes().all(|b| b.is_ascii_digit()));
        if digits && parts[0].len() == 4 && parts[1].len() == 2 && parts[2].len() == 2 && day.contains('-') {
            iso += n;
        } else if digits
            && (parts[0].len() == 4 || parts[2].len() == 4 || parts[2].len() == 2)
            && number(day).is_none()
        {
            other += n;
        }
    }
    let most = |n: usize| all > 0 && n * 10 >= all * 9;
    if most(iso) { Some(Dates::Iso) } else { most(iso + other).then_some(Dates::Other) }
}

/// The dates on which support, or observation, began and ended.
pub fn span(look: &Look) -> [Option<(Guess, Dates)>; 2] {
    let starts = [
        "start",
        "started",
        "referral",
        "referred",
        "intake",
        "enrolled",
        "enrolment",
        "opened",
        "open",
        "baseline",
        "entry",
        "joined",
        "registration",
        "first",
        "pre",
        "s",
    ];
    let ends = [
        "end",
        "ended",
        "closed",
        "close",
        "closure",
        "exit",
        "discharge",
        "finish",
        "finished",
        "left",
        "completed",
        "completion",
        "followup",
        "follow",
        "last",
        "post",
        "e",
        "review",
    ];
    let find = |names: &[&str]| {
        let fit = |c: &Column| {
            Some((tokens(&c.name).iter().filter_map(|t| names.iter().position(|n| n == t)).min()?, dates(c)?))
        };
        let best = look.columns.iter().filter_map(|c| Some((fit(c)?, c))).min_by_key(|((rank, _), _)| *rank);
        best.map(|((_, how), c)| (guess(c, "guessed from the name and the look of its cells"), how))
    };
    [find(&starts), find(&ends)]
}
