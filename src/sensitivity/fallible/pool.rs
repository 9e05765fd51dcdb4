//! What the whole pool tells about a scale: its mean, its drift, how well it agrees with itself.

use crate::cohort::{Cohort, Expression, Outcome};
use crate::design::Design;

/// Reasons for which a unit is not what the specification is about.
const OUTSIDE: [&str; 3] = ["where", "filter", "filter_unknown"];
/// Fewest people from whom a correlation is taken.
const FEW: usize = 30;

/// Start and end scores of the whole pool, under its survey weights where there are any.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pool {
    /// Mean start score.
    pub mean: f64,
    /// Mean change: what happens to everybody.
    pub drift: f64,
    /// Correlation of start and end score; `None` with fewer than 30 people or without spread.
    pub retest: Option<f64>,
}

impl Pool {
    /// Of everybody in the pool with both scores; `None` without any.
    ///
    /// People whom `where` leaves out do not count, unless `where` names the start score: a pool chosen by its start
    /// score has the wrong mean, and falls back itself.
    pub fn of(cohort: &Cohort, design: &Design, outcome: &Outcome, filter: Option<&str>) -> Option<Self> {
        let start_name = outcome.start()?;
        let (start, end) = (cohort.number(start_name).ok()?, cohort.number(outcome.end()).ok()?);
        let weight = cohort.roles().survey_weight.as_ref().and_then(|name| cohort.number(name).ok());
        let chosen = filter.and_then(|f| Expression::parse(f).ok()).is_some_and(|e| {
            e.columns()
                .iter()
                .any(|c| c == start_name || c.strip_prefix(start_name).is_some_and(|r| r.starts_with('.')))
        });
        let about = |i: usize| chosen || !OUTSIDE.contains(&design.eligible.of(i).code.as_str());
        let one = |i: usize| {
            let w = weight.map_or(Some(1.0), |w| w.get(i))?;
            Some((w, start.get(i)?, end.get(i)?)).filter(|p| p.0 > 0.0)
        };
        let all: Vec<(f64, f64, f64)> =
            (0..cohort.len()).filter(|&i| !cohort.treated()[i] && about(i)).filter_map(one).collect();
        let mass: f64 = all.iter().map(|p| p.0).sum();
        if mass <= 0.0 {
            return None;
        }
        let mean = |of: &dyn Fn(&(f64, f64, f64)) -> f64| all.iter().map(|p| p.0 * of(p)).sum::<f64>() / mass;
        let (s, e) = (mean(&|p| p.1), mean(&|p| p.2));
        let (vs, ve) = (mean(&|p| (p.1 - s) * (p.1 - s)), mean(&|p| (p.2 - e) * (p.2 - e)));
        let both = mean(&|p| (p.1 - s) * (p.2 - e));
        let retest = (all.len() >= FEW && vs > 0.0 && ve > 0.0).then(|| both / (vs * ve).sqrt());
        Some(Self { mean: s, drift: e - s, retest })
    }
}
