//! Why a unit is not in the analysis: one byte a unit, and a table of reasons.

/// Reasons that a row is nobody of its arm; all others keep a person out of the comparison and no more.
const NOBODY: [&str; 2] = ["where", "not_in_file"];

/// One reason for which units leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Stable word for tables, such as `missing_covariate`.
    pub code: String,
    /// The reason in words, such as ``no value for `age` ``.
    pub words: String,
}

/// A reason code for every unit; code 0 means the unit stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reasons {
    codes: Vec<u8>,
    table: Vec<Reason>,
}

impl Reasons {
    /// Nobody has left: `n` units with code 0, whose reason reads `stays`.
    #[must_use]
    pub fn none(n: usize, stays: &str) -> Self {
        let table = vec![Reason { code: stays.to_owned(), words: stays.to_owned() }];
        Self { codes: vec![0; n], table }
    }

    /// Takes a code for a reason, the same one when the reason is already known.
    ///
    /// # Panics
    /// Never in practice: the table is bounded by the rules of a job, far under 255.
    pub fn code(&mut self, code: &str, words: &str) -> u8 {
        let at = self.table.iter().position(|r| r.code == code && r.words == words).unwrap_or_else(|| {
            self.table.push(Reason { code: code.to_owned(), words: words.to_owned() });
            self.table.len() - 1
        });
        u8::try_from(at).expect("a job has fewer than 255 rules that send units away")
    }

    /// Unit `i` leaves for reason `code`, unless it left before: the first reason counts.
    pub fn mark(&mut self, i: usize, code: u8) {
        if self.codes[i] == 0 {
            self.codes[i] = code;
        }
    }

    /// `true` if unit `i` is still in.
    #[must_use]
    pub fn stays(&self, i: usize) -> bool {
        self.codes[i] == 0
    }

    /// `true` if unit `i` is a person of its arm, whether or not it can be compared.
    #[must_use]
    pub fn belongs(&self, i: usize) -> bool {
        !NOBODY.contains(&self.of(i).code.as_str()) || self.stays(i)
    }

    /// The codes, one a unit.
    #[must_use]
    pub fn codes(&self) -> &[u8] {
        &self.codes
    }

    /// The reason of unit `i`.
    #[must_use]
    pub fn of(&self, i: usize) -> &Reason {
        &self.table[usize::from(self.codes[i])]
    }

    /// The table of reasons; entry 0 stands for those who stay.
    #[must_use]
    pub fn table(&self) -> &[Reason] {
        &self.table
    }

    /// How many units of each arm have each reason: `counts[code] = [control, treated]`.
    #[must_use]
    pub fn counts(&self, treated: &[bool]) -> Vec<[usize; 2]> {
        let mut counts = vec![[0; 2]; self.table.len()];
        for (&code, &z) in self.codes.iter().zip(treated) {
            counts[usize::from(code)][usize::from(z)] += 1;
        }
        counts
    }

    /// The same reasons in another order of units: entry `k` is today's entry `order[k]`.
    #[must_use]
    pub fn reordered(&self, order: &[u32]) -> Self {
        let codes = order.iter().map(|&i| self.codes[i as usize]).collect();
        Self { codes, table: self.table.clone() }
    }
}
