//! Questionnaires as data: one file each in `data-schemas/instruments`.

use crate::cohort::{Better, Case};
use serde::Deserialize;
use std::sync::LazyLock;

/// The files, in the order they are listed to readers.
const FILES: [&str; 16] = [
    include_str!("../../data-schemas/instruments/ucla3.toml"),
    include_str!("../../data-schemas/instruments/ons_loneliness.toml"),
    include_str!("../../data-schemas/instruments/dejong6.toml"),
    include_str!("../../data-schemas/instruments/swemwbs.toml"),
    include_str!("../../data-schemas/instruments/swemwbs_raw.toml"),
    include_str!("../../data-schemas/instruments/wemwbs.toml"),
    include_str!("../../data-schemas/instruments/who5.toml"),
    include_str!("../../data-schemas/instruments/ons_satisfied.toml"),
    include_str!("../../data-schemas/instruments/ons_worthwhile.toml"),
    include_str!("../../data-schemas/instruments/ons_happy.toml"),
    include_str!("../../data-schemas/instruments/ons_anxious.toml"),
    include_str!("../../data-schemas/instruments/gad7.toml"),
    include_str!("../../data-schemas/instruments/phq9.toml"),
    include_str!("../../data-schemas/instruments/lsns6.toml"),
    include_str!("../../data-schemas/instruments/casp19.toml"),
    include_str!("../../data-schemas/instruments/cesd8.toml"),
];

/// A questionnaire and how it is scored.
///
/// ```text
/// score = table[ multiply * sum of points over items ]     (table: only where there is one)
/// ```
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// Name in jobs, such as `ucla3`.
    pub name: String,
    /// What readers see, such as `Loneliness (UCLA 3-item)`.
    pub label: String,
    /// Full title.
    pub title: String,
    /// Which end is better.
    pub better: Better,
    /// Lowest and highest score.
    pub range: (f64, f64),
    /// Smallest change that counts, in points of the score.
    pub meaningful: f64,
    /// Unit of the score in words.
    pub unit: String,
    /// Where all of this is written.
    pub source: String,
    /// Who is a case.
    #[serde(default)]
    pub case: Option<Case>,
    /// What the sum of points is multiplied by.
    #[serde(default = "one")]
    pub multiply: f64,
    /// From sums to scores, where the score is read off a table.
    #[serde(default)]
    pub table: Vec<(f64, f64)>,
    /// What happens when answers are missing.
    pub missing: MissingRule,
    /// The items, in order.
    pub item: Vec<Item>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// What is asked, in short.
    pub text: String,
    /// Lowest and highest answer code; whole numbers between them are valid.
    pub codes: (i64, i64),
    /// Points for each code from the lowest up. Without it, a code is worth itself.
    #[serde(default)]
    pub points: Vec<f64>,
}

/// How many answers may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissingRule {
    /// At most this many; with more the score is missing.
    pub allowed: usize,
    /// What a missing answer counts.
    #[serde(default)]
    pub fill: Fill,
}

/// What a missing answer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fill {
    /// Nothing.
    #[default]
    Zero,
    /// The mean of the person's other answers.
    Mean,
}

fn one() -> f64 {
    1.0
}

static INSTRUMENTS: LazyLock<Vec<Instrument>> = LazyLock::new(|| {
    let read = |text: &str| toml::from_str(text).expect("the instrument files are checked by the tests");
    FILES.iter().map(|text| read(text)).collect()
});

/// All instruments.
#[must_use]
pub fn instruments() -> &'static [Instrument] {
    &INSTRUMENTS
}

/// The instrument called `name`.
///
/// ```
/// let ucla = matchwell::score::instrument("ucla3").unwrap();
/// assert_eq!(ucla.score(&[Some(3.0), Some(1.0), Some(2.0)]), Some(6.0));
/// assert_eq!(ucla.score(&[Some(3.0), None, Some(2.0)]), None);
/// ```
#[must_use]
pub fn instrument(name: &str) -> Option<&'static Instrument> {
    instruments().iter().find(|i| i.name == name)
}

impl Item {
    /// `true` if `answer` is one of the item's codes.
    #[must_use]
    pub fn admits(&self, answer: f64) -> bool {
        answer.fract() == 0.0 && (self.codes.0 as f64..=self.codes.1 as f64).contains(&answer)
    }

    /// What a valid answer is worth.
    #[must_use]
    pub fn points(&self, answer: f64) -> f64 {
        let at = (answer - self.codes.0 as f64).max(0.0);
        self.points.iter().enumerate().find(|(code, _)| *code as f64 == at).map_or(answer, |(_, p)| *p)
    }
}

