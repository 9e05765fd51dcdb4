//! Who is chosen, stratum by stratum.

use super::super::candidates::Candidates;
use super::super::error::MatchingError;
use super::super::spec::Infeasible;
use super::alike::Alike;
use super::columns::Balanced;
use super::programme::{Effort, Found};
use super::search::{both_arms, one_arm};
use crate::design::Estimand;
use rayon::prelude::*;

/// What is asked of the chosen.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wanted {
    /// So many of the pool for each of the focal arm.
    Ratio(f64),
    /// As many as possible that look like the people the question is about.
    Likeness,
    /// As many as possible of both arms that look like the targets of the columns.
    Target,
}

/// A balanced sample.
#[derive(Debug, Clone, Default)]
pub(super) struct Chosen {
    /// Cohort rows of both arms, in order.
    pub rows: Vec<u32>,
    /// How many units the search was for, and got.
    pub size: f64,
    /// No such sample has more.
    pub bound: f64,
}

/// The largest balanced sample of every exact stratum; strata are independent of each other.
///
/// # Errors
/// The solver fails; nobody can be chosen; a stratum in which nobody can, where the job says `stop`.
pub(super) fn choose(
    candidates: &Candidates<'_>,
    columns: &[Balanced],
    wanted: Wanted,
    effort: Effort,
) -> Result<Chosen, MatchingError> {
    let mut arms = vec![[Vec::new(), Vec::new()]; candidates.strata()];
    for (arm, rows) in [&candidates.focal, &candidates.pool].into_iter().enumerate() {
        for &row in rows {
            arms[candidates.design.strata.of[row as usize] as usize][arm].push(row);
        }
    }
    let solved: Vec<Option<Chosen>> = arms
        .par_iter()
        .map(|[focal, pool]| {
            if focal.is_empty() || pool.is_empty() {
                return Ok(None);
            }
            let alike = |rows: &[u32]| Alike::new(columns, rows, |row| candidates.ranks.key(row));
            stratum(candidates, columns, [alike(focal), alike(pool)], wanted, effort)
        })
        .collect::<Result<_, _>>()?;
    let tightest = columns.iter().map(|c| c.tolerance).fold(f64::INFINITY, f64::min);
    if candidates.spec.infeasible == Infeasible::Stop
        && let Some(s) = solved.iter().position(Option::is_none)
    {
        let stratum = candidates.design.strata.labels.get(s).cloned().unwrap_or_default();
        return Err(MatchingError::NothingBalanced {
            place: format!("in the stratum `{stratum}`"),
            tightest,
        });
    }
    let mut whole = Chosen::default();
    for part in solved.into_iter().flatten() {
        whole.rows.extend(part.rows);
        whole.size += part.size;
        whole.bound += part.bound;
    }
    whole.rows.sort_unstable();
    if whole.rows.is_empty() {
        return Err(MatchingError::NothingBalanced { place: "in any stratum".to_owned(), tightest });
    }
    Ok(whole)
}

fn stratum(
    candidates: &Candidates<'_>,
    columns: &[Balanced],
    [focal, pool]: [Alike; 2],
    wanted: Wanted,
    effort: Effort,
) -> Result<Option<Chosen>, MatchingError> {
    let tolerance: Vec<f64> = columns.iter().map(|c| c.tolerance).collect();
    if let Wanted::Ratio(ratio) = wanted {
        let found = both_arms(&focal, &pool, ratio, &tolerance, effort)?;
        return Ok(found.map(|Found { take, bound }| {
            let (of_focal, of_pool) = take.split_at(focal.members.len());
            let rows = [focal.taken(of_focal), pool.taken(of_pool)].concat();
            Chosen { size: rows.len() as f64, rows, bound }
        }));
    }
    let everyone = candidates.design.estimand == Estimand::Ate;
    let about = if everyone { overall(&focal, &pool) } else { focal.means() };
    let profile: Vec<f64> = columns.iter().zip(about).map(|(c, m)| c.target.unwrap_or(m)).collect();
    if matches!(wanted, Wanted::Likeness) && !everyone {
        let found = one_arm(&pool, &profile, &tolerance, effort)?;
        return Ok(found.map(|Found { take, bound }| {
            let partners = pool.taken(&take);
            let size = partners.len() as f64;
            Chosen { rows: [focal.taken(&focal.sizes()), partners].concat(), size, bound }
        }));
    }
    let half: Vec<f64> = tolerance.iter().map(|d| d / 2.0).collect();
    let arm = |alike: &Alike| -> Result<Option<Chosen>, MatchingError> {
        let found = one_arm(alike, &profile, &half, effort)?;
        Ok(found.map(|Found { take, bound }| {
            let rows = alike.taken(&take);
            Chosen { size: rows.len() as f64, rows, bound }
        }))
    };
    let (Some(a), Some(b)) = (arm(&focal)?, arm(&pool)?) else { return Ok(None) };
    Ok(Some(Chosen { rows: [a.rows, b.rows].concat(), size: a.size + b.size, bound: a.bound + b.bound }))
}

/// Mean of each column over both arms.
fn overall(focal: &Alike, pool: &Alike) -> Vec<f64> {
    let count = |alike: &Alike| alike.members.iter().map(Vec::len).sum::<usize>() as f64;
    let (n, m) = (count(focal), count(pool));
    let means = focal.means().into_iter().zip(pool.means());
    means.map(|(a, b)| (n * a + m * b) / (n + m)).collect()
}
