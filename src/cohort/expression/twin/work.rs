//! What the twin's expressions give in one row.
#![expect(clippy::cast_sign_loss, reason = "numbers are clamped from 0 before")]
#![expect(clippy::too_many_lines, reason = "one arm for each kind of expression")]

use super::{B, D, N, Row, T};
use crate::stats::date;

fn known(x: f64) -> Option<f64> {
    x.is_finite().then_some(x)
}

fn all<X, V>(items: &[X], of: impl Fn(&X) -> Option<V>) -> Option<Vec<V>> {
    items.iter().map(of).collect()
}

pub(super) fn do_n(n: &N, r: &Row) -> Option<f64> {
    match n {
        N::Column(i) => r.x[*i],
        N::Written(v) => Some(f64::from(*v) / 4.0),
        N::Sum(op, a, b) => {
            let (a, b) = (do_n(a, r)?, do_n(b, r)?);
            known(match op {
                '+' => a + b,
                '-' => a - b,
                '*' => a * b,
                _ => a / b,
            })
        }
        N::Negate(a) => Some(-do_n(a, r)?),
        N::One(f, a) => {
            let a = do_n(a, r)?;
            known(match *f {
                "abs" => {
                    if a < 0.0 {
                        -a
                    } else {
                        a
                    }
                }
                "floor" => -((-a).ceil()),
                "ceil" => -((-a).floor()),
                "sqrt" => {
                    if a < 0.0 {
                        f64::NAN
                    } else {
                        a.sqrt()
                    }
                }
                "ln" => libm::log(a),
                "log10" => libm::log10(a),
                "exp" => libm::exp(a),
                _ => {
                    if a == 0.0 {
                        0.0
                    } else {
                        a / a.abs()
                    }
                }
            })
        }
        N::Round(a, d) => {
            let a = do_n(a, r)?;
            let tens = f64::from(10_i32.pow(d.unsigned_abs()));
            let scaled = if *d < 0 { a.abs() / tens } else { a.abs() * tens };
            if *d >= 0 && scaled >= 4_503_599_627_370_496.0 {
                return Some(a);
            }
            // Half away from zero, without `round`.
            let whole = scaled.trunc() + f64::from(u8::from(scaled - scaled.trunc() >= 0.5));
            let back = if *d < 0 { whole * tens } else { whole / tens };
            known(if a < 0.0 { -back } else { back })
        }
        N::Many(f, l) => {
            let v = all(l, |n| do_n(n, r))?;
            let sum = v[1..].iter().fold(v[0], |s, x| s + x);
            let pick = |better: fn(f64, f64) -> bool| {
                v.iter().copied().reduce(|a, b| if better(b, a) { b } else { a })
            };
            match *f {
                "sum" => known(sum),
                "mean" => known(known(sum)? / v.len() as f64),
                "min" | "least" => pick(|b, a| b < a),
                "max" | "greatest" => pick(|b, a| b > a),
                "power" => known(libm::pow(v[0], v[1])),
                _ => known(if v[1] == 0.0 { f64::NAN } else { v[0] % v[1] }),
            }
        }
        N::Of(mean, k, l) => {
            let v: Vec<f64> = l.iter().filter_map(|n| do_n(n, r)).collect();
            let average = v.iter().fold(0.0, |s, x| s + x) / v.len() as f64;
            (v.len() >= *k).then(|| known(if *mean { average } else { average * l.len() as f64 }))?
        }
        N::Bin(a, p, q) => {
            let (a, p, q) = (do_n(a, r)?, f64::from(*p) / 4.0, f64::from(p + q) / 4.0);
            Some(if a < p {
                0.0
            } else if a < q {
                1.0
            } else {
                2.0
            })
        }
        N::Clamp(a, p, q) => {
            let (a, p, q) = (do_n(a, r)?, f64::from(*p) / 4.0, f64::from(*q) / 4.0);
            if p > q {
                None
            } else if a < p {
                Some(p)
            } else if a > q {
                Some(q)
            } else {
                Some(a)
            }
        }
        N::CountIf(a, l) => {
            let (a, v) = (do_n(a, r)?, all(l, |n| do_n(n, r))?);
            Some(v.iter().filter(|x| **x == a).count() as f64)
        }
        N::Count(wanted, l) => Some(l.iter().filter(|n| do_n(n, r).is_some() == *wanted).count() as f64),
        N::Length(t) => Some(do_t(t, r)?.chars().count() as f64),
        N::Number(a) => do_n(a, r),
        N::Part(f, d) => {
            let day = do_d(d, r)?;
            let (y, m, d) = date::civil(day);
            Some(match *f {
                "year" => y,
                "month" => m,
                "day" => d,
                // 2000-01-01 was a Saturday.
                _ => (day - 10_957 + 5).rem_euclid(7) + 1,
            } as f64)
        }
        N::Between(f, a, b) => {
            let (a, b) = (do_d(a, r)?, do_d(b, r)?);
            let (first, last) = (a.min(b), a.max(b));
            let sign = if b < a { -1.0 } else { 1.0 };
            let ((y0, m0, d0), (y1, m1, d1)) = (date::civil(first), date::civil(last));
            Some(match *f {
                "days_between" => (b - a) as f64,
                "weeks_between" => (b - a) as f64 / 7.0,
                "months_between" => sign * ((y1 - y0) * 12 + m1 - m0 - i64::from(d1 < d0)) as f64,
                _ => sign * (y1 - y0 - i64::from((m1, d1) < (m0, d0))) as f64,
            })
        }
        N::Case(b, x, y) => match (do_b(b, r), y) {
            (Some(true), _) => do_n(x, r),
            (_, Some(y)) => do_n(y, r),
            _ => None,
        },
        N::NullIf(a, b) => {
            let a = do_n(a, r)?;
            (do_n(b, r) != Some(a)).then_some(a)
        }
        N::Coalesce(l) => l.iter().find_map(|n| do_n(n, r)),
    }
}

