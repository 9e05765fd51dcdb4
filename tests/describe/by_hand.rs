//! A service of twelve people, counted by hand.

use crate::engine::{close, job_of};
use matchwell::describe::{self, Described, Figure};
use std::fs;
use std::path::Path;

/// Nobody gave `x` twice by chance: every figure below was counted from these lines.
pub const PEOPLE: &str = "\
id,source,sex,ill,poor,likes,hours,site
1,NHS,F,Y,N,tea;walks,1,A
2,NHS,F,Y,Y,tea,2,A
3,council,F,N,N,none,2.5,A
4,self,M,N,N,,4,A
5,self,M,,,walks; tea;tea,8,B
6,self,F,N,,tea,99,B
7,self,F,Y,N,walks,,B
8,friend,M,N,N,tea,3,B
9,?,M,N,Y,tea,3,B
10,,F,N,N,none,3,B
11,NHS,F,Y,Y,chess,5,A
12,self,M,N,N,chess,6,out
";

const ROWS: &str = "\
client,kind
1,library
1,club
2,club
5,club
5,club
5,gp
8,
77,club
,gp
12,gp
";

const POOL: &str = "id,age,y\nA1,50,3\nA2,60,4\n";

/// The job around sections about the people supported.
pub fn job_text(sections: &str) -> String {
    format!(
        r#"
name = "A small service"
[treated]
source = "people.csv"
id = "id"
missing = [99]
where = "site <> 'out'"
[control]
source = "pool.csv"
id = "id"
[covariates.age]
kind = "number"
treated = "hours"
control = "age"
missing = "exclude"
[outcomes.y]
treated = {{ end = "hours" }}
control = {{ end = "y" }}
better = "lower"
[design]
terms = ["age"]
{sections}"#
    )
}

pub fn files(folder: &Path, people: &str) {
    for (name, text) in [("people.csv", people), ("rows.csv", ROWS), ("pool.csv", POOL)] {
        fs::write(folder.join(name), text).expect("written");
    }
}

