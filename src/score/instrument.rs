//! Questionnaires as data: the types of the files in `data-schemas/instruments`.

use crate::cohort::{Better, Case, Retest};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A questionnaire and how it is scored.
///
/// ```text
/// score = table[ multiply * sum of points over items ]     (table: only where there is one)
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// Name in jobs, such as `ucla3`: letters, digits and `_`.
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
    /// What each answer code says, such as `1 = "hardly ever or never"`.
    #[serde(default)]
    pub answers: IndexMap<String, String>,
    /// Published retest reliability.
    #[serde(default)]
    pub retest: Option<Retest>,
    /// Who is a case.
    #[serde(default)]
    pub case: Option<Case>,
    /// Named ranges of the score, from the lowest up, that together hold every possible score.
    #[serde(default)]
    pub band: Vec<Band>,
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
    /// Scores of some of the items; in jobs `dejong6.emotional`.
    #[serde(default)]
    pub subscale: Vec<Subscale>,
    /// How well what the file says is known.
    #[serde(default)]
    pub fact: Vec<ScaleFact>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// What is asked, in short.
    pub text: String,
    /// Lowest and highest answer code; whole numbers between them are valid.
    pub codes: (i64, i64),
    /// Points for each code from the lowest up. Without it, a code is worth itself.
    #[serde(default)]
    pub points: Vec<f64>,
    /// The item is worded the other way round: the highest code is worth what the lowest would be.
    #[serde(default)]
    pub reverse: bool,
}

/// A score of some items of an instrument.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subscale {
    /// Name after the instrument's own and a full stop: `emotional` of `dejong6.emotional`.
    pub name: String,
    /// What readers see.
    pub label: String,
    /// Numbers of its items, counted from 1; in a job they are given in this order.
    pub items: Vec<usize>,
    /// Lowest and highest score.
    pub range: (f64, f64),
    /// Smallest change that counts; without it the instrument's.
    #[serde(default)]
    pub meaningful: Option<f64>,
    /// Who is a case.
    #[serde(default)]
    pub case: Option<Case>,
    /// Named ranges of the score.
    #[serde(default)]
    pub band: Vec<Band>,
    /// What happens when answers are missing; without it all answers are needed.
    #[serde(default)]
    pub missing: Option<MissingRule>,
    /// How well what is said here is known.
    #[serde(default)]
    pub fact: Vec<ScaleFact>,
}

/// A named range of scores, both ends included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// What it is called, such as `moderate`.
    pub name: String,
    /// Lowest score in it.
    pub from: f64,
    /// Highest score in it.
    pub to: f64,
}

/// How many answers may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MissingRule {
    /// At most this many; with more the score is missing.
    pub allowed: u32,
    /// What a missing answer counts.
    #[serde(default)]
    pub fill: Fill,
}

/// What a missing answer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Fill {
    /// Nothing.
    #[default]
    Zero,
    /// The mean of the person's other answers.
    Mean,
}

/// How well one thing that an instrument's file says is known, and from where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScaleFact {
    /// What it is about.
    pub of: ScalePart,
    /// How well it is known.
    pub mark: Mark,
    /// Where it stands, or why it is believed.
    pub source: String,
}

/// A part of an instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ScalePart {
    /// Items and their codes.
    Items,
    /// How answers become a score, and its range.
    Score,
    /// Who is a case.
    Case,
    /// Named ranges.
    Bands,
    /// What happens when answers are missing.
    Missing,
    /// The smallest change that counts.
    Meaningful,
}

/// How well a fact is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// Seen in the source that is named.
    Verified,
    /// Follows from facts that were seen.
    Inferred,
    /// Common knowledge that was not looked up: check it before a result hangs on it.
    Unverified,
}

impl Mark {
    /// The mark as files write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Inferred => "inferred",
            Self::Unverified => "unverified",
        }
    }
}

impl ScalePart {
    /// The part as files write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Items => "items",
            Self::Score => "score",
            Self::Case => "case",
            Self::Bands => "bands",
            Self::Missing => "missing",
            Self::Meaningful => "meaningful",
        }
    }
}

fn one() -> f64 {
    1.0
}
