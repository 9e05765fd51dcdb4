//! The design that is recommended, with a line of reason for each choice.

use super::outcomes::Primary;
use super::page::{Page, list};

/// Writes design, matching, estimates and specifications.
pub fn write(page: &mut Page, covariates: &[&str], primary: Primary<'_>, weighted: bool) {
    let mut exact: Vec<String> =
        covariates.iter().filter(|c| **c == "sex").map(|c| (*c).to_owned()).collect();
    if primary.case {
        exact.push(format!("{}.start.case", primary.name));
    }
    page.section("[design]", "");
    page.line("estimand = \"ATT\"", "the effect on the people supported");
    page.line("baseline = \"match\"", "the start score must be matched: without it results can change sign");
    page.line(
        &format!("exact = {}", list(exact.iter().map(String::as_str))),
        "partners agree on these; percentages of cases need equal case status",
    );
    settings(page, weighted);
}

/// Whatever hangs on no column.
pub fn settings(page: &mut Page, weighted: bool) {
    page.line("distance = \"mahalanobis\"", "alike on every covariate ...");
    page.line("caliper = 0.2", "... among people whose scores differ by at most 0.2 SD of the logit");
    page.line(
        "complete = \"before\"",
        "people without an end score leave before matching: every pair counts",
    );
    page.section("[matching]", "");
    page.line("method = \"optimal\"", "pairs are chosen together, for the least total distance (proven)");
    page.line("ratio = 1", "1:1 is the least biased; more partners lower the standard error");
    page.section("[estimate]", "");
    page.line("estimator = \"difference\"", "the plain difference; regression adjustment is shown beside it");
    page.line("estimators = [\"difference\", \"regression\"]", "");
    page.raw("\n# Would another reasonable analysis say the same? Each changes one choice.\n");
    // With replacement no variance is defined that knows survey weights too.
    let again = if weighted { ", survey_weights = \"none\"" } else { "" };
    let all: [(&str, &str, &str); 6] = [
        ("matched on the score alone", "design = { distance = \"propensity\" }", ""),
        ("narrower caliper", "design = { caliper = 0.1 }", ""),
        ("two partners each", "matching = { ratio = 2 }", ""),
        ("partners used again", &format!("matching = {{ method = \"nearest\", replace = true{again} }}"), ""),
        (
            "everyone in a set",
            "matching = { method = \"full\", max_treated = 5, max_controls = 10 }",
            "keeps more of the pool; at most 5 to 1 and 1 to 10",
        ),
        (
            "weighted instead of matched",
            "matching = { method = \"weighting\", weights.kind = \"entropy\" }",
            "a second opinion from another method",
        ),
    ];
    for (name, code, why) in all {
        specification(page, name, code, why);
    }
    if weighted {
        specification(
            page,
            "score without survey weights",
            "design = { exact = [] }\nmatching = { method = \"weighting\", survey_weights = \"none\" }",
            "the survey weight is left out: people as they were interviewed ...",
        );
        specification(
            page,
            "score with survey weights",
            "design = { exact = [], propensity = { weights = \"survey\" } }\nmatching = { method = \"weighting\" }",
            "... and with it: people as they are in the population; the two belong side by side",
        );
    }
}

fn specification(page: &mut Page, name: &str, code: &str, why: &str) {
    page.raw("\n[[specification]]\n");
    page.line(&format!("name = \"{name}\""), why);
    page.raw(&format!("{code}\n"));
}
