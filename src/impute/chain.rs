//! One arm's gaps filled in once: round and round the columns.

use super::augment;
use super::choice::{self, Choice, Sample};
use super::column::{Block, Column, Scale};
use super::donors::Donors;
use super::error::ImputeError;
use super::linear::Linear;
use super::ordered::{self, Ordered};
use super::spec::Method;
use super::terms::{Terms, code, mean_sd, seen};
use crate::stats::draw::{normal, place};
use crate::stats::rng::{below, stream};
use rand_chacha::ChaCha12Rng;

/// Coefficients of one regression beyond which categories should be collapsed instead.
pub const MOST_COEFFICIENTS: usize = 1000;
/// Levels of one category beyond which the same holds.
pub const MOST_LEVELS: usize = 64;

/// How the chains run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Rounds, at least 1.
    pub iterations: u32,
    /// Donors of predictive mean matching, at least 1.
    pub donors: u32,
    /// Main seed; every column of every arm and imputation has a stream of its own.
    pub seed: u64,
}

/// A block without gaps.
#[derive(Debug, Clone, PartialEq)]
pub struct Completed {
    /// Values or codes, column by column as in the block; known ones are as they were.
    pub values: Vec<Vec<f64>>,
    /// For each column, mean and standard deviation of what was filled in, round by round; empty for columns
    /// without gaps.
    pub trace: Vec<Vec<(f64, f64)>>,
}

/// Fills the gaps of a block once.
///
/// Gaps start with values drawn from the known ones; then, column by column from the fewest gaps to the most,
/// each column is regressed on the others where it is known, the regression's parameters are drawn from
/// their posterior, and its gaps from what these predict.
///
/// * `imputation`: 1, 2, ...: which stream of random numbers. The result depends on nothing else that runs, nor
///   on the order of columns.
///
/// # Errors
/// A column without any known value, a model of categories that is too wide or does not converge.
///
/// Cost a round and column: n p^2 (times the squared number of levels for categories).
/// Reference: van Buuren and Groothuis-Oudshoorn (2011), section 2.
pub fn complete(block: &Block, settings: &Settings, imputation: u32) -> Result<Completed, ImputeError> {
    let columns = block.columns();
    let mut values: Vec<Vec<f64>> = columns.iter().map(|c| c.values.clone()).collect();
    let visits = block.visits();
    let mut turns = Vec::with_capacity(visits.len());
    for &c in &visits {
        let mut turn = Turn::new(block, c, settings, imputation)?;
        turn.start(&mut values[c]);
        turns.push(turn);
    }
    let mut trace = vec![Vec::new(); columns.len()];
    for _ in 0..settings.iterations {
        for (turn, &c) in turns.iter_mut().zip(&visits) {
            let drawn = turn.draw(&values)?;
            turn.gaps.iter().zip(&drawn).for_each(|(&i, &v)| values[c][i] = v);
            trace[c].push(moments(&drawn));
        }
    }
    Ok(Completed { values, trace })
}

/// One column with gaps, and what is remembered of it from round to round.
struct Turn<'a> {
    arm: &'a str,
    column: &'a Column,
    terms: Terms,
    known: Vec<usize>,
    gaps: Vec<usize>,
    /// Codes seen, for categories; their places are the classes of the regression.
    levels: Vec<usize>,
    /// Class of each of `known`.
    classes: Vec<usize>,
    /// Where the last round's fit ended: the next one starts there.
    warm: Vec<f64>,
    donors: usize,
    centre: (f64, f64),
    rng: ChaCha12Rng,
}

impl<'a> Turn<'a> {
    fn new(block: &'a Block, at: usize, settings: &Settings, imputation: u32) -> Result<Self, ImputeError> {
        let column = &block.columns()[at];
        let (known, gaps) = (column.places(true), column.places(false));
        if known.is_empty() {
            return Err(ImputeError::AllMissing {
                column: column.name.clone(),
                arm: block.arm.clone(),
                missing: gaps.len(),
            });
        }
        let levels = seen(column);
        let class = |i: &usize| levels.binary_search(&code(column.values[*i])).unwrap_or(0);
        let classes = if levels.is_empty() { Vec::new() } else { known.iter().map(class).collect() };
        let purpose = format!("impute {} {}", block.arm, column.name);
        let turn = Self {
            arm: &block.arm,
            column,
            terms: Terms::of(block, at),
            known,
            gaps,
            levels,
            classes,
            warm: Vec::new(),
            donors: settings.donors as usize,
            centre: mean_sd(column),
            rng: stream(settings.seed, &purpose, u64::from(imputation)),
        };
        turn.fits().map(|()| turn)
    }

