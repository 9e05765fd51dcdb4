//! What was found about the people supported.

use super::spec::DescribeSpec;
use crate::fault::Note;
use crate::study::InputFile;

/// Everything that was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Described {
    /// One a section of the job, in its order.
    pub sections: Vec<Description>,
    /// Files that only this needs.
    pub inputs: Vec<InputFile>,
    /// What was noticed and is no fault.
    pub notes: Vec<Note>,
}

/// One section.
#[derive(Debug, Clone, PartialEq)]
pub struct Description {
    /// Its name in the job.
    pub name: String,
    /// What the job says about it.
    pub spec: DescribeSpec,
    /// Its figures, in the order they are told.
    pub figures: Vec<Figure>,
}

/// What a figure is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Base {
    /// Everyone whom the section is about.
    Everyone,
    /// Those of them of whom it is known.
    Known,
    /// Rows of these people in another file.
    Rows,
    /// Those of them with at least one row there.
    WithRows,
    /// The people whom a declared share is about.
    Reference,
}

impl Base {
    /// The word in tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Everyone => "everyone",
            Self::Known => "known",
            Self::Rows => "rows",
            Self::WithRows => "with_rows",
            Self::Reference => "reference",
        }
    }
}

/// What a figure says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Statistic {
    /// Share of a category.
    Share,
    /// Share of one of several answers, of which a person may give more than one.
    Answer,
    /// Share of several categories together.
    Group,
    /// Share of the small categories together.
    Other,
    /// Share with none of several answers.
    None,
    /// Share of whom it is not known.
    NotKnown,
    /// Share on one side of a cut point.
    Cut,
    /// Mean.
    Mean,
    /// Median.
    Median,
    /// Lower quartile.
    LowerQuartile,
    /// Upper quartile.
    UpperQuartile,
    /// Number of rows.
    Rows,
    /// Share of people with at least one row.
    WithRows,
    /// Rows for each person with any.
    RowsEach,
    /// Declared share of a reference population.
    Reference,
}

impl Statistic {
    /// The word in tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Answer => "answer",
            Self::Group => "group",
            Self::Other => "other",
            Self::None => "none",
            Self::NotKnown => "not_known",
            Self::Cut => "cut",
            Self::Mean => "mean",
            Self::Median => "median",
            Self::LowerQuartile => "lower_quartile",
            Self::UpperQuartile => "upper_quartile",
            Self::Rows => "rows",
            Self::WithRows => "with_rows",
            Self::RowsEach => "rows_each",
            Self::Reference => "reference",
        }
    }
}

/// One figure with the people behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Fact of a profile.
    pub fact: Option<String>,
    /// Category of `by` it is about; none = everyone.
    pub by: Option<String>,
    /// What it says.
    pub statistic: Statistic,
    /// What it is of.
    pub base: Base,
    /// Group of categories that its category belongs to.
    pub group: Option<String>,
    /// Category, or cut point, in words.
    pub category: Option<String>,
    /// People behind it: those counted, or those whose numbers were averaged.
    pub people: usize,
    /// Numerator, in people or rows.
    pub numerator: Option<usize>,
    /// Denominator.
    pub denominator: Option<usize>,
    /// The figure; `None` without anybody.
    pub value: Option<f64>,
}

impl Figure {
    /// A share of `of` people, `count` of whom are meant; 0 of 0 has no value.
    pub(super) fn share(
        statistic: Statistic,
        base: Base,
        category: &str,
        (count, of): (usize, usize),
    ) -> Self {
        Self {
            category: Some(category.to_owned()),
            people: count,
            numerator: Some(count),
            denominator: Some(of),
            value: (of > 0).then(|| count as f64 / of as f64),
            ..Self::of(statistic, base)
        }
    }

    /// A figure about `people`, of whom all have a number.
    pub(super) fn level(statistic: Statistic, base: Base, people: usize, value: Option<f64>) -> Self {
        Self { people, denominator: Some(people), value, ..Self::of(statistic, base) }
    }

    fn of(statistic: Statistic, base: Base) -> Self {
        Self {
            fact: None,
            by: None,
            statistic,
            base,
            group: None,
            category: None,
            people: 0,
            numerator: None,
            denominator: None,
            value: None,
        }
    }
}
