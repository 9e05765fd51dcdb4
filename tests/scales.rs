//! The people supported alone: counts by hand and by pandas, intervals by scipy and dense matrices, invariances,
//! blindness, and what is refused.
//!
//! Reference: `tests/fixtures/scales/scales.py`. Tolerance 1e-10 relative: both sides are closed forms.

mod common {
    pub mod data;
    pub mod engine;
}

use common::data::{folder, job};
use common::engine::close;
use matchwell::job::Job;
use matchwell::pipeline;
use matchwell::scales::{Findings, Share};
use serde_json::Value;
use std::path::Path;

const FOLDER: &str = "tests/fixtures/scales";

/// A one-file job with these lines for the cluster and the scales.
fn text(file: &str, cluster: &str, scales: &str) -> String {
    format!(
        r#"name = "scales"
[units]
source = "{file}"
id = "id"
gap_weeks = 12
treated = {{ column = "z", is = 1 }}
{cluster}
[outcomes.loneliness]
both = {{ start = "s", end = "e" }}
better = "lower"
meaningful = 1
range = [3, 9]
case = {{ at_least = 6, name = "lonely" }}
[design]
exact = ["loneliness.start"]
[matching]
method = "exact"
{scales}"#
    )
}

const LONELINESS: &str = r#"
[scales.loneliness]
outcome = "loneliness"
follow_up = "f"
follow_up_weeks = "w"
at_least_weeks = 13
meaningful = 2
worse_end = 8
bands = [{ name = "3 to 5", from = 3, to = 5 }, { name = "6 and 7", from = 6, to = 7 }, { name = "8 and 9", from = 8, to = 9 }]
"#;

const WELLBEING: &str = r#"
[scales.wellbeing]
instrument = "swemwbs"
start = ["a1", "a2", "a3", "a4", "a5", "a6", "a7"]
end = ["b1", "b2", "b3", "b4", "b5", "b6", "b7"]
meaningful = 3
benchmark = { value = 25.2, label = "the national average", source = "made up", of = "swemwbs" }
"#;

fn findings(job: &Job) -> Vec<Findings> {
    let read = pipeline::read(job, &|_| ()).expect("sound data");
    matchwell::scales::run(&read.cohort, &read.scales, &job.spec).expect("findings")
}

fn of_people(cluster: &str, scales: &str) -> Vec<Findings> {
    findings(&job(&text("people.csv", cluster, scales), Path::new(FOLDER)))
}

fn reference() -> Value {
    let path = Path::new(FOLDER).join("reference.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("the reference")).expect("JSON")
}

fn share<'f>(f: &'f Findings, key: &str) -> &'f Share {
    let parts: Vec<&str> = key.split('|').collect();
    let is = |s: &&Share| [s.section, &s.group, s.base, &s.category] == parts[..];
    f.shares.iter().find(is).unwrap_or_else(|| panic!("no share {key}"))
}

fn counted(f: &Findings, key: &str) -> [usize; 2] {
    let share = share(f, key);
    [share.numerator, share.denominator]
}

fn pair(stored: &Value) -> [usize; 2] {
    [0, 1].map(|k| stored[k].as_u64().expect("a count") as usize)
}

fn same_mean(f: &Findings, key: &str, stored: &Value) {
    let (of, base) = key.split_once('|').expect("a key");
    let m =
        f.means.iter().find(|m| m.of.word() == of && m.base == base).unwrap_or_else(|| panic!("no {key}"));
    let there = |what: &str| stored[what].as_f64().unwrap_or_else(|| panic!("{what} of {key}"));
    assert_eq!(m.people as u64, stored["people"].as_u64().expect("people"), "{key}");
    assert_eq!(m.variance, stored["variance"].as_str().expect("a name"), "{key}");
    assert_eq!(m.clusters.map(|n| n as u64), stored["clusters"].as_u64(), "{key}");
    let (lower, upper) = m.limits.expect("limits");
    for (what, here) in [
        ("mean", m.mean.expect("a mean")),
        ("sd", m.sd.expect("a deviation")),
        ("se", m.se.expect("an error")),
        ("df", m.df.expect("degrees of freedom")),
        ("lower", lower),
        ("upper", upper),
    ] {
        close(&format!("{what} of {key}"), here, there(what), 1e-10);
    }
}

#[test]
fn means_and_intervals_equal_scipy_with_and_without_clusters() {
    let reference = reference();
    for (cluster, stored) in [
        ("", &reference["none"]),
        ("cluster = \"site\"", &reference["site"]),
        ("cluster = \"worker\"", &reference["worker"]),
    ] {
        let found = of_people(cluster, LONELINESS);
        let rows = stored.as_object().expect("rows");
        assert_eq!(rows.len(), 10);
        rows.iter().for_each(|(key, row)| same_mean(&found[0], key, row));
    }
}

