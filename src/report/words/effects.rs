//! Effects in sentences.

use super::super::tables::effects::EffectRecord;
use super::super::tables::specifications::SpecificationRecord;
use super::numbers::{self, counted, interval, level, measured, number, people, percent, points};
use super::{Names, OutcomeWords};

/// More people than any programme has.
const UNTHINKABLE: f64 = 1e7;

/// For whom a difference speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The treated did better, and chance alone is an unlikely explanation.
    Better,
    /// The treated did worse, likewise.
    Worse,
    /// The data cannot tell.
    Unclear,
    /// There is no interval.
    Unknown,
}

/// What a contrast is called in a table.
#[must_use]
pub fn contrast(o: &OutcomeWords, contrast: &str) -> String {
    let case = o.case.as_deref().unwrap_or("a case");
    match contrast {
        "change" => "Mean change".to_owned(),
        "end" => "Mean at the end".to_owned(),
        "improved" => "Improved".to_owned(),
        "unchanged" => "Stayed the same".to_owned(),
        "worsened" => "Worsened".to_owned(),
        "left_case" => format!("No longer {case}"),
        "became_case" => format!("Became {case}"),
        "value" => "Value".to_owned(),
        other => other.to_owned(),
    }
}

/// What a share of people did: `improved by 1 point or more`.
fn did(o: &OutcomeWords, contrast: &str) -> String {
    let case = o.case.as_deref().unwrap_or("a case");
    let step = measured(o.meaningful, &o.unit);
    match contrast {
        "improved" => format!("improved by {step} or more on {}", o.label),
        "worsened" => format!("got worse by {step} or more on {}", o.label),
        "unchanged" => format!("stayed about the same on {}", o.label),
        "left_case" => format!("were {case} at the start and no longer at the end"),
        "became_case" => format!("were not {case} at the start but were at the end"),
        _ => "said yes".to_owned(),
    }
}

/// What a mean did: `fell by 1.8 points`, `averaged 6,349 dollars`.
fn stood(e: &EffectRecord, mean: f64) -> String {
    let size = |v| if e.is_proportion() { percent(v) } else { quantity(e, v) };
    match mean {
        m if e.is_proportion() => format!("was {}", size(m)),
        m if e.contrast != "change" => format!("averaged {}", size(m)),
        m if level(m) == "0" => "did not change".to_owned(),
        m if m < 0.0 => format!("fell by {}", size(-m)),
        m => format!("rose by {}", size(m)),
    }
}

/// A word with a capital first letter.
#[must_use]
pub fn capital(word: &str) -> String {
    super::said::capital(word)
}

/// What a percentage or mean is of, for the foot of a table.
#[must_use]
pub fn base(o: &OutcomeWords, base: &str) -> String {
    let case = o.case.as_deref().unwrap_or("a case");
    match base {
        "all_matched" => "all in the comparison".to_owned(),
        "all_eligible" => "all who are eligible".to_owned(),
        "could_improve" => "those who could improve (not at the best score at the start)".to_owned(),
        "could_worsen" => "those who could worsen (not at the worst score at the start)".to_owned(),
        "cases_at_start" => format!("those {case} at the start"),
        "non_cases_at_start" => format!("those not {case} at the start"),
        other => other.to_owned(),
    }
}

/// One arm's figure with numerator, denominator and effective size: `63 % (142 of 226)`.
#[must_use]
pub fn arm(e: &EffectRecord, treated: bool) -> String {
    let (mean, number, events) = if treated {
        (e.treat_mean, e.treat_number, e.treat_numerator)
    } else {
        (e.comparison_mean, e.comparison_number, e.comparison_numerator_weighted)
    };
    let Some(mean) = mean else {
        return if e.suppressed { "withheld" } else { "–" }.to_owned();
    };
    let n = number.map(|n| n as f64);
    if e.is_proportion() {
        format!("{} ({})", percent(mean), part(events, number))
    } else {
        format!("{} ({})", quantity(e, mean), people(n))
    }
}

