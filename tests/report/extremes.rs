//! Every sentence of the report under extreme figures: nothing, everything, one person, no interval, odd names.

use super::study::study;
use matchwell::report::document::Text;
use matchwell::report::tables::attrition_bounds::BoundsRecord;
use matchwell::report::tables::effects::EffectRecord;
use matchwell::report::tables::sensitivity::SensitivityRecord;
use matchwell::report::words::Names;
use matchwell::report::words::effects::{Verdict, detectable, verdict};
use matchwell::report::{Release, Tables, chapters, disclose, tabulate};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::{BTreeMap, BTreeSet};

/// Shares, with what rounds to nothing and to everything.
const SHARES: [f64; 9] = [0.0, 1e-7, 0.000_4, 0.004, 0.01, 0.5, 0.995, 0.999_9, 1.0];
/// Means and differences of means.
const MEANS: [f64; 11] =
    [0.0, -1e-9, 0.000_1, 1.0, -1.0, 0.999_999_9, -3.5, 12.0, 999.95, 1.234_567e6, -9.9e11];
/// Numbers of people.
const PEOPLE: [Option<i64>; 7] = [None, Some(0), Some(1), Some(9), Some(10), Some(820), Some(1_234_567_890)];
/// Units and names that trip a careless sentence.
const UNITS: [&str; 5] = ["points", "", "class", "days", "£"];
const NAMES: [&str; 4] = ["service users", "neighbours (“A & B”)", "1,000 <friends>", "über-60s"];

/// What one case changes.
#[derive(Debug, Clone)]
struct Extremes {
    dice: Vec<usize>,
    profile: &'static str,
    lower_is_better: bool,
}

impl Extremes {
    fn pick<T: Clone>(&self, k: usize, from: &[T]) -> T {
        from[self.dice[k % self.dice.len()] % from.len()].clone()
    }
}

fn extremes() -> impl Strategy<Value = Extremes> {
    (prop::collection::vec(0_usize..997, 24), any::<bool>(), any::<bool>()).prop_map(
        |(dice, threshold, lower)| Extremes {
            dice,
            profile: if threshold { "threshold" } else { "none" },
            lower_is_better: lower,
        },
    )
}

/// The tables of the small study, with figures at the ends of what can be.
fn at_the_ends(x: &Extremes) -> Tables {
    let mut t = tabulate(&study(x.profile)).unwrap();
    for (k, e) in t.effects.iter_mut().enumerate() {
        effect(e, x, 5 * k);
    }
    t.sensitivity = t.effects.iter().filter(|e| e.primary).flat_map(|e| doubts(e, x)).collect();
    t.attrition_bounds = t.effects.iter().filter(|e| e.primary).map(|e| bounds(e, x)).collect();
    let unit = x.pick(3, &UNITS);
    for (k, s) in t.specifications.iter_mut().enumerate() {
        x.pick(1, &NAMES).clone_into(&mut s.treated_label);
        x.pick(2, &NAMES).clone_into(&mut s.control_label);
        s.settings_json =
            s.settings_json.replace("\"unit\":\"points\"", &format!("\"unit\":\"{unit}\"")).replace(
                "\"better\":\"lower\"",
                if x.lower_is_better { "\"better\":\"lower\"" } else { "\"better\":\"higher\"" },
            );
        s.treated_all = x.pick(k + 4, &PEOPLE);
        s.treated_matched = x.pick(k + 5, &PEOPLE).filter(|n| s.treated_all.is_some_and(|all| *n <= all));
        s.control_all = x.pick(k + 6, &PEOPLE);
        s.control_matched = x.pick(k + 7, &PEOPLE).filter(|n| s.control_all.is_some_and(|all| *n <= all));
        s.control_ess = s.control_matched.map(|n| n as f64);
        s.treated_gap_weeks = x.pick(k + 8, &[None, Some(0.0), Some(1.0), Some(12.4), Some(520.0)]);
        s.control_gap_weeks = x.pick(k + 9, &[None, Some(1.0), Some(2.0), Some(12.9), Some(104.0)]);
        s.worst_before = x.pick(k + 10, &[None, Some(0.0), Some(0.000_1), Some(17.3)]);
        s.tied = x.pick(k + 11, &PEOPLE);
        s.score_iterations = x.pick(k + 12, &[None, Some(1), Some(8)]);
        s.tests = x.pick(k + 13, &[None, Some(1), Some(120)]);
    }
    t
}

