//! A slow twin: random expressions over random columns, worked out row by row by another program, which
//! shares no code with the evaluator but the calendar.

mod agree;
mod random;
mod say;
mod work;

/// An expression of each sort, as the twin knows it.
#[derive(Debug, Clone)]
enum N {
    Column(usize),
    Written(i32),
    Sum(char, Box<N>, Box<N>),
    Negate(Box<N>),
    One(&'static str, Box<N>),
    Round(Box<N>, i32),
    Many(&'static str, Vec<N>),
    Of(bool, usize, Vec<N>),
    Bin(Box<N>, i32, i32),
    Clamp(Box<N>, i32, i32),
    CountIf(Box<N>, Vec<N>),
    Count(bool, Vec<N>),
    Length(Box<T>),
    Number(Box<N>),
    Part(&'static str, Box<D>),
    Between(&'static str, Box<D>, Box<D>),
    Case(Box<B>, Box<N>, Option<Box<N>>),
    NullIf(Box<N>, Box<N>),
    Coalesce(Vec<N>),
}

/// Text.
#[derive(Debug, Clone)]
enum T {
    Column(usize),
    Written(&'static str),
    One(&'static str, Box<T>),
    Cut(&'static str, Box<T>, Box<N>),
    Substring(Box<T>, i32, i32),
    Concat(Vec<T>),
    Replace(Box<T>, &'static str, &'static str),
    Text(Box<N>),
    Case(Box<B>, Box<T>, Option<Box<T>>),
    Coalesce(Vec<T>),
    NullIf(Box<T>, &'static str),
}

/// Dates.
#[derive(Debug, Clone)]
enum D {
    Column(usize),
    Written(&'static str),
    Extreme(bool, Box<D>, Box<D>),
}

/// Questions.
#[derive(Debug, Clone)]
enum B {
    Compare(&'static str, Box<N>, Box<N>),
    Dates(&'static str, Box<D>, Box<D>),
    Words(bool, Box<T>, Box<T>),
    Between(Box<N>, Box<N>, Box<N>, bool),
    In(Box<N>, Vec<i32>, bool),
    Like(Box<T>, &'static str),
    Contains(&'static str, Box<T>, &'static str),
    Null(Box<N>),
    And(Box<B>, Box<B>),
    Or(Box<B>, Box<B>),
    Not(Box<B>),
    Many(bool, Vec<B>),
}

const NUMBERS: [&str; 3] = ["x", "y", "start.z"];
const WORDS: [&str; 2] = ["a", "b"];
const DAYS: [&str; 2] = ["d", "e"];

/// One row: what each column says.
#[derive(Debug, Clone)]
struct Row {
    x: [Option<f64>; 3],
    w: [Option<&'static str>; 2],
    d: [Option<&'static str>; 2],
}

const DATES: [&str; 7] =
    ["1900-02-28", "2000-02-29", "1999-12-31", "2001-03-01", "2019-01-31", "2019-02-28 10:00", "2024-02-29"];
