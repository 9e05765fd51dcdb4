//! The text of the twin's expressions.

use super::{B, D, DAYS, N, NUMBERS, T, WORDS};

fn list<X>(items: &[X], say: impl Fn(&X) -> String) -> String {
    items.iter().map(say).collect::<Vec<_>>().join(", ")
}

fn number(v: i32) -> String {
    format!("{}", f64::from(v) / 4.0)
}

pub(super) fn say_n(n: &N) -> String {
    match n {
        N::Column(i) => NUMBERS[*i].to_owned(),
        N::Written(v) => number(*v),
        N::Sum(op, a, b) => format!("({} {op} {})", say_n(a), say_n(b)),
        N::Negate(a) => format!("(- {})", say_n(a)),
        N::One(f, a) => format!("{f}({})", say_n(a)),
        N::Round(a, d) => format!("round({}, {d})", say_n(a)),
        N::Many(f, l) => format!("{f}({})", list(l, say_n)),
        N::Of(mean, k, l) => format!("{}({k}, {})", if *mean { "mean_of" } else { "sum_of" }, list(l, say_n)),
        N::Bin(a, p, q) => format!("bin({}, {}, {})", say_n(a), number(*p), number(p + q)),
        N::Clamp(a, p, q) => format!("clamp({}, {}, {})", say_n(a), number(*p), number(*q)),
        N::CountIf(a, l) => format!("count_if({}, {})", say_n(a), list(l, say_n)),
        N::Count(known, l) => format!("{}({})", if *known { "count" } else { "n_missing" }, list(l, say_n)),
        N::Length(t) => format!("length({})", say_t(t)),
        N::Number(a) => format!("number(text({}))", say_n(a)),
        N::Part(f, d) => format!("{f}({})", say_d(d)),
        N::Between(f, a, b) => format!("{f}({}, {})", say_d(a), say_d(b)),
        N::Case(b, x, y) => {
            let otherwise = y.as_ref().map(|y| format!(" else {}", say_n(y))).unwrap_or_default();
            format!("case when {} then {}{otherwise} end", say_b(b), say_n(x))
        }
        N::NullIf(a, b) => format!("nullif({}, {})", say_n(a), say_n(b)),
        N::Coalesce(l) => format!("coalesce({})", list(l, say_n)),
    }
}

pub(super) fn say_t(t: &T) -> String {
    match t {
        T::Column(i) => WORDS[*i].to_owned(),
        T::Written(w) => format!("'{w}'"),
        T::One(f, a) => format!("{f}({})", say_t(a)),
        T::Cut(f, a, n) => format!("{f}({}, {})", say_t(a), say_n(n)),
        T::Substring(a, p, q) => format!("substring({}, {p}, {q})", say_t(a)),
        T::Concat(l) => format!("concat({})", list(l, say_t)),
        T::Replace(a, p, q) => format!("replace({}, '{p}', '{q}')", say_t(a)),
        T::Text(n) => format!("text({})", say_n(n)),
        T::Case(b, x, y) => {
            let otherwise = y.as_ref().map_or("null".to_owned(), |y| say_t(y));
            format!("case when {} then {} else {otherwise} end", say_b(b), say_t(x))
        }
        T::Coalesce(l) => format!("coalesce({})", list(l, say_t)),
        T::NullIf(a, w) => format!("nullif({}, '{w}')", say_t(a)),
    }
}

pub(super) fn say_d(d: &D) -> String {
    match d {
        D::Column(i) => format!("date({})", DAYS[*i]),
        D::Written(w) => format!("date('{w}')"),
        D::Extreme(most, a, b) => {
            format!("{}({}, {})", if *most { "greatest" } else { "min" }, say_d(a), say_d(b))
        }
    }
}

pub(super) fn say_b(b: &B) -> String {
    let not = |n: bool| if n { "not " } else { "" };
    match b {
        B::Compare(op, p, q) => format!("({} {op} {})", say_n(p), say_n(q)),
        B::Dates(op, p, q) => format!("({} {op} {})", say_d(p), say_d(q)),
        B::Words(equal, p, q) => {
            format!("(trim({}) {} lower({}))", say_t(p), if *equal { "=" } else { "<>" }, say_t(q))
        }
        B::Between(v, p, q, n) => format!("({} {}between {} and {})", say_n(v), not(*n), say_n(p), say_n(q)),
        B::In(v, l, n) => format!("({} {}in ({}))", say_n(v), not(*n), list(l, |v| number(*v))),
        B::Like(t, p) => format!("({} like '{p}')", say_t(t)),
        B::Contains(f, t, p) => format!("{f}({}, '{p}')", say_t(t)),
        B::Null(n) => format!("({} is null)", say_n(n)),
        B::And(p, q) => format!("({} and {})", say_b(p), say_b(q)),
        B::Or(p, q) => format!("({} or {})", say_b(p), say_b(q)),
        B::Not(p) => format!("(not {})", say_b(p)),
        B::Many(any, l) => format!("{}({})", if *any { "any" } else { "all" }, list(l, say_b)),
    }
}
