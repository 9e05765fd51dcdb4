//! What a file says about a column, as metadata of a field.

use crate::ingest::{Code, Description, Missing};
use serde_json::{Value, json};
use std::collections::HashMap;

/// `label`, `values` and `missing`, each only where there is something to say.
///
/// `values` is a list of `[code, label]`; `missing` a list of `{"is": code}` and `{"from": x, "to": y}`, where
/// an end that is not given is infinite.
pub(super) fn metadata(description: &Description) -> HashMap<String, String> {
    let mut metadata = HashMap::new();
    if let Some(label) = &description.label {
        metadata.insert("label".to_owned(), label.clone());
    }
    if !description.values.is_empty() {
        let values = description.values.iter().map(|(code, label)| json!([said(code), label]));
        metadata.insert("values".to_owned(), values.collect::<Value>().to_string());
    }
    if !description.missing.is_empty() {
        let missing = description.missing.iter().map(|m| match m {
            Missing::Is(code) => json!({ "is": said(code) }),
            Missing::Between(from, to) => {
                let end = |x: &f64| Some(*x).filter(|x| x.is_finite());
                let ends = [("from", end(from)), ("to", end(to))];
                ends.into_iter().filter_map(|(key, x)| Some((key.to_owned(), json!(x?)))).collect()
            }
        });
        metadata.insert("missing".to_owned(), missing.collect::<Value>().to_string());
    }
    metadata
}

fn said(code: &Code) -> Value {
    match code {
        Code::Number(x) => json!(x),
        Code::Text(text) => json!(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_with_open_ends() {
        let missing = vec![
            Missing::Between(f64::NEG_INFINITY, -8.0),
            Missing::Is(Code::Number(99.0)),
            Missing::Is(Code::Text(".a".to_owned())),
        ];
        let values = vec![(Code::Number(1.0), "yes".to_owned())];
        let said = metadata(&Description { label: None, values, missing });
        assert_eq!(said["missing"], r#"[{"to":-8.0},{"is":99.0},{"is":".a"}]"#);
        assert_eq!(said["values"], r#"[[1.0,"yes"]]"#);
        assert!(!said.contains_key("label"));
    }
}
