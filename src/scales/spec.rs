//! `[scales]`: measures of the people supported alone.

use crate::cohort::{Better, Case};
use crate::job::{FieldSpec, ItemsSpec};
use crate::score::{Band, Time};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A measure of the people supported at the start, at the end and, where it was asked once more, later.
///
/// Either the scores of an outcome that the job declares (`outcome = "loneliness"`), or a measure of its own with the
/// columns of each time. It is about the people supported alone: a change, not an effect, and never matched on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScaleSpec {
    /// Outcome whose start and end scores are taken, with its instrument, label and rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// Instrument whose items are scored, such as `swemwbs`. Without it (and without `outcome`): plain numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    /// What readers see instead of the name; from the instrument, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Unit of the scores in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Which end of the scale is better; from the instrument, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub better: Option<Better>,
    /// Lowest and highest possible score; from the instrument, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<(f64, f64)>,
    /// Who is a case; from the instrument, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<Case>,
    /// Score at the start: one column, or the items of the instrument.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<ItemsSpec>,
    /// Score at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<ItemsSpec>,
    /// Score some time after the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<ItemsSpec>,
    /// Weeks from the end to the follow-up: a number for everybody, or a column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up_weeks: Option<WeeksSpec>,
    /// Follow-ups sooner than this many weeks after the end do not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least_weeks: Option<f64>,
    /// What the later time is called, such as `three months or more after support`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up_label: Option<String>,
    /// Smallest change that counts as meaningful, in points; from the outcome or instrument, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaningful: Option<f64>,
    /// A score at this or worse lies at the worse end of the scale, such as 8 on a scale of loneliness from 3 to 9.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worse_end: Option<f64>,
    /// Named ranges of the score, from the lowest up; from the instrument, if there is one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<Band>,
    /// A published level to set the scores against, such as a national average.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benchmark: Option<BenchmarkSpec>,
}

/// Weeks from the end to the follow-up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum WeeksSpec {
    /// The same for everybody.
    Weeks(f64),
    /// A column.
    Column(FieldSpec),
}

/// A published level of a score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BenchmarkSpec {
    /// The level.
    pub value: f64,
    /// What it is, such as `the average of adults in the UK`.
    pub label: String,
    /// Where it is published.
    pub source: String,
    /// The instrument it is a score of, such as `swemwbs` (metric) or `swemwbs_raw`: the two are different scores of
    /// the same answers, and a level of one is no level of the other. Needed where the scale has an instrument.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Standard deviation in the population it describes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sd: Option<f64>,
}

impl ScaleSpec {
    /// The times that the scale names columns for.
    pub fn times(&self) -> impl Iterator<Item = (Time, &ItemsSpec)> {
        [(Time::Start, &self.start), (Time::End, &self.end), (Time::FollowUp, &self.follow_up)]
            .into_iter()
            .filter_map(|(time, items)| Some((time, items.as_ref()?)))
    }

    /// The column with the weeks to the follow-up.
    #[must_use]
    pub fn weeks_column(&self) -> Option<&FieldSpec> {
        match &self.follow_up_weeks {
            Some(WeeksSpec::Column(field)) => Some(field),
            _ => None,
        }
    }

    /// Every field that the scale reads.
    pub fn fields(&self) -> impl Iterator<Item = &FieldSpec> {
        self.times().flat_map(|(_, items)| items.fields()).chain(self.weeks_column())
    }
}