#[test]
fn those_followed_up_stand_beside_those_who_are_not() {
    let (reference, found) = (reference(), of_people("", LONELINESS));
    for (of, stored) in reference["apart"].as_object().expect("rows") {
        let row =
            found[0].means.iter().find(|m| m.of.word() == of && m.base == "with_all_three").expect("a row");
        close(of, row.standardised.expect("a difference"), stored.as_f64().expect("one"), 1e-10);
    }
}

#[test]
fn shares_equal_pandas_each_with_its_base() {
    let (reference, found) = (reference(), of_people("", LONELINESS));
    let stored = reference["shares"].as_object().expect("rows");
    assert!(stored.len() > 30);
    for (key, counts) in stored {
        assert_eq!(counted(&found[0], key), pair(counts), "{key}");
    }
}

#[test]
fn wellbeing_is_metric_and_paired_and_unpaired_stay_apart() {
    let (reference, found) = (&reference()["wellbeing"], of_people("", WELLBEING));
    let f = &found[0];
    same_mean(f, "start|with_start", &reference["start"]);
    same_mean(f, "end|with_end", &reference["end"]);
    same_mean(f, "start_to_end|with_both", &reference["change"]);
    for (key, stored) in [
        ("scale_benchmark|start|with_start|below", "below"),
        ("scale_benchmark|start|with_both|at_or_above", "paired_start"),
        ("scale_benchmark|end|with_both|at_or_above", "paired_end"),
        ("scale_change|start_to_end|with_both|better", "better"),
        ("scale_meaningful|start_to_end|with_both|improved", "meaningful"),
    ] {
        assert_eq!(counted(f, key), pair(&reference[stored]), "{key}");
    }
    assert_eq!(f.reliability.len(), 2, "seven items at two times, the people supported alone");
}

/// Twelve people and two of the pool, counted by hand.
///
/// ```text
/// id  s e f w    s>=6 e>=6 f>=6
/// a   9 5 6 13   1 0 1   left, relapsed          better; worse than at the end, better than at the start
/// b   8 5 5 14   1 0 0   left, kept              better; held
/// c   6 6 4 20   1 1 0   left later              same; better later
/// d   5 5 7 30   0 0 1   became case later       same; worse later
/// e   4 7 . .    0 1     became case             worse
/// f   7 4 8 12   1 0     too soon: no follow-up   better
/// g   3 3 3 13   0 0 0                            same; same
/// h   9 9 . .    1 1                              same
/// i   8 . 6 15   start and follow-up: not paired
/// j   . 4 4 15   end and follow-up: not paired
/// k   . . . .
/// l   6 5 6 .    undated
/// ```
const BY_HAND: &str = "id,z,s,e,f,w\na,1,9,5,6,13\nb,1,8,5,5,14\nc,1,6,6,4,20\nd,1,5,5,7,30\ne,1,4,7,,\nf,1,7,4,8,12\n\
                       g,1,3,3,3,13\nh,1,9,9,,\ni,1,8,,6,15\nj,1,,4,4,15\nk,1,,,,\nl,1,6,5,6,\nx,0,7,6,9,20\ny,0,5,5,9,20\n";

fn by_hand(rows: &str) -> Findings {
    let dir = folder(&[("people.csv", rows)]);
    findings(&job(&text("people.csv", "", LONELINESS), dir.path())).remove(0)
}