pub(super) fn do_t(t: &T, r: &Row) -> Option<String> {
    let cut = |text: &str, from: usize, n: usize| text.chars().skip(from).take(n).collect::<String>();
    let value = match t {
        T::Column(i) => r.w[*i]?.to_owned(),
        T::Written(w) => (*w).to_owned(),
        T::One(f, a) => {
            let a = do_t(a, r)?;
            match *f {
                "lower" => a.to_lowercase(),
                "upper" => a.to_uppercase(),
                _ => a.trim().to_owned(),
            }
        }
        T::Cut(f, a, n) => {
            let (a, n) = (do_t(a, r)?, do_n(n, r)?);
            let n = if n < 0.0 { 0 } else { n.min(1e6).floor() as usize };
            let len = a.chars().count();
            if *f == "left" { cut(&a, 0, n) } else { cut(&a, len - n.min(len), n) }
        }
        T::Substring(a, p, q) => cut(&do_t(a, r)?, (*p).max(1) as usize - 1, (*q).max(0) as usize),
        T::Concat(l) => all(l, |t| do_t(t, r))?.concat(),
        T::Replace(a, p, q) => do_t(a, r)?.split(p).collect::<Vec<_>>().join(q),
        T::Text(n) => format!("{}", do_n(n, r)? + 0.0),
        T::Case(b, x, y) => match (do_b(b, r), y) {
            (Some(true), _) => do_t(x, r)?,
            (_, Some(y)) => do_t(y, r)?,
            _ => return None,
        },
        T::Coalesce(l) => l.iter().find_map(|t| do_t(t, r))?,
        T::NullIf(a, w) => do_t(a, r).filter(|a| a != w)?,
    };
    Some(value)
}

pub(super) fn do_d(d: &D, r: &Row) -> Option<i64> {
    match d {
        D::Column(i) => date::day(r.d[*i]?),
        D::Written(w) => date::day(w),
        D::Extreme(most, a, b) => {
            let (a, b) = (do_d(a, r)?, do_d(b, r)?);
            Some(if *most { a.max(b) } else { a.min(b) })
        }
    }
}

fn order(op: &str, order: std::cmp::Ordering) -> bool {
    match op {
        "=" => order.is_eq(),
        "<>" => order.is_ne(),
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        ">" => order.is_gt(),
        _ => order.is_ge(),
    }
}

/// The pattern without machinery: every way to fit is tried.
fn fits(text: &[char], pattern: &[char]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some(('%', rest)) => (0..=text.len()).any(|i| fits(&text[i..], rest)),
        Some((c, rest)) => !text.is_empty() && (*c == '_' || *c == text[0]) && fits(&text[1..], rest),
    }
}

pub(super) fn do_b(b: &B, r: &Row) -> Option<bool> {
    match b {
        B::Compare(op, p, q) => Some(order(op, do_n(p, r)?.partial_cmp(&do_n(q, r)?)?)),
        B::Dates(op, p, q) => Some(order(op, do_d(p, r)?.cmp(&do_d(q, r)?))),
        B::Words(equal, p, q) => Some((do_t(p, r)?.trim() == do_t(q, r)?.to_lowercase()) == *equal),
        B::Between(v, p, q, not) => {
            let v = do_n(v, r);
            let over = |b: &N| Some(v? >= do_n(b, r)?);
            let under = |b: &N| Some(v? <= do_n(b, r)?);
            let inside = match (over(p), under(q)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            };
            inside.map(|i| i != *not)
        }
        B::In(v, l, not) => {
            let v = do_n(v, r)?;
            Some(l.iter().any(|w| f64::from(*w) / 4.0 == v) != *not)
        }
        B::Like(t, p) => {
            let chars = |s: &str| s.chars().collect::<Vec<_>>();
            Some(fits(&chars(&do_t(t, r)?), &chars(p)))
        }
        B::Contains(f, t, p) => {
            let t = do_t(t, r)?;
            Some(match *f {
                "contains" => t.split(p).count() > 1,
                "starts_with" => t.strip_prefix(p).is_some(),
                _ => t.strip_suffix(p).is_some(),
            })
        }
        B::Null(n) => Some(do_n(n, r).is_none()),
        B::And(p, q) => both(do_b(p, r), do_b(q, r)),
        B::Or(p, q) => both(do_b(p, r).map(|x| !x), do_b(q, r).map(|x| !x)).map(|x| !x),
        B::Not(p) => do_b(p, r).map(|x| !x),
        B::Many(any, l) => {
            let flip = |x: Option<bool>| x.map(|x| x != *any);
            let all = l.iter().map(|b| flip(do_b(b, r))).fold(Some(true), both);
            flip(all)
        }
    }
}

fn both(p: Option<bool>, q: Option<bool>) -> Option<bool> {
    if p == Some(false) || q == Some(false) { Some(false) } else { Some(p? && q?) }
}
