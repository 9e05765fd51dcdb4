//! Coarsened values: every covariate becomes a few codes, and every combination of codes a stratum.

use super::candidates::Candidates;
use super::error::MatchingError;
use super::settings::{CemSpec, CutSpec};
use crate::cohort::{Category, Column, Number};
use crate::design::variables;
use crate::stats::cuts::{Cut, bin, cut_points};
use crate::stats::sum::CHUNK;
use crate::stats::text::nearest;
use rayon::prelude::*;

/// The stratum of each cohort unit: the combination of its exact stratum and its coarsened covariates.
///
/// Strata that hold a treated unit are numbered from 0 in the order of their codes; everybody else, and
/// who is not eligible, stands in one last stratum that nobody treated is in. Cost: one pass a covariate
/// and a sort of the treated; combinations are counted in 64 bits without collisions.
///
/// # Errors
/// A rule that cannot be applied, or a column that is not there.
pub(super) fn strata(candidates: &Candidates<'_>) -> Result<Vec<u32>, MatchingError> {
    let spec = &candidates.spec.cem;
    let names = variables(&candidates.design.terms).map_err(|e| fault("terms", e.to_string()))?;
    check(spec, &names)?;
    let exact = &candidates.design.strata.of;
    let mut keys = Keys {
        of: exact.par_iter().map(|&s| u64::from(s)).collect(),
        space: candidates.strata().max(1) as u64,
    };
    for name in &names {
        match candidates.cohort.column(name)? {
            Column::Category(category) => keys.cross_category(candidates, spec, name, category)?,
            Column::Number(number) => keys.cross_number(candidates, spec, name, number)?,
        }
    }
    Ok(keys.numbered(candidates))
}

fn fault(covariate: &str, why: String) -> MatchingError {
    MatchingError::Coarsening { covariate: covariate.to_owned(), why }
}

/// Every covariate that is named is one of those compared on.
fn check(spec: &CemSpec, names: &[String]) -> Result<(), MatchingError> {
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut said = spec.cutpoints.keys().chain(spec.grouping.keys());
    let Some(name) = said.find(|name| !names.contains(name)) else { return Ok(()) };
    let hint = nearest(name, &known).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
    Err(fault(name, format!("people are not compared on it{hint} (terms: {})", names.join(", "))))
}

/// A number a unit that tells its combination of codes so far, below `space`.
struct Keys {
    of: Vec<u64>,
    space: u64,
}

impl Keys {
    fn cross_category(
        &mut self,
        candidates: &Candidates<'_>,
        spec: &CemSpec,
        name: &str,
        category: Category<'_>,
    ) -> Result<(), MatchingError> {
        if spec.cutpoints.contains_key(name) {
            let why = "it is a category and has no cut points; merge its levels with `grouping`";
            return Err(fault(name, why.to_owned()));
        }
        let merged = merged(name, category, spec.grouping.get(name).map_or(&[][..], Vec::as_slice))?;
        self.cross(candidates, merged.len() as u64, |row| {
            category.get(row).map_or(0, |code| merged[usize::from(code)])
        });
        Ok(())
    }

    fn cross_number(
        &mut self,
        candidates: &Candidates<'_>,
        spec: &CemSpec,
        name: &str,
        number: Number<'_>,
    ) -> Result<(), MatchingError> {
        if spec.grouping.contains_key(name) {
            return Err(fault(name, "it is a number and has no levels; use `cutpoints`".to_owned()));
        }
        let cut = spec.cutpoints.get(name).unwrap_or(&spec.rule);
        let cut = CutSpec::cut(cut).map_err(|why| fault(name, why))?;
        if cut == Cut::Bins(1) {
            return Ok(());
        }
        let rows = || candidates.focal.par_iter().chain(&candidates.pool);
        let values: Vec<f64> = rows().map(|&row| number.values()[row as usize]).collect();
        if let Some(cuts) = cut_points(&cut, &values) {
            self.cross(candidates, cuts.len() as u64 + 1, |row| bin(&cuts, number.values()[row]));
        } else {
            let found = distinct(values);
            // -0 and 0 are one value.
            let place = |x: f64| found.partition_point(|y| y.total_cmp(&(x + 0.0)).is_lt()) as u32;
            self.cross(candidates, found.len() as u64 + 1, |row| place(number.values()[row]));
        }
        Ok(())
    }

    /// Crosses the codes so far with one more, of `width` values.
    fn cross(&mut self, candidates: &Candidates<'_>, width: u64, code: impl Fn(usize) -> u32 + Sync) {
        if self.space.checked_mul(width).is_none() {
            self.close_ranks(candidates);
        }
        self.of.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, keys)| {
            let rows = chunk * CHUNK..;
            let fresh = |row: usize, key: u64| key.wrapping_mul(width).wrapping_add(u64::from(code(row)));
            keys.iter_mut().zip(rows).for_each(|(key, row)| *key = fresh(row, *key));
        });
        self.space = self.space.saturating_mul(width);
    }

    /// Renumbers the combinations that occur, so that there is room for more.
    fn close_ranks(&mut self, candidates: &Candidates<'_>) {
        let rows = candidates.focal.iter().chain(&candidates.pool);
        let mut found: Vec<u64> = rows.map(|&row| self.of[row as usize]).collect();
        found.par_sort_unstable();
        found.dedup();
        self.of.par_iter_mut().for_each(|key| *key = found.partition_point(|k| k < key) as u64);
        self.space = found.len() as u64 + 1;
    }

    fn numbered(self, candidates: &Candidates<'_>) -> Vec<u32> {
        let (treated, eligible) = (candidates.cohort.treated(), &candidates.design.eligible);
        let few = if candidates.focal.first().is_some_and(|&row| treated[row as usize]) {
            &candidates.focal
        } else {
            &candidates.pool
        };
        let mut found: Vec<u64> = few.iter().map(|&row| self.of[row as usize]).collect();
        found.par_sort_unstable();
        found.dedup();
        let nobody = found.len() as u32;
        let number = |row: usize| {
            let found_at = found.binary_search(&self.of[row]).ok().filter(|_| eligible.stays(row));
            found_at.map_or(nobody, |place| place as u32)
        };
        (0..self.of.len()).into_par_iter().map(number).collect()
    }
}

/// The code of each level after merging.
fn merged(name: &str, category: Category<'_>, groups: &[Vec<String>]) -> Result<Vec<u32>, MatchingError> {
    let levels: Vec<&str> = category.levels().collect();
    let mut code: Vec<u32> = (0..levels.len() as u32).collect();
    let mut named = vec![false; levels.len()];
    for group in groups {
        let mut first = None;
        for level in group {
            let Some(at) = levels.iter().position(|l| l == level) else {
                let hint =
                    nearest(level, &levels).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
                let why = format!("no level is called `{level}`{hint} (levels: {})", levels.join(", "));
                return Err(fault(name, why));
            };
            if std::mem::replace(&mut named[at], true) {
                return Err(fault(name, format!("level `{level}` stands in two groups")));
            }
            code[at] = *first.get_or_insert(at as u32);
        }
    }
    Ok(code)
}

/// Every value once, rising.
fn distinct(values: Vec<f64>) -> Vec<f64> {
    let mut found: Vec<f64> = values.into_iter().map(|x| x + 0.0).collect();
    found.par_sort_unstable_by(f64::total_cmp);
    found.dedup();
    found
}