impl Instrument {
    /// The score of one person's valid answers, in item order; `None` where too many are missing.
    #[must_use]
    pub fn score(&self, answers: &[Option<f64>]) -> Option<f64> {
        let (mut sum, mut answered) = (0.0, 0);
        for (item, answer) in self.item.iter().zip(answers) {
            if let Some(answer) = answer {
                sum += item.points(*answer);
                answered += 1;
            }
        }
        let items = self.item.len();
        if answered == 0 || items - answered > self.missing.allowed {
            return None;
        }
        if self.missing.fill == Fill::Mean && answered < items {
            sum = sum * items as f64 / answered as f64;
        }
        self.converted(sum * self.multiply)
    }

    /// `true` if a person can have the score `value`: it lies in the range and, where scores are read
    /// off a table, it stands in the table (to two decimals, as published).
    #[must_use]
    pub fn can_be(&self, value: f64) -> bool {
        let listed = self.table.is_empty() || self.table.iter().any(|(_, s)| (s - value).abs() < 0.005);
        listed && (self.range.0..=self.range.1).contains(&value)
    }

    fn converted(&self, sum: f64) -> Option<f64> {
        if self.table.is_empty() {
            return Some(sum);
        }
        self.table.iter().find(|(raw, _)| *raw == sum).map(|(_, score)| *score)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_instrument_keeps_its_own_rules() {
        for i in instruments() {
            let worth = |best: fn(f64, f64) -> f64, item: &Item| {
                let codes = (item.codes.0..=item.codes.1).map(|c| item.points(c as f64));
                codes.reduce(best).unwrap()
            };
            for (end, best) in [(i.range.0, f64::min as fn(f64, f64) -> f64), (i.range.1, f64::max)] {
                let sum: f64 = i.item.iter().map(|item| worth(best, item)).sum();
                assert_eq!(i.converted(sum * i.multiply), Some(end), "{}", i.name);
            }
            let wide = |item: &Item| usize::try_from(item.codes.1 - item.codes.0 + 1).unwrap();
            assert!(i.item.iter().all(|x| x.points.is_empty() || x.points.len() == wide(x)), "{}", i.name);
            assert!(i.table.is_empty() || i.missing.allowed == 0, "{}: no table for prorated sums", i.name);
            assert!(i.meaningful > 0.0 && !i.source.is_empty());
            assert_eq!(instruments().iter().filter(|o| o.name == i.name).count(), 1);
        }
    }

    #[test]
    fn published_examples() {
        let score = |name: &str, answers: &[f64]| {
            let answers: Vec<_> = answers.iter().map(|&a| Some(a)).collect();
            instrument(name).unwrap().score(&answers)
        };
        assert_eq!(score("ucla3", &[1.0, 1.0, 1.0]), Some(3.0));
        // Stewart-Brown and others (2009): raw 25 is 22.35, raw 30 is 27.03.
        assert_eq!(score("swemwbs", &[3.0, 4.0, 4.0, 4.0, 3.0, 4.0, 3.0]), Some(22.35));
        assert_eq!(score("swemwbs_raw", &[3.0, 4.0, 4.0, 4.0, 3.0, 4.0, 3.0]), Some(25.0));
        assert_eq!(score("who5", &[5.0; 5]), Some(100.0));
        // Emotional items count yes and more or less, social items no and more or less.
        assert_eq!(score("dejong6", &[1.0, 2.0, 3.0, 1.0, 2.0, 3.0]), Some(4.0));
        // `Happy` and `enjoyed life` count when they are denied.
        assert_eq!(score("cesd8", &[2.0, 2.0, 2.0, 2.0, 1.0, 2.0, 2.0, 2.0]), Some(3.0));
    }

    #[test]
    fn missing_answers_follow_the_rule_of_the_instrument() {
        let dejong = instrument("dejong6").unwrap();
        let one = [Some(1.0), None, Some(1.0), Some(3.0), Some(3.0), Some(3.0)];
        assert_eq!(dejong.score(&one), Some(5.0));
        assert_eq!(dejong.score(&[Some(1.0), None, None, Some(3.0), Some(3.0), Some(3.0)]), None);
        let mut answers = [Some(3.0); 14];
        answers[..3].fill(None);
        assert_eq!(instrument("wemwbs").unwrap().score(&answers), Some(42.0));
    }
}
