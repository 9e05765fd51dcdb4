//! Value for money: what the effect is worth, beside what was spent.
//!
//! Gross worth is people times the change of those supported; deadweight is people times the change of the matched
//! comparison, and nothing else is deducted for what would have happened anyway (METHODS 22).

mod changes;
mod draw;
mod lever;
mod model;
mod present;
mod review;
mod run;
mod spec;
mod types;

pub use changes::good_direction;
pub use draw::{Doubtful, Joint, Sampled, SampledCosts, Spread, TermsSaid, Uncertain, central, sample};
pub use lever::{LONGEST, Lever, Swing, Switch, switching, tornado};
pub use model::{Benefit, Change, Costs, Flow, Inputs, Investment, Model, Terms, Worth};
pub use present::{factor, payback, spread_over_years};
pub(crate) use run::unit_values;
pub use run::{base_year, run};
pub use spec::*;
pub use types::{Under, Valuation, Valued};
