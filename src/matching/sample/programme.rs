//! Integer programmes, and HiGHS to solve them.

use super::super::error::MatchingError;
#[cfg(feature = "milp")]
use highs::{HighsModelStatus, HighsSolutionStatus, Model, RowProblem, Sense, SolvedModel};

/// One linear rule: `lower <= sum(factor * take) <= upper`.
#[cfg_attr(not(feature = "milp"), expect(dead_code, reason = "only the solver reads it"))]
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub lower: f64,
    pub upper: f64,
    /// (variable, factor), by rising variable.
    pub terms: Vec<(u32, f64)>,
}

/// Maximise `sum(gain * take)` over whole numbers `0 <= take <= most` that obey every row.
#[cfg_attr(not(feature = "milp"), expect(dead_code, reason = "only the solver reads it"))]
#[derive(Debug, Clone)]
pub(super) struct Programme {
    pub gain: Vec<f64>,
    pub most: Vec<u32>,
    pub rows: Vec<Row>,
}

/// When a search may stop short of the best.
#[cfg_attr(not(feature = "milp"), expect(dead_code, reason = "only the solver reads it"))]
#[derive(Debug, Clone, Copy)]
pub(super) struct Effort {
    /// Seconds.
    pub time: f64,
    /// Share by which a better answer may still be larger.
    pub gap: f64,
}

/// What a search found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// How many of each variable.
    pub take: Vec<u32>,
    /// What no answer can gain more than.
    pub bound: f64,
}

/// Slack that HiGHS may use up in a row, and in the wholeness of a number.
#[cfg(feature = "milp")]
const FEASIBLE: f64 = 1e-9;

/// Variables that take no part in the relaxed answer and are looked at all the same.
#[cfg(feature = "milp")]
const SPARE: usize = 1000;

impl Programme {
    /// Solves it, on one thread and with a fixed seed: the same programme gives the same answer, unless
    /// time runs out. `None`: no answer obeys the rules (or none was found in time).
    ///
    /// The answer in fractions comes first; what it gains, rounded down, is a bound. Then the programme is
    /// solved over the variables that this answer takes and those that would cost it least. Where that
    /// reaches the bound it is the best; otherwise the search goes on over all variables from there.
    ///
    /// # Errors
    /// The solver refuses the programme or gives up.
    #[cfg(feature = "milp")]
    pub fn solve(&self, effort: Effort) -> Result<Option<Found>, MatchingError> {
        let all: Vec<u32> = (0..self.gain.len() as u32).collect();
        let relaxed = run(self.model(&all, Kind::Fractions, effort)?)?;
        let Some(relaxed) = relaxed else { return Ok(None) };
        // Cut short, it bounds nothing.
        let ceiling = match relaxed.status() {
            HighsModelStatus::Optimal => self.gained(relaxed.get_solution().columns()),
            _ => f64::INFINITY,
        };
        let core = core(&relaxed);
        if core.len() == all.len() {
            return self.search(&all, None, effort);
        }
        let first = self.search(&core, None, effort)?;
        let near = |f: &Found| {
            (ceiling + WHOLE).floor() - self.gain_of(&f.take) <= effort.gap * self.gain_of(&f.take) + WHOLE
        };
        match first {
            Some(found) if near(&found) => Ok(Some(Found { bound: ceiling, ..found })),
            first => {
                let whole = self.search(&all, first.as_ref().map(|f| f.take.as_slice()), effort)?;
                // The bound of a part of the variables is none for all of them.
                let part = first.map(|f| Found { bound: ceiling, ..f });
                let best = match (whole, part) {
                    (Some(a), Some(b)) if self.gain_of(&b.take) > self.gain_of(&a.take) => {
                        Some(Found { bound: a.bound, ..b })
                    }
                    (a, b) => a.or(b),
                };
                Ok(best.map(|f| Found { bound: f.bound.min(ceiling), ..f }))
            }
        }
    }

    /// Solves it in whole numbers over some of its variables; the others are 0.
    ///
    /// * `start`: an answer over all variables to start from.
    #[cfg(feature = "milp")]
    fn search(
        &self,
        of: &[u32],
        start: Option<&[u32]>,
        effort: Effort,
    ) -> Result<Option<Found>, MatchingError> {
        let mut model = self.model(of, Kind::Whole, effort)?;
        if let Some(start) = start {
            let values: Vec<f64> = of.iter().map(|&k| f64::from(start[k as usize])).collect();
            let given = model.try_set_solution(Some(&values), None, None, None);
            given.map_err(|s| failed(&format!("{s:?}")))?;
        }
        let Some(solved) = run(model)? else { return Ok(None) };
        let mut take = vec![0; self.gain.len()];
        for (&k, value) in of.iter().zip(solved.get_solution().columns()) {
            take[k as usize] = whole(*value, self.most[k as usize]);
        }
        let bound = solved.double_info_value(c"mip_dual_bound").unwrap_or(f64::INFINITY);
        let most: f64 = self.gain.iter().zip(&self.most).map(|(g, &m)| g * f64::from(m)).sum();
        Ok(Some(Found { take, bound: bound.min(most) }))
    }

