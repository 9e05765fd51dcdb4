use super::{Expression, ExpressionError, Value};
use crate::cohort::column::view;
use crate::cohort::{CohortError, Column, category_array};
use arrow::array::{ArrayRef, Float64Array};
use proptest::prelude::*;
use std::sync::Arc;

const T: Option<bool> = Some(true);
const F: Option<bool> = Some(false);
const N: Option<bool> = None;

/// Three truth values in every pair, some numbers, a category.
fn table() -> Vec<(&'static str, ArrayRef)> {
    let numbers = |list: &[Option<f64>]| -> ArrayRef { Arc::new(Float64Array::from(list.to_vec())) };
    let (t, f, n) = (Some(1.0), Some(0.0), None);
    let levels = ["female".to_owned(), "male".to_owned()];
    let sex = [Some(0), Some(1), None, Some(0), Some(1), None, Some(0), Some(1), None];
    vec![
        ("a", numbers(&[t, t, t, f, f, f, n, n, n])),
        ("b", numbers(&[t, f, n, t, f, n, t, f, n])),
        ("x.start", numbers(&[Some(3.0), Some(6.5), n, f, Some(-0.0), Some(9.0), n, Some(2.0), t])),
        ("end.case", numbers(&[f; 9])),
        ("sex", category_array(sex, &levels).unwrap()),
    ]
}

fn look<'a>(columns: &'a [(&str, ArrayRef)], name: &str) -> Result<Column<'a>, CohortError> {
    let found = columns.iter().find(|(n, _)| *n == name).and_then(|(_, a)| view(a));
    found.ok_or_else(|| CohortError::NoColumn { name: name.to_owned(), nearest: None, known: String::new() })
}

fn truth(text: &str) -> Vec<Option<bool>> {
    let columns = table();
    Expression::parse(text).unwrap().truth(9, &|n| look(&columns, n)).unwrap()
}

fn value(text: &str) -> Vec<Option<f64>> {
    let columns = table();
    let value = Expression::parse(text).unwrap().evaluate(9, &|n| look(&columns, n)).unwrap();
    value.numbers().unwrap().iter().collect()
}

fn words(text: &str) -> Vec<Option<String>> {
    let columns = table();
    match Expression::parse(text).unwrap().evaluate(9, &|n| look(&columns, n)).unwrap() {
        Value::Text(texts) => (0..9).map(|i| texts.get(i).map(str::to_owned)).collect(),
        other => panic!("{text}: {other:?}"),
    }
}

fn refusal(text: &str) -> ExpressionError {
    let columns = table();
    match Expression::parse(text) {
        Err(e) => e,
        Ok(e) => e.evaluate(9, &|n| look(&columns, n)).expect_err(text),
    }
}

#[test]
fn and_or_not_have_three_truth_values() {
    assert_eq!(truth("a and b"), [T, F, N, F, F, F, N, F, N]);
    assert_eq!(truth("a OR b"), [T, T, T, T, F, N, T, N, N]);
    assert_eq!(truth("not a"), [F, F, F, T, T, T, N, N, N]);
    assert_eq!(truth("a = 1 and not (b = 1 or b = 0)"), [F, F, N, F, F, F, F, F, N]);
    assert_eq!(truth("true or b"), [T; 9]);
    assert_eq!(truth("false and b"), [F; 9]);
}

#[test]
fn comparison_is_missing_where_a_side_is() {
    assert_eq!(truth("x.start >= 3"), [T, T, N, F, F, T, N, F, F]);
    assert_eq!(truth("3 > x.start"), [F, F, N, T, T, F, N, T, T]);
    assert_eq!(truth("x.start <> 0"), [T, T, N, F, F, T, N, T, T]);
    assert_eq!(truth("x.start != 0 and x.start == 3.0"), [T, F, N, F, F, F, N, F, F]);
    assert_eq!(truth("x.start between 2 and 6.5"), [T, T, N, F, F, F, N, T, F]);
    assert_eq!(truth("x.start not between 2 and 6.5"), [F, F, N, T, T, T, N, F, T]);
    assert_eq!(truth("x.start in (3, 9)"), [T, F, N, F, F, T, N, F, F]);
    assert_eq!(truth("a < b"), [F, F, N, T, F, N, N, N, N]);
}

#[test]
fn minus_zero_is_zero() {
    assert_eq!(truth("x.start = 0")[4], T);
    assert_eq!(truth("-x.start = 0")[4], T);
    assert_eq!(truth("x.start < 0")[4], F);
}

#[test]
fn is_null_always_knows() {
    assert_eq!(truth("b is null"), [F, F, T, F, F, T, F, F, T]);
    assert_eq!(truth("sex is not null"), [T, T, F, T, T, F, T, T, F]);
    assert_eq!(truth("(a = b) is null"), [F, F, T, F, F, T, T, T, T]);
}

#[test]
fn categories_compare_with_their_levels() {
    assert_eq!(truth("sex = 'male'")[..3], [F, T, N]);
    assert_eq!(truth("'male' <> sex")[..3], [T, F, N]);
    assert_eq!(truth("sex in ('male', 'female')")[..3], [T, T, N]);
    assert_eq!(truth("sex not in ('male')")[..3], [T, F, N]);
    assert_eq!(truth("sex = sex")[..3], [T, T, N]);
    let error = refusal("sex = 'femal'");
    assert_eq!(error.at(), 6..13);
    assert!(error.to_string().contains("did you mean 'female'?"), "{error}");
    assert!(matches!(refusal("sex > 'male'"), ExpressionError::Kind { .. }));
    assert!(refusal("sex = 1").to_string().contains("'female'"));
    assert!(refusal("a = 'x'").to_string().contains("without quotes"));
    assert_eq!(words("sex")[..3], [Some("female"), Some("male"), None].map(|w| w.map(str::to_owned)));
}

