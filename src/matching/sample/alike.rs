//! People who are the same in everything that is balanced count as one variable of a programme.

use super::columns::Balanced;
use std::cmp::Ordering;

/// Units of one arm and stratum by what they are like.
#[derive(Debug, Clone)]
pub(super) struct Alike {
    /// Members of each kind, those to be taken first in front.
    pub members: Vec<Vec<u32>>,
    /// Value of each column for each kind: `x[column][kind]`.
    pub x: Vec<Vec<f64>>,
}

impl Alike {
    /// Kinds in the order of their values, so that neither ids nor the order of rows decide which kinds a
    /// programme takes; members of a kind in the order of ties.
    ///
    /// * `rows`: cohort rows.
    /// * `rank`: key of a unit among equals.
    pub fn new(columns: &[Balanced], rows: &[u32], rank: impl Fn(u32) -> (u32, u32)) -> Self {
        let by_values = |a: u32, b: u32| -> Ordering {
            let each = columns.iter().map(|c| c.x[a as usize].total_cmp(&c.x[b as usize]));
            each.fold(Ordering::Equal, Ordering::then)
        };
        let mut rows = rows.to_vec();
        rows.sort_unstable_by(|&a, &b| by_values(a, b).then_with(|| rank(a).cmp(&rank(b))));
        let kinds = rows.chunk_by(|&a, &b| by_values(a, b) == Ordering::Equal);
        let members: Vec<Vec<u32>> = kinds.map(<[u32]>::to_vec).collect();
        let values = |c: &Balanced| members.iter().map(|m| c.x[m[0] as usize]).collect();
        Self { x: columns.iter().map(values).collect(), members }
    }

    /// How many members each kind has.
    pub fn sizes(&self) -> Vec<u32> {
        self.members.iter().map(|m| m.len() as u32).collect()
    }

    /// The members taken when `take[k]` are taken of kind `k`, in cohort order.
    pub fn taken(&self, take: &[u32]) -> Vec<u32> {
        let each = self.members.iter().zip(take).flat_map(|(m, &n)| &m[..n as usize]);
        let mut rows: Vec<u32> = each.copied().collect();
        rows.sort_unstable();
        rows
    }

    /// Mean of each column over all members.
    pub fn means(&self) -> Vec<f64> {
        self.weighted(&self.sizes())
    }

    /// Mean of each column over those taken; 0 when nobody is.
    pub fn weighted(&self, take: &[u32]) -> Vec<f64> {
        let n: f64 = take.iter().map(|&n| f64::from(n)).sum();
        let mean = |x: &Vec<f64>| {
            let total: f64 = x.iter().zip(take).map(|(x, &n)| x * f64::from(n)).sum();
            if n > 0.0 { total / n } else { 0.0 }
        };
        self.x.iter().map(mean).collect()
    }
}