#[test]
fn every_figure_of_twelve_people_is_as_counted_by_hand() {
    let f = by_hand(BY_HAND);
    for (key, counts) in [
        ("scale_people|with_start|supported|with_start", [10, 12]),
        ("scale_people|with_end|supported|with_end", [10, 12]),
        ("scale_people|with_both|supported|with_both", [9, 12]),
        ("scale_people|with_follow_up|supported|with_follow_up", [7, 12]),
        ("scale_people|with_all_three|supported|with_all_three", [5, 12]),
        ("scale_people|too_soon|answered_later|too_soon", [1, 9]),
        ("scale_people|undated|answered_later|undated", [1, 9]),
        ("scale_values|start|with_start|9", [2, 10]),
        ("scale_case|start|with_start|case", [7, 10]),
        ("scale_worse_end|start|with_start|worse_end", [4, 10]),
        ("scale_case|start|with_both|case", [6, 9]),
        ("scale_case|end|with_both|case", [3, 9]),
        ("scale_change|start_to_end|with_both|better", [4, 9]),
        ("scale_change|start_to_end|with_both|same", [4, 9]),
        ("scale_change|start_to_end|with_both|worse", [1, 9]),
        ("scale_meaningful|start_to_end|with_both|improved", [3, 9]),
        ("scale_change_points|start_to_end|with_both|-3", [2, 9]),
        ("scale_case_transition|start_to_end|cases_at_start|left_case", [4, 6]),
        ("scale_case_transition|start_to_end|non_cases_at_start|became_case", [1, 3]),
        ("scale_flow|8 and 9|in_band_at_start|3 to 5", [2, 3]),
        ("scale_flow|3 to 5|in_band_at_start|6 and 7", [1, 3]),
        ("scale_later|start_to_follow_up|with_all_three|better", [3, 5]),
        ("scale_later|end_to_follow_up|with_all_three|worse", [2, 5]),
        ("scale_later|end_to_follow_up|with_all_three|same", [2, 5]),
        ("scale_later_kept|start_to_follow_up|better_at_end|better", [2, 2]),
        ("scale_later_case|end_to_follow_up|non_cases_at_end|became_case", [2, 4]),
        ("scale_later_case|end_to_follow_up|left_case_by_end|relapsed", [1, 2]),
        ("scale_later_case|end_to_follow_up|never_cases|became_case", [1, 2]),
        ("scale_later_case|end_to_follow_up|cases_at_end|left_case", [1, 1]),
    ] {
        assert_eq!(counted(&f, key), counts, "{key}");
    }
    let change =
        f.means.iter().find(|m| m.of.word() == "start_to_end" && m.base == "with_both").expect("a mean");
    close("mean change", change.mean.expect("a mean"), (-4.0 - 3.0 + 3.0 - 3.0 - 1.0) / 9.0, 1e-12);
}

#[test]
fn the_order_of_rows_and_ids_changes_nothing() {
    let mut lines: Vec<&str> = BY_HAND.lines().collect();
    lines[1..].reverse();
    assert_eq!(by_hand(&format!("{}\n", lines.join("\n"))), by_hand(BY_HAND));
}

/// A person without a covariate, or outside `where`, was supported all the same; one outside the source's own was not.
#[test]
fn everybody_supported_counts_in_the_comparison_or_not() {
    let dir = folder(&[("people.csv", BY_HAND)]);
    let plain = text("people.csv", "", LONELINESS);
    let narrowed = plain.replace("name = \"scales\"", "name = \"scales\"\nwhere = \"loneliness.start >= 8\"");
    assert_eq!(findings(&job(&narrowed, dir.path())), findings(&job(&plain, dir.path())));
    let fewer = plain.replace("[outcomes", "where = \"s >= 8\"\n[outcomes");
    let f = findings(&job(&fewer, dir.path())).remove(0);
    assert_eq!(counted(&f, "scale_people|with_start|supported|with_start"), [4, 4]);
}

#[test]
fn design_and_matching_cannot_see_a_scale() {
    let job = job(&text("people.csv", "", &format!("{LONELINESS}{WELLBEING}")), Path::new(FOLDER));
    let read = pipeline::read(&job, &|_| ()).expect("sound data");
    let columns = read.cohort.columns().schema();
    assert!(columns.fields().iter().all(|f| !f.name().contains("scale:")), "{columns:?}");
    assert!(
        !read.cohort.blinded().has("wellbeing.start")
            && !read.cohort.blinded().has("scale:loneliness.follow_up")
    );
    assert_eq!(read.scales.len(), 2);
    let blind = pipeline::run(&job, pipeline::Depth::Blind, &|_| ()).expect("a design");
    assert!(blind.scales.is_empty());
}

/// Everything at once that cannot be: no figure, and no panic.
#[test]
fn nobody_one_person_and_no_spread_have_reasons_and_no_intervals() {
    let why = |rows: &str| {
        let f = by_hand(rows);
        let m =
            f.means.iter().find(|m| m.of.word() == "start_to_end" && m.base == "with_both").expect("a row");
        assert!(m.limits.is_none() && m.se.is_none());
        m.why.expect("a reason")
    };
    let pool = "x,0,7,6,9,20\ny,0,5,5,9,20\n";
    assert_eq!(why(&format!("id,z,s,e,f,w\na,1,9,,,\nb,1,,5,,\n{pool}")), "nobody");
    assert_eq!(why(&format!("id,z,s,e,f,w\na,1,9,8,,\nb,1,,5,,\n{pool}")), "one person");
    assert_eq!(why(&format!("id,z,s,e,f,w\na,1,9,8,,\nb,1,6,5,,\n{pool}")), "all have the same value");
}

#[test]
fn a_follow_up_before_the_end_is_a_fault_of_its_row() {
    let dir = folder(&[("people.csv", &BY_HAND.replace("a,1,9,5,6,13", "a,1,9,5,6,-2"))]);
    let job = job(&text("people.csv", "", LONELINESS), dir.path());
    let told = pipeline::read(&job, &|_| ()).expect_err("a fault").to_string();
    assert!(told.contains("1 fault"), "{told}");
}