#[test]
fn arithmetic_is_missing_where_there_is_no_finite_result() {
    assert_eq!(value("x.start * 2 - 1")[..3], [Some(5.0), Some(12.0), None]);
    assert_eq!(value("6 / x.start")[..5], [Some(2.0), Some(6.0 / 6.5), None, None, None]);
    assert_eq!(value("x.start / 0"), [None; 9]);
    assert_eq!(value("0 / 0"), [None; 9]);
    assert_eq!(value("1e308 * 10"), [None; 9]);
    assert_eq!(value("1 + 2 * 3"), [Some(7.0); 9]);
    assert_eq!(value("-(2 - 5) / +2"), [Some(1.5); 9]);
    assert_eq!(value("(a = 1) + (b = 1)")[..4], [Some(2.0), Some(1.0), None, Some(1.0)]);
    assert_eq!(value("a = true")[..4], [Some(1.0), Some(1.0), Some(1.0), Some(0.0)]);
}

#[test]
fn words_of_sql_are_names_here() {
    let parsed =
        Expression::parse("end.case = 0 and left <> 1 and \"my column\" = 2 and end.in = 1").unwrap();
    assert_eq!(parsed.columns(), ["end.case", "left", "my column", "end.in"]);
    assert_eq!(truth("end.case = 0"), [T; 9]);
    let parsed = Expression::parse("case >= 1 or case < 0 or date = 3 or interval = 1").unwrap();
    assert_eq!(parsed.columns(), ["case", "date", "interval"]);
}

#[test]
fn what_is_not_supported_is_said_with_its_place() {
    for (text, at) in [
        ("a = 1 and lgo(b) > 2", 10),
        ("a = 1 b", 6),
        ("a like 'x%'", 0),
        ("a % 2 = 1", 0),
        ("a = null", 4),
        ("sex || 'x' = 'y'", 0),
        ("a in (select b)", 13),
        ("a = 1 --1", 6),
        ("a /* x */ = 1", 2),
    ] {
        let error = refusal(text);
        assert_eq!(error.at().start, at, "{text}: {error}");
    }
    assert_eq!(refusal("a =").at(), 3..3);
    assert_eq!(refusal("a = 'x").at().start, 4);
    assert_eq!(refusal("").at(), 0..0);
    assert!(matches!(refusal("nobody = 1"), ExpressionError::Column { .. }));
    assert!(refusal("x.start and a").to_string().contains("compare it"));
}

#[test]
fn very_long_or_deep_expressions_are_refused() {
    let long = vec!["a = 1"; 1000].join(" and ");
    assert!(matches!(refusal(&long), ExpressionError::Syntax { .. }));
    let deep = format!("{}a{}", "(".repeat(400), ")".repeat(400));
    assert!(matches!(refusal(&deep), ExpressionError::Syntax { .. }));
    let list: Vec<String> = (0..3000).map(|i| i.to_string()).collect();
    assert!(Expression::parse(&format!("a in ({})", list.join(", "))).is_ok());
    let chain = vec!["a"; 400].join(" + ");
    assert_eq!(value(&chain)[0], Some(400.0));
}

#[test]
fn no_rows_give_no_values() {
    let none: ArrayRef = Arc::new(Float64Array::from(Vec::<f64>::new()));
    let columns = [("a", none)];
    let value = Expression::parse("a > 1 or 1 = 1").unwrap().evaluate(0, &|n| look(&columns, n)).unwrap();
    assert!(value.is_empty() && matches!(value, Value::Truth(_)));
}

#[test]
fn columns_of_another_length_are_refused() {
    let columns = table();
    let error = Expression::parse("a = 1").unwrap().truth(8, &|n| look(&columns, n)).unwrap_err();
    assert!(error.to_string().contains("9 entries for 8 rows"));
}

proptest! {
    #[test]
    fn parsing_never_panics(text in "\\PC{0,60}") {
        let _ = Expression::parse(&text);
    }

    #[test]
    fn parsing_pieces_never_panics(parts in proptest::collection::vec(prop::sample::select(vec![
        "a", "sex", "end.case", "(", ")", "=", "<>", "<", "and", "or", "not", "is", "null", "between", "in",
        "'x'", "1", "-", "+", "/", "*", ",", ".", "case", "when", "select", "::", "[", "]", "{", "'", "\"",
        "true", "é", "--", "when", "then", "else", "end", "case when", "sum(", "left(", "date(", "years_between(",
        "bin(", "number(", "concat(", "like", "nullif(", "coalesce(", "round(", "replace(", "'2019-02-30'",
        "case a when 1 then", "'%'", "mean_of(1,", "/*", ":", "->", "interval", "cast", "exists",
    ]), 0..14)) {
        let text = parts.join(" ");
        if let Ok(parsed) = Expression::parse(&text) {
            let columns = table();
            let _ = parsed.evaluate(9, &|n| look(&columns, n));
        }
    }

    #[test]
    fn or_is_the_mirror_of_and(flip in any::<bool>()) {
        let (left, right) = if flip { ("a", "b") } else { ("b", "a") };
        prop_assert_eq!(
            truth(&format!("not ({left} and {right})")),
            truth(&format!("not {left} or not {right}"))
        );
    }
}
