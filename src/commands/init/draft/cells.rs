//! A column with a recode, as the job writes it.

use super::page::{GAP, Page, code, codes, key, quote};
use crate::commands::init::levels::Entry;

/// Entries of a map that fit on one line.
const FEW: usize = 4;

/// Where a side's values come from.
#[derive(Debug, Clone, Default)]
pub struct Field {
    /// The column as the job calls it.
    pub column: String,
    /// What its cells mean.
    pub map: Vec<Entry>,
    /// Codes that mean missing, where they are other than the side's.
    pub missing: Option<Vec<String>>,
    /// Computed instead of read.
    pub expression: Option<String>,
    /// Only the author knows it.
    pub open: bool,
    /// Where the guess comes from.
    pub why: String,
}

impl Field {
    /// The column as it is.
    pub fn plain(column: &str, why: String) -> Self {
        Self { column: column.to_owned(), why, ..Self::default() }
    }

    /// Writes the field under `[covariates.name]`: beside the other keys, or as a table of its own.
    pub fn short(&self) -> Option<String> {
        if self.open {
            return Some(GAP.to_owned());
        }
        if let Some(expression) = &self.expression {
            return Some(format!("{{ expression = {} }}", quote(expression)));
        }
        let simple = self.map.iter().all(|e| e.to.is_some() && e.label.is_none());
        if self.map.len() > FEW || !simple {
            return None;
        }
        let mut parts = vec![format!("column = {}", quote(&self.column))];
        if !self.map.is_empty() {
            let map: Vec<String> =
                self.map.iter().map(|e| format!("{} = {}", key(&e.cell), value(e))).collect();
            parts.push(format!("map = {{ {} }}", map.join(", ")));
        }
        if let Some(missing) = &self.missing {
            parts.push(format!("missing = {}", codes(missing.iter().map(String::as_str))));
        }
        Some(if parts.len() == 1 { quote(&self.column) } else { format!("{{ {} }}", parts.join(", ")) })
    }

    /// Writes the field as tables: `[covariates.work.control]` and its map, a line for each cell.
    pub fn long(&self, page: &mut Page, place: &str) {
        page.raw(&format!("[{place}]\n"));
        page.line(&format!("column = {}", quote(&self.column)), &self.why);
        if let Some(missing) = &self.missing {
            page.line(
                &format!("missing = {}", codes(missing.iter().map(String::as_str))),
                "codes that mean missing here",
            );
        }
        page.raw(&format!("[{place}.map]\n"));
        for entry in &self.map {
            page.line(&format!("{} = {}", key(&entry.cell), value(entry)), &reason(entry));
        }
    }
}

fn value(entry: &Entry) -> String {
    entry.to.as_ref().map_or_else(|| GAP.to_owned(), |to| code(to))
}

fn reason(entry: &Entry) -> String {
    let often = often(entry);
    match (&entry.label, &entry.to) {
        (Some(label), Some(_)) => format!("guessed from its label `{label}`; {often}"),
        (Some(label), None) => format!("its label: `{label}`; {often}"),
        (None, Some(_)) => format!("guessed from the cell; {often}"),
        (None, None) => format!("no label; {often}"),
    }
}

/// How often a cell stands in the rows looked at. Coarse: a job is handed on with its run.
fn often(entry: &Entry) -> String {
    match entry.share {
        Some(share) if share >= 0.05 => {
            format!("about {} % of the rows looked at", (share * 20.0).round() * 5.0)
        }
        Some(share) if share > 0.0 => "rare".to_owned(),
        _ => "not in the rows looked at".to_owned(),
    }
}
