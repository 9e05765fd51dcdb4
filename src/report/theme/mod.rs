//! House style: what every format looks like.

/// How a report looks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Theme {
    /// Words at the foot of every page.
    pub footer: String,
}
