//! Which columns hold the same fact at two times.

use super::look::Column;
use super::words::tokens;

/// How people mark start and end in a name.
pub const MARKS: [(&str, &str); 22] = [
    ("start", "end"),
    ("s", "e"),
    ("pre", "post"),
    ("before", "after"),
    ("baseline", "followup"),
    ("baseline", "endline"),
    ("baseline", "final"),
    ("base", "follow"),
    ("entry", "exit"),
    ("intake", "discharge"),
    ("intake", "exit"),
    ("admission", "discharge"),
    ("initial", "final"),
    ("opening", "closing"),
    ("first", "last"),
    ("first", "second"),
    ("t0", "t1"),
    ("t1", "t2"),
    ("time1", "time2"),
    ("w1", "w2"),
    ("wave1", "wave2"),
    ("1", "2"),
];

/// Start or end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Before.
    Start,
    /// After.
    End,
}

/// Two columns that hold the same fact at two times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twin {
    /// What is left of the name without the mark of time.
    pub stem: String,
    /// The marks.
    pub marks: (&'static str, &'static str),
    /// Column at the start.
    pub start: String,
    /// Column at the end.
    pub end: String,
}

/// When a name says it is, under one pair of marks, and the rest of it.
pub fn split(name: &str, (start, end): (&str, &str)) -> Option<(When, String)> {
    let mut tokens = tokens(name);
    if let Some(at) = tokens.windows(2).position(|w| w[0] == "follow" && w[1] == "up") {
        tokens.splice(at..at + 2, ["followup".to_owned()]);
    }
    let marks: Vec<usize> = (0..tokens.len()).filter(|&i| tokens[i] == start || tokens[i] == end).collect();
    let &[at] = marks.as_slice() else { return None };
    // A lone letter or number is a mark only at an end of the name; a number only where another is left.
    let edge = at == 0 || at + 1 == tokens.len();
    let short = start.len() == 1;
    let number = start == "1";
    let when = if tokens[at] == start { When::Start } else { When::End };
    tokens.remove(at);
    let numbered = tokens.last().is_some_and(|t| t.ends_with(|c: char| c.is_ascii_digit()));
    let plain = !short || (edge && (!number || (at == tokens.len() && (numbered || tokens.len() > 1))));
    (!tokens.is_empty() && plain).then(|| (when, tokens.join("_")))
}

/// All columns that have a twin at the other time; each column once.
pub fn twins(columns: &[Column]) -> Vec<Twin> {
    let mut found: Vec<Twin> = Vec::new();
    for marks in MARKS {
        let mut ends: Vec<(String, &str)> = Vec::new();
        let mut starts: Vec<(String, &str)> = Vec::new();
        for column in columns {
            match split(&column.name, marks) {
                Some((When::Start, stem)) => starts.push((stem, &column.name)),
                Some((When::End, stem)) => ends.push((stem, &column.name)),
                None => {}
            }
        }
        for (stem, start) in starts {
            let end = ends.iter().find(|(s, _)| *s == stem).map(|(_, name)| (*name).to_owned());
            let taken = |name: &str| found.iter().any(|t| t.start == name || t.end == name);
            // Numbers that go on are items, not times.
            let goes_on =
                marks.0 == "1" && columns.iter().any(|c| tokens(&c.name).join("_") == format!("{stem}_3"));
            if let Some(end) = end.filter(|end| !taken(end) && !taken(start) && !goes_on) {
                found.push(Twin { stem, marks, start: start.to_owned(), end });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn twins_of(names: &[&str]) -> Vec<(String, String)> {
        let columns: Vec<Column> =
            names.iter().map(|n| Column { name: (*n).to_owned(), ..Column::default() }).collect();
        twins(&columns).into_iter().map(|t| (t.start, t.end)).collect()
    }

    #[test]
    fn marks_of_time_pair_columns() {
        for (a, b) in [
            ("s_q1", "e_q1"),
            ("UCLA before 1", "UCLA after 1"),
            ("ucla1_pre", "ucla1_post"),
            ("LonelyT1", "LonelyT2"),
            ("score_baseline", "score_follow_up"),
            ("q1_1", "q1_2"),
        ] {
            assert_eq!(twins_of(&[b, "other", a]), [(a.to_owned(), b.to_owned())], "{a} {b}");
        }
    }

    #[test]
    fn items_one_and_two_are_no_times() {
        assert!(twins_of(&["q_1", "q_2", "q_3"]).is_empty());
        assert!(twins_of(&["ucla_item_1", "ucla_item_2", "ucla_item_3"]).is_empty());
        assert!(twins_of(&["age", "sex"]).is_empty());
        assert!(twins_of(&["start", "end"]).is_empty());
    }
}
