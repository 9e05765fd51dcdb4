//! The functions there are: their names, what they take and what they give.

use super::sort::Sort;
use crate::stats::text::nearest;

/// A function of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Abs,
    Round,
    Floor,
    Ceil,
    Sqrt,
    Ln,
    Log10,
    Exp,
    Power,
    Mod,
    Sign,
    Clamp,
    Bin,
    Sum,
    Mean,
    SumOf,
    MeanOf,
    Least,
    Greatest,
    Count,
    CountIf,
    Missing,
    AnyOf,
    AllOf,
    Coalesce,
    NullIf,
    Lower,
    Upper,
    Trim,
    Length,
    Left,
    Right,
    Substring,
    Concat,
    Replace,
    Contains,
    StartsWith,
    EndsWith,
    ToNumber,
    ToText,
    Date,
    Year,
    Month,
    Day,
    Weekday,
    DaysBetween,
    WeeksBetween,
    MonthsBetween,
    YearsBetween,
}

/// What a place of a function takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    Number,
    /// A number written out.
    Written,
    Truth,
    Text,
    Date,
    /// Any values, of one sort with the others in such places.
    Alike,
    /// Any values.
    Any,
}

/// How a function is called.
#[derive(Debug)]
pub(super) struct Signature {
    pub(super) name: &'static str,
    pub(super) function: Function,
    /// Places in order; where `repeats`, the last may be filled any number of times.
    takes: &'static [Takes],
    /// How many of the last places may stay empty.
    optional: usize,
    repeats: bool,
}

const fn fixed(name: &'static str, function: Function, takes: &'static [Takes]) -> Signature {
    Signature { name, function, takes, optional: 0, repeats: false }
}

const fn short(name: &'static str, function: Function, takes: &'static [Takes]) -> Signature {
    Signature { name, function, takes, optional: 1, repeats: false }
}

const fn list(name: &'static str, function: Function, takes: &'static [Takes]) -> Signature {
    Signature { name, function, takes, optional: 0, repeats: true }
}

use Function as F;
use Takes::{Alike, Any, Date, Number, Text, Truth, Written};

/// All functions, by theme.
pub(super) const SIGNATURES: &[Signature] = &[
    fixed("abs", F::Abs, &[Number]),
    short("round", F::Round, &[Number, Written]),
    fixed("floor", F::Floor, &[Number]),
    fixed("ceil", F::Ceil, &[Number]),
    fixed("sqrt", F::Sqrt, &[Number]),
    fixed("ln", F::Ln, &[Number]),
    fixed("log10", F::Log10, &[Number]),
    fixed("exp", F::Exp, &[Number]),
    fixed("power", F::Power, &[Number, Number]),
    fixed("mod", F::Mod, &[Number, Number]),
    fixed("sign", F::Sign, &[Number]),
    fixed("clamp", F::Clamp, &[Number, Number, Number]),
    list("bin", F::Bin, &[Number, Written]),
    list("sum", F::Sum, &[Number]),
    list("mean", F::Mean, &[Number]),
    list("sum_of", F::SumOf, &[Written, Number]),
    list("mean_of", F::MeanOf, &[Written, Number]),
    list("min", F::Least, &[Alike]),
    list("max", F::Greatest, &[Alike]),
    list("least", F::Least, &[Alike]),
    list("greatest", F::Greatest, &[Alike]),
    list("count", F::Count, &[Any]),
    list("count_if", F::CountIf, &[Alike, Alike]),
    list("n_missing", F::Missing, &[Any]),
    list("any", F::AnyOf, &[Truth]),
    list("all", F::AllOf, &[Truth]),
    list("coalesce", F::Coalesce, &[Alike]),
    fixed("nullif", F::NullIf, &[Alike, Alike]),
    fixed("lower", F::Lower, &[Text]),
    fixed("upper", F::Upper, &[Text]),
    fixed("trim", F::Trim, &[Text]),
    fixed("length", F::Length, &[Text]),
    fixed("left", F::Left, &[Text, Number]),
    fixed("right", F::Right, &[Text, Number]),
    short("substring", F::Substring, &[Text, Number, Number]),
    list("concat", F::Concat, &[Text]),
    fixed("replace", F::Replace, &[Text, Text, Text]),
    fixed("contains", F::Contains, &[Text, Text]),
    fixed("starts_with", F::StartsWith, &[Text, Text]),
    fixed("ends_with", F::EndsWith, &[Text, Text]),
    fixed("number", F::ToNumber, &[Text]),
    fixed("text", F::ToText, &[Any]),
    fixed("date", F::Date, &[Date]),
    fixed("year", F::Year, &[Date]),
    fixed("month", F::Month, &[Date]),
    fixed("day", F::Day, &[Date]),
    fixed("weekday", F::Weekday, &[Date]),
    fixed("days_between", F::DaysBetween, &[Date, Date]),
    fixed("weeks_between", F::WeeksBetween, &[Date, Date]),
    fixed("months_between", F::MonthsBetween, &[Date, Date]),
    fixed("years_between", F::YearsBetween, &[Date, Date]),
];

impl Signature {
    /// The function called `name`, in any case of letters, or why there is none.
    pub(super) fn find(name: &str) -> Result<&'static Self, String> {
        let found = SIGNATURES.iter().find(|s| s.name.eq_ignore_ascii_case(name));
        found.ok_or_else(|| {
            let names: Vec<&str> = SIGNATURES.iter().map(|s| s.name).collect();
            let hint = nearest(name, &names).map(|n| format!("; did you mean `{n}`?"));
            let known = || format!("; functions are: {}", names.join(", "));
            format!("there is no function `{name}`{}", hint.unwrap_or_else(known))
        })
    }

    /// Why `given` values are too few or too many.
    pub(super) fn refuses(&self, given: usize) -> Option<String> {
        let (least, most) = (self.takes.len() - self.optional, self.takes.len());
        if given >= least && (self.repeats || given <= most) {
            return None;
        }
        let values = |n: usize| if n == 1 { "value" } else { "values" };
        let wanted = match (self.repeats, least == most) {
            (true, _) => format!("{least} {} or more", values(least)),
            (false, true) => format!("{least} {}", values(least)),
            (false, false) => format!("{least} or {most} values"),
        };
        Some(format!(
            "`{}` takes {wanted}, but {given} {} given",
            self.name,
            if given == 1 { "is" } else { "are" }
        ))
    }

    /// What stands at place `at`, counted from 0.
    pub(super) fn takes(&self, at: usize) -> Takes {
        self.takes[at.min(self.takes.len() - 1)]
    }

    /// The sort of its values; `None` where it is that of what it is given.
    pub(super) fn gives(&self) -> Option<Sort> {
        match self.function {
            F::Least | F::Greatest | F::Coalesce | F::NullIf => None,
            F::AnyOf | F::AllOf | F::Contains | F::StartsWith | F::EndsWith => Some(Sort::Truth),
            F::Lower
            | F::Upper
            | F::Trim
            | F::Left
            | F::Right
            | F::Substring
            | F::Concat
            | F::Replace
            | F::ToText => Some(Sort::Text),
            F::Date => Some(Sort::Date),
            _ => Some(Sort::Number),
        }
    }
}

/// The names of all functions, by theme.
pub fn function_names() -> impl Iterator<Item = &'static str> {
    SIGNATURES.iter().map(|s| s.name)
}
