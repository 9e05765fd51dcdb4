//! The design review: coded findings with a severity, a message and a remedy.
//!
//! The rule book itself (title, reason, remedy, reference of each code) is data, in
//! `data-schemas/codes/`; a finding is one application of a rule to one analysis.

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Weakens the result; must be read.
    Warning,
    /// Undermines the result unless allowed with a reason.
    Serious,
}

/// One finding about one analysis.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Code of the rule, such as `MW101`.
    pub rule: &'static str,
    /// How serious.
    pub severity: Severity,
    /// What was found here, in one or two sentences with the figures.
    pub message: String,
    /// What it is about (a covariate, an outcome), where that applies.
    pub subject: Option<String>,
}
