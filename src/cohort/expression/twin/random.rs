//! Random expressions and rows.

use super::{B, D, DATES, N, Row, T};
use proptest::prelude::*;

/// Random expressions of the four sorts, no deeper than `depth`.
pub(super) fn any_n(depth: u32) -> BoxedStrategy<N> {
    let leaf = prop_oneof![(0..3_usize).prop_map(N::Column), (-40..40).prop_map(N::Written)].boxed();
    if depth == 0 {
        return leaf;
    }
    let n = || any_n(depth - 1).prop_map(Box::new);
    let (d, b, t) = (any_d(depth - 1), any_b(depth - 1), any_t(depth - 1));
    let few = || proptest::collection::vec(any_n(depth - 1), 1..4);
    let one = prop::sample::select(vec!["abs", "floor", "ceil", "sqrt", "ln", "log10", "exp", "sign"]);
    let many = prop::sample::select(vec!["sum", "mean", "min", "max", "least", "greatest"]);
    let part = prop::sample::select(vec!["year", "month", "day", "weekday"]);
    let span = prop::sample::select(vec!["days_between", "weeks_between", "months_between", "years_between"]);
    prop_oneof![
        3 => leaf,
        3 => (prop::sample::select(vec!['+', '-', '*', '/']), n(), n()).prop_map(|(o, a, b)| N::Sum(o, a, b)),
        1 => n().prop_map(N::Negate),
        2 => (one, n()).prop_map(|(f, a)| N::One(f, a)),
        1 => (n(), -2..4).prop_map(|(a, d)| N::Round(a, d)),
        2 => (many, few()).prop_map(|(f, l)| N::Many(f, l)),
        1 => (prop::bool::ANY, any_n(depth - 1), any_n(depth - 1)).prop_map(|(p, a, b)| {
            N::Many(if p { "power" } else { "mod" }, vec![a, b])
        }),
        2 => (prop::bool::ANY, few(), 1..4_usize).prop_map(|(m, l, k)| N::Of(m, k.min(l.len()), l)),
        1 => (n(), -20..20, 1..20).prop_map(|(a, p, q)| N::Bin(a, p, q)),
        1 => (n(), -20..20, -20..20).prop_map(|(a, p, q)| N::Clamp(a, p, q)),
        1 => (n(), few()).prop_map(|(a, l)| N::CountIf(a, l)),
        1 => (prop::bool::ANY, few()).prop_map(|(k, l)| N::Count(k, l)),
        1 => t.prop_map(|t| N::Length(Box::new(t))),
        1 => n().prop_map(N::Number),
        1 => (part, d.clone()).prop_map(|(f, d)| N::Part(f, Box::new(d))),
        2 => (span, d.clone(), d).prop_map(|(f, a, b)| N::Between(f, Box::new(a), Box::new(b))),
        2 => (b, n(), prop::option::of(n())).prop_map(|(b, x, y)| N::Case(Box::new(b), x, y)),
        1 => (n(), n()).prop_map(|(a, b)| N::NullIf(a, b)),
        1 => few().prop_map(N::Coalesce),
    ]
    .boxed()
}

fn any_word() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", "ab", "AB c", "é", "b", "b_%", " x "])
}

pub(super) fn any_t(depth: u32) -> BoxedStrategy<T> {
    let leaf =
        prop_oneof![3 => (0..2_usize).prop_map(T::Column), 1 => any_word().prop_map(T::Written)].boxed();
    if depth == 0 {
        return leaf;
    }
    let t = || any_t(depth - 1).prop_map(Box::new);
    let (n, b) = (any_n(depth - 1), any_b(depth - 1));
    let few = || proptest::collection::vec(any_t(depth - 1), 1..4);
    let part = || prop::sample::select(vec!["a", "b", "é", "AB", " "]);
    prop_oneof![
        2 => leaf,
        1 => (prop::sample::select(vec!["lower", "upper", "trim"]), t()).prop_map(|(f, a)| T::One(f, a)),
        1 => (prop::sample::select(vec!["left", "right"]), t(), n.clone())
            .prop_map(|(f, a, n)| T::Cut(f, a, Box::new(n))),
        1 => (t(), -1..4, -1..4).prop_map(|(a, p, q)| T::Substring(a, p, q)),
        1 => few().prop_map(T::Concat),
        1 => (t(), part(), any_word()).prop_map(|(a, p, q)| T::Replace(a, p, q)),
        1 => n.prop_map(|n| T::Text(Box::new(n))),
        1 => (b, t(), prop::option::of(t())).prop_map(|(b, x, y)| T::Case(Box::new(b), x, y)),
        1 => few().prop_map(T::Coalesce),
        1 => (t(), any_word()).prop_map(|(a, w)| T::NullIf(a, w)),
    ]
    .boxed()
}