fn effect(e: &mut EffectRecord, x: &Extremes, k: usize) {
    let from: &[f64] = if e.is_proportion() { &SHARES } else { &MEANS };
    let (treated, comparison) = (x.pick(k, from), x.pick(k + 1, from));
    let number = x.pick(k + 2, &PEOPLE).filter(|n| *n > 0);
    let gap = treated - comparison;
    let width = x.pick(k + 3, &[0.0, gap.abs(), 2.0 * gap.abs(), 1e-9, 0.3]);
    let interval = x.pick(k + 4, &[true, true, false]);
    if x.pick(k + 5, &[0, 1, 2, 3, 4, 5, 6, 7]) == 0 {
        (e.treat_mean, e.comparison_mean, e.difference, e.estimate) = (None, None, None, None);
        (e.treat_number, e.treat_numerator, e.comparison_numerator_weighted) = (None, None, None);
        (e.difference_lower, e.difference_upper, e.lower, e.upper) = (None, None, None, None);
        e.null_reason = Some("nobody is in this base".to_owned());
        return;
    }
    let natural = e.measure == "difference";
    (e.treat_mean, e.comparison_mean, e.difference) = (Some(treated), Some(comparison), Some(gap));
    (e.treat_number, e.comparison_number) = (number, number);
    if e.is_proportion() {
        e.treat_numerator = number.map(|n| (treated * n as f64).round());
        e.comparison_numerator_weighted = number.map(|n| (comparison * n as f64).round());
    }
    (e.difference_lower, e.difference_upper) =
        if interval { (Some(gap - width), Some(gap + width)) } else { (None, None) };
    if natural {
        (e.estimate, e.lower, e.upper) = (e.difference, e.difference_lower, e.difference_upper);
    } else if comparison == 0.0 {
        (e.estimate, e.lower, e.upper) = (None, None, None);
        e.null_reason = Some("nobody of the comparison has the event".to_owned());
    }
    e.number_needed_to_detect = x.pick(k + 6, &[None, Some(1.0), Some(345.0), Some(1e12)]);
    e.detectable = x.pick(k + 7, &[None, Some(0.2), Some(1.0)]);
}

/// Doubts about one effect: a fallible start score, other times of follow-up, hidden differences, a placebo.
fn doubts(e: &EffectRecord, x: &Extremes) -> Vec<SensitivityRecord> {
    let row = |analysis: &str, subject: Option<&str>, value: Option<f64>| SensitivityRecord {
        specification: e.specification.clone(),
        analysis: analysis.to_owned(),
        outcome: e.outcome.clone(),
        contrast: e.contrast.clone(),
        group: e.group.clone(),
        base: e.base.clone(),
        estimator: e.estimator.clone(),
        measure: e.measure.clone(),
        primary: true,
        subject: subject.map(str::to_owned),
        value,
        proportion: e.is_proportion(),
        unit: e.unit.clone(),
        ..SensitivityRecord::default()
    };
    let at =
        |k: usize| x.pick(k, &[None, Some(0.0), Some(1.0), Some(-0.4), Some(0.9), Some(1.25), Some(7e5)]);
    let mut rows = Vec::new();
    for (k, (rho, mean)) in [(0.58, 4.0), (0.58, 7.0), (0.73, 4.0), (0.73, 7.0)].into_iter().enumerate() {
        let (estimate, width) = (at(k), x.pick(k + 9, &[0.0, 0.2]));
        let ends = (estimate.map(|v| v - width), estimate.map(|v| v + width));
        let (strength, second_strength) = (Some(rho), Some(mean));
        let band = row("fallible_baseline", None, None);
        rows.push(SensitivityRecord {
            strength,
            second_strength,
            estimate,
            lower: ends.0,
            upper: ends.1,
            ..band
        });
        let gap = row("follow_up_gap", None, None);
        rows.push(SensitivityRecord { strength, estimate, lower: ends.0, upper: ends.1, ..gap });
    }
    let undone = row("fallible_baseline", Some("interval reaches 0"), at(14));
    rows.push(SensitivityRecord { strength: Some(0.73), ..undone });
    rows.push(row("follow_up_gap", Some("effect is 0"), at(15)));
    rows.push(row("follow_up_gap", Some("interval reaches 0"), at(16)));
    for (k, hidden) in
        ["m_statistic", "e_value", "e_value_limit", "robustness", "robustness_limit"].iter().enumerate()
    {
        let share = hidden.starts_with("robustness");
        let value = x.pick(k + 17, &[None, Some(1.0), Some(1.3), Some(1e4)]);
        rows.push(row(hidden, None, value.map(|v: f64| if share { (v - 1.0).min(0.99) } else { v })));
    }
    let placebo = row("placebo", Some("age"), None);
    rows.push(SensitivityRecord {
        estimate: at(22),
        p_value: x.pick(23, &[None, Some(0.0), Some(1.0)]),
        ..placebo
    });
    rows
}

