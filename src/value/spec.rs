//! `[value]` as the job says it: what a change is worth, what it cost, and how sure each figure is.

use crate::cohort::Contrast;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// `[value]`: the social return on what was spent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ValueSpec {
    /// Year in whose prices all amounts are told.
    pub price_year: u32,
    /// Sign of the currency.
    #[serde(default = "pound")]
    pub currency: String,
    /// Yearly rate by which later amounts count less, in real terms, and where it is from.
    pub discount_rate: RateSpec,
    /// Year that is not discounted. Without it: the first year in which anything was spent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_year: Option<u32>,
    /// Whether benefits of the first year are discounted.
    #[serde(default)]
    pub timing: Timing,
    /// For how many people the effect is taken to hold.
    #[serde(default)]
    pub people: PeopleOf,
    /// How far those supported without both scores are taken to have changed too. Without it: not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extrapolation: Option<ExtrapolationSpec>,
    /// Share f of the comparison people's change that would have come about in the time of those supported. Without
    /// it: 1, and where the follow-up times differ it is drawn between 0.5 and 1.5 for the interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up_fraction: Option<NumberSpec>,
    /// Draws behind the interval.
    #[serde(default = "draws")]
    pub draws: u32,
    /// Price index, needed where amounts are in prices of several years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<IndexSpec>,
    /// What a change is worth, one for each.
    #[serde(default)]
    pub outcome: Vec<BenefitSpec>,
    /// What was spent.
    #[serde(default)]
    pub investment: Vec<InvestmentSpec>,
    /// A file that lists what was spent, besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub costs: Option<CostsSpec>,
    /// What that file says; filled in when the job is read.
    #[serde(skip)]
    #[schemars(skip)]
    pub from_file: Vec<InvestmentSpec>,
    /// What the figure leaves out, in words; printed in the report.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leaves_out: Vec<String>,
    /// Not possible: the matched comparison is the deadweight, measured. Nothing further may be deducted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadweight: Option<NumberSpec>,
}

/// A file of costs with the columns `year`, `item`, `amount` and `kind` (`running` or `set-up`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CostsSpec {
    /// The file (CSV), relative to the job.
    pub file: PathBuf,
    /// Where its amounts are from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Year of all its prices; the year in which each was spent without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_year: Option<u32>,
}

impl ValueSpec {
    /// Everything that was spent: what the job lists, then what its file lists.
    pub fn spent(&self) -> impl Iterator<Item = &InvestmentSpec> {
        self.investment.iter().chain(&self.from_file)
    }
}

/// A discount rate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RateSpec {
    /// The rate as a share, such as 0.035.
    pub rate: f64,
    /// Where it is from.
    pub source: String,
}

/// When the benefits of a year count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Timing {
    /// The first year is year 0 and not discounted (HM Treasury's Green Book).
    #[default]
    Start,
    /// The first year is discounted by one year (the guide to social return on investment).
    End,
}

/// For how many people the effect is taken to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PeopleOf {
    /// Those supported with every value the outcome needs.
    #[default]
    Completers,
    /// Those of them who are in the comparison.
    Matched,
}

/// How far those without both scores are taken to have changed too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtrapolationSpec {
    /// Share of the effect that they are taken to have had: 0 none, 1 all of it.
    pub share: f64,
    /// Between which shares it is drawn for the interval.
    pub range: (f64, f64),
    /// Why.
    pub because: String,
}

/// A price index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndexSpec {
    /// Level of prices by year, such as `{ 2017 = 98.1, 2019 = 102.0 }`.
    pub levels: IndexMap<String, f64>,
    /// Where it is from.
    pub source: String,
}

impl IndexSpec {
    /// Level of a year.
    #[must_use]
    pub fn level(&self, year: u32) -> Option<f64> {
        self.levels.get(&year.to_string()).copied()
    }
}

/// A number, alone or with how sure it is and where it is from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum NumberSpec {
    /// The number.
    Plain(f64),
    /// The number with more.
    Said(SaidSpec),
}

/// A number with how sure it is and where it is from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SaidSpec {
    /// The number.
    pub value: f64,
    /// Its standard error: drawn from a normal distribution for the interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub se: Option<f64>,
    /// Lowest and highest it may be: drawn from a triangle whose top is the number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<(f64, f64)>,
    /// Where it is from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Why it is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

impl NumberSpec {
    /// The number with everything that was said about it.
    #[must_use]
    pub fn said(&self) -> SaidSpec {
        match self {
            Self::Plain(value) => {
                SaidSpec { value: *value, se: None, range: None, source: None, because: None }
            }
            Self::Said(said) => said.clone(),
        }
    }
}

/// What one change is worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BenefitSpec {
    /// What readers see.
    pub name: String,
    /// Outcome of the job whose effect is valued.
    pub outcome: String,
    /// What about it: `change` (points), `improved`, `left_case` (people) ...
    pub contrast: Contrast,
    /// Worth of one unit for one person for one year.
    pub unit_value: UnitValueSpec,
    /// WELLBYs (points of life satisfaction from 0 to 10, for a person for a year) that one point of the outcome in
    /// the good direction, or one person, stands for. Needed where the unit value is of a WELLBY.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<SaidSpec>,
    /// Years the change lasts.
    pub duration: NumberSpec,
    /// Share of the change that is lost each year after the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drop_off: Option<NumberSpec>,
    /// Share of the effect that is due to this programme and not to other funders of the same effect; 1 unless a reason
    /// is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<NumberSpec>,
    /// Share of the effect that somebody else lost by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub displacement: Option<NumberSpec>,
    /// Years from the start of the base year until the change begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lag: Option<NumberSpec>,
    /// Not possible: the matched comparison is the deadweight, measured. Nothing further may be deducted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadweight: Option<NumberSpec>,
}

/// Worth of one unit of a change, for a person for a year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitValueSpec {
    /// The amount.
    pub amount: f64,
    /// What it is the worth of.
    pub per: Per,
    /// Year of its prices; the section's `price_year` without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_year: Option<u32>,
    /// Its standard error: drawn from a normal distribution for the interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub se: Option<f64>,
    /// Lowest and highest it may be: drawn from a triangle whose top is the amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<(f64, f64)>,
    /// Where it is from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// What a unit value is the worth of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// One point of the outcome in the good direction.
    Point,
    /// One person who improved, left the case or said yes.
    Person,
    /// One WELLBY: one point of life satisfaction (0 to 10) for a person for a year.
    Wellby,
}

/// Something that was spent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InvestmentSpec {
    /// What for.
    pub item: String,
    /// The amount.
    pub amount: f64,
    /// Year in which it was spent.
    pub year: u32,
    /// Year of its prices; the year in which it was spent without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_year: Option<u32>,
    /// Spent once to set the service up or to co-ordinate it, and not to run it.
    #[serde(default)]
    pub set_up: bool,
    /// Where the amount is from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

fn pound() -> String {
    "£".to_owned()
}

fn draws() -> u32 {
    10_000
}
