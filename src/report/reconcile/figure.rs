//! A figure as it is about to be shown, with what it is of.

/// One count, share or mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Where it stands: table and row, or page and line.
    pub place: String,
    /// What is told, such as `improved`.
    pub what: String,
    /// Whom it is about, the base in words: figures with the same words are about the same people.
    pub base: String,
    /// People in the base, where that is told.
    pub of: Option<f64>,
    /// What is told of them.
    pub value: Value,
    /// The parts that together are everybody of the base.
    pub family: Option<Family>,
}

/// What a figure says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// So many people.
    Count(f64),
    /// Such a share of the base: people (where told), and the share as a fraction of 1.
    Share {
        /// People it happened to.
        people: Option<f64>,
        /// The share.
        share: f64,
        /// Half a unit of its last printed digit; 0 = not rounded.
        half: f64,
    },
    /// Such a mean among the base.
    Mean {
        /// The mean.
        mean: f64,
        /// Half a unit of its last printed digit; 0 = not rounded.
        half: f64,
    },
}

/// Parts of one whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// Name; figures of one family are parts of the same whole.
    pub name: String,
    /// What its parts add to.
    pub adds: Adds,
}

/// What the parts of a family add to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adds {
    /// Everybody of the base, once.
    Everybody,
    /// Everybody, in rounded shares, and it is said that rounding is why they miss 100.
    EverybodyRounded,
    /// More or less than everybody, and it is said why: several answers a person, or only the largest parts.
    Said,
}

/// Two figures, or a figure and its parts, that cannot both be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// Which rule found it.
    pub rule: Rule,
    /// Where.
    pub place: String,
    /// What is wrong, with the figures.
    pub words: String,
}

/// The rules, each a question that a careful reader asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Is it told what a percentage is of?
    NoBase,
    /// Does the percentage follow from the people and the base?
    Ratio,
    /// Do the parts add to the whole, or is it said why not?
    Whole,
    /// Is one thing told twice, differently?
    Twice,
    /// Is one base of two sizes?
    Base,
    /// Does a change follow from a start and an end of the same people?
    Pairing,
    /// Do those who stay and those who leave add to those before?
    Flow,
}
