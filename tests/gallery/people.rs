//! Charts of the people supported alone.

use super::words;
use matchwell::report::charts::{Alluvial, Changes, Course, Fill, Maintenance, Moment, Stage, Step, Strand};

pub fn alluvial() -> String {
    let (title, description) = words("From the start to the end");
    let stage =
        |label: &str, count: &str, people| Stage { label: label.to_owned(), count: count.to_owned(), people };
    let start = vec![
        stage("Low wellbeing", "210", Some(210.0)),
        stage("Moderate wellbeing", "120", Some(120.0)),
        stage("High wellbeing", "20", Some(20.0)),
    ];
    let end = vec![
        stage("Low wellbeing", "80", Some(80.0)),
        stage("Moderate wellbeing", "190", Some(190.0)),
        stage("High wellbeing", "–", None),
    ];
    let moved = [
        (0, 0, Some(70.0)),
        (0, 1, Some(110.0)),
        (0, 2, Some(30.0)),
        (1, 0, Some(10.0)),
        (1, 1, Some(70.0)),
        (1, 2, Some(40.0)),
        (2, 1, Some(10.0)),
        (2, 2, None),
    ];
    let strands = moved.into_iter().map(|(from, to, people)| Strand { from, to, people }).collect();
    Alluvial {
        title,
        description,
        times: ["At the start".to_owned(), "At the end".to_owned()],
        stages: [start, end],
        strands,
    }
    .svg()
}

pub fn changes() -> String {
    let (title, description) = words("How much people changed");
    let step = |k: i32| Step {
        label: k.to_string().replace('-', "−"),
        fill: match k {
            ..=-3 => Fill::Full,
            3.. => Fill::Hollow,
            _ => Fill::Pale,
        },
        share: (k != 4).then(|| 0.02 * f64::from(7 - (k + 2).abs())),
    };
    let names = [
        (Fill::Full, "three points better or more"),
        (Fill::Pale, "less than three points either way"),
        (Fill::Hollow, "three points worse or more"),
    ];
    let names = names.into_iter().map(|(fill, words)| (fill, words.to_owned())).collect();
    Changes {
        title,
        description,
        steps: (-6..=4).map(step).collect(),
        names,
        axis: "Change in points".to_owned(),
    }
    .svg()
    .unwrap()
}

pub fn maintenance() -> String {
    let (title, description) = words("Did it last?");
    let course = |label: &str, means: &[f64]| Course {
        label: label.to_owned(),
        moments: means
            .iter()
            .enumerate()
            .map(|(time, &mean)| Moment { time, mean, limits: Some((mean - 0.4, mean + 0.5)) })
            .collect(),
    };
    Maintenance {
        title,
        description,
        times: ["At the start", "At the end", "Three months later"].map(str::to_owned).to_vec(),
        courses: vec![
            course("the 85 people seen at all three times", &[19.2, 22.1, 21.7]),
            course("the 240 people seen at start and end", &[19.0, 21.6]),
        ],
        line: Some((23.6, "mean of the adult population".to_owned())),
        axis: "Wellbeing (SWEMWBS)".to_owned(),
    }
    .svg()
    .unwrap()
}
