//! What an Arrow or Parquet file says about a column in the metadata of its field.
//!
//! ```text
//! label    the label, as text
//! values   what codes mean: a JSON object {"1": "male"} or list [[1, "male"], [".a", "refused"]]
//! missing  which values are missing: a JSON list of codes, [low, high] for a range; null for no end
//! ```

use super::cells::number;
use super::description::{Code, Description, Missing};
use arrow::datatypes::Field;
use serde_json::Value;

/// What the metadata of a field says; what is not written as above says nothing.
pub(super) fn describe(field: &Field) -> Description {
    let said = |key: &str| field.metadata().get(key).map(String::as_str);
    let json = |key: &str| said(key).and_then(|text| serde_json::from_str::<Value>(text).ok());
    Description {
        label: said("label").filter(|l| !l.trim().is_empty()).map(str::to_owned),
        values: json("values").map(|v| values(&v)).unwrap_or_default(),
        missing: json("missing").map(|v| missing(&v)).unwrap_or_default(),
    }
}

fn values(json: &Value) -> Vec<(Code, String)> {
    let word = |v: &Value| v.as_str().map(str::to_owned);
    match json {
        Value::Object(map) => map.iter().filter_map(|(k, v)| Some((from_text(k), word(v)?))).collect(),
        Value::Array(pairs) => {
            pairs.iter().filter_map(|p| Some((code(p.get(0)?)?, word(p.get(1)?)?))).collect()
        }
        _ => Vec::new(),
    }
}

fn missing(json: &Value) -> Vec<Missing> {
    let one = |v: &Value| match v.as_array().map(Vec::as_slice) {
        Some([low, high]) => {
            let end = |v: &Value, open: f64| if v.is_null() { Some(open) } else { v.as_f64() };
            Some(Missing::Between(end(low, f64::NEG_INFINITY)?, end(high, f64::INFINITY)?))
        }
        Some(_) => None,
        None => code(v).map(Missing::Is),
    };
    json.as_array().into_iter().flatten().filter_map(one).collect()
}

fn code(json: &Value) -> Option<Code> {
    json.as_f64().map(Code::Number).or_else(|| json.as_str().map(|t| Code::Text(t.to_owned())))
}

/// The keys of a JSON object are always text: one that says a number is one.
fn from_text(key: &str) -> Code {
    number(key).map_or_else(|| Code::Text(key.to_owned()), Code::Number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::datatypes::DataType;

    fn described(pairs: &[(&str, &str)]) -> Description {
        let metadata = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        describe(&Field::new("x", DataType::Int64, true).with_metadata(metadata))
    }

    #[test]
    fn labels_come_back() {
        let said = described(&[
            ("label", "Sex of person"),
            ("values", r#"[[1, "male"], [2, "female"], [".a", "refused"]]"#),
            ("missing", r#"[-9, ".a", [null, -90], [97, 99]]"#),
        ]);
        let text = |t: &str| t.to_owned();
        assert_eq!(said.label.as_deref(), Some("Sex of person"));
        let values = vec![
            (Code::Number(1.0), text("male")),
            (Code::Number(2.0), text("female")),
            (Code::Text(text(".a")), text("refused")),
        ];
        assert_eq!(said.values, values);
        let missing = vec![
            Missing::Is(Code::Number(-9.0)),
            Missing::Is(Code::Text(text(".a"))),
            Missing::Between(f64::NEG_INFINITY, -90.0),
            Missing::Between(97.0, 99.0),
        ];
        assert_eq!(said.missing, missing);
        assert_eq!(described(&[("values", r#"{"1": "male"}"#)]).values, [(Code::Number(1.0), text("male"))]);
    }

    #[test]
    fn what_is_not_understood_says_nothing() {
        for bad in ["", "[", "7", "null", "[[]]", "[[1]]", "[1, 2, {}]", "{\"a\": 7}", "[[\"a\", 1]]"] {
            let said = described(&[("values", bad), ("missing", "{}"), ("label", " ")]);
            assert!(said.is_empty(), "{bad}: {said:?}");
        }
    }
}
