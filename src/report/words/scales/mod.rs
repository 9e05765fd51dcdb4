//! The people supported alone, in sentences: every percentage with how many of how many of whom.

use super::super::tables::descriptives::DescriptiveRecord;
use super::super::tables::scales::ScaleRecord;
use super::super::{Release, ReportError};
use super::numbers::{count, level, number, percent};

mod said;

/// Everything released about one scale.
#[derive(Debug, Clone)]
pub struct Scale<'a> {
    /// What must be known of it; any of its rows.
    pub about: &'a ScaleRecord,
    rows: Vec<&'a DescriptiveRecord>,
    means: Vec<&'a ScaleRecord>,
    /// What the people supported are called.
    pub people: &'a str,
}

/// Said once: nothing here is compared with anybody.
pub const NO_EFFECT: &str = "This is a change, not an effect: people who start badly off often improve by themselves. What the support added is in the comparison (\u{2018}Results, outcome by outcome\u{2019}).";

impl<'a> Scale<'a> {
    /// Every scale of a release, in order.
    ///
    /// # Errors
    /// [`ReportError::NoPrimary`] without a primary specification.
    pub fn all(release: &'a Release) -> Result<Vec<Self>, ReportError> {
        let primary = release.primary()?;
        let tables = release.tables();
        let mut names: Vec<&str> = tables.scales.iter().map(|s| s.scale.as_str()).collect();
        names.dedup();
        let one = |name: &str| {
            let means: Vec<&ScaleRecord> = tables.scales.iter().filter(|s| s.scale == name).collect();
            let mine = |d: &&DescriptiveRecord| {
                d.section.starts_with("scale_") && d.outcome.as_deref() == Some(name)
            };
            let rows = tables.descriptives.iter().filter(mine).collect();
            let about = *means.first()?;
            Some(Self { about, rows, means, people: &primary.treated_label })
        };
        Ok(names.into_iter().filter_map(one).collect())
    }

