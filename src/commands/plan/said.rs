//! The numbers as they were typed.

use crate::error::Error;
use crate::plan::{Assumed, Measured};

/// Numbers of a plan; what is not said is taken from the job, or has its usual value.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Said {
    /// Treated people who start.
    pub treated: Option<f64>,
    /// Comparison people for each.
    pub ratio: Option<f64>,
    /// People of the pool with an end value.
    pub pool: Option<f64>,
    /// Share of the comparison people with the event.
    pub base_rate: Option<f64>,
    /// Standard deviation of a number.
    pub sd: Option<f64>,
    /// Correlation of its start and end.
    pub correlation: Option<f64>,
    /// Share of the followed who find a partner.
    pub match_rate: Option<f64>,
    /// Share with an end value.
    pub follow_up: Option<f64>,
    /// The effect asked about.
    pub effect: Option<f64>,
    /// Correlation within sets.
    pub within: Option<f64>,
    /// Correlation within sites.
    pub icc: Option<f64>,
    /// People of a site.
    pub cluster_size: Option<f64>,
    /// What a comparison person is worth under weights.
    pub ess_share: Option<f64>,
    /// Level of the test.
    pub alpha: Option<f64>,
    /// Power.
    pub power: Option<f64>,
}

impl Said {
    /// What is measured, where it is said.
    ///
    /// # Errors
    /// A yes/no and a number at once.
    pub fn measured(&self) -> Result<Option<Measured>, Error> {
        match (self.base_rate, self.sd) {
            (Some(_), Some(_)) => Err(Error::Usage(
                "`--base-rate` is for yes/no, `--sd` for a number: give one of them".to_owned(),
            )),
            (Some(p), None) => Ok(Some(Measured::Share(p))),
            (None, Some(sd)) => Ok(Some(Measured::Mean { sd, correlation: self.correlation.unwrap_or(0.0) })),
            (None, None) => Ok(None),
        }
    }

    /// These numbers in place of those of `assumed`.
    ///
    /// # Errors
    /// A number that cannot be.
    pub fn over(&self, assumed: Assumed) -> Result<Assumed, Error> {
        let mut a = assumed;
        for (said, place) in [
            (self.treated, &mut a.treated),
            (self.ratio, &mut a.ratio),
            (self.match_rate, &mut a.match_rate),
            (self.follow_up, &mut a.follow_up),
            (self.within, &mut a.within),
            (self.icc, &mut a.icc),
            (self.cluster_size, &mut a.site),
            (self.ess_share, &mut a.worth),
            (self.alpha, &mut a.alpha),
            (self.power, &mut a.power),
        ] {
            *place = said.unwrap_or(*place);
        }
        a.pool = self.pool.or(a.pool);
        if let Some(effect) = self.effect.filter(|e| *e == 0.0 || !e.is_finite()) {
            return Err(Error::Usage(format!("an effect of {effect} cannot be looked for")));
        }
        a.check().map_err(|fault| Error::Usage(fault.to_string()))
    }
}
