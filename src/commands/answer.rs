//! What a command answers.

use crate::error::Error;
use crate::fault::{Fault, Place};
use serde_json::{Value, json};

/// The answer of a command: words for people, JSON for programs, an exit status.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// For people.
    pub text: String,
    /// For programs.
    pub json: Value,
    /// Exit status.
    pub status: u8,
}

impl Answer {
    /// Words only; the JSON holds the same text.
    #[must_use]
    pub fn text(text: String) -> Self {
        let json = json!({ "text": text });
        Self { text, json, status: 0 }
    }

    /// Words and data.
    #[must_use]
    pub fn both(text: String, json: Value) -> Self {
        Self { text, json, status: 0 }
    }

    /// The same answer with another exit status.
    #[must_use]
    pub fn with_status(self, status: u8) -> Self {
        Self { status, ..self }
    }
}

/// A failure for programs: message, exit status, and every fault with code and place.
#[must_use]
pub fn failure_json(error: &Error) -> Value {
    let (faults, text) = match error {
        Error::Job { faults, text, .. } => (faults.as_slice(), text.as_str()),
        Error::Data(faults) | Error::Theme(faults) => (faults.as_slice(), ""),
        _ => (&[][..], ""),
    };
    let faults: Vec<Value> = faults.iter().map(|f| fault_json(f, text)).collect();
    json!({ "error": error.to_string(), "status": error.status(), "faults": faults })
}

fn fault_json(fault: &Fault, text: &str) -> Value {
    let place = match &fault.place {
        Place::Job(span) => {
            let (line, column) = crate::fault::line_column(text, span.start);
            json!({ "in": "job", "line": line, "column": column })
        }
        Place::Data { file, row, column } => {
            json!({ "in": "data", "file": file.display().to_string(), "row": row, "column": column })
        }
        Place::Whole => Value::Null,
    };
    json!({ "code": fault.code, "message": fault.message, "help": fault.help, "place": place })
}