    /// Shares of a section at a time among a base, in order.
    #[must_use]
    pub fn shares(&self, section: &str, group: &str, base: &str) -> Vec<&'a DescriptiveRecord> {
        let mine = |d: &&&DescriptiveRecord| d.section == section && d.group == group && d.base == base;
        self.rows.iter().filter(mine).copied().collect()
    }

    /// Shares of a section, whatever the time and the base.
    #[must_use]
    pub fn section(&self, section: &str) -> Vec<&'a DescriptiveRecord> {
        self.rows.iter().filter(|d| d.section == section).copied().collect()
    }

    /// One share.
    #[must_use]
    pub fn share(&self, [section, group, base, category]: [&str; 4]) -> Option<&'a DescriptiveRecord> {
        self.shares(section, group, base).into_iter().find(|d| d.category.as_deref() == Some(category))
    }

    /// One mean.
    #[must_use]
    pub fn mean(&self, of: &str, base: &str) -> Option<&'a ScaleRecord> {
        self.means.iter().find(|m| m.mean_of == of && m.base == base).copied()
    }

    /// `true` if low scores are good.
    #[must_use]
    pub fn lower_is_better(&self) -> bool {
        self.about.better == "lower"
    }

    /// What a case is called.
    #[must_use]
    pub fn case(&self) -> &str {
        self.about.case_name.as_deref().unwrap_or("a case")
    }

    /// What the later time is called.
    #[must_use]
    pub fn later(&self) -> &str {
        self.about.follow_up.as_deref().unwrap_or("at follow-up")
    }

    /// `69 % (566 of 820)`.
    #[must_use]
    pub fn part(&self, row: Option<&DescriptiveRecord>) -> String {
        let Some(row) = row else { return "–".to_owned() };
        match (row.value, row.numerator, row.denominator) {
            (Some(v), Some(n), Some(d)) => {
                format!("{} ({} of {})", percent(v), count(Some(n)), count(Some(d)))
            }
            (None, _, Some(0.0)) => "nobody of nobody".to_owned(),
            _ => "a share that is withheld".to_owned(),
        }
    }

    /// Of whom a share is, in words.
    #[must_use]
    pub fn base(&self, base: &str) -> String {
        let (people, case) = (self.people, self.case());
        match base {
            "supported" => format!("all {people}"),
            "with_start" => format!("{people} with a start score"),
            "with_end" => format!("{people} with an end score"),
            "with_both" => format!("{people} with a start and an end score"),
            "with_all_three" => format!("{people} with a start, an end and a later score"),
            "not_followed_up" => format!("{people} with a start and an end score and no later one"),
            "answered_later" => format!("{people} who answered later"),
            "in_band_at_start" => format!("{people} with both scores who started there"),
            "cases_at_start" => format!("{people} with both scores who were classed as {case} at the start"),
            "non_cases_at_start" => {
                format!("{people} with both scores who were not classed as {case} at the start")
            }
            "cases_at_end" => format!("{people} with all three scores who were classed as {case} at the end"),
            "non_cases_at_end" => {
                format!("{people} with all three scores who were not classed as {case} at the end")
            }
            "left_case_by_end" => {
                format!(
                    "{people} with all three scores who were classed as {case} at the start and not at the end"
                )
            }
            "never_cases" => {
                format!(
                    "{people} with all three scores who were classed as {case} neither at the start nor at the end"
                )
            }
            "better_at_end" => {
                format!("{people} with all three scores whose end score was better than their start score")
            }
            other => other.to_owned(),
        }
    }

    /// What is counted, in words.
    #[must_use]
    pub fn category(&self, row: &DescriptiveRecord) -> String {
        let case = self.case();
        let benchmark = self.about.benchmark.map(level).unwrap_or_default();
        match row.category.as_deref().unwrap_or_default() {
            "case" => case.to_owned(),
            "non_case" => format!("not {case}"),
            "worse_end" => self.worse_end(),
            "others" => format!("not {}", self.worse_end()),
            "below" => format!("below {benchmark}"),
            "at_or_above" => format!("at or above {benchmark}"),
            "better" => "better".to_owned(),
            "same" => "the same".to_owned(),
            "worse" => "worse".to_owned(),
            "improved" => format!("better by {} or more", self.step()),
            "little_change" => format!("changed by less than {}", self.step()),
            "worsened" => format!("worse by {} or more", self.step()),
            "left_case" => format!("no longer {case}"),
            "still_case" => format!("still {case}"),
            "became_case" => format!("became {case}"),
            "relapsed" => format!("{case} again"),
            "still_no_case" => format!("still not {case}"),
            "with_start" => "with a start score".to_owned(),
            "with_end" => "with an end score".to_owned(),
            "with_both" => "with both".to_owned(),
            "with_follow_up" => "with a later score that counts".to_owned(),
            "with_all_three" => "with all three".to_owned(),
            "too_soon" => "answered too soon to count".to_owned(),
            "undated" => "answered nobody knows when".to_owned(),
            other => other.to_owned(),
        }
    }

    /// The smallest change that counts.
    fn step(&self) -> String {
        format!(
            "{} {}",
            level(self.about.meaningful.unwrap_or(1.0)),
            self.unit(self.about.meaningful.unwrap_or(1.0))
        )
    }

    fn worse_end(&self) -> String {
        let limit = self.about.worse_end.map(level).unwrap_or_default();
        format!(
            "at the worse end of the scale ({limit} or {})",
            if self.lower_is_better() { "more" } else { "less" }
        )
    }

    /// `point` for one, `points` for any other number.
    fn unit(&self, value: f64) -> &str {
        let unit = self.about.unit.as_str();
        if value == 1.0 { unit.strip_suffix('s').unwrap_or(unit) } else { unit }
    }

    /// `7.1 (7.0 to 7.2)`.
    #[must_use]
    pub fn figure(&self, m: Option<&ScaleRecord>) -> String {
        let Some(m) = m else { return "–".to_owned() };
        match (m.mean, m.lower, m.upper) {
            (Some(v), Some(l), Some(u)) => format!("{} ({} to {})", number(v, 1), number(l, 1), number(u, 1)),
            (Some(v), ..) => number(v, 1),
            _ if m.suppressed => "withheld".to_owned(),
            _ => "–".to_owned(),
        }
    }

    /// How sure the interval is, in words.
    #[must_use]
    pub fn interval(&self) -> String {
        let m = self.means.iter().find(|m| m.lower.is_some());
        let Some(m) = m else { return String::new() };
        let how = match (m.variance.as_str(), m.clusters) {
            ("t", _) => "by Student\u{2019}s t".to_owned(),
            (_, Some(n)) => format!(
                "allowing for people of one site or worker to be alike ({} of them)",
                count(Some(n as f64))
            ),
            _ => "allowing for people of the same site or worker to be alike".to_owned(),
        };
        let few = m.clusters.is_some_and(|n| n < 10);
        let doubt = if few { " With so few of them the intervals are not to be relied on." } else { "" };
        format!("In brackets: {} intervals of means, {how}.{doubt}", percent(m.level.unwrap_or(0.95)))
    }
}
