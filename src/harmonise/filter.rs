//! Who of a source takes part: its `where`.

use super::arm::Arm;
use super::builder::Builder;
use super::computed::{columns, doubtful, look};
use crate::cohort::{Expression, ExpressionError};
use crate::fault::{Fault, Place};
use crate::ingest::Source;

/// Gives everyone whom a source's `where` does not let in a reason, and lets only the rows of the
/// others count from here on. An answer that is missing does not let in.
pub(super) fn apply(builder: &mut Builder<'_>) {
    for at in 0..builder.arms.len() {
        let source = builder.sources[at].clone();
        let Some(filter) = source.filter else { continue };
        match answers(&mut builder.arms[at], &source, filter, &mut builder.faults) {
            Ok(None) => builder.unclear = true,
            Ok(Some(enters)) => {
                let words = format!("`{filter}` is not true");
                let code = builder.entry.code("where", &words);
                let arm = &mut builder.arms[at];
                for (unit, _) in enters.iter().enumerate().filter(|(_, enters)| !**enters) {
                    builder.entry.mark(arm.offset + unit, code);
                }
                arm.restrict(&enters);
            }
            Err(fault) => {
                builder.unclear = true;
                builder.faults.push(fault);
            }
        }
    }
}

/// Who is let in; `None` where a column is not there, or a cell of it cannot be read.
fn answers(
    arm: &mut Arm,
    source: &Source<'_>,
    filter: &str,
    faults: &mut Vec<Fault>,
) -> Result<Option<Vec<bool>>, Fault> {
    let file = arm.tables[0].file.clone();
    let refused = |e: &ExpressionError| Fault {
        code: "MW224",
        message: format!("`where = \"{filter}\"` of {}: {e}", source.side.words()),
        help: Some("compare columns of the file with values that occur in them".to_owned()),
        place: Place::Data { file: file.clone(), row: None, column: None },
    };
    let expression = Expression::parse(filter).map_err(|e| refused(&e))?;
    let Some(columns) = columns(arm, &expression, source.missing) else { return Ok(None) };
    let asked = expression.ask(arm.len(), &|name, used| look(&columns, name, used));
    let (truth, doubts) = asked.map_err(|e| refused(&e))?;
    doubtful(arm, filter, &doubts, faults);
    Ok(doubts.is_empty().then(|| truth.into_iter().map(|t| t == Some(true)).collect()))
}
