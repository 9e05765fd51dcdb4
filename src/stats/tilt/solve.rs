//! Newton's method on the dual, started from a sample of the rows.

use super::error::TiltError;
use super::moments::{Moments, moments};
use super::pass::{Data, Part, Sums, Weighed};
use super::standard::Standard;
use crate::stats::glm::RowBlocks;
use crate::stats::linalg;
use crate::stats::sum::CHUNK;

/// Dependence of a column on earlier ones, on the scale of squares.
const ALIAS: f64 = 1e-12;
/// Differences, in standard deviations, at which one more Newton step is as good as exact; the second
/// and third are for ill-conditioned columns.
const CLOSE: [f64; 3] = [1e-6, 1e-9, 1e-11];
/// Difference a column may keep that follows from others.
const FIXED: f64 = 1e-7;
const MOST_ITERATIONS: usize = 100;
const MOST_HALVINGS: usize = 50;
/// Least share of the decrease that the slope promises (Armijo 1966).
const DECREASE: f64 = 1e-4;
/// Rounding of the value, relative.
const ROUNDING: f64 = 1e-13;
/// A last step that still moves somebody's exponent by more than this has not arrived.
const MOVING: f64 = 0.1;
/// Exponents beyond this that still move run to infinity.
const FAR: f64 = 30.0;

/// When balance is good enough.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Largest difference allowed, in standard deviations of those weighted.
    pub tolerance: f64,
}

/// What weighted sums are to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Mean of each column.
    pub mean: Vec<f64>,
    /// Sum of the weights.
    pub mass: f64,
}

/// Weights that balance.
#[derive(Debug, Clone, PartialEq)]
pub struct Solved {
    /// `exp(s x'b)` of each row, without its base weight.
    pub weight: Vec<f64>,
    /// Largest difference left, in standard deviations.
    pub gradient: f64,
    /// Newton steps over all rows.
    pub iterations: usize,
}

/// Weights of the form `d exp(x'b)` whose sum and means are those of a target.
///
/// ```text
/// sum_i d_i exp(x_i'b) (1, x_i) = mass (1, mean)
/// ```
///
/// the minimum of `log sum_i d_i exp((x_i - mean)'b)`: the weights nearest to `d` in entropy that balance
/// (Hainmueller 2012, equations 5 to 9), and the odds that tilt one sample to another (Graham, Pinto and
/// Egel 2012, equation 10).
///
/// * `rows`: those to be weighted, complete, without a column of ones.
/// * `base`: `d`, one a row, above 0.
///
/// Columns that are constant or follow from earlier ones are left out if the others settle them.
/// Cost: three or four passes of n p^2 / 2 after a solution on a sample; the same bits on any number of
/// threads.
///
/// # Errors
/// [`TiltError`]: a target outside the convex hull of the rows, with the column; not converged.
pub fn tilt(
    rows: &dyn RowBlocks,
    base: Option<&[f64]>,
    target: &Target,
    settings: Settings,
) -> Result<Solved, TiltError> {
    let own = moments(rows, base);
    let standard = Standard::new(rows.names(), &own, &target.mean)?;
    Standard::reachable(rows.names(), &own, &target.mean)?;
    let (columns, people) = (standard.len(), rows.rows());
    if columns > people {
        return Err(TiltError::Few { columns, rows: people });
    }
    let least = base.map_or(1.0, |d| d.iter().fold(f64::INFINITY, |m, &d| m.min(d)));
    let mut goal = vec![0.0; columns];
    goal[0] = target.mass;
    let data = Data { rows, base, flipped: None, standard };
    let mut problem =
        Problem { data, goal, mass: target.mass, floor: Some(libm::log(least)), left: Vec::new() };
    let solved = problem.solve(&own, settings)?;
    problem.check_left(&own, target, &solved)?;
    Ok(solved)
}

/// A logistic score under which both arms have the same weighted sums, with weights `1/p` and `1/(1-p)`.
///
/// ```text
/// sum_i d_i [ z_i / p_i - (1 - z_i) / (1 - p_i) ] (1, x_i) = 0,   log p/(1-p) = b_0 + x'b
/// ```
///
/// (Imai and Ratkovic 2014, equations 9 and 11, just identified.) `weight` is `exp(-eta)` for the treated
/// and `exp(eta)` for controls: the final weight is 1 more.
///
/// * `rows`: both arms, complete, without a column of ones.
/// * `treated`: arm of each row; `arms`: moments of controls and treated.
///
/// # Errors
/// [`TiltError`]: arms that can be told apart; not converged.
pub fn logistic_balance(
    rows: &dyn RowBlocks,
    base: Option<&[f64]>,
    treated: &[bool],
    arms: [&Moments; 2],
    settings: Settings,
) -> Result<Solved, TiltError> {
    let own = moments(rows, base);
    let standard = Standard::new(rows.names(), &own, &own.mean)?;
    let columns = standard.len();
    if columns > rows.rows() {
        return Err(TiltError::Few { columns, rows: rows.rows() });
    }
    let [c, t] = arms;
    let slope = |(k, &j): (usize, &usize)| {
        let from = |m: &Moments| m.mass * (m.mean[j] - standard.centre[k]) / standard.sd[k];
        from(t) - from(c)
    };
    let slopes: Vec<f64> = standard.used.iter().enumerate().map(slope).collect();
    let goal = std::iter::once(t.mass - c.mass).chain(slopes).collect();
    let data = Data { rows, base, flipped: Some(treated), standard };
    let mut problem = Problem { data, goal, mass: t.mass + c.mass, floor: None, left: Vec::new() };
    problem.solve(&own, settings)
}