pub(super) fn any_d(depth: u32) -> BoxedStrategy<D> {
    let leaf = prop_oneof![
        3 => (0..2_usize).prop_map(D::Column),
        1 => prop::sample::select(DATES.to_vec()).prop_map(D::Written),
    ]
    .boxed();
    if depth == 0 {
        return leaf;
    }
    let d = || any_d(depth - 1).prop_map(Box::new);
    prop_oneof![3 => leaf, 1 => (prop::bool::ANY, d(), d()).prop_map(|(m, a, b)| D::Extreme(m, a, b))].boxed()
}

pub(super) fn any_b(depth: u32) -> BoxedStrategy<B> {
    let below = depth.saturating_sub(1);
    let n = || any_n(below).prop_map(Box::new);
    let t = || any_t(below).prop_map(Box::new);
    let d = || any_d(below).prop_map(Box::new);
    let op = || prop::sample::select(vec!["=", "<>", "<", "<=", ">", ">="]);
    let pattern = prop::sample::select(vec!["%", "a%", "%b", "_b%", "__", "", "%a%b%", "%é"]);
    let ask = prop::sample::select(vec!["contains", "starts_with", "ends_with"]);
    let leaf = prop_oneof![
        3 => (op(), n(), n()).prop_map(|(o, a, b)| B::Compare(o, a, b)),
        2 => (op(), d(), d()).prop_map(|(o, a, b)| B::Dates(o, a, b)),
        2 => (prop::bool::ANY, t(), t()).prop_map(|(e, a, b)| B::Words(e, a, b)),
        1 => (n(), n(), n(), prop::bool::ANY).prop_map(|(a, p, q, x)| B::Between(a, p, q, x)),
        1 => (n(), proptest::collection::vec(-8..8, 1..5), prop::bool::ANY).prop_map(|(a, l, x)| B::In(a, l, x)),
        1 => (t(), pattern).prop_map(|(t, p)| B::Like(t, p)),
        1 => (ask, t(), prop::sample::select(vec!["a", "B", "é"])).prop_map(|(f, t, p)| B::Contains(f, t, p)),
        1 => n().prop_map(B::Null),
    ]
    .boxed();
    if depth == 0 {
        return leaf;
    }
    let b = || any_b(depth - 1).prop_map(Box::new);
    prop_oneof![
        3 => leaf,
        1 => (b(), b()).prop_map(|(p, q)| B::And(p, q)),
        1 => (b(), b()).prop_map(|(p, q)| B::Or(p, q)),
        1 => b().prop_map(B::Not),
        1 => (prop::bool::ANY, proptest::collection::vec(any_b(depth - 1), 1..4))
            .prop_map(|(any, l)| B::Many(any, l)),
    ]
    .boxed()
}

pub(super) fn rows() -> impl Strategy<Value = Vec<Row>> {
    let x =
        || prop::option::weighted(0.8, prop::sample::select(vec![0.0, 1.0, -1.5, 2.25, 1e300, -7.0, 0.1]));
    let w = || prop::option::weighted(0.8, any_word());
    let d = || prop::option::weighted(0.8, prop::sample::select(DATES.to_vec()));
    let row = ([x(), x(), x()], [w(), w()], [d(), d()]).prop_map(|(x, w, d)| Row { x, w, d });
    proptest::collection::vec(row, 1..20)
}
