//! The people supported in the report: a printed brochure's structure, words at the edges, and an attacker who knows every
//! sum that the shares of a scale make.

mod common {
    pub mod data;
    pub mod engine;
}

use common::data::folder;
use common::engine::run_text;
use matchwell::job::{DisclosureProfile, DisclosureSpec};
use matchwell::report::chapters::document;
use matchwell::report::disclose::{Weakness, disclose_weakly};
use matchwell::report::tables::descriptives::DescriptiveRecord;
use matchwell::report::{Release, Tables, disclose, html, reconcile, tabulate};
use std::collections::BTreeMap;
use std::fmt::Write;

const THRESHOLD: f64 = 10.0;

/// Start and end of 820 people: 566 better, 221 the same, 33 worse; 672 cases at the start, 443 of them at 8 or 9.
fn brochure() -> Vec<(i32, i32)> {
    let groups = [(200, 9), (243, 8), (129, 7), (100, 6), (78, 5), (40, 4), (30, 3)];
    let starts = groups.into_iter().flat_map(|(n, s)| std::iter::repeat_n(s, n));
    let end = |(i, s): (usize, i32)| match (i, s) {
        (_, 9) | (400..=442, _) => (s, 7),
        (200..=399 | 443..=565, _) => (s, 5),
        (787.., _) => (s, s + 1),
        _ => (s, s),
    };
    starts.enumerate().map(end).collect()
}

/// The tables of a job on these people; every third has a later score, one point up unless at the top.
fn tables(people: &[(i32, i32)]) -> Tables {
    tables_beside(people, 0)
}

/// The same, and some people with a start score alone.
fn tables_beside(people: &[(i32, i32)], started: usize) -> Tables {
    let mut rows = String::from("id,z,s,e,f,w\n");
    for (i, (s, e)) in people.iter().enumerate() {
        let later =
            if i % 3 == 0 { format!("{},20", (e + i32::from(i % 2 == 0)).min(9)) } else { ",".to_owned() };
        writeln!(rows, "t{i},1,{s},{e},{later}").expect("text");
    }
    for i in 0..started {
        writeln!(rows, "u{i},1,9,,,").expect("text");
    }
    for i in 0..people.len().max(70) {
        let s = 3 + i32::try_from(i % 7).expect("less than seven");
        writeln!(rows, "c{i},0,{s},{},,", (s - 1).max(3)).expect("text");
    }
    let dir = folder(&[("people.csv", &rows)]);
    let study = run_text(JOB, dir.path());
    tabulate(&study).expect("tables")
}

const JOB: &str = r#"
name = "scales"
[units]
source = "people.csv"
id = "id"
gap_weeks = 12
treated = { column = "z", is = 1 }
treated_label = "service users"
[outcomes.loneliness]
both = { start = "s", end = "e" }
label = "Loneliness"
better = "lower"
meaningful = 1
range = [3, 9]
case = { at_least = 6, name = "lonely" }
[design]
exact = ["loneliness.start"]
[matching]
method = "exact"
[scales.loneliness]
outcome = "loneliness"
worse_end = 8
follow_up = "f"
follow_up_weeks = "w"
bands = [{ name = "3 to 5", from = 3, to = 5 }, { name = "6 and 7", from = 6, to = 7 }, { name = "8 and 9", from = 8, to = 9 }]
"#;

fn released(tables: &Tables, profile: DisclosureProfile) -> Release {
    disclose(tables.clone(), &DisclosureSpec { profile, threshold: 10, round_to: 5, earlier: None })
}

fn page(release: &Release) -> String {
    let page = html::render(&document(release).expect("a document")).expect("a page");
    String::from_utf8(page).expect("text").replace('\u{202f}', " ")
}

#[test]
fn the_structure_of_the_brochure_prints_right() {
    let tables = tables(&brochure());
    let exact = page(&released(&tables, DisclosureProfile::None));
    for words in [
        "82 % (672 of 820) were classed as lonely",
        "54 % (443 of 820) were at the worse end of the scale (8 or more)",
        "69 % (566 of 820) had a better score at the end than at the start, 27 % (221 of 820) had the same score and 4 % (33 of 820) had a worse one",
        "48 % (323 of 672) were no longer classed as lonely at the end",
        "fell by 1.5 points (95 % interval 1.4 to 1.6), for the better",
        "This is a change, not an effect",
    ] {
        assert!(exact.contains(words), "{words}");
    }
    assert_eq!(exact.matches("This is a change, not an effect").count(), 1);
    let coarse = page(&released(&tables, DisclosureProfile::Threshold));
    assert!(coarse.contains("69 % (565 of 820)"), "counts are rounded");
    for id in ["started", "before-after", "lasting"] {
        assert!(coarse.contains(&format!("<section id=\"{id}\"")), "{id}");
    }
}