    fn fits(&self) -> Result<(), ImputeError> {
        let levels = self.levels.len();
        let width = self.terms.width();
        let coefficients = if self.column.method == Method::Ordered {
            levels + width
        } else {
            levels.saturating_sub(1) * width
        };
        if coefficients <= MOST_COEFFICIENTS && levels <= MOST_LEVELS {
            return Ok(());
        }
        Err(ImputeError::TooWide {
            column: self.column.name.clone(),
            arm: self.arm.to_owned(),
            coefficients,
            most: MOST_COEFFICIENTS,
            levels,
        })
    }

    /// Gaps filled with values drawn from the known ones.
    fn start(&mut self, values: &mut [f64]) {
        for &i in &self.gaps {
            let donor = self.known[below(&mut self.rng, self.known.len() as u64) as usize];
            values[i] = values[donor];
        }
    }

    /// New values for the gaps.
    fn draw(&mut self, values: &[Vec<f64>]) -> Result<Vec<f64>, ImputeError> {
        match self.column.scale {
            Scale::Number if self.centre.1 == 0.0 => {
                Ok(vec![self.column.values[self.known[0]]; self.gaps.len()])
            }
            Scale::Number => Ok(self.number(values)),
            Scale::Levels(_) if self.levels.len() == 1 => Ok(vec![self.levels[0] as f64; self.gaps.len()]),
            Scale::Levels(_) => self.class(values),
        }
    }

    fn number(&mut self, values: &[Vec<f64>]) -> Vec<f64> {
        let (mean, sd) = self.centre;
        let own = &self.column.values;
        let fit = Linear::fit(&self.terms, values, &self.known, |i| (own[i] - mean) / sd);
        let (sigma, drawn) = fit.draw(&mut self.rng);
        let mut x = vec![0.0; self.terms.width()];
        if self.column.method == Method::Norm {
            let mut one = |&i: &usize| {
                let predicted = self.terms.predict(values, i, &drawn, &mut x);
                (mean + sd * (predicted + sigma * normal(&mut self.rng))).clamp(f64::MIN, f64::MAX)
            };
            return self.gaps.iter().map(&mut one).collect();
        }
        // Type 1 matching: those who lend are predicted by the fit, those who borrow by the draw.
        let lend = |&i: &usize| (self.terms.predict(values, i, &fit.beta, &mut x), i);
        let donors = Donors::new(self.known.iter().map(lend).collect(), self.donors);
        let mut borrow = |&i: &usize| {
            let predicted = self.terms.predict(values, i, &drawn, &mut x);
            own[donors.draw(&mut self.rng, predicted)]
        };
        self.gaps.iter().map(&mut borrow).collect()
    }

    fn class(&mut self, values: &[Vec<f64>]) -> Result<Vec<f64>, ImputeError> {
        let classes = self.levels.len();
        let n = self.column.known.len();
        let extras = augment::rows(&self.terms, values, n, classes);
        let sample =
            Sample { terms: &self.terms, values, rows: &self.known, classes: &self.classes, extras: &extras };
        let in_order = self.column.method == Method::Ordered && classes > 2;
        let (drawn, end) = if in_order {
            let fit = Ordered::fit(&sample, classes, &self.warm).map_err(|e| self.lost(e.0))?;
            (fit.draw(&mut self.rng, classes - 1), fit.theta)
        } else {
            let fit = Choice::fit(&sample, classes, &self.warm).map_err(|e| self.lost(e.0))?;
            (fit.draw(&mut self.rng), fit.beta)
        };
        self.warm = end;
        let (mut x, mut p) = (vec![0.0; self.terms.width()], vec![0.0; classes]);
        let mut one = |&i: &usize| {
            self.terms.fill(values, i, &mut x);
            if in_order {
                ordered::probabilities(&x, &drawn, &mut p);
            } else {
                choice::probabilities(&x, &drawn, &mut p);
            }
            self.levels[place(&mut self.rng, &p)] as f64
        };
        Ok(self.gaps.iter().map(&mut one).collect())
    }

    fn lost(&self, gradient: f64) -> ImputeError {
        ImputeError::NotConverged {
            column: self.column.name.clone(),
            arm: self.arm.to_owned(),
            method: self.column.method.word(),
            gradient,
        }
    }
}

/// Mean and standard deviation of what was drawn, in the column's own units.
fn moments(drawn: &[f64]) -> (f64, f64) {
    let n = drawn.len() as f64;
    let unit = drawn.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    if unit == 0.0 {
        return (0.0, 0.0);
    }
    let mean = drawn.iter().map(|v| v / unit).sum::<f64>() / n;
    let squares: f64 = drawn.iter().map(|v| (v / unit - mean) * (v / unit - mean)).sum();
    (mean * unit, (squares / (n - 1.0).max(1.0)).sqrt() * unit)
}