    #[cfg(feature = "milp")]
    fn model(&self, of: &[u32], kind: Kind, effort: Effort) -> Result<Model, MatchingError> {
        let mut problem = RowProblem::default();
        let mut column = vec![None; self.gain.len()];
        for &k in of {
            let (gain, most) = (self.gain[k as usize], 0.0..=f64::from(self.most[k as usize]));
            column[k as usize] = Some(match kind {
                Kind::Whole => problem.add_integer_column(gain, most),
                Kind::Fractions => problem.add_column(gain, most),
            });
        }
        for row in &self.rows {
            let known = row.terms.iter().filter_map(|&(k, factor)| Some((column[k as usize]?, factor)));
            problem.add_row(row.lower..=row.upper, known.collect::<Vec<_>>());
        }
        let mut model = problem.try_optimise(Sense::Maximise).map_err(|s| failed(&format!("{s:?}")))?;
        let options = [
            model.try_set_option("threads", 1),
            model.try_set_option("parallel", "off"),
            model.try_set_option("random_seed", 0),
            model.try_set_option("time_limit", effort.time),
            model.try_set_option("mip_rel_gap", effort.gap),
            model.try_set_option("mip_feasibility_tolerance", FEASIBLE),
            model.try_set_option("primal_feasibility_tolerance", FEASIBLE),
        ];
        if options.iter().any(Result::is_err) {
            return Err(failed("an option is not known"));
        }
        Ok(model)
    }

    #[cfg(feature = "milp")]
    fn gain_of(&self, take: &[u32]) -> f64 {
        self.gain.iter().zip(take).map(|(gain, &n)| gain * f64::from(n)).sum()
    }

    #[cfg(feature = "milp")]
    fn gained(&self, take: &[f64]) -> f64 {
        self.gain.iter().zip(take).map(|(gain, n)| gain * n).sum()
    }

    /// Without the feature `milp` there is no solver, and the method is refused before it gets here.
    ///
    /// # Errors
    /// Always.
    #[cfg(not(feature = "milp"))]
    #[expect(clippy::unused_self, reason = "the same call with and without the feature")]
    pub fn solve(&self, _: Effort) -> Result<Option<Found>, MatchingError> {
        Err(MatchingError::Solver { what: "this build has none".to_owned() })
    }
}

/// Whether people may be taken in part.
#[cfg(feature = "milp")]
#[derive(Debug, Clone, Copy)]
enum Kind {
    Whole,
    Fractions,
}

/// A gain is a whole number: a bound is rounded down to one, but for the solver's slack.
#[cfg(feature = "milp")]
const WHOLE: f64 = 1e-6;

#[cfg(feature = "milp")]
fn failed(what: &str) -> MatchingError {
    MatchingError::Solver { what: what.to_owned() }
}

/// `None`: nothing obeys the rules, or nothing was found in time.
#[cfg(feature = "milp")]
fn run(model: Model) -> Result<Option<SolvedModel>, MatchingError> {
    let solved = model.try_solve().map_err(|s| failed(&format!("{s:?}")))?;
    match solved.status() {
        HighsModelStatus::Infeasible | HighsModelStatus::UnboundedOrInfeasible => return Ok(None),
        HighsModelStatus::Optimal | HighsModelStatus::ReachedTimeLimit => {}
        other => return Err(failed(&format!("{other:?}"))),
    }
    Ok((solved.primal_solution_status() == HighsSolutionStatus::Feasible).then_some(solved))
}

/// The variables that an answer in fractions takes, and those of the others whose reduced cost is least:
/// equals in an order that mixes them, so that they come from everywhere.
#[cfg(feature = "milp")]
fn core(relaxed: &SolvedModel) -> Vec<u32> {
    let solution = relaxed.get_solution();
    let mixed = |k: u32| k.wrapping_mul(0x9E37_79B9);
    let (mut core, mut others): (Vec<u32>, Vec<u32>) =
        (0..solution.columns().len() as u32).partition(|&k| solution.columns()[k as usize] > WHOLE);
    let cost = |k: u32| solution.dual_columns()[k as usize].abs();
    others.sort_by(|&a, &b| cost(a).total_cmp(&cost(b)).then_with(|| mixed(a).cmp(&mixed(b))));
    core.extend(others.into_iter().take(SPARE));
    core.sort_unstable();
    core
}

/// A number that is whole within the solver's tolerance.
#[cfg(feature = "milp")]
#[expect(clippy::cast_sign_loss, reason = "at least 0 after max")]
fn whole(value: f64, most: u32) -> u32 {
    (value.round().max(0.0) as u32).min(most)
}