/// What those who were not seen could do to one effect.
fn bounds(e: &EffectRecord, x: &Extremes) -> BoundsRecord {
    let at = |k: usize| x.pick(k, &[None, Some(0.0), Some(0.004), Some(1.0), Some(-1.0), Some(12.3)]);
    BoundsRecord {
        specification: e.specification.clone(),
        outcome: e.outcome.clone(),
        contrast: e.contrast.clone(),
        base: e.base.clone(),
        primary: true,
        treated_starters: x.pick(2, &PEOPLE),
        treated_lost: x.pick(3, &PEOPLE),
        share_lost: x.pick(4, &[None, Some(0.0), Some(0.004), Some(1.0)]),
        seen: at(5),
        comparison: at(6),
        difference: at(7),
        tipping_point: at(8),
        tipping_limit: at(9),
        lower_bound: at(10),
        upper_bound: at(11),
        attainable: x.pick(12, &[None, Some("yes".to_owned()), Some("no".to_owned())]),
        informative: x.pick(13, &[None, Some("no".to_owned())]),
        proportion: e.is_proportion(),
        unit: e.unit.clone(),
        ..BoundsRecord::default()
    }
}

/// What is wrong with a sentence; `None` if nothing is.
fn fault(text: &str, sentence: bool) -> Option<String> {
    let text = &text.replace("...", "…");
    let has = |what: &str| text.contains(what).then(|| format!("`{what}`"));
    let never = [
        "NaN",
        "inf ",
        "inf)",
        "inf,",
        "−0 ",
        "-0 ",
        "−0.0 ",
        "..",
        " .",
        " ,",
        " ;",
        "()",
        "( ",
        " )",
        "{",
        "}",
        "\n\n",
        "Some(",
        "None)",
        "– of",
        "of –",
        "– people",
        "– points",
        "–%",
        ";;",
        ",,",
        "::",
        ": .",
        " 1 people",
        "(1 people",
        " 1 weeks",
        " 1 controls",
        " 1 iterations",
        "control(s)",
        " 1 draws",
        "1 other draws",
        "percentage points points",
        "points percentage",
        "%%",
        "% percentage",
        "withheld withheld",
    ];
    let spaced = text.trim().contains("  ").then(|| "two spaces".to_owned());
    let open = text.matches('(').count() != text.matches(')').count();
    never
        .iter()
        .find_map(|w| has(w))
        .or(spaced)
        .or(open.then(|| "a bracket is not closed".to_owned()))
        .or_else(|| one_of(text))
        .or_else(|| share_over(text))
        .or_else(|| sentence.then(|| shape(text)).flatten())
}

/// `−1 points`, `1 days`: one of a thing has no s, unless it ends a range (`−1 to 1 points`).
fn one_of(text: &str) -> Option<String> {
    let words: Vec<&str> = std::iter::once("").chain(text.split([' ', '(', '\u{202f}'])).collect();
    let many = ["points", "days", "people", "weeks", "controls"];
    words.windows(3).find_map(|three| {
        let one = matches!(three[1], "1" | "−1") && three[0] != "to";
        let many = many.contains(&three[2].trim_end_matches([',', '.', ')', ':', ';']));
        (one && many).then(|| three.join(" "))
    })
}

/// A share of people above 100 %: what stands before ` (n of m)`.
fn share_over(text: &str) -> Option<String> {
    text.match_indices("\u{202f}% (").find_map(|(at, _)| {
        let rest = &text[at..];
        let of = rest.find(" of ").is_some_and(|o| rest.find(')').is_some_and(|c| o < c));
        let start = text[..at].rfind([' ', '(']).map_or(0, |s| s + 1);
        let value: f64 = text[start..at].replace(',', "").parse().ok()?;
        (of && value > 100.0).then(|| format!("{value} % of people"))
    })
}

/// A sentence begins with a capital, a figure or a name, and ends with a stop.
fn shape(text: &str) -> Option<String> {
    let text = text.trim_end();
    let ends = text.ends_with(['.', '?', '!', ':']);
    (!text.is_empty() && !ends).then(|| "no full stop at the end".to_owned()).or_else(|| {
        let first = text.chars().next()?;
        (first.is_lowercase() && !text.starts_with(['ü'])).then(|| "no capital at the start".to_owned())
    })
}

