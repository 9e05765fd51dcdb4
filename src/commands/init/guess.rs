//! What the columns of a file probably are, by name and by the look of their cells.

use super::look::{Look, Seen};
use crate::error::Error;
use crate::stats::text::nearest;

/// Names that the start and end items of UCLA-3 go by, in order (start, end); `#` stands for 1 to 3.
const UCLA_NAMES: [(&str, &str); 4] = [
    ("s_q#", "e_q#"),
    ("start_q#", "end_q#"),
    ("ucla_before_#", "ucla_after_#"),
    ("ucla_start_#", "ucla_end_#"),
];
/// The items in ELSA.
const ELSA_ITEMS: [&str; 3] = ["scfeela", "scfeelb", "scfeelc"];

/// A covariate found on both sides (or in the one file).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairing {
    /// Name in the job.
    pub name: String,
    /// `number`, `category` or `yes-no`.
    pub kind: &'static str,
    /// Column of the service users.
    pub treated: String,
    /// Column of the pool.
    pub control: String,
    /// Cells of the service users' column: the levels of a category.
    pub levels: Vec<String>,
    /// Cells of the pool's column, for the recode of a category.
    pub cells: Vec<String>,
    /// `true` if the pool's ages hold -7, which stands for 90 or more in ELSA.
    pub top_coded: bool,
}

/// Codes that mean missing in most survey files.
pub const MISSING: [&str; 4] = ["-1", "-2", "-8", "-9"];
/// Cells listed of a category.
const MOST_LEVELS: usize = 12;

/// What could be guessed of a service file and survey files.
#[derive(Debug, Clone)]
pub struct TwoSides {
    /// The service file.
    pub treated: Look,
    /// The survey files, start first.
    pub control: Vec<Look>,
    /// Ids.
    pub ids: [Option<String>; 2],
    /// Covariates on both sides.
    pub covariates: Vec<Pairing>,
    /// Start and end items of the service users.
    pub treated_items: Option<[Vec<String>; 2]>,
    /// Answers of the service users that no item of the scale knows, such as 99: missing codes.
    pub odd_answers: Vec<String>,
    /// Items of the pool, the same in each wave.
    pub control_items: Option<Vec<String>>,
    /// Survey weight of the pool.
    pub weight: Option<String>,
    /// Household of the pool.
    pub cluster: Option<String>,
}

/// What could be guessed of one file with a treatment column.
#[derive(Debug, Clone)]
pub struct OneFile {
    /// The file.
    pub look: Look,
    /// Id.
    pub id: Option<String>,
    /// Treatment column.
    pub treatment: String,
    /// The value that probably means treated.
    pub is: String,
    /// Every other column that may serve as covariate, with its kind.
    pub covariates: Vec<(String, &'static str)>,
}

impl TwoSides {
    /// Guesses from the looks of the files.
    pub fn guess(treated: &Look, control: &[Look]) -> Self {
        let start = &control[0];
        let treated_items = items_of(treated);
        Self {
            treated: treated.clone(),
            control: control.to_vec(),
            ids: [id_of(treated), id_of(start)],
            covariates: pairings(treated, start),
            odd_answers: odd_answers(treated, treated_items.as_ref()),
            treated_items,
            control_items: elsa_items(start),
            weight: find(start, |n| n.ends_with("scwt") || n.contains("wgt") || n == "weight"),
            cluster: find(start, |n| n.starts_with("idahh") || n.contains("household")),
        }
    }
}

impl OneFile {
    /// Guesses from the look of the file.
    ///
    /// # Errors
    /// No such treatment column.
    pub fn guess(look: &Look, treatment: &str) -> Result<Self, Error> {
        let names: Vec<&str> = look.columns.iter().map(|c| c.name.as_str()).collect();
        let Some(column) = look.columns.iter().find(|c| c.name == treatment) else {
            let hint =
                nearest(treatment, &names).map(|n| format!(" (did you mean `{n}`?)")).unwrap_or_default();
            return Err(Error::Usage(format!("{} has no column `{treatment}`{hint}", look.path.display())));
        };
        let id = id_of(look);
        let is = ["1", "yes", "Yes", "true", "treated"].into_iter().find(|v| column.cells.contains(*v));
        let other = |c: &&Seen| c.name != treatment && Some(&c.name) != id.as_ref() && !c.unique();
        let covariates = look.columns.iter().filter(other).map(|c| (c.name.clone(), kind_of(c))).collect();
        let is = is.unwrap_or("FILL IN").to_owned();
        Ok(Self { look: look.clone(), id, treatment: treatment.to_owned(), is, covariates })
    }
}

fn find(look: &Look, wanted: impl Fn(&str) -> bool) -> Option<String> {
    look.columns.iter().map(|c| &c.name).find(|n| wanted(&n.to_lowercase())).cloned()
}

fn id_of(look: &Look) -> Option<String> {
    let known = ["idauniq", "pidp", "id", "client_id", "person_id", "unit_id", "participant_id"];
    let by_name = known.iter().find_map(|k| find(look, |n| n == *k));
    let by_look = || {
        look.columns
            .iter()
            .find(|c| c.unique() && c.name.to_lowercase().contains("id"))
            .map(|c| c.name.clone())
    };
    by_name.or_else(by_look)
}

fn kind_of(column: &Seen) -> &'static str {
    let filled: Vec<&str> = column.cells.iter().map(|c| c.trim()).filter(|c| !c.is_empty()).collect();
    let yes_no =
        |c: &&str| ["0", "1", "yes", "no", "y", "n", "true", "false"].contains(&c.to_lowercase().as_str());
    if !filled.is_empty() && filled.iter().all(yes_no) {
        "yes-no"
    } else if column.numeric() {
        "number"
    } else {
        "category"
    }
}

