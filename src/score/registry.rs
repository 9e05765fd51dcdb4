//! The instruments there are: those that come with the program, and those beside a job.

use super::instrument::Instrument;
use super::sound;
use crate::fault::Fault;
use crate::job::beside;
use std::path::Path;
use std::sync::LazyLock;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$(include_str!(concat!("../../data-schemas/instruments/", $name, ".toml"))),*]
    };
}

/// The files, in the order they are listed to readers.
const FILES: [&str; 17] = files![
    "ucla3",
    "ons_loneliness",
    "dejong6",
    "swemwbs",
    "swemwbs_raw",
    "wemwbs",
    "who5",
    "ons_satisfied",
    "ons_worthwhile",
    "ons_happy",
    "ons_anxious",
    "gad7",
    "phq9",
    "dass21",
    "lsns6",
    "casp19",
    "cesd8",
];

static INSTRUMENTS: LazyLock<Vec<Instrument>> = LazyLock::new(|| {
    let read = |text: &&str| -> Instrument {
        toml::from_str(text).expect("the instrument files are checked by the tests")
    };
    FILES.iter().map(read).flat_map(Instrument::with_parts).collect()
});

/// All instruments of the program, each followed by its sub-scales.
#[must_use]
pub fn instruments() -> &'static [Instrument] {
    &INSTRUMENTS
}

/// The instrument or sub-scale called `name`.
///
/// ```
/// let ucla = matchwell::score::instrument("ucla3").unwrap();
/// assert_eq!(ucla.score(&[Some(3.0), Some(1.0), Some(2.0)]), Some(6.0));
/// assert_eq!(ucla.score(&[Some(3.0), None, Some(2.0)]), None);
/// let social = matchwell::score::instrument("dejong6.social").unwrap();
/// assert_eq!(social.score(&[Some(3.0), Some(2.0), Some(1.0)]), Some(2.0));
/// ```
#[must_use]
pub fn instrument(name: &str) -> Option<&'static Instrument> {
    instruments().iter().find(|i| i.name == name)
}

/// Reads the text of an instrument file: the instrument and its sub-scales.
///
/// # Errors
/// Every fault, each with file and line: of the writing (as in a job), and of sense (a range that the
/// items cannot reach, points that do not fit the codes, bands that leave scores out).
pub fn read_instrument(text: &str, file: &Path) -> Result<Vec<Instrument>, Vec<Fault>> {
    let document = beside::read::<Instrument>(text, file, "instrument")?;
    let faults: Vec<Fault> = sound::doubts(&document.value)
        .into_iter()
        .map(|doubt| document.fault("MW272", &doubt.at, doubt.message, &doubt.help))
        .collect();
    if faults.is_empty() { Ok(document.value.with_parts()) } else { Err(faults) }
}

/// The JSON Schema of an instrument file.
#[must_use]
pub fn instrument_schema() -> serde_json::Value {
    beside::schema::<Instrument>("Matchwell instrument")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::ScalePart;

    #[test]
    fn every_file_is_read_without_doubts_and_marks_each_of_its_facts() {
        for text in FILES {
            let read =
                read_instrument(text, Path::new("instrument.toml")).unwrap_or_else(|f| panic!("{f:#?}"));
            for i in read {
                let has = |part| i.fact.iter().filter(|f| f.of == part).count() == 1;
                assert!(has(ScalePart::Items), "{}", i.name);
                assert!(has(ScalePart::Score), "{}", i.name);
                assert!(has(ScalePart::Missing), "{}", i.name);
                assert!(has(ScalePart::Meaningful), "{}", i.name);
                assert_eq!(has(ScalePart::Case), i.case.is_some(), "{}", i.name);
                assert_eq!(has(ScalePart::Bands), !i.band.is_empty(), "{}", i.name);
                assert!(i.fact.iter().all(|f| f.source.len() > 3), "{}", i.name);
                assert!(!i.answers.is_empty(), "{}", i.name);
            }
        }
    }

    #[test]
    fn names_are_given_once() {
        let mut names: Vec<&str> = instruments().iter().map(|i| i.name.as_str()).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
