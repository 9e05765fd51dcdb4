//! Random draws that are the same on every machine.

use rand_chacha::ChaCha8Rng;
use rand_core::{RngCore, SeedableRng};

/// What draws are for. Each purpose has a stream of its own, so that a new column in one file moves
/// nothing in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Who comes to the programme and what becomes of them.
    Service,
    /// What the programme's paperwork looks like.
    Paperwork,
    /// Who is surveyed and what they answer.
    Survey,
    /// Survey columns nobody uses.
    Padding,
    /// How people came and what was done for them.
    Support,
    /// The second questionnaire and the follow-up.
    Wellbeing,
    /// Where people were sent on to.
    Signposts,
    /// What it cost.
    Costs,
    /// One block of rows of a large table.
    Block(u64),
}

impl Purpose {
    fn stream(self) -> u64 {
        match self {
            Self::Service => 1,
            Self::Paperwork => 2,
            Self::Survey => 3,
            Self::Padding => 4,
            Self::Support => 5,
            Self::Wellbeing => 6,
            Self::Signposts => 7,
            Self::Costs => 8,
            Self::Block(b) => 1024 + b,
        }
    }
}

/// A stream of random draws, keyed by seed and purpose.
#[derive(Debug, Clone)]
pub(super) struct Draw(ChaCha8Rng);

impl Draw {
    /// Opens the stream.
    pub(super) fn new(seed: u64, purpose: Purpose) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        let mut rng = ChaCha8Rng::from_seed(key);
        rng.set_stream(purpose.stream());
        Self(rng)
    }

    /// Uniform on [0, 1), 53 bits.
    pub(super) fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Standard normal (Box and Muller).
    pub(super) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(1.0 - self.uniform())).sqrt();
        radius * libm::cos(std::f64::consts::TAU * self.uniform())
    }

    /// `true` with probability `p`.
    pub(super) fn chance(&mut self, p: f64) -> bool {
        self.uniform() < p
    }

    /// A whole number from 0 to `n - 1`.
    pub(super) fn below(&mut self, n: usize) -> usize {
        (whole(self.uniform() * n as f64) as usize).min(n.saturating_sub(1))
    }

    /// One of several choices, by weights that need not sum to 1.
    pub(super) fn pick<T: Copy>(&mut self, choices: &[(T, f64)]) -> T {
        let total: f64 = choices.iter().map(|c| c.1).sum();
        let mut left = self.uniform() * total;
        for &(choice, weight) in choices {
            left -= weight;
            if left < 0.0 {
                return choice;
            }
        }
        choices[choices.len() - 1].0
    }

    /// A Poisson count with mean `mean` (multiplication of uniforms; for small means).
    pub(super) fn poisson(&mut self, mean: f64) -> u32 {
        let floor = libm::exp(-mean);
        let mut product = self.uniform();
        let mut count = 0;
        while product > floor {
            product *= self.uniform();
            count += 1;
        }
        count
    }

    /// Puts a list into random order (Fisher and Yates).
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, self.below(i + 1));
        }
    }
}

/// The whole part of a number that is not negative.
#[expect(clippy::cast_sign_loss, reason = "the number is not negative")]
pub(super) fn whole(x: f64) -> u32 {
    x as u32
}

/// The logistic function, 1 / (1 + exp(-x)).
pub(super) fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}
