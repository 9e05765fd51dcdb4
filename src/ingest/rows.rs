//! The rows of one wave in a file that holds several below one another.

use super::cells::{Cells, EMPTY, Keys, Numbers, Words, number};
use super::format::whole;
use super::table::{Content, Lines};
use super::wanted::{Reading, Request};
use crate::fault::{Fault, Note};

/// Keeps the rows that belong to the request; all of them where it does not say.
pub(super) fn keep(content: Content, request: &Request) -> Result<Content, Fault> {
    let Some((column, is)) = &request.rows else { return Ok(content) };
    let key = (column.clone(), Reading::Words);
    let at = request.columns.get_index_of(&key);
    let Some(Some(Cells::Words(words))) = at.and_then(|at| content.columns.get(at)) else {
        return Ok(content);
    };
    let means = |word: &String| word == is || number(is).is_some() && number(is) == number(word);
    let meant: Vec<bool> = words.words.iter().map(means).collect();
    let mask: Vec<bool> = words.codes.iter().map(|&code| code != EMPTY && meant[code as usize]).collect();
    let rows = mask.iter().filter(|kept| **kept).count();
    if rows == 0 {
        let seen: Vec<&str> = words.words.iter().take(12).map(String::as_str).collect();
        let message = format!("no row has `{is}` in column `{column}`; there are: {}", seen.join(", "));
        return Err(whole(request, "MW284", message, "correct `rows`"));
    }
    let lost = words.codes.iter().filter(|code| **code == EMPTY).count();
    let note = (lost > 0).then(|| waveless(request, column, lost));
    let mut content = content.kept(&mask, rows);
    content.notes.extend(note);
    Ok(content)
}

/// Rows that belong to no wave at all; those of other waves are read by whoever asks for them.
fn waveless(request: &Request, column: &str, rows: usize) -> Note {
    let file = request.path.display();
    let message =
        format!("{rows} rows of {file} say nothing in `{column}`; they belong to no wave and are not read");
    Note { code: "MW295", message, subject: None }
}

impl Content {
    fn kept(self, mask: &[bool], rows: usize) -> Self {
        let mut lines: Option<Lines> = None;
        let kept = mask.iter().enumerate().filter(|(_, kept)| **kept);
        for (new, (old, _)) in kept.enumerate() {
            let line = self.lines.of(old);
            lines
                .get_or_insert_with(|| Lines::from_line(u32::try_from(line).unwrap_or(u32::MAX)))
                .note(new, line as u64);
        }
        let columns = self.columns.into_iter().map(|c| c.map(|cells| kept_cells(cells, mask))).collect();
        Self { rows, lines: lines.unwrap_or_else(|| Lines::from_line(1)), columns, ..self }
    }
}

fn kept_cells(cells: Cells, mask: &[bool]) -> Cells {
    match cells {
        Cells::Numbers(n) => Cells::Numbers(numbers(n, mask)),
        Cells::Words(w) => Cells::Words(Words { codes: some(&w.codes, mask), words: w.words }),
        Cells::Keys(k) => Cells::Keys(keys(&k, mask)),
    }
}

fn some<T: Copy>(values: &[T], mask: &[bool]) -> Vec<T> {
    values.iter().zip(mask).filter(|(_, kept)| **kept).map(|(v, _)| *v).collect()
}

/// The place of each kept row among the kept.
fn places(mask: &[bool]) -> Vec<u32> {
    let mut next = 0;
    mask.iter()
        .map(|&kept| {
            next += u32::from(kept);
            next - u32::from(kept)
        })
        .collect()
}

fn numbers(cells: Numbers, mask: &[bool]) -> Numbers {
    let places = places(mask);
    let kept = cells.odd.iter().filter(|(row, _)| mask[*row as usize]);
    let odd = kept.map(|&(row, code)| (places[row as usize], code)).collect();
    Numbers { values: some(&cells.values, mask), odd, words: cells.words }
}

fn keys(cells: &Keys, mask: &[bool]) -> Keys {
    match cells {
        Keys::Whole { values, empty } => {
            let places = places(mask);
            let kept = empty.iter().filter(|row| mask[**row as usize]);
            Keys::Whole { values: some(values, mask), empty: kept.map(|&row| places[row as usize]).collect() }
        }
        Keys::Text { .. } => {
            let (mut ends, mut bytes) = (Vec::new(), String::new());
            for row in (0..cells.len()).filter(|&row| mask[row]) {
                bytes.push_str(cells.slice(row));
                ends.push(bytes.len() as u64);
            }
            Keys::Text { ends, bytes }
        }
    }
}
