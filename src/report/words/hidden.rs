//! How strong a hidden difference would have to be, in sentences.

use super::super::Release;
use super::super::tables::effects::EffectRecord;
use super::super::tables::sensitivity::SensitivityRecord;
use super::band::about;
use super::effects::contrast;
use super::numbers::{level, measured, number, percent, points};
use super::{Names, OutcomeWords};

/// What is known about hidden differences behind one effect.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hidden {
    /// Sensitivity value of its main test.
    pub gamma: Option<f64>,
    /// Why there is none.
    pub reason: Option<String>,
    /// `true` if the test is not significant even without a hidden bias.
    pub chance: bool,
    /// `true` if the interval of the effect itself excludes none all the same.
    pub clear: bool,
    /// E-value of the effect, and of the limit nearer to none.
    pub e_values: (Option<f64>, Option<f64>),
    /// Robustness value of the effect, and of its interval.
    pub robustness: (Option<f64>, Option<f64>),
}

/// Tests that the sensitivity value is taken from, one of which every effect in sets has.
const TESTS: [&str; 3] = ["m_statistic", "mcnemar", "mantel_haenszel"];

impl Hidden {
    /// What the released table says about one effect; `None` where nothing was asked or it is withheld.
    #[must_use]
    pub fn of(release: &Release, e: &EffectRecord) -> Option<Self> {
        let rows = |analysis: &str| about(release, e, analysis);
        let value = |analysis: &str| rows(analysis).iter().find_map(|r| r.value);
        let test = TESTS.iter().flat_map(|t| rows(t)).find(|r| r.parameter.is_none());
        let refused = rows("rosenbaum").into_iter().next();
        let found = Self {
            gamma: test.and_then(|r| r.value),
            reason: refused.and_then(|r| r.null_reason.clone()),
            chance: test.is_some_and(|r| r.value.is_none() && !r.suppressed),
            clear: e.lower.zip(e.upper).is_some_and(|(l, u)| outside(l, u, e)),
            e_values: (value("e_value"), value("e_value_limit")),
            robustness: (value("robustness"), value("robustness_limit")),
        };
        let asked =
            found != Self { clear: found.clear, ..Self::default() } && !test.is_some_and(|r| r.suppressed);
        asked.then_some(found)
    }

    /// The sensitivity value for a table.
    #[must_use]
    pub fn gamma_cell(&self) -> String {
        match (self.gamma, self.chance) {
            (Some(g), _) => level(g),
            (_, true) => "not clear of chance".to_owned(),
            _ => "–".to_owned(),
        }
    }
}

/// `true` if an interval does not hold the value of no effect.
fn outside(lower: f64, upper: f64, e: &EffectRecord) -> bool {
    let none = if e.is_ratio() { 1.0 } else { 0.0 };
    lower > none || upper < none
}

/// What the bounds say about one effect, in plain words.
#[must_use]
pub fn hidden(found: &Hidden, names: &Names) -> String {
    if found.chance && found.clear {
        return "The test that such bounds rest on, which holds outliers back, is not significant to begin with, although the interval of the difference is clear of nought: there is nothing for a hidden difference to undo.".to_owned();
    }
    if found.chance {
        return "Chance alone could explain this difference, so no hidden one is needed.".to_owned();
    }
    let Some(gamma) = found.gamma else {
        return found.reason.as_ref().map_or_else(String::new, |reason| {
            format!(
                "How much hidden bias in who became one of the {} it withstands cannot be said: {reason}.",
                names.treated
            )
        });
    };
    let much = match gamma {
        g if g < 1.2 => "That is next to nothing: people alike on paper easily differ by more",
        g if g < 1.5 => "That is little: an ordinary trait that nobody wrote down could do it",
        g if g < 2.5 => "That is a good deal: it would take a strong trait that nobody wrote down",
        _ => "That is a great deal: it would take a trait stronger than most that are ever measured",
    };
    format!(
        "Two people who are alike in everything matched on could differ in their odds of being supported by a factor of up to {}, because of something unseen, and the difference would still be more than chance. {much}.",
        level(gamma)
    )
}

