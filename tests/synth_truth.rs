//! The made evaluation: its marginals, its truth, its bytes.
//!
//! Marginals are those of the findings (82 % lonely at the start, 54 % at 8 or 9, about 69 % less
//! lonely and 4 % more lonely at the end, mean change -1.7 to -1.9 among 820 pairs) and of the survey
//! (about 18 % lonely, half at the lowest score). Tolerances allow for one seed.

use matchwell::cohort::Contrast;
use matchwell::synth::{self, Mode, PersonTruth, SynthSpec, TableArm, Truth};
use std::collections::BTreeMap;

fn text(spec: &SynthSpec, name: &str) -> String {
    let file =
        synth::make(spec).into_iter().find(|f| f.path.as_os_str() == name).expect("a file of that name");
    String::from_utf8(file.bytes).expect("text")
}

/// Rows of a delimited text by lower-case column name.
fn rows(text: &str, comma: char) -> Vec<BTreeMap<String, String>> {
    let mut lines = text.lines();
    let names: Vec<String> = lines.next().expect("heading").split(comma).map(str::to_lowercase).collect();
    lines.map(|l| names.iter().cloned().zip(l.split(comma).map(str::to_owned)).collect()).collect()
}

/// Sum of three items, `None` unless all are answered.
fn sum(row: &BTreeMap<String, String>, items: [&str; 3]) -> Option<i64> {
    items.iter().map(|i| row[*i].parse::<i64>().ok().filter(|v| (1..=3).contains(v))).sum()
}

fn share(truth: &Truth, keep: impl Fn(&PersonTruth) -> bool) -> f64 {
    let both: Vec<&PersonTruth> = truth.people.iter().filter(|p| p.both).collect();
    both.iter().filter(|p| keep(p)).count() as f64 / both.len() as f64
}

fn near(value: f64, wanted: f64, by: f64) {
    assert!((value - wanted).abs() <= by, "{value} is not within {by} of {wanted}");
}

#[test]
fn service_users_look_like_the_findings() {
    let truth = synth::truth(&SynthSpec::default());
    assert_eq!(truth.people.len(), 1150);
    assert_eq!(truth.people.iter().filter(|p| p.both).count(), 820);
    near(share(&truth, |p| p.start >= 6), 0.82, 0.03);
    near(share(&truth, |p| p.start >= 8), 0.54, 0.04);
    near(share(&truth, |p| p.supported < p.start), 0.69, 0.06);
    near(share(&truth, |p| p.supported > p.start), 0.04, 0.04);
    let change = truth.effect(Contrast::Change, |p| p.both).expect("people");
    near(change.supported, -1.8, 0.2);
}

#[test]
fn the_survey_looks_like_the_survey() {
    let spec = SynthSpec::default();
    let first = rows(&text(&spec, "wave_7_elsa_data.tab"), '\t');
    let second = rows(&text(&spec, "wave_8_elsa_data_eul_v2.tab"), '\t');
    assert_eq!(first.len(), 9000);
    let items = ["scfeela", "scfeelb", "scfeelc"];
    let scores: Vec<i64> = first.iter().filter_map(|r| sum(r, items)).collect();
    let part = |low: i64, high: i64| {
        scores.iter().filter(|s| (low..=high).contains(*s)).count() as f64 / scores.len() as f64
    };
    near(part(6, 9), 0.18, 0.03);
    near(part(3, 3), 0.52, 0.06);
    let ids =
        |rows: &[BTreeMap<String, String>]| rows.iter().map(|r| r["idauniq"].clone()).collect::<Vec<_>>();
    let (one, two) = (ids(&first), ids(&second));
    assert!(one.windows(2).all(|w| w[0] < w[1]), "ids are unique and sorted");
    assert!(one.iter().any(|id| !two.contains(id)) && two.iter().any(|id| !one.contains(id)));
    for (column, code) in [
        ("indager", "-7"),
        ("helim", "-1"),
        ("hehelf", "-8"),
        ("scfeela", "-9"),
        ("scfeela", "-2"),
        ("w7scwt", "0.000000"),
    ] {
        assert!(first.iter().any(|r| r[column] == code), "no {code} in {column}");
    }
    assert!(first.iter().filter(|r| r["askpx"] == "1").all(|r| r["scfeela"] == "-1"));
}

