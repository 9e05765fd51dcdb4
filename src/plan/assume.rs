//! What a plan assumes, and whether that can be.

use thiserror::Error;

/// What is measured, and how it varies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measured {
    /// Yes or no: the share among the comparison people.
    Share(f64),
    /// A number.
    Mean {
        /// Standard deviation.
        sd: f64,
        /// Correlation of the start and the end value: what the start value tells is matched on.
        correlation: f64,
    },
}

/// Numbers a plan starts from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Assumed {
    /// Treated people who start.
    pub treated: f64,
    /// Comparison people for each of them who is compared.
    pub ratio: f64,
    /// People of the pool who have an end value; they cap the ratio. `None` = as many as needed.
    pub pool: Option<f64>,
    /// What is measured.
    pub measured: Measured,
    /// Share of the treated with an end value.
    pub follow_up: f64,
    /// Share of those who find a partner.
    pub match_rate: f64,
    /// Correlation of the outcomes within a set, beyond what the start value explains.
    pub within: f64,
    /// Correlation within a site (worker, group) of the programme.
    pub icc: f64,
    /// Mean number of people of a site.
    pub site: f64,
    /// What a comparison person is worth under the weights.
    pub worth: f64,
    /// Level of the two-sided test.
    pub alpha: f64,
    /// Power wanted.
    pub power: f64,
}

impl Default for Assumed {
    fn default() -> Self {
        Self {
            treated: 0.0,
            ratio: 1.0,
            pool: None,
            measured: Measured::Share(0.5),
            follow_up: 1.0,
            match_rate: 1.0,
            within: 0.0,
            icc: 0.0,
            site: 1.0,
            worth: 1.0,
            alpha: 0.05,
            power: 0.8,
        }
    }
}

/// A number that cannot be.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{name} is {value}; it must be {bounds}")]
pub struct Doubtful {
    /// What it is called.
    pub name: &'static str,
    /// What was said.
    pub value: f64,
    /// What it may be.
    pub bounds: &'static str,
}

impl Assumed {
    /// The same, if every number can be.
    ///
    /// # Errors
    /// The first number that cannot.
    pub fn check(self) -> Result<Self, Doubtful> {
        let share = |x: f64| x > 0.0 && x <= 1.0;
        let inside = |x: f64| x > 0.0 && x < 1.0;
        let (shares, below_one) = ("above 0 and at most 1", "at least 0 and below 1");
        let measured = match self.measured {
            Measured::Share(p) => vec![("the base rate", p, "between 0 and 1", inside(p))],
            Measured::Mean { sd, correlation: r } => vec![
                ("the standard deviation", sd, "above 0", sd > 0.0 && sd.is_finite()),
                ("the correlation of start and end", r, "above -1 and below 1", r > -1.0 && r < 1.0),
            ],
        };
        let people = |x: f64| x > 0.0 && x.is_finite();
        let general = [
            ("the number of people", self.treated, "above 0", people(self.treated)),
            ("the ratio", self.ratio, "above 0", people(self.ratio)),
            ("the pool", self.pool.unwrap_or(1.0), "above 0", self.pool.is_none_or(people)),
            ("the follow-up rate", self.follow_up, shares, share(self.follow_up)),
            ("the match rate", self.match_rate, shares, share(self.match_rate)),
            ("the correlation within sets", self.within, below_one, (0.0..1.0).contains(&self.within)),
            ("the correlation within sites", self.icc, below_one, (0.0..1.0).contains(&self.icc)),
            ("the size of a site", self.site, "at least 1", self.site >= 1.0 && self.site.is_finite()),
            ("the share the weights leave", self.worth, shares, share(self.worth)),
            ("alpha", self.alpha, "between 0 and 1", inside(self.alpha)),
            ("the power", self.power, "between alpha and 1", inside(self.power) && self.power > self.alpha),
        ];
        let all = general.into_iter().chain(measured);
        match all.into_iter().find(|(_, _, _, can)| !can) {
            Some((name, value, bounds, _)) => Err(Doubtful { name, value, bounds }),
            None => Ok(self),
        }
    }

    /// Treated people who end up in the comparison.
    #[must_use]
    pub fn compared(&self) -> f64 {
        self.treated * self.follow_up * self.match_rate
    }

    /// What people of one site are worth less than as many strangers: `1 + (m - 1) icc`.
    ///
    /// Reference: Kish (1965); Donner and Klar (2000).
    #[must_use]
    pub fn design_effect(&self) -> f64 {
        1.0 + (self.site - 1.0) * self.icc
    }
}
