//! What a page is made of.

/// A cell of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cell {
    pub text: String,
    /// Class of the cell: `num`, `light green` ...
    pub class: &'static str,
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), class: "" }
    }

    pub(crate) fn wide(text: impl Into<String>) -> Self {
        Self { text: text.into(), class: "num wide" }
    }

    pub(crate) fn number(text: impl Into<String>) -> Self {
        Self { text: text.into(), class: "num" }
    }
}

/// A table; the first cell of a row is its heading.
#[derive(Debug, Clone, Default)]
pub(crate) struct Grid {
    pub caption: String,
    pub head: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
    pub foot: String,
}

/// A chart with its caption and, folded away, the numbers behind it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Figure {
    pub svgs: Vec<(String, String)>,
    pub caption: String,
    pub grid: Option<Grid>,
}

/// A box with a heading and a list.
#[derive(Debug, Clone)]
pub(crate) struct Panel {
    pub class: &'static str,
    pub title: String,
    pub items: Vec<String>,
}

/// A finding of the review.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    /// `note`, `warning`, `serious`, or `accepted` when the job allows it.
    pub class: String,
    pub severity: String,
    pub rule: String,
    pub message: String,
    pub allowed: Option<String>,
}

/// A part of a section.
#[derive(Debug, Clone)]
pub(crate) enum Block {
    Words(String),
    Small(String),
    Heading(String),
    Figure(Figure),
    /// A chart that takes the whole width of the page.
    Wide(Figure),
    Grid(Grid),
    Folded(Grid),
    Panels(Vec<Panel>),
    Terms(Vec<(String, String)>),
    Findings(Vec<Finding>),
}

/// A section.
#[derive(Debug, Clone)]
pub(crate) struct Section {
    pub id: &'static str,
    pub title: String,
    pub blocks: Vec<Block>,
}
