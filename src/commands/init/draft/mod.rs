//! The drafted job, with a line of reason for each choice.

mod cells;
mod fact;
mod facts;
mod outcomes;
mod page;
mod recommended;
mod sides;
mod units;

use super::side::Side;
use page::Page;
use std::path::Path;

pub use units::OneFile;

/// A job for service users against a survey.
pub fn two_sides(treated: &Side, control: &Side, here: &Path) -> String {
    let mut page = heading();
    let facts = facts::Facts::of(treated, control);
    let outcomes = outcomes::both(treated, control);
    let weight = control.weights(outcomes::control_items(&outcomes)).into_iter().next();
    sides::treated(&mut page, treated, &outcomes, here);
    sides::control(&mut page, control, &outcomes, &facts, here);
    facts.write(&mut page);
    outcomes::write(&mut page, &outcomes);
    recommended::write(&mut page, &facts.names(), outcomes::primary(&outcomes), weight.is_some());
    page.finish()
}

/// A job for one file with a treatment column.
pub fn one_file(file: &OneFile, here: &Path) -> String {
    let mut page = heading();
    units::write(&mut page, file, here);
    page.finish()
}

fn heading() -> Page {
    let mut page = Page::default();
    page.raw(
        "# A job for Matchwell, drafted from a look at your files. Lines with FILL IN need you; whatever was guessed says from\n\
         # what: read each line once. Next: matchwell check job.toml, then matchwell design job.toml, then matchwell run job.toml\n\
         name = \"FILL IN: title of the evaluation\"\nseed = 20260101\n",
    );
    page
}
