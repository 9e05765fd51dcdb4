//! The model: from effects, unit values and costs to present values and their ratio.

use super::present::{factor, spread_over_years};

/// What does not vary: who benefits from what, and what was spent.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Benefits in the order of the job.
    pub benefits: Vec<Benefit>,
    /// What was spent.
    pub investments: Vec<Investment>,
    /// Years by which benefits of the first year are discounted.
    pub first: u32,
}

/// One benefit: whose change it is the worth of.
#[derive(Debug, Clone, PartialEq)]
pub struct Benefit {
    /// What readers see.
    pub name: String,
    /// Position of the change in [`Inputs::changes`].
    pub change: usize,
    /// Position of the unit value in [`Inputs::unit_values`]; benefits may share one.
    pub unit_value: usize,
    /// People for whom the change is known.
    pub people: f64,
    /// Those supported for whom it is not.
    pub others: f64,
}

/// Something that was spent, in prices of the price year.
#[derive(Debug, Clone, PartialEq)]
pub struct Investment {
    /// What for.
    pub item: String,
    /// The amount, not discounted.
    pub amount: f64,
    /// Years after year 0.
    pub year: u32,
    /// `true` for what was spent once.
    pub set_up: bool,
}

/// Mean change of both arms, in the good direction: points, or a share of people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Of the people supported.
    pub treated: f64,
    /// Of the matched comparison.
    pub control: f64,
    /// `true` for a share of people: no part of it can be more than everybody.
    pub share: bool,
}

impl Change {
    /// Change of the comparison in the time of those supported (METHODS 6).
    #[must_use]
    pub fn without_support(&self, f: f64) -> f64 {
        let part = f * self.control;
        if self.share { part.clamp(-1.0, 1.0) } else { part }
    }
}

/// What varies with one benefit alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// WELLBYs in one unit of the change; 1 where the unit value is of the change itself.
    pub mapping: f64,
    /// Years it lasts.
    pub duration: f64,
    /// Share lost each year after the first.
    pub drop_off: f64,
    /// Share due to this programme.
    pub attribution: f64,
    /// Share that somebody else lost.
    pub displacement: f64,
    /// Years until it begins.
    pub lag: f64,
}

/// Everything that varies.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    /// Discount rate.
    pub rate: f64,
    /// Share of the comparison's change that came about in the time of those supported.
    pub f: f64,
    /// Share of the effect on those whose change is not known.
    pub extrapolation: f64,
    /// Changes.
    pub changes: Vec<Change>,
    /// Unit values, in prices of the price year.
    pub unit_values: Vec<f64>,
    /// One for each benefit.
    pub terms: Vec<Terms>,
}

/// The worth of one benefit, step by step; all years together and not discounted but for `years` and `present`.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// People times the change of those supported.
    pub gross: f64,
    /// People times the change of the matched comparison.
    pub deadweight: f64,
    /// Due to others.
    pub attribution: f64,
    /// Lost by others.
    pub displacement: f64,
    /// What is left.
    pub net: f64,
    /// What is left of each year, year 0 first, discounted.
    pub years: Vec<f64>,
    /// Present value: the sum of the years.
    pub present: f64,
}

/// What the inputs come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Worth {
    /// The benefits in order.
    pub flows: Vec<Flow>,
    /// Present value of all benefits.
    pub outcomes: f64,
    /// Present value of what was spent.
    pub all_costs: f64,
    /// The same without what was spent once.
    pub running_costs: f64,
}

/// Which costs count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Costs {
    /// All.
    All,
    /// Without what was spent once.
    Running,
}

impl Model {
    /// Works the model out.
    ///
    /// ```text
    /// gross = people x treated change x WELLBYs x unit value x years,   deadweight = the same of f x control change
    /// net = (gross - deadweight) x attribution x (1 - displacement),    present = sum of net_y / (1 + rate)^(y + first)
    /// ```
    ///
    /// Nothing but the change of the matched comparison is taken off as deadweight (METHODS 22).
    #[must_use]
    pub fn worth(&self, inputs: &Inputs) -> Worth {
        let of = |(benefit, terms): (&Benefit, &Terms)| self.flow(benefit, terms, inputs);
        let flows: Vec<Flow> = self.benefits.iter().zip(&inputs.terms).map(of).collect();
        let spent = |i: &Investment| i.amount * factor(inputs.rate, i.year);
        Worth {
            outcomes: flows.iter().map(|f| f.present).sum(),
            all_costs: self.investments.iter().map(spent).sum(),
            running_costs: self.investments.iter().filter(|i| !i.set_up).map(spent).sum(),
            flows,
        }
    }

    fn flow(&self, benefit: &Benefit, terms: &Terms, inputs: &Inputs) -> Flow {
        let change = &inputs.changes[benefit.change];
        let people = benefit.people + inputs.extrapolation * benefit.others;
        let unit = people * terms.mapping * inputs.unit_values[benefit.unit_value];
        let by_year = spread_over_years(terms.duration, terms.drop_off, terms.lag);
        let lasting: f64 = by_year.iter().sum();
        let gross = unit * change.treated * lasting;
        let deadweight = unit * change.without_support(inputs.f) * lasting;
        let attributable = gross - deadweight;
        let attribution = attributable * (1.0 - terms.attribution);
        let displacement = attributable * terms.attribution * terms.displacement;
        let net = attributable * terms.attribution * (1.0 - terms.displacement);
        let a_year = if lasting > 0.0 { net / lasting } else { 0.0 };
        let discounted = |(year, share): (u32, &f64)| a_year * share * factor(inputs.rate, year + self.first);
        let years: Vec<f64> = (0..).zip(&by_year).map(discounted).collect();
        let present = years.iter().sum();
        Flow { gross, deadweight, attribution, displacement, net, years, present }
    }
}

impl Worth {
    /// Present value of the costs that count.
    #[must_use]
    pub fn costs(&self, which: Costs) -> f64 {
        match which {
            Costs::All => self.all_costs,
            Costs::Running => self.running_costs,
        }
    }

    /// Present value of the benefits less that of the costs.
    #[must_use]
    pub fn net(&self, which: Costs) -> f64 {
        self.outcomes - self.costs(which)
    }

    /// What comes back for one unit spent; `None` where nothing was spent.
    #[must_use]
    pub fn ratio(&self, which: Costs) -> Option<f64> {
        let costs = self.costs(which);
        (costs > 0.0).then(|| self.outcomes / costs)
    }

    /// Present value of all benefits, year by year.
    #[must_use]
    pub fn years(&self) -> Vec<f64> {
        let last = self.flows.iter().map(|f| f.years.len()).max().unwrap_or(0);
        let of = |y: usize| self.flows.iter().filter_map(|f| f.years.get(y)).sum();
        (0..last).map(of).collect()
    }
}