/// The sensitivity value of the headline as two strengths of one unseen trait.
#[must_use]
pub fn amplified(release: &Release, e: &EffectRecord, names: &Names) -> Option<String> {
    let rows = about(release, e, "amplification");
    let pair = |r: &&SensitivityRecord| Some((r.strength?, r.second_strength?));
    let pairs: Vec<(f64, f64)> = rows.iter().filter_map(pair).collect();
    // The most even of them, and one with more weight on support.
    let uneven = |p: &(f64, f64)| libm::log(p.0 / p.1).abs();
    let first = pairs.iter().min_by(|a, b| uneven(a).total_cmp(&uneven(b)))?;
    let o = names.outcome(&e.outcome);
    let second = pairs.iter().find(|p| p.0 > first.0);
    let other = second.map_or_else(String::new, |p| {
        format!(" So would one that multiplies them by {} and {}.", times(p.0), times(p.1))
    });
    Some(format!(
        "An unseen trait that multiplies the odds of being supported by {} and the odds of {} by {} would be strong enough to undo it; weaker ones would not.{other}",
        times(first.0),
        event(e, &o),
        times(first.1)
    ))
}

fn times(v: f64) -> String {
    if v < 10.0 { level((v * 10.0).round() / 10.0) } else { number(v, 0) }
}

/// What an unseen trait would have to make more likely.
fn event(e: &EffectRecord, o: &OutcomeWords) -> String {
    let less = e.difference.is_some_and(|d| d < 0.0);
    if e.is_proportion() {
        let what = match e.contrast.as_str() {
            "value" | "end" => o.label.clone(),
            other => format!("having {}", contrast(o, other).to_lowercase()),
        };
        return if less { format!("not {what}") } else { what };
    }
    let word = if less { "lower" } else { "higher" };
    match e.contrast.as_str() {
        "change" => format!("a change that is {word} than the partner's"),
        _ => format!("a value that is {word} than the partner's"),
    }
}

/// What one placebo shows.
#[must_use]
pub fn placebo(r: &SensitivityRecord, level_of: f64) -> String {
    let Some(d) = r.estimate else {
        return r.null_reason.clone().unwrap_or_else(|| "withheld".to_owned());
    };
    let size = if r.proportion { points(d) } else { measured(d, &r.unit) };
    match r.p_value {
        Some(p) if p < 1.0 - level_of => {
            format!("{}: they differ, where the programme can have done nothing", size.trim())
        }
        Some(_) => format!("{}: no more than chance", size.trim()),
        None => size.trim().to_owned(),
    }
}

/// What E-values and robustness values say about one effect.
#[must_use]
pub(in super::super) fn strengths(found: &Hidden) -> Vec<String> {
    let mut out = Vec::new();
    if let (Some(e), limit) = found.e_values {
        let of_limit = limit.map_or_else(String::new, |l| {
            if l > 1.0 {
                format!(", and by {} to take its interval there", number(l, 1))
            } else {
                ", and the interval reaches no effect without one".to_owned()
            }
        });
        out.push(format!(
            "In ratios (E-value): an unseen trait would have to multiply both the chance of being supported and the chance of the outcome by at least {} to leave no effect{of_limit}.",
            number(e, 1)
        ));
    }
    if let (Some(v), limit) = found.robustness {
        let of_limit = match limit {
            Some(l) if l > 0.0 => format!(", and {} to take its interval to nought", percent(l)),
            _ => ", and its interval holds nought without one".to_owned(),
        };
        out.push(format!(
            "In a linear regression of the matched people (robustness value): an unseen variable would have to tell {} of what is left both of who was supported and of the outcome to leave no difference{of_limit}.",
            percent(v)
        ));
    }
    out
}
