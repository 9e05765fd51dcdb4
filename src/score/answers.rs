//! Answers to the items of an instrument, added up.

use super::fields::{Part, Scoring, numbers};
use super::instrument::Instrument;
use super::reliability;
use crate::fault::{Fault, Place};
use crate::ingest::Repeated;
use arrow::array::{ArrayRef, Float64Array};

/// Replaces the answers of `part` by its score.
pub(super) fn score(scoring: &mut Scoring<'_>, part: &Part<'_>, instrument: &Instrument) {
    let columns = scoring.take(part);
    let (given, wanted) = (columns.len(), instrument.item.len());
    if given == wanted {
        let answers = valid(scoring, part, instrument, &columns);
        let measured = reliability::measure(scoring, part, instrument, &answers);
        scoring.reliability.extend(measured);
        let units = columns.first().map_or(0, |c| c.len());
        let mut row = vec![None; wanted];
        let scores: Float64Array = (0..units)
            .map(|unit| {
                row.iter_mut().zip(&answers).for_each(|(cell, column)| *cell = column[unit]);
                instrument.score(&row)
            })
            .collect();
        scoring.put(&part.column, scores);
    } else if given == 1 {
        ready_made(scoring, part, instrument, &columns[0]);
    } else {
        scoring.faults.push(wrong_number(part, instrument, given));
    }
}

/// The answers item by item; those that are no code of their item are faults.
fn valid(
    scoring: &mut Scoring<'_>,
    part: &Part<'_>,
    instrument: &Instrument,
    columns: &[ArrayRef],
) -> Vec<Vec<Option<f64>>> {
    let mut answers = Vec::new();
    for (at, (column, item)) in columns.iter().zip(&instrument.item).enumerate() {
        let mut outside = Repeated::default();
        let mut valid = Vec::with_capacity(column.len());
        for (unit, answer) in numbers(column).enumerate() {
            let good = answer.filter(|a| item.admits(*a));
            if let (Some(answer), None) = (answer, good)
                && scoring.counts(unit, part)
            {
                let message = format!(
                    "answer {answer} to item {} (`{}`) is outside {} to {}",
                    at + 1,
                    item.text,
                    item.codes.0,
                    item.codes.1
                );
                let help = "list missing codes under `missing`, or map the answers to the instrument's codes";
                outside.add(|| scoring.fault("MW230", unit, part, at, message, help));
            }
            valid.push(good);
        }
        outside.finish(&mut scoring.faults);
        answers.push(valid);
    }
    answers
}

/// One column for an instrument of several items holds the score itself.
fn ready_made(scoring: &mut Scoring<'_>, part: &Part<'_>, instrument: &Instrument, column: &ArrayRef) {
    let mut outside = Repeated::default();
    let mut scores = Vec::with_capacity(column.len());
    for (unit, score) in numbers(column).enumerate() {
        let good = score.filter(|s| instrument.can_be(*s));
        if let (Some(score), None) = (score, good)
            && scoring.counts(unit, part)
        {
            let (low, high) = instrument.range;
            let raw = if instrument.table.is_empty() { "" } else { " of its conversion table" };
            let message = format!("{score} is no score of `{}`, from {low} to {high}{raw}", instrument.name);
            let help = "list missing codes under `missing`, or give the items; raw sums and scores read off a \
                        table are two instruments";
            outside.add(|| scoring.fault("MW233", unit, part, 0, message, help));
        }
        scores.push(good);
    }
    outside.finish(&mut scoring.faults);
    scoring.put(&part.column, scores.into_iter().collect());
}

fn wrong_number(part: &Part<'_>, instrument: &Instrument, given: usize) -> Fault {
    let items: Vec<&str> = instrument.item.iter().map(|i| i.text.as_str()).collect();
    Fault {
        code: "MW231",
        message: format!(
            "{}: `{}` has {} items, but {given} are given",
            part.what(),
            instrument.name,
            items.len()
        ),
        help: Some(format!("give them in this order: {}", items.join("; "))),
        place: Place::Whole,
    }
}
