//! `[describe.<name>]`: what is to be told about the people supported.

use crate::job::{FieldSpec, FileSpec};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a fact is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DescribeKind {
    /// One category a person: shares of people.
    Shares,
    /// Several answers a person: shares of people that add up to more than 100 %.
    Several,
    /// A number a person: mean, median, quartiles, shares below or above cut points.
    Number,
    /// A file with any number of rows a person: rows, people with any, shares of rows.
    Rows,
    /// Several facts in one table, beside declared shares of the country or another reference.
    Profile,
}

impl DescribeKind {
    /// The word of the kind in a job.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Shares => "shares",
            Self::Several => "several",
            Self::Number => "number",
            Self::Rows => "rows",
            Self::Profile => "profile",
        }
    }
}

/// What a share is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// Everyone in the base; those not known are a category of their own.
    #[default]
    Everyone,
    /// Those of whom the fact is known; the others are counted beside them.
    Known,
}

/// One description of the people supported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DescribeSpec {
    /// How it is told.
    pub kind: DescribeKind,
    /// Heading in the report; without it the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Chapter of the report it stands in; those with the same chapter stand together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chapter: Option<String>,
    /// A paragraph of your own under the heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Who is described: an expression over the columns of the service's file. Without it: everyone.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// What those people are called, such as `people whose support has ended`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// Told for each category of this other description, of kind `shares`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The column, as a covariate's field: recoded, computed or as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<FieldSpec>,
    /// `several`: a yes/no column for each answer, by what readers see.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub columns: IndexMap<String, FieldSpec>,
    /// `several`: the sign between the answers in the one `column`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// `several`: what people with none of the answers are called; without it `none of these`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub none: Option<String>,
    /// Categories that are also told together: `{ "statutory services" = ["NHS", "local authority"] }`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub groups: IndexMap<String, Vec<String>>,
    /// Categories and groups that come first, in this order; the others follow by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<String>,
    /// Categories with a smaller share of the known than this are told together as `other`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smallest: Option<f64>,
    /// What the small categories together are called; without it `other`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
    /// What people are called of whom it is not known; without it `not known`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<String>,
    /// What shares are of. Without it: everyone; in a profile, those known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Of>,
    /// `number`: shares of people by what readers see: `{ "one day" = "<= 1" }`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub cuts: IndexMap<String, String>,
    /// Unit of the numbers, such as `hours`; of rows, what one is, such as `signposts`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// `rows`: the file; its id column is called as that of the service's file unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileSpec>,
    /// `profile`: the facts, in order.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub facts: IndexMap<String, FactSpec>,
}

/// One fact of a profile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FactSpec {
    /// The column, as a covariate's field.
    pub column: FieldSpec,
    /// What readers see instead of the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Categories that are also told together.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub groups: IndexMap<String, Vec<String>>,
    /// Categories that come first, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<String>,
    /// Categories with a smaller share of the known than this are told together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smallest: Option<f64>,
    /// Shares of a reference population by category, from 0 to 1.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub reference: IndexMap<String, f64>,
    /// Where the reference is from; printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// What `kind` takes beside what every kind takes.
#[must_use]
pub fn keys(kind: DescribeKind) -> &'static [&'static str] {
    match kind {
        DescribeKind::Shares => &["column", "groups", "order", "smallest", "other", "unknown", "of", "by"],
        DescribeKind::Several => &["column", "columns", "delimiter", "order", "none", "unknown", "of", "by"],
        DescribeKind::Number => &["column", "cuts", "unit", "unknown", "by"],
        DescribeKind::Rows => &["file", "column", "groups", "order", "smallest", "other", "unknown", "unit"],
        DescribeKind::Profile => &["facts", "other", "unknown", "of"],
    }
}

/// A comparison of a cut, such as `<= 1`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cut {
    sign: Sign,
    at: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Less,
    AtMost,
    Equal,
    AtLeast,
    More,
}

impl Cut {
    /// Reads a cut; `None` if it is none.
    pub(crate) fn read(text: &str) -> Option<Self> {
        const SIGNS: [(&str, Sign); 5] = [
            ("<=", Sign::AtMost),
            (">=", Sign::AtLeast),
            ("<", Sign::Less),
            (">", Sign::More),
            ("=", Sign::Equal),
        ];
        let text = text.trim();
        let (sign, rest) = SIGNS.iter().find_map(|(w, sign)| Some((*sign, text.strip_prefix(w)?)))?;
        let at = rest.trim().parse::<f64>().ok().filter(|x| x.is_finite())?;
        Some(Self { sign, at })
    }

    /// `true` if `x` is on its side.
    #[expect(clippy::float_cmp, reason = "a cut says exactly which number it means")]
    pub(crate) fn holds(self, x: f64) -> bool {
        match self.sign {
            Sign::Less => x < self.at,
            Sign::AtMost => x <= self.at,
            Sign::Equal => x == self.at,
            Sign::AtLeast => x >= self.at,
            Sign::More => x > self.at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Cut;

    #[test]
    fn cuts_are_read_and_hold() {
        let holds = |text: &str, x| Cut::read(text).map(|c| c.holds(x));
        assert_eq!(holds("< 91", 91.0), Some(false));
        assert_eq!(holds("<=91", 91.0), Some(true));
        assert_eq!(holds(" = 1 ", 1.0), Some(true));
        assert_eq!(holds("> 8", 8.0), Some(false));
        assert_eq!(holds(">= 8", 8.0), Some(true));
        for wrong in ["91", "< x", "== 1", "< inf", ""] {
            assert_eq!(Cut::read(wrong), None, "{wrong}");
        }
    }
}
