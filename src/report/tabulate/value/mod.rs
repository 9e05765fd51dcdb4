//! Rows of `value`.

mod inputs;

use super::super::tables::value::ValueRecord;
use super::keys;
use crate::study::Study;
use crate::value::{
    Costs, Flow, Investment, InvestmentSpec, Swing, Switch, Under, Valuation, ValueSpec, factor, payback,
};

/// What rows share.
pub(super) struct Page<'a> {
    pub spec: &'a ValueSpec,
    pub found: &'a Valuation,
    /// Name of the primary specification.
    pub name: String,
}

/// The rows of a study; none without `[value]`.
pub(super) fn rows(study: &Study) -> Vec<ValueRecord> {
    let (Some(spec), Some(found), Some(first)) =
        (&study.job.spec.value, &study.value, study.analyses.first())
    else {
        return Vec::new();
    };
    let name = first.specification.name.clone();
    let found = match found {
        Ok(found) => found,
        Err(reason) => {
            let null_reason = Some(reason.clone());
            return vec![ValueRecord { null_reason, ..row(&name, "total", "ratio") }];
        }
    };
    let page = Page { spec, found, name };
    let mut all = page.assumptions();
    all.extend(page.inputs());
    all.extend(page.steps());
    all.extend(page.investments());
    all.extend(page.totals());
    all.extend(found.switching.iter().map(|s| page.switch(s)));
    all.extend(found.tornado.iter().map(|s| page.swing(s)));
    all.extend(found.under.iter().flat_map(|u| page.under(u)));
    all.extend(spec.leaves_out.iter().map(|words| row(&page.name, "left_out", words)));
    all
}

/// A row without figures.
fn row(specification: &str, part: &str, item: &str) -> ValueRecord {
    ValueRecord {
        specification: specification.to_owned(),
        part: part.to_owned(),
        item: item.to_owned(),
        ..ValueRecord::default()
    }
}

fn word(costs: Costs) -> Option<String> {
    Some(if costs == Costs::All { "all" } else { "running" }.to_owned())
}

impl Page<'_> {
    fn row(&self, part: &str, item: &str) -> ValueRecord {
        row(&self.name, part, item)
    }

    /// Unit of amounts, such as `£ of 2019`.
    fn money(&self) -> String {
        format!("{} of {}", self.spec.currency, self.spec.price_year)
    }

    fn amount(&self, part: &str, item: &str, value: f64) -> ValueRecord {
        ValueRecord { value: Some(value), unit: self.money(), from_effect: true, ..self.row(part, item) }
    }

    /// From gross worth to present value, of each benefit and of all together, and by year.
    fn steps(&self) -> Vec<ValueRecord> {
        let flows = &self.found.worth.flows;
        let mut all = Vec::new();
        for (benefit, flow) in self.found.model.benefits.iter().zip(flows) {
            let change = &self.found.changes[benefit.change];
            let about = |r: ValueRecord| ValueRecord {
                outcome: Some(change.outcome.clone()),
                contrast: Some(change.contrast.word().to_owned()),
                ..r
            };
            all.extend(self.chain(&benefit.name, std::slice::from_ref(flow)).into_iter().map(about));
            for (year, amount) in (0..).zip(&flow.years) {
                let r = self.amount("year", &benefit.name, *amount);
                all.push(ValueRecord { year: Some(year), ..about(r) });
            }
        }
        all.extend(self.chain("all", flows));
        all
    }

    fn chain(&self, item: &str, flows: &[Flow]) -> Vec<ValueRecord> {
        let sum = |of: fn(&Flow) -> f64| flows.iter().map(of).sum::<f64>();
        let steps: [(&str, fn(&Flow) -> f64); 6] = [
            ("gross", |f| f.gross),
            ("deadweight", |f| f.deadweight),
            ("attribution", |f| f.attribution),
            ("displacement", |f| f.displacement),
            ("discounting", |f| f.net - f.present),
            ("present_value", |f| f.present),
        ];
        steps.into_iter().map(|(part, of)| self.amount(part, item, sum(of))).collect()
    }

    fn investments(&self) -> Vec<ValueRecord> {
        let one = |(i, said): (&Investment, &InvestmentSpec)| ValueRecord {
            value: Some(i.amount * factor(self.found.said.rate, i.year)),
            said: Some(said.amount),
            year: Some(i64::from(i.year)),
            costs: Some(if i.set_up { "set_up" } else { "running" }.to_owned()),
            unit: self.money(),
            source: said.source.clone(),
            ..self.row("investment", &i.item)
        };
        self.found.model.investments.iter().zip(self.spec.spent()).map(one).collect()
    }

    fn totals(&self) -> Vec<ValueRecord> {
        let worth = &self.found.worth;
        let sampled = self.found.sampled.as_ref();
        let total = |item: &str, value: Option<f64>, limits: Option<(f64, f64)>, unit: String| ValueRecord {
            value,
            lower: limits.map(|l| l.0),
            upper: limits.map(|l| l.1),
            unit,
            from_effect: true,
            null_reason: sampled.err().cloned(),
            ..self.row("total", item)
        };
        let outcomes = sampled.ok().map(|s| s.outcomes);
        let mut all = vec![total("present_value_of_outcomes", Some(worth.outcomes), outcomes, self.money())];
        for costs in [Costs::All, Costs::Running] {
            let drawn = sampled.ok().map(|s| s.under(costs));
            let years = worth.years();
            let back = payback(&years, worth.costs(costs));
            let above = drawn.and_then(|d| d.above);
            let mut own = vec![
                ValueRecord {
                    value: Some(worth.costs(costs)),
                    unit: self.money(),
                    ..self.row("total", "present_value_of_investments")
                },
                total("net_present_value", Some(worth.net(costs)), drawn.map(|d| d.net), self.money()),
                total("ratio", worth.ratio(costs), drawn.and_then(|d| d.ratio), "ratio".to_owned()),
                total("payback", back, None, "years".to_owned()),
                total("probability_above_1", above, None, "share".to_owned()),
            ];
            own.iter_mut().for_each(|r| r.costs = word(costs));
            all.extend(own);
        }
        all
    }

    fn switch(&self, s: &Switch) -> ValueRecord {
        let none = "no possible value of it does that";
        ValueRecord {
            value: s.value,
            said: Some(s.central),
            costs: word(Costs::All),
            from_effect: true,
            null_reason: s.value.is_none().then(|| none.to_owned()),
            ..self.about(s.lever, "switching")
        }
    }

    fn swing(&self, s: &Swing) -> ValueRecord {
        ValueRecord {
            lower: Some(s.ratio.0),
            upper: Some(s.ratio.1),
            low_end: Some(s.ends.0),
            high_end: Some(s.ends.1),
            value: self.found.worth.ratio(Costs::All),
            costs: word(Costs::All),
            from_effect: true,
            ..self.about(s.lever, "swing")
        }
    }

    fn under(&self, u: &Under) -> Vec<ValueRecord> {
        let one = |costs| {
            let worth = u.worth.as_ref();
            ValueRecord {
                value: worth.ok().and_then(|w| w.ratio(costs)),
                unit: "ratio".to_owned(),
                costs: word(costs),
                from_effect: true,
                null_reason: worth.err().cloned(),
                ..row(&u.specification, "specification", "ratio")
            }
        };
        [Costs::All, Costs::Running].map(one).into()
    }
}

/// A list of names as one text.
fn together(names: &[&str]) -> String {
    keys::list(&names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>()).unwrap_or_default()
}