/// A mean with its unit.
#[must_use]
pub fn quantity(e: &EffectRecord, value: f64) -> String {
    measured(value, e.natural_unit())
}

/// The absolute difference: `20 percentage points (12 to 28)`.
#[must_use]
pub fn difference(e: &EffectRecord) -> String {
    let Some(d) = e.difference else { return why_not(e) };
    let words = if e.is_proportion() { points(d) } else { quantity(e, d) };
    match (e.difference_lower, e.difference_upper) {
        (Some(l), Some(u)) => format!("{words} ({})", limits(e, l, u)),
        _ => words,
    }
}

/// The estimate of a ratio or another measure without a unit to say: `1.47 (1.23 to 1.75)`.
#[must_use]
pub fn ratio(e: &EffectRecord) -> String {
    let Some(r) = e.estimate else { return why_not(e) };
    match (e.lower, e.upper) {
        (Some(l), Some(u)) => format!("{} ({})", level(r), numbers::limits(l, u)),
        _ => level(r),
    }
}

fn why_not(e: &EffectRecord) -> String {
    e.null_reason.clone().unwrap_or_else(|| "not available".to_owned())
}

/// The two limits of the difference.
#[must_use]
pub fn limits(e: &EffectRecord, lower: f64, upper: f64) -> String {
    if !e.is_proportion() {
        return numbers::limits(lower, upper);
    }
    let bare = |v: f64| {
        let words = points(v);
        words.split(' ').next().unwrap_or_default().to_owned()
    };
    interval(lower, upper, bare)
}

/// For whom the difference speaks.
#[must_use]
pub fn verdict(e: &EffectRecord, o: &OutcomeWords) -> Verdict {
    let (Some(l), Some(u)) = (e.difference_lower, e.difference_upper) else { return Verdict::Unknown };
    let more_is_good = match e.contrast.as_str() {
        "improved" | "left_case" => true,
        "worsened" | "became_case" => false,
        _ => !o.lower_is_better,
    };
    match (l > 0.0, u < 0.0) {
        (true, _) if more_is_good => Verdict::Better,
        (_, true) if !more_is_good => Verdict::Better,
        (false, false) => Verdict::Unclear,
        _ => Verdict::Worse,
    }
}

/// The finding in two sentences: what each arm did, and how much more.
#[must_use]
pub fn finding(e: &EffectRecord, names: &Names) -> String {
    let o = names.outcome(&e.outcome);
    let (treated, comparison) = (&names.treated, &names.comparison);
    let (Some(t), Some(c), Some(_)) = (e.treat_mean, e.comparison_mean, e.difference) else {
        let what = contrast(&o, &e.contrast).to_lowercase();
        return format!("{}, {what}: no figure can be given ({}).", o.label, why_not(e));
    };
    if e.is_proportion() && e.contrast != "value" {
        let of = restricted(e, &o);
        return format!(
            "{} of {treated} ({}) {}{of}. Among similar {comparison} it was {} ({}).",
            percent(t),
            part(e.treat_numerator, e.treat_number),
            did(&o, &e.contrast),
            percent(c),
            part(e.comparison_numerator_weighted, e.comparison_number),
        );
    }
    let (t, c) = (stood(e, t), stood(e, c));
    format!("{} {t} among {treated}. Among similar {comparison} it {c}.", o.label)
}

/// The headline in one sentence: whom it is about, what each arm did, the difference and its interval.
///
/// * `s`: the specification it comes from, with the label of the estimand and the level of confidence.
#[must_use]
pub fn headline(e: &EffectRecord, s: &SpecificationRecord, names: &Names) -> String {
    let o = names.outcome(&e.outcome);
    let (Some(t), Some(c), Some(d)) = (e.treat_mean, e.comparison_mean, e.difference) else {
        return finding(e, names);
    };
    let label = s.label.as_deref().unwrap_or_default();
    let whom = match label.strip_prefix("the effect ") {
        Some(whom) => capital(whom),
        None => format!("Among {}", names.treated),
    };
    let comparison = &names.comparison;
    let told = if e.is_proportion() && e.contrast != "value" {
        let of = restricted(e, &o);
        format!(
            "{} ({}) {}{of}, against {} ({}) of similar {comparison}",
            percent(t),
            part(e.treat_numerator, e.treat_number),
            did(&o, &e.contrast),
            percent(c),
            part(e.comparison_numerator_weighted, e.comparison_number),
        )
    } else {
        format!("{} {}; among similar {comparison} it {}", o.label, stood(e, t), stood(e, c))
    };
    let size = if e.is_proportion() { points(d) } else { quantity(e, d) };
    let more = if d > 0.0 && e.contrast != "change" {
        format!("{size} more")
    } else {
        format!("a difference of {size}")
    };
    format!("{whom}, {told}: {more} ({}).", sureness(e, s.level))
}

