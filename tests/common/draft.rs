//! Fills the gaps of a drafted job, as the person who knows both files would.
#![allow(dead_code, reason = "every test file is its own crate and uses part of this")]

/// What the codes of the ELSA-shaped waves mean, in the words of the service file.
const MEANINGS: [(&str, &[(&str, &str)]); 5] = [
    ("sex", &[("1", "male"), ("2", "female")]),
    ("health", &[("1", "excellent"), ("2", "very good"), ("3", "good"), ("4", "fair"), ("5", "poor")]),
    ("limiting_illness", &[("-1", "no"), ("1", "yes"), ("2", "no")]),
    (
        "marital",
        &[
            ("1", "single"),
            ("2", "married"),
            ("3", "married"),
            ("4", "separated"),
            ("5", "divorced"),
            ("6", "widowed"),
        ],
    ),
    (
        "work",
        &[
            ("1", "retired"),
            ("2", "employed"),
            ("3", "self-employed"),
            ("4", "unemployed"),
            ("5", "unable to work"),
            ("6", "looking after home"),
            ("95", "student"),
        ],
    ),
];

/// The draft of the loneliness example with its gaps filled, line by line.
pub fn filled(job: &str) -> String {
    let mut section = String::new();
    let line = |line: &str| {
        if line.starts_with('[') {
            line.clone_into(&mut section);
        }
        let of = MEANINGS.iter().find(|(name, _)| section == format!("[covariates.{name}.control.map]"));
        let meant =
            of.and_then(|(_, codes)| codes.iter().find(|(code, _)| line.starts_with(&format!("{code} = "))));
        let line = meant
            .map_or_else(|| line.to_owned(), |(_, word)| line.replace("\"FILL IN\"", &format!("\"{word}\"")));
        line.replace("gap_weeks = \"FILL IN\"", "gap_weeks = 104")
            .replace("FILL IN: title of the evaluation", "A drafted evaluation")
    };
    job.lines().map(line).collect::<Vec<_>>().join("\n")
}
