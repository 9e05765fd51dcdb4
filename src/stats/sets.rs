//! Matched sets in which one person stands against the others: pairs, one to many, many to one.

/// One set: the outcomes of its members, and which of them is alone in its arm.
#[derive(Debug, Clone, PartialEq)]
pub struct Set {
    /// Outcome of each member, at least two.
    pub y: Vec<f64>,
    /// Position of the one alone in its arm (of a pair: the treated).
    pub lone: usize,
    /// Arm of that one.
    pub lone_arm: Arm,
    /// Weight of the set in the mean of the treated, then of the controls, at least 0.
    pub weight: [f64; 2],
}

/// Arm of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arm {
    /// Supported.
    Treated,
    /// Not supported.
    Control,
}

impl Set {
    /// Mean of the treated minus mean of the controls.
    #[must_use]
    pub fn difference(&self) -> f64 {
        self.difference_if(self.lone)
    }

    /// The same had member `j` been the one alone in its arm, with the outcomes as they are.
    #[must_use]
    pub fn difference_if(&self, j: usize) -> f64 {
        let others = self.y.iter().sum::<f64>() - self.y[j];
        self.sign() * (self.y[j] - others / self.others())
    }

    /// 1 if the one alone is treated, else -1.
    #[must_use]
    pub fn sign(&self) -> f64 {
        match self.lone_arm {
            Arm::Treated => 1.0,
            Arm::Control => -1.0,
        }
    }

    /// Members beside the one alone.
    #[must_use]
    pub fn others(&self) -> f64 {
        self.y.len() as f64 - 1.0
    }

    /// `true` if member `j` is treated.
    #[must_use]
    pub fn is_treated(&self, j: usize) -> bool {
        (j == self.lone) == (self.lone_arm == Arm::Treated)
    }

    /// The outcomes had the treated not been given `effect`.
    #[must_use]
    pub fn without(&self, effect: f64) -> Vec<f64> {
        let one = |(j, y): (usize, &f64)| if self.is_treated(j) { y - effect } else { *y };
        self.y.iter().enumerate().map(one).collect()
    }
}

/// Differences of sets that are all pairs; `None` where one is not.
#[must_use]
pub fn pair_differences(sets: &[Set]) -> Option<Vec<f64>> {
    sets.iter().map(|s| (s.y.len() == 2).then(|| s.difference())).collect()
}