/// A base that is not everybody, as part of a sentence.
fn restricted(e: &EffectRecord, o: &OutcomeWords) -> String {
    if e.base == "all_matched" { String::new() } else { format!(", among {}", base(o, &e.base)) }
}

/// The interval in words: `95 % interval 78 to 2,929`.
fn sureness(e: &EffectRecord, confidence: Option<f64>) -> String {
    match (e.difference_lower, e.difference_upper) {
        (Some(l), Some(u)) => {
            format!("{} interval {}", percent(confidence.unwrap_or(0.95)), limits(e, l, u))
        }
        _ => "no interval could be worked out".to_owned(),
    }
}

/// Numerator and denominator in words.
fn part(events: Option<f64>, of: Option<i64>) -> String {
    match (events, of) {
        (Some(events), Some(of)) => format!("{} of {}", number(events, 0), number(of as f64, 0)),
        (None, Some(of)) => format!("modelled, of {}", number(of as f64, 0)),
        (_, None) => "base withheld".to_owned(),
    }
}

/// The difference in one sentence, with its interval and its confidence level.
#[must_use]
pub fn gap(e: &EffectRecord, confidence: Option<f64>) -> String {
    let Some(d) = e.difference else { return String::new() };
    let size = if e.is_proportion() { points(d) } else { quantity(e, d) };
    let first = if d > 0.0 && e.contrast != "change" {
        format!("That is {size} more")
    } else {
        format!("The difference is {size}")
    };
    format!("{first} ({}).", sureness(e, confidence))
}

/// What these people could have shown, where the interval holds nought; empty otherwise.
#[must_use]
pub fn detectable(e: &EffectRecord) -> String {
    let open = e.difference_lower.zip(e.difference_upper).is_some_and(|(l, u)| l <= 0.0 && u >= 0.0);
    let Some(d) = e.detectable.filter(|d| open && *d > 0.0) else { return String::new() };
    let size = if e.is_proportion() { points(d) } else { quantity(e, d) };
    let needed = e.number_needed_to_detect.filter(|n| n.is_finite() && *n < UNTHINKABLE).map_or_else(
        || " The one seen is too near to nought for any number of people to tell it from nought.".to_owned(),
        |n| {
            let people = counted(n, "person", "people");
            format!(" To tell one of the size seen from nought would take about {people} in each group.")
        },
    );
    format!(
        "That is an answer about how many people there were: with these, a difference of {size} or more would be found \
         four times out of five, a smaller one less often.{needed}"
    )
}

/// What the interval says, without ever saying that there is no effect.
#[must_use]
pub fn reading(verdict: Verdict, names: &Names) -> String {
    let (treated, comparison) = (&names.treated, &names.comparison);
    match verdict {
        Verdict::Better => format!(
            "The whole interval is in favour of the {treated}: chance alone is an unlikely explanation."
        ),
        Verdict::Worse => format!(
            "The whole interval is against the {treated}: they did worse than similar {comparison}, and chance alone is an unlikely explanation."
        ),
        Verdict::Unclear => {
            "The interval holds nought: these data cannot tell whether support made things better or worse, nor that it made no difference. It would take more people to tell, which is not to say that the programme fails.".to_owned()
        }
        Verdict::Unknown => "Without an interval nothing can be said about chance.".to_owned(),
    }
}