/// Section, words, and whether they are sentences.
fn told(release: &Release) -> Vec<(String, String, bool)> {
    let mut texts = Vec::new();
    chapters::document(release).unwrap().texts(&mut |section, text| {
        let (words, sentence) = match text {
            Text::Sentences(w) => (w.clone(), section != "review"),
            Text::Label(w) | Text::Cell(w) => (w.clone(), false),
            Text::Drawing(svg) => {
                let said = svg.split("<desc>").nth(1).and_then(|d| d.split("</desc>").next()).unwrap_or("");
                let plain = said.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
                (plain.replace("&amp;", "&"), false)
            }
        };
        texts.push((section.to_owned(), words, sentence));
    });
    texts
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sentence_claims_more_than_the_interval(x in extremes()) {
        let release = disclose(at_the_ends(&x), &study(x.profile).job.spec.disclosure);
        let names = Names::new(release.primary().unwrap());
        let top = chapters::document(&release).unwrap().top;
        let Some(e) = release.tables().effects.iter().find(|e| e.primary) else { return Ok(()) };
        let holds = e.difference_lower.zip(e.difference_upper).is_some_and(|(l, u)| l <= 0.0 && u >= 0.0);
        let told = verdict(e, &names.outcome(&e.outcome));
        prop_assert_eq!(holds, told == Verdict::Unclear);
        if holds {
            prop_assert!(top.gap.contains("not to say that the programme fails"));
            prop_assert!(!top.gap.contains("in favour") && !top.gap.contains("against"));
            prop_assert!(!detectable(e).contains("inf"));
        }
        let (Some(l), Some(u)) = (e.difference_lower, e.difference_upper) else { return Ok(()) };
        let rises_good = match e.contrast.as_str() {
            "improved" | "left_case" => true,
            "worsened" | "became_case" => false,
            _ => !x.lower_is_better,
        };
        if l > 0.0 {
            prop_assert_eq!(told == Verdict::Better, rises_good);
        } else if u < 0.0 {
            prop_assert_eq!(told == Verdict::Better, !rises_good);
        }
    }
}

/// Every fault of all cases is told at once.
#[test]
fn no_sentence_breaks_at_the_ends_of_what_can_be() {
    let mut runner = TestRunner::deterministic();
    let mut wrong = BTreeMap::new();
    let mut sections = BTreeSet::new();
    for _ in 0..64 {
        let x = extremes().new_tree(&mut runner).unwrap().current();
        let release = disclose(at_the_ends(&x), &study(x.profile).job.spec.disclosure);
        for (section, text, sentence) in told(&release) {
            sections.insert(section);
            if let Some(fault) = fault(&text, sentence) {
                wrong.entry(fault).or_insert_with(|| (text, x.clone()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for section in
        ["top", "picture", "by-itself", "said", "people", "alike", "results", "hidden", "method", "words"]
    {
        assert!(sections.contains(section), "no case had {section}");
    }
}

/// The check finds what it is there to find.
#[test]
fn the_check_bites() {
    for wrong in [
        "It fell by NaN points.",
        "It rose by  1.2 points.",
        "Of 1 people it is said.",
        "It rose by 1 points.",
        "120\u{202f}% (12 of 10) improved.",
        "Twelve (of 13 improved.",
        "it begins small.",
        "It does not end",
        "It ends twice..",
        "There are – of 12.",
        "Of () it is said.",
    ] {
        assert!(fault(wrong, true).is_some(), "{wrong}");
    }
    for right in
        ["It rose by 1 point.", "63\u{202f}% (12 of 19) improved.", "In brackets (see above): 1 person."]
    {
        assert_eq!(fault(right, true), None, "{right}");
    }
}

/// Nothing that was done can be left out of the method statement.
#[test]
fn the_method_statement_leaves_nothing_out() {
    let release = disclose(tabulate(&study("threshold")).unwrap(), &study("threshold").job.spec.disclosure);
    let primary = release.primary().unwrap();
    let said = matchwell::report::words::method(primary, &Names::new(primary));
    let heads: Vec<&str> = said.iter().map(|(head, _)| *head).collect();
    for part in [
        "Question",
        "Who takes part",
        "Compared on",
        "Score",
        "Distance",
        "Matching",
        "Rules for partners",
        "Order and ties",
        "Survey weights",
        "Balance",
        "Estimate",
        "Uncertainty",
        "Disclosure",
        "Lock",
        "Software",
    ] {
        assert!(heads.contains(&part), "{part} is missing from {heads:?}");
    }
    let all: String = said.into_iter().map(|(_, words)| words + " ").collect();
    for fact in
        ["absolute width", "replacement", "variance", "seed", "Matchwell", "fewer than 10 people", "ties"]
    {
        assert!(all.contains(fact), "{fact}");
    }
}
