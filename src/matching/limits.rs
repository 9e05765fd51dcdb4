//! How often a unit may be used.

use super::error::MatchingError;
use super::method::Method;
use super::spec::MatchingSpec;
use crate::cohort::{Blinded, Column};

/// Everything that bounds the use of a unit beyond the pairwise rules.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Most partners of one focal unit.
    pub partners: u32,
    /// Most focal units that one partner serves; `u32::MAX` with replacement.
    pub reuse: u32,
    /// Who owns a row, when a person or household may be used only once.
    pub owners: Option<Owners>,
}

/// Rows by the person (or household) they belong to.
#[derive(Debug, Clone)]
pub struct Owners {
    of: Vec<u32>,
    rows: Vec<u32>,
    start: Vec<u32>,
}

impl Limits {
    /// The same limits when it is the controls who count their partners.
    ///
    /// A full matching has one limit for each arm, whoever is focal; other methods have one for the focal
    /// units, whoever they are.
    #[must_use]
    pub(super) fn for_controls(self, method: Method) -> Self {
        let (partners, reuse) =
            if method == Method::Full { (self.reuse, self.partners) } else { (self.partners, self.reuse) };
        Self { partners, reuse, ..self }
    }

    /// The limits that a job sets.
    ///
    /// # Errors
    /// No such identifier.
    pub fn new(cohort: Blinded<'_>, spec: &MatchingSpec) -> Result<Self, MatchingError> {
        let full = spec.method == Method::Full;
        let ratio = if full { u32::MAX } else { whole(spec.ratio) };
        let partners = spec.max_controls.unwrap_or(ratio);
        let reuse = match spec.max_treated {
            Some(most) => most,
            None if spec.replace || full => u32::MAX,
            None => spec.reuse,
        };
        let owners = match &spec.unit_id {
            Some(name) => Some(Owners::new(cohort, name)?),
            None => None,
        };
        Ok(Self { partners, reuse, owners })
    }
}

/// A checked number of people as a count; not above 2^32 - 1.
#[expect(clippy::cast_sign_loss, reason = "checked to be at least 1")]
pub(super) fn whole(ratio: f64) -> u32 {
    ratio as u32
}

impl Owners {
    fn new(cohort: Blinded<'_>, name: &str) -> Result<Self, MatchingError> {
        let column = cohort.column(name)?;
        let key = |i: usize| match column {
            Column::Number(values) => values.get(i).map(|v| (v + 0.0).to_bits()),
            Column::Category(codes) => codes.get(i).map(u64::from),
        };
        let mut rows: Vec<u32> = (0..cohort.len() as u32).collect();
        rows.sort_by_key(|&i| key(i as usize));
        let mut of = vec![0; rows.len()];
        let mut start = Vec::new();
        for (at, &row) in rows.iter().enumerate() {
            let own = key(row as usize);
            if own.is_none() || at == 0 || key(rows[at - 1] as usize) != own {
                start.push(at as u32);
            }
            of[row as usize] = start.len() as u32 - 1;
        }
        start.push(rows.len() as u32);
        Ok(Self { of, rows, start })
    }

    /// The owner of a row; rows without an identifier own themselves.
    #[must_use]
    pub fn of(&self, row: u32) -> u32 {
        self.of[row as usize]
    }

    /// How many owners there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.start.len() - 1
    }

    /// `true` if there is no unit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All rows of the owner of `row`, itself included.
    #[must_use]
    pub fn rows(&self, row: u32) -> &[u32] {
        let owner = self.of(row) as usize;
        &self.rows[self.start[owner] as usize..self.start[owner + 1] as usize]
    }
}
