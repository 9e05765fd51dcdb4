//! What is to be made.

use std::path::PathBuf;

/// Why matching on the start score does or does not remove the difference between the arms.
///
/// In all three the people supported look alike at the door: the same shares of start scores. They
/// differ in what brought them there, and so in what would have become of them without support.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Support goes by the *recorded* start score and recorded facts alone. Given these, the people
    /// supported are like the people surveyed, so matching on them is unbiased.
    #[default]
    Ignorable,
    /// Support also goes to those who are lonelier in the long run than their start score says. They
    /// fall back less than their controls do, so matching understates the effect.
    StableDifference,
    /// Support also goes to those who are having a bad spell. They recover more than their controls
    /// do, so matching overstates the effect.
    Dip,
}

impl Mode {
    /// The mode's name, as the command line and `truth.json` write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ignorable => "ignorable",
            Self::StableDifference => "stable-difference",
            Self::Dip => "dip",
        }
    }
}

/// Settings of the loneliness example.
#[derive(Debug, Clone, PartialEq)]
pub struct SynthSpec {
    /// How people come to be supported.
    pub mode: Mode,
    /// Seed of everything random.
    pub seed: u64,
    /// People supported.
    pub people: usize,
    /// People supported who have both a start and an end score (as many as there can be, if fewer).
    pub pairs: usize,
    /// People interviewed in the survey's first wave.
    pub survey: usize,
    /// Strength of the support: 0 = none at all, 1 = as the founding evaluation saw it.
    pub strength: f64,
}

impl Default for SynthSpec {
    fn default() -> Self {
        Self {
            mode: Mode::Ignorable,
            seed: 20_190_501,
            people: 1150,
            pairs: 820,
            survey: 9000,
            strength: 1.0,
        }
    }
}

/// A made file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SynthFile {
    /// Where it belongs, relative to the folder of the data.
    pub path: PathBuf,
    /// What is in it.
    pub bytes: Vec<u8>,
}