#[test]
fn a_score_correlates_with_itself_as_published() {
    let spec = SynthSpec::default();
    let items = ["scfeela", "scfeelb", "scfeelc"];
    let by_id = |name: &str| -> BTreeMap<String, i64> {
        rows(&text(&spec, name), '\t')
            .iter()
            .filter_map(|r| Some((r["idauniq"].clone(), sum(r, items)?)))
            .collect()
    };
    let (first, second) = (by_id("wave_7_elsa_data.tab"), by_id("wave_8_elsa_data_eul_v2.tab"));
    let pairs: Vec<(f64, f64)> =
        first.iter().filter_map(|(id, s)| Some((*s as f64, *second.get(id)? as f64))).collect();
    let n = pairs.len() as f64;
    let mean = |f: fn(&(f64, f64)) -> f64| pairs.iter().map(f).sum::<f64>() / n;
    let (a, b) = (mean(|p| p.0), mean(|p| p.1));
    let of = |f: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(f).sum::<f64>();
    let r = of(&|p| (p.0 - a) * (p.1 - b)) / (of(&|p| (p.0 - a).powi(2)) * of(&|p| (p.1 - b).powi(2))).sqrt();
    near(r, 0.75, 0.04);
}

#[test]
fn the_file_shows_the_supported_end_and_only_that() {
    let spec = SynthSpec::default();
    let truth = synth::truth(&spec);
    let file = rows(&text(&spec, "service_users.csv"), ',');
    assert_eq!(file.len(), truth.people.len());
    for (row, person) in file.iter().zip(&truth.people) {
        let (start, end) = (sum(row, ["s_q1", "s_q2", "s_q3"]), sum(row, ["e_q1", "e_q2", "e_q3"]));
        assert_eq!(row["client_id"], person.id);
        assert_eq!(start.is_some() && end.is_some(), person.both);
        assert!(start.is_none_or(|s| s == i64::from(person.start)));
        assert!(end.is_none_or(|e| e == i64::from(person.supported)));
    }
}

#[test]
fn without_support_there_is_no_effect() {
    let truth = synth::truth(&SynthSpec { strength: 0.0, ..SynthSpec::default() });
    assert!(truth.people.iter().all(|p| p.supported == p.unsupported));
}

#[test]
fn modes_differ_in_what_would_have_become_of_people() {
    let unsupported = |mode| {
        let truth = synth::truth(&SynthSpec { mode, ..SynthSpec::default() });
        truth.effect(Contrast::Change, |_| true).expect("people").unsupported
    };
    let plain = unsupported(Mode::Ignorable);
    assert!(unsupported(Mode::StableDifference) > plain + 0.2, "they fall back less");
    assert!(unsupported(Mode::Dip) < plain - 0.2, "they recover more");
}

#[test]
fn the_written_truth_is_the_truth() {
    let spec = SynthSpec::default();
    let written: serde_json::Value = serde_json::from_str(&text(&spec, "truth.json")).expect("JSON");
    let group = &written["groups"][1];
    assert_eq!(group["people"], 820);
    let change = synth::truth(&spec).effect(Contrast::Change, |p| p.both).expect("people");
    near(group["effects"][0]["difference"].as_f64().expect("a number"), change.difference(), 1e-6);
}

#[test]
fn the_same_settings_make_the_same_bytes() {
    let spec = SynthSpec { people: 60, pairs: 40, survey: 300, ..SynthSpec::default() };
    assert_eq!(synth::make(&spec), synth::make(&spec));
    assert_ne!(synth::make(&spec), synth::make(&SynthSpec { seed: 1, ..spec }));
}

#[test]
fn a_table_does_not_depend_on_its_length() {
    let write = |rows| {
        let mut bytes = Vec::new();
        synth::write_table(TableArm::Pool, rows, 1, &mut bytes).expect("memory");
        bytes
    };
    assert_eq!(write(100), write(100));
    assert_ne!(write(100), write(101));
    assert!(write(0).starts_with(b"PAR1"));
    assert_eq!(synth::table(10, 20, 1).len(), 3);
}
