//! The evaluator and the twin agree in every row.

use super::random::{any_b, any_d, any_n, any_t, rows};
use super::say::{say_b, say_d, say_n, say_t};
use super::work::{do_b, do_d, do_n, do_t};
use super::{DAYS, NUMBERS, Row, WORDS};
use crate::cohort::expression::{Answer, Expression, Input, Texts, Value};
use arrow::array::{Array, Float64Array};
use proptest::prelude::*;

fn texts(cells: &[Option<&'static str>]) -> Input {
    let codes: Vec<u32> = (0..cells.len() as u32).collect();
    Input::Text(Texts::of(&codes, cells.iter().map(|c| c.map(str::to_owned)).collect()))
}

fn evaluate(text: &str, rows: &[Row]) -> Value {
    let parsed = Expression::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    let answer = parsed.compute(rows.len(), &|name, _| {
        let number = NUMBERS.iter().position(|n| *n == name);
        let word = WORDS.iter().position(|n| *n == name);
        let day = DAYS.iter().position(|n| *n == name).unwrap_or(0);
        Ok(match (number, word) {
            (Some(i), _) => Input::Number(rows.iter().map(|r| r.x[i]).collect::<Float64Array>()),
            (_, Some(i)) => texts(&rows.iter().map(|r| r.w[i]).collect::<Vec<_>>()),
            _ => texts(&rows.iter().map(|r| r.d[day]).collect::<Vec<_>>()),
        })
    });
    let Answer { value, doubts } = answer.unwrap_or_else(|e| panic!("{text}: {e}"));
    assert!(doubts.is_empty(), "{text}: {doubts:?}");
    assert_eq!(value.len(), rows.len());
    value
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn numbers_are_those_of_the_twin(n in any_n(3), rows in rows()) {
        let Value::Number(found) = evaluate(&say_n(&n), &rows) else { panic!("{}", say_n(&n)) };
        for (i, row) in rows.iter().enumerate() {
            let found = found.is_valid(i).then(|| found.value(i));
            prop_assert!(found.is_none_or(f64::is_finite));
            prop_assert_eq!(found, do_n(&n, row), "{} in {:?}", say_n(&n), row);
        }
    }

    #[test]
    fn questions_are_answered_as_by_the_twin(b in any_b(3), rows in rows()) {
        let Value::Truth(found) = evaluate(&say_b(&b), &rows) else { panic!("{}", say_b(&b)) };
        for (i, row) in rows.iter().enumerate() {
            let found = found.is_valid(i).then(|| found.value(i));
            prop_assert_eq!(found, do_b(&b, row), "{} in {:?}", say_b(&b), row);
        }
    }

    #[test]
    fn texts_are_those_of_the_twin(t in any_t(3), rows in rows()) {
        let Value::Text(found) = evaluate(&say_t(&t), &rows) else { panic!("{}", say_t(&t)) };
        for (i, row) in rows.iter().enumerate() {
            prop_assert_eq!(found.get(i).map(str::to_owned), do_t(&t, row), "{} in {:?}", say_t(&t), row);
        }
    }

    #[test]
    fn dates_are_those_of_the_twin(d in any_d(3), rows in rows()) {
        let Value::Date(found) = evaluate(&say_d(&d), &rows) else { panic!("{}", say_d(&d)) };
        for (i, row) in rows.iter().enumerate() {
            let found = found.is_valid(i).then(|| found.value(i) as i64);
            prop_assert_eq!(found, do_d(&d, row), "{} in {:?}", say_d(&d), row);
        }
    }
}
