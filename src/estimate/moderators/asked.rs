//! What the effect is asked to differ by.

use super::super::error::EstimateError;
use super::super::work::Work;
use super::types::ModeratorKind;
use crate::cohort::{Column, Expression, Kind};
use std::collections::BTreeMap;

/// One moderator, with everybody's place in it.
#[derive(Debug)]
pub(super) struct Asked {
    /// Name of the sub-group, or column.
    pub name: String,
    /// What readers see.
    pub label: String,
    /// What it is.
    pub kind: ModeratorKind,
    /// `true` if it was measured after the start.
    pub after_start: bool,
    /// Position of an earlier one that divides the people compared in the same way.
    pub twin: Option<usize>,
    /// How people are divided or placed.
    pub divided: Divided,
}

/// How a moderator divides people.
#[derive(Debug)]
pub(super) enum Divided {
    /// Into parts: names of the levels (a sub-group has its own name, then everyone else), and the part of each unit.
    Parts(Vec<String>, Vec<Option<u16>>),
    /// By a number: the value of each unit, and the step the slope is told for.
    Along(Vec<Option<f64>>, Option<f64>),
}

/// The sub-groups of the job, then its moderators.
pub(super) fn all(work: &Work) -> Result<Vec<Asked>, EstimateError> {
    let mut asked: Vec<Asked> = Vec::new();
    for (group, spec) in work.groups.iter().filter(|g| g.is_part()).zip(&work.spec.subgroups) {
        let part = |t: &Option<bool>| t.map(|inside| u16::from(!inside));
        let parts = group.truth().unwrap_or_default().iter().map(part).collect();
        let columns = Expression::parse(&spec.filter).map(|e| e.columns()).unwrap_or_default();
        asked.push(Asked {
            name: group.name.clone(),
            label: group.name.clone(),
            kind: ModeratorKind::Subgroup,
            after_start: columns.iter().any(|c| late(work, c)),
            twin: None,
            divided: Divided::Parts(vec![group.name.clone(), "everyone else".to_owned()], parts),
        });
    }
    for spec in &work.spec.moderators {
        asked.push(moderator(work, &spec.by, spec.step)?);
    }
    let keys: Vec<Option<Vec<u16>>> = asked.iter().map(|a| key(work, a)).collect();
    for (k, one) in asked.iter_mut().enumerate() {
        one.twin = (0..k).find(|&earlier| keys[earlier].is_some() && keys[earlier] == keys[k]);
    }
    Ok(asked)
}

fn late(work: &Work, column: &str) -> bool {
    work.cohort.roles().covariate(column).is_some_and(|c| c.after_start)
}

fn moderator(work: &Work, name: &str, step: Option<f64>) -> Result<Asked, EstimateError> {
    let cohort = work.cohort;
    let roles = cohort.roles();
    let covariate = roles.covariate(name);
    let of_start = roles.outcomes.iter().find(|o| o.start() == Some(name));
    let label = match (covariate, of_start) {
        (Some(c), _) => c.label.clone(),
        (None, Some(o)) => format!("{} at the start", o.label),
        (None, None) => name.to_owned(),
    };
    let yes_no = covariate.is_some_and(|c| c.kind == Kind::YesNo) || name.rsplit('.').next() == Some("case");
    let n = cohort.len();
    let divided = match cohort.column(name)? {
        Column::Category(c) => {
            Divided::Parts(c.levels().map(str::to_owned).collect(), (0..n).map(|i| c.get(i)).collect())
        }
        Column::Number(x) if yes_no => {
            let parts = (0..n).map(|i| x.get(i).map(|v| u16::from(v < 0.5))).collect();
            Divided::Parts(vec!["yes".to_owned(), "no".to_owned()], parts)
        }
        Column::Number(x) => Divided::Along((0..n).map(|i| x.get(i)).collect(), step),
    };
    let kind = match divided {
        Divided::Parts(..) => ModeratorKind::Category,
        Divided::Along(..) => ModeratorKind::Number,
    };
    Ok(Asked { name: name.to_owned(), label, kind, after_start: late(work, name), twin: None, divided })
}

/// The division of the people compared, with parts numbered as they come: two that are the same, whatever they are
/// called, are one question.
fn key(work: &Work, asked: &Asked) -> Option<Vec<u16>> {
    let Divided::Parts(_, parts) = &asked.divided else { return None };
    let mut seen: BTreeMap<u16, u16> = BTreeMap::new();
    let number = |&i: &u32| match parts[i as usize] {
        None => 0,
        Some(part) => {
            let next = seen.len() as u16 + 1;
            *seen.entry(part).or_insert(next)
        }
    };
    Some(work.compared.units.iter().map(number).collect())
}
