//! Every text of a document, one after the other: what a translator, a glossary and the tests of words go through.

use super::{Block, Cell, Document, Figure, Grid, Section};

/// A text and what it is.
#[derive(Debug)]
pub enum Text<'a> {
    /// Whole sentences: a paragraph, a caption, a foot, a point of a list.
    Sentences(&'a mut String),
    /// A title, a heading, a head of a column, a name.
    Label(&'a mut String),
    /// A cell of a table.
    Cell(&'a mut String),
    /// A drawing, with words inside its SVG.
    Drawing(&'a mut String),
}

/// What is called for each text, with the section it stands in (`top` before the first).
pub type Visit<'v> = &'v mut dyn FnMut(&str, Text<'_>);

impl Document {
    /// Calls `visit` for every text in reading order.
    pub fn texts(&mut self, visit: Visit<'_>) {
        for label in [&mut self.kicker, &mut self.topic, &mut self.title] {
            visit("top", Text::Label(label));
        }
        let f = &mut self.furniture;
        for label in [&mut f.skip, &mut f.contents, &mut f.accepted] {
            visit("top", Text::Label(label));
        }
        visit("top", Text::Sentences(&mut f.made));
        let w = &mut f.tools;
        let labels = [&mut w.find, &mut w.all, &mut w.filter, &mut w.reset, &mut w.bases, &mut w.row];
        for label in labels.into_iter().chain([&mut w.shown, &mut w.of, &mut w.people]) {
            visit("top", Text::Label(label));
        }
        let t = &mut self.top;
        for words in [
            &mut t.finding,
            &mut t.gap,
            &mut t.reading,
            &mut t.about,
            &mut t.ties,
            &mut t.band,
            &mut t.doubts,
        ] {
            visit("top", Text::Sentences(words));
        }
        for section in &mut self.sections {
            section.texts(visit);
        }
    }
}

impl Section {
    fn texts(&mut self, visit: Visit<'_>) {
        let id = self.id;
        visit(id, Text::Label(&mut self.title));
        for block in &mut self.blocks {
            match block {
                Block::Words(words) | Block::Small(words) => visit(id, Text::Sentences(words)),
                Block::Heading(words) => visit(id, Text::Label(words)),
                Block::Figure(figure) | Block::Wide(figure) => drawn(id, figure, visit),
                Block::Grid(table) | Block::Folded(table) => grid(id, table, visit),
                Block::Panels(panels) => {
                    for panel in panels {
                        visit(id, Text::Label(&mut panel.title));
                        for words in &mut panel.items {
                            visit(id, Text::Sentences(words));
                        }
                    }
                }
                Block::Terms(terms) => {
                    for (name, words) in terms {
                        visit(id, Text::Label(name));
                        visit(id, Text::Sentences(words));
                    }
                }
                Block::Findings(findings) => {
                    for finding in findings {
                        visit(id, Text::Label(&mut finding.severity));
                        visit(id, Text::Sentences(&mut finding.message));
                        if let Some(words) = &mut finding.allowed {
                            visit(id, Text::Sentences(words));
                        }
                    }
                }
            }
        }
    }
}

fn drawn(id: &str, figure: &mut Figure, visit: Visit<'_>) {
    for picture in &mut figure.pictures {
        visit(id, Text::Label(&mut picture.name));
        visit(id, Text::Drawing(&mut picture.svg));
    }
    visit(id, Text::Sentences(&mut figure.caption));
    if let Some(table) = &mut figure.grid {
        grid(id, table, visit);
    }
}

fn grid(id: &str, table: &mut Grid, visit: Visit<'_>) {
    visit(id, Text::Label(&mut table.caption));
    for head in &mut table.head {
        visit(id, Text::Label(head));
    }
    for Cell { text, .. } in table.rows.iter_mut().flatten() {
        visit(id, Text::Cell(text));
    }
    visit(id, Text::Sentences(&mut table.foot));
}