fn described_of(sections: &str, people: &str) -> Described {
    let folder = tempfile::tempdir().expect("a folder");
    files(folder.path(), people);
    let job = job_of(&job_text(sections), folder.path());
    describe::run(&job).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn described(sections: &str) -> Described {
    described_of(sections, PEOPLE)
}

/// A figure in a line: `by | statistic | base | group > category | numerator/denominator`.
fn line(f: &Figure) -> String {
    let n = |n: Option<usize>| n.map_or_else(|| "-".to_owned(), |n| n.to_string());
    let by = f.by.as_deref().map_or_else(String::new, |by| format!("{by}: "));
    let group = f.group.as_deref().map_or_else(String::new, |g| format!("{g} > "));
    let label = f.category.as_deref().unwrap_or("");
    format!(
        "{by}{} {group}{label} {}/{} {}",
        f.statistic.word(),
        n(f.numerator),
        n(f.denominator),
        f.base.word()
    )
}

fn lines(found: &Described) -> Vec<String> {
    found.sections.iter().flat_map(|s| &s.figures).map(line).collect()
}

const SOURCES: &str = r#"
[describe.source]
kind = "shares"
column = { column = "source", missing = ["?"] }
groups = { "public bodies" = ["NHS", "council"] }
order = ["self"]
"#;

#[test]
fn shares_are_of_everyone_with_the_unknown_in_sight() {
    let found = described(SOURCES);
    let wanted = [
        "share self 4/11 everyone",
        "group public bodies 4/11 everyone",
        "share public bodies > NHS 3/11 everyone",
        "share public bodies > council 1/11 everyone",
        "share friend 1/11 everyone",
        "not_known not known 2/11 everyone",
    ];
    assert_eq!(lines(&found), wanted);
    let whole: f64 = found.sections[0]
        .figures
        .iter()
        .filter(|f| f.group.is_none())
        .map(|f| f.value.expect("a share"))
        .sum();
    assert!((whole - 1.0).abs() < 1e-12, "{whole}");
}

#[test]
fn shares_of_the_known_leave_the_unknown_beside_them() {
    let found = described(&format!("{SOURCES}of = \"known\"\nsmallest = 0.2\nother = \"others\"\n"));
    let wanted = [
        "share self 4/9 known",
        "group public bodies 4/9 known",
        "share public bodies > NHS 3/9 known",
        "share public bodies > council 1/9 known",
        "other others 1/9 known",
        "not_known not known 2/11 everyone",
    ];
    assert_eq!(lines(&found), wanted);
}

#[test]
fn several_answers_are_shares_of_people() {
    let found = described(
        r#"
[describe.needs]
kind = "several"
columns = { ill = "ill", poor = "poor" }
none = "neither"
"#,
    );
    // 5 has no answer at all; 6 said no to one and nothing to the other.
    let wanted = [
        "answer ill 4/11 everyone",
        "answer poor 3/11 everyone",
        "none neither 5/11 everyone",
        "not_known not known 1/11 everyone",
    ];
    assert_eq!(lines(&found), wanted);
}

#[test]
fn a_list_in_a_cell_counts_each_answer_once() {
    let found = described(
        r#"
[describe.likes]
kind = "several"
column = "likes"
delimiter = ";"
none = "none"
order = ["walks"]
of = "known"
"#,
    );
    let wanted = [
        "answer walks 3/10 known",
        "answer chess 1/10 known",
        "answer tea 6/10 known",
        "none none 2/10 known",
        "not_known not known 1/11 everyone",
    ];
    assert_eq!(lines(&found), wanted);
}

#[test]
fn numbers_have_quartiles_and_cuts_and_no_extremes() {
    let found = described(
        r#"
[describe.hours]
kind = "number"
column = "hours"
cuts = { "two or less" = "<= 2", "three" = "= 3" }
"#,
    );
    // 1 2 2.5 3 3 3 4 5 8 are known; 99 is a missing code, one cell is empty.
    let value = |word: &str| {
        let figures = &found.sections[0].figures;
        figures.iter().find(|f| f.statistic.word() == word).and_then(|f| f.value).expect(word)
    };
    assert!((value("mean") - 31.5 / 9.0).abs() < 1e-12);
    for (word, wanted) in [("median", 3.0), ("lower_quartile", 2.5), ("upper_quartile", 4.0)] {
        close(word, value(word), wanted, 1e-12);
    }
    let told = lines(&found);
    assert!(told.contains(&"cut two or less 2/9 known".to_owned()), "{told:?}");
    assert!(told.contains(&"cut three 3/9 known".to_owned()), "{told:?}");
    assert!(told.contains(&"not_known not known 2/11 everyone".to_owned()), "{told:?}");
    assert_eq!(told.len(), 7);
}

#[test]
fn rows_are_counted_by_row_and_by_person() {
    let found = described(
        r#"
[describe.told_of]
kind = "rows"
file = { file = "rows.csv", id = "client" }
column = "kind"
groups = { leisure = ["library", "club"] }
"#,
    );
    // Persons 1, 2, 5 and 8 have 7 rows; 12 does not take part; 77 and an empty id are nobody.
    let wanted = [
        "rows  7/- with_rows",
        "with_rows  4/11 everyone",
        "rows_each  7/4 with_rows",
        "group leisure 5/7 rows",
        "share leisure > library 1/7 rows",
        "share leisure > club 4/7 rows",
        "share gp 1/7 rows",
        "not_known not known 1/7 rows",
    ];
    assert_eq!(lines(&found), wanted);
    let people: Vec<usize> = found.sections[0].figures.iter().map(|f| f.people).collect();
    assert_eq!(people, [4, 4, 4, 3, 1, 3, 1, 1]);
    let told: Vec<&str> = found.notes.iter().map(|n| n.message.as_str()).collect();
    assert!(told.iter().any(|m| m.starts_with("2 rows of `rows.csv`")), "{told:?}");
    assert!(found.inputs.iter().any(|i| i.path == Path::new("rows.csv")));
}

#[test]
fn a_question_narrows_the_base_and_a_split_adds_up() {
    let found = described(&format!(
        "{SOURCES}
[describe.ill]
kind = \"shares\"
column = \"ill\"
where = \"sex = 'F'\"
by = \"source\"
"
    ));
    let told: Vec<String> = found.sections[1].figures.iter().map(line).collect();
    let wanted = [
        "share N 3/7 everyone",
        "share Y 4/7 everyone",
        "self: share N 1/2 everyone",
        "self: share Y 1/2 everyone",
        "public bodies: share N 1/4 everyone",
        "public bodies: share Y 3/4 everyone",
        "not known: share N 1/1 everyone",
        "not known: share Y 0/1 everyone",
    ];
    assert_eq!(told, wanted);
}

#[test]
fn a_profile_stands_beside_its_reference() {
    let found = described(
        r#"
[describe.who]
kind = "profile"
[describe.who.facts.sex]
column = "sex"
reference = { F = 0.51, M = 0.49 }
source = "somewhere"
[describe.who.facts.source]
column = "source"
order = ["nhs"]
"#,
    );
    let told = lines(&found);
    assert_eq!(
        told[..4],
        [
            "share F 7/11 known",
            "share M 4/11 known",
            "reference F -/- reference",
            "reference M -/- reference"
        ]
    );
    let spelt = found.notes.iter().find(|n| n.code == "MW296").expect("a note on `nhs`");
    assert!(spelt.message.ends_with("nhs"), "{}", spelt.message);
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let sections = format!(
        "{SOURCES}
[describe.hours]
kind = \"number\"
column = \"hours\"
by = \"source\"
[describe.likes]
kind = \"several\"
column = \"likes\"
delimiter = \";\"
"
    );
    let mut turned: Vec<&str> = PEOPLE.lines().skip(1).collect();
    turned.reverse();
    turned.swap(2, 7);
    let heading = PEOPLE.lines().next().expect("a heading");
    let people = format!("{heading}\n{}\n", turned.join("\n"));
    assert_eq!(described(&sections).sections, described_of(&sections, &people).sections);
}

#[test]
fn nobody_known_gives_no_number() {
    let people = "id,source,sex,ill,poor,likes,hours,site\n1,,F,Y,N,tea,,A\n2,,F,Y,N,tea,1,out\n";
    let sections = "
[describe.hours]
kind = \"number\"
column = \"hours\"
[describe.source]
kind = \"shares\"
column = \"source\"
of = \"known\"
";
    let found = described_of(sections, people);
    assert!(found.sections[0].figures.iter().take(4).all(|f| f.value.is_none() && f.people == 0));
    assert_eq!(lines(&found)[4..], ["not_known not known 1/1 everyone", "not_known not known 1/1 everyone"]);
}
