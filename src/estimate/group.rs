//! Sub-groups: who belongs to them.

use super::error::EstimateError;
use super::spec::EstimateSpec;
use crate::cohort::{Cohort, Expression};

/// Everybody, or a sub-group.
#[derive(Debug)]
pub(super) struct Group {
    /// `all`, or the sub-group's name.
    pub name: String,
    members: Option<Vec<Option<bool>>>,
}

impl Group {
    /// Everybody first, then the sub-groups of the job.
    pub fn all(cohort: &Cohort, spec: &EstimateSpec) -> Result<Vec<Self>, EstimateError> {
        let everybody = Self { name: "all".to_owned(), members: None };
        let others = spec.subgroups.iter().map(|s| {
            let members = members(cohort, &s.name, &s.filter)?;
            Ok(Self { name: s.name.clone(), members: Some(members) })
        });
        std::iter::once(Ok(everybody)).chain(others).collect()
    }

    /// `true` if cohort unit `i` belongs to the group.
    pub fn has(&self, i: usize) -> bool {
        self.members.as_ref().is_none_or(|m| m[i] == Some(true))
    }

    /// Whether each unit belongs to a sub-group; `None` where a value is missing that would tell.
    pub fn truth(&self) -> Option<&[Option<bool>]> {
        self.members.as_deref()
    }

    /// `true` for a sub-group.
    pub fn is_part(&self) -> bool {
        self.members.is_some()
    }
}

/// Whether `filter` is true of each unit; where that is unknown for want of a value, they are not members.
fn members(cohort: &Cohort, name: &str, filter: &str) -> Result<Vec<Option<bool>>, EstimateError> {
    let fault = |because| EstimateError::Subgroup { name: name.to_owned(), because };
    let rule = Expression::parse(filter).map_err(fault)?;
    rule.truth(cohort.len(), &|column| cohort.column(column)).map_err(fault)
}
