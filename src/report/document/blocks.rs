//! What a document is made of.

/// A cell of a table.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// Class of the cell: `num`, `light green` ...
    pub class: &'static str,
}

impl Cell {
    /// A cell of words.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), class: "" }
    }

    /// A cell of figures that needs room.
    pub fn wide(text: impl Into<String>) -> Self {
        Self { text: text.into(), class: "num wide" }
    }

    /// A cell of figures.
    pub fn number(text: impl Into<String>) -> Self {
        Self { text: text.into(), class: "num" }
    }
}

/// A table; the first cell of a row is its heading.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    /// What it shows.
    pub caption: String,
    /// Headings of its columns.
    pub head: Vec<String>,
    /// Its rows, as long as the head.
    pub rows: Vec<Vec<Cell>>,
    /// A note under it, or nothing.
    pub foot: String,
}

/// One drawing.
#[derive(Debug, Clone, Default)]
pub struct Picture {
    /// What stands above it where several stand beside each other, or nothing.
    pub name: String,
    /// The drawing as SVG, with its title and description inside.
    pub svg: String,
}

impl Picture {
    /// The only drawing of a figure.
    #[must_use]
    pub fn alone(svg: String) -> Self {
        Self { name: String::new(), svg }
    }
}

/// A chart with its caption and, folded away, the numbers behind it.
#[derive(Debug, Clone, Default)]
pub struct Figure {
    /// One drawing, or several beside each other.
    pub pictures: Vec<Picture>,
    /// What it shows and how to read it.
    pub caption: String,
    /// The numbers behind it.
    pub grid: Option<Grid>,
}

/// A box with a heading and a list.
#[derive(Debug, Clone)]
pub struct Panel {
    /// `can` or `cannot`.
    pub class: &'static str,
    /// Its heading.
    pub title: String,
    /// Its points.
    pub items: Vec<String>,
}

/// A finding of the review.
#[derive(Debug, Clone)]
pub struct Finding {
    /// `note`, `warning`, `serious`, or `accepted` when the job allows it.
    pub class: String,
    /// How grave it is, in a word.
    pub severity: String,
    /// Its code.
    pub rule: String,
    /// What was found.
    pub message: String,
    /// Why the analyst accepts it.
    pub allowed: Option<String>,
}

/// A part of a section.
#[derive(Debug, Clone)]
pub enum Block {
    /// A paragraph.
    Words(String),
    /// A paragraph in small type.
    Small(String),
    /// A heading within the section.
    Heading(String),
    /// A chart beside its caption.
    Figure(Figure),
    /// A chart that takes the whole width of the page.
    Wide(Figure),
    /// A table.
    Grid(Grid),
    /// A table one click away, where a format can fold.
    Folded(Grid),
    /// Boxes beside each other.
    Panels(Vec<Panel>),
    /// Words and what they mean.
    Terms(Vec<(String, String)>),
    /// Findings of the design review.
    Findings(Vec<Finding>),
}

/// A section.
#[derive(Debug, Clone)]
pub struct Section {
    /// Where links go.
    pub id: &'static str,
    /// Its heading.
    pub title: String,
    /// Its parts in reading order.
    pub blocks: Vec<Block>,
}