/// One person, none, all the same: sentences without gaps, and no number that is none.
#[test]
fn the_edges_have_words() {
    for people in [vec![(9, 3)], vec![(6, 6); 30], vec![(3, 3), (9, 9)]] {
        let tables = tables(&people);
        assert!(reconcile::check(&tables).is_ok());
        for profile in [DisclosureProfile::None, DisclosureProfile::Threshold] {
            let page = page(&released(&tables, profile));
            let part = page.split("<section id=\"started\"").nth(1).expect("the chapter");
            let part = part.split("<section id=\"alike\"").next().expect("its end");
            for bad in ["NaN", "inf ", " .", "( of", "  ", "-0"] {
                let text: Vec<&str> = part.split('>').filter_map(|p| p.split('<').next()).collect();
                assert!(!text.iter().any(|t| t.trim().contains(bad)), "{bad:?} for {people:?}");
            }
        }
    }
}

#[test]
fn the_figures_of_scales_are_held_against_each_other() {
    let mut tables = tables(&brochure());
    assert!(reconcile::contradictions(&tables).is_empty());
    let at = tables
        .scales
        .iter()
        .position(|m| m.mean_of == "start_to_end" && m.base == "with_both")
        .expect("a row");
    tables.scales[at].mean = Some(-4.1);
    assert_eq!(
        reconcile::contradictions(&tables).len(),
        1,
        "a change that is not the end less the start is caught"
    );
}

fn key(d: &DescriptiveRecord) -> String {
    [&d.section, &d.group, &d.base, d.category.as_ref().expect("a category")].map(String::as_str).join("|")
}

/// What an attacker knows of each count: at least and at most.
type Known = BTreeMap<String, (f64, f64)>;

/// Every sum, as total and parts; written down from the meaning of the rows.
fn sums(rows: &[&DescriptiveRecord]) -> Vec<(String, Vec<String>)> {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    let mut wholes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for d in rows.iter().filter(|d| d.section != "scale_people") {
        let group = d.group.as_str();
        wholes.entry(format!("{}|{group}|{}", d.section, d.base)).or_default().push(key(d));
    }
    all.extend(wholes.into_iter().map(|(name, parts)| (format!("base {name}"), parts)));
    let of = |text: &str| -> Vec<String> { text.split(", ").map(str::to_owned).collect() };
    let (t, l) = ("scale_case_transition|start_to_end", "scale_later_case|end_to_follow_up");
    for (total, parts) in [
        ("scale_case|start|with_both|case", format!("{t}|cases_at_start|left_case, {t}|cases_at_start|still_case")),
        ("scale_case|end|with_both|case", format!("{t}|cases_at_start|still_case, {t}|non_cases_at_start|became_case")),
        ("scale_case|end|with_both|non_case", format!("{t}|cases_at_start|left_case, {t}|non_cases_at_start|still_no_case")),
        ("scale_case|start|with_both|non_case", format!("{t}|non_cases_at_start|became_case, {t}|non_cases_at_start|still_no_case")),
        ("scale_case|follow_up|with_all_three|case", format!("{l}|non_cases_at_end|became_case, {l}|cases_at_end|still_case")),
        ("scale_case|end|with_all_three|case", format!("{l}|cases_at_end|left_case, {l}|cases_at_end|still_case")),
        ("scale_later_case|end_to_follow_up|non_cases_at_end|became_case", format!("{l}|left_case_by_end|relapsed, {l}|never_cases|became_case")),
        ("scale_case|start|with_start|case", "scale_values|start|with_start|6, scale_values|start|with_start|7, scale_values|start|with_start|8, scale_values|start|with_start|9".to_owned()),
        ("scale_worse_end|start|with_start|worse_end", "scale_values|start|with_start|8, scale_values|start|with_start|9".to_owned()),
        ("scale_bands|start|with_both|6 and 7", "scale_flow|6 and 7|in_band_at_start|3 to 5, scale_flow|6 and 7|in_band_at_start|6 and 7, scale_flow|6 and 7|in_band_at_start|8 and 9".to_owned()),
        ("scale_bands|start|with_both|3 to 5", "scale_flow|3 to 5|in_band_at_start|3 to 5, scale_flow|3 to 5|in_band_at_start|6 and 7, scale_flow|3 to 5|in_band_at_start|8 and 9".to_owned()),
        ("scale_bands|end|with_both|3 to 5", "scale_flow|3 to 5|in_band_at_start|3 to 5, scale_flow|6 and 7|in_band_at_start|3 to 5, scale_flow|8 and 9|in_band_at_start|3 to 5".to_owned()),
        ("scale_bands|end|with_both|8 and 9", "scale_flow|3 to 5|in_band_at_start|8 and 9, scale_flow|6 and 7|in_band_at_start|8 and 9, scale_flow|8 and 9|in_band_at_start|8 and 9".to_owned()),
        ("scale_case_transition|start_to_end|non_cases_at_start|became_case", "scale_flow|3 to 5|in_band_at_start|6 and 7, scale_flow|3 to 5|in_band_at_start|8 and 9".to_owned()),
        ("scale_change|start_to_end|with_both|worse", (1..=6).map(|k| format!("scale_change_points|start_to_end|with_both|{k}")).collect::<Vec<_>>().join(", ")),
        ("scale_change|start_to_end|with_both|better", (1..=6).map(|k| format!("scale_change_points|start_to_end|with_both|-{k}")).collect::<Vec<_>>().join(", ")),
    ] {
        all.push((total.to_owned(), of(&parts)));
    }
    // Everybody with a start score has an end score, too.
    for d in rows
        .iter()
        .filter(|d| d.base == "with_start" && d.section != "scale_people" && d.section != "scale_values")
    {
        all.push((key(d), vec![key(d).replace("with_start", "with_both")]));
    }
    all
}

