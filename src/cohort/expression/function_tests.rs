//! Functions, `case`, text and dates: each with values worked out by hand.

use super::{Answer, Doubt, Expression, ExpressionError, Input, Sort, Texts, Use, Value};
use arrow::array::{Array, Float64Array};

/// Four rows: numbers, words, dates; the last is missing throughout.
fn look(name: &str, used: Use) -> Input {
    let text = |words: [&str; 3]| {
        Input::Text(Texts::new(vec![0, 1, 2, u32::MAX], words.map(str::to_owned).to_vec()))
    };
    match (name, used) {
        ("w", _) => text(["Leeds", " York ", "élan"]),
        ("n", _) => text(["7", " 1.5", "x"]),
        ("dob", _) => text(["1950-05-02", "2000-02-29", "2019-02-31"]),
        ("to", _) => text(["2019-05-01T10:00", "2001-02-28", "2019-03-01"]),
        ("code", Use::Text) => text(["007", "8", "9"]),
        ("code", Use::Plain) => Input::Number(vec![Some(7.0), Some(8.0), Some(9.0), None].into()),
        ("empty", _) => Input::Number(Float64Array::new_null(4)),
        _ => Input::Number(vec![Some(2.5), Some(-2.5), Some(0.0), None].into()),
    }
}

fn answer(text: &str) -> Answer {
    let parsed = Expression::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    parsed.compute(4, &|name, used| Ok(look(name, used))).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn numbers(text: &str) -> [Option<f64>; 4] {
    let array = answer(text).value.numbers().unwrap_or_else(|| panic!("{text}"));
    [0, 1, 2, 3].map(|i| array.is_valid(i).then(|| array.value(i)))
}

fn words(text: &str) -> [Option<String>; 4] {
    let Value::Text(texts) = answer(text).value else { panic!("{text} is no text") };
    [0, 1, 2, 3].map(|i| texts.get(i).map(str::to_owned))
}

fn some(list: [&str; 3]) -> [Option<String>; 4] {
    [Some(list[0].to_owned()), Some(list[1].to_owned()), Some(list[2].to_owned()), None]
}

fn refusal(text: &str) -> ExpressionError {
    match Expression::parse(text) {
        Err(e) => e,
        Ok(e) => e.compute(4, &|name, used| Ok(look(name, used))).expect_err(text),
    }
}

const N: Option<f64> = None;

#[test]
fn numbers_are_rounded_cut_and_binned() {
    let s = Some;
    assert_eq!(numbers("round(x)"), [s(3.0), s(-3.0), s(0.0), N]);
    assert_eq!(numbers("round(x * 10.1, 1)"), [s(25.3), s(-25.3), s(0.0), N]);
    assert_eq!(numbers("round(code * 7, -1)"), [s(50.0), s(60.0), s(60.0), N]);
    assert_eq!(numbers("mod(-code, 3)"), [s(-1.0), s(-2.0), s(0.0), N]);
    assert_eq!(numbers("bin(x, -2.5, 0, 2.5)"), [s(3.0), s(1.0), s(2.0), N]);
    assert_eq!(numbers("clamp(x, -1, 1)"), [s(1.0), s(-1.0), s(0.0), N]);
    assert_eq!(numbers("clamp(x, 1, -1)"), [N; 4]);
    assert_eq!(numbers("ln(x)"), [s(libm::log(2.5)), N, N, N]);
    assert_eq!(numbers("log10(1000) + exp(0) + power(2, 3) + sqrt(9) + sign(-4)"), [s(14.0); 4]);
    assert_eq!(numbers("least(x, code) + greatest(1, 2)"), [s(4.5), s(-0.5), s(2.0), N]);
}

#[test]
fn lists_of_items_say_what_is_missing() {
    let s = Some;
    assert_eq!(numbers("sum(x, code)"), [s(9.5), s(5.5), s(9.0), N]);
    assert_eq!(numbers("mean(x, code, 1)"), [s(10.5 / 3.0), s(6.5 / 3.0), s(10.0 / 3.0), N]);
    assert_eq!(numbers("sum(x, empty)"), [N; 4]);
    assert_eq!(numbers("sum_of(1, x, empty)"), [s(5.0), s(-5.0), s(0.0), N]);
    assert_eq!(numbers("mean_of(2, x, empty, code)"), [s(4.75), s(2.75), s(4.5), N]);
    assert_eq!(numbers("mean_of(3, x, empty, code)"), [N; 4]);
    assert_eq!(numbers("count(x, empty, w)"), [s(2.0), s(2.0), s(2.0), s(0.0)]);
    assert_eq!(numbers("n_missing(x, empty, w, 1)"), [s(1.0), s(1.0), s(1.0), s(3.0)]);
    assert_eq!(numbers("count_if(7, code, 7, x)"), [s(2.0), s(1.0), s(1.0), N]);
    assert_eq!(numbers("any(x > 0, code = 8)"), [s(1.0), s(1.0), s(0.0), N]);
    assert_eq!(numbers("all(x is not null, code < 9)"), [s(1.0), s(1.0), s(0.0), s(0.0)]);
    assert_eq!(numbers("coalesce(empty, x, 9)"), [s(2.5), s(-2.5), s(0.0), s(9.0)]);
    assert_eq!(numbers("nullif(x, 0)"), [s(2.5), s(-2.5), N, N]);
}

#[test]
fn case_takes_the_first_condition_that_is_true() {
    let s = Some;
    assert_eq!(numbers("case when x > 0 then 1 when x > -9 then 2 end"), [s(1.0), s(2.0), s(2.0), N]);
    assert_eq!(numbers("case when x > 0 then 1 else null end"), [s(1.0), N, N, N]);
    assert_eq!(
        numbers("case code when 7 then x when 8 then 8 else -1 end"),
        [s(2.5), s(8.0), s(-1.0), s(-1.0)]
    );
    assert_eq!(
        words("CASE WHEN x > 0 THEN 'up' WHEN x < 0 THEN w ELSE 'even' END")[..3],
        some(["up", " York ", "even"])[..3]
    );
    assert!(matches!(answer("case when x > 0 then true else x < 0 end").value, Value::Truth(_)));
    assert!(matches!(answer("case when x > 0 then date(to) else '2019-01-01' end").value, Value::Date(_)));
    let nested =
        "case when x > 0 then case when code = 7 then 1 else 2 end else case w when 'élan' then 3 end end";
    assert_eq!(numbers(nested), [s(1.0), N, s(3.0), N]);
    let error = refusal("case when x > 0 then 'a' else 1 end");
    assert_eq!((error.at(), error.to_string().contains("one sort")), (30..31, true), "{error}");
    assert!(matches!(refusal("case when x > 0 then 1"), ExpressionError::Syntax { .. }));
    assert!(matches!(refusal("case when x then 1 end"), ExpressionError::Kind { .. }));
}

#[test]
fn words_of_case_are_names_elsewhere() {
    let columns = |text: &str| Expression::parse(text).unwrap().columns();
    assert_eq!(columns("case = 1 and end < 2 or then is null"), ["case", "end", "then"]);
    assert_eq!(columns("case not in (1) and case not like 'x'"), ["case"]);
    assert_eq!(columns("case when end.x = 1 then \"end\" else left end"), ["end.x", "end", "left"]);
    assert_eq!(columns("left(left, 1) = 'a' and date > date('2019-01-01')"), ["left", "date"]);
    assert_eq!(columns("case (x) when 1 then 2 end"), ["x"]);
}

#[test]
fn text_is_cut_joined_and_searched() {
    assert_eq!(words("upper(trim(w))"), some(["LEEDS", "YORK", "ÉLAN"]));
    assert_eq!(words("left(w, 2)"), some(["Le", " Y", "él"]));
    assert_eq!(words("right(w, x)"), some(["ds", "", ""]));
    assert_eq!(words("substring(w, 2, 3)"), some(["eed", "Yor", "lan"]));
    assert_eq!(words("substring(w, 0)"), some(["Leeds", " York ", "élan"]));
    assert_eq!(
        words("concat(w, '-', text(x), text(x > 0))"),
        some(["Leeds-2.5yes", " York --2.5no", "élan-0no"])
    );
    assert_eq!(words("replace(w, 'e', '')"), some(["Lds", " York ", "élan"]));
    assert_eq!(words("text(date(to))"), some(["2019-05-01", "2001-02-28", "2019-03-01"]));
    assert_eq!(numbers("length(w)"), [Some(5.0), Some(6.0), Some(4.0), N]);
    assert_eq!(
        numbers("contains(w, 'e') + starts_with(w, 'L') + ends_with(w, 'n')"),
        [Some(2.0), Some(0.0), Some(1.0), N]
    );
    assert_eq!(numbers("w like '%e_s' or w like '__an'"), [Some(1.0), Some(0.0), Some(1.0), N]);
    assert_eq!(numbers("w not like '%'"), [Some(0.0), Some(0.0), Some(0.0), N]);
    assert_eq!(words("nullif(w, 'nowhere')"), some(["Leeds", " York ", "élan"]));
    assert_eq!(words("concat(w, empty)"), [const { None::<String> }; 4]);
}

#[test]
fn columns_beside_text_are_read_as_text() {
    let uses = |text: &str| Expression::parse(text).unwrap().uses();
    let of = |list: &[(&str, Use)]| list.iter().map(|(n, u)| ((*n).to_owned(), *u)).collect::<Vec<_>>();
    assert_eq!(uses("a = 'x' and a > 5"), of(&[("a", Use::Text), ("a", Use::Plain)]));
    assert_eq!(uses("coalesce(a, b, 'x') = c"), of(&[("a", Use::Text), ("b", Use::Text), ("c", Use::Text)]));
    assert_eq!(
        uses("case when a then b end < date('2019-01-01')"),
        of(&[("a", Use::Plain), ("b", Use::Text)])
    );
    assert_eq!(
        uses("case a when 'x' then b else c end"),
        of(&[("a", Use::Text), ("b", Use::Plain), ("c", Use::Plain)])
    );
    assert_eq!(
        uses("days_between(a, least(b, c)) > d"),
        of(&[("a", Use::Text), ("b", Use::Text), ("c", Use::Text), ("d", Use::Plain)])
    );
    assert_eq!(words("left(code, 2)"), some(["00", "8", "9"]));
    assert_eq!(numbers("code = '007' and code = 7"), [Some(1.0), Some(0.0), Some(0.0), N]);
}

#[test]
fn dates_are_parts_spans_and_order() {
    let s = Some;
    assert_eq!(
        numbers("year(to) * 10000 + month(to) * 100 + day(to)"),
        [s(20_190_501.0), s(20_010_228.0), s(20_190_301.0), N]
    );
    assert_eq!(numbers("weekday(to)"), [s(3.0), s(3.0), s(5.0), N]);
    assert_eq!(numbers("years_between(dob, to)"), [s(68.0), s(0.0), N, N]);
    assert_eq!(numbers("months_between(to, date('2019-05-31'))"), [s(0.0), s(219.0), s(2.0), N]);
    assert_eq!(numbers("days_between(date('2019-03-08'), to)"), [s(54.0), s(-6582.0), s(-7.0), N]);
    assert_eq!(numbers("weeks_between(date('2019-03-08'), to)")[2], s(-1.0));
    assert_eq!(numbers("to >= '2019-03-01'"), [s(1.0), s(0.0), s(1.0), N]);
    assert_eq!(numbers("to between date('2001-01-01') and '2019-03-01'"), [s(0.0), s(1.0), s(1.0), N]);
    assert_eq!(numbers("date(to) = '2019-05-01'"), [s(1.0), s(0.0), s(0.0), N]);
    assert_eq!(numbers("year(greatest(date(to), date('2010-01-01')))"), [s(2019.0), s(2010.0), s(2019.0), N]);
    assert_eq!(refusal("year(date('2019-02-31')) = 1").at(), 10..22);
    assert!(matches!(refusal("w < to"), ExpressionError::Kind { .. }));
    assert!(refusal("date(to) + 1").to_string().contains("days_between"));
    assert!(refusal("year(x)").to_string().contains("a date is needed"));
}

#[test]
fn cells_that_cannot_be_read_are_told_where_they_matter() {
    let doubt = |word: &str, needs, column: &str, row| Doubt {
        word: word.to_owned(),
        needs,
        column: Some(column.to_owned()),
        rows: vec![row],
    };
    assert_eq!(answer("year(dob)").doubts, [doubt("2019-02-31", Sort::Date, "dob", 2)]);
    assert_eq!(answer("number(n)").doubts, [doubt("x", Sort::Number, "n", 2)]);
    assert_eq!(numbers("number(n)"), [Some(7.0), Some(1.5), None, None]);
    for guarded in [
        "case when n <> 'x' then number(n) end",
        "n = 'x' or number(n) > 1",
        "n <> 'x' and number(n) > 1",
        "case n when 'x' then 0 else number(n) end",
        "coalesce(x, number(n))",
        "number(nullif(n, 'x'))",
        "case when x is null then year(dob) end",
    ] {
        assert_eq!(answer(guarded).doubts, [], "{guarded}");
    }
    for open in
        ["number(n) > 1 or n = 'x'", "n = 'x' and number(n) > 1", "case when number(n) > 1 then 1 end"]
    {
        assert_eq!(answer(open).doubts.len(), 1, "{open}");
    }
}

#[test]
fn calls_are_refused_in_words() {
    for (text, at, words) in [
        ("1 + rond(x) > 2", 4..8, "did you mean `round`?"),
        ("1 + qqqqqq(x) > 2", 4..10, "functions are: abs"),
        ("round(x, 1, 2)", 0..14, "`round` takes 1 or 2 values, but 3 are given"),
        ("2 * abs( x , (1) ) + 1", 4..18, "`abs` takes 1 value, but 2 are given"),
        ("sum()", 0..5, "`sum` takes 1 value or more, but 0 are given"),
        ("bin(x)", 0..6, "`bin` takes 2 values or more, but 1 is given"),
        ("bin(x, 2, 1)", 10..11, "must rise"),
        ("bin(x, code)", 7..11, "written out"),
        ("round(x, 1.5)", 9..12, "whole number of digits"),
        ("mean_of(3, x, code)", 8..9, "from 1 to 2"),
        ("a.abs(x)", 0..5, "no function `a.abs`"),
        ("count(*)", 0..8, "not supported"),
        ("sum(x) over (w)", 7..11, "cannot stand here"),
        ("lower(x)", 6..7, "text is needed here, but this is a number"),
        ("w + 1", 0..1, "a number is needed here"),
        ("w like n", 7..8, "a text in quotes"),
    ] {
        let error = refusal(text);
        assert!(error.to_string().contains(words), "{text}: {error}");
        assert_eq!(error.at(), at, "{text}: {error}");
    }
}

#[test]
fn sorts_are_known_without_data() {
    let sort = |text: &str| {
        Expression::parse(text).unwrap().sort_of(&|name| match name {
            "x" => Some(Sort::Number),
            "w" => Some(Sort::Text),
            "q" => Some(Sort::Truth),
            _ => None,
        })
    };
    assert_eq!(sort("x + 1").unwrap(), Some(Sort::Number));
    assert_eq!(sort("x - 1 and q").unwrap(), Some(Sort::Truth));
    assert_eq!(sort("case when q then w end").unwrap(), Some(Sort::Text));
    assert_eq!(sort("case when q then open end").unwrap(), None);
    assert_eq!(sort("coalesce(open, w)").unwrap(), Some(Sort::Text));
    assert_eq!(sort("greatest(date(open), other)").unwrap(), Some(Sort::Date));
    assert_eq!(sort("lower(x)").unwrap_err().at(), 6..7);
    assert_eq!(sort("q and w").unwrap_err().at(), 6..7);
    assert!(sort("open = 1 and open = 'a' and year(open) > 1 and sum(open, x) > 1").is_ok());
}

#[test]
fn what_nests_stays_small_and_fast() {
    let grown = (0..30).fold("w".to_owned(), |inner, _| format!("replace({inner}, 'e', 'eeeeeeeeee')"));
    assert_eq!(words(&grown)[0], None);
    let between = format!("x{}", " between 0 and 1".repeat(200));
    assert!(Expression::parse(&between).is_ok_and(|e| e.compute(4, &|n, u| Ok(look(n, u))).is_ok()));
    let chain =
        (0..120).fold("1".to_owned(), |inner, i| format!("case when x = {i} then 1 else {inner} end"));
    assert!(matches!(Expression::parse(&chain), Err(ExpressionError::Syntax { .. })));
    let arms = (0..200).map(|i| format!(" when x = {i} then {i}")).collect::<Vec<_>>().concat();
    assert_eq!(numbers(&format!("case{arms} end"))[2], Some(0.0));
}