/// Words that mean the same fact in service files and surveys.
const SAME: [(&str, &[&str]); 5] = [
    ("age", &["age", "age_years", "indager", "dhager"]),
    ("sex", &["sex", "gender", "indsex", "disex", "dhsex", "ragender"]),
    ("health", &["health", "self_rated_health", "hehelf", "hegenh"]),
    ("marital", &["marital", "marital_status", "dimar"]),
    ("work", &["work", "work_status", "wpdes"]),
];

fn pairings(treated: &Look, control: &Look) -> Vec<Pairing> {
    let mut found = Vec::new();
    for (name, words) in SAME {
        let side = |look: &Look| find(look, |n| words.contains(&n));
        if let (Some(t), Some(c)) = (side(treated), side(control)) {
            found.push(pairing(name, treated, &t, control, &c));
        }
    }
    for column in &treated.columns {
        let twin = control.columns.iter().find(|c| c.name.eq_ignore_ascii_case(&column.name));
        let taken = |p: &Pairing| p.treated == column.name;
        if let (Some(twin), false, false) = (twin, found.iter().any(taken), column.unique()) {
            found.push(pairing(&column.name, treated, &column.name, control, &twin.name));
        }
    }
    found
}

fn pairing(name: &str, treated: &Look, t: &str, control: &Look, c: &str) -> Pairing {
    let column = |look: &Look, n: &str| look.columns.iter().find(|x| x.name == n).cloned();
    let (one, two) = (column(treated, t), column(control, c));
    let kind = match (one.as_ref().map(kind_of), two.as_ref().map(kind_of)) {
        _ if name == "sex" => "category",
        (Some(a), Some(b)) if a == b => a,
        _ => "category",
    };
    let some = |column: Option<Seen>| -> Vec<String> {
        let cells = column.into_iter().flat_map(|x| x.cells);
        cells.filter(|c| !c.trim().is_empty() && !MISSING.contains(&c.as_str())).take(MOST_LEVELS).collect()
    };
    let top_coded = name == "age" && two.as_ref().is_some_and(|c| c.cells.contains("-7"));
    let (levels, cells) = (some(one), some(two));
    Pairing {
        name: name.to_owned(),
        kind,
        treated: t.to_owned(),
        control: c.to_owned(),
        levels,
        cells,
        top_coded,
    }
}

fn items_of(look: &Look) -> Option<[Vec<String>; 2]> {
    UCLA_NAMES.iter().find_map(|(start, end)| Some([three(look, start)?, three(look, end)?]))
}

fn odd_answers(look: &Look, items: Option<&[Vec<String>; 2]>) -> Vec<String> {
    let names: Vec<&String> = items.into_iter().flatten().flatten().collect();
    let cells = look.columns.iter().filter(|c| names.contains(&&c.name)).flat_map(|c| &c.cells);
    let mut odd: Vec<String> = cells.filter(|c| !["", "1", "2", "3"].contains(&c.trim())).cloned().collect();
    odd.sort();
    odd.dedup();
    odd
}

fn three(look: &Look, pattern: &str) -> Option<Vec<String>> {
    (1..=3).map(|i| find(look, |n| n == pattern.replace('#', &i.to_string()))).collect()
}

fn elsa_items(look: &Look) -> Option<Vec<String>> {
    ELSA_ITEMS.iter().map(|item| find(look, |n| n == *item)).collect()
}
