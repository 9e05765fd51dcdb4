//! What reports of such studies should say, where this one says it, and what only its author can add.

use super::super::document::{Block, Cell, Grid, Section};
use super::super::spec::StatementSpec;
use super::super::words::statement::{Standing, Statement, standing, statements};
use super::View;

/// What stands for the first sentences of the report in a list of sections.
const TOP: &str = "The headline";

/// What the author says, and the checklists; `sections`: those written so far.
pub(super) fn sections(view: &View<'_>, sections: &[Section]) -> Vec<Section> {
    let said = &view.names.statement;
    let author = author(said);
    let mut known: Vec<(&str, &str)> = vec![("top", TOP)];
    known.extend(sections.iter().map(|s| (s.id, s.title.as_str())));
    let grids = statements().iter().map(|s| Block::Folded(grid(s, said, &known)));
    let mut blocks = vec![Block::Words(intro(said, &known))];
    blocks.extend(grids);
    let title = "Reporting checklists".to_owned();
    author.into_iter().chain([Section { id: "checklists", title, blocks }]).collect()
}

/// What no data can tell, in the author's words.
fn author(said: &StatementSpec) -> Option<Section> {
    let terms: Vec<(String, String)> = said
        .parts()
        .into_iter()
        .filter_map(|(_, heading, words)| Some((heading.to_owned(), super::appendix::sentence(words?))))
        .collect();
    let title = "What the author adds".to_owned();
    (!terms.is_empty()).then(|| Section { id: "author", title, blocks: vec![Block::Terms(terms)] })
}

fn intro(said: &StatementSpec, known: &[(&str, &str)]) -> String {
    let all: Vec<Standing> =
        statements().iter().flat_map(|s| s.items.iter().map(|i| standing(i, said, known).0)).collect();
    let count = |of: Standing| all.iter().filter(|s| **s == of).count();
    format!(
        "Journals and reviewers hold reports like this one against published lists. Of {} items of the lists below this report covers {}, {} in part, and {} are gaps: they are about what no data can tell, and the author has to add them.",
        all.len(),
        count(Standing::Covered),
        count(Standing::Part),
        count(Standing::Gap)
    )
}

fn grid(statement: &Statement, said: &StatementSpec, known: &[(&str, &str)]) -> Grid {
    let row = |item: &super::super::words::statement::Item| {
        let (standing, told) = standing(item, said, known);
        vec![
            Cell::text(item.number.clone()),
            Cell::text(item.asks.clone()),
            Cell::text(standing.word()),
            Cell::text(told),
        ]
    };
    Grid {
        caption: format!("{}, item by item", statement.name),
        head: ["Item", "What it asks for", "Here", "Where, or what to add"].map(str::to_owned).to_vec(),
        rows: statement.items.iter().map(row).collect(),
        foot: format!("{} Source: {}.", statement.about, statement.source.trim_end_matches('.')),
    }
}
