//! Charts of value for money.

use super::words;
use matchwell::report::charts::{Fall, FallRow, Gust, Tornado, Waterfall};

pub fn tornado() -> String {
    let (title, description) = words("Tornado");
    let row = |label: &str, low: f64, high: f64| Gust {
        label: label.to_owned(),
        ratio: (low, high),
        ends: (format!("{low:.1}"), format!("{high:.1}")),
    };
    Tornado {
        title,
        description,
        rows: vec![
            row("Value of a year of wellbeing", 0.4, 2.9),
            row("How much of it would have come anyway, as the matched survey respondents show", 1.9, 0.8),
            row("Discount rate", 1.35, 1.45),
        ],
        ratio: 1.4,
        currency: "£".to_owned(),
        axis: "Value for each pound spent".to_owned(),
    }
    .svg()
    .unwrap()
}

pub fn waterfall() -> String {
    let (title, description) = words("Waterfall");
    let row = |label: &str, span: (f64, f64), kind| FallRow {
        label: label.to_owned(),
        span,
        kind,
        amount: format!("£{:.0}", (span.1 - span.0).abs()),
    };
    Waterfall {
        title,
        description,
        rows: vec![
            row("Wellbeing of the people supported at home", (0.0, 820_000.0), Fall::Whole),
            row("Would have come anyway, as the survey respondents show", (820_000.0, 310_000.0), Fall::Step),
            row("What is left", (0.0, 310_000.0), Fall::Whole),
            row("Spent", (0.0, 205_000.0), Fall::Cost),
            row("Spent to set it up", (205_000.0, 240_000.0), Fall::MoreCost),
        ],
        currency: "£".to_owned(),
        axis: "Present value in pounds of 2024".to_owned(),
    }
    .svg()
    .unwrap()
}
