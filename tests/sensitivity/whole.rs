//! Whole jobs: placebos and strengths from the job to the tables.

use super::common::fixture;
use super::engine::{job_of, run_text};
use matchwell::fault::Fault;
use matchwell::job;
use matchwell::report::chapters::document;
use matchwell::report::{Release, disclose, html, tabulate};
use matchwell::sensitivity::Doubt;
use matchwell::study::Study;

/// A score from 3 to 9 before and after; `sensitivity` and what else the job holds.
fn text(matching: &str, sensitivity: &str, profile: &str) -> String {
    format!(
        r#"name = "hidden"
[units]
source = "people.csv"
id = "id"
treated = {{ column = "z", is = 1 }}
gap_weeks = 12
[covariates]
age = {{ kind = "number", column = "age" }}
sex = {{ kind = "yes-no", column = "sex" }}
[outcomes.score]
both = {{ start = "s", end = "e" }}
better = "lower"
meaningful = 1
range = [3, 9]
case = {{ at_least = 6, name = "lonely" }}
report = ["change", "improved"]
[outcomes.before]
column = "s"
unit = "points"
report = ["value"]
[design]
terms = ["score.start", "sex"]
[matching]
{matching}
[estimate]
outcome = "score"
[sensitivity]
{sensitivity}
[disclosure]
profile = "{profile}"
"#
    )
}

const PAIRS: &str = "method = \"nearest\"";

fn study(matching: &str, sensitivity: &str) -> Study {
    run_text(&text(matching, sensitivity, "none"), &fixture("attrition"))
}

fn release(s: &Study) -> Release {
    disclose(tabulate(s).expect("tables"), &s.job.spec.disclosure)
}

fn rows<'a>(s: &'a Study, analysis: &'a str) -> impl Iterator<Item = &'a Doubt> {
    s.analyses[0].doubts.rows.iter().filter(move |d| d.analysis == analysis)
}

#[test]
fn a_placebo_outcome_is_shown_and_not_counted() {
    let plain = study(PAIRS, "");
    let with = study(PAIRS, "placebo = [\"before\", \"age\"]");
    let tests = |s: &Study| s.analyses[0].effects.as_ref().expect("effects").tests;
    assert_eq!((tests(&plain), tests(&with)), (3, 2));
    let found: Vec<&Doubt> = rows(&with, "placebo").collect();
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|d| d.estimate.is_some() && d.p_value.is_some()), "{found:?}");
    let effects = with.analyses[0].effects.as_ref().expect("effects");
    let own = effects.rows.iter().find(|r| r.outcome == "before").expect("a row");
    assert_eq!((own.estimate, own.p_holm), (found[0].estimate, None));
}

#[test]
fn strengths_of_the_job_are_those_of_the_table() {
    let s = study(PAIRS, "gamma = [2, 1, 1.3]");
    let found: Vec<f64> = rows(&s, "m_statistic").filter_map(|d| Some(d.parameter?.1)).collect();
    assert_eq!(found[..3], [1.0, 1.3, 2.0]);
    let release = release(&s);
    let table = &release.tables().sensitivity;
    assert_eq!(table.len(), s.analyses.iter().map(|a| a.doubts.rows.len()).sum::<usize>());
    // Keys are unique.
    let key = |r: &matchwell::report::tables::sensitivity::SensitivityRecord| {
        format!(
            "{:?}",
            (
                &r.specification,
                &r.analysis,
                &r.outcome,
                &r.contrast,
                &r.base,
                &r.estimator,
                &r.measure,
                &r.subject,
                &r.parameter,
                r.strength,
                r.second_strength
            )
        )
    };
    let mut keys: Vec<String> = table.iter().map(key).collect();
    keys.sort();
    let n = keys.len();
    keys.dedup();
    assert_eq!(keys.len(), n);
}

#[test]
fn more_inner_trimming_changes_the_statistic() {
    let p = |s: &Study| rows(s, "m_statistic").find_map(|d| d.p_value).expect("a p-value");
    let (huber, inner) = (study(PAIRS, ""), study(PAIRS, "inner = 1.5"));
    assert!((p(&huber) - p(&inner)).abs() > 1e-12);
}

#[test]
fn replacement_has_no_bounds_and_the_report_says_why() {
    let s = study("method = \"nearest\"\nreplace = true", "");
    assert!(
        rows(&s, "rosenbaum").all(|d| d.null_reason.as_deref().is_some_and(|r| r.contains("replacement")))
    );
    assert_eq!(rows(&s, "rosenbaum").count(), 3);
    let html = html::render(&document(&release(&s)).expect("chapters")).expect("a report");
    let html = String::from_utf8(html).expect("text");
    assert!(html.contains("How strong would a hidden difference have to be?"));
    assert!(html.contains("withstands cannot be said: controls serve in several sets"));
}

#[test]
fn nothing_withheld_leaves_by_way_of_a_doubt() {
    let s = run_text(
        &text(PAIRS, "placebo = [\"age\"]", "threshold")
            .replace("profile = \"threshold\"", "profile = \"threshold\"\nthreshold = 100000"),
        &fixture("attrition"),
    );
    let release = release(&s);
    for r in &release.tables().sensitivity {
        assert!(
            r.estimate.is_none()
                && r.lower.is_none()
                && r.p_value.is_none()
                && r.p_lower.is_none()
                && r.value.is_none(),
            "{r:?}"
        );
    }
}

#[test]
fn slips_are_told_with_their_codes() {
    let faults = |sensitivity: &str| -> Vec<String> {
        let reading = job::read(&text(PAIRS, sensitivity, "none"), &fixture("attrition"));
        reading.faults.iter().map(Fault::to_string).collect()
    };
    for (said, code, word) in [
        ("gamma = [0.5]", "MW040", "hidden bias of 0.5"),
        ("trim = 0.5\ninner = 0.7", "MW040", "`trim` must be above"),
        ("inner = -1", "MW040", "`inner` cannot be"),
        ("placebo = [\"agee\"]", "MW020", "did you mean `age`"),
        ("placebo = [\"age\", \"age\"]", "MW040", "listed twice"),
        ("placebo = [\"score\"]", "MW034", "outcome of the headline"),
        ("plcebo = [\"age\"]", "MW002", "did you mean `placebo`"),
    ] {
        let told = faults(said).join("\n");
        assert!(told.contains(code) && told.contains(word), "{said}: {told}");
    }
    let _ = job_of(&text(PAIRS, "placebo = [\"before\"]", "none"), &fixture("attrition"));
}
