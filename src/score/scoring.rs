//! What answers are worth, and which scores there can be.

use super::instrument::{Fill, Instrument, Item, MissingRule, Subscale};

/// How near a given score must be to one of a conversion table: tables are published to two decimals.
const AS_PUBLISHED: f64 = 0.005;

/// Scores looked at when bands are checked; no questionnaire comes near.
const MOST_SCORES: u32 = 100_000;

impl Item {
    /// `true` if `answer` is one of the item's codes.
    #[must_use]
    pub fn admits(&self, answer: f64) -> bool {
        answer.fract() == 0.0 && (self.codes.0 as f64..=self.codes.1 as f64).contains(&answer)
    }

    /// What a valid answer is worth.
    ///
    /// ```text
    /// points[code - lowest], or the code itself; reversed: what lowest + highest - code is worth
    /// ```
    #[must_use]
    pub fn points(&self, answer: f64) -> f64 {
        let (low, high) = (self.codes.0 as f64, self.codes.1 as f64);
        let code = if self.reverse { low + high - answer } else { answer };
        let at = (code - low).max(0.0);
        self.points.iter().enumerate().find(|(i, _)| *i as f64 == at).map_or(code, |(_, p)| *p)
    }

    /// What each code is worth, from the lowest code up.
    pub(super) fn worth(&self) -> impl Iterator<Item = f64> + '_ {
        (self.codes.0..=self.codes.1).map(|code| self.points(code as f64))
    }
}

impl Instrument {
    /// The score of one person's valid answers, in item order; `None` where too many are missing.
    ///
    /// Missing answers, where the rule allows some, count nothing or the mean of the others' points.
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
        if answered == 0 || items - answered > self.missing.allowed as usize {
            return None;
        }
        if self.missing.fill == Fill::Mean && answered < items {
            sum = sum * items as f64 / answered as f64;
        }
        self.converted(sum * self.multiply)
    }

    /// `true` if a person can have the score `value`.
    ///
    /// It lies in the range; where scores are read off a table, it stands in the table (to two
    /// decimals, as published); where they are sums of whole points that nothing is filled in for, it
    /// is such a sum. So a raw sum is no score of an instrument with a table, nor the other way round.
    #[must_use]
    pub fn can_be(&self, value: f64) -> bool {
        let listed = if self.table.is_empty() {
            !self.whole() || (value / self.multiply).fract() == 0.0
        } else {
            self.table.iter().any(|(_, s)| (s - value).abs() < AS_PUBLISHED)
        };
        listed && (self.range.0..=self.range.1).contains(&value)
    }

    /// `true` if every score is a whole number of points times `multiply`.
    fn whole(&self) -> bool {
        let filled = self.missing.fill == Fill::Mean && self.missing.allowed > 0;
        !filled && self.item.iter().flat_map(Item::worth).all(|p| p.fract() == 0.0)
    }

    /// Every score there can be without missing answers, where points are whole; ascending.
    pub(super) fn possible(&self) -> Vec<f64> {
        if !self.table.is_empty() {
            return self.table.iter().map(|(_, score)| *score).collect();
        }
        let ends = |best: fn(f64, f64) -> f64| -> f64 {
            self.item.iter().filter_map(|item| item.worth().reduce(best)).sum()
        };
        let (low, high) = (ends(f64::min), ends(f64::max));
        let sums = (0..MOST_SCORES).map(|k| low + f64::from(k)).take_while(|s| *s <= high);
        sums.map(|s| s * self.multiply).collect()
    }

    /// The score that a sum of points stands for.
    pub(super) fn converted(&self, sum: f64) -> Option<f64> {
        if self.table.is_empty() {
            return Some(sum);
        }
        self.table.iter().find(|(raw, _)| *raw == sum).map(|(_, score)| *score)
    }

    /// The band that a score lies in.
    #[must_use]
    pub fn band_of(&self, score: f64) -> Option<&str> {
        self.band.iter().find(|b| (b.from..=b.to).contains(&score)).map(|b| b.name.as_str())
    }

    /// A sub-scale as an instrument of its own, called `<instrument>.<sub-scale>`.
    pub(super) fn part(&self, subscale: &Subscale) -> Self {
        let items = subscale.items.iter().filter_map(|n| self.item.get(n.checked_sub(1)?));
        Self {
            name: format!("{}.{}", self.name, subscale.name),
            label: subscale.label.clone(),
            title: format!("{}: {}", self.title, subscale.name.replace('_', " ")),
            range: subscale.range,
            meaningful: subscale.meaningful.unwrap_or(self.meaningful),
            case: subscale.case.clone(),
            band: subscale.band.clone(),
            table: Vec::new(),
            missing: subscale.missing.unwrap_or(MissingRule { allowed: 0, fill: Fill::Zero }),
            item: items.cloned().collect(),
            subscale: Vec::new(),
            fact: subscale.fact.clone(),
            retest: None,
            ..self.clone()
        }
    }

    /// The instrument and each of its sub-scales.
    pub(super) fn with_parts(self) -> Vec<Self> {
        let parts: Vec<Self> = self.subscale.iter().map(|s| self.part(s)).collect();
        std::iter::once(self).chain(parts).collect()
    }
}
