//! The columns that a side names itself, whichever shape the job has.

use super::spec::{GapSpec, JobSpec, RecodeSpec};
use indexmap::IndexMap;

/// What a side says beside its covariates and outcomes.
#[derive(Debug)]
pub struct SideKeys<'a> {
    /// Columns by name: cluster, weight, survey design, dates.
    pub columns: Vec<&'a mut String>,
    /// Its `where`.
    pub filter: Option<&'a mut String>,
    /// What is known about columns that `where` names.
    pub known: &'a mut IndexMap<String, RecodeSpec>,
}

impl JobSpec {
    /// The keys of the treated side, of the pool, or of the only file.
    pub fn side_keys(&mut self, treated: bool) -> Option<SideKeys<'_>> {
        if let Some(units) = &mut self.units {
            let columns =
                units.cluster.iter_mut().chain(&mut units.weight).chain(dates(&mut units.gap_weeks));
            let columns = columns.collect();
            return Some(SideKeys { columns, filter: units.filter.as_mut(), known: &mut units.known });
        }
        let side = if treated { self.treated.as_mut()? } else { self.control.as_mut()? };
        let keys =
            [&mut side.cluster, &mut side.weight, &mut side.household, &mut side.strata, &mut side.psu];
        let columns = keys.into_iter().flatten().chain(dates(&mut side.gap_weeks)).collect();
        Some(SideKeys { columns, filter: side.filter.as_mut(), known: &mut side.known })
    }
}

fn dates(gap: &mut Option<GapSpec>) -> Vec<&mut String> {
    match gap {
        Some(GapSpec::Dates { from, to }) => vec![from, to],
        _ => Vec::new(),
    }
}
