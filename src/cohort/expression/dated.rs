//! Functions of dates, which are days since 1970-01-01 here.

use super::numeric::rows;
use super::signature::Function;
use super::term::{Operand, Term};
use crate::stats::date::{civil, months, weekday, years};

const DAYS_A_WEEK: f64 = 7.0;

/// A part of a date, or the time between two.
pub(super) fn dated(function: Function, list: &[Operand], n: usize) -> Term {
    let all: Vec<&Operand> = list.iter().collect();
    let day = |place: usize, i: usize| list[place].at(i) as i64;
    rows(&all, n, |i| match function {
        Function::Year => civil(day(0, i)).0 as f64,
        Function::Month => civil(day(0, i)).1 as f64,
        Function::Day => civil(day(0, i)).2 as f64,
        Function::Weekday => weekday(day(0, i)) as f64,
        Function::DaysBetween => list[1].at(i) - list[0].at(i),
        Function::WeeksBetween => (list[1].at(i) - list[0].at(i)) / DAYS_A_WEEK,
        Function::MonthsBetween => months(day(0, i), day(1, i)) as f64,
        _ => years(day(0, i), day(1, i)) as f64,
    })
}