/// Narrows what is known by every sum until nothing changes.
fn attack(known: &mut Known, sums: &[(String, Vec<String>)]) {
    for _ in 0..60 {
        for (total, parts) in sums {
            let (low, high) = known[total];
            let each: Vec<(f64, f64)> = parts.iter().map(|p| known[p]).collect();
            let all = each.iter().fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
            known.insert(total.clone(), (low.max(all.0), high.min(all.1)));
            for (part, own) in parts.iter().zip(&each) {
                let (least, most) = (low - (all.1 - own.1), high - (all.0 - own.0));
                known.insert(part.clone(), (own.0.max(least), own.1.min(most)));
            }
        }
    }
}

/// Counts under the threshold that an attacker cannot hold for anything from nought to the threshold.
fn recovered(
    rows: &[&DescriptiveRecord],
    shown: &dyn Fn(usize) -> Option<f64>,
    base: &dyn Fn(usize) -> Option<f64>,
) -> usize {
    let sums = sums(rows);
    let range = |n: Option<f64>| {
        n.map_or((0.0, 1e6), |n| ((n / 5.0).round() * 5.0 - 2.5, (n / 5.0).round() * 5.0 + 2.5))
    };
    let mut known: Known = rows.iter().enumerate().map(|(i, d)| (key(d), range(shown(i)))).collect();
    for (i, d) in rows.iter().enumerate() {
        let group = d.group.as_str();
        known.insert(format!("base {}|{group}|{}", d.section, d.base), range(base(i)));
    }
    attack(&mut known, &sums);
    let hidden =
        rows.iter().enumerate().filter(|(i, d)| shown(*i).is_none() && d.numerator.expect("one") < THRESHOLD);
    hidden.filter(|(_, d)| known[&key(d)].0 > 0.0 || known[&key(d)].1 < THRESHOLD).count()
}

#[test]
fn no_sum_gives_a_small_count_away_and_without_protection_some_do() {
    let exact = tables(&brochure());
    let release = released(&exact, DisclosureProfile::Threshold);
    let of = |t: &Tables| -> Vec<DescriptiveRecord> {
        t.descriptives.iter().filter(|d| d.section.starts_with("scale_")).cloned().collect()
    };
    let (before, after) = (of(&exact), of(release.tables()));
    let rows: Vec<&DescriptiveRecord> = before.iter().collect();
    for (d, shown) in before.iter().zip(&after) {
        let n = d.numerator.expect("a count");
        assert!(
            n >= THRESHOLD || (shown.suppressed && shown.value.is_none() && shown.people.is_none()),
            "{}",
            key(d)
        );
    }
    let safe = recovered(&rows, &|i| after[i].numerator, &|i| after[i].denominator);
    assert_eq!(safe, 0);
    let spec =
        DisclosureSpec { profile: DisclosureProfile::Threshold, threshold: 10, round_to: 5, earlier: None };
    let alone = of(disclose_weakly(exact.clone(), &spec, Weakness::NoSecondary).tables());
    let open = recovered(&rows, &|i| alone[i].numerator, &|i| alone[i].denominator);
    assert!(open > 0, "the attacker bites where nothing but small counts is withheld");
    assert!(after.iter().filter(|d| !d.suppressed).count() > after.len() / 2, "most is told");
}

/// A start score of a handful more than have both: the larger group is withheld.
#[test]
fn groups_that_differ_by_a_few_people_are_not_both_told() {
    let exact = tables_beside(&brochure(), 4);
    let release = released(&exact, DisclosureProfile::Threshold);
    let of = |base: &str| {
        release.tables().scales.iter().find(|m| m.base == base && m.mean_of == "start").expect("a row")
    };
    assert!(of("with_start").suppressed && of("with_start").mean.is_none());
    assert!(of("with_both").mean.is_some());
    let withheld = |base: &str| {
        let mine = |d: &&DescriptiveRecord| d.section == "scale_case" && d.group == "start" && d.base == base;
        release.tables().descriptives.iter().filter(mine).all(|d| d.suppressed)
    };
    assert!(withheld("with_start"));
}
