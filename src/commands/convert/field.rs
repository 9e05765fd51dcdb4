//! From a column as it was read to one or two columns of a Parquet file.

use super::{Column, said};
use crate::ingest::{Cells, Code, Description, EMPTY, Missing, Numbers};
use arrow::array::{ArrayRef, Float64Array, StringArray};
use arrow::datatypes::{DataType, Field};
use std::sync::Arc;

/// The column, and the column of its missing codes where there are any.
pub(super) fn of(column: Column) -> Vec<(Field, ArrayRef)> {
    let Column { name, cells, description } = column;
    let metadata = said::metadata(&description);
    let (array, codes): (ArrayRef, Option<StringArray>) = match cells {
        Cells::Numbers(numbers) => from_numbers(&numbers, &description),
        Cells::Words(words) => {
            let word = |&code: &u32| (code != EMPTY).then(|| words.words[code as usize].as_str());
            let texts: StringArray = words.codes.iter().map(word).collect();
            (Arc::new(texts), None)
        }
        Cells::Keys(keys) => {
            let key = |i| (!keys.is_missing(i)).then(|| keys.text(i));
            let texts: StringArray = (0..keys.len()).map(key).collect();
            (Arc::new(texts), None)
        }
    };
    let kind = array.data_type().clone();
    let mut fields = vec![(Field::new(&name, kind, true).with_metadata(metadata), array)];
    if let Some(codes) = codes {
        fields.push((Field::new(format!("{name}.missing"), DataType::Utf8, true), Arc::new(codes)));
    }
    fields
}

/// Numbers if every cell is one or a missing code, texts otherwise; and the codes, if any were met.
fn from_numbers(numbers: &Numbers, description: &Description) -> (ArrayRef, Option<StringArray>) {
    let declared = |word: &String| {
        let is = |m: &Missing| matches!(m, Missing::Is(Code::Text(code)) if code == word);
        description.missing.iter().any(is)
    };
    let code: Vec<bool> = numbers.words.iter().map(declared).collect();
    let mut codes: Vec<Option<&str>> = Vec::new();
    if code.contains(&true) {
        codes.resize(numbers.values.len(), None);
        for &(row, word) in numbers.odd.iter().filter(|o| code[o.1 as usize]) {
            codes[row as usize] = Some(&numbers.words[word as usize]);
        }
    }
    let codes = (!codes.is_empty()).then(|| StringArray::from(codes));
    let known = numbers.values.iter().map(|v| Some(*v).filter(|v| v.is_finite()));
    if code.iter().all(|c| *c) {
        return (Arc::new(known.collect::<Float64Array>()), codes);
    }
    let mut texts: Vec<Option<String>> = known.map(|v| v.map(|v| v.to_string())).collect();
    for &(row, word) in numbers.odd.iter().filter(|o| !code[o.1 as usize]) {
        texts[row as usize] = Some(numbers.words[word as usize].clone());
    }
    (Arc::new(StringArray::from(texts)), codes)
}