/// The convex problem: `sum v - goal'b`, or its logarithm in the constant's best place.
struct Problem<'a> {
    data: Data<'a>,
    /// What X'(s v) is to be, the constant first.
    goal: Vec<f64>,
    /// Sum of weights by which differences are judged.
    mass: f64,
    /// The logarithm never falls below this if the target can be reached; `None`: the constant is a
    /// coefficient like any other.
    floor: Option<f64>,
    /// Columns left out because they follow from others.
    left: Vec<usize>,
}

/// The problem at a point.
struct Here {
    beta: Vec<f64>,
    sums: Sums,
    value: f64,
    /// Derivative by the coefficients.
    slope: Vec<f64>,
}

impl Problem<'_> {
    fn solve(&mut self, own: &Moments, settings: Settings) -> Result<Solved, TiltError> {
        let start = self.start(own);
        let mut here = self.independent(start, own);
        let (mut iterations, mut worst) = (0, f64::INFINITY);
        for close in CLOSE {
            let (end, step, steps) = self.descend(here, close, iterations)?;
            iterations = steps;
            self.arrived(&end, &step)?;
            let beta: Vec<f64> = end.beta.iter().zip(&step).map(|(b, s)| b + s).collect();
            let found = self.weigh(&beta);
            worst = self.size(&found.pull);
            if worst <= settings.tolerance && found.weight.iter().all(|w| w.is_finite()) {
                return Ok(Solved { weight: found.weight, gradient: worst, iterations });
            }
            here = self.at(beta, Part::All);
        }
        Err(TiltError::NotConverged { iterations, gradient: worst })
    }

    /// The solution on a sample of the rows where there are many, else the constant alone.
    fn start(&self, own: &Moments) -> Vec<f64> {
        let mut beta = vec![0.0; self.goal.len()];
        beta[0] = match self.floor {
            Some(_) => libm::log(self.mass / own.mass),
            None => libm::log((self.mass + self.goal[0]) / (self.mass - self.goal[0])),
        };
        if self.floor.is_none() || self.data.rows.rows() <= 4 * CHUNK {
            return beta;
        }
        let mut here = self.at(beta.clone(), Part::Sample);
        if linalg::independent(&here.sums.gram, ALIAS).contains(&false) {
            return beta;
        }
        for _ in 0..MOST_ITERATIONS {
            if self.size(&here.sums.pull) <= 1e-3 {
                return here.beta;
            }
            match self.step(&here).map(|step| self.search(&here, &step, Part::Sample)) {
                Ok(Some(next)) if next.value.is_finite() => here = next,
                _ => break,
            }
        }
        beta
    }

    /// The point `start` over all rows, without the columns that follow from earlier ones.
    fn independent(&mut self, start: Vec<f64>, own: &Moments) -> Here {
        let here = self.at(start, Part::All);
        if here.value.is_finite() && !linalg::independent(&here.sums.gram, ALIAS).contains(&false) {
            return here;
        }
        // Base weights alone tell what depends on what: others may be near 0.
        let mut beta = vec![0.0; self.goal.len()];
        beta[0] = libm::log(self.mass / own.mass);
        let plain = self.at(beta.clone(), Part::All);
        let kept = linalg::independent(&plain.sums.gram, ALIAS);
        let used = self.data.standard.used.iter().zip(&kept[1..]);
        self.left = used.filter(|(_, kept)| !**kept).map(|(&j, _)| j).collect();
        self.data.standard.retain(&kept[1..]);
        let mut at = kept.iter();
        self.goal.retain(|_| *at.next().unwrap_or(&false));
        beta.truncate(self.goal.len());
        self.at(beta, Part::All)
    }

    /// Newton steps until the differences are at most `close`, and the step that would come next.
    fn descend(
        &self,
        mut here: Here,
        close: f64,
        before: usize,
    ) -> Result<(Here, Vec<f64>, usize), TiltError> {
        for iterations in before + 1..=MOST_ITERATIONS {
            let step = self.step(&here)?;
            if self.size(&here.sums.pull) <= close {
                return Ok((here, step, iterations));
            }
            let next = self.search(&here, &step, Part::All);
            here = next.ok_or_else(|| self.stuck(&here, iterations))?;
            if self.floor.is_some_and(|floor| here.value < floor - ROUNDING * floor.abs().max(1.0)) {
                return Err(self.apart(&here.beta));
            }
            let far = self.floor.is_none() && self.data.standard.bound(&here.beta) > FAR;
            if far && self.data.reach(&here.beta) > FAR && self.data.reach(&step) > MOVING {
                return Err(self.apart(&step));
            }
        }
        Err(self.stuck(&here, MOST_ITERATIONS))
    }

    fn stuck(&self, here: &Here, iterations: usize) -> TiltError {
        TiltError::NotConverged { iterations, gradient: self.size(&here.sums.pull) }
    }

    /// Refuses a limit that no coefficients reach: the target lies on the face of the hull.
    fn arrived(&self, here: &Here, step: &[f64]) -> Result<(), TiltError> {
        let bound = step[0].abs() + self.data.standard.bound(step);
        if bound > MOVING && self.data.reach(step) > MOVING {
            return Err(self.apart(if self.floor.is_some() { &here.beta } else { step }));
        }
        Ok(())
    }

    fn step(&self, here: &Here) -> Result<Vec<f64>, TiltError> {
        let down: Vec<f64> = here.slope.iter().map(|s| -s).collect();
        linalg::solve(&here.sums.gram, &down).ok_or_else(|| self.apart(&here.beta))
    }

    /// The first of the full step, half of it, a quarter ... that decreases the value enough.
    fn search(&self, here: &Here, step: &[f64], part: Part) -> Option<Here> {
        let unit = if self.floor.is_some() { self.mass } else { 1.0 };
        let promise: f64 = here.slope.iter().zip(step).map(|(g, s)| g * s).sum::<f64>() / unit;
        let mut length = 1.0;
        for _ in 0..MOST_HALVINGS {
            let beta = here.beta.iter().zip(step).map(|(b, s)| b + length * s).collect();
            let next = self.at(beta, part);
            let rounding = ROUNDING * here.value.abs().max(1.0);
            if next.value <= here.value + DECREASE * length * promise + rounding {
                return Some(next);
            }
            length /= 2.0;
        }
        None
    }

    /// Sums, value and slope at `beta`; the constant is put in its best place where it is free.
    fn at(&self, mut beta: Vec<f64>, part: Part) -> Here {
        let mut sums = self.data.pass(&beta, part);
        let total = sums.gram[(0, 0)];
        let value = if self.floor.is_some() {
            let shift = libm::log(self.mass / total);
            let value = libm::log(total) - beta[0];
            let factor = self.mass / total;
            sums.gram.iter_mut().chain(&mut sums.pull).for_each(|x| *x *= factor);
            beta[0] += shift;
            value
        } else {
            total - self.goal.iter().zip(&beta).map(|(k, b)| k * b).sum::<f64>()
        };
        let slope = sums.pull.iter().zip(&self.goal).map(|(p, k)| p - k).collect();
        Here { beta, sums, value, slope }
    }

    /// Weights at `beta`, in the constant's best place.
    fn weigh(&self, beta: &[f64]) -> Weighed {
        let mut found = self.data.weights(beta);
        if self.floor.is_some() {
            let factor = self.mass / found.pull[0];
            found.weight.iter_mut().chain(&mut found.pull).for_each(|x| *x *= factor);
        }
        found
    }

    /// Largest difference, in standard deviations.
    fn size(&self, pull: &[f64]) -> f64 {
        let off = pull.iter().zip(&self.goal).map(|(p, k)| (p - k).abs() / self.mass);
        off.fold(0.0, |worst: f64, d| if d > worst || d.is_nan() { d } else { worst })
    }

    fn apart(&self, direction: &[f64]) -> TiltError {
        let largest = direction[1..].iter().fold(0.0_f64, |m, s| m.max(s.abs()));
        let used = direction[1..].iter().map(|s| s.abs()).zip(self.data.standard.used.iter().copied());
        let mut ranked: Vec<(f64, usize)> = used.filter(|(size, _)| *size >= largest / 2.0).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let names = self.data.rows.names();
        TiltError::Apart { columns: ranked.iter().take(3).map(|&(_, j)| names[j].clone()).collect() }
    }

    /// Columns left out must have come out right by themselves.
    fn check_left(&self, own: &Moments, target: &Target, solved: &Solved) -> Result<(), TiltError> {
        if self.left.is_empty() {
            return Ok(());
        }
        let base = self.data.base;
        let whole = |(i, w): (usize, &f64)| w * base.map_or(1.0, |d| d[i]);
        let weight: Vec<f64> = solved.weight.iter().enumerate().map(whole).collect();
        let after = moments(self.data.rows, Some(&weight));
        for &j in &self.left {
            let off = (after.mean[j] - target.mean[j]).abs() / own.sd[j];
            if off > FIXED {
                return Err(TiltError::Fixed { column: self.data.rows.names()[j].clone(), off });
            }
        }
        Ok(())
    }
}
